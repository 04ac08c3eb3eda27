//! What a caller may say about reading.

use crate::base::Scheme;
use crate::record::Table;
use std::fmt;

/// How to read (读取选项); the default suits any data set.
///
/// ```
/// use govgrid::import::{self, Options};
/// let options = Options { scheme: Some("mca-2025".parse()?), ..Options::default() };
/// let draft = import::file_with("examples/data/divisions/tangshan-kaiping.csv", &options)?;
/// assert_eq!(draft.package.scheme, options.scheme);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Default)]
pub struct Options<'p> {
    /// The scheme of the codes (编码方案); it goes before the one that the data set declares.
    pub scheme: Option<Scheme>,
    /// What a file may ask for.
    pub limits: Limits,
    /// Told every few megabytes how far reading is (进度), and once more when a file is done.
    pub progress: Option<&'p dyn Fn(Progress)>,
}

impl fmt::Debug for Options<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = f.debug_struct("Options");
        out.field("scheme", &self.scheme).field("limits", &self.limits);
        out.field("progress", &self.progress.map(|_| "Fn(Progress)")).finish()
    }
}

/// How much a file may ask for (上限), so that a damaged one does not fill the memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The most bytes of one row; 1 MiB by default. A longer one is mostly a quotation mark that is never closed.
    pub row_bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { row_bytes: 1 << 20 }
    }
}

/// How far reading a file is (进度).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// The table that the file holds.
    pub table: Table,
    /// How many bytes of the file are read.
    pub bytes: u64,
    /// How many bytes it has, if that is known.
    pub total: Option<u64>,
}
