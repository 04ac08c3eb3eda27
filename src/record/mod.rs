//! One file per table: its columns and its record. A table is one entry of [`Table`] and one file here; a relation is
//! one entry of [`Relation`].

mod coverage;
mod lineage;
mod organization;
mod privacy;
mod relation;
mod table;
mod unit;
mod zone;
mod zone_unit;

pub use coverage::Coverage;
pub(crate) use coverage::column as coverage_column;
pub use lineage::Lineage;
pub(crate) use lineage::column as lineage_column;
pub use organization::Organization;
pub(crate) use organization::column as organization_column;
pub(crate) use privacy::{is_personal_column, looks_personal, mask};
pub use relation::Relation;
pub use table::{Cell, Column, NodeKind, Record, Table};
pub use unit::Unit;
pub(crate) use unit::column as unit_column;
pub use zone::Zone;
pub(crate) use zone::column as zone_column;
pub use zone_unit::ZoneUnit;
pub(crate) use zone_unit::column as zone_unit_column;
