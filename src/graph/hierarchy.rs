//! What holds: the typed graph with its columns.
#![expect(clippy::indexing_slicing, reason = "node numbers come from the hierarchy and tables have one entry each")]

use super::noted::Noted;
use super::sequence::Numbers;
use super::{Links, Nodes, RowAt, Stated, Units};
use crate::base::{Day, Level, LineageKind, Period, Trie};
use crate::draft::{NONE, Package, Rows, Symbols, pick};
use crate::findings::Place;
use crate::record::{NodeKind, Relation, Table, lineage_column};
use petgraph::graph::Graph;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::hint::black_box;
use std::sync::{Arc, OnceLock};

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
/// from [`Draft::build`](crate::Draft::build) or [`Draft::quarantine`](crate::Draft::quarantine), or from an image of one
/// (feature `image`).
///
/// It is `Send` and `Sync`; share it in an [`Arc`](std::sync::Arc). Questions are asked of a
/// [`Snapshot`](crate::Snapshot), which is the hierarchy on one day.
///
/// Events make the next version of it with [`Hierarchy::apply`]. A version shares with the one before what did not change, so
/// that a copy costs as much as the changes since all was last laid out anew, and whoever reads one keeps it.
#[derive(Clone, Debug)]
pub struct Hierarchy {
    pub(crate) text: Symbols,
    pub(crate) units: Units,
    /// The nodes that are no units: one entry for each kind after the first.
    pub(super) others: Vec<Nodes>,
    /// The number of the first node of each kind, and of all nodes that events have not added.
    pub(super) first: [u32; NodeKind::COUNT + 1],
    /// The kinds of the nodes that events have added: their numbers come after all others.
    pub(super) new: Trie<NodeKind>,
    /// The rows of each table of a relation, sorted but for those that events have added.
    pub(super) tables: Vec<Rows>,
    /// The rows of each table that say something of one node, by that node.
    pub(super) stated: Vec<Stated>,
    /// One entry for each relation; that of `Contains` is empty, since the columns of units hold it.
    pub(super) links: Vec<Links>,
    /// The graph, once somebody has asked for it: the questions of this crate are answered from the columns.
    pub(super) graph: Arc<OnceLock<Graph<NodeKind, Tie>>>,
    /// The node of each symbol that is a code.
    pub(super) by_symbol: Arc<Named>,
    /// Codes that name one node until a day and another from it on.
    pub(super) reused: Arc<Reused>,
    /// The rows of lineage with each code and the latest of their days: those that events have not added, once somebody has asked for them, and those that
    /// they have.
    pub(super) lineage: Arc<OnceLock<ByCode>>,
    pub(super) new_lineage: Trie<(i32, Arc<[u32]>)>,
    /// What codes name that events have changed: the nodes one after another, or none.
    pub(super) renamed: Trie<Arc<[(Period, u32)]>>,
    /// Whether the placements of a unit run in a circle over time.
    pub(super) is_circular: bool,
    /// Whether nodes may stand in another order than their numbers.
    pub(super) is_reordered: bool,
    /// How many rows of units have each level.
    pub(super) levels: [u32; Level::COUNT],
    pub(crate) package: Package,
    pub(super) sources: Arc<Vec<(String, Option<String>)>>,
    pub(super) present: [bool; Table::COUNT],
    pub(super) latest_start: Option<Day>,
    pub(super) noted: Noted,
    pub(super) quarantined: u64,
    /// How far it follows a journal.
    #[cfg(any(feature = "journal", feature = "image"))]
    pub(crate) committed: super::Committed,
}

/// The node of each symbol that is a code; [`NONE`] of the others, and of codes that are reused.
#[derive(Clone, Debug, Default)]
pub(super) struct Named {
    /// Symbols below it are the codes of the units in the slots of the same numbers.
    pub(super) slots: u32,
    /// The nodes of those from it on.
    pub(super) nodes: Vec<u32>,
}

impl Named {
    #[inline]
    pub(super) fn node(&self, symbol: u32) -> u32 {
        let after = symbol.checked_sub(self.slots);
        after.map_or(symbol, |after| self.nodes.get(after as usize).copied().unwrap_or(NONE))
    }
}

/// Rows by code, and the latest of their days.
pub(super) type ByCode = BTreeMap<u32, (i32, Vec<u32>)>;

/// Codes that name one node until a day and another from it on.
pub(super) type Reused = BTreeMap<u32, Vec<(Period, u32)>>;

impl Hierarchy {
    /// What the data set says of itself.
    pub fn package(&self) -> &Package {
        &self.package
    }

    /// Whether the data set has the table, with rows or without.
    pub fn has(&self, table: Table) -> bool {
        self.present[table.index()]
    }

    /// How many plans of a journal this hierarchy has (日志位置): the number of the last. An image carries it.
    #[cfg(feature = "journal")]
    pub const fn journal_position(&self) -> u64 {
        self.committed.position
    }

    /// Whether another is the same version: a copy of it, that nothing was done to.
    #[cfg(feature = "journal")]
    pub(crate) fn is_copy_of(&self, other: &Self) -> bool {
        // Every version has a graph of its own.
        Arc::ptr_eq(&self.graph, &other.graph) && self.committed.position == other.committed.position
    }

    /// The day that questions are about when none is given (数据日期): the package's, else the latest `valid_from` of
    /// a row, else none. Never the clock's.
    pub fn day(&self) -> Option<Day> {
        self.package.day.or(self.latest_start)
    }

    /// How many rows were rejected, or stayed and lost a relation, when tables were read: events mend none of them.
    pub const fn quarantined(&self) -> u64 {
        self.quarantined
    }

    /// The graph of all time: nodes in the order of [`NodeKind`]: units, zones, organizations, people, alliances,
    /// projects; an edge for each row of a relation.
    ///
    /// A node's number there is what [`Unit::index`](crate::Unit::index) answers.
    ///
    /// It is made when it is first asked for, in time in proportion to nodes and edges, and kept.
    ///
    /// After events, nodes that they opened come last, and one that was retracted stays, without edges, until all is laid
    /// out anew.
    pub fn graph(&self) -> &Graph<NodeKind, Tie> {
        self.graph.get_or_init(|| if self.changes() == 0 { self.laid_out_graph() } else { self.changed_graph() })
    }

    /// How many rows events have added or taken away since all was laid out (变更行数): none, if it was built. When they are
    /// many, [`Hierarchy::laid_out_anew`] makes a hierarchy without them.
    pub fn changes(&self) -> usize {
        let nodes = self.others.iter().map(|nodes| nodes.rows.changes());
        let relations = self.tables.iter().map(Rows::changes);
        self.units.changes() + nodes.chain(relations).sum::<usize>() + self.renamed.len()
    }

    /// How many rows of units have a level.
    pub(crate) fn rows_of_level(&self, level: Level) -> u32 {
        self.levels[level as usize]
    }

    pub(crate) fn node_count(&self) -> u32 {
        self.laid_out_count() + u32::try_from(self.new.len()).unwrap_or(u32::MAX)
    }

    /// How many nodes there are that events have not added.
    pub(super) fn laid_out_count(&self) -> u32 {
        self.first[NodeKind::COUNT]
    }

    /// The kind of a node and its number within its kind: of one that events have added, and of a unit, the number itself.
    #[inline]
    pub(crate) fn kind(&self, node: u32) -> (NodeKind, u32) {
        // Units come first, and are by far the most nodes.
        if node < self.first[1] {
            return (NodeKind::Unit, node);
        }
        if let Some(new) = node.checked_sub(self.laid_out_count()) {
            return (self.new_kind(new), node);
        }
        let mut at = 1;
        while at + 1 < NodeKind::COUNT && node >= self.first[at + 1] {
            at += 1;
        }
        (NodeKind::ALL[at], node - self.first[at])
    }

    #[expect(clippy::expect_used, reason = "every node that events have added has a kind")]
    fn new_kind(&self, at: u32) -> NodeKind {
        *self.new.get(at).expect("a number of a node is below their count")
    }

    /// The number within its kind of a node whose kind is known.
    pub(crate) fn within(&self, kind: NodeKind, node: u32) -> u32 {
        if node < self.laid_out_count() { node - self.first[kind as usize] } else { node }
    }

    /// The number of a node of a kind.
    pub(crate) fn number(&self, kind: NodeKind, at: u32) -> u32 {
        if at < self.laid_out_count() { self.first[kind as usize] + at } else { at }
    }

    /// The nodes of a kind; `None` for units.
    pub(crate) fn nodes(&self, kind: NodeKind) -> Option<&Nodes> {
        (kind as usize).checked_sub(1).map(|at| &self.others[at])
    }

    /// The organizations.
    pub(crate) fn organizations(&self) -> &Nodes {
        &self.others[NodeKind::Organization as usize - 1]
    }

    /// The nodes of a kind other than units, by code: their numbers within it.
    pub(crate) fn all_of(&self, kind: NodeKind) -> impl Iterator<Item = u32> + '_ {
        self.nodes(kind).into_iter().flat_map(|nodes| nodes.in_order(&self.text))
    }

    /// The nodes that a code names at any time: mostly one, several where the code was reused.
    pub(crate) fn named_by(&self, code: &str) -> impl Iterator<Item = u32> + '_ {
        let symbol = self.text.find(code);
        let all = symbol.map(|symbol| self.named(symbol));
        let reused = all.map(|all| all.0).unwrap_or_default();
        reused.iter().map(|found| found.1).chain(all.and_then(|all| all.1))
    }

    /// Those of them that the code may still name on a day or later.
    pub(crate) fn last_named_by(&self, code: &str, day: Day) -> impl Iterator<Item = u32> + '_ {
        let all = self.text.find(code).map(|symbol| self.named(symbol));
        let (reused, one) = all.unwrap_or_default();
        let ended = reused.partition_point(|(period, _)| period.until().is_some_and(|until| until <= day));
        // Without a day that any is there the last is meant.
        let first = ended.min(reused.len().saturating_sub(1));
        reused[first..].iter().map(|found| found.1).chain(one)
    }

    /// The node that a code names at any time, where no node has had several codes and no code several nodes.
    pub(crate) fn only_named(&self, code: u32) -> Option<u32> {
        if self.is_any_recoded() { None } else { self.named(code).1 }
    }

    /// Whether a node has had several codes, or a code several nodes.
    pub(super) fn is_any_recoded(&self) -> bool {
        self.tables[Table::Lineage.index()].len() > 0 || !self.renamed.is_empty()
    }

    /// The nodes that a few codes name at any time, as [`Hierarchy::only_named`] says them; [`NONE`] where there is none,
    /// and where it takes another look. Looks at them, so that they are at hand when they are asked for.
    pub(crate) fn find_some(&self, codes: &mut [(&str, u32)]) {
        self.text.find_some(codes);
        let is_any_recoded = self.is_any_recoded();
        for (_, found) in codes.iter_mut() {
            *found = if is_any_recoded { NONE } else { self.named(*found).1.unwrap_or(NONE) };
        }
        black_box(codes.iter().fold(0, |seen, (_, node)| seen ^ self.units.columns().touch(*node)));
    }

    /// What a code names at any time: nodes one after another, or one.
    pub(crate) fn named(&self, code: u32) -> (&[(Period, u32)], Option<u32>) {
        let changed = if self.renamed.is_empty() { None } else { self.renamed.get(code) };
        let reused = changed.map(|all| &**all).or_else(|| self.reused.get(&code).map(Vec::as_slice));
        if let Some(reused) = reused {
            return (reused, None);
        }
        (&[], Some(self.by_symbol.node(code)).filter(|node| *node != NONE))
    }

    /// The node that a code names in a row of a period.
    pub(crate) fn named_in(&self, code: u32, period: Period) -> Option<u32> {
        let (reused, one) = self.named(code);
        one.or_else(|| pick(reused, period))
    }

    /// The node that a code names in a row of a period.
    pub(crate) fn named_during(&self, code: &str, period: Period) -> Option<u32> {
        self.named_in(self.text.find(code)?, period)
    }

    /// The first day from which a code that was reused names a node.
    pub(crate) fn named_from(&self, code: &str, node: u32) -> Option<Day> {
        let (reused, _) = self.named(self.text.find(code)?);
        reused.iter().find(|named| named.1 == node).and_then(|named| named.0.from())
    }

    /// The rows of lineage that have a code.
    pub(crate) fn lineage_with(&self, code: u32) -> impl Iterator<Item = u32> + '_ {
        let rows = self.rows(Table::Lineage);
        let laid_out = self.laid_out_lineage().get(&code).map(|known| known.1.as_slice());
        let new = if self.new_lineage.is_empty() { None } else { self.new_lineage.get(code) };
        let all = laid_out.into_iter().chain(new.map(|known| &*known.1)).flatten().copied();
        all.filter(|row| rows.is_said(*row))
    }

    /// The rows of lineage that tell of a node on which decision something happened to it.
    pub(crate) fn lineage_deciding(&self, node: u32) -> BTreeSet<RowAt> {
        let rows = self.codes(node).flat_map(|code| self.lineage_with(code)).map(|row| (Table::Lineage, row));
        let has_basis = |at: &RowAt| self.cell(*at, lineage_column::BASIS) != NONE;
        let columns = [lineage_column::PREDECESSOR, lineage_column::SUCCESSOR];
        let names_it = |at: &RowAt| columns.iter().any(|column| self.node_named(*at, *column) == Some(node));
        rows.filter(|at| has_basis(at) && names_it(at)).collect()
    }

    /// Whether rows of lineage with a code may be of a day or of one after.
    pub(super) fn is_any_lineage_from(&self, code: u32, day: Day) -> bool {
        let new = self.new_lineage.get(code).map(|known| known.0);
        let latest = new.max(self.laid_out_lineage().get(&code).map(|known| known.0));
        latest.is_some_and(|latest| latest >= day.number())
    }

    /// Whether lineage has it that a code is used again after one day, and on another or before.
    pub(super) fn is_reused_between(&self, code: u32, (after, until): (i32, i32)) -> bool {
        let rows = self.rows(Table::Lineage);
        let is_reuse =
            |row: &u32| LineageKind::from_index(rows.cell(*row, lineage_column::KIND)) == Some(LineageKind::Reuse);
        let day = |row: u32| rows.cell(row, lineage_column::DAY).cast_signed();
        self.lineage_with(code).filter(is_reuse).map(day).any(|day| after < day && day <= until)
    }

    fn laid_out_lineage(&self) -> &ByCode {
        self.lineage.get_or_init(|| {
            let rows = self.rows(Table::Lineage);
            let mut by_code = ByCode::new();
            for row in rows.laid_out_numbers() {
                let day = self.day_of_lineage(row);
                for code in self.codes_of_lineage(row) {
                    let known = by_code.entry(code).or_insert((day, Vec::new()));
                    known.0 = known.0.max(day);
                    known.1.push(row);
                }
            }
            by_code
        })
    }

    pub(super) fn day_of_lineage(&self, row: u32) -> i32 {
        self.rows(Table::Lineage).cell(row, lineage_column::DAY).cast_signed()
    }

    /// The day of a row of lineage, as a period.
    pub(crate) fn lineage_period(&self, row: u32) -> Period {
        let day = self.day_of_lineage(row);
        Period::from_raw(day, day.saturating_add(1)).unwrap_or(Period::ALWAYS)
    }

    pub(super) fn codes_of_lineage(&self, row: u32) -> [u32; 2] {
        let rows = self.rows(Table::Lineage);
        [lineage_column::PREDECESSOR, lineage_column::SUCCESSOR].map(|column| rows.cell(row, column))
    }

    /// The rows of any table but `units`.
    pub(crate) fn rows(&self, table: Table) -> &Rows {
        table.node().and_then(|kind| self.nodes(kind)).map_or(&self.tables[table.index()], |nodes| &nodes.rows)
    }

    /// The rows of a table that say something of a node, in order.
    pub(crate) fn stated(&self, node: u32, table: Table) -> impl Iterator<Item = u32> + '_ {
        let (mut rows, mut sorted) = (self.rows_stated(node, table), Vec::new());
        // What they name may have come elsewhere since they were sorted.
        if self.is_reordered && rows.are_several() {
            sorted = std::mem::take(&mut rows).iter().collect::<Vec<u32>>();
            sorted.sort_by(|a, b| self.compare_rows(table, *a, *b));
        }
        rows.iter().chain(sorted)
    }

    /// The same rows, in the order in which they came to be known.
    pub(crate) fn rows_stated(&self, node: u32, table: Table) -> Numbers<'_> {
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

    /// Whether a row of a relation holds on the day: its own period, and both its ends.
    pub(crate) fn link_holds(&self, link: &Link, day: Day) -> bool {
        link.holds(day) && self.is_there(link.from, day) && self.is_there(link.to, day)
    }

    /// The days of the edge of a tie.
    pub(crate) fn tie_period(&self, tie: Tie) -> Period {
        if tie.relation() != Relation::Contains {
            return self.links(tie.relation()).get(tie.row()).period();
        }
        self.units.period_of(self.units.version_of(tie.row()))
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
