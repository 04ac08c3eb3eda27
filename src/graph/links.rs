//! One relation in columns.
#![expect(
    clippy::indexing_slicing,
    reason = "positions come from this module and are below the length of every column"
)]

use super::sequence::{Numbers, Sequence};
use crate::base::{Day, Period, Trie};
use std::ops::Range;
use std::sync::Arc;

/// The rows of one relation: node numbers, bounds, and the row of the table. Those that versions share are sorted by
/// their ends and periods; those that events have added come after.
#[derive(Clone, Debug, Default)]
pub(crate) struct Links {
    columns: Arc<Columns>,
    /// The places of rows that are no longer said. Where such rows of one node lie beside each other, the first of them has
    /// the place of the last, and the last that of the first.
    gone: Trie<u32>,
    /// The same by the order of `by_to`.
    gone_to: Trie<u32>,
    added: Trie<Link>,
    /// The places of what was added, by either end. Invariant: they come by their last days, then by their rows.
    added_from: Trie<Sequence>,
    added_to: Trie<Sequence>,
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
    changed: Trie<Sequence>,
}

impl Stated {
    pub(crate) fn new(mut said: Vec<(u32, u32)>) -> Self {
        said.sort_unstable();
        let node = said.iter().map(|said| said.0).collect();
        let row = said.iter().map(|said| said.1).collect();
        Self { node: Arc::new(node), row: Arc::new(row), changed: Trie::default() }
    }

    /// The rows that say something of a node.
    pub(crate) fn of(&self, node: u32) -> Numbers<'_> {
        self.changed_of(node).map_or_else(|| Numbers::new(self.unchanged(node)), Sequence::numbers)
    }

    fn changed_of(&self, node: u32) -> Option<&Sequence> {
        if self.changed.is_empty() { None } else { self.changed.get(node) }
    }

    /// The same, to change them.
    pub(super) fn sequence(&self, node: u32) -> Sequence {
        self.changed_of(node).cloned().unwrap_or_else(|| Sequence::of(self.unchanged(node)))
    }

    fn unchanged(&self, node: u32) -> &[u32] {
        let start = self.node.partition_point(|known| *known < node);
        let end = self.node.partition_point(|known| *known <= node);
        &self.row[start..end]
    }

    pub(super) fn set(&mut self, node: u32, rows: Sequence) {
        self.changed.insert(node, rows);
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

    fn is_gone(&self, at: u32) -> bool {
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

    /// Where the next of those links is that is still said, from one on; none of those before it is the node's.
    pub(super) fn next_said(&self, at: usize, is_from: bool) -> usize {
        let gone = if is_from { &self.gone } else { &self.gone_to };
        let last = if gone.is_empty() { None } else { u32::try_from(at).ok().and_then(|at| gone.get(at)) };
        last.map_or(at, |last| *last as usize + 1)
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
        loop {
            at = self.next_said(at, false);
            if sorted_to.get(at) != Some(&node) {
                break;
            }
            meet(&self.get(by_to[at]));
            at += 1;
        }
        if !self.added_to.is_empty() {
            self.added(node, false).for_each(|link| meet(&link));
        }
    }

    /// What events have added from a node, or to it.
    pub(super) fn added(&self, node: u32, from: bool) -> impl Iterator<Item = Link> + '_ {
        let places = self.added_at_end(node, from).map(Sequence::numbers).unwrap_or_default();
        places.iter().map(|at| self.get(at))
    }

    /// The same in the order in which they were added.
    pub(super) fn added_in_order(&self, node: u32, from: bool) -> Vec<Link> {
        let places = self.added_at_end(node, from).map(Sequence::numbers).unwrap_or_default();
        let mut places: Vec<u32> = places.iter().collect();
        places.sort_unstable();
        places.into_iter().map(|at| self.get(at)).collect()
    }

    /// Those of them whose last days are within a range: the first days after them.
    pub(super) fn added_until(&self, node: u32, from: bool, until: (i32, i32)) -> impl Iterator<Item = Link> + '_ {
        let places = self.added_at_end(node, from);
        let first = move |places: &'_ Sequence| places.place(|at| self.get(at).ends < until.0);
        let links = places.into_iter().flat_map(move |places| places.from(first(places)));
        links.map(|(_, at)| self.get(at)).take_while(move |link| link.ends <= until.1)
    }

    fn added_at_end(&self, node: u32, from: bool) -> Option<&Sequence> {
        let ends = if from { &self.added_from } else { &self.added_to };
        if ends.is_empty() { None } else { ends.get(node) }
    }

    /// The place of a link among those of one of its ends, or where it would be.
    fn place_among(&self, places: &Sequence, link: Link) -> super::sequence::Place {
        places.place(|at| {
            let known = self.get(at);
            (known.ends, known.row) < (link.ends, link.row)
        })
    }

    pub(super) fn add(&mut self, link: Link) {
        let at = self.len();
        self.added.insert(at - self.shared(), link);
        for (is_from, node) in [(true, link.from), (false, link.to)] {
            let mut places = self.added_at_end(node, is_from).cloned().unwrap_or_default();
            places.insert(self.place_among(&places, link), at);
            self.set_added(node, is_from, places);
        }
    }

    fn set_added(&mut self, node: u32, from: bool, places: Sequence) {
        let ends = if from { &mut self.added_from } else { &mut self.added_to };
        ends.insert(node, places);
    }

    pub(super) fn remove(&mut self, link: Link) {
        let added = self.added_at_end(link.from, true);
        let found = added.and_then(|places| places.from(self.place_among(places, link)).next());
        if let Some((_, at)) = found.filter(|found| self.get(found.1) == link) {
            self.gone.insert(at, at);
            for (is_from, node) in [(true, link.from), (false, link.to)] {
                let mut places = self.added_at_end(node, is_from).cloned().unwrap_or_default();
                places.remove(self.place_among(&places, link));
                self.set_added(node, is_from, places);
            }
            return;
        }
        let (mut least, mut most) = (0, self.shared());
        while least < most {
            let middle = u32::midpoint(least, most);
            if self.get(middle) < link { least = middle + 1 } else { most = middle }
        }
        debug_assert!(least < self.shared() && self.get(least) == link, "what goes was there");
        let Columns { from, by_to, sorted_to, .. } = &*self.columns;
        forget(&mut self.gone, from, least);
        let start = sorted_to.partition_point(|known| *known < link.to);
        let end = sorted_to.partition_point(|known| *known <= link.to);
        let among = by_to[start..end].partition_point(|place| *place < least);
        if let Ok(at) = u32::try_from(start + among) {
            forget(&mut self.gone_to, sorted_to, at);
        }
    }
}

/// Notes that a link is gone, among links that come by one of their ends.
fn forget(gone: &mut Trie<u32>, ends: &[u32], at: u32) {
    let node = ends.get(at as usize);
    let beside = |other: Option<u32>| other.filter(|other| ends.get(*other as usize) == node);
    let run = |other: Option<u32>| beside(other).and_then(|other| gone.get(other)).copied().unwrap_or(at);
    let (first, last) = (run(at.checked_sub(1)), run(at.checked_add(1)));
    gone.insert(at, at);
    gone.insert(first, last);
    gone.insert(last, first);
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
