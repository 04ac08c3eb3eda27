//! Facts that were found, so that figures which rest on the same are judged by the same.

use super::classify::{Classifier, counted};
use super::fact::{Answer, Ask, Class, Counts, Fact, Facts, Key, Sums, WHOLE};
use super::measured::measured;
use super::scope::Scope;
use super::thing::{self, Thing};
use crate::base::What;
use crate::query::{HouseholdCounts, Node, Snapshot, Unit};
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

/// Of how many subjects a sum over rows is asked before it is found for all units at once.
const FEW: usize = 4;

/// Of how many subjects a sum was asked, and the sums of all units once there are many.
type Spread = (usize, BTreeMap<u32, Sums>);

/// Facts by their keys, and which of them were asked for.
pub(crate) struct Memory<'a, 'h> {
    households: Option<(i32, &'a HouseholdCounts<'h>)>,
    known: RefCell<Facts>,
    used: RefCell<BTreeSet<Key>>,
    /// What things add to sums, whoever's.
    classifiers: RefCell<BTreeMap<(i32, Ask), Classifier<'a, 'h>>>,
    /// Sums of every unit, where many are asked for.
    spread: RefCell<BTreeMap<(i32, Ask), Spread>>,
}

impl<'a, 'h> Memory<'a, 'h> {
    /// What is known already, with the households of every unit of one day.
    pub(crate) fn new(known: Facts, households: Option<(i32, &'a HouseholdCounts<'h>)>) -> Self {
        let (used, classifiers, spread) = (RefCell::default(), RefCell::default(), RefCell::default());
        Self { households, known: RefCell::new(known), used, classifiers, spread }
    }

    /// All that is known.
    pub(crate) fn into_known(self) -> Facts {
        self.known.into_inner()
    }

    /// What was asked for since this was asked last.
    pub(crate) fn take_used(&self) -> BTreeSet<Key> {
        self.used.take()
    }

    fn households_on(&self, snapshot: Snapshot<'h>) -> Option<&'a HouseholdCounts<'h>> {
        self.households.filter(|households| households.0 == snapshot.at.number()).map(|households| households.1)
    }

    /// A fact about a scope, or about the whole.
    fn find(&self, snapshot: Snapshot<'h>, scope: Option<&Scope<'h>>, fact: Fact) -> Answer {
        let key = (snapshot.at.number(), fact, scope.map_or(WHOLE, |scope| scope.subject.number()));
        let known = self.known.borrow().get(&key.0).and_then(|of_day| of_day.get(&key.1, key.2)).cloned();
        let answer = known.unwrap_or_else(|| {
            let households = self.households_on(snapshot);
            let answer = match (&key.1, scope) {
                (Fact::Sum(ask), _) => Answer::Sums(self.sum(snapshot, scope, *ask)),
                (fact, scope) => found(snapshot, scope, fact, households),
            };
            let is_unit = scope.is_some_and(|scope| matches!(scope.subject, Node::Unit(_)));
            let mut known = self.known.borrow_mut();
            known.entry(key.0).or_default().insert(key.1.clone(), (key.2, is_unit), answer.clone());
            answer
        });
        self.used.borrow_mut().insert(key);
        answer
    }

    fn sum(&self, snapshot: Snapshot<'h>, scope: Option<&Scope<'h>>, ask: Ask) -> Sums {
        let key = (snapshot.at.number(), ask);
        let mut classifiers = self.classifiers.borrow_mut();
        let new = || Classifier::of_all(snapshot, ask, self.households_on(snapshot));
        let mut classify = |thing: &Thing<'h>| match ask {
            Ask::All(_) => Some(Class::Counted),
            Ask::Covered(..) | Ask::CoveredByOne(..) | Ask::Having(..) | Ask::HavingOne(..) | Ask::Each(..) => {
                classifiers.entry(key).or_insert_with(new).class(thing)
            }
        };
        // The units of a scope are few where the scope is small; all else is looked through from the first to the last.
        if let (Some(Node::Unit(unit)), false) =
            (scope.map(|scope| scope.subject), matches!(ask.what(), What::Unit(..)))
        {
            let mut spread = self.spread.borrow_mut();
            let (asked, sums) = spread.entry(key).or_default();
            *asked += 1;
            if *asked == FEW {
                *sums = spread_over_units(snapshot, ask, &mut classify);
            }
            if *asked >= FEW {
                return sums.get(&unit.number()).cloned().unwrap_or_default();
            }
        }
        summed(snapshot, scope, ask, &mut classify)
    }

    pub(super) fn sums(&self, snapshot: Snapshot<'h>, scope: Option<&Scope<'h>>, ask: Ask) -> Sums {
        if let Answer::Sums(sums) = self.find(snapshot, scope, Fact::Sum(ask)) { sums } else { Sums::default() }
    }

    pub(super) fn amount(&self, snapshot: Snapshot<'h>, scope: &Scope<'h>, fact: Fact) -> Option<i128> {
        if let Answer::Amount(amount) = self.find(snapshot, Some(scope), fact) { amount } else { None }
    }

    pub(super) fn named(&self, snapshot: Snapshot<'h>, what: What, name: &str) -> Vec<String> {
        let answer = self.find(snapshot, None, Fact::Named(what, name.to_owned()));
        if let Answer::Codes(codes) = answer { codes } else { Vec::new() }
    }
}

/// Finds a fact by all that there is.
pub(super) fn found<'h>(
    snapshot: Snapshot<'h>,
    scope: Option<&Scope<'h>>,
    fact: &Fact,
    households: Option<&HouseholdCounts<'h>>,
) -> Answer {
    match (fact, scope) {
        (Fact::Sum(ask), scope) => {
            let mut classifier = Classifier::of_all(snapshot, *ask, households);
            Answer::Sums(summed(snapshot, scope, *ask, &mut |thing| classifier.class(thing)))
        }
        (Fact::Households, Some(scope)) => {
            Answer::Amount(scope.households(|unit| counted(unit, households)).map(i128::from))
        }
        (Fact::Measured(kind), Some(scope)) => Answer::Amount(measured(snapshot, scope, *kind)),
        (Fact::Households | Fact::Measured(_), None) => Answer::Amount(None),
        (Fact::Named(what, name), _) => {
            let nodes = thing::all(snapshot, *what).into_iter();
            let nodes = nodes.filter_map(|thing| if let Thing::Node(node) = thing { Some(node) } else { None });
            let named = nodes.filter(|node| node.name() == Some(name.as_str()));
            Answer::Codes(named.map(|node| node.code().to_owned()).collect())
        }
    }
}

fn summed<'h>(
    snapshot: Snapshot<'h>,
    scope: Option<&Scope<'h>>,
    ask: Ask,
    classify: &mut dyn FnMut(&Thing<'h>) -> Option<Class>,
) -> Sums {
    let mut sums = Sums::default();
    if let (Some(scope), Ask::All(What::Unit(level, kind))) = (scope, ask) {
        let count = scope.units(level, kind).count() as i128;
        sums.add(Class::Counted, Counts { things: count, count, amount: count }, 1);
        return sums;
    }
    let mut add = |thing: &Thing<'h>| {
        if let Some(class) = classify(thing) {
            sums.add(class, thing.counts(), 1);
        }
    };
    match (scope, ask.what()) {
        (Some(scope), What::Unit(level, kind)) => {
            scope.units(level, kind).for_each(|unit| add(&Thing::Node(unit.into())));
        }
        (scope, what) => {
            let all = thing::all(snapshot, what);
            all.iter().filter(|thing| scope.is_none_or(|scope| thing.is_in(scope))).for_each(add);
        }
    }
    sums
}

/// The sum of every unit that has any.
fn spread_over_units<'h>(
    snapshot: Snapshot<'h>,
    ask: Ask,
    classify: &mut dyn FnMut(&Thing<'h>) -> Option<Class>,
) -> BTreeMap<u32, Sums> {
    let mut spread: BTreeMap<u32, Sums> = BTreeMap::new();
    for thing in thing::all(snapshot, ask.what()) {
        let Some(class) = classify(&thing) else { continue };
        for unit in units_around(&thing) {
            spread.entry(unit).or_default().add(class, thing.counts(), 1);
        }
    }
    spread
}

/// The units in which a thing lies, each once.
pub(super) fn units_around(thing: &Thing<'_>) -> Vec<u32> {
    let places = thing.places().into_iter();
    let lines = places.flat_map(|place| std::iter::once(place).chain(place.ancestors()));
    let mut units: Vec<u32> = lines.map(Unit::number).collect();
    units.sort_unstable();
    units.dedup();
    units
}
