//! Qihe county (齐河县) of Dezhou, after its report of 2022-09-26.

mod claims;
mod duties;
mod estates;
mod ground;
mod party;

use crate::Result;
use crate::tables::{Dice, Tables, count, expect};
use govgrid::{
    AllianceKind, Draft, Level, MeasureKind, OfWhich, OrganizationKind, ReportKind, ResponsibilityForm, Role,
    ServiceKind, UnitKind, ZoneKind, record,
};
use ground::Ground;
use std::collections::BTreeSet;
use std::path::Path;

/// The day of the report.
const DAY: &str = "2022-09-26";

/// The tables of the county.
pub(crate) fn draft(divisions: &Path) -> Result<Draft> {
    let (mut dice, mut out) = (Dice(371_425), Tables::default());
    let ground = Ground::build(divisions, &mut dice, &mut out)?;
    party::build(&ground, &mut dice, &mut out)?;
    duties::build(&ground, &mut out)?;
    estates::build(&ground, DAY.parse()?, &mut dice, &mut out)?;
    out.claim(claims::CLAIMS, claims::SOURCE)?;
    check_units(&out)?;
    check_party(&out)?;
    check_duties(&out)?;
    check_estates(&out)?;
    out.into_draft(DAY)
}

/// Holds the units and zones to the published counts.
fn check_units(tables: &Tables) -> Result<()> {
    let units = |kind| count(&tables.units, |unit| unit.kind == Some(kind));
    let level = |level| count(&tables.units, |unit| unit.level == level);
    let zones = |kind| count(&tables.zones, |zone| zone.kind == kind);
    let households: u32 = tables.units.iter().filter_map(|unit| unit.households).sum();
    expect(&[
        ("towns and townships", units(UnitKind::Town) + units(UnitKind::Township), 13),
        ("streets", units(UnitKind::Street), 2),
        ("urban communities", units(UnitKind::Urban), 20),
        ("villages", units(UnitKind::Village), 1_016),
        ("grids", units(UnitKind::Basic), 179),
        ("buildings", level(Level::Building), 976),
        ("stairwells", level(Level::Stairwell), 2_557),
        ("estates", zones(ZoneKind::Estate), 299),
        ("areas", zones(ZoneKind::Area), 26),
        ("households in the urban communities", households as usize, 20 * 3_866),
    ])
}

/// Holds the Party organisations and their members to the published counts.
fn check_party(tables: &Tables) -> Result<()> {
    let of_kind = |kind| count(&tables.organizations, |o| o.kind == kind);
    let counted = |o: &record::Organization| o.kind.is_party_organization() && o.kind != OrganizationKind::PartyGroup;
    let of_grids =
        |row: &record::Coverage| row.organization.starts_with("P-") && row.target.len() == "371425001001-G001".len();
    let county = party::party_of(ground::COUNTY);
    let members = tables.organizations.iter().find(|o| o.code == county).and_then(|o| o.full_members);
    expect(&[
        ("Party committees", of_kind(OrganizationKind::PartyCommittee), 91),
        ("Party organisations", count(&tables.organizations, counted), 2_002),
        ("members", members.unwrap_or_default() as usize, 35_000),
        ("grid branches", count(&tables.coverage, of_grids), 179),
        ("building groups", of_kind(OrganizationKind::PartyGroup), 976),
        ("departments", of_kind(OrganizationKind::Department), 114),
    ])
}

/// Holds posts, responsibilities, reports and contacts to the published counts.
fn check_duties(tables: &Tables) -> Result<()> {
    let holders = |role| tables.holders(role) as usize;
    let organ_members = |role| tables.holders_of(role, OfWhich::OrganMember) as usize;
    let responsible = |form| {
        let rows = tables.responsibilities.iter().filter(|row| row.form == Some(form));
        rows.map(|row| (row.holder.as_str(), row.target.as_str())).collect::<Vec<_>>()
    };
    let targets = |form| responsible(form).iter().map(|row| row.1).collect::<BTreeSet<_>>().len();
    let holders_of = |form| responsible(form).iter().map(|row| row.0).collect::<BTreeSet<_>>().len();
    let reports = tables.reports.iter().filter(|row| row.kind == Some(ReportKind::Member));
    let reporting: u32 = reports.filter_map(|row| row.members).sum();
    let contacted: u32 = tables.contacts.iter().filter_map(|row| row.count).sum();
    expect(&[
        ("heads of groups", holders(Role::GroupLeader), 976),
        ("liaisons of stairwells", holders(Role::StairwellLiaison), 2_557),
        ("heads who are organ members", organ_members(Role::GroupLeader), 684),
        ("liaisons who are organ members", organ_members(Role::StairwellLiaison), 1_790),
        ("grid workers", holders(Role::GridWorker), 20 * 14),
        ("police officers", holders(Role::PoliceOfficer), 20),
        ("leaders of the county", holders_of(ResponsibilityForm::Area), 26),
        ("leaders of the streets", holders_of(ResponsibilityForm::Community), 20),
        ("communities with a leader", targets(ResponsibilityForm::Community), 20),
        ("departments with an estate", holders_of(ResponsibilityForm::EstateLink), 114),
        ("estates with a department", targets(ResponsibilityForm::EstateLink), 299),
        ("organ members who report", reporting as usize, 7_400),
        ("households that they contact", contacted as usize, 37_000),
    ])
}

/// Holds estates and alliances to the published counts.
fn check_estates(tables: &Tables) -> Result<()> {
    let services = |kind| tables.services.iter().filter(move |row| row.kind == kind);
    let before = services(ServiceKind::Property).filter(|row| row.period.until().is_some()).count();
    let enforced: BTreeSet<_> = services(ServiceKind::Enforcement).map(|row| &row.target).collect();
    let alliances = |kind| count(&tables.alliances, |alliance| alliance.kind == kind);
    let black = |row: &record::Measure| row.measure == MeasureKind::PropertyColour && row.value == "black";
    expect(&[
        ("estates that changed company", before, 23),
        ("black marks", count(&tables.measures, black), 23),
        ("estates with an enforcement force", enforced.len(), 299),
        ("enforcement posts with two commands", tables.directions.len(), 20),
        ("red alliances", alliances(AllianceKind::PartyAlliance), 20),
        ("deliberations", alliances(AllianceKind::Deliberation), 20),
        ("stations", count(&tables.organizations, |o| o.kind == OrganizationKind::ServiceStation), 152),
    ])
}
