//! Questions, all asked of a [`Snapshot`]: the hierarchy on one day.

mod coverage;
mod error;
mod households;
mod organization;
mod part;
mod snapshot;
mod unit;
mod zone;

pub use coverage::{Coverage, CoverageItem, CoverageQuery};
pub use error::QueryError;
pub use households::{HouseholdCounts, Households};
pub use organization::Organization;
pub use snapshot::{Node, Snapshot};
pub use unit::{Covering, Unit};
pub use zone::Zone;
