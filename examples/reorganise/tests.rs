//! What is told of a plan, by its keys: other programs rely on them.

use crate::{Reorganisation, reorganise, told};
use govgrid::import::{self, Options};
use govgrid::record::Table;
use govgrid::{Draft, Event, Lang, Profile};
use serde_json::{Value, json};

const UNITS: &str = "code,name,level,parent,households\n\
    130205,开平区,district,,\n\
    130205001,马家沟街道,street,130205,\n\
    130205001026,东里社区,community,130205001,400\n\
    130205001027,西里社区,community,130205001,300\n\
    130205001028,南里社区,community,130205001,\n";

fn found(tables: &[(Table, &str)], plan: Value) -> Reorganisation {
    let mut draft = Draft::new();
    for (table, text) in [(Table::Units, UNITS)].iter().chain(tables) {
        import::read(&mut draft, *table, table.as_str(), text.as_bytes(), &Options::default());
    }
    let plan: Vec<Event> = serde_json::from_value(plan).unwrap();
    reorganise(draft.build().unwrap(), &plan, &Profile::national(), None).unwrap()
}

fn merge(code: &str, into: &str) -> Value {
    json!([{ "day": "2024-07-01", "event": "merge", "codes": [code], "into": into }])
}

fn told(found: &Reorganisation) -> Value {
    serde_json::from_str(&told::json(found).unwrap()).unwrap()
}

#[test]
fn sums_are_told_of_all_that_lies_above() {
    let posts = "place,role,count\n130205001026,grid_worker,3\n130205001027,grid_worker,3\n";
    let found = found(&[(Table::Posts, posts)], merge("130205001027", "130205001026"));
    let told = told(&found);
    let sum = |name: &str, unit: &str| {
        let sums = told["sums"].as_array().unwrap();
        sums.iter().find(|sum| sum["name"] == name && sum["unit"] == unit).cloned()
    };
    for unit in ["130205", "130205001"] {
        let workers = json!({ "name": "count:post:grid_worker", "unit": unit, "before": 6, "after": 6 });
        assert_eq!(sum("count:post:grid_worker", unit), Some(workers));
        // One community does not say how many it has.
        let households = json!({ "name": "count:household", "unit": unit, "before": null, "after": null });
        assert_eq!(sum("count:household", unit), Some(households));
    }
    assert_eq!(sum("count:post:grid_worker", "130205001026"), None, "it does not lie above what is touched");
    let communities = json!({ "level": "community", "before": 3, "after": 2 });
    assert!(told["nodes"].as_array().unwrap().contains(&communities));
}

#[test]
fn what_fell_and_what_is_left_open_is_told_with_its_rows() {
    let people = "code\nP1\n";
    let posts = "place,role,holder\n130205001026,secretary,P1\n130205001028,secretary,P1\n";
    let found = found(&[(Table::People, people), (Table::Posts, posts)], merge("130205001028", "130205001026"));
    let told = told(&found);
    let row = |place: &str| json!({ "place": place, "role": "secretary", "holder": "P1" });
    let fell = json!([{
        "table": "posts", "row": row("130205001028"), "into": row("130205001026"), "why": "said_already"
    }]);
    assert_eq!(told["fell"], fell);
    let unassigned = told["unassigned"].as_array().unwrap();
    assert_eq!((&unassigned[0]["code"], &unassigned[0]["what"]), (&json!("130205001028"), &json!("households")));
    assert_eq!((&unassigned[0]["row"]["code"], unassigned.len()), (&json!("130205001028"), 1));
    assert_eq!(told["undivided"], json!([]));
    assert!(!found.is_clean());
    for (lang, title) in [(Lang::En, "Not arranged"), (Lang::Zh, "未安排")] {
        let text = told::text(&found, lang);
        assert!(text.contains(&format!("\n{title}\n  130205001028 households: units")), "{text}");
    }
}

#[test]
fn findings_that_appear_vanish_and_change_are_told_apart() {
    // An edge to each list: the day's rules find 400 and 300 households all right, and 701 too many.
    let plan = json!([
        { "day": "2024-07-01", "event": "revise", "code": "130205001027", "cells": { "households": "800" } },
    ]);
    let told = told(&found(&[], plan));
    let names =
        |list: &str| told[list].as_array().unwrap().iter().map(|found| found["name"].clone()).collect::<Vec<_>>();
    assert_eq!(names("appeared"), ["households-per-community"]);
    assert!(names("vanished").is_empty() && told["changed"] == json!([]));
}

#[test]
fn a_plan_that_leaves_nothing_open_is_clean_and_one_without_events_is_none() {
    let rename = json!([{ "day": "2024-07-01", "event": "rename", "code": "130205001", "name": "开平街道" }]);
    assert!(found(&[], rename).is_clean());
    let nothing = reorganise(Draft::new().build().unwrap(), &[], &Profile::national(), None);
    assert_eq!(nothing.err().map(|error| error.to_string()).as_deref(), Some("the plan has no event"));
}
