//! On which decision something happened is told by timelines, and carried out and in by tables with history.

use govgrid::record::{Coverage, Decision, Lineage, Organization, Record, Row, Table, Unit};
use govgrid::{
    Assigned, Assignment, Change, CoverageMode, Day, Draft, Event, EventKind, Hierarchy, Level, LineageKind,
    OrganizationKind, Period,
};
use std::collections::BTreeSet;

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn from(first: &str) -> Period {
    Period::new(Some(day(first)), None).unwrap()
}

fn within(parent: &str, unit: Unit) -> Unit {
    Unit { parent: Some(parent.to_owned()), ..unit }
}

fn named(name: &str, unit: Unit) -> Unit {
    Unit { name: Some(name.to_owned()), ..unit }
}

fn base() -> Hierarchy {
    let mut draft = Draft::new();
    draft.add(&Unit::new("130205", Level::District)).unwrap();
    for number in 1..=5 {
        let street = Unit::new(format!("13020500{number}"), Level::Street);
        draft.add(&named("街道", within("130205", street))).unwrap();
    }
    draft.add(&within("130205001", Unit::new("130205001026", Level::Community))).unwrap();
    for code in ["A", "B"] {
        draft.add(&Organization::new(code, OrganizationKind::PartyBranch)).unwrap();
    }
    draft.add(&Coverage::new("A", "130205001", CoverageMode::Joint)).unwrap();
    draft.build().unwrap()
}

fn text(text: &str) -> String {
    text.to_owned()
}

/// An event on a day of its own, on a decision that is named after it.
fn on(number: usize, change: Change) -> Event {
    let basis = Some(format!("文〔2024〕{number}号"));
    Event { basis, ..Event::on(day(&format!("2024-07-{number:02}")), change) }
}

/// Every kind of event, with the codes that it is told of.
fn events() -> Vec<(Event, Vec<&'static str>)> {
    let covers = Coverage::new("B", "130205001", CoverageMode::Standalone);
    let renamed = Row::of(&named("街道", within("130205", Unit::new("130205002", Level::Street))));
    let corrected = Row::of(&named("二街道", within("130205", Unit::new("130205002", Level::Street))));
    let retracted = Row::of(&Coverage { period: from("2024-07-10"), ..covers.clone() });
    let closed = Coverage::new("A", "130205001", CoverageMode::Joint);
    let cells = [(text("households"), text("300"))].into_iter().collect();
    let assign = Assignment { what: Assigned::Code(text("130205001026")), to: text("130205006") };
    let changes = [
        (Change::open(&within("130205", Unit::new("130205006", Level::Street))), vec!["130205006"]),
        (Change::Rename { code: text("130205001"), name: text("开平街道") }, vec!["130205001"]),
        (Change::Transfer { code: text("130205001026"), to: Some(text("130205002")) }, vec!["130205001026"]),
        (Change::Reclassify { code: text("A"), kind: Some(text("party_committee")), level: None }, vec!["A"]),
        (Change::Revise { code: text("130205001026"), cells }, vec!["130205001026"]),
        (
            Change::Recode { code: text("130205003"), to: text("130205013"), reuse: false },
            vec!["130205003", "130205013"],
        ),
        (Change::Merge { codes: vec![text("130205004")], into: text("130205005") }, vec!["130205004", "130205005"]),
        (
            Change::Split {
                code: text("130205002"),
                into: vec![text("130205002"), text("130205006")],
                assign: vec![assign],
            },
            vec!["130205002", "130205006"],
        ),
        (Change::Close { code: text("130205013") }, vec!["130205013", "130205003"]),
        (Change::start(&covers), vec!["B", "130205001"]),
        (Change::stop(&closed), vec!["A", "130205001"]),
        (Change::Correct { row: renamed, to: corrected }, vec!["130205002"]),
        (Change::Retract { row: retracted }, vec!["B", "130205001"]),
        (
            Change::Open { row: Row::of(&within("130205", Unit::new("130205004", Level::Street))), reuse: Some(true) },
            vec!["130205004"],
        ),
    ];
    changes.into_iter().zip(1..).map(|((change, codes), number)| (on(number, change), codes)).collect()
}

/// The decisions that the timeline of a code tells: what happened, on which day and decision.
fn decided(hierarchy: &Hierarchy, code: &str) -> BTreeSet<[String; 3]> {
    let timeline = hierarchy.timeline(code).unwrap();
    let told = timeline.iter().map(|episode| &episode.row);
    let told = told.filter(|row| [Table::Decisions, Table::Lineage].contains(&row.table()));
    let cells = |row: &Row| {
        let event = if row.table() == Table::Lineage { "kind" } else { "event" };
        [event, "day", "basis"].map(|column| row.cell(column).to_owned())
    };
    told.map(cells).collect()
}

fn after_all() -> Hierarchy {
    let plan: Vec<Event> = events().into_iter().map(|event| event.0).collect();
    base().apply(&plan).unwrap().0
}

fn assert_told(hierarchy: &Hierarchy) {
    for (event, codes) in events() {
        let is_reuse = matches!(event.change, Change::Open { reuse: Some(true), .. });
        let word = if is_reuse { "reuse" } else { event.change.word() };
        for code in codes {
            let told = [word.to_owned(), event.day.to_string(), event.basis.clone().unwrap()];
            assert!(decided(hierarchy, code).contains(&told), "{word} {code}: {:?}", decided(hierarchy, code));
        }
    }
}

#[test]
fn a_timeline_tells_the_decision_of_every_kind_of_event() {
    let words: BTreeSet<&str> = events().iter().map(|(event, _)| event.change.word()).collect();
    assert_eq!(words, EventKind::ALL.iter().map(|kind| kind.as_str()).collect());
    let hierarchy = after_all();
    assert_told(&hierarchy);
    assert_told(&hierarchy.laid_out_anew().unwrap());
    // Nothing is told of others, and of each once.
    assert_eq!(decided(&hierarchy, "130205"), BTreeSet::new());
    assert_eq!(decided(&hierarchy, "130205001").len(), 4);
    let between = hierarchy.timeline_between("B", "130205001").unwrap();
    let words: Vec<&str> = between.iter().map(|episode| episode.row.cell("event")).collect();
    assert_eq!(words, ["start"], "what was retracted was never between them");
    let between = hierarchy.timeline_between("A", "130205001").unwrap();
    let words: Vec<&str> = between.iter().map(|episode| episode.row.cell("event")).collect();
    assert_eq!(words, ["", "stop"]);
}

#[test]
fn what_closed_was_decided_while_it_was_there() {
    let timeline = after_all().timeline("130205013").unwrap();
    let closed = timeline.iter().find(|episode| episode.row.cell("event") == "close").unwrap();
    assert_eq!(closed.stated.from(), Some(day("2024-07-08")));
    assert_eq!(closed.holds, [closed.stated]);
}

#[cfg(all(feature = "import", feature = "export"))]
#[test]
fn tables_with_history_carry_decisions_out_and_in() {
    let hierarchy = after_all();
    let folder = tempfile::tempdir().unwrap();
    govgrid::export::tables(&hierarchy.to_draft(), folder.path().join("tables")).unwrap();
    let written = std::fs::read_to_string(folder.path().join("tables/decisions.csv")).unwrap();
    assert!(written.starts_with("subject,event,day,basis\n"), "{written}");
    let again = govgrid::import::folder(folder.path().join("tables")).unwrap().build().unwrap();
    assert_told(&again);
    let sorted = |hierarchy: &Hierarchy| {
        let mut rows = hierarchy.rows_as_text();
        rows.sort();
        rows
    };
    assert_eq!(sorted(&again), sorted(&hierarchy));
}

#[cfg(feature = "image")]
#[test]
fn an_image_carries_decisions() {
    let mut image = Vec::new();
    after_all().write_image(&mut image).unwrap();
    assert_told(&Hierarchy::read_image(image.as_slice()).unwrap());
}

#[cfg(feature = "journal")]
#[test]
fn a_journal_carries_decisions() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("events.log");
    let (mut journal, _) = govgrid::Journal::open(&path).unwrap();
    let mut version = base();
    for (event, _) in events() {
        version = crate::appended::append(&mut journal, &version, &[event]);
    }
    drop(journal);
    let mut version = base();
    for plan in &govgrid::Journal::open(&path).unwrap().1.plans {
        version = version.redo(plan).unwrap().0;
    }
    assert_told(&version);
}

/// Decisions say nothing of how things are: they neither move nor hinder.
#[test]
fn a_decision_stays_with_what_it_was_about() {
    let rename = |code: &str, number| on(number, Change::Rename { code: text(code), name: text("新名") });
    let renamed = base().apply(&[rename("130205004", 9)]).unwrap().0;
    let merge = Change::Merge { codes: vec![text("130205004")], into: text("130205005") };
    let close = Change::Close { code: text("130205004") };
    for change in [merge, close] {
        let (next, outcome) = renamed.apply(&[Event::on(day("2024-07-09"), change)]).unwrap();
        assert!(outcome.unassigned.iter().all(|left| left.row.table() != Table::Decisions));
        assert_eq!(outcome.moved.iter().filter(|moved| moved.1.table() == Table::Decisions).count(), 0);
        let is_told = decided(&next, "130205004").iter().any(|told| told[0] == "rename");
        // It closed on the very day: its name never held, and the decision is still told.
        assert!(is_told, "{:?}", decided(&next, "130205004"));
        assert!(decided(&next, "130205005").iter().all(|told| told[0] != "rename"));
    }
    assert!(renamed.differs(&base(), day("2024-07-01")).is_empty());
    let without = base().apply(&[Event { basis: None, ..rename("130205004", 9) }]).unwrap().0;
    assert!(renamed.differs(&without, day("2024-07-20")).is_empty());
    assert!(renamed.snapshot().to_draft().row_count(Table::Decisions) == 0, "a snapshot has no history");
}

/// What opens and closes on one day never was, and nor was it decided; a basis refuses nothing.
#[test]
fn a_basis_hinders_nothing() {
    let open = |number| on(number, Change::open(&within("130205", Unit::new("130205008", Level::Street))));
    let same_day = |change: Change| on(3, change);
    let opened = base().apply(&[open(3)]).unwrap().0;
    assert_eq!(decided(&opened, "130205008").len(), 1);
    let closed = opened.apply(&[same_day(Change::Close { code: text("130205008") })]).unwrap().0;
    assert!(closed.timeline("130205008").is_err());
    assert!(closed.rows_as_text().iter().all(|row| row.table() != Table::Decisions));
    let street = Unit { period: from("2024-07-03"), ..Unit::new("130205008", Level::Street) };
    let row = Row::of(&within("130205", street));
    let retracted = opened.apply(&[same_day(Change::Retract { row })]).unwrap().0;
    // Of what it would have come under it is told that it was taken back.
    assert_eq!(decided(&retracted, "130205").into_iter().next().unwrap()[0], "retract");
    let blank = Event { basis: Some(text("  ")), ..open(3) };
    assert!(base().apply(&[blank]).unwrap().0.rows_as_text().iter().all(|row| row.table() != Table::Decisions));
}

#[test]
fn tables_without_decisions_read_as_before() {
    let hierarchy = base();
    assert!(!hierarchy.has(Table::Decisions));
    assert!(hierarchy.findings().is_empty());
    // Those that are written by hand are told, and lineage with a basis, too.
    let mut draft = hierarchy.to_draft();
    let on = day("2020-01-01");
    draft.add(&Decision::new("130205001", EventKind::Rename, on, "文〔2020〕1号")).unwrap();
    let basis = Some(text("文〔2020〕2号"));
    draft.add(&Lineage { basis, ..Lineage::new("130205002", "130205001", LineageKind::Split, on) }).unwrap();
    draft.add(&Decision::new("130205077", EventKind::Open, on, "文〔2020〕3号")).unwrap();
    let (hierarchy, rejected) = draft.quarantine();
    assert_eq!(rejected.rows().map(|row| row.reason()).collect::<Vec<_>>(), ["unknown-reference"]);
    let told: Vec<String> = decided(&hierarchy, "130205001").into_iter().map(|told| told[2].clone()).collect();
    assert_eq!(told, ["文〔2020〕1号", "文〔2020〕2号"]);
    assert_eq!(Decision::TABLE, Table::Decisions);
}
