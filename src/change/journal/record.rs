//! The records of a journal as bytes, see the format in [`super`].

use super::JournalError;
use crate::base::shown_path;
use crate::change::Event;
use serde::de::IgnoredAny;
use serde::{Deserialize, Serialize};
use siphasher::sip::SipHasher13;
use std::hash::Hasher;
use std::io;
use std::path::Path;

/// The checksum of all records up to one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Chain(u64);

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
    plan: Vec<Event>,
}

#[derive(Serialize)]
struct Kept {
    plan: Vec<Event>,
}

/// The line of a plan, and the chain with it.
pub(super) fn encode(plan: &[Event], number: u64, chain: Chain) -> io::Result<(Vec<u8>, Chain)> {
    if plan.iter().any(|event| event.day.year() < 0) {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "a day before the year 0 cannot be read again"));
    }
    let object = serde_json::to_vec(&Kept { plan: plan.iter().map(Event::to_keep).collect() })?;
    let content = object.strip_prefix(b"{").unwrap_or(&object);
    let chain = chain.then(number, content);
    let mut line = head(number, chain).into_bytes();
    line.extend_from_slice(content);
    line.push(b'\n');
    Ok((line, chain))
}

/// What stands before the content. Its length does not depend on the chain.
fn head(number: u64, chain: Chain) -> String {
    format!(r#"{{"n":{number},"chain":"{:016x}","#, chain.0)
}

/// The records of a journal.
#[derive(Default)]
pub(super) struct Records {
    pub(super) plans: Vec<Vec<Event>>,
    /// How many of them, the first, have no chain.
    pub(super) unchained: u64,
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
    /// Reads the next line; `false` if it is torn.
    fn read_line(&mut self, line: &[u8], path: &Path) -> Result<bool, JournalError> {
        let (record, offset) = (self.plans.len() as u64 + 1, self.end);
        let path = || shown_path(path);
        let is_ended = line.ends_with(b"\n");
        let text = line.strip_suffix(b"\n").unwrap_or(line);
        let Some(whole) = extent(text).whole().filter(|whole| self.follow(whole, record)) else {
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
        let plan = if is_unchained(whole) {
            self.unchained += 1;
            serde_json::from_slice(unchained_plan(whole))
        } else {
            serde_json::from_slice(whole).map(|content: Content| content.plan)
        };
        self.plans.push(plan.map_err(|_| JournalError::Unknown { path: path(), record, offset })?);
        self.end += line.len() as u64;
        self.is_unended = !is_ended;
        Ok(true)
    }

    /// Goes on with the chain, if the record is what was written there.
    fn follow(&mut self, whole: &[u8], record: u64) -> bool {
        let is_first_format = self.unchained == self.plans.len() as u64;
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
    let is_begun = begins(br#"{"n":"#) || begins(br#"[{"day":"#) || begins(b"[]\t");
    start.is_empty() || (is_begun && matches!(extent(start), Extent::Cut))
}
