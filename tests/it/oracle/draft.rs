//! A world's rows as records of the crate. Only codes and dates cross over: which node a row is of, the crate must find.

use super::calendar::{self, Days};
use super::draft_rows;
use super::world::{LEVELS, Ref, World};
use govgrid::{Day, Draft, Hierarchy, Lang, Level, Period, record};

/// The crate's day of a number.
pub(crate) fn day(number: i32) -> Day {
    calendar::text(number).parse().unwrap()
}

pub(crate) fn level(index: usize) -> Level {
    LEVELS[index].parse().unwrap()
}

pub(crate) fn period(days: Days) -> Period {
    Period::new(days.from.map(day), days.until.map(day)).unwrap()
}

fn code(named: Option<&Ref>) -> Option<String> {
    named.map(|named| named.code.clone())
}

fn add_nodes(world: &World, draft: &mut Draft) {
    for row in &world.units {
        let record = record::Unit {
            name: row.name.map(str::to_owned),
            parent: code(row.parent.as_ref()).or(row.outside.clone()),
            // Two kinds are named `quasi`: the draft tells them apart by the level.
            kind: row.kind.map(|kind| kind.parse().unwrap()),
            households: row.households,
            period: period(row.days),
            ..record::Unit::new(&row.code, level(row.level))
        };
        draft.add(&record).unwrap();
    }
    for row in &world.zones {
        let record = record::Zone {
            name: row.name.map(str::to_owned),
            within: code(row.within.as_ref()),
            period: period(row.days),
            ..record::Zone::new(&row.code, row.kind.parse().unwrap())
        };
        draft.add(&record).unwrap();
    }
    for row in &world.organizations {
        let record = record::Organization {
            name: row.name.map(str::to_owned),
            form: row.form.map(|form| form.parse().unwrap()),
            rank: row.rank.map(|rank| rank.parse().unwrap()),
            superior: code(row.superior.as_ref()),
            seat: code(row.seat.as_ref()),
            full_members: row.full_members,
            probationary_members: row.probationary_members,
            period: period(row.days),
            ..record::Organization::new(&row.code, row.kind.parse().unwrap())
        };
        draft.add(&record).unwrap();
    }
}

/// The draft of a world.
pub(crate) fn draft(world: &World) -> Draft {
    let mut draft = Draft::new();
    draft.package.day = world.day.map(day);
    add_nodes(world, &mut draft);
    for row in &world.members {
        let record =
            record::ZoneUnit { period: period(row.days), ..record::ZoneUnit::new(&row.zone.code, &row.unit.code) };
        draft.add(&record).unwrap();
    }
    for row in &world.coverage {
        let mode = row.mode.parse().unwrap();
        let record = record::Coverage {
            period: period(row.days),
            ..record::Coverage::new(&row.organization.code, &row.target.code, mode)
        };
        draft.add(&record).unwrap();
    }
    for row in &world.rows {
        draft_rows::add(row, &mut draft);
    }
    for row in &world.lineage {
        let record = record::Lineage {
            predecessor: row.before.clone(),
            successor: row.after.clone(),
            kind: row.kind.parse().unwrap(),
            day: day(row.day),
            basis: None,
        };
        draft.add(&record).unwrap();
    }
    draft
}

/// The hierarchy of a world, which is legal, so that nothing may be found wrong with it.
pub(crate) fn hierarchy(world: &World) -> Hierarchy {
    built(draft(world))
}

/// The hierarchy of a draft in which nothing is wrong.
pub(crate) fn built(draft: Draft) -> Hierarchy {
    match draft.build() {
        Ok(hierarchy) => hierarchy,
        Err(rejected) => {
            let messages: Vec<String> = rejected.findings().iter().map(|finding| finding.message(Lang::En)).collect();
            panic!("{rejected}: {messages:?}")
        }
    }
}
