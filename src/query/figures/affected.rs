//! What an event changes of the facts that figures rest on: what the things near it added before, and add after it.
//!
//! ```text
//!   event ─► units that are others on the day ─► zones, organizations, alliances at them ─► rows at all of these
//!                 │                                                                              │
//!                 └── with what lies below, if it came into a scope or left it                   ▼
//!                                                                       each thing: off the sums before, on after
//! ```
//!
//! More things than needed may be looked at, since one that did not change adds what it added.

use super::classify::{Classifier, are_rows, holders};
use super::fact::{Answer, Ask, Fact, Key, OfDay, Sums, WHOLE};
use super::memory::{found, units_around};
use super::scope::Scope;
use super::thing::{self, Thing};
use crate::base::{Day, Level, What};
use crate::graph::Hierarchy;
use crate::query::{HouseholdCounts, Node, Snapshot, Unit, Zone};
use crate::record::{NodeKind, Relation, Table};
use std::collections::{BTreeMap, BTreeSet};

/// What an event touched, as far as it bears on one day.
pub(crate) struct Touch<'t> {
    pub(crate) versions: [&'t Hierarchy; 2],
    pub(crate) day: Day,
    /// Units whose rows, parents or lives may be others.
    pub(crate) own: BTreeSet<u32>,
    /// These, and all above them.
    pub(crate) units: BTreeSet<u32>,
    /// Units that may be covered otherwise.
    pub(crate) below: BTreeSet<u32>,
    /// Nodes of every other kind that may be others.
    pub(crate) nodes: BTreeSet<u32>,
    /// Nodes whose own rows changed, and those that changed rows name.
    pub(crate) named: BTreeSet<u32>,
}

/// The things that are looked at, for the facts of one day.
pub(crate) struct Affected<'t> {
    touch: Touch<'t>,
    /// Units that are there or not, under another unit, of another level or kind or with other households than before.
    shifted: Vec<u32>,
    /// What may lie elsewhere or be there otherwise than before, of other kinds than units.
    holders: BTreeSet<u32>,
    /// What lies below units that came into a scope or left it, and what is there.
    under: BTreeSet<u32>,
    holders_under: BTreeSet<u32>,
    /// What sums change by, so far.
    changes: BTreeMap<Key, Sums>,
    /// Facts that are found anew, and whether their subjects hold something else: that bears on figures by itself, since a
    /// zone without units is not stated.
    anew: BTreeMap<Key, bool>,
    /// Nodes near what those things may have of which a sum is.
    near: BTreeMap<What, BTreeSet<u32>>,
}

fn knows(hierarchy: &Hierarchy, node: u32) -> bool {
    node < hierarchy.node_count()
}

fn unit_on(snapshot: Snapshot<'_>, slot: u32) -> Option<Unit<'_>> {
    if knows(snapshot.hierarchy, slot) { Unit::there(snapshot, slot) } else { None }
}

fn node_on(snapshot: Snapshot<'_>, number: u32) -> Option<Node<'_>> {
    if knows(snapshot.hierarchy, number) { snapshot.node(number) } else { None }
}

impl<'t> Affected<'t> {
    /// What is touched of facts of the day, which come by what they are.
    pub(crate) fn of(touch: Touch<'t>, facts: &OfDay) -> Self {
        let mut affected = Self {
            touch,
            shifted: Vec::new(),
            holders: BTreeSet::new(),
            under: BTreeSet::new(),
            holders_under: BTreeSet::new(),
            changes: BTreeMap::new(),
            anew: BTreeMap::new(),
            near: BTreeMap::new(),
        };
        affected.find_shifted();
        let open = affected.shifted.iter().chain(&affected.touch.nodes).copied().collect();
        affected.holders = affected.all_holders(open);
        affected.holders.extend(&affected.touch.nodes);
        affected.find_under(facts);
        affected.find_near(facts);
        affected.find_anew(facts);
        affected
    }

    fn snapshots(&self) -> [Snapshot<'t>; 2] {
        self.touch.versions.map(|version| version.as_of(self.touch.day))
    }

    fn find_shifted(&mut self) {
        let see = |snapshot: Snapshot<'_>, slot: u32| {
            let unit = unit_on(snapshot, slot)?;
            let parent = unit.parent().map(Unit::number);
            Some((parent, unit.level(), unit.kind(), unit.declared_households()))
        };
        let [before, after] = self.snapshots();
        let own = self.touch.own.iter().copied();
        self.shifted = own.filter(|slot| see(before, *slot) != see(after, *slot)).collect();
    }

    /// Everything that may be at some nodes, and what may be at that.
    fn all_holders(&self, mut open: Vec<u32>) -> BTreeSet<u32> {
        let mut found = BTreeSet::new();
        while let Some(node) = open.pop() {
            for snapshot in self.snapshots().into_iter().filter(|snapshot| knows(snapshot.hierarchy, node)) {
                open.extend(holders(snapshot, node).into_iter().filter(|holder| found.insert(*holder)));
            }
        }
        found
    }

    /// Finds what lies below shifted units if it may be in other scopes than before, or have other units above it.
    fn find_under(&mut self, facts: &OfDay) {
        let looks_up = |fact: &Fact| match fact {
            Fact::Sum(ask) => match (ask.what(), ask.other()) {
                (What::Unit(level, _), Some(What::Unit(above, _))) => above < level,
                _ => false,
            },
            Fact::Households | Fact::Measured(_) | Fact::Named(..) => false,
        };
        if self.shifted.is_empty() {
            return;
        }
        let looks_up = facts.iter().any(|(fact, _)| looks_up(fact));
        let others = facts.iter().flat_map(|(_, [_, others])| others.keys().copied());
        let others: BTreeSet<u32> = others.filter(|subject| *subject != WHOLE).collect();
        let [before, after] = self.snapshots();
        let line = |unit: Unit<'_>| {
            let line = std::iter::once(unit).chain(unit.ancestors());
            line.map(Unit::number).collect::<BTreeSet<u32>>()
        };
        let scopes = zones_among(before, &others).into_iter().filter_map(|zone| {
            let now = node_on(after, zone.number()).and_then(Node::as_zone)?;
            Some((Scope::new(zone.into()), Scope::new(now.into())))
        });
        let scopes: Vec<_> = scopes.collect();
        for slot in self.shifted.clone() {
            let (Some(old), Some(new)) = (unit_on(before, slot), unit_on(after, slot)) else { continue };
            let has_moved = || {
                let (old_line, new_line) = (line(old), line(new));
                old_line.symmetric_difference(&new_line).any(|unit| facts.has_unit(*unit))
                    || scopes.iter().any(|(was, is)| was.has(old.into()) != is.has(new.into()))
            };
            if looks_up || has_moved() {
                self.under.extend(old.descendants().chain(new.descendants()).map(Unit::number));
            }
        }
        self.holders_under = self.all_holders(self.under.iter().copied().collect());
    }

    /// The units that are looked at for a sum.
    fn units(&self, ask: Option<Ask>, level: Level) -> BTreeSet<u32> {
        let mut units: BTreeSet<u32> = self.touch.named.union(&self.under).copied().collect();
        // Where no unit is another, none above has others below it.
        if !self.shifted.is_empty() {
            units.extend(&self.touch.units);
        }
        if matches!(ask, Some(Ask::Covered(..) | Ask::CoveredByOne(..))) {
            units.extend(&self.touch.below);
            // Those that are covered otherwise are known down to buildings.
            let deep = self.touch.below.iter().filter(|_| level > Level::Building);
            for (slot, snapshot) in deep.flat_map(|slot| self.snapshots().map(|snapshot| (*slot, snapshot))) {
                let below = unit_on(snapshot, slot).into_iter().flat_map(|unit| unit.descendants_of(level));
                units.extend(below.map(Unit::number));
            }
        }
        units
    }

    /// The things of a kind that are looked at, in one of the versions.
    fn things(&self, snapshot: Snapshot<'t>, what: What, ask: Option<Ask>) -> BTreeMap<(u32, u32), Thing<'t>> {
        let nodes: Vec<u32> = if let What::Unit(level, _) = what {
            self.units(ask, level).into_iter().collect()
        } else if are_rows(what) {
            let shifted = self.shifted.iter().chain(&self.touch.named).chain(&self.under);
            shifted.chain(&self.holders).chain(&self.holders_under).copied().collect()
        } else {
            self.holders.union(&self.holders_under).copied().collect()
        };
        let mut things = BTreeMap::new();
        let near = ask.and_then(Ask::other).and_then(|other| self.near.get(&other)).into_iter().flatten();
        for node in nodes.into_iter().chain(near.copied()).filter(|node| knows(snapshot.hierarchy, *node)) {
            things.extend(thing::touching(snapshot, node, what).into_iter().map(|thing| (thing.key(), thing)));
        }
        // How many households a zone has depends on all below its units.
        let is_of_households = matches!(ask, Some(Ask::Each(What::Zone(_), What::Unit(Level::Household, None))));
        if is_of_households && !self.shifted.is_empty() {
            let units = self.touch.units.iter().filter_map(|slot| unit_on(snapshot, *slot));
            let zones = units.flat_map(Unit::zones).map(|zone| Thing::Node(zone.into()));
            things.extend(zones.filter(|zone| is_of(zone, what)).map(|zone| (zone.key(), zone)));
        }
        things
    }

    /// Finds the nodes near which something is that others may have, as it was and as it is.
    fn find_near(&mut self, facts: &OfDay) {
        let asks = facts.iter().filter_map(|(fact, _)| if let Fact::Sum(ask) = fact { Some(*ask) } else { None });
        let others: BTreeSet<(What, bool)> =
            asks.filter_map(|ask| Some((ask.other()?, matches!(ask.what(), What::Zone(_))))).collect();
        for (other, are_zones) in others {
            if matches!(other, What::Unit(..)) {
                // Those with units above or below are looked at anyway.
                self.near.insert(other, self.shifted.iter().chain(&self.under).copied().collect());
                continue;
            }
            let mut near = BTreeSet::new();
            for snapshot in self.snapshots() {
                for thing in self.things(snapshot, other, None).values() {
                    let at: Vec<u32> = thing.near().into_iter().map(|node| node.number()).collect();
                    let zones = at.iter().filter(|_| are_zones);
                    let zones = zones.flat_map(|unit| snapshot.hierarchy.links_to(*unit, Relation::Comprises));
                    near.extend(zones.map(|link| link.from));
                    near.extend(at);
                    near.extend(thing.own());
                }
            }
            self.near.entry(other).or_default().extend(near);
        }
    }

    /// Finds the facts that are no sums and may be others, and the sums of subjects that hold something else.
    fn find_anew(&mut self, facts: &OfDay) {
        let is_measured_otherwise = self.is_measured_otherwise();
        let mut same_scope: BTreeMap<u32, bool> = BTreeMap::new();
        // A unit holds what it held unless it is touched itself.
        let touched: Vec<u32> = self.touch.own.union(&self.touch.units).copied().collect();
        for (fact, [units, others]) in facts.iter() {
            let is_of_all = matches!(fact, Fact::Measured(_)) && is_measured_otherwise;
            let near = touched.iter().filter_map(|unit| units.get_key_value(unit));
            let near = near.chain(is_of_all.then_some(units).into_iter().flatten()).map(|found| (true, found));
            for (is_unit, (subject, answer)) in near.chain(others.iter().map(|found| (false, found))) {
                let has_same =
                    *subject == WHOLE || *same_scope.entry(*subject).or_insert_with(|| self.has_same_scope(*subject));
                let is_other = match fact {
                    Fact::Sum(_) => false,
                    Fact::Households => !self.shifted.is_empty() && (!is_unit || self.touch.units.contains(subject)),
                    Fact::Measured(_) => is_measured_otherwise,
                    Fact::Named(what, name) => self.is_named_otherwise(*what, name, answer),
                };
                if !has_same || is_other {
                    self.anew.insert((self.touch.day.number(), fact.clone(), *subject), !has_same);
                }
            }
        }
    }

    fn kind(&self, node: u32) -> NodeKind {
        let [before, after] = self.touch.versions;
        if knows(after, node) { after.kind(node).0 } else { before.kind(node).0 }
    }

    fn has_same_scope(&self, subject: u32) -> bool {
        let [before, after] = self.snapshots().map(|snapshot| node_on(snapshot, subject));
        let (Some(before), Some(after)) = (before, after) else { return false };
        if before.as_unit().is_some() || (self.touch.nodes.is_empty() && self.shifted.is_empty()) {
            return true;
        }
        let (before, after) = (Scope::new(before), Scope::new(after));
        before.own() == after.own() && before.root_slots() == after.root_slots()
    }

    /// Whether rows of measures are others, or may count for other scopes.
    fn is_measured_otherwise(&self) -> bool {
        let [before, after] = self.touch.versions;
        let rows = |version: &'t Hierarchy, node: u32| {
            let known = Some(node).filter(|node| knows(version, *node));
            known.into_iter().flat_map(|node| version.rows_stated(node, Table::Measures).iter())
        };
        let has_any = |node: &u32| rows(before, *node).chain(rows(after, *node)).next().is_some();
        let below = self.snapshots().into_iter().flat_map(|snapshot| {
            let shifted = self.shifted.iter().filter_map(move |slot| unit_on(snapshot, *slot));
            shifted.flat_map(Unit::descendants).map(Unit::number)
        });
        let has_measures = self.touch.versions.iter().any(|version| version.rows(Table::Measures).len() > 0);
        has_measures
            && (self.touch.named.iter().any(|node| !rows(before, *node).eq(rows(after, *node)))
                || self.shifted.iter().chain(&self.holders).chain(&self.holders_under).any(has_any)
                || below.into_iter().any(|node| has_any(&node)))
    }

    /// Whether something bears a name that did not, or otherwise than before.
    fn is_named_otherwise(&self, what: What, name: &str, answer: &Answer) -> bool {
        // Several are told in the order of the tree.
        let several = matches!(answer, Answer::Codes(codes) if codes.len() > 1);
        let is_unit = matches!(what, What::Unit(..));
        let bears = |snapshot: Snapshot<'t>| {
            let own = self.touch.own.iter().filter(|_| is_unit).chain(&self.touch.nodes);
            let mut nodes = own.filter_map(move |node| node_on(snapshot, *node));
            nodes.any(|node| thing::is(node, what) && node.name() == Some(name))
        };
        (several && is_unit) || self.snapshots().into_iter().any(bears)
    }

    /// Takes what things add off the sums in the version before, or adds it in the one after: the sums of a subject are
    /// known by the households of that version.
    pub(crate) fn count(&mut self, facts: &OfDay, version: usize, households: Option<&HouseholdCounts<'t>>) {
        let (sign, [before, after]) = (if version == 0 { -1 } else { 1 }, self.snapshots());
        let snapshot = if version == 0 { before } else { after };
        for (fact, [units, others]) in facts.iter() {
            let Fact::Sum(ask) = *fact else { continue };
            let key = |subject: u32| (self.touch.day.number(), Fact::Sum(ask), subject);
            let things = self.things(snapshot, ask.what(), Some(ask));
            if things.is_empty() {
                continue;
            }
            let mut classifier = Classifier::of_some((snapshot, ask), things.values(), households);
            let others = others.keys().filter(|subject| !self.anew.contains_key(&key(**subject)));
            let scope = |subject: u32| node_on(snapshot, subject).map(Scope::new);
            let others: Vec<(u32, Option<Scope<'t>>)> = others.map(|subject| (*subject, scope(*subject))).collect();
            for thing in things.values() {
                let Some(class) = classifier.class(thing) else { continue };
                let around = units_around(thing);
                let asked = |unit: &&u32| units.contains_key(*unit) && !self.anew.contains_key(&key(**unit));
                let asked = around.iter().filter(asked).copied();
                let is_in = |scope: &Option<Scope<'t>>| scope.as_ref().is_some_and(|scope| thing.is_in(scope));
                let holding = others.iter().filter(|(subject, scope)| *subject == WHOLE || is_in(scope));
                for key in asked.chain(holding.map(|(subject, _)| *subject)).map(key).collect::<Vec<_>>() {
                    self.changes.entry(key).or_default().add(class, thing.counts(), sign);
                }
            }
        }
    }

    /// Brings facts up to date. Answers which are others than before; one that must be found anew is forgotten if it is
    /// a sum.
    pub(crate) fn settle(self, facts: &mut OfDay, households: Option<&HouseholdCounts<'t>>) -> BTreeSet<Key> {
        let [_, after] = self.snapshots();
        let units = self.anew.keys().map(|key| key.2).filter(|subject| *subject != WHOLE);
        let units: BTreeSet<u32> = units.filter(|subject| self.kind(*subject) == NodeKind::Unit).collect();
        let mut others = BTreeSet::new();
        for (key, change) in self.changes {
            if let (false, Some(Answer::Sums(sums))) = (change.is_empty(), facts.get_mut(&key.1, key.2)) {
                sums.join(&change);
                others.insert(key);
            }
        }
        for (key, holds_another) in self.anew {
            let scope = if key.2 == WHOLE { None } else { node_on(after, key.2).map(Scope::new) };
            let is_gone = key.2 != WHOLE && scope.is_none();
            let now = (!is_gone).then(|| found(after, scope.as_ref(), &key.1, households));
            let is_same = now.is_some() && facts.get(&key.1, key.2) == now.as_ref();
            match now {
                Some(now) => facts.insert(key.1.clone(), (key.2, units.contains(&key.2)), now),
                None => facts.remove(&key.1, key.2),
            }
            others.extend(Some(key).filter(|_| holds_another || !is_same));
        }
        others
    }
}

fn is_of(thing: &Thing<'_>, what: What) -> bool {
    matches!(thing, Thing::Node(node) if thing::is(*node, what))
}

fn zones_among<'h>(snapshot: Snapshot<'h>, nodes: &BTreeSet<u32>) -> Vec<Zone<'h>> {
    nodes.iter().filter_map(|node| node_on(snapshot, *node)).filter_map(Node::as_zone).collect()
}
