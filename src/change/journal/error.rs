//! Errors of a journal.

use std::io;
use std::path::PathBuf;

/// Why a journal cannot be used (日志错误). The file is left as it was found.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum JournalError {
    /// The file cannot be read or written, or is no regular file.
    #[error("the journal `{}` cannot be used", .path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// Another writer has the journal open.
    #[error("the journal `{}` is in use by another writer", .path.display())]
    InUse {
        /// The file.
        path: PathBuf,
    },
    /// A record is not what was written: the file was changed, or the disk is damaged.
    #[error("record {record} of the journal `{}`, at byte {offset}, is damaged", .path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// The number of the record, from 1.
        record: u64,
        /// Where it starts in the file, in bytes.
        offset: u64,
    },
    /// A record stands where another belongs: one was removed, doubled or moved.
    #[error("record {found} of the journal `{}` stands at byte {offset}, where record {record} belongs", .path.display())]
    Misplaced {
        /// The file.
        path: PathBuf,
        /// The number of the record that belongs there, from 1.
        record: u64,
        /// The number of the record that stands there.
        found: u64,
        /// Where it starts in the file, in bytes.
        offset: u64,
    },
    /// A record is whole, and what follows it is no LF: the line breaks of the file were changed or lost, as an editor, a
    /// version control system or a transfer as text does.
    #[error("{found} follows record {record} of the journal `{}`, expected LF: the line breaks of the file were changed", .path.display())]
    LineBreak {
        /// The file.
        path: PathBuf,
        /// The number of the record, from 1.
        record: u64,
        /// Where it starts in the file, in bytes.
        offset: u64,
        /// What follows it: `CR LF`, `CR` or `no line break`.
        found: &'static str,
    },
    /// A record is what was written, and its content is none that this version of the crate knows.
    #[error("record {record} of the journal `{}`, at byte {offset}, has content that this version does not know", .path.display())]
    Unknown {
        /// The file.
        path: PathBuf,
        /// The number of the record, from 1.
        record: u64,
        /// Where it starts in the file, in bytes.
        offset: u64,
    },
    /// A plan was prepared for another version than that after the journal's last plan. Nothing was appended.
    #[error("plan {number} was prepared, and plan {next} is the next of the journal `{}`, or it goes on from another", .path.display())]
    NotNext {
        /// The file.
        path: PathBuf,
        /// The number of the plan.
        number: u64,
        /// The number of the next record.
        next: u64,
    },
    /// A hierarchy is at a position that the journal does not have: it begins later, ends before, or has other plans there.
    #[error(
        "the hierarchy has {position} plans of a journal, and the journal `{}` goes on from {after} to {until}, or had other plans by then",
        .path.display()
    )]
    Apart {
        /// The file.
        path: PathBuf,
        /// How many plans the hierarchy has.
        position: u64,
        /// After how many plans the journal begins.
        after: u64,
        /// The number of its last plan.
        until: u64,
    },
    /// The file has another length than this writer left: another has written to it all the same. Nothing was appended.
    #[error("another has written to the journal `{}` since it was opened", .path.display())]
    Shared {
        /// The file.
        path: PathBuf,
    },
}
