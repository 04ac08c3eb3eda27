//! From two tables to the events that may have led from one to the other.
//!
//! ```text
//!   edition     both hierarchies on the day; which nodes are one by their codes
//!   pairs       which units that vanished are units that appeared
//!   looks       where the children of what closes and opens were and are
//!   relations   what starts and stops
//!   candidates  each difference as events, with grounds
//!   trial       which of them can be applied, in which order
//! ```
//!
//! Of two tables without a past it is known that all can be applied. Else they are applied to see it, and what is still
//! another way then is explained once more by codes alone.

mod candidates;
mod edition;
mod looks;
mod pairs;
mod relations;
mod trial;

use super::{Difference, Event, Reason};
use crate::base::Day;
use crate::graph::Hierarchy;
use candidates::{Candidate, Candidates};
use edition::{Both, Edition};
use std::ops::Deref;
use trial::Trial;

/// How often is explained what is still another way.
const ATTEMPTS: usize = 3;

/// The events that would lead from one hierarchy to another (推定结果), which can be applied in their order, and what they do
/// not explain. It is a slice of its proposals.
#[derive(Debug, Default)]
#[non_exhaustive]
pub struct Proposals {
    /// The events, each with its grounds, in an order in which they can be applied.
    pub events: Vec<Proposal>,
    /// Events that would explain more, and cannot be applied (未能提出的事件): a node has a later record, say.
    pub left_out: Vec<LeftOut>,
    /// Where the two hierarchies still differ after all events (未解释的差异): what [`Hierarchy::replay`] finds. Empty if nothing
    /// was left out.
    pub unexplained: Difference,
}

/// An event that would explain a difference and cannot be applied.
#[derive(Debug)]
#[non_exhaustive]
pub struct LeftOut {
    /// The event, with what speaks for it.
    pub proposal: Proposal,
    /// Why it cannot be applied; `None`: a statement of an earlier day would be about another node, something lies in what would close that goes on and cannot leave, or only all rows
    /// built anew would tell, which was done too often already.
    pub reason: Option<Reason>,
}

impl Proposals {
    /// The events alone, as a plan.
    pub fn plan(&self) -> Vec<Event> {
        self.events.iter().map(|proposal| proposal.event.clone()).collect()
    }
}

impl Deref for Proposals {
    type Target = [Proposal];

    fn deref(&self) -> &[Proposal] {
        &self.events
    }
}

impl IntoIterator for Proposals {
    type Item = Proposal;
    type IntoIter = std::vec::IntoIter<Proposal>;

    fn into_iter(self) -> Self::IntoIter {
        self.events.into_iter()
    }
}

impl<'p> IntoIterator for &'p Proposals {
    type Item = &'p Proposal;
    type IntoIter = std::slice::Iter<'p, Proposal>;

    fn into_iter(self) -> Self::IntoIter {
        self.events.iter()
    }
}

/// An event that would explain a difference (推定事件), with what speaks for it. It is never certain: two tables do not say
/// what happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    /// The event.
    pub event: Event,
    /// What speaks for it, or against it.
    pub grounds: Vec<Ground>,
}

/// What speaks for or against a proposed event (理由).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Ground {
    /// Both tables have the code.
    SameCode(String),
    /// Both have the name.
    SameName(String),
    /// Both lie in the same unit.
    SameParent(String),
    /// That many children of so many before have the names of children after.
    SharedChildren {
        /// How many are shared.
        shared: usize,
        /// How many there were.
        of: usize,
    },
    /// Of those that vanished and appeared below this unit, of which this is the code after, no other has the level and the
    /// name; `None`: of all there are.
    OnlyOneWithin(Option<String>),
    /// Another node under the same has the name now, so that the code may have been used again rather than the node
    /// renamed: its code.
    NameElsewhere(String),
    /// The code was another node's before, which had this name (码重用).
    CodeUsedBefore(String),
    /// Only the earlier table has the code.
    Vanished(String),
    /// Only the later table has the code.
    Appeared(String),
    /// The unit is not there because it lay in one that ended, by this code, though its own row goes on: the row is corrected
    /// to end on the day.
    InWhatEnded(String),
    /// Children of what closes are in one other node after, so that it may have become part of that one (疑似合并).
    MayHaveMerged {
        /// The code of that one after.
        into: String,
        /// How many children are in it.
        children: usize,
        /// How many there were.
        of: usize,
    },
    /// Children of what closes are in several nodes after, so that it may have been divided among them (疑似拆分).
    MayBeDivided {
        /// Their codes after.
        among: Vec<String>,
        /// How many children are in them.
        children: usize,
        /// How many there were.
        of: usize,
    },
    /// All children of several nodes that close are in what opens, so that it may have come of their merger (疑似合并新设): their
    /// codes before.
    MayBeMergerOf(Vec<String>),
    /// Children of a node are in what opens, so that it may have been a part of that one (疑似析出).
    MayBePartOf {
        /// The code of that one before.
        code: String,
        /// How many children came from it.
        children: usize,
        /// How many there were.
        of: usize,
    },
}

impl Hierarchy {
    /// The events on a day that would lead from this hierarchy to another (推定事件), in an order in which they can be applied:
    /// the same code with another name, another code with the same name or the same children under the same unit, or
    /// with the same name and level below a unit that stayed; codes that vanished or appeared; and relations that started or
    /// stopped. Mergers and divisions are never proposed, but said as grounds where children went along.
    ///
    /// Applied, they leave no difference that [`Hierarchy::replay`] would find, but for what is said to be left out.
    ///
    /// ```
    /// use govgrid::{Change, Draft, Ground, Level, record};
    /// let edition = |code: &str, street: &str| {
    ///     let mut draft = Draft::new();
    ///     draft.add(&record::Unit::new("130205", Level::District))?;
    ///     for street in ["130205001", "130205002"] {
    ///         let parent = Some("130205".to_owned());
    ///         draft.add(&record::Unit { parent, ..record::Unit::new(street, Level::Street) })?;
    ///     }
    ///     let (name, parent) = (Some("北环路社区".to_owned()), Some(street.to_owned()));
    ///     draft.add(&record::Unit { name, parent, ..record::Unit::new(code, Level::Community) })?;
    ///     Ok::<_, Box<dyn std::error::Error>>(draft.build()?)
    /// };
    /// let before = edition("130205001026", "130205001")?;
    /// let after = edition("130205002001", "130205002")?;
    /// let day = "2024-07-01".parse()?;
    /// let proposals = before.changes_to(&after, day);
    /// let words: Vec<&str> = proposals.iter().map(|proposal| proposal.event.change.word()).collect();
    /// assert_eq!(words, ["recode", "transfer"]);
    /// assert!(proposals[0].grounds.contains(&Ground::OnlyOneWithin(Some("130205".to_owned()))));
    /// assert!(before.replay(&proposals.plan(), &after, day)?.is_empty());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn changes_to(&self, next: &Self, day: Day) -> Proposals {
        let mut both = Both::by_code(Edition::of(self, day), Edition::of(next, day));
        let recoded = pairs::recoded(&mut both);
        let candidates = Candidates::of(&both, &recoded, day, false);
        if trial::are_sure(&both, &candidates, day) {
            let first_way = |candidate: Candidate| candidate.ways.into_iter().next().unwrap_or_default();
            let events = candidates.into_iter().flat_map(first_way).collect();
            return Proposals { events, ..Proposals::default() };
        }
        let mut trial = Trial::new(self, next);
        let mut left_out = trial.run(candidates, false);
        for _ in 0..ATTEMPTS {
            let both = Both::by_code(Edition::of(trial.version(), day), Edition::of(next, day));
            let left = Candidates::of(&both, &[], day, true);
            if left.is_empty() {
                return Proposals { events: trial.proposals, ..Proposals::default() };
            }
            let known = trial.proposals.len();
            left_out = trial.run(left, true);
            if trial.proposals.len() == known {
                break;
            }
        }
        let unexplained = trial.version().differs(next, day);
        left_out.truncate(if unexplained.is_empty() { 0 } else { left_out.len() });
        Proposals { events: trial.proposals, left_out, unexplained }
    }
}
