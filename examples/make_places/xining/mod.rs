//! Xining (西宁市), its four districts.

mod alliances;
mod ground;
mod organizations;
mod statements;

use crate::Result;
use crate::tables::{Tables, count, expect};
use govgrid::record::Coverage;
use govgrid::{
    AllianceKind, CoverageMode, Draft, MeasureKind, OfWhich, OrganizationForm, OrganizationKind, Role, UnitKind,
    ZoneKind,
};
use ground::Ground;
use std::collections::BTreeSet;
use std::path::Path;

/// The last day of the year that the report is of.
const DAY: &str = "2022-12-31";

const CITY: &str = "630100";

const DISTRICTS: [&str; 4] = ["630102", "630103", "630104", "630105"];

/// The community (尕寺巷社区) with the micro-complex, and the area of its seven courtyards.
const MICRO_COMPLEX: &str = "630104005005";
const AREA: &str = "630104005005-A1";

/// The tables of the city.
pub(crate) fn draft(divisions: &Path) -> Result<Draft> {
    let mut out = Tables::default();
    let ground = ground::build(divisions, &mut out)?;
    organizations::add(&ground, &mut out);
    alliances::add(&ground, &mut out);
    statements::add(&ground, &mut out)?;
    check(&ground, &out)?;
    check_coverage(&out)?;
    out.into_draft(DAY)
}

/// Holds the finished tables to the published counts.
fn check(ground: &Ground, tables: &Tables) -> Result<()> {
    let organizations = |kind, form| count(&tables.organizations, |row| row.kind == kind && row.form == form);
    let alliances = |kind| count(&tables.alliances, |row| row.kind == kind);
    let zones = |kind| count(&tables.zones, |row| row.kind == kind);
    let measured = |measure| count(&tables.measures, |row| row.measure == measure);
    let nested = count(&tables.alliances, |row| row.within.as_deref() == Some("PA-CITY"));
    let centres = |form| organizations(OrganizationKind::ServiceCentre, Some(form));
    let urban_villages = count(&tables.units, |row| row.kind == Some(UnitKind::UrbanVillage));
    let held = |role: Role| -> BTreeSet<_> {
        tables.posts.iter().filter(|post| post.role == role).filter_map(|post| post.holder.as_deref()).collect()
    };
    let (secretaries, directors) = (held(Role::Secretary), held(Role::ResidentsCommitteeDirector));
    expect(&[
        ("urban communities", ground.communities.len(), 130),
        ("urban villages", urban_villages, 31),
        ("estates", zones(ZoneKind::Estate), 1_628),
        ("courtyards", zones(ZoneKind::Courtyard), 744),
        ("linkages of four and of five", alliances(AllianceKind::Linkage), 1_628 + 1),
        ("micro-complexes", alliances(AllianceKind::MicroComplex), 1),
        ("Party-building alliances", alliances(AllianceKind::PartyAlliance), 4),
        ("alliances within another", nested, 2),
        ("deliberations at streets and communities", alliances(AllianceKind::Deliberation), 25 + 130),
        ("centres of city and districts", centres(OrganizationForm::Comprehensive), 1 + 4),
        ("centres of blocks, business districts and markets", centres(OrganizationForm::Functional), 101),
        ("stations", organizations(OrganizationKind::ServiceStation, None), 129),
        ("service funds", measured(MeasureKind::ServiceFund), 130 + 31),
        ("working funds", measured(MeasureKind::WorkingFund), 130),
        ("secretaries on public posts", tables.holders_of(Role::Secretary, OfWhich::OnEstablishment) as usize, 6),
        ("heads of both posts", secretaries.intersection(&directors).count(), 130),
    ])
}

/// Holds the coverage of estates, courtyards and property companies to the published counts.
fn check_coverage(tables: &Tables) -> Result<()> {
    let of = |letter: &str| -> Vec<&Coverage> {
        let is_of = |row: &&Coverage| row.target.get(12..14) == Some(letter);
        tables.coverage.iter().filter(is_of).collect()
    };
    let organizations = |rows: &[&Coverage]| rows.iter().map(|row| &row.organization).collect::<BTreeSet<_>>().len();
    let targets = |rows: &[&Coverage]| rows.iter().map(|row| &row.target).collect::<BTreeSet<_>>().len();
    let (estates, courtyards) = (of("-E"), of("-Y"));
    let companies: Vec<&Coverage> = tables.coverage.iter().filter(|row| row.target.starts_with("PM-")).collect();
    let own = count(&companies, |row| row.mode == CoverageMode::Standalone);
    let mut figures = vec![
        ("estate branches", organizations(&estates), 556),
        ("estates covered", targets(&estates), 1_628),
        ("rows of estates", estates.len(), 1_628),
        ("courtyard groups", organizations(&courtyards), 196),
        ("courtyards covered", targets(&courtyards), 744),
        ("rows of courtyards", courtyards.len(), 744),
        ("companies with a Party organisation", own, organizations::ORGANIZED),
        ("companies with a Party organisation or an instructor", targets(&companies), organizations::COMPANIES),
    ];
    for mode in [CoverageMode::Standalone, CoverageMode::ByProperty, CoverageMode::Joint] {
        let ways = ground::WAYS.into_iter().filter(|way| way.0 == mode);
        let planned = ways.map(|(_, size, count)| size as usize * count).sum();
        figures.push(("estates covered in this way", count(&estates, |row| row.mode == mode), planned));
    }
    expect(&figures)
}
