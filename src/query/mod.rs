//! Questions, all asked of a [`Snapshot`]: the hierarchy on one day.

mod alliance;
mod coverage;
mod error;
mod households;
mod node;
mod organization;
mod part;
mod person;
mod project;
mod rows;
mod snapshot;
mod unit;
mod view;
mod zone;

pub use alliance::Alliance;
pub use coverage::{Coverage, CoverageItem, CoverageQuery};
pub(crate) use coverage::{CoverageOfUnits, coverage_of_node};
pub use error::QueryError;
pub(crate) use households::HouseholdSums;
pub use households::{HouseholdCounts, Households};
pub use node::Node;
pub use organization::Organization;
pub use person::Person;
pub use project::Project;
pub use rows::{
    AllianceMember, Attachment, Claim, Contact, Direction, Mapping, Measure, Membership, Pairing, Post, Purposes,
    Reporting, Responsibility, Service, Whistle,
};
pub use snapshot::Snapshot;
pub use unit::{Covering, Unit};
pub use zone::Zone;
