//! What goes on in the estates and communities of Qihe: property companies and their rating, enforcement, stations,
//! alliances, funds.

use super::ground::{COUNTY, ESTATES, Ground};
use super::party::{department, new_group, party_of};
use crate::Result;
use crate::tables::{Dice, Tables, shares};
use govgrid::{
    AllianceKind, AllianceRole, CoverageMode, Day, MeasureKind, OrganizationKind, Period, ServiceKind, record,
};

/// Property companies; every thirteenth estate changed its own: 23 of 299.
const COMPANIES: usize = 40;
const CHANGED: usize = 13;

/// Quarters of the rating, and the day of the change.
const QUARTERS: [&str; 2] = ["2022-03-31", "2022-06-30"];
const CHANGE: &str = "2022-07-01";

/// Stations: more than 150.
const STATIONS: u32 = 152;

/// Builds the rows.
pub(super) fn build(ground: &Ground, day: Day, dice: &mut Dice, out: &mut Tables) -> Result<()> {
    companies(ground, out);
    property(ground, dice, out)?;
    enforcement(ground, out);
    for (estate, has_one) in ground.estates.iter().zip(shares(STATIONS, ESTATES)) {
        if has_one > 0 {
            let code = estate.code.replacen('E', "SS", 1);
            out.organization(&code, format!("{}红色驿站", estate.name), OrganizationKind::ServiceStation, &estate.code);
        }
    }
    reviews(ground, out);
    for (n, community) in ground.communities.iter().enumerate() {
        red_alliance(n, &community.code, &community.name, out);
        deliberation(&community.code, &community.name, day, out);
    }
    for (_, grid) in ground.grids() {
        out.measure(&party_of(&grid.code), MeasureKind::PartyWorkFund, day, 20_000);
    }
    out.measure(COUNTY, MeasureKind::PartyWorkFund, day, 50_000_000);
    out.measure(COUNTY, MeasureKind::MemberQuota, day, 30);
    out.measure(COUNTY, MeasureKind::PropertyReports, day, 12);
    Ok(())
}

/// The property company of this number.
fn company(number: usize) -> String {
    format!("PM-{:02}", number % COMPANIES + 1)
}

/// Property companies, each with an instructor from the first community that it serves.
fn companies(ground: &Ground, out: &mut Tables) {
    for (n, estate) in ground.estates.iter().take(COMPANIES).enumerate() {
        let name = format!("物业公司{:02}", n + 1);
        out.organization(&company(n), name, OrganizationKind::PropertyCompany, &estate.community);
        let instructor = party_of(&estate.community);
        out.coverage.push(record::Coverage::new(instructor, company(n), CoverageMode::WorkOnly));
    }
}

/// The score (物业评分) and colour of each estate's company in a quarter. Below 60 twice in a row is black, and the estate
/// changes its company.
fn property(ground: &Ground, dice: &mut Dice, out: &mut Tables) -> Result<()> {
    let change: Day = CHANGE.parse()?;
    for (n, estate) in ground.estates.iter().enumerate() {
        let changes = n % CHANGED == CHANGED - 1;
        let mut serves = |company: String, period| {
            let (code, kind) = (estate.code.as_str(), ServiceKind::Property);
            out.services.push(record::Service { period, ..record::Service::new(company, code, kind) });
        };
        if changes {
            serves(company(n), Period::new(None, Some(change))?);
            serves(company(n + 1), Period::new(Some(change), None)?);
        } else {
            serves(company(n), Period::ALWAYS);
        }
        let mut rate = |quarter: &str, measure, value: String| -> Result<()> {
            let about = Some(estate.code.clone());
            let row = record::Measure::new(company(n), measure, quarter.parse()?, value);
            out.measures.push(record::Measure { about, ..row });
            Ok(())
        };
        for quarter in QUARTERS {
            let score = if changes { dice.between(48, 59) } else { dice.between(60, 98) };
            let colour = match score {
                90.. => "red",
                75.. => "blue",
                60.. => "yellow",
                _ if quarter == QUARTERS[1] => "black",
                _ => "yellow",
            };
            rate(quarter, MeasureKind::PropertyScore, score.to_string())?;
            rate(quarter, MeasureKind::PropertyColour, colour.to_owned())?;
        }
    }
    Ok(())
}

/// An enforcement post (执法派驻站) in each community for its estates, under its department and directed by the community.
fn enforcement(ground: &Ground, out: &mut Tables) {
    for community in &ground.communities {
        let code = format!("EP-{}", community.code);
        out.organizations.push(record::Organization {
            name: Some(format!("{}执法派驻站", community.name)),
            superior: Some(department(0)),
            seat: Some(community.code.clone()),
            ..record::Organization::new(code.as_str(), OrganizationKind::EnforcementPost)
        });
        out.directions.push(record::Direction::new(code.as_str(), party_of(&community.code)));
        for estate in ground.estates.iter().filter(|estate| estate.community == community.code) {
            out.services.push(record::Service::new(code.as_str(), estate.code.as_str(), ServiceKind::Enforcement));
        }
    }
}

/// An alliance that is about a unit or a zone, led by the Party organisation of its community.
fn alliance(code: &str, name: String, kind: AllianceKind, community: &str, scope: &str, out: &mut Tables) {
    let (name, lead, scope) = (Some(name), Some(party_of(community)), Some(scope.to_owned()));
    out.alliances.push(record::Alliance { name, lead, scope, ..record::Alliance::new(code, kind) });
}

/// States the template of the last alliance.
fn after(template: &str, out: &mut Tables) {
    if let Some(last) = out.alliances.last_mut() {
        last.template = Some(template.to_owned());
    }
}

/// Members are reviewed by three (三方联评): the estate, by its grid's branch, the community, and their unit.
fn reviews(ground: &Ground, out: &mut Tables) {
    for (n, estate) in ground.estates.iter().enumerate() {
        let code = estate.code.replacen('E', "RV", 1);
        alliance(&code, format!("{}三方联评", estate.name), AllianceKind::Review, &estate.community, &estate.code, out);
        after("review_qihe", out);
        out.member(&code, &party_of(&estate.grid), AllianceRole::Estate);
        out.member(&code, &party_of(&estate.community), AllianceRole::Community);
        out.member(&code, &department(n), AllianceRole::Unit);
    }
}

/// The red alliance (红色联盟) of a community: a social organisation, a new employment group and a department join it.
fn red_alliance(n: usize, community: &str, name: &str, out: &mut Tables) {
    let (code, social) = (format!("RA-{community}"), format!("SO-{community}"));
    out.organization(&social, format!("社会组织{:02}", n + 1), OrganizationKind::SocialOrganization, community);
    alliance(&code, format!("{name}红色联盟"), AllianceKind::PartyAlliance, community, community, out);
    out.member(&code, &social, AllianceRole::SocialOrganization);
    out.member(&code, &new_group(n), AllianceRole::NewEmployment);
    out.member(&code, &department(n), AllianceRole::Department);
}

/// Deliberation “4+X” (议事协调) in six steps: four bodies that are not listed, and whom the matter concerns.
fn deliberation(community: &str, name: &str, day: Day, out: &mut Tables) {
    let code = format!("DL-{community}");
    alliance(&code, format!("{name}4+X议事协调"), AllianceKind::Deliberation, community, community, out);
    after("four_plus_x_qihe", out);
    out.members(&code, 4, None);
    out.members(&code, 1, Some(AllianceRole::Residents));
    out.word(&code, MeasureKind::Other, day, "六步议事");
}
