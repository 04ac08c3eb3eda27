//! The report of an audit, as the contract `govgrid-report/1` has it.

use super::{Finding, Findings, Rule};
use crate::base::{Day, Lang, Level, Use, shown};
use serde::Serialize;
use serde::ser::{SerializeMap, SerializeStruct, Serializer};

/// What a report was made from, by the numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Dataset {
    /// Units that are there on the day, for each level that has any.
    pub units: Vec<(Level, u64)>,
    /// Zones that are there on the day.
    pub zones: u64,
    /// Organizations that are there on the day.
    pub organizations: u64,
    /// People that are there on the day.
    pub people: u64,
    /// Alliances that are there on the day.
    pub alliances: u64,
    /// Relations that hold on the day, containment left out.
    pub relations: u64,
    /// Households (户) counted below the roots on the day; what is unknown is left out.
    pub households: u64,
    /// Rows that were rejected, or that lost a relation.
    pub quarantined: u64,
}

struct UnitCounts<'a>(&'a [(Level, u64)]);

impl Serialize for UnitCounts<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (level, count) in self.0 {
            map.serialize_entry(level, count)?;
        }
        map.end()
    }
}

impl Serialize for Dataset {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_struct("Dataset", 8)?;
        out.serialize_field("units", &UnitCounts(&self.units))?;
        out.serialize_field("zones", &self.zones)?;
        out.serialize_field("organizations", &self.organizations)?;
        out.serialize_field("people", &self.people)?;
        out.serialize_field("alliances", &self.alliances)?;
        out.serialize_field("relations", &self.relations)?;
        out.serialize_field("households", &self.households)?;
        out.serialize_field("quarantined", &self.quarantined)?;
        out.end()
    }
}

/// What a line of coverage counts: the units of a level, the zones of a kind, or the organizations of a kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum CoverageOf {
    /// Units of a level.
    Level(Level),
    /// Zones of a kind.
    Zone(crate::base::ZoneKind),
    /// Organizations of a kind.
    Organization(crate::base::OrganizationKind),
}

/// Coverage (覆盖) of one level or kind, by the numbers.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CoverageLine {
    /// What is counted.
    #[serde(flatten)]
    pub of: CoverageOf,
    /// `organization` (组织覆盖) or `work` (工作覆盖).
    pub kind: &'static str,
    /// Covered directly or through a zone.
    pub covered: u64,
    /// Covered directly.
    pub direct: u64,
    /// Covered through a zone only.
    pub through_zone: u64,
    /// Not covered, but a unit above is.
    pub inherited_only: u64,
    /// Covered by two or more different organizations.
    pub doubly: u64,
    /// All of that level or kind on the day, without what is excluded.
    pub total: u64,
    /// Left out because the profile says so.
    pub excluded: u64,
    /// `covered / total`; `None` where there is nothing to cover.
    pub ratio: Option<f64>,
}

/// How many findings a rule has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Summary {
    /// The rule's code.
    pub code: &'static str,
    /// The rule's name.
    pub name: &'static str,
    /// The rule's severity.
    pub severity: super::Severity,
    /// How many there are.
    pub total: u64,
    /// How many the report shows.
    pub shown: u64,
    /// Whether some are left out.
    pub truncated: bool,
}

/// A rule that could not run, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct NotRun {
    /// The rule's code.
    pub code: &'static str,
    /// Why it did not run, in English.
    pub reason: String,
    /// Why it did not run, in Chinese.
    #[serde(skip)]
    pub reason_zh: String,
}

impl NotRun {
    /// Why it did not run, in `lang`.
    pub fn reason(&self, lang: Lang) -> &str {
        match lang {
            Lang::En => &self.reason,
            Lang::Zh => &self.reason_zh,
        }
    }
}

/// Which rules ran.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct RulesRun {
    /// How many rules ran.
    pub ran: u64,
    /// The rules that did not, by code. Rules that the profile switches off are not among them.
    pub not_run: Vec<NotRun>,
}

/// The result of an audit (审核报告): what was looked at, coverage, findings, and which rules ran.
///
/// Serialized, it is the contract `govgrid-report/1`: the same input in any order of rows gives the same bytes, but for
/// the rows in places.
#[derive(Clone, Debug)]
pub struct Report {
    /// The day; `None` where neither the call nor the data gave one.
    pub as_of: Option<Day>,
    /// The name of the profile.
    pub profile: String,
    /// What was looked at.
    pub dataset: Dataset,
    /// Coverage by level, zone kind and organization kind.
    pub coverage: Vec<CoverageLine>,
    /// Which rules ran.
    pub rules: RulesRun,
    findings: Findings,
}

impl Report {
    pub(crate) fn new(as_of: Option<Day>, profile: &str, dataset: Dataset, findings: Findings) -> Self {
        let (findings, profile) = (findings.finish(), shown(profile, Use::Text).into_owned());
        Self { as_of, profile, dataset, coverage: Vec::new(), rules: RulesRun::default(), findings }
    }

    /// The findings, counted and capped.
    pub const fn findings(&self) -> &Findings {
        &self.findings
    }

    pub(crate) fn into_findings(self) -> Findings {
        self.findings
    }

    /// Each rule that has findings.
    pub fn summary(&self) -> Vec<Summary> {
        let line = |(rule, total, shown): (&'static Rule, u64, usize)| {
            let shown = shown as u64;
            Summary {
                code: rule.code,
                name: rule.name,
                severity: rule.severity,
                total,
                shown,
                truncated: shown < total,
            }
        };
        self.findings.by_rule().map(line).collect()
    }

    /// Whether a finding is of severity error.
    pub fn has_errors(&self) -> bool {
        self.findings.has_errors()
    }
}

impl Serialize for Report {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_struct("Report", 8)?;
        out.serialize_field("format", "govgrid-report/1")?;
        out.serialize_field("as_of", &self.as_of)?;
        out.serialize_field("profile", &self.profile)?;
        out.serialize_field("dataset", &self.dataset)?;
        out.serialize_field("coverage", &self.coverage)?;
        out.serialize_field("summary", &self.summary())?;
        out.serialize_field("findings", &self.findings.iter().collect::<Vec<&Finding>>())?;
        out.serialize_field("rules", &self.rules)?;
        out.end()
    }
}
