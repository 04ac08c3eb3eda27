//! Circles among dated links, each from a node to the one above it. No recursion: a chain may be a million long.

use super::{NONE, RowId};
use std::collections::BTreeMap;

/// A row that puts one node under another for a period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Link {
    pub(super) below: RowId,
    pub(super) above: RowId,
    pub(super) from: i32,
    pub(super) until: i32,
    pub(super) row: RowId,
}

/// The circles that hold on any day, each as its rows in the order upwards. A node has at most one link a day. A row is
/// in one circle at most: the earliest.
pub(super) fn cycles(links: &[Link]) -> Vec<Vec<RowId>> {
    let core = core(links);
    if core.is_empty() { Vec::new() } else { Sweep::new(&core).run() }
}

/// What is left when nodes with nothing above or nothing below are taken away until there are none: every circle, and
/// what lies between two.
fn core(links: &[Link]) -> Vec<Link> {
    let mut numbers: BTreeMap<RowId, usize> = BTreeMap::new();
    let mut nodes: Vec<RowId> = links.iter().flat_map(|link| [link.below, link.above]).collect();
    nodes.sort_unstable();
    nodes.dedup();
    for (number, node) in nodes.iter().enumerate() {
        numbers.insert(*node, number);
    }
    let mut links: Vec<(usize, usize, Link)> =
        links.iter().filter_map(|link| Some((*numbers.get(&link.below)?, *numbers.get(&link.above)?, *link))).collect();
    for upwards in [true, false] {
        links = peel(links, nodes.len(), upwards);
    }
    links.into_iter().map(|found| found.2).collect()
}

/// Takes away, until there are none, the links of nodes that no link leads to.
fn peel(mut links: Vec<(usize, usize, Link)>, nodes: usize, upwards: bool) -> Vec<(usize, usize, Link)> {
    if !upwards {
        for (below, above, _) in &mut links {
            std::mem::swap(below, above);
        }
    }
    links.sort_unstable_by_key(|(below, above, link)| (*below, *above, link.row));
    let starts: Vec<usize> = (0..=nodes).map(|node| links.partition_point(|(below, ..)| *below < node)).collect();
    let mut entering = vec![0_u32; nodes];
    for (_, above, _) in &links {
        entering.get_mut(*above).into_iter().for_each(|count| *count += 1);
    }
    let mut free: Vec<usize> = (0..nodes).filter(|node| entering.get(*node) == Some(&0)).collect();
    let mut gone = vec![false; nodes];
    while let Some(node) = free.pop() {
        gone.get_mut(node).into_iter().for_each(|gone| *gone = true);
        let range = starts.get(node).copied().unwrap_or(0)..starts.get(node + 1).copied().unwrap_or(0);
        for (_, above, _) in links.get(range).unwrap_or_default() {
            let Some(count) = entering.get_mut(*above) else { continue };
            *count -= 1;
            if *count == 0 {
                free.push(*above);
            }
        }
    }
    links.retain(|(below, ..)| gone.get(*below) == Some(&false));
    links
}

/// The links day by day, from the earliest on.
struct Sweep<'l> {
    links: &'l [Link],
    /// The days on which links start or end: day, whether it starts, link.
    events: Vec<(i32, bool, usize)>,
    /// The link of each node on the day.
    current: BTreeMap<RowId, usize>,
    /// The walk that last met each node.
    met: BTreeMap<RowId, u32>,
    found: Vec<Vec<RowId>>,
}

impl<'l> Sweep<'l> {
    fn new(links: &'l [Link]) -> Self {
        let starts_and_ends = |(at, link): (usize, &Link)| [(link.from, true, at), (link.until, false, at)];
        let mut events: Vec<(i32, bool, usize)> = links.iter().enumerate().flat_map(starts_and_ends).collect();
        // Links end before others start on a day.
        events.sort_unstable_by_key(|(day, starts, at)| (*day, *starts, *at));
        Self { links, events, current: BTreeMap::new(), met: BTreeMap::new(), found: Vec::new() }
    }

    fn run(mut self) -> Vec<Vec<RowId>> {
        let events = std::mem::take(&mut self.events);
        let mut walk = 0;
        for day in events.chunk_by(|a, b| a.0 == b.0) {
            let started: Vec<usize> = day.iter().filter(|event| event.1).map(|event| event.2).collect();
            for (_, starts, at) in day {
                let Some(link) = self.links.get(*at) else { continue };
                if *starts {
                    self.current.insert(link.below, *at);
                } else if self.current.get(&link.below) == Some(at) {
                    self.current.remove(&link.below);
                }
            }
            self.met.clear();
            for at in started {
                walk += 1;
                self.walk(at, walk);
            }
        }
        self.found
    }

    /// Follows links upwards from one until a node was met before; if it was in this walk, it is on a circle.
    fn walk(&mut self, start: usize, walk: u32) {
        let mut node = self.links.get(start).map_or(NONE, |link| link.below);
        loop {
            match self.met.insert(node, walk) {
                None => {}
                Some(earlier) if earlier == walk => return self.take(node),
                Some(_) => return,
            }
            let Some(link) = self.current.get(&node).and_then(|at| self.links.get(*at)) else { return };
            node = link.above;
        }
    }

    /// Takes the rows of the circle through a node.
    fn take(&mut self, start: RowId) {
        let (mut node, mut rows) = (start, Vec::new());
        while let Some(link) = self.current.remove(&node).and_then(|at| self.links.get(at)) {
            rows.push(link.row);
            node = link.above;
        }
        self.found.push(rows);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn link(below: RowId, above: RowId, from: i32, until: i32) -> Link {
        Link { below, above, from, until, row: below * 100 + above }
    }

    #[test]
    fn circles_hold_on_a_day() {
        let always = |below, above| link(below, above, i32::MIN, i32::MAX);
        let mut found = cycles(&[always(1, 2), always(2, 3), always(3, 1), always(4, 1)]);
        for cycle in &mut found {
            cycle.sort_unstable();
        }
        assert_eq!(found, [vec![102, 203, 301]]);
        assert_eq!(cycles(&[always(1, 1)]), [vec![101]]);
        assert!(cycles(&[always(1, 2), always(2, 3)]).is_empty());
        // Each the other's superior, but never on the same day.
        assert!(cycles(&[link(1, 2, 0, 10), link(2, 1, 10, 20)]).is_empty());
        assert_eq!(cycles(&[link(1, 2, 0, 11), link(2, 1, 10, 20)]).len(), 1);
    }

    #[test]
    fn a_ring_of_a_hundred_thousand_is_one_circle() {
        let n = 100_000;
        let ring: Vec<Link> =
            (0..n).map(|i| Link { below: i, above: (i + 1) % n, from: 0, until: 1, row: i }).collect();
        let found = cycles(&ring);
        assert_eq!((found.len(), found[0].len()), (1, n as usize));
    }
}
