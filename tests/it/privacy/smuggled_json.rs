//! Numbers and names of people, smuggled through every field of events, profiles and descriptors, come out nowhere.

use super::smuggled::{WRITINGS, has_number};
use super::{everything, read};
use govgrid::import;
use govgrid::record::Table;
use govgrid::{Event, Hierarchy, LiveAudit, Profile};
use serde_json::{Value, json};
use std::error::Error;
use std::fmt::Write;
use std::fs;

/// Every text, number and truth value in a document, and every name of a field, is once something else: the documents, and
/// the field that is.
fn changed(document: &Value, text: &str) -> Vec<(String, Value)> {
    let mut all = Vec::new();
    let wrap = |found: Vec<(String, Value)>, field: &str, put: &dyn Fn(Value) -> Value| -> Vec<(String, Value)> {
        let named =
            |(inner, value): (String, Value)| (if inner.is_empty() { field.to_owned() } else { inner }, put(value));
        found.into_iter().map(named).collect()
    };
    match document {
        Value::Object(fields) => {
            for (name, value) in fields {
                let put = |value: Value| {
                    let mut fields = fields.clone();
                    fields.insert(name.clone(), value);
                    Value::Object(fields)
                };
                all.extend(wrap(changed(value, text), name, &put));
                let mut renamed = fields.clone();
                renamed.remove(name);
                renamed.insert(text.to_owned(), value.clone());
                all.push(("a field".to_owned(), Value::Object(renamed)));
            }
        }
        Value::Array(items) => {
            for (at, item) in items.iter().enumerate() {
                let put = |value: Value| {
                    let mut items = items.clone();
                    items[at] = value;
                    Value::Array(items)
                };
                all.extend(wrap(changed(item, text), "", &put));
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
    all.push((String::new(), Value::String(text.to_owned())));
    if let Ok(number) = text.parse::<u64>() {
        all.push((String::new(), number.into()));
    }
    all
}

fn hierarchy() -> Hierarchy {
    let draft = read(&[
        (
            Table::Units,
            "code,name,level,parent\nD1,区,district,\nS1,街,street,D1\nC1,东里,community,S1\nC2,西里,community,S1\nG1,格,grid,C1\nH1,,household,G1\n",
        ),
        (Table::Organizations, "code,kind\nO1,party_branch\nO2,department\n"),
        (Table::People, "code,employer\nP1,O2\n"),
        (Table::Memberships, "person,organization\nP1,O1\n"),
        (Table::Responsibilities, "holder,target\nP1,C1\nO2,C2\n"),
        (Table::Whistles, "caller,responder,matter\nC1,O2,噪声\n"),
    ]);
    draft.build().unwrap()
}

/// An event of every kind with something in every field.
fn events() -> Vec<Value> {
    let day = "2024-07-01";
    let member = json!({ "table": "memberships", "person": "P1", "organization": "O1", "role": "member" });
    let holder = json!({ "table": "responsibilities", "holder": "P1", "target": "C1", "valid_from": "2020-01-01" });
    let whistle = json!({ "table": "whistles", "caller": "C1", "responder": "O2", "matter": "噪声" });
    let open = |row: Value| json!({ "day": day, "event": "open", "row": row, "reuse": false, "basis": "字1号" });
    let person = json!({ "table": "people", "code": "P2", "standing": "masses", "employer": "O2", "residence": "G1" });
    let unit = json!({ "table": "units", "code": "G2", "name": "格", "level": "grid", "kind": "basic", "parent": "C1", "households": "3", "valid_until": "2030-01-01" });
    vec![
        open(unit),
        open(json!({ "table": "units", "code": "H2", "level": "household", "parent": "G1" })),
        open(json!({ "table": "organizations", "code": "O3", "kind": "centre_household", "superior": "O1" })),
        open(
            json!({ "table": "alliances", "code": "A1", "kind": "linkage", "lead": "O1", "scope": "C1", "template": "t" }),
        ),
        open(json!({ "table": "projects", "code": "J1", "kind": "livelihood_item", "within": "C1" })),
        open(person),
        json!({ "day": day, "event": "close", "code": "P1" }),
        json!({ "day": day, "event": "rename", "code": "C1", "name": "南里" }),
        json!({ "day": day, "event": "recode", "code": "H1", "to": "H9", "reuse": true, "basis": "字1号" }),
        json!({ "day": day, "event": "transfer", "code": "P1", "to": "O1" }),
        json!({ "day": day, "event": "reclassify", "code": "C1", "kind": "village", "level": "community" }),
        json!({ "day": day, "event": "revise", "code": "P1", "cells": { "standing": "masses", "residence": "G1" } }),
        json!({ "day": day, "event": "merge", "codes": ["C1"], "into": "C2", "basis": "字1号" }),
        json!({ "day": day, "event": "split", "code": "C1", "into": ["C1", "C2"],
                "assign": [{ "what": { "code": "G1" }, "to": "C2" }, { "what": { "row": whistle }, "to": "C2" }] }),
        json!({ "day": day, "event": "start", "row": member }),
        json!({ "day": day, "event": "stop", "row": member }),
        json!({ "day": day, "event": "correct", "row": holder, "to": holder }),
        json!({ "day": day, "event": "retract", "row": whistle }),
    ]
}

/// What is seen of a plan: how it is shown, what it does or why it is refused, the journal, and what comes of it.
fn seen(hierarchy: &Hierarchy, plan: &Value) -> String {
    let plan: Vec<Event> = match serde_json::from_value(json!([plan])) {
        Ok(plan) => plan,
        Err(error) => return format!("{error} {error:?}"),
    };
    let mut out = format!("{plan:?}");
    let mut audit = LiveAudit::new(hierarchy.clone(), "2024-08-01".parse().unwrap(), Profile::national());
    write!(out, "{:?}", audit.apply(&plan).map(|_| ())).unwrap();
    match hierarchy.apply(&plan) {
        Ok((next, outcome)) => {
            write!(out, "{outcome:?}").unwrap();
            out.push_str(&everything(&next.to_draft()));
            #[cfg(feature = "journal")]
            {
                let folder = tempfile::tempdir().unwrap();
                let (mut journal, _) = govgrid::Journal::open(folder.path().join("events.log")).unwrap();
                crate::appended::append(&mut journal, hierarchy, &plan);
                out.push_str(&super::files(folder.path()));
            }
        }
        Err(error) => {
            let mut cause: Option<&dyn Error> = Some(&error);
            while let Some(error) = cause {
                write!(out, "{error} ").unwrap();
                cause = error.source();
            }
            write!(out, "{error:?}").unwrap();
        }
    }
    out
}

#[test]
fn numbers_come_out_of_no_field_of_an_event() {
    let hierarchy = hierarchy();
    for (kind, event) in events().into_iter().enumerate() {
        for (at, writing) in WRITINGS.iter().enumerate().filter(|(at, _)| *at == 0 || (at + kind) % 5 == 0) {
            for (field, plan) in changed(&event, writing) {
                // The code of a unit or an organization may be any number.
                let row = plan.get("row").and_then(|row| row.get("table")).and_then(Value::as_str);
                let is_household = plan.to_string().contains("household\"");
                let is_code = field == "code" && matches!(row, Some("units" | "organizations")) && !is_household;
                if !is_code {
                    assert!(!has_number(&seen(&hierarchy, &plan)), "{field} {at} of {plan}");
                }
            }
        }
    }
}

#[test]
fn names_come_out_of_no_field_of_an_event() {
    let hierarchy = hierarchy();
    // Where a name cannot be told: names of units, words of lists, notes; and codes and references of units and organizations.
    let free = [
        "name",
        "kind",
        "basis",
        "matter",
        "template",
        "households",
        "standing",
        "role",
        "level",
        "valid_from",
        "valid_until",
        "parent",
        "superior",
        "lead",
        "scope",
        "within",
        "target",
        "caller",
        "responder",
        "employer",
        "residence",
        "organization",
    ];
    let mut tried = 0;
    for event in events() {
        for (field, plan) in changed(&event, "佚佚佚") {
            let row = plan.get("row").and_then(|row| row.get("table")).and_then(Value::as_str);
            let is_household = plan.to_string().contains("household\"");
            let is_code = field == "code" && matches!(row, Some("units" | "organizations" | "alliances" | "projects"));
            let is_transfer = field == "to" && plan["event"] == "transfer";
            if free.contains(&&*field) || (is_code && !is_household) || is_transfer {
                continue;
            }
            let seen = seen(&hierarchy, &plan);
            assert!(!seen.contains('佚'), "{field} of {plan}: {seen}");
            tried += 1;
        }
    }
    assert!(tried > 100, "{tried}");
    let known = seen(&hierarchy, &json!({ "day": "2024-07-01", "event": "close", "code": "KEY-7Q7" }));
    assert!(known.contains("no node has the code `KEY-7Q7`"), "{known}");
}

/// A basis is not refused for what it has in it: it is masked before anything is done with it.
#[test]
fn a_basis_is_masked_and_hinders_nothing() {
    let event =
        json!({ "day": "2024-07-01", "event": "recode", "code": "C1", "to": "C9", "basis": "来电 13947268351" });
    let plan: Vec<Event> = serde_json::from_value(json!([event])).unwrap();
    let (next, outcome) = hierarchy().apply(&plan).unwrap();
    assert_eq!(outcome.added.last().unwrap().cell("basis"), "**************");
    assert_eq!(next.snapshot().any_unit("C9").unwrap().name(), Some("东里"));
}

#[test]
fn nothing_comes_out_of_a_profile() {
    let profile = json!({
        "name": "p", "extends": "national", "max_findings": 10,
        "rules": { "households-per-grid": { "enabled": true, "from": "2025-01-01", "min": 200, "max": [{ "from": "2026-01-01", "value": 400 }] } },
        "exclude": [{ "level": "grid", "kind": "special" }, { "code": "G1", "within": "C1" }],
        "templates": ["three_party", { "name": "t", "zone": "estate", "parties": [{ "role": "residents", "count": 1 }], "unnamed": 1 }],
        "tiers": [{ "level": "grid", "organization": "party_branch" }],
    });
    let draft = hierarchy().to_draft();
    for text in WRITINGS.iter().chain(&["佚佚佚"]) {
        for (field, profile) in changed(&profile, text) {
            // What a profile or a template is called cannot be told from a name.
            if field == "name" && *text == "佚佚佚" {
                continue;
            }
            let read = Profile::from_json(&profile.to_string());
            let same = serde_json::from_value::<Profile>(profile.clone());
            let mut seen = format!("{read:?} {same:?}");
            if let Err(error) = &read {
                seen.push_str(&error.to_string());
            }
            if let Ok(profile) = &read {
                let report = draft.clone().check().into_report(None, profile);
                seen.push_str(&serde_json::to_string(&report).unwrap());
            }
            assert!(!has_number(&seen) && !seen.contains('佚'), "{field}: {seen}");
        }
    }
    let mut profile = Profile::national();
    profile.name = "来电 13947268351".to_owned();
    let report = draft.check().into_report(None, &profile);
    assert!(!has_number(&serde_json::to_string(&report).unwrap()) && !has_number(&format!("{profile:?}")));
}

#[test]
fn nothing_comes_out_of_a_descriptor() {
    let package = json!({
        "scheme": "nbs-2023", "grid_suffix": "-G999", "day": "2024-06-01", "until": "exclusive", "name": "govgrid",
        "resources": [{ "name": "units", "path": "units.csv" }, { "name": "zones", "path": ["zones.csv"] }],
    });
    for text in WRITINGS.iter().copied().chain(["佚佚佚", "../佚佚佚", "/139/4726/8351"]) {
        for (field, package) in changed(&package, text) {
            let folder = tempfile::tempdir().unwrap();
            let write = |file: &str, text: &str| fs::write(folder.path().join(file), text).unwrap();
            write("datapackage.json", &package.to_string());
            write("units.csv", "code,level\nC,community\n");
            let draft = import::folder(folder.path()).unwrap();
            let seen = everything(&draft);
            // A path of a table is shown, but for numbers: it is a place.
            let may_be_named = text.contains('佚') && field == "path";
            assert!(!has_number(&seen) && (may_be_named || !seen.contains('佚')), "{field} {text}: {seen}");
        }
    }
}
