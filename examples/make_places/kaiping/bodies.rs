//! Bodies of Kaiping's streets and communities: big committees (大工委, 大党委), posts, teams, and the district's units that
//! are paired with communities.

use super::ground::{Community, Ground};
use super::party::{Tier, of_street};
use crate::Result;
use crate::tables::{Tables, count, shares};
use govgrid::{
    AllianceKind, AllianceRole, Level, OfWhich, OrganizationForm, OrganizationKind, OrganizationRank, PairingKind,
    Period, ReportKind, Role, ZoneKind, record,
};

/// Units of the district (区直单位) that are paired with the communities.
pub(super) const UNITS: usize = 56;

/// Their Party members, all in service.
const UNIT_MEMBERS: u32 = 1_840;

/// The zone that says of which communities the pairing speaks.
const SCOPE: &str = "130205-SCOPE44";

/// The departments that report for duty in the communities on a fixed day of the week.
pub(super) const DEPARTMENTS: [(&str, &str); 3] = [("D-MZ", "民政局"), ("D-WJ", "卫健局"), ("D-SF", "司法局")];

/// Builds the bodies.
pub(super) fn build(ground: &Ground, out: &mut Tables) -> Result<()> {
    let district = "130205";
    out.zone(SCOPE, "结对范围44个社区".to_owned(), ZoneKind::ClaimScope, district);
    for community in &ground.communities {
        out.zone_units.push(record::ZoneUnit::new(SCOPE, community.code.as_str()));
        let name = format!("{}居民委员会", community.name);
        out.organization(
            &format!("RC-{}", community.code),
            name,
            OrganizationKind::ResidentsCommittee,
            &community.code,
        );
    }
    units(ground, out);
    let epidemic = Period::new(Some("2022-03-15".parse()?), Some("2022-06-15".parse()?))?;
    sent_down(ground, epidemic, out);
    temporary_branches(epidemic, out);
    posts(ground, out);
    big_committees(ground, out);
    Ok(())
}

/// The code of a unit of the district by its number from 0.
pub(super) fn unit(number: usize) -> String {
    format!("U-{:02}", number % UNITS + 1)
}

/// The communities of the 56 units in turn: each has one, and twelve have two.
fn seats(ground: &Ground) -> impl Iterator<Item = (String, &Community)> {
    (0..UNITS).map(unit).zip(ground.communities.iter().cycle())
}

/// Units paired with the community of their seat, which they report to, and departments that report for duty.
fn units(ground: &Ground, out: &mut Tables) {
    let members = shares(UNIT_MEMBERS, 56);
    for ((unit, community), members) in seats(ground).zip(members) {
        let seat = community.code.as_str();
        out.organizations.push(record::Organization {
            name: Some(format!("区直单位{}", unit.trim_start_matches("U-"))),
            rank: Some(OrganizationRank::District),
            superior: Some(Tier::District.code("130205")),
            seat: Some(seat.to_owned()),
            full_members: Some(members),
            ..record::Organization::new(unit.as_str(), OrganizationKind::Organ)
        });
        out.pairings.push(record::Pairing::new(unit.as_str(), seat, PairingKind::JointBuilding));
        out.reports.push(record::Report { kind: Some(ReportKind::Unit), ..record::Report::new(unit, seat) });
    }
    for (code, name) in DEPARTMENTS {
        out.organizations.push(record::Organization {
            name: Some(format!("开平区{name}")),
            rank: Some(OrganizationRank::District),
            superior: Some(Tier::District.code("130205")),
            seat: Some("130205".to_owned()),
            ..record::Organization::new(code, OrganizationKind::Department)
        });
        for community in &ground.communities {
            let kind = Some(ReportKind::Duty);
            out.reports.push(record::Report { kind, ..record::Report::new(code, community.code.as_str()) });
        }
    }
}

/// In the epidemic each unit sent 85 % of its staff in service to its community.
fn sent_down(ground: &Ground, period: Period, out: &mut Tables) {
    let members: Vec<u32> = shares(UNIT_MEMBERS, 56).collect();
    let mut before = 0;
    for ((unit, community), members) in seats(ground).zip(members) {
        let sent = (before + members) * 85 / 100 - before * 85 / 100;
        before += members;
        out.reports.push(record::Report {
            kind: Some(ReportKind::SentDown),
            members: Some(sent),
            period,
            ..record::Report::new(unit, community.code.as_str())
        });
    }
}

/// In the epidemic 165 of all 180 communities and villages had a temporary branch (临时党支部): every community of the
/// pairing but five, the other two communities, and villages of every street and town.
fn temporary_branches(period: Period, out: &mut Tables) {
    let communities: Vec<_> = out.units.iter().filter(|unit| unit.level == Level::Community).collect();
    let total = u32::try_from(communities.len()).unwrap_or_default();
    let mut branches = Vec::new();
    for (unit, has_one) in communities.into_iter().zip(shares(165, total)) {
        let own = Tier::Community.code(&unit.code);
        let above = unit.parent.as_deref().map(of_street);
        let superior = out.organizations.iter().any(|o| o.code == own).then_some(own).or(above);
        if has_one > 0 {
            branches.push(record::Organization {
                name: unit.name.as_ref().map(|name| format!("{name}临时党支部")),
                form: Some(OrganizationForm::Temporary),
                superior,
                seat: Some(unit.code.clone()),
                period,
                ..record::Organization::new(format!("PT-{}", unit.code), OrganizationKind::PartyBranch)
            });
        }
    }
    out.organizations.append(&mut branches);
}

/// The posts of streets and communities, stairwell heads (楼门长), volunteer teams.
fn posts(ground: &Ground, out: &mut Tables) {
    let streets = ground.upper.iter().filter(|row| row.level == Level::Street);
    for street in streets.map(|row| of_street(&row.code)) {
        for role in [Role::Secretary, Role::OrganizationCommissioner, Role::PartyOfficeDirector] {
            out.post(&street, role, 1);
        }
    }
    let mut teams = shares(114, 44);
    let mut established = shares(7, 44);
    for community in &ground.communities {
        let party = Tier::Community.code(&community.code);
        for role in [
            Role::Secretary,
            Role::DeputySecretary,
            Role::OrganizationCommissioner,
            Role::PublicityCommissioner,
            Role::DisciplineCommissioner,
        ] {
            out.post(&party, role, 1);
        }
        if established.next() == Some(1) {
            out.some_of(&party, Role::Secretary, OfWhich::OnEstablishment, 1);
        }
        for number in 1..=teams.next().unwrap_or_default() {
            let (code, name) =
                (format!("V-{}-{number}", community.code), format!("{}志愿服务队{number}", community.name));
            out.organization(&code, name, OrganizationKind::VolunteerTeam, &community.code);
        }
    }
    let grids = ground.communities.iter().flat_map(|community| &community.grids);
    for (grid, heads) in grids.zip(shares(1_202, 175)) {
        out.post(&format!("{}-M1", grid.code), Role::StairwellHead, heads);
    }
}

/// A big working committee in each street and town with communities of the pairing, and a big Party committee in 20 of
/// the 44 communities, with units of the district as part-time members: with the five of the community's own committee
/// they are an odd number.
fn big_committees(ground: &Ground, out: &mut Tables) {
    let mut number = 0;
    for street in ground.upper.iter().filter(|row| row.level == Level::Street) {
        let communities = || ground.communities.iter().filter(|community| community.street == street.code);
        if communities().next().is_none() {
            continue;
        }
        let code = format!("BW-{}", street.code);
        let name = format!("{}大工委", street.name);
        let lead = of_street(&street.code);
        big((&code, name), AllianceKind::BigWorkingCommittee, (lead, &street.code), None, out);
        part_time(&code, 4, &mut number, out);
    }
    for (community, has_one) in ground.communities.iter().zip(shares(20, 44)) {
        if has_one > 0 {
            let lead = Tier::Community.code(&community.code);
            let is_committee =
                count(&out.organizations, |o| o.code == lead && o.kind == OrganizationKind::PartyCommittee) == 1;
            let code = format!("BP-{}", community.code);
            let within = Some(format!("BW-{}", community.street));
            let name = format!("{}大党委", community.name);
            big((&code, name), AllianceKind::BigPartyCommittee, (lead, &community.code), within, out);
            part_time(&code, if is_committee { 4 } else { 2 }, &mut number, out);
        }
    }
}

fn big(
    (code, name): (&str, String),
    kind: AllianceKind,
    (lead, scope): (String, &str),
    within: Option<String>,
    out: &mut Tables,
) {
    let (name, lead, scope) = (Some(name), Some(lead), Some(scope.to_owned()));
    out.alliances.push(record::Alliance { name, lead, scope, within, ..record::Alliance::new(code, kind) });
}

/// The next so many units of the district as part-time members, each sending one.
fn part_time(alliance: &str, members: u32, number: &mut usize, out: &mut Tables) {
    for _ in 0..members {
        out.member(alliance, &unit(*number), AllianceRole::PartTimeUnit);
        *number += 1;
    }
    out.post(alliance, Role::PartTimeCommissioner, members);
}
