//! What import, structure and rules have to say: rules with their pages, places, findings and reports.

mod collection;
mod compared;
mod finding;
mod place;
mod report;
mod rule;
pub(crate) mod rules;

pub use collection::Findings;
pub(crate) use compared::Compared;
pub use finding::{Finding, Observed, Related, Subject, SubjectKind};
pub use place::Place;
pub use report::{CoverageLine, CoverageOf, Dataset, NotRun, Report, RulesRun, Summary};
pub use rule::{Family, Page, Rule, Severity, Text};
