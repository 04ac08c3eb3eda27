//! Where something was said.

use serde::Serialize;
use std::cmp::Ordering;
use std::fmt;

/// The place of a cell or a row in what was read (位置).
///
/// Places are in order of what was said where, and of rows only where all else is the same: the rows of a file in another
/// order give the same places in the same order, but for their numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct Place {
    /// The file's name within the data set; for records made in code, the name that the caller gave.
    pub file: String,
    /// The sheet, of a workbook.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sheet: Option<String>,
    /// The line of the file as a person sees it: the header is row 1. 0, and `null` in reports, where the whole file is
    /// meant.
    #[serde(serialize_with = "row_or_null")]
    pub row: u32,
    /// The column by its name in the tables' contract, or as the file has it where the contract has no such column.
    pub column: Option<String>,
    /// The text of the cell, masked where it may be personal.
    pub raw: Option<String>,
}

impl Place {
    /// All but the row.
    pub(crate) fn without_row(&self) -> (&str, Option<&str>, Option<&str>, Option<&str>) {
        (&self.file, self.sheet.as_deref(), self.column.as_deref(), self.raw.as_deref())
    }
}

impl Ord for Place {
    fn cmp(&self, other: &Self) -> Ordering {
        self.without_row().cmp(&other.without_row()).then(self.row.cmp(&other.row))
    }
}

impl PartialOrd for Place {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for it")]
fn row_or_null<S: serde::Serializer>(row: &u32, serializer: S) -> Result<S::Ok, S::Error> {
    Some(*row).filter(|row| *row > 0).serialize(serializer)
}

impl fmt::Display for Place {
    /// The file and the row, then the column and the text of the cell, in backticks.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if let Some(sheet) = &self.sheet {
            write!(f, "[{sheet}]")?;
        }
        if self.row > 0 {
            write!(f, ":{}", self.row)?;
        }
        if let Some(column) = &self.column {
            write!(f, " {column}")?;
        }
        if let Some(raw) = &self.raw {
            write!(f, " `{raw}`")?;
        }
        Ok(())
    }
}
