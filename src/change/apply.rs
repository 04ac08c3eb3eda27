//! Events turn one hierarchy into the next.

use super::step::Step;
use super::{ChangeError, Event, Outcome, Reason};
use crate::graph::Hierarchy;

impl Hierarchy {
    /// The hierarchy after the events of a plan (执行), in their order, and what they did. This hierarchy stays as it is.
    ///
    /// # Errors
    /// [`ChangeError`] if an event cannot be, or if the result would break structure: then nothing is done.
    pub fn apply(&self, plan: &[Event]) -> Result<(Self, Outcome), ChangeError> {
        let mut next: Option<Self> = None;
        let mut outcome = Outcome::default();
        for (number, event) in (1..).zip(plan) {
            let (hierarchy, done) = one(next.as_ref().unwrap_or(self), event).map_err(|reason| ChangeError {
                number,
                word: event.change.word(),
                reason,
            })?;
            outcome.extend(done);
            next = Some(hierarchy);
        }
        Ok((next.unwrap_or_else(|| self.clone()), outcome))
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
            let whole = Step::of(&next, event).and_then(|step| {
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

fn one(hierarchy: &Hierarchy, event: &Event) -> Result<(Hierarchy, Outcome), Reason> {
    let Step { edits, outcome, .. } = Step::of(hierarchy, event)?;
    let (next, _) = hierarchy.edited(&edits).map_err(|rejected| Reason::Structure(Box::new(rejected)))?;
    Ok((next, outcome))
}
