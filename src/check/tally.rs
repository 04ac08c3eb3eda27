//! What a report counts: nodes and ties that are there on the day, and coverage. Sums, so that what changes is taken off
//! and added.

use super::exclusions::Exclusions;
use crate::base::{Level, OrganizationKind, ZoneKind};
use crate::findings::{CoverageLine, CoverageOf, Dataset};
use crate::graph::Link;
use crate::query::{CoverageItem, CoverageOfUnits, Node, Snapshot, Unit, coverage_of_node};
use crate::record::{NodeKind, Relation, Table};
use std::collections::BTreeMap;

/// The two kinds of coverage, as lines name them.
const KINDS: [&str; 2] = ["organization", "work"];

/// Covered, direct, through a zone only, inherited only, doubly, all, excluded.
type Counts = [i64; 7];

/// How a unit is covered, by Party organisations and by any, if coverage of its level is counted.
pub(super) fn counted_coverage(
    unit: Unit<'_>,
    coverage: &mut CoverageOfUnits,
    exclusions: &Exclusions,
) -> Option<[CoverageItem<()>; 2]> {
    if !(Level::Street..=Level::Building).contains(&unit.level()) {
        return None;
    }
    let excluded = exclusions.fit(unit);
    Some(coverage.of(unit).map(|item| CoverageItem { excluded, ..item }))
}

/// The numbers of a report.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Tally {
    levels: [i64; Level::COUNT],
    nodes: [i64; NodeKind::COUNT],
    ties: i64,
    /// By level, zone kind or organization kind (0, 1 or 2, and which), and by kind of coverage.
    coverage: BTreeMap<(u8, u32, usize), Counts>,
    /// How many rows of coverage name an organization of a kind.
    targets: BTreeMap<u32, i64>,
}

impl Tally {
    /// Adds what was counted elsewhere.
    pub(super) fn absorb(&mut self, other: Self) {
        self.levels.iter_mut().zip(other.levels).for_each(|(count, more)| *count += more);
        self.nodes.iter_mut().zip(other.nodes).for_each(|(count, more)| *count += more);
        self.ties += other.ties;
        for (line, counts) in other.coverage {
            let known = self.coverage.entry(line).or_default();
            known.iter_mut().zip(counts).for_each(|(count, more)| *count += more);
        }
        for (kind, count) in other.targets {
            *self.targets.entry(kind).or_default() += count;
        }
    }

    /// Adds a unit that is there.
    pub(super) fn add_unit(&mut self, unit: Unit<'_>, sign: i64) {
        self.levels.get_mut(unit.level() as usize).into_iter().for_each(|count| *count += sign);
    }

    /// Adds how a unit that is there is covered.
    pub(super) fn add_coverage_of(&mut self, unit: Unit<'_>, items: [CoverageItem<()>; 2], sign: i64) {
        self.add_coverage((0, unit.level() as u32), items, sign);
    }

    /// Adds another node that is there, and how it is covered.
    pub(super) fn add_node(&mut self, node: Node<'_>, sign: i64) {
        self.nodes.get_mut(node.kind() as usize).into_iter().for_each(|count| *count += sign);
        let (of, snapshot) = match node {
            Node::Zone(zone) => ((1, zone.kind() as u32), zone.snapshot()),
            Node::Organization(found) => ((2, found.kind() as u32), found.snapshot()),
            Node::Unit(_) | Node::Person(_) | Node::Alliance(_) | Node::Project(_) => return,
        };
        let number = u32::try_from(node.index()).unwrap_or(u32::MAX);
        self.add_coverage(of, coverage_of_node(snapshot, number), sign);
    }

    fn add_coverage(&mut self, (of, which): (u8, u32), items: [CoverageItem<()>; 2], sign: i64) {
        for (kind, item) in items.iter().enumerate() {
            let counts = self.coverage.entry((of, which, kind)).or_default();
            let covered = item.is_covered();
            let facts = if item.excluded {
                [false, false, false, false, false, false, true]
            } else {
                let (through, inherited) = (item.through_zone && !item.direct, item.inherited && !covered);
                [covered, item.direct, through, inherited, item.doubly, true, false]
            };
            counts.iter_mut().zip(facts).for_each(|(count, fact)| *count += sign * i64::from(fact));
        }
    }

    /// Adds a tie, and whether it holds.
    pub(super) fn add_tie(&mut self, snapshot: Snapshot<'_>, relation: Relation, link: &Link, holds: bool, sign: i64) {
        let hierarchy = snapshot.hierarchy;
        self.ties += sign * i64::from(holds);
        if relation == Relation::Covers
            && hierarchy.kind(link.to).0 == NodeKind::Organization
            && let Some(target) = snapshot.node(link.to).and_then(Node::as_organization)
        {
            *self.targets.entry(target.kind() as u32).or_default() += sign;
        }
    }

    pub(super) fn dataset(&self, households: u64, quarantined: u64) -> Dataset {
        let count = |count: i64| u64::try_from(count).unwrap_or(0);
        let of = |kind: NodeKind| count(self.nodes.get(kind as usize).copied().unwrap_or(0));
        let levels = Level::ALL.iter().copied().zip(self.levels.map(count));
        Dataset {
            units: levels.filter(|(_, count)| *count > 0).collect(),
            zones: of(NodeKind::Zone),
            organizations: of(NodeKind::Organization),
            people: of(NodeKind::Person),
            alliances: of(NodeKind::Alliance),
            relations: count(self.ties),
            households,
            quarantined,
        }
    }

    /// The lines of coverage that have anything to count, in the order of reports.
    pub(super) fn lines(&self, snapshot: Snapshot<'_>) -> Vec<CoverageLine> {
        if !snapshot.has(Table::Coverage) {
            return Vec::new();
        }
        let lines = self.coverage.iter().filter_map(|((of, which, kind), counts)| {
            let of = match of {
                0 => CoverageOf::Level(Level::from_index(*which)?),
                1 => CoverageOf::Zone(ZoneKind::from_index(*which)?),
                _ => CoverageOf::Organization(OrganizationKind::from_index(*which)?),
            };
            let is_target = |which| self.targets.get(which).is_some_and(|count| *count > 0);
            let counted = !matches!(of, CoverageOf::Organization(_)) || is_target(which);
            Some(line(of, KINDS.get(*kind).copied()?, *counts)).filter(|line| counted && line.total + line.excluded > 0)
        });
        lines.collect()
    }
}

fn line(of: CoverageOf, kind: &'static str, counts: Counts) -> CoverageLine {
    let [covered, direct, through_zone, inherited_only, doubly, total, excluded] =
        counts.map(|count| u64::try_from(count).unwrap_or(0));
    let ratio = super::audit::ratio(covered, total);
    CoverageLine { of, kind, covered, direct, through_zone, inherited_only, doubly, total, excluded, ratio }
}
