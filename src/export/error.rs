//! What can go wrong while something is written.

use crate::base::shown_path;
use std::io;
use std::path::{Path, PathBuf};

/// Something could not be written. A number of a person in a path is masked.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ExportError {
    /// The output that the caller gave does not take what is written to it.
    #[error("the output cannot be written")]
    Output(#[source] io::Error),
    /// A file or a folder cannot be written.
    #[error("`{}` cannot be written", .path.display())]
    File {
        /// The path.
        path: PathBuf,
        /// What the system says.
        #[source]
        source: io::Error,
    },
    /// A file of a table stands where rejected rows were to be written, and has no column `reason`: it is somebody's
    /// data.
    #[error("`{}` is a table of data, not of rejected rows: choose another folder for those", .path.display())]
    NotRejectedRows {
        /// The path.
        path: PathBuf,
    },
}

impl ExportError {
    /// The error of a file, from whatever the writer of its format says.
    pub(super) fn file(path: &Path, error: impl Into<io::Error>) -> Self {
        Self::File { path: shown_path(path), source: error.into() }
    }
}
