//! The rows of relations that start or end at a node.

use super::hierarchy::Tie;
use super::{Hierarchy, Link, Links};
use crate::record::Relation;
use petgraph::graph::{DefaultIx, Edges, NodeIndex};
use petgraph::{Directed, Direction};

/// The rows of one relation at a node, in order.
pub(crate) struct Ties<'h> {
    links: &'h Links,
    relation: Relation,
    edges: Option<Edges<'h, Tie, Directed, DefaultIx>>,
    /// All of them, where the edges alone are not all, or not in order.
    sorted: std::vec::IntoIter<Link>,
}

impl Iterator for Ties<'_> {
    type Item = Link;

    fn next(&mut self) -> Option<Link> {
        let Some(edges) = &mut self.edges else { return self.sorted.next() };
        let tie = edges.map(|edge| *edge.weight()).find(|tie| {
            let is_of_relation = tie.relation() == self.relation;
            is_of_relation && !self.links.is_gone(tie.row())
        });
        tie.map(|tie| self.links.get(tie.row()))
    }
}

impl Hierarchy {
    /// The rows of a relation that start at a node, in order.
    pub(crate) fn links_from(&self, node: u32, relation: Relation) -> Ties<'_> {
        self.ties(node, relation, Direction::Outgoing)
    }

    /// The rows of a relation that end at a node, in order.
    pub(crate) fn links_to(&self, node: u32, relation: Relation) -> Ties<'_> {
        self.ties(node, relation, Direction::Incoming)
    }

    /// The rows of every relation but containment that start at a node, relation by relation.
    pub(crate) fn all_from(&self, node: u32) -> impl Iterator<Item = (Relation, Link)> + '_ {
        self.all_ties(node, Direction::Outgoing)
    }

    /// The rows of every relation but containment that end at a node, relation by relation.
    pub(crate) fn all_to(&self, node: u32) -> impl Iterator<Item = (Relation, Link)> + '_ {
        self.all_ties(node, Direction::Incoming)
    }

    /// Whether a relation may have rows.
    pub(crate) fn any_links(&self, relation: Relation) -> bool {
        self.links(relation).len() > 0
    }

    fn all_ties(&self, node: u32, way: Direction) -> impl Iterator<Item = (Relation, Link)> + '_ {
        let relations = Relation::ALL.iter().copied().filter(|relation| *relation != Relation::Contains);
        relations.flat_map(move |relation| self.ties(node, relation, way).map(move |link| (relation, link)))
    }

    fn ties(&self, node: u32, relation: Relation, way: Direction) -> Ties<'_> {
        let links = self.links(relation);
        let mut ties = Ties { links, relation, edges: None, sorted: Vec::new().into_iter() };
        // A node may have many edges of other relations: where this one has no row, none is looked at.
        if !self.any_links(relation) {
            return ties;
        }
        if node < self.laid_out_count() {
            ties.edges = Some(self.laid_out.edges_directed(NodeIndex::new(node as usize), way));
        }
        let mut added = links.added(node, way == Direction::Outgoing).peekable();
        if self.is_reordered || added.peek().is_some() {
            let stays = if ties.edges.is_some() { Some(&mut ties) } else { None };
            let mut sorted: Vec<Link> = stays.into_iter().flatten().chain(added).collect();
            self.sort_links(relation, &mut sorted);
            (ties.edges, ties.sorted) = (None, sorted.into_iter());
        }
        ties
    }
}
