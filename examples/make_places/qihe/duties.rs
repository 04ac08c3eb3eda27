//! Who does what in Qihe: posts, responsibilities, reports, contacts, calls.

use super::ground::{BUILDINGS, COUNTY, ESTATES, Ground, STAIRWELLS, area};
use super::party::{DEPARTMENTS, WITH_COMMITTEE, department, party_of};
use crate::Result;
use crate::tables::{Tables, shares};
use govgrid::{AttachmentKind, OfWhich, Period, ProjectKind, Purpose, ReportKind, ResponsibilityForm, Role, record};
use std::collections::BTreeMap;

/// Group heads and liaisons who are organ members: the least that is more than 70 % of 976 + 2,557.
pub(super) const ORGAN_MEMBERS: (u32, u32) = (684, 1_790);

/// Organ members who report where they live, and the households that each contacts at the least.
pub(super) const REPORTING: u32 = 7_400;
pub(super) const CONTACTED: u32 = 5;

/// What a department of a committee sends: its three estates are sent 35 each.
const SENT_BY_LARGE: u32 = 105;

/// What a responsibility is for: three purposes in one (三合一).
const PURPOSES: [Purpose; 3] = [Purpose::Governance, Purpose::Epidemic, Purpose::CivilisedCity];

/// When the staff that is wanted is there: the day is built.
const WANTED: &str = "2023-01-01";

/// The month of the livelihood items.
const MONTH: (&str, &str) = ("2022-09-01", "2022-10-01");

/// Builds the rows.
pub(super) fn build(ground: &Ground, out: &mut Tables) -> Result<()> {
    posts(ground, out);
    staff(ground, out)?;
    leaders(ground, out);
    departments(ground, out);
    reports(ground, out);
    calls(ground, out);
    livelihood(ground, out)
}

/// Heads of groups and liaisons of stairwells, and how many of them are organ members.
fn posts(ground: &Ground, out: &mut Tables) {
    let mut heads = shares(ORGAN_MEMBERS.0, BUILDINGS);
    let mut liaisons = shares(ORGAN_MEMBERS.1, STAIRWELLS);
    for building in ground.grids().flat_map(|(_, grid)| &grid.buildings) {
        let group = party_of(&building.code);
        out.post(&group, Role::GroupLeader, 1);
        if heads.next() == Some(1) {
            out.some_of(&group, Role::GroupLeader, OfWhich::OrganMember, 1);
        }
        for stairwell in &building.stairwells {
            out.post(stairwell, Role::StairwellLiaison, 1);
            if liaisons.next() == Some(1) {
                out.some_of(stairwell, Role::StairwellLiaison, OfWhich::OrganMember, 1);
            }
        }
    }
}

/// Staff, grid workers, specialists and the police officer of each urban community.
fn staff(ground: &Ground, out: &mut Tables) -> Result<()> {
    let day = WANTED.parse()?;
    for community in &ground.communities {
        let code = community.code.as_str();
        for (count, period) in [(6, Period::new(None, Some(day))?), (12, Period::new(Some(day), None)?)] {
            let count = Some(count);
            out.posts.push(record::Post { count, period, ..record::Post::new(code, Role::CommunityStaff) });
        }
        let grids = u32::try_from(community.grids.len())?;
        for (grid, workers) in community.grids.iter().zip(shares(14, grids)) {
            out.post(&grid.code, Role::GridWorker, workers);
        }
        for role in [
            Role::SpecialistOrganization,
            Role::SpecialistDiscipline,
            Role::SpecialistPublicity,
            Role::SpecialistPoliticalLegal,
            Role::SpecialistUnitedFront,
        ] {
            out.post(&party_of(code), role, 1);
        }
        out.post(code, Role::PoliceOfficer, 1);
    }
    Ok(())
}

/// 26 leaders of the county for the areas, 20 of the two streets for the communities, by opaque keys.
fn leaders(ground: &Ground, out: &mut Tables) {
    for number in 1..=26 {
        let key = format!("Q1-{number:03}");
        out.holder(&key, &party_of(COUNTY), COUNTY, Role::CountyLeader);
        out.responsible(&key, &area(number), Some(ResponsibilityForm::Area), &PURPOSES);
    }
    for (community, number) in ground.communities.iter().zip(1..) {
        let key = format!("Q2-{number:03}");
        out.holder(&key, &party_of(&community.street), &community.street, Role::StreetLeader);
        out.responsible(&key, &community.code, Some(ResponsibilityForm::Community), &PURPOSES);
    }
}

/// Each estate has one department.
fn departments(ground: &Ground, out: &mut Tables) {
    for (n, estate) in ground.estates.iter().enumerate() {
        out.responsible(&department(n), &estate.code, Some(ResponsibilityForm::EstateLink), &PURPOSES);
    }
}

/// Members of departments report to the grid of their department's estates, and contact households there.
fn reports(ground: &Ground, out: &mut Tables) {
    let large = u32::try_from(WITH_COMMITTEE).unwrap_or_default();
    let small = u32::try_from(DEPARTMENTS - WITH_COMMITTEE).unwrap_or_default();
    let small = shares(REPORTING - large * SENT_BY_LARGE, small);
    let sent: Vec<u32> = (0..large).map(|_| SENT_BY_LARGE).chain(small).collect();
    let estates = ESTATES as usize;
    let mut parts: Vec<_> = sent
        .iter()
        .enumerate()
        .map(|(n, sent)| {
            let own = (estates - n).div_ceil(DEPARTMENTS);
            shares(*sent, u32::try_from(own).unwrap_or(1))
        })
        .collect();
    let mut by_grid: BTreeMap<&str, u32> = BTreeMap::new();
    for (n, estate) in ground.estates.iter().enumerate() {
        let members = parts.get_mut(n % DEPARTMENTS).and_then(Iterator::next).unwrap_or_default();
        *by_grid.entry(&estate.grid).or_default() += members;
        out.reports.push(record::Report {
            kind: Some(ReportKind::Member),
            members: Some(members),
            ..record::Report::new(department(n), estate.grid.as_str())
        });
    }
    for (grid, members) in by_grid {
        let count = Some(members * CONTACTED);
        out.contacts.push(record::Contact { count, ..record::Contact::new(party_of(grid)) });
    }
}

/// Small matters go to the branch of the grid, big ones from there to the community, and from there to departments; new
/// employment groups are in daily contact with a grid branch nearby.
fn calls(ground: &Ground, out: &mut Tables) {
    let mut call = |caller: &str, responder: String, matter: &str| {
        let matter = Some(matter.to_owned());
        out.whistles.push(record::Whistle { matter, ..record::Whistle::new(caller, responder) });
    };
    for (community, grid) in ground.grids() {
        call(&grid.code, party_of(&grid.code), "小事");
        call(&party_of(&grid.code), party_of(&community.code), "大事");
    }
    for community in &ground.communities {
        for (n, matter) in ["综合执法", "治安", "物业", "救助", "卫生防疫"].into_iter().enumerate() {
            call(&community.code, department(n), matter);
        }
    }
    let groups: Vec<_> = out.organizations.iter().filter(|o| o.code.starts_with("NE-")).cloned().collect();
    for group in groups {
        let near = ground.communities.iter().find(|community| group.seat.as_ref() == Some(&community.code));
        if let Some(grid) = near.and_then(|community| community.grids.first()) {
            let kind = Some(AttachmentKind::DailyContact);
            out.attachments
                .push(record::Attachment { kind, ..record::Attachment::new(group.code, party_of(&grid.code)) });
        }
    }
}

/// One livelihood item (民生实事) of the month for each department.
fn livelihood(ground: &Ground, out: &mut Tables) -> Result<()> {
    let period = Period::new(Some(MONTH.0.parse()?), Some(MONTH.1.parse()?))?;
    for (n, estate) in ground.estates.iter().take(DEPARTMENTS).enumerate() {
        let code = format!("LI-2022-09-{:03}", n + 1);
        out.projects.push(record::Project {
            name: Some(format!("{}民生实事", estate.name)),
            within: Some(estate.community.clone()),
            period,
            ..record::Project::new(code.as_str(), ProjectKind::LivelihoodItem)
        });
        out.responsible(&department(n), &code, None, &[Purpose::Livelihood]);
    }
    Ok(())
}
