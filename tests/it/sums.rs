//! Numbers when nodes become one, change hands or are divided: counts, measures, and what nodes declare.

use govgrid::import::{self, Options};
use govgrid::record::Table;
use govgrid::{Day, Draft, Event, Hierarchy, Outcome, Profile, Unsettled};

const UNITS: &str = "code,name,level,parent\n\
    130205,开平区,district,\n\
    130205001,马家沟街道,street,130205\n\
    130205002,税务庄街道,street,130205\n\
    130205001026,东里社区,community,130205001\n\
    130205001027,西里社区,community,130205001\n\
    130205001028,南里社区,community,130205001\n";

fn hierarchy(tables: &[(Table, &str)]) -> Hierarchy {
    let mut draft = Draft::new();
    for (table, text) in tables {
        import::read(&mut draft, *table, table.as_str(), text.as_bytes(), &Options::default());
    }
    draft.build().unwrap()
}

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn after(hierarchy: &Hierarchy, plan: &str) -> (Hierarchy, Outcome) {
    let plan: Vec<Event> = serde_json::from_str(plan).unwrap();
    hierarchy.apply(&plan).unwrap()
}

const MERGE: &str = r#"[{"day": "2024-07-01", "event": "merge", "codes": ["130205001027"], "into": "130205001026"}]"#;

/// The rows of a table that hold on a day, by their cells without bounds.
fn rows(hierarchy: &Hierarchy, table: Table, on: &str) -> Vec<String> {
    let all = hierarchy.as_of(day(on)).to_draft().build().unwrap();
    let rows = all.rows_as_text();
    let of_table = rows.iter().filter(|row| row.table() == table).map(|row| {
        let columns = table.columns().iter().zip(row.cells()).filter(|(column, _)| !column.name.starts_with("valid"));
        columns.map(|(_, cell)| cell).filter(|cell| !cell.is_empty()).collect::<Vec<_>>().join(" ")
    });
    let mut found: Vec<String> = of_table.collect();
    found.sort();
    found
}

/// What is left, as `code what`.
fn left(unsettled: &[Unsettled]) -> Vec<String> {
    unsettled.iter().map(|left| format!("{} {}", left.code, left.what)).collect()
}

/// The verdicts on published figures, by their identifiers.
fn verdicts(hierarchy: &Hierarchy, on: &str) -> Vec<String> {
    let snapshot = hierarchy.as_of(day(on));
    snapshot.judged_claims().map(|judged| format!("{} {}", judged.id, judged.verdict.as_str())).collect()
}

#[test]
fn counts_of_merged_places_add_up_equal_or_not() {
    for (workers, sum) in [(3, 6), (4, 7), (0, 3)] {
        let posts = format!(
            "place,role,count,of_which\n130205001026,grid_worker,3,\n130205001027,grid_worker,{workers},\n\
             130205001026,building_head,10,\n130205001026,building_head,4,party_member\n\
             130205001027,building_head,12,\n130205001027,building_head,4,party_member\n"
        );
        let claims = format!(
            "id,subject,figure,value,unit,base\nc,130205001,count:post:grid_worker,{sum},,\n\
             s,130205001,share:post:building_head:party_member,36.4,percent,count:post:building_head\n"
        );
        let tables = [(Table::Units, UNITS), (Table::Posts, &posts), (Table::Claims, &claims)];
        let (next, outcome) = after(&hierarchy(&tables), MERGE);
        let expected = [
            "130205001026 building_head 22".to_owned(),
            "130205001026 building_head 8 party_member".to_owned(),
            format!("130205001026 grid_worker {sum}"),
        ];
        assert_eq!(rows(&next, Table::Posts, "2024-07-01"), expected);
        for on in ["2024-06-30", "2024-07-01"] {
            assert_eq!(verdicts(&next, on), ["c holds", "s holds"], "{on}");
        }
        assert_eq!((outcome.fell.len(), outcome.unassigned.len(), outcome.undivided.len()), (0, 0, 0));
        assert_eq!(outcome.moved.len(), 3, "one of a place becomes one with that of the other");
    }
}

#[test]
fn rows_that_share_some_days_add_up_on_these() {
    let posts = "place,role,count,valid_from,valid_until\n130205001026,grid_worker,3,2020-01-01,2025-01-01\n\
        130205001027,grid_worker,4,,2026-01-01\n130205001027,grid_worker,9,2027-01-01,\n";
    let (next, _) = after(&hierarchy(&[(Table::Units, UNITS), (Table::Posts, posts)]), MERGE);
    let on = |on: &str| rows(&next, Table::Posts, on);
    assert_eq!(on("2024-06-30"), ["130205001026 grid_worker 3", "130205001027 grid_worker 4"]);
    assert_eq!(on("2024-12-31"), ["130205001026 grid_worker 7"]);
    assert_eq!(on("2025-12-31"), ["130205001026 grid_worker 4"]);
    assert!(on("2026-06-01").is_empty());
    assert_eq!(on("2027-01-01"), ["130205001026 grid_worker 9"]);
}

#[test]
fn what_a_person_holds_in_both_stands_once_and_is_told() {
    let people = "code\nP1\nP2\n";
    let posts = "place,role,holder\n130205001026,secretary,P1\n130205001027,secretary,P1\n130205001027,secretary,P2\n";
    let tables = [(Table::Units, UNITS), (Table::People, people), (Table::Posts, posts)];
    let (next, outcome) = after(&hierarchy(&tables), MERGE);
    assert_eq!(rows(&next, Table::Posts, "2024-07-01"), ["130205001026 secretary P1", "130205001026 secretary P2"]);
    let fallen = &outcome.fell[0];
    assert_eq!(fallen.into.as_ref().map(|row| row.cell("place")), Some("130205001026"));
    assert_eq!(serde_json::to_value(fallen.why).unwrap(), "said_already");
}

#[test]
fn measures_add_up_from_the_day_on_and_later() {
    let measures = "subject,measure,day,value\n130205001026,residents,2023-01-01,\"2,000\"\n\
        130205001027,residents,2024-01-01,1500.5\n130205001027,residents,2025-01-01,1600\n\
        130205001026,residents,2026-01-01,2100\n";
    let (next, outcome) = after(&hierarchy(&[(Table::Units, UNITS), (Table::Measures, measures)]), MERGE);
    let total = |on: &str| {
        let snapshot = next.as_of(day(on));
        let totals = snapshot.totals([snapshot.any_unit("130205001").unwrap()]).remove(0);
        totals.into_iter().find(|total| total.figure == "sum:measure:residents").and_then(|total| total.value)
    };
    let said = ["2024-06-30", "2024-07-01", "2025-01-01", "2026-01-01"].map(|on| total(on).unwrap().to_string());
    assert_eq!(said, ["3500.5", "3500.5", "3600", "3700"]);
    assert!(outcome.unassigned.is_empty() && outcome.undivided.is_empty());
    // On a later day only: equal values are no repetition.
    let measures = "subject,measure,day,value\n130205001026,residents,2025-01-01,2000\n\
        130205001027,residents,2025-01-01,2000\n";
    let claims = "id,subject,figure,value,day\nc,130205001,sum:measure:residents,4000,2025-06-01\n";
    let tables = [(Table::Units, UNITS), (Table::Measures, measures), (Table::Claims, claims)];
    assert_eq!(verdicts(&after(&hierarchy(&tables), MERGE).0, "2024-07-01"), ["c holds"]);
}

#[test]
fn a_measure_that_one_of_them_lacks_is_not_arranged() {
    for (has, lacks) in [("130205001026", "130205001027"), ("130205001027", "130205001026")] {
        let measures = format!("subject,measure,day,value\n{has},residents,2024-01-01,2000\n");
        let (_, outcome) = after(&hierarchy(&[(Table::Units, UNITS), (Table::Measures, &measures)]), MERGE);
        assert_eq!(left(&outcome.unassigned), ["130205001027 residents"], "{lacks}");
    }
}

#[test]
fn scores_stand_where_they_agree_and_are_undivided_where_they_do_not() {
    let measures = |other: &str| {
        format!(
            "subject,measure,day,value\n130205001026,property_score,2024-01-01,80\n130205001027,property_score,2024-01-01,{other}\n"
        )
    };
    let undivided = |other: &str| {
        let measures = measures(other);
        let (next, outcome) = after(&hierarchy(&[(Table::Units, UNITS), (Table::Measures, &measures)]), MERGE);
        let here = rows(&next, Table::Measures, "2024-07-01");
        assert!(here.contains(&"130205001026 property_score 2024-01-01 80".to_owned()), "{here:?}");
        left(&outcome.undivided)
    };
    assert!(undivided("80.0").is_empty());
    assert_eq!(undivided("90"), ["130205001026 property_score", "130205001027 property_score"]);
}

#[test]
fn what_nodes_declare_adds_up_or_is_not_arranged() {
    let units = |first: &str, second: &str| {
        let line =
            |code: &str, name: &str, households: &str| format!("{code},{name},community,130205001,{households}\n");
        let head = "code,name,level,parent,households\n130205,开平区,district,,\n130205001,马家沟街道,street,130205,\n";
        head.to_owned() + &line("130205001026", "东里社区", first) + &line("130205001027", "西里社区", second)
    };
    let organizations = "code,name,kind,full_members,probationary_members\nB1,一支部,party_branch,30,\n\
        B2,二支部,party_branch,20,3\n";
    let plan = r#"[{"day": "2024-07-01", "event": "merge", "codes": ["130205001027"], "into": "130205001026"},
        {"day": "2024-07-01", "event": "merge", "codes": ["B2"], "into": "B1"}]"#;
    let merged = |first: &str, second: &str| {
        let units = units(first, second);
        after(&hierarchy(&[(Table::Units, &units), (Table::Organizations, organizations)]), plan)
    };
    let (next, outcome) = merged("1000", "800");
    let counted = |next: &Hierarchy, on: &str| next.as_of(day(on)).any_unit("130205001").unwrap().households().counted;
    assert_eq!((counted(&next, "2024-06-30"), counted(&next, "2024-07-01")), (Some(1800), Some(1800)));
    let branch = next.as_of(day("2024-07-01")).organization(&"B1".parse().unwrap()).unwrap();
    assert_eq!(branch.full_members(), Some(50));
    assert_eq!(left(&outcome.unassigned), ["B2 probationary_members"]);
    let (_, outcome) = merged("1000", "");
    assert_eq!(left(&outcome.unassigned), ["130205001027 households", "B2 probationary_members"]);
}

#[test]
fn a_declared_number_that_no_longer_counts_is_not_arranged() {
    let units = "code,level,parent,households\n130205001,street,,\n130205001026,community,130205001,1000\n\
        130205001027,community,130205001,600\n130205001027-G001,grid,130205001027,600\n";
    let (next, outcome) = after(&hierarchy(&[(Table::Units, units)]), MERGE);
    // The grid is all that lies in it now, and says how many households it has.
    let street = |on: &str| next.as_of(day(on)).any_unit("130205001").unwrap().households().counted;
    assert_eq!((street("2024-06-30"), street("2024-07-01")), (Some(1600), Some(600)));
    assert_eq!(left(&outcome.unassigned), ["130205001026 households"]);
}

#[test]
fn what_superiors_declare_is_undivided_when_something_comes_under_others() {
    let units = "code,level,parent,households\n130205,district,,9000\n130205001,street,130205,5000\n\
        130205002,street,130205,4000\n130205001026,community,130205001,\n130205002001,community,130205002,\n";
    let measures =
        "subject,measure,day,value\n130205002,residents,2024-01-01,12000\n130205002,property_score,2024-01-01,3\n";
    let hierarchy = hierarchy(&[(Table::Units, units), (Table::Measures, measures)]);
    let moves = r#"[{"day": "2024-07-01", "event": "transfer", "code": "130205001026", "to": "130205002"}]"#;
    let expected = ["130205001 households", "130205002 households", "130205002 residents"];
    assert_eq!(left(&after(&hierarchy, moves).1.undivided), expected);
    let merges = r#"[{"day": "2024-07-01", "event": "merge", "codes": ["130205001026"], "into": "130205002001"}]"#;
    assert_eq!(left(&after(&hierarchy, merges).1.undivided), expected);
}

#[test]
fn what_a_divided_unit_states_of_itself_is_undivided() {
    let units = UNITS.replace("parent\n", "parent,households\n").replace("130205001\n", "130205001,300\n");
    let units = units.replace("district,\n", "district,,\n").replace("street,130205\n", "street,130205,\n");
    let measures = "subject,measure,day,value\n130205001026,residents,2024-01-01,900\n\
        130205001026,community_class,2024-01-01,1\n";
    let hierarchy = hierarchy(&[(Table::Units, &units), (Table::Measures, measures)]);
    let split = |parts: &str| {
        let plan = format!(r#"[{{"day": "2024-07-01", "event": "split", "code": "130205001026", "into": [{parts}]}}]"#);
        left(&after(&hierarchy, &plan).1.undivided)
    };
    let (households, residents) = ("130205001026 households", "130205001026 residents");
    let class = "130205001026 community_class";
    assert_eq!(split(r#""130205001027", "130205001028""#), [households, class, residents]);
    // One that goes on keeps what does not add up.
    assert_eq!(split(r#""130205001026", "130205001028""#), [households, residents]);
}

#[test]
fn what_a_closed_unit_states_of_itself_is_not_arranged() {
    let measures = "subject,measure,day,value\n130205001026,residents,2024-01-01,900\n";
    let posts = "place,role,count\n130205001026,grid_worker,3\n";
    let tables = [(Table::Units, UNITS), (Table::Measures, measures), (Table::Posts, posts)];
    let close = r#"[{"day": "2024-07-01", "event": "close", "code": "130205001026"}]"#;
    let (_, outcome) = after(&hierarchy(&tables), close);
    assert_eq!(left(&outcome.unassigned), ["130205001026 residents", "130205001026 place"]);
}

#[test]
fn an_organization_takes_in_its_superior_at_once_or_after_it_was_moved() {
    let units = "code,level\n130205001,street\n";
    let organizations =
        "code,kind,superior\nW,working_committee,\nP,party_committee,W\nB,party_branch,P\nB2,party_branch,P\n";
    let hierarchy = hierarchy(&[(Table::Units, units), (Table::Organizations, organizations)]);
    let at_once = r#"[{"day": "2024-07-01", "event": "merge", "codes": ["P"], "into": "B"}]"#;
    let after_it = r#"[{"day": "2024-07-01", "event": "transfer", "code": "B", "to": "W"},
        {"day": "2024-07-01", "event": "merge", "codes": ["P"], "into": "B"}]"#;
    for plan in [at_once, after_it] {
        let (next, _) = after(&hierarchy, plan);
        let superiors = rows(&next, Table::Organizations, "2024-07-01");
        assert_eq!(superiors, ["B party_branch W", "B2 party_branch B", "W working_committee"], "{plan}");
    }
    // Both above it at once.
    let all = r#"[{"day": "2024-07-01", "event": "merge", "codes": ["P", "W"], "into": "B"}]"#;
    assert_eq!(
        rows(&after(&hierarchy, all).0, Table::Organizations, "2024-07-01"),
        ["B party_branch", "B2 party_branch B"]
    );
}

#[test]
fn nothing_comes_under_what_is_not_there_on_the_day() {
    let units = "code,level,parent,valid_from,valid_until\n130205,district,,,\n130205001,street,130205,,2024-01-01\n\
        130205002,street,130205,,\n130205002001,community,130205002,,\n";
    let hierarchy = hierarchy(&[(Table::Units, units)]);
    let refused = |plan: &str| {
        let plan: Vec<Event> = serde_json::from_str(plan).unwrap();
        let reason = hierarchy.apply(&plan).unwrap_err().reason;
        hierarchy.preview(&plan, &Profile::national()).unwrap_err();
        reason.to_string()
    };
    let expected = "the node with the code `130205001` is not there on 2024-07-01";
    for plan in [
        r#"[{"day": "2024-07-01", "event": "transfer", "code": "130205002001", "to": "130205001"}]"#,
        r#"[{"day": "2024-07-01", "event": "transfer", "code": "130205002001", "to": " 130205001 "}]"#,
        r#"[{"day": "2024-07-01", "event": "revise", "code": "130205002001", "cells": {"parent": "130205001"}}]"#,
        r#"[{"day": "2024-07-01", "event": "open", "row": {"table": "units", "code": "130205001002", "level": "community", "parent": "130205001"}}]"#,
    ] {
        assert_eq!(refused(plan), expected, "{plan}");
    }
}

#[test]
fn what_holds_already_does_not_start() {
    let organizations = "code,kind\nB1,party_branch\n";
    let coverage = "organization,target,mode,valid_from\nB1,130205001026,joint,2024-01-01\n";
    let tables = [(Table::Units, UNITS), (Table::Organizations, organizations), (Table::Coverage, coverage)];
    let hierarchy = hierarchy(&tables);
    let start = |on: &str| {
        let row = r#"{"table": "coverage", "organization": "B1", "target": "130205001026", "mode": "joint"}"#;
        let plan: Vec<Event> =
            serde_json::from_str(&format!(r#"[{{"day": "{on}", "event": "start", "row": {row}}}]"#)).unwrap();
        hierarchy.apply(&plan).map(drop).map_err(|error| error.reason.to_string())
    };
    assert_eq!(start("2024-07-01"), Err("a row of the table coverage says so already on the day".to_owned()));
    assert_eq!(start("2023-07-01"), Ok(()));
}
