//! Plans of events.

use super::files::Files;
use super::oracles::{self, every_rule, holds, is_audited_alive, rows};
use super::planted::{NUMBERS, has_any};
use super::{mutate, outputs, tables, world};
use govgrid::{ChangeError, Event, Hierarchy, Journal, Lang, LiveAudit, Preparation, Profile, Reason};
use serde_json::Value;

/// The most events of a plan that are applied.
const MOST_EVENTS: usize = 10;

/// The input is a list of events as JSON, or files of which `plan.json` is one and the others are the tables before it; a
/// small world stands before a plan without tables.
///
/// # Panics
/// If an oracle fails.
pub fn plans(data: &[u8]) {
    let files = Files::of(data);
    let text = files.text("plan.json").unwrap_or_else(|| std::str::from_utf8(data).unwrap_or_default());
    let Ok(said) = serde_json::from_str::<Value>(text) else { return };
    let Some(plan) = plan(&said) else { return };
    let has_tables = files.all.len() > 1 && files.tables().next().is_some();
    let draft = if has_tables { files.draft() } else { Files::of(world::WORLD.as_bytes()).draft() };
    let (start, _) = draft.quarantine();
    for event in &plan {
        let written = serde_json::to_string(event).expect("an event is JSON");
        assert_eq!(serde_json::from_str::<Event>(&written).ok().as_ref(), Some(event), "{written}");
    }
    applies(&start, &plan);
    if !has_any(data) {
        let number = NUMBERS[mutate::hash(data) % NUMBERS.len()];
        keeps_nothing_of(number, &start, said, mutate::hash(data) / 2);
    }
}

fn plan(said: &Value) -> Option<Vec<Event>> {
    let events = said.as_array()?.iter().take(MOST_EVENTS);
    Some(events.filter_map(|event| serde_json::from_value(event.clone()).ok()).collect())
}

/// Applied one by one, the events do what building all again does; a live audit follows; and what comes out is what its own
/// tables give.
fn applies(start: &Hierarchy, plan: &[Event]) {
    let day = oracles::day(start);
    let mut audits = [Profile::national(), every_rule(3)].map(|profile| LiveAudit::new(start.clone(), day, profile));
    let (mut version, mut done) = (start.clone(), Vec::new());
    for event in plan {
        let one = std::slice::from_ref(event);
        let fresh = version.to_draft().build().expect("the records of a version hold");
        match (version.apply(one), fresh.apply_by_rebuild(one)) {
            (Ok((next, _)), Ok((rebuilt, _))) => {
                assert_eq!(rows(&next), rows(&rebuilt), "{event:?} does not do what building again does");
                for live in &mut audits {
                    live.apply(one).expect("what is applied is followed");
                    is_audited_alive(live);
                }
                done.push(event.clone());
                version = next;
            }
            (Err(refused), Err(expected)) => {
                assert_eq!(said(&refused), said(&expected), "{event:?} is refused for other reasons");
                for live in &mut audits {
                    assert!(live.apply(one).is_err(), "a live audit follows what is refused");
                    is_audited_alive(live);
                }
            }
            (next, rebuilt) => panic!("{event:?}: applied {:?}, built again {:?}", next.err(), rebuilt.err()),
        }
    }
    holds(&version);
    tables::reads_its_own_export(&version);
    let (whole, _) = start.apply(&done).expect("what is applied one by one is applied as a whole");
    assert_eq!(rows(&whole), rows(&version), "a plan does something else than its events");
}

/// Why an event is refused, in words.
fn said(error: &ChangeError) -> Vec<String> {
    let mut said = vec![error.to_string(), error.reason.to_string()];
    if let Reason::Structure(rejected) = &error.reason {
        said.extend(rejected.findings().iter().map(|finding| finding.message(Lang::En)));
    }
    said.sort();
    said
}

/// Texts of an event that may hold anything that people write.
const FREE: [&str; 6] = ["name", "basis", "matter", "source", "reading", "holder"];

/// A number in a free text of an event is in nothing that comes of it.
fn keeps_nothing_of(number: &str, start: &Hierarchy, mut said: Value, choice: usize) {
    let mut texts = Vec::new();
    free_texts(&mut said, &mut texts);
    let count = texts.len();
    if count > 0 {
        *texts[choice % count] = Value::String(number.to_owned());
    } else {
        let basis = |event: &mut Value| event.as_object_mut().map(|event| event.insert("basis".into(), number.into()));
        said.as_array_mut().into_iter().flatten().for_each(|event| drop(basis(event)));
    }
    let Some(plan) = plan(&said) else { return };
    let dir = tempfile::tempdir().expect("a folder");
    let path = dir.path().join("events.log");
    let mut version = start.clone();
    let (mut journal, _) = Journal::open(&path).expect("a new journal");
    for event in plan {
        let one = std::slice::from_ref(&event);
        // What is refused is not appended to a journal.
        let seen = match version.apply(one) {
            Ok((next, outcome)) => {
                let Ok(Preparation::New(prepared)) = version.prepare(&event.clone().into()) else {
                    panic!("what can be done is prepared")
                };
                version = next;
                let shown = format!("{outcome:?}{prepared:?}");
                format!("{shown}{:?}", journal.append(prepared))
            }
            Err(error) => format!("{error:?}{}", self::said(&error).concat()),
        };
        tables::shows_nothing_of(number, &seen);
    }
    drop(journal);
    let written = std::fs::read(&path).expect("the journal");
    tables::shows_nothing_of(number, &outputs::of_hierarchy(&version));
    tables::shows_nothing_of(number, &String::from_utf8_lossy(&written));
}

/// The free texts of a plan.
fn free_texts<'v>(value: &'v mut Value, texts: &mut Vec<&'v mut Value>) {
    match value {
        Value::Array(all) => all.iter_mut().for_each(|value| free_texts(value, texts)),
        Value::Object(all) => {
            for (name, value) in all {
                if FREE.contains(&name.as_str()) && value.is_string() {
                    texts.push(value);
                } else {
                    free_texts(value, texts);
                }
            }
        }
        _ => (),
    }
}
