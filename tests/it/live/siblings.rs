//! What rules find among the children of a unit that has many, which are counted and not looked at one by one.

use super::follow;
use govgrid::{Change, Day, Draft, Event, Level, LiveAudit, Profile, record};

const COUNTS: [usize; 4] = [3, 63, 64, 90];

fn day() -> Day {
    "2024-07-01".parse().unwrap()
}

fn unit(code: &str, level: Level, parent: &str) -> record::Unit {
    record::Unit { parent: Some(parent.to_owned()), ..record::Unit::new(code, level) }
}

/// A community with so many grids.
fn community(count: usize) -> LiveAudit {
    let mut draft = Draft::new();
    draft.add(&record::Unit::new("S", Level::Street)).unwrap();
    draft.add(&unit("C", Level::Community, "S")).unwrap();
    for number in 0..count {
        let name = Some(format!("网格{number}"));
        draft.add(&record::Unit { name, ..unit(&format!("G{number}"), Level::Grid, "C") }).unwrap();
    }
    LiveAudit::new(draft.build().unwrap(), day(), Profile::national())
}

#[test]
fn children_of_many_come_to_be_childless_beside_others_and_are_so_no_more() {
    let open = |code: &str, grid: &str| Change::open(&unit(code, Level::Building, grid));
    let close = |code: &str| Change::Close { code: code.to_owned() };
    let opened = |count: usize| Change::open(&unit(&format!("G{count}"), Level::Grid, "C"));
    for count in COUNTS {
        let mut live = community(count);
        let mut expect = |change: Change, found: usize| {
            follow(&mut live, &[Event::on(day(), change.clone())]);
            let report = live.report();
            assert_eq!(report.findings().count("childless-beside-siblings"), found as u64, "{count}: {change:?}");
        };
        expect(open("B1", "G0"), count - 1);
        expect(open("B2", "G1"), count - 2);
        expect(opened(count), count - 1);
        expect(close("B1"), count);
        expect(close("G1"), 0);
        expect(open("B3", "G2"), count - 1);
        expect(Change::Transfer { code: "B3".to_owned(), to: Some("G0".to_owned()) }, count - 1);
        expect(close("G0"), 0);
    }
}

#[test]
fn children_of_many_come_to_have_one_name_and_have_it_no_more() {
    let rename = |code: &str, name: &str| Change::Rename { code: code.to_owned(), name: name.to_owned() };
    for count in COUNTS {
        let mut live = community(count);
        let mut expect = |change: Change, found: u64| {
            follow(&mut live, &[Event::on(day(), change.clone())]);
            let report = live.report();
            assert_eq!(report.findings().count("repeated-name"), found, "{count}: {change:?}");
        };
        expect(rename("G1", "网格2"), 1);
        expect(rename("G0", "网格2"), 1);
        expect(rename("G2", "甲"), 1);
        expect(rename("G1", "乙"), 0);
        expect(rename("G1", "甲"), 1);
        expect(Change::Close { code: "G2".to_owned() }, 0);
    }
}
