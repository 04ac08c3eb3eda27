//! Who answers for what in Kaiping: secretary projects, responsibilities, training; and what is measured.

use super::bodies::unit;
use super::ground::{Community, Ground};
use super::party::{Tier, of_street};
use crate::Result;
use crate::tables::Tables;
use govgrid::{
    AllianceKind, Day, Level, MeasureKind, OrganizationKind, Period, ProjectKind, Purpose, ResponsibilityForm, Role,
    record,
};

/// The district.
const DISTRICT: &str = "130205";

/// The community that lagged behind two years in a row.
const LAGGING: &str = "130205001037";

/// Leaders of the district and enterprises that have projects and communities to answer for.
const LEADERS: usize = 11;
const ENTERPRISES: usize = 12;

/// Solved, as the report says: the matter, what is counted, how many.
const SOLVED: [(&str, MeasureKind, u32); 6] = [
    ("解决问题（一）", MeasureKind::MattersSolved, 258),
    ("解决问题（二）", MeasureKind::MattersSolved, 246),
    ("办理事项", MeasureKind::MattersSolved, 141),
    ("供热入网", MeasureKind::Households, 3_200),
    ("办理产权证", MeasureKind::MattersSolved, 232),
    ("帮扶住户", MeasureKind::Households, 350),
];

/// Builds projects, responsibilities and measures.
pub(super) fn build(ground: &Ground, day: Day, out: &mut Tables) -> Result<()> {
    holders(ground, out);
    projects(ground, out);
    for (n, community) in ground.communities.iter().enumerate() {
        let (code, purpose) = (community.code.as_str(), [Purpose::Governance]);
        let allotted = Some(ResponsibilityForm::DepartmentAllotted);
        out.responsible(&leader(n), code, Some(ResponsibilityForm::LeaderContact), &purpose);
        out.responsible(&unit(n), code, allotted, &purpose);
        out.responsible(&cadre(n), code, Some(ResponsibilityForm::CadreStationed), &purpose);
        if n < ENTERPRISES {
            out.responsible(&enterprise(n), code, Some(ResponsibilityForm::EnterpriseContact), &purpose);
        }
    }
    training(out);
    measures(ground, day, out)
}

fn leader(number: usize) -> String {
    format!("K1-{:03}", number % LEADERS + 1)
}

fn cadre(number: usize) -> String {
    format!("K2-{:03}", number + 1)
}

fn enterprise(number: usize) -> String {
    format!("N-{:02}", number % ENTERPRISES + 1)
}

/// Leaders and cadres by opaque keys, since a count cannot answer for anything, and enterprises.
fn holders(ground: &Ground, out: &mut Tables) {
    for n in 0..LEADERS {
        out.holder(&leader(n), &Tier::District.code(DISTRICT), DISTRICT, Role::CountyLeader);
    }
    for (n, community) in ground.communities.iter().enumerate() {
        out.holder(&cadre(n), &unit(n), &community.code, Role::StationedCadre);
        if n < ENTERPRISES {
            out.organization(
                &enterprise(n),
                format!("企业{:02}", n + 1),
                OrganizationKind::Enterprise,
                &community.code,
            );
        }
    }
}

/// 50 secretary projects (书记项目): 4 of the district, one of each street and town, 35 of communities, each led by the
/// Party organisation there, and looked after by a leader, a department, an enterprise or a cadre in turn.
fn projects(ground: &Ground, out: &mut Tables) {
    let district = (0..4).map(|_| (DISTRICT, Tier::District.code(DISTRICT)));
    let streets = ground.upper.iter().filter(|row| row.level == Level::Street);
    let streets = streets.map(|row| (row.code.as_str(), of_street(&row.code)));
    let communities = ground.communities.iter().take(35);
    let communities = communities.map(|community| (community.code.as_str(), Tier::Community.code(&community.code)));
    for (n, (within, party)) in district.chain(streets).chain(communities).enumerate() {
        let (code, purpose) = (format!("SP-{:02}", n + 1), [Purpose::PartyBuilding]);
        out.projects.push(record::Project {
            name: Some(format!("书记项目{:02}", n + 1)),
            within: Some(within.to_owned()),
            ..record::Project::new(code.as_str(), ProjectKind::SecretaryProject)
        });
        out.responsible(&party, &code, None, &purpose);
        let (holder, form) = match n % 4 {
            0 => (leader(n / 4), ResponsibilityForm::LeaderContact),
            1 => (unit(n / 4), ResponsibilityForm::DepartmentAllotted),
            2 => (enterprise(n / 4), ResponsibilityForm::EnterpriseContact),
            _ => (cadre(n / 4), ResponsibilityForm::CadreStationed),
        };
        out.responsible(&holder, &code, Some(form), &purpose);
    }
}

/// Secretaries train one tier down (层带): district, streets and towns, communities, branches.
fn training(out: &mut Tables) {
    let standing = |o: &&record::Organization| {
        o.kind.is_party_organization() && o.kind != OrganizationKind::PartyGroup && o.form.is_none()
    };
    let below: Vec<_> = out.organizations.iter().filter(standing).cloned().collect();
    for organization in &below {
        if let Some(superior) = &organization.superior {
            out.responsible(superior, &organization.code, None, &[Purpose::Mentoring]);
        }
    }
}

/// Funds, time limits, appraisals, rhythm, and what was solved.
fn measures(ground: &Ground, day: Day, out: &mut Tables) -> Result<()> {
    for (n, community) in (0..).zip(&ground.communities) {
        let years = ["2021-12-31", "2022-12-31"];
        six_in_one(community, out);
        out.measure(&community.code, MeasureKind::ServiceFund, "2023-01-01".parse()?, 200_000 + n % 4 * 10_000);
        for (year, text) in years.iter().enumerate() {
            let lags = community.code == LAGGING || (n % 11 == 3 && year == 0) || (n % 11 == 8 && year == 1);
            out.measure(&community.code, MeasureKind::AppraisalLagging, text.parse()?, u32::from(lags));
        }
    }
    out.measure(DISTRICT, MeasureKind::MinutesToAccept, day, 1);
    out.measure(DISTRICT, MeasureKind::HoursToSite, day, 1);
    out.measure(DISTRICT, MeasureKind::DaysToClose, day, 1);
    for rhythm in ["每日研判", "每周调度", "每月通报", "每季演练"] {
        out.word(DISTRICT, MeasureKind::Meetings, day, rhythm);
    }
    for ((name, measure, value), n) in SOLVED.into_iter().zip(1..) {
        let code = format!("LI-{n}");
        out.projects.push(record::Project {
            name: Some(name.to_owned()),
            within: Some(DISTRICT.to_owned()),
            ..record::Project::new(code.as_str(), ProjectKind::LivelihoodItem)
        });
        out.measure(&code, measure, day, value);
    }
    change_of_secretary(out)
}

/// The alliance of six bodies, which are not listed.
fn six_in_one(community: &Community, out: &mut Tables) {
    let code = format!("L6-{}", community.code);
    out.alliances.push(record::Alliance {
        name: Some(format!("{}六位一体联动", community.name)),
        scope: Some(community.code.clone()),
        template: Some("six_in_one_kaiping".to_owned()),
        ..record::Alliance::new(code.as_str(), AllianceKind::Linkage)
    });
    out.members(&code, 6, None);
}

/// The secretary of the community that lagged twice left the post, and another took it.
fn change_of_secretary(out: &mut Tables) -> Result<()> {
    let (party, day) = (Tier::Community.code(LAGGING), "2023-02-01".parse()?);
    let posts = out.posts.iter_mut().filter(|post| post.place == party && post.role == Role::Secretary);
    let mut after = Vec::new();
    for post in posts {
        after.push(record::Post { period: Period::new(Some(day), None)?, ..post.clone() });
        post.period = Period::new(None, Some(day))?;
    }
    out.posts.append(&mut after);
    Ok(())
}
