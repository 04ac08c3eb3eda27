//! Published figures: judging them by what the data give.

mod arithmetic;
mod coverage;
mod judge;
mod judged;
mod measured;
mod published;
mod scope;
mod tally;
mod thing;
mod trend;

pub use arithmetic::Arithmetic;
pub use judged::{Judged, JudgedRow, Reading};
