//! Where something is: whether it belongs to a unit's part of the whole.

use super::snapshot::AnyUnit;
use super::{Node, Organization, Unit, Zone};
use crate::base::UnitLevel;

impl<'h> Node<'h> {
    /// Whether the node is of a unit's part of the whole (属地):
    /// a unit if it is that unit or lies in it; a zone if it lies within it or comprises a unit of it; an organization
    /// if its seat does, or if it has none and covers or serves something there; a person who lives there; an alliance
    /// that is about something there; a project that is carried out there.
    pub fn is_in<L: UnitLevel>(self, unit: Unit<'h, L>) -> bool {
        let top = unit.to_any();
        let lies_in = |unit: AnyUnit<'h>| unit.is_within(top);
        match self {
            Self::Unit(unit) => lies_in(unit),
            Self::Zone(zone) => is_zone_in(zone, top),
            Self::Organization(organization) => is_organization_in(organization, top),
            Self::Person(person) => person.residence().is_some_and(lies_in),
            Self::Alliance(alliance) => alliance.scope().is_some_and(|scope| is_place_in(scope, top)),
            Self::Project(project) => project.within().is_some_and(lies_in),
        }
    }
}

fn is_zone_in<'h>(zone: Zone<'h>, top: AnyUnit<'h>) -> bool {
    zone.within().is_some_and(|unit| unit.is_within(top)) || zone.units().any(|unit| unit.is_within(top))
}

/// Whether a unit or a zone is of the part. Of an organization that is covered nothing follows.
fn is_place_in<'h>(place: Node<'h>, top: AnyUnit<'h>) -> bool {
    match place {
        Node::Unit(unit) => unit.is_within(top),
        Node::Zone(zone) => is_zone_in(zone, top),
        Node::Organization(_) | Node::Person(_) | Node::Alliance(_) | Node::Project(_) => false,
    }
}

fn is_organization_in<'h>(organization: Organization<'h>, top: AnyUnit<'h>) -> bool {
    if let Some(seat) = organization.seat() {
        return is_place_in(seat, top);
    }
    organization.covers().any(|place| is_place_in(place, top))
        || organization.serves().any(|service| is_place_in(service.target, top))
}
