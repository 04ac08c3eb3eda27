//! What published figures rest on: facts about what a subject holds, each of which is found once.
//!
//! Nearly all are sums over things, to which each thing adds for itself: what it adds depends on the thing and on what is
//! near it, whoever the subject is. So one pass gives the sum of many subjects, and an event changes a sum by what the
//! things near the event added before it and add after it.

use crate::base::{CoverageKind, MeasureKind, OrganizationKind, What};
use std::collections::BTreeMap;

/// What is summed up over things.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Ask {
    /// All of a kind.
    All(What),
    /// Those that are covered.
    Covered(What, CoverageKind),
    /// Those that one organization covers, by its kind: units by a primary one.
    CoveredByOne(What, CoverageKind),
    /// Those that have at least one of another kind.
    Having(What, What),
    /// Those that have exactly one.
    HavingOne(What, What),
    /// All of a kind, by how much of another each has, in millionths; apart those of which that is unknown.
    Each(What, What),
}

impl Ask {
    /// What is summed up.
    pub(super) const fn what(self) -> What {
        match self {
            Self::All(what)
            | Self::Covered(what, _)
            | Self::CoveredByOne(what, _)
            | Self::Having(what, _)
            | Self::HavingOne(what, _)
            | Self::Each(what, _) => what,
        }
    }

    /// What those that are summed up may have.
    pub(super) const fn other(self) -> Option<What> {
        match self {
            Self::Having(_, other) | Self::HavingOne(_, other) | Self::Each(_, other) => Some(other),
            Self::All(_) | Self::Covered(..) | Self::CoveredByOne(..) => None,
        }
    }
}

/// What is known of a subject.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Fact {
    /// A sum over things.
    Sum(Ask),
    /// The households of what it holds.
    Households,
    /// What a measure of it comes to.
    Measured(MeasureKind),
    /// The codes of all that bear a name, wherever they are.
    Named(What, String),
}

/// A fact on a day, and the number of its subject; [`WHOLE`] of what is so of the whole hierarchy.
pub(crate) type Key = (i32, Fact, u32);

/// The subject that holds everything. No node has the number.
pub(crate) const WHOLE: u32 = u32::MAX;

/// What a thing counts as in a sum.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Class {
    Counted,
    By(OrganizationKind),
    Having(Option<i128>),
}

/// How many things there are of a class, for how many they count, and how much they amount to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    pub(super) things: i128,
    pub(super) count: i128,
    pub(super) amount: i128,
}

impl Counts {
    pub(super) const fn add(&mut self, other: Self, sign: i128) {
        self.things += sign * other.things;
        self.count += sign * other.count;
        self.amount += sign * other.amount;
    }
}

/// The sums over things of each class. Invariant: a class that nothing is of is left out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Sums(BTreeMap<Class, Counts>);

impl Sums {
    pub(super) fn add(&mut self, class: Class, counts: Counts, sign: i128) {
        let known = self.0.entry(class).or_default();
        known.add(counts, sign);
        if *known == Counts::default() {
            self.0.remove(&class);
        }
    }

    pub(super) fn join(&mut self, other: &Self) {
        other.0.iter().for_each(|(class, counts)| self.add(*class, *counts, 1));
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn classes(&self) -> impl Iterator<Item = (Class, Counts)> {
        self.0.iter().map(|(class, counts)| (*class, *counts))
    }

    /// All classes together.
    pub(super) fn total(&self) -> Counts {
        let mut total = Counts::default();
        self.0.values().for_each(|counts| total.add(*counts, 1));
        total
    }
}

/// What a fact is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Answer {
    Sums(Sums),
    /// An amount, if it is known: of households how many, of a measure in millionths.
    Amount(Option<i128>),
    Codes(Vec<String>),
}

/// Facts of one day, each by its subjects: those that are units, and all others.
#[derive(Clone, Debug, Default)]
pub(crate) struct OfDay(BTreeMap<Fact, [BTreeMap<u32, Answer>; 2]>);

/// Facts by their days.
pub(crate) type Facts = BTreeMap<i32, OfDay>;

impl OfDay {
    pub(super) fn get(&self, fact: &Fact, subject: u32) -> Option<&Answer> {
        self.0.get(fact)?.iter().find_map(|subjects| subjects.get(&subject))
    }

    pub(super) fn get_mut(&mut self, fact: &Fact, subject: u32) -> Option<&mut Answer> {
        self.0.get_mut(fact)?.iter_mut().find_map(|subjects| subjects.get_mut(&subject))
    }

    /// A number names a node of one kind for good.
    pub(super) fn insert(&mut self, fact: Fact, (subject, is_unit): (u32, bool), answer: Answer) {
        let [units, others] = self.0.entry(fact).or_default();
        if is_unit { units } else { others }.insert(subject, answer);
    }

    pub(super) fn remove(&mut self, fact: &Fact, subject: u32) {
        let Some(subjects) = self.0.get_mut(fact) else { return };
        for subjects in subjects.iter_mut() {
            subjects.remove(&subject);
        }
        if subjects.iter().all(BTreeMap::is_empty) {
            self.0.remove(fact);
        }
    }

    /// What is known of any subject, with the answers for those that are units and those for all others.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&Fact, [&BTreeMap<u32, Answer>; 2])> {
        self.0.iter().map(|(fact, [units, others])| (fact, [units, others]))
    }

    pub(super) fn has_unit(&self, unit: u32) -> bool {
        self.0.values().any(|[units, _]| units.contains_key(&unit))
    }
}
