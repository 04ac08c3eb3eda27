//! Published figures: judging them by what the data give.

mod arithmetic;
mod judge;
mod judged;
mod published;
mod scope;
mod tally;
mod thing;
mod trend;

pub use arithmetic::Arithmetic;
pub use judged::{Judged, JudgedRow, Reading};
