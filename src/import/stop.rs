//! Why the rest of a table stays unread.

use super::charset::Charset;
use crate::base::{Use, shown};
use crate::draft::{About, Draft, Fault, Full, Raw, SourceId};
use crate::findings::{Text, rules::import as rules};
use crate::record::Table;
use std::io;

/// Where reading stopped, and why.
#[derive(Debug)]
pub(super) struct Stop {
    /// The line; 0 where the whole file is meant.
    pub(super) line: u32,
    pub(super) why: Why,
}

/// Why reading stopped.
#[derive(Debug)]
pub(super) enum Why {
    Unreadable(io::Error),
    /// A quotation mark is open at the end of the file.
    OpenQuote,
    /// A row has more than this many bytes.
    RowTooLong(usize),
    /// The draft can hold no more.
    Full,
    /// A cell is not text in the file's encoding.
    BadText {
        charset: Charset,
        column: Option<&'static str>,
        raw: Option<Box<str>>,
    },
    /// The header lacks columns that the table cannot do without.
    MissingColumns(Vec<&'static str>),
}

impl Stop {
    /// The draft is full at a line.
    pub(super) const fn full((Full, line): (Full, u32)) -> Self {
        Self { line, why: Why::Full }
    }

    /// Leaves the rest of the table out, and says why.
    pub(super) fn tell(self, draft: &mut Draft, table: Table, source: SourceId) {
        let Self { line, why } = self;
        let fault = |rule, about| Fault::of_file(rule, source, line, Some(table), about);
        match why {
            Why::Unreadable(error) => {
                draft.faults.push(fault(
                    &rules::UNREADABLE_FILE,
                    About::Seen(shown(&error.to_string(), Use::Text).into_owned()),
                ));
            }
            Why::OpenQuote => {
                let seen = format!("the quotation mark in row {line} is never closed");
                draft.faults.push(fault(&rules::UNREADABLE_FILE, About::Seen(seen)));
            }
            Why::RowTooLong(bytes) => {
                draft.faults.push(fault(&rules::TOO_LARGE, About::Limit(format!("{bytes} bytes in one row"))));
            }
            Why::Full => {
                let about = About::Expected(Text {
                    en: "4,294,967,293 rows or 4 GiB of text in one data set",
                    zh: "一个数据集 4,294,967,293 行或 4 GiB 文字",
                });
                draft.faults.push(fault(&rules::TOO_LARGE, about));
            }
            Why::BadText { charset, column, raw } => {
                let fault =
                    fault(&rules::BAD_ENCODING, About::Expected(Text { en: charset.name(), zh: charset.name() }));
                let raw = raw.map_or(Raw::Nothing, Raw::Text);
                draft.faults.push(Fault { column: column.map(Into::into), raw, ..fault });
            }
            Why::MissingColumns(columns) => {
                let fault = |column| fault(&rules::MISSING_COLUMN, About::Nothing).in_column(column);
                draft.faults.extend(columns.into_iter().map(fault));
            }
        }
        draft.cut(table, source, line);
    }
}
