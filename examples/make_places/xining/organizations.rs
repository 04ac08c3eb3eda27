//! The organisations of Xining below the street, and what they cover and serve.

use super::ground::{Community, Ground};
use super::{AREA, CITY, DISTRICTS, MICRO_COMPLEX};
use crate::city::{add_party, organization, party_of};
use crate::tables::Tables;
use govgrid::{
    CoverageMode, Level, OrganizationForm, OrganizationKind, OrganizationRank, Purpose, ResponsibilityForm,
    ServiceKind, UnitKind, ZoneKind, record,
};

/// Property companies: the first hundred serve the scopes (物业服务范围) of two branches each, the others the other
/// estates; the first 138 have a Party organisation of their own.
pub(super) const COMPANIES: usize = 150;
pub(super) const ORGANIZED: usize = 138;
const OF_SCOPES: usize = 100;

/// The company of the micro-complex, a red one (红色物业).
pub(super) const RED_COMPANY: &str = "PM-138";

/// How many of the 101 centres are of office blocks (楼宇), of business districts (商圈), of markets (市场).
const BLOCKS: usize = 40;
const BUSINESS_DISTRICTS: usize = 36;
const MARKETS: usize = 25;

/// Adds the organisations.
pub(super) fn add(ground: &Ground, out: &mut Tables) {
    add_above(out);
    for community in &ground.communities {
        add_community(community, out);
    }
    add_companies(out);
    add_services(ground, out);
    add_network(ground, out);
    add_micro_complex(out);
}

/// The city and its districts, with their ranks.
fn city_and_districts() -> impl Iterator<Item = (&'static str, OrganizationRank)> {
    let districts = DISTRICTS.map(|district| (district, OrganizationRank::District));
    std::iter::once((CITY, OrganizationRank::City)).chain(districts)
}

/// The provincial committee, which sits in the city, and the finance departments of city and districts, which share the
/// funds of the communities.
fn add_above(out: &mut Tables) {
    if let Some(city) = out.organizations.iter_mut().find(|row| row.code == party_of(CITY)) {
        city.superior = Some("PC-630000".to_owned());
    }
    out.organizations.push(record::Organization {
        name: Some("青海省委".to_owned()),
        rank: Some(OrganizationRank::Province),
        ..organization("PC-630000", OrganizationKind::PartyCommittee, "", CITY)
    });
    for (seat, rank) in city_and_districts() {
        let code = format!("DP-{seat}-CZ");
        out.organizations.push(record::Organization {
            name: Some("财政局".to_owned()),
            rank: Some(rank),
            ..organization(&code, OrganizationKind::Department, &party_of(seat), seat)
        });
        for district in DISTRICTS.into_iter().filter(|district| seat == CITY || seat == *district) {
            out.responsible(&code, district, Some(ResponsibilityForm::DepartmentAllotted), &[Purpose::Livelihood]);
        }
    }
}

/// The code of an estate branch, by its number in its community.
pub(super) fn branch(community: &str, number: usize) -> String {
    format!("PB-{community}-{number:02}")
}

/// The committee of a community, its residents' committee, its estate branches with the homeowners' committees, and its
/// courtyard groups, which belong to the first branch.
fn add_community(community: &Community, out: &mut Tables) {
    let (code, party) = (&community.code, party_of(&community.code));
    add_party(
        record::Organization {
            name: Some(format!("{}党委", community.name)),
            rank: Some(OrganizationRank::Community),
            ..organization(&party, OrganizationKind::PartyCommittee, &party_of(&community.street), code)
        },
        out,
    );
    out.organizations.push(organization(&format!("RC-{code}"), OrganizationKind::ResidentsCommittee, &party, code));
    for (number, (mode, estates)) in (1..).zip(&community.branches) {
        let branch = branch(code, number);
        let seat = estates.first().map_or("", String::as_str);
        out.organizations.push(record::Organization {
            form: (*mode == CoverageMode::Joint).then_some(OrganizationForm::Joint),
            ..organization(&branch, OrganizationKind::PartyBranch, &party, seat)
        });
        for estate in estates {
            out.coverage.push(record::Coverage::new(branch.as_str(), estate.as_str(), *mode));
            let homeowners = format!("HC-{estate}");
            out.organizations.push(organization(&homeowners, OrganizationKind::HomeownersCommittee, "", estate));
        }
    }
    for (number, courtyards) in (1..).zip(&community.groups) {
        let group = format!("PG-{code}-{number:02}");
        let seat = courtyards.first().map_or("", String::as_str);
        out.organizations.push(organization(&group, OrganizationKind::PartyGroup, &branch(code, 1), seat));
        let covers = |yard: &String| record::Coverage::new(group.as_str(), yard.as_str(), CoverageMode::Joint);
        out.coverage.extend(courtyards.iter().map(covers));
    }
}

fn company(number: usize) -> String {
    format!("PM-{number:03}")
}

/// The property companies: with a branch of their own, or with an instructor (党建指导员) whom the district sends.
fn add_companies(out: &mut Tables) {
    for (number, district) in (1..=COMPANIES).zip(DISTRICTS.into_iter().cycle()) {
        let (company, party) = (company(number), party_of(district));
        out.organizations.push(record::Organization {
            form: (company == RED_COMPANY).then_some(OrganizationForm::Red),
            ..organization(&company, OrganizationKind::PropertyCompany, "", district)
        });
        let (by, mode) = if number <= ORGANIZED {
            let branch = format!("PB-{company}");
            out.organizations.push(organization(&branch, OrganizationKind::PartyBranch, &party, district));
            (branch, CoverageMode::Standalone)
        } else {
            (party, CoverageMode::WorkOnly)
        };
        out.coverage.push(record::Coverage::new(by, company, mode));
    }
}

/// Property service of every estate: of all estates of a branch that is formed by its scope one company, which serves
/// no other estate of the community; of the others one after another.
fn add_services(ground: &Ground, out: &mut Tables) {
    let mut scopes = (1..=OF_SCOPES).cycle();
    let mut others = (OF_SCOPES + 1..=COMPANIES).filter(|number| company(*number) != RED_COMPANY).cycle();
    for community in &ground.communities {
        for (mode, estates) in &community.branches {
            let scope = (*mode == CoverageMode::ByProperty).then(|| scopes.next()).flatten();
            for estate in estates {
                let company = if community.is_micro_complex() {
                    RED_COMPANY.to_owned()
                } else {
                    company(scope.or_else(|| others.next()).unwrap_or_default())
                };
                out.services.push(record::Service::new(company, estate.as_str(), ServiceKind::Property));
            }
        }
    }
}

/// The service network: centres (党群服务中心) of the city and of four districts, of office blocks, business districts
/// and markets, and a station in an estate of every community but that of the micro-complex.
fn add_network(ground: &Ground, out: &mut Tables) {
    let centre = |seat: &str, superior: &str, form, rank| record::Organization {
        form: Some(form),
        rank,
        ..organization(&format!("SC-{seat}"), OrganizationKind::ServiceCentre, superior, seat)
    };
    for (seat, rank) in city_and_districts() {
        out.organizations.push(centre(seat, &party_of(seat), OrganizationForm::Comprehensive, Some(rank)));
    }
    let communities = || ground.communities.iter().filter(|community| !community.is_micro_complex());
    for (number, community) in communities().take(BLOCKS + BUSINESS_DISTRICTS + MARKETS).enumerate() {
        let seat = add_place(community, number, out);
        let superior = party_of(&community.code);
        out.organizations.push(centre(&seat, &superior, OrganizationForm::Functional, None));
    }
    for community in communities() {
        let seat = community.estates().next().map_or("", String::as_str);
        let (code, superior) = (format!("ST-{seat}"), party_of(&community.code));
        out.organizations.push(organization(&code, OrganizationKind::ServiceStation, &superior, seat));
    }
}

/// A building of offices or of a market: by itself, or as a business district or a market.
fn add_place(community: &Community, number: usize, out: &mut Tables) -> String {
    let is_market = number >= BLOCKS + BUSINESS_DISTRICTS;
    let building = format!("{}-O1", community.code);
    out.units.push(record::Unit {
        name: Some(if is_market { "市场楼".to_owned() } else { "商务楼宇".to_owned() }),
        parent: Some(community.code.clone()),
        kind: (!is_market).then_some(UnitKind::Office),
        ..record::Unit::new(building.as_str(), Level::Building)
    });
    if number < BLOCKS {
        return building;
    }
    let (letter, end, kind) =
        if is_market { ("M", "市场", ZoneKind::Market) } else { ("C", "商圈", ZoneKind::BusinessDistrict) };
    let zone = format!("{}-{letter}1", community.code);
    out.zone(&zone, format!("{}{end}", community.name), kind, &community.code);
    out.zone_units.push(record::ZoneUnit::new(zone.as_str(), building));
    zone
}

/// The bodies of the micro-complex (微综合体): for the area of its seven courtyards a homeowners' committee, a
/// management committee and the property company, a centre household in each courtyard, and the police station of the
/// street.
fn add_micro_complex(out: &mut Tables) {
    out.zone(AREA, "尕寺巷28至34号院".to_owned(), ZoneKind::Area, MICRO_COMPLEX);
    for number in 1..=7 {
        let building = format!("{MICRO_COMPLEX}-Y{number:02}-B1");
        out.zone_units.push(record::ZoneUnit::new(AREA, building.as_str()));
        let group = format!("PG-{MICRO_COMPLEX}-{:02}", if number <= 4 { 1 } else { 2 });
        let code = format!("CH-{building}");
        let row = organization(&code, OrganizationKind::CentreHousehold, &group, &building);
        out.organizations.push(record::Organization { form: Some(OrganizationForm::Member), ..row });
    }
    for (prefix, kind) in
        [("HC", OrganizationKind::HomeownersCommittee), ("MC", OrganizationKind::PropertyManagementCommittee)]
    {
        out.organizations.push(organization(&format!("{prefix}-{AREA}"), kind, "", AREA));
    }
    out.services.push(record::Service::new(RED_COMPANY, AREA, ServiceKind::Property));
    let (station, street) = ("PS-630104005", "630104005");
    out.organizations.push(organization(station, OrganizationKind::PoliceStation, "PC-630104", street));
    out.services.push(record::Service::new(station, street, ServiceKind::Policing));
}
