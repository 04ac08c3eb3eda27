//! Worlds written as tables and read again, and their reports.

use super::dump::dump;
use super::for_all;
use super::round_trip::{days, similar};
use crate::faults::order::bytes_without_rows;
use crate::oracle::draft::{built, draft};
use crate::oracle::worlds;
use govgrid::{Draft, Hierarchy, Profile, export, import};

/// The draft, written and read again.
fn read_again(draft: &Draft) -> Draft {
    let folder = tempfile::tempdir().unwrap();
    export::tables(draft, folder.path()).unwrap();
    import::folder(folder.path()).unwrap()
}

fn report(hierarchy: &Hierarchy) -> String {
    bytes_without_rows(&hierarchy.snapshot().audit(&Profile::national()))
}

#[test]
fn written_and_read_again_it_is_the_same_hierarchy() {
    for_all(&worlds(), 8, |world| {
        let days = days(world);
        let said = read_again(&draft(world));
        let first = built(said);
        similar(&dump(&built(draft(world)), &days), &dump(&first, &days));
        let second = built(read_again(&first.to_draft()));
        similar(&dump(&first, &days), &dump(&second, &days));
        similar(&report(&first), &report(&second));
    });
}

#[test]
fn the_tables_of_a_day_are_the_hierarchy_of_that_day() {
    for_all(&worlds(), 8, |world| {
        let whole = built(draft(world));
        for day in days(world) {
            let said = whole.as_of(day).to_draft();
            let (written, first) = (built(read_again(&said)), built(said));
            assert_eq!(written.day(), Some(day));
            similar(&dump(&first, &[day]), &dump(&written, &[day]));
        }
    });
}

#[test]
fn rows_in_any_order_give_the_same_report() {
    for_all(&worlds(), 8, |world| {
        let expected = report(&built(draft(world)));
        let mut other = world.clone();
        other.units.reverse();
        other.organizations.reverse();
        other.rows.reverse();
        other.lineage.reverse();
        similar(&expected, &report(&built(draft(&other))));
        other.rows.rotate_left(world.rows.len() / 3);
        other.zones.reverse();
        other.members.reverse();
        other.coverage.reverse();
        similar(&expected, &report(&built(draft(&other))));
    });
}
