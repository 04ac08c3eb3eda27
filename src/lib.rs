//! The organisational hierarchy of Chinese urban governance – district 区县, street 街道, community 社区, grid 网格,
//! building 楼栋, household 户 – as a typed graph, with the zones and organisations woven through it. It answers
//! validated queries and audits invariants.
//!
//! ```text
//!  tables, streams, ──► import ──► Draft ──build()──► Hierarchy ──as_of(day)──► Snapshot ──► queries
//!  or records in code              │ findings          ▲ petgraph                   │
//!                                  ▼                   │                            ▼
//!                              Quarantine ── mended ───┘                audit(profile) ──► Report
//! ```
//!
//! - A [`Draft`] is what was said: rows from [`import`], or [`record`]s made in code. It may be wrong, and knows every
//!   fault of every row.
//! - A [`Hierarchy`] is what holds. It cannot break structure: [`Draft::build`] refuses what does, and
//!   [`Draft::quarantine`] keeps the good part and hands back the rest.
//! - A [`Snapshot`] is the hierarchy on one day; all questions start there, so that nobody forgets the date.
//! - [`Snapshot::audit`] runs the rules of a [`Profile`] and gives a [`Report`].
//!
//! ```
//! use govgrid::{Code, CoverageMode, Draft, Grid, Level, OrganizationKind, record};
//!
//! let mut draft = Draft::new();
//! draft.add(&record::Unit::new("130205001026", Level::Community))?;
//! let parent = Some("130205001026".to_owned());
//! draft.add(&record::Unit { parent, ..record::Unit::new("130205001026-G003", Level::Grid) })?;
//! draft.add(&record::Organization::new("PB-1", OrganizationKind::PartyBranch))?;
//! draft.add(&record::Coverage::new("PB-1", "130205001026-G003", CoverageMode::Standalone))?;
//!
//! let hierarchy = draft.build()?;
//! let today = hierarchy.as_of("2024-06-01".parse::<govgrid::Day>()?);
//! let grid = today.unit(&"130205001026-G003".parse::<Code<Grid>>()?)?;
//! assert_eq!(grid.community().code(), "130205001026");
//! assert_eq!(grid.covered_by().count(), 1);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

#![cfg_attr(
    not(feature = "import"),
    expect(dead_code, unused_imports, reason = "parts of the draft serve only those who read files")
)]

mod base;
mod change;
mod check;
mod draft;
#[cfg(feature = "export")]
pub mod export;
mod findings;
mod graph;
#[cfg(feature = "import")]
pub mod import;
mod query;
pub mod record;

pub use base::{
    AllianceKind, AllianceRole, Any, AttachmentKind, Building, Category, City, Code, CodeClass, CodeError, Community,
    CoverageKind, CoverageMode, Day, DayError, Decimal, DecimalError, District, DivisionCode, DivisionCodeError,
    EventKind, Figure, FigureBase, FigureError, FigureUnit, Grid, GridSuffix, GridSuffixError, Household, Lang, Level,
    LineageKind, MeasureKind, MicroGrid, Number, NumberError, Of, OfWhich, OrganizationForm, OrganizationKind,
    OrganizationRank, PairingKind, Period, PeriodError, ProjectKind, Province, Purpose, Qualifier, ReportKind,
    ResponsibilityForm, Role, Scheme, SchemeError, ServiceKind, Stairwell, Standing, Street, UnitKind, UnitLevel,
    UnknownWord, Verb, Verdict, What, Word, WordList, ZoneKind, node,
};
#[cfg(feature = "journal")]
pub use change::{
    Appended, Ignored, Journal, JournalError, Plan, PlanError, Preparation, Prepared, Recorded, Replayed, Torn,
};
pub use change::{
    Assigned, Assignment, Change, ChangeError, Changed, CoverageDifference, Descent, Difference, Event, Fallen,
    FindingsDifference, Ground, Hint, LeftOut, Moved, Outcome, Preview, Proposal, Proposals, Reason, Restated,
    Unsettled, WhyFallen,
};
pub use check::{AuditNews, Exclusion, Exclusions, LiveAudit, Parameter, Profile, ProfileError, Step, catalogue, page};
pub use draft::{Checked, Draft, DraftFull, Package, Quarantine, QuarantinedRow, UntilRule};
pub use findings::{
    CoverageLine, CoverageOf, Dataset, Family, Finding, Findings, NotRun, Observed, Page, Place, Related, Report, Rule,
    RulesRun, Severity, Subject, SubjectKind, Summary, Text,
};
#[cfg(feature = "image")]
pub use graph::ImageError;
#[cfg(any(feature = "journal", feature = "image"))]
pub use graph::{Answer, PlanSummary};
pub use graph::{DayGraph, Hierarchy, Rejected, Tie};
pub use query::{
    Alliance, AllianceMember, Answerable, Arithmetic, Attachment, Because, Bond, Claim, Commander, Contact, Coverage,
    CoverageItem, CoverageQuery, Covering, DeclaredTotal, Direction, DistinctMembers, DoubleReporting,
    EmployerReporting, Enclave, Enclaves, Episode, Hop, HouseholdCounts, Households, Judged, JudgedRow, LevelCounts,
    Linkage, LinkageRole, Linkages, LinkedScope, Mapping, Measure, MeasureSummary, MeasureValue, Measured,
    MemberContacts, Membership, Missing, NamedPath, Node, Organization, Pairing, Pairs, Part, PathError, PathStep,
    Person, Places, Post, Project, Purposes, QueryError, Reached, Reading, RegisterLine, Repeat, Reporting,
    ReportingCounts, ReportingVerdict, Responsibility, RunBy, Service, Share, SharePlace, Snapshot, Stop, Sum,
    Template, TemplateError, TemplateRole, Tier, TierError, TierHolder, TierKind, TierSummary, Total, Touch, Unit,
    UnitSet, UnitTier, Way, Whistle, Zone,
};

/// The examples of the README run with the other examples of the documentation.
#[cfg(all(doctest, feature = "import", feature = "export", feature = "image"))]
#[doc = include_str!("../README.md")]
struct Readme;
