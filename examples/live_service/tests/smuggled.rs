//! Numbers and names of people that are sent in any field of any event, in paths and as keys: no answer has them, and the
//! journal has none.

use super::*;
use serde_json::json;

/// Made up: no such numbers are issued.
const NUMBERS: [&str; 6] = [
    "13800000000",
    "138-0000-0000",
    "１３８００００００００",
    "一三八零零零零零零零零",
    "138转0000转0000",
    "11010119900101001X",
];
const NAME: &str = "王小明";

/// An event of every kind.
fn events() -> Vec<Value> {
    let post = json!({"table": "posts", "organization": "PC-130205", "role": "secretary", "holder": "P-1"});
    let contact = json!({"table": "contacts", "contact": "P-1", "household": "H-1"});
    let unit =
        json!({"table": "units", "code": "130205001999", "name": "新", "level": "community", "parent": "130205001"});
    let basis = "文1";
    vec![
        json!({"day": DAY, "event": "open", "row": unit, "reuse": false, "basis": basis}),
        json!({"day": DAY, "event": "close", "code": "130205001026", "basis": basis}),
        json!({"day": DAY, "event": "rename", "code": "130205001026", "name": "新名", "basis": basis}),
        json!({"day": DAY, "event": "recode", "code": "130205001026", "to": "130205001998", "reuse": false, "basis": basis}),
        json!({"day": DAY, "event": "transfer", "code": "130205001026", "to": "130205002", "basis": basis}),
        json!({"day": DAY, "event": "reclassify", "code": "130205001026", "kind": "other", "basis": basis}),
        json!({"day": DAY, "event": "revise", "code": "130205001026", "cells": {"households": "7"}, "basis": basis}),
        json!({"day": DAY, "event": "merge", "codes": ["130205001026"], "into": "130205001030", "basis": basis}),
        json!({"day": DAY, "event": "split", "code": "130205001026", "into": ["130205001030"],
            "assign": [{"what": {"code": "130205001026-G001"}, "to": "130205001030"}], "basis": basis}),
        json!({"day": DAY, "event": "start", "row": post, "basis": basis}),
        json!({"day": DAY, "event": "stop", "row": contact, "basis": basis}),
        json!({"day": DAY, "event": "correct", "row": post, "to": contact, "basis": basis}),
        json!({"day": DAY, "event": "retract", "row": contact, "basis": basis}),
    ]
}

/// The same with one of its texts or keys replaced, for each of them.
fn smuggling(event: &Value, what: &str) -> Vec<Value> {
    let mut found = Vec::new();
    match event {
        Value::String(_) => found.push(json!(what)),
        Value::Array(all) => {
            for at in 0..all.len() {
                for changed in smuggling(&all[at], what) {
                    let mut all = all.clone();
                    all[at] = changed;
                    found.push(Value::Array(all));
                }
            }
        }
        Value::Object(all) => {
            // Codes of units and organizations are their own.
            let is_code = |key: &str, value: &Value| {
                ["code", "codes", "into", "parent", "organization"].contains(&key) || (key == "to" && value.is_string())
            };
            for (key, value) in all.iter().filter(|(key, value)| !is_code(key, value)) {
                for changed in smuggling(value, what) {
                    let mut all = all.clone();
                    all.insert(key.clone(), changed);
                    found.push(Value::Object(all));
                }
            }
            let mut all = all.clone();
            all.insert(what.to_owned(), json!(what));
            found.push(Value::Object(all));
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
    found
}

fn tells(text: &str, what: &str) -> bool {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    text.contains(what) || digits.contains("13800000000") || digits.contains("11010119900101001")
}

#[test]
fn no_answer_has_what_is_smuggled() {
    let folder = tempfile::tempdir().unwrap();
    let service = start(folder.path());
    let address = service.address;
    let mut refused = 0;
    for what in NUMBERS.into_iter().chain([NAME]) {
        for event in events() {
            for body in smuggling(&event, what) {
                let is_name_of_unit = what == NAME && body.to_string().contains(&format!("\"name\":\"{NAME}\""));
                if is_name_of_unit || (what == NAME && body["basis"] == NAME) {
                    // A unit may be called so, and a decision.
                    continue;
                }
                let (status, told) = ask(address, "POST", "/events", &body.to_string());
                refused += usize::from(status != 200);
                let told = told.to_string();
                assert!(!tells(&told, what), "{body}: {told}");
            }
        }
        let path = what.bytes().fold(String::new(), |path, byte| format!("{path}%{byte:02X}"));
        for path in [format!("/units/{path}"), format!("/units/130205?day={path}"), format!("/{path}")] {
            let (_, told) = ask(address, "GET", &path, "");
            assert!(!tells(&told.to_string(), what), "{path}: {told}");
        }
        for unit in ["130205", "130205001", "130205001026", "130205001030"] {
            let (_, told) = ask(address, "GET", &format!("/units/{unit}"), "");
            assert!(!tells(&told.to_string(), what), "{unit}: {told}");
        }
    }
    assert!(refused > 300, "{refused}");
    stop(service);
    let journal = std::fs::read_to_string(folder.path().join("events.log")).unwrap();
    for what in NUMBERS.into_iter().chain([NAME]) {
        assert!(!journal.contains(what), "{what}");
    }
}
