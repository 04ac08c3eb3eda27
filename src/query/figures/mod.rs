//! Published figures: judging them by what the data give.

mod affected;
mod arithmetic;
mod classify;
mod fact;
mod judge;
mod judged;
mod measured;
mod memory;
mod published;
mod scope;
mod tally;
mod thing;
mod totals;
mod trend;

pub(crate) use affected::{Affected, Touch as FactsTouch};
pub use arithmetic::Arithmetic;
pub(crate) use fact::{Facts, Key, OfDay as FactsOfDay};
pub use judged::{Judged, JudgedRow, Reading};
pub(crate) use memory::Memory;
pub use totals::Total;
