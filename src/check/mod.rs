//! Rules, profiles and the audit that runs them.
//!
//! To add a rule: one file in `rules/<family>/`, and one line in the list of its family.

mod audit;
mod catalogue;
mod claims;
mod exclusions;
mod found;
mod live;
mod parts;
mod places;
mod profile;
mod reach;
mod rule;
mod rules;
mod siblings;
mod tally;

pub use catalogue::{catalogue, page};
pub use exclusions::Exclusions;
pub use live::{AuditNews, LiveAudit};
pub use profile::{Exclusion, Profile, ProfileError};
pub use rule::{Parameter, Step};
