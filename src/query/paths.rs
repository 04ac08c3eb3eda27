//! Named paths: which nodes are reached by a sequence of typed steps, and by which way.

use super::touches::{Bond, Way};
use super::{NamedPath, Node, PathStep, Repeat, Snapshot, Stop};
use crate::graph::Link;
use crate::record::Relation;
use std::collections::BTreeMap;

/// One relation of a witness path, and the step that it was gone by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hop<'h> {
    /// The step of the path, from 0 on.
    pub step: usize,
    /// The relation, and the row that says so.
    pub bond: Bond<'h>,
    /// The node reached by it.
    pub node: Node<'h>,
}

/// What a path reaches from a node: each node once, with a way to it (路径结果).
#[derive(Clone, Debug)]
pub struct Reached<'h> {
    snapshot: Snapshot<'h>,
    visits: Vec<Visit>,
    /// The visit of each node reached, by the node's number.
    found: BTreeMap<u32, usize>,
}

/// How far a walk has come: the steps that are done, twice, and one more while a repeated step is under way.
///
/// Invariant: it is at most twice the number of steps.
type Progress = usize;

/// One node at one progress, met for the first time, and from where.
#[derive(Clone, Copy, Debug)]
struct Visit {
    node: u32,
    progress: Progress,
    /// The visit before, and the row that led here; `None` at the start.
    came: Option<(usize, Relation, Link)>,
    /// Among the visits of as many relations, the place of its way in the order of ways.
    rank: usize,
}

/// A way that is one relation longer: what it is ordered by first, then where it leads.
///
/// Ways are ordered by their nodes and rows, from the start on: by the rank of the way before, the node, and which row of
/// those between the two nodes; what remains is only which step is told of a relation that fits two.
type Candidate = ((usize, u32, (bool, Relation, u32)), Progress, usize, Link);

impl<'h> Node<'h> {
    /// What a path reaches from this node on the day (沿路径查找): each node once, in the order of the graph, with the
    /// least way to it. Nothing, where the path does not start at such a node. Circles of relations do no harm.
    ///
    /// Of all ways the least has the fewest relations; among those, the nodes that come first in the order of the graph;
    /// and between two nodes the row that comes first.
    ///
    /// ```
    /// use govgrid::{CoverageMode, Draft, Level, NamedPath, Node, OrganizationKind, record};
    /// let mut draft = Draft::new();
    /// draft.add(&record::Unit::new("130205001026", Level::Community))?;
    /// let parent = Some("130205001026".to_owned());
    /// draft.add(&record::Unit { parent, ..record::Unit::new("130205001026-G001", Level::Grid) })?;
    /// draft.add(&record::Organization::new("PB-1", OrganizationKind::PartyBranch))?;
    /// draft.add(&record::Coverage::new("PB-1", "130205001026-G001", CoverageMode::Standalone))?;
    /// draft.add(&record::Person::new("p1"))?;
    /// draft.add(&record::Membership::new("p1", "PB-1"))?;
    /// let hierarchy = draft.build()?;
    ///
    /// let path: NamedPath = "Grid <- covers <- Organization <- member_of <- Person".parse()?;
    /// let grid = Node::from(hierarchy.snapshot().any_unit("130205001026-G001")?);
    /// let reached = grid.follow(&path);
    /// let person = reached.nodes().next().unwrap();
    /// assert_eq!((reached.len(), person.code()), (1, "p1"));
    /// let way: Vec<&str> = reached.witness(person).unwrap().iter().map(|hop| hop.node.code()).collect();
    /// assert_eq!(way, ["PB-1", "p1"]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn follow(self, path: &NamedPath) -> Reached<'h> {
        let mut walk = Walk { path, snapshot: self.snapshot(), visits: Vec::new(), known: BTreeMap::new() };
        if path.start.fits(self) {
            walk.visit(Visit { node: self.number(), progress: 0, came: None, rank: 0 });
        }
        walk.all();
        let done = 2 * path.steps.len();
        let arrived = walk.known.iter().filter(|((progress, _), _)| *progress == done);
        let found = arrived.map(|((_, node), visit)| (*node, *visit)).collect();
        Reached { snapshot: walk.snapshot, visits: walk.visits, found }
    }
}

/// A walk along a path, in breadth: all ways of as many relations before any longer one.
struct Walk<'p, 'h> {
    path: &'p NamedPath,
    snapshot: Snapshot<'h>,
    visits: Vec<Visit>,
    /// The visit of each node at each progress.
    known: BTreeMap<(Progress, u32), usize>,
}

impl Walk<'_, '_> {
    fn all(&mut self) {
        let mut first = 0;
        while first < self.visits.len() {
            let last = self.visits.len();
            let mut candidates: Vec<Candidate> = (first..last).flat_map(|at| self.onward(at)).collect();
            candidates.sort_unstable();
            let (mut rank, mut before) = (0, None);
            for (order, progress, from, link) in candidates {
                rank += usize::from(before.is_some_and(|before| before != order));
                before = Some(order);
                let (_, node, (_, relation, _)) = order;
                self.visit(Visit { node, progress, came: Some((from, relation, link)), rank });
            }
            first = last;
        }
    }

    /// Takes a visit in if nothing was there before, and what it is at the same time: a repeated step may be done, and
    /// one that may be left out is done where it was not begun.
    fn visit(&mut self, visit: Visit) {
        let mut visit = visit;
        loop {
            let key = (visit.progress, visit.node);
            if self.known.contains_key(&key) {
                return;
            }
            self.known.insert(key, self.visits.len());
            self.visits.push(visit);
            let Some(step) = self.path.steps.get(visit.progress / 2) else { return };
            let is_under_way = visit.progress % 2 == 1;
            let may_be_done = is_under_way || step.repeat == Repeat::AnyTimes;
            if !may_be_done || !self.snapshot.node(visit.node).is_some_and(|node| step.to.fits(node)) {
                return;
            }
            visit.progress = 2 * (visit.progress / 2) + 2;
        }
    }

    /// The ways that are one relation longer than that of a visit.
    fn onward(&self, at: usize) -> Vec<Candidate> {
        let Some(visit) = self.visits.get(at).copied() else { return Vec::new() };
        let index = visit.progress / 2;
        let Some(step) = self.path.steps.get(index) else { return Vec::new() };
        // A step that is repeated is under way wherever it leads; one that is not must end at its stop.
        let progress = if step.repeat == Repeat::Once { 2 * index + 2 } else { 2 * index + 1 };
        let mut candidates = Vec::new();
        let mut add = |node: u32, comes_back: bool, link: Link| {
            let fits = |node: Node<'_>| step.repeat != Repeat::Once || step.to.fits(node);
            if self.snapshot.node(node).is_some_and(fits) {
                let order = (visit.rank, node, (comes_back, step.relation, link.row));
                candidates.push((order, progress, at, link));
            }
        };
        if matches!(step.way, Way::Along | Way::Either) {
            let links = self.snapshot.links_along(visit.node, step.relation);
            links.for_each(|link| add(link.to, false, link));
        }
        if matches!(step.way, Way::Against | Way::Either) {
            let links = self.snapshot.links_against(visit.node, step.relation);
            links.for_each(|link| add(link.from, true, link));
        }
        candidates
    }
}

impl<'h> Reached<'h> {
    /// How many nodes are reached.
    pub fn len(&self) -> usize {
        self.found.len()
    }

    /// Whether none is.
    pub fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// The nodes reached, in the order of the graph.
    pub fn nodes(&self) -> impl Iterator<Item = Node<'h>> + '_ {
        self.found.keys().filter_map(|number| self.snapshot.node(*number))
    }

    /// Whether a node is reached.
    pub fn has(&self, node: impl Into<Node<'h>>) -> bool {
        self.visit_of(node.into()).is_some()
    }

    /// The least way to a node (见证路径), from the start on; empty where the start itself is reached, `None` where the
    /// node is not.
    pub fn witness(&self, node: impl Into<Node<'h>>) -> Option<Vec<Hop<'h>>> {
        let mut at = self.visit_of(node.into())?;
        let mut way = Vec::new();
        while let Some(visit) = self.visits.get(at) {
            let Some((before, relation, link)) = visit.came else { break };
            let step = self.visits.get(before)?.progress / 2;
            let node = self.snapshot.node(visit.node)?;
            way.push(Hop { step, bond: Bond::of_link(self.snapshot, relation, &link)?, node });
            at = before;
        }
        way.reverse();
        Some(way)
    }

    fn visit_of(&self, node: Node<'h>) -> Option<usize> {
        let is_here = node.snapshot() == self.snapshot;
        self.found.get(&node.number()).copied().filter(|_| is_here)
    }
}

impl Stop {
    /// Whether a node is one of these.
    pub fn fits(&self, node: Node<'_>) -> bool {
        match *self {
            Self::Any => true,
            Self::Unit { level, kind } => node.as_unit().is_some_and(|unit| {
                level.is_none_or(|level| unit.level() == level) && (kind.is_none() || unit.kind() == kind)
            }),
            Self::Zone(kind) => node.as_zone().is_some_and(|zone| kind.is_none_or(|kind| zone.kind() == kind)),
            Self::Organization(kind) => {
                node.as_organization().is_some_and(|found| kind.is_none_or(|kind| found.kind() == kind))
            }
            Self::Person(standing) => {
                node.as_person().is_some_and(|person| standing.is_none() || person.standing() == standing)
            }
            Self::Alliance(kind) => {
                node.as_alliance().is_some_and(|found| kind.is_none_or(|kind| found.kind() == kind))
            }
            Self::Project(kind) => node.as_project().is_some_and(|found| kind.is_none_or(|kind| found.kind() == kind)),
        }
    }
}

impl PathStep {
    /// A step along a relation, once.
    pub const fn new(relation: Relation, way: Way, to: Stop) -> Self {
        Self { relation, way, repeat: Repeat::Once, to }
    }
}
