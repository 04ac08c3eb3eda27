//! From files, folders and streams of CSV tables (数据表) to a [`Draft`](crate::Draft).
//!
//! A data set is a folder of files named after their [`Table`](crate::record::Table), in English or Chinese, perhaps
//! with a `datapackage.json`; or one file; or anything that implements [`Read`](std::io::Read). Files may be in UTF-8,
//! UTF-16 or GB18030, with commas, semicolons or tabs between their cells.
//!
//! What is wrong with the data is a finding of the draft, never an error: reading 40 bad rows gives 40 findings. What is
//! wrong with the call, such as a path that does not exist, is an [`ImportError`].
//!
//! With the feature `parallel` a long file is read by several threads, those of rayon: the draft is the same.
//!
//! ```
//! use govgrid::import;
//! use govgrid::record::Table;
//! let draft = import::folder("examples/data/kaiping")?;
//! assert!(draft.has(Table::Units));
//! assert_eq!(draft.package.day, Some("2023-09-25".parse()?));
//! assert!(draft.check().is_whole());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod ahead;
mod charset;
mod chunks;
mod descriptor;
mod error;
mod folder;
mod header;
mod lines;
mod options;
mod plain;
mod records;
mod shape;
mod stop;
mod table;

pub use error::ImportError;
pub use folder::{file, file_with, folder, folder_with, path};
pub use options::{Limits, Options, Progress};
pub use table::read;
