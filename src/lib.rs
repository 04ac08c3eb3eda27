//! The organisational hierarchy of Chinese urban governance – district, street, community, grid, building, household –
//! as a typed graph, with the zones and organisations woven through it. It answers validated queries and audits
//! invariants.

mod base;
mod check;
mod draft;
mod findings;
mod graph;
#[cfg(feature = "import")]
pub mod import;
mod query;
pub mod record;

pub use base::{
    Any, Building, City, Code, CodeClass, CodeError, Community, CoverageMode, Day, DayError, District, DivisionCode,
    DivisionCodeError, Grid, GridSuffix, GridSuffixError, Household, Lang, Level, LineageKind, MicroGrid,
    OrganizationForm, OrganizationKind, OrganizationRank, Period, PeriodError, Province, Scheme, SchemeError,
    Stairwell, Street, UnitKind, UnitLevel, UnknownWord, Word, WordList, ZoneKind, node,
};
pub use check::{Exclusion, Parameter, Profile, ProfileError, Step, catalogue, page};
pub use draft::{Checked, Draft, DraftFull, Package, Quarantine, QuarantinedRow, UntilRule};
pub use findings::{
    CoverageLine, CoverageOf, Dataset, Family, Finding, Findings, NotRun, Observed, Page, Place, Related, Report, Rule,
    RulesRun, Severity, Subject, SubjectKind, Summary, Text,
};
pub use graph::{DayGraph, Hierarchy, Rejected, Tie};
pub use query::{
    Coverage, CoverageItem, CoverageQuery, Covering, HouseholdCounts, Households, Node, Organization, QueryError,
    Snapshot, Unit, Zone,
};
