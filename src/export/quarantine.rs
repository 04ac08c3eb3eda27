//! Rejected rows as tables, to be mended and read again.

use super::ExportError;
use super::tables::{file_name, remove};
use crate::base::{open_file, shown_path};
use crate::draft::{Quarantine, QuarantinedRow};
use crate::record::Table;
use std::fs::{self, File};
use std::io;
use std::path::Path;

/// The last column, which no table of data has.
const REASON: &str = "reason";

/// Writes rejected rows into a folder (隔离行): for each table that has any a CSV file, UTF-8 with LF, of all columns of
/// the table and last the `reason`, see [`QuarantinedRow::reason`]. Cells are as they were said, personal data masked:
/// mended, they are read with the rest of their data set, by what its package says of schemes and ends.
///
/// The folder is made if it is not there. It shows the last run only: files of the same names are overwritten, and those
/// of tables that have no rejected rows any more are removed; other files are left alone.
///
/// ```
/// use govgrid::{Draft, Level, export, record};
/// let mut draft = Draft::new();
/// draft.add(&record::Unit::new("130205", Level::District))?;
/// let nowhere = Some("130299".to_owned());
/// draft.add(&record::Unit { parent: nowhere, ..record::Unit::new("130205001", Level::Street) })?;
/// let (_, rejected) = draft.quarantine();
/// let dir = tempfile::tempdir()?;
/// export::quarantine(&rejected, dir.path())?;
/// let units = std::fs::read_to_string(dir.path().join("units.csv"))?;
/// assert!(units.ends_with("\n130205001,,street,130299,,,,,unknown-parent\n"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// [`ExportError::NotRejectedRows`] if a file of a table is there whose last column is not `reason`, so that a mistaken
/// folder costs no data; nothing is written then. [`ExportError::File`] if a file or the folder cannot be written, or an
/// old file cannot be read or removed.
pub fn quarantine(quarantine: &Quarantine, dir: impl AsRef<Path>) -> Result<(), ExportError> {
    let dir = dir.as_ref();
    for table in Table::ALL {
        let path = dir.join(file_name(*table));
        if !may_overwrite(&path).map_err(|error| ExportError::file(&path, error))? {
            return Err(ExportError::NotRejectedRows { path: shown_path(&path) });
        }
    }
    fs::create_dir_all(dir).map_err(|error| ExportError::file(dir, error))?;
    for table in Table::ALL {
        let path = dir.join(file_name(*table));
        let mut rows = quarantine.rows_of(*table).peekable();
        if rows.peek().is_some() {
            write(*table, rows, &path).map_err(|error| ExportError::file(&path, error))?;
        } else {
            remove(&path)?;
        }
    }
    Ok(())
}

/// Whether nothing is there, or rejected rows of an earlier run.
fn may_overwrite(path: &Path) -> io::Result<bool> {
    let file = match open_file(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(true),
        opened => opened?.0,
    };
    let mut header = csv::ByteRecord::new();
    csv::ReaderBuilder::new().has_headers(false).from_reader(file).read_byte_record(&mut header)?;
    Ok(header.iter().next_back().is_none_or(|last| last == REASON.as_bytes()))
}

fn write(table: Table, rows: impl Iterator<Item = QuarantinedRow>, path: &Path) -> io::Result<()> {
    let mut out = csv::Writer::from_writer(File::create(path)?);
    out.write_record(table.columns().iter().map(|column| column.name).chain([REASON]))?;
    for row in rows {
        let reason = row.reason();
        out.write_record(row.cells.iter().chain([&reason]))?;
    }
    out.flush()
}
