//! Many codes looked up at once in a hierarchy that has lived.

use super::seen::nodes;
use govgrid::{Any, Code, Community, Day, Hierarchy, Snapshot, Unit, UnitLevel};
use std::collections::{BTreeMap, BTreeSet};

/// Every code that was ever met is found among many as it is alone, and as whoever walks over all units meets it. Codes
/// that are met now are added.
pub(super) fn many_are_found(hierarchy: &Hierarchy, days: &[Day], met: &mut BTreeSet<String>) {
    for snapshot in days.iter().map(|day| hierarchy.as_of(*day)).chain([hierarchy.snapshot()]) {
        met.extend(nodes(snapshot).into_iter().map(|node| node.code().to_owned()));
        met.insert("nobody".to_owned());
        find::<Any>(snapshot, met);
        find::<Community>(snapshot, met);
    }
}

fn find<L: UnitLevel>(snapshot: Snapshot<'_>, met: &BTreeSet<String>) {
    let units = snapshot.all_units().filter_map(|unit| Some((unit.code(), unit.of_level::<L>()?)));
    let units: BTreeMap<&str, Unit<'_, L>> = units.collect();
    let codes: Vec<Code<L>> = met.iter().map(|code| code.parse().unwrap()).collect();
    let found: Vec<_> = snapshot.find_units(&codes).collect();
    assert_eq!(found.len(), codes.len());
    for (code, answer) in codes.iter().zip(found) {
        assert_eq!(answer, snapshot.unit(code));
        assert_eq!(answer.ok(), units.get(code.as_str()).copied());
    }
}
