//! Plans as clients send them: an event, a list of events, or an object with an id and a list of events. What is no plan is
//! told with what would be one, in words of this program: what a client sends may be personal, so that nothing of it is
//! repeated.

use crate::failure::{Both, Failure};
use govgrid::record::Table;
use govgrid::{Event, Plan};
use serde_json::{Map, Value};
use std::slice;

/// The keys of a plan that is an object.
const PLAN: &[&str] = &["id", "events"];

/// The plan that a body is.
///
/// # Errors
/// [`Failure`] if it is no plan, if an event has an unknown key, or if it has more changes than are done at once.
pub(crate) fn plan(body: &[u8], most: usize) -> Result<Plan, Failure> {
    let value: Value = serde_json::from_slice(body).map_err(|error| {
        let (line, column) = (error.line(), error.column());
        Failure::Misunderstood(Both::new(
            format!("the body is no JSON from line {line}, column {column} on"),
            format!("请求正文自第 {line} 行第 {column} 列起不是 JSON"),
        ))
    })?;
    let events = events(&value)?;
    let changes = events.iter().map(changes).sum();
    if changes > most {
        return Err(Failure::TooMuch { changes, most });
    }
    for (event, number) in events.iter().zip(1_usize..) {
        check_keys(event, number)?;
    }
    serde_json::from_slice(body).map_err(|error| Failure::Misunderstood(unreadable(events, &error)))
}

/// The events of a plan.
fn events(value: &Value) -> Result<&[Value], Failure> {
    if let Value::Array(events) = value {
        return Ok(events);
    }
    let is_plan = |object: &&Map<String, Value>| object.keys().any(|key| PLAN.contains(&key.as_str()));
    let Some(object) = value.as_object().filter(is_plan) else { return Ok(slice::from_ref(value)) };
    check(object, || PLAN.iter().copied(), ("the plan", "方案"))?;
    let wrong = |en: &str, zh: &str| Failure::Misunderstood(Both::new(en, zh));
    if object.get("id").is_some_and(|id| !id.is_string()) {
        return Err(wrong("the `id` of the plan is no text", "方案的 `id` 不是文本"));
    }
    let events = object.get("events").and_then(Value::as_array);
    events.map(Vec::as_slice).ok_or_else(|| wrong("the plan has no list `events`", "方案缺少列表 `events`"))
}

/// How many changes an event is: one, and one for each code and assignment in its lists.
fn changes(event: &Value) -> usize {
    let lists = event.as_object().into_iter().flat_map(Map::values).filter_map(Value::as_array);
    1 + lists.map(Vec::len).sum::<usize>()
}

/// What an event is that has known keys and yet is none.
fn unreadable(events: &[Value], error: &serde_json::Error) -> Both {
    let is_none = |event: &&Value| serde_json::from_value::<Event>((*event).clone()).is_err();
    let at = events.iter().zip(1_usize..).find(|(event, _)| is_none(event)).map(|(_, number)| number);
    let text = error.to_string();
    // The names of keys are this program's own; other errors repeat what was sent.
    let (missing, twice) = (text.strip_prefix("missing field `"), text.strip_prefix("duplicate field `"));
    let key = missing.or(twice).and_then(|rest| rest.split('`').next()).filter(|key| is_known(key));
    match (key, at) {
        (Some(key), _) if missing.is_some() => {
            let at = at.unwrap_or(1);
            Both::new(format!("event {at} has no `{key}`"), format!("第 {at} 个事件缺少 `{key}`"))
        }
        (Some(key), _) => Both::new(format!("an event has `{key}` twice"), format!("事件的 `{key}` 重复")),
        (None, Some(at)) => {
            Both::new(format!("a value of event {at} cannot be read"), format!("第 {at} 个事件有无法读取的值"))
        }
        (None, None) => Failure::no_id(),
    }
}

fn is_known(key: &str) -> bool {
    ["what", "table"].contains(&key)
        || Event::COMMON_KEYS.contains(&key)
        || Event::KEYS.iter().any(|(_, own)| own.contains(&key))
}

fn check_keys(event: &Value, number: usize) -> Result<(), Failure> {
    let wrong = |en: &str, zh: &str| {
        Failure::Misunderstood(Both::new(format!("event {number} {en}"), format!("第 {number} 个事件{zh}")))
    };
    let Some(object) = event.as_object() else { return Err(wrong("is no JSON object", "不是 JSON 对象")) };
    let word = object.get("event").and_then(Value::as_str);
    let Some((_, own)) = Event::KEYS.iter().find(|(known, _)| Some(*known) == word) else {
        let words = listed(Event::KEYS.iter().map(|(word, _)| *word));
        return Err(wrong(
            &format!("is of no known kind; `event` is one of {words}"),
            &format!("的种类未知；`event` 须为下列之一：{words}"),
        ));
    };
    check_in(object, || Event::COMMON_KEYS.iter().chain(*own).copied(), "", number)?;
    for key in ["row", "to"] {
        check_row(object.get(key), key, number)?;
    }
    for assignment in object.get("assign").and_then(Value::as_array).into_iter().flatten() {
        let Some(assignment) = assignment.as_object() else { continue };
        check_in(assignment, || ["what", "to"].into_iter(), "assign", number)?;
        let Some(what) = assignment.get("what").and_then(Value::as_object) else { continue };
        check_in(what, || ["code", "row"].into_iter(), "assign.what", number)?;
        check_row(what.get("row"), "assign.what.row", number)?;
    }
    Ok(())
}

/// Holds the keys of a row against the columns of its table.
fn check_row(row: Option<&Value>, place: &str, number: usize) -> Result<(), Failure> {
    // A text is a code; what else is no row is told when the event is read.
    let Some(row) = row.and_then(Value::as_object) else { return Ok(()) };
    let named = row.get("table").and_then(Value::as_str);
    let Some(table) = Table::ALL.iter().find(|table| Some(table.as_str()) == named) else {
        let tables = listed(Table::ALL.iter().map(|table| table.as_str()));
        return Err(Failure::Misunderstood(Both::new(
            format!("`{place}` of event {number} has no known `table`; it is one of {tables}"),
            format!("第 {number} 个事件的 `{place}` 缺少已知的 `table`；须为下列之一：{tables}"),
        )));
    };
    check_in(row, || std::iter::once("table").chain(table.columns().iter().map(|column| column.name)), place, number)
}

/// Refuses keys within an event that are not known.
fn check_in<I: Iterator<Item = &'static str>>(
    object: &Map<String, Value>,
    known: impl Fn() -> I,
    place: &str,
    number: usize,
) -> Result<(), Failure> {
    let (within, within_zh) = if place.is_empty() {
        (format!("event {number}"), format!("第 {number} 个事件"))
    } else {
        (format!("`{place}` of event {number}"), format!("第 {number} 个事件的 `{place}`"))
    };
    check(object, known, (&within, &within_zh))
}

/// Refuses keys that are not known.
fn check<I: Iterator<Item = &'static str>>(
    object: &Map<String, Value>,
    known: impl Fn() -> I,
    (within, within_zh): (&str, &str),
) -> Result<(), Failure> {
    let Some(key) = object.keys().find(|key| known().all(|known| known != key.as_str())) else { return Ok(()) };
    // A key of letters and underscores is neither a number nor a name in Chinese.
    let is_plain = key.len() <= 32 && key.bytes().all(|byte| byte.is_ascii_alphabetic() || byte == b'_');
    let key = if is_plain { format!(" `{key}`") } else { String::new() };
    let known = listed(known());
    Err(Failure::Misunderstood(Both::new(
        format!("{within} has an unknown key{key}; known are {known}"),
        format!("{within_zh}有未知的键{key}；已知的键：{known}"),
    )))
}

fn listed<'a>(words: impl Iterator<Item = &'a str>) -> String {
    words.map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ")
}
