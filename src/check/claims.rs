//! What is found of published figures in an audit that follows changes: a figure is judged anew only if what it rests on
//! is another than before, and what it rests on is brought up to date by what an event touched.

use super::audit::look_at_claim;
use super::reach::Reach;
use super::rule::Look;
use crate::base::Day;
use crate::findings::{Finding, Findings};
use crate::graph::{Hierarchy, Touched};
use crate::query::{Affected, Facts, FactsOfDay, FactsTouch, HouseholdCounts, Key, Memory, Snapshot};
use crate::record::{Table, claim_column};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Every published figure with what is found of it, by the symbols of their identifiers.
#[derive(Clone, Debug, Default)]
pub(super) struct Claims {
    by_id: BTreeMap<u32, Judgement>,
    facts: Facts,
    /// The figures that rest on a fact, and those about a node.
    by_fact: BTreeMap<Key, BTreeSet<u32>>,
    by_subject: BTreeMap<u32, BTreeSet<u32>>,
}

#[derive(Clone, Debug, Default)]
struct Judgement {
    /// In order.
    rows: Vec<u32>,
    found: Vec<Arc<Finding>>,
    facts: BTreeSet<Key>,
    subjects: BTreeSet<u32>,
}

/// An event that is followed, from the version before it to the one after it.
pub(super) struct Following<'t> {
    versions: [&'t Hierarchy; 2],
    /// By the days of facts.
    affected: Vec<(i32, Affected<'t>)>,
    /// Nodes about which figures may be others.
    subjects: BTreeSet<u32>,
    /// Nodes that changed rows name.
    named: BTreeSet<u32>,
}

impl Claims {
    /// Judges every figure.
    pub(super) fn new<'h>(snapshot: Snapshot<'h>, looks: &[Look<'_, 'h>], households: &HouseholdCounts<'h>) -> Self {
        let mut claims = Self::default();
        if looks.is_empty() {
            return claims;
        }
        let rows = snapshot.hierarchy.rows(Table::Claims);
        for row in rows.numbers() {
            claims.by_id.entry(rows.cell(row, claim_column::ID)).or_default().rows.push(row);
        }
        let ids: BTreeSet<u32> = claims.by_id.keys().copied().collect();
        claims.judge(&ids, snapshot, looks, households);
        claims
    }

    /// All that is found.
    pub(super) fn found(&self) -> impl Iterator<Item = &Arc<Finding>> {
        self.by_id.values().flat_map(|judgement| &judgement.found)
    }

    /// Judges some figures by what is known, and by what is found meanwhile.
    fn judge<'h>(
        &mut self,
        ids: &BTreeSet<u32>,
        snapshot: Snapshot<'h>,
        looks: &[Look<'_, 'h>],
        households: &HouseholdCounts<'h>,
    ) {
        let hierarchy = snapshot.hierarchy;
        let memory = Memory::new(std::mem::take(&mut self.facts), Some((snapshot.at.number(), households)));
        for id in ids {
            let Some(judgement) = self.by_id.get_mut(id) else { continue };
            if judgement.rows.is_empty() {
                // It is published no more.
                judgement.found.clear();
            } else {
                let judged = snapshot.judge_rows(hierarchy.text.get(*id), &judgement.rows, &memory);
                let mut findings = Findings::uncapped();
                look_at_claim(looks, &judged, &mut findings);
                judgement.found = findings.into_kept().map(Arc::new).collect();
            }
            let facts = std::mem::replace(&mut judgement.facts, memory.take_used());
            // The subject of a row that is not there on its day may come to be.
            let rows = hierarchy.rows(Table::Claims);
            let ever = |row: &u32| hierarchy.named_in(rows.cell(*row, claim_column::SUBJECT), rows.period(*row));
            let subjects = judgement.rows.iter().filter_map(ever).collect();
            let subjects = std::mem::replace(&mut judgement.subjects, subjects);
            replace(&mut self.by_fact, *id, &facts, &judgement.facts);
            replace(&mut self.by_subject, *id, &subjects, &judgement.subjects);
        }
        self.facts = memory.into_known();
    }

    /// Begins to follow an event: what things added to facts in the version before it is taken down.
    pub(super) fn begin<'t>(
        &self,
        versions: [&'t Hierarchy; 2],
        day: Day,
        (reach, touched): (&Reach, &Touched),
        households: &HouseholdCounts<'t>,
    ) -> Following<'t> {
        let named: BTreeSet<u32> = touched.changed.union(&touched.beside).copied().collect();
        let affected = |(number, facts): (&i32, &FactsOfDay)| {
            let on = Day::from_number(*number);
            let own = (on != day).then(|| Reach::of(versions, touched, on, false));
            let Reach { own, units, below, nodes, .. } = own.as_ref().unwrap_or(reach).clone();
            let touch = FactsTouch { versions, day: on, own, units, below, nodes, named: named.clone() };
            let mut affected = Affected::of(touch, facts);
            affected.count(facts, 0, Some(households).filter(|_| on == day));
            (*number, affected)
        };
        let affected = self.facts.iter().map(affected).collect();
        let subjects = reach.own.union(&reach.nodes).chain(&named).copied().collect();
        Following { versions, affected, subjects, named }
    }

    /// Goes on to the version after an event, in which all is judged anew if the event was not followed. Answers what was
    /// found of what is judged anew, and what is.
    pub(super) fn follow<'t>(
        &mut self,
        following: Option<Following<'t>>,
        (snapshot, looks): (Snapshot<'t>, &[Look<'_, 't>]),
        households: &HouseholdCounts<'t>,
    ) -> [Vec<Arc<Finding>>; 2] {
        if let (Some(following), false) = (following, looks.is_empty()) {
            return self.finish(following, (snapshot, looks), households);
        }
        let before = std::mem::replace(self, Self::new(snapshot, looks, households));
        [&before, self].map(|claims| claims.found().cloned().collect())
    }

    /// Brings all up to date after an event. Answers what was found of the figures that are judged anew, and what is.
    fn finish<'t>(
        &mut self,
        following: Following<'t>,
        (snapshot, looks): (Snapshot<'t>, &[Look<'_, 't>]),
        households: &HouseholdCounts<'t>,
    ) -> [Vec<Arc<Finding>>; 2] {
        let mut ids = self.update_rows(&following);
        for (day, mut affected) in following.affected {
            let Some(facts) = self.facts.get_mut(&day) else { continue };
            let households = Some(households).filter(|_| day == snapshot.at.number());
            affected.count(facts, 1, households);
            let others = affected.settle(facts, households);
            ids.extend(others.iter().filter_map(|key| self.by_fact.get(key)).flatten());
        }
        ids.extend(following.subjects.iter().filter_map(|subject| self.by_subject.get(subject)).flatten());
        let found = |claims: &Self| {
            let judged = ids.iter().filter_map(|id| claims.by_id.get(id));
            judged.flat_map(|judgement| judgement.found.iter().cloned()).collect::<Vec<_>>()
        };
        let before = found(self);
        self.judge(&ids, snapshot, looks, households);
        let after = found(self);
        for id in ids {
            if self.by_id.get(&id).is_some_and(|judgement| judgement.rows.is_empty()) {
                self.by_id.remove(&id);
            }
        }
        [before, after]
    }

    /// Takes in the rows that an event added, and out those that are gone. Answers of which figures they are.
    fn update_rows(&mut self, following: &Following<'_>) -> BTreeSet<u32> {
        let stated = following.versions.map(|version| {
            let known = following.named.iter().filter(|node| **node < version.node_count());
            let rows = known.flat_map(|node| version.rows_stated(*node, Table::Claims).iter());
            rows.filter(|row| version.rows(Table::Claims).is_said(*row)).collect::<BTreeSet<u32>>()
        });
        let [before, after] = &stated;
        let [older, newer] = following.versions;
        let mut ids = BTreeSet::new();
        for row in before.symmetric_difference(after).copied() {
            // A row that an event added is none of the version before, nor the other way round where an audit goes back.
            let version = if after.contains(&row) { newer } else { older };
            let id = version.rows(Table::Claims).cell(row, claim_column::ID);
            let rows = &mut self.by_id.entry(id).or_default().rows;
            match rows.binary_search(&row) {
                Ok(at) if !after.contains(&row) => _ = rows.remove(at),
                Err(at) if after.contains(&row) => rows.insert(at, row),
                Ok(_) | Err(_) => {}
            }
            ids.insert(id);
        }
        ids
    }
}

/// Says of a figure what it rests on now in place of what it rested on before.
fn replace<K: Clone + Ord>(by: &mut BTreeMap<K, BTreeSet<u32>>, id: u32, before: &BTreeSet<K>, now: &BTreeSet<K>) {
    for gone in before.difference(now) {
        let is_last = by.get_mut(gone).is_some_and(|ids| ids.remove(&id) && ids.is_empty());
        if is_last {
            by.remove(gone);
        }
    }
    for new in now.difference(before) {
        by.entry(new.clone()).or_default().insert(id);
    }
}
