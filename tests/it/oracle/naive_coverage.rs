//! The naive answers about coverage on a day.

use super::calendar::Days;
use super::naive::Naive;
use super::world::{CoverRow, NodeId};

/// Who covers, how, on which days by the row, and through which zone.
pub(crate) type NaiveCovering = (String, &'static str, Days, Option<String>);

/// Which coverage is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Asked {
    /// A Party organisation covers, in a mode other than work only.
    ByOrganizations,
    /// Any organization covers, or an instructor has a post there.
    ByWork,
}

/// How something is covered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a list of its own in an answer")]
pub(crate) struct NaiveCovered {
    pub(crate) direct: bool,
    pub(crate) through_zone: bool,
    /// Not covered, while a unit above is.
    pub(crate) inherited_only: bool,
    pub(crate) doubly: bool,
    /// Not covered, but once was, by a row or an organization that has ended.
    pub(crate) ended: bool,
}

impl NaiveCovered {
    pub(crate) fn is_covered(self) -> bool {
        self.direct || self.through_zone
    }
}

const PARTY: [&str; 5] = ["working_committee", "party_committee", "general_branch", "party_branch", "party_group"];

fn counts(asked: Asked, kind: &str, mode: &str) -> bool {
    asked == Asked::ByWork || (PARTY.contains(&kind) && mode != "work_only")
}

impl<'w> Naive<'w> {
    /// The rows that say on the day that an organization which is there covers a node.
    fn rows_to(&self, target: NodeId) -> impl Iterator<Item = &'w CoverRow> {
        let holds = move |row: &&CoverRow| {
            row.target.node == target && row.days.holds(self.day) && self.organization(row.organization.node).is_some()
        };
        self.world.coverage.iter().filter(holds)
    }

    fn covering(&self, row: &'w CoverRow, zone: Option<NodeId>) -> NaiveCovering {
        let organization = self.code(row.organization.node).to_owned();
        (organization, row.mode, row.days, zone.map(|zone| self.code(zone).to_owned()))
    }

    /// The zones that comprise a unit or one above it, each once.
    pub(crate) fn zones_over(&self, unit: NodeId) -> Vec<NodeId> {
        let line = self.line(unit);
        let over = |zone: &NodeId| self.zone_units(*zone).iter().any(|unit| line.contains(unit));
        self.zones().into_iter().filter(over).collect()
    }

    /// Who covers a node itself.
    pub(crate) fn covered_itself(&self, node: NodeId) -> Vec<NaiveCovering> {
        self.rows_to(node).map(|row| self.covering(row, None)).collect()
    }

    /// Who covers a unit, itself or through these zones.
    pub(crate) fn covered_by(&self, unit: NodeId, zones: &[NodeId]) -> Vec<NaiveCovering> {
        let mut all = self.covered_itself(unit);
        for zone in zones {
            all.extend(self.rows_to(*zone).map(|row| self.covering(row, Some(*zone))));
        }
        all
    }

    /// Who covers a unit above, and which.
    pub(crate) fn inherits(&self, unit: NodeId) -> Vec<(String, NaiveCovering)> {
        let above = self.ancestors(unit).into_iter();
        above
            .flat_map(|above| self.covered_itself(above).into_iter().map(move |c| (self.code(above).to_owned(), c)))
            .collect()
    }

    /// The organizations whose rows to a node count, each as often as it has rows.
    fn counting(&self, target: NodeId, asked: Asked) -> Vec<NodeId> {
        let kind = |row: &CoverRow| self.organization(row.organization.node).unwrap().kind;
        let rows = self.rows_to(target).filter(|row| counts(asked, kind(row), row.mode));
        rows.map(|row| row.organization.node).collect()
    }

    /// Whether instructors count and one is at a node.
    fn is_instructed(&self, node: NodeId, asked: Asked) -> bool {
        let posts = self.world.rows.iter().filter(|row| row.table == "posts" && row.days.holds(self.day));
        let mut instructors = posts.filter(|row| row.text("role").as_deref() == Some("party_building_instructor"));
        asked == Asked::ByWork
            && instructors.any(|row| {
                let is_held = match row.node("holder") {
                    Some(holder) => self.has(holder),
                    None => row.count("count").is_some_and(|count| count > 0),
                };
                row.node("place") == Some(node) && is_held
            })
    }

    /// Whether a row and an organization covered a node together on an earlier day, and one of the two has ended.
    fn has_ended(&self, target: NodeId, asked: Asked) -> bool {
        let began = |days: Days| days.from.is_none_or(|from| from < self.day);
        self.world.coverage.iter().filter(|row| row.target.node == target && began(row.days)).any(|row| {
            let versions = self.world.organizations.iter().filter(|version| version.node == row.organization.node);
            let together = versions.filter(|version| began(version.days) && version.days.meets(row.days));
            let covered = together.filter(|version| counts(asked, version.kind, row.mode)).count() > 0;
            let row_is_over = row.days.until.is_some_and(|until| until <= self.day);
            covered && (row_is_over || self.organization(row.organization.node).is_none())
        })
    }

    pub(crate) fn unit_coverage(&self, unit: NodeId, asked: Asked) -> NaiveCovered {
        let covers = |node: &NodeId| !self.counting(*node, asked).is_empty() || self.is_instructed(*node, asked);
        let zones = self.zones_over(unit);
        let (direct, through_zone) = (covers(&unit), zones.iter().any(covers));
        let above = self.ancestors(unit).iter().any(covers);
        let coverers = self.counting(unit, asked).into_iter();
        let coverers = coverers.chain(zones.into_iter().flat_map(|zone| self.counting(zone, asked)));
        NaiveCovered {
            direct,
            through_zone,
            inherited_only: !direct && !through_zone && above,
            doubly: Self::are_several(coverers),
            ended: !direct && !through_zone && self.has_ended(unit, asked),
        }
    }

    /// How a zone or an organization is covered.
    pub(crate) fn node_coverage(&self, node: NodeId, asked: Asked) -> NaiveCovered {
        let coverers = self.counting(node, asked);
        let direct = !coverers.is_empty() || self.is_instructed(node, asked);
        NaiveCovered {
            direct,
            doubly: Self::are_several(coverers.into_iter()),
            ended: !direct && self.has_ended(node, asked),
            ..NaiveCovered::default()
        }
    }

    /// The organizations whose rows count as organisation coverage of a unit, each as often as it has rows.
    pub(crate) fn who_counts(&self, unit: NodeId) -> Vec<NodeId> {
        let mut all = self.counting(unit, Asked::ByOrganizations);
        all.extend(self.zones_over(unit).into_iter().flat_map(|zone| self.counting(zone, Asked::ByOrganizations)));
        all
    }

    /// The organizations that can be a unit's primary one: groups, and branches of no form or joint, that cover it
    /// themselves, standalone or joint.
    pub(crate) fn primaries(&self, unit: NodeId) -> Vec<NodeId> {
        let rows = self.rows_to(unit).filter(|row| ["standalone", "joint"].contains(&row.mode));
        let fits = |row: &&CoverRow| {
            let organization = self.organization(row.organization.node).unwrap();
            let plain = organization.form.is_none() || organization.form == Some("joint");
            organization.kind == "party_group" || (organization.kind == "party_branch" && plain)
        };
        rows.filter(fits).map(|row| row.organization.node).collect()
    }

    fn are_several(nodes: impl Iterator<Item = NodeId>) -> bool {
        let mut nodes: Vec<NodeId> = nodes.collect();
        nodes.sort_unstable();
        nodes.dedup();
        nodes.len() > 1
    }
}
