//! A forest whose links come and go: who is topmost above a node is asked in logarithmic time, however long the chain.
//!
//! This is a link-cut tree. Each tree is cut into paths, and each path is a splay tree of its nodes, ordered from the
//! topmost down. The top of a splay tree keeps the node above its path; no splay tree knows of the paths that hang on it.
#![expect(clippy::indexing_slicing, reason = "nodes are numbered from 0 to what the forest was made for")]

use super::NONE;

type Node = u32;

/// Nodes, each under at most one other.
pub(super) struct Forest {
    nodes: Vec<Splayed>,
}

#[derive(Clone, Copy)]
struct Splayed {
    /// The parent in the splay tree; for its top, the node above the path.
    above: Node,
    /// The part of the path that is further up, and the part that is further down.
    sides: [Node; 2],
}

const UP: usize = 0;
const DOWN: usize = 1;

impl Forest {
    /// So many nodes, each by itself.
    pub(super) fn new(count: usize) -> Self {
        Self { nodes: vec![Splayed { above: NONE, sides: [NONE; 2] }; count] }
    }

    /// The topmost node above a node.
    pub(super) fn topmost(&mut self, node: Node) -> Node {
        self.expose(node);
        let mut top = node;
        while let Some(up) = self.side(top, UP) {
            top = up;
        }
        self.splay(top);
        top
    }

    /// Puts a topmost node under another, which is not below it.
    pub(super) fn link(&mut self, below: Node, above: Node) {
        self.expose(below);
        self.nodes[below as usize].above = above;
    }

    /// Makes a node topmost.
    pub(super) fn cut(&mut self, node: Node) {
        self.expose(node);
        if let Some(up) = self.side(node, UP) {
            self.nodes[up as usize].above = NONE;
            self.nodes[node as usize].sides[UP] = NONE;
        }
    }

    /// Makes one path of a node and all above it, with the node at the top of its splay tree.
    fn expose(&mut self, node: Node) {
        let (mut at, mut lower) = (node, NONE);
        while at != NONE {
            self.splay(at);
            self.nodes[at as usize].sides[DOWN] = lower;
            lower = at;
            at = self.nodes[at as usize].above;
        }
        self.splay(node);
    }

    fn splay(&mut self, node: Node) {
        while let Some((parent, side)) = self.parent(node) {
            if let Some((_, outer)) = self.parent(parent) {
                self.rotate(if side == outer { parent } else { node });
            }
            self.rotate(node);
        }
    }

    /// Lifts a node over its parent in the splay tree.
    fn rotate(&mut self, node: Node) {
        let Some((parent, side)) = self.parent(node) else { return };
        let other = 1 - side;
        let between = self.nodes[node as usize].sides[other];
        let above = self.nodes[parent as usize].above;
        if let Some((_, outer)) = self.parent(parent) {
            self.nodes[above as usize].sides[outer] = node;
        }
        self.nodes[node as usize].above = above;
        self.nodes[node as usize].sides[other] = parent;
        self.nodes[parent as usize].above = node;
        self.nodes[parent as usize].sides[side] = between;
        if between != NONE {
            self.nodes[between as usize].above = parent;
        }
    }

    /// The parent in the splay tree and the side on which the node is, unless it is the top.
    fn parent(&self, node: Node) -> Option<(Node, usize)> {
        let above = self.nodes[node as usize].above;
        let sides = self.nodes.get(above as usize)?.sides;
        sides.iter().position(|side| *side == node).map(|side| (above, side))
    }

    fn side(&self, node: Node, side: usize) -> Option<Node> {
        Some(self.nodes[node as usize].sides[side]).filter(|found| *found != NONE)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn topmost_nodes_are_those_of_plain_chains() {
        let (mut forest, mut above) = (Forest::new(40), [NONE; 40]);
        let topmost = |above: &[Node; 40], mut node: Node| {
            while above[node as usize] != NONE {
                node = above[node as usize];
            }
            node
        };
        let (mut state, mut links) = (7_u32, 0);
        let mut dice = |below: u32| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 16) % below
        };
        for _ in 0..20_000 {
            let (node, other) = (dice(40), dice(40));
            assert_eq!(forest.topmost(other), topmost(&above, other));
            if above[node as usize] != NONE && dice(3) == 0 {
                forest.cut(node);
                above[node as usize] = NONE;
            } else if above[node as usize] == NONE && topmost(&above, other) != node {
                forest.link(node, other);
                above[node as usize] = other;
                links += 1;
            }
        }
        assert!(links > 2_000);
    }
}
