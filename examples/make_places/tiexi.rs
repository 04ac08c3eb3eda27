//! Tiexi district (铁西区) of Shenyang, after its report of June 2023.

use crate::Result;
use crate::divisions::Division;
use crate::tables::{Tables, count, expect, shares};
use govgrid::{
    AllianceKind, AttachmentKind, Day, Draft, Level, MeasureKind, OrganizationKind, OrganizationRank, PairingKind,
    Period, Role, UnitKind, ZoneKind, record,
};
use std::path::Path;

/// The district. Two others bear its name.
const DISTRICT: &str = "210106";

/// The report gives the month; the day is its last.
const DAY: &str = "2023-06-30";

/// When what was planned is there: the day is built.
const PLANNED: &str = "2024-01-01";

/// The community that other secretaries learn in, whose grids have buildings.
const MODEL: &str = "210106007019";

/// Full-time and exclusive grid workers (专职, 专属网格员), one to a grid.
const WORKERS: (u32, u32) = (2_457, 527);

/// Where the report was published.
const SOURCE: &str = "Public report on Tiexi district of June 2023";

/// Identifier, subject, figure, qualifier, value, unit, base, reading, day.
const CLAIMS: &str = "\
tiexi-1,210106,count:post:joint_meeting_member:street,exact,209,count,,,
tiexi-1,210106,count:post:joint_meeting_member:community,exact,1411,count,,,
tiexi-1,210106,partition:post:joint_meeting_member,exact,1620,count,,,
tiexi-1,210106,sum:measure:resource_lists,exact,1620,count,,,
tiexi-1,210106,sum:measure:project_lists,exact,1620,count,,,
tiexi-2,210106,sum:measure:matters_solved,exact,1247,count,sum:measure:project_lists,,
tiexi-3,210106,text:district,,铁西区,,,,";

/// The tables of the district.
pub(crate) fn draft(divisions: &Path) -> Result<Draft> {
    let mut out = Tables::default();
    let rows = Division::read(divisions, "shenyang-tiexi.csv")?;
    let others = Division::read(divisions, "tiexi-namesakes-and-neighbours.csv")?;
    out.units.extend(rows.iter().map(Division::unit));
    out.units.extend(others.iter().filter(|row| row.code != DISTRICT).map(Division::unit));
    // The development zone (经济技术开发区) is one virtual community: neither has grids or a joint meeting.
    let kept = |row: &&Division| !matches!(row.kind(), Some(UnitKind::QuasiStreet | UnitKind::QuasiCommunity));
    let streets: Vec<&Division> = rows.iter().filter(kept).filter(|row| row.level == Level::Street).collect();
    let communities: Vec<&Division> = rows.iter().filter(kept).filter(|row| row.level == Level::Community).collect();
    let urban: Vec<&Division> = communities.iter().copied().filter(|row| row.is_urban()).collect();
    grids(&communities, &urban, &mut out);
    party(&streets, &urban, &mut out);
    joint_meetings(&streets, &urban, &mut out);
    bodies(&communities, &urban, &mut out);
    centres(&rows, &urban, &mut out)?;
    learning(&urban, &mut out);
    calls(&urban, &mut out);
    measures(DAY.parse()?, &mut out);
    for other in others.iter().filter(|row| row.code.starts_with("2101") && row.code != DISTRICT) {
        out.pairings.push(record::Pairing::new(DISTRICT, other.code.as_str(), PairingKind::MutualAid));
    }
    out.claim(CLAIMS, SOURCE)?;
    check(&out)?;
    check_bodies(&out)?;
    out.into_draft(DAY)
}

fn party_of(community: &str) -> String {
    format!("PO-{community}")
}

/// Basic grids in all communities and villages, exclusive ones (schools, hospitals, malls) in the urban ones; buildings
/// in the basic grids of the model community.
fn grids(communities: &[&Division], urban: &[&Division], out: &mut Tables) {
    let counts = |total, places: &[&Division]| shares(total, u32::try_from(places.len()).unwrap_or_default());
    let mut exclusive = counts(WORKERS.1, urban);
    for (community, basic) in communities.iter().zip(counts(WORKERS.0, communities)) {
        let more = if community.is_urban() { exclusive.next().unwrap_or_default() } else { 0 };
        for number in 1..=basic + more {
            let code = format!("{}-G{number:03}", community.code);
            let (kind, name, worker) = if number <= basic {
                (UnitKind::Basic, format!("第{number}网格"), Role::GridWorkerFullTime)
            } else {
                (UnitKind::Exclusive, format!("专属网格{}", number - basic), Role::GridWorkerExclusive)
            };
            out.units.push(record::Unit {
                name: Some(format!("{}{name}", community.short_name())),
                parent: Some(community.code.clone()),
                kind: Some(kind),
                ..record::Unit::new(code.as_str(), Level::Grid)
            });
            out.post(&code, worker, 1);
            if community.code == MODEL && kind == UnitKind::Basic {
                buildings(&code, number, out);
            }
        }
    }
}

/// Six buildings of a grid, numbered through the community.
fn buildings(grid: &str, number: u32, out: &mut Tables) {
    for place in 1..=6 {
        out.units.push(record::Unit {
            name: Some(format!("{}号楼", (number - 1) * 6 + place)),
            parent: Some(grid.to_owned()),
            kind: Some(UnitKind::Residential),
            ..record::Unit::new(format!("{grid}-B{place:02}"), Level::Building)
        });
    }
}

/// The Party organisations of the district, its streets and its urban communities.
fn party(streets: &[&Division], urban: &[&Division], out: &mut Tables) {
    let mut add = |code: String, name: String, kind, rank, superior: Option<String>, seat: &str| {
        out.organizations.push(record::Organization {
            name: Some(name),
            rank: Some(rank),
            superior,
            seat: Some(seat.to_owned()),
            ..record::Organization::new(code, kind)
        });
    };
    let district = format!("PC-{DISTRICT}");
    let (committee, rank) = (OrganizationKind::PartyCommittee, OrganizationRank::District);
    add(district.clone(), "铁西区委".to_owned(), committee, rank, None, DISTRICT);
    for street in streets {
        let (code, name) = (format!("PW-{}", street.code), format!("{}党工委", street.name));
        let (kind, rank) = (OrganizationKind::WorkingCommittee, OrganizationRank::Street);
        add(code, name, kind, rank, Some(district.clone()), &street.code);
    }
    for community in urban {
        let (code, name) = (party_of(&community.code), format!("{}党总支", community.short_name()));
        let (kind, rank) = (OrganizationKind::GeneralBranch, OrganizationRank::Community);
        add(code, name, kind, rank, Some(format!("PW-{}", community.parent)), &community.code);
    }
}

/// A joint meeting (联席会议) in each street, and within it one in each of its urban communities.
fn joint_meetings(streets: &[&Division], urban: &[&Division], out: &mut Tables) {
    let mut add = |row: &Division, lead: String, within: Option<String>, members| {
        let code = format!("JM-{}", row.code);
        out.alliances.push(record::Alliance {
            name: Some(format!("{}党建联席会议", row.short_name())),
            lead: Some(lead),
            scope: Some(row.code.clone()),
            within,
            ..record::Alliance::new(code.as_str(), AllianceKind::JointMeeting)
        });
        out.post(&code, Role::JointMeetingMember, members);
    };
    for (street, members) in streets.iter().zip(shares(209, 14)) {
        add(street, format!("PW-{}", street.code), None, members);
    }
    for (community, members) in urban.iter().zip(shares(1_411, 195)) {
        add(community, party_of(&community.code), Some(format!("JM-{}", community.parent)), members);
    }
}

/// Volunteer teams, mediation bodies, consultation bodies (议事会).
fn bodies(communities: &[&Division], urban: &[&Division], out: &mut Tables) {
    for (community, teams) in urban.iter().zip(shares(398, 195)) {
        for number in 1..=teams {
            let (code, name) = (format!("V-{}-{number}", community.code), community.short_name());
            out.organization(
                &code,
                format!("{name}志愿服务队{number}"),
                OrganizationKind::VolunteerTeam,
                &community.code,
            );
        }
    }
    for (kind, prefix, label, total) in [
        (OrganizationKind::MediationBody, "MB", "人民调解委员会", 104),
        (OrganizationKind::ConsultationBody, "CB", "议事会", 204),
    ] {
        for (community, has_one) in communities.iter().zip(shares(total, 247)) {
            if has_one > 0 {
                let name = format!("{}{label}", community.short_name());
                out.organization(&format!("{prefix}-{}", community.code), name, kind, &community.code);
            }
        }
    }
}

/// Service centres (党群服务中心): one for each street and the development zone, and eight of communities that are planned;
/// ten estates (小区), where stations are planned.
fn centres(rows: &[Division], urban: &[&Division], out: &mut Tables) -> Result<()> {
    let later = Period::new(Some(PLANNED.parse()?), None)?;
    let centre = |row: &Division, period| record::Organization {
        name: Some(format!("{}党群服务中心", row.short_name())),
        seat: Some(row.code.clone()),
        period,
        ..record::Organization::new(format!("SC-{}", row.code), OrganizationKind::ServiceCentre)
    };
    let streets = rows.iter().filter(|row| row.level == Level::Street);
    out.organizations.extend(streets.map(|row| centre(row, Period::ALWAYS)));
    for (n, community) in urban.iter().step_by(19).take(10).enumerate() {
        if n < 8 {
            out.organizations.push(centre(community, later));
        }
        let (estate, name) = (format!("E-{}-1", community.code), format!("{}1区", community.short_name()));
        out.zone(&estate, name.clone(), ZoneKind::Estate, &community.code);
        for grid in 1..=2 {
            out.zone_units.push(record::ZoneUnit::new(estate.as_str(), format!("{}-G{grid:03}", community.code)));
        }
        out.organizations.push(record::Organization {
            name: Some(format!("{name}党群服务站")),
            seat: Some(estate.clone()),
            period: later,
            ..record::Organization::new(format!("SS-{}-1", community.code), OrganizationKind::ServiceStation)
        });
    }
    Ok(())
}

/// Reserve secretaries (后备人员), and secretaries who learn in the model community (跟班学习), by opaque keys.
fn learning(urban: &[&Division], out: &mut Tables) {
    for (community, reserve) in urban.iter().zip(shares(156, 195)) {
        if reserve > 0 {
            out.post(&party_of(&community.code), Role::ReserveSecretary, reserve);
        }
    }
    for (community, number) in urban.iter().filter(|row| row.code != MODEL).step_by(32).zip(1..) {
        let (key, party) = (format!("T1-{number:03}"), party_of(&community.code));
        out.holder(&key, &party, &party, Role::Secretary);
        let kind = Some(AttachmentKind::Shadowing);
        out.attachments.push(record::Attachment { kind, ..record::Attachment::new(key, party_of(MODEL)) });
    }
}

/// The hotline (12345热线) calls, and the community must answer.
fn calls(urban: &[&Division], out: &mut Tables) {
    out.organization("H-12345", "12345热线".to_owned(), OrganizationKind::Hotline, DISTRICT);
    for community in urban {
        let matter = Some("12345诉求".to_owned());
        out.whistles.push(record::Whistle { matter, ..record::Whistle::new("H-12345", party_of(&community.code)) });
    }
}

/// What the report counts for the whole district.
fn measures(day: Day, out: &mut Tables) {
    for (measure, value) in [
        (MeasureKind::DemandLists, 207),
        (MeasureKind::ResourceLists, 1_620),
        (MeasureKind::ProjectLists, 1_620),
        (MeasureKind::MattersSolved, 1_247),
        (MeasureKind::PatrolsPerDay, 2),
        (MeasureKind::PairsDoorOpposite, 1_500),
        (MeasureKind::Meetings, 910),
        (MeasureKind::MicroServices, 6_000),
    ] {
        out.measure(DISTRICT, measure, day, value);
    }
    out.measure("H-12345", MeasureKind::MattersSolved, day, 2_146);
}

/// Holds units, posts and alliances to the published counts.
fn check(tables: &Tables) -> Result<()> {
    let units = |kind| count(&tables.units, |unit| unit.kind == Some(kind));
    let members = |digits: usize| {
        let posts = tables.posts.iter().filter(|post| post.role == Role::JointMeetingMember);
        posts.filter(|post| post.place.len() == digits + 3).filter_map(|post| post.count).sum::<u32>() as usize
    };
    expect(&[
        ("districts called 铁西区", count(&tables.units, |unit| unit.name.as_deref() == Some("铁西区")), 3),
        ("urban communities", units(UnitKind::Urban), 195),
        ("villages", units(UnitKind::Village), 52),
        ("members of joint meetings of streets", members(9), 209),
        ("members of joint meetings of communities", members(12), 1_411),
        ("lists of resources", tables.sum(MeasureKind::ResourceLists) as usize, 209 + 1_411),
        ("lists of projects", tables.sum(MeasureKind::ProjectLists) as usize, 209 + 1_411),
        ("full-time grid workers", tables.holders(Role::GridWorkerFullTime) as usize, 2_457),
        ("exclusive grid workers", tables.holders(Role::GridWorkerExclusive) as usize, 527),
        ("reserve secretaries", tables.holders(Role::ReserveSecretary) as usize, 156),
        ("districts in mutual aid", tables.pairings.len(), 4),
    ])
}

/// Holds the bodies to the published counts, those that are planned too.
fn check_bodies(tables: &Tables) -> Result<()> {
    let bodies = |kind| count(&tables.organizations, |body| body.kind == kind);
    let day: Day = DAY.parse()?;
    let built =
        count(&tables.organizations, |body| body.kind == OrganizationKind::ServiceCentre && body.period.holds(day));
    expect(&[
        ("volunteer teams", bodies(OrganizationKind::VolunteerTeam), 398),
        ("mediation bodies", bodies(OrganizationKind::MediationBody), 104),
        ("consultation bodies", bodies(OrganizationKind::ConsultationBody), 204),
        ("service centres", built, 15),
        ("service centres with those planned", bodies(OrganizationKind::ServiceCentre), 23),
        ("estate stations planned", bodies(OrganizationKind::ServiceStation), 10),
        ("secretaries who learn in the model community", tables.attachments.len(), 7),
    ])
}
