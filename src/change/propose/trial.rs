//! Which of the events that may explain differences can be applied, and in which order.
//!
//! They are applied one after the other to versions that nobody sees. What is refused waits until others are done: a
//! code is free when who had it has closed, and a unit can come under another that has opened by then. What is refused at
//! last is left out.

use super::super::step::{Door, Step};
use super::super::{Change, Event, Reason};
use super::candidates::Candidate;
use super::edition::Both;
use super::{LeftOut, Proposal};
use crate::base::Day;
use crate::graph::{Hierarchy, RowAt};
use crate::record::{NodeKind, Row, Table, unit_column};

/// How often what waits is tried again.
const ROUNDS: usize = 64;

/// How many rows are built anew to know whether events can be that cannot be made in place.
const REBUILT: usize = 2_000_000;
const REBUILDS: usize = 16;

/// Versions to which events are applied that may be proposed.
pub(super) struct Trial<'h> {
    start: &'h Hierarchy,
    next: &'h Hierarchy,
    version: Option<Hierarchy>,
    /// How many versions may still be built as a whole.
    rebuilds: usize,
    /// Whether what is tried was found after all else was done: then what would change nothing explains nothing.
    is_again: bool,
    pub(super) proposals: Vec<Proposal>,
}

/// Why a candidate was not applied.
enum Refused {
    Because(Reason),
    /// It cannot be in place, perhaps with all laid out anew; or not yet.
    Waits,
}

impl<'h> Trial<'h> {
    pub(super) fn new(start: &'h Hierarchy, next: &'h Hierarchy) -> Self {
        let rows = start.node_count() as usize + 1;
        Self {
            start,
            next,
            version: None,
            rebuilds: REBUILDS.max(REBUILT / rows),
            is_again: false,
            proposals: Vec::new(),
        }
    }

    /// The last version.
    pub(super) fn version(&self) -> &Hierarchy {
        self.version.as_ref().unwrap_or(self.start)
    }

    /// Applies what can be; answers what cannot.
    pub(super) fn run(&mut self, candidates: Vec<Candidate>, is_again: bool) -> Vec<LeftOut> {
        self.is_again = is_again;
        let mut waiting: Vec<(Candidate, Refused)> =
            candidates.into_iter().map(|candidate| (candidate, Refused::Waits)).collect();
        let mut is_whole = false;
        for _ in 0..ROUNDS {
            let count = waiting.len();
            waiting = waiting.into_iter().filter_map(|(candidate, _)| self.settle(candidate, is_whole)).collect();
            if waiting.is_empty() || (waiting.len() == count && is_whole) {
                break;
            }
            // Only what cannot be in place at all is worth building everything.
            is_whole = waiting.len() == count;
        }
        let left_out = waiting.into_iter().filter_map(|(candidate, refused)| {
            let proposal = candidate.ways.into_iter().next()?.into_iter().next()?;
            let reason = if let Refused::Because(reason) = refused { Some(reason) } else { None };
            Some(LeftOut { proposal, reason })
        });
        left_out.collect()
    }

    /// Applies the first way that can be, or answers why none can.
    fn settle(&mut self, candidate: Candidate, is_whole: bool) -> Option<(Candidate, Refused)> {
        let mut first = None;
        for way in &candidate.ways {
            match self.apply(way, is_whole) {
                Ok(()) => return None,
                Err(refused) => first = first.or(Some(refused)),
            }
        }
        first.map(|refused| (candidate, refused))
    }

    /// Applies all events of a way, or none. One that would change nothing is not needed.
    fn apply(&mut self, way: &[Proposal], is_whole: bool) -> Result<(), Refused> {
        let mut last: Option<Hierarchy> = None;
        let mut done = Vec::with_capacity(way.len());
        for proposal in way {
            let version = last.as_ref().or(self.version.as_ref()).unwrap_or(self.start);
            if self.hides_what_goes_on(version, &proposal.event) {
                return Err(Refused::Waits);
            }
            let step = match Step::of(version, &proposal.event.to_keep(), Door::New) {
                Ok(step) => step,
                Err(Reason::Nothing) if !self.is_again => continue,
                Err(reason) => return Err(Refused::Because(reason)),
            };
            let next = version.edited_in_place(&step.edits).map(|(next, _)| next);
            let next = match next {
                Some(next) => next,
                None if !is_whole || self.rebuilds == 0 => return Err(Refused::Waits),
                None => {
                    let built = version.edited_as_a_whole(&step.edits);
                    self.rebuilds -= 1;
                    built.map_err(|rejected| Refused::Because(Reason::Structure(Box::new(rejected))))?
                }
            };
            if !is_shown(version, &next, &proposal.event) {
                return Err(Refused::Waits);
            }
            done.push(proposal.clone());
            last = Some(next);
        }
        self.version = last.or(self.version.take());
        self.proposals.append(&mut done);
        Ok(())
    }

    /// Whether a unit closes in which another lies that is there after, and has yet to leave.
    fn hides_what_goes_on(&self, version: &Hierarchy, event: &Event) -> bool {
        let (Change::Close { code }, day) = (&event.change, event.day) else { return false };
        let is_there = |hierarchy: &Hierarchy, code: &str| {
            let has_code = |node: &u32| {
                let at = hierarchy.row_on(*node, day).filter(|_| hierarchy.is_there(*node, day));
                at.is_some_and(|at| hierarchy.code_of_row(at) == code)
            };
            hierarchy.named_by(code).find(has_code)
        };
        let unit = is_there(version, code).filter(|node| version.kind(*node).0 == NodeKind::Unit);
        let hanging = unit.into_iter().flat_map(|unit| version.units.hanging_on(unit));
        let mut rows = hanging.map(|child| (version.units.slot_of(child), (Table::Units, version.row_of(child))));
        rows.any(|(child, at)| {
            version.row_on(child, day) == Some(at) && is_there(self.next, version.code_of_row(at)).is_some()
        })
    }
}

/// Whether a statement of an earlier day that starts is about what has its code now: on its own day the code may have been
/// another's, of which it would be said then.
fn is_shown(version: &Hierarchy, next: &Hierarchy, event: &Event) -> bool {
    let Change::Start { row } = &event.change else { return true };
    let count = |version: &Hierarchy| {
        let is_it = |at: &RowAt| {
            let are_there = version.nodes_of_row(*at).into_iter().all(|node| version.is_there(node, event.day));
            are_there && version.row_as_of(*at, event.day).says_same(row)
        };
        version.rows_like(row, (i32::MIN, i32::MAX), |_| true).into_iter().filter(is_it).count()
    };
    row.table().has_period() || count(version) < count(next)
}

/// Whether all candidates are sure to apply in their order: units of a table without a past get other names, codes, parents
/// and households, open and close, and no level or kind changes. Then nothing that structure asks about is another way
/// than in one of the two hierarchies, both of which hold.
pub(super) fn are_sure(both: &Both<'_>, candidates: &[Candidate], day: Day) -> bool {
    let before = both.before.hierarchy;
    let is_known = |code: &str| before.text.find(code).is_some();
    let is_level = |row: &Row| row.at(unit_column::LEVEL).parse().is_ok_and(|level| before.has_level(level));
    let is_inside = |code: &str| both.after.find(code).is_some_and(|node| both.after.kind(node) == NodeKind::Unit);
    let is_there = |code: &str| both.before.find(code).is_some_and(|node| both.before.kind(node) == NodeKind::Unit);
    let is_unit = |code: &str| is_there(code) || is_inside(code);
    let is_sure = |proposal: &Proposal| match &proposal.event.change {
        Change::Open { row, reuse: None | Some(false) } => {
            let above = row.at(unit_column::PARENT);
            row.table() == Table::Units
                && !is_known(row.at(0))
                && is_level(row)
                && (above.is_empty() || is_inside(above))
        }
        Change::Recode { code, to, reuse: false } => is_unit(code) && !is_known(to),
        Change::Rename { code, .. } | Change::Close { code } => is_unit(code),
        Change::Transfer { code, to } => is_unit(code) && to.as_deref().is_some_and(is_inside),
        Change::Revise { code, cells } => is_unit(code) && cells.keys().all(|column| column == "households"),
        Change::Open { .. }
        | Change::Recode { .. }
        | Change::Reclassify { .. }
        | Change::Merge { .. }
        | Change::Split { .. }
        | Change::Start { .. }
        | Change::Stop { .. }
        | Change::Correct { .. }
        | Change::Retract { .. } => false,
    };
    let mut first_ways = candidates.iter().filter_map(|candidate| candidate.ways.first()).flatten();
    !day.is_open() && before.is_settled_from(day) && first_ways.all(is_sure)
}
