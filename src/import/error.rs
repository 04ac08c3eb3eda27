//! What can be wrong with a call.

use crate::base::shown_path;
use std::io;
use std::path::{Path, PathBuf};

/// Nothing could be read, because of what was asked for. A number of a person in a path is masked.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ImportError {
    /// There is nothing at the path.
    #[error("`{}` does not exist", .path.display())]
    NotFound {
        /// The path.
        path: PathBuf,
    },
    /// A folder was asked for, and there is something else.
    #[error("`{}` is not a folder", .path.display())]
    NotAFolder {
        /// The path.
        path: PathBuf,
    },
    /// A file was asked for, and there is a folder, a pipe, a socket or a device.
    #[error("`{}` is not a file", .path.display())]
    NotAFile {
        /// The path.
        path: PathBuf,
    },
    /// The system does not say what is there.
    #[error("`{}` cannot be looked into", .path.display())]
    Inaccessible {
        /// The path.
        path: PathBuf,
        /// What the system says.
        #[source]
        source: io::Error,
    },
}

impl ImportError {
    /// The error for a path that the system has something to say about.
    pub(super) fn of_path(path: &Path, source: io::Error) -> Self {
        let path = shown_path(path);
        if source.kind() == io::ErrorKind::NotFound {
            Self::NotFound { path }
        } else {
            Self::Inaccessible { path, source }
        }
    }
}
