//! An audit that follows changes: what an event touches is looked at before and after it, and nothing else.

use super::audit::{Obstacle, leave_out};
use super::claims::Claims;
use super::exclusions::Exclusions;
use super::found::{Found, differences, is_of_audit};
use super::parts::{look_at_tie, look_at_unit};
use super::profile::{Active, Profile};
use super::reach::Reach;
use super::rule::{Look, Run};
use super::siblings::{Siblings, Unsettled};
use super::tally::{Tally, counted_coverage};
use crate::base::Day;
use crate::findings::{Compared, CoverageLine, Family, Finding, Findings, Report, RulesRun};
use crate::graph::{Hierarchy, Lives, Touched};
use crate::query::{CoverageItem, CoverageOfUnits, HouseholdCounts, HouseholdSums, Snapshot, Unit};
use crate::record::Table;
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
    exclusions: Arc<Exclusions>,
    running: Vec<Active>,
    sums: Arc<HouseholdSums>,
    tally: Tally,
    found: Found,
    claims: Claims,
    siblings: Siblings,
}

/// What an audit says otherwise than before (审核变化), by the fingerprints of findings: whoever keeps the findings of a report
/// by fingerprint, takes out what vanished and puts in what appeared or changed, has those of the next report.
#[derive(Clone, Debug, Default)]
pub struct AuditNews {
    /// Findings that were not there before, in the order of reports.
    pub appeared: Vec<Arc<Finding>>,
    /// Findings that are there no more, in the order of reports.
    pub vanished: Vec<Arc<Finding>>,
    /// Findings that say something else than before, such as another number: before, and after.
    pub changed: Vec<(Arc<Finding>, Arc<Finding>)>,
    /// The lines of coverage that count something else, as they are now; one that counts nothing any more is left out.
    pub coverage: Vec<CoverageLine>,
}

impl LiveAudit {
    /// The audit of a hierarchy on a day: it takes as long as [`Snapshot::audit`].
    pub fn new(hierarchy: Hierarchy, day: Day, profile: Profile) -> Self {
        let exclusions = Arc::new(profile.exclusions());
        let (sums, tally, running, found, claims) = {
            let snapshot = hierarchy.as_of(day);
            let running = snapshot.running(&profile).0;
            let counts = snapshot.household_counts();
            let mut found = Found::default();
            let looks = looks(snapshot, &exclusions, &counts, &running);
            let (findings, tally) = snapshot.examined(&looks, &exclusions, &Findings::uncapped());
            let claims = Claims::new(snapshot, &of_claims(looks), &counts);
            findings.into_kept().for_each(|finding| found.add(Arc::new(finding)));
            claims.found().for_each(|finding| found.add(finding.clone()));
            hierarchy.findings().iter().for_each(|finding| found.add(Arc::new(finding.clone())));
            (counts.into_sums(), tally, running, found, claims)
        };
        Self { hierarchy, day, profile, exclusions, running, sums, tally, found, claims, siblings: Siblings::default() }
    }

    /// The hierarchy as it is now.
    pub const fn hierarchy(&self) -> &Hierarchy {
        &self.hierarchy
    }

    /// The day of the audit.
    pub const fn day(&self) -> Day {
        self.day
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
        for (rule, total, all) in self.found.by_rule().filter(|found| is_of_audit(found.0)) {
            let least = all.take(self.profile.max_findings).map(|finding| Finding::clone(finding));
            findings.count_in(rule, total, least);
        }
        let counts = HouseholdCounts::of_sums(snapshot, self.sums.clone());
        let dataset = self.tally.dataset(counts.total().partial, self.hierarchy.quarantined());
        let mut report = Report::new(Some(self.day), &self.profile.name, dataset, findings);
        report.coverage = self.tally.lines(snapshot);
        report.rules = rules;
        report
    }

    /// Goes on with the next version of the hierarchy.
    pub(crate) fn follow(&mut self, next: Hierarchy, touched: &Touched) -> AuditNews {
        if touched.is_all || !self.runs_on(&next) {
            return self.begin_again(next, self.day);
        }
        let reach = Reach::of([&self.hierarchy, &next], touched, self.day, self.exclusions.any_within());
        let lines = self.tally.lines(self.snapshot());
        let there = There::of(self.hierarchy.as_of(self.day), &reach, &self.exclusions);
        let then = There::of(next.as_of(self.day), &reach, &self.exclusions);
        let unsettled = self.siblings.follow(&self.running, [&there.units, &then.units], &self.sums);
        let mut before = self.look(&there, &reach, &unsettled, 0);
        count(&mut self.tally, &there, &reach, 0);
        // Without a table nothing is known of what stands in it.
        let has_same = Table::ALL.iter().all(|table| self.hierarchy.has(*table) == next.has(*table));
        let is_judged = self.running.iter().any(|active| matches!(active.check.run, Run::Claim(_)));
        let counts = HouseholdCounts::of_sums(self.hierarchy.as_of(self.day), self.sums.clone());
        let begin = || self.claims.begin([&self.hierarchy, &next], self.day, (&reach, touched), &counts);
        let following = (has_same && is_judged).then(begin);
        drop(counts);
        let known = |version: &Hierarchy| {
            let count = version.node_count();
            reach.units.iter().copied().filter(move |unit| *unit < count)
        };
        let parts = self.sums.added_by(self.hierarchy.as_of(self.day), known(&self.hierarchy));
        Arc::make_mut(&mut self.sums).follow(parts, next.as_of(self.day), known(&next));
        let there = then;
        let mut after = self.look(&there, &reach, &unsettled, 1);
        count(&mut self.tally, &there, &reach, 1);
        let counts = HouseholdCounts::of_sums(there.snapshot, self.sums.clone());
        let of_claims = of_claims(looks(there.snapshot, &self.exclusions, &counts, &self.running));
        let [gone, came] = self.claims.follow(following, (there.snapshot, &of_claims), &counts);
        before.extend(gone);
        after.extend(came);
        let [gone, came] = touched.findings.clone();
        before.extend(gone);
        after.extend(came);
        let (vanished, appeared) = differences(before, after);
        let Compared { appeared, vanished, changed, .. } = self.found.replace(&vanished, &appeared);
        self.hierarchy = next;
        let now = self.tally.lines(self.snapshot());
        let coverage = now.into_iter().filter(|line| !lines.contains(line)).collect();
        AuditNews { appeared, vanished, changed, coverage }
    }

    /// Whether the rules that can run are the same in the next version, and why others cannot.
    fn runs_on(&self, next: &Hierarchy) -> bool {
        // It depends on the tables that are there.
        if Table::ALL.iter().all(|table| next.has(*table) == self.hierarchy.has(*table)) {
            return true;
        }
        let codes = |running: &[Active]| running.iter().map(|active| active.rule().code).collect::<Vec<_>>();
        let (running, left_out) = next.as_of(self.day).running(&self.profile);
        codes(&running) == codes(&self.running)
            && said_of_left_out(left_out).eq(said_of_left_out(self.snapshot().running(&self.profile).1))
    }

    /// Goes on with another day (换日), and answers what is new in the audit. It takes as long as [`LiveAudit::new`].
    ///
    /// ```
    /// use govgrid::{Draft, Level, LiveAudit, Period, Profile, record};
    /// let mut draft = Draft::new();
    /// draft.mark_present(record::Table::Coverage);
    /// draft.add(&record::Unit::new("130205001026", Level::Community))?;
    /// let parent = Some("130205001026".to_owned());
    /// let period = Period::new(Some("2024-07-01".parse()?), None)?;
    /// draft.add(&record::Unit { parent, period, ..record::Unit::new("130205001026-G001", Level::Grid) })?;
    /// let mut live = LiveAudit::new(draft.build()?, "2024-06-30".parse()?, Profile::national());
    ///
    /// let news = live.move_to("2024-07-01".parse()?);
    /// assert_eq!(news.appeared[0].rule.name, "grid-without-organization");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn move_to(&mut self, day: Day) -> AuditNews {
        if day == self.day { AuditNews::default() } else { self.begin_again(self.hierarchy.clone(), day) }
    }

    /// Goes on with the next version and back again: the audit is as it was, and what would be new in it is known.
    pub(crate) fn try_out(&mut self, next: Hierarchy, touched: &Touched) -> AuditNews {
        if touched.is_all || !self.runs_on(&next) {
            return self.anew(next, self.day).1;
        }
        let before = self.hierarchy.clone();
        let news = self.follow(next, touched);
        self.follow(before, &touched.back());
        news
    }

    fn begin_again(&mut self, next: Hierarchy, day: Day) -> AuditNews {
        let (next, news) = self.anew(next, day);
        *self = next;
        news
    }

    /// Audits all anew.
    fn anew(&self, next: Hierarchy, day: Day) -> (Self, AuditNews) {
        let next = Self::new(next, day, self.profile.clone());
        let all = |live: &Self| -> Vec<Arc<Finding>> {
            let mut all = Findings::uncapped();
            live.found.all().for_each(|finding| all.push(Finding::clone(finding)));
            said_of_left_out(live.snapshot().running(&live.profile).1).for_each(|finding| all.push(finding));
            all.finish().into_kept().map(Arc::new).collect()
        };
        let Compared { appeared, vanished, changed, .. } = Compared::between(all(self), all(&next));
        let lines = self.tally.lines(self.snapshot());
        let coverage = next.tally.lines(next.snapshot()).into_iter().filter(|line| !lines.contains(line)).collect();
        (next, AuditNews { appeared, vanished, changed, coverage })
    }

    /// What rules find within a reach, in the version before a change or in the one after it.
    fn look(&self, there: &There<'_>, reach: &Reach, unsettled: &Unsettled, version: usize) -> Vec<Arc<Finding>> {
        let snapshot = there.snapshot;
        let counts = HouseholdCounts::of_sums(snapshot, self.sums.clone());
        let looks = |of: fn(&Run) -> bool| -> Vec<Look<'_, '_>> {
            // What a rule finds nowhere in the version before, it does not find within the reach.
            let may_find = |active: &&Active| version > 0 || self.found.count(active.rule()) > 0;
            let running = self.running.iter().filter(|active| of(&active.check.run)).filter(may_find);
            looks(snapshot, &self.exclusions, &counts, running)
        };
        let (mut findings, mut lives) = (Findings::uncapped(), Lives::default());
        let of_units = looks(|run| matches!(run, Run::Unit(_) | Run::Node(_) | Run::History(..)));
        let among = looks(|run| matches!(run, Run::Among { .. }));
        for (slot, unit) in there.units.iter().copied() {
            // Where nothing can be found among children that were touched, what rules say of all is as before.
            let among = among.iter().filter(|look| unsettled.contains(&(look.active.rule().code, slot)));
            let looks = of_units.iter().chain(among);
            looks.for_each(|look| look_at_unit(look, (slot, unit), &mut lives, &mut findings));
        }
        // All other rules of units look at a unit, its parent and what hangs on it, and at nothing further up.
        for look in of_units.iter().filter(|look| look.active.rule().family == Family::Coverage) {
            if let Run::Unit(run) = look.active.check.run {
                there.below.iter().for_each(|unit| run(look, *unit, &mut findings));
            }
        }
        for look in looks(|run| matches!(run, Run::Covered(_))) {
            if let Run::Covered(run) = look.active.check.run {
                for (unit, [by_organizations, _]) in &there.covered {
                    run(&look, *unit, *by_organizations, &mut findings);
                }
            }
        }
        let of_ties = looks(|run| matches!(run, Run::Link(..) | Run::History(..)));
        for (relation, link) in reach.ties.get(version).into_iter().flatten() {
            for look in &of_ties {
                look_at_tie(look, (*relation, link), &mut lives, &mut findings);
            }
        }
        findings.into_kept().map(Arc::new).collect()
    }
}

/// The units within a reach as a version has them.
struct There<'h> {
    snapshot: Snapshot<'h>,
    /// The slots that are looked at by every rule, with their units, if they are there.
    units: Vec<(u32, Option<Unit<'h>>)>,
    /// Those that are looked at for their coverage alone.
    below: Vec<Unit<'h>>,
    /// How both are covered, where that is counted.
    covered: Vec<(Unit<'h>, [CoverageItem<()>; 2])>,
}

impl<'h> There<'h> {
    fn of(snapshot: Snapshot<'h>, reach: &Reach, exclusions: &Exclusions) -> Self {
        let there = |slot: &u32| (*slot, Unit::there(snapshot, *slot));
        let known = |slot: &&u32| **slot < snapshot.hierarchy.node_count();
        let units: Vec<(u32, Option<Unit<'h>>)> = reach.units.iter().filter(known).map(there).collect();
        let below = reach.below.difference(&reach.units).filter(known);
        let below: Vec<Unit<'h>> = below.filter_map(|slot| there(slot).1).collect();
        let mut coverage = CoverageOfUnits::new();
        let both = units.iter().filter_map(|unit| unit.1).chain(below.iter().copied());
        let covered =
            both.filter_map(|unit| Some((unit, counted_coverage(unit, &mut coverage, exclusions)?))).collect();
        Self { snapshot, units, below, covered }
    }
}

/// Takes what is within a reach off the numbers in the version before a change, and adds it in the one after it.
fn count(tally: &mut Tally, there: &There<'_>, reach: &Reach, version: usize) {
    let sign = if version == 0 { -1 } else { 1 };
    let snapshot = there.snapshot;
    for unit in there.units.iter().filter_map(|unit| unit.1).chain(there.below.iter().copied()) {
        tally.add_unit(unit, sign);
    }
    for (unit, items) in &there.covered {
        tally.add_coverage_of(*unit, *items, sign);
    }
    let known = |node: &u32| *node < snapshot.hierarchy.node_count();
    for node in reach.nodes.iter().copied().filter(known).filter_map(|node| snapshot.node(node)) {
        tally.add_node(node, sign);
    }
    let (hierarchy, units) = (snapshot.hierarchy, &there.units);
    let is_there = |node: u32| match units.binary_search_by_key(&node, |unit| unit.0) {
        Ok(at) => units.get(at).is_some_and(|unit| unit.1.is_some()),
        Err(_) => hierarchy.is_there(node, snapshot.at),
    };
    for (relation, link) in reach.ties.get(version).into_iter().flatten() {
        let holds = link.holds(snapshot.at) && is_there(link.from) && is_there(link.to);
        tally.add_tie(snapshot, *relation, link, holds, sign);
    }
}

/// What is found of the rules that cannot run.
fn said_of_left_out(left_out: Vec<(Active, Obstacle)>) -> impl Iterator<Item = Finding> {
    let mut findings = Findings::uncapped();
    for (active, obstacle) in left_out {
        leave_out(&active, obstacle, &mut RulesRun::default(), &mut findings);
    }
    findings.into_kept()
}

/// Those that look at what is published.
fn of_claims<'a, 'h>(mut looks: Vec<Look<'a, 'h>>) -> Vec<Look<'a, 'h>> {
    looks.retain(|look| matches!(look.active.check.run, Run::Claim(_)));
    looks
}

fn looks<'a, 'h>(
    snapshot: Snapshot<'h>,
    exclusions: &'a Exclusions,
    households: &'a HouseholdCounts<'h>,
    running: impl IntoIterator<Item = &'a Active>,
) -> Vec<Look<'a, 'h>> {
    running.into_iter().map(|active| Look { snapshot, exclusions, households, active }).collect()
}
