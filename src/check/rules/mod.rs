//! The rules that an audit runs, a folder for each family.

mod coverage;
mod figures;
mod measures;
mod names;
mod time;
mod units;

use super::rule::Check;

/// The checks by family.
pub(super) static ALL: [&[Check]; 6] = [coverage::ALL, figures::ALL, measures::ALL, names::ALL, time::ALL, units::ALL];
