//! The sorted, capped collection of findings that reports are made of.

use super::{Finding, Rule, Severity};
use std::collections::BTreeMap;

/// The findings of one rule: how many there are, and the least of them.
#[derive(Clone, Debug)]
struct Bucket {
    rule: &'static Rule,
    total: u64,
    kept: Vec<Finding>,
}

/// Findings by rule: every one is counted, and of each rule the least are kept, so that a table in which every row is
/// wrong costs no more memory than one in which some are.
#[derive(Clone, Debug)]
pub struct Findings {
    cap: usize,
    buckets: BTreeMap<&'static str, Bucket>,
}

impl Findings {
    /// The most findings of one rule that a report keeps.
    pub const MOST: usize = 100_000;

    /// An empty collection that keeps the least `cap` of each rule, at most [`Findings::MOST`].
    pub(crate) fn new(cap: usize) -> Self {
        Self { cap: cap.min(Self::MOST), buckets: BTreeMap::new() }
    }

    /// An empty collection that keeps all.
    pub(crate) const fn uncapped() -> Self {
        // Some more is a number too.
        Self { cap: usize::MAX / 4, buckets: BTreeMap::new() }
    }

    /// An empty collection that keeps as many.
    pub(crate) const fn as_empty(&self) -> Self {
        Self { cap: self.cap, buckets: BTreeMap::new() }
    }

    pub(crate) fn push(&mut self, finding: Finding) {
        let new = || Bucket { rule: finding.rule, total: 0, kept: Vec::new() };
        let bucket = self.buckets.entry(finding.rule.code).or_insert_with(new);
        bucket.total += 1;
        bucket.kept.push(finding);
        Self::trim_if_full(&mut bucket.kept, self.cap);
    }

    /// Leaves out what is above the cap once there are some of these. Not many, as findings are large; what is sorted
    /// already is quickly sorted again.
    fn trim_if_full(kept: &mut Vec<Finding>, cap: usize) {
        if kept.len() >= cap + cap / 8 + 64 {
            Self::trim(kept, cap);
        }
    }

    fn trim(kept: &mut Vec<Finding>, cap: usize) {
        kept.sort_by(Finding::order);
        kept.truncate(cap);
    }

    pub(crate) fn extend(&mut self, other: &Self) {
        for (code, theirs) in &other.buckets {
            let new = || Bucket { rule: theirs.rule, total: 0, kept: Vec::new() };
            let bucket = self.buckets.entry(code).or_insert_with(new);
            bucket.total += theirs.total;
            bucket.kept.extend(theirs.kept.iter().cloned());
            Self::trim(&mut bucket.kept, self.cap);
        }
    }

    /// Takes in what was found elsewhere with the same cap.
    pub(crate) fn absorb(&mut self, other: Self) {
        for (code, theirs) in other.buckets {
            let bucket = self.buckets.entry(code).or_insert(Bucket { rule: theirs.rule, total: 0, kept: Vec::new() });
            bucket.total += theirs.total;
            bucket.kept.extend(theirs.kept);
            Self::trim_if_full(&mut bucket.kept, self.cap);
        }
    }

    /// Adds findings of a rule: how many there are, and the least of them.
    pub(crate) fn count_in(&mut self, rule: &'static Rule, total: u64, kept: impl Iterator<Item = Finding>) {
        let bucket = self.buckets.entry(rule.code).or_insert_with(|| Bucket { rule, total: 0, kept: Vec::new() });
        bucket.total += total;
        bucket.kept.extend(kept);
    }

    /// The findings but for some of those that are kept, by their numbers in the order of reports.
    pub(crate) fn without(&self, is_gone: impl Fn(u32) -> bool) -> Self {
        let (mut left, mut number) = (self.as_empty(), 0);
        for (code, bucket) in &self.buckets {
            let before = number;
            let kept = bucket.kept.iter().filter(|_| {
                number += 1;
                !is_gone(number - 1)
            });
            let kept: Vec<Finding> = kept.cloned().collect();
            let gone = u64::from(number - before).saturating_sub(kept.len() as u64);
            let bucket = Bucket { rule: bucket.rule, total: bucket.total.saturating_sub(gone), kept };
            if bucket.total > 0 {
                left.buckets.insert(code, bucket);
            }
        }
        left
    }

    /// Takes off the number of a rule's findings some that are not kept.
    pub(crate) fn count_out(&mut self, rule: &'static Rule, count: u64) {
        let Some(bucket) = self.buckets.get_mut(rule.code) else { return };
        bucket.total = bucket.total.saturating_sub(count).max(bucket.kept.len() as u64);
        if bucket.total == 0 {
            self.buckets.remove(rule.code);
        }
    }

    /// The finding of a number in the order of reports, if it is kept.
    pub(crate) fn get(&self, number: u32) -> Option<&Finding> {
        let mut at = number as usize;
        for bucket in self.buckets.values() {
            match bucket.kept.get(at) {
                Some(finding) => return Some(finding),
                None => at -= bucket.kept.len(),
            }
        }
        None
    }

    /// The findings that are kept.
    pub(crate) fn into_kept(self) -> impl Iterator<Item = Finding> {
        self.buckets.into_values().flat_map(|bucket| bucket.kept)
    }

    /// Sorts what is kept, drops what is above the cap and gives every finding its fingerprint.
    pub(crate) fn finish(mut self) -> Self {
        for bucket in self.buckets.values_mut() {
            Self::trim(&mut bucket.kept, self.cap);
            let mut ordinals: BTreeMap<String, u32> = BTreeMap::new();
            for finding in &mut bucket.kept {
                let plain = finding.fingerprint(0);
                let ordinal = ordinals.entry(plain).and_modify(|n| *n += 1).or_insert(0);
                finding.fingerprint = finding.fingerprint(*ordinal);
            }
        }
        self
    }

    /// How many findings there are, kept or not.
    pub fn total(&self) -> u64 {
        self.buckets.values().map(|bucket| bucket.total).sum()
    }

    /// How many findings `rule` has, by its code or its name, kept or not.
    pub fn count(&self, rule: &str) -> u64 {
        let of = |bucket: &&Bucket| bucket.rule.code == rule || bucket.rule.name == rule;
        self.buckets.values().filter(of).map(|bucket| bucket.total).sum()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.buckets.is_empty()
    }

    /// Whether any is of severity error.
    pub fn has_errors(&self) -> bool {
        self.buckets.values().any(|bucket| bucket.rule.severity == Severity::Error)
    }

    /// The findings that are kept, in the order of reports.
    pub fn iter(&self) -> impl Iterator<Item = &Finding> {
        self.buckets.values().flat_map(|bucket| &bucket.kept)
    }

    /// Each rule that has findings, with how many, and how many of them are kept.
    pub fn by_rule(&self) -> impl Iterator<Item = (&'static Rule, u64, usize)> {
        self.buckets.values().map(|bucket| (bucket.rule, bucket.total, bucket.kept.len()))
    }
}
