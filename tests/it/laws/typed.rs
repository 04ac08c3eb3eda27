//! Codes and views that know their level or kind, and the errors of those that do not fit.

use super::for_days;
use crate::oracle::world::{COMMUNITY, GRID, MICRO_GRID, NodeId};
use crate::oracle::{Naive, draft::day, draft::hierarchy, draft::level, world};
use govgrid::record::NodeKind;
use govgrid::{
    Any, Building, City, Code, Community, District, Draft, Grid, Household, Level, MicroGrid, Province, QueryError,
    Snapshot, Stairwell, Street, Unit, UnitLevel, node, record,
};

/// Asks for a node by a code of one level's type: only the unit's own level and [`Any`] will do.
fn ask<L: UnitLevel>(snapshot: Snapshot<'_>, code: &str, found: Level) {
    let typed: Code<L> = code.parse().unwrap();
    match (L::LEVEL, snapshot.unit(&typed)) {
        (None, Ok(unit)) => assert_eq!(unit.code(), code),
        (Some(expected), Ok(unit)) => assert_eq!((unit.code(), unit.level()), (code, expected)),
        (expected, Err(error)) => {
            let expected = expected.filter(|expected| *expected != found).unwrap();
            assert_eq!(error, QueryError::WrongLevel { code: code.to_owned(), expected, found });
        }
    }
    let unit = snapshot.any_unit(code).unwrap();
    assert_eq!(unit.of_level::<L>().is_some(), L::LEVEL.is_none_or(|level| level == found));
}

#[test]
fn a_code_of_a_level_finds_units_of_that_level_only() {
    for_days(3, |snapshot, naive| {
        for node in naive.units() {
            let (code, found) = (naive.code(node), level(naive.unit(node).level));
            ask::<Any>(snapshot, code, found);
            ask::<Province>(snapshot, code, found);
            ask::<City>(snapshot, code, found);
            ask::<District>(snapshot, code, found);
            ask::<Street>(snapshot, code, found);
            ask::<Community>(snapshot, code, found);
            ask::<Grid>(snapshot, code, found);
            ask::<MicroGrid>(snapshot, code, found);
            ask::<Building>(snapshot, code, found);
            ask::<Stairwell>(snapshot, code, found);
            ask::<Household>(snapshot, code, found);
        }
    });
}

#[test]
fn many_codes_are_found_as_each_is_alone() {
    for_days(3, |snapshot, naive| {
        let nodes = [naive.units(), naive.zones(), naive.organizations()];
        let all: Vec<String> = nodes.into_iter().flat_map(|nodes| naive.codes(nodes)).map(str::to_owned).collect();
        let unknown = ["nobody".to_owned()];
        let communities: Vec<&str> = naive.units_of(COMMUNITY).into_iter().map(|node| naive.code(node)).collect();
        // More than are looked up side by side.
        let codes: Vec<Code<Community>> =
            all.iter().chain(&unknown).cycle().take(100).map(|code| code.parse().unwrap()).collect();
        let found: Vec<_> = snapshot.find_units(&codes).collect();
        assert_eq!(found.len(), codes.len());
        for (code, answer) in codes.iter().zip(found) {
            let expected = communities.contains(&code.as_str()).then_some(code.as_str());
            assert_eq!(answer.as_ref().ok().map(|unit| unit.code()), expected);
            assert_eq!(answer, snapshot.unit(code));
        }
    });
}

#[test]
fn grids_have_communities_and_micro_grids_have_grids() {
    let nearest =
        |naive: &Naive<'_>, node: NodeId, level: usize| naive.code(naive.nearest(node, level).unwrap()).to_owned();
    for_days(6, |snapshot, naive| {
        for node in naive.units_of(GRID) {
            let grid = snapshot.unit(&naive.code(node).parse::<Code<Grid>>().unwrap()).unwrap();
            assert_eq!(grid.community().code(), nearest(naive, node, COMMUNITY));
            assert_eq!(grid.parent().map(Unit::code), Some(grid.community().code()));
        }
        for node in naive.units_of(MICRO_GRID) {
            let micro = snapshot.unit(&naive.code(node).parse::<Code<MicroGrid>>().unwrap()).unwrap();
            assert_eq!(micro.grid().code(), nearest(naive, node, GRID));
            assert_eq!(micro.community().code(), nearest(naive, node, COMMUNITY));
        }
    });
}

#[test]
fn a_code_of_a_kind_finds_nodes_of_that_kind_only() {
    for_days(6, |snapshot, naive| {
        let wrong = |code: &str, expected, found| QueryError::WrongKind { code: code.to_owned(), expected, found };
        let kinds = [
            (NodeKind::Unit, naive.units()),
            (NodeKind::Zone, naive.zones()),
            (NodeKind::Organization, naive.organizations()),
        ];
        for (kind, nodes) in kinds {
            for code in naive.codes(nodes) {
                let unit = snapshot.any_unit(code).map(|_| ());
                let zone = snapshot.zone(&code.parse::<Code<node::Zone>>().unwrap()).map(|_| ());
                let organization =
                    snapshot.organization(&code.parse::<Code<node::Organization>>().unwrap()).map(|_| ());
                for (asked, answer) in
                    [(NodeKind::Unit, unit), (NodeKind::Zone, zone), (NodeKind::Organization, organization)]
                {
                    assert_eq!(answer, if asked == kind { Ok(()) } else { Err(wrong(code, asked, kind)) });
                }
            }
        }
    });
}

#[test]
fn a_node_that_is_not_there_is_not_an_unknown_one() {
    let mut world = world::World::default();
    let days = crate::oracle::calendar::Days::new(Some(10), Some(20));
    world.units.push(world::UnitRow {
        node: 0,
        code: "u1".to_owned(),
        name: None,
        level: COMMUNITY,
        parent: None,
        outside: None,
        kind: None,
        households: None,
        days,
    });
    let hierarchy = hierarchy(&world);
    for (number, is_there) in [(9, false), (10, true), (19, true), (20, false)] {
        let found = hierarchy.as_of(day(number)).unit(&"u1".parse::<Code<Community>>().unwrap());
        let absent = QueryError::NotThere { code: "u1".to_owned(), day: Some(day(number)) };
        assert_eq!(found.map(Unit::code), if is_there { Ok("u1") } else { Err(absent) });
    }
    assert_eq!(hierarchy.snapshot().day(), Some(day(10)));
    let unknown = QueryError::UnknownCode { code: "u2".to_owned() };
    assert_eq!(hierarchy.snapshot().any_unit("u2"), Err(unknown.clone()));
    assert_eq!(hierarchy.snapshot().zone(&"u2".parse().unwrap()), Err(unknown.clone()));
    assert_eq!(hierarchy.snapshot().organization(&"u2".parse().unwrap()), Err(unknown));
}

#[test]
fn where_nobody_says_a_day_what_has_no_end_is_there() {
    let mut draft = Draft::new();
    let until = govgrid::Period::new(None, Some(day(5))).unwrap();
    draft.add(&record::Unit::new("u1", Level::Community)).unwrap();
    draft.add(&record::Unit { period: until, ..record::Unit::new("u2", Level::Community) }).unwrap();
    let hierarchy = draft.build().unwrap();
    assert_eq!((hierarchy.day(), hierarchy.snapshot().day()), (None, None));
    assert!(hierarchy.snapshot().any_unit("u1").is_ok());
    let absent = QueryError::NotThere { code: "u2".to_owned(), day: None };
    assert_eq!(hierarchy.snapshot().any_unit("u2"), Err(absent));
}
