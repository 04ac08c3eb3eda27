//! Events: what each does, what it refuses, and that a past day stays what it was.

use govgrid::{
    Assigned, Assignment, Change, ChangeError, CoverageMode, Day, Draft, Event, Hierarchy, Level, OrganizationKind,
    Outcome, PairingKind, Reason, Role, record,
};

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn unit(code: &str, level: Level, parent: &str) -> record::Unit {
    record::Unit { parent: Some(parent.to_owned()), ..record::Unit::new(code, level) }
}

/// Two communities of a street with a grid each, an organization of each, and what they have to do with others.
fn hierarchy() -> Hierarchy {
    let mut draft = Draft::new();
    draft.add(&record::Unit::new("D", Level::District)).unwrap();
    draft.add(&unit("S", Level::Street, "D")).unwrap();
    draft.add(&unit("T", Level::Street, "D")).unwrap();
    for (community, grids) in [("C1", ["G11", "G12"]), ("C2", ["G21", "G22"])] {
        draft.add(&unit(community, Level::Community, "S")).unwrap();
        for grid in grids {
            draft.add(&unit(grid, Level::Grid, community)).unwrap();
        }
    }
    for (code, seat) in [("O1", "C1"), ("O2", "C2"), ("O3", "S")] {
        let seat = Some(seat.to_owned());
        draft
            .add(&record::Organization { seat, ..record::Organization::new(code, OrganizationKind::PartyBranch) })
            .unwrap();
    }
    for (organization, target) in [("O1", "C1"), ("O2", "C2"), ("O3", "C1"), ("O3", "C2")] {
        draft.add(&record::Coverage::new(organization, target, CoverageMode::Joint)).unwrap();
    }
    draft.add(&record::Pairing::new("C1", "C2", PairingKind::MutualAid)).unwrap();
    for person in ["P1", "P2"] {
        draft.add(&record::Person::new(person)).unwrap();
        draft.add(&record::Membership::new(person, "O1")).unwrap();
    }
    draft.add(&record::Membership::new("P1", "O2")).unwrap();
    draft.add(&record::Post { count: Some(3), ..record::Post::new("C1", Role::GridWorker) }).unwrap();
    draft.build().unwrap()
}

fn apply(hierarchy: &Hierarchy, change: Change) -> Result<(Hierarchy, Outcome), ChangeError> {
    let applied = hierarchy.apply(&[Event::on(day("2024-07-01"), change)]);
    if let Ok((next, _)) = &applied {
        next.verify().unwrap_or_else(|broken| panic!("{broken:?}"));
    }
    applied
}

fn reason(hierarchy: &Hierarchy, change: Change) -> Reason {
    apply(hierarchy, change).map(|_| ()).unwrap_err().reason
}

fn codes<'h>(units: impl Iterator<Item = govgrid::Unit<'h>>) -> Vec<&'h str> {
    let mut codes: Vec<&str> = units.map(govgrid::Unit::code).collect();
    codes.sort_unstable();
    codes
}

const BEFORE: &str = "2024-06-30";
const AFTER: &str = "2024-07-01";

#[test]
fn a_unit_with_all_below_it_comes_under_another() {
    let change = Change::Transfer { code: "C1".to_owned(), to: Some("T".to_owned()) };
    let (next, outcome) = apply(&hierarchy(), change).unwrap();
    let children = |on: &str, code: &str| codes(next.as_of(day(on)).any_unit(code).unwrap().children());
    assert_eq!((children(BEFORE, "S"), children(BEFORE, "T")), (vec!["C1", "C2"], vec![]));
    assert_eq!((children(AFTER, "S"), children(AFTER, "T")), (vec!["C2"], vec!["C1"]));
    assert_eq!(children(AFTER, "C1"), ["G11", "G12"]);
    assert_eq!((outcome.ended.len(), outcome.moved.len(), outcome.added.len()), (1, 1, 0));
}

#[test]
fn a_merger_moves_everything_once() {
    let merge = Change::Merge { codes: vec!["C2".to_owned()], into: "C1".to_owned() };
    let (next, outcome) = apply(&hierarchy(), merge).unwrap();
    let (before, after) = (next.as_of(day(BEFORE)), next.as_of(day(AFTER)));
    assert_eq!(codes(before.any_unit("C1").unwrap().children()), ["G11", "G12"]);
    assert_eq!(codes(after.any_unit("C1").unwrap().children()), ["G11", "G12", "G21", "G22"]);
    assert!(after.any_unit("C2").is_err());
    let covers = |code: &str| after.any_unit(code).unwrap().covered_by().count();
    assert_eq!(covers("C1"), 3, "an organization that covered both covers the whole once");
    assert_eq!(after.pairings().count(), 0, "a pair of one is none");
    assert_eq!(outcome.fell.len(), 2);
    assert!(outcome.unassigned.is_empty());
}

#[test]
fn members_of_merged_organizations_are_moved_once() {
    let merge = Change::Merge { codes: vec!["O2".to_owned()], into: "O1".to_owned() };
    let (next, _) = apply(&hierarchy(), merge).unwrap();
    let after = next.as_of(day(AFTER));
    assert_eq!(after.memberships().count(), 2);
    assert_eq!(next.as_of(day(BEFORE)).memberships().count(), 3);
}

#[test]
fn what_a_split_does_not_say_is_listed() {
    let plan = |assign: Vec<Assignment>| {
        let open = |code: &str| Event::on(day(AFTER), Change::open(&unit(code, Level::Community, "S")));
        let into = vec!["N1".to_owned(), "N2".to_owned()];
        let split = Change::Split { code: "C1".to_owned(), into, assign };
        vec![open("N1"), open("N2"), Event::on(day(AFTER), split)]
    };
    let goes = |what: &str, to: &str| Assignment { what: Assigned::Code(what.to_owned()), to: to.to_owned() };
    let hierarchy = hierarchy();
    let (next, outcome) = hierarchy.apply(&plan(vec![goes("G11", "N1"), goes("O1", "N2")])).unwrap();
    next.verify().unwrap();
    let after = next.as_of(day(AFTER));
    assert_eq!(codes(after.any_unit("N1").unwrap().children()), ["G11"]);
    assert_eq!(after.any_unit("N2").unwrap().covered_by().count(), 1);
    let mut tables: Vec<&str> = outcome.unassigned.iter().map(|left| left.row.table().as_str()).collect();
    tables.sort_unstable();
    // The other grid, the other organization's coverage, the pair, the post.
    assert_eq!(tables, ["coverage", "pairings", "posts", "units"]);
    let wrong = hierarchy.apply(&plan(vec![goes("G11", "C2")])).unwrap_err();
    assert_eq!((wrong.number, wrong.word), (3, "split"));
    assert!(matches!(wrong.reason, Reason::NotAPart(_)));
    let wrong = hierarchy.apply(&plan(vec![goes("G21", "N1")])).unwrap_err();
    assert!(matches!(wrong.reason, Reason::NothingToAssign(_)));
}

#[test]
fn a_code_changes_and_the_unit_stays() {
    let change = Change::Recode { code: "C1".to_owned(), to: "C9".to_owned(), reuse: false };
    let (next, _) = apply(&hierarchy(), change).unwrap();
    let (before, after) = (next.as_of(day(BEFORE)), next.as_of(day(AFTER)));
    assert_eq!(before.any_unit("C1").unwrap().index(), after.any_unit("C9").unwrap().index());
    assert_eq!(codes(after.any_unit("C9").unwrap().children()), ["G11", "G12"]);
    // A code that was another unit's names another unit if the event says so.
    let open = |reuse: bool| {
        let row = record::Row::of(&unit("C1", Level::Community, "T"));
        next.apply(&[Event::on(day("2025-01-01"), Change::Open { row, reuse: Some(reuse) })])
    };
    let (reused, _) = open(true).unwrap();
    let at = |on: &str, code: &str| reused.as_of(day(on)).any_unit(code).unwrap().index();
    assert_ne!(at("2025-01-01", "C1"), at(BEFORE, "C1"));
    assert_eq!(at("2025-01-01", "C9"), at(BEFORE, "C1"));
}

#[test]
fn what_is_wrong_is_corrected_without_lineage() {
    let hierarchy = hierarchy();
    let row = record::Row::of(&unit("C1", Level::Community, "S"));
    let to = record::Row::of(&record::Unit { name: Some("甲社区".to_owned()), ..unit("C1", Level::Community, "S") });
    let (next, outcome) = apply(&hierarchy, Change::Correct { row: row.clone(), to }).unwrap();
    assert_eq!(next.as_of(day(BEFORE)).any_unit("C1").unwrap().name(), Some("甲社区"));
    assert_eq!((outcome.corrected.len(), outcome.added.len()), (1, 0));
    let post = record::Post { count: Some(3), ..record::Post::new("C1", Role::GridWorker) };
    let (next, _) = apply(&hierarchy, Change::Retract { row: record::Row::of(&post) }).unwrap();
    assert_eq!(next.as_of(day(BEFORE)).posts().count(), 0);
    assert!(!next.has(record::Table::Lineage));
    // A unit that others hang on cannot be retracted.
    assert!(matches!(reason(&hierarchy, Change::Retract { row }), Reason::Structure(_)));
}

#[test]
fn relations_start_and_stop() {
    let coverage = record::Coverage::new("O1", "G11", CoverageMode::Standalone);
    let (next, _) = apply(&hierarchy(), Change::start(&coverage)).unwrap();
    let count =
        |hierarchy: &Hierarchy, on: &str| hierarchy.as_of(day(on)).any_unit("G11").unwrap().covered_by().count();
    assert_eq!((count(&next, BEFORE), count(&next, AFTER)), (0, 1));
    let (ended, _) = next.apply(&[Event::on(day("2024-08-01"), Change::stop(&coverage))]).unwrap();
    assert_eq!((count(&ended, "2024-07-31"), count(&ended, "2024-08-01")), (1, 0));
    // What starts and stops on one day never was.
    let (never, _) = apply(&next, Change::stop(&coverage)).unwrap();
    assert_eq!((count(&never, BEFORE), count(&never, AFTER)), (0, 0));
}

#[test]
fn what_cannot_be_is_refused_and_nothing_is_done() {
    let hierarchy = hierarchy();
    let rename = |code: &str, name: &str| Change::Rename { code: code.to_owned(), name: name.to_owned() };
    let transfer = |code: &str, to: &str| Change::Transfer { code: code.to_owned(), to: Some(to.to_owned()) };
    let merge = |code: &str, into: &str| Change::Merge { codes: vec![code.to_owned()], into: into.to_owned() };
    assert!(matches!(reason(&hierarchy, rename("X", "x")), Reason::UnknownCode(_)));
    assert!(matches!(reason(&hierarchy, rename("C1", "")), Reason::Nothing));
    let none = Change::Merge { codes: Vec::new(), into: "C1".to_owned() };
    assert!(matches!(reason(&hierarchy, none), Reason::Nothing));
    for into in [vec![], vec!["C1".to_owned()]] {
        let none = Change::Split { code: "C1".to_owned(), into, assign: Vec::new() };
        assert!(matches!(reason(&hierarchy, none), Reason::Nothing));
    }
    assert!(matches!(reason(&hierarchy, rename("P1", "x")), Reason::WrongKind { .. }));
    assert!(matches!(reason(&hierarchy, transfer("S", "C1")), Reason::Structure(_)));
    assert!(matches!(reason(&hierarchy, transfer("G11", "S")), Reason::Structure(_)));
    assert!(matches!(reason(&hierarchy, merge("C1", "C1")), Reason::NamedTwice(_)));
    assert!(matches!(reason(&hierarchy, merge("C1", "O1")), Reason::WrongKind { .. }));
    assert!(matches!(reason(&hierarchy, Change::open(&unit("C1", Level::Community, "S"))), Reason::InUse { .. }));
    let (closed, outcome) = apply(&hierarchy, Change::Close { code: "C1".to_owned() }).unwrap();
    assert_eq!(outcome.unassigned.len(), 2 + 1 + 2 + 1 + 1, "grids, a seat, coverage, the pair, the post");
    let again = |change| closed.apply(&[Event::on(day("2025-01-01"), change)]).map(|_| ()).unwrap_err().reason;
    assert!(matches!(again(rename("C1", "x")), Reason::NotThere { .. }));
    let restored = closed.apply(&[Event::on(day("2025-01-01"), Change::open(&unit("C1", Level::Community, "S")))]);
    let (restored, _) = restored.unwrap();
    assert_eq!(codes(restored.as_of(day("2025-01-01")).any_unit("C1").unwrap().children()), ["G11", "G12"]);
    let plan = [Event::on(day(AFTER), rename("C2", "乙")), Event::on(day(AFTER), rename("X", "x"))];
    assert_eq!(hierarchy.apply(&plan).unwrap_err().number, 2);
}

#[test]
fn events_are_written_and_read() {
    let row = record::Row::of(&record::Coverage::new("O1", "G11", CoverageMode::Joint));
    let assign = vec![Assignment { what: Assigned::Row(row), to: "N1".to_owned() }];
    let split = Change::Split { code: "C1".to_owned(), into: vec!["N1".to_owned()], assign };
    let event = Event { basis: Some("文件".to_owned()), ..Event::on(day(AFTER), split) };
    let text = serde_json::to_string(&event).unwrap();
    assert!(text.starts_with(r#"{"day":"2024-07-01","event":"split","code":"C1","#), "{text}");
    assert_eq!(serde_json::from_str::<Event>(&text).unwrap(), event);
}

#[test]
fn several_events_of_a_day_are_one_change() {
    let on = |change| Event::on(day(AFTER), change);
    let plan = [
        on(Change::Recode { code: "C1".to_owned(), to: "C9".to_owned(), reuse: false }),
        on(Change::Rename { code: "C9".to_owned(), name: "甲".to_owned() }),
        on(Change::Transfer { code: "C9".to_owned(), to: Some("T".to_owned()) }),
    ];
    let (next, _) = hierarchy().apply(&plan).unwrap();
    next.verify().unwrap();
    let after = next.as_of(day(AFTER));
    let unit = after.any_unit("C9").unwrap();
    assert_eq!((unit.name(), unit.parent().map(govgrid::Unit::code)), (Some("甲"), Some("T")));
    assert_eq!(next.as_of(day(BEFORE)).any_unit("C1").unwrap().parent().map(govgrid::Unit::code), Some("S"));
}

/// The periods of the rows by which O3 covers C2 after C1 became one with it on `AFTER`, where O3 covered both as is said.
fn merged(of_c1: (&str, &str), of_c2: &[(&str, &str)]) -> Vec<(String, String)> {
    let mut draft = Draft::new();
    draft.add(&record::Unit::new("D", Level::District)).unwrap();
    draft.add(&unit("S", Level::Street, "D")).unwrap();
    draft.add(&unit("C1", Level::Community, "S")).unwrap();
    draft.add(&unit("C2", Level::Community, "S")).unwrap();
    draft.add(&record::Organization::new("O3", OrganizationKind::PartyBranch)).unwrap();
    for (target, (from, until)) in of_c2.iter().map(|days| ("C2", *days)).chain([("C1", of_c1)]) {
        let period = govgrid::Period::new(from.parse().ok(), until.parse().ok()).unwrap();
        draft.add(&record::Coverage { period, ..record::Coverage::new("O3", target, CoverageMode::Joint) }).unwrap();
    }
    let merge = Change::Merge { codes: vec!["C1".to_owned()], into: "C2".to_owned() };
    let (next, _) = apply(&draft.build().unwrap(), merge).unwrap();
    let rows = next.rows_as_text().into_iter().filter(|row| row.cell("target") == "C2");
    let mut days: Vec<_> =
        rows.map(|row| (row.cell("valid_from").to_owned(), row.cell("valid_until").to_owned())).collect();
    days.sort();
    days
}

#[test]
fn what_a_row_that_stays_says_already_is_not_said_again() {
    let days = |some: &[(&str, &str)]| -> Vec<(String, String)> {
        some.iter().map(|(from, until)| ((*from).to_owned(), (*until).to_owned())).collect()
    };
    // A long row that began first, and a short one after it: the long one says it all.
    let both = [("2020-01-01", "2030-01-01"), ("2021-01-01", "2022-01-01")];
    assert_eq!(merged(("2024-01-01", "2026-01-01"), &both), days(&both));
    assert_eq!(merged(("", "2030-01-01"), &both), days(&both));
    // Longer than any of them, and after one that has ended.
    let longer = merged(("2024-01-01", "2031-01-01"), &both);
    assert_eq!(longer, days(&[both[0], both[1], ("2024-07-01", "2031-01-01")]));
    let ended = merged(("2024-01-01", "2026-01-01"), &both[1..]);
    assert_eq!(ended, days(&[both[1], ("2024-07-01", "2026-01-01")]));
    // One that begins later says nothing of the days before.
    let later = [("2025-01-01", "2030-01-01")];
    assert_eq!(merged(("2024-01-01", "2026-01-01"), &later), days(&[("2024-07-01", "2026-01-01"), later[0]]));
}

#[test]
fn what_an_event_says_is_shown() {
    let text = |change: Change| format!("{change:?}");
    let (a, b) = ("C1".to_owned(), "C2".to_owned());
    assert_eq!(text(Change::Close { code: a.clone() }), r#"close { code: "C1" }"#);
    let rename = Change::Rename { code: a.clone(), name: "甲".to_owned() };
    assert_eq!(text(rename), r#"rename { code: "C1", name: "甲" }"#);
    let recode = Change::Recode { code: a.clone(), to: b.clone(), reuse: true };
    assert_eq!(text(recode), r#"recode { code: "C1", to: "C2", reuse: true }"#);
    assert_eq!(text(Change::Transfer { code: a.clone(), to: None }), r#"transfer { code: "C1", to: None }"#);
    let merge = Change::Merge { codes: vec![a.clone()], into: b.clone() };
    assert_eq!(text(merge), r#"merge { codes: ["C1"], into: "C2" }"#);
    let goes = Assignment { what: Assigned::Code(a.clone()), to: b.clone() };
    let split = Change::Split { code: a, into: vec![b], assign: vec![goes] };
    let shown = r#"split { code: "C1", into: ["C2"], assign: [Assignment { what: Code("C1"), to: "C2" }] }"#;
    assert_eq!(text(split.clone()), shown);
    assert_eq!(
        format!("{:?}", Event::on(day(AFTER), split)),
        format!("Event {{ day: {:?}, change: {shown}, basis: None }}", day(AFTER))
    );
    for change in [
        Change::open(&unit("C9", Level::Community, "S")),
        Change::start(&record::Coverage::new("O1", "G11", CoverageMode::Joint)),
        Change::stop(&record::Coverage::new("O1", "G11", CoverageMode::Joint)),
    ] {
        let (said, shown) = (serde_json::to_value(Event::on(day(AFTER), change.clone())).unwrap(), text(change));
        assert!(shown.starts_with(said["event"].as_str().unwrap()), "{shown}");
        assert!(shown.contains("G11") || shown.contains("C9"), "{shown}");
    }
}

/// A statement of a unit on a day when it was there no more, which opens again as what no such statement can be about.
#[test]
fn a_unit_does_not_come_back_as_what_its_rows_cannot_be_about() {
    let before = || {
        let mut draft = Draft::new();
        let until = |text: &str| govgrid::Period::new(None, Some(day(text))).unwrap();
        for (code, level, parent) in [
            ("S", Level::Street, ""),
            ("C", Level::Community, "S"),
            ("G", Level::Grid, "C"),
            ("B", Level::Building, "G"),
        ] {
            let parent = Some(parent.to_owned()).filter(|parent| !parent.is_empty());
            draft.add(&record::Unit { parent, ..record::Unit::new(code, level) }).unwrap();
        }
        draft.add(&record::Unit { period: until("2022-01-01"), ..unit("X", Level::Stairwell, "B") }).unwrap();
        draft
    };
    let measure = |on: &str| record::Measure::new("X", govgrid::MeasureKind::Residents, day(on), "3");
    for on in ["2021-06-01", "2025-06-01"] {
        let mut draft = before();
        draft.add(&measure(on)).unwrap();
        let hierarchy = draft.build().unwrap();
        for level in [Level::Stairwell, Level::Household] {
            let open = Change::Open { row: record::Row::of(&unit("X", level, "B")), reuse: Some(false) };
            let plan = [Event::on(day(AFTER), open)];
            let is_refused = level == Level::Household && day(on) >= day(AFTER);
            assert_eq!(hierarchy.apply_by_rebuild(&plan).is_err(), is_refused, "{on} {level}");
            assert_eq!(apply(&hierarchy, plan[0].change.clone()).is_err(), is_refused, "{on} {level}");
        }
    }
}
