//! Events turn one hierarchy into the next.

use super::step::{Door, Step};
use super::{Change, ChangeError, Event, Hint, Outcome, Reason};
use crate::check::{AuditNews, LiveAudit};
use crate::graph::{Hierarchy, Touched};
use std::collections::BTreeSet;

/// How many events of a plan are tried to say which of them has to do with one that is refused, and how many events are
/// done for that in all: an error must not take much longer than the plan.
const TRIED: usize = 20;
const MOST_TRIED: usize = 2_000;

impl Hierarchy {
    /// The hierarchy after the events of a plan (执行), in their order, and what they did. This hierarchy stays as it is.
    ///
    /// The next version shares with this one what the events do not touch, and costs what they do. All is laid out anew,
    /// which takes as long as a build, where as many rows have changed as there are ([`Hierarchy::laid_out_anew`] says
    /// how to do that before, in another thread), where an event changes which level is outermost or opens a unit that
    /// was a parent outside the data, where placements of a unit run in a circle over time, and where an event is refused
    /// for what it would break, to say all that it would.
    ///
    /// # Errors
    /// [`ChangeError`] if an event cannot be, or if the result would break structure: then nothing is done.
    pub fn apply(&self, plan: &[Event]) -> Result<(Self, Outcome), ChangeError> {
        let (next, outcome) = self.after(plan, Door::New, drop)?;
        Ok((next.unwrap_or_else(|| self.clone()), outcome))
    }

    /// The error of the event with a place among those from the first on.
    fn refused(&self, plan: &[Event], first: usize, (place, reason): (usize, Reason)) -> ChangeError {
        let at = first + place;
        let word = plan.get(at).map_or("", |event| event.change.word());
        ChangeError { number: at + 1, word, reason, hint: self.hint(plan, at) }
    }

    /// Another event of a plan that has to do with one that is refused: a later one after which it could be, or else an
    /// earlier one without which it could. Only events that name one of its codes are tried, and not all of many.
    fn hint(&self, plan: &[Event], refused: usize) -> Option<Hint> {
        let (before, event) = (plan.get(..refused)?, plan.get(refused)?);
        let codes: BTreeSet<&str> = event.change.codes().collect();
        let names_one = |other: &Event| other.change.codes().any(|code| codes.contains(code));
        let known = self.done(before)?;
        let later = plan.iter().enumerate().skip(refused + 1).filter(|(_, other)| names_one(other)).take(TRIED);
        for (number, other) in later {
            if known.done(&[other.clone(), event.clone()]).is_some() {
                return Some(Hint::After(number + 1));
            }
        }
        let earlier = before.iter().enumerate().rev().filter(|(_, other)| names_one(other));
        for (number, _) in earlier.take(TRIED.min(MOST_TRIED / before.len().max(1))) {
            let without = before.iter().enumerate().filter(|(at, _)| *at != number).map(|(_, other)| other.clone());
            let plan: Vec<Event> = without.chain([event.clone()]).collect();
            if self.done(&plan).is_some() {
                return Some(Hint::Without(number + 1));
            }
        }
        None
    }

    /// The hierarchy after events, if they can be and nothing is laid out anew for them.
    fn done(&self, plan: &[Event]) -> Option<Self> {
        at_once(plan).try_fold(self.clone(), |last, events| {
            let step = step(&last, events, Door::New).ok()?;
            Some(last.edited_in_place(&step.edits)?.0)
        })
    }

    /// The hierarchy after the last event, if there is any; `meet` is told what each event touches. Of the versions in
    /// between none is kept.
    fn after(
        &self,
        plan: &[Event],
        door: Door,
        mut meet: impl FnMut(Touched),
    ) -> Result<(Option<Self>, Outcome), ChangeError> {
        let mut last: Option<Self> = None;
        let mut outcome = Outcome::default();
        let mut first = 0;
        for events in at_once(plan) {
            let refused = |refused| self.refused(plan, first, refused);
            let (next, touched, done) = together(last.as_ref().unwrap_or(self), events, door).map_err(refused)?;
            outcome.extend(done);
            meet(touched);
            last = Some(next);
            first += events.len();
        }
        Ok((last, outcome))
    }

    /// The last version after the events of a plan, if it has any, and what they touch together.
    pub(super) fn after_all(
        &self,
        plan: &[Event],
        door: Door,
    ) -> Result<(Option<Self>, Touched, Outcome), ChangeError> {
        let mut touched = Vec::new();
        let (next, outcome) = self.after(plan, door, |event| touched.push(event))?;
        Ok((next, Touched::by_all(touched), outcome))
    }

    /// The same by building every version from its records: what [`Hierarchy::apply`] is held against.
    ///
    /// # Errors
    /// [`ChangeError`] as [`Hierarchy::apply`].
    #[doc(hidden)]
    pub fn apply_by_rebuild(&self, plan: &[Event]) -> Result<(Self, Outcome), ChangeError> {
        let mut next = self.clone();
        let mut outcome = Outcome::default();
        let mut first = 0;
        for events in at_once(plan) {
            let whole = step(&next, events, Door::New).and_then(|step| {
                let built = next.edited_as_a_whole(&step.edits);
                Ok((built.map_err(|rejected| (0, Reason::Structure(Box::new(rejected))))?, step.outcome))
            });
            let (built, done) = whole.map_err(|refused| self.refused(plan, first, refused))?;
            outcome.extend(done);
            next = built;
            first += events.len();
        }
        Ok((next, outcome))
    }
}

impl LiveAudit {
    /// Goes on with the hierarchy after the events of a plan, and answers what is new in the audit. What events touch is
    /// looked at, and nothing else. With a journal, a plan is prepared, appended and committed instead (feature `journal`).
    ///
    /// # Errors
    /// [`ChangeError`] as [`Hierarchy::apply`]: then nothing is done.
    pub fn apply(&mut self, plan: &[Event]) -> Result<(AuditNews, Outcome), ChangeError> {
        let (next, touched, outcome) = self.hierarchy().after_all(plan, Door::New)?;
        let news = next.map(|next| self.follow(next, &touched)).unwrap_or_default();
        Ok((news, outcome))
    }
}

/// A plan in the parts that happen at once: consecutive recodes of one day are one, every other event is by itself.
fn at_once(plan: &[Event]) -> impl Iterator<Item = &[Event]> {
    let is_recode = |event: &Event| matches!(event.change, Change::Recode { .. });
    plan.chunk_by(move |event, next| is_recode(event) && is_recode(next) && event.day == next.day)
}

/// What becomes of which rows by events that happen at once. What is refused comes with its place among them.
fn step<'h>(hierarchy: &'h Hierarchy, events: &[Event], door: Door) -> Result<Step<'h>, (usize, Reason)> {
    let kept: Vec<Event> = events.iter().map(Event::to_keep).collect();
    match kept.as_slice() {
        [event] => Step::of(hierarchy, event, door).map_err(|reason| (0, reason)),
        events => Step::of_recodes(hierarchy, events),
    }
}

fn together(
    hierarchy: &Hierarchy,
    events: &[Event],
    door: Door,
) -> Result<(Hierarchy, Touched, Outcome), (usize, Reason)> {
    let Step { edits, outcome, .. } = step(hierarchy, events, door)?;
    let built = hierarchy.edited(&edits);
    let (next, touched) = built.map_err(|rejected| (0, Reason::Structure(Box::new(rejected))))?;
    Ok((next, touched, outcome))
}
