//! A log of plans that survives a crash at any byte.

use super::Event;
use crate::findings::rules::import::TORN_RECORD;
use crate::findings::{Finding, Place, Subject, SubjectKind};
use crate::record::{looks_personal, mask};
use siphasher::sip::SipHasher13;
use std::fs::{File, OpenOptions};
use std::hash::Hasher;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

/// A journal (事件日志): plans of events in the order in which they were applied, one a line with its checksum. Tables and
/// the journal since restore the hierarchy.
///
/// A plan is appended as a whole and is on the disk when [`Journal::append`] returns. After a crash the last record may be
/// torn: it is dropped with the finding `torn-record`, see [`Torn::finding`], and never more than it.
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
    /// Whether a record could not be written: nothing may follow what there is of it.
    is_broken: bool,
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
        Finding::new(&TORN_RECORD, "", subject).saw(self.bytes, "a whole record").at(place).told(0)
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
    /// A record could not be written before, so that nothing is appended any more: open the journal again.
    #[error("the journal `{}` could not be written before: open it again", .path.display())]
    Broken {
        /// The file.
        path: PathBuf,
    },
}

impl Journal {
    /// Opens a journal, or starts one, and reads the plans that it has. A torn last record is cut off.
    ///
    /// # Errors
    /// [`JournalError`] if the file cannot be read or written, or if a record before the last is damaged.
    pub fn open(path: impl AsRef<Path>) -> Result<(Self, Replayed), JournalError> {
        let path = path.as_ref().to_owned();
        let failed = |source| JournalError::File { path: path.clone(), source };
        let options = || OpenOptions::new().read(true).write(true).create(true).truncate(false).open(&path);
        let mut file = options().map_err(failed)?;
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).map_err(failed)?;
        let replayed = read(&bytes, &path).map_err(|(record, offset)| JournalError::Damaged {
            path: path.clone(),
            record,
            offset,
        })?;
        if let Some(torn) = &replayed.torn {
            file.set_len(torn.offset).and_then(|()| file.sync_data()).map_err(failed)?;
        }
        file.seek(SeekFrom::End(0)).map_err(failed)?;
        Ok((Self { file, path, is_broken: false }, replayed))
    }

    /// Appends a plan; it is on the disk when this returns.
    ///
    /// # Errors
    /// [`JournalError::File`] if the file cannot be written. Opened again, the journal has the whole plan or nothing of it,
    /// and says which; until then every other plan is refused with [`JournalError::Broken`], so that none follows a torn
    /// one.
    pub fn append(&mut self, plan: &[Event]) -> Result<(), JournalError> {
        if self.is_broken {
            return Err(JournalError::Broken { path: self.path.clone() });
        }
        let written = line(plan).and_then(|line| self.file.write_all(&line)).and_then(|()| self.file.sync_data());
        self.is_broken = written.is_err();
        written.map_err(|source| JournalError::File { path: self.path.clone(), source })
    }
}

/// A record: the plan as JSON, which has no line breaks and no tabs, a tab, the checksum, a line break. A basis with an
/// identity or telephone number in it is masked; in what else an event says, such a number is refused.
fn line(plan: &[Event]) -> io::Result<Vec<u8>> {
    let masked = |basis: String| if looks_personal(&basis) { mask(&basis) } else { basis };
    let kept = plan.iter().map(|event| Event { basis: event.basis.clone().map(masked), ..event.clone() });
    let mut line = serde_json::to_vec(&kept.collect::<Vec<_>>())?;
    let sum = checksum(&line);
    writeln!(line, "\t{sum:016x}")?;
    Ok(line)
}

fn checksum(text: &[u8]) -> u64 {
    let mut hasher = SipHasher13::new();
    hasher.write(text);
    hasher.finish()
}

/// The plans of a journal; the number and the place of the first record before the last that is damaged.
fn read(bytes: &[u8], path: &Path) -> Result<Replayed, (u64, u64)> {
    let mut replayed = Replayed::default();
    let mut offset = 0_u64;
    let mut records = bytes.split_inclusive(|byte| *byte == b'\n').peekable();
    while let Some(record) = records.next() {
        let number = replayed.plans.len() as u64 + 1;
        match (plan(record), records.peek().is_some()) {
            (Some(plan), _) => replayed.plans.push(plan),
            (None, true) => return Err((number, offset)),
            (None, false) => {
                let file = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
                replayed.torn = Some(Torn { file, record: number, offset, bytes: record.len() as u64 });
            }
        }
        offset += record.len() as u64;
    }
    Ok(replayed)
}

/// The plan of a record, if it is whole.
fn plan(record: &[u8]) -> Option<Vec<Event>> {
    let text = record.strip_suffix(b"\n")?;
    let (text, sum) = text.split_at_checked(text.len().checked_sub(17)?)?;
    let sum = std::str::from_utf8(sum.strip_prefix(b"\t")?).ok()?;
    (sum == format!("{:016x}", checksum(text))).then(|| serde_json::from_slice(text).ok())?
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
    fn nothing_follows_a_record_that_could_not_be_written() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("log");
        Journal::open(&path).unwrap().0.append(&plans()[0]).unwrap();
        let file = |writes: bool| OpenOptions::new().read(true).append(writes).open(&path).unwrap();
        let mut journal = Journal { file: file(false), path: path.clone(), is_broken: false };
        assert!(matches!(journal.append(&plans()[1]), Err(JournalError::File { .. })));
        // Not even where it could be written again.
        journal.file = file(true);
        assert!(matches!(journal.append(&plans()[1]), Err(JournalError::Broken { .. })));
        let (mut journal, replayed) = Journal::open(&path).unwrap();
        assert_eq!(replayed.plans, plans()[..1]);
        journal.append(&plans()[1]).unwrap();
        assert_eq!(Journal::open(&path).unwrap().1.plans, plans()[..2]);
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
}
