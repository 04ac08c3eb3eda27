//! What holds: the typed graph with its columns.
#![expect(clippy::indexing_slicing, reason = "node numbers come from the hierarchy and tables have one entry each")]

use super::{Links, Nodes, Stated, Units, Version};
use crate::base::{Day, Period};
use crate::draft::{NONE, Package, Rows, Symbols, pick};
use crate::findings::{Findings, Place};
use crate::record::{NodeKind, Relation, Table};
use petgraph::Direction;
use petgraph::graph::{Graph, NodeIndex};
use std::collections::BTreeMap;
use std::fmt;

use super::links::Link;

/// An edge of the graph (关系): which relation, and which row of it. Four bytes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Tie(u32);

/// The bits of a tie that number the row.
const ROW_BITS: u32 = 27;

impl Tie {
    /// The most rows of one relation.
    pub(crate) const MOST: u32 = 1 << ROW_BITS;

    pub(crate) fn new(relation: Relation, row: u32) -> Self {
        Self((relation as u32) << ROW_BITS | row)
    }

    /// The relation.
    pub fn relation(self) -> Relation {
        Relation::ALL[(self.0 >> ROW_BITS) as usize]
    }

    pub(crate) const fn row(self) -> u32 {
        self.0 & (Self::MOST - 1)
    }
}

impl fmt::Debug for Tie {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.relation().as_str())
    }
}

impl fmt::Display for Tie {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.relation().as_str())
    }
}

/// What holds (层级): units, zones, organizations, people, alliances and projects with their dated relations. It cannot break structure: it comes
/// from [`Draft::build`](crate::Draft::build) or [`Draft::quarantine`](crate::Draft::quarantine) only.
///
/// It is `Send` and `Sync`; share it in an [`Arc`](std::sync::Arc). Questions are asked of a
/// [`Snapshot`](crate::Snapshot), which is the hierarchy on one day.
#[derive(Clone, Debug)]
pub struct Hierarchy {
    pub(crate) text: Symbols,
    pub(crate) units: Units,
    /// The nodes that are no units: one entry for each kind after the first.
    pub(crate) others: Vec<Nodes>,
    /// The number of the first node of each kind, and of all nodes.
    pub(crate) first: [u32; NodeKind::COUNT + 1],
    /// The rows of each table of a relation, sorted.
    pub(crate) tables: Vec<Rows>,
    /// The rows of each table that say something of one node, by that node.
    pub(crate) stated: Vec<Stated>,
    /// One entry for each relation; that of `Contains` is empty, since the columns of units hold it.
    pub(crate) links: Vec<Links>,
    pub(crate) graph: Graph<NodeKind, Tie>,
    /// The node of each symbol that is a code.
    pub(crate) by_symbol: Vec<u32>,
    /// Codes that name one node until a day and another from it on.
    pub(crate) reused: BTreeMap<u32, Vec<(Period, u32)>>,
    pub(crate) package: Package,
    pub(crate) sources: Vec<(String, Option<String>)>,
    pub(crate) present: [bool; Table::COUNT],
    pub(crate) latest_start: Option<Day>,
    pub(crate) findings: Findings,
    pub(crate) quarantined: u64,
}

impl Hierarchy {
    /// What the data set says of itself.
    pub fn package(&self) -> &Package {
        &self.package
    }

    /// Whether the data set has the table, with rows or without.
    pub fn has(&self, table: Table) -> bool {
        self.present[table.index()]
    }

    /// The day that questions are about when none is given (数据日期): the package's, else the latest `valid_from` of
    /// a row, else none. Never the clock's.
    pub fn day(&self) -> Option<Day> {
        self.package.day.or(self.latest_start)
    }

    /// What import and structure found: warnings and notes, and errors if rows were rejected.
    pub fn findings(&self) -> &Findings {
        &self.findings
    }

    /// How many rows were rejected, or stayed and lost a relation.
    pub const fn quarantined(&self) -> u64 {
        self.quarantined
    }

    /// The graph of all time: nodes in the order of [`NodeKind`]: units, zones, organizations, people, alliances,
    /// projects; an edge for each row of a relation.
    ///
    /// A node's number there is what [`Unit::index`](crate::Unit::index) answers.
    pub fn graph(&self) -> &Graph<NodeKind, Tie> {
        &self.graph
    }

    pub(crate) fn node_count(&self) -> u32 {
        self.first[NodeKind::COUNT]
    }

    /// The kind of a node and its number within its kind.
    pub(crate) fn kind(&self, node: u32) -> (NodeKind, u32) {
        // The first kinds have by far the most nodes.
        let mut at = 0;
        while at + 1 < NodeKind::COUNT && node >= self.first[at + 1] {
            at += 1;
        }
        (NodeKind::ALL[at], node - self.first[at])
    }

    /// The number of the first node of a kind.
    pub(crate) fn first(&self, kind: NodeKind) -> u32 {
        self.first[kind as usize]
    }

    /// The nodes of a kind; `None` for units.
    pub(crate) fn nodes(&self, kind: NodeKind) -> Option<&Nodes> {
        (kind as usize).checked_sub(1).map(|at| &self.others[at])
    }

    /// The organizations.
    pub(crate) fn organizations(&self) -> &Nodes {
        &self.others[NodeKind::Organization as usize - 1]
    }

    /// How many nodes of a kind there are.
    pub(crate) fn count_of(&self, kind: NodeKind) -> u32 {
        self.first[kind as usize + 1] - self.first[kind as usize]
    }

    /// The nodes that a code names at any time: mostly one, several where the code was reused.
    pub(crate) fn named_by(&self, code: &str) -> impl Iterator<Item = u32> + '_ {
        let symbol = self.text.find(code);
        let reused = symbol.and_then(|s| self.reused.get(&s)).map(Vec::as_slice).unwrap_or_default();
        let plain = symbol.filter(|s| !self.reused.contains_key(s)).map_or(NONE, |s| self.by_symbol[s as usize]);
        reused.iter().map(|found| found.1).chain(Some(plain).filter(|node| *node != NONE))
    }

    /// The node that a code names in a row of a period.
    pub(crate) fn named_in(&self, code: u32, period: Period) -> Option<u32> {
        if let Some(nodes) = self.reused.get(&code) {
            return pick(nodes, period);
        }
        self.by_symbol.get(code as usize).copied().filter(|node| *node != NONE)
    }

    /// The rows of any table but `units`.
    pub(crate) fn rows(&self, table: Table) -> &Rows {
        table.node().and_then(|kind| self.nodes(kind)).map_or(&self.tables[table.index()], |nodes| &nodes.rows)
    }

    /// The rows of a table that say something of a node, in order.
    pub(crate) fn stated(&self, node: u32, table: Table) -> &[u32] {
        self.stated[table.index()].of(node)
    }

    pub(crate) fn links(&self, relation: Relation) -> &Links {
        &self.links[relation as usize]
    }

    /// Whether a node is there on the day: a unit with all above it, another by its own rows.
    pub(crate) fn is_there(&self, node: u32, day: Day) -> bool {
        let (kind, number) = self.kind(node);
        match self.nodes(kind) {
            None => self.units.there_on(number, day).is_some(),
            Some(nodes) => nodes.version_on(number, day).is_some(),
        }
    }

    /// The rows of a relation that start at a node, in order.
    pub(crate) fn links_from(&self, node: u32, relation: Relation) -> impl Iterator<Item = Link> + '_ {
        self.ties(node, relation, Direction::Outgoing)
    }

    /// The rows of a relation that end at a node, in order.
    pub(crate) fn links_to(&self, node: u32, relation: Relation) -> impl Iterator<Item = Link> + '_ {
        self.ties(node, relation, Direction::Incoming)
    }

    /// The rows of every relation but containment that start at a node, relation by relation.
    pub(crate) fn all_from(&self, node: u32) -> impl Iterator<Item = (Relation, Link)> + '_ {
        self.all_ties(node, Direction::Outgoing)
    }

    /// The rows of every relation but containment that end at a node, relation by relation.
    pub(crate) fn all_to(&self, node: u32) -> impl Iterator<Item = (Relation, Link)> + '_ {
        self.all_ties(node, Direction::Incoming)
    }

    fn all_ties(&self, node: u32, way: Direction) -> impl Iterator<Item = (Relation, Link)> + '_ {
        let ties = self.graph.edges_directed(NodeIndex::new(node as usize), way).map(|edge| *edge.weight());
        let ties = ties.filter(|tie| tie.relation() != Relation::Contains);
        ties.map(|tie| (tie.relation(), self.links(tie.relation()).get(tie.row())))
    }

    fn ties(&self, node: u32, relation: Relation, way: Direction) -> impl Iterator<Item = Link> + '_ {
        let links = self.links(relation);
        // A node may have many edges of other relations: where this one has no row, none is looked at.
        let edges = (links.len() > 0).then(|| self.graph.edges_directed(NodeIndex::new(node as usize), way));
        let of_relation = edges.into_iter().flatten().filter(move |edge| edge.weight().relation() == relation);
        of_relation.map(move |edge| links.get(edge.weight().row()))
    }

    /// Whether a row of a relation holds on the day: its own period, and both its ends.
    pub(crate) fn link_holds(&self, link: &Link, day: Day) -> bool {
        link.holds(day) && self.is_there(link.from, day) && self.is_there(link.to, day)
    }

    /// The days of the edge of a tie.
    pub(crate) fn tie_period(&self, tie: Tie) -> Period {
        if tie.relation() != Relation::Contains {
            return self.links(tie.relation()).get(tie.row()).period();
        }
        let (row, units) = (tie.row(), self.units.len());
        let version = if row < units { Version::Latest(row) } else { Version::Former(row - units) };
        self.units.period_of(version)
    }

    pub(crate) fn place(&self, source: u32, line: u32) -> Place {
        let (file, sheet) = self.sources.get(source as usize).cloned().unwrap_or_default();
        Place { file, sheet, row: line, column: None, raw: None }
    }

    /// The place of a row of any table but `units`.
    pub(crate) fn row_place(&self, table: Table, row: u32) -> Place {
        let (source, line) = self.rows(table).place(row);
        self.place(source, line)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tie_is_four_bytes_and_knows_its_relation() {
        assert_eq!(size_of::<Tie>(), 4);
        assert!(Relation::ALL.len() <= 1 << (32 - ROW_BITS));
        for relation in Relation::ALL {
            let tie = Tie::new(*relation, Tie::MOST - 1);
            assert_eq!((tie.relation(), tie.row()), (*relation, Tie::MOST - 1));
        }
    }

    #[test]
    fn a_hierarchy_is_shared_between_threads() {
        fn shared<T: Send + Sync>() {}
        shared::<Hierarchy>();
    }
}
