//! Nodes that are no units: their rows, sorted, and which rows are of which node.
#![expect(clippy::indexing_slicing, reason = "nodes and rows come from this module and are below its lengths")]

use crate::base::{Day, Period};
use crate::draft::Rows;

/// The nodes of one table, each with one row or more, by code and time.
#[derive(Clone, Debug)]
pub(crate) struct Nodes {
    pub(crate) rows: Rows,
    /// The first row of each node, and the number of rows. Invariant: ascending.
    first: Vec<u32>,
}

impl Nodes {
    pub(crate) fn new(rows: Rows, mut first: Vec<u32>) -> Self {
        first.push(rows.len());
        Self { rows, first }
    }

    pub(crate) fn len(&self) -> u32 {
        u32::try_from(self.first.len() - 1).unwrap_or(u32::MAX)
    }

    /// The rows of a node, by time.
    pub(crate) fn versions(&self, node: u32) -> std::ops::Range<u32> {
        self.first[node as usize]..self.first[node as usize + 1]
    }

    /// The row that holds on the day.
    pub(crate) fn version_on(&self, node: u32, day: Day) -> Option<u32> {
        self.versions(node).find(|row| self.rows.period(*row).holds(day))
    }

    /// The periods of a node, by time.
    pub(crate) fn periods(&self, node: u32) -> impl Iterator<Item = Period> + '_ {
        self.versions(node).map(|row| self.rows.period(row))
    }
}
