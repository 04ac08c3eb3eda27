//! The rules that an audit runs, a folder for each family.

mod coverage;
mod figures;
mod names;
mod time;
mod units;

use super::rule::Check;

/// The checks by family.
pub(super) static ALL: [&[Check]; 5] = [coverage::ALL, figures::ALL, names::ALL, time::ALL, units::ALL];
