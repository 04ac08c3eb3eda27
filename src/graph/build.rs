//! From a checked draft to a hierarchy.
#![expect(
    clippy::indexing_slicing,
    reason = "rows and nodes come from the checked draft, and every column has them all"
)]

use super::build_rows::Sorted;
pub(super) use super::build_units::inferred_kind;
use super::hierarchy::Named;
use super::noted::Noted;
use super::{Hierarchy, Links, Nodes, Stated, Units};
use crate::base::{Day, Lang, Trie, both, each, within};
use crate::draft::{Checked, Draft, Quarantine, Rows, Verdict};
use crate::findings::Findings;
use crate::record::{Cell, NodeKind, Relation, Table};
use std::sync::{Arc, OnceLock};

/// A draft that cannot hold: it breaks structure, and knows where (结构错误).
#[derive(Debug, thiserror::Error)]
#[error("the draft has {errors} errors, the first: {first}")]
pub struct Rejected {
    checked: Box<Checked>,
    errors: u64,
    first: String,
}

impl Rejected {
    /// Every finding of import and structure.
    pub fn findings(&self) -> Findings {
        self.checked.findings()
    }

    /// The checked draft, to build what is good of it with [`Checked::quarantine`].
    pub fn into_checked(self) -> Checked {
        *self.checked
    }
}

impl Draft {
    /// Builds the hierarchy.
    ///
    /// # Errors
    /// [`Rejected`] if a row, one of its relations or a part of a table had to be left out; it has every finding.
    pub fn build(self) -> Result<Hierarchy, Rejected> {
        self.check().build()
    }

    /// Builds the hierarchy of the rows that hold, and hands back every row that was rejected, with its reasons.
    ///
    /// ```
    /// use govgrid::{Draft, Level, record};
    /// let mut draft = Draft::new();
    /// draft.add(&record::Unit::new("130205", Level::District))?;
    /// let nowhere = Some("130299".to_owned());
    /// draft.add(&record::Unit { parent: nowhere, ..record::Unit::new("130205001", Level::Street) })?;
    /// let (hierarchy, rejected) = draft.quarantine();
    /// assert_eq!(hierarchy.snapshot().units(Level::Street).count(), 0);
    /// assert_eq!(rejected.rows().next().map(|row| row.reason()).as_deref(), Some("unknown-parent"));
    /// # Ok::<(), govgrid::DraftFull>(())
    /// ```
    pub fn quarantine(self) -> (Hierarchy, Quarantine) {
        self.check().quarantine()
    }
}

impl Checked {
    /// Builds the hierarchy.
    ///
    /// # Errors
    /// [`Rejected`] if a row, one of its relations or a part of a table had to be left out.
    pub fn build(self) -> Result<Hierarchy, Rejected> {
        if self.is_whole() {
            return Ok(self.quarantine().0);
        }
        let findings = self.findings();
        let is_error = |rule: &&crate::findings::Rule| rule.severity == crate::findings::Severity::Error;
        let errors = findings.by_rule().filter(|(rule, ..)| is_error(rule)).map(|(_, total, _)| total).sum();
        let first = findings.iter().find(|finding| is_error(&finding.rule));
        let first = first.map(|finding| finding.message(Lang::En)).unwrap_or_default();
        Err(Rejected { checked: Box::new(self), errors, first })
    }

    /// Builds the hierarchy of the rows that hold, and hands back every other row with its reasons.
    pub fn quarantine(self) -> (Hierarchy, Quarantine) {
        let quarantine = self.quarantine_rows();
        let findings = self.findings();
        (within(|| Build { checked: self }.run(findings, quarantine.len() as u64)), quarantine)
    }
}

/// A checked draft while it becomes a hierarchy.
pub(super) struct Build {
    pub(super) checked: Checked,
}

impl Build {
    fn run(mut self, findings: Findings, quarantined: u64) -> Hierarchy {
        let parents = std::mem::take(&mut self.checked.parents);
        let keys = self.checked.draft.take_sibling_keys();
        let others = NodeKind::ALL[1..].to_vec();
        let ((units, mut number), sorted) =
            both(|| self.units(parents, keys), || each(others, |kind| self.sorted(kind)).collect());
        let latest_start = units.latest_start().max(self.latest_start());
        let levels = units.levels();
        // What was said of units is in the columns now.
        *self.checked.draft.rows_mut(Table::Units) = Rows::new(Table::Units);
        let (others, first) = numbered(sorted, units.len(), &mut number);
        self.checked.nodes.renumber(&number);
        drop(number);
        let tables: Vec<Rows> = each(Table::ALL.to_vec(), |table| self.relation_rows(table)).collect();
        let rows = |table: Table| match table.node() {
            Some(kind) => (kind as usize).checked_sub(1).map(|at| &others[at].rows),
            None => Some(&tables[table.index()]),
        };
        let links = |relation: Relation| {
            let rows = rows(relation.cells().0);
            rows.map_or_else(Links::default, |rows| self.links(relation, rows))
        };
        let links: Vec<Links> = each(Relation::ALL.to_vec(), links).collect();
        let stated = |table: &Table| self.stated(*table, &tables[table.index()]);
        let stated: Vec<Stated> = Table::ALL.iter().map(stated).collect();
        let is_circular = units.any_circle();
        let Checked { draft, nodes, .. } = self.checked;
        let (by_symbol, reused) = nodes.into_index();
        let text = draft.text.share();
        let sources = draft.sources.into_iter().map(|source| (source.file, source.sheet)).collect();
        let share = |(table, rows): (&Table, Rows)| rows.share(*table);
        Hierarchy {
            units: Units::new(units, text.clone()),
            text,
            others,
            first,
            new: Trie::default(),
            lineage: Arc::default(),
            new_lineage: Trie::default(),
            tables: Table::ALL.iter().zip(tables).map(share).collect(),
            stated,
            links,
            graph: Arc::new(OnceLock::new()),
            by_symbol: Arc::new(Named { slots: 0, nodes: by_symbol }),
            reused: Arc::new(reused),
            renamed: Trie::default(),
            is_circular,
            is_reordered: false,
            levels,
            package: draft.package,
            sources: Arc::new(sources),
            present: draft.present,
            latest_start,
            noted: Noted::new(findings),
            quarantined,
            #[cfg(any(feature = "journal", feature = "image"))]
            committed: super::Committed::default(),
        }
    }

    pub(super) fn rows(&self, table: Table) -> &Rows {
        self.checked.draft.rows(table)
    }

    pub(super) fn holds(&self, table: Table, row: u32) -> bool {
        self.checked.verdict(self.checked.tables.id(table, row)) == Verdict::Accepted
    }

    /// The latest `valid_from` of a row that holds, of any table but `units`.
    fn latest_start(&self) -> Option<Day> {
        let starts = |table: &Table| {
            let rows = self.rows(*table);
            (0..rows.len()).filter(|row| self.holds(*table, *row)).filter_map(|row| rows.period(row).from()).max()
        };
        // Of what is of one day only, none starts.
        let is_dated = |table: &&Table| table.columns().iter().any(|column| column.cell == Cell::From);
        Table::ALL.iter().filter(|table| **table != Table::Units).filter(is_dated).filter_map(starts).max()
    }
}

/// The nodes of each kind after the first, numbered after the units, and the first number of each kind and of none.
fn numbered(sorted: Vec<Sorted>, units: u32, number: &mut [u32]) -> (Vec<Nodes>, [u32; NodeKind::COUNT + 1]) {
    let mut first = [units; NodeKind::COUNT + 1];
    first[0] = 0;
    let mut others = Vec::new();
    for (kind, Sorted { nodes, firsts }) in (1..).zip(sorted) {
        for (at, node) in (first[kind]..).zip(firsts) {
            number[node as usize] = at;
        }
        first[kind + 1] = first[kind] + nodes.len();
        others.push(nodes);
    }
    (others, first)
}
