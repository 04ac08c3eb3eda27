//! Slots are given out: whoever has children by hand, runs of all others by parts. No recursion.
#![expect(clippy::indexing_slicing, reason = "families, children and slots come from this module and the families")]

use super::layout::Families;
use crate::base::{PART, each};
use crate::draft::NONE;

/// The slots.
pub(super) struct Placed {
    /// The node in each slot.
    pub(super) nodes: Vec<u32>,
    /// The slot above each; [`NONE`] for none.
    pub(super) parent: Vec<u32>,
    /// The first slot after each slot's subtree.
    pub(super) end: Vec<u32>,
}

/// Siblings in slots that follow on each other: of all but the last the subtree ends with the slot.
#[derive(Clone, Copy)]
struct Run {
    slot: u32,
    parent: u32,
    from: From,
    count: u32,
}

/// Where the nodes of a run stand.
#[derive(Clone, Copy)]
enum From {
    /// Among all children, from a place on.
    Children(u32),
    /// The node itself, which nothing is above.
    Top(u32),
}

/// A unit whose children are being placed: its slot, the family, and which of all children are left.
struct Open {
    slot: u32,
    family: u32,
    next: u32,
    end: u32,
}

/// Slots while they are given out.
pub(super) struct Placing<'f> {
    families: &'f Families,
    count: u32,
    runs: Vec<Run>,
    /// The slots of units that others hang on, and the first slot after each subtree.
    ends: Vec<(u32, u32)>,
    /// Whether each node has a slot, where that is not sure.
    has_slot: Vec<bool>,
}

impl<'f> Placing<'f> {
    pub(super) fn new(families: &'f Families) -> Self {
        Self { families, count: 0, runs: Vec::new(), ends: Vec::new(), has_slot: Vec::new() }
    }

    pub(super) fn count(&self) -> usize {
        self.count as usize
    }

    /// From here on looks whether a node has a slot already. Answers which nodes have.
    pub(super) fn look_twice(&mut self) -> Vec<bool> {
        self.has_slot = vec![false; self.families.headed.len()];
        for run in &self.runs {
            for at in 0..run.count {
                self.has_slot[run.node(self.families, at) as usize] = true;
            }
        }
        self.has_slot.clone()
    }

    /// Gives slots to a node and to all below it that has none.
    pub(super) fn place(&mut self, root: u32) {
        if !self.is_free(root) {
            return;
        }
        let mut open: Vec<Open> = Vec::new();
        open.extend(self.run(From::Top(root), 1, NONE, self.families.headed[root as usize]));
        while let Some(above) = open.last_mut() {
            let (slot, start) = (above.slot, above.next);
            if start == above.end {
                self.ends.push((slot, self.count));
                open.pop();
                continue;
            }
            let count = self.count_of_run(above);
            above.next += count;
            let (_, node, family) = self.families.children[above.next as usize - 1];
            if count > 1 || self.is_free(node) {
                open.extend(self.run(From::Children(start), count, slot, family));
            }
        }
    }

    /// Whether a node has no slot; from here on it has.
    fn is_free(&mut self, node: u32) -> bool {
        self.has_slot.get_mut(node as usize).is_none_or(|has_slot| !std::mem::replace(has_slot, true))
    }

    /// How many of the children that are left follow on each other: up to the first that others hang on.
    fn count_of_run(&self, above: &Open) -> u32 {
        if !self.has_slot.is_empty() {
            return 1;
        }
        let left = above.end - above.next;
        if self.families.is_last[above.family as usize] {
            return left;
        }
        let children = &self.families.children[above.next as usize..above.end as usize];
        let last = children.iter().position(|child| child.2 != NONE);
        last.and_then(|last| u32::try_from(last + 1).ok()).unwrap_or(left)
    }

    /// Gives slots to siblings, of which the last heads a family, or none does; answers it in that case.
    fn run(&mut self, from: From, count: u32, parent: u32, family: u32) -> Option<Open> {
        self.runs.push(Run { slot: self.count, parent, from, count });
        self.count += count;
        let starts = self.families.starts.get(family as usize..)?;
        Some(Open { slot: self.count - 1, family, next: starts[0], end: starts[1] })
    }

    /// What stands in the slots.
    pub(super) fn placed(self) -> Placed {
        let count = self.count();
        let mut placed = Placed { nodes: vec![0; count], parent: vec![0; count], end: vec![0; count] };
        let (mut nodes, mut parent, mut end) = (&mut *placed.nodes, &mut *placed.parent, &mut *placed.end);
        let mut parts = Vec::new();
        for runs in self.runs.chunks(PART) {
            let len = runs.iter().map(|run| run.count as usize).sum();
            let part = |column: &mut _| <[u32]>::split_off_mut(column, ..len).unwrap_or_default();
            parts.push((runs, part(&mut nodes), part(&mut parent), part(&mut end)));
        }
        each(parts, |(runs, nodes, parent, end)| {
            let mut at = 0;
            for run in runs {
                for own in 0..run.count {
                    nodes[at] = run.node(self.families, own);
                    parent[at] = run.parent;
                    end[at] = run.slot + own + 1;
                    at += 1;
                }
            }
        })
        .for_each(drop);
        for (slot, end) in self.ends {
            placed.end[slot as usize] = end;
        }
        placed
    }
}

impl Run {
    fn node(&self, families: &Families, at: u32) -> u32 {
        match self.from {
            From::Children(start) => families.children[(start + at) as usize].1,
            From::Top(node) => node,
        }
    }
}
