//! Every kind of node lives through every event that is about one node.

use crate::change_kinds::{AFTER, LATER, apply, apply_on, day, hierarchy, merge, unit};
use govgrid::record::{self, Row, Table};
use govgrid::{AllianceKind, Change, Event, Level, OrganizationKind, ProjectKind, Reason, UnitKind, ZoneKind};

/// A node to open, what it comes under at first and then, and its kind at first and then.
struct Life {
    row: Row,
    above: [&'static str; 3],
    kinds: [&'static str; 2],
}

fn lives() -> Vec<Life> {
    let above = |code: &str| Some(code.to_owned());
    let grid = record::Unit { kind: Some(UnitKind::Basic), ..unit("N", Level::Grid, "C1") };
    let branch =
        record::Organization { superior: above("O1"), ..record::Organization::new("N", OrganizationKind::PartyBranch) };
    let estate = record::Zone { within: above("C1"), ..record::Zone::new("N", ZoneKind::Estate) };
    let alliance = record::Alliance { within: above("A1"), ..record::Alliance::new("N", AllianceKind::PartyAlliance) };
    let project = record::Project { within: above("C1"), ..record::Project::new("N", ProjectKind::SecretaryProject) };
    let life = |row, above, kinds| Life { row, above, kinds };
    vec![
        life(Row::of(&grid), ["parent", "C1", "C2"], ["basic", "exclusive"]),
        life(Row::of(&branch), ["superior", "O1", "O2"], ["party_branch", "party_group"]),
        life(Row::of(&estate), ["within", "C1", "C2"], ["estate", "courtyard"]),
        life(Row::of(&alliance), ["within", "A1", "A2"], ["party_alliance", "joint_meeting"]),
        life(Row::of(&project), ["within", "C1", "C2"], ["secretary_project", "livelihood_item"]),
    ]
}

#[test]
fn every_kind_of_node_lives_through_every_event() {
    let code = || "N".to_owned();
    for Life { row, above: [column, first, then], kinds } in lives() {
        // A project keeps its code.
        let last = if row.table() == Table::Projects { "N" } else { "M" };
        let changes = [
            Change::Open { row: row.clone(), reuse: Some(false) },
            Change::Rename { code: code(), name: "新名".to_owned() },
            Change::Reclassify { code: code(), kind: Some(kinds[1].to_owned()), level: None },
            Change::Transfer { code: code(), to: Some(then.to_owned()) },
            Change::Recode { code: code(), to: last.to_owned(), reuse: false },
            Change::Close { code: last.to_owned() },
        ];
        let days = ["2024-01-01", "2024-02-01", "2024-03-01", "2024-04-01", "2024-05-01", "2024-06-01"];
        let plan = days.iter().zip(changes).filter(|(_, change)| last == "M" || change.word() != "recode");
        let plan: Vec<Event> = plan.map(|(on, change)| Event::on(day(on), change)).collect();
        let (next, outcome) = hierarchy().apply(&plan).unwrap();
        next.verify().unwrap_or_else(|broken| panic!("{broken:?}"));
        let timeline = next.timeline("N").unwrap();
        let versions = timeline.iter().map(|episode| {
            let cell = |name: &str| episode.row.cell(name).to_owned();
            ["code", "name", "kind", column, "valid_from", "valid_until"].map(cell)
        });
        let mut expected = vec![
            ["N", "", kinds[0], first, days[0], days[1]],
            ["N", "新名", kinds[0], first, days[1], days[2]],
            ["N", "新名", kinds[1], first, days[2], days[3]],
            ["N", "新名", kinds[1], then, days[3], days[4]],
            ["M", "新名", kinds[1], then, days[4], days[5]],
        ];
        if last == "N" {
            expected.truncate(4);
            expected[3][5] = days[5];
        }
        assert_eq!(versions.collect::<Vec<_>>(), expected, "{row:?}");
        assert!(timeline.iter().all(|episode| !episode.is_clipped()));
        // It is one node all along, and nothing on other days.
        let index = |on: &str, code: &str| next.as_of(day(on)).find(code).map(|node| node.index()).ok();
        let node = index(days[0], "N");
        assert!(node.is_some());
        assert_eq!([index(days[3], "N"), index(days[4], last), index("2024-05-31", last)], [node; 3]);
        assert_eq!([index("2023-12-31", "N"), index(days[5], last), index(days[5], "N")], [None; 3]);
        assert_eq!(outcome.moved.len(), 1, "it came under another once");
        assert!(outcome.unassigned.is_empty());
        let undone = next.difference(day("2023-12-31"), day(days[5]));
        assert!(undone.is_empty(), "{undone:?}");
    }
}

#[test]
fn a_unit_becomes_one_of_another_level() {
    let level = |code: &str, level: Level| Change::Reclassify { code: code.to_owned(), kind: None, level: Some(level) };
    let (next, _) = apply(&hierarchy(), level("G3", Level::Building));
    let on = |text: &str| next.as_of(day(text)).any_unit("G3").unwrap().level();
    assert_eq!((on("2024-06-30"), on(AFTER), on(LATER)), (Level::Grid, Level::Building, Level::Building));
    // Grids hang on communities.
    assert!(matches!(apply_on(&hierarchy(), AFTER, level("C1", Level::Building)), Err(Reason::Structure(_))));
}

#[test]
fn a_merger_says_on_what_it_rests() {
    let basis = Some("开政发〔2024〕9号".to_owned());
    let event = Event { basis: basis.clone(), ..Event::on(day(AFTER), merge(&["C2"], "C1")) };
    let (next, _) = hierarchy().apply(&[event]).unwrap();
    assert_eq!(next.predecessors("C1", day(AFTER)).unwrap()[0].basis, basis);
}

#[test]
fn what_ends_with_what_it_names_is_said_to_be_clipped() {
    let (next, outcome) = apply(&hierarchy(), Change::Close { code: "O3".to_owned() });
    assert_eq!(outcome.unassigned.len(), 3, "two services and a pair");
    let service = record::Service {
        period: govgrid::Period::new(None, Some(day("2026-01-01"))).unwrap(),
        ..record::Service::new("O2", "Z1", govgrid::ServiceKind::Property)
    };
    let (next, _) = next.apply(&[Event::on(day(AFTER), Change::start(&service))]).unwrap();
    let (next, _) = apply_on(&next, LATER, Change::Close { code: "O2".to_owned() }).unwrap();
    let timeline = next.timeline_between("O2", "Z1").unwrap();
    assert_eq!((timeline.len(), timeline[0].is_clipped()), (1, true));
    assert_eq!(timeline[0].holds[0].until(), Some(day(LATER)));
    let report = next.as_of(day(LATER)).audit(&govgrid::Profile::national());
    let clipped: Vec<&str> = report.findings().iter().map(|finding| finding.rule.name).collect();
    assert!(clipped.contains(&"outlives-end"), "{clipped:?}");
}
