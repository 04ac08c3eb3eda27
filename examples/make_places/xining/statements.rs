//! What is held, measured and claimed in Xining: posts, measures, published figures.

use super::ground::{Community, Ground};
use super::{CITY, DAY, MICRO_COMPLEX};
use crate::Result;
use crate::city::party_of;
use crate::tables::{Tables, shares};
use govgrid::{Day, MeasureKind, OfWhich, Role, record};

/// Where the figures were published.
const SOURCE: &str = "西宁市公开报道 2022";

/// The published figures: id, subject, figure, qualifier, value, unit, base, reading, day.
const CLAIMS: &str = "\
xining-1,630100,count:org:party_branch:zone:estate,exact,556,count,,,
xining-1,630100,count:zone:estate,exact,1628,count,,,
xining-1,630100,count:zone:estate:org_coverage,exact,1628,count,,,
xining-1,630100,average:zone:estate,about,2.93,count,count:org:party_branch:zone:estate,,
xining-2,630100,count:zone:courtyard,exact,744,count,,并列,
xining-2,630100,count:zone:estate,exact,1628,count,,并列,
xining-2,630100,count:zone:estate:zone:courtyard,exact,744,count,,包含,
xining-3,630104005005,trend:measure:incidents:measure:residents,exact,-7,count,,,2021-12-31
xining-4,630100,count:org:service_centre:city,exact,1,count,,,
xining-4,630100,count:org:service_centre:district,exact,4,count,,,
xining-4,630100,count:org:service_centre:functional,exact,101,count,,,
xining-4,630100,count:org:service_station,exact,129,count,,,
xining-4,630100,sum:org:service_centre:org:service_station,exact,235,count,,,";

/// Adds the posts, measures and claims.
pub(super) fn add(ground: &Ground, out: &mut Tables) -> Result<()> {
    let hired = shares(6, u32::try_from(ground.communities.len())?);
    for ((number, community), hired) in (1..).zip(&ground.communities).zip(hired) {
        add_posts(community, number, out);
        if hired == 1 {
            out.some_of(&party_of(&community.code), Role::Secretary, OfWhich::OnEstablishment, 1);
        }
    }
    for number in 1..=7 {
        out.post(&format!("{MICRO_COMPLEX}-Y{number:02}-B1"), Role::BuildingHead, 1);
    }
    add_measures(ground, out)?;
    out.claim(CLAIMS, SOURCE)
}

/// The four posts of a community. Its secretary is also the director of its residents' committee (一肩挑).
fn add_posts(community: &Community, number: u32, out: &mut Tables) {
    let (key, residents) = (format!("P{number:03}"), format!("RC-{}", community.code));
    out.holder(&key, &residents, &party_of(&community.code), Role::Secretary);
    let director = record::Post::new(residents, Role::ResidentsCommitteeDirector);
    out.posts.push(record::Post { holder: Some(key), ..director });
    for (role, count) in [(Role::TwoCommitteesDeputy, 1), (Role::TwoCommitteesMember, 3), (Role::CommunityStaff, 4)] {
        out.post(&community.code, role, count);
    }
}

/// The funds of communities and urban villages, and what is counted of the city and of the micro-complex.
fn add_measures(ground: &Ground, out: &mut Tables) -> Result<()> {
    let day: Day = DAY.parse()?;
    for community in &ground.communities {
        // Which communities are of the first class is not published: here, those of twelve estates and more.
        let (class, fund) = if community.estates().count() >= 12 { (1, 100_000) } else { (2, 80_000) };
        out.measure(&community.code, MeasureKind::CommunityClass, day, class);
        out.measure(&community.code, MeasureKind::ServiceFund, day, 200_000);
        out.measure(&community.code, MeasureKind::WorkingFund, day, fund);
    }
    for village in &ground.urban_villages {
        out.measure(village, MeasureKind::ServiceFund, day, 200_000);
    }
    out.measure(MICRO_COMPLEX, MeasureKind::Incidents, "2015-12-31".parse()?, 870);
    out.measure(MICRO_COMPLEX, MeasureKind::Incidents, "2021-12-31".parse()?, 9);
    // Posts and grades of community workers, by which they are paid.
    out.word(CITY, MeasureKind::Pay, day, "4岗17级");
    // Service centres rebuilt, only recorded.
    out.measure(CITY, MeasureKind::Other, day, 407);
    Ok(())
}
