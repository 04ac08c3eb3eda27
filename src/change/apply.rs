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
        let (mut versions, outcome) = self.versions(plan)?;
        Ok((versions.pop().map_or_else(|| self.clone(), |last| last.0), outcome))
    }

    /// The version after each event, with what the event touched.
    fn versions(&self, plan: &[Event]) -> Result<(Vec<(Self, Touched)>, Outcome), ChangeError> {
        let mut versions: Vec<(Self, Touched)> = Vec::new();
        let mut outcome = Outcome::default();
        for (number, event) in (1..).zip(plan) {
            let before = versions.last().map_or(self, |last| &last.0);
            let refused = |reason| ChangeError { number, word: event.change.word(), reason };
            let (next, touched, done) = one(before, event).map_err(refused)?;
            outcome.extend(done);
            versions.push((next, touched));
        }
        Ok((versions, outcome))
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
    /// looked at, and nothing else.
    ///
    /// # Errors
    /// [`ChangeError`] as [`Hierarchy::apply`]: then nothing is done.
    pub fn apply(&mut self, plan: &[Event]) -> Result<(AuditNews, Outcome), ChangeError> {
        let (versions, outcome) = self.hierarchy().versions(plan)?;
        let mut news = AuditNews::default();
        for (next, touched) in versions {
            news = news.then(self.follow(next, &touched));
        }
        Ok((news, outcome))
    }
}

fn one(hierarchy: &Hierarchy, event: &Event) -> Result<(Hierarchy, Touched, Outcome), Reason> {
    let Step { edits, outcome, .. } = Step::of(hierarchy, &event.to_keep())?;
    let (next, touched) = hierarchy.edited(&edits).map_err(|rejected| Reason::Structure(Box::new(rejected)))?;
    Ok((next, touched, outcome))
}
