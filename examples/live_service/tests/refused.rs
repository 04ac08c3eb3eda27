//! What is asked wrongly, and what is refused.

use super::*;
use crate::plan::EVENTS;
use govgrid::record::{self, Row};
use govgrid::{Assigned, Assignment, Level};
use serde_json::json;

#[test]
fn what_is_asked_wrongly_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let service = start(folder.path());
    let address = service.address;
    let event = |change| serde_json::to_string(&on(change)).unwrap();
    let grid_at_the_top = record::Unit::new("X-G1", Level::Grid);
    let orphan = Change::Open { row: Row::of(&grid_at_the_top), reuse: None };
    let long = " ".repeat((1 << 20) + 1);
    for (method, path, body, status) in [
        ("GET", "/nothing", "", 404),
        ("GET", "/units/no%20such", "", 404),
        ("GET", "/units/%FF", "", 400),
        ("GET", "/units", "", 404),
        ("GET", "/units/130205/130205001", "", 404),
        ("GET", "/units/130205?day=yesterday", "", 400),
        ("GET", "/difference?from=2023-01-01", "", 400),
        ("GET", "/difference?from=2023-01-01&until=2023-09-25", "", 200),
        ("GET", "/units/130205?day=2023-09-25", "", 200),
        ("DELETE", "/units/130205", "", 405),
        ("GET", "/events", "", 405),
        ("PUT", "/events", "", 405),
        ("GET", "/stop", "", 405),
        ("POST", "/units/130205", "", 405),
        ("POST", "/events", "{\"day\":1}", 400),
        ("POST", "/events", "", 400),
        ("POST", "/events", &long, 413),
        ("POST", "/events", &event(Change::Close { code: "no such".to_owned() }), 409),
        ("POST", "/events", &event(orphan), 409),
    ] {
        let (found, told) = ask(address, method, path, body);
        assert_eq!(found, status, "{method} {path}: {told}");
        assert_eq!(told["version"], 0);
        let is_said = told["error"]["message"].as_str().is_some_and(|message| !message.is_empty());
        assert_eq!(is_said, status != 200, "{method} {path}: {told}");
        let is_said = told["error"]["message_zh"].as_str().is_some_and(|message| !message.is_ascii());
        assert_eq!(is_said, status != 200, "{method} {path}: {told}");
    }
    let (_, told) = ask(address, "POST", "/events", &event(Change::open(&grid_at_the_top)));
    for findings in ["findings", "findings_zh"] {
        assert!(!told["error"][findings].as_array().unwrap().is_empty(), "{told}");
    }
    // A single event that is possible: what it leaves unassigned is told.
    let close = event(Change::Close { code: "130205001".to_owned() });
    let (status, told) = ask(address, "POST", "/events", &close);
    assert_eq!((status, &told["version"]), (200, &json!(1)), "{told}");
    assert!(told["unassigned"]["units"]["count"].as_u64().unwrap() > 5, "{told}");
    let difference = get(address, "/difference?from=2023-09-19&until=2023-09-20");
    assert_eq!(difference["vanished"]["units"]["codes"][0], "130205001", "{difference}");
    stop(service);
}

/// Bodies that are no plan, and what the answer says of each in both languages.
const NO_PLANS: &[(&str, &[&str])] = &[
    ("", &["no JSON", "不是 JSON"]),
    ("{\"day\":", &["no JSON from line 1, column 7 on"]),
    ("7", &["event 1 is no JSON object", "第 1 个事件不是 JSON 对象"]),
    ("[{\"day\":\"2023-09-20\",\"event\":\"close\",\"code\":\"130205\"},null]", &["event 2 is no", "第 2 个事件不是"]),
    (
        "{\"day\":\"2023-09-20\",\"event\":\"close\",\"code\":\"130205\",\"colour\":1}",
        &["unknown key `colour`; known are `day`, `event`, `basis`, `code`", "未知的键 `colour`"],
    ),
    ("{\"day\":\"2023-09-20\",\"event\":\"close\",\"code\":\"130205\",\"reuse\":true}", &["unknown key `reuse`"]),
    (
        "{\"day\":\"2023-09-20\",\"event\":\"close\",\"code\":\"130205\",\"王小明\":1}",
        &["event 1 has an unknown key; known are", "第 1 个事件有未知的键"],
    ),
    ("{\"day\":\"2023-09-20\",\"event\":\"close\"}", &["event 1 has no `code`", "第 1 个事件缺少 `code`"]),
    ("{\"event\":\"close\",\"code\":\"130205\"}", &["event 1 has no `day`"]),
    ("{\"day\":\"2023-09-20\",\"code\":\"130205\"}", &["`event` is one of `open`, `close`", "`event` 须为下列之一"]),
    ("{\"day\":\"2023-09-20\",\"event\":\"王小明\",\"code\":\"130205\"}", &["`event` is one of"]),
    (
        "{\"day\":\"13800000000\",\"event\":\"close\",\"code\":\"130205\"}",
        &["a value of event 1 cannot be read", "第 1 个事件有无法读取的值"],
    ),
    ("{\"day\":\"2023-09-20\",\"event\":\"close\",\"code\":{\"王小明\":13800000000}}", &["a value of event 1"]),
    (
        "{\"day\":\"2023-09-20\",\"event\":\"reclassify\",\"code\":\"130205\",\"level\":\"王小明\"}",
        &["a value of event 1"],
    ),
    (
        "{\"day\":\"2023-09-20\",\"event\":\"open\",\"row\":{\"table\":\"units\",\"code\":\"1\",\"tel\":\"13800000000\"}}",
        &[
            "`row` of event 1 has an unknown key `tel`; known are `table`, `code`, `name`, `level`",
            "的 `row`有未知的键",
        ],
    ),
    (
        "{\"day\":\"2023-09-20\",\"event\":\"open\",\"row\":{\"table\":\"王小明\",\"code\":\"1\"}}",
        &["no known `table`; it is one of `units`", "缺少已知的 `table`"],
    ),
    (
        "{\"day\":\"2023-09-20\",\"event\":\"correct\",\"row\":{\"table\":\"units\",\"code\":\"1\"},\"to\":{\"table\":\"units\",\"colour\":\"1\"}}",
        &["`to` of event 1 has an unknown key"],
    ),
    (
        "{\"day\":\"2023-09-20\",\"event\":\"split\",\"code\":\"1\",\"into\":[],\"assign\":[{\"what\":{\"row\":{\"table\":\"units\",\"colour\":\"1\"}},\"to\":\"1\"}]}",
        &["`assign.what.row` of event 1"],
    ),
    (
        "{\"day\":\"2023-09-20\",\"event\":\"split\",\"code\":\"1\",\"into\":[],\"assign\":[{\"what\":{\"code\":\"1\"},\"to\":\"1\",\"why\":1}]}",
        &["`assign` of event 1 has an unknown key `why`; known are `what`, `to`"],
    ),
    (
        "{\"day\":\"2023-09-20\",\"event\":\"split\",\"code\":\"1\",\"into\":[],\"assign\":[{\"what\":{\"zone\":\"1\"},\"to\":\"1\"}]}",
        &["`assign.what` of event 1 has an unknown key `zone`"],
    ),
];

#[test]
fn a_body_that_is_no_plan_changes_nothing_and_is_not_repeated() {
    let folder = tempfile::tempdir().unwrap();
    let service = start(folder.path());
    let before = get(service.address, "/report");
    for (body, said) in NO_PLANS {
        let (status, told) = ask(service.address, "POST", "/events", body);
        assert_eq!(status, 400, "{body}: {told}");
        let both = format!("{} {}", told["error"]["message"], told["error"]["message_zh"]);
        assert!(said.iter().all(|said| both.contains(said)), "{body}: {both}");
        assert!(!both.contains("138000") && !both.contains("王小明"), "{body}: {both}");
    }
    // Nor is what is asked for.
    for path in
        ["/units/13800000000", "/13800000000", "/units/%E7%8E%8B%E5%B0%8F%E6%98%8E", "/units/130205?day=13800000000"]
    {
        let (status, told) = ask(service.address, "GET", path, "");
        let told = told.to_string();
        assert!((400..500).contains(&status) && !told.contains("138000") && !told.contains("王小明"), "{told}");
    }
    assert_eq!(get(service.address, "/report"), before);
    assert_eq!(std::fs::read(folder.path().join("events.log")).unwrap(), b"");
    stop(service);
}

#[test]
fn a_plan_is_refused_as_a_whole() {
    let folder = tempfile::tempdir().unwrap();
    let service = start(folder.path());
    let before = get(service.address, "/report");
    let plan = [rename("130205", "东里"), rename("no such", "西里")];
    let (status, told) = ask(service.address, "POST", "/events", &serde_json::to_string(&plan).unwrap());
    let error = &told["error"];
    assert_eq!((status, &error["number"], &error["event"]), (409, &json!(2), &json!("rename")), "{told}");
    assert!(error["message_zh"].as_str().unwrap().starts_with("第 2 个事件（rename）无法执行"), "{told}");
    assert_eq!(get(service.address, "/report"), before);
    assert_eq!(std::fs::read(folder.path().join("events.log")).unwrap(), b"");
    stop(service);
}

/// The words and keys that are known are those that events are written with.
#[test]
fn every_event_has_known_keys() {
    let (code, to) = (|| "1".to_owned(), || Some("2".to_owned()));
    let row = || Row::of(&record::Unit::new("1", Level::Grid));
    let assign = vec![Assignment { what: Assigned::Code(code()), to: code() }];
    let changes = [
        Change::Open { row: row(), reuse: Some(true) },
        Change::Close { code: code() },
        Change::Rename { code: code(), name: code() },
        Change::Recode { code: code(), to: code(), reuse: true },
        Change::Transfer { code: code(), to: to() },
        Change::Reclassify { code: code(), kind: to(), level: Some(Level::Grid) },
        Change::Revise { code: code(), cells: [(code(), code())].into() },
        Change::Merge { codes: vec![code()], into: code() },
        Change::Split { code: code(), into: vec![code()], assign },
        Change::Start { row: row() },
        Change::Stop { row: row() },
        Change::Correct { row: row(), to: row() },
        Change::Retract { row: row() },
    ];
    assert_eq!(changes.len(), EVENTS.len());
    for change in changes {
        let word = change.word();
        let event = serde_json::to_value(Event { basis: to(), ..on(change) }).unwrap();
        let (_, own) = EVENTS.iter().find(|(known, _)| *known == word).unwrap();
        let mut known: Vec<&str> = ["day", "event", "basis"].iter().chain(*own).copied().collect();
        known.sort_unstable();
        let mut keys: Vec<&str> = event.as_object().unwrap().keys().map(String::as_str).collect();
        keys.sort_unstable();
        assert_eq!(keys, known);
        assert!(crate::plan::plan(event.to_string().as_bytes(), 9).is_ok(), "{event}");
    }
}
