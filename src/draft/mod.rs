//! What was said, and whether it can hold: a [`Draft`] collects rows, [`Checked`] knows every structural fault of them.

mod batch;
mod cells;
mod fault;
mod faults;
mod index;
mod literal;
mod model;
mod numbers;
mod packed;
mod quarantine;
mod rows;
#[cfg(feature = "export")]
mod shown;
mod siblings;
mod structure;
mod symbols;
mod texts;
mod wide;

pub(crate) use batch::{Batch, Numbering};
pub(crate) use cells::{At, Full};
pub(crate) use fault::{About, Fault, Raw};
pub(crate) use literal::trim;
pub use model::{Draft, DraftFull, Package, UntilRule};
pub use quarantine::{Quarantine, QuarantinedRow};
pub(crate) use rows::{NONE, Rows, SourceId};
#[cfg(feature = "export")]
pub(crate) use shown::Codes;
pub(crate) use siblings::NO_KEY;
pub use structure::Checked;
#[cfg(feature = "image")]
pub(crate) use structure::{Chained, is_any_circle};
pub(crate) use structure::{RowId, Verdict, pick, reference_period};
pub(crate) use symbols::{SIDE_BY_SIDE, Symbols};
pub(crate) use texts::Texts;
