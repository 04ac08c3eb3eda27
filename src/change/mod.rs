//! Change (变更): dated events turn one hierarchy into the next.
//!
//! An event is worked out as a list of rows that end, are added or say something else; nothing else changes a
//! hierarchy. A past day stays what it was: only [`Change::Correct`] and [`Change::Retract`] touch it.

mod apply;
mod columns;
mod decide;
mod descent;
mod difference;
mod error;
mod event;
#[cfg(feature = "journal")]
mod journal;
mod kept;
mod lineage;
mod merge;
mod moves;
mod outcome;
#[cfg(feature = "journal")]
mod plan;
#[cfg(feature = "journal")]
mod prepare;
mod preview;
mod propose;
mod readings;
mod recode;
mod replay;
mod reuse;
mod shown;
mod split;
mod step;
mod sums;
mod superiors;

pub use descent::{Descent, Moved, Restated};
pub use difference::{Changed, CoverageDifference, Difference, FindingsDifference};
pub use error::{ChangeError, Hint, Reason};
pub use event::{Assigned, Assignment, Change, Event};
#[cfg(feature = "journal")]
pub use journal::{Ignored, Journal, JournalError, Recorded, Replayed, Torn};
pub use outcome::{Fallen, Outcome, Unsettled, WhyFallen};
#[cfg(feature = "journal")]
pub use plan::{Plan, PlanError};
#[cfg(feature = "journal")]
pub use prepare::{Appended, Preparation, Prepared};
pub use preview::Preview;
pub use propose::{Ground, LeftOut, Proposal, Proposals};
