//! A zone on a day.

use super::snapshot::AnyUnit;
use super::{Covering, Node, Snapshot};
use crate::base::{Period, ZoneKind};
use crate::draft::NONE;
use crate::findings::Place;
use crate::graph::Link;
use crate::record::{NodeKind, Relation, Table, zone_column as column};
use std::fmt;

/// A zone (区域) on the day of its snapshot: a set of units that cuts across the tree, such as an estate.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Zone<'h> {
    snapshot: Snapshot<'h>,
    at: u32,
    row: u32,
}

impl<'h> Zone<'h> {
    pub(crate) fn there(snapshot: Snapshot<'h>, zone: u32) -> Option<Self> {
        let row = snapshot.hierarchy.zones.version_on(zone, snapshot.at)?;
        Some(Self { snapshot, at: zone, row })
    }

    fn cell(self, column: usize) -> u32 {
        self.snapshot.hierarchy.rows(Table::Zones).cell(self.row, column)
    }

    /// The zone's number in the graph. Another hierarchy gives it another.
    pub fn index(self) -> usize {
        self.number() as usize
    }

    pub(crate) fn number(self) -> u32 {
        self.snapshot.hierarchy.first(NodeKind::Zone) + self.at
    }

    /// The snapshot that the zone is seen in.
    pub const fn snapshot(self) -> Snapshot<'h> {
        self.snapshot
    }

    /// The code (编码).
    pub fn code(self) -> &'h str {
        self.snapshot.hierarchy.text.get(self.cell(column::CODE))
    }

    /// The name (名称).
    pub fn name(self) -> Option<&'h str> {
        let symbol = self.cell(column::NAME);
        (symbol != NONE).then(|| self.snapshot.hierarchy.text.get(symbol))
    }

    /// The kind (类型).
    pub fn kind(self) -> ZoneKind {
        ZoneKind::from_index(self.cell(column::KIND)).unwrap_or(ZoneKind::Other)
    }

    /// When this version of the zone holds, as its row states it.
    pub fn period(self) -> Period {
        self.snapshot.hierarchy.rows(Table::Zones).period(self.row)
    }

    /// Where this version was said.
    pub fn place(self) -> Place {
        self.snapshot.hierarchy.row_place(Table::Zones, self.row)
    }

    /// The unit in whose territory the zone lies (属地).
    pub fn within(self) -> Option<AnyUnit<'h>> {
        self.linked_units(Relation::LiesWithin).next()
    }

    /// The units that the zone comprises (组成), by their order in the tree, each once. All below them belong to it too.
    pub fn units(self) -> impl Iterator<Item = AnyUnit<'h>> {
        self.linked_units(Relation::Comprises)
    }

    fn linked_units(self, relation: Relation) -> impl Iterator<Item = AnyUnit<'h>> {
        let (hierarchy, day) = (self.snapshot.hierarchy, self.snapshot.at);
        let links = hierarchy.links_from(self.number(), relation).filter(move |link| hierarchy.link_holds(link, day));
        links.filter(Link::of_new(|link| link.to)).filter_map(move |link| match self.snapshot.node(link.to)? {
            Node::Unit(unit) => Some(unit),
            Node::Zone(_) | Node::Organization(_) => None,
        })
    }

    /// Who covers the zone itself.
    pub fn covered_by(self) -> impl Iterator<Item = Covering<'h>> {
        self.snapshot.coverings(self.number(), None)
    }
}

impl fmt::Debug for Zone<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Zone({} {})", self.kind(), self.code())
    }
}

impl fmt::Display for Zone<'_> {
    /// The name and the code, or the code alone.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.name() {
            Some(name) => write!(f, "{name} {}", self.code()),
            None => f.write_str(self.code()),
        }
    }
}
