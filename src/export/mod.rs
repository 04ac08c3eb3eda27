//! Reports as JSON, CSV and text; hierarchies, rejected rows and schemas as tables and files.
//!
//! ```
//! use govgrid::{Draft, Lang, Level, Profile, export, record};
//! let mut draft = Draft::new();
//! draft.add(&record::Unit::new("130205", Level::District))?;
//! let report = draft.build()?.snapshot().audit(&Profile::national());
//! let mut text = Vec::new();
//! export::text(&report, Lang::Zh, &mut text)?;
//! assert!(String::from_utf8(text)?.contains("审核报告"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod align;
mod error;
mod json;
mod lines;
mod package;
mod quarantine;
mod schema;
mod tables;
mod text;

pub use error::ExportError;
pub use json::json;
pub use lines::csv;
pub use quarantine::quarantine;
pub use schema::table_schema;
pub use tables::tables;
pub use text::{FINDINGS_SHOWN, PLACES_SHOWN, text};
