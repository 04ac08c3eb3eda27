//! A plan on its way into a journal and an audit: prepared, appended, committed.

use super::journal::{Recorded, encode};
use super::step::Door;
use super::{ChangeError, Event, Journal, JournalError, Outcome, Plan, PlanError};
use crate::check::{AuditNews, LiveAudit};
use crate::graph::{Answer, Done, Hierarchy, Known, PlanSummary, Touched, hash, is_id};
use std::fmt;

/// What a plan is before it is done.
#[derive(Debug)]
pub enum Preparation {
    /// It was done before: a plan with its id has the same events. This was recorded then.
    Known(Answer),
    /// It can be done.
    New(Prepared),
}

/// A plan that can be done (待执行方案), with what it would do. Nothing is changed yet: [`Journal::append`] writes it down.
pub struct Prepared(Box<Work>);

/// What is worked out of a plan before it is done.
struct Work {
    recorded: Recorded,
    /// The record's line in the journal.
    line: Vec<u8>,
    before: Hierarchy,
    next: Hierarchy,
    touched: Touched,
    outcome: Outcome,
}

/// A plan that is in the journal (已入日志的方案), and is done when [`LiveAudit::commit`] has it.
#[derive(Debug)]
pub struct Appended(Prepared);

impl fmt::Debug for Prepared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Work { recorded, outcome, .. } = &*self.0;
        f.debug_struct("Prepared").field("recorded", recorded).field("outcome", outcome).finish_non_exhaustive()
    }
}

impl Prepared {
    /// What the plan would do.
    pub fn outcome(&self) -> &Outcome {
        &self.0.outcome
    }

    /// The number that the plan would have, and its summary.
    pub fn answer(&self) -> Answer {
        self.0.recorded.answer()
    }
}

impl Appended {
    /// The record of the plan, by which other copies of the hierarchy follow: see [`LiveAudit::redo`].
    pub fn recorded(&self) -> &Recorded {
        &self.0.0.recorded
    }

    /// What the plan does.
    pub fn outcome(&self) -> &Outcome {
        self.0.outcome()
    }

    /// The hierarchy with the plan, for whoever keeps no audit.
    pub fn hierarchy(&self) -> &Hierarchy {
        &self.0.0.next
    }
}

fn summary(outcome: &Outcome) -> PlanSummary {
    let Outcome { moved, unassigned, undivided, fell, added, ended, corrected, retracted, .. } = outcome;
    PlanSummary {
        moved: moved.len() as u64,
        unassigned: unassigned.len() as u64,
        undivided: undivided.len() as u64,
        fell: fell.len() as u64,
        added: added.len() as u64,
        ended: ended.len() as u64,
        corrected: corrected.len() as u64,
        retracted: retracted.len() as u64,
    }
}

/// A hash of events that are kept.
fn content(events: &[Event]) -> Result<u64, PlanError> {
    serde_json::to_vec(events).map(|bytes| hash(&bytes)).map_err(|_| PlanError::Day)
}

impl Hierarchy {
    /// Looks whether a plan can be done, and what it would do (准备执行). Nothing is changed.
    ///
    /// # Errors
    /// [`PlanError`] if an event cannot be, if the result would break structure, or if the id is none, is another plan's or
    /// was used too long ago. An id is known with its answer until 10,000 others have been used.
    pub fn prepare(&self, plan: &Plan) -> Result<Preparation, PlanError> {
        if plan.events.iter().any(|event| event.day.year() < 0) {
            return Err(PlanError::Day);
        }
        let kept: Vec<Event> = plan.events.iter().map(Event::to_keep).collect();
        let content = content(&kept)?;
        if let Some(id) = plan.id.as_deref() {
            if !is_id(id) {
                return Err(PlanError::Id);
            }
            match self.committed.find(id) {
                Known::No => {}
                Known::TooOld => return Err(PlanError::TooOld),
                Known::Done(done) if done.content == content => return Ok(Preparation::Known(done.answer)),
                Known::Done(done) => return Err(PlanError::OtherContent { version: done.answer.version }),
            }
        }
        let kept = Plan { id: plan.id.clone(), events: kept };
        let (next, touched, outcome) = self.with_events(&kept.events, Door::New)?;
        let number = self.committed.position + 1;
        let summary = summary(&outcome);
        let (line, chain) = encode(&kept, &summary, number, self.committed.chain).map_err(|_| PlanError::Day)?;
        let recorded = Recorded { number, plan: kept, summary, before: self.committed.chain, chain };
        let next = next.with_record(self, &recorded, content);
        let work = Work { recorded, line, before: self.clone(), next, touched, outcome };
        Ok(Preparation::New(Prepared(Box::new(work))))
    }

    /// The hierarchy with the next plan that a journal has (重做). Its answer is the one that was recorded. It is taken as it
    /// was when it came: what is refused today, such as a relation that starts though it holds, is done again if it was done.
    ///
    /// # Errors
    /// [`PlanError::NotNext`] if it is not the next plan. [`PlanError`] if the plan cannot be done.
    pub fn redo(&self, recorded: &Recorded) -> Result<(Self, Outcome), PlanError> {
        self.redone(recorded).map(|(next, _, outcome)| (next, outcome))
    }

    fn redone(&self, recorded: &Recorded) -> Result<(Self, Touched, Outcome), PlanError> {
        let Recorded { number, plan, before, .. } = recorded;
        let position = self.committed.position;
        if *number != position + 1 || *before != self.committed.chain {
            return Err(PlanError::NotNext { position, number: *number });
        }
        match plan.id.as_deref().map(|id| self.committed.find(id)) {
            None | Some(Known::No) => {}
            Some(Known::TooOld) => return Err(PlanError::TooOld),
            Some(Known::Done(done)) => return Err(PlanError::OtherContent { version: done.answer.version }),
        }
        let (next, touched, outcome) = self.with_events(&plan.events, Door::Recorded)?;
        Ok((next.with_record(self, recorded, content(&plan.events)?), touched, outcome))
    }

    fn with_events(&self, events: &[Event], door: Door) -> Result<(Self, Touched, Outcome), ChangeError> {
        let (next, touched, outcome) = self.after_all(events, door)?;
        Ok((next.unwrap_or_else(|| self.clone()), touched, outcome))
    }

    /// The same with what is recorded of the plan that came after another.
    fn with_record(mut self, before: &Self, recorded: &Recorded, content: u64) -> Self {
        let answer = recorded.answer();
        let done = recorded.plan.id.clone().map(|id| Done { id, content, answer });
        self.committed = before.committed.with(recorded.chain, done);
        self
    }
}

impl LiveAudit {
    /// Looks whether a plan can be done (准备执行): see [`Hierarchy::prepare`].
    ///
    /// # Errors
    /// [`PlanError`] as of [`Hierarchy::prepare`].
    pub fn prepare(&self, plan: &Plan) -> Result<Preparation, PlanError> {
        self.hierarchy().prepare(plan)
    }

    /// Goes on with a plan that is in the journal (提交), and answers what is new in the audit: so that it is never ahead of
    /// the journal.
    ///
    /// ```
    /// use govgrid::{Change, Draft, Event, Journal, Level, LiveAudit, Plan, Preparation, Profile, record};
    /// let mut draft = Draft::new();
    /// draft.add(&record::Unit::new("130205", Level::District))?;
    /// let day = "2024-07-01".parse()?;
    /// let mut live = LiveAudit::new(draft.build()?, day, Profile::national());
    /// let dir = tempfile::tempdir()?;
    /// let (mut journal, _) = Journal::open(dir.path().join("events.log"))?;
    ///
    /// let rename = Change::Rename { code: "130205".to_owned(), name: "开平区".to_owned() };
    /// let plan = Plan { id: Some("7f3c".to_owned()), events: vec![Event::on(day, rename)] };
    /// let Preparation::New(prepared) = live.prepare(&plan)? else { unreachable!() };
    /// let appended = journal.append(prepared)?;
    /// live.commit(appended)?;
    ///
    /// // Sent again, it is answered with what was recorded.
    /// let Preparation::Known(answer) = live.prepare(&plan)? else { unreachable!() };
    /// assert_eq!((answer.version, live.hierarchy().journal_position()), (1, 1));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// [`PlanError::OtherVersion`] if the audit is of another version than the one that prepared it: then nothing is done, and
    /// [`LiveAudit::redo`] follows the journal.
    pub fn commit(&mut self, appended: Appended) -> Result<(AuditNews, Outcome), PlanError> {
        let Work { before, next, touched, outcome, .. } = *appended.0.0;
        if !self.hierarchy().is_copy_of(&before) {
            return Err(PlanError::OtherVersion);
        }
        drop(before);
        Ok((self.follow(next, &touched), outcome))
    }

    /// Goes on with the next plan that a journal has (重做), and answers what is new in the audit.
    ///
    /// # Errors
    /// [`PlanError`] as of [`Hierarchy::redo`]: then nothing is done.
    pub fn redo(&mut self, recorded: &Recorded) -> Result<(AuditNews, Outcome), PlanError> {
        let (next, touched, outcome) = self.hierarchy().redone(recorded)?;
        Ok((self.follow(next, &touched), outcome))
    }
}

impl Journal {
    /// Appends a plan that was prepared; it is on the disk when this returns. What was refused, and what may not be kept,
    /// cannot be appended.
    ///
    /// # Errors
    /// [`JournalError::NotNext`] if it was prepared for another version than that after the journal's last plan.
    /// [`JournalError::File`] if the file cannot be written: what was written of the plan is cut off at once, or before the
    /// next is appended. [`JournalError::Shared`] if another has written to it. Journal, hierarchy and audit are then as they
    /// were.
    pub fn append(&mut self, prepared: Prepared) -> Result<Appended, JournalError> {
        self.write(&prepared.0.recorded, &prepared.0.line)?;
        Ok(Appended(prepared))
    }
}
