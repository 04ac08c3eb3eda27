//! The report for programs.

use super::ExportError;
use crate::findings::Report;
use std::io::{BufWriter, Write};

/// Writes a report as JSON (审核报告): the contract `govgrid-report/1`, indented, with a final newline.
///
/// Keys stand in a fixed order, and so do findings: the same input gives the same bytes.
///
/// ```
/// use govgrid::{Draft, Level, Profile, export, record};
/// let mut draft = Draft::new();
/// draft.add(&record::Unit::new("130205", Level::District))?;
/// let report = draft.build()?.snapshot().audit(&Profile::national());
/// let mut json = Vec::new();
/// export::json(&report, &mut json)?;
/// assert!(json.starts_with(b"{\n  \"format\": \"govgrid-report/1\",\n  \"as_of\": null,"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// [`ExportError::Output`] if `out` does not take it.
pub fn json(report: &Report, out: impl Write) -> Result<(), ExportError> {
    let mut out = BufWriter::new(out);
    let written = serde_json::to_writer_pretty(&mut out, report).map_err(Into::into);
    written.and_then(|()| out.write_all(b"\n")).and_then(|()| out.flush()).map_err(ExportError::Output)
}
