//! Every reason for which an event cannot be is given.

use crate::change_kinds::{AFTER, LATER, apply, apply_on, day, goes, hierarchy, merge, row_goes, split, unit};
use govgrid::record::{self, Row};
use govgrid::{Change, Event, Level, Reason, ServiceKind};
use std::collections::{BTreeMap, BTreeSet};

fn rename(code: &str, name: &str) -> Change {
    Change::Rename { code: code.to_owned(), name: name.to_owned() }
}

fn recode(code: &str, to: &str, reuse: bool) -> Change {
    Change::Recode { code: code.to_owned(), to: to.to_owned(), reuse }
}

fn revise(code: &str, column: &str) -> Change {
    Change::Revise { code: code.to_owned(), cells: [(column.to_owned(), "1".to_owned())].into_iter().collect() }
}

/// What gets a name would be a person's.
fn becomes_a_household() -> Change {
    let cells =
        [("kind", "centre_household"), ("name", "某某")].map(|(column, text)| (column.to_owned(), text.to_owned()));
    Change::Revise { code: "O1".to_owned(), cells: cells.into() }
}

fn open(row: &record::Unit, reuse: bool) -> Change {
    Change::Open { row: Row::of(row), reuse: Some(reuse) }
}

fn reclassify(code: &str, kind: Option<&str>, level: Option<Level>) -> Change {
    Change::Reclassify { code: code.to_owned(), kind: kind.map(str::to_owned), level }
}

fn transfer(code: &str, to: &str) -> Change {
    Change::Transfer { code: code.to_owned(), to: Some(to.to_owned()) }
}

fn close(code: &str) -> Change {
    Change::Close { code: code.to_owned() }
}

fn service(target: &str, kind: ServiceKind) -> Row {
    Row::of(&record::Service::new("O1", target, kind))
}

fn grid() -> Row {
    Row::of(&unit("G1", Level::Grid, "C1"))
}

/// Events that cannot be for the nodes that they are about.
fn about_nodes() -> Vec<(&'static str, Change)> {
    vec![
        ("UnknownCode", rename("X", "x")),
        ("UnknownCode", merge(&["X"], "C1")),
        ("UnknownCode", split("C1", &["X"], Vec::new())),
        ("NotThere", rename("G1", "x")),
        ("NotThere", close("G1")),
        ("InUse", open(&unit("C1", Level::Community, "S"), false)),
        ("InUse", open(&unit(" C1", Level::Community, "S"), false)),
        ("InUse", recode("C1", "C2", false)),
        ("InUse", recode("C1", "C2", true)),
        ("UsedBefore", recode("C1", "G1", false)),
        ("UsedBefore", recode("C1", " G1\u{3000}", false)),
        ("NeverUsed", recode("C1", "C9", true)),
        ("NeverUsed", open(&unit("C9", Level::Community, "S"), true)),
        ("LaterRecord", close("G2")),
        ("LaterRecord", merge(&["G2"], "G3")),
        ("LaterRecord", split("G2", &["G3"], Vec::new())),
        ("WrongKind", rename("P1", "x")),
        ("WrongKind", merge(&["O1"], "Z1")),
        ("WrongKind", split("O1", &["Z1"], Vec::new())),
        ("WrongKind", reclassify("P1", Some("x"), None)),
        ("WrongKind", reclassify("O1", None, Some(Level::Grid))),
        ("WrongKind", recode("P1", "P9", false)),
        ("WrongKind", merge(&["P1"], "P2")),
        ("WrongKind", split("P1", &["P2"], Vec::new())),
        ("WrongKind", Change::Open { row: Row::of(&record::Person::new("P9")), reuse: Some(true) }),
        ("NamedTwice", merge(&["O1", "O1"], "O2")),
        ("NamedTwice", merge(&["O1"], "O1")),
        ("NamedTwice", split("O1", &["O2", "O2"], Vec::new())),
        ("NamedTwice", split("O1", &["O2", "O3"], vec![goes("P1", "O2"), goes("P1", "O3")])),
        ("Nothing", rename("G3", "")),
        ("Nothing", recode("C1", "C1", false)),
        ("Nothing", transfer("O1", "O")),
        ("Nothing", reclassify("O1", Some("party_branch"), None)),
        ("Nothing", Change::Revise { code: "O1".to_owned(), cells: BTreeMap::new() }),
        ("Nothing", Change::Correct { row: grid(), to: grid() }),
    ]
}

/// Events that cannot be for the rows that they are about, and for what would be.
fn about_rows() -> Vec<(&'static str, Change)> {
    vec![
        ("WrongTable", Change::Open { row: service("Z3", ServiceKind::Property), reuse: None }),
        ("WrongTable", Change::Start { row: grid() }),
        ("WrongTable", Change::Stop { row: grid() }),
        ("WrongTable", Change::Correct { row: grid(), to: service("Z3", ServiceKind::Property) }),
        ("NoSuchColumn", revise("O1", "colour")),
        ("NoSuchColumn", revise("O1", "code")),
        ("NoSuchColumn", revise("O1", "valid_from")),
        ("NoSuchColumn", becomes_a_household()),
        ("NoSuchRow", Change::Stop { row: service("Z3", ServiceKind::Property) }),
        ("NoSuchRow", Change::Retract { row: service("Z3", ServiceKind::Property) }),
        // The row has an end now.
        ("NoSuchRow", Change::Retract { row: grid() }),
        (
            "NoSuchRow",
            Change::Correct { row: service("Z3", ServiceKind::Property), to: service("Z3", ServiceKind::Policing) },
        ),
        ("NotAPart", split("O1", &["O2"], vec![goes("P1", "O3")])),
        ("NothingToAssign", split("O1", &["O2"], vec![goes("P3", "O2")])),
        ("NothingToAssign", split("O1", &["O2"], vec![row_goes(grid(), "O2")])),
        ("Structure", transfer("S", "C1")),
        ("Structure", transfer("O", "O11")),
        ("Structure", revise("O1", "superior")),
        ("Structure", open(&unit("G5", Level::Grid, "S"), false)),
        ("Structure", Change::Start { row: service("nowhere", ServiceKind::Property) }),
    ]
}

/// The kind of a reason.
fn word(reason: &Reason) -> String {
    let said = format!("{reason:?}");
    said.split(|letter: char| !letter.is_alphanumeric()).next().unwrap().to_owned()
}

#[test]
fn every_reason_for_which_an_event_cannot_be_is_given() {
    // A grid that got another code, and one with a name from a later day on.
    let (past, _) = apply(&hierarchy(), recode("G1", "G9", false));
    let (past, _) = apply_on(&past, LATER, rename("G2", "乙")).unwrap();
    let kept = past.rows_as_text();
    let mut given = BTreeSet::new();
    for (expected, change) in about_nodes().into_iter().chain(about_rows()) {
        let error = past.apply(&[Event::on(day(AFTER), change.clone())]).map(|_| ()).expect_err(expected);
        assert_eq!(word(&error.reason), expected, "{change:?}: {}", error.reason);
        assert_eq!((error.number, error.word), (1, change.word()));
        assert_eq!(error.to_string(), format!("event 1 ({}) cannot be", change.word()));
        assert!(!error.reason.to_string().ends_with('.'), "{}", error.reason);
        given.insert(expected);
    }
    assert_eq!(given.len(), 15, "each reason: {given:?}");
    assert_eq!(past.rows_as_text(), kept);
}

#[test]
fn what_would_end_on_the_last_day_of_all_never_ends() {
    let hierarchy = hierarchy();
    for change in [close("C1"), Change::Stop { row: member() }, split("O1", &["O2"], Vec::new())] {
        let refused = apply_on(&hierarchy, "9999-12-31", change.clone()).map(|_| ()).unwrap_err();
        assert_eq!(word(&refused), "Nothing", "{change:?}");
        assert!(apply_on(&hierarchy, "9999-12-30", change).is_ok());
    }
}

/// A relation that holds.
fn member() -> Row {
    let of_relation = |row: &Row| row.table() == govgrid::record::Table::AllianceMembers;
    hierarchy().rows_as_text().into_iter().find(of_relation).unwrap()
}

#[test]
fn no_reason_repeats_a_number_of_a_person_that_names_nothing() {
    // Made up: no such number is issued.
    let number = "13800000000";
    let changes = [
        close(number),
        merge(&[number, number], "C1"),
        split("C1", &[number], Vec::new()),
        split("O1", &["O2"], vec![goes("P1", number)]),
        split("O1", &["O2"], vec![goes(number, "O2")]),
        split("O1", &["O2"], vec![row_goes(service(number, ServiceKind::Property), "O2")]),
        recode("C1", number, true),
        open(&unit(number, Level::Community, "S"), true),
        revise("O1", number),
    ];
    for change in changes {
        let reason = apply_on(&hierarchy(), AFTER, change.clone()).map(|_| ()).unwrap_err();
        assert!(!format!("{reason} {reason:?}").contains(number), "{reason:?}");
        assert!(reason.to_string().contains("***"), "{reason} for {change:?}");
    }
}
