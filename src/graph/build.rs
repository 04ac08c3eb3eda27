//! From a checked draft to a hierarchy.
#![expect(
    clippy::indexing_slicing,
    reason = "rows and nodes come from the checked draft, and every column has them all"
)]

use super::columns::{Columns, Former, NO_KIND, VersionCells};
use super::layout::Layout;
use super::links::Link;
use super::{Hierarchy, Links, Nodes, Stated, Tie, Units};
use crate::base::{Day, DivisionCode, Level, Period, Scheme, Trie};
use crate::draft::{Checked, Draft, NONE, Quarantine, RowId, Rows, Verdict};
use crate::findings::Findings;
use crate::record::{Cell, NodeKind, Relation, Table, unit_column};
use std::collections::BTreeMap;
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
    /// assert_eq!(rejected.rows()[0].reason(), "unknown-parent");
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
        let first = first.map(|finding| finding.message.clone()).unwrap_or_default();
        Err(Rejected { checked: Box::new(self), errors, first })
    }

    /// Builds the hierarchy of the rows that hold, and hands back every other row with its reasons.
    pub fn quarantine(self) -> (Hierarchy, Quarantine) {
        let quarantine = self.quarantine_rows();
        let findings = self.findings();
        (Build::new(self).run(findings, quarantine.len() as u64), quarantine)
    }
}

/// Codes that name one node until a day and another from it on.
pub(super) type Reused = BTreeMap<u32, Vec<(Period, u32)>>;

/// How many rows are fetched before they are used.
const FETCHED: usize = 128;

/// A checked draft while it becomes a hierarchy.
struct Build {
    checked: Checked,
    /// The node number of each node by its first row.
    number: Vec<u32>,
}

impl Build {
    fn new(checked: Checked) -> Self {
        let number = vec![NONE; checked.tables.total()];
        Self { checked, number }
    }

    fn run(mut self, findings: Findings, quarantined: u64) -> Hierarchy {
        let units = self.units();
        let latest_start = units.latest_start().max(self.latest_start());
        let levels = units.levels();
        // What was said of units is in the columns now.
        *self.checked.draft.rows_mut(Table::Units) = Rows::new(Table::Units);
        self.checked.parents = Vec::new();
        let mut first = [units.len(); NodeKind::COUNT + 1];
        first[0] = 0;
        let mut others = Vec::new();
        for kind in &NodeKind::ALL[1..] {
            let nodes = self.nodes(*kind, first[*kind as usize]);
            first[*kind as usize + 1] = first[*kind as usize] + nodes.len();
            others.push(nodes);
        }
        let mut tables: Vec<Rows> = Table::ALL.iter().map(|table| Rows::new(*table)).collect();
        for table in Table::ALL.iter().filter(|table| table.node().is_none()) {
            tables[table.index()] = self.relation_rows(*table);
        }
        let rows = |table: Table| match table.node() {
            Some(kind) => (kind as usize).checked_sub(1).map(|at| &others[at].rows),
            None => Some(&tables[table.index()]),
        };
        let links = |relation: &Relation| {
            let rows = rows(relation.cells().0);
            rows.map_or_else(Links::default, |rows| self.links(*relation, rows))
        };
        let links: Vec<Links> = Relation::ALL.iter().map(links).collect();
        let stated = |table: &Table| self.stated(*table, &tables[table.index()]);
        let stated: Vec<Stated> = Table::ALL.iter().map(stated).collect();
        let is_circular = units.any_circle();
        let (draft, by_symbol, reused) = self.index();
        let text = draft.text.share();
        let sources = draft.sources.into_iter().map(|source| (source.file, source.sheet)).collect();
        let share = |(table, rows): (&Table, Rows)| rows.share(*table);
        Hierarchy {
            units: Units::new(units, text.clone()),
            text,
            others,
            first,
            new: Vec::new(),
            tables: Table::ALL.iter().zip(tables).map(share).collect(),
            stated,
            links,
            graph: Arc::new(OnceLock::new()),
            by_symbol: Arc::new(by_symbol),
            reused: Arc::new(reused),
            renamed: Trie::default(),
            is_circular,
            is_reordered: false,
            levels,
            package: draft.package,
            sources: Arc::new(sources),
            present: draft.present,
            latest_start,
            findings: Arc::new(findings),
            is_settled: false,
            quarantined,
        }
    }

    /// Which nodes codes name, and the draft without what it was checked for.
    fn index(self) -> (Draft, Vec<u32>, Reused) {
        let Self { checked, number } = self;
        let (mut by_symbol, reused) = checked.nodes.into_index();
        for node in by_symbol.iter_mut().filter(|node| **node != NONE) {
            *node = number[*node as usize];
        }
        let numbered = |nodes: Vec<(Period, RowId)>| {
            let held = nodes.into_iter().map(|(period, node)| (period, number[node as usize]));
            held.filter(|(_, node)| *node != NONE).collect::<Vec<_>>()
        };
        let reused = reused.into_iter().map(|(symbol, nodes)| (symbol, numbered(nodes))).collect();
        (checked.draft, by_symbol, reused)
    }

    fn rows(&self, table: Table) -> &Rows {
        self.checked.draft.rows(table)
    }

    fn holds(&self, table: Table, row: u32) -> bool {
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

    fn units(&mut self) -> Columns {
        let layout = Layout::new(&self.checked);
        self.number[..layout.slot.len()].copy_from_slice(&layout.slot);
        let rows = self.rows(Table::Units);
        let mut units = Columns::with_capacity(layout.latest.len());
        let (mut cells, mut slot) = (Vec::new(), 0);
        for latest in layout.latest.chunks(FETCHED) {
            // Rows lie anywhere: they are fetched side by side before any is used.
            cells.clear();
            for row in latest {
                cells.extend_from_slice(rows.row(*row));
            }
            for (row, cells) in latest.iter().zip(cells.chunks_exact(cells.len() / latest.len())) {
                units.push(self.version(*row, cells, layout.parent[slot]), layout.end[slot]);
                slot += 1;
            }
        }
        let mut former = Vec::new();
        for row in if self.checked.any_versions() { 0..rows.len() } else { 0..0 } {
            let node = if self.holds(Table::Units, row) { self.checked.node_of(Table::Units, row) } else { None };
            let Some(slot) = node.map(|node| layout.slot[node as usize]) else { continue };
            if layout.latest[slot as usize] != row {
                let parent = self.checked.parents[row as usize];
                let parent = if parent == NONE { NONE } else { self.number[parent as usize] };
                former.push(Former { slot, version: self.version(row, rows.row(row), parent) });
            }
        }
        units.set_former(former);
        units
    }

    /// What a row of `units` says, with its parent's slot.
    fn version(&self, row: u32, cells: &[u32], parent: u32) -> VersionCells {
        let rows = self.rows(Table::Units);
        let cell = |column: usize| cells[column];
        let (from, until) = rows.bounds_in(cells);
        let level = cell(unit_column::LEVEL);
        let stated = u8::try_from(cell(unit_column::KIND)).unwrap_or(NO_KIND);
        let inferred =
            if stated == NO_KIND { inferred_kind(&self.checked.draft, cell(unit_column::CODE), level) } else { None };
        VersionCells {
            code: cell(unit_column::CODE),
            name: cell(unit_column::NAME),
            parent,
            outside: if parent == NONE { cell(unit_column::PARENT) } else { NONE },
            households: cell(unit_column::HOUSEHOLDS),
            from,
            until,
            line: cells[cells.len() - 1],
            source: rows.source(row),
            level: u8::try_from(level).unwrap_or(0),
            kind: inferred.unwrap_or(stated),
            inferred: inferred.is_some(),
        }
    }

    /// The rows of nodes of one kind that hold, by code and time; numbers the nodes from `first` on.
    fn nodes(&mut self, kind: NodeKind, first: u32) -> Nodes {
        let table = kind.table();
        let mut of: BTreeMap<RowId, Vec<u32>> = BTreeMap::new();
        for row in (0..self.rows(table).len()).filter(|row| self.holds(table, *row)) {
            if let Some(node) = self.checked.node_of(table, row) {
                of.entry(node).or_default().push(row);
            }
        }
        for rows in of.values_mut() {
            rows.sort_unstable_by_key(|row| self.rows(table).bounds(*row));
        }
        // By code, and where one has the code after another by time.
        let key = |rows: &[u32]| {
            let last = rows[rows.len() - 1];
            let rows = self.rows(table);
            (self.checked.draft.text.get(rows.cell(last, 0)).to_owned(), rows.bounds(last))
        };
        let mut nodes: Vec<(RowId, Vec<u32>)> = of.into_iter().collect();
        nodes.sort_by_cached_key(|(_, rows)| key(rows));
        let (mut sorted, mut starts) = (Rows::new(table), Vec::with_capacity(nodes.len()));
        for (number, (node, rows)) in (first..).zip(&nodes) {
            self.number[*node as usize] = number;
            starts.push(sorted.len());
            for row in rows {
                sorted.copy(self.checked.draft.rows(table), *row, &self.dropped_columns(table, *row));
            }
        }
        Nodes::new(sorted.share(table), starts)
    }

    /// The columns whose relation is left out of a row that holds.
    fn dropped_columns(&self, table: Table, row: u32) -> Vec<usize> {
        let id = self.checked.tables.id(table, row);
        self.checked.dropped.range((id, 0)..(id + 1, 0)).map(|dropped| dropped.1).collect()
    }

    /// The rows of a relation that hold, in the order of what they say.
    fn relation_rows(&self, table: Table) -> Rows {
        let rows = self.rows(table);
        let mut order: Vec<(Vec<u64>, u32)> =
            (0..rows.len()).filter(|row| self.holds(table, *row)).map(|row| (self.sort_key(table, row), row)).collect();
        // Codes and notes have numbers by the order of input: their texts decide where all else is the same.
        let texts =
            |row: u32| (0..table.columns().len()).map(move |column| self.checked.draft.cell_text(table, row, column));
        order.sort_unstable_by(|a, b| a.0.cmp(&b.0).then_with(|| texts(a.1).cmp(texts(b.1))).then(a.1.cmp(&b.1)));
        let mut sorted = Rows::new(table);
        for (_, row) in order {
            sorted.copy(rows, row, &self.dropped_columns(table, row));
        }
        sorted
    }

    /// Node numbers, words and bounds of a row, which do not depend on the order of input.
    fn sort_key(&self, table: Table, row: u32) -> Vec<u64> {
        let rows = self.rows(table);
        let key = |(column, spec): (usize, &crate::record::Column)| {
            let value = rows.cell(row, column);
            match spec.cell {
                Cell::Reference(_) | Cell::Parent => u64::from(self.end(table, row, column).unwrap_or(NONE)),
                Cell::From | Cell::Until | Cell::Day => {
                    (i64::from(value.cast_signed()) - i64::from(i32::MIN)).cast_unsigned()
                }
                Cell::Count | Cell::Word { .. } | Cell::Words(_) => u64::from(value),
                Cell::Code
                | Cell::Name
                | Cell::Note
                | Cell::Key
                | Cell::Scheme
                | Cell::Value
                | Cell::Figure
                | Cell::Base => 0,
            }
        };
        table.columns().iter().enumerate().map(key).collect()
    }

    /// The number of the node that a cell refers to.
    fn end(&self, table: Table, row: u32, column: usize) -> Option<u32> {
        let symbol = self.rows(table).cell(row, column);
        let node = self.checked.nodes.find(symbol, self.checked.reference_period(table, row, column))?;
        Some(self.number[node as usize]).filter(|number| *number != NONE)
    }

    /// The rows that say something of one node, by that node.
    fn stated(&self, table: Table, rows: &Rows) -> Stated {
        let Some(column) = table.subject() else { return Stated::default() };
        let node = |row: u32| {
            let found = self.checked.nodes.find(rows.cell(row, column), rows.period(row))?;
            Some(self.number[found as usize]).filter(|number| *number != NONE)
        };
        Stated::new((0..rows.len()).filter_map(|row| Some((node(row)?, row))).collect())
    }

    /// The rows of a relation, by their ends.
    fn links(&self, relation: Relation, rows: &Rows) -> Links {
        let (_, from, to) = relation.cells();
        let node = |row: u32, column: usize| {
            let found = self.checked.nodes.find(rows.cell(row, column), rows.period(row))?;
            Some(self.number[found as usize]).filter(|number| *number != NONE)
        };
        let link = |row: u32| {
            let (starts, ends) = rows.bounds(row);
            Some(Link { from: node(row, from)?, to: node(row, to)?, starts, ends, row })
        };
        Links::new((0..rows.len()).filter_map(link).take(Tie::MOST as usize).collect())
    }
}

/// The kind that the digits of a street's or a community's code stand for, unless the scheme gives them no meaning.
pub(super) fn inferred_kind(draft: &Draft, code: u32, level: u32) -> Option<u8> {
    let level = Level::from_index(level).filter(|level| matches!(level, Level::Street | Level::Community))?;
    let scheme = draft.package.scheme.as_ref();
    let unstated = Scheme::local();
    if scheme.is_some_and(|scheme| !scheme.is_national()) {
        return None;
    }
    let code = DivisionCode::new(draft.text.get(code), scheme.unwrap_or(&unstated)).ok()?;
    let class = code.class().filter(|_| code.level() == level)?;
    Some(class.kind() as u8)
}
