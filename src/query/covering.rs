//! Who covers something.

use super::covered::counts;
use super::{Organization, Snapshot, Zone};
use crate::base::{CoverageMode, Period};
use crate::findings::Place;
use crate::graph::Link;
use crate::record::{Relation, Table, coverage_column};

/// An organization covers something (覆盖), on the day of the snapshot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Covering<'h> {
    /// The organization that covers.
    pub organization: Organization<'h>,
    /// How (覆盖方式).
    pub mode: CoverageMode,
    /// When, as the row states it.
    pub period: Period,
    /// The zone through which it covers, if it does.
    pub zone: Option<Zone<'h>>,
    row: u32,
}

impl<'h> Snapshot<'h> {
    /// Who covers a node on the day.
    pub(super) fn coverings(self, node: u32, zone: Option<Zone<'h>>) -> impl Iterator<Item = Covering<'h>> {
        let hierarchy = self.hierarchy;
        hierarchy.links_to(node, Relation::Covers).filter_map(move |link| self.covering(&link, zone))
    }

    /// The covering that a row says, if it and the organization hold on the day.
    pub(super) fn covering(self, link: &Link, zone: Option<Zone<'h>>) -> Option<Covering<'h>> {
        if !link.holds(self.at) {
            return None;
        }
        let organization = Organization::of_node(self, link.from)?;
        Some(Covering { organization, mode: self.mode_of(link), period: link.period(), zone, row: link.row })
    }

    /// How an organization covers by a row of coverage.
    pub(super) fn mode_of(self, link: &Link) -> CoverageMode {
        let mode = self.hierarchy.rows(Table::Coverage).cell(link.row, coverage_column::MODE);
        CoverageMode::from_index(mode).unwrap_or(CoverageMode::Other)
    }
}

impl Covering<'_> {
    /// Where the row was said.
    pub fn place(&self) -> Place {
        self.organization.snapshot().hierarchy.row_place(Table::Coverage, self.row)
    }

    /// Whether it counts as organisation coverage (组织覆盖): a Party organisation, in a mode other than work only.
    pub fn is_organization_coverage(&self) -> bool {
        counts(self.organization.kind(), self.mode)
    }

    /// Whether the organization can be a grid's primary one (网格主体党组织): it covers it directly, standalone or
    /// joint, and is a group, or a branch that is of no form or joint.
    pub fn is_primary(&self) -> bool {
        use crate::base::{OrganizationForm as Form, OrganizationKind as Kind};
        let alone = matches!(self.mode, CoverageMode::Standalone | CoverageMode::Joint);
        let kind = self.organization.kind();
        let is_branch = kind == Kind::PartyBranch && self.organization.form().is_none_or(|form| form == Form::Joint);
        let fits = kind == Kind::PartyGroup || is_branch;
        self.zone.is_none() && alone && fits
    }
}
