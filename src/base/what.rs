//! What can be counted: nodes and rows, each by its kind.

use super::words::words;
use super::{
    AllianceKind, AllianceRole, Lang, Level, MeasureKind, OfWhich, OrganizationForm, OrganizationKind, PairingKind,
    ProjectKind, ReportKind, ResponsibilityForm, Role, UnitKind, ZoneKind,
};
use std::fmt;

words! {
    /// Which coverage a figure is of (覆盖类别).
    pub enum CoverageKind in "claims.figure" {
        Organization = "org_coverage" "组织覆盖";
        Work = "work_coverage" "工作覆盖";
    }
}

/// What stands before the kind in a figure, for all but units, in both languages.
pub(super) const SORTS: [(&str, &str); 10] = [
    (ZONE, "区域"),
    (ORGANIZATION, "组织"),
    (POST, "职务"),
    ("alliance", "联盟"),
    (ALLIANCE_MEMBER, "联盟成员"),
    ("pairing", "结对"),
    ("report", "报到"),
    ("responsibility", "包联"),
    ("project", "项目"),
    (MEASURE, "指标"),
];
pub(super) const ZONE: &str = "zone";
pub(super) const ORGANIZATION: &str = "org";
pub(super) const POST: &str = "post";
pub(super) const ALLIANCE_MEMBER: &str = "alliance_member";
pub(super) const MEASURE: &str = "measure";

/// What is counted (统计对象): nodes or rows of one kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum What {
    /// Units (单元) of a level, perhaps of one kind: `level[:kind]`.
    Unit(Level, Option<UnitKind>),
    /// Zones (区域): `zone:kind`.
    Zone(ZoneKind),
    /// Organizations (组织), perhaps of one form: `org:kind[:form]`.
    Organization(OrganizationKind, Option<OrganizationForm>),
    /// Holders of posts (职务), perhaps some of them: `post:role[:of_which]`.
    Post(Role, Option<OfWhich>),
    /// Alliances (联盟): `alliance:kind`.
    Alliance(AllianceKind),
    /// Members of alliances (联盟成员): `alliance_member:role`.
    AllianceMember(AllianceRole),
    /// Pairs (结对): `pairing:kind`.
    Pairing(PairingKind),
    /// Rows of double reporting (双报到): `report:kind`.
    Report(ReportKind),
    /// Rows of responsibility (包联): `responsibility:form`.
    Responsibility(ResponsibilityForm),
    /// Projects (项目): `project:kind`.
    Project(ProjectKind),
    /// Measured values (指标): `measure:name`.
    Measure(MeasureKind),
}

/// The last part of a figure: what of it, or per what.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Of {
    /// That it is covered (覆盖).
    Coverage(CoverageKind),
    /// That it has one of these; or per one of these.
    What(What),
}

impl What {
    /// Its words as a figure has them: what sort, of which kind, and what narrows it down.
    const fn words(self) -> (Option<&'static str>, &'static str, Option<&'static str>) {
        match self {
            Self::Unit(level, None) => (None, level.as_str(), None),
            Self::Unit(level, Some(kind)) => (None, level.as_str(), Some(kind.as_str())),
            Self::Zone(kind) => (Some(ZONE), kind.as_str(), None),
            Self::Organization(kind, None) => (Some(ORGANIZATION), kind.as_str(), None),
            Self::Organization(kind, Some(form)) => (Some(ORGANIZATION), kind.as_str(), Some(form.as_str())),
            Self::Post(role, None) => (Some(POST), role.as_str(), None),
            Self::Post(role, Some(of_which)) => (Some(POST), role.as_str(), Some(of_which.as_str())),
            Self::Alliance(kind) => (Some("alliance"), kind.as_str(), None),
            Self::AllianceMember(role) => (Some(ALLIANCE_MEMBER), role.as_str(), None),
            Self::Pairing(kind) => (Some("pairing"), kind.as_str(), None),
            Self::Report(kind) => (Some("report"), kind.as_str(), None),
            Self::Responsibility(form) => (Some("responsibility"), form.as_str(), None),
            Self::Project(kind) => (Some("project"), kind.as_str(), None),
            Self::Measure(measure) => (Some(MEASURE), measure.as_str(), None),
        }
    }

    /// What it is called in `lang`: `party branch (temporary)`, 临时党支部.
    pub fn label(self, lang: Lang) -> String {
        let bracketed = |before: &str, within: Option<&str>| match within {
            None => before.to_owned(),
            Some(within) => format!("{before}（{within}）"),
        };
        if lang == Lang::En {
            let (sort, kind, narrower) = self.words();
            // A kind by itself may say too little of what is counted.
            let sort = sort.filter(|sort| ![ZONE, ORGANIZATION, POST, MEASURE].contains(sort));
            let words: Vec<&str> = sort.into_iter().chain([kind]).chain(narrower).collect();
            let [first, rest @ ..] = words.as_slice() else { return String::new() };
            let rest = if rest.is_empty() { String::new() } else { format!(" ({})", rest.join(" ")) };
            return format!("{first}{rest}").replace('_', " ");
        }
        match self {
            Self::Unit(level, kind) => kind.map_or(level.label(lang), |kind| kind.label(lang)).to_owned(),
            Self::Zone(kind) => kind.label(lang).to_owned(),
            Self::Organization(kind, form) => form.map_or("", |form| form.label(lang)).to_owned() + kind.label(lang),
            Self::Post(role, of_which) => bracketed(role.label(lang), of_which.map(|of_which| of_which.label(lang))),
            Self::Alliance(kind) => kind.label(lang).to_owned(),
            Self::AllianceMember(role) => bracketed("联盟成员", Some(role.label(lang))),
            Self::Pairing(kind) => kind.label(lang).to_owned(),
            Self::Report(kind) => kind.label(lang).to_owned(),
            Self::Responsibility(form) => form.label(lang).to_owned(),
            Self::Project(kind) => kind.label(lang).to_owned(),
            Self::Measure(measure) => measure.label(lang).to_owned(),
        }
    }
}

impl Of {
    /// What it is called in `lang`.
    pub fn label(self, lang: Lang) -> String {
        match self {
            Self::Coverage(kind) if lang == Lang::En => {
                kind.as_str().replace("org_", "organisation ").replace('_', " ")
            }
            Self::Coverage(kind) => kind.label(lang).to_owned(),
            Self::What(what) => what.label(lang),
        }
    }
}

impl fmt::Display for What {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (sort, kind, narrower) = self.words();
        let words: Vec<&str> = sort.into_iter().chain([kind]).chain(narrower).collect();
        f.write_str(&words.join(":"))
    }
}

impl fmt::Display for Of {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Coverage(kind) => kind.fmt(f),
            Self::What(what) => what.fmt(f),
        }
    }
}
