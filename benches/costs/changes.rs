//! Events that are applied to a hierarchy, and plans of them.

use super::{Shape, measure};
use govgrid::record::{Coverage, Lineage, Measure, Organization, Row, Unit};
use govgrid::{
    Assigned, Assignment, Change, CoverageMode, Day, Draft, Event, Hierarchy, Level, LineageKind, LiveAudit,
    MeasureKind, OrganizationKind, Period, Profile,
};
use std::collections::BTreeMap;

pub(crate) const SHAPES: &[Shape] = &[
    Shape { name: "renames-of-one-unit", size: 1_000, run: |n| plan(&street(), &daily(n, rename)) },
    Shape { name: "renames-one-by-one", size: 1_000, run: |n| one_by_one(street(), &daily(n, rename)) },
    Shape { name: "transfers-of-one-unit", size: 1_000, run: |n| plan(&street(), &daily(n, transfer)) },
    Shape { name: "recodes-of-one-unit", size: 500, run: |n| plan(&street(), &daily(n, recode)) },
    Shape { name: "recodes-one-by-one", size: 500, run: |n| one_by_one(street(), &daily(n, recode)) },
    Shape { name: "reuses-of-one-code-in-a-plan", size: 500, run: |n| plan(&street(), &reuses(n)) },
    Shape { name: "reuses-one-by-one", size: 500, run: |n| one_by_one(street(), &reuses(n)) },
    Shape { name: "measures-of-one-unit", size: 2_000, run: |n| plan(&street(), &daily(n, measured)) },
    Shape { name: "measures-one-by-one", size: 2_000, run: |n| one_by_one(street(), &daily(n, measured)) },
    Shape { name: "coverage-starts", size: 1_000, run: |n| plan(&covering(n, false), &coverage_starts(n)) },
    Shape { name: "coverage-stops", size: 1_000, run: |n| plan(&covering(n, true), &coverage_stops(n)) },
    Shape { name: "coverage-retracted", size: 1_000, run: |n| plan(&covering(n, true), &coverage_retracted(n)) },
    Shape { name: "coverage-there-and-back", size: 500, run: |n| plan(&street(), &there_and_back(n)) },
    Shape { name: "opens-under-one-street", size: 4_000, run: |n| plan(&street(), &opens(n)) },
    Shape { name: "opens-one-by-one", size: 4_000, run: |n| one_by_one(street(), &opens(n)) },
    Shape { name: "opens-in-an-audit", size: 2_000, run: |n| audited_as_a_plan(street(), &opens(n)) },
    Shape { name: "children-close-one-by-one", size: 1_000, run: |n| plan(&children(n), &closes(n)) },
    Shape { name: "children-move-one-by-one", size: 1_000, run: |n| plan(&children(n), &moves(n)) },
    Shape { name: "merger-of-organizations", size: 1_000, run: |n| plan(&covering(n, true), &[merger()]) },
    Shape { name: "merger-of-the-same", size: 1_000, run: |n| plan(&covering_one(n), &[merger()]) },
    Shape { name: "split-of-an-organization", size: 1_000, run: |n| plan(&covering(n, true), &[split(n)]) },
    Shape { name: "close-of-an-organization", size: 1_000, run: |n| plan(&covering(n, true), &[closing()]) },
    Shape { name: "rename-beside-many-rows", size: 2_000, run: |n| plan(&covering(n, true), &renames_beside(n)) },
    Shape { name: "renames-beside-findings", size: 1_000, run: |n| one_by_one(found(n), &daily(n, rename)) },
    Shape { name: "renames-of-what-was-found", size: 1_000, run: |n| one_by_one(found(n), &renames_of_found(n)) },
    Shape { name: "found-and-audited", size: 1_000, run: |n| audited_one_by_one(found(n), &renames_of_found(n)) },
    Shape { name: "found-and-previewed", size: 1_000, run: |n| previewed(found(n), &renames_of_found(n)) },
    Shape { name: "descent-through-a-chain", size: 2_000, run: descent },
    Shape { name: "figures-restated", size: 2_000, run: restated },
    Shape { name: "difference-of-long-histories", size: 2_000, run: difference },
];

const STREET: &str = "990101001";

fn day(number: u32) -> Day {
    let first: Day = "1990-01-01".parse().expect("a day");
    (0..number).fold(first, |day, _| day.next())
}

/// So many days, one after the other.
fn days(count: u32) -> impl Iterator<Item = Day> {
    std::iter::successors(Some(day(0)), |day| Some(day.next())).take(count as usize)
}

fn only(day: Day) -> Period {
    Period::new(Some(day), Some(day.next())).expect("a period")
}

/// A street, with a district that it may come under and another.
fn street_draft() -> Draft {
    let mut draft = Draft::new();
    let within = |parent: &str, unit: Unit| Unit { parent: Some(parent.to_owned()), ..unit };
    let units = [
        Unit::new("990101", Level::District),
        Unit::new("990102", Level::District),
        within("990101", Unit::new(STREET, Level::Street)),
        within("990101", Unit::new("990101002", Level::Street)),
        within("990101", Unit::new("990101003", Level::Street)),
    ];
    for unit in &units {
        draft.add(unit).expect("room");
    }
    draft
}

fn street() -> Hierarchy {
    built(street_draft())
}

fn built(draft: Draft) -> Hierarchy {
    draft.build().expect("no fault of structure")
}

/// A street with so many communities.
fn children(count: u32) -> Hierarchy {
    let mut draft = street_draft();
    for number in 0..count {
        draft.add(&community(number)).expect("room");
    }
    built(draft)
}

fn community(number: u32) -> Unit {
    Unit { parent: Some(STREET.to_owned()), ..Unit::new(code(number), Level::Community) }
}

fn code(number: u32) -> String {
    format!("{STREET}{number:06}")
}

/// Two organizations, each of which covers all of so many communities, or none.
fn covering(count: u32, all: bool) -> Hierarchy {
    let mut draft = street_draft();
    for number in 0..count {
        draft.add(&community(number)).expect("room");
        for organization in ["O1", "O2"].into_iter().filter(|_| all) {
            draft.add(&covers(organization, number)).expect("room");
        }
    }
    two_organizations(draft)
}

fn two_organizations(mut draft: Draft) -> Hierarchy {
    for code in ["O1", "O2"] {
        draft.add(&Organization::new(code, OrganizationKind::PartyBranch)).expect("room");
    }
    built(draft)
}

/// Two organizations, each of which covers one street day by day.
fn covering_one(count: u32) -> Hierarchy {
    let mut draft = street_draft();
    for (day, number) in days(count).zip(0_u32..) {
        let organization = if number.is_multiple_of(2) { "O1" } else { "O2" };
        let row = Coverage::new(organization, STREET, CoverageMode::Standalone);
        draft.add(&Coverage { period: only(day), ..row }).expect("room");
    }
    two_organizations(draft)
}

fn covers(organization: &str, number: u32) -> Coverage {
    Coverage::new(organization, code(number), CoverageMode::Standalone)
}

fn daily(count: u32, change: fn(u32) -> Change) -> Vec<Event> {
    days(count).zip(0..).map(|(day, number)| Event::on(day, change(number))).collect()
}

fn rename(number: u32) -> Change {
    Change::Rename { code: STREET.to_owned(), name: format!("{number}街道") }
}

fn transfer(number: u32) -> Change {
    let to = if number.is_multiple_of(2) { "990102" } else { "990101" };
    Change::Transfer { code: STREET.to_owned(), to: Some(to.to_owned()) }
}

fn recode(number: u32) -> Change {
    let code = |number: u32| if number == 0 { STREET.to_owned() } else { format!("99010100{number}X") };
    Change::Recode { code: code(number), to: code(number + 1), reuse: false }
}

/// A code is another unit's, and another's, and another's.
fn reuses(count: u32) -> Vec<Event> {
    let unit = Row::of(&Unit { parent: Some("990101".to_owned()), ..Unit::new("990101009", Level::Street) });
    let mut events = Vec::new();
    for (number, day) in (0_u32..).zip(days(2 * count)) {
        let open = Change::Open { row: unit.clone(), reuse: Some(number > 0) };
        let close = Change::Close { code: "990101009".to_owned() };
        events.push(Event::on(day, if number.is_multiple_of(2) { open } else { close }));
    }
    events
}

fn measured(number: u32) -> Change {
    Change::start(&Measure::new(STREET, MeasureKind::Residents, day(0), number.to_string()))
}

fn opens(count: u32) -> Vec<Event> {
    (0..count).map(|number| Event::on(day(1), Change::open(&community(number)))).collect()
}

fn closes(count: u32) -> Vec<Event> {
    (0..count).map(|number| Event::on(day(1), close(&code(number)))).collect()
}

fn close(code: &str) -> Change {
    Change::Close { code: code.to_owned() }
}

/// Communities that come under another street, all on one day.
fn moves(count: u32) -> Vec<Event> {
    let to = || Some("990101002".to_owned());
    (0..count).map(|number| Event::on(day(1), Change::Transfer { code: code(number), to: to() })).collect()
}

fn coverage_starts(count: u32) -> Vec<Event> {
    (0..count).map(|number| Event::on(day(1), Change::start(&covers("O1", number)))).collect()
}

fn coverage_stops(count: u32) -> Vec<Event> {
    (0..count).map(|number| Event::on(day(1), Change::stop(&covers("O1", number)))).collect()
}

fn coverage_retracted(count: u32) -> Vec<Event> {
    let row = |number| Row::of(&covers("O1", number));
    (0..count).map(|number| Event::on(day(1), Change::Retract { row: row(number) })).collect()
}

/// An organization of the events covers a street, and no longer, day after day.
fn there_and_back(count: u32) -> Vec<Event> {
    let row = Coverage::new("O1", STREET, CoverageMode::Standalone);
    let mut events = vec![Event::on(day(0), Change::open(&Organization::new("O1", OrganizationKind::PartyBranch)))];
    let daily = days(2 * count).zip(0_u32..);
    events.extend(daily.map(|(day, number)| {
        Event::on(day, if number.is_multiple_of(2) { Change::start(&row) } else { Change::stop(&row) })
    }));
    events
}

fn renames_beside(count: u32) -> Vec<Event> {
    let rename = |number: u32| Change::Rename { code: "O1".to_owned(), name: format!("第{number}支部") };
    days(count / 100).zip(0..).map(|(day, number)| Event::on(day, rename(number))).collect()
}

fn closing() -> Event {
    Event::on(day(1), close("O1"))
}

fn merger() -> Event {
    Event::on(day(1), Change::Merge { codes: vec!["O1".to_owned()], into: "O2".to_owned() })
}

fn split(count: u32) -> Event {
    let to = |number: u32| if number.is_multiple_of(2) { "O1" } else { "O2" }.to_owned();
    let assign = |number: u32| Assignment { what: Assigned::Code(code(number)), to: to(number) };
    let rows = |number: u32| Assignment { what: Assigned::Row(Row::of(&covers("O1", number))), to: to(number) };
    let assign = (0..count).map(|number| if number % 4 < 2 { assign(number) } else { rows(number) }).collect();
    let into = vec!["O1".to_owned(), "O2".to_owned()];
    Event::on(day(1), Change::Split { code: "O1".to_owned(), into, assign })
}

fn plan(hierarchy: &Hierarchy, events: &[Event]) {
    drop(measure(|| hierarchy.apply(events).expect("a plan that can be")));
}

fn one_by_one(hierarchy: Hierarchy, events: &[Event]) {
    drop(measure(|| {
        let one = |hierarchy: Hierarchy, event| hierarchy.apply(std::slice::from_ref(event)).expect("it can be").0;
        events.iter().fold(hierarchy, one)
    }));
}

fn audited_as_a_plan(hierarchy: Hierarchy, events: &[Event]) {
    let mut live = LiveAudit::new(hierarchy, day(2), Profile::national());
    drop(measure(|| live.apply(events).expect("a plan that can be")));
}

fn audited_one_by_one(hierarchy: Hierarchy, events: &[Event]) {
    let mut live = LiveAudit::new(hierarchy, day(2), Profile::national());
    measure(|| events.iter().for_each(|event| drop(live.apply(std::slice::from_ref(event)).expect("it can be"))));
}

fn previewed(hierarchy: Hierarchy, events: &[Event]) {
    let mut live = LiveAudit::new(hierarchy, day(2), Profile::national());
    measure(|| events.iter().for_each(|event| drop(live.preview(std::slice::from_ref(event)).expect("it can be"))));
}

/// A street, and so many organizations whose seats are nowhere.
fn found(count: u32) -> Hierarchy {
    let mut draft = street_draft();
    for number in 0..count {
        let organization = Organization::new(format!("F{number:06}"), OrganizationKind::PartyBranch);
        draft.add(&Organization { seat: Some("nowhere".to_owned()), ..organization }).expect("room");
    }
    draft.quarantine().0
}

/// Each of them gets another name.
fn renames_of_found(count: u32) -> Vec<Event> {
    let rename = |number| Change::Rename { code: format!("F{number:06}"), name: "新名".to_owned() };
    (0..count).map(|number| Event::on(day(1), rename(number))).collect()
}

/// Streets each of which became part of the next.
fn chain(count: u32) -> Hierarchy {
    let mut draft = Draft::new();
    let name = |number: u32| format!("S{number:06}");
    for (number, day) in (0..).zip(days(count)) {
        let period = Period::new(None, Some(day)).expect("a period");
        draft.add(&Unit { period, ..Unit::new(name(number), Level::Street) }).expect("room");
        draft.add(&Lineage::new(name(number), name(number + 1), LineageKind::Merge, day)).expect("room");
    }
    draft.add(&Unit::new(name(count), Level::Street)).expect("room");
    built(draft)
}

fn descent(count: u32) {
    let hierarchy = chain(count);
    let first = days(1).next().expect("a day").previous();
    drop(measure(|| hierarchy.successors("S000000", first).expect("it is there then")));
}

fn restated(count: u32) {
    let hierarchy = chain(count);
    let figures = (0..=count).map(|number| (format!("S{number:06}"), 1));
    let figures: BTreeMap<String, u64> = figures.collect();
    drop(measure(|| hierarchy.restate(figures, day(0).previous(), day(count))));
}

/// A street with another name every day, and what covers it day by day.
fn difference(count: u32) {
    let mut draft = street_draft();
    let organization = Organization::new("O9", OrganizationKind::PartyBranch);
    draft.add(&organization).expect("room");
    for (number, day) in (0..).zip(days(count)) {
        let (period, name) = (only(day), Some(format!("{number}街道")));
        let unit = Unit { parent: Some("990101".to_owned()), ..Unit::new("990101009", Level::Street) };
        draft.add(&Unit { period, name, ..unit }).expect("room");
        let row = Coverage::new("O9", "990101009", CoverageMode::Standalone);
        draft.add(&Coverage { period, ..row }).expect("room");
    }
    let hierarchy = built(draft);
    drop(measure(|| hierarchy.difference(day(3), day(count - 3))));
}
