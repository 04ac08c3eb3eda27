//! How far a change reaches, one kind of row at a time: after each event the audit that follows is that of all.
//!
//! A district of two streets with communities, grids and buildings, zones across them, and organizations that cover them.
//! Each row of a relation starts, ends, is corrected and retracted by itself; each node is revised, moved, closed and opened
//! again.

use super::{all_rules, follow};
use crate::oracle::draft::{built, day};
use crate::oracle::events::Tables;
use govgrid::record::{NodeKind, Row, Table};
use govgrid::{
    Change, CoverageMode, Day, Draft, Event, Exclusion, Hierarchy, Level, LiveAudit, OrganizationKind, Profile, Role,
    ZoneKind, record,
};
use std::collections::{BTreeMap, BTreeSet};

fn on(text: &str) -> Day {
    text.parse().unwrap()
}

const TODAY: &str = "2024-07-01";

/// Audits by every rule, and by those of the country; one leaves out what lies in a community.
fn audits(hierarchy: &Hierarchy, today: Day) -> [LiveAudit; 3] {
    let mut excluding = all_rules();
    excluding.exclude = vec![Exclusion { within: Some("C1".to_owned()), ..Exclusion::default() }];
    excluding.max_findings = 100_000;
    [all_rules(), excluding, Profile::national()].map(|profile| LiveAudit::new(hierarchy.clone(), today, profile))
}

fn unit(code: &str, level: Level, parent: &str) -> record::Unit {
    record::Unit { parent: Some(parent.to_owned()), ..record::Unit::new(code, level) }
}

/// Two streets alike, each with a community of two grids of a building each; an estate across the grids of the first.
fn streets() -> Draft {
    let mut draft = Draft::new();
    for number in 1..=2 {
        let [street, community] = ["S", "C"].map(|letter| format!("{letter}{number}"));
        draft.add(&record::Unit::new(street.clone(), Level::Street)).unwrap();
        draft.add(&unit(&community, Level::Community, &street)).unwrap();
        for half in 1..=2 {
            let [grid, building] = ["G", "B"].map(|letter| format!("{letter}{number}{half}"));
            draft.add(&unit(&grid, Level::Grid, &community)).unwrap();
            draft.add(&unit(&building, Level::Building, &grid)).unwrap();
        }
    }
    draft.add(&record::Zone::new("Z1", ZoneKind::Estate)).unwrap();
    for grid in ["G11", "G12"] {
        draft.add(&record::ZoneUnit::new("Z1", grid)).unwrap();
    }
    for code in ["O1", "O2"] {
        draft.add(&record::Organization::new(code, OrganizationKind::PartyBranch)).unwrap();
    }
    draft.add(&record::Person::new("P1")).unwrap();
    draft
}

/// The codes of what one rule finds.
fn found(live: &LiveAudit, rule: &str) -> Vec<String> {
    let report = live.report();
    let found = report.findings().iter().filter(|finding| finding.rule.code == rule);
    found.map(|finding| finding.subject.code.clone()).collect()
}

#[test]
fn the_first_row_of_a_table_lets_its_rules_run() {
    // C101 alone, and no table of coverage: the rule does not run.
    let mut only = Profile::national();
    for rule in govgrid::catalogue().filter(|rule| rule.code != "C101") {
        // What import and structure hold is always on.
        let _ = only.enable(rule.code, false);
    }
    let mut live = LiveAudit::new(streets().build().unwrap(), on(TODAY), only);
    let ran = live.report().rules.ran;
    assert_eq!(live.report().rules.not_run.iter().map(|rule| rule.code).collect::<Vec<_>>(), ["C101"]);
    assert!(found(&live, "C101").is_empty());
    let coverage = record::Coverage::new("O1", "G11", CoverageMode::Standalone);
    follow(&mut live, &[Event::on(on(TODAY), Change::start(&coverage))]);
    assert_eq!((live.report().rules.ran, live.report().rules.not_run.len()), (ran + 1, 0));
    assert_eq!(found(&live, "C101"), ["G12", "G21", "G22"]);
    follow(&mut live, &[Event::on(on(TODAY), Change::stop(&coverage))]);
    assert_eq!(found(&live, "C101"), ["G11", "G12", "G21", "G22"]);
}

/// How many of a level are covered by work: directly or through a zone, and by inheritance only.
fn by_work(live: &LiveAudit, level: Level) -> (u64, u64) {
    let report = live.report();
    let is_line = |line: &&govgrid::CoverageLine| {
        serde_json::to_value(line).is_ok_and(|said| said["level"] == level.as_str() && said["kind"] == "work")
    };
    report.coverage.iter().find(is_line).map_or((0, 0), |line| (line.covered, line.inherited_only))
}

#[test]
fn an_instructors_post_reaches_what_lies_below_its_place() {
    let mut draft = streets();
    draft.mark_present(Table::Coverage);
    let hierarchy = draft.build().unwrap();
    let post =
        |place: &str, role: Role| record::Post { holder: Some("P1".to_owned()), ..record::Post::new(place, role) };
    let instructs = |place: &str| post(place, Role::PartyBuildingInstructor);
    // What is covered, and what inherits: communities, grids, buildings.
    for (place, communities, grids, buildings) in [
        ("S1", (0, 1), (0, 2), (0, 2)),
        ("C1", (1, 0), (0, 2), (0, 2)),
        ("G11", (0, 0), (1, 0), (0, 1)),
        ("B11", (0, 0), (0, 0), (1, 0)),
        ("Z1", (0, 0), (2, 0), (2, 0)),
        ("O1", (0, 0), (0, 0), (0, 0)),
    ] {
        for mut live in audits(&hierarchy, on(TODAY)) {
            let excludes = !live.profile().exclude.is_empty();
            let mut sees = |change: Change, is_covered: bool| {
                follow(&mut live, &[Event::on(on(TODAY), change)]);
                let found = [Level::Community, Level::Grid, Level::Building].map(|level| by_work(&live, level));
                let expected = if is_covered { [communities, grids, buildings] } else { [(0, 0); 3] };
                // One audit leaves out what lies in C1.
                assert!(excludes || found == expected, "{place}: {found:?}");
            };
            sees(Change::start(&instructs(place)), true);
            sees(
                Change::Correct {
                    row: Row::of(&starting(instructs(place))),
                    to: Row::of(&starting(post(place, Role::GridWorker))),
                },
                false,
            );
            sees(
                Change::Correct {
                    row: Row::of(&starting(post(place, Role::GridWorker))),
                    to: Row::of(&starting(instructs(place))),
                },
                true,
            );
            // Who holds it is not there any more, and is again.
            sees(Change::Close { code: "P1".to_owned() }, false);
        }
    }
    // What ends the post ends what it covers; so does whoever holds it, and the place itself.
    let started = hierarchy.apply(&[Event::on(on("2024-01-01"), Change::start(&instructs("C1")))]).unwrap().0;
    for change in [
        Change::stop(&instructs("C1")),
        Change::Close { code: "P1".to_owned() },
        Change::Close { code: "C1".to_owned() },
        Change::Recode { code: "C1".to_owned(), to: "C9".to_owned(), reuse: false },
        Change::Transfer { code: "C1".to_owned(), to: Some("S2".to_owned()) },
        Change::Merge { codes: vec!["C1".to_owned()], into: "C2".to_owned() },
    ] {
        for mut live in audits(&started, on(TODAY)) {
            follow(&mut live, &[Event::on(on(TODAY), change.clone())]);
        }
    }
}

fn starting(post: record::Post) -> record::Post {
    record::Post { period: govgrid::Period::new(Some(on(TODAY)), None).unwrap(), ..post }
}

#[test]
fn a_zone_reaches_what_lies_in_it_and_below() {
    let mut draft = streets();
    draft.add(&record::Coverage::new("O1", "Z1", CoverageMode::Joint)).unwrap();
    let hierarchy = draft.build().unwrap();
    let comprises = |unit: &str| record::ZoneUnit::new("Z1", unit);
    let covered = |live: &LiveAudit| {
        let snapshot = live.snapshot();
        let units = snapshot.all_units().filter(|unit| unit.covered_by().next().is_some());
        units.map(|unit| unit.code().to_owned()).collect::<Vec<_>>()
    };
    let open = || record::Zone::new("Z1", ZoneKind::Estate);
    let steps = [
        (Change::stop(&comprises("G11")), vec!["G12", "B12"]),
        (Change::start(&comprises("C2")), vec!["G12", "B12", "C2", "G21", "B21", "G22", "B22"]),
        (Change::Close { code: "Z1".to_owned() }, vec![]),
        (
            Change::open(&record::Zone { kind: ZoneKind::Courtyard, ..open() }),
            vec!["G12", "B12", "C2", "G21", "B21", "G22", "B22"],
        ),
        (
            Change::Reclassify { code: "Z1".to_owned(), kind: Some("area".to_owned()), level: None },
            vec!["G12", "B12", "C2", "G21", "B21", "G22", "B22"],
        ),
        (
            Change::Recode { code: "Z1".to_owned(), to: "Z9".to_owned(), reuse: false },
            vec!["G12", "B12", "C2", "G21", "B21", "G22", "B22"],
        ),
        (
            Change::Transfer { code: "G21".to_owned(), to: Some("C1".to_owned()) },
            vec!["G12", "B12", "C2", "G22", "B22"],
        ),
        (Change::Transfer { code: "Z9".to_owned(), to: Some("C1".to_owned()) }, vec!["G12", "B12", "C2", "G22", "B22"]),
    ];
    for mut live in audits(&hierarchy, on(TODAY)) {
        for (number, (change, mut expected)) in steps.iter().cloned().enumerate() {
            // Each on a day of its own: what was closed on a day is opened on another.
            let today = on("2024-06-01");
            let days = (0..number).fold(today, |day, _| day.next());
            follow(&mut live, &[Event::on(days, change.clone())]);
            expected.sort_unstable();
            let mut found = covered(&live);
            found.sort();
            assert_eq!(found, expected, "{change:?}");
        }
    }
}

/// What may happen to a row by itself.
fn changes(row: &Row) -> Vec<Change> {
    let code = || row.cell("code").to_owned();
    let mut changes = vec![Change::Retract { row: row.clone() }];
    let Some(kind) = row.table().node() else {
        changes.push(Change::Stop { row: row.clone() });
        changes.push(Change::Start { row: row.clone() });
        let ends = row.table().columns().iter().position(|column| column.name == "valid_until");
        changes.extend(ends.map(|ends| {
            let cells = row.cells().enumerate().map(|(at, cell)| if at == ends { "2000-02-05" } else { cell });
            Change::Correct { row: row.clone(), to: Row::new(row.table(), cells) }
        }));
        return changes;
    };
    changes.push(Change::Close { code: code() });
    changes.push(Change::Recode { code: code(), to: format!("{}0", code()), reuse: false });
    changes.push(Change::Transfer { code: code(), to: None });
    let cells = |column: &str, cell: &str| [(column.to_owned(), cell.to_owned())].into_iter().collect();
    match kind {
        NodeKind::Unit => {
            let to = Some("C3".to_owned()).filter(|_| row.cell("level") != "community");
            changes.push(Change::Transfer { code: code(), to: to.or(Some("S2".to_owned())) });
            changes.push(Change::Revise { code: code(), cells: cells("households", "9000") });
        }
        NodeKind::Zone => {
            changes.push(Change::Transfer { code: code(), to: Some("C3".to_owned()) });
            changes.push(Change::Reclassify { code: code(), kind: Some("courtyard".to_owned()), level: None });
        }
        NodeKind::Organization => {
            changes.push(Change::Reclassify { code: code(), kind: Some("department".to_owned()), level: None });
            changes.push(Change::Revise { code: code(), cells: cells("full_members", "90") });
            changes.push(Change::Revise { code: code(), cells: cells("seat", "Z2") });
        }
        NodeKind::Person => changes.push(Change::Transfer { code: code(), to: Some("O3".to_owned()) }),
        NodeKind::Alliance => changes.push(Change::Revise { code: code(), cells: cells("lead", "O2") }),
        NodeKind::Project => changes.push(Change::Transfer { code: code(), to: Some("C2".to_owned()) }),
    }
    changes
}

#[test]
fn whatever_happens_to_one_row_is_seen() {
    let hierarchy = built(Tables::crowd().draft());
    let mut done: BTreeMap<Table, BTreeSet<&str>> = BTreeMap::new();
    // The events are of the fortieth day after 2000-01-01; one audit is of a day after, one of a day before.
    let mut audits = [45, 35].map(|today| {
        let mut profile = all_rules();
        profile.max_findings = 100_000;
        LiveAudit::new(hierarchy.clone(), day(today), profile)
    });
    for row in hierarchy.rows_as_text() {
        for change in changes(&row) {
            let event = Event::on(day(40), change);
            if hierarchy.apply(std::slice::from_ref(&event)).is_err() {
                continue;
            }
            done.entry(row.table()).or_default().insert(event.change.word());
            for live in &mut audits {
                follow(&mut live.clone(), std::slice::from_ref(&event));
            }
        }
    }
    for table in Table::ALL.iter().filter(|table| ![Table::Mappings, Table::Lineage, Table::Decisions].contains(table))
    {
        let words = done.get(table).map_or(0, BTreeSet::len);
        assert!(words >= if [Table::Claims, Table::People].contains(table) { 2 } else { 3 }, "{table}: {done:?}");
    }
}
