//! The order of slots: a pre-order of the latest placements, siblings by code and time. No recursion.
#![expect(clippy::indexing_slicing, reason = "rows are those of `units`, and every column here has one entry a row")]

use super::placing::{Placed, Placing};
use crate::base::{FETCHED, each, fetch, shares};
use crate::draft::{Checked, NO_KEY, NONE};
use crate::record::{Table, unit_column as column};
use std::collections::BTreeMap;

/// Which row each slot is laid out from, and the slot of each node.
pub(super) struct Layout {
    /// The latest row of the node in each slot.
    pub(super) latest: Vec<u32>,
    /// The slot that the latest row of each slot hangs on; [`NONE`] for roots.
    pub(super) parent: Vec<u32>,
    /// The first slot after each slot's subtree.
    pub(super) end: Vec<u32>,
    /// The slot of each unit by its first row; [`NONE`] for all other rows, those of other tables included.
    pub(super) slot: Vec<u32>,
}

impl Layout {
    /// Lays out the units by the parent of each row. Of `parents` those of rows that are not the latest ones stay.
    pub(super) fn new(checked: &Checked, parents: &mut [u32], keys: Vec<u64>) -> Self {
        let latest = Latest::of(checked);
        let mut roots = Vec::new();
        roots.extend(latest.all(checked).filter(|(_, row)| parents[*row as usize] == NONE).map(|found| found.0));
        sort_by_code(checked, &latest, &mut roots);
        let families = Families::new(checked, &latest, (parents, &keys));
        drop(keys);
        let count = latest.all(checked).count();
        let mut placing = Placing::new(&families);
        for root in roots {
            placing.place(root);
        }
        // Only placements that run in a circle over time are left: each starts a range of its own at its least code.
        let mut left = Vec::new();
        if placing.count() < count {
            let has_slot = placing.look_twice();
            left.extend(latest.all(checked).map(|found| found.0).filter(|node| !has_slot[*node as usize]));
            sort_by_code(checked, &latest, &mut left);
            for node in &left {
                placing.place(*node);
            }
        }
        let Placed { nodes, mut parent, end } = placing.placed();
        let above = |node: u32| families.heads[parents[latest.row(checked, node).unwrap_or(node) as usize] as usize];
        let left: Vec<(u32, u32)> = left.into_iter().map(|node| (node, above(node))).collect();
        let slot = slots(families.headed, &nodes);
        for (node, above) in left {
            parent[slot[node as usize] as usize] = slot[above as usize];
        }
        Self { latest: latest.into_rows(nodes), parent, end, slot }
    }
}

/// The latest row that holds of each node, by the node's first row.
enum Latest {
    /// Every node has one row.
    Only,
    /// [`NONE`] for nodes without one and for other rows.
    Rows(Vec<u32>),
}

impl Latest {
    fn of(checked: &Checked) -> Self {
        if !checked.any_versions() {
            return Self::Only;
        }
        let rows = checked.draft.rows(Table::Units);
        let mut latest = vec![NONE; rows.len() as usize];
        for row in (0..rows.len()).filter(|row| checked.holds(*row)) {
            let Some(node) = checked.node_of(Table::Units, row) else { continue };
            let known = latest[node as usize];
            if known == NONE || rows.bounds(known) < rows.bounds(row) {
                latest[node as usize] = row;
            }
        }
        Self::Rows(latest)
    }

    fn row(&self, checked: &Checked, node: u32) -> Option<u32> {
        match self {
            Self::Only => checked.holds(node).then_some(node),
            Self::Rows(rows) => Some(rows[node as usize]).filter(|row| *row != NONE),
        }
    }

    /// The nodes that have one, each with it.
    fn all<'c>(&'c self, checked: &'c Checked) -> impl Iterator<Item = (u32, u32)> + 'c {
        let nodes = 0..checked.draft.rows(Table::Units).len();
        nodes.filter_map(|node| self.row(checked, node).map(|row| (node, row)))
    }

    /// The rows of nodes that have one.
    fn into_rows(self, mut nodes: Vec<u32>) -> Vec<u32> {
        if let Self::Rows(rows) = self {
            for node in &mut nodes {
                *node = rows[*node as usize];
            }
        }
        nodes
    }
}

/// A node with its key among its siblings, and the family that it heads.
pub(super) type Child = (u64, u32, u32);

/// What hangs on each node by latest placement. Few nodes have anything, and these are numbered: what is looked up of
/// them lies close together.
pub(super) struct Families {
    /// The family that each node heads, by its first row, with room for the rows of all tables; [`NONE`] for none.
    pub(super) headed: Vec<u32>,
    heads: Vec<u32>,
    /// Where the children of each family start, and where the last ones end.
    pub(super) starts: Vec<u32>,
    /// Those of a family by code.
    pub(super) children: Vec<Child>,
    /// Whether no child of each family heads another.
    pub(super) is_last: Vec<bool>,
}

/// Families that are filled together.
struct Share<'f> {
    first: u32,
    /// Where the next child of each goes.
    next: Vec<u32>,
    children: &'f mut [Child],
}

impl Families {
    /// Numbers the families, also in the rows that name them as their parents, and puts together what hangs on each.
    fn new(checked: &Checked, latest: &Latest, (parents, keys): (&mut [u32], &[u64])) -> Self {
        let (mut headed, mut heads) = (vec![NONE; checked.tables.total()], Vec::new());
        let mut starts = vec![0];
        for (node, row) in latest.all(checked) {
            if (node as usize).is_multiple_of(FETCHED) {
                let ahead = parents.iter().skip(node as usize).take(FETCHED);
                fetch(ahead.filter_map(|parent| headed.get(*parent as usize)).copied());
            }
            let parent = &mut parents[row as usize];
            if *parent == NONE {
                continue;
            }
            let family = &mut headed[*parent as usize];
            if *family == NONE {
                *family = u32::try_from(heads.len()).unwrap_or(NONE);
                heads.push(*parent);
                starts.push(0);
            }
            starts[*family as usize + 1] += 1;
            *parent = *family;
        }
        for at in 1..starts.len() {
            starts[at] += starts[at - 1];
        }
        let mut children = vec![(0, 0, 0); starts[heads.len()] as usize];
        let shares = shared(&starts, &mut children);
        let is_last = each(shares, |share| share.fill(checked, latest, (parents, &headed, keys)));
        let is_last = is_last.flatten().collect();
        Self { headed, heads, starts, children, is_last }
    }
}

/// As many shares as pay, each with about as many children.
fn shared<'f>(starts: &[u32], mut children: &'f mut [Child]) -> Vec<Share<'f>> {
    let (count, total) = (shares(), children.len());
    let mut first = 0;
    let share = |share: usize| {
        let until = starts.partition_point(|start| (*start as usize) < total * share / count).min(starts.len() - 1);
        let until = if share == count { starts.len() - 1 } else { until.max(first) };
        let (start, end) = (starts[first] as usize, starts[until] as usize);
        let (own, rest) = std::mem::take(&mut children).split_at_mut(end - start);
        children = rest;
        let next = starts[first..until].iter().map(|at| at - starts[first]).collect();
        let found = Share { first: u32::try_from(first).unwrap_or(NONE), next, children: own };
        first = until;
        found
    };
    (1..=count).map(share).collect()
}

impl Share<'_> {
    /// Takes the children of its families from all, and sorts those of each. Answers of each whether it is a last one.
    fn fill(
        mut self,
        checked: &Checked,
        latest: &Latest,
        (families, headed, keys): (&[u32], &[u32], &[u64]),
    ) -> Vec<bool> {
        // Siblings name a parent that had several codes by one or the other.
        let are_told = !checked.is_any_recoded();
        let starts: Vec<u32> = self.next.iter().copied().chain(u32::try_from(self.children.len())).collect();
        for (node, row) in latest.all(checked) {
            let family = families[row as usize].wrapping_sub(self.first);
            if let Some(at) = self.next.get_mut(family as usize) {
                let key = keys.get(row as usize).copied().filter(|_| are_told).unwrap_or(NO_KEY);
                self.children[*at as usize] = (key, node, headed[node as usize]);
                *at += 1;
            }
        }
        let sorted = |range: &[u32]| {
            let siblings = &mut self.children[range[0] as usize..range[1] as usize];
            sort_siblings(checked, latest, siblings);
            siblings.iter().all(|child| child.2 == NONE)
        };
        starts.windows(2).map(sorted).collect()
    }
}

/// Sorts siblings by their keys, or by codes and time if one has none or two have the same.
fn sort_siblings(checked: &Checked, latest: &Latest, siblings: &mut [Child]) {
    siblings.sort_unstable();
    let is_told =
        siblings.first().is_none_or(|first| first.0 != NO_KEY) && siblings.windows(2).all(|pair| pair[0].0 < pair[1].0);
    if is_told {
        return;
    }
    let headed: BTreeMap<u32, u32> = siblings.iter().map(|sibling| (sibling.1, sibling.2)).collect();
    let mut nodes: Vec<u32> = siblings.iter().map(|sibling| sibling.1).collect();
    sort_by_code(checked, latest, &mut nodes);
    siblings.iter_mut().zip(nodes).for_each(|(sibling, node)| *sibling = (NO_KEY, node, headed[&node]));
}

/// The order of siblings: by code, and where one has the code after another by time. Keys are gathered first, since
/// each is three look-ups away.
fn sort_by_code(checked: &Checked, latest: &Latest, nodes: &mut [u32]) {
    let rows = checked.draft.rows(Table::Units);
    let key = |node: u32| {
        let row = latest.row(checked, node).unwrap_or(node);
        (checked.draft.text.get(rows.cell(row, column::CODE)), rows.bounds(row))
    };
    let mut keyed: Vec<_> = nodes.iter().map(|node| (key(*node), *node)).collect();
    keyed.sort_unstable();
    for (place, (_, node)) in nodes.iter_mut().zip(keyed) {
        *place = node;
    }
}

/// The slot of each node, in place of the family that it heads.
fn slots(mut slot: Vec<u32>, nodes: &[u32]) -> Vec<u32> {
    let size = slot.len().div_ceil(shares()).max(1);
    let parts: Vec<(&mut [u32], u32)> = slot.chunks_mut(size).zip((0..).step_by(size)).collect();
    each(parts, |(slots, first)| {
        slots.fill(NONE);
        for (slot, node) in (0..).zip(nodes) {
            slots.get_mut(node.wrapping_sub(first) as usize).into_iter().for_each(|place| *place = slot);
        }
    })
    .for_each(drop);
    slot
}
