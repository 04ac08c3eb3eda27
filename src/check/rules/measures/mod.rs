//! Family M: measures, ratings, standards.

mod m101_declared_total_differs;

use crate::check::rule::Check;

pub(super) static ALL: &[Check] = &[m101_declared_total_differs::CHECK];
