//! What a thing adds to a sum, whoever's sum it is.

use super::fact::{Ask, Class};
use super::measured::value_of;
use super::scope::Scope;
use super::thing::{self, Thing};
use crate::base::{CoverageKind, Level, ONE, What};
use crate::query::covered::{CoverersOfUnits, Kind, is_node_covered};
use crate::query::{Covering, HouseholdCounts, Node, Snapshot, Unit};
use crate::record::Relation;
use std::collections::{BTreeMap, BTreeSet};

/// All of what the counted may have, by the nodes that they are at.
pub(super) struct Others {
    what: What,
    /// Which of them are at a node: by their own number, or else by their place in the list.
    at: BTreeMap<u32, Vec<u64>>,
    amounts: BTreeMap<u64, u64>,
}

/// Tells rows from nodes.
const FIRST_ROW: u64 = 1 << 32;

impl Others {
    pub(super) fn new(snapshot: Snapshot<'_>, what: What) -> Self {
        // Units are at no other node: they are known by themselves.
        let all = if matches!(what, What::Unit(..)) { Vec::new() } else { thing::all(snapshot, what) };
        Self::of_things(what, &all)
    }

    /// Those that may be near some nodes.
    fn near(snapshot: Snapshot<'_>, what: What, nodes: impl IntoIterator<Item = u32>) -> Self {
        let mut found = BTreeMap::new();
        if !matches!(what, What::Unit(..)) {
            for node in nodes {
                for holder in std::iter::once(node).chain(holders(snapshot, node)) {
                    found.extend(thing::touching(snapshot, holder, what).into_iter().map(|thing| (thing.key(), thing)));
                }
            }
        }
        Self::of_things(what, &found.into_values().collect::<Vec<_>>())
    }

    fn of_things(what: What, all: &[Thing<'_>]) -> Self {
        let (mut at, mut amounts): (BTreeMap<u32, Vec<u64>>, BTreeMap<u64, u64>) = Default::default();
        for (other, row) in all.iter().zip(FIRST_ROW..) {
            let id = other.own().map_or(row, u64::from);
            amounts.insert(id, other.amount());
            for node in other.near() {
                at.entry(node.number()).or_default().push(id);
            }
        }
        Self { what, at, amounts }
    }

    fn at(&self, node: u32) -> impl Iterator<Item = u64> {
        self.at.get(&node).into_iter().flatten().copied()
    }

    /// Those that a thing has, or the first so many of them: a place may hold very many.
    fn of(&self, thing: &Thing<'_>, most: usize) -> BTreeSet<u64> {
        let mut found = BTreeSet::new();
        let mut take = |ids: &mut dyn Iterator<Item = u64>| {
            for id in ids {
                if found.len() >= most {
                    return;
                }
                found.insert(id);
            }
        };
        if let (Thing::Node(Node::Unit(unit)), What::Unit(level, _)) = (thing, self.what) {
            let related = unit.ancestors().chain(unit.descendants_of(level));
            let related = related.filter(|unit| thing::is((*unit).into(), self.what));
            take(&mut related.map(|unit| unit.number().into()));
            return found;
        }
        let (own, near) = (thing.own(), thing.near());
        let is_other = |id: &u64| own.map(u64::from) != Some(*id);
        take(&mut own.into_iter().flat_map(|own| self.at(own)).filter(is_other));
        let nodes = near.iter().filter(|node| thing::is(**node, self.what));
        take(&mut nodes.map(|node| u64::from(node.number())).filter(is_other));
        // Two rows have each other if they name one node, two zones if they share a unit.
        if are_rows(self.what) && own.is_none() || are_zones(thing, self.what) {
            take(&mut near.iter().flat_map(|node| self.at(node.number())).filter(is_other));
        }
        found
    }

    fn amount(&self, ids: &BTreeSet<u64>) -> u64 {
        ids.iter().map(|id| self.amounts.get(id).copied().unwrap_or(1)).fold(0, u64::saturating_add)
    }
}

/// Whether things of a kind are rows.
pub(super) const fn are_rows(what: What) -> bool {
    match what {
        What::Unit(..) | What::Zone(_) | What::Organization(..) | What::Alliance(_) | What::Project(_) => false,
        What::Post(..)
        | What::AllianceMember(_)
        | What::Pairing(_)
        | What::Report(_)
        | What::Responsibility(_)
        | What::Measure(_) => true,
    }
}

const fn are_zones(thing: &Thing<'_>, other: What) -> bool {
    matches!((thing, other), (Thing::Node(Node::Zone(_)), What::Zone(_)))
}

/// The nodes of which something may be at a node: zones that comprise it or lie in it, organizations that cover or serve it or have
/// their seat in it, alliances about it, led by it and joined by it, projects in it. On whatever day.
pub(super) fn holders(snapshot: Snapshot<'_>, node: u32) -> Vec<u32> {
    use Relation::{CarriedOutIn, Comprises, Covers, Leads, LiesWithin, ScopedTo, SeatedIn, Serves, TakesPart};
    let hierarchy = snapshot.hierarchy;
    let sources = [Comprises, LiesWithin, Covers, Serves, SeatedIn, ScopedTo, CarriedOutIn].into_iter();
    let sources = sources.flat_map(|relation| hierarchy.links_to(node, relation)).map(|link| link.from);
    let targets = [Leads, TakesPart].into_iter();
    let targets = targets.flat_map(|relation| hierarchy.links_from(node, relation)).map(|link| link.to);
    let mut found: Vec<u32> = sources.chain(targets).collect();
    found.sort_unstable();
    found.dedup();
    found
}

/// Things while it is found what they add to a sum.
pub(super) struct Classifier<'a, 'h> {
    snapshot: Snapshot<'h>,
    ask: Ask,
    units: Option<CoverersOfUnits>,
    others: Option<Others>,
    households: Option<&'a HouseholdCounts<'h>>,
}

impl<'a, 'h> Classifier<'a, 'h> {
    /// For all things of a hierarchy.
    pub(super) fn of_all(snapshot: Snapshot<'h>, ask: Ask, households: Option<&'a HouseholdCounts<'h>>) -> Self {
        let others = needs_others(ask).map(|other| Others::new(snapshot, other));
        Self { others, ..Self::new(snapshot, ask, households) }
    }

    /// For some things, of which those near them are looked for.
    pub(super) fn of_some<'t>(
        (snapshot, ask): (Snapshot<'h>, Ask),
        things: impl Iterator<Item = &'t Thing<'h>>,
        households: Option<&'a HouseholdCounts<'h>>,
    ) -> Self
    where
        'h: 't,
    {
        let nodes = |thing: &Thing<'h>| {
            let also_near = thing.own().is_none() || are_zones(thing, ask.other().unwrap_or(ask.what()));
            let near = if also_near { thing.near() } else { Vec::new() };
            thing.own().into_iter().chain(near.into_iter().map(|node| node.number())).collect::<Vec<_>>()
        };
        let others = needs_others(ask).map(|other| {
            let nodes: BTreeSet<u32> = things.flat_map(nodes).collect();
            Others::near(snapshot, other, nodes)
        });
        Self { others, ..Self::new(snapshot, ask, households) }
    }

    fn new(snapshot: Snapshot<'h>, ask: Ask, households: Option<&'a HouseholdCounts<'h>>) -> Self {
        let kind = match ask {
            Ask::Covered(_, kind) | Ask::CoveredByOne(_, kind) => Some(kind),
            Ask::All(_) | Ask::Having(..) | Ask::HavingOne(..) | Ask::Each(..) => None,
        };
        let units = kind.map(|kind| CoverersOfUnits::new(asked(kind)));
        Self { snapshot, ask, units, others: None, households }
    }

    /// What a thing counts as; `None` if it adds nothing.
    pub(super) fn class(&mut self, thing: &Thing<'h>) -> Option<Class> {
        let has = |most: usize| self.others.as_ref().map_or(0, |others| others.of(thing, most).len());
        match self.ask {
            Ask::All(_) => Some(Class::Counted),
            Ask::Covered(_, kind) => self.is_covered(thing, kind).then_some(Class::Counted),
            Ask::CoveredByOne(_, kind) => {
                let by = self.covered_by_only(thing, kind).and_then(|number| self.snapshot.node(number));
                by.and_then(Node::as_organization).map(|by| Class::By(by.kind()))
            }
            Ask::Having(..) => (has(1) > 0).then_some(Class::Counted),
            Ask::HavingOne(..) => (has(2) == 1).then_some(Class::Counted),
            Ask::Each(_, other) => Some(Class::Having(self.amount_of(thing, other))),
        }
    }

    fn is_covered(&mut self, thing: &Thing<'h>, kind: CoverageKind) -> bool {
        match (thing, &mut self.units) {
            (Thing::Node(Node::Unit(unit)), Some(units)) => units.cover(*unit),
            (Thing::Node(node), _) => is_node_covered(self.snapshot, node.number(), asked(kind)),
            _ => false,
        }
    }

    /// The one organization that covers a node and counts, by its number: of a unit the one that is primary.
    fn covered_by_only(&mut self, thing: &Thing<'h>, kind: CoverageKind) -> Option<u32> {
        let Thing::Node(node) = *thing else { return None };
        let by_work = kind == CoverageKind::Work;
        let counts = |covering: &Covering<'_>| by_work || covering.is_organization_coverage();
        match (node, &mut self.units) {
            (Node::Unit(unit), Some(units)) if by_work => units.only(unit),
            // A primary organization covers the unit itself.
            (Node::Unit(unit), _) => only(unit.directly_covered_by().filter(Covering::is_primary)),
            (Node::Zone(zone), _) => only(zone.covered_by().filter(counts)),
            (Node::Organization(organization), _) => only(organization.covered_by().filter(counts)),
            (Node::Person(_) | Node::Alliance(_) | Node::Project(_), _) => None,
        }
    }

    /// How much of another a thing has, in millionths.
    fn amount_of(&self, thing: &Thing<'h>, other: What) -> Option<i128> {
        if let What::Measure(kind) = other {
            return value_of(self.snapshot, thing.own()?, kind).1;
        }
        if other == What::Unit(Level::Household, None) {
            let Thing::Node(node @ (Node::Unit(_) | Node::Zone(_))) = thing else { return None };
            let households = Scope::new(*node).households(|unit| counted(unit, self.households));
            return households.map(|count| i128::from(count) * ONE);
        }
        let others = self.others.as_ref()?;
        Some(i128::from(others.amount(&others.of(thing, usize::MAX))) * ONE)
    }
}

/// The households of a unit, from the counts of its day if there are any.
pub(super) fn counted<'h>(unit: Unit<'h>, counts: Option<&HouseholdCounts<'h>>) -> Option<u64> {
    counts.map_or_else(|| unit.households(), |counts| counts.of(unit)).counted
}

/// What must be looked for near the things of a sum.
fn needs_others(ask: Ask) -> Option<What> {
    let is_known_otherwise = |other: &What| {
        matches!(ask, Ask::Each(..)) && matches!(other, What::Measure(_) | What::Unit(Level::Household, None))
    };
    ask.other().filter(|other| !is_known_otherwise(other))
}

const fn asked(kind: CoverageKind) -> Kind {
    match kind {
        CoverageKind::Organization => Kind::Organization,
        CoverageKind::Work => Kind::Work,
    }
}

/// The organization of all coverings, if it is one.
fn only<'h>(mut coverings: impl Iterator<Item = Covering<'h>>) -> Option<u32> {
    let first = coverings.next()?.organization.number();
    coverings.all(|other| other.organization.number() == first).then_some(first)
}
