//! A log of plans that survives a crash at any byte.

use super::Event;
use crate::findings::rules::import::TORN_RECORD;
use crate::findings::{Finding, Place, Subject, SubjectKind};
use siphasher::sip::SipHasher13;
use std::fs::{File, OpenOptions};
use std::hash::Hasher;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

/// A journal (事件日志): plans of events in the order in which they were applied, one a line with its checksum. Tables and
/// the journal since restore the hierarchy.
///
/// A plan is appended as a whole and is on the disk when [`Journal::append`] returns. After a crash the last record may be
/// torn: it is dropped with the finding `torn-record`, see [`Torn::finding`], and never more than it. One process at a time
/// writes a journal.
///
/// ```
/// use govgrid::{Change, Draft, Event, Journal, Level, record};
/// let dir = tempfile::tempdir()?;
/// let path = dir.path().join("events.log");
/// let rename = Change::Rename { code: "130205".to_owned(), name: "开平区".to_owned() };
/// let plan = [Event::on("2024-07-01".parse()?, rename)];
///
/// let (mut journal, _) = Journal::open(&path)?;
/// journal.append(&plan)?;
/// drop(journal);
///
/// let (_, replayed) = Journal::open(&path)?;
/// let mut draft = Draft::new();
/// draft.add(&record::Unit::new("130205", Level::District))?;
/// let mut hierarchy = draft.build()?;
/// for plan in &replayed.plans {
///     hierarchy = hierarchy.apply(plan)?.0;
/// }
/// assert_eq!(hierarchy.as_of("2024-07-01".parse()?).any_unit("130205")?.name(), Some("开平区"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Journal {
    file: File,
    path: PathBuf,
    /// Where the last whole record ends.
    end: u64,
    /// Whether an append failed and left something after it.
    is_torn: bool,
}

/// What a journal had when it was opened.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Replayed {
    /// The plans, in order.
    pub plans: Vec<Vec<Event>>,
    /// The record that was dropped from the end, if it was torn.
    pub torn: Option<Torn>,
}

/// The last record of a journal, which was not written to its end (残缺记录). It was never answered for, and nothing of what
/// it says is kept.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("record {record} of the journal `{file}` is torn: its {bytes} bytes from {offset} on were dropped")]
pub struct Torn {
    /// The name of the file.
    pub file: String,
    /// The number of the record, from 1.
    pub record: u64,
    /// Where it starts in the file.
    pub offset: u64,
    /// How many bytes there were.
    pub bytes: u64,
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

/// What is wrong with a journal.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum JournalError {
    /// The file cannot be read or written.
    #[error("the journal `{}` cannot be used", .path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// A record before the last is not what was written: the file was changed, or the disk is damaged. Nothing is dropped.
    #[error("record {record} of the journal `{}`, at byte {offset}, is damaged", .path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// The number of the record, from 1.
        record: u64,
        /// Where it starts in the file.
        offset: u64,
    },
    /// A record is what was written, and says what this version of the crate does not know. Nothing is dropped.
    #[error("record {record} of the journal `{}`, at byte {offset}, says what this version does not know", .path.display())]
    Unknown {
        /// The file.
        path: PathBuf,
        /// The number of the record, from 1.
        record: u64,
        /// Where it starts in the file.
        offset: u64,
    },
    /// Another has written to the journal since it was opened. Nothing was appended.
    #[error("another has written to the journal `{}` since it was opened", .path.display())]
    Shared {
        /// The file.
        path: PathBuf,
    },
}

impl Journal {
    /// Opens a journal, or starts one, and reads the plans that it has. A torn last record is cut off.
    ///
    /// # Errors
    /// [`JournalError`] if the file cannot be read or written, if it is no journal, if a record before the last is damaged,
    /// or if one was written by a later version of the crate.
    pub fn open(path: impl AsRef<Path>) -> Result<(Self, Replayed), JournalError> {
        let path = path.as_ref().to_owned();
        let failed = |source| JournalError::File { path: path.clone(), source };
        let options = || OpenOptions::new().read(true).write(true).create(true).truncate(false).open(&path);
        let mut file = options().map_err(failed)?;
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).map_err(failed)?;
        let replayed = read(&bytes, &path)?;
        let end = replayed.torn.as_ref().map_or(bytes.len() as u64, |torn| torn.offset);
        if replayed.torn.is_some() {
            file.set_len(end).and_then(|()| file.sync_data()).map_err(failed)?;
        }
        Ok((Self { file, path, end, is_torn: false }, replayed))
    }

    /// Appends a plan; it is on the disk when this returns.
    ///
    /// # Errors
    /// [`JournalError::File`] if the file cannot be written: what was written of the plan is cut off, at the latest before
    /// the next is appended or when the journal is opened again. [`JournalError::Shared`] if another has written to it.
    pub fn append(&mut self, plan: &[Event]) -> Result<(), JournalError> {
        let failed = |source| JournalError::File { path: self.path.clone(), source };
        let line = line(plan).map_err(failed)?;
        if self.file.metadata().map_err(failed)?.len() != self.end {
            if !self.is_torn {
                return Err(JournalError::Shared { path: self.path.clone() });
            }
            self.file.set_len(self.end).map_err(failed)?;
        }
        let start = self.file.seek(SeekFrom::Start(self.end));
        let written = start.and_then(|_| self.file.write_all(&line)).and_then(|()| self.file.sync_data());
        self.is_torn = written.is_err();
        match written {
            Ok(()) => self.end += line.len() as u64,
            // If that fails too, it is tried again.
            Err(_) => drop(self.file.set_len(self.end)),
        }
        written.map_err(|source| JournalError::File { path: self.path.clone(), source })
    }
}

/// A record: the plan as JSON, which has no line breaks and no tabs, a tab, the checksum, a line break.
fn line(plan: &[Event]) -> io::Result<Vec<u8>> {
    if plan.iter().any(|event| event.day.year() < 0) {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "a day before the year 0 cannot be read again"));
    }
    let mut line = serde_json::to_vec(&plan.iter().map(Event::to_keep).collect::<Vec<_>>())?;
    let sum = checksum(&line);
    writeln!(line, "\t{sum:016x}")?;
    Ok(line)
}

fn checksum(text: &[u8]) -> u64 {
    let mut hasher = SipHasher13::new();
    hasher.write(text);
    hasher.finish()
}

/// The plans of a journal.
fn read(bytes: &[u8], path: &Path) -> Result<Replayed, JournalError> {
    let mut replayed = Replayed::default();
    let mut offset = 0_u64;
    let mut records = bytes.split_inclusive(|byte| *byte == b'\n').peekable();
    while let Some(text) = records.next() {
        let (path, record) = (|| path.to_owned(), replayed.plans.len() as u64 + 1);
        match whole(text) {
            Some(plan) => {
                let plan = serde_json::from_slice(plan);
                replayed.plans.push(plan.map_err(|_| JournalError::Unknown { path: path(), record, offset })?);
            }
            // Any file may end in a torn record, and nothing but a journal begins with one.
            None if records.peek().is_none() && (record > 1 || is_begun(text)) => {
                let file = path().file_name().unwrap_or_default().to_string_lossy().into_owned();
                replayed.torn = Some(Torn { file, record, offset, bytes: text.len() as u64 });
            }
            None => return Err(JournalError::Damaged { path: path(), record, offset }),
        }
        offset += text.len() as u64;
    }
    Ok(replayed)
}

/// The plan that a record has, if it is what was written.
fn whole(record: &[u8]) -> Option<&[u8]> {
    let text = record.strip_suffix(b"\n")?;
    let (text, sum) = text.split_at_checked(text.len().checked_sub(17)?)?;
    let sum = std::str::from_utf8(sum.strip_prefix(b"\t")?).ok()?;
    (sum == format!("{:016x}", checksum(text))).then_some(text)
}

/// Whether a text begins as a record does, or has only the zeros of a disk that did not come to write it.
fn is_begun(text: &[u8]) -> bool {
    let begins = |record: &[u8]| text.iter().zip(record).all(|(byte, other)| byte == other);
    begins(br#"[{"day":"#) || begins(b"[]\t") || text.iter().all(|byte| *byte == 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::change::Change;

    fn plans() -> Vec<Vec<Event>> {
        let close = |code: &str| {
            let close = Change::Close { code: code.to_owned() };
            Event::on(crate::base::Day::from_number(738_000), close)
        };
        vec![vec![close("甲\t1\n")], vec![], vec![close("b"), close("c")]]
    }

    #[test]
    fn a_crash_at_any_byte_costs_the_torn_record_and_no_more() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("log");
        let (mut journal, _) = Journal::open(&path).unwrap();
        let mut ends = vec![0];
        for plan in plans() {
            journal.append(&plan).unwrap();
            ends.push(std::fs::metadata(&path).unwrap().len());
        }
        drop(journal);
        let whole = std::fs::read(&path).unwrap();
        for cut in 0..=whole.len() {
            std::fs::write(&path, &whole[..cut]).unwrap();
            let (mut journal, replayed) = Journal::open(&path).unwrap();
            let complete = ends.iter().filter(|end| **end <= cut as u64).count() - 1;
            assert_eq!(replayed.plans, plans()[..complete], "cut at {cut}");
            let torn = replayed.torn.as_ref().map(|torn| (torn.record, torn.offset, torn.bytes));
            let (bytes, record) = (cut as u64 - ends[complete], complete as u64 + 1);
            assert_eq!(torn, (bytes > 0).then_some((record, ends[complete], bytes)));
            let finding = replayed.torn.as_ref().map(Torn::finding);
            let said = finding.map(|found| (found.rule.name, found.places[0].row, found.observed));
            assert_eq!(said, (bytes > 0).then(|| ("torn-record", u32::try_from(record).unwrap(), Some(bytes.into()))));
            // What is written next follows the last whole record.
            journal.append(&plans()[2]).unwrap();
            let (_, again) = Journal::open(&path).unwrap();
            assert_eq!((again.plans.len(), again.torn), (complete + 1, None));
        }
    }

    #[test]
    fn a_record_that_is_not_the_last_is_never_dropped() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("log");
        let (mut journal, _) = Journal::open(&path).unwrap();
        for plan in plans() {
            journal.append(&plan).unwrap();
        }
        let whole = std::fs::read(&path).unwrap();
        let last = whole[..whole.len() - 1].iter().rposition(|byte| *byte == b'\n').unwrap();
        for at in 0..whole.len() {
            let mut changed = whole.clone();
            changed[at] ^= 1;
            std::fs::write(&path, &changed).unwrap();
            match Journal::open(&path) {
                Ok((_, replayed)) => assert!(at >= last && replayed.torn.is_some(), "byte {at}"),
                Err(error) => assert!(at <= last && matches!(error, JournalError::Damaged { .. }), "byte {at}"),
            }
            assert!(std::fs::metadata(&path).unwrap().len() <= whole.len() as u64);
        }
    }

    #[test]
    fn a_record_of_a_later_version_is_never_dropped() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("log");
        let text = r#"[{"day":"2031-01-01","event":"orbit","code":"1"}]"#;
        let record = format!("{text}\t{:016x}\n", checksum(text.as_bytes()));
        std::fs::write(&path, &record).unwrap();
        let error = Journal::open(&path).unwrap_err();
        assert!(matches!(error, JournalError::Unknown { record: 1, offset: 0, .. }), "{error}");
        assert_eq!(std::fs::read_to_string(&path).unwrap(), record);
    }

    #[test]
    fn a_file_that_is_no_journal_is_left_as_it_is() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("units.json");
        for text in ["{\"units\":[]}", "code,name\n", "[1,2]"] {
            std::fs::write(&path, text).unwrap();
            assert!(matches!(Journal::open(&path), Err(JournalError::Damaged { record: 1, offset: 0, .. })));
            assert_eq!(std::fs::read_to_string(&path).unwrap(), text);
        }
        std::fs::write(&path, [0; 9]).unwrap();
        assert_eq!(Journal::open(&path).unwrap().1.torn.map(|torn| torn.bytes), Some(9));
    }

    #[test]
    fn what_a_failed_append_left_is_cut_off_before_the_next() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("log");
        let (mut journal, _) = Journal::open(&path).unwrap();
        journal.append(&plans()[0]).unwrap();
        // A file that cannot be written, and half a record that could.
        let file = std::mem::replace(&mut journal.file, File::open(&path).unwrap());
        assert!(matches!(journal.append(&plans()[2]), Err(JournalError::File { .. })));
        journal.file = file;
        journal.file.write_all(br#"[{"day":"2024"#).unwrap();
        journal.append(&plans()[2]).unwrap();
        let (_, replayed) = Journal::open(&path).unwrap();
        assert_eq!((replayed.plans, replayed.torn), (vec![plans()[0].clone(), plans()[2].clone()], None));
    }

    #[test]
    fn what_could_not_be_read_again_is_not_written() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("log");
        let (mut journal, _) = Journal::open(&path).unwrap();
        let event = Event { day: crate::base::Day::new(-1, 12, 31).unwrap(), ..plans()[0][0].clone() };
        assert!(matches!(journal.append(&[event]), Err(JournalError::File { .. })));
        journal.append(&plans()[0]).unwrap();
        assert_eq!(Journal::open(&path).unwrap().1.plans, plans()[..1]);
    }

    #[test]
    fn what_another_has_written_is_not_written_over() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("log");
        let [mut one, mut other] = [(); 2].map(|()| Journal::open(&path).unwrap().0);
        one.append(&plans()[0]).unwrap();
        assert!(matches!(other.append(&plans()[2]), Err(JournalError::Shared { .. })));
        one.append(&plans()[2]).unwrap();
        let (_, replayed) = Journal::open(&path).unwrap();
        assert_eq!(replayed.plans, vec![plans()[0].clone(), plans()[2].clone()]);
    }
}
