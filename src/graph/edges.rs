//! The edges of the graph, from the rows of relations and the placements of units.
#![expect(clippy::indexing_slicing, reason = "slots and bounds come from the columns themselves")]

use super::{Hierarchy, Links, Tie, Version};
use crate::draft::NONE;
use crate::record::{NodeKind, Relation};
use petgraph::graph::{Graph, NodeIndex};

impl Hierarchy {
    /// The graph with what events have changed.
    pub(super) fn changed_graph(&self) -> Graph<NodeKind, Tie> {
        let mut graph = Graph::new();
        add_nodes(&mut graph, &self.first, self.new.iter().map(|found| *found.1));
        add_links(&mut graph, &self.links);
        let units = &self.units;
        let versions = units.slots().flat_map(|slot| units.versions(slot).map(move |version| (slot, version)));
        for (slot, version) in versions {
            let parent = units.parent_of(version);
            if parent != NONE {
                let (parent, child) = (NodeIndex::new(parent as usize), NodeIndex::new(slot as usize));
                graph.add_edge(parent, child, Tie::new(Relation::Contains, units.row_of(version)));
            }
        }
        graph
    }

    /// The graph of a hierarchy that events have not touched: nodes by kind, edges from the last to the first, so that walking
    /// a node's edges meets them in order.
    pub(super) fn laid_out_graph(&self) -> Graph<NodeKind, Tie> {
        let (units, links) = (self.units.columns(), &self.links);
        let edges = units.len() as usize + links.iter().map(|links| links.len() as usize).sum::<usize>();
        let mut graph = Graph::with_capacity(self.node_count() as usize, edges);
        let at = |node: u32| NodeIndex::new(node as usize);
        add_nodes(&mut graph, &self.first, []);
        add_links(&mut graph, links);
        for (at_former, former) in units.all_former().iter().enumerate().rev() {
            let row = self.units.row_of(Version::former(u32::try_from(at_former).unwrap_or(NONE)));
            if former.version.parent != NONE {
                graph.add_edge(at(former.version.parent), at(former.slot), Tie::new(Relation::Contains, row));
            }
        }
        for slot in (0..units.len()).rev() {
            let parent = units.parent[slot as usize];
            if parent != NONE {
                graph.add_edge(at(parent), at(slot), Tie::new(Relation::Contains, slot));
            }
        }
        graph
    }
}

fn add_nodes(
    graph: &mut Graph<NodeKind, Tie>,
    first: &[u32; NodeKind::COUNT + 1],
    new: impl IntoIterator<Item = NodeKind>,
) {
    for (kind, bounds) in NodeKind::ALL.iter().zip(first.windows(2)) {
        for _ in bounds[0]..bounds[1] {
            graph.add_node(*kind);
        }
    }
    for kind in new {
        graph.add_node(kind);
    }
}

fn add_links(graph: &mut Graph<NodeKind, Tie>, links: &[Links]) {
    for (relation, links) in Relation::ALL.iter().zip(links).rev() {
        for row in links.places().rev() {
            let link = links.get(row);
            graph.add_edge(
                NodeIndex::new(link.from as usize),
                NodeIndex::new(link.to as usize),
                Tie::new(*relation, row),
            );
        }
    }
}
