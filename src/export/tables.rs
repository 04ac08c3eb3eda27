//! A draft as a folder of tables.

use super::ExportError;
use super::package::{self, Resource};
use crate::draft::{Codes, Draft};
use crate::record::{Column, Table};
use std::fs::{self, File};
use std::io;
use std::path::Path;

/// Writes the tables of a draft into a folder (导出数据表): `units.csv` and the others, UTF-8 with LF, in the draft's
/// order, and a `datapackage.json` with the Table Schema of each, the scheme, the grid suffix and the day. Read again,
/// they give the same records.
///
/// A table is written if the draft has it, with or without rows; of its columns, those that it cannot do without and
/// those in which a row has something. `valid_until` is what the draft's package says, the first day after or the last
/// day, and the package that is written says the same; that of a hierarchy says the first day after.
///
/// The folder is made if it is not there. Files of the same names are overwritten, and a file of a table that the draft
/// does not have is removed, for it would be read with the rest; other files are left alone.
///
/// [`Hierarchy::to_draft`](crate::Hierarchy::to_draft) gives what holds, in order. A draft as it was read is written as
/// it was said, with its faulty rows; cells with personal data are masked there too, and so is a reference that names no row
/// and may be a number or a name of a person.
///
/// ```
/// use govgrid::{Draft, Level, export, record};
/// let mut draft = Draft::new();
/// draft.package.scheme = Some("nbs-2023".parse()?);
/// draft.add(&record::Unit::new("130205", Level::District))?;
/// let dir = tempfile::tempdir()?;
/// export::tables(&draft.build()?.to_draft(), dir.path())?;
/// assert_eq!(std::fs::read_to_string(dir.path().join("units.csv"))?, "code,level\n130205,district\n");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// [`ExportError::File`] if a file or the folder cannot be written, or an old file cannot be removed.
pub fn tables(draft: &Draft, dir: impl AsRef<Path>) -> Result<(), ExportError> {
    let dir = dir.as_ref();
    fs::create_dir_all(dir).map_err(|error| ExportError::file(dir, error))?;
    let codes = draft.codes();
    let mut resources = Vec::new();
    for table in Table::ALL.iter().copied() {
        let path = dir.join(file_name(table));
        if draft.has(table) {
            let columns = columns(draft, table);
            resources.push(Resource::new(table, columns.iter().map(|column| column.1)));
            write(draft, table, &columns, &codes, &path).map_err(|error| ExportError::file(&path, error))?;
        } else {
            remove(&path)?;
        }
    }
    package::write(draft, resources, dir)
}

/// The name of the file of a table.
pub(super) fn file_name(table: Table) -> String {
    format!("{table}.csv")
}

/// Removes a file, if there is one.
pub(super) fn remove(path: &Path) -> Result<(), ExportError> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(ExportError::file(path, error)),
        Ok(()) | Err(_) => Ok(()),
    }
}

/// The columns that are written, with their places.
fn columns(draft: &Draft, table: Table) -> Vec<(usize, &'static Column)> {
    let says = |at: usize| (0..draft.row_count(table)).any(|row| !draft.cell_text(table, row, at).is_empty());
    table.columns().iter().enumerate().filter(|(at, column)| column.required || says(*at)).collect()
}

fn write(draft: &Draft, table: Table, columns: &[(usize, &Column)], codes: &Codes, path: &Path) -> io::Result<()> {
    let mut out = csv::Writer::from_writer(File::create(path)?);
    out.write_record(columns.iter().map(|column| column.1.name))?;
    for row in 0..draft.row_count(table) {
        for (at, _) in columns {
            out.write_field(draft.shown_text(codes, table, row, *at))?;
        }
        out.write_record(None::<&[u8]>)?;
    }
    out.flush()
}
