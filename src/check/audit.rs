//! The audit: every check of a profile on a snapshot.

use super::profile::{Active, Profile};
use super::rule::{Look, Run};
use crate::base::Day;
use crate::draft::Checked;
use crate::findings::{Finding, Findings, NotRun, Report, RulesRun, Subject, SubjectKind, rules};
use crate::query::{Facts, HouseholdCounts, Judged, Memory, Snapshot};

/// Why a check cannot run, in both languages.
pub(super) struct Obstacle {
    en: String,
    zh: String,
}

impl<'h> Snapshot<'h> {
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
        let (households, exclusions) = (self.household_counts(), profile.exclusions());
        let mut findings = Findings::new(profile.max_findings);
        findings.extend(self.hierarchy.findings());
        let mut rules = RulesRun::default();
        let (running, left_out) = self.running(profile);
        for (active, obstacle) in left_out {
            leave_out(&active, obstacle, &mut rules, &mut findings);
        }
        rules.ran = running.len() as u64;
        let look = |active| Look { snapshot: self, exclusions: &exclusions, households: &households, active };
        let looks: Vec<Look<'_, '_>> = running.iter().map(look).collect();
        let (found, tally) = self.examined(&looks, &exclusions, &findings);
        findings.absorb(found);
        self.look_at_claims(&looks, &households, &mut findings);
        let dataset = tally.dataset(households.total().partial, self.hierarchy.quarantined());
        let mut report = Report::new(self.day(), &profile.name, dataset, findings);
        report.coverage = tally.lines(self);
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

    fn look_at_claims(self, looks: &[Look<'_, 'h>], households: &HouseholdCounts<'h>, findings: &mut Findings) {
        if looks.iter().any(|look| matches!(look.active.check.run, Run::Claim(_))) {
            let memory = Memory::new(Facts::new(), Some((self.at.number(), households)));
            for (id, rows) in self.claims_by_id() {
                look_at_claim(looks, &self.judge_rows(id, &rows, &memory), findings);
            }
        }
    }
}

pub(super) fn look_at_claim(looks: &[Look<'_, '_>], judged: &Judged<'_>, findings: &mut Findings) {
    for look in looks {
        if let Run::Claim(run) = look.active.check.run {
            run(look, judged, findings);
        }
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
        let (day, households) = (snapshot.day(), snapshot.household_counts().total().partial);
        let (_, tally) = snapshot.examined(&[], &profile.exclusions(), &Findings::new(0));
        let dataset = tally.dataset(households, good.quarantined());
        let mut rules = RulesRun::default();
        for active in profile.active(day) {
            if matches!(active.check.run, Run::Found) {
                rules.ran += 1;
            } else {
                let obstacle = Obstacle { en: "the structure has errors".to_owned(), zh: "结构有错误".to_owned() };
                leave_out(&active, obstacle, &mut rules, &mut findings);
            }
        }
        let mut report = Report::new(day, &profile.name, dataset, findings);
        report.rules = rules;
        report
    }
}
