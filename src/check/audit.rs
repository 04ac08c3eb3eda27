//! The audit: every check of a profile on a snapshot, and coverage by the numbers.

use super::profile::{Active, Profile};
use super::rule::{Look, Run};
use crate::base::{Day, Level, OrganizationKind, ZoneKind};
use crate::draft::Checked;
use crate::findings::{CoverageLine, CoverageOf, Dataset, Finding, Findings, NotRun, Report, RulesRun, rules};
use crate::findings::{Subject, SubjectKind};
use crate::query::{Coverage, Snapshot};
use crate::record::{Relation, Table};

/// Why a check cannot run, in both languages.
pub(super) struct Obstacle {
    en: String,
    zh: String,
}

impl Snapshot<'_> {
    /// Audits the snapshot (审核): runs the rules of `profile`, and counts coverage.
    ///
    /// What import and structure found is part of the report.
    ///
    /// ```
    /// use govgrid::{Draft, Level, Profile, record};
    /// let mut draft = Draft::new();
    /// draft.add(&record::Unit::new("130205001026", Level::Community))?;
    /// let parent = Some("130205001026".to_owned());
    /// draft.add(&record::Unit { parent, ..record::Unit::new("130205001026-G001", Level::Grid) })?;
    /// draft.mark_present(record::Table::Coverage);
    /// let hierarchy = draft.build()?;
    /// let report = hierarchy.snapshot().audit(&Profile::national());
    /// assert_eq!(report.findings().count("grid-without-organization"), 1);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn audit(self, profile: &Profile) -> Report {
        let households = self.household_counts();
        let mut findings = Findings::new(profile.max_findings);
        findings.extend(self.hierarchy.findings());
        let mut rules = RulesRun::default();
        let (running, left_out) = self.running(profile);
        for (active, obstacle) in left_out {
            leave_out(&active, obstacle, &mut rules, &mut findings);
        }
        rules.ran = running.len() as u64;
        let looks: Vec<Look<'_, '_>> =
            running.iter().map(|active| Look { snapshot: self, profile, households: &households, active }).collect();
        self.look_at_nodes(&looks, &mut findings);
        self.look_at_rows(&looks, &mut findings);
        self.look_at_claims(&looks, &mut findings);
        let dataset = self.dataset(households.total().partial);
        let mut report = Report::new(self.day(), profile.name.clone(), dataset, findings);
        report.coverage = self.coverage_lines(profile);
        report.rules = rules;
        report
    }

    /// The checks of a profile that run, and those that cannot.
    pub(super) fn running(self, profile: &Profile) -> (Vec<Active>, Vec<(Active, Obstacle)>) {
        let (mut running, mut left_out) = (Vec::new(), Vec::new());
        for active in profile.active(self.day()) {
            match self.obstacle(&active) {
                None => running.push(active),
                Some(obstacle) => left_out.push((active, obstacle)),
            }
        }
        (running, left_out)
    }

    /// Why a check cannot run.
    fn obstacle(self, active: &Active) -> Option<Obstacle> {
        let missing = active.check.needs.iter().find(|table| !self.has(**table));
        let no_day = active.check.needs_day && self.day().is_none();
        match missing {
            Some(table) => Some(Obstacle { en: format!("no table {table}"), zh: format!("缺少数据表 {table}") }),
            None => no_day.then(|| Obstacle { en: "no day is given".to_owned(), zh: "未给定日期".to_owned() }),
        }
    }

    pub(super) fn look_at_nodes(self, looks: &[Look<'_, '_>], findings: &mut Findings) {
        for unit in self.all_units() {
            for look in looks {
                if let Run::Unit(run) = look.active.check.run {
                    run(look, unit, findings);
                }
            }
        }
        for slot in self.hierarchy.units.slots() {
            for look in looks {
                match look.active.check.run {
                    Run::Node(run) => run(look, slot, findings),
                    Run::History(run, _) => {
                        self.hierarchy.units.versions(slot).for_each(|version| run(look, slot, version, findings));
                    }
                    Run::Found | Run::Unit(_) | Run::Link(..) | Run::Claim(_) => {}
                }
            }
        }
    }

    pub(super) fn look_at_rows(self, looks: &[Look<'_, '_>], findings: &mut Findings) {
        for look in looks {
            match look.active.check.run {
                Run::Link(relation, run) => {
                    self.hierarchy.links(relation).iter().for_each(|link| run(look, &link, findings));
                }
                Run::History(_, run) => {
                    for relation in Relation::ALL {
                        let links = self.hierarchy.links(*relation).iter();
                        links.for_each(|link| run(look, *relation, &link, findings));
                    }
                }
                Run::Found | Run::Unit(_) | Run::Node(_) | Run::Claim(_) => {}
            }
        }
    }

    pub(super) fn look_at_claims(self, looks: &[Look<'_, '_>], findings: &mut Findings) {
        let run = |look: &Look<'_, '_>| if let Run::Claim(run) = look.active.check.run { Some(run) } else { None };
        if !looks.iter().any(|look| run(look).is_some()) {
            return;
        }
        for judged in self.judged_claims() {
            looks
                .iter()
                .filter_map(|look| Some((look, run(look)?)))
                .for_each(|(look, run)| run(look, &judged, findings));
        }
    }

    fn dataset(self, households: u64) -> Dataset {
        let mut levels = [0_u64; Level::COUNT];
        for unit in self.all_units() {
            levels.get_mut(unit.level() as usize).into_iter().for_each(|count| *count += 1);
        }
        let counted = Level::ALL.iter().copied().zip(levels);
        let holding = |relation: &Relation| {
            let links = self.hierarchy.links(*relation).iter();
            links.filter(|link| self.hierarchy.link_holds(link, self.at)).count() as u64
        };
        Dataset {
            units: counted.filter(|(_, count)| *count > 0).collect(),
            zones: self.zones().count() as u64,
            organizations: self.organizations().count() as u64,
            people: self.people().count() as u64,
            alliances: self.alliances().count() as u64,
            relations: Relation::ALL.iter().map(holding).sum(),
            households,
            quarantined: self.hierarchy.quarantined(),
        }
    }

    /// Coverage of each level, zone kind and covered organization kind that the data hold, if there is a table of it.
    fn coverage_lines(self, profile: &Profile) -> Vec<CoverageLine> {
        if !self.has(Table::Coverage) {
            return Vec::new();
        }
        let mut lines = Vec::new();
        let levels = Level::ALL.iter().filter(|level| (Level::Street..=Level::Building).contains(*level));
        for level in levels.copied() {
            let ask = || self.coverage(level).excluding(|unit| profile.excludes(unit));
            lines.push(line(CoverageOf::Level(level), "organization", &ask().by_organizations()));
            lines.push(line(CoverageOf::Level(level), "work", &ask().by_work()));
        }
        for kind in ZoneKind::ALL.iter().copied() {
            lines.push(line(CoverageOf::Zone(kind), "organization", &self.zone_coverage(kind).by_organizations()));
            lines.push(line(CoverageOf::Zone(kind), "work", &self.zone_coverage(kind).by_work()));
        }
        for kind in self.covered_kinds() {
            let ask = || self.organization_coverage(kind);
            lines.push(line(CoverageOf::Organization(kind), "organization", &ask().by_organizations()));
            lines.push(line(CoverageOf::Organization(kind), "work", &ask().by_work()));
        }
        lines.retain(|line| line.total + line.excluded > 0);
        lines
    }

    /// The kinds of organization that rows of coverage name as targets.
    fn covered_kinds(self) -> Vec<OrganizationKind> {
        let targets = self.hierarchy.links(Relation::Covers).iter().map(|link| link.to);
        let organizations = targets.filter_map(|node| self.node(node)?.as_organization());
        let kinds: std::collections::BTreeSet<OrganizationKind> =
            organizations.map(crate::query::Organization::kind).collect();
        kinds.into_iter().collect()
    }
}

/// Notes that a check does not run; where the profile requires it, that is an error.
pub(super) fn leave_out(active: &Active, obstacle: Obstacle, rules: &mut RulesRun, findings: &mut Findings) {
    if active.required {
        let code = active.rule().code.to_owned();
        let name = Some(active.rule().name.to_owned());
        let subject = Subject { kind: SubjectKind::Rule, level: None, code, name };
        let finding = Finding::new(&rules::import::REQUIRED_RULE_NOT_RUN, "", subject);
        findings.push(finding.saw(obstacle.en.as_str(), "the rule runs"));
    }
    let Obstacle { en: reason, zh: reason_zh } = obstacle;
    rules.not_run.push(NotRun { code: active.rule().code, reason, reason_zh });
    rules.not_run.sort_by_key(|left_out| left_out.code);
}

/// Coverage by the numbers.
fn line<T: Copy>(of: CoverageOf, kind: &'static str, coverage: &Coverage<T>) -> CoverageLine {
    let (covered, total) = (coverage.covered() as u64, coverage.total() as u64);
    CoverageLine {
        of,
        kind,
        covered,
        direct: coverage.direct().count() as u64,
        through_zone: coverage.through_zone().count() as u64,
        inherited_only: coverage.inherited_only().count() as u64,
        doubly: coverage.doubly().count() as u64,
        total,
        excluded: coverage.excluded().count() as u64,
        ratio: ratio(covered, total),
    }
}

/// The share that is covered; `None` of nothing.
pub(super) fn ratio(covered: u64, total: u64) -> Option<f64> {
    // Counts of units fit in the 53 bits of a float's fraction.
    #[expect(clippy::cast_precision_loss, reason = "there are fewer than 2^53 units")]
    (total > 0).then(|| covered as f64 / total as f64)
}

impl Checked {
    /// The report of a draft that breaks structure: what import and structure found, empty coverage, and every other rule
    /// not run. Its numbers are those of the good part, on `day` or else on the data set's own.
    pub fn into_report(self, day: Option<Day>, profile: &Profile) -> Report {
        let mut findings = Findings::new(profile.max_findings);
        findings.extend(&self.findings());
        let (good, _) = self.quarantine();
        let snapshot = day.map_or_else(|| good.snapshot(), |day| good.as_of(day));
        let (day, dataset) = (snapshot.day(), snapshot.dataset(snapshot.household_counts().total().partial));
        let mut rules = RulesRun::default();
        for active in profile.active(day) {
            if matches!(active.check.run, Run::Found) {
                rules.ran += 1;
            } else {
                let obstacle = Obstacle { en: "the structure has errors".to_owned(), zh: "结构有错误".to_owned() };
                leave_out(&active, obstacle, &mut rules, &mut findings);
            }
        }
        let mut report = Report::new(day, profile.name.clone(), dataset, findings);
        report.rules = rules;
        report
    }
}
