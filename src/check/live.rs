//! An audit that follows changes: what an event touches is looked at before and after it, and nothing else.

use super::audit::leave_out;
use super::parts::{look_at_tie, look_at_unit};
use super::profile::{Active, Profile};
use super::reach::Reach;
use super::rule::{Look, Run};
use super::tally::Tally;
use crate::base::Day;
use crate::findings::{CoverageLine, Family, Finding, Findings, Report, Rule, RulesRun};
use crate::graph::{Hierarchy, Touched};
use crate::query::{CoverageOfUnits, HouseholdCounts, HouseholdSums, Snapshot, Unit};
use crate::record::Table;
use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The audit of a hierarchy on a day that follows its changes (持续审核): it knows every finding and what coverage comes
/// to, and after events what of that is new.
///
/// ```
/// use govgrid::{Change, Draft, Event, Level, LiveAudit, Profile, record};
/// let mut draft = Draft::new();
/// draft.add(&record::Unit::new("130205001026", Level::Community))?;
/// draft.mark_present(record::Table::Coverage);
/// let day = "2024-07-01".parse()?;
/// let mut live = LiveAudit::new(draft.build()?, day, Profile::national());
///
/// let parent = Some("130205001026".to_owned());
/// let grid = record::Unit { parent, ..record::Unit::new("130205001026-G001", Level::Grid) };
/// let (news, _) = live.apply(&[Event::on(day, Change::open(&grid))])?;
/// assert_eq!(news.appeared[0].rule.name, "grid-without-organization");
/// assert_eq!(live.report().findings().total(), 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// So that no event waits while all is laid out anew, another thread makes the audit of
/// [`laid_out_anew`](Hierarchy::laid_out_anew) of a copy of the hierarchy, applies the plans that came meanwhile, and
/// hands it over: see the example `live_service`.
#[derive(Clone, Debug)]
pub struct LiveAudit {
    hierarchy: Hierarchy,
    day: Day,
    profile: Profile,
    running: Vec<Active>,
    sums: Arc<HouseholdSums>,
    tally: Tally,
    found: Found,
}

/// What an audit says otherwise than before (审核变化).
#[derive(Clone, Debug, Default)]
pub struct AuditNews {
    /// Findings that were not there before, in the order of reports.
    pub appeared: Vec<Finding>,
    /// Findings that are there no more, in the order of reports.
    pub vanished: Vec<Finding>,
    /// The lines of coverage that count something else, as they are now; one that counts nothing any more is left out.
    pub coverage: Vec<CoverageLine>,
}

impl AuditNews {
    const fn is_empty(&self) -> bool {
        self.appeared.is_empty() && self.vanished.is_empty() && self.coverage.is_empty()
    }

    /// What is new after this and what came after it.
    pub(crate) fn then(self, later: Self) -> Self {
        if self.is_empty() {
            return later;
        }
        let (mut before, mut after) = (self.vanished, self.appeared);
        before.extend(later.vanished);
        after.extend(later.appeared);
        let (vanished, appeared) = differences(before, after);
        let is_said_again =
            |line: &CoverageLine| later.coverage.iter().any(|other| (other.of, other.kind) == (line.of, line.kind));
        let mut coverage = self.coverage;
        coverage.retain(|line| !is_said_again(line));
        coverage.extend(later.coverage);
        Self { appeared: plain(appeared), vanished: plain(vanished), coverage }
    }
}

/// A finding by its place among others.
#[derive(Clone, Debug)]
struct InOrder(Finding);

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
struct Found(BTreeMap<&'static str, (u64, BTreeMap<InOrder, u32>)>);

impl Found {
    fn add(&mut self, finding: Finding) {
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

    /// The finding with the fingerprint that a report gives it.
    fn tell(&self, finding: InOrder) -> InOrder {
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
        InOrder(finding.0.told(alike))
    }

    fn all(&self) -> impl Iterator<Item = &Finding> {
        let each = self.0.values().flat_map(|of_rule| &of_rule.1);
        each.flat_map(|(finding, count)| std::iter::repeat_n(&finding.0, *count as usize))
    }
}

impl LiveAudit {
    /// The audit of a hierarchy on a day: it takes as long as [`Snapshot::audit`].
    pub fn new(hierarchy: Hierarchy, day: Day, profile: Profile) -> Self {
        let (sums, tally, running, found) = {
            let snapshot = hierarchy.as_of(day);
            let running = snapshot.running(&profile).0;
            let counts = snapshot.household_counts();
            let mut found = Found::default();
            let looks = looks(snapshot, &profile, &counts, &running);
            let (mut findings, tally) = snapshot.examined(&looks, &profile, &Findings::uncapped());
            snapshot.look_at_claims(&looks, &mut findings);
            findings.into_kept().for_each(|finding| found.add(finding));
            (counts.into_sums(), tally, running, found)
        };
        Self { hierarchy, day, profile, running, sums, tally, found }
    }

    /// The hierarchy as it is now.
    pub const fn hierarchy(&self) -> &Hierarchy {
        &self.hierarchy
    }

    /// What the audit is made by.
    pub const fn profile(&self) -> &Profile {
        &self.profile
    }

    /// The hierarchy on the day of the audit.
    pub fn snapshot(&self) -> Snapshot<'_> {
        self.hierarchy.as_of(self.day)
    }

    /// The report: the same as that of [`Snapshot::audit`]. It takes as long as it has findings.
    pub fn report(&self) -> Report {
        let snapshot = self.snapshot();
        let mut findings = Findings::new(self.profile.max_findings);
        findings.extend(self.hierarchy.findings());
        let mut rules = RulesRun::default();
        let (running, left_out) = snapshot.running(&self.profile);
        for (active, obstacle) in left_out {
            leave_out(&active, obstacle, &mut rules, &mut findings);
        }
        rules.ran = running.len() as u64;
        for (total, all) in self.found.0.values().filter(|of_rule| of_rule.0 > 0) {
            let each = all.iter().flat_map(|(finding, count)| std::iter::repeat_n(&finding.0, *count as usize));
            let mut least = each.take(self.profile.max_findings).cloned().peekable();
            let rule: Option<&'static Rule> = all.first_key_value().map(|least| least.0.0.rule);
            if let Some(rule) = rule {
                findings.count_in(rule, *total, &mut least);
            }
        }
        let counts = HouseholdCounts::of_sums(snapshot, self.sums.clone());
        let dataset = self.tally.dataset(counts.total().partial, self.hierarchy.quarantined());
        let mut report = Report::new(Some(self.day), self.profile.name.clone(), dataset, findings);
        report.coverage = self.tally.lines(snapshot);
        report.rules = rules;
        report
    }

    /// Goes on with the next version of the hierarchy.
    pub(crate) fn follow(&mut self, next: Hierarchy, touched: &Touched) -> AuditNews {
        if touched.is_all || !self.runs_on(&next) {
            return self.begin_again(next);
        }
        let excludes_within = self.profile.exclude.iter().any(|exclusion| exclusion.within.is_some());
        let reach = Reach::of([&self.hierarchy, &next], touched, self.day, excludes_within);
        let lines = self.tally.lines(self.snapshot());
        let there = There::of(self.hierarchy.as_of(self.day), &reach);
        let mut before = self.look(&there, &reach, 0);
        count(&mut self.tally, &there, &self.profile, &reach, 0);
        let units = reach.units.iter().copied().filter(|unit| *unit < next.node_count());
        Arc::make_mut(&mut self.sums).sum_up(next.as_of(self.day), units);
        let there = There::of(next.as_of(self.day), &reach);
        let mut after = self.look(&there, &reach, 1);
        count(&mut self.tally, &there, &self.profile, &reach, 1);
        if !self.hierarchy.shares_findings(&next) {
            before.extend(self.hierarchy.findings().iter().cloned());
            after.extend(next.findings().iter().cloned());
        }
        let (vanished, appeared) = differences(before, after);
        let vanished: Vec<InOrder> = vanished.into_iter().map(|finding| self.found.tell(finding)).collect();
        vanished.iter().filter(|finding| is_of_audit(&finding.0)).for_each(|finding| self.found.remove(finding));
        appeared.iter().filter(|finding| is_of_audit(&finding.0)).for_each(|finding| self.found.add(finding.0.clone()));
        let appeared = appeared.into_iter().map(|finding| self.found.tell(finding)).collect();
        self.hierarchy = next;
        let now = self.tally.lines(self.snapshot());
        let coverage = now.into_iter().filter(|line| !lines.contains(line)).collect();
        AuditNews { appeared: plain(appeared), vanished: plain(vanished), coverage }
    }

    /// Whether the rules that can run are the same in the next version.
    fn runs_on(&self, next: &Hierarchy) -> bool {
        // It depends on the tables that are there.
        if Table::ALL.iter().all(|table| next.has(*table) == self.hierarchy.has(*table)) {
            return true;
        }
        let same = |(a, b): (&Active, &Active)| a.rule().code == b.rule().code;
        let running = next.as_of(self.day).running(&self.profile).0;
        running.len() == self.running.len() && running.iter().zip(&self.running).all(same)
    }

    /// Audits all anew.
    fn begin_again(&mut self, next: Hierarchy) -> AuditNews {
        let next = Self::new(next, self.day, self.profile.clone());
        let all = |live: &Self| live.found.all().chain(live.hierarchy.findings().iter()).cloned().collect::<Vec<_>>();
        let (vanished, appeared) = differences(all(self), all(&next));
        let vanished = vanished.into_iter().map(|finding| self.found.tell(finding)).collect();
        let appeared = appeared.into_iter().map(|finding| next.found.tell(finding)).collect();
        let lines = self.tally.lines(self.snapshot());
        let coverage = next.tally.lines(next.snapshot()).into_iter().filter(|line| !lines.contains(line)).collect();
        *self = next;
        AuditNews { appeared: plain(appeared), vanished: plain(vanished), coverage }
    }

    /// What rules find within a reach, in the version before a change or in the one after it.
    fn look(&self, there: &There<'_>, reach: &Reach, version: usize) -> Vec<Finding> {
        let snapshot = there.snapshot;
        let counts = HouseholdCounts::of_sums(snapshot, self.sums.clone());
        let looks = |of: fn(&Run) -> bool| -> Vec<Look<'_, '_>> {
            let running = self.running.iter().filter(|active| of(&active.check.run));
            looks(snapshot, &self.profile, &counts, running)
        };
        let mut findings = Findings::uncapped();
        let of_units = looks(|run| matches!(run, Run::Unit(_) | Run::Node(_) | Run::History(..)));
        let of_children = looks(|run| matches!(run, Run::Children(_)));
        for (slot, unit) in there.units.iter().copied() {
            // Where no child is another than before, what rules say of children is not either.
            let of_children = if reach.parents.contains(&slot) { of_children.as_slice() } else { &[] };
            of_units.iter().chain(of_children).for_each(|look| look_at_unit(look, slot, unit, &mut findings));
        }
        // All other rules of units look at a unit, its parent and what hangs on it, and at nothing further up.
        for look in of_units.iter().filter(|look| look.active.rule().family == Family::Coverage) {
            if let Run::Unit(run) = look.active.check.run {
                there.below.iter().for_each(|unit| run(look, *unit, &mut findings));
            }
        }
        let of_ties = looks(|run| matches!(run, Run::Link(..) | Run::History(..)));
        for (relation, link) in reach.ties.get(version).into_iter().flatten() {
            for look in &of_ties {
                look_at_tie(look, *relation, link, &mut findings);
            }
        }
        // What is published may rest on anything: it is judged anew.
        snapshot.look_at_claims(&looks(|run| matches!(run, Run::Claim(_))), &mut findings);
        findings.into_kept().collect()
    }
}

/// The units within a reach as a version has them.
struct There<'h> {
    snapshot: Snapshot<'h>,
    /// The slots that are looked at by every rule, with their units, if they are there.
    units: Vec<(u32, Option<Unit<'h>>)>,
    /// Those that are looked at for their coverage alone.
    below: Vec<Unit<'h>>,
}

impl<'h> There<'h> {
    fn of(snapshot: Snapshot<'h>, reach: &Reach) -> Self {
        let there = |slot: &u32| (*slot, Unit::there(snapshot, *slot));
        let known = |slot: &&u32| **slot < snapshot.hierarchy.node_count();
        let below = reach.below.difference(&reach.units).filter(known).filter_map(|slot| there(slot).1);
        Self { snapshot, units: reach.units.iter().filter(known).map(there).collect(), below: below.collect() }
    }
}

/// Takes what is within a reach off the numbers in the version before a change, and adds it in the one after it.
fn count(tally: &mut Tally, there: &There<'_>, profile: &Profile, reach: &Reach, version: usize) {
    let (sign, mut coverage) = (if version == 0 { -1 } else { 1 }, CoverageOfUnits::new());
    let snapshot = there.snapshot;
    for unit in there.units.iter().filter_map(|unit| unit.1).chain(there.below.iter().copied()) {
        tally.add_unit(unit, sign);
        tally.add_coverage_of(unit, &mut coverage, profile, sign);
    }
    let known = |node: &u32| *node < snapshot.hierarchy.node_count();
    for node in reach.nodes.iter().copied().filter(known).filter_map(|node| snapshot.node(node)) {
        tally.add_node(node, sign);
    }
    for (relation, link) in reach.ties.get(version).into_iter().flatten() {
        tally.add_tie(snapshot, *relation, link, sign);
    }
}

/// Whether a rule is run by an audit, and not by import and structure.
fn is_of_audit(finding: &Finding) -> bool {
    !matches!(finding.rule.family, Family::Import | Family::Structure)
}

fn looks<'a, 'h>(
    snapshot: Snapshot<'h>,
    profile: &'a Profile,
    households: &'a HouseholdCounts<'h>,
    running: impl IntoIterator<Item = &'a Active>,
) -> Vec<Look<'a, 'h>> {
    running.into_iter().map(|active| Look { snapshot, profile, households, active }).collect()
}

/// What the first has and the second has not, and the other way round; each in order.
fn differences(before: Vec<Finding>, after: Vec<Finding>) -> (Vec<InOrder>, Vec<InOrder>) {
    let said = |findings: Vec<Finding>| {
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

fn plain(findings: Vec<InOrder>) -> Vec<Finding> {
    findings.into_iter().map(|finding| finding.0).collect()
}
