//! Published figures: judging them by what the data give.

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
mod trend;

pub use arithmetic::Arithmetic;
pub use judged::{Judged, JudgedRow, Reading};
pub(crate) use fact::{Answer, Key};
pub(crate) use memory::Memory;
