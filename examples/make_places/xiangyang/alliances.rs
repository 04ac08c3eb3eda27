//! The big committees and linkages of Xiangyang, and who calls whom.

use super::ground::Community;
use super::organizations::{DEPARTMENTS, add_member_unit, company, department, estates};
use super::{ADJUSTED_ON, FULL};
use crate::Result;
use crate::city::{self, party_of};
use crate::tables::Tables;
use govgrid::{AllianceKind, AllianceRole, Period, record};
use std::collections::BTreeSet;

/// How many member units a big committee has: 28 × 4 + 515 × 7 = 3,717.
const OF_STREET: usize = 4;
const OF_COMMUNITY: usize = 7;

/// Adds the alliances.
pub(super) fn add(communities: &[Community], out: &mut Tables) -> Result<()> {
    let urban = communities.iter().filter(|community| community.is_urban);
    let streets: BTreeSet<&str> = urban.map(|community| community.street.as_str()).collect();
    for street in streets {
        let district = street.get(..6).unwrap_or_default();
        add_big_committee((AllianceKind::BigWorkingCommittee, "BW", OF_STREET), (district, street), out);
        for (letters, _, matter) in DEPARTMENTS {
            whistle(street, &department(district, letters), matter, out);
        }
    }
    for community in communities {
        let place = (community.district(), community.code.as_str());
        add_big_committee((AllianceKind::BigPartyCommittee, "BP", OF_COMMUNITY), place, out);
        for number in 1..=OF_COMMUNITY {
            whistle(&community.code, &format!("MU-{}-{number}", community.code), "", out);
        }
        if community.code == FULL {
            add_escalation(community, out);
        }
    }
    add_linkages(communities, out)
}

/// A big committee (大工委, 大党委), led by the Party organisation of its place, with its part-time member units.
fn add_big_committee(what: (AllianceKind, &str, usize), (district, place): (&str, &str), out: &mut Tables) {
    let (kind, prefix, size) = what;
    let code = format!("{prefix}-{place}");
    out.alliances.push(record::Alliance {
        lead: Some(party_of(place)),
        scope: Some(place.to_owned()),
        ..record::Alliance::new(code.as_str(), kind)
    });
    for number in 1..=size {
        let unit = format!("MU-{place}-{number}");
        add_member_unit(&unit, number - 1, (district, place), out);
        member(&code, &unit, AllianceRole::PartTimeUnit, Period::ALWAYS, out);
    }
}

fn member(alliance: &str, member: &str, role: AllianceRole, period: Period, out: &mut Tables) {
    let (member, role) = (Some(member.to_owned()), Some(role));
    out.alliance_members.push(record::AllianceMember { member, role, period, ..record::AllianceMember::new(alliance) });
}

fn whistle(caller: &str, responder: &str, matter: &str, out: &mut Tables) {
    let matter = Some(matter.to_owned()).filter(|matter| !matter.is_empty());
    out.whistles.push(record::Whistle { matter, ..record::Whistle::new(caller, responder) });
}

/// Family matters are settled in the estate, small matters in the community: a building's group calls its grid's
/// branch, a grid calls the residents' committee.
fn add_escalation(community: &Community, out: &mut Tables) {
    for estate in &community.estates {
        let buildings = out.zone_units.iter().filter(|row| row.zone == estate.code).map(|row| row.unit.clone());
        for building in buildings.collect::<Vec<_>>() {
            whistle(&format!("PG-{building}"), &format!("PB-{}", estate.grid), "家事（不出小区）", out);
        }
    }
    for grid in &community.grids {
        whistle(grid, &format!("RC-{}", community.code), "小事（不出社区）", out);
    }
}

/// The linkage (联动) of each estate: residents' committee, homeowners' committee and property company, led by the
/// community's Party committee. That of an enclave was led by the community that ran it.
fn add_linkages(communities: &[Community], out: &mut Tables) -> Result<()> {
    let (before, after) = city::around(ADJUSTED_ON)?;
    for (number, (community, estate)) in estates(communities).enumerate() {
        let code = format!("LK-{}", estate.code);
        let now = (community.code.as_str(), if estate.before.is_some() { after } else { Period::ALWAYS });
        let then = estate.before.as_ref().map(|enclave| (enclave.run_by.as_str(), before));
        for (run_by, period) in then.into_iter().chain([now]) {
            out.alliances.push(record::Alliance {
                lead: Some(party_of(run_by)),
                scope: Some(estate.code.clone()),
                template: Some("three_party_xiangyang".to_owned()),
                period,
                ..record::Alliance::new(code.as_str(), AllianceKind::Linkage)
            });
            member(&code, &format!("RC-{run_by}"), AllianceRole::ResidentsCommittee, period, out);
        }
        member(&code, &format!("HC-{}", estate.code), AllianceRole::HomeownersCommittee, Period::ALWAYS, out);
        member(&code, &company(number), AllianceRole::PropertyCompany, Period::ALWAYS, out);
    }
    Ok(())
}
