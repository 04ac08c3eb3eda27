//! From rows of all tables but `units` to sorted rows and links.
#![expect(
    clippy::indexing_slicing,
    reason = "rows and nodes come from the checked draft, and every column has them all"
)]

use super::build::Build;
use super::links::Link;
use super::{Links, Nodes, Stated, Tie};
use crate::draft::{NONE, RowId, Rows};
use crate::record::{Cell, NodeKind, Relation, Table};

/// The nodes of one kind by code and time.
pub(super) struct Sorted {
    pub(super) nodes: Nodes,
    /// The first row of each among those of all tables.
    pub(super) firsts: Vec<RowId>,
}

impl Build {
    /// The rows of nodes of one kind that hold, by code and time.
    pub(super) fn sorted(&self, kind: NodeKind) -> Sorted {
        let (table, rows) = (kind.table(), self.rows(kind.table()));
        let held = (0..rows.len()).filter(|row| self.holds(table, *row));
        let of_node = |row: u32| Some((self.checked.node_of(table, row)?, rows.bounds(row), row));
        let mut held: Vec<(RowId, (i32, i32), u32)> = held.filter_map(of_node).collect();
        held.sort_unstable();
        // By code, and where one has the code after another by time.
        let key = |of_node: &[(RowId, (i32, i32), u32)]| {
            let (_, bounds, row) = of_node[of_node.len() - 1];
            (self.checked.draft.text.get(rows.cell(row, 0)), bounds)
        };
        let mut nodes: Vec<_> = held.chunk_by(|a, b| a.0 == b.0).map(|of_node| (key(of_node), of_node)).collect();
        nodes.sort_unstable();
        let (mut sorted, mut starts, mut firsts) = (Rows::new(table), Vec::new(), Vec::new());
        for (_, of_node) in nodes {
            starts.push(sorted.len());
            firsts.push(of_node[0].0);
            for (_, _, row) in of_node {
                sorted.copy(rows, *row, &self.dropped_columns(table, *row));
            }
        }
        Sorted { nodes: Nodes::new(sorted.share(table), starts), firsts }
    }

    /// The columns whose relation is left out of a row that holds.
    fn dropped_columns(&self, table: Table, row: u32) -> Vec<usize> {
        let id = self.checked.tables.id(table, row);
        self.checked.dropped.range((id, 0)..(id + 1, 0)).map(|dropped| dropped.1).collect()
    }

    /// The rows of a relation that hold, in the order of what they say.
    pub(super) fn relation_rows(&self, table: Table) -> Rows {
        let mut sorted = Rows::new(table);
        if table.node().is_some() {
            return sorted;
        }
        let rows = self.rows(table);
        let (first, rest) = sort_columns(table);
        // The first two are mostly the ends, and tell most rows apart.
        let head = |row: u32| first.iter().fold(0, |keys, column| keys << 32 | self.sort_key(table, row, *column));
        let rows_held = (0..rows.len()).filter(|row| self.holds(table, *row));
        let mut order: Vec<(u64, u32)> = rows_held.map(|row| (head(row), row)).collect();
        let keys = |row: u32| rest.iter().map(move |column| self.sort_key(table, row, *column));
        // Codes and notes have numbers by the order of input: their texts decide where all else is the same.
        let texts =
            |row: u32| (0..table.columns().len()).map(move |column| self.checked.draft.cell_text(table, row, column));
        let compare_rest = |a: u32, b: u32| keys(a).cmp(keys(b)).then_with(|| texts(a).cmp(texts(b))).then(a.cmp(&b));
        order.sort_unstable_by(|a, b| a.0.cmp(&b.0).then_with(|| compare_rest(a.1, b.1)));
        for (_, row) in order {
            sorted.copy(rows, row, &self.dropped_columns(table, row));
        }
        sorted
    }

    /// What a cell says, as a number that does not depend on the order of input: that of a node, a word, a bound.
    fn sort_key(&self, table: Table, row: u32, column: usize) -> u64 {
        let value = self.rows(table).cell(row, column);
        let key = match table.columns()[column].cell {
            Cell::Reference(_) | Cell::Parent => self.end(table, row, column).unwrap_or(NONE),
            Cell::From | Cell::Until | Cell::Day => value ^ 1 << 31,
            Cell::Count | Cell::Word { .. } | Cell::Words(_) => value,
            Cell::Code
            | Cell::Name
            | Cell::Note
            | Cell::Key
            | Cell::Scheme
            | Cell::Value
            | Cell::Figure
            | Cell::Base => 0,
        };
        u64::from(key)
    }

    /// The number of the node that a cell refers to.
    fn end(&self, table: Table, row: u32, column: usize) -> Option<u32> {
        let symbol = self.rows(table).cell(row, column);
        self.checked.nodes.find(symbol, self.checked.reference_period(table, row, column))
    }

    /// The rows that say something of one node, by that node.
    pub(super) fn stated(&self, table: Table, rows: &Rows) -> Stated {
        let Some(column) = table.subject() else { return Stated::default() };
        let node = |row: u32| self.checked.nodes.find(rows.cell(row, column), rows.period(row));
        Stated::new((0..rows.len()).filter_map(|row| Some((node(row)?, row))).collect())
    }

    /// The rows of a relation, by their ends.
    pub(super) fn links(&self, relation: Relation, rows: &Rows) -> Links {
        let (_, from, to) = relation.cells();
        let node = |row: u32, column: usize| self.checked.nodes.find(rows.cell(row, column), rows.period(row));
        let link = |row: u32| {
            let (starts, ends) = rows.bounds(row);
            Some(Link { from: node(row, from)?, to: node(row, to)?, starts, ends, row })
        };
        Links::new((0..rows.len()).filter_map(link).take(Tie::MOST as usize).collect())
    }
}

/// The first columns of a table that tell its rows apart by numbers, two at most, and all others that do.
fn sort_columns(table: Table) -> (Vec<usize>, Vec<usize>) {
    let is_told = |(column, spec): (usize, &crate::record::Column)| match spec.cell {
        Cell::Code | Cell::Name | Cell::Note | Cell::Key | Cell::Scheme | Cell::Value | Cell::Figure | Cell::Base => {
            None
        }
        Cell::Reference(_)
        | Cell::Parent
        | Cell::From
        | Cell::Until
        | Cell::Day
        | Cell::Count
        | Cell::Word { .. }
        | Cell::Words(_) => Some(column),
    };
    let mut told: Vec<usize> = table.columns().iter().enumerate().filter_map(is_told).collect();
    let rest = told.split_off(told.len().min(2));
    (told, rest)
}
