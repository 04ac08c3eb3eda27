//! Circles among dated links, each from a node to the one above it. No recursion: a chain may be a million long.

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
    let core = core(links);
    if run_in_circle(&core) { Sweep::new(&core).run() } else { Vec::new() }
}

/// Whether a circle holds on any day.
#[cfg(feature = "image")]
pub(crate) fn is_any_circle(links: &[Link]) -> bool {
    run_in_circle(&core(links))
}

/// Whether links run in a circle on any day. They can only where one connects what others do already, since a node has at
/// most one link a day; to walk them day by day would take as many steps as there are days and links.
fn run_in_circle(links: &[Link]) -> bool {
    let mut days: Vec<i32> = links.iter().flat_map(|link| [link.from, link.until]).collect();
    days.sort_unstable();
    days.dedup();
    Groups::new(span(links)).any_circle(&days, links)
}

/// Nodes that links connect, in groups; the last links can be taken back.
struct Groups {
    /// The node above each in its group.
    above: Vec<RowId>,
    /// How many nodes a group has, at its topmost.
    size: Vec<u32>,
    /// The nodes that were put below another, the last of all last.
    joined: Vec<RowId>,
}

impl Groups {
    fn new(span: usize) -> Self {
        Self { above: (0..).take(span).collect(), size: vec![1; span], joined: Vec::new() }
    }

    /// Whether links, none of which ends before the first of the days or starts after the last, run in a circle between
    /// them. Those that hold all the time are joined once for both halves of it.
    fn any_circle(&mut self, days: &[i32], links: &[Link]) -> bool {
        let (Some(first), Some(last)) = (days.first(), days.last()) else { return false };
        let known = self.joined.len();
        let (always, others): (Vec<Link>, Vec<Link>) =
            links.iter().copied().partition(|link| link.from <= *first && *last <= link.until);
        let mut found = always.iter().any(|link| !self.join(link.below, link.above));
        if !others.is_empty() && !found {
            let (early, late) = (days.get(..=days.len() / 2), days.get(days.len() / 2..));
            for half in [early, late].into_iter().flatten() {
                let (Some(first), Some(last)) = (half.first(), half.last()) else { continue };
                let within = others.iter().filter(|link| link.from < *last && *first < link.until);
                let within: Vec<Link> = within.copied().collect();
                found = found || self.any_circle(half, &within);
            }
        }
        for node in self.joined.drain(known..).rev() {
            let above = self.above.get_mut(node as usize).map(|above| std::mem::replace(above, node));
            let size = self.size.get(node as usize).copied().unwrap_or(0);
            if let Some(whole) = above.and_then(|above| self.size.get_mut(above as usize)) {
                *whole -= size;
            }
        }
        found
    }

    /// Makes one group of those of two nodes, unless they are one already.
    fn join(&mut self, a: RowId, b: RowId) -> bool {
        let size = |groups: &Self, node: RowId| groups.size.get(node as usize).copied().unwrap_or(0);
        let (mut lesser, mut greater) = (self.topmost(a), self.topmost(b));
        if lesser == greater {
            return false;
        }
        if size(self, lesser) > size(self, greater) {
            (lesser, greater) = (greater, lesser);
        }
        let more = size(self, lesser);
        self.size.get_mut(greater as usize).into_iter().for_each(|size| *size += more);
        self.above.get_mut(lesser as usize).into_iter().for_each(|above| *above = greater);
        self.joined.push(lesser);
        true
    }

    fn topmost(&self, mut node: RowId) -> RowId {
        while let Some(above) = self.above.get(node as usize).filter(|above| **above != node) {
            node = *above;
        }
        node
    }
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

/// The links day by day, from the earliest on.
struct Sweep<'l> {
    links: &'l [Link],
    /// The days on which links start or end: day, whether it starts, link.
    events: Vec<(i32, bool, usize)>,
    /// The link of each node on the day.
    current: Vec<Option<usize>>,
    /// The walk that last met each node; 0 for none.
    met: Vec<u32>,
    found: Vec<Vec<RowId>>,
}

impl<'l> Sweep<'l> {
    fn new(links: &'l [Link]) -> Self {
        let starts_and_ends = |(at, link): (usize, &Link)| [(link.from, true, at), (link.until, false, at)];
        let mut events: Vec<(i32, bool, usize)> = links.iter().enumerate().flat_map(starts_and_ends).collect();
        // Links end before others start on a day.
        events.sort_unstable_by_key(|(day, starts, at)| (*day, *starts, *at));
        let span = span(links);
        Self { links, events, current: vec![None; span], met: vec![0; span], found: Vec::new() }
    }

    fn run(mut self) -> Vec<Vec<RowId>> {
        let events = std::mem::take(&mut self.events);
        let mut walk = 0;
        for day in events.chunk_by(|a, b| a.0 == b.0) {
            for (_, starts, at) in day {
                let below = self.links.get(*at).map_or(NONE, |link| link.below);
                let Some(current) = self.current.get_mut(below as usize) else { continue };
                if *starts {
                    *current = Some(*at);
                } else {
                    current.take_if(|current| current == at);
                }
            }
            let first_of_day = walk + 1;
            for (_, _, at) in day.iter().filter(|event| event.1) {
                walk += 1;
                self.walk(*at, walk, first_of_day);
            }
        }
        self.found
    }

    /// Follows links upwards from one until a node was met before on the day; if it was in this walk, it is on a circle.
    fn walk(&mut self, start: usize, walk: u32, first_of_day: u32) {
        let mut node = self.links.get(start).map_or(NONE, |link| link.below);
        loop {
            let Some(met) = self.met.get_mut(node as usize) else { return };
            let earlier = std::mem::replace(met, walk);
            if earlier == walk {
                return self.take(node);
            }
            if earlier >= first_of_day {
                return;
            }
            let current = self.current.get(node as usize).copied().flatten();
            let Some(link) = current.and_then(|at| self.links.get(at)) else { return };
            node = link.above;
        }
    }

    /// Takes the rows of the circle through a node.
    fn take(&mut self, start: RowId) {
        let (mut node, mut rows) = (start, Vec::new());
        while let Some(at) = self.current.get_mut(node as usize).and_then(Option::take) {
            let Some(link) = self.links.get(at) else { break };
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
    fn a_circle_is_known_before_it_is_found() {
        let mut circles = [0, 0];
        for seed in 0..2_000_u32 {
            let mut state = seed;
            let mut dice = |below: u32| {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                (state >> 16) % below
            };
            // Of each node links one after another.
            let mut links = Vec::new();
            for below in 0..6 {
                let mut day = 0;
                while day < 12 && dice(3) > 0 {
                    let (from, until) = (day + dice(3), day + 3 + dice(5));
                    links.push(link(below, dice(6), from.cast_signed(), until.cast_signed()));
                    day = until;
                }
            }
            let is_any = !Sweep::new(&links).run().is_empty();
            assert_eq!(run_in_circle(&links), is_any, "{links:?}");
            circles[usize::from(is_any)] += 1;
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
