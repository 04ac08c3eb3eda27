//! A zone on a day.

use super::snapshot::AnyUnit;
use super::view::node_view;
use super::{Covering, Unit};
use crate::base::ZoneKind;
use crate::graph::Link;
use crate::record::{Relation, zone_column as column};

node_view! {
    /// A zone (区域) on the day of its snapshot: a set of units that cuts across the tree, such as an estate.
    Zone of Zones named
}

impl<'h> Zone<'h> {
    /// The kind (类型).
    pub fn kind(self) -> ZoneKind {
        self.cell(column::KIND).and_then(ZoneKind::from_index).unwrap_or(ZoneKind::Other)
    }

    /// The unit in whose territory the zone lies (属地).
    pub fn within(self) -> Option<AnyUnit<'h>> {
        self.linked_units(Relation::LiesWithin).next()
    }

    /// The units that the zone comprises (组成), by their order in the tree, each once. All below them belong to it too.
    pub fn units(self) -> impl Iterator<Item = AnyUnit<'h>> {
        self.linked_units(Relation::Comprises)
    }

    /// Whether the zone comprises the unit or a unit above it.
    pub fn has(self, unit: AnyUnit<'h>) -> bool {
        std::iter::once(unit).chain(unit.ancestors()).any(|unit| unit.zones().any(|zone| zone == self))
    }

    fn linked_units(self, relation: Relation) -> impl Iterator<Item = AnyUnit<'h>> {
        let (hierarchy, day) = (self.snapshot.hierarchy, self.snapshot.at);
        let links = hierarchy.links_from(self.number(), relation).filter(move |link| hierarchy.link_holds(link, day));
        links.filter(Link::of_new(|link| link.to)).filter_map(move |link| Unit::of_node(self.snapshot, link.to))
    }

    /// Who covers the zone itself.
    pub fn covered_by(self) -> impl Iterator<Item = Covering<'h>> {
        self.snapshot.coverings(self.number(), None)
    }
}
