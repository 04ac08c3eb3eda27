//! The alliances, linkages and deliberation of Xining.

use super::ground::{Community, Ground};
use super::organizations::{RED_COMPANY, branch};
use super::{AREA, CITY, MICRO_COMPLEX};
use crate::city::{organization, party_of};
use crate::tables::Tables;
use govgrid::OrganizationKind::{Enterprise, NewOrganization, Organ, PublicInstitution};
use govgrid::{AllianceKind, AllianceRole, OrganizationKind, OrganizationRank, ServiceKind, ZoneKind, record};
use std::collections::BTreeMap;

/// The street of the railway station (火车站街道), and its communities with the station and the market. Which street
/// leads the alliance, and where the market is, the report does not say.
const STATION: &str = "630102005";
const HUB: &str = "630102005001";
const BASKET: &str = "630102005006";

/// The street (马坊街道) of the steel town.
const STEEL: &str = "630105003";

/// The members of a Party-building alliance: rank, kind, how many.
type Members = &'static [(OrganizationRank, OrganizationKind, usize)];

const OF_CITY: Members = &[
    (OrganizationRank::Province, Organ, 2),
    (OrganizationRank::Province, Enterprise, 2),
    (OrganizationRank::City, Organ, 4),
    (OrganizationRank::District, Organ, 4),
];
const OF_HUB: Members = &[
    (OrganizationRank::Province, Enterprise, 2),
    (OrganizationRank::City, Enterprise, 2),
    (OrganizationRank::City, PublicInstitution, 2),
];
const OF_BASKET: Members = &[(OrganizationRank::City, Enterprise, 2), (OrganizationRank::District, NewOrganization, 4)];
const OF_STEEL: Members = &[(OrganizationRank::Province, Enterprise, 2), (OrganizationRank::City, Enterprise, 6)];

/// Adds the alliances.
pub(super) fn add(ground: &Ground, out: &mut Tables) {
    add_linkages(ground, out);
    add_micro_complex(out);
    add_party_alliances(out);
    for street in &ground.streets {
        add_deliberation_of_street(street, ground, out);
    }
    for community in &ground.communities {
        add_deliberation(community, out);
    }
}

/// An alliance of a kind about a unit or zone.
fn alliance(code: &str, kind: AllianceKind, scope: &str) -> record::Alliance {
    record::Alliance { scope: Some(scope.to_owned()), ..record::Alliance::new(code, kind) }
}

/// The four-party linkage of each estate: community committee, estate branch, homeowners' committee, property company.
fn add_linkages(ground: &Ground, out: &mut Tables) {
    let property = out.services.iter().filter(|row| row.kind == ServiceKind::Property);
    let companies: BTreeMap<String, String> =
        property.map(|row| (row.target.clone(), row.organization.clone())).collect();
    for community in &ground.communities {
        for (number, (_, estates)) in (1..).zip(&community.branches) {
            for estate in estates {
                let code = format!("L4-{estate}");
                let template = Some("four_party_xining".to_owned());
                out.alliances.push(record::Alliance { template, ..alliance(&code, AllianceKind::Linkage, estate) });
                out.member(&code, &party_of(&community.code), AllianceRole::CommunityParty);
                out.member(&code, &branch(&community.code, number), AllianceRole::EstateBranch);
                out.member(&code, &format!("HC-{estate}"), AllianceRole::HomeownersCommittee);
                let company = companies.get(estate).map_or("", String::as_str);
                out.member(&code, company, AllianceRole::PropertyCompany);
            }
        }
    }
}

/// The micro-complex (微综合体): linked upwards to the street and the police station, downwards to the branch and the
/// homeowners' committee; within it the five-party linkage.
fn add_micro_complex(out: &mut Tables) {
    let code = format!("MX-{MICRO_COMPLEX}");
    out.alliances.push(record::Alliance {
        name: Some("尕寺巷微综合体".to_owned()),
        lead: Some(party_of(MICRO_COMPLEX)),
        template: Some("micro_complex_xining".to_owned()),
        ..alliance(&code, AllianceKind::MicroComplex, AREA)
    });
    let (estate_branch, homeowners) = (branch(MICRO_COMPLEX, 1), format!("HC-{AREA}"));
    out.member(&code, "PW-630104005", AllianceRole::Uplink);
    out.member(&code, "PS-630104005", AllianceRole::Uplink);
    out.member(&code, &estate_branch, AllianceRole::Downlink);
    out.member(&code, &homeowners, AllianceRole::Downlink);
    let linkage = format!("L5-{AREA}");
    out.alliances.push(record::Alliance {
        within: Some(code),
        template: Some("five_party_xining".to_owned()),
        ..alliance(&linkage, AllianceKind::Linkage, AREA)
    });
    out.member(&linkage, &estate_branch, AllianceRole::EstateBranch);
    out.member(&linkage, RED_COMPANY, AllianceRole::PropertyCompany);
    out.member(&linkage, &format!("MC-{AREA}"), AllianceRole::ManagementCommittee);
    out.members(&linkage, 7, Some(AllianceRole::BuildingHeads));
    for number in 1..=7 {
        let household = format!("CH-{MICRO_COMPLEX}-Y{number:02}-B1");
        out.member(&linkage, &household, AllianceRole::CentreHouseholds);
    }
}

/// The Party-building alliances (党建联盟): one of a street that holds two others, and one of enterprises.
fn add_party_alliances(out: &mut Tables) {
    let (hub, basket) = (format!("{HUB}-H1"), format!("{BASKET}-M2"));
    for (zone, name, kind, community) in
        [(&hub, "车站枢纽区域", ZoneKind::TransportHub, HUB), (&basket, "夏都菜篮市场", ZoneKind::Market, BASKET)]
    {
        out.zone(zone, name.to_owned(), kind, community);
        out.zone_units.push(record::ZoneUnit::new(zone.as_str(), community));
    }
    for (code, name, lead, scope, within, members) in [
        ("PA-CITY", "夏都城市党建联盟", STATION, STATION, None, OF_CITY),
        ("PA-HUB", "夏都枢纽党建联盟", HUB, hub.as_str(), Some("PA-CITY"), OF_HUB),
        ("PA-BASKET", "夏都菜篮党建联盟", BASKET, basket.as_str(), Some("PA-CITY"), OF_BASKET),
        ("PA-STEEL", "钢城小镇党建联盟", STEEL, STEEL, None, OF_STEEL),
    ] {
        out.alliances.push(record::Alliance {
            name: Some(name.to_owned()),
            lead: Some(party_of(lead)),
            within: within.map(str::to_owned),
            ..alliance(code, AllianceKind::PartyAlliance, scope)
        });
        add_members(code, lead, members, out);
    }
}

/// The members of an alliance, of whom each keeps its superior: the committee of its rank.
fn add_members(alliance: &str, seat: &str, members: Members, out: &mut Tables) {
    let members = members.iter().flat_map(|&(rank, kind, count)| std::iter::repeat_n((rank, kind), count));
    for (number, (rank, kind)) in (1..).zip(members) {
        let unit = format!("MU-{alliance}-{number:02}");
        let superior = if rank == OrganizationRank::Province {
            "PC-630000".to_owned()
        } else if rank == OrganizationRank::City {
            party_of(CITY)
        } else {
            party_of(seat.get(..6).unwrap_or_default())
        };
        let row = organization(&unit, kind, &superior, seat);
        out.organizations.push(record::Organization { rank: Some(rank), ..row });
        out.member(alliance, &unit, AllianceRole::MemberUnit);
    }
}

/// Deliberation among several parties (多方议事) at a street: its communities, and residents.
fn add_deliberation_of_street(street: &str, ground: &Ground, out: &mut Tables) {
    let code = format!("DL-{street}");
    let lead = Some(party_of(street));
    out.alliances.push(record::Alliance { lead, ..alliance(&code, AllianceKind::Deliberation, street) });
    for community in ground.communities.iter().filter(|community| community.street == street) {
        out.member(&code, &party_of(&community.code), AllianceRole::CommunityParty);
    }
    out.members(&code, 7, Some(AllianceRole::Residents));
}

/// Deliberation among several parties at a community.
fn add_deliberation(community: &Community, out: &mut Tables) {
    let code = format!("DL-{}", community.code);
    let lead = Some(party_of(&community.code));
    out.alliances.push(record::Alliance { lead, ..alliance(&code, AllianceKind::Deliberation, &community.code) });
    out.member(&code, &format!("RC-{}", community.code), AllianceRole::ResidentsCommittee);
    for estate in community.estates().take(1) {
        out.member(&code, &format!("HC-{estate}"), AllianceRole::HomeownersCommittee);
    }
    out.members(&code, 5, Some(AllianceRole::Residents));
}
