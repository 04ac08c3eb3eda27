//! What lies above all that a plan touches, and what adds up there before and after it.

use crate::Reorganisation;
use govgrid::record::{Cell, Row, Table};
use govgrid::{Decimal, Level, Node, Organization, Snapshot, Unit};
use std::collections::{BTreeMap, BTreeSet};

/// A number of a unit, before and after.
pub(crate) struct SumOf {
    pub(crate) name: String,
    pub(crate) unit: String,
    pub(crate) before: Option<Decimal>,
    pub(crate) after: Option<Decimal>,
}

/// How many nodes there are of a level or a kind, before and after.
pub(crate) struct CountOf {
    /// Whether it is a level, or else a kind of organization.
    pub(crate) is_level: bool,
    pub(crate) word: &'static str,
    pub(crate) before: usize,
    pub(crate) after: usize,
}

impl Reorganisation {
    fn snapshots(&self) -> [Snapshot<'_>; 2] {
        [&self.before, &self.after].map(|(hierarchy, day)| hierarchy.as_of(*day))
    }

    /// Every number that adds up, of every unit that is there on both days and lies above all that the plan touches.
    pub(crate) fn sums(&self) -> Vec<SumOf> {
        let [before, after] = self.snapshots();
        let units: Vec<String> = self.above().into_iter().collect();
        let totals = |snapshot: Snapshot<'_>| -> Vec<BTreeMap<String, Option<Decimal>>> {
            let subjects = units.iter().filter_map(|code| snapshot.any_unit(code).ok());
            let totals = snapshot.totals(subjects).into_iter();
            totals.map(|of_unit| of_unit.into_iter().map(|total| (total.figure, total.value)).collect()).collect()
        };
        let (before, after) = (totals(before), totals(after));
        let mut sums = Vec::new();
        for (unit, (before, after)) in units.iter().zip(before.iter().zip(&after)) {
            let names: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
            for name in names {
                // What stands nowhere in the tables is none.
                let of = |totals: &BTreeMap<String, Option<Decimal>>| {
                    let known = totals.get(name).copied();
                    known.unwrap_or_else(|| Some(Decimal::ZERO).filter(|_| !name.starts_with("sum:measure")))
                };
                let (before, after) = (of(before), of(after));
                sums.push(SumOf { name: name.clone(), unit: unit.clone(), before, after });
            }
        }
        sums
    }

    /// The codes of the units that lie above all that the plan touches on both days.
    fn above(&self) -> BTreeSet<String> {
        let mut touched: BTreeSet<&str> = BTreeSet::new();
        let outcome = &self.preview.outcome;
        let pairs = outcome.moved.iter().chain(&outcome.corrected).flat_map(|(before, after)| [before, after]);
        let fell = outcome.fell.iter().map(|fallen| &fallen.row);
        let rows = outcome.added.iter().chain(&outcome.ended).chain(&outcome.retracted);
        for row in pairs.chain(fell).chain(rows) {
            touched.extend(named(row));
        }
        let mut above: Option<BTreeSet<String>> = None;
        for snapshot in self.snapshots() {
            let nodes = touched.iter().filter_map(|code| snapshot.find(code).ok());
            for (unit, is_itself) in nodes.flat_map(homes) {
                let line = unit.ancestors().chain(Some(unit).filter(|_| !is_itself));
                let line: BTreeSet<String> = line.map(|unit| unit.code().to_owned()).collect();
                above = Some(above.map_or_else(|| line.clone(), |above| above.intersection(&line).cloned().collect()));
            }
        }
        let [before, after] = self.snapshots();
        let is_there = |code: &String| before.any_unit(code).is_ok() && after.any_unit(code).is_ok();
        above.unwrap_or_default().into_iter().filter(is_there).collect()
    }

    /// How many units of each level and organizations of each kind there are.
    pub(crate) fn nodes(&self) -> Vec<CountOf> {
        let [before, after] = self.snapshots();
        let levels = Level::ALL.iter().map(|level| {
            let [before, after] = [before, after].map(|snapshot| snapshot.units(*level).count());
            CountOf { is_level: true, word: level.as_str(), before, after }
        });
        let of_kinds = |snapshot: Snapshot<'_>| {
            let mut kinds: BTreeMap<&'static str, usize> = BTreeMap::new();
            for organization in snapshot.organizations() {
                *kinds.entry(organization.kind().as_str()).or_default() += 1;
            }
            kinds
        };
        let (before, after) = (of_kinds(before), of_kinds(after));
        let words: BTreeSet<&'static str> = before.keys().chain(after.keys()).copied().collect();
        let count = |kinds: &BTreeMap<&'static str, usize>, word| kinds.get(word).copied().unwrap_or_default();
        let both = words.into_iter().map(|word| (word, [count(&before, word), count(&after, word)]));
        let kinds = both.map(|(word, [before, after])| CountOf { is_level: false, word, before, after });
        levels.chain(kinds).filter(|count| count.before + count.after > 0).collect()
    }
}

/// The codes of what a row says something of: a node by its own row, and both ends of a relation.
fn named(row: &Row) -> impl Iterator<Item = &str> {
    let is_node = row.table().node().is_some();
    let codes = row.table().columns().iter().zip(row.cells());
    let columns = codes
        .filter(move |(column, _)| column.name == "code" || (!is_node && matches!(column.cell, Cell::Reference(_))));
    columns.map(|(_, code)| code).filter(|code| !code.is_empty() && row.table() != Table::Claims)
}

/// The units at which a node is, and whether it is the unit itself.
fn homes(node: Node<'_>) -> Vec<(Unit<'_>, bool)> {
    match node {
        Node::Unit(unit) => vec![(unit, true)],
        Node::Zone(_) => places(node),
        Node::Organization(organization) => match organization.seat() {
            Some(seat) => places(seat),
            None => organization.covers().flat_map(places).collect(),
        },
        Node::Alliance(alliance) => {
            let scope = alliance.scope();
            let scope = scope.or_else(|| alliance.lead().and_then(Organization::seat));
            scope.map(places).unwrap_or_default()
        }
        Node::Project(project) => project.within().map(|unit| places(unit.into())).unwrap_or_default(),
        Node::Person(_) => Vec::new(),
    }
}

fn places(node: Node<'_>) -> Vec<(Unit<'_>, bool)> {
    match node {
        Node::Unit(unit) => vec![(unit, false)],
        Node::Zone(zone) => {
            zone.within().map_or_else(|| zone.units().map(|unit| (unit, false)).collect(), |unit| vec![(unit, false)])
        }
        Node::Organization(_) | Node::Person(_) | Node::Alliance(_) | Node::Project(_) => Vec::new(),
    }
}
