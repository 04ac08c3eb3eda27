//! An audit in parts that have nothing to do with each other: units with what lies below them, and rows. With the feature
//! `parallel` several threads look at them; what they find is the same.

use super::exclusions::Exclusions;
use super::rule::{Look, Run};
use super::tally::{Tally, counted_coverage};
use crate::base::each;
use crate::findings::Findings;
use crate::graph::{Link, Lives};
use crate::query::{CoverageOfUnits, Snapshot, Unit};
use crate::record::{NodeKind, Relation};
use std::ops::Range;

/// How many parts there are of units, if there are so many.
const PARTS: usize = 64;

/// How many slots or rows a part has.
const ROWS: u32 = 1 << 16;

/// What is looked at together.
enum Part<'h> {
    /// Units alone.
    Units(Vec<Unit<'h>>),
    /// Units with all below them.
    Subtrees(Vec<Unit<'h>>),
    /// Slots, whenever their units are there.
    Slots(Range<u32>),
    /// Rows of a relation, by their places.
    Rows(Relation, Range<u32>),
    /// Nodes of a kind that is none of units.
    Nodes(NodeKind, Vec<u32>),
}

impl<'h> Snapshot<'h> {
    /// What looks find, in collections like one, and what there is to count.
    pub(super) fn examined(
        self,
        looks: &[Look<'_, 'h>],
        exclusions: &Exclusions,
        like: &Findings,
    ) -> (Findings, Tally) {
        let examine = |part: Part<'h>| {
            let (mut findings, mut tally) = (like.as_empty(), Tally::default());
            self.examine(part, (looks, exclusions), &mut findings, &mut tally);
            (findings, tally)
        };
        let (mut findings, mut tally) = (like.as_empty(), Tally::default());
        for (found, counted) in each(self.parts(), examine) {
            findings.absorb(found);
            tally.absorb(counted);
        }
        (findings, tally)
    }

    fn parts(self) -> Vec<Part<'h>> {
        let (mut tops, mut above): (Vec<Unit<'h>>, Vec<Unit<'h>>) = (self.roots().collect(), Vec::new());
        // It ends: each step goes down a level.
        while !tops.is_empty() && tops.len() < PARTS {
            let below = tops.iter().flat_map(|top| top.children()).collect();
            above.extend(std::mem::replace(&mut tops, below));
        }
        let mut parts = vec![Part::Units(above)];
        let size = tops.len().div_ceil(PARTS).max(1);
        parts.extend(tops.chunks(size).map(|tops| Part::Subtrees(tops.to_vec())));
        parts.extend(ranges(self.hierarchy.units.bound()).map(Part::Slots));
        for relation in Relation::ALL.iter().copied() {
            parts.extend(ranges(self.hierarchy.links(relation).len()).map(|range| Part::Rows(relation, range)));
        }
        for kind in NodeKind::ALL.iter().copied().filter(|kind| *kind != NodeKind::Unit) {
            let nodes: Vec<u32> = self.hierarchy.all_of(kind).collect();
            parts.extend(nodes.chunks(ROWS as usize).map(|nodes| Part::Nodes(kind, nodes.to_vec())));
        }
        parts
    }

    fn examine(
        self,
        part: Part<'h>,
        (looks, exclusions): (&[Look<'_, 'h>], &Exclusions),
        findings: &mut Findings,
        tally: &mut Tally,
    ) {
        let (mut coverage, mut lives) = (CoverageOfUnits::new(), Lives::default());
        let mut examine_unit = |unit: Unit<'h>, findings: &mut Findings| {
            tally.add_unit(unit, 1);
            let items = counted_coverage(unit, &mut coverage, exclusions);
            if let Some(items) = items {
                tally.add_coverage_of(unit, items, 1);
            }
            for look in looks {
                match (look.active.check.run, items) {
                    (Run::Unit(run) | Run::Among { run, .. }, _) => run(look, unit, findings),
                    (Run::Covered(run), Some([by_organizations, _])) => run(look, unit, by_organizations, findings),
                    (
                        Run::Covered(_) | Run::Found | Run::Link(..) | Run::Claim(_) | Run::Node(_) | Run::History(..),
                        _,
                    ) => {}
                }
            }
        };
        match part {
            Part::Units(units) => units.into_iter().for_each(|unit| examine_unit(unit, findings)),
            Part::Subtrees(tops) => {
                let units = tops.into_iter().flat_map(|top| std::iter::once(top).chain(top.descendants()));
                units.for_each(|unit| examine_unit(unit, findings));
            }
            Part::Slots(range) => {
                for slot in self.hierarchy.units.slots_within(range) {
                    for look in looks {
                        look_at_unit(look, (slot, None), &mut lives, findings);
                    }
                }
            }
            Part::Rows(relation, range) => {
                for link in self.hierarchy.links(relation).within(range) {
                    tally.add_tie(self, relation, &link, self.hierarchy.link_holds(&link, self.at), 1);
                    for look in looks {
                        look_at_tie(look, (relation, &link), &mut lives, findings);
                    }
                }
            }
            Part::Nodes(kind, nodes) => {
                let nodes = nodes.into_iter().filter_map(|at| self.node(self.hierarchy.number(kind, at)));
                nodes.for_each(|node| tally.add_node(node, 1));
            }
        }
    }
}

/// Looks at a slot, and at the unit if it is there.
pub(super) fn look_at_unit(
    look: &Look<'_, '_>,
    (slot, unit): (u32, Option<Unit<'_>>),
    lives: &mut Lives,
    findings: &mut Findings,
) {
    match look.active.check.run {
        Run::Unit(run) | Run::Among { run, .. } => {
            if let Some(unit) = unit {
                run(look, unit, findings);
            }
        }
        Run::Node(run) => run(look, slot, findings),
        Run::History(run, _) => {
            look.hierarchy().units.versions(slot).for_each(|version| run(look, version, lives, findings));
        }
        Run::Found | Run::Covered(_) | Run::Link(..) | Run::Claim(_) => {}
    }
}

/// Looks at a row of a relation.
pub(super) fn look_at_tie(
    look: &Look<'_, '_>,
    (relation, link): (Relation, &Link),
    lives: &mut Lives,
    findings: &mut Findings,
) {
    match look.active.check.run {
        Run::Link(of, run) if of == relation => run(look, link, findings),
        Run::History(_, run) => run(look, (relation, link), lives, findings),
        Run::Found
        | Run::Unit(_)
        | Run::Covered(_)
        | Run::Among { .. }
        | Run::Node(_)
        | Run::Link(..)
        | Run::Claim(_) => {}
    }
}

fn ranges(end: u32) -> impl Iterator<Item = Range<u32>> {
    (0..end.div_ceil(ROWS)).map(move |part| part * ROWS..end.min(part.saturating_add(1).saturating_mul(ROWS)))
}
