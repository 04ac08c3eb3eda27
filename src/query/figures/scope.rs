//! The scope of a published figure: what its subject holds.

use crate::base::{Level, UnitKind};
use crate::query::{Node, Organization, Unit, Zone};
use std::collections::BTreeSet;

/// What a subject holds (统计范围): of a unit all below it, of a zone all that it comprises, of an organization all that
/// answer to it, of an alliance its parts and its members.
pub(super) struct Scope<'h> {
    pub(super) subject: Node<'h>,
    /// The units in which everything lies. Invariant: none is below another.
    roots: Vec<Unit<'h>>,
    root_slots: BTreeSet<u32>,
    /// The nodes that are no units and belong to the subject by themselves.
    own: BTreeSet<u32>,
}

impl<'h> Scope<'h> {
    pub(super) fn new(subject: Node<'h>) -> Self {
        let (mut roots, mut own) = (Vec::new(), BTreeSet::from([subject.number()]));
        match subject {
            Node::Unit(unit) => roots.push(unit),
            Node::Zone(zone) => roots.extend(zone.units()),
            Node::Organization(organization) => {
                let mut open = vec![organization];
                while let Some(above) = open.pop() {
                    open.extend(above.subordinates().filter(|below| own.insert(below.number())));
                }
            }
            Node::Alliance(alliance) => {
                let mut open = vec![alliance];
                while let Some(holder) = open.pop() {
                    own.extend(holder.lead().map(Organization::number));
                    own.extend(holder.members().filter_map(|row| row.member).map(|member| member.number()));
                    open.extend(holder.parts().filter(|part| own.insert(part.number())));
                }
            }
            Node::Person(_) | Node::Project(_) => {}
        }
        let slots: BTreeSet<u32> = roots.iter().map(|unit| unit.number()).collect();
        roots.retain(|unit| !unit.ancestors().any(|above| slots.contains(&above.number())));
        let root_slots = roots.iter().map(|unit| unit.number()).collect();
        Self { subject, roots, root_slots, own }
    }

    /// Whether it is said what the subject comprises: a zone without units says nothing of its extent.
    pub(super) fn is_stated(&self) -> bool {
        self.subject.as_zone().is_none() || !self.roots.is_empty()
    }

    fn has_unit(&self, unit: Unit<'h>) -> bool {
        std::iter::once(unit).chain(unit.ancestors()).any(|unit| self.root_slots.contains(&unit.number()))
    }

    fn has_zone(&self, zone: Zone<'h>) -> bool {
        if self.own.contains(&zone.number()) {
            return true;
        }
        zone.within().map_or_else(|| zone.units().any(|unit| self.has_unit(unit)), |unit| self.has_unit(unit))
    }

    /// Whether a place is a unit or a zone that lies in it.
    fn has_place(&self, place: Node<'h>) -> bool {
        match place {
            Node::Unit(unit) => self.has_unit(unit),
            Node::Zone(zone) => self.has_zone(zone),
            Node::Organization(_) | Node::Person(_) | Node::Alliance(_) | Node::Project(_) => false,
        }
    }

    /// By its seat; without one by what it covers or serves.
    fn has_organization(&self, organization: Organization<'h>) -> bool {
        let at_work = || {
            let served = organization.serves().map(|service| service.target);
            organization.covers().chain(served).any(|place| self.has_place(place))
        };
        self.own.contains(&organization.number())
            || organization.seat().map_or_else(at_work, |seat| self.has_place(seat))
    }

    /// What belongs to the subject by itself.
    pub(super) const fn own(&self) -> &BTreeSet<u32> {
        &self.own
    }

    /// The units in which everything lies.
    pub(super) const fn root_slots(&self) -> &BTreeSet<u32> {
        &self.root_slots
    }

    /// Whether a node lies in it.
    pub(super) fn has(&self, node: Node<'h>) -> bool {
        match node {
            Node::Unit(_) | Node::Zone(_) => self.has_place(node),
            Node::Organization(organization) => self.has_organization(organization),
            Node::Alliance(alliance) => {
                let by_lead = || alliance.lead().is_some_and(|lead| self.has_organization(lead));
                self.own.contains(&node.number())
                    || alliance.scope().map_or_else(by_lead, |scope| self.has_place(scope))
            }
            Node::Project(project) => {
                self.own.contains(&node.number()) || project.within().is_some_and(|unit| self.has_unit(unit))
            }
            Node::Person(_) => self.own.contains(&node.number()),
        }
    }

    /// The units of a level and perhaps a kind.
    pub(super) fn units(&self, level: Level, kind: Option<UnitKind>) -> impl Iterator<Item = Unit<'h>> {
        let below = move |root: &Unit<'h>| {
            let own = (root.level() == level).then_some(*root);
            own.into_iter().chain(root.descendants_of(level))
        };
        self.roots.iter().flat_map(below).filter(move |unit| kind.is_none() || unit.kind() == kind)
    }

    /// The households, as they are counted of each unit; `None` if those of a part are unknown.
    pub(super) fn households(&self, of: impl Fn(Unit<'h>) -> Option<u64>) -> Option<u64> {
        self.roots.iter().try_fold(0_u64, |sum, root| Some(sum.saturating_add(of(*root)?)))
    }
}

/// The units by which it is decided where a node lies.
pub(super) fn places_of(node: Node<'_>) -> Vec<Unit<'_>> {
    match node {
        Node::Unit(_) | Node::Zone(_) => units_of_place(node),
        Node::Organization(organization) => units_of_organization(organization),
        Node::Alliance(alliance) => {
            let by_lead = || alliance.lead().map(units_of_organization).unwrap_or_default();
            alliance.scope().map_or_else(by_lead, units_of_place)
        }
        Node::Project(project) => project.within().into_iter().collect(),
        Node::Person(_) => Vec::new(),
    }
}

fn units_of_organization(organization: Organization<'_>) -> Vec<Unit<'_>> {
    let at_work = || {
        let served = organization.serves().map(|service| service.target);
        organization.covers().chain(served).flat_map(units_of_place).collect()
    };
    organization.seat().map_or_else(at_work, units_of_place)
}

/// Of a unit itself, of a zone the one that it lies in or else those that it comprises.
fn units_of_place(place: Node<'_>) -> Vec<Unit<'_>> {
    match place {
        Node::Unit(unit) => vec![unit],
        Node::Zone(zone) => zone.within().map_or_else(|| zone.units().collect(), |unit| vec![unit]),
        Node::Organization(_) | Node::Person(_) | Node::Alliance(_) | Node::Project(_) => Vec::new(),
    }
}
