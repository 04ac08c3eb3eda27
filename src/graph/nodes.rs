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
        // Versions stand in the order of time and share no day: only the last one that has begun can hold.
        let (mut least, mut most) = (self.first[node as usize], self.first[node as usize + 1]);
        while least < most {
            let middle = u32::midpoint(least, most);
            if self.rows.bounds(middle).0 <= day.number() { least = middle + 1 } else { most = middle }
        }
        let row = least.checked_sub(1).filter(|row| *row >= self.first[node as usize])?;
        self.rows.period(row).holds(day).then_some(row)
    }

    /// The periods of a node, by time.
    pub(crate) fn periods(&self, node: u32) -> impl Iterator<Item = Period> + '_ {
        self.versions(node).map(|row| self.rows.period(row))
    }
}
