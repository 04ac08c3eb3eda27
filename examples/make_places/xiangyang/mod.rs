//! Xiangyang (襄阳市), the whole city.

mod alliances;
mod ground;
mod organizations;
mod statements;

use crate::Result;
use crate::tables::{Tables, count, expect};
use govgrid::{
    AllianceKind, AllianceRole, Draft, Level, MeasureKind, OfWhich, OrganizationForm, OrganizationKind, Role,
    ServiceKind, ZoneKind,
};
use ground::Community;
use std::path::Path;

/// The day that the report was published.
const DAY: &str = "2021-07-27";

/// The day of the adjustment of communities. The report gives none.
const ADJUSTED_ON: &str = "2021-01-01";

/// The day on which several kinds of grid became one (多网合一). The report gives none.
const MERGED_ON: &str = "2020-07-01";

/// The community (新街社区) that is built to the last household.
const FULL: &str = "420602002003";

/// The tables of the city.
pub(crate) fn draft(divisions: &Path) -> Result<Draft> {
    let mut out = Tables::default();
    let communities = ground::build(divisions, &mut out)?;
    organizations::add(&communities, &mut out)?;
    alliances::add(&communities, &mut out)?;
    statements::add(&communities, &mut out)?;
    check(&communities, &out)?;
    out.into_draft(DAY)
}

/// Holds the finished tables to the published counts.
fn check(communities: &[Community], tables: &Tables) -> Result<()> {
    let is_now = |period: govgrid::Period| DAY.parse().is_ok_and(|day| period.holds(day));
    let organizations = |kind, form| count(&tables.organizations, |row| row.kind == kind && row.form == form);
    let alliances = |kind| count(&tables.alliances, |row| row.kind == kind && is_now(row.period));
    let members = |role| count(&tables.alliance_members, |row| row.role == Some(role) && is_now(row.period));
    let adjusted: Vec<(u32, u32)> = communities.iter().filter_map(|community| community.households).collect();
    let is_standard = |households: &u32| (3_000..=5_000).contains(households);
    let handed = communities.iter().flat_map(|community| &community.estates).filter(|estate| estate.before.is_some());
    let lists = [MeasureKind::ResourceLists, MeasureKind::DemandLists, MeasureKind::ServiceLists];
    let lists = lists.into_iter().map(|measure| tables.sum(measure) as usize).sum();
    let met = |row: &govgrid::record::Measure| row.measure == MeasureKind::FacilityAreaMet && row.value == "yes";
    expect(&[
        ("communities with a big Party committee", communities.len(), 515),
        ("adjusted communities", adjusted.len(), 38),
        ("adjusted communities of 3,000 to 5,000 households", count(&adjusted, |sizes| is_standard(&sizes.1)), 38),
        ("such communities before", count(&adjusted, |sizes| is_standard(&sizes.0)), 0),
        ("enclaves", handed.count(), 56),
        ("grids", count(&tables.units, |row| row.level == Level::Grid && is_now(row.period)), 2_486),
        ("grid branches", organizations(OrganizationKind::PartyBranch, None), 2_486 + organizations::COMPANIES),
        (
            "double-reporting branches",
            organizations(OrganizationKind::PartyBranch, Some(OrganizationForm::DoubleReporting)),
            2_387,
        ),
        ("big working committees", alliances(AllianceKind::BigWorkingCommittee), 28),
        ("big Party committees", alliances(AllianceKind::BigPartyCommittee), 515),
        ("part-time member units", members(AllianceRole::PartTimeUnit), 3_717),
        ("estates", count(&tables.zones, |row| row.kind == ZoneKind::Estate), 2_260),
        ("estates with property service", count(&tables.services, |row| row.kind == ServiceKind::Property), 2_260),
        ("linkages", alliances(AllianceKind::Linkage), 2_260),
        ("residents' committees in linkages", members(AllianceRole::ResidentsCommittee), 2_260),
        ("homeowners' committees in linkages", members(AllianceRole::HomeownersCommittee), 2_260),
        ("property companies in linkages", members(AllianceRole::PropertyCompany), 2_260),
        ("secretaries", tables.holders(Role::Secretary) as usize, 249),
        ("secretaries on posts", tables.holders_of(Role::Secretary, OfWhich::OnEstablishment) as usize, 64),
        ("secretaries treated as", tables.holders_of(Role::Secretary, OfWhich::TreatedAs) as usize, 165),
        ("certified workers", tables.holders_of(Role::CommunityWorker, OfWhich::Certified) as usize, 1_183),
        ("grid centres", organizations(OrganizationKind::GridCentre, None), 1),
        ("stations", organizations(OrganizationKind::ServiceStation, None), 609),
        ("lists", lists, 120_000),
        // 152 of 184 are 82.6 %.
        ("communities that meet the area standard", count(&tables.measures, met), 152),
        ("communities in streets of the central city", count(communities, |community| community.is_central), 184),
        (
            "whistles of streets to departments",
            tables.whistles.iter().filter(|row| row.caller.len() == 9).count(),
            28 * 7,
        ),
    ])
}
