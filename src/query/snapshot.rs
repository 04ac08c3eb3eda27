//! The hierarchy on one day.

use super::{Organization, QueryError, Unit, Zone};
use crate::base::{Any, Code, Day, Level, UnitLevel, node};
use crate::graph::{DayGraph, Hierarchy};
use crate::record::{NodeKind, Table};

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
    stated: bool,
}

/// A node of any kind, on the day of its snapshot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Node<'h> {
    /// A unit (单元).
    Unit(Unit<'h>),
    /// A zone (区域).
    Zone(Zone<'h>),
    /// An organization (组织).
    Organization(Organization<'h>),
}

impl<'h> Node<'h> {
    /// The code (编码).
    pub fn code(&self) -> &'h str {
        match self {
            Self::Unit(unit) => unit.code(),
            Self::Zone(zone) => zone.code(),
            Self::Organization(organization) => organization.code(),
        }
    }

    /// The name (名称), if one is kept.
    pub fn name(&self) -> Option<&'h str> {
        match self {
            Self::Unit(unit) => unit.name(),
            Self::Zone(zone) => zone.name(),
            Self::Organization(organization) => organization.name(),
        }
    }
}

impl Hierarchy {
    /// The hierarchy on `day`.
    pub const fn as_of(&self, day: Day) -> Snapshot<'_> {
        Snapshot { hierarchy: self, at: day, stated: true }
    }

    /// The hierarchy on its own day, see [`Hierarchy::day`]; without one, what has no end holds.
    pub fn snapshot(&self) -> Snapshot<'_> {
        let last = Day::new(9999, 12, 30).unwrap_or(Day::from_number(0));
        Snapshot { hierarchy: self, at: self.day().unwrap_or(last), stated: self.day().is_some() }
    }
}

impl<'h> Snapshot<'h> {
    /// The hierarchy.
    pub const fn hierarchy(self) -> &'h Hierarchy {
        self.hierarchy
    }

    /// The day; `None` if neither the call nor the data gave one.
    pub fn day(self) -> Option<Day> {
        self.stated.then_some(self.at)
    }

    /// The unit of a code whose type says the level: `Code<Grid>` gives a `Unit<Grid>`.
    ///
    /// # Errors
    /// [`QueryError`] if no node has the code, if it is not there on the day, or if it is no unit of that level.
    pub fn unit<L: UnitLevel>(self, code: &Code<L>) -> Result<Unit<'h, L>, QueryError> {
        let unit = self.any_unit(code.as_str())?;
        unit.of_level::<L>().ok_or_else(|| QueryError::WrongLevel {
            code: code.to_string(),
            expected: L::LEVEL.unwrap_or(unit.level()),
            found: unit.level(),
        })
    }

    /// The unit of a code, of any level.
    ///
    /// # Errors
    /// [`QueryError`] if no node has the code, if it is not there on the day, or if it is no unit.
    pub fn any_unit(self, code: &str) -> Result<Unit<'h>, QueryError> {
        match self.find(code)? {
            Node::Unit(unit) => Ok(unit),
            Node::Zone(_) => Err(wrong_kind(code, NodeKind::Unit, NodeKind::Zone)),
            Node::Organization(_) => Err(wrong_kind(code, NodeKind::Unit, NodeKind::Organization)),
        }
    }

    /// The zone of a code.
    ///
    /// # Errors
    /// [`QueryError`] if no node has the code, if it is not there on the day, or if it is no zone.
    pub fn zone(self, code: &Code<node::Zone>) -> Result<Zone<'h>, QueryError> {
        match self.find(code.as_str())? {
            Node::Zone(zone) => Ok(zone),
            Node::Unit(_) => Err(wrong_kind(code.as_str(), NodeKind::Zone, NodeKind::Unit)),
            Node::Organization(_) => Err(wrong_kind(code.as_str(), NodeKind::Zone, NodeKind::Organization)),
        }
    }

    /// The organization of a code.
    ///
    /// # Errors
    /// [`QueryError`] if no node has the code, if it is not there on the day, or if it is no organization.
    pub fn organization(self, code: &Code<node::Organization>) -> Result<Organization<'h>, QueryError> {
        match self.find(code.as_str())? {
            Node::Organization(organization) => Ok(organization),
            Node::Unit(_) => Err(wrong_kind(code.as_str(), NodeKind::Organization, NodeKind::Unit)),
            Node::Zone(_) => Err(wrong_kind(code.as_str(), NodeKind::Organization, NodeKind::Zone)),
        }
    }

    /// The node of a code, whatever it is.
    ///
    /// # Errors
    /// [`QueryError::UnknownCode`] if no node ever has the code, [`QueryError::NotThere`] if none has it on the day.
    pub fn find(self, code: &str) -> Result<Node<'h>, QueryError> {
        let mut known = false;
        for number in self.hierarchy.named_by(code) {
            known = true;
            if let Some(node) = self.node(number).filter(|node| node.code() == code) {
                return Ok(node);
            }
        }
        let code = code.to_owned();
        Err(if known { QueryError::NotThere { code, day: self.day() } } else { QueryError::UnknownCode { code } })
    }

    /// The node of a number in the graph, if it is there on the day.
    pub(crate) fn node(self, number: u32) -> Option<Node<'h>> {
        match self.hierarchy.kind(number) {
            (NodeKind::Unit, slot) => Unit::there(self, slot).map(Node::Unit),
            (NodeKind::Zone, zone) => Zone::there(self, zone).map(Node::Zone),
            (NodeKind::Organization, organization) => Organization::there(self, organization).map(Node::Organization),
        }
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
        (0..self.hierarchy.zones.len()).filter_map(move |zone| Zone::there(self, zone))
    }

    /// Every organization, by code.
    pub fn organizations(self) -> impl Iterator<Item = Organization<'h>> {
        (0..self.hierarchy.organizations.len()).filter_map(move |organization| Organization::there(self, organization))
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
