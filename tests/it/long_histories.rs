//! Nodes to which much happens one event after another: a plan does what building anew after each of its events does.

use crate::oracle::draft::day;
use govgrid::record::{Coverage, Measure, Organization, Row, Unit};
use govgrid::{
    Change, CoverageMode, Day, Draft, Event, Hierarchy, Level, LiveAudit, MeasureKind, OrganizationKind, Profile,
};

const STREET: &str = "990101001";
const ROUNDS: i32 = 12;

fn under(parent: &str, code: &str, level: Level) -> Unit {
    Unit { parent: Some(parent.to_owned()), ..Unit::new(code, level) }
}

fn organization(code: &str, superior: Option<&str>) -> Organization {
    let superior = superior.map(ToOwned::to_owned);
    Organization { superior, ..Organization::new(code, OrganizationKind::PartyBranch) }
}

fn world() -> Hierarchy {
    let mut draft = Draft::new();
    draft.add(&Unit::new("990101", Level::District)).unwrap();
    draft.add(&Unit::new("990102", Level::District)).unwrap();
    draft.add(&under("990101", STREET, Level::Street)).unwrap();
    draft.add(&under("990102", "990102001", Level::Street)).unwrap();
    draft.add(&under(STREET, "990101001001", Level::Community)).unwrap();
    for code in ["O1", "O2", "O3"] {
        draft.add(&organization(code, None)).unwrap();
    }
    draft.add(&Coverage::new("O1", "990101001001", CoverageMode::Standalone)).unwrap();
    draft.build().unwrap()
}

/// The code of the street after so many rounds.
fn street(round: i32) -> String {
    if round == 0 { STREET.to_owned() } else { format!("{STREET}X{round}") }
}

fn rename(code: &str, round: i32) -> Change {
    Change::Rename { code: code.to_owned(), name: format!("第{round}") }
}

/// What happens in a round: to the street, to a code that one unit has after another, and to organizations by turns.
fn happens(round: i32) -> Vec<Change> {
    let to = |to: &str| Some(to.to_owned());
    let (old, new) = (street(round), street(round + 1));
    let row = || Row::of(&under("990101", "990101009", Level::Street));
    let covers = Coverage::new("O2", "990101001001", CoverageMode::Joint);
    vec![
        rename(&old, round),
        Change::Transfer { code: old.clone(), to: to(if round % 2 == 0 { "990102" } else { "990101" }) },
        Change::Recode { code: old, to: new.clone(), reuse: false },
        Change::open(&under(&new, &format!("{new}C"), Level::Community)),
        Change::start(&Measure::new(new, MeasureKind::Residents, day(round), round.to_string())),
        Change::Open { row: row(), reuse: Some(round > 0) },
        rename("990101009", round),
        Change::Close { code: "990101009".to_owned() },
        rename("O1", round),
        rename("O2", round),
        Change::Transfer { code: "O3".to_owned(), to: to(if round % 2 == 0 { "O1" } else { "O2" }) },
        Change::start(&covers),
        Change::stop(&covers),
        Change::Close { code: "990102001".to_owned() },
        Change::open(&under("990102", "990102001", Level::Street)),
    ]
}

fn plan() -> Vec<Event> {
    let mut days = (0..).map(|number| day(20_000 + number));
    let mut next = || days.next().unwrap();
    (0..ROUNDS).flat_map(happens).map(|change| Event::on(next(), change)).collect()
}

fn rows(hierarchy: &Hierarchy) -> Vec<Row> {
    let mut rows = hierarchy.rows_as_text();
    rows.sort();
    rows
}

#[test]
fn a_plan_does_what_building_anew_does() {
    let (world, plan) = (world(), plan());
    let (next, outcome) = world.apply(&plan).unwrap();
    let (whole, expected) = world.apply_by_rebuild(&plan).unwrap();
    assert!(next.changes() > 0, "all was laid out anew");
    assert_eq!(rows(&next), rows(&whole));
    assert_eq!((outcome.added.len(), outcome.ended.len()), (expected.added.len(), expected.ended.len()));
    next.verify().unwrap();
    for event in &plan {
        for on in [event.day.previous(), event.day] {
            let units = |hierarchy: &Hierarchy| -> Vec<String> {
                let units = hierarchy.as_of(on).all_units();
                let mut told: Vec<String> = units.map(|unit| format!("{} {:?}", unit.code(), unit.name())).collect();
                told.sort();
                told
            };
            assert_eq!(units(&next), units(&whole), "on {on}");
        }
    }
}

#[test]
fn rows_that_follow_on_rows_add_no_more_than_themselves() {
    let renames = (0..50).map(|number| Event::on(day(20_000 + number), rename(STREET, number)));
    let (next, _) = world().apply(&renames.collect::<Vec<_>>()).unwrap();
    // One row more than there are names, in place of all of them again with each.
    assert_eq!(next.changes(), 51);
}

#[test]
fn an_audit_follows_a_plan_as_it_does_its_events() {
    let (world, plan) = (world(), plan());
    let day: Day = day(20_000 + ROUNDS * 7);
    let live = || LiveAudit::new(world.clone(), day, Profile::national());
    let (mut at_once, mut one_by_one) = (live(), live());
    at_once.apply(&plan).unwrap();
    for event in &plan {
        one_by_one.apply(std::slice::from_ref(event)).unwrap();
    }
    let text = |live: &LiveAudit| serde_json::to_string(&live.report()).unwrap();
    let expected = serde_json::to_string(&at_once.snapshot().audit(&Profile::national())).unwrap();
    assert_eq!((text(&at_once), text(&one_by_one)), (expected.clone(), expected));
}
