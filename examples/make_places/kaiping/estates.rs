//! Estates (小区) of Kaiping, who serves them, and homeowners' committees (业委会).

use super::ground::{Community, Ground};
use super::party::Tier;
use crate::tables::{Tables, shares};
use govgrid::{
    AllianceKind, AllianceRole, CoverageMode, OfWhich, OrganizationKind, Role, ServiceKind, ZoneKind, record,
};

/// Homeowners' committees and their estates: 40, with 5 or 7 members in turn: 240 members.
const COMMITTEES: u32 = 40;

/// Their members who are Party members: 182 of 240 are 75.8 %.
const PARTY_MEMBERS: u32 = 182;

/// Property companies: every second one has its own Party organisation, the others an instructor.
const COMPANIES: usize = 24;

/// An estate: its code, its name, and the community that it lies in.
struct Estate<'g>(String, String, &'g Community);

/// Builds estates, companies, committees, and the three-party linkages (三方联动) of both templates.
pub(super) fn build(ground: &Ground, out: &mut Tables) {
    let estates = zones(ground, out);
    companies(&estates, out);
    let sizes = [5, 7].into_iter().cycle().zip(shares(PARTY_MEMBERS, COMMITTEES));
    for ((n, estate), (size, members_of_party)) in estates.iter().enumerate().zip(sizes) {
        let Estate(_, _, community) = estate;
        let company = (company(n), AllianceRole::PropertyCompany);
        let parties = [
            (Tier::Community.code(&community.code), AllianceRole::CommunityParty),
            (committee(estate, size, members_of_party, out), AllianceRole::HomeownersCommittee),
            company.clone(),
        ];
        linkage('A', estate, &parties, out);
        let parties = [(format!("RC-{}", community.code), AllianceRole::Community), company];
        let code = linkage('B', estate, &parties, out);
        out.members(&code, 5, Some(AllianceRole::Residents));
    }
}

/// The estates with a homeowners' committee, two grids each, or three where one is left over: 40 of those that would
/// fit into the communities without bungalow rows.
fn zones<'g>(ground: &'g Ground, out: &mut Tables) -> Vec<Estate<'g>> {
    let mut places = Vec::new();
    for community in ground.communities.iter().filter(|community| !community.has_bungalows) {
        let pairs = (community.grids.len() / 2).max(1);
        for n in 0..pairs {
            let last = n + 1 == pairs;
            let grids = community.grids.iter().skip(2 * n).take(if last { 3 } else { 2 });
            places.push((community, grids));
        }
    }
    let count = u32::try_from(places.len()).unwrap_or_default();
    let chosen = places.into_iter().zip(shares(COMMITTEES, count)).filter(|(_, has_one)| *has_one > 0);
    let mut estates: Vec<Estate<'g>> = Vec::new();
    for ((community, grids), _) in chosen {
        let number = estates.iter().filter(|estate| estate.2.code == community.code).count() + 1;
        let code = format!("E-{}-{number}", community.code);
        let name = format!("{}{number}区", community.name.trim_end_matches("社区"));
        out.zone(&code, name.clone(), ZoneKind::Estate, &community.code);
        out.zone_units.extend(grids.map(|grid| record::ZoneUnit::new(code.as_str(), grid.code.as_str())));
        estates.push(Estate(code, name, community));
    }
    estates
}

/// The company that serves the estate of this number.
fn company(estate: usize) -> String {
    format!("PM-{:02}", estate % COMPANIES + 1)
}

/// Property companies, seated in the first community that they serve, with what covers them there.
fn companies(estates: &[Estate<'_>], out: &mut Tables) {
    for (n, Estate(code, _, community)) in estates.iter().enumerate() {
        let company = company(n);
        out.services.push(record::Service::new(company.as_str(), code.as_str(), ServiceKind::Property));
        if n >= COMPANIES {
            continue;
        }
        let name = format!("物业公司{:02}", n + 1);
        out.organization(&company, name.clone(), OrganizationKind::PropertyCompany, &community.code);
        let superior = Tier::Community.code(&community.code);
        if n % 2 == 0 {
            let branch = format!("PB-{company}");
            out.organizations.push(record::Organization {
                name: Some(format!("{name}党支部")),
                superior: Some(superior),
                seat: Some(community.code.clone()),
                full_members: Some(u32::try_from(n % 5).unwrap_or_default() + 3),
                ..record::Organization::new(branch.as_str(), OrganizationKind::PartyBranch)
            });
            out.coverage.push(record::Coverage::new(branch, company, CoverageMode::Standalone));
        } else {
            out.coverage.push(record::Coverage::new(superior, company.as_str(), CoverageMode::WorkOnly));
            out.post(&company, Role::PartyBuildingInstructor, 1);
        }
    }
}

/// The homeowners' committee of an estate, by its code.
fn committee(estate: &Estate<'_>, size: u32, members_of_party: u32, out: &mut Tables) -> String {
    let Estate(code, name, _) = estate;
    let committee = format!("HC-{}", code.trim_start_matches("E-"));
    out.organization(&committee, format!("{name}业主委员会"), OrganizationKind::HomeownersCommittee, code);
    out.services.push(record::Service::new(committee.as_str(), code.as_str(), ServiceKind::Represents));
    out.post(&committee, Role::HomeownersCommitteeMember, size);
    out.some_of(&committee, Role::HomeownersCommitteeMember, OfWhich::PartyMember, members_of_party.min(size));
    committee
}

/// The linkage of an estate's parties after one of the two templates, by its code; the community's Party organisation
/// leads it.
fn linkage(template: char, estate: &Estate<'_>, parties: &[(String, AllianceRole)], out: &mut Tables) -> String {
    let Estate(zone, name, community) = estate;
    let code = format!("L3{template}-{}", zone.trim_start_matches("E-"));
    out.alliances.push(record::Alliance {
        name: Some(format!("{name}三方联动（{template}）")),
        lead: Some(Tier::Community.code(&community.code)),
        scope: Some(zone.clone()),
        template: Some(format!("three_party_kaiping_{}", template.to_ascii_lowercase())),
        ..record::Alliance::new(code.as_str(), AllianceKind::Linkage)
    });
    for (member, role) in parties {
        out.member(&code, member, *role);
    }
    code
}
