//! Building what lies around the tree: zones, organizations, coverage.

use super::calendar::Days;
use super::world::{CoverRow, MemberRow, NodeId, OrganizationRow, Ref, ZoneRow};
use super::worlds::{Builder, FIRST, LAST, NAMES};

const ZONE_KINDS: [&str; 4] = ["estate", "area", "property_scope", "estate"];
const KINDS: [&str; 12] = [
    "party_branch",
    "party_group",
    "working_committee",
    "party_committee",
    "general_branch",
    "party_branch",
    "property_company",
    "department",
    "centre_household",
    "residents_committee",
    "party_branch",
    "other",
];
const MODES: [&str; 6] = ["standalone", "joint", "by_property", "work_only", "other", "standalone"];

impl Builder {
    /// Everything that is no unit.
    pub(super) fn around(&mut self) {
        for _ in 0..self.choices.below(7) {
            self.zone();
        }
        for _ in 0..self.choices.below(14) {
            self.members();
        }
        for _ in 0..self.choices.below(9) {
            self.organization();
        }
        self.superiors();
        for _ in 0..self.choices.below(26) {
            self.cover();
        }
    }

    /// A reference to one of some nodes in a row of some days.
    pub(super) fn refer_to_one(&mut self, nodes: &[NodeId], days: Days) -> Option<Ref> {
        if nodes.is_empty() {
            return None;
        }
        let node = self.choices.of(nodes);
        self.refer(node, days)
    }

    fn zone(&mut self) {
        let units = self.world.unit_nodes();
        for (node, versions) in self.nodes("z") {
            for (code, days) in versions {
                let days = self.ending(days);
                let within = if self.choices.once_in(2) { self.refer_to_one(&units, days) } else { None };
                let (name, kind) = (self.choices.of(&NAMES), self.choices.of(&ZONE_KINDS));
                self.world.zones.push(ZoneRow { node, code, name, kind, within, days });
            }
        }
    }

    /// Zones and organizations come and go: some that would have no end get one.
    pub(super) fn ending(&mut self, days: Days) -> Days {
        let from = days.from.unwrap_or(FIRST);
        if days.until.is_none() && self.choices.once_in(3) {
            return Days::new(days.from, Some(self.choices.day(from + 1, LAST + 20)));
        }
        days
    }

    /// Some units of a zone: those of any level, perhaps one below another, perhaps one twice.
    fn members(&mut self) {
        let (zones, units) = (self.world.zone_nodes(), self.world.unit_nodes());
        let days = self.days();
        let (Some(zone), Some(unit)) = (self.refer_to_one(&zones, days), self.refer_to_one(&units, days)) else {
            return;
        };
        let parent = self.world.units.iter().find(|row| row.node == unit.node).and_then(|row| row.parent.clone());
        if let (Some(parent), true) = (parent, self.choices.once_in(3)) {
            let also = self.days();
            if let (Some(zone), Some(unit)) = (self.refer(zone.node, also), self.refer(parent.node, also)) {
                self.world.members.push(MemberRow { zone, unit, days: also });
            }
        }
        let row = MemberRow { zone, unit, days };
        if self.choices.once_in(6) {
            self.world.members.push(row.clone());
        }
        self.world.members.push(row);
    }

    fn organization(&mut self) {
        let mut places = self.world.unit_nodes();
        places.extend(self.world.zone_nodes());
        for (node, versions) in self.nodes("o") {
            let usual = self.choices.of(&KINDS);
            for (code, days) in versions {
                let days = self.ending(days);
                let kind = if self.choices.once_in(4) { self.choices.of(&KINDS) } else { usual };
                let form = match kind {
                    "party_branch" => self.choices.of(&[None, Some("joint"), Some("temporary")]),
                    "centre_household" => Some("member"),
                    _ => None,
                };
                let seat = if self.choices.below(3) > 0 { self.refer_to_one(&places, days) } else { None };
                let (name, rank) = (self.choices.of(&NAMES), self.choices.of(&[None, Some("street"), Some("other")]));
                let full_members = self.choices.of(&[None, Some(0), Some(7)]);
                let probationary_members = self.choices.of(&[None, Some(1)]);
                let superior = None;
                self.world.organizations.push(OrganizationRow {
                    node,
                    code,
                    name,
                    kind,
                    form,
                    rank,
                    superior,
                    seat,
                    full_members,
                    probationary_members,
                    days,
                });
            }
        }
    }

    /// Superiors, of which none runs in a circle on any day.
    fn superiors(&mut self) {
        let all = self.world.organization_nodes();
        for at in 0..self.world.organizations.len() {
            let (node, days) = (self.world.organizations[at].node, self.world.organizations[at].days);
            let fitting: Vec<NodeId> =
                all.iter().copied().filter(|above| !self.is_ever_above(node, *above, days)).collect();
            if self.choices.below(5) > 0 {
                let superior = self.refer_to_one(&fitting, days);
                self.world.organizations[at].superior = superior;
            }
        }
    }

    /// Whether `node` is `start`, or above it on one of the days.
    fn is_ever_above(&self, node: NodeId, start: NodeId, days: Days) -> bool {
        (FIRST - 1..LAST + 60).filter(|day| days.holds(*day)).any(|day| {
            let mut at = Some(start);
            while let Some(organization) = at.filter(|at| *at != node) {
                let rows = &self.world.organizations;
                let row = rows.iter().find(|row| row.node == organization && row.days.holds(day));
                at = row.and_then(|row| row.superior.as_ref()).map(|superior| superior.node);
            }
            at.is_some()
        })
    }

    fn cover(&mut self) {
        let organizations = self.world.organization_nodes();
        let targets = match self.choices.below(6) {
            0..=2 => self.world.unit_nodes(),
            3 | 4 => self.world.zone_nodes(),
            _ => organizations.clone(),
        };
        let days = self.days();
        let organization = self.refer_to_one(&organizations, days);
        let target = self.refer_to_one(&targets, days);
        let (Some(organization), Some(target)) = (organization, target) else { return };
        let row = CoverRow { organization, target, mode: self.choices.of(&MODES), days };
        if self.choices.once_in(4) {
            let other = CoverRow { mode: self.choices.of(&MODES), ..row.clone() };
            self.world.coverage.push(other);
        }
        self.world.coverage.push(row);
    }
}
