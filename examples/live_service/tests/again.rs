//! Plans that are sent again under their id.

use super::*;
use serde_json::json;
use std::fs;

fn plan(id: &str, name: &str) -> String {
    json!({ "id": id, "events": [rename("130205", name)] }).to_string()
}

#[test]
fn a_plan_that_is_sent_again_is_answered_with_what_was_recorded() {
    let folder = tempfile::tempdir().unwrap();
    let service = start(folder.path());
    let address = service.address;
    let post = |address, body: &str| ask(address, "POST", "/events", body);
    let close = json!({ "id": "二", "events": [on(Change::Close { code: "130205001".to_owned() })] }).to_string();
    let first = post(address, &plan("7f3c-1", "东"));
    let second = post(address, &close);
    assert_eq!((first.0, &first.1["version"], &first.1["repeated"]), (200, &json!(1), &json!(false)), "{first:?}");
    let unassigned = second.1["unassigned"]["units"]["count"].as_u64().unwrap();
    assert!(second.1["summary"]["unassigned"].as_u64().unwrap() >= unassigned && unassigned > 0, "{second:?}");
    // Without an id it is another plan each time.
    assert_eq!(post(address, &json(&rename("130205", "西"))).1["version"], 3);
    let journal = fs::read(folder.path().join("events.log")).unwrap();
    let check = |address| {
        for (body, said) in [(plan("7f3c-1", "东"), &first), (close.clone(), &second)] {
            let (status, told) = post(address, &body);
            assert_eq!((status, &told["repeated"]), (200, &json!(true)), "{told}");
            assert_eq!((&told["version"], &told["summary"]), (&said.1["version"], &said.1["summary"]));
        }
        let (status, told) = post(address, &plan("7f3c-1", "南"));
        assert_eq!((status, &told["version"]), (409, &json!(3)), "{told}");
        assert!(told["error"]["message"].as_str().unwrap().contains("plan 1 has that id"), "{told}");
        assert!(told["error"]["message_zh"].as_str().unwrap().contains("第 1 个方案"), "{told}");
        assert_eq!(get(address, "/units/130205")["unit"]["name"], "西");
        assert_eq!(fs::read(folder.path().join("events.log")).unwrap(), journal);
    };
    check(address);
    stop(service);
    let service = start(folder.path());
    check(service.address);
    stop(service);
}

#[test]
fn a_plan_whose_id_is_none_is_told_so() {
    let folder = tempfile::tempdir().unwrap();
    let service = start(folder.path());
    let event = json!(rename("130205", "东"));
    let long = "甲".repeat(201);
    for (id, said) in [
        (json!(""), "1 to 200 characters"),
        (json!("a\u{7}"), "1 to 200 characters"),
        (json!(long), "1 to 200 characters"),
        // Made up: no such number is issued.
        (json!("13800000000"), "1 to 200 characters"),
        (json!(13_800_000_000_u64), "no text"),
    ] {
        let (status, told) =
            ask(service.address, "POST", "/events", &json!({ "id": id, "events": [event] }).to_string());
        let message = told["error"]["message"].as_str().unwrap();
        assert!(status == 400 && message.contains(said), "{status} {told}");
        assert!(!told.to_string().contains("13800000000"), "{told}");
    }
    for (body, said) in [
        (json!({ "id": "1", "events": [event], "who": "x" }), "unknown key `who`; known are `id`, `events`"),
        (json!({ "id": "1" }), "no list `events`"),
        (json!({ "id": "1", "events": [{ "day": DAY, "event": "close" }] }), "event 1 has no `code`"),
    ] {
        let (status, told) = ask(service.address, "POST", "/events", &body.to_string());
        assert!(status == 400 && told["error"]["message"].as_str().unwrap().contains(said), "{status} {told}");
    }
    assert_eq!(get(service.address, "/")["version"], 0);
    stop(service);
}
