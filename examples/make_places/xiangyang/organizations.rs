//! The organisations of Xiangyang below the street, and what they cover and serve.

use super::ground::{Community, Estate};
use super::{ADJUSTED_ON, FULL};
use crate::Result;
use crate::city::{self, add_party, organization, party_of};
use crate::tables::{Tables, shares};
use govgrid::{
    CoverageMode, OrganizationForm, OrganizationKind, OrganizationRank, Purpose, ReportKind, ServiceKind, record,
};

/// Property companies, each of which serves twenty estates.
pub(super) const COMPANIES: usize = 113;

/// The departments of a district, and what they are called for.
pub(super) const DEPARTMENTS: [(&str, &str, &str); 7] = [
    ("CG", "城市管理局", "占道经营、违法建设"),
    ("GA", "公安分局", "治安、消防通道"),
    ("SC", "市场监督管理局", "食品安全、电梯"),
    ("ZJ", "住房和城乡建设局", "物业服务、老旧小区改造"),
    ("MZ", "民政局", "社会救助、养老"),
    ("WJ", "卫生健康局", "公共卫生"),
    ("YJ", "应急管理局", "安全生产"),
];

/// Adds the organisations.
pub(super) fn add(communities: &[Community], out: &mut Tables) -> Result<()> {
    let centre = organization("GC-420600", OrganizationKind::GridCentre, "PC-420600", "420600");
    let name = Some("市网格化服务管理中心".to_owned());
    out.organizations.push(record::Organization { name, rank: Some(OrganizationRank::City), ..centre });
    add_departments(out);
    for community in communities {
        add_community(community, out);
    }
    add_branches(communities, out)?;
    add_companies(out);
    add_estates(communities, out)?;
    add_stations(communities, out)
}

/// The code of a department of a district.
pub(super) fn department(district: &str, letters: &str) -> String {
    format!("DP-{district}-{letters}")
}

fn add_departments(out: &mut Tables) {
    let is_district = |unit: &&record::Unit| unit.code.len() == 6 && unit.code != "420600";
    let districts: Vec<record::Unit> = out.units.iter().filter(is_district).cloned().collect();
    for district in districts {
        for (letters, name, _) in DEPARTMENTS {
            let code = department(&district.code, letters);
            let row = organization(&code, OrganizationKind::Department, &party_of(&district.code), &district.code);
            let name = Some(format!("{}{name}", district.name.clone().unwrap_or_default()));
            out.organizations.push(record::Organization { name, rank: Some(OrganizationRank::District), ..row });
        }
    }
}

/// The committee (党委) that every urban community has.
pub(super) fn add_committee((code, name, street): (&str, &str, &str), out: &mut Tables) {
    add_party(
        record::Organization {
            name: Some(format!("{name}党委")),
            rank: Some(OrganizationRank::Community),
            ..organization(&party_of(code), OrganizationKind::PartyCommittee, &party_of(street), code)
        },
        out,
    );
}

/// The committee of a community and its residents' committee (居委会).
fn add_community(community: &Community, out: &mut Tables) {
    let (code, party) = (&community.code, party_of(&community.code));
    add_committee((code, &community.name, &community.street), out);
    let residents = organization(&format!("RC-{code}"), OrganizationKind::ResidentsCommittee, &party, code);
    out.organizations.push(residents);
    if code == FULL {
        add_groups(community, out);
    }
}

/// A group (党小组) for each building and a centre household (党员中心户) for each stairwell of the community that is
/// built whole. A centre household says in which stairwell it is, not behind which door.
fn add_groups(community: &Community, out: &mut Tables) {
    for estate in &community.estates {
        let branch = format!("PB-{}", estate.grid);
        let buildings = out.zone_units.iter().filter(|row| row.zone == estate.code).map(|row| row.unit.clone());
        for building in buildings.collect::<Vec<_>>() {
            let group = format!("PG-{building}");
            add_party(organization(&group, OrganizationKind::PartyGroup, &branch, &building), out);
            for stairwell in 1..=2 {
                let (code, seat) = (format!("CH-{building}-S{stairwell}"), format!("{building}-S{stairwell}"));
                let row = organization(&code, OrganizationKind::CentreHousehold, &group, &seat);
                out.organizations.push(record::Organization { form: Some(OrganizationForm::Member), ..row });
            }
        }
    }
}

/// A branch (党支部) for each grid, and in 2,387 of the 2,486 a second one, of members who report there from their
/// employers (“双报到”党支部).
fn add_branches(communities: &[Community], out: &mut Tables) -> Result<()> {
    let grids = || communities.iter().flat_map(|community| community.grids.iter().map(move |grid| (community, grid)));
    let places = u32::try_from(grids().count())?;
    for ((community, grid), reporting) in grids().zip(shares(2_387, places)) {
        let superior = party_of(&community.code);
        add_party(organization(&format!("PB-{grid}"), OrganizationKind::PartyBranch, &superior, grid), out);
        if reporting == 1 {
            let row = organization(&format!("DR-{grid}"), OrganizationKind::PartyBranch, &superior, grid);
            let form = Some(OrganizationForm::DoubleReporting);
            add_party(record::Organization { form, ..row }, out);
        }
    }
    Ok(())
}

/// The property companies, each with a branch of its own.
fn add_companies(out: &mut Tables) {
    for (number, district) in (1..=COMPANIES).zip(["420602", "420606", "420607"].into_iter().cycle()) {
        let company = format!("PM-{number:03}");
        let branch = format!("PB-{company}");
        out.organizations.push(organization(&branch, OrganizationKind::PartyBranch, &party_of(district), district));
        out.organizations.push(organization(&company, OrganizationKind::PropertyCompany, "", district));
        out.coverage.push(record::Coverage::new(branch, company, CoverageMode::Standalone));
    }
}

/// The company that serves an estate, by the estate's number among all.
pub(super) fn company(number: usize) -> String {
    format!("PM-{:03}", 1 + number % COMPANIES)
}

/// The bodies of each estate: its homeowners' committee (业委会), its property company, and of an enclave the
/// residents' committee that answered for it before it was handed over, and the one that does since.
fn add_estates(communities: &[Community], out: &mut Tables) -> Result<()> {
    let (before, after) = city::around(ADJUSTED_ON)?;
    for (number, (community, estate)) in estates(communities).enumerate() {
        let (code, zone) = (format!("HC-{}", estate.code), estate.code.as_str());
        out.organizations.push(organization(&code, OrganizationKind::HomeownersCommittee, "", zone));
        out.services.push(record::Service::new(company(number), zone, ServiceKind::Property));
        let Some(enclave) = &estate.before else { continue };
        for (by, period) in [(&enclave.run_by, before), (&community.code, after)] {
            let purpose = vec![Purpose::Governance];
            let row = record::Responsibility::new(format!("RC-{by}"), zone);
            out.responsibilities.push(record::Responsibility { purpose, period, ..row });
        }
    }
    Ok(())
}

/// All estates with their communities.
pub(super) fn estates(communities: &[Community]) -> impl Iterator<Item = (&Community, &Estate)> {
    communities.iter().flat_map(|community| community.estates.iter().map(move |estate| (community, estate)))
}

/// 609 stations: one in each of the 515 communities, the others in estates of half of those of the central city.
fn add_stations(communities: &[Community], out: &mut Tables) -> Result<()> {
    let central = || communities.iter().filter(|community| community.is_central);
    let places = u32::try_from(central().count())?;
    let others = central().zip(shares(609 - 515, places)).filter(|(_, share)| *share == 1);
    let seats = communities.iter().map(|community| (community, community.code.as_str()));
    let estates = others.filter_map(|(community, _)| Some((community, community.estates.last()?.code.as_str())));
    for (community, seat) in seats.chain(estates) {
        let code = format!("ST-{seat}");
        let row = organization(&code, OrganizationKind::ServiceStation, &party_of(&community.code), seat);
        out.organizations.push(row);
        out.services.push(record::Service::new(code, seat, ServiceKind::Hosts));
    }
    Ok(())
}

/// A unit that takes part in a big committee: it keeps its own superior, sits in the community, and reports there.
pub(super) fn add_member_unit(code: &str, number: usize, (district, seat): (&str, &str), out: &mut Tables) {
    use OrganizationKind::{Enterprise, NewOrganization, Organ, PublicInstitution, SocialOrganization};
    let kinds =
        [Organ, PublicInstitution, Enterprise, PublicInstitution, Enterprise, NewOrganization, SocialOrganization];
    let kind = kinds.into_iter().cycle().nth(number % 7).unwrap_or(Organ);
    // Every third unit of a state body answers to the city, the others to the district.
    let superior = if matches!(kind, Enterprise | NewOrganization | SocialOrganization) {
        String::new()
    } else {
        party_of(if number.is_multiple_of(3) { "420600" } else { district })
    };
    out.organizations.push(organization(code, kind, &superior, seat));
    let kind = Some(ReportKind::Unit);
    out.reports.push(record::Report { kind, ..record::Report::new(code, seat) });
}
