//! Whether what is said to have happened explains what is.

use super::difference::{Changed, Difference};
use super::{ChangeError, Event};
use crate::base::Day;
use crate::graph::Hierarchy;
use crate::record::{Row, Table};
use std::collections::BTreeMap;

impl Hierarchy {
    /// What events do not explain (回放): where this hierarchy, after the events of a plan, differs on a day from the next
    /// one. Nodes are the same if they have the same code then; empty, if the events explain all.
    ///
    /// # Errors
    /// [`ChangeError`] if an event cannot be, or if the result would break structure.
    pub fn replay(&self, plan: &[Event], next: &Self, day: Day) -> Result<Difference, ChangeError> {
        Ok(self.apply(plan)?.0.differs(next, day))
    }

    /// Where another hierarchy is another way on a day (快照差异): nodes by their codes, relations by what they say.
    pub fn differs(&self, other: &Self, day: Day) -> Difference {
        let (mut own, theirs) = (self.rows_by_code(day), other.rows_by_code(day));
        let mut difference = Difference::default();
        for (code, after) in theirs {
            match own.remove(&code) {
                None => difference.appeared.push(after),
                Some(before) => difference.changed.extend(changed(before, after)),
            }
        }
        difference.vanished = own.into_values().collect();
        for table in Table::ALL.iter().copied().filter(|table| table.node().is_none() && !table.is_of_changes()) {
            let (mut own, theirs) = (self.relations_on(table, day), other.relations_on(table, day));
            for (said, rows) in theirs {
                let known = own.remove(&said).unwrap_or_default();
                difference.stopped.extend(known.iter().skip(rows.len()).cloned());
                difference.started.extend(rows.into_iter().skip(known.len()));
            }
            difference.stopped.extend(own.into_values().flatten());
        }
        difference
    }

    /// The nodes that are there on a day, by their codes then.
    pub(super) fn rows_by_code(&self, day: Day) -> BTreeMap<String, Row> {
        let there = (0..self.node_count()).filter(|node| self.is_there(*node, day));
        let rows = there.filter_map(|node| self.row_on(node, day)).map(|at| self.row_as_of(at, day));
        rows.map(|row| (row.at(0).to_owned(), row)).collect()
    }

    /// The rows of a relation that hold on a day, by what they say.
    pub(super) fn relations_on(&self, table: Table, day: Day) -> BTreeMap<Vec<String>, Vec<Row>> {
        let mut found: BTreeMap<Vec<String>, Vec<Row>> = BTreeMap::new();
        for at in self.rows(table).numbers().map(|row| (table, row)) {
            let holds = !table.has_period() || self.row_period(at).holds(day);
            if holds && self.nodes_of_row(at).into_iter().all(|node| self.is_there(node, day)) {
                let row = self.row_as_of(at, day);
                found.entry(row.said()).or_default().push(row);
            }
        }
        found
    }
}

fn changed(before: Row, after: Row) -> Option<Changed> {
    if before.table() != after.table() {
        return Some(Changed { before, after, columns: Vec::new() });
    }
    let columns = before.table().columns().iter().zip(before.cells().zip(after.cells()));
    let differs = columns.filter(|(column, (own, theirs))| !column.is_bound() && own != theirs);
    let columns: Vec<&str> = differs.map(|(column, _)| column.name).collect();
    (!columns.is_empty()).then_some(Changed { before, after, columns })
}
