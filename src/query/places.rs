//! Which places something is said of each of: units of a level, or zones of some kinds.

use super::{Alliance, Node, Post, Snapshot, Unit};
use crate::base::{Level, UnitLevel, ZoneKind};
use serde::{Deserialize, Serialize};

/// Places of one kind (范围类型), of each of which something is asked: every unit of a level, such as every community, or
/// every zone of a kind or of several, such as every estate (小区).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Places {
    /// The units of a level.
    Level(Level),
    /// The zones of any of these kinds.
    Zones(Vec<ZoneKind>),
}

/// One value or a list of values, as a file has it.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(untagged, expecting = "a word, or a list of words")]
pub(super) enum Several<T> {
    One(T),
    Many(Vec<T>),
}

impl<T> Several<T> {
    pub(super) fn into_all(self) -> Vec<T> {
        match self {
            Self::One(value) => vec![value],
            Self::Many(values) => values,
        }
    }
}

impl<T: Clone> Several<T> {
    pub(super) fn of(values: &[T]) -> Self {
        match values {
            [value] => Self::One(value.clone()),
            values => Self::Many(values.to_vec()),
        }
    }
}

impl Places {
    /// Of the cells `level` and `zone` of a file; the error is that both are given.
    pub(super) fn said(level: Option<Level>, zone: Option<Several<ZoneKind>>) -> Result<Option<Self>, ()> {
        match (level, zone.map(Several::into_all)) {
            (Some(_), Some(_)) => Err(()),
            (Some(level), None) => Ok(Some(Self::Level(level))),
            (None, kinds) => Ok(kinds.map(Self::Zones)),
        }
    }

    /// The cells `level` and `zone` of a file.
    pub(super) fn cells(&self) -> (Option<Level>, Option<Several<ZoneKind>>) {
        match self {
            Self::Level(level) => (Some(*level), None),
            Self::Zones(kinds) => (None, Some(Several::of(kinds))),
        }
    }

    /// Whether the node is one of them.
    pub(super) fn has(&self, node: Node<'_>) -> bool {
        match self {
            Self::Level(level) => node.as_unit().is_some_and(|unit| unit.level() == *level),
            Self::Zones(kinds) => node.as_zone().is_some_and(|zone| kinds.contains(&zone.kind())),
        }
    }
}

impl<'h> Snapshot<'h> {
    /// Every one of the places, units in the order of the tree and zones by code.
    pub(super) fn places(self, places: &Places) -> Vec<Node<'h>> {
        match places {
            Places::Level(level) => self.units(*level).map(Node::Unit).collect(),
            Places::Zones(_) => self.zones().map(Node::Zone).filter(|zone| places.has(*zone)).collect(),
        }
    }
}

impl<'h, L: UnitLevel> Unit<'h, L> {
    /// Those of the places that are of this unit's part of the whole.
    pub(super) fn places(self, places: &Places) -> Vec<Node<'h>> {
        match places {
            Places::Level(level) => {
                let own = Some(self.to_any()).filter(|unit| unit.level() == *level);
                own.into_iter().chain(self.descendants_of(*level)).map(Node::Unit).collect()
            }
            Places::Zones(_) => self.snapshot().places(places).into_iter().filter(|zone| zone.is_in(self)).collect(),
        }
    }
}

impl<'h> Node<'h> {
    /// The alliances that are about a unit or a zone, by code.
    pub(super) fn alliances_about(self) -> Vec<Alliance<'h>> {
        match self {
            Node::Unit(unit) => unit.alliances().collect(),
            Node::Zone(zone) => zone.alliances().collect(),
            Node::Organization(_) | Node::Person(_) | Node::Alliance(_) | Node::Project(_) => Vec::new(),
        }
    }

    /// The posts at a unit or a zone.
    pub(super) fn posts_at(self) -> Vec<Post<'h>> {
        match self {
            Node::Unit(unit) => unit.posts().collect(),
            Node::Zone(zone) => zone.posts().collect(),
            Node::Organization(_) | Node::Person(_) | Node::Alliance(_) | Node::Project(_) => Vec::new(),
        }
    }
}
