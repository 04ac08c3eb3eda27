//! Events turn one hierarchy into the next.

use super::step::Step;
use super::{ChangeError, Event, Outcome, Reason};
use crate::check::{AuditNews, LiveAudit};
use crate::graph::{Hierarchy, Touched};

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
        let (next, outcome) = self.after(plan, drop)?;
        Ok((next.unwrap_or_else(|| self.clone()), outcome))
    }

    /// The hierarchy after the last event, if there is any; `meet` is told what each event touches. Of the versions in
    /// between none is kept.
    pub(super) fn after(
        &self,
        plan: &[Event],
        mut meet: impl FnMut(Touched),
    ) -> Result<(Option<Self>, Outcome), ChangeError> {
        let mut last: Option<Self> = None;
        let mut outcome = Outcome::default();
        for (number, event) in (1..).zip(plan) {
            let refused = |reason| ChangeError { number, word: event.change.word(), reason };
            let (next, touched, done) = one(last.as_ref().unwrap_or(self), event).map_err(refused)?;
            outcome.extend(done);
            meet(touched);
            last = Some(next);
        }
        Ok((last, outcome))
    }

    /// The same by building every version from its records: what [`Hierarchy::apply`] is held against.
    ///
    /// # Errors
    /// [`ChangeError`] as [`Hierarchy::apply`].
    #[doc(hidden)]
    pub fn apply_by_rebuild(&self, plan: &[Event]) -> Result<(Self, Outcome), ChangeError> {
        let mut next = self.clone();
        let mut outcome = Outcome::default();
        for (number, event) in (1..).zip(plan) {
            let whole = Step::of(&next, &event.to_keep()).and_then(|step| {
                let built = next.edited_as_a_whole(&step.edits);
                Ok((built.map_err(|rejected| Reason::Structure(Box::new(rejected)))?, step.outcome))
            });
            let refused = |reason| ChangeError { number, word: event.change.word(), reason };
            let (built, done) = whole.map_err(refused)?;
            outcome.extend(done);
            next = built;
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
        let mut touched = Vec::new();
        let (next, outcome) = self.hierarchy().after(plan, |event| touched.push(event))?;
        let touched = Touched::by_all(touched);
        let news = next.map(|next| self.follow(next, &touched)).unwrap_or_default();
        Ok((news, outcome))
    }
}

fn one(hierarchy: &Hierarchy, event: &Event) -> Result<(Hierarchy, Touched, Outcome), Reason> {
    let Step { edits, outcome, .. } = Step::of(hierarchy, &event.to_keep())?;
    let (next, touched) = hierarchy.edited(&edits).map_err(|rejected| Reason::Structure(Box::new(rejected)))?;
    Ok((next, touched, outcome))
}
