//! The order of slots: a pre-order of the latest placements, siblings by code and time. No recursion.
#![expect(clippy::indexing_slicing, reason = "rows are those of `units`, and every column here has one entry a row")]

use crate::draft::{Checked, NONE, RowId};
use crate::record::{Table, unit_column as column};

/// Which row each slot is laid out from, and the slot of each node.
pub(super) struct Layout {
    /// The latest row of the node in each slot.
    pub(super) latest: Vec<u32>,
    /// The slot of each node by its first row; [`NONE`] for rows that are the first of no node that holds.
    pub(super) slot: Vec<u32>,
    /// The first slot after each slot's subtree.
    pub(super) end: Vec<u32>,
}

impl Layout {
    pub(super) fn new(checked: &Checked) -> Self {
        let latest = latest_rows(checked);
        let parent = |node: u32| checked.parents[latest[node as usize] as usize];
        let nodes: Vec<u32> = (0..).zip(&latest).filter(|(_, row)| **row != NONE).map(|(node, _)| node).collect();
        let (starts, children) = children(checked, &latest, &nodes);
        let mut slot = vec![NONE; latest.len()];
        let mut order: Vec<u32> = Vec::with_capacity(nodes.len());
        let mut stack: Vec<u32> = nodes.iter().copied().filter(|node| parent(*node) == NONE).collect();
        sort_by_code(checked, &latest, &mut stack);
        stack.reverse();
        let place_all = |stack: &mut Vec<u32>, slot: &mut Vec<u32>, order: &mut Vec<u32>| {
            while let Some(node) = stack.pop() {
                if slot[node as usize] == NONE {
                    slot[node as usize] = u32::try_from(order.len()).unwrap_or(NONE);
                    order.push(node);
                    let below = &children[starts[node as usize] as usize..starts[node as usize + 1] as usize];
                    stack.extend(below.iter().rev());
                }
            }
        };
        place_all(&mut stack, &mut slot, &mut order);
        // Only placements that run in a circle over time are left: each starts a range of its own at its least code.
        let mut left: Vec<u32> = nodes.iter().copied().filter(|node| slot[*node as usize] == NONE).collect();
        sort_by_code(checked, &latest, &mut left);
        for node in left {
            stack.push(node);
            place_all(&mut stack, &mut slot, &mut order);
        }
        let end = ends(&order, &slot, parent);
        let latest = order.iter().map(|node| latest[*node as usize]).collect();
        Self { latest, slot, end }
    }
}

/// The latest accepted row of each node, by the node's first row; [`NONE`] for nodes without one and for other rows.
fn latest_rows(checked: &Checked) -> Vec<u32> {
    let rows = checked.draft.rows(Table::Units);
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

/// The order of siblings: by code, and where one has the code after another by time.
fn sort_by_code(checked: &Checked, latest: &[u32], nodes: &mut [u32]) {
    let rows = checked.draft.rows(Table::Units);
    let key = |node: u32| {
        let row = latest[node as usize];
        (checked.draft.text.get(rows.cell(row, column::CODE)), rows.bounds(row))
    };
    nodes.sort_unstable_by(|a, b| key(*a).cmp(&key(*b)));
}

/// The children of each node by latest placement, sorted by code: where they start, and all of them.
fn children(checked: &Checked, latest: &[u32], nodes: &[u32]) -> (Vec<u32>, Vec<u32>) {
    let parent = |node: u32| checked.parents[latest[node as usize] as usize];
    let mut starts = vec![0_u32; latest.len() + 2];
    for node in nodes {
        let parent = parent(*node);
        if parent != NONE {
            starts[parent as usize + 2] += 1;
        }
    }
    for at in 2..starts.len() {
        starts[at] += starts[at - 1];
    }
    let mut children = vec![NONE; starts[starts.len() - 1] as usize];
    for node in nodes {
        let parent = parent(*node);
        if parent != NONE {
            let at = &mut starts[parent as usize + 1];
            children[*at as usize] = *node;
            *at += 1;
        }
    }
    starts.pop();
    for node in nodes {
        let range = starts[*node as usize] as usize..starts[*node as usize + 1] as usize;
        sort_by_code(checked, latest, &mut children[range]);
    }
    (starts, children)
}

/// The first slot after each subtree: children come after their parents, so one pass from the end will do.
fn ends(order: &[u32], slot: &[u32], parent: impl Fn(RowId) -> RowId) -> Vec<u32> {
    let mut end: Vec<u32> = (1..=order.len()).map(|next| u32::try_from(next).unwrap_or(NONE)).collect();
    for at in (0..order.len()).rev() {
        let above = parent(order[at]);
        if above == NONE {
            continue;
        }
        let above = slot[above as usize] as usize;
        // A range that was started to break a circle lies before its parent.
        if above < at {
            end[above] = end[above].max(end[at]);
        }
    }
    end
}
