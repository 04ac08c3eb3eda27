//! Every finding of an audit that follows changes.

use crate::findings::{Compared, Family, Finding, Rule};
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

    /// Takes findings out and others in. Answers what reports tell otherwise.
    pub(super) fn replace(&mut self, vanished: &[InOrder], appeared: &[InOrder]) -> Compared<Arc<Finding>> {
        // Where one of several that are alike is gone, those after it have other fingerprints.
        let touched = vanished.iter().chain(appeared).map(|finding| (finding.0.fingerprint(0), finding.clone()));
        let touched: BTreeMap<String, InOrder> = touched.collect();
        let told = |found: &Self| {
            let mut told: Vec<InOrder> = touched.values().flat_map(|finding| found.alike(finding)).collect();
            told.sort();
            told.into_iter().map(|finding| finding.0).collect::<Vec<_>>()
        };
        let before = told(self);
        for finding in vanished {
            self.remove(finding);
        }
        for finding in appeared {
            self.add(finding.0.clone());
        }
        Compared::between(before, told(self))
    }

    /// The findings that are like one but for their ordinals, with the fingerprints that a report gives them.
    fn alike(&self, finding: &InOrder) -> Vec<InOrder> {
        let Some((_, of_rule)) = self.0.get(finding.0.rule.code) else { return Vec::new() };
        let subject =
            |other: &InOrder| (other.0.table, &other.0.subject.code) == (finding.0.table, &finding.0.subject.code);
        let mut near: Vec<_> = of_rule.range(..finding).rev().take_while(|other| subject(other.0)).collect();
        near.reverse();
        near.extend(of_rule.range(finding..).take_while(|other| subject(other.0)));
        let alike = near.into_iter().filter(|(other, _)| other.0.is_alike(&finding.0));
        let all = alike.flat_map(|(other, count)| std::iter::repeat_n(other, *count as usize));
        let told = (0..).zip(all.cloned()).map(|(ordinal, mut other)| {
            Arc::make_mut(&mut other.0).tell(ordinal);
            other
        });
        told.collect()
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
pub(super) fn is_of_audit(rule: &Rule) -> bool {
    !matches!(rule.family, Family::Import | Family::Structure)
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
