//! Rows go on naming whom they name, whatever becomes of codes: used again, changed, merged.

use crate::change_kinds::{day, merge, unit};
use govgrid::record::{self, Row, Table};
use govgrid::{
    Change, CoverageMode, Draft, Event, Hierarchy, Level, LineageKind, MeasureKind, OrganizationKind, Outcome, Period,
    Reason,
};

const RECODED: &str = "2024-07-01";
const REUSED: &str = "2025-01-01";
const LATER: &str = "2026-01-01";

fn from(text: &str) -> Period {
    Period::new(Some(day(text)), None).unwrap()
}

fn covers(target: &str, period: Period) -> record::Coverage {
    record::Coverage { period, ..record::Coverage::new("O", target, CoverageMode::Joint) }
}

/// Three communities of a street, and an organization with its seat in the first that covers some of them.
fn covered(coverage: &[(&str, Period)]) -> Hierarchy {
    let mut draft = Draft::new();
    draft.add(&record::Unit::new("S", Level::Street)).unwrap();
    for community in ["C1", "C2", "C3"] {
        draft.add(&unit(community, Level::Community, "S")).unwrap();
    }
    let seat = Some("C1".to_owned());
    draft.add(&record::Organization { seat, ..record::Organization::new("O", OrganizationKind::PartyBranch) }).unwrap();
    for (target, period) in coverage {
        draft.add(&covers(target, *period)).unwrap();
    }
    draft.build().unwrap()
}

fn apply(hierarchy: &Hierarchy, on: &str, change: Change) -> Result<(Hierarchy, Outcome), Reason> {
    let (next, outcome) = hierarchy.apply(&[Event::on(day(on), change)]).map_err(|error| error.reason)?;
    next.verify().unwrap();
    Ok((next, outcome))
}

fn done(hierarchy: &Hierarchy, on: &str, change: Change) -> Hierarchy {
    apply(hierarchy, on, change).unwrap().0
}

fn open(code: &str, reuse: bool) -> Change {
    Change::Open { row: Row::of(&unit(code, Level::Community, "S")), reuse: Some(reuse) }
}

fn recode(code: &str, to: &str, reuse: bool) -> Change {
    Change::Recode { code: code.to_owned(), to: to.to_owned(), reuse }
}

fn close(code: &str) -> Change {
    Change::Close { code: code.to_owned() }
}

/// The rows of a table: what the first two cells say, and the bounds.
fn rows(hierarchy: &Hierarchy, table: Table) -> Vec<String> {
    let rows = hierarchy.rows_as_text().into_iter().filter(|row| row.table() == table);
    let said = |row: &Row| {
        let cells: Vec<&str> = row.cells().collect();
        format!("{} {} [{}, {})", cells[0], cells[1], row.cell("valid_from"), row.cell("valid_until"))
    };
    let mut said: Vec<String> = rows.map(|row| said(&row)).collect();
    said.sort();
    said
}

fn covering(hierarchy: &Hierarchy, on: &str, code: &str) -> usize {
    hierarchy.as_of(day(on)).any_unit(code).unwrap().covered_by().count()
}

#[test]
fn what_covered_a_unit_covers_it_under_its_new_code() {
    for (period, row) in [(from("2020-01-01"), "O C1 [2020-01-01, )"), (Period::ALWAYS, "O C9 [, )")] {
        let recoded = done(&covered(&[("C1", period)]), RECODED, recode("C1", "C9", false));
        // Without a word of reuse it would be the same unit, which is there as C9.
        assert!(matches!(apply(&recoded, REUSED, open("C1", false)), Err(Reason::Structure(_))));
        let reused = done(&recoded, REUSED, open("C1", true));
        // One row, not cut in two: it names the old unit, by a day on which that had the code, or by its new code.
        assert_eq!(rows(&reused, Table::Coverage), [row]);
        assert_eq!((covering(&reused, LATER, "C9"), covering(&reused, LATER, "C1")), (1, 0), "{row}");
        assert_eq!(covering(&reused, "2023-01-01", "C1"), 1);
    }
}

#[test]
fn a_seat_whose_code_is_used_again_is_none() {
    let hierarchy = covered(&[("C1", Period::ALWAYS)]);
    let closed = done(&hierarchy, RECODED, close("C1"));
    let (reused, outcome) = apply(&closed, REUSED, open("C1", true)).unwrap();
    let seat = |on: &str| {
        let snapshot = reused.as_of(day(on));
        let found = snapshot.organization(&"O".parse().unwrap()).unwrap();
        found.seat().map(|seat| seat.code().to_owned())
    };
    assert_eq!([seat("2024-06-30"), seat(REUSED), seat(LATER)], [Some("C1".to_owned()), None, None]);
    let seats = reused.rows_as_text().into_iter().filter(|row| row.table() == Table::Organizations);
    let mut seats: Vec<String> = seats.map(|row| row.cells().collect::<Vec<_>>().join(" ")).collect();
    seats.sort();
    assert_eq!(seats.len(), 2, "{seats:?}");
    // Who covered it covers nothing of the new one, and the row ends.
    assert_eq!(rows(&reused, Table::Coverage), ["O C1 [, 2025-01-01)"]);
    assert_eq!(covering(&reused, LATER, "C1"), 0);
    assert_eq!(outcome.ended.len(), 2);
}

#[test]
fn a_code_is_in_use_until_the_very_day_on_which_it_ends() {
    let closing = done(&covered(&[]), REUSED, close("C1"));
    let other = done(
        &closing,
        "2023-01-01",
        Change::Open { row: Row::of(&unit("C4", Level::Community, "S")), reuse: Some(false) },
    );
    for reuse in [false, true] {
        assert!(matches!(apply(&closing, "2024-12-31", open("C1", reuse)), Err(Reason::InUse { .. })));
        assert!(apply(&closing, REUSED, open("C1", reuse)).is_ok());
    }
    let take = |on: &str| apply(&other, on, recode("C4", "C1", true));
    assert!(matches!(take("2024-12-31"), Err(Reason::InUse { .. })));
    assert!(take(REUSED).is_ok());
}

#[test]
fn a_kind_and_a_level_that_are_not_said_change_nothing() {
    for code in ["C1", "O"] {
        let none = Change::Reclassify { code: code.to_owned(), kind: None, level: None };
        assert!(matches!(apply(&covered(&[]), RECODED, none), Err(Reason::Nothing)));
    }
}

#[test]
fn of_rows_that_come_to_say_the_same_the_longest_stays() {
    let always = Period::ALWAYS;
    // As rows are sorted, and the other way round.
    for coverage in [
        [("C1", always), ("C2", always)],
        [("C1", from("2024-08-01")), ("C2", always)],
        [("C1", always), ("C2", from("2024-08-01"))],
    ] {
        let (merged, outcome) = apply(&covered(&coverage), RECODED, merge(&["C1", "C2"], "C3")).unwrap();
        let holding = rows(&merged, Table::Coverage).into_iter().filter(|row| row.starts_with("O C3"));
        assert_eq!(holding.collect::<Vec<_>>(), ["O C3 [2024-07-01, )"], "{coverage:?}");
        assert_eq!(outcome.fell.len(), 1, "{coverage:?}");
        assert_eq!((outcome.moved.len(), covering(&merged, LATER, "C3")), (2, 1), "the row, and the seat");
    }
    // Where neither holds as long as the other, both do.
    let until = Period::new(None, Some(day(LATER))).unwrap();
    let (merged, outcome) =
        apply(&covered(&[("C1", from("2024-08-01")), ("C2", until)]), RECODED, merge(&["C1", "C2"], "C3")).unwrap();
    assert!(outcome.fell.is_empty());
    assert_eq!(covering(&merged, "2025-06-01", "C3"), 2);
}

#[test]
fn an_organization_may_take_the_code_of_its_former_superior() {
    let mut draft = Draft::new();
    draft.add(&record::Unit::new("S", Level::Street)).unwrap();
    draft.add(&record::Organization::new("O1", OrganizationKind::PartyCommittee)).unwrap();
    let superior = Some("O1".to_owned());
    let below = record::Organization { superior, ..record::Organization::new("O2", OrganizationKind::PartyBranch) };
    draft.add(&below).unwrap();
    let closed = done(&draft.build().unwrap(), RECODED, close("O1"));
    let (next, outcome) = apply(&closed, REUSED, recode("O2", "O1", true)).unwrap();
    let superior = |on: &str, code: &str| {
        let snapshot = next.as_of(day(on));
        snapshot.organization(&code.parse().unwrap()).unwrap().superiors().count()
    };
    assert_eq!((superior("2024-06-30", "O2"), superior(LATER, "O1")), (1, 0));
    assert_eq!((outcome.ended.len(), outcome.added.len()), (1, 3), "the node and two rows of lineage");
}

#[test]
fn a_row_without_days_does_not_come_to_name_an_earlier_node() {
    let closed = done(&covered(&[]), RECODED, close("C1"));
    let reused = done(&closed, REUSED, open("C1", true));
    let open = |code: &str| Change::open(&record::Organization::new(code, OrganizationKind::PartyBranch));
    let both = done(&done(&reused, "2023-01-01", open("O1")), "2023-01-01", open("O2"));
    let of_o1 = |period: Period| record::Coverage { organization: "O1".to_owned(), ..covers("C1", period) };
    let started = done(&both, LATER, Change::start(&of_o1(Period::ALWAYS)));
    assert_eq!(rows(&started, Table::Coverage), ["O1 C1 [2026-01-01, )"]);
    // Without days it names the C1 of today; from a day of the other C1 on it would name that.
    let to = Row::of(&of_o1(Period::ALWAYS));
    let always = done(&started, LATER, Change::Correct { row: Row::of(&of_o1(from(LATER))), to });
    let too_early = apply(&always, "2024-01-01", merge(&["O1"], "O2"));
    assert!(matches!(too_early, Err(Reason::LaterRecord { code, from }) if code == "C1" && from == day(REUSED)));
    let merged = done(&always, LATER, merge(&["O1"], "O2"));
    assert_eq!(rows(&merged, Table::Coverage), ["O1 C1 [, 2026-01-01)", "O2 C1 [2026-01-01, )"]);
}

#[test]
fn a_row_that_ends_names_its_node_by_the_code_of_that_time() {
    let closed = done(&covered(&[("C1", Period::ALWAYS)]), RECODED, close("C2"));
    let recoded = done(&closed, REUSED, recode("C1", "C2", true));
    // Without days it names the C2 of today; until that was C2 it was C1, and C2 was another.
    let [row, to] = ["C1", "C2"].map(|code| Row::of(&covers(code, Period::ALWAYS)));
    let corrected = done(&recoded, REUSED, Change::Correct { row, to: to.clone() });
    assert_eq!(covering(&corrected, LATER, "C2"), 1);
    let (stopped, outcome) = apply(&corrected, REUSED, Change::Stop { row: to }).unwrap();
    assert_eq!(rows(&stopped, Table::Coverage), ["O C1 [, 2025-01-01)"]);
    assert_eq!((outcome.ended.len(), covering(&stopped, "2023-01-01", "C1")), (1, 1));
    assert_eq!(covering(&stopped, "2023-01-01", "C2"), 0);
}

#[test]
fn what_never_ends_is_not_stopped() {
    let merged = done(&covered(&[]), RECODED, merge(&["C1"], "C2"));
    let lineage = record::Lineage::new("C1", "C2", LineageKind::Merge, day(RECODED));
    let claim = record::Claim::new("K", "C2", "count:grid", "2");
    let claimed = done(&merged, REUSED, Change::start(&claim));
    for on in [RECODED, LATER] {
        assert!(matches!(apply(&claimed, on, Change::stop(&lineage)), Err(Reason::Nothing)));
        assert!(matches!(apply(&claimed, on, Change::stop(&claim)), Err(Reason::Nothing)));
    }
    // What is of a day is there on that day alone.
    let measure = record::Measure::new("C2", MeasureKind::Residents, day(REUSED), "7");
    let measured = done(&claimed, REUSED, Change::start(&measure));
    assert!(matches!(apply(&measured, LATER, Change::stop(&measure)), Err(Reason::NoSuchRow(Table::Measures))));
    let stopped = done(&measured, REUSED, Change::stop(&measure));
    assert!(stopped.rows_as_text().iter().all(|row| row.table() != Table::Measures));
}

#[test]
fn nothing_happens_on_the_last_day_of_all() {
    let hierarchy = covered(&[("C1", Period::ALWAYS)]);
    let named = Change::Rename { code: "C1".to_owned(), name: "甲".to_owned() };
    let stop = Change::stop(&covers("C1", Period::ALWAYS));
    let moved = Change::Transfer { code: "O".to_owned(), to: None };
    for change in [close("C1"), recode("C1", "C9", false), merge(&["C1"], "C2"), named, stop, moved] {
        assert!(apply(&hierarchy, "9999-12-31", change.clone()).is_err(), "{change:?}");
    }
}
