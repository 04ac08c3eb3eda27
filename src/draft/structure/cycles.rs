//! Circles among dated links, each from a node to the one above it. No recursion: a chain may be a million long.

use super::forest::Forest;
use super::{NONE, RowId};

/// A row that puts one node under another for a period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Link {
    pub(crate) below: RowId,
    pub(crate) above: RowId,
    pub(crate) from: i32,
    pub(crate) until: i32,
    pub(crate) row: RowId,
}

/// The circles that hold on any day, each as its rows in the order upwards. A node has at most one link a day. A row is
/// in one circle at most: the earliest.
pub(crate) fn cycles(links: &[Link]) -> Vec<Vec<RowId>> {
    Sweep::new(&core(links)).run()
}

/// Whether a circle holds on any day.
#[cfg(feature = "image")]
pub(crate) fn is_any_circle(links: &[Link]) -> bool {
    !cycles(links).is_empty()
}

/// What is left when nodes with nothing above or nothing below are taken away until there are none: every circle, and
/// what lies between two.
fn core(links: &[Link]) -> Vec<Link> {
    // Nodes of one table have numbers near each other, which may begin far from the first.
    let least = links.iter().map(|link| link.below.min(link.above)).min().unwrap_or(0);
    let near = links.iter().map(|link| Link { below: link.below - least, above: link.above - least, ..*link });
    let upwards = |link: &Link| (link.below, link.above);
    let downwards = |link: &Link| (link.above, link.below);
    peel(peel(near.collect(), upwards), downwards)
}

/// The number of nodes up to the last that a link names.
fn span(links: &[Link]) -> usize {
    links.iter().map(|link| link.below.max(link.above) as usize + 1).max().unwrap_or(0)
}

/// Takes away, until there are none, the links of nodes that no link leads to.
fn peel(mut links: Vec<Link>, ends: impl Fn(&Link) -> (RowId, RowId)) -> Vec<Link> {
    let span = span(&links);
    // The links that leave each node, as a list: the first one of a node, and the next one of each link.
    let (mut first, mut next) = (vec![None; span], vec![None; links.len()]);
    let mut entering = vec![0_u32; span];
    for (at, (link, next)) in links.iter().zip(&mut next).enumerate() {
        let (from, to) = ends(link);
        *next = first.get_mut(from as usize).and_then(|first| first.replace(at));
        entering.get_mut(to as usize).into_iter().for_each(|count| *count += 1);
    }
    let mut free: Vec<usize> = (0..span).filter(|node| entering.get(*node) == Some(&0)).collect();
    let mut gone = vec![false; span];
    while let Some(node) = free.pop() {
        gone.get_mut(node).into_iter().for_each(|gone| *gone = true);
        let mut leaving = first.get(node).copied().flatten();
        while let Some(at) = leaving {
            leaving = next.get(at).copied().flatten();
            let to = links.get(at).map_or(NONE, |link| ends(link).1) as usize;
            let Some(count) = entering.get_mut(to) else { continue };
            *count -= 1;
            if *count == 0 {
                free.push(to);
            }
        }
    }
    links.retain(|link| gone.get(ends(link).0 as usize) == Some(&false));
    links
}

/// The links day by day, from the earliest on. A link that starts closes a circle if the node below it is topmost above
/// the node above it; to walk there would take as many steps as there are days and links.
struct Sweep<'l> {
    links: &'l [Link],
    /// The link of each node on the day.
    current: Vec<Option<&'l Link>>,
    /// The nodes as those links put them under each other.
    forest: Forest,
    found: Vec<Vec<RowId>>,
}

impl<'l> Sweep<'l> {
    fn new(links: &'l [Link]) -> Self {
        let span = span(links);
        Self { links, current: vec![None; span], forest: Forest::new(span), found: Vec::new() }
    }

    fn run(mut self) -> Vec<Vec<RowId>> {
        let starts_and_ends = |link: &'l Link| [(link.from, true, link), (link.until, false, link)];
        let mut events: Vec<(i32, bool, &Link)> = self.links.iter().flat_map(starts_and_ends).collect();
        // Links end before others start on a day.
        events.sort_by_key(|(day, starts, _)| (*day, *starts));
        for (_, starts, link) in events {
            if starts {
                self.start(link);
            } else if self.current(link.below).is_some_and(|current| current.row == link.row) {
                self.end(link.below);
            }
        }
        self.found
    }

    fn current(&self, node: RowId) -> Option<&'l Link> {
        self.current.get(node as usize).copied().flatten()
    }

    fn start(&mut self, link: &'l Link) {
        if self.current(link.below).is_some() {
            self.end(link.below);
        }
        if self.forest.topmost(link.above) == link.below {
            return self.take(link);
        }
        self.forest.link(link.below, link.above);
        self.current.get_mut(link.below as usize).into_iter().for_each(|current| *current = Some(link));
    }

    fn end(&mut self, node: RowId) -> Option<&'l Link> {
        self.forest.cut(node);
        self.current.get_mut(node as usize)?.take()
    }

    /// Takes the rows of the circle that a link closes, so that they are in no other.
    fn take(&mut self, link: &'l Link) {
        let (mut node, mut rows) = (link.above, vec![link.row]);
        while let Some(next) = self.end(node) {
            rows.push(next.row);
            node = next.above;
        }
        self.found.push(rows);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

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

    /// The circles found by a look at every node on every day.
    fn naive(links: &[Link]) -> BTreeSet<Vec<RowId>> {
        let (mut left, mut found) = (links.to_vec(), BTreeSet::new());
        for day in 0..30 {
            for start in 0..6 {
                let mut rows = Vec::new();
                let mut node = start;
                while let Some(link) = left.iter().find(|l| l.below == node && l.from <= day && day < l.until) {
                    rows.push(link.row);
                    node = link.above;
                    if node == start {
                        left.retain(|link| !rows.contains(&link.row));
                        rows.sort_unstable();
                        found.insert(rows);
                        break;
                    }
                    if rows.len() > 6 {
                        break;
                    }
                }
            }
        }
        found
    }

    #[test]
    fn circles_are_those_of_a_look_at_every_day() {
        let mut circles = [0, 0, 0];
        for seed in 0..2_000_u32 {
            let mut state = seed;
            let mut dice = |below: u32| {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                (state >> 16) % below
            };
            // Of each node links one after another.
            let mut links: Vec<Link> = Vec::new();
            for below in 0..6 {
                let mut day = 0;
                while day < 12 && dice(3) > 0 {
                    let (from, until) = (day + dice(3), day + 3 + dice(5));
                    let row = u32::try_from(links.len()).unwrap();
                    links.push(Link { row, ..link(below, dice(6), from.cast_signed(), until.cast_signed()) });
                    day = until;
                }
            }
            let mut found = cycles(&links);
            for rows in &mut found {
                rows.sort_unstable();
            }
            assert_eq!(found.iter().cloned().collect::<BTreeSet<_>>(), naive(&links), "{links:?}");
            circles[found.len().min(2)] += 1;
        }
        assert!(circles.iter().all(|count| *count > 200), "{circles:?}");
    }

    #[test]
    fn a_long_chain_is_not_walked_day_by_day() {
        // The last of a chain is below the first every other day, and the first below the last after all.
        let n = 40_000;
        let chain = (1..n).map(|i| Link { below: i, above: i + 1, from: 0, until: 2 * n.cast_signed(), row: i });
        let daily = (0..n).map(|i| {
            let day = 2 * i.cast_signed();
            Link { below: 0, above: 1, from: day, until: day + 1, row: n + i }
        });
        let back = Link { below: n, above: 0, from: 2 * n.cast_signed() - 1, until: 2 * n.cast_signed(), row: 0 };
        let links: Vec<Link> = chain.chain(daily).chain([back]).collect();
        assert!(core(&links).len() == links.len() && cycles(&links).is_empty());
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
