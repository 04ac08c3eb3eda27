//! What a hierarchy knows of the journal that it follows: how far it has come, and the plans with an id that it has done.
//!
//! ```text
//! id ── hash ──> used: every id ever, 16 bytes each ── number of the id ──> recent: the last 10,000, with their answers
//! ```
//!
//! Versions share all of it but the way to what is new.

use crate::base::{Trie, Use, is_personal};
use serde::{Deserialize, Serialize};
use siphasher::sip::SipHasher13;
#[cfg(feature = "image")]
use std::collections::BTreeMap;
use std::hash::Hasher;
use std::sync::Arc;

/// How many ids are kept with their answers: a client that sends again after as many plans of others does not learn what
/// became of its own.
pub(crate) const KEPT: u64 = 10_000;

/// The longest id, in characters: four UUIDs.
const LONGEST: usize = 200;

/// More plans than there can be: a plan more is a number too.
#[cfg(feature = "image")]
pub(crate) const MOST: u64 = 1 << 48;

/// What was recorded of a plan that was done (执行记录): whoever sends the plan again is told the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The number of the plan: how many plans there were with it.
    pub version: u64,
    /// What it did.
    pub summary: PlanSummary,
}

macro_rules! summary {
    ($($(#[$doc:meta])* $name:ident,)+) => {
        /// What a plan did, by the numbers (变更摘要): how long the lists of its [`Outcome`](crate::Outcome) were.
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(deny_unknown_fields)]
        pub struct PlanSummary {
            $($(#[$doc])* pub $name: u64,)+
        }

        #[cfg(feature = "image")]
        impl PlanSummary {
            /// The numbers, in the order in which an image has them.
            pub(crate) fn numbers(&mut self) -> impl Iterator<Item = &mut u64> {
                [$(&mut self.$name),+].into_iter()
            }
        }
    };
}

summary! {
    /// Rows that name another node.
    moved,
    /// What is left with nothing said of where it goes.
    unassigned,
    /// What nobody knows how to divide.
    undivided,
    /// Rows that ended because nothing would be left of what they say.
    fell,
    /// New rows.
    added,
    /// Rows that ended.
    ended,
    /// Corrected rows.
    corrected,
    /// Retracted rows.
    retracted,
}

/// A plan with an id that was done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Done {
    pub(crate) id: String,
    /// A hash of its events.
    pub(crate) content: u64,
    pub(crate) answer: Answer,
}

/// What is known of an id.
#[cfg(feature = "journal")]
pub(crate) enum Known<'c> {
    /// No plan had it.
    No,
    /// A plan had it, and its answer is kept.
    Done(&'c Done),
    /// A plan had it, and its answer is not kept any more.
    TooOld,
}

/// The plans of a journal that a hierarchy has done.
#[derive(Clone, Debug, Default)]
pub(crate) struct Committed {
    /// How many there are: the number of the last.
    pub(crate) position: u64,
    /// The journal's chain with the last.
    pub(crate) chain: u64,
    /// How many of them had an id.
    pub(crate) ids: u64,
    /// The last of these, by the number of the id, which begins anew after [`KEPT`].
    recent: Trie<Arc<Done>>,
    /// The hashes of all ids with their numbers, by the first bits of the hash.
    used: Trie<Arc<[(u64, u64)]>>,
}

/// Whether a text can be the id of a plan: it is no number of a person, is not too long, and has no control characters.
pub(crate) fn is_id(text: &str) -> bool {
    let is_plain = !text.is_empty() && text.chars().count() <= LONGEST && !text.chars().any(char::is_control);
    is_plain && !is_personal(text, Use::Key)
}

pub(crate) fn hash(bytes: &[u8]) -> u64 {
    let mut hasher = SipHasher13::new();
    hasher.write(bytes);
    hasher.finish()
}

/// Where the hash of an id is looked for.
fn bucket(hash: u64) -> u32 {
    u32::try_from(hash >> 48).unwrap_or(0)
}

/// Where an id is kept.
fn place(number: u64) -> u32 {
    u32::try_from(number % KEPT).unwrap_or(0)
}

impl Committed {
    /// What is known of an id.
    #[cfg(feature = "journal")]
    pub(crate) fn find(&self, id: &str) -> Known<'_> {
        let hash = hash(id.as_bytes());
        let used = self.used.get(bucket(hash)).into_iter().flat_map(|bucket| bucket.iter());
        for (_, number) in used.filter(|used| used.0 == hash) {
            if number + KEPT < self.ids {
                return Known::TooOld;
            }
            // Another id may have the same hash.
            if let Some(done) = self.recent.get(place(*number)).filter(|done| done.id == id) {
                return Known::Done(done);
            }
        }
        Known::No
    }

    /// The same with one more plan.
    #[cfg(feature = "journal")]
    pub(crate) fn with(&self, chain: u64, done: Option<Done>) -> Self {
        let mut next = Self { position: self.position + 1, chain, ..self.clone() };
        if let Some(done) = done {
            let hash = hash(done.id.as_bytes());
            let known = self.used.get(bucket(hash)).into_iter().flat_map(|bucket| bucket.iter());
            next.used.insert(bucket(hash), known.copied().chain([(hash, self.ids)]).collect());
            next.recent.insert(place(self.ids), Arc::new(done));
            next.ids += 1;
        }
        next
    }

    /// What an image says: the position and the chain, the hashes of ids whose answers are not kept, and the others.
    #[cfg(feature = "image")]
    pub(crate) fn of((position, chain): (u64, u64), older: Vec<u64>, kept: Vec<Done>) -> Self {
        let mut committed = Self { position, chain, ids: (older.len() + kept.len()) as u64, ..Self::default() };
        let first_kept = older.len() as u64;
        let hashes = older.into_iter().chain(kept.iter().map(|done| hash(done.id.as_bytes())));
        let mut used: BTreeMap<u32, Vec<(u64, u64)>> = BTreeMap::new();
        for (hash, number) in hashes.zip(0..) {
            used.entry(bucket(hash)).or_default().push((hash, number));
        }
        for (at, hashes) in used {
            committed.used.insert(at, hashes.into());
        }
        for (done, number) in kept.into_iter().zip(first_kept..) {
            committed.recent.insert(place(number), Arc::new(done));
        }
        committed
    }

    /// The number of the first id whose answer is kept.
    #[cfg(feature = "image")]
    const fn first_kept(&self) -> u64 {
        self.ids.saturating_sub(KEPT)
    }

    /// The hashes of the ids whose answers are not kept, in order.
    #[cfg(feature = "image")]
    pub(crate) fn older(&self) -> Vec<u64> {
        let first = self.first_kept();
        let used = self.used.iter().flat_map(|(_, bucket)| bucket.iter()).filter(|used| used.1 < first);
        let mut older: Vec<(u64, u64)> = used.copied().collect();
        older.sort_unstable_by_key(|used| used.1);
        older.into_iter().map(|used| used.0).collect()
    }

    /// The plans with an id whose answers are kept, in order.
    #[cfg(feature = "image")]
    pub(crate) fn kept(&self) -> impl Iterator<Item = &Done> {
        (self.first_kept()..self.ids).filter_map(|number| self.recent.get(place(number))).map(Arc::as_ref)
    }
}

#[cfg(all(test, feature = "journal", feature = "image"))]
mod tests {
    use super::*;
    use crate::base::Level;
    use crate::draft::Draft;
    use crate::graph::Hierarchy;
    use crate::record::Unit;

    /// So many plans, every third without an id.
    fn committed(plans: u64) -> Committed {
        (1..=plans).fold(Committed::default(), |committed, version| {
            let summary = PlanSummary { moved: version * 7, ..PlanSummary::default() };
            let done = Done { id: format!("id-{version}"), content: version * 11, answer: Answer { version, summary } };
            committed.with(version * 13, Some(done).filter(|_| !version.is_multiple_of(3)))
        })
    }

    /// What is known of every id: 0 of none, 2 of one that is too old, else what is kept of it.
    fn known(committed: &Committed, plans: u64) -> Vec<[u64; 3]> {
        let of = |version: u64| match committed.find(&format!("id-{version}")) {
            Known::No => [0; 3],
            Known::TooOld => [2; 3],
            Known::Done(done) => [done.content, done.answer.version, done.answer.summary.moved],
        };
        (1..=plans + 1).map(of).collect()
    }

    #[test]
    fn the_last_ids_are_known_with_their_answers_and_the_others_are_known() {
        let plans = 15_100;
        let committed = committed(plans);
        assert_eq!((committed.position, committed.chain), (plans, plans * 13));
        let with_id: Vec<u64> = (1..=plans).filter(|version| !version.is_multiple_of(3)).collect();
        assert_eq!(committed.ids, with_id.len() as u64);
        let old = &with_id[..with_id.len() - 10_000];
        let expected = |version: u64| match version {
            _ if version.is_multiple_of(3) || version > plans => [0; 3],
            _ if old.contains(&version) => [2; 3],
            _ => [version * 11, version, version * 7],
        };
        let expected: Vec<[u64; 3]> = (1..=plans + 1).map(expected).collect();
        assert!(known(&committed, plans) == expected);
        // So it is in an image.
        let mut draft = Draft::new();
        draft.add(&Unit::new("1", Level::District)).unwrap();
        let hierarchy = Hierarchy { committed, ..draft.build().unwrap() };
        let mut image = Vec::new();
        hierarchy.write_image(&mut image).unwrap();
        let opened = Hierarchy::read_image(image.as_slice()).unwrap();
        assert_eq!((opened.committed.position, opened.committed.chain), (plans, plans * 13));
        assert!(known(&opened.committed, plans) == expected);
        let mut again = Vec::new();
        opened.write_image(&mut again).unwrap();
        assert!(again == image, "it is written as another");
        // It goes on as the other does.
        let more = |committed: &Committed| {
            let answer = Answer { version: plans + 1, summary: PlanSummary::default() };
            let next = committed.with(1, Some(Done { id: "one more".to_owned(), content: 1, answer }));
            (known(&next, plans), next.older(), next.kept().cloned().collect::<Vec<_>>())
        };
        assert!(more(&opened.committed) == more(&hierarchy.committed));
    }
}
