//! The fixture of a torn journal: what is found of it, and that the torn record is cut off and kept beside the file.

use crate::appended::append;
use crate::change_kinds::{AFTER, day, hierarchy, unit};
use crate::fixtures::{Fixture, Told};
use govgrid::record::{self, Row};
use govgrid::{Change, Event, Journal, Lang, Level, Role};
use std::fs;

#[test]
fn a_torn_record_is_found_and_cut_off() {
    let fixture = Fixture::read("I013-torn-record");
    let folder = tempfile::tempdir().unwrap();
    let opened = |name: &str| {
        let path = folder.path().join(name);
        fs::copy(fixture.folder.join(name), &path).unwrap();
        let replayed = Journal::open(&path).unwrap().1;
        (replayed, fs::read_to_string(path).unwrap())
    };
    let (replayed, left) = opened("bad.log");
    let finding = replayed.torn.as_ref().unwrap().finding();
    assert_eq!([Told::of(&finding)], *fixture.expected.findings);
    assert_eq!((replayed.plans.len(), left.lines().count()), (2, 2));
    assert_eq!(finding.suggestion.en, finding.rule.page.repair.en);
    for text in [Lang::En, Lang::Zh].map(|lang| finding.message(lang)) {
        assert!(text.contains("bad.log") && !text.contains(['{', '}']), "{text}");
    }
    let torn = fs::read_to_string(fixture.folder.join("bad.log")).unwrap();
    let kept = fs::read_to_string(folder.path().join(&replayed.torn.as_ref().unwrap().kept)).unwrap();
    assert_eq!(left + &kept, torn);
    for hidden in &fixture.expected.hidden {
        assert!(torn.contains(hidden), "{hidden} is not planted");
        assert!(!format!("{replayed:?} {finding:?}").contains(hidden));
    }
    // The repaired twin is whole.
    let (replayed, left) = opened("good.log");
    assert_eq!((replayed.plans.len(), replayed.torn), (2, None));
    assert_eq!(left, fs::read_to_string(fixture.folder.join("good.log")).unwrap());
}

#[test]
fn no_number_of_a_person_is_kept_where_no_event_is_refused_for_it() {
    // Made up: no such number is issued.
    let number = "13800000000";
    let with = |row: Row, column: &str| {
        let at = row.table().columns().iter().position(|known| known.name == column).unwrap();
        let cells = row.cells().enumerate();
        let cells = cells.map(|(other, cell)| if other == at { number } else { cell });
        Row::new(row.table(), cells.collect::<Vec<_>>())
    };
    let community = || Row::of(&unit("C9", Level::Community, "S"));
    let post = record::Post { count: Some(3), ..record::Post::new("C1", Role::GridLeader) };
    let cells = [("kind".to_owned(), number.to_owned())].into();
    let before = hierarchy();
    let changes = [
        Change::Open { row: with(community(), "kind"), reuse: None },
        Change::Open { row: with(community(), "valid_from"), reuse: None },
        Change::Start { row: with(Row::of(&post), "role") },
        Change::Reclassify { code: "C1".to_owned(), kind: Some(number.to_owned()), level: None },
        Change::Revise { code: "C1".to_owned(), cells },
        Change::Correct {
            row: Row::of(&unit("C1", Level::Community, "S")),
            to: with(Row::of(&unit("C1", Level::Community, "S")), "kind"),
        },
    ];
    let folder = tempfile::tempdir().unwrap();
    for (at, change) in changes.into_iter().enumerate() {
        let path = folder.path().join(at.to_string());
        let event = Event { basis: Some(number.to_owned()), ..Event::on(day(AFTER), change) };
        let (next, _) = before.apply(std::slice::from_ref(&event)).unwrap();
        assert!(next.rows_as_text().iter().flat_map(Row::cells).all(|cell| cell != number), "{event:?}");
        append(&mut Journal::open(&path).unwrap().0, &before, std::slice::from_ref(&event));
        assert!(!fs::read_to_string(&path).unwrap().contains(number), "{event:?}");
        let (_, replayed) = Journal::open(&path).unwrap();
        let (again, _) = before.redo(&replayed.plans[0]).unwrap();
        assert_eq!(again.rows_as_text(), next.rows_as_text(), "{event:?}");
    }
}
