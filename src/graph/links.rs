//! One relation in columns.
#![expect(
    clippy::indexing_slicing,
    reason = "positions come from this module and are below the length of every column"
)]

use crate::base::{Day, Period};

/// The rows of one relation, sorted by their ends and periods: node numbers, bounds, and the row of the table.
#[derive(Clone, Debug, Default)]
pub(crate) struct Links {
    from: Vec<u32>,
    to: Vec<u32>,
    starts: Vec<i32>,
    ends: Vec<i32>,
    row: Vec<u32>,
}

/// One row of a relation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Link {
    pub(crate) from: u32,
    pub(crate) to: u32,
    pub(crate) starts: i32,
    pub(crate) ends: i32,
    /// The row within the table.
    pub(crate) row: u32,
}

/// The rows of one table that say something of one node, perhaps without a second: node and row, ascending.
#[derive(Clone, Debug, Default)]
pub(crate) struct Stated {
    node: Vec<u32>,
    row: Vec<u32>,
}

impl Stated {
    pub(crate) fn new(mut said: Vec<(u32, u32)>) -> Self {
        said.sort_unstable();
        Self { node: said.iter().map(|said| said.0).collect(), row: said.iter().map(|said| said.1).collect() }
    }

    /// The rows that say something of a node.
    pub(crate) fn of(&self, node: u32) -> &[u32] {
        let start = self.node.partition_point(|known| *known < node);
        let end = self.node.partition_point(|known| *known <= node);
        &self.row[start..end]
    }
}

impl Link {
    pub(crate) fn period(&self) -> Period {
        Period::from_raw(self.starts, self.ends).unwrap_or(Period::ALWAYS)
    }

    /// Lets a link pass unless its end is that of the link before. The links of a node come by their other end, so that
    /// each is met once, however many rows say it.
    pub(crate) fn of_new(end: fn(&Self) -> u32) -> impl FnMut(&Self) -> bool {
        let mut last = None;
        move |link| last.replace(end(link)) != Some(end(link))
    }

    pub(crate) fn holds(&self, day: Day) -> bool {
        self.starts <= day.number() && day.number() < self.ends
    }
}

impl Links {
    pub(crate) fn new(mut links: Vec<Link>) -> Self {
        links.sort_unstable();
        Self {
            from: links.iter().map(|link| link.from).collect(),
            to: links.iter().map(|link| link.to).collect(),
            starts: links.iter().map(|link| link.starts).collect(),
            ends: links.iter().map(|link| link.ends).collect(),
            row: links.iter().map(|link| link.row).collect(),
        }
    }

    pub(crate) fn len(&self) -> u32 {
        u32::try_from(self.from.len()).unwrap_or(u32::MAX)
    }

    pub(crate) fn get(&self, at: u32) -> Link {
        let at = at as usize;
        Link { from: self.from[at], to: self.to[at], starts: self.starts[at], ends: self.ends[at], row: self.row[at] }
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = Link> + '_ {
        (0..self.len()).map(|at| self.get(at))
    }
}
