//! Sets of units against plain sets of nodes.

use super::{codes_in_order, for_days, for_worlds};
use crate::oracle::Naive;
use crate::oracle::draft::{day, hierarchy, level};
use crate::oracle::world::NodeId;
use govgrid::{Snapshot, Unit, UnitSet};
use std::cell::Cell;
use std::collections::BTreeSet;

type Plain = BTreeSet<NodeId>;

fn set<'h>(snapshot: Snapshot<'h>, naive: &Naive<'_>, nodes: &Plain) -> UnitSet<'h> {
    snapshot.unit_set(nodes.iter().map(|node| snapshot.any_unit(naive.code(*node)).unwrap()))
}

/// Every third unit and every unit of a place in the order of codes: two sets that overlap.
fn two(naive: &Naive<'_>) -> (Plain, Plain) {
    let units = naive.units();
    let a = units.iter().copied().filter(|unit| unit % 3 != 0).collect();
    (a, units.into_iter().filter(|unit| unit % 2 == 0).collect())
}

/// Holds a set against plain nodes: what it has, how many, and in which order.
fn hold(found: &UnitSet<'_>, naive: &Naive<'_>, expected: &Plain) {
    assert_eq!(found.len(), expected.len());
    assert_eq!(found.is_empty(), expected.is_empty());
    let snapshot = found.snapshot();
    for node in naive.units() {
        let unit = snapshot.any_unit(naive.code(node)).unwrap();
        assert_eq!(found.contains(unit), expected.contains(&node), "{unit:?}");
    }
    let mut walked = codes_in_order(snapshot.all_units());
    walked.retain(|code| expected.iter().any(|node| naive.code(*node) == *code));
    assert_eq!(codes_in_order(found.iter()), walked);
}

#[test]
fn sets_of_units_follow_the_algebra_of_sets() {
    for_days(1, |snapshot, naive| {
        let (a, b) = two(naive);
        let (found_a, found_b) = (set(snapshot, naive, &a), set(snapshot, naive, &b));
        hold(&found_a, naive, &a);
        hold(&found_a.union(&found_b), naive, &(&a | &b));
        hold(&found_a.intersection(&found_b), naive, &(&a & &b));
        hold(&found_a.difference(&found_b), naive, &(&a - &b));
        assert_eq!(found_a.is_subset(&found_b), a.is_subset(&b));
        assert!(found_a.intersection(&found_b).is_subset(&found_a));
        for at in [2, 5, 9] {
            let of_level: Plain = naive.units_of(at).into_iter().collect();
            hold(&found_a.complement(level(at)), naive, &(&of_level - &a));
            hold(&found_a.of_level(level(at)), naive, &(&of_level & &a));
        }
    });
}

#[test]
fn subtrees_and_zones_are_sets_with_all_below() {
    let (below, moved) = (Cell::new(0), Cell::new(0));
    for_days(2, |snapshot, naive| {
        for node in naive.units().into_iter().take(4) {
            let own: Plain = naive.descendants(node).into_iter().chain([node]).collect();
            hold(&snapshot.any_unit(naive.code(node)).unwrap().subtree(), naive, &own);
        }
        for zone in naive.zones() {
            let units = naive.zone_units(zone);
            let all: Plain = units.iter().flat_map(|unit| naive.descendants(*unit)).chain(units.clone()).collect();
            below.set(below.get() + usize::from(all.len() > units.len()));
            let found = snapshot.zone(&naive.code(zone).parse().unwrap()).unwrap();
            hold(&found.all_units(), naive, &all);
        }
        // Where the walk of the day is not that of the numbers, sets must not go by numbers.
        let numbers: Vec<usize> = snapshot.all_units().map(Unit::index).collect();
        moved.set(moved.get() + usize::from(!numbers.is_sorted()));
    });
    assert!(below.get() > 50 && moved.get() > 50, "{below:?} {moved:?}");
}

#[test]
fn sets_of_two_days_are_put_together_by_unit() {
    let (gone, stranger) = (Cell::new(0), Cell::new(0));
    for_worlds(|world| {
        let (all, other) = (hierarchy(world), hierarchy(world));
        let days = world.some_days(2);
        for (first, second) in days.iter().zip(days.iter().skip(1)) {
            let (early, late) = (all.as_of(day(*first)), all.as_of(day(*second)));
            let (naive, later) = (Naive::on(world, *first), Naive::on(world, *second));
            let (a, b) = (two(&naive).0, two(&later).1);
            let (found_a, found_b) = (set(early, &naive, &a), set(late, &later, &b));
            let there: Plain = b.iter().copied().filter(|unit| naive.has_unit(*unit)).collect();
            gone.set(gone.get() + usize::from(there.len() < b.len()));
            hold(&found_a.union(&found_b), &naive, &(&a | &there));
            hold(&found_a.intersection(&found_b), &naive, &(&a & &b));
            hold(&found_a.difference(&found_b), &naive, &(&a - &b));
            hold(&early.unit_set(found_b.iter()), &naive, &there);
            let of_other = set(other.as_of(day(*first)), &naive, &a);
            hold(&found_a.union(&of_other), &naive, &a);
            hold(&found_a.intersection(&of_other), &naive, &Plain::new());
            hold(&found_a.difference(&of_other), &naive, &a);
            hold(&early.unit_set(of_other.iter()), &naive, &Plain::new());
            stranger.set(stranger.get() + usize::from(of_other.iter().any(|unit| !found_a.contains(unit))));
        }
    });
    assert!(gone.get() > 20 && stranger.get() > 20, "{gone:?} {stranger:?}");
}
