//! Events about every kind of node and of relation.

use govgrid::record::{Row, Table};
use govgrid::{
    AllianceKind, AllianceRole, Assigned, Assignment, Change, CoverageMode, Day, Draft, Event, Hierarchy, Level,
    LineageKind, OrganizationKind, Outcome, PairingKind, Period, Reason, Role, ServiceKind, ZoneKind, record,
};

const BEFORE: &str = "2024-06-30";
pub(crate) const AFTER: &str = "2024-07-01";
pub(crate) const LATER: &str = "2025-01-01";

pub(crate) fn day(text: &str) -> Day {
    text.parse().unwrap()
}

pub(crate) fn unit(code: &str, level: Level, parent: &str) -> record::Unit {
    record::Unit { parent: Some(parent.to_owned()), ..record::Unit::new(code, level) }
}

fn organization(code: &str, superior: &str) -> record::Organization {
    let superior = Some(superior.to_owned()).filter(|superior| !superior.is_empty());
    record::Organization { superior, ..record::Organization::new(code, OrganizationKind::PartyBranch) }
}

fn member(alliance: &str, member: &str, role: AllianceRole) -> record::AllianceMember {
    record::AllianceMember {
        member: Some(member.to_owned()),
        role: Some(role),
        ..record::AllianceMember::new(alliance)
    }
}

/// A community with three estates, three branches of a committee, and two alliances in a third.
pub(crate) fn hierarchy() -> Hierarchy {
    let mut draft = Draft::new();
    draft.add(&record::Unit::new("S", Level::Street)).unwrap();
    for community in ["C1", "C2"] {
        draft.add(&unit(community, Level::Community, "S")).unwrap();
    }
    for grid in ["G1", "G2", "G3"] {
        draft.add(&unit(grid, Level::Grid, "C1")).unwrap();
    }
    draft.add(&organization("O", "")).unwrap();
    for branch in ["O1", "O2", "O3"] {
        draft.add(&organization(branch, "O")).unwrap();
    }
    draft.add(&organization("O11", "O1")).unwrap();
    for (zone, grids) in [("Z1", ["G1", "G2"]), ("Z2", ["G2", "G3"])] {
        let within = Some("C1".to_owned());
        draft.add(&record::Zone { within, ..record::Zone::new(zone, ZoneKind::Estate) }).unwrap();
        for grid in grids {
            draft.add(&record::ZoneUnit::new(zone, grid)).unwrap();
        }
        draft.add(&record::Service::new("O3", zone, ServiceKind::Property)).unwrap();
    }
    draft.add(&record::Zone::new("Z3", ZoneKind::Estate)).unwrap();
    for (person, branches) in [("P1", vec!["O1"]), ("P2", vec!["O1", "O2"]), ("P3", vec!["O2"])] {
        draft.add(&record::Person::new(person)).unwrap();
        for branch in branches {
            draft.add(&record::Membership::new(person, branch)).unwrap();
        }
    }
    draft.add(&record::Alliance::new("A", AllianceKind::PartyAlliance)).unwrap();
    for alliance in ["A1", "A2", "A3"] {
        let within = Some("A".to_owned());
        draft
            .add(&record::Alliance { within, ..record::Alliance::new(alliance, AllianceKind::PartyAlliance) })
            .unwrap();
    }
    let within = Some("A1".to_owned());
    draft.add(&record::Alliance { within, ..record::Alliance::new("A11", AllianceKind::JointMeeting) }).unwrap();
    draft.add(&member("A1", "O1", AllianceRole::MemberUnit)).unwrap();
    draft.add(&member("A1", "O2", AllianceRole::MemberUnit)).unwrap();
    draft.add(&member("A2", "O2", AllianceRole::MemberUnit)).unwrap();
    draft.add(&record::Post { count: Some(2), ..record::Post::new("C1", Role::GridWorker) }).unwrap();
    draft.add(&record::Post { count: Some(1), ..record::Post::new("C1", Role::GridLeader) }).unwrap();
    draft.add(&record::Pairing::new("C1", "O3", PairingKind::JointBuilding)).unwrap();
    draft.add(&record::Pairing::new("C1", "C2", PairingKind::MutualAid)).unwrap();
    draft.build().unwrap()
}

pub(crate) fn apply_on(hierarchy: &Hierarchy, on: &str, change: Change) -> Result<(Hierarchy, Outcome), Reason> {
    let applied = hierarchy.apply(&[Event::on(day(on), change)]);
    if let Ok((next, _)) = &applied {
        next.verify().unwrap_or_else(|broken| panic!("{broken:?}"));
    }
    applied.map_err(|error| error.reason)
}

pub(crate) fn apply(hierarchy: &Hierarchy, change: Change) -> (Hierarchy, Outcome) {
    apply_on(hierarchy, AFTER, change).unwrap()
}

pub(crate) fn merge(codes: &[&str], into: &str) -> Change {
    Change::Merge { codes: codes.iter().map(|code| (*code).to_owned()).collect(), into: into.to_owned() }
}

pub(crate) fn split(code: &str, into: &[&str], assign: Vec<Assignment>) -> Change {
    Change::Split { code: code.to_owned(), into: into.iter().map(|part| (*part).to_owned()).collect(), assign }
}

pub(crate) fn goes(what: &str, to: &str) -> Assignment {
    Assignment { what: Assigned::Code(what.to_owned()), to: to.to_owned() }
}

pub(crate) fn row_goes(row: Row, to: &str) -> Assignment {
    Assignment { what: Assigned::Row(row), to: to.to_owned() }
}

/// What the rows of a table say that hold on a day, the first two cells of each.
fn said(hierarchy: &Hierarchy, table: Table, on: &str) -> Vec<String> {
    let holds = |row: &Row| {
        let (from, until) = (row.cell("valid_from"), row.cell("valid_until"));
        from <= on && (until.is_empty() || on < until)
    };
    let rows = hierarchy.rows_as_text().into_iter().filter(|row| row.table() == table && holds(row));
    let mut said: Vec<String> = rows.map(|row| row.cells().take(2).collect::<Vec<_>>().join(" ")).collect();
    said.sort();
    said
}

fn tables<'r>(rows: impl Iterator<Item = &'r Row>) -> Vec<&'r str> {
    let mut tables: Vec<&str> = rows.map(|row| row.table().as_str()).collect();
    tables.sort_unstable();
    tables
}

#[test]
fn organizations_merge_and_their_members_are_moved_once() {
    let (next, outcome) = apply(&hierarchy(), merge(&["O2", "O3"], "O1"));
    assert_eq!(said(&next, Table::Memberships, BEFORE), ["P1 O1", "P2 O1", "P2 O2", "P3 O2"]);
    assert_eq!(said(&next, Table::Memberships, AFTER), ["P1 O1", "P2 O1", "P3 O1"]);
    assert_eq!(said(&next, Table::AllianceMembers, AFTER), ["A1 O1", "A2 O1"]);
    assert_eq!(said(&next, Table::Services, AFTER), ["O1 Z1", "O1 Z2"]);
    assert_eq!(said(&next, Table::Pairings, AFTER), ["C1 C2", "C1 O1"]);
    assert_eq!(tables(outcome.fell.iter().map(|fallen| &fallen.row)), ["alliance_members", "memberships"]);
    assert!(outcome.unassigned.is_empty());
    let after = next.as_of(day(AFTER));
    assert_eq!(after.organization(&"O".parse().unwrap()).unwrap().subordinates().count(), 1);
    assert_eq!(next.predecessors("O1", day(AFTER)).unwrap().len(), 2);
    assert_eq!(next.successors("O3", day(BEFORE)).unwrap()[0].kind, LineageKind::Merge);
}

#[test]
fn members_are_moved_once_by_whatever_code_their_branch_had() {
    let recode = Change::Recode { code: "O1".to_owned(), to: "O9".to_owned(), reuse: false };
    let (recoded, _) = apply_on(&hierarchy(), "2024-03-01", recode).unwrap();
    let (next, outcome) = apply(&recoded, merge(&["O2"], "O9"));
    // Rows keep the code by which they were said.
    assert_eq!(said(&next, Table::Memberships, AFTER), ["P1 O1", "P2 O1", "P3 O9"]);
    assert_eq!(tables(outcome.fell.iter().map(|fallen| &fallen.row)), ["alliance_members", "memberships"]);
    assert_eq!(next.as_of(day(AFTER)).memberships().count(), 3);
}

#[test]
fn an_organization_is_split_and_what_is_not_said_is_listed() {
    let assign = vec![goes("P1", "O2"), goes("A1", "O3")];
    let (next, outcome) = apply(&hierarchy(), split("O1", &["O2", "O3"], assign));
    assert_eq!(said(&next, Table::Memberships, AFTER), ["P1 O2", "P2 O1", "P2 O2", "P3 O2"]);
    assert_eq!(next.as_of(day(AFTER)).memberships().count(), 3, "P2 is a member of no branch that is there but O2");
    assert_eq!(said(&next, Table::AllianceMembers, AFTER), ["A1 O2", "A1 O3", "A2 O2"]);
    assert_eq!(tables(outcome.unassigned.iter().map(|left| &left.row)), ["memberships", "organizations"]);
    assert_eq!(
        outcome.unassigned.iter().find(|left| left.row.table() == Table::Organizations).unwrap().row.cell("code"),
        "O11"
    );
    let descents = next.successors("O1", day(BEFORE)).unwrap();
    assert!(descents.iter().all(|descent| descent.kind == LineageKind::Split));
    assert_eq!(descents.iter().map(|descent| descent.successor.as_str()).collect::<Vec<_>>(), ["O2", "O3"]);
}

#[test]
fn zones_merge_and_are_split() {
    let (merged, outcome) = apply(&hierarchy(), merge(&["Z2"], "Z1"));
    assert_eq!(said(&merged, Table::ZoneUnits, AFTER), ["Z1 G1", "Z1 G2", "Z1 G3"]);
    assert_eq!(said(&merged, Table::Services, AFTER), ["O3 Z1"]);
    assert_eq!(tables(outcome.fell.iter().map(|fallen| &fallen.row)), ["services", "zone_units"]);
    assert_eq!(merged.as_of(day(AFTER)).zones().count(), 2);
    let (divided, outcome) = apply(&hierarchy(), split("Z1", &["Z1", "Z3"], vec![goes("G1", "Z3"), goes("O3", "Z1")]));
    assert_eq!(said(&divided, Table::ZoneUnits, AFTER), ["Z1 G2", "Z2 G2", "Z2 G3", "Z3 G1"]);
    assert_eq!(said(&divided, Table::Services, AFTER), ["O3 Z1", "O3 Z2"]);
    assert_eq!(outcome.unassigned.iter().map(|left| left.row.cell("unit")).collect::<Vec<_>>(), ["G2"]);
    assert_eq!(divided.as_of(day(AFTER)).zones().count(), 3, "one that is a part of itself stays");
}

#[test]
fn alliances_merge_and_are_split() {
    let (merged, outcome) = apply(&hierarchy(), merge(&["A1"], "A2"));
    assert_eq!(said(&merged, Table::AllianceMembers, AFTER), ["A2 O1", "A2 O2"]);
    assert_eq!(tables(outcome.fell.iter().map(|fallen| &fallen.row)), ["alliance_members"]);
    let within = |hierarchy: &Hierarchy| {
        let snapshot = hierarchy.as_of(day(AFTER));
        let nested = snapshot.alliance(&"A11".parse().unwrap()).unwrap();
        nested.within().map(|above| above.code().to_owned())
    };
    assert_eq!(within(&merged), Some("A2".to_owned()));
    let lead = member("A1", "O1", AllianceRole::Lead);
    let (next, _) = apply(&hierarchy(), Change::start(&lead));
    let (next, _) = apply(&next, Change::start(&member("A2", "O2", AllianceRole::Lead)));
    // Two leads are one too many.
    assert!(matches!(apply_on(&next, LATER, merge(&["A1"], "A2")), Err(Reason::Structure(_))));
    let assign = vec![goes("O1", "A2"), goes("A11", "A3")];
    let (divided, outcome) = apply(&hierarchy(), split("A1", &["A2", "A3"], assign));
    assert_eq!(said(&divided, Table::AllianceMembers, AFTER), ["A1 O2", "A2 O1", "A2 O2"]);
    assert_eq!(within(&divided), Some("A3".to_owned()));
    assert_eq!(tables(outcome.unassigned.iter().map(|left| &left.row)), ["alliance_members"]);
}

#[test]
fn posts_and_pairings_of_a_split_go_where_it_is_said() {
    let post = |role: Role, count: u32| Row::of(&record::Post { count: Some(count), ..record::Post::new("C1", role) });
    let grids = || ["G1", "G2", "G3"].map(|grid| goes(grid, "C2"));
    let others = || grids().into_iter().chain([goes("Z1", "C2"), goes("Z2", "C2")]).collect::<Vec<_>>();
    let (_, outcome) = apply(&hierarchy(), split("C1", &["C1", "C2"], others()));
    assert_eq!(tables(outcome.unassigned.iter().map(|left| &left.row)), ["pairings", "pairings", "posts", "posts"]);
    let all = [row_goes(post(Role::GridWorker, 2), "C2"), goes("O3", "C2"), row_goes(post(Role::GridLeader, 1), "C1")];
    let pair = Row::of(&record::Pairing::new("C1", "C2", PairingKind::MutualAid));
    let assign = others().into_iter().chain(all).chain([row_goes(pair.clone(), "C1")]).collect();
    let (next, outcome) = apply(&hierarchy(), split("C1", &["C1", "C2"], assign));
    assert!(outcome.unassigned.is_empty(), "{:?}", outcome.unassigned);
    assert_eq!(said(&next, Table::Posts, AFTER), ["C1 grid_leader", "C2 grid_worker"]);
    assert_eq!(said(&next, Table::Pairings, AFTER), ["C1 C2", "C2 O3"]);
    // A pair of which both ends become one is none.
    let assign = others().into_iter().chain([row_goes(pair.clone(), "C2")]).collect();
    let (_, outcome) = apply(&hierarchy(), split("C1", &["C1", "C2"], assign));
    assert_eq!(outcome.fell.iter().map(|fallen| &fallen.row).collect::<Vec<_>>(), [&pair]);
}

#[test]
fn a_unit_keeps_its_identity_across_schemes_and_editions() {
    let mut draft = Draft::new();
    draft.package.scheme = "nbs-2022".parse().ok();
    draft.add(&record::Unit::new("210106", Level::District)).unwrap();
    draft.add(&unit("210106027", Level::Street, "210106")).unwrap();
    draft.add(&unit("210106027001", Level::Community, "210106027")).unwrap();
    let mapping = |code: &str, edition: &str| {
        record::Mapping::new(edition.parse().unwrap(), code, "mca-2025".parse().unwrap(), "210106014")
    };
    draft.add(&mapping("210106027", "nbs-2022")).unwrap();
    let hierarchy = draft.build().unwrap();
    let recode = |code: &str, to: &str| Change::Recode { code: code.to_owned(), to: to.to_owned(), reuse: false };
    let plan = [
        Event::on(day(AFTER), recode("210106027", "210106031")),
        Event::on(day(AFTER), recode("210106027001", "210106031001")),
        Event::on(day(AFTER), Change::start(&mapping("210106031", "nbs-2023"))),
        Event::on(day(LATER), recode("210106031", "210106032")),
    ];
    let (next, _) = hierarchy.apply(&plan).unwrap();
    next.verify().unwrap();
    let at = |on: &str, code: &str| next.as_of(day(on)).any_unit(code).unwrap().index();
    let street = at(BEFORE, "210106027");
    assert_eq!([at(AFTER, "210106031"), at(LATER, "210106032")], [street; 2]);
    assert_eq!(at(BEFORE, "210106027001"), at(LATER, "210106031001"));
    // Each of its codes tells the whole of its time, and none became another.
    for code in ["210106027", "210106031", "210106032"] {
        let own = next.timeline(code).unwrap().into_iter().filter(|episode| episode.row.cell("level") == "street");
        assert_eq!(own.count(), 3);
    }
    assert!(next.successors("210106027", day(BEFORE)).unwrap().is_empty());
    let figures = [("210106027".to_owned(), 9)];
    assert_eq!(next.restate(figures, day(BEFORE), day(LATER)).figures["210106032"], 9);
    // Codes of other schemes are no codes of nodes.
    assert_eq!(next.as_of(day(LATER)).mappings().count(), 2);
    assert!(next.timeline("210106014").is_err());
}

#[test]
fn a_code_that_is_used_again_is_another_unit() {
    let hierarchy = hierarchy();
    let (closed, _) = apply(&hierarchy, Change::Recode { code: "G1".to_owned(), to: "G9".to_owned(), reuse: false });
    let row = Row::of(&unit("G1", Level::Grid, "C2"));
    let (reused, _) = apply_on(&closed, LATER, Change::Open { row, reuse: Some(true) }).unwrap();
    let (reused, _) =
        apply_on(&reused, LATER, Change::start(&record::Coverage::new("O1", "G1", CoverageMode::Joint))).unwrap();
    let snapshot = reused.as_of(day(LATER));
    let unit = |code: &str| snapshot.any_unit(code).unwrap();
    assert_ne!(unit("G1").index(), unit("G9").index());
    assert_eq!((unit("G1").covered_by().count(), unit("G9").covered_by().count()), (1, 0));
    assert_eq!((unit("G1").zones().count(), unit("G9").zones().count()), (0, 1));
    assert!(reused.successors("G1", day(BEFORE)).unwrap().is_empty());
    assert!(reused.predecessors("G1", day(LATER)).unwrap().is_empty());
    let figures = [("G1".to_owned(), 9)];
    assert_eq!(reused.restate(figures, day(BEFORE), day(LATER)).figures["G9"], 9);
    let difference = reused.difference(day(BEFORE), day(LATER));
    assert_eq!(difference.appeared.iter().map(|row| row.cell("code")).collect::<Vec<_>>(), ["G1"]);
    assert_eq!(difference.changed[0].columns, ["code"]);
}

#[test]
fn relations_of_any_kind_start_and_stop() {
    let rows = [
        Row::of(&record::Direction::new("O1", "O2")),
        Row::of(&record::Service::new("O2", "Z1", ServiceKind::Property)),
        Row::of(&record::Attachment::new("P1", "O2")),
        Row::of(&record::Report::new("P1", "C1")),
        Row::of(&record::Responsibility::new("P1", "Z1")),
        Row::of(&record::Whistle::new("C1", "O1")),
        Row::of(&member("A3", "O1", AllianceRole::MemberUnit)),
        Row::of(&record::ZoneUnit::new("Z3", "G1")),
    ];
    let plan: Vec<Event> = rows.iter().map(|row| Event::on(day(AFTER), Change::Start { row: row.clone() })).collect();
    let hierarchy = hierarchy();
    let (started, _) = hierarchy.apply(&plan).unwrap();
    let plan: Vec<Event> = rows.iter().map(|row| Event::on(day(LATER), Change::Stop { row: row.clone() })).collect();
    let (stopped, outcome) = started.apply(&plan).unwrap();
    stopped.verify().unwrap();
    assert_eq!(outcome.ended.len(), rows.len());
    for row in &rows {
        let count = |on: &str| said(&stopped, row.table(), on).len();
        assert_eq!((count(AFTER), count(LATER)), (count(BEFORE) + 1, count(BEFORE)), "{row:?}");
    }
    assert!(!stopped.has(Table::Lineage));
    assert!(stopped.difference(day(BEFORE), day(LATER)).is_empty());
}

#[test]
fn a_relation_stops_by_the_code_that_its_end_has_today() {
    let recode = Change::Recode { code: "O3".to_owned(), to: "O9".to_owned(), reuse: false };
    let (recoded, _) = apply(&hierarchy(), recode);
    for code in ["O3", "O9"] {
        let service = record::Service::new(code, "Z1", ServiceKind::Property);
        let (next, _) = apply_on(&recoded, LATER, Change::stop(&service)).unwrap();
        assert_eq!(said(&next, Table::Services, LATER), ["O3 Z2"]);
    }
    let (next, _) = apply_on(&recoded, LATER, split("C1", &["C1", "C2"], vec![goes("O9", "C2")])).unwrap();
    assert_eq!(said(&next, Table::Pairings, LATER), ["C1 C2", "C2 O3"]);
}

#[test]
fn what_is_corrected_or_retracted_leaves_no_lineage() {
    let hierarchy = hierarchy();
    let row = Row::of(&record::Membership::new("P1", "O1"));
    let to = Row::of(&record::Membership::new("P1", "O3"));
    let (corrected, outcome) = apply(&hierarchy, Change::Correct { row: row.clone(), to: to.clone() });
    assert_eq!(outcome.corrected, [(row.clone(), to)]);
    assert_eq!(said(&corrected, Table::Memberships, BEFORE), ["P1 O3", "P2 O1", "P2 O2", "P3 O2"]);
    let (retracted, outcome) = apply(&hierarchy, Change::Retract { row: row.clone() });
    assert_eq!(outcome.retracted, [row]);
    assert_eq!(said(&retracted, Table::Memberships, BEFORE), ["P2 O1", "P2 O2", "P3 O2"]);
    // A grid was in the other community all along, and an estate never was.
    let (row, to) = (Row::of(&unit("G3", Level::Grid, "C1")), Row::of(&unit("G3", Level::Grid, "C2")));
    let (moved, outcome) = apply(&retracted, Change::Correct { row, to });
    assert_eq!(moved.as_of(day(BEFORE)).any_unit("G3").unwrap().parent().map(govgrid::Unit::code), Some("C2"));
    assert!(outcome.moved.is_empty() && outcome.added.is_empty());
    let (without, _) = apply(&moved, Change::Retract { row: Row::of(&record::Zone::new("Z3", ZoneKind::Estate)) });
    assert_eq!(without.as_of(day(BEFORE)).zones().count(), 2);
    for version in [&corrected, &retracted, &moved, &without] {
        assert!(!version.has(Table::Lineage));
        assert!(version.difference(day(BEFORE), day(AFTER)).is_empty(), "nothing happened");
    }
}

#[test]
fn a_period_in_the_row_of_an_event_is_from_its_day_on() {
    let until = |text: &str| Period::new(Some(day("2020-01-01")), Some(day(text))).unwrap();
    let service = record::Service { period: until(LATER), ..record::Service::new("O1", "Z3", ServiceKind::Property) };
    let (next, outcome) = apply(&hierarchy(), Change::start(&service));
    assert_eq!((outcome.added[0].cell("valid_from"), outcome.added[0].cell("valid_until")), (AFTER, LATER));
    let count = |on: &str| said(&next, Table::Services, on).iter().filter(|said| *said == "O1 Z3").count();
    assert_eq!((count(BEFORE), count(AFTER), count(LATER)), (0, 1, 0));
    // One that would end before it starts is refused.
    let never = record::Service { period: until(BEFORE), ..record::Service::new("O2", "Z3", ServiceKind::Property) };
    assert!(matches!(apply_on(&hierarchy(), AFTER, Change::start(&never)), Err(Reason::Structure(_))));
}
