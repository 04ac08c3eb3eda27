//! The graph of one day, for petgraph's algorithms and `petgraph::dot`.

use super::{Hierarchy, Tie};
use crate::base::Day;
use crate::record::NodeKind;
use petgraph::Direction;
use petgraph::graph::{EdgeReference, EdgeReferences, Edges, Graph, NodeIndex, NodeReferences};
use petgraph::visit::{
    Data, EdgeRef, GraphBase, GraphProp, GraphRef, IntoEdgeReferences, IntoEdges, IntoEdgesDirected, IntoNeighbors,
    IntoNeighborsDirected, IntoNodeIdentifiers, IntoNodeReferences, NodeCount, NodeIndexable, NodeRef, Visitable,
};
use petgraph::{Directed, EdgeType};

/// The graph of one day (当日图): the nodes that are there and the relations that hold, with the numbers that the graph
/// of all time gives them.
///
/// ```
/// use govgrid::{Draft, Level, record};
/// use petgraph::visit::Dfs;
/// let mut draft = Draft::new();
/// draft.add(&record::Unit::new("130205", Level::District))?;
/// let street = record::Unit { parent: Some("130205".into()), ..record::Unit::new("130205001", Level::Street) };
/// draft.add(&street)?;
/// let hierarchy = draft.build()?;
/// let graph = hierarchy.snapshot().graph();
/// let mut walk = Dfs::new(graph, 0.into());
/// assert_eq!(std::iter::from_fn(|| walk.next(graph)).count(), 2);
/// println!("{:?}", petgraph::dot::Dot::new(graph));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct DayGraph<'h> {
    hierarchy: &'h Hierarchy,
    day: Day,
}

impl Hierarchy {
    /// The graph of one day.
    pub(crate) fn day_graph(&self, day: Day) -> DayGraph<'_> {
        DayGraph { hierarchy: self, day }
    }
}

impl<'h> DayGraph<'h> {
    fn whole(self) -> &'h Graph<NodeKind, Tie> {
        self.hierarchy.graph()
    }

    fn has_node(self, node: NodeIndex) -> bool {
        u32::try_from(node.index()).is_ok_and(|node| self.hierarchy.is_there(node, self.day))
    }

    fn has_edge(self, edge: EdgeReference<'h, Tie>) -> bool {
        let holds = self.hierarchy.tie_period(*edge.weight()).holds(self.day);
        holds && self.has_node(edge.source()) && self.has_node(edge.target())
    }
}

impl GraphBase for DayGraph<'_> {
    type NodeId = NodeIndex;
    type EdgeId = petgraph::graph::EdgeIndex;
}

impl GraphRef for DayGraph<'_> {}

impl Data for DayGraph<'_> {
    type NodeWeight = NodeKind;
    type EdgeWeight = Tie;
}

impl GraphProp for DayGraph<'_> {
    type EdgeType = Directed;

    fn is_directed(&self) -> bool {
        Directed::is_directed()
    }
}

impl NodeIndexable for DayGraph<'_> {
    fn node_bound(&self) -> usize {
        self.whole().node_bound()
    }

    fn to_index(&self, node: NodeIndex) -> usize {
        node.index()
    }

    fn from_index(&self, index: usize) -> NodeIndex {
        NodeIndex::new(index)
    }
}

impl NodeCount for DayGraph<'_> {
    fn node_count(&self) -> usize {
        self.node_identifiers().count()
    }
}

impl Visitable for DayGraph<'_> {
    type Map = <Graph<NodeKind, Tie> as Visitable>::Map;

    fn visit_map(&self) -> Self::Map {
        self.whole().visit_map()
    }

    fn reset_map(&self, map: &mut Self::Map) {
        self.whole().reset_map(map);
    }
}

/// The nodes of a [`DayGraph`].
#[derive(Clone, Debug)]
pub struct DayNodes<'h> {
    graph: DayGraph<'h>,
    all: NodeReferences<'h, NodeKind>,
}

impl<'h> Iterator for DayNodes<'h> {
    type Item = (NodeIndex, &'h NodeKind);

    fn next(&mut self) -> Option<Self::Item> {
        let graph = self.graph;
        self.all.find(|node| graph.has_node(node.id()))
    }
}

/// The numbers of the nodes of a [`DayGraph`].
#[derive(Clone, Debug)]
pub struct DayIdentifiers<'h>(DayNodes<'h>);

impl Iterator for DayIdentifiers<'_> {
    type Item = NodeIndex;

    fn next(&mut self) -> Option<NodeIndex> {
        self.0.next().map(|node| node.0)
    }
}

impl<'h> IntoNodeReferences for DayGraph<'h> {
    type NodeRef = (NodeIndex, &'h NodeKind);
    type NodeReferences = DayNodes<'h>;

    fn node_references(self) -> DayNodes<'h> {
        DayNodes { graph: self, all: self.whole().node_references() }
    }
}

impl<'h> IntoNodeIdentifiers for DayGraph<'h> {
    type NodeIdentifiers = DayIdentifiers<'h>;

    fn node_identifiers(self) -> DayIdentifiers<'h> {
        DayIdentifiers(self.node_references())
    }
}

/// Edges of a [`DayGraph`]: those of an iterator over the graph of all time that hold on the day.
#[derive(Clone, Debug)]
pub struct DayEdges<'h, I> {
    graph: DayGraph<'h>,
    all: I,
}

impl<'h, I: Iterator<Item = EdgeReference<'h, Tie>>> Iterator for DayEdges<'h, I> {
    type Item = EdgeReference<'h, Tie>;

    fn next(&mut self) -> Option<Self::Item> {
        let graph = self.graph;
        self.all.find(|edge| graph.has_edge(*edge))
    }
}

impl<'h> IntoEdgeReferences for DayGraph<'h> {
    type EdgeRef = EdgeReference<'h, Tie>;
    type EdgeReferences = DayEdges<'h, EdgeReferences<'h, Tie>>;

    fn edge_references(self) -> Self::EdgeReferences {
        DayEdges { graph: self, all: self.whole().edge_references() }
    }
}

impl<'h> IntoEdges for DayGraph<'h> {
    type Edges = DayEdges<'h, Edges<'h, Tie, Directed>>;

    fn edges(self, node: NodeIndex) -> Self::Edges {
        self.edges_directed(node, Direction::Outgoing)
    }
}

impl<'h> IntoEdgesDirected for DayGraph<'h> {
    type EdgesDirected = DayEdges<'h, Edges<'h, Tie, Directed>>;

    fn edges_directed(self, node: NodeIndex, direction: Direction) -> Self::EdgesDirected {
        DayEdges { graph: self, all: self.whole().edges_directed(node, direction) }
    }
}

/// Neighbours in a [`DayGraph`].
#[derive(Clone, Debug)]
pub struct DayNeighbors<'h> {
    edges: DayEdges<'h, Edges<'h, Tie, Directed>>,
    direction: Direction,
}

impl Iterator for DayNeighbors<'_> {
    type Item = NodeIndex;

    fn next(&mut self) -> Option<NodeIndex> {
        let edge = self.edges.next()?;
        Some(match self.direction {
            Direction::Outgoing => edge.target(),
            Direction::Incoming => edge.source(),
        })
    }
}

impl<'h> IntoNeighbors for DayGraph<'h> {
    type Neighbors = DayNeighbors<'h>;

    fn neighbors(self, node: NodeIndex) -> DayNeighbors<'h> {
        self.neighbors_directed(node, Direction::Outgoing)
    }
}

impl<'h> IntoNeighborsDirected for DayGraph<'h> {
    type NeighborsDirected = DayNeighbors<'h>;

    fn neighbors_directed(self, node: NodeIndex, direction: Direction) -> DayNeighbors<'h> {
        DayNeighbors { edges: self.edges_directed(node, direction), direction }
    }
}
