//! Questions, all asked of a [`Snapshot`]: the hierarchy on one day.

mod alliance;
mod contacting;
mod coverage;
mod distinct;
mod enclave;
mod error;
mod households;
mod linkage;
mod locate;
mod node;
mod organization;
mod part;
mod person;
mod places;
mod project;
mod rows;
mod share;
mod snapshot;
mod template;
mod tier;
mod unit;
mod view;
mod zone;

pub use alliance::Alliance;
pub use contacting::MemberContacts;
pub use coverage::{Coverage, CoverageItem, CoverageQuery};
pub use distinct::DistinctMembers;
pub use enclave::{Enclave, Enclaves, RunBy};
pub use error::QueryError;
pub use households::{HouseholdCounts, Households};
pub use linkage::{Linkage, LinkageRole, Linkages, LinkedScope, Missing};
pub use node::Node;
pub use organization::Organization;
pub use person::Person;
pub use places::Places;
pub use project::Project;
pub use rows::{
    AllianceMember, Attachment, Claim, Contact, Direction, Mapping, Measure, Membership, Pairing, Post, Purposes,
    Reporting, Responsibility, Service, Whistle,
};
pub use share::{Part, Share, SharePlace};
pub use snapshot::Snapshot;
pub(crate) use template::SaidTemplate;
pub use template::{Template, TemplateError, TemplateRole};
pub(crate) use tier::SaidTier;
pub use tier::{Tier, TierError, TierHolder, TierKind, TierSummary, UnitTier};
pub use unit::{Covering, Unit};
pub use zone::Zone;
