//! An alliance on a day.

use super::view::node_view;
use super::{Node, Organization};
use crate::base::AllianceKind;
use crate::record::{Relation, alliance_column as column};

node_view! {
    /// An alliance (联盟) on the day of its snapshot: a big committee, a joint meeting, a linkage … Its members keep
    /// their superiors.
    Alliance of Alliances named
}

impl<'h> Alliance<'h> {
    /// The kind (类型).
    pub fn kind(self) -> AllianceKind {
        self.cell(column::KIND).and_then(AllianceKind::from_index).unwrap_or(AllianceKind::Other)
    }

    /// The template of parties that it follows (模板), by name.
    pub fn template(self) -> Option<&'h str> {
        self.text(column::TEMPLATE)
    }

    /// The organization that leads it (牵头单位), by its own row: one at most.
    pub fn lead(self) -> Option<Organization<'h>> {
        let mut found = self.snapshot.sources(self.number(), Relation::Leads);
        found.find_map(|number| Organization::of_node(self.snapshot, number))
    }

    /// The unit or zone that it is about (范围).
    pub fn scope(self) -> Option<Node<'h>> {
        let mut found = self.snapshot.targets(self.number(), Relation::ScopedTo);
        found.find_map(|number| self.snapshot.node(number))
    }

    /// The alliance that holds it (上级联盟): one at most.
    pub fn within(self) -> Option<Self> {
        let mut found = self.snapshot.targets(self.number(), Relation::PartOf);
        found.find_map(|number| Self::of_node(self.snapshot, number))
    }

    /// The alliances that it holds itself (下级联盟), by code.
    pub fn parts(self) -> impl Iterator<Item = Self> {
        let found = self.snapshot.sources(self.number(), Relation::PartOf);
        found.filter_map(move |number| Self::of_node(self.snapshot, number))
    }
}
