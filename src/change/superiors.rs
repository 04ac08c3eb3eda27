//! What units above declare of all that lies in them, when something comes under others.

use super::merge::declared;
use super::outcome::Unsettled;
use super::readings::{is_sum, last_readings};
use super::step::Step;
use crate::query::Unit;
use std::collections::BTreeSet;

/// Lists what the units state of all that lies in them that had something in them before and have it no more, or the other
/// way round: nobody says how much of it that is.
pub(super) fn list_superiors(step: &mut Step<'_>, parents: &[(Option<u32>, Option<u32>)]) {
    let snapshot = step.hierarchy.as_of(step.day);
    let line = |slot: &Option<u32>| -> BTreeSet<u32> {
        let unit = slot.and_then(|slot| Unit::there(snapshot, slot));
        unit.into_iter().flat_map(|unit| std::iter::once(unit).chain(unit.ancestors())).map(Unit::number).collect()
    };
    let others = parents.iter().flat_map(|(old, new)| {
        let (old, new) = (line(old), line(new));
        old.symmetric_difference(&new).copied().collect::<Vec<_>>()
    });
    let others: BTreeSet<u32> = others.collect();
    let mut listed: Vec<Unsettled> = Vec::new();
    for unit in others {
        let code = step.hierarchy.code_on(unit, step.day);
        let row = step.hierarchy.row_on(unit, step.day);
        listed.extend(row.into_iter().flat_map(|at| declared(step, code, at)));
        listed.extend(last_readings(step, unit, code, is_sum));
    }
    listed.sort();
    step.outcome.undivided.extend(listed);
}

/// What a unit lies in on the day.
pub(super) fn parent(step: &Step<'_>, unit: u32) -> Option<u32> {
    Unit::there(step.hierarchy.as_of(step.day), unit)?.parent().map(Unit::number)
}

/// The households that are known of all that lies in a unit.
pub(super) fn households(step: &Step<'_>, unit: u32) -> Option<u64> {
    Unit::there(step.hierarchy.as_of(step.day), unit)?.households().counted
}

/// Whether nothing lies in a unit and it does not say how many households it has: as long as it is there, what its superior
/// declares counts, and not what the others there say together.
pub(super) fn is_uncounted_leaf(step: &Step<'_>, unit: u32) -> bool {
    let found = Unit::there(step.hierarchy.as_of(step.day), unit);
    found.is_some_and(|unit| unit.children_in_any_order().next().is_none() && unit.households().counted.is_none())
}
