//! A hierarchy depends on what is said, not on the order in which it is said, and can be said again.

use super::dump::dump;
use super::for_worlds;
use crate::oracle::draft::{built, day, hierarchy};
use crate::oracle::world::World;
use govgrid::Day;

pub(super) fn days(world: &World) -> Vec<Day> {
    world.some_days(4).into_iter().map(day).collect()
}

#[test]
fn said_again_it_is_the_same_hierarchy() {
    for_worlds(|world| {
        let (first, days) = (hierarchy(world), days(world));
        let second = built(first.to_draft());
        assert_eq!(second.verify(), Ok(()));
        let (before, after) = (dump(&first, &days), dump(&second, &days));
        similar(&before, &after);
        similar(&before, &dump(&built(second.to_draft()), &days));
    });
}

#[test]
fn rows_in_any_order_give_the_same_hierarchy() {
    for_worlds(|world| {
        let days = days(world);
        let expected = dump(&hierarchy(world), &days);
        let mut other = world.clone();
        other.units.reverse();
        other.zones.reverse();
        other.members.reverse();
        other.organizations.reverse();
        other.coverage.reverse();
        other.lineage.reverse();
        other.rows.reverse();
        similar(&expected, &dump(&hierarchy(&other), &days));
        other.units.sort_by(|a, b| (&b.code, b.days.from).cmp(&(&a.code, a.days.from)));
        other.organizations.sort_by(|a, b| (&a.code, a.days.from).cmp(&(&b.code, b.days.from)));
        other.zones.rotate_left(world.zones.len() / 2);
        other.members.rotate_left(world.members.len() / 3);
        other.coverage.rotate_left(world.coverage.len() / 2);
        other.rows.rotate_left(world.rows.len() / 2);
        similar(&expected, &dump(&hierarchy(&other), &days));
    });
}

/// Says the first line that differs, and not all of both.
pub(super) fn similar(expected: &str, found: &str) {
    for (expected, found) in expected.lines().zip(found.lines()) {
        assert_eq!(found, expected);
    }
    assert_eq!(found.len(), expected.len(), "one has more lines than the other");
}
