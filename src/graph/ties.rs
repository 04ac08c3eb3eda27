//! The rows of relations that start or end at a node.

use super::{Hierarchy, Link, Links};
use crate::record::Relation;

/// The rows of one relation at a node, in order.
pub(crate) struct Ties<'h> {
    links: &'h Links,
    node: u32,
    /// Whether they start at the node.
    is_from: bool,
    /// Where the next of those is that events have not added; none if there are no more.
    next: Option<usize>,
    /// All of them, where those alone are not all, or not in order: one, or several.
    one: Option<Link>,
    sorted: std::vec::IntoIter<Link>,
}

impl<'h> Ties<'h> {
    /// Those that events have not added.
    fn shared(links: &'h Links, node: u32, is_from: bool) -> Self {
        let next = if links.is_empty() { None } else { Some(links.start(node, is_from)) };
        Self { links, node, is_from, next, one: None, sorted: Vec::new().into_iter() }
    }
}

impl Iterator for Ties<'_> {
    type Item = Link;

    fn next(&mut self) -> Option<Link> {
        if let Some(at) = self.next {
            let at = self.links.next_said(at, self.is_from);
            let place = self.links.place(at, self.node, self.is_from);
            self.next = place.map(|_| at + 1);
            if let Some(place) = place {
                return Some(self.links.get(place));
            }
        }
        self.one.take().or_else(|| self.sorted.next())
    }
}

impl Hierarchy {
    /// The rows of a relation that start at a node, in order.
    pub(crate) fn links_from(&self, node: u32, relation: Relation) -> Ties<'_> {
        self.ties(node, relation, true)
    }

    /// The rows of a relation that end at a node, in order.
    pub(crate) fn links_to(&self, node: u32, relation: Relation) -> Ties<'_> {
        self.ties(node, relation, false)
    }

    /// The rows of every relation but containment that start at a node, relation by relation.
    pub(crate) fn all_from(&self, node: u32) -> impl Iterator<Item = (Relation, Link)> + '_ {
        self.all_ties(node, true)
    }

    /// The rows of every relation but containment that end at a node, relation by relation.
    pub(crate) fn all_to(&self, node: u32) -> impl Iterator<Item = (Relation, Link)> + '_ {
        self.all_ties(node, false)
    }

    /// The tie that a row of a relation's table makes, if it names both ends.
    pub(super) fn link_of(&self, relation: Relation, row: u32) -> Option<Link> {
        let (table, from, to) = relation.cells();
        let rows = self.rows(table);
        let node = |column: usize| self.named_in(rows.cell(row, column), rows.period(row));
        let (starts, ends) = rows.bounds(row);
        Some(Link { from: node(from)?, to: node(to)?, starts, ends, row })
    }

    /// Whether a relation may have rows.
    pub(crate) fn any_links(&self, relation: Relation) -> bool {
        !self.links(relation).is_empty()
    }

    /// The relations but containment that may have rows.
    pub(crate) fn relations(&self) -> impl Iterator<Item = Relation> + '_ {
        let relations = Relation::ALL.iter().copied().zip(&self.links).filter(|(_, links)| !links.is_empty());
        relations.map(|(relation, _)| relation).filter(|relation| *relation != Relation::Contains)
    }

    fn all_ties(&self, node: u32, is_from: bool) -> impl Iterator<Item = (Relation, Link)> + '_ {
        let relations = self.relations_at(node, is_from);
        relations.flat_map(move |relation| self.ties(node, relation, is_from).map(move |link| (relation, link)))
    }

    /// The rows of every relation but containment that start, or else end at a node, in no order.
    pub(crate) fn ties_in_any_order(&self, node: u32, is_from: bool) -> impl Iterator<Item = (Relation, Link)> + '_ {
        let relations = self.relations_at(node, is_from);
        relations.flat_map(move |relation| self.ties_of(node, relation, is_from).map(move |link| (relation, link)))
    }

    /// Those of one relation, in no order.
    fn ties_of(&self, node: u32, relation: Relation, is_from: bool) -> impl Iterator<Item = Link> + '_ {
        let links = self.links(relation);
        Ties::shared(links, node, is_from).chain(links.added(node, is_from))
    }

    /// The same, and of those that events have added only such as end within a range of days: the first after each.
    pub(super) fn ties_until(
        &self,
        (node, relation, is_from): (u32, Relation, bool),
        until: (i32, i32),
    ) -> impl Iterator<Item = Link> + '_ {
        let links = self.links(relation);
        Ties::shared(links, node, is_from).chain(links.added_until(node, is_from, until))
    }

    /// The relations but containment that may have rows that start, or else end at a node.
    fn relations_at(&self, node: u32, is_from: bool) -> impl Iterator<Item = Relation> + '_ {
        let kind = self.kind(node).0;
        self.relations().filter(move |relation| relation.can_meet(kind, is_from))
    }

    fn ties(&self, node: u32, relation: Relation, is_from: bool) -> Ties<'_> {
        let links = self.links(relation);
        let mut ties = Ties::shared(links, node, is_from);
        let mut added = links.added_in_order(node, is_from).into_iter().peekable();
        if self.is_reordered || added.peek().is_some() {
            let mut all = ties.by_ref().chain(added);
            let (first, second) = (all.next(), all.next());
            if second.is_none() {
                drop(all);
                ties.one = first;
                return ties;
            }
            let mut sorted: Vec<Link> = first.into_iter().chain(second).chain(all).collect();
            self.sort_links(relation, &mut sorted);
            ties.sorted = sorted.into_iter();
        }
        ties
    }
}
