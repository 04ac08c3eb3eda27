//! Files that can be read to their end.

use std::fs::{self, File};
use std::io::{Error, ErrorKind, Result};
use std::path::Path;

/// Opens a file for reading, and answers how many bytes it has.
///
/// # Errors
/// Those of the system; and what is no regular file, nor a link to one, is not opened at all: nobody may ever write to the
/// other end of a pipe, and devices have no end.
pub(crate) fn open_file(path: &Path) -> Result<(File, u64)> {
    check(&fs::metadata(path)?)?;
    let file = File::open(path)?;
    // Something else may have come to the path in between.
    let found = file.metadata()?;
    check(&found)?;
    Ok((file, found.len()))
}

fn check(found: &fs::Metadata) -> Result<()> {
    if found.is_file() {
        return Ok(());
    }
    let (kind, what) = if found.is_dir() {
        (ErrorKind::IsADirectory, "it is a folder")
    } else {
        (ErrorKind::InvalidInput, "it is a pipe, a socket or a device, not a file")
    };
    Err(Error::new(kind, what))
}
