//! Nodes that are no units: their rows, and which rows are of which node.
#![expect(clippy::indexing_slicing, reason = "nodes and rows come from this module and are below its lengths")]

use crate::base::{Day, Period, Trie};
use crate::draft::{Rows, Symbols};
use std::ops::Range;
use std::sync::Arc;

/// The nodes of one table, each with one row or more, by code and time. Nodes that events have opened have numbers after
/// all others.
#[derive(Clone, Debug)]
pub(crate) struct Nodes {
    pub(crate) rows: Rows,
    /// The first row of each node, and the number of rows. Invariant: ascending.
    first: Arc<Vec<u32>>,
    /// The rows of the nodes that events have touched.
    touched: Trie<(u32, u32)>,
    /// Touched nodes, and whether they stand elsewhere than they did, or never did.
    moved: Trie<bool>,
}

impl Nodes {
    pub(crate) fn new(rows: Rows, mut first: Vec<u32>) -> Self {
        first.push(rows.len());
        Self { rows, first: Arc::new(first), touched: Trie::default(), moved: Trie::default() }
    }

    /// How many nodes there are whose numbers follow on each other.
    pub(super) fn len(&self) -> u32 {
        u32::try_from(self.first.len() - 1).unwrap_or(u32::MAX)
    }

    /// The nodes that have a row, by the code of their last row, and where one has the code after another by time.
    pub(crate) fn in_order(&self, text: &Symbols) -> impl Iterator<Item = u32> {
        let key = |last: u32| (text.get(self.rows.cell(last, 0)), self.rows.bounds(last));
        // Where each node that has moved comes: before which of the others, which are in order still.
        let place = |node: u32| {
            let last = self.versions(node).end.checked_sub(1).filter(|_| !self.versions(node).is_empty())?;
            let (mut low, mut high) = (0, self.len());
            while low < high {
                let middle = u32::midpoint(low, high);
                if key(self.first[middle as usize + 1] - 1) < key(last) { low = middle + 1 } else { high = middle }
            }
            Some((low, key(last), node))
        };
        let mut moved: Vec<_> = self.moved.iter().filter(|found| *found.1).filter_map(|found| place(found.0)).collect();
        moved.sort_unstable();
        let mut order: Vec<(u32, u32)> = moved.into_iter().map(|(before, _, node)| (before, node)).collect();
        order.push((self.len(), u32::MAX));
        let starts = std::iter::once(0).chain(order.clone().into_iter().map(|moved| moved.0));
        let any_touched = !self.touched.is_empty();
        let stays = move |node: &u32| {
            !any_touched || (self.moved.get(*node) != Some(&true) && !self.versions(*node).is_empty())
        };
        let segments = starts.zip(order);
        segments.collect::<Vec<_>>().into_iter().flat_map(move |(start, (end, moved))| {
            (start..end).filter(stays).chain(Some(moved).filter(|node| *node != u32::MAX))
        })
    }

    /// The rows of a node, by time; none of one that was retracted.
    pub(crate) fn versions(&self, node: u32) -> Range<u32> {
        let touched = if self.touched.is_empty() { None } else { self.touched.get(node) };
        match touched {
            Some((from, until)) => *from..*until,
            None => self.first[node as usize]..self.first[node as usize + 1],
        }
    }

    /// Whether the rows of a node are the last of all, and added by events: another can be put beside them.
    pub(super) fn are_last(&self, node: u32) -> bool {
        let touched = if self.touched.is_empty() { None } else { self.touched.get(node) };
        touched.is_some_and(|(from, until)| from < until && *until == self.rows.len())
    }

    /// The row that holds on the day.
    pub(crate) fn version_on(&self, node: u32, day: Day) -> Option<u32> {
        self.said_on(node, day).map(|said| said.0)
    }

    /// The row that holds on the day, and its cells.
    pub(crate) fn said_on(&self, node: u32, day: Day) -> Option<(u32, &[u32])> {
        // Versions stand in the order of time and share no day: only the last one that has begun can hold. Mostly it is
        // the last of all.
        let Range { start, end } = self.versions(node);
        let newest = end.checked_sub(1).filter(|row| *row >= start)?;
        let (mut row, mut cells) = (newest, self.rows.row(newest));
        let (from, mut until) = self.rows.bounds_in(cells);
        if from > day.number() {
            let (mut least, mut most) = (start, newest);
            while least < most {
                let middle = u32::midpoint(least, most);
                if self.rows.bounds(middle).0 <= day.number() { least = middle + 1 } else { most = middle }
            }
            row = least.checked_sub(1).filter(|row| *row >= start)?;
            cells = self.rows.row(row);
            until = self.rows.bounds_in(cells).1;
        }
        (day.number() < until).then_some((row, cells))
    }

    /// The periods of a node, by time.
    pub(crate) fn periods(&self, node: u32) -> impl Iterator<Item = Period> + '_ {
        self.versions(node).map(|row| self.rows.period(row))
    }

    /// Says which rows are of a node, by time. Answers whether it stands elsewhere among its kind than it did.
    pub(super) fn set(&mut self, node: u32, rows: Range<u32>) -> bool {
        let key = |rows: &Rows, last: u32| (rows.cell(last, 0), rows.bounds(last));
        let home = self.first.get(node as usize + 1).map(|end| key(&self.rows, end - 1));
        let now = rows.clone().last().map(|last| key(&self.rows, last));
        self.touched.insert(node, (rows.start, rows.end));
        let has_moved = now.is_some() && home != now;
        self.moved.insert(node, has_moved);
        has_moved
    }
}
