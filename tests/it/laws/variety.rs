//! The generated worlds hold what makes hierarchies hard.

use crate::oracle::calendar::{Days, LATEST};
use crate::oracle::rows::{How, Row, TABLES, TIES};
use crate::oracle::world::{LEVELS, NodeId, UnitRow, World};
use crate::oracle::{Naive, worlds};
use proptest::strategy::{Strategy as _, ValueTree as _};
use proptest::test_runner::TestRunner;
use std::collections::BTreeSet;
use std::sync::LazyLock;

const CASES: usize = 1_000;

/// Worlds that are the same in every run.
static FIXED_WORLDS: LazyLock<Vec<World>> = LazyLock::new(|| {
    let mut runner = TestRunner::deterministic();
    let worlds = worlds();
    (0..CASES).map(|_| worlds.new_tree(&mut runner).unwrap().current()).collect()
});

/// How many worlds have something, of which at least a fifth must.
fn at_least_a_fifth(what: &str, worlds: &[World], has: impl Fn(&World) -> bool) {
    let count = worlds.iter().filter(|world| has(world)).count();
    assert!(count >= CASES / 5, "only {count} of {CASES} worlds have {what}");
}

/// Whether two rows of one unit say different things.
fn has_versions_that_differ<T: PartialEq>(world: &World, says: impl Fn(&UnitRow) -> T) -> bool {
    let rows = || world.units.iter();
    rows().any(|row| rows().any(|other| row.node == other.node && says(row) != says(other)))
}

/// The days on which something is asked of, the last included.
fn days(world: &World) -> Vec<i32> {
    let mut days = world.days_around_bounds();
    days.push(LATEST);
    days
}

/// Whether a row holds on a day on which the node it names has ended.
fn has_outlived(world: &World, node: NodeId, days_of_row: Days) -> bool {
    let rows = |node| {
        let units = world.units.iter().filter(move |row| row.node == node).map(|row| row.days);
        let zones = world.zones.iter().filter(move |row| row.node == node).map(|row| row.days);
        let organizations = world.organizations.iter().filter(move |row| row.node == node).map(|row| row.days);
        let others = world.rows.iter().filter(move |row| row.node("code") == Some(node)).map(|row| row.days);
        units.chain(zones).chain(organizations).chain(others)
    };
    let ended = |day: i32| rows(node).all(|row| row.until.is_some_and(|until| until <= day));
    days(world).into_iter().any(|day| days_of_row.holds(day) && ended(day))
}

fn parent_has_ended(world: &World) -> bool {
    world.units.iter().any(|row| row.parent.as_ref().is_some_and(|parent| has_outlived(world, parent.node, row.days)))
}

fn zone_has_ended(world: &World) -> bool {
    let members = world.members.iter().any(|row| has_outlived(world, row.zone.node, row.days));
    members
        || world
            .coverage
            .iter()
            .any(|row| row.target.code.starts_with('z') && has_outlived(world, row.target.node, row.days))
}

fn organization_has_ended(world: &World) -> bool {
    let below = world.organizations.iter().filter_map(|row| Some((row.superior.as_ref()?.node, row.days)));
    let covers = world.coverage.iter().map(|row| (row.organization.node, row.days));
    below.chain(covers).any(|(node, days)| has_outlived(world, node, days))
}

/// Whether a row of a table names a node in a column.
fn names(world: &World, table: &str, column: &str) -> bool {
    world.rows.iter().any(|row| row.table == table && row.node(column).is_some())
}

/// Whether a row names a node that has ended while the row still holds.
fn names_what_has_ended(world: &World, table: &str) -> bool {
    let mut rows = world.rows.iter().filter(|row| row.table == table);
    rows.any(|row| {
        let columns = row.cells.iter().filter_map(|cell| row.node(cell.0));
        columns.into_iter().any(|node| has_outlived(world, node, row.days))
    })
}

/// Fewer worlds have each of many tables: of all there must be some.
fn some(what: &str, worlds: &[World], has: impl Fn(&World) -> bool) {
    let count = worlds.iter().filter(|world| has(world)).count();
    assert!(count >= CASES / 50, "only {count} of {CASES} worlds have {what}");
}

#[test]
fn worlds_have_rows_of_every_table() {
    let worlds = &*FIXED_WORLDS;
    for (table, columns) in TABLES {
        at_least_a_fifth(table, worlds, |world| world.rows.iter().any(|row| row.table == table));
        for (column, how) in columns.iter().filter(|column| column.1 != How::Says) {
            some(&format!("{table}.{column} {how:?}"), worlds, |world| names(world, table, column));
        }
        let says_one_twice = |world: &World| {
            let rows: Vec<String> =
                world.rows.iter().filter(|row| row.table == table).map(|r| format!("{r:?}")).collect();
            let distinct: BTreeSet<&String> = rows.iter().collect();
            distinct.len() < rows.len()
        };
        if table != "mappings" {
            some(&format!("{table}: a row twice"), worlds, says_one_twice);
            some(&format!("{table}: what has ended"), worlds, |world| names_what_has_ended(world, table));
        }
    }
    for (name, table, from, to) in TIES {
        let is_own = |column: &str| column == "code";
        some(name, worlds, |world| {
            let has = |column: &str| is_own(column) || names(world, table, column);
            has(from) && has(to)
        });
    }
    for table in ["posts", "contacts", "alliance_members"] {
        some(table, worlds, |world| world.rows.iter().any(|row| row.table == table && row.count("count").is_some()));
    }
    for table in ["people", "alliances"] {
        at_least_a_fifth(table, worlds, |world| {
            let own = |row: &&Row| row.table == table;
            let differ = |row: &Row, other: &Row| row.node("code") == other.node("code") && row.cells != other.cells;
            world.rows.iter().filter(own).any(|row| world.rows.iter().filter(own).any(|other| differ(row, other)))
        });
    }
    some("an alliance in an alliance in an alliance", worlds, |world| {
        let rows = || world.rows.iter().filter(|row| row.table == "alliances");
        rows().any(|row| {
            rows().any(|above| {
                row.node("within").is_some()
                    && row.node("within") == above.node("code")
                    && above.node("within").is_some()
            })
        })
    });
    some("a lead by a member's role", worlds, |world| {
        world.rows.iter().any(|row| row.text("role").as_deref() == Some("lead"))
    });
    some("a code of an alliance that was reused, named", worlds, |world| {
        world.lineage.iter().any(|row| row.kind == "reuse" && row.before.starts_with('a'))
    });
}

#[test]
fn worlds_are_varied() {
    let worlds = &*FIXED_WORLDS;
    at_least_a_fifth("several roots on a day", worlds, |world| {
        days(world).into_iter().any(|day| Naive::on(world, day).roots().len() > 1)
    });
    at_least_a_fifth("roots of several levels", worlds, |world| {
        let mut levels: Vec<usize> =
            world.units.iter().filter(|row| row.parent.is_none()).map(|row| row.level).collect();
        levels.sort_unstable();
        levels.dedup();
        levels.len() > 1
    });
    at_least_a_fifth("a unit that gets another parent", worlds, |world| {
        has_versions_that_differ(world, |row| row.parent.as_ref().map(|parent| parent.node))
    });
    at_least_a_fifth("a unit that gets another level", worlds, |world| {
        has_versions_that_differ(world, |row| row.level)
    });
    at_least_a_fifth("a unit that gets another name", worlds, |world| has_versions_that_differ(world, |row| row.name));
    at_least_a_fifth("a zone that comprises units", worlds, |world| !world.members.is_empty());
    at_least_a_fifth("coverage", worlds, |world| !world.coverage.is_empty());
    at_least_a_fifth("an end that has ended while something hangs on it", worlds, |world| {
        parent_has_ended(world) || zone_has_ended(world) || organization_has_ended(world)
    });
    at_least_a_fifth("a parent that has ended before a child", worlds, parent_has_ended);
    at_least_a_fifth("a zone that has ended before what it is part of", worlds, zone_has_ended);
    at_least_a_fifth("an organization that has ended before what it is part of", worlds, organization_has_ended);
    at_least_a_fifth("a skipped level", worlds, |world| {
        let parent = |row: &UnitRow| {
            let parent = row.parent.as_ref()?;
            world.units.iter().find(|above| above.node == parent.node && above.days.meets(row.days))
        };
        world.units.iter().any(|row| parent(row).is_some_and(|parent| row.level > parent.level + 1))
    });
    at_least_a_fifth("a code that another node takes over", worlds, |world| {
        world.lineage.iter().any(|row| row.kind == "reuse")
    });
    at_least_a_fifth("a node that gets another code", worlds, |world| {
        world.lineage.iter().any(|row| row.kind == "recode")
    });
    for (level, name) in LEVELS.iter().enumerate() {
        at_least_a_fifth(name, worlds, |world| world.units.iter().any(|row| row.level == level));
    }
}
