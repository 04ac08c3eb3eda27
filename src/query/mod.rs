//! Questions, all asked of a [`Snapshot`]: the hierarchy on one day.

mod alliance;
mod command;
mod coverage;
mod error;
mod households;
mod measures;
mod node;
mod organization;
mod pairing;
mod part;
mod path_text;
mod paths;
mod person;
mod project;
mod registers;
mod reporting;
mod responsibility;
mod rows;
mod sets;
mod snapshot;
mod touches;
mod unit;
mod view;
mod zone;

pub use alliance::Alliance;
pub use command::Commander;
pub use coverage::{Coverage, CoverageItem, CoverageQuery};
pub use error::QueryError;
pub use households::{HouseholdCounts, Households};
pub use measures::{DeclaredTotal, MeasureSummary, Measured, Reading, Sum};
pub use node::Node;
pub use organization::Organization;
pub use pairing::Pairs;
pub use path_text::{NamedPath, PathError, PathStep, Repeat, Stop};
pub use paths::{Hop, Reached};
pub use person::Person;
pub use project::Project;
pub use registers::RegisterLine;
pub use reporting::{DoubleReporting, EmployerReporting, ReportingCounts, ReportingVerdict};
pub use responsibility::{Answerable, Because};
pub use rows::{
    AllianceMember, Attachment, Claim, Contact, Direction, Mapping, Measure, Membership, Pairing, Post, Purposes,
    Reporting, Responsibility, Service, Whistle,
};
pub use sets::UnitSet;
pub use snapshot::Snapshot;
pub use touches::{Bond, Touch, Way};
pub use unit::{Covering, Unit};
pub use zone::Zone;
