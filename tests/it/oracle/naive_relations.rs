//! The naive answers about zones and organizations on a day, and about what ties all nodes together.

use super::naive::Naive;
use super::world::{NodeId, OrganizationRow, World, ZoneRow};

/// A relation between two nodes that holds on the day: its name and the codes of both ends.
pub(crate) type NaiveTie = (&'static str, String, String);

impl<'w> Naive<'w> {
    pub(crate) fn zone(&self, zone: NodeId) -> Option<&'w ZoneRow> {
        self.world.zones.iter().find(|row| row.node == zone && row.days.holds(self.day))
    }

    pub(crate) fn organization(&self, node: NodeId) -> Option<&'w OrganizationRow> {
        self.world.organizations.iter().find(|row| row.node == node && row.days.holds(self.day))
    }

    pub(crate) fn zones(&self) -> Vec<NodeId> {
        self.world.zone_nodes().into_iter().filter(|zone| self.zone(*zone).is_some()).collect()
    }

    pub(crate) fn organizations(&self) -> Vec<NodeId> {
        self.world.organization_nodes().into_iter().filter(|node| self.organization(*node).is_some()).collect()
    }

    pub(crate) fn has(&self, node: NodeId) -> bool {
        let is_around = self.zone(node).is_some() || self.organization(node).is_some();
        is_around || self.own_row(node).is_some() || self.has_unit(node)
    }

    /// The code that a node has on the day.
    pub(crate) fn code(&self, node: NodeId) -> &'w str {
        if let Some(row) = self.zone(node) {
            return &row.code;
        }
        if let Some(own) = self.own_row(node).and_then(|row| row.own.as_ref()) {
            return &own.code;
        }
        self.organization(node).map_or_else(|| self.unit(node).code.as_str(), |row| row.code.as_str())
    }

    /// The codes of some nodes, sorted.
    pub(crate) fn codes(&self, nodes: impl IntoIterator<Item = NodeId>) -> Vec<&'w str> {
        let mut codes = self.codes_in_order(nodes);
        codes.sort_unstable();
        codes
    }

    /// The codes of some nodes as they come.
    pub(crate) fn codes_in_order(&self, nodes: impl IntoIterator<Item = NodeId>) -> Vec<&'w str> {
        nodes.into_iter().map(|node| self.code(node)).collect()
    }

    pub(crate) fn zone_within(&self, zone: NodeId) -> Option<NodeId> {
        let within = self.zone(zone)?.within.as_ref()?;
        Some(within.node).filter(|unit| self.has_unit(*unit))
    }

    /// The units that a zone comprises itself, each once.
    pub(crate) fn zone_units(&self, zone: NodeId) -> Vec<NodeId> {
        let comprises = |unit: &NodeId| {
            let mut rows = self.world.members.iter();
            rows.any(|row| row.zone.node == zone && row.unit.node == *unit && row.days.holds(self.day))
        };
        self.units().into_iter().filter(comprises).collect()
    }

    /// The zones that comprise a unit itself, each once.
    pub(crate) fn zones_of(&self, unit: NodeId) -> Vec<NodeId> {
        self.zones().into_iter().filter(|zone| self.zone_units(*zone).contains(&unit)).collect()
    }

    pub(crate) fn superior(&self, node: NodeId) -> Option<NodeId> {
        let superior = self.organization(node)?.superior.as_ref()?;
        Some(superior.node).filter(|above| self.organization(*above).is_some())
    }

    pub(crate) fn superiors(&self, node: NodeId) -> Vec<NodeId> {
        let mut chain = Vec::new();
        let mut at = self.superior(node);
        while let Some(above) = at {
            chain.push(above);
            at = self.superior(above);
        }
        chain
    }

    pub(crate) fn subordinates(&self, node: NodeId) -> Vec<NodeId> {
        self.organizations().into_iter().filter(|below| self.superior(*below) == Some(node)).collect()
    }

    pub(crate) fn seat(&self, node: NodeId) -> Option<NodeId> {
        let seat = self.organization(node)?.seat.as_ref()?;
        Some(seat.node).filter(|place| self.has(*place))
    }

    pub(crate) fn seated(&self, place: NodeId) -> Vec<NodeId> {
        self.organizations().into_iter().filter(|node| self.seat(*node) == Some(place)).collect()
    }

    pub(crate) fn seated_within(&self, unit: NodeId) -> Vec<NodeId> {
        let below = self.units().into_iter().filter(|below| self.is_within(*below, unit));
        below.flat_map(|below| self.seated(below)).collect()
    }

    /// What an organization covers, each once.
    pub(crate) fn covers(&self, node: NodeId) -> Vec<NodeId> {
        let rows = self.world.coverage.iter().filter(|row| row.organization.node == node && row.days.holds(self.day));
        let mut targets: Vec<NodeId> = rows.map(|row| row.target.node).filter(|target| self.has(*target)).collect();
        targets.sort_unstable();
        targets.dedup();
        targets
    }

    /// Every relation that holds on the day, with both its ends there.
    pub(crate) fn ties(&self) -> Vec<NaiveTie> {
        let world = self.world;
        let mut ties: Vec<(&'static str, NodeId, NodeId)> = Vec::new();
        ties.extend(self.units().into_iter().filter_map(|unit| Some(("contains", self.parent(unit)?, unit))));
        ties.extend(self.zones().into_iter().filter_map(|zone| Some(("lies_within", zone, self.zone_within(zone)?))));
        for node in self.organizations() {
            ties.extend(self.superior(node).map(|above| ("supervises", above, node)));
            ties.extend(self.seat(node).map(|seat| ("seated_in", node, seat)));
        }
        let members = world.members.iter().filter(|row| row.days.holds(self.day));
        ties.extend(members.map(|row| ("comprises", row.zone.node, row.unit.node)));
        let coverage = world.coverage.iter().filter(|row| row.days.holds(self.day));
        ties.extend(coverage.map(|row| ("covers", row.organization.node, row.target.node)));
        ties.extend(self.ties_of_rows());
        let there = ties.into_iter().filter(|(_, from, to)| self.has(*from) && self.has(*to));
        let mut ties: Vec<NaiveTie> =
            there.map(|(name, from, to)| (name, self.code(from).to_owned(), self.code(to).to_owned())).collect();
        ties.sort_unstable();
        ties
    }

    /// How many relations all rows state, on any day.
    pub(crate) fn count_of_all_ties(world: &World) -> usize {
        let parents = world.units.iter().filter(|row| row.parent.is_some()).count();
        let within = world.zones.iter().filter(|row| row.within.is_some()).count();
        let superiors = world.organizations.iter().filter(|row| row.superior.is_some()).count();
        let seats = world.organizations.iter().filter(|row| row.seat.is_some()).count();
        let rows: usize = world.rows.iter().map(|row| World::ties_of(row).len()).sum();
        parents + within + superiors + seats + world.members.len() + world.coverage.len() + rows
    }
}
