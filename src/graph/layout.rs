//! The order of slots: a pre-order of the latest placements, siblings by code and time. No recursion.
#![expect(clippy::indexing_slicing, reason = "rows are those of `units`, and every column here has one entry a row")]

use crate::draft::{Checked, NO_KEY, NONE};
use crate::record::{Table, unit_column as column};

/// Which row each slot is laid out from, and the slot of each node.
pub(super) struct Layout {
    /// The latest row of the node in each slot.
    pub(super) latest: Vec<u32>,
    /// The slot that the latest row of each slot hangs on; [`NONE`] for roots.
    pub(super) parent: Vec<u32>,
    /// The first slot after each slot's subtree.
    pub(super) end: Vec<u32>,
    /// The slot of each node by its first row; [`NONE`] for rows that are the first of no node that holds.
    pub(super) slot: Vec<u32>,
}

/// A unit whose children are being placed: its slot, and which of all children are left.
struct Open {
    slot: u32,
    next: u32,
    end: u32,
}

impl Layout {
    pub(super) fn new(checked: &Checked) -> Self {
        let latest = latest_rows(checked);
        let nodes = || (0..).zip(&latest).filter(|(_, row)| **row != NONE).map(|(node, _)| node);
        let parent = |node: u32| checked.parents[latest[node as usize] as usize];
        let mut roots: Vec<u32> = nodes().filter(|node| parent(*node) == NONE).collect();
        sort_by_code(checked, &latest, &mut roots);
        let mut placing = Placing::new(children(checked, &latest), &latest);
        for root in roots {
            placing.place(root);
        }
        // Only placements that run in a circle over time are left: each starts a range of its own at its least code.
        let mut left = Vec::new();
        if placing.layout.latest.len() < nodes().count() {
            left.extend(nodes().filter(|node| placing.layout.slot[*node as usize] == NONE));
        }
        sort_by_code(checked, &latest, &mut left);
        for node in &left {
            placing.place(*node);
        }
        let mut layout = placing.layout;
        for node in left {
            layout.parent[layout.slot[node as usize] as usize] = layout.slot[parent(node) as usize];
        }
        layout
    }
}

/// A layout while slots are given out.
struct Placing<'l> {
    /// Where the children of each node start, and all of them.
    starts: Vec<u32>,
    children: Vec<(u64, u32)>,
    latest: &'l [u32],
    layout: Layout,
}

impl<'l> Placing<'l> {
    fn new((starts, children): (Vec<u32>, Vec<(u64, u32)>), latest: &'l [u32]) -> Self {
        let (rows, parent, end) = (Vec::new(), Vec::new(), Vec::new());
        let mut layout = Layout { latest: rows, parent, end, slot: vec![NONE; latest.len()] };
        for column in [&mut layout.latest, &mut layout.parent, &mut layout.end] {
            column.reserve_exact(latest.len());
        }
        Self { starts, children, latest, layout }
    }

    /// Gives slots to a node and to all below it that has none.
    fn place(&mut self, root: u32) {
        let mut open: Vec<Open> = Vec::new();
        open.extend(self.put(root, NONE));
        while let Some(above) = open.last_mut() {
            if above.next == above.end {
                self.layout.end[above.slot as usize] = self.next_slot();
                open.pop();
                continue;
            }
            let (node, slot) = (self.children[above.next as usize].1, above.slot);
            above.next += 1;
            open.extend(self.put(node, slot));
        }
    }

    fn next_slot(&self) -> u32 {
        u32::try_from(self.layout.latest.len()).unwrap_or(NONE)
    }

    /// Gives a slot to a node that has none; answers the unit if others hang on it.
    fn put(&mut self, node: u32, parent: u32) -> Option<Open> {
        let (at, slot) = (node as usize, self.next_slot());
        if self.layout.slot[at] != NONE {
            return None;
        }
        self.layout.slot[at] = slot;
        self.layout.latest.push(self.latest[at]);
        self.layout.parent.push(parent);
        self.layout.end.push(slot + 1);
        let (next, end) = (self.starts[at], self.starts[at + 1]);
        (next < end).then_some(Open { slot, next, end })
    }
}

/// The latest accepted row of each node, by the node's first row; [`NONE`] for nodes without one and for other rows.
fn latest_rows(checked: &Checked) -> Vec<u32> {
    let rows = checked.draft.rows(Table::Units);
    if !checked.any_versions() {
        return (0..rows.len()).map(|row| if checked.holds(row) { row } else { NONE }).collect();
    }
    let mut latest = vec![NONE; rows.len() as usize];
    for row in 0..rows.len() {
        if !checked.holds(row) {
            continue;
        }
        let Some(node) = checked.node_of(Table::Units, row) else { continue };
        let known = latest[node as usize];
        if known == NONE || rows.bounds(known) < rows.bounds(row) {
            latest[node as usize] = row;
        }
    }
    latest
}

/// The order of siblings: by code, and where one has the code after another by time. Keys are gathered first, since
/// each is three look-ups away.
fn sort_by_code(checked: &Checked, latest: &[u32], nodes: &mut [u32]) {
    let rows = checked.draft.rows(Table::Units);
    let key = |node: u32| {
        let row = latest[node as usize];
        (checked.draft.text.get(rows.cell(row, column::CODE)), rows.bounds(row))
    };
    let mut keyed: Vec<_> = nodes.iter().map(|node| (key(*node), *node)).collect();
    keyed.sort_unstable();
    for (place, (_, node)) in nodes.iter_mut().zip(keyed) {
        *place = node;
    }
}

/// The children of each node by latest placement, sorted by code: where they start, and all of them with their keys.
fn children(checked: &Checked, latest: &[u32]) -> (Vec<u32>, Vec<(u64, u32)>) {
    let placed = || {
        let held = (0..).zip(latest).filter(|(_, row)| **row != NONE);
        let placed = held.map(|(node, row)| (node, *row, checked.parents[*row as usize]));
        placed.filter(|(_, _, parent)| *parent != NONE)
    };
    let mut starts = vec![0_u32; latest.len() + 2];
    placed().for_each(|(_, _, parent)| starts[parent as usize + 2] += 1);
    for at in 2..starts.len() {
        starts[at] += starts[at - 1];
    }
    let mut children = vec![(0, NONE); starts[starts.len() - 1] as usize];
    // Siblings name a parent that had several codes by one or the other.
    let are_told = !checked.is_any_recoded();
    for (node, row, parent) in placed() {
        let at = &mut starts[parent as usize + 1];
        children[*at as usize] = (if are_told { checked.draft.sibling_key(row) } else { NO_KEY }, node);
        *at += 1;
    }
    starts.pop();
    for range in starts.windows(2).filter(|range| range[0] + 1 < range[1]) {
        sort_siblings(checked, latest, &mut children[range[0] as usize..range[1] as usize]);
    }
    (starts, children)
}

/// Sorts siblings by their keys, or by codes and time if one has none or two have the same.
fn sort_siblings(checked: &Checked, latest: &[u32], siblings: &mut [(u64, u32)]) {
    siblings.sort_unstable();
    let is_told = siblings[0].0 != NO_KEY && siblings.windows(2).all(|pair| pair[0].0 < pair[1].0);
    if is_told {
        return;
    }
    let mut nodes: Vec<u32> = siblings.iter().map(|sibling| sibling.1).collect();
    sort_by_code(checked, latest, &mut nodes);
    siblings.iter_mut().zip(nodes).for_each(|(sibling, node)| sibling.1 = node);
}
