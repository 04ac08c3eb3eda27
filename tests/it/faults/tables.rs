//! Tables as text, for tests that put rows together.

use govgrid::import::{self, Options};
use govgrid::record::Table;
use govgrid::{Checked, Draft};

/// A draft of tables that are written in the test, each with its header.
pub(super) fn draft(tables: &[(Table, &str)]) -> Draft {
    let mut draft = Draft::new();
    for (table, text) in tables {
        import::read(&mut draft, *table, &format!("{table}.csv"), text.as_bytes(), &Options::default());
    }
    draft
}

/// The name of the rule of each finding with its table, row and column, sorted.
pub(super) fn told(checked: &Checked) -> Vec<(&'static str, &'static str, u32, String)> {
    let findings = checked.findings();
    let mut told: Vec<_> = findings
        .iter()
        .map(|finding| {
            let place = &finding.places[0];
            (finding.rule.name, finding.table, place.row, place.column.clone().unwrap_or_default())
        })
        .collect();
    told.sort();
    told
}
