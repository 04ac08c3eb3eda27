//! Changes to the rows of a hierarchy, noted before any is made.

use super::columns::NO_KIND;
use super::version::VersionCells;
use super::{Hierarchy, Version};
use crate::base::{Day, Period};
use crate::draft::{NONE, reference_period};
use crate::record::{Cell, MOST_COLUMNS, Relation, Row, Table, unit_column};
use std::collections::{BTreeMap, BTreeSet};

/// A row of a hierarchy: its table, and its number there; of units that of the version.
pub(crate) type RowAt = (Table, u32);

/// What a row says without its bounds, column by column: the node that the cell names, or else its text.
pub(crate) type Meaning = Vec<(Option<u32>, String)>;

/// Rows with their days, one after another.
type RowsAt<'h> = Box<dyn Iterator<Item = (u32, Period)> + 'h>;

/// What becomes of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Fate {
    /// It is gone, as if it had never been said.
    Gone,
    /// It says this instead.
    Says(Row),
}

/// What becomes of which rows, and which rows are added.
#[derive(Clone, Debug, Default)]
pub(crate) struct Edits {
    pub(crate) fates: BTreeMap<RowAt, Fate>,
    /// Each with the row that it is much like, if there is one.
    pub(crate) added: Vec<(Row, Option<RowAt>)>,
}

impl Hierarchy {
    /// The number of a version among the rows of `units`.
    pub(crate) fn row_of(&self, version: Version) -> u32 {
        self.units.row_of(version)
    }

    /// The version of a number.
    pub(crate) fn version_of(&self, row: u32) -> Version {
        self.units.version_of(row)
    }

    /// What a row says.
    pub(crate) fn row(&self, (table, row): RowAt) -> Row {
        if table == Table::Units {
            return Row::kept(table, self.unit_texts(self.version_of(row)));
        }
        let rows = self.rows(table);
        let text =
            |(column, spec): (usize, &crate::record::Column)| spec.cell.to_text(rows.cell(row, column), &self.text);
        Row::kept(table, table.columns().iter().enumerate().map(text))
    }

    /// What a row says, with the codes that the nodes it names have on a day.
    pub(crate) fn row_as_of(&self, at: RowAt, day: Day) -> Row {
        let mut row = self.row(at);
        for column in 0..at.0.columns().len() {
            if let Some(node) = self.node_named(at, column) {
                row.set(column, self.code_on(node, day));
            }
        }
        row
    }

    /// What a row says without its bounds: the nodes that it names, by whatever code, and the other cells.
    pub(crate) fn meaning(&self, at: RowAt, row: &Row) -> Meaning {
        let columns = at.0.columns().iter().zip(row.cells()).enumerate().filter(|(_, (column, _))| !column.is_bound());
        let told = columns.map(|(column, (_, cell))| match self.node_named(at, column) {
            Some(node) => (Some(node), String::new()),
            None => (None, cell.to_owned()),
        });
        told.collect()
    }

    /// The code of a row of a node.
    pub(crate) fn code_of_row(&self, (table, row): RowAt) -> &str {
        let units = table == Table::Units;
        let code = if units { self.units.code_of(self.version_of(row)) } else { self.rows(table).cell(row, 0) };
        self.text.get(code)
    }

    /// The code that a node has on a day; where it has none, the last one before, or else its first.
    pub(crate) fn code_on(&self, node: u32, day: Day) -> &str {
        let mut rows = self.each_row_of(node);
        let begun = rows.rfind(|at| self.row_period(*at).raw().0 <= day.number());
        begun.or_else(|| self.each_row_of(node).next()).map_or("", |at| self.code_of_row(at))
    }

    /// A cell of a row, as its number.
    pub(crate) fn cell(&self, (table, row): RowAt, column: usize) -> u32 {
        if table != Table::Units {
            return self.rows(table).cell(row, column);
        }
        self.unit_cell(&self.units.cells(self.version_of(row)), column)
    }

    /// The cells of a row, as their numbers.
    pub(super) fn cells(&self, (table, row): RowAt) -> [u32; MOST_COLUMNS] {
        let mut numbers = [NONE; MOST_COLUMNS];
        let places = numbers.iter_mut().zip(0..table.columns().len());
        if table == Table::Units {
            let cells = self.units.cells(self.version_of(row));
            places.for_each(|(number, column)| *number = self.unit_cell(&cells, column));
        } else {
            let rows = self.rows(table);
            places.for_each(|(number, column)| *number = rows.cell(row, column));
        }
        numbers
    }

    fn unit_cell(&self, cells: &VersionCells, column: usize) -> u32 {
        match column {
            unit_column::CODE => cells.code,
            unit_column::NAME => cells.name,
            unit_column::LEVEL => u32::from(cells.level),
            unit_column::PARENT if cells.parent == NONE => cells.outside,
            unit_column::PARENT => {
                let period = Period::from_raw(cells.from, cells.until).unwrap_or_default();
                let names = |code: &u32| self.named_in(*code, period) == Some(cells.parent);
                self.codes(cells.parent).find(names).unwrap_or(NONE)
            }
            unit_column::KIND if cells.inferred || cells.kind == NO_KIND => NONE,
            unit_column::KIND => u32::from(cells.kind),
            unit_column::HOUSEHOLDS => cells.households,
            _ => match Table::Units.columns().get(column).map(|spec| spec.cell) {
                Some(Cell::From) => cells.from.cast_unsigned(),
                _ => cells.until.cast_unsigned(),
            },
        }
    }

    /// The period that a row states.
    pub(crate) fn row_period(&self, (table, row): RowAt) -> Period {
        if table == Table::Units { self.units.period_of(self.version_of(row)) } else { self.rows(table).period(row) }
    }

    /// The version or the row of a node that holds on a day by its own period.
    pub(crate) fn row_on(&self, node: u32, day: Day) -> Option<RowAt> {
        let (kind, number) = self.kind(node);
        let row = match self.nodes(kind) {
            None => self.row_of(self.units.version_on(number, day)?),
            Some(nodes) => nodes.version_on(number, day)?,
        };
        Some((kind.table(), row))
    }

    /// Every version or row of a node, by time.
    pub(crate) fn rows_of(&self, node: u32) -> Vec<RowAt> {
        self.each_row_of(node).collect()
    }

    pub(crate) fn each_row_of(&self, node: u32) -> impl DoubleEndedIterator<Item = RowAt> + '_ {
        let (kind, number) = self.kind(node);
        let nodes = self.nodes(kind);
        let versions = nodes.is_none().then(|| self.units.versions(number)).into_iter().flatten();
        let rows = nodes.into_iter().flat_map(move |nodes| nodes.versions(number));
        versions.map(|version| self.row_of(version)).chain(rows).map(move |row| (kind.table(), row))
    }

    /// The rows on such days of the table of a row that may say the same: those of its node, or those that name what it names.
    /// Of rows on such days the first days after them are within `until`.
    pub(crate) fn rows_like(&self, row: &Row, until: (i32, i32), is_then: impl Fn(Period) -> bool) -> Vec<RowAt> {
        let table = row.table();
        let first = row.at(0);
        let is_on_days = |at: &RowAt| at.0 == table && is_then(self.row_period(*at));
        if table.node().is_some() {
            return self.named_by(first).flat_map(|node| self.rows_of(node)).filter(is_on_days).collect();
        }
        let named: Vec<u32> = self.named_by(first).collect();
        let is_reference = table.columns().first().is_some_and(|column| matches!(column.cell, Cell::Reference(_)));
        if table == Table::Lineage || !is_reference {
            return self.rows(table).numbers().map(|row| (table, row)).filter(is_on_days).collect();
        }
        // The ends of a row are looked at side by side until one has no more rows: one of a few, whatever the others have.
        let other = |column: &usize| {
            let ends = |relation: &&Relation| matches!(relation.cells(), (of, from, to) if of == table && (from, to) == (0, *column));
            !row.at(*column).is_empty() && Relation::ALL.iter().any(|relation| ends(&relation))
        };
        let mut ends: Vec<(RowsAt<'_>, Vec<u32>)> = Vec::new();
        ends.push((
            Box::new(named.into_iter().flat_map(move |node| self.rows_at(node, (table, 0), until))),
            Vec::new(),
        ));
        for column in (1..table.columns().len()).filter(other) {
            let named: Vec<u32> = self.named_by(row.at(column)).collect();
            let rows = named.into_iter().flat_map(move |node| self.rows_at(node, (table, column), until));
            ends.push((Box::new(rows), Vec::new()));
        }
        let mut found = loop {
            let last = ends.iter_mut().position(|(rows, found)| {
                let next = rows.next();
                found.extend(next.filter(|(_, period)| is_then(*period)).map(|(row, _)| row));
                next.is_none()
            });
            if let Some(at) = last {
                break ends.swap_remove(at).1;
            }
        };
        found.sort_unstable();
        found.dedup();
        found.into_iter().map(|row| (table, row)).collect()
    }

    /// The rows of a table that name a node in a column, with their days: in which they start or end at it, or say something
    /// of it. Those that end outside a range of days may be left out.
    fn rows_at(
        &self,
        node: u32,
        (table, column): (Table, usize),
        until: (i32, i32),
    ) -> impl Iterator<Item = (u32, Period)> + '_ {
        let relations = self.relations().filter(move |relation| relation.cells().0 == table);
        let ties = relations.flat_map(move |relation| {
            let (_, from, to) = relation.cells();
            let is_end = move |is_from: &bool| column == if *is_from { from } else { to };
            let ends = [true, false].into_iter().filter(is_end);
            ends.flat_map(move |is_from| self.ties_until((node, relation, is_from), until))
        });
        let stated = (table.subject() == Some(column)).then(|| self.rows_stated(node, table));
        let stated = stated.into_iter().flat_map(super::sequence::Numbers::iter);
        let stated = stated.map(move |row| (row, self.rows(table).period(row)));
        ties.map(|link| (link.row, link.period())).chain(stated)
    }

    /// The columns of a row that name a node as something else than the row's own.
    pub(crate) fn columns_naming(&self, (table, row): RowAt, node: u32) -> Vec<usize> {
        (0..table.columns().len()).filter(|column| self.node_named((table, row), *column) == Some(node)).collect()
    }

    /// The node that a cell of a row names.
    pub(crate) fn node_named(&self, (table, row): RowAt, column: usize) -> Option<u32> {
        if table == Table::Units {
            let parent = self.units.parent_of(self.version_of(row));
            return Some(parent).filter(|parent| column == unit_column::PARENT && *parent != NONE);
        }
        let rows = self.rows(table);
        let spec = table.columns().get(column)?;
        let symbol = Some(rows.cell(row, column)).filter(|symbol| *symbol != NONE)?;
        let period = reference_period(table, rows, row, column);
        if matches!(spec.cell, Cell::Reference(_)) { self.named_in(symbol, period) } else { None }
    }

    /// The nodes that must be there for a row to hold: its own, or those that it cannot do without; of a unit itself, which is
    /// there only while what it hangs on is.
    pub(crate) fn nodes_of_row(&self, at: RowAt) -> Vec<u32> {
        let table = at.0;
        if table.node().is_some() {
            let symbol = self.text.find(self.row(at).at(0));
            return symbol.and_then(|symbol| self.named_in(symbol, self.row_period(at))).into_iter().collect();
        }
        let needed = (0..table.columns().len()).filter(|column| table.rejects(*column));
        needed.filter_map(|column| self.node_named(at, column)).collect()
    }

    /// Where a row was said.
    pub(crate) fn place_of_row(&self, (table, row): RowAt) -> crate::findings::Place {
        if table == Table::Units {
            let cells = self.units.cells(self.version_of(row));
            return self.place(cells.source, cells.line);
        }
        self.row_place(table, row)
    }

    /// The rows that name a node as something else than their own: children, and whatever a relation or a statement
    /// says of it, at any time. Lineage is left out.
    pub(crate) fn rows_naming(&self, node: u32) -> BTreeSet<RowAt> {
        let mut found = BTreeSet::new();
        // The own code of a node's row is no reference to it.
        for (relation, link) in self.ties_in_any_order(node, true) {
            let (table, from, _) = relation.cells();
            found.extend(Some((table, link.row)).filter(|_| from != 0 || table.node().is_none()));
        }
        for (relation, link) in self.ties_in_any_order(node, false) {
            let (table, _, to) = relation.cells();
            found.extend(Some((table, link.row)).filter(|_| to != 0 || table.node().is_none()));
        }
        for table in Table::ALL.iter().filter(|table| table.subject().is_some()) {
            found.extend(self.rows_stated(node, *table).iter().map(|row| (*table, row)));
        }
        if self.kind(node).0 == crate::record::NodeKind::Unit {
            found.extend(self.units.hanging_on(node).map(|version| (Table::Units, self.row_of(version))));
        }
        found
    }

    /// The same, but for those that tell of what happened to it: these stay what they are.
    pub(crate) fn rows_to_arrange(&self, node: u32) -> BTreeSet<RowAt> {
        let mut rows = self.rows_naming(node);
        rows.retain(|at| !at.0.is_of_changes());
        rows
    }
}
