//! What of the columns of a node's table the events are about.

use crate::record::{
    NodeKind, alliance_column, organization_column, person_column, project_column, unit_column, zone_column,
};

/// The column of the name; people have none.
pub(super) const fn name_column(kind: NodeKind) -> Option<usize> {
    match kind {
        NodeKind::Unit => Some(unit_column::NAME),
        NodeKind::Zone => Some(zone_column::NAME),
        NodeKind::Organization => Some(organization_column::NAME),
        NodeKind::Alliance => Some(alliance_column::NAME),
        NodeKind::Project => Some(project_column::NAME),
        NodeKind::Person => None,
    }
}

/// The column of the kind; people have none.
pub(super) const fn kind_column(kind: NodeKind) -> Option<usize> {
    match kind {
        NodeKind::Unit => Some(unit_column::KIND),
        NodeKind::Zone => Some(zone_column::KIND),
        NodeKind::Organization => Some(organization_column::KIND),
        NodeKind::Alliance => Some(alliance_column::KIND),
        NodeKind::Project => Some(project_column::KIND),
        NodeKind::Person => None,
    }
}

/// The name of the column of what a node comes under.
pub(super) fn superior_name(kind: NodeKind) -> &'static str {
    kind.table().columns().get(superior_column(kind)).map_or("", |column| column.name)
}

/// The column of what a node comes under.
pub(super) const fn superior_column(kind: NodeKind) -> usize {
    match kind {
        NodeKind::Unit => unit_column::PARENT,
        NodeKind::Zone => zone_column::WITHIN,
        NodeKind::Organization => organization_column::SUPERIOR,
        NodeKind::Person => person_column::EMPLOYER,
        NodeKind::Alliance => alliance_column::WITHIN,
        NodeKind::Project => project_column::WITHIN,
    }
}
