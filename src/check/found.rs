//! Every finding of an audit that follows changes.

use crate::findings::{Family, Finding, Rule};
use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A finding by its place among others.
#[derive(Clone, Debug)]
pub(super) struct InOrder(pub(super) Arc<Finding>);

impl PartialEq for InOrder {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for InOrder {}

impl PartialOrd for InOrder {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for InOrder {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.order(&other.0)
    }
}

/// Every finding, by rule and in order, with how many are the same.
#[derive(Clone, Debug, Default)]
pub(super) struct Found(BTreeMap<&'static str, (u64, BTreeMap<InOrder, u32>)>);

impl Found {
    pub(super) fn add(&mut self, finding: Arc<Finding>) {
        let of_rule = self.0.entry(finding.rule.code).or_default();
        of_rule.0 += 1;
        *of_rule.1.entry(InOrder(finding)).or_default() += 1;
    }

    fn remove(&mut self, finding: &InOrder) {
        let Some(of_rule) = self.0.get_mut(finding.0.rule.code) else { return };
        let Some(count) = of_rule.1.get_mut(finding) else { return };
        of_rule.0 -= 1;
        *count -= 1;
        if *count == 0 {
            of_rule.1.remove(finding);
        }
    }

    /// Takes findings out. Answers them as they were told: with the fingerprints that reports gave them.
    pub(super) fn take_out(&mut self, vanished: Vec<InOrder>) -> Vec<Arc<Finding>> {
        let told: Vec<InOrder> = vanished.into_iter().map(|finding| self.tell(finding)).collect();
        told.iter().filter(|finding| is_of_audit(&finding.0)).for_each(|finding| self.remove(finding));
        told.into_iter().map(|finding| finding.0).collect()
    }

    /// Takes findings in, which are in order. Answers them as reports tell them.
    pub(super) fn take_in(&mut self, appeared: Vec<InOrder>) -> Vec<Arc<Finding>> {
        let told = appeared.into_iter().map(|finding| {
            // How it is told depends on those before it alone.
            let told = self.tell(finding).0;
            if is_of_audit(&told) {
                self.add(told.clone());
            }
            told
        });
        told.collect()
    }

    /// The finding with the fingerprint that a report gives it.
    pub(super) fn tell(&self, mut finding: InOrder) -> InOrder {
        if !is_of_audit(&finding.0) {
            return finding;
        }
        let (table, code) = (finding.0.table, &finding.0.subject.code);
        let before = self.0.get(finding.0.rule.code).map(|of_rule| of_rule.1.range(..&finding).rev());
        let same = before
            .into_iter()
            .flatten()
            .take_while(|(other, _)| (other.0.table, &other.0.subject.code) == (table, code));
        let alike = same.filter(|(other, _)| other.0.is_alike(&finding.0)).map(|(_, count)| *count).sum();
        Arc::make_mut(&mut finding.0).tell(alike);
        finding
    }

    /// How many findings a rule has.
    pub(super) fn count(&self, rule: &Rule) -> u64 {
        self.0.get(rule.code).map_or(0, |of_rule| of_rule.0)
    }

    /// The findings of each rule that has any, in order, with how many there are.
    pub(super) fn by_rule(&self) -> impl Iterator<Item = (&'static Rule, u64, impl Iterator<Item = &Arc<Finding>>)> {
        let rule = |all: &BTreeMap<InOrder, u32>| all.keys().next().map(|first| first.0.rule);
        self.0.values().filter_map(move |(total, all)| Some((rule(all)?, *total, repeated(all))))
    }

    pub(super) fn all(&self) -> impl Iterator<Item = &Arc<Finding>> {
        self.0.values().flat_map(|of_rule| repeated(&of_rule.1))
    }
}

fn repeated(all: &BTreeMap<InOrder, u32>) -> impl Iterator<Item = &Arc<Finding>> {
    all.iter().flat_map(|(finding, count)| std::iter::repeat_n(&finding.0, *count as usize))
}

/// Whether a rule is run by an audit, and not by import and structure.
fn is_of_audit(finding: &Finding) -> bool {
    !matches!(finding.rule.family, Family::Import | Family::Structure)
}

/// What the first has and the second has not, and the other way round; each in order.
pub(super) fn differences(before: Vec<Arc<Finding>>, after: Vec<Arc<Finding>>) -> (Vec<InOrder>, Vec<InOrder>) {
    let said = |findings: Vec<Arc<Finding>>| {
        let mut said: Vec<InOrder> = findings.into_iter().map(InOrder).collect();
        said.sort();
        said.into_iter().peekable()
    };
    let (mut before, mut after) = (said(before), said(after));
    let (mut vanished, mut appeared) = (Vec::new(), Vec::new());
    loop {
        let order = match (before.peek(), after.peek()) {
            (Some(old), Some(new)) => old.cmp(new),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (None, None) => return (vanished, appeared),
        };
        let (old, new) = (before.next_if(|_| order.is_le()), after.next_if(|_| order.is_ge()));
        if order.is_ne() {
            vanished.extend(old);
            appeared.extend(new);
        }
    }
}
