//! A log of plans that survives a crash at any byte.
//!
//! # The format
//!
//! A journal is a text file in UTF-8. Each record is a JSON object on a line of its own that ends with LF; JSON writes every
//! control character within a text as an escape, so that a record has no line break inside.
//!
//! ```text
//! {"n":1,"chain":"aca461b85ee546d1","plan":[{"day":"2024-07-01","event":"close","code":"130205"}]}
//! {"n":2,"chain":"1f4d64f2b6594947","plan":[]}
//! ```
//!
//! | key | value |
//! |---|---|
//! | `n` | the number of the record, from 1, each one more than the last |
//! | `chain` | the checksum of this record and all before it, as 16 lower-case hexadecimal digits |
//! | `id` | the id of the plan, if it has one |
//! | `answer` | what the plan did, as [`PlanSummary`] is written as JSON, if the plan has an id |
//! | `plan` | the events, as [`Event`](crate::Event) is written as JSON |
//!
//! The checksum is SipHash-1-3, both keys zero, of the checksum of the record before (0 before the first) and `n`, each as 8
//! bytes, the least first, and of the bytes of the line from behind the comma after `chain` to the closing brace.
//!
//! `n` and `chain` come first, in that order and without spaces. A record with any other key was written by a later version:
//! the journal is refused with [`JournalError::Unknown`], since what the key means would be passed over.
//!
//! A journal that goes on from another has a first line that says after which record and with which chain, and a checksum
//! made as that of a record `after` which the chain 0 comes before and whose bytes are the 8 of `chain`, the least first:
//!
//! ```text
//! {"after":120,"chain":"1f4d64f2b6594947","sum":"…"}
//! ```
//!
//! Records of the first format, `[…]`, a tab and the SipHash-1-3 of the array alone, stand before all others. They have
//! no chain: [`Replayed::unchained`] counts them. What is appended behind them has a chain that begins with them, their arrays
//! as the bytes. They are read as they were then: a key that is not known is passed over, and is one of
//! [`Replayed::ignored`].
//!
//! # What a fault is taken for
//!
//! ```text
//! record 1 LF  record 2 LF  {"n":3,"chain":"…","pl                      torn: cut off, and kept beside the file
//! record 1 LF  record 2 LF  record 3                                    whole: the LF is written
//! record 1 LF  record 3 LF                                              refused: record 3 where record 2 belongs
//! record 1 LF  recorb 2 LF                                              refused: record 2 is damaged
//! record 1 CR LF …     record 1 CR …     record 1 record 2 …            refused: the line breaks were changed
//! ```
//!
//! A record is acknowledged when it is on the disk with its LF. Torn is therefore only what no LF ends and what breaks off
//! within a record, with or without zeros behind it. All else is refused, and the file is left as it is. That whole records
//! are missing from the *end* is nothing that a file can tell of itself.

mod disk;
mod error;
mod record;

pub use error::JournalError;

pub(super) use record::encode;

use super::Plan;
use crate::base::{shown_file, shown_path};
use crate::findings::rules::import::TORN_RECORD;
use crate::findings::{Finding, Place, Subject, SubjectKind};
use crate::graph::{Answer, Hierarchy, PlanSummary};
use record::{Chain, Records};
use std::fmt;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

/// A journal (事件日志): plans of events in the order in which they were applied, numbered and chained by a checksum. Tables
/// and the journal since restore the hierarchy.
///
/// A plan is appended as a whole and is on the disk when [`Journal::append`] returns. After a crash the last record may be
/// torn: it is cut off with the finding `torn-record`, see [`Torn::finding`], and kept in a file of its own. A journal in
/// which a record was removed, doubled, moved or changed is refused, and nothing of it is cut off.
///
/// A journal has one writer at a time, which holds an advisory lock on the file until it is dropped.
///
/// ```
/// use govgrid::{Change, Draft, Event, Journal, Level, Preparation, record};
/// let dir = tempfile::tempdir()?;
/// let path = dir.path().join("events.log");
/// let mut draft = Draft::new();
/// draft.add(&record::Unit::new("130205", Level::District))?;
/// let tables = draft.build()?;
/// let rename = Change::Rename { code: "130205".to_owned(), name: "开平区".to_owned() };
/// let plan = Event::on("2024-07-01".parse()?, rename).into();
///
/// let (mut journal, _) = Journal::open(&path)?;
/// let Preparation::New(prepared) = tables.prepare(&plan)? else { unreachable!() };
/// journal.append(prepared)?;
/// drop(journal);
///
/// let (_, replayed) = Journal::open(&path)?;
/// let mut hierarchy = tables;
/// for recorded in &replayed.plans {
///     hierarchy = hierarchy.redo(recorded)?.0;
/// }
/// assert_eq!(hierarchy.as_of("2024-07-01".parse()?).any_unit("130205")?.name(), Some("开平区"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Journal {
    file: File,
    /// The path as errors may show it.
    path: PathBuf,
    /// Where the last whole record ends.
    end: u64,
    /// Whether an append failed and left something after it.
    is_torn: bool,
    /// The number of the last record.
    records: u64,
    /// The chain after the last of them.
    chain: Chain,
}

impl fmt::Debug for Journal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { path, end, records, .. } = self;
        let mut out = f.debug_struct("Journal");
        out.field("path", path).field("end", end).field("records", records).finish_non_exhaustive()
    }
}

/// A plan that a journal has (日志记录).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recorded {
    /// Its number, from 1.
    pub(super) number: u64,
    pub(super) plan: Plan,
    pub(super) summary: PlanSummary,
    /// The chain before it, and with it.
    pub(super) before: u64,
    pub(super) chain: u64,
}

impl Recorded {
    /// The plan, as it is kept.
    pub const fn plan(&self) -> &Plan {
        &self.plan
    }

    /// The number of the plan, from 1, and what was recorded of what it did: nothing, if the plan has no id.
    pub const fn answer(&self) -> Answer {
        Answer { version: self.number, summary: self.summary }
    }
}

/// What a plan in a record of the first format says and is not known (未读取的键): it was passed over when it was written, and is now.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("record {record} of the journal, event {event}: the key `{key}` is not known and was passed over")]
pub struct Ignored {
    /// The number of the record, from 1.
    pub record: u64,
    /// The number of the event in the plan, from 1.
    pub event: usize,
    /// The key.
    pub key: String,
}

/// What a journal had when it was opened.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Replayed {
    /// The plans, in order.
    pub plans: Vec<Recorded>,
    /// The record that was cut off from the end, if it was torn.
    pub torn: Option<Torn>,
    /// How many plans, the first ones, stand in records of the first format, which are not chained: whether one of these
    /// was removed, doubled or moved cannot be known.
    pub unchained: u64,
    /// What these say and is not known.
    pub ignored: Vec<Ignored>,
}

/// The last record of a journal, which was not written to its end (残缺记录). Its plan was never acknowledged, and is none of
/// [`Replayed::plans`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "record {record} of the journal `{file}` is torn: its {bytes} bytes from {offset} on were cut off and are kept in `{kept}`"
)]
pub struct Torn {
    /// The name of the file.
    pub file: String,
    /// The number of the record, from 1.
    pub record: u64,
    /// Where it starts in the file.
    pub offset: u64,
    /// How many bytes there were.
    pub bytes: u64,
    /// The name of the file beside the journal that has these bytes: that of the journal with `.torn-1` behind it, or the
    /// first such number that is free.
    pub kept: String,
}

impl Torn {
    /// The finding `torn-record` that says so, with the record's line.
    pub fn finding(&self) -> Finding {
        let subject = Subject { kind: SubjectKind::Table, level: None, code: self.file.clone(), name: None };
        let row = u32::try_from(self.record).unwrap_or(u32::MAX);
        let place = Place { file: self.file.clone(), row, ..Place::default() };
        let mut finding = Finding::new(&TORN_RECORD, "", subject).saw(self.bytes, "a whole record").at(place);
        finding.tell(0);
        finding
    }
}

impl Journal {
    /// Opens a journal, or starts one, and reads the plans that it has. A torn last record is copied to a file beside it and
    /// cut off.
    ///
    /// # Errors
    /// [`JournalError`] if the file cannot be read or written, if another writer has it open, if it is no journal, if a
    /// record was changed, removed, doubled or moved, if its line breaks were changed, or if a record was written by a later
    /// version of the crate. The file is left as it is then.
    pub fn open(path: impl AsRef<Path>) -> Result<(Self, Replayed), JournalError> {
        Self::open_if(path.as_ref(), |_| Ok(()))
    }

    /// The same for a hierarchy that has some of the plans, as an image gave it: the plans that it does not have are
    /// answered.
    ///
    /// # Errors
    /// [`JournalError::Apart`] if the hierarchy does not have the journal's plans up to one: the journal begins later, ends
    /// before, or had other plans by then. [`JournalError`] as of [`Journal::open`].
    pub fn open_after(path: impl AsRef<Path>, hierarchy: &Hierarchy) -> Result<(Self, Replayed), JournalError> {
        let path = path.as_ref();
        let (position, chain) = (hierarchy.committed.position, hierarchy.committed.chain);
        let (journal, mut replayed) = Self::open_if(path, |records| {
            let (after, until) = (records.after, records.last());
            let of_plans = records.plans.iter().find(|recorded| recorded.number == position);
            let found = if position == after { Some(records.start.0) } else { of_plans.map(|recorded| recorded.chain) };
            if found == Some(chain) {
                Ok(())
            } else {
                Err(JournalError::Apart { path: shown_path(path), position, after, until })
            }
        })?;
        replayed.plans.retain(|recorded| recorded.number > position);
        Ok((journal, replayed))
    }

    /// Opens a journal if its records are what is expected.
    fn open_if(
        path: &Path,
        check: impl FnOnce(&Records) -> Result<(), JournalError>,
    ) -> Result<(Self, Replayed), JournalError> {
        let failed = |source| JournalError::File { path: shown_path(path), source };
        let mut file = disk::open_locked(path)?;
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).map_err(failed)?;
        let records = record::decode(&bytes, path)?;
        check(&records)?;
        if bytes.is_empty() {
            disk::sync_folder(path).map_err(failed)?;
        }
        let rest = usize::try_from(records.end).ok().and_then(|end| bytes.get(end..)).unwrap_or_default();
        let torn = if rest.is_empty() { None } else { Some(cut_off(&file, path, &records, rest).map_err(failed)?) };
        let mut end = records.end;
        if records.is_unended {
            file.seek(SeekFrom::Start(end)).and_then(|_| file.write_all(b"\n")).map_err(failed)?;
            file.sync_data().map_err(failed)?;
            end += 1;
        }
        let last = records.last();
        let Records { plans, unchained, ignored, chain, .. } = records;
        let journal = Self { file, path: shown_path(path), end, is_torn: false, records: last, chain };
        Ok((journal, Replayed { plans, torn, unchained, ignored }))
    }

    /// How many plans there are: the number of the last.
    pub const fn position(&self) -> u64 {
        self.records
    }

    /// Goes on in a new file (分卷), whose first line says after which plan and chain: plans are appended there from now on. The
    /// file before is left as it is, for whoever wants the whole history. An image of a hierarchy that has all its plans
    /// goes on from the new file; tables do not.
    ///
    /// # Errors
    /// [`JournalError::File`] if the new file is there already or cannot be written: then the journal goes on in the one
    /// before.
    pub fn cut(&mut self, path: impl AsRef<Path>) -> Result<(), JournalError> {
        let path = path.as_ref();
        let line = record::start(self.records, self.chain);
        self.file = disk::create_locked(path, &line)?;
        (self.path, self.end, self.is_torn) = (shown_path(path), line.len() as u64, false);
        Ok(())
    }

    /// Writes the line of the next record.
    pub(super) fn write(&mut self, recorded: &Recorded, line: &[u8]) -> Result<(), JournalError> {
        let path = &self.path;
        let failed = |source| JournalError::File { path: path.clone(), source };
        let (number, next) = (recorded.number, self.records + 1);
        if number != next || recorded.before != self.chain.0 {
            return Err(JournalError::NotNext { path: self.path.clone(), number, next });
        }
        let length = self.file.metadata().map_err(failed)?.len();
        if length < self.end || (length > self.end && !self.is_torn) {
            return Err(JournalError::Shared { path: self.path.clone() });
        }
        if length > self.end {
            self.file.set_len(self.end).map_err(failed)?;
        }
        let start = self.file.seek(SeekFrom::Start(self.end));
        let written = start.and_then(|_| self.file.write_all(line)).and_then(|()| self.file.sync_data());
        if let Err(source) = written {
            self.is_torn = true;
            // If that fails too, it is tried again before the next plan.
            let _ = self.file.set_len(self.end);
            return Err(failed(source));
        }
        self.end += line.len() as u64;
        (self.is_torn, self.records, self.chain) = (false, number, Chain(recorded.chain));
        Ok(())
    }
}

/// Keeps what is torn beside the file, and cuts it off.
fn cut_off(file: &File, path: &Path, records: &Records, rest: &[u8]) -> io::Result<Torn> {
    let name = |path: &Path| shown_file(&path.file_name().unwrap_or_default().to_string_lossy()).into_owned();
    let kept = disk::keep_beside(file, path, rest)?;
    file.set_len(records.end)?;
    file.sync_data()?;
    Ok(Torn {
        file: name(path),
        record: records.last() + 1,
        offset: records.end,
        bytes: rest.len() as u64,
        kept: name(&kept),
    })
}

#[cfg(test)]
mod tests;
