//! Codes and lineage within one day: exchanged, given back, lost again, and what that says of who became whom.

use govgrid::record::{self, Row, Table};
use govgrid::{Change, Day, Draft, Event, Hierarchy, Level, Outcome};

const TODAY: &str = "2024-07-01";

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn unit(code: &str, name: &str, level: Level, parent: &str) -> record::Unit {
    let parent = Some(parent.to_owned()).filter(|parent| !parent.is_empty());
    record::Unit { parent, name: Some(name.to_owned()), ..record::Unit::new(code, level) }
}

/// Streets S1 to S3 with communities C1 to C4, each with a grid, and posts at the communities.
fn hierarchy() -> Hierarchy {
    let mut draft = Draft::new();
    draft.add(&unit("D", "区", Level::District, "")).unwrap();
    for street in ["S1", "S2", "S3"] {
        draft.add(&unit(street, street, Level::Street, "D")).unwrap();
    }
    for (code, name, street) in [("C1", "甲", "S1"), ("C2", "乙", "S2"), ("C3", "丙", "S3"), ("C4", "丁", "S1")] {
        draft.add(&unit(code, name, Level::Community, street)).unwrap();
        draft.add(&unit(&format!("{code}-G1"), "第1网格", Level::Grid, code)).unwrap();
        draft.add(&record::Post { count: Some(3), ..record::Post::new(code, govgrid::Role::GridWorker) }).unwrap();
    }
    draft.build().unwrap()
}

fn recode(code: &str, to: &str) -> Change {
    Change::Recode { code: code.to_owned(), to: to.to_owned(), reuse: false }
}

fn merge(code: &str, into: &str) -> Change {
    Change::Merge { codes: vec![code.to_owned()], into: into.to_owned() }
}

fn split(code: &str, into: &[&str]) -> Change {
    Change::Split {
        code: code.to_owned(),
        into: into.iter().map(|&part| part.to_owned()).collect(),
        assign: Vec::new(),
    }
}

fn open(code: &str, name: &str, parent: &str) -> Change {
    Change::open(&unit(code, name, Level::Community, parent))
}

fn after(changes: impl IntoIterator<Item = Change>) -> (Hierarchy, Outcome) {
    let plan: Vec<Event> = changes.into_iter().map(|change| Event::on(day(TODAY), change)).collect();
    let (next, outcome) = hierarchy().apply(&plan).unwrap();
    next.verify().unwrap();
    let (rebuilt, _) = hierarchy().apply_by_rebuild(&plan).unwrap();
    let sorted = |hierarchy: &Hierarchy| {
        let mut rows = hierarchy.rows_as_text();
        rows.sort();
        rows
    };
    assert_eq!(sorted(&next), sorted(&rebuilt));
    (next, outcome)
}

/// The code and the name of what a code names on a day.
fn name(hierarchy: &Hierarchy, code: &str, on: &str) -> String {
    hierarchy.as_of(day(on)).any_unit(code).map(|unit| unit.name().unwrap_or_default().to_owned()).unwrap_or_default()
}

fn lineage(hierarchy: &Hierarchy) -> Vec<String> {
    let rows: Vec<Row> = hierarchy.rows_as_text().into_iter().filter(|row| row.table() == Table::Lineage).collect();
    let said = |row: &Row| format!("{} {}→{}", row.cell("kind"), row.cell("predecessor"), row.cell("successor"));
    let mut said: Vec<String> = rows.iter().map(said).collect();
    said.sort();
    said
}

#[test]
fn units_exchange_codes_on_one_day() {
    let (next, _) = after([recode("C1", "C2"), recode("C2", "C1")]);
    let before = "2024-06-30";
    assert_eq!(["C1", "C2"].map(|code| name(&next, code, before)), ["甲", "乙"]);
    assert_eq!(["C1", "C2"].map(|code| name(&next, code, TODAY)), ["乙", "甲"]);
    // All that named one names it still: what lies in it, and what is said of it.
    let today = next.as_of(day(TODAY));
    let grids =
        |code: &str| today.any_unit(code).unwrap().children().map(|grid| grid.code().to_owned()).collect::<Vec<_>>();
    assert_eq!([grids("C1"), grids("C2")], [["C2-G1"], ["C1-G1"]]);
    assert_eq!(today.posts().count(), 4);
    assert_eq!(lineage(&next), ["recode C1→C2", "recode C2→C1", "reuse C1→C1", "reuse C2→C2"]);
    // Three in a round, whichever comes first.
    for order in [[0, 1, 2], [2, 1, 0], [1, 0, 2]] {
        let round = [("C1", "C2"), ("C2", "C3"), ("C3", "C1")];
        let (next, _) = after(order.map(|at| recode(round[at].0, round[at].1)));
        assert_eq!(["C1", "C2", "C3"].map(|code| name(&next, code, TODAY)), ["丙", "甲", "乙"]);
    }
}

#[test]
fn recodes_one_after_another_on_one_day_are_one() {
    let (next, _) = after([recode("C1", "C8"), recode("C8", "C9")]);
    assert_eq!(lineage(&next), ["recode C1→C9"]);
    assert_eq!(name(&next, "C9", TODAY), "甲");
    // Also where something else happens in between.
    let rename = Change::Rename { code: "C4".to_owned(), name: "戊".to_owned() };
    let (next, _) = after([recode("C1", "C8"), rename.clone(), recode("C8", "C9")]);
    assert_eq!(lineage(&next), ["recode C1→C9"]);
    let (next, _) = after([recode("C1", "C8"), rename, recode("C8", "C1")]);
    assert!(lineage(&next).is_empty());
    assert_eq!(name(&next, "C1", TODAY), "甲");
}

#[test]
fn a_unit_gets_back_a_code_that_it_once_had() {
    let event = |on: &str, change: Change| Event::on(day(on), change);
    let plan = [event("2023-01-01", recode("C1", "C9")), event(TODAY, recode("C9", "C1"))];
    let (next, _) = hierarchy().apply(&plan).unwrap();
    next.verify().unwrap();
    let index = |code: &str, on: &str| next.as_of(day(on)).any_unit(code).unwrap().index();
    assert_eq!(index("C1", "2022-12-31"), index("C9", "2023-06-01"));
    assert_eq!(index("C1", "2022-12-31"), index("C1", TODAY));
    assert_eq!(lineage(&next), ["recode C1→C9", "recode C9→C1"]);
    // After another had it, it is said to be used again.
    let other = Change::Open { row: Row::of(&unit("C1", "己", Level::Community, "S2")), reuse: Some(true) };
    let plan =
        [plan[0].clone(), event("2023-02-01", other), event("2023-03-01", Change::Close { code: "C1".to_owned() })];
    let (other, _) = hierarchy().apply(&plan).unwrap();
    assert!(other.apply(&[event(TODAY, recode("C9", "C1"))]).is_err());
    let again = Change::Recode { code: "C9".to_owned(), to: "C1".to_owned(), reuse: true };
    let (again, _) = other.apply(&[event(TODAY, again)]).unwrap();
    again.verify().unwrap();
    let names = ["2022-12-31", "2023-02-15", TODAY].map(|on| name(&again, "C1", on));
    assert_eq!(names, ["甲", "己", "甲"]);
    let index = |on: &str| again.as_of(day(on)).any_unit("C1").unwrap().index();
    assert_eq!(index("2022-12-31"), index(TODAY));
}

#[test]
fn lineage_goes_on_past_a_code_that_lives_no_day() {
    let (next, _) = after([recode("C1", "C9"), merge("C9", "C4")]);
    assert_eq!(lineage(&next), ["merge C1→C4"]);
    let (next, _) = after([merge("C1", "C4"), recode("C4", "C9")]);
    assert_eq!(lineage(&next), ["merge C1→C9", "recode C4→C9"]);
    assert_eq!(next.successors("C1", day("2024-06-30")).unwrap()[0].successor, "C9");
    // What opened and merged on the day was nothing.
    let (next, _) = after([open("C7", "新", "S1"), merge("C7", "C4")]);
    assert!(lineage(&next).is_empty());
    // What became it on the day becomes what it becomes.
    let (next, _) = after([open("C7", "新", "S1"), merge("C1", "C7"), merge("C7", "C4")]);
    assert_eq!(lineage(&next), ["merge C1→C4"]);
}

#[test]
fn the_old_code_of_a_division_goes_to_a_part_that_is_another_unit() {
    let reuse = Change::Recode { code: "C7".to_owned(), to: "C1".to_owned(), reuse: true };
    let (next, _) = after([open("C7", "新", "S1"), split("C1", &["C7", "C4"]), reuse]);
    assert_eq!(lineage(&next), ["reuse C1→C1", "split C1→C1", "split C1→C4"]);
    assert_eq!(["2024-06-30", TODAY].map(|on| name(&next, "C1", on)), ["甲", "新"]);
    let heirs: Vec<String> =
        next.successors("C1", day("2024-06-30")).unwrap().into_iter().map(|descent| descent.successor).collect();
    assert_eq!(heirs, ["C4", "C1"]);
    let restated = next.restate([("C1".to_owned(), 90)], day("2024-06-30"), day(TODAY));
    assert_eq!(restated.undivided, [("C1".to_owned(), 90, vec!["C4".to_owned(), "C1".to_owned()])]);
}

#[test]
fn land_that_changes_hands_does_not_run_on_to_a_third() {
    // A part of C1 goes to C2, and on the same day a part of C2 to C3.
    let (next, _) = after([split("C1", &["C1", "C2"]), split("C2", &["C2", "C3"])]);
    let heirs = |code: &str| -> Vec<String> {
        let descents = next.successors(code, day("2024-06-30")).unwrap();
        descents.into_iter().map(|descent| descent.successor).collect()
    };
    assert_eq!(heirs("C1"), ["C2"]);
    assert_eq!(heirs("C2"), ["C3"]);
    let origins: Vec<String> =
        next.predecessors("C3", day(TODAY)).unwrap().into_iter().map(|descent| descent.predecessor).collect();
    assert_eq!(origins, ["C2"]);
    let restated = next.restate([("C1".to_owned(), 90)], day("2024-06-30"), day(TODAY));
    assert_eq!(restated.undivided, [("C1".to_owned(), 90, vec!["C1".to_owned(), "C2".to_owned()])]);
    // What closes passes on what it got.
    let (next, _) = after([merge("C1", "C4"), merge("C4", "C2")]);
    assert_eq!(next.restate([("C1".to_owned(), 90)], day("2024-06-30"), day(TODAY)).figures["C2"], 90);
}

#[test]
fn figures_of_a_unit_that_was_restored_after_a_merger_are_undivided() {
    let event = |on: &str, change: Change| Event::on(day(on), change);
    let transfer = Change::Transfer { code: "C1-G1".to_owned(), to: Some("C1".to_owned()) };
    let plan = [
        event("2000-01-01", merge("C1", "C2")),
        event("2010-01-01", open("C1", "甲", "S1")),
        event("2010-01-01", transfer),
        event("2016-01-01", merge("C1", "C3")),
    ];
    let (next, _) = hierarchy().apply(&plan).unwrap();
    let restated = |code: &str, earlier: &str, later: &str| {
        let restated = next.restate([(code.to_owned(), 90)], day(earlier), day(later));
        let undivided = restated.undivided.first().map(|(_, _, heirs)| heirs.join(" "));
        undivided.unwrap_or_else(|| restated.figures.keys().next().cloned().unwrap_or_default())
    };
    assert_eq!(restated("C1", "1999-12-31", "2005-01-01"), "C2");
    assert_eq!(restated("C1", "1999-12-31", "2012-01-01"), "C1 C2");
    assert_eq!(restated("C1", "1999-12-31", "2016-01-01"), "C2 C3");
    assert_eq!(restated("C2", "1999-12-31", "2012-01-01"), "C2", "of before the merger");
    assert_eq!(restated("C2", "2005-01-01", "2012-01-01"), "C1 C2", "of both together");
    assert_eq!(restated("C1", "2012-01-01", "2016-01-01"), "C3");
}

#[test]
fn what_a_unit_lost_by_transfers_is_said_beside_its_figures() {
    let event = |on: &str, change: Change| Event::on(day(on), change);
    let transfer = |to: &str| Change::Transfer { code: "C1".to_owned(), to: Some(to.to_owned()) };
    let (next, _) = hierarchy().apply(&[event(TODAY, transfer("S2"))]).unwrap();
    let figures = ["S1", "S2", "S3"].map(|code| (code.to_owned(), 100));
    let restated = next.restate(figures, day("2024-06-30"), day(TODAY));
    assert_eq!(restated.figures.len(), 3);
    let moved: Vec<String> = restated
        .moved
        .iter()
        .map(|moved| format!("{} lost [{}] gained [{}]", moved.code, moved.lost.join(" "), moved.gained.join(" ")))
        .collect();
    assert_eq!(moved, ["S1 lost [C1] gained []", "S2 lost [] gained [C1]"]);
    // There and back is nothing.
    let (next, _) = next.apply(&[event("2024-08-01", transfer("S1"))]).unwrap();
    assert!(next.restate([("S1".to_owned(), 100)], day("2024-06-30"), day("2024-08-01")).moved.is_empty());
}

/// What was decided of a unit is told of it, whichever codes it has had on the day.
#[test]
fn decisions_go_with_the_unit_when_codes_change_hands() {
    let decided =
        |change: Change| Event { basis: Some("甲〔2024〕1号".to_owned()), ..Event::on(day(TODAY), change) };
    let rename = |code: &str| Change::Rename { code: code.to_owned(), name: "戊".to_owned() };
    let subjects = |plan: &[Event]| -> Vec<String> {
        let (next, _) = hierarchy().apply(plan).unwrap();
        next.verify().unwrap();
        let rows = next.rows_as_text();
        let decisions = rows.iter().filter(|row| row.table() == Table::Decisions);
        decisions.map(|row| format!("{} {}", row.cell("event"), row.cell("subject"))).collect()
    };
    let on_the_day = |change: Change| Event::on(day(TODAY), change);
    let exchanged = [decided(rename("C1")), on_the_day(recode("C1", "C2")), on_the_day(recode("C2", "C1"))];
    assert_eq!(subjects(&exchanged), ["rename C2"]);
    let opened = [decided(open("C7", "新", "S1")), on_the_day(recode("C7", "C8")), on_the_day(recode("C4", "C9"))];
    assert_eq!(subjects(&opened), ["open C8"]);
}

#[test]
fn recodes_that_are_one_have_the_basis_that_was_last_given() {
    for (first, second, expected) in
        [(None, Some("乙"), "乙"), (Some("甲"), None, "甲"), (Some("甲"), Some("乙"), "乙")]
    {
        let event = |change, basis: Option<&str>| {
            let event = Event::on(day(TODAY), change);
            Event { basis: basis.map(str::to_owned), ..event }
        };
        let plan = [event(recode("C1", "C8"), first), event(recode("C8", "C9"), second)];
        let (next, _) = hierarchy().apply(&plan).unwrap();
        let rows = next.rows_as_text();
        let lineage: Vec<&Row> = rows.iter().filter(|row| row.table() == Table::Lineage).collect();
        let said: Vec<(&str, &str, &str)> =
            lineage.iter().map(|row| (row.cell("predecessor"), row.cell("successor"), row.cell("basis"))).collect();
        assert_eq!(said, [("C1", "C9", expected)]);
    }
}

#[test]
fn what_was_lost_by_transfer_is_told_though_more_happened_to_it() {
    let moved = |changes: &[(&str, Change)]| {
        let plan: Vec<Event> = changes.iter().map(|(on, change)| Event::on(day(on), change.clone())).collect();
        let (next, _) = hierarchy().apply(&plan).unwrap();
        let figures = ["S1", "S2"].map(|code| (code.to_owned(), 100));
        let restated = next.restate(figures, day("2024-06-30"), day("2024-09-01"));
        restated
            .moved
            .iter()
            .map(|moved| format!("{}: {:?} {:?}", moved.code, moved.lost, moved.gained))
            .collect::<Vec<_>>()
    };
    let transfer = Change::Transfer { code: "C1".to_owned(), to: Some("S2".to_owned()) };
    let close = Change::Close { code: "C1".to_owned() };
    assert_eq!(moved(&[(TODAY, transfer.clone()), ("2024-08-01", merge("C1", "C2"))]), ["S1: [\"C1\"] []"]);
    assert_eq!(moved(&[(TODAY, transfer), ("2024-08-01", close)]), ["S1: [\"C1\"] []"]);
    // Out of a unit that closes on the same day, into one that it does not become part of.
    let move_out = |code: &str| (TODAY, Change::Transfer { code: code.to_owned(), to: Some("S2".to_owned()) });
    let closes = (TODAY, Change::Close { code: "S1".to_owned() });
    assert_eq!(moved(&[move_out("C1"), move_out("C4"), closes]), ["S2: [] [\"C1\", \"C4\"]"]);
    // What comes of a merger is no transfer.
    assert!(moved(&[(TODAY, merge("S1", "S2"))]).is_empty());
}
