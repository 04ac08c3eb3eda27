//! A project on a day.

use super::Unit;
use super::snapshot::AnyUnit;
use super::view::node_view;
use crate::base::ProjectKind;
use crate::record::{Relation, project_column as column};

node_view! {
    /// A project (项目) on the day of its snapshot.
    Project of Projects named
}

impl<'h> Project<'h> {
    /// The kind (类型).
    pub fn kind(self) -> ProjectKind {
        self.cell(column::KIND).and_then(ProjectKind::from_index).unwrap_or(ProjectKind::Other)
    }

    /// The unit that it is carried out in (实施地).
    pub fn within(self) -> Option<AnyUnit<'h>> {
        let mut found = self.snapshot.targets(self.number(), Relation::CarriedOutIn);
        found.find_map(|number| Unit::of_node(self.snapshot, number))
    }
}
