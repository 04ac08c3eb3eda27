//! One relation in columns.
#![expect(
    clippy::indexing_slicing,
    reason = "positions come from this module and are below the length of every column"
)]

use crate::base::{Day, Period, Trie};
use std::ops::Range;
use std::sync::Arc;

/// The rows of one relation: node numbers, bounds, and the row of the table. Those that versions share are sorted by
/// their ends and periods; those that events have added come after.
#[derive(Clone, Debug, Default)]
pub(crate) struct Links {
    columns: Arc<Columns>,
    /// The places of rows that are no longer said.
    gone: Trie<()>,
    added: Trie<Link>,
    /// The places of what was added, by either end.
    added_from: Trie<Arc<[u32]>>,
    added_to: Trie<Arc<[u32]>>,
}

#[derive(Clone, Debug, Default)]
struct Columns {
    from: Vec<u32>,
    to: Vec<u32>,
    starts: Vec<i32>,
    ends: Vec<i32>,
    row: Vec<u32>,
    /// The places by the other end. Invariant: those of one node ascend.
    by_to: Vec<u32>,
    /// The other ends in that order.
    sorted_to: Vec<u32>,
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
    node: Arc<Vec<u32>>,
    row: Arc<Vec<u32>>,
    /// The rows of the nodes of which events have changed them.
    changed: Trie<Arc<[u32]>>,
}

impl Stated {
    pub(crate) fn new(mut said: Vec<(u32, u32)>) -> Self {
        said.sort_unstable();
        let node = said.iter().map(|said| said.0).collect();
        let row = said.iter().map(|said| said.1).collect();
        Self { node: Arc::new(node), row: Arc::new(row), changed: Trie::default() }
    }

    /// The rows that say something of a node.
    pub(crate) fn of(&self, node: u32) -> &[u32] {
        let changed = if self.changed.is_empty() { None } else { self.changed.get(node) };
        if let Some(rows) = changed {
            return rows;
        }
        let start = self.node.partition_point(|known| *known < node);
        let end = self.node.partition_point(|known| *known <= node);
        &self.row[start..end]
    }

    pub(super) fn set(&mut self, node: u32, rows: Vec<u32>) {
        self.changed.insert(node, rows.into());
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
    pub(super) fn new(mut links: Vec<Link>) -> Self {
        // Rows mostly come by their ends already.
        links.sort();
        let mut by_to: Vec<(u32, u32)> = links.iter().map(|link| link.to).zip(0..).collect();
        by_to.sort_unstable();
        let columns = Columns {
            from: links.iter().map(|link| link.from).collect(),
            to: links.iter().map(|link| link.to).collect(),
            starts: links.iter().map(|link| link.starts).collect(),
            ends: links.iter().map(|link| link.ends).collect(),
            row: links.iter().map(|link| link.row).collect(),
            sorted_to: by_to.iter().map(|place| place.0).collect(),
            by_to: by_to.into_iter().map(|place| place.1).collect(),
        };
        Self { columns: Arc::new(columns), ..Self::default() }
    }

    /// How many places there are, those of rows that are no longer said included.
    pub(crate) fn len(&self) -> u32 {
        self.shared() + u32::try_from(self.added.len()).unwrap_or(u32::MAX)
    }

    /// Whether there is no place.
    pub(crate) fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn shared(&self) -> u32 {
        u32::try_from(self.columns.from.len()).unwrap_or(u32::MAX)
    }

    pub(super) fn is_gone(&self, at: u32) -> bool {
        !self.gone.is_empty() && self.gone.contains(at)
    }

    #[inline]
    pub(crate) fn get(&self, at: u32) -> Link {
        let (columns, at) = (&self.columns, at as usize);
        let Some(from) = columns.from.get(at) else { return self.added_at(at - columns.from.len()) };
        let (starts, ends) = (columns.starts[at], columns.ends[at]);
        Link { from: *from, to: columns.to[at], starts, ends, row: columns.row[at] }
    }

    #[expect(clippy::expect_used, reason = "places come from the links themselves")]
    fn added_at(&self, at: usize) -> Link {
        let found = u32::try_from(at).ok().and_then(|at| self.added.get(at));
        *found.expect("every place has a link")
    }

    /// The places of the rows that are said.
    pub(super) fn places(&self) -> impl DoubleEndedIterator<Item = u32> + '_ {
        (0..self.len()).filter(|at| !self.is_gone(*at))
    }

    /// Those of the rows that are said whose places are within a range.
    pub(crate) fn within(&self, range: Range<u32>) -> impl Iterator<Item = Link> + '_ {
        range.filter(|at| !self.is_gone(*at)).map(|at| self.get(at))
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = Link> + '_ {
        self.places().map(|at| self.get(at))
    }

    /// Where the links from a node, or to it, begin that events have not added.
    pub(super) fn start(&self, node: u32, is_from: bool) -> usize {
        let ends = if is_from { &self.columns.from } else { &self.columns.sorted_to };
        ends.partition_point(|known| *known < node)
    }

    /// The place of one of those links, if it is still one.
    pub(super) fn place(&self, at: usize, node: u32, is_from: bool) -> Option<u32> {
        let Columns { from, by_to, sorted_to, .. } = &*self.columns;
        let ends = if is_from { from } else { sorted_to };
        ends.get(at).filter(|known| **known == node)?;
        if is_from { u32::try_from(at).ok() } else { Some(by_to[at]) }
    }

    /// Meets the links to a node, in no order that is told. Nodes that come in the order of their numbers are found soon
    /// from `near`, the place of the one before.
    pub(crate) fn meet_to(&self, node: u32, near: &mut usize, mut meet: impl FnMut(&Link)) {
        let Columns { by_to, sorted_to, .. } = &*self.columns;
        *near = first_from(sorted_to, *near, node);
        let mut at = *near;
        while sorted_to.get(at) == Some(&node) {
            if !self.is_gone(by_to[at]) {
                meet(&self.get(by_to[at]));
            }
            at += 1;
        }
        if !self.added_to.is_empty() {
            self.added(node, false).for_each(|link| meet(&link));
        }
    }

    /// What events have added from a node, or to it.
    pub(super) fn added(&self, node: u32, from: bool) -> impl Iterator<Item = Link> + '_ {
        let ends = if from { &self.added_from } else { &self.added_to };
        let places = if ends.is_empty() { None } else { ends.get(node) };
        places.into_iter().flat_map(|places| places.iter()).map(|at| self.get(*at))
    }

    pub(super) fn add(&mut self, link: Link) {
        let at = self.len();
        self.added.insert(at - self.shared(), link);
        for (ends, node) in [(&mut self.added_from, link.from), (&mut self.added_to, link.to)] {
            let known = ends.get(node).map(|known| &**known).unwrap_or_default();
            ends.insert(node, [known, &[at]].concat().into());
        }
    }

    pub(super) fn remove(&mut self, link: Link) {
        let added = self.added_from.get(link.from).map(|known| &**known).unwrap_or_default();
        // Rows that were added later have greater numbers, unless one says something else under the number that it had.
        let likely = added.partition_point(|at| self.get(*at).row < link.row);
        let is_it = |at: &u32| self.get(*at) == link;
        let found = added.get(likely).copied().filter(is_it);
        if let Some(at) = found.or_else(|| added.iter().copied().find(is_it)) {
            self.gone.insert(at, ());
            for (ends, node) in [(&mut self.added_from, link.from), (&mut self.added_to, link.to)] {
                let known = ends.get(node).map(|known| &**known).unwrap_or_default();
                // Invariant: places ascend.
                let (before, after) = known.split_at(known.partition_point(|place| *place < at));
                let places: Arc<[u32]> = [before, after.get(1..).unwrap_or_default()].concat().into();
                ends.insert(node, places);
            }
            return;
        }
        let (mut least, mut most) = (0, self.shared());
        while least < most {
            let middle = u32::midpoint(least, most);
            if self.get(middle) < link { least = middle + 1 } else { most = middle }
        }
        debug_assert!(least < self.shared() && self.get(least) == link, "what goes was there");
        self.gone.insert(least, ());
    }
}

/// How many numbers are looked at before steps are made.
const FEW: usize = 16;

/// Where a number stands among numbers that ascend, or would stand: looked for with longer and longer steps from a place on,
/// so that it takes the less the nearer it is.
fn first_from(all: &[u32], near: usize, number: u32) -> usize {
    let mut low = near.min(all.len());
    if low > 0 && all[low - 1] >= number {
        return all[..low - 1].partition_point(|known| *known < number);
    }
    let mut step = 1;
    if let Some(few) = all[low..].first_chunk::<FEW>() {
        // To count all of a few is sooner done than to stop at the right one.
        let before = few.iter().filter(|known| **known < number).count();
        if before < FEW {
            return low + before;
        }
        (low, step) = (low + FEW, FEW);
    }
    while all.get(low + step - 1).is_some_and(|known| *known < number) {
        low += step;
        step *= 2;
    }
    let high = all.len().min(low + step);
    low + all[low..high].partition_point(|known| *known < number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_is_found_from_anywhere() {
        for count in [0, 1, 2, 5, 15, 16, 17, 18, 40, 100_u32] {
            let all: Vec<u32> = (0..count).map(|at| at / 3 * 2).collect();
            for wanted in 0..70 {
                let expected = all.iter().take_while(|known| **known < wanted).count();
                for near in 0..=count as usize + 1 {
                    assert_eq!(first_from(&all, near, wanted), expected, "{wanted} from {near}");
                }
            }
        }
    }
}
