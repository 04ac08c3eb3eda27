//! The hierarchy on one day.

use super::{Alliance, Node, Organization, Person, Project, QueryError, Unit, Zone};
use crate::base::{Any, Code, Day, Level, UnitLevel, node};
use crate::graph::{DayGraph, Hierarchy};
use crate::record::{NodeKind, Relation, Table};

/// The hierarchy on one day (快照): all questions start here. It is a view and costs nothing to make or copy.
///
/// ```
/// use govgrid::{Code, Day, Draft, Grid, Level, QueryError, Street, record};
/// let mut draft = Draft::new();
/// draft.add(&record::Unit::new("130205001", Level::Street))?;
/// let hierarchy = draft.build()?;
/// let today = hierarchy.as_of("2024-06-01".parse::<Day>()?);
///
/// assert!(today.unit(&"130205001".parse::<Code<Street>>()?).is_ok());
/// let error = today.unit(&"130205001".parse::<Code<Grid>>()?).unwrap_err();
/// assert_eq!(error.to_string(), "`130205001` is of level street, not grid");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Snapshot<'h> {
    pub(crate) hierarchy: &'h Hierarchy,
    /// The day; where nobody gave one, the last of the calendar, on which all that has no end holds.
    pub(crate) at: Day,
    /// [`STATED`] and [`AT_HAND`]: bits of a number, so that what is made of many snapshots is copied in whole words.
    is: u32,
}

/// Somebody gave the day.
const STATED: u32 = 1;
/// Every unit is there on the day, by its latest version.
const AT_HAND: u32 = 2;

impl Hierarchy {
    /// The hierarchy on `day`.
    pub fn as_of(&self, day: Day) -> Snapshot<'_> {
        let at_hand = if self.units.is_everything_at_hand(day) { AT_HAND } else { 0 };
        Snapshot { hierarchy: self, at: day, is: STATED | at_hand }
    }

    /// The hierarchy on its own day, see [`Hierarchy::day`]; without one, what has no end holds.
    pub fn snapshot(&self) -> Snapshot<'_> {
        let last = Day::new(9999, 12, 30).unwrap_or(Day::from_number(0));
        let undated = || {
            let snapshot = self.as_of(last);
            Snapshot { is: snapshot.is & !STATED, ..snapshot }
        };
        self.day().map_or_else(undated, |day| self.as_of(day))
    }
}

impl<'h> Snapshot<'h> {
    /// The hierarchy.
    pub const fn hierarchy(self) -> &'h Hierarchy {
        self.hierarchy
    }

    /// The day; `None` if neither the call nor the data gave one.
    pub fn day(self) -> Option<Day> {
        (self.is & STATED != 0).then_some(self.at)
    }

    /// Whether every unit is there on the day, by its latest version.
    #[inline]
    pub(super) const fn is_at_hand(self) -> bool {
        self.is & AT_HAND != 0
    }

    /// The unit of a code whose type says the level: `Code<Grid>` gives a `Unit<Grid>`.
    ///
    /// # Errors
    /// [`QueryError`] if no node has the code, if it is not there on the day, or if it is no unit of that level.
    pub fn unit<L: UnitLevel>(self, code: &Code<L>) -> Result<Unit<'h, L>, QueryError> {
        self.unit_of(code.as_str())
    }

    /// The unit of a code, of level `L`.
    pub(super) fn unit_of<L: UnitLevel>(self, code: &str) -> Result<Unit<'h, L>, QueryError> {
        let unit = self.any_unit(code)?;
        unit.of_level::<L>().ok_or_else(|| QueryError::WrongLevel {
            code: code.to_owned(),
            expected: L::LEVEL.unwrap_or(unit.level()),
            found: unit.level(),
        })
    }

    /// The unit of a code, of any level.
    ///
    /// # Errors
    /// [`QueryError`] if no node has the code, if it is not there on the day, or if it is no unit.
    pub fn any_unit(self, code: &str) -> Result<Unit<'h>, QueryError> {
        let only = self.hierarchy.text.find(code).and_then(|symbol| self.hierarchy.only_named(symbol));
        if let Some(unit) = only.and_then(|node| Unit::of_node(self, node)) {
            return Ok(unit);
        }
        let node = self.find(code)?;
        node.as_unit().ok_or_else(|| wrong_kind(code, NodeKind::Unit, node.kind()))
    }

    /// The zone of a code.
    ///
    /// # Errors
    /// [`QueryError`] if no node has the code, if it is not there on the day, or if it is no zone.
    pub fn zone(self, code: &Code<node::Zone>) -> Result<Zone<'h>, QueryError> {
        let node = self.find(code.as_str())?;
        node.as_zone().ok_or_else(|| wrong_kind(code.as_str(), NodeKind::Zone, node.kind()))
    }

    /// The organization of a code.
    ///
    /// # Errors
    /// [`QueryError`] if no node has the code, if it is not there on the day, or if it is no organization.
    pub fn organization(self, code: &Code<node::Organization>) -> Result<Organization<'h>, QueryError> {
        let node = self.find(code.as_str())?;
        node.as_organization().ok_or_else(|| wrong_kind(code.as_str(), NodeKind::Organization, node.kind()))
    }

    /// The person of a key.
    ///
    /// # Errors
    /// [`QueryError`] if no node has the key, if it is not there on the day, or if it is no person.
    pub fn person(self, code: &Code<node::Person>) -> Result<Person<'h>, QueryError> {
        let node = self.find(code.as_str())?;
        node.as_person().ok_or_else(|| wrong_kind(code.as_str(), NodeKind::Person, node.kind()))
    }

    /// The alliance of a code.
    ///
    /// # Errors
    /// [`QueryError`] if no node has the code, if it is not there on the day, or if it is no alliance.
    pub fn alliance(self, code: &Code<node::Alliance>) -> Result<Alliance<'h>, QueryError> {
        let node = self.find(code.as_str())?;
        node.as_alliance().ok_or_else(|| wrong_kind(code.as_str(), NodeKind::Alliance, node.kind()))
    }

    /// The project of a code.
    ///
    /// # Errors
    /// [`QueryError`] if no node has the code, if it is not there on the day, or if it is no project.
    pub fn project(self, code: &Code<node::Project>) -> Result<Project<'h>, QueryError> {
        let node = self.find(code.as_str())?;
        node.as_project().ok_or_else(|| wrong_kind(code.as_str(), NodeKind::Project, node.kind()))
    }

    /// The node of a code, whatever it is.
    ///
    /// # Errors
    /// [`QueryError::UnknownCode`] if no node ever has the code, [`QueryError::NotThere`] if none has it on the day.
    pub fn find(self, code: &str) -> Result<Node<'h>, QueryError> {
        let mut known = false;
        if let Some(symbol) = self.hierarchy.text.find(code) {
            let (reused, one) = self.hierarchy.named(symbol);
            for number in one.into_iter().chain(reused.iter().map(|found| found.1)) {
                known = true;
                if let Some(node) = self.node(number).filter(|node| node.has_code(symbol)) {
                    return Ok(node);
                }
            }
        }
        let not_there = || QueryError::NotThere { code: code.to_owned(), day: self.day() };
        Err(if known { not_there() } else { QueryError::unknown(code) })
    }

    /// The node of a number in the graph, if it is there on the day.
    pub(crate) fn node(self, number: u32) -> Option<Node<'h>> {
        let (kind, at) = self.hierarchy.kind(number);
        match kind {
            NodeKind::Unit => Unit::there(self, at).map(Node::Unit),
            NodeKind::Zone => Zone::there(self, at).map(Node::Zone),
            NodeKind::Organization => Organization::there(self, at).map(Node::Organization),
            NodeKind::Person => Person::there(self, at).map(Node::Person),
            NodeKind::Alliance => Alliance::there(self, at).map(Node::Alliance),
            NodeKind::Project => Project::there(self, at).map(Node::Project),
        }
    }

    /// The numbers of the nodes that rows of a relation lead to from a node, on the day by the rows' own periods.
    pub(super) fn targets(self, node: u32, relation: Relation) -> impl Iterator<Item = u32> + use<'h> {
        let links = self.hierarchy.links_from(node, relation).filter(move |link| link.holds(self.at));
        links.map(|link| link.to)
    }

    /// The numbers of the nodes that rows of a relation come from to a node, on the day by the rows' own periods.
    pub(super) fn sources(self, node: u32, relation: Relation) -> impl Iterator<Item = u32> + use<'h> {
        let links = self.hierarchy.links_to(node, relation).filter(move |link| link.holds(self.at));
        links.map(|link| link.from)
    }

    /// The node that the graph knows by `index`, if it is there on the day.
    pub fn node_at(self, index: usize) -> Option<Node<'h>> {
        u32::try_from(index).ok().filter(|number| *number < self.hierarchy.node_count()).and_then(|n| self.node(n))
    }

    /// The units that hang on none (根).
    pub fn roots(self) -> impl Iterator<Item = Unit<'h>> {
        self.hierarchy.units.roots(self.at).map(move |met| Unit::new(self, met))
    }

    /// Every unit of a level.
    pub fn units(self, level: Level) -> impl Iterator<Item = Unit<'h>> {
        self.roots().flat_map(move |root| {
            let own = (root.level() == level).then_some(root);
            own.into_iter().chain(root.descendants_of(level))
        })
    }

    /// Every unit, parents before children.
    pub fn all_units(self) -> impl Iterator<Item = Unit<'h>> {
        self.roots().flat_map(|root| std::iter::once(root).chain(root.descendants()))
    }

    /// Every unit of a name, wherever it lies: names are no keys.
    pub fn named(self, name: &str) -> impl Iterator<Item = Unit<'h>> {
        let symbol = self.hierarchy.text.find(name);
        let all = symbol.map(|symbol| self.all_units().filter(move |unit| unit.name_symbol() == symbol));
        all.into_iter().flatten()
    }

    /// Every zone, by code.
    pub fn zones(self) -> impl Iterator<Item = Zone<'h>> {
        self.hierarchy.all_of(NodeKind::Zone).filter_map(move |at| Zone::there(self, at))
    }

    /// Every organization, by code.
    pub fn organizations(self) -> impl Iterator<Item = Organization<'h>> {
        self.hierarchy.all_of(NodeKind::Organization).filter_map(move |at| Organization::there(self, at))
    }

    /// Every person, by key.
    pub fn people(self) -> impl Iterator<Item = Person<'h>> {
        self.hierarchy.all_of(NodeKind::Person).filter_map(move |at| Person::there(self, at))
    }

    /// Every alliance, by code.
    pub fn alliances(self) -> impl Iterator<Item = Alliance<'h>> {
        self.hierarchy.all_of(NodeKind::Alliance).filter_map(move |at| Alliance::there(self, at))
    }

    /// Every project, by code.
    pub fn projects(self) -> impl Iterator<Item = Project<'h>> {
        self.hierarchy.all_of(NodeKind::Project).filter_map(move |at| Project::there(self, at))
    }

    /// Whether the data set has the table, with rows or without.
    pub fn has(self, table: Table) -> bool {
        self.hierarchy.has(table)
    }

    /// The graph of the day, for petgraph's algorithms.
    pub fn graph(self) -> DayGraph<'h> {
        self.hierarchy.day_graph(self.at)
    }
}

impl PartialEq for Snapshot<'_> {
    /// Whether it is the same hierarchy, not an equal one, on the same day.
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self.hierarchy, other.hierarchy) && self.at == other.at
    }
}

impl Eq for Snapshot<'_> {}

fn wrong_kind(code: &str, expected: NodeKind, found: NodeKind) -> QueryError {
    QueryError::WrongKind { code: code.to_owned(), expected, found }
}

/// What views of any level can be told from.
pub(super) type AnyUnit<'h> = Unit<'h, Any>;
