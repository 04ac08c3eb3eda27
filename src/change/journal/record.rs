//! The records of a journal as bytes, see the format in [`super`].

use super::{Ignored, JournalError, Recorded};
use crate::base::{Use, shown, shown_path};
use crate::change::event::Lenient;
use crate::change::{Event, Plan};
use crate::graph::{PlanSummary, is_id};
use serde::de::IgnoredAny;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use siphasher::sip::SipHasher13;
use std::hash::Hasher;
use std::path::Path;

/// The checksum of all records up to one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Chain(pub(super) u64);

impl Chain {
    /// The chain after one more record.
    fn then(self, number: u64, content: &[u8]) -> Self {
        let mut hasher = SipHasher13::new();
        hasher.write(&self.0.to_le_bytes());
        hasher.write(&number.to_le_bytes());
        hasher.write(content);
        Self(hasher.finish())
    }
}

/// What a record is about. A key that is not known is an error: it would change what the record means.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Content {
    #[serde(rename = "n")]
    _number: u64,
    #[serde(rename = "chain")]
    _chain: IgnoredAny,
    #[serde(default)]
    id: Option<String>,
    #[serde(default)]
    answer: Option<PlanSummary>,
    plan: Vec<Event>,
}

impl Content {
    /// The plan and its summary; `None` if it has an id that none can be, or no answer where there is an id.
    fn plan(self) -> Option<(Plan, PlanSummary)> {
        let Self { id, answer, plan, .. } = self;
        let is_answered = id.is_some() == answer.is_some() && id.as_deref().is_none_or(is_id);
        is_answered.then(|| (Plan { id, events: plan }, answer.unwrap_or_default()))
    }
}

#[derive(Serialize)]
struct Kept<'p> {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<&'p str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    answer: Option<&'p PlanSummary>,
    plan: &'p [Event],
}

/// The line of a plan that may be kept, and the chain with it. Who sends no id does not ask again: nothing is recorded of
/// the answer.
pub(in crate::change) fn encode(
    plan: &Plan,
    summary: &PlanSummary,
    number: u64,
    chain: u64,
) -> serde_json::Result<(Vec<u8>, u64)> {
    let id = plan.id.as_deref();
    let object = serde_json::to_vec(&Kept { id, answer: id.map(|_| summary), plan: &plan.events })?;
    let content = object.strip_prefix(b"{").unwrap_or(&object);
    let chain = Chain(chain).then(number, content);
    let mut line = head(number, chain).into_bytes();
    line.extend_from_slice(content);
    line.push(b'\n');
    Ok((line, chain.0))
}

/// The first line of a journal that goes on from another, after so many plans.
pub(super) fn start(after: u64, chain: Chain) -> Vec<u8> {
    let Chain(sum) = Chain::default().then(after, &chain.0.to_le_bytes());
    format!("{{\"after\":{after},\"chain\":\"{:016x}\",\"sum\":\"{sum:016x}\"}}\n", chain.0).into_bytes()
}

/// What the first line says of a journal that goes on from another.
#[derive(Deserialize)]
struct Start {
    after: u64,
    chain: String,
}

/// What stands before the content. Its length does not depend on the chain.
fn head(number: u64, chain: Chain) -> String {
    format!(r#"{{"n":{number},"chain":"{:016x}","#, chain.0)
}

/// The records of a journal.
#[derive(Default)]
pub(super) struct Records {
    /// After how many plans of another journal it goes on.
    pub(super) after: u64,
    /// The chain there.
    pub(super) start: Chain,
    pub(super) plans: Vec<Recorded>,
    /// How many of them, the first, have no chain.
    pub(super) unchained: u64,
    /// What these say and is not known.
    pub(super) ignored: Vec<Ignored>,
    /// The chain after the last whole record.
    pub(super) chain: Chain,
    /// Where the last whole record ends.
    pub(super) end: u64,
    /// Whether that one lacks its line break.
    pub(super) is_unended: bool,
}

/// Reads the records of a journal. What is after their end is torn.
pub(super) fn decode(bytes: &[u8], path: &Path) -> Result<Records, JournalError> {
    let mut records = Records::default();
    for line in bytes.split_inclusive(|byte| *byte == b'\n') {
        if !records.read_line(line, path)? {
            break;
        }
    }
    Ok(records)
}

impl Records {
    /// The number of the last record.
    pub(super) fn last(&self) -> u64 {
        self.after + self.plans.len() as u64
    }

    /// Reads the next line; `false` if it is torn.
    fn read_line(&mut self, line: &[u8], path: &Path) -> Result<bool, JournalError> {
        let (record, offset) = (self.last() + 1, self.end);
        let path = || shown_path(path);
        let is_ended = line.ends_with(b"\n");
        let text = line.strip_suffix(b"\n").unwrap_or(line);
        let before = self.chain;
        let is_known =
            |whole: &&[u8]| if offset == 0 && is_start(whole) { self.begin(whole) } else { self.follow(whole, record) };
        let Some(whole) = extent(text).whole().filter(is_known) else {
            return match number(text) {
                Some(found) if found != record => Err(JournalError::Misplaced { path: path(), record, found, offset }),
                _ if !is_ended && is_torn(text) => Ok(false),
                _ => Err(JournalError::Damaged { path: path(), record, offset }),
            };
        };
        let found = match text.get(whole.len()..).unwrap_or_default() {
            [] => None,
            b"\r" if is_ended => Some("CR LF"),
            [b'\r', ..] => Some("CR"),
            _ => Some("no line break"),
        };
        if let Some(found) = found {
            return Err(JournalError::LineBreak { path: path(), record, offset, found });
        }
        if !is_start(whole) {
            let read = self.read_plan(whole, record);
            let (plan, summary) = read.ok_or_else(|| JournalError::Unknown { path: path(), record, offset })?;
            self.plans.push(Recorded { number: record, plan, summary, before: before.0, chain: self.chain.0 });
        }
        self.end += line.len() as u64;
        self.is_unended = !is_ended;
        Ok(true)
    }

    fn read_plan(&mut self, whole: &[u8], record: u64) -> Option<(Plan, PlanSummary)> {
        if !is_unchained(whole) {
            return serde_json::from_slice(whole).ok().and_then(Content::plan);
        }
        self.unchained += 1;
        // As it was read then.
        let fields: Vec<Lenient> = serde_json::from_slice(unchained_plan(whole)).ok()?;
        let events: Vec<Event> = fields.into_iter().map(Event::from).collect();
        let said: Vec<Value> = serde_json::from_slice(unchained_plan(whole)).ok()?;
        for ((said, event), number) in said.iter().zip(&events).zip(1..) {
            let mut keys = Vec::new();
            ignored(said, &serde_json::to_value(event).ok()?, &mut keys);
            self.ignored.extend(keys.into_iter().map(|key| Ignored { record, event: number, key }));
        }
        Some((events.into(), PlanSummary::default()))
    }

    /// Goes on from another journal, if that is what was written there.
    fn begin(&mut self, whole: &[u8]) -> bool {
        let Ok(Start { after, chain }) = serde_json::from_slice(whole) else { return false };
        let Ok(chain) = u64::from_str_radix(&chain, 16).map(Chain) else { return false };
        let is_written = start(after, chain).strip_suffix(b"\n") == Some(whole);
        if is_written {
            (self.after, self.start, self.chain) = (after, chain, chain);
        }
        is_written
    }

    /// Goes on with the chain, if the record is what was written there.
    fn follow(&mut self, whole: &[u8], record: u64) -> bool {
        let is_first_format = self.after == 0 && self.unchained == self.plans.len() as u64;
        let content = if is_unchained(whole) {
            let plan = unchained_plan(whole);
            let is_written = is_first_format && whole.get(plan.len()..) == Some(own_sum(plan).as_bytes());
            is_written.then_some(plan)
        } else {
            whole.get(head(record, self.chain).len()..)
        };
        let Some(content) = content else { return false };
        let chain = self.chain.then(record, content);
        let is_written = is_unchained(whole) || whole.starts_with(head(record, chain).as_bytes());
        if is_written {
            self.chain = chain;
        }
        is_written
    }
}

/// How far a record goes.
enum Extent<'a> {
    /// To its end.
    Whole(&'a [u8]),
    /// Not to its end, and all there is may be the start of one.
    Cut,
    /// It is none.
    None,
}

impl<'a> Extent<'a> {
    fn whole(self) -> Option<&'a [u8]> {
        if let Self::Whole(record) = self { Some(record) } else { None }
    }
}

/// How far the record goes that a text begins with: a JSON object, or a JSON array with its checksum. The parser finds
/// the end, so that a record is known where the line breaks are lost.
fn extent(text: &[u8]) -> Extent<'_> {
    if !matches!(text, [b'{' | b'[', ..]) {
        return Extent::None;
    }
    let mut values = serde_json::Deserializer::from_slice(text).into_iter::<IgnoredAny>();
    match values.next() {
        Some(Ok(_)) => {}
        Some(Err(error)) if error.is_eof() => return Extent::Cut,
        _ => return Extent::None,
    }
    let end = values.byte_offset() + if is_unchained(text) { SUM } else { 0 };
    text.get(..end).map_or(Extent::Cut, Extent::Whole)
}

/// The length of the checksum of a record of the first format: a tab and 16 digits.
const SUM: usize = 17;

/// Whether a line says where a journal goes on.
fn is_start(line: &[u8]) -> bool {
    line.starts_with(START)
}

/// How such a line begins.
const START: &[u8] = br#"{"after":"#;

/// The keys of an object that are not in what was read of it; what says nothing is in neither.
fn ignored(said: &Value, read: &Value, keys: &mut Vec<String>) {
    let mut open = vec![(said, read)];
    while let Some((said, read)) = open.pop() {
        match (said, read) {
            (Value::Object(said), Value::Object(read)) => {
                for (key, value) in said {
                    match read.get(key) {
                        Some(read) => open.push((value, read)),
                        None if is_nothing(value) => {}
                        None => keys.push(shown(key, Use::PersonKey).into_owned()),
                    }
                }
            }
            (Value::Array(said), Value::Array(read)) => open.extend(said.iter().zip(read)),
            _ => {}
        }
    }
    keys.sort_unstable();
}

/// Whether a value says what its absence says.
fn is_nothing(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(false) => true,
        Value::String(text) => text.is_empty(),
        Value::Array(all) => all.is_empty(),
        Value::Object(all) => all.is_empty(),
        Value::Bool(true) | Value::Number(_) => false,
    }
}

/// Whether a record is of the first format.
fn is_unchained(record: &[u8]) -> bool {
    record.starts_with(b"[")
}

fn unchained_plan(record: &[u8]) -> &[u8] {
    record.len().checked_sub(SUM).and_then(|end| record.get(..end)).unwrap_or_default()
}

fn own_sum(plan: &[u8]) -> String {
    let mut hasher = SipHasher13::new();
    hasher.write(plan);
    format!("\t{:016x}", hasher.finish())
}

/// The number that a record bears.
fn number(text: &[u8]) -> Option<u64> {
    let digits = text.strip_prefix(br#"{"n":"#)?;
    let end = digits.iter().position(|byte| *byte == b',')?;
    std::str::from_utf8(digits.get(..end)?).ok()?.parse().ok()
}

/// Whether a text without a line break is what a crash leaves of a record: its start, zeros that the disk did not come to
/// write, or both. Only a text that breaks off is: one that goes on after a fault was written to its end.
fn is_torn(text: &[u8]) -> bool {
    let zeros = text.iter().rev().take_while(|byte| **byte == 0).count();
    let start = text.get(..text.len() - zeros).unwrap_or_default();
    let begins = |record: &[u8]| start.iter().zip(record).all(|(byte, other)| byte == other);
    let is_begun = begins(br#"{"n":"#) || begins(br#"[{"day":"#) || begins(b"[]\t") || begins(START);
    start.is_empty() || (is_begun && matches!(extent(start), Extent::Cut))
}
