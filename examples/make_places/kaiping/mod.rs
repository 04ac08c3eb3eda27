//! Kaiping district (开平区) of Tangshan, after its report of 2023-09-25.

mod bodies;
mod claims;
mod duties;
mod estates;
mod ground;
mod party;

use crate::Result;
use crate::tables::{Dice, Tables, count, expect};
use govgrid::{
    AllianceKind, CoverageMode, Draft, Level, MeasureKind, OfWhich, OrganizationForm, OrganizationKind, PairingKind,
    ProjectKind, ReportKind, Role, UnitKind,
};
use ground::Ground;
use std::collections::BTreeSet;
use std::path::Path;

/// The day of the report.
const DAY: &str = "2023-09-25";

/// The grid whose buildings have groups and centre households of their own.
const DEEP: &str = "130205102010-G002";

/// The tables of the district.
pub(crate) fn draft(divisions: &Path) -> Result<Draft> {
    let (mut dice, mut out) = (Dice(130_205), Tables::default());
    let ground = Ground::build(divisions, &mut dice, &mut out)?;
    party::below_grid(DEEP, &mut out);
    bodies::build(&ground, &mut out)?;
    estates::build(&ground, &mut out);
    duties::build(&ground, DAY.parse()?, &mut out)?;
    out.claim(claims::CLAIMS, claims::SOURCE)?;
    ground::check_sizes(&ground)?;
    check_tiers(&out)?;
    check_bodies(&out)?;
    check_relations(&out)?;
    out.into_draft(DAY)
}

/// Holds units, Party organisations and coverage to the published counts.
fn check_tiers(tables: &Tables) -> Result<()> {
    let units = |kind| count(&tables.units, |unit| unit.kind == Some(kind));
    let grids: Vec<_> = tables.units.iter().filter(|unit| unit.level == Level::Grid).collect();
    let codes: BTreeSet<_> = grids.iter().map(|grid| grid.code.as_str()).collect();
    let governed: BTreeSet<_> = grids.iter().filter_map(|grid| grid.parent.as_deref()).collect();
    let covered: BTreeSet<_> = tables.coverage.iter().map(|row| row.target.as_str()).collect();
    let of_grids = |prefix| {
        count(&tables.coverage, |row| row.organization.starts_with(prefix) && codes.contains(row.target.as_str()))
    };
    let temporary = |o: &govgrid::record::Organization| o.form == Some(OrganizationForm::Temporary);
    expect(&[
        ("streets and towns", units(UnitKind::Street) + units(UnitKind::Town), 11),
        ("urban communities", units(UnitKind::Urban), 46),
        ("villages", units(UnitKind::Village), 134),
        ("communities with grids", governed.len(), 44),
        ("covered communities", governed.intersection(&covered).count(), 44),
        ("basic grids", units(UnitKind::Basic), 175),
        ("micro-grids", units(UnitKind::SelfGoverning), 175),
        ("covered grids", codes.intersection(&covered).count(), 175),
        ("grid branches", of_grids("PB-"), 106),
        ("grid groups", of_grids("PG-"), 69),
        ("temporary branches", count(&tables.organizations, temporary), 165),
    ])
}

/// Holds bodies and posts to the published counts.
fn check_bodies(tables: &Tables) -> Result<()> {
    let organizations = |kind| count(&tables.organizations, |organization| organization.kind == kind);
    let alliances = |kind| count(&tables.alliances, |alliance| alliance.kind == kind);
    let companies: BTreeSet<_> = tables
        .organizations
        .iter()
        .filter(|o| o.kind == OrganizationKind::PropertyCompany)
        .map(|o| o.code.as_str())
        .collect();
    let of_companies =
        |mode| count(&tables.coverage, |row| row.mode == mode && companies.contains(row.target.as_str()));
    let committees = |role| tables.holders(role) as usize;
    let members = tables.holders_of(Role::HomeownersCommitteeMember, OfWhich::PartyMember) as usize;
    expect(&[
        ("stairwell heads", committees(Role::StairwellHead), 1_202),
        ("big Party committees", alliances(AllianceKind::BigPartyCommittee), 20),
        ("homeowners' committees", organizations(OrganizationKind::HomeownersCommittee), 40),
        ("members of homeowners' committees", committees(Role::HomeownersCommitteeMember), 240),
        ("Party members among them", members, 182),
        ("property companies", companies.len(), 24),
        ("companies with their own organisation", of_companies(CoverageMode::Standalone), 12),
        ("companies with an instructor", of_companies(CoverageMode::WorkOnly), 12),
        ("secretaries on the establishment", tables.holders_of(Role::Secretary, OfWhich::OnEstablishment) as usize, 7),
        ("volunteer teams", organizations(OrganizationKind::VolunteerTeam), 114),
    ])
}

/// Holds pairings, reports, projects and measures to the published counts.
fn check_relations(tables: &Tables) -> Result<()> {
    let pairs: Vec<_> = tables.pairings.iter().filter(|row| row.kind == PairingKind::JointBuilding).collect();
    let sent: u32 =
        tables.reports.iter().filter(|row| row.kind == Some(ReportKind::SentDown)).filter_map(|row| row.members).sum();
    let units: Vec<_> = tables.organizations.iter().filter(|o| o.kind == OrganizationKind::Organ).collect();
    let in_service: u32 = units.iter().filter_map(|unit| unit.full_members).sum();
    let funded = |row: &govgrid::record::Measure| {
        row.measure == MeasureKind::ServiceFund && row.value.parse::<u32>().is_ok_and(|fund| fund >= 200_000)
    };
    expect(&[
        ("paired units", pairs.iter().map(|row| &row.a).collect::<BTreeSet<_>>().len(), 56),
        ("paired communities", pairs.iter().map(|row| &row.b).collect::<BTreeSet<_>>().len(), 44),
        ("reports for duty", count(&tables.reports, |row| row.kind == Some(ReportKind::Duty)), 3 * 44),
        ("percent of the staff sent down", (sent * 100 / in_service) as usize, 85),
        ("secretary projects", count(&tables.projects, |row| row.kind == ProjectKind::SecretaryProject), 50),
        ("communities with a fund of 200,000", count(&tables.measures, funded), 44),
    ])
}
