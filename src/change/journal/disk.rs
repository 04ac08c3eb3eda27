//! What a journal needs of the file system: one writer, a folder that has the file, a copy of what is cut off.

use super::JournalError;
use crate::base::shown_path;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Opens a file for the one writer that it has, or makes it.
pub(super) fn open_locked(path: &Path) -> Result<File, JournalError> {
    let failed = |source| JournalError::File { path: shown_path(path), source };
    let file = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path).map_err(failed)?;
    // A pipe would be waited for, and what a device is told is gone.
    if !file.metadata().map_err(failed)?.is_file() {
        return Err(failed(io::Error::new(io::ErrorKind::InvalidInput, "not a regular file")));
    }
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(JournalError::InUse { path: shown_path(path) }),
        Err(TryLockError::Error(source)) => Err(failed(source)),
    }
}

/// Makes a new file for the one writer that it has, which begins with a line; it is on the disk when this returns.
pub(super) fn create_locked(path: &Path, line: &[u8]) -> Result<File, JournalError> {
    let failed = |source| JournalError::File { path: shown_path(path), source };
    let made = OpenOptions::new().read(true).write(true).create_new(true).open(path);
    let mut file = made.map_err(failed)?;
    let written = file.try_lock().map_err(io::Error::from).and_then(|()| file.write_all(line));
    if let Err(source) = written.and_then(|()| file.sync_all()).and_then(|()| sync_folder(path)) {
        let _ = fs::remove_file(path);
        return Err(failed(source));
    }
    Ok(file)
}

/// Makes sure that the folder has the file after a crash: that a file is on the disk does not say that its name is.
pub(super) fn sync_folder(path: &Path) -> io::Result<()> {
    // A link may lead to another folder. Only Unix opens folders as files.
    match fs::canonicalize(path)?.parent() {
        Some(folder) if cfg!(unix) => File::open(folder)?.sync_all(),
        _ => Ok(()),
    }
}

/// Writes a copy of what is to be cut off beside the file, under a name that no file has, with the permissions of the
/// file; it is on the disk when this returns.
pub(super) fn keep_beside(file: &File, path: &Path, bytes: &[u8]) -> io::Result<PathBuf> {
    let beside = fs::canonicalize(path)?;
    let name = beside.file_name().unwrap_or_default().to_owned();
    let mut number = 1_u64;
    loop {
        let mut name = name.clone();
        name.push(format!(".torn-{number}"));
        let kept = beside.with_file_name(name);
        match OpenOptions::new().write(true).create_new(true).open(&kept) {
            Ok(mut copy) => {
                copy.set_permissions(file.metadata()?.permissions())?;
                copy.write_all(bytes)?;
                copy.sync_all()?;
                sync_folder(&kept)?;
                return Ok(kept);
            }
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => number += 1,
            Err(error) => return Err(error),
        }
    }
}
