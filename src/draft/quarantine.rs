//! Rejected rows, with what they said and why they were left out.

use super::fault::Fault;
use super::model::Source;
use super::packed::PackedRows;
use super::rows::SourceId;
use super::structure::{Checked, RowId, Verdict};
use crate::findings::{Place, Rule, Severity, rules};
use crate::record::Table;
use std::collections::BTreeMap;
use std::fmt;

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
        reason(&self.rules, self.kept)
    }
}

fn reason(rules: &[&'static Rule], kept: bool) -> String {
    let names: Vec<&str> = rules.iter().map(|rule| rule.name).collect();
    let names = names.join("; ");
    if kept { format!("kept: {names}") } else { names }
}

/// The rows that a hierarchy was built without (隔离区): written out, mended and read again together with the rest they
/// give the whole.
///
/// Every one is kept, however many there are, in little more than the bytes of its texts: a row is put together when it
/// is asked for.
#[derive(Clone, Default)]
pub struct Quarantine {
    entries: Vec<Entry>,
    texts: PackedRows,
    reasons: Vec<Reason>,
    sources: Vec<Source>,
}

/// A row without its texts.
#[derive(Clone, Copy)]
struct Entry {
    table: Table,
    source: SourceId,
    line: u32,
    /// Its number among the reasons.
    reason: u32,
    /// Its number among the texts.
    texts: u32,
}

/// Why rows were rejected: few sets of rules, for any number of rows.
#[derive(Clone, PartialEq, Eq)]
struct Reason {
    rules: Vec<&'static Rule>,
    kept: bool,
    text: String,
}

impl Quarantine {
    /// The rows, by table and cells.
    pub fn rows(&self) -> impl ExactSizeIterator<Item = QuarantinedRow> + DoubleEndedIterator + '_ {
        self.entries.iter().map(|entry| self.row(entry))
    }

    /// The rows of a table, by cells.
    pub fn rows_of(&self, table: Table) -> impl ExactSizeIterator<Item = QuarantinedRow> + DoubleEndedIterator + '_ {
        let start = self.entries.partition_point(|entry| entry.table < table);
        let end = self.entries.partition_point(|entry| entry.table <= table);
        self.entries.get(start..end).unwrap_or_default().iter().map(|entry| self.row(entry))
    }

    /// How many rows there are.
    pub const fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there is none.
    pub const fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    fn row(&self, entry: &Entry) -> QuarantinedRow {
        let source = self.sources.get(entry.source as usize);
        let (file, sheet) = source.map(|source| (source.file.clone(), source.sheet.clone())).unwrap_or_default();
        let reason = self.reasons.get(entry.reason as usize);
        QuarantinedRow {
            table: entry.table,
            place: Place { file, sheet, row: entry.line, column: None, raw: None },
            cells: self.texts.row(entry.texts as usize).map(str::to_owned).collect(),
            rules: reason.map(|reason| reason.rules.clone()).unwrap_or_default(),
            kept: reason.is_some_and(|reason| reason.kept),
        }
    }

    fn sort(&mut self) {
        let Self { entries, texts, reasons, .. } = self;
        let cells = |entry: &Entry| texts.row(entry.texts as usize);
        let reason = |entry: &Entry| reasons.get(entry.reason as usize).map(|reason| &*reason.text);
        entries.sort_unstable_by(|a, b| {
            let texts = a.table.cmp(&b.table).then_with(|| cells(a).cmp(cells(b)));
            texts.then_with(|| (reason(a), a.texts).cmp(&(reason(b), b.texts)))
        });
    }
}

impl PartialEq for Quarantine {
    fn eq(&self, other: &Self) -> bool {
        self.rows().eq(other.rows())
    }
}

impl Eq for Quarantine {}

impl fmt::Debug for Quarantine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.rows()).finish()
    }
}

/// What faults say of rows, found by row.
struct ByRow<'c> {
    /// Rules of severity error that rows break.
    broken: Vec<(RowId, &'static Rule)>,
    /// Cells that stand as a finding has them: column and text.
    masked: Vec<(RowId, &'c str, &'c str)>,
}

impl<'c> ByRow<'c> {
    fn of(checked: &'c Checked) -> Self {
        let faults = &checked.draft.faults;
        let id = |fault: &Fault| fault.row().map(|(table, row)| checked.tables.id(table, row));
        let mut broken = Vec::new();
        faults.each(|fault| {
            let rule = Some(fault.rule).filter(|rule| rule.severity == Severity::Error);
            broken.extend(id(fault).zip(rule));
        });
        broken.sort_unstable_by_key(|(id, rule)| (*id, rule.code));
        broken.dedup_by_key(|(id, rule)| (*id, rule.code));
        let masked = faults.with_text().filter(|(_, text)| text.starts_with('*'));
        let mut masked: Vec<(RowId, &str, &str)> =
            masked.filter_map(|(fault, text)| Some((id(fault)?, fault.column.as_deref()?, text))).collect();
        masked.sort_by_key(|masked| masked.0);
        Self { broken, masked }
    }

    fn broken(&self, id: RowId) -> Vec<&'static Rule> {
        let start = self.broken.partition_point(|broken| broken.0 < id);
        let rest = self.broken.get(start..).unwrap_or_default().iter();
        rest.take_while(|broken| broken.0 == id).map(|broken| broken.1).collect()
    }

    fn masked(&self, id: RowId) -> &[(RowId, &'c str, &'c str)] {
        let start = self.masked.partition_point(|masked| masked.0 < id);
        let end = self.masked.partition_point(|masked| masked.0 <= id);
        self.masked.get(start..end).unwrap_or_default()
    }
}

impl Checked {
    /// The rejected rows and the copies of rows that lost a relation, by table and cells.
    pub(crate) fn quarantine_rows(&self) -> Quarantine {
        let mut quarantine = Quarantine::default();
        if self.is_whole() {
            return quarantine;
        }
        quarantine.sources.clone_from(&self.draft.sources);
        let faults = ByRow::of(self);
        let mut fallen: Vec<RowId> = self.falls.iter().map(|fall| fall.0).collect();
        fallen.sort_unstable();
        let mut reasons: BTreeMap<(Vec<&'static str>, bool), u32> = BTreeMap::new();
        for id in 0..u32::try_from(self.tables.total()).unwrap_or(0) {
            let kept = match self.verdict(id) {
                Verdict::Accepted if self.dropped.range((id, 0)..(id + 1, 0)).next().is_some() => true,
                Verdict::Accepted | Verdict::Replaced => continue,
                Verdict::Extra | Verdict::Refused | Verdict::Fallen => false,
            };
            let (table, row) = self.tables.row(id);
            let mut rules = faults.broken(id);
            if rules.is_empty() {
                rules.push(self.reason_without_fault(id, table, fallen.binary_search(&id).is_ok()));
            }
            let codes = rules.iter().map(|rule| rule.code).collect();
            let reason = *reasons.entry((codes, kept)).or_insert_with(|| {
                let text = reason(&rules, kept);
                quarantine.reasons.push(Reason { rules, kept, text });
                u32::try_from(quarantine.reasons.len() - 1).unwrap_or(u32::MAX)
            });
            let texts = u32::try_from(quarantine.texts.len()).unwrap_or(u32::MAX);
            self.pack_cells(table, row, faults.masked(id), &mut quarantine.texts);
            let (source, line) = self.draft.rows(table).place(row);
            quarantine.entries.push(Entry { table, source, line, reason, texts });
        }
        quarantine.sort();
        quarantine
    }

    fn pack_cells(&self, table: Table, row: u32, masked: &[(RowId, &str, &str)], packed: &mut PackedRows) {
        for (column, spec) in table.columns().iter().enumerate() {
            // A cell that was masked stands as the finding has it.
            match masked.iter().find(|masked| masked.1 == spec.name) {
                Some((.., text)) => packed.push_cell(text),
                None => packed.push_cell(&self.draft.cell_text(table, row, column)),
            }
        }
        packed.end_row();
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
