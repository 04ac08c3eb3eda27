//! The order of nodes and of rows by what they say: that of their numbers, as long as events have not moved any.

use super::{Hierarchy, Link};
use crate::draft::{NONE, Rows};
use crate::record::{Cell, NodeKind, Relation, Table};
use std::cmp::Ordering;

impl Hierarchy {
    /// The order of two nodes: by kind; units with those above them, siblings by code and time; all others by code and time.
    pub(super) fn compare_nodes(&self, a: u32, b: u32) -> Ordering {
        let ((kind, at), (other, other_at)) = (self.kind(a), self.kind(b));
        if a == b || kind != other {
            return kind.cmp(&other);
        }
        if kind == NodeKind::Unit {
            return self.compare_units(at, other_at);
        }
        let key = |at: u32| {
            let last = self.nodes(kind).and_then(|nodes| nodes.versions(at).last());
            let rows = self.rows(kind.table());
            last.map(|row| (self.text.get(rows.cell(row, 0)), rows.bounds(row)))
        };
        key(at).cmp(&key(other_at))
    }

    fn compare_units(&self, a: u32, b: u32) -> Ordering {
        let (a, b) = (self.line(a), self.line(b));
        let (from_a, from_b) = (a.iter().rev(), b.iter().rev());
        let parts = from_a.zip(from_b).find(|(a, b)| a != b);
        match parts {
            Some((a, b)) => self.units.sibling_key(*a).cmp(&self.units.sibling_key(*b)),
            None => a.len().cmp(&b.len()),
        }
    }

    /// A unit and those above it by latest placements. It ends: no placements run in a circle.
    fn line(&self, slot: u32) -> Vec<u32> {
        let above = |slot: &u32| {
            let parent = self.units.latest(*slot).map_or(NONE, |latest| self.units.parent_of(latest));
            Some(parent).filter(|parent| *parent != NONE)
        };
        std::iter::successors(Some(slot), above).collect()
    }

    /// Sorts rows of a relation by their ends, their days, and what else they say.
    pub(super) fn sort_links(&self, relation: Relation, links: &mut [Link]) {
        let table = relation.cells().0;
        links.sort_by(|a, b| {
            let ends = self.compare_nodes(a.from, b.from).then_with(|| self.compare_nodes(a.to, b.to));
            let days = (a.starts, a.ends).cmp(&(b.starts, b.ends));
            ends.then(days).then_with(|| self.compare_rows(table, a.row, b.row))
        });
    }

    /// The order of two rows of a table by what they say, as they are laid out.
    pub(super) fn compare_rows(&self, table: Table, a: u32, b: u32) -> Ordering {
        if a == b {
            return Ordering::Equal;
        }
        let rows = self.rows(table);
        if table.node().is_some() {
            // Rows of nodes come by their nodes.
            let node = |row: u32| self.named_in(rows.cell(row, 0), rows.period(row));
            let nodes = node(a).zip(node(b)).map(|(a, b)| self.compare_nodes(a, b));
            return nodes.unwrap_or(Ordering::Equal).then_with(|| rows.bounds(a).cmp(&rows.bounds(b)));
        }
        let columns = || table.columns().iter().enumerate();
        let by_key = |(column, spec): (usize, &crate::record::Column)| match spec.cell {
            Cell::Reference(_) | Cell::Parent => self.compare_ends(table, rows, (a, b), column),
            Cell::From | Cell::Until | Cell::Day => {
                rows.cell(a, column).cast_signed().cmp(&rows.cell(b, column).cast_signed())
            }
            Cell::Count | Cell::Word { .. } | Cell::Words(_) => rows.cell(a, column).cmp(&rows.cell(b, column)),
            Cell::Code
            | Cell::Name
            | Cell::Note
            | Cell::Key
            | Cell::Scheme
            | Cell::Value
            | Cell::Figure
            | Cell::Base => Ordering::Equal,
        };
        let text = |(column, spec): (usize, &crate::record::Column)| {
            let text = |row: u32| spec.cell.to_text(rows.cell(row, column), &self.text);
            text(a).cmp(&text(b))
        };
        let by_keys = columns().map(by_key).find(|order| order.is_ne());
        by_keys.or_else(|| columns().map(text).find(|order| order.is_ne())).unwrap_or(Ordering::Equal)
    }

    fn compare_ends(&self, table: Table, rows: &Rows, (a, b): (u32, u32), column: usize) -> Ordering {
        let end = |row: u32| {
            let period = crate::draft::reference_period(table, rows, row, column);
            self.named_in(rows.cell(row, column), period)
        };
        match (end(a), end(b)) {
            (Some(a), Some(b)) => self.compare_nodes(a, b),
            // What names nothing comes last.
            (a, b) => a.is_none().cmp(&b.is_none()),
        }
    }
}
