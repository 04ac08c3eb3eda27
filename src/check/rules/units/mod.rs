//! Family U: unit sizes.

mod u101_households_per_community;
mod u102_households_per_grid;
mod u103_childless_beside_siblings;
mod u104_household_count_differs;

use crate::check::rule::{Check, Look};
use crate::findings::Findings;
use crate::query::Unit;

pub(super) static ALL: &[Check] = &[
    u101_households_per_community::CHECK,
    u102_households_per_grid::CHECK,
    u103_childless_beside_siblings::CHECK,
    u104_household_count_differs::CHECK,
];

/// A finding if the unit's households are counted and lie outside `min` and `max`.
fn check_size(look: &Look<'_, '_>, unit: Unit<'_>, findings: &mut Findings) {
    let (least, most) = (look.value("min"), look.value("max"));
    if let Some(counted) = look.households.of(unit).counted.filter(|counted| !(least..=most).contains(counted)) {
        let declared = unit.declared_households().map(|count| count.to_string());
        let finding = look.of_unit(unit, "households", declared.as_deref());
        findings.push(finding.saw(counted, crate::check::rule::range(least, most)));
    }
}
