//! A world: plain rows, and for each row the node that it is a version of, which no table says.

use super::calendar::{DayNumber, Days};
use super::rows::Row;

/// A node of any kind, whatever its codes.
pub(crate) type NodeId = usize;

/// The levels, outermost first.
pub(crate) const LEVELS: [&str; 10] =
    ["province", "city", "district", "street", "community", "grid", "micro_grid", "building", "stairwell", "household"];
pub(crate) const DISTRICT: usize = 2;
pub(crate) const STREET: usize = 3;
pub(crate) const COMMUNITY: usize = 4;
pub(crate) const GRID: usize = 5;
pub(crate) const MICRO_GRID: usize = 6;
pub(crate) const BUILDING: usize = 7;
pub(crate) const HOUSEHOLD: usize = 9;

/// A node and the code by which a row names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Ref {
    pub(crate) node: NodeId,
    pub(crate) code: String,
}

#[derive(Clone, Debug)]
pub(crate) struct UnitRow {
    pub(crate) node: NodeId,
    pub(crate) code: String,
    pub(crate) name: Option<&'static str>,
    pub(crate) level: usize,
    pub(crate) parent: Option<Ref>,
    /// The code of a parent that no row has.
    pub(crate) outside: Option<String>,
    pub(crate) kind: Option<&'static str>,
    pub(crate) households: Option<u32>,
    pub(crate) days: Days,
}

#[derive(Clone, Debug)]
pub(crate) struct ZoneRow {
    pub(crate) node: NodeId,
    pub(crate) code: String,
    pub(crate) name: Option<&'static str>,
    pub(crate) kind: &'static str,
    pub(crate) within: Option<Ref>,
    pub(crate) days: Days,
}

/// A unit that a zone comprises.
#[derive(Clone, Debug)]
pub(crate) struct MemberRow {
    pub(crate) zone: Ref,
    pub(crate) unit: Ref,
    pub(crate) days: Days,
}

#[derive(Clone, Debug)]
pub(crate) struct OrganizationRow {
    pub(crate) node: NodeId,
    pub(crate) code: String,
    pub(crate) name: Option<&'static str>,
    pub(crate) kind: &'static str,
    pub(crate) form: Option<&'static str>,
    pub(crate) rank: Option<&'static str>,
    pub(crate) superior: Option<Ref>,
    pub(crate) seat: Option<Ref>,
    pub(crate) full_members: Option<u32>,
    pub(crate) probationary_members: Option<u32>,
    pub(crate) days: Days,
}

#[derive(Clone, Debug)]
pub(crate) struct CoverRow {
    pub(crate) organization: Ref,
    pub(crate) target: Ref,
    pub(crate) mode: &'static str,
    pub(crate) days: Days,
}

#[derive(Clone, Debug)]
pub(crate) struct LineageRow {
    pub(crate) before: String,
    pub(crate) after: String,
    pub(crate) kind: &'static str,
    pub(crate) day: DayNumber,
}

/// Every row of a data set, and the day it says it speaks of.
#[derive(Clone, Debug, Default)]
pub(crate) struct World {
    pub(crate) units: Vec<UnitRow>,
    pub(crate) zones: Vec<ZoneRow>,
    pub(crate) members: Vec<MemberRow>,
    pub(crate) organizations: Vec<OrganizationRow>,
    pub(crate) coverage: Vec<CoverRow>,
    pub(crate) lineage: Vec<LineageRow>,
    /// The rows of people, alliances, projects, and of all that lies between nodes.
    pub(crate) rows: Vec<Row>,
    pub(crate) day: Option<DayNumber>,
    /// Which of the days around bounds a test looks at.
    pub(crate) salt: usize,
}

impl World {
    /// The periods of all rows.
    pub(crate) fn periods(&self) -> Vec<Days> {
        let mut all: Vec<Days> = self.units.iter().map(|row| row.days).collect();
        all.extend(self.zones.iter().map(|row| row.days));
        all.extend(self.members.iter().map(|row| row.days));
        all.extend(self.organizations.iter().map(|row| row.days));
        all.extend(self.coverage.iter().map(|row| row.days));
        // What is of one day only starts on none.
        all.extend(self.rows.iter().filter(|row| !row.is_undated()).map(|row| row.days));
        all
    }

    /// The days on which something starts or ends, the days before and the days after.
    pub(crate) fn days_around_bounds(&self) -> Vec<DayNumber> {
        let bounds = self.periods().into_iter().flat_map(Days::bounds).chain(self.lineage.iter().map(|row| row.day));
        let bounds = bounds.chain(self.rows.iter().filter_map(Row::day));
        let mut days: Vec<DayNumber> = bounds.flat_map(|bound| [bound - 1, bound, bound + 1]).collect();
        days.sort_unstable();
        days.dedup();
        days
    }

    /// A few of those days.
    pub(crate) fn some_days(&self, count: usize) -> Vec<DayNumber> {
        let days = self.days_around_bounds();
        let step = days.len().div_ceil(count).max(1);
        days.into_iter().skip(self.salt % step).step_by(step).collect()
    }

    /// The nodes of some rows, each once, ascending.
    pub(super) fn distinct(mut nodes: Vec<NodeId>) -> Vec<NodeId> {
        nodes.sort_unstable();
        nodes.dedup();
        nodes
    }

    pub(crate) fn unit_nodes(&self) -> Vec<NodeId> {
        Self::distinct(self.units.iter().map(|row| row.node).collect())
    }

    pub(crate) fn zone_nodes(&self) -> Vec<NodeId> {
        Self::distinct(self.zones.iter().map(|row| row.node).collect())
    }

    pub(crate) fn organization_nodes(&self) -> Vec<NodeId> {
        Self::distinct(self.organizations.iter().map(|row| row.node).collect())
    }
}
