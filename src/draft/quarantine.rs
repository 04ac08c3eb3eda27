//! Rejected rows, with what they said and why they were left out.

use super::fault::Fault;
use super::structure::{Checked, RowId, Verdict};
use crate::findings::{Place, Rule, rules};
use crate::record::Table;
use std::collections::{BTreeMap, BTreeSet};

/// A row that was rejected, or that stayed and lost a relation (隔离行).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QuarantinedRow {
    /// The table.
    pub table: Table,
    /// Where the row was said.
    pub place: Place,
    /// The cells, one for each column of the table; personal data is masked.
    pub cells: Vec<String>,
    /// The rules that it broke, or fell by.
    pub rules: Vec<&'static Rule>,
    /// Whether the row itself stayed, and this is a copy of it because it lost a relation.
    pub kept: bool,
}

impl QuarantinedRow {
    /// The cell of a column; empty where the row has none, or the table no such column.
    pub fn cell(&self, column: &str) -> &str {
        let at = self.table.columns().iter().position(|spec| spec.name == column);
        at.and_then(|at| self.cells.get(at)).map_or("", String::as_str)
    }

    /// The reason as a cell of the tables that rejected rows are written to: the names of the rules, after `kept:` if
    /// the row itself stayed. A mended row that is read again with such a reason takes the place of the one that stayed.
    pub fn reason(&self) -> String {
        let names: Vec<&str> = self.rules.iter().map(|rule| rule.name).collect();
        let names = names.join("; ");
        if self.kept { format!("kept: {names}") } else { names }
    }
}

/// The rows that a hierarchy was built without (隔离区): written out, mended and read again together with the rest they
/// give the whole.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Quarantine {
    rows: Vec<QuarantinedRow>,
}

impl Quarantine {
    /// The rows, by table and cells.
    pub fn rows(&self) -> &[QuarantinedRow] {
        &self.rows
    }

    /// How many rows there are.
    pub const fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there is none.
    pub const fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }
}

impl Checked {
    /// The rejected rows and the copies of rows that lost a relation, by table and cells.
    pub(crate) fn quarantine_rows(&self) -> Quarantine {
        if self.is_whole() {
            return Quarantine::default();
        }
        let mut faults: BTreeMap<(Table, u32), Vec<&Fault>> = BTreeMap::new();
        for fault in &self.draft.faults {
            if let Some(row) = fault.row() {
                faults.entry(row).or_default().push(fault);
            }
        }
        let fallen: BTreeSet<RowId> = self.falls.iter().map(|fall| fall.0).collect();
        let mut rows = Vec::new();
        for id in 0..u32::try_from(self.tables.total()).unwrap_or(0) {
            let kept = match self.verdict(id) {
                Verdict::Accepted if self.dropped.range((id, 0)..(id + 1, 0)).next().is_some() => true,
                Verdict::Accepted | Verdict::Replaced => continue,
                Verdict::Extra | Verdict::Refused | Verdict::Fallen => false,
            };
            let (table, row) = self.tables.row(id);
            let own = faults.get(&(table, row)).map(Vec::as_slice).unwrap_or_default();
            let mut found = self.quarantined_row(table, row, own, kept);
            if found.rules.is_empty() {
                found.rules.push(self.reason_without_fault(id, table, fallen.contains(&id)));
            }
            rows.push(found);
        }
        rows.sort_by(|a, b| (a.table, &a.cells, a.reason()).cmp(&(b.table, &b.cells, b.reason())));
        Quarantine { rows }
    }

    fn quarantined_row(&self, table: Table, row: u32, faults: &[&Fault], kept: bool) -> QuarantinedRow {
        let cell = |(column, spec): (usize, &crate::record::Column)| {
            // A cell that was masked stands as the finding has it.
            let masked = |fault: &&&Fault| {
                let is_masked = fault.raw.as_deref().is_some_and(|raw| raw.starts_with('*'));
                is_masked && fault.column.as_deref() == Some(spec.name)
            };
            let raw = faults.iter().find(masked).and_then(|fault| fault.raw.as_deref());
            raw.map_or_else(|| self.draft.cell_text(table, row, column), str::to_owned)
        };
        let cells = table.columns().iter().enumerate().map(cell).collect();
        let mut broken: Vec<&'static Rule> = faults
            .iter()
            .map(|fault| fault.rule)
            .filter(|rule| rule.severity == crate::findings::Severity::Error)
            .collect();
        broken.sort_by_key(|rule| rule.code);
        broken.dedup();
        QuarantinedRow { table, place: self.draft.row_place(table, row), cells, rules: broken, kept }
    }

    /// Members of a circle have their finding at the least of them; all others fell with a rejected row.
    fn reason_without_fault(&self, id: RowId, table: Table, fell: bool) -> &'static Rule {
        match (self.verdict(id), table) {
            (Verdict::Refused, Table::Units) => &rules::structure::CONTAINMENT_CYCLE,
            (Verdict::Accepted, Table::Alliances) if !fell => &rules::structure::CONTAINMENT_CYCLE,
            (Verdict::Accepted, Table::Organizations) if !fell => &rules::structure::SUPERIOR_CYCLE,
            _ => &rules::structure::DEPENDS_ON_REJECTED,
        }
    }
}
