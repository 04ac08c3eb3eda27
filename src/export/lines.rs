//! The findings for spreadsheets.

use super::ExportError;
use crate::base::{Lang, Level};
use crate::findings::{Finding, Place, Report, SubjectKind};
use std::borrow::Cow;
use std::io::{self, Write};

/// The header.
const HEADER: [&str; 18] = [
    "code",
    "name",
    "severity",
    "kind",
    "level",
    "subject",
    "subject_name",
    "related",
    "observed",
    "expected",
    "message",
    "places",
    "file",
    "sheet",
    "row",
    "column",
    "raw",
    "fingerprint",
];

/// Writes the findings of a report as CSV (问题清单), UTF-8 with LF: a header, and one line for each finding that the
/// report keeps, in its order.
///
/// The columns are `code` and `name` of the rule, `severity`; `kind`, `level`, `subject` (its code) and `subject_name`;
/// `related` as `role:code; …`, with how many there are where some are left out; `observed`, `expected`; `message` in `lang`; `places`, how many there are, and of the
/// first `file`, `sheet`, `row` (empty where the whole file is meant), `column`, `raw`; `fingerprint`. Words are those of
/// the JSON in either language. What a finding does not have is empty.
///
/// Spreadsheets run a cell that starts with `=`, `+`, `-`, `@` (or their full-width forms), a tab or a line break as a
/// formula, and the cells quote texts of whoever filled the tables. Such a cell gets a `'` in front, which spreadsheets
/// take for "text"; every other cell is exact. JSON has all of them exact, and so have [`tables`](super::tables()) and
/// [`quarantine`](super::quarantine()), which are data to be read again.
///
/// There is no byte-order mark. A program whose readers double-click the file may write `\u{feff}` first, for want of
/// which some spreadsheets take the Chinese for another encoding.
///
/// ```
/// use govgrid::{Draft, Lang, Level, Profile, export, record};
/// let mut draft = Draft::new();
/// let parent = Some("130299".to_owned());
/// draft.add(&record::Unit::new("130205", Level::District))?;
/// draft.add(&record::Unit { parent, ..record::Unit::new("130205001", Level::Street) })?;
/// let report = draft.check().into_report(None, &Profile::national());
/// let mut csv = Vec::new();
/// export::csv(&report, Lang::En, &mut csv)?;
/// let csv = String::from_utf8(csv)?;
/// assert!(csv.starts_with("code,name,severity,kind,level,subject,"));
/// assert!(csv.contains("\nS004,unknown-parent,error,unit,street,130205001,"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// [`ExportError::Output`] if `out` does not take it.
pub fn csv(report: &Report, lang: Lang, out: impl Write) -> Result<(), ExportError> {
    let mut out = csv::Writer::from_writer(out);
    let mut write = || -> io::Result<()> {
        out.write_record(HEADER)?;
        for finding in report.findings().iter() {
            for cell in cells(finding, lang) {
                out.write_field(guarded(cell).as_bytes())?;
            }
            out.write_record(None::<&[u8]>)?;
        }
        out.flush()
    };
    write().map_err(ExportError::Output)
}

/// The cells of a finding, in the order of the header.
fn cells(finding: &Finding, lang: Lang) -> [Cow<'_, str>; HEADER.len()] {
    let mut related: Vec<String> = finding.related.iter().map(|part| format!("{}:{}", part.role, part.code)).collect();
    if finding.related_total > related.len() as u64 {
        related.push(format!("… ({})", finding.related_total));
    }
    let of_place = |cell: fn(&Place) -> Option<&str>| finding.places.first().and_then(cell).unwrap_or_default();
    let row = finding.places.first().map(|place| place.row).filter(|row| *row > 0);
    [
        finding.rule.code.into(),
        finding.rule.name.into(),
        finding.rule.severity.label(Lang::En).into(),
        kind(finding.subject.kind).into(),
        finding.subject.level.map_or("", Level::as_str).into(),
        finding.subject.code.as_str().into(),
        finding.subject.name.as_deref().unwrap_or_default().into(),
        related.join("; ").into(),
        finding.observed.as_ref().map(ToString::to_string).unwrap_or_default().into(),
        finding.expected.as_deref().unwrap_or_default().into(),
        finding.message(lang).into(),
        finding.places_total.to_string().into(),
        of_place(|place| Some(&place.file)).into(),
        of_place(|place| place.sheet.as_deref()).into(),
        row.map(|row| row.to_string()).unwrap_or_default().into(),
        of_place(|place| place.column.as_deref()).into(),
        of_place(|place| place.raw.as_deref()).into(),
        finding.fingerprint.as_str().into(),
    ]
}

/// The word that the JSON has.
const fn kind(kind: SubjectKind) -> &'static str {
    match kind {
        SubjectKind::Unit => "unit",
        SubjectKind::Zone => "zone",
        SubjectKind::Organization => "organization",
        SubjectKind::Person => "person",
        SubjectKind::Alliance => "alliance",
        SubjectKind::Project => "project",
        SubjectKind::Lineage => "lineage",
        SubjectKind::Claim => "claim",
        SubjectKind::Mapping => "mapping",
        SubjectKind::Table => "table",
        SubjectKind::Rule => "rule",
    }
}

/// The cell, with a `'` in front if a spreadsheet would run it.
fn guarded(cell: Cow<'_, str>) -> Cow<'_, str> {
    let starts_formula = cell.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠', '\t', '\r', '\n']);
    if starts_formula { format!("'{cell}").into() } else { cell }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_formula_is_kept_as_text() {
        for cell in ["=1+1", "+1", "-1", "@a", "＝1", "\t=1"] {
            assert_eq!(guarded(cell.into()), format!("'{cell}"));
        }
        for cell in ["", "130205", "PB-1", "'=1", "≥ 1", "a=b"] {
            assert_eq!(guarded(cell.into()), cell);
        }
    }

    #[test]
    fn kinds_are_called_as_in_json() {
        for subject in [
            SubjectKind::Unit,
            SubjectKind::Zone,
            SubjectKind::Organization,
            SubjectKind::Person,
            SubjectKind::Alliance,
            SubjectKind::Project,
            SubjectKind::Lineage,
            SubjectKind::Claim,
            SubjectKind::Mapping,
            SubjectKind::Table,
            SubjectKind::Rule,
        ] {
            assert_eq!(serde_json::to_value(subject).unwrap(), kind(subject));
        }
    }
}
