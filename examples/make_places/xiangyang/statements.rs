//! What is counted, measured and claimed in Xiangyang: posts, measures, published figures.

use super::DAY;
use super::ground::Community;
use crate::Result;
use crate::tables::{Tables, shares};
use govgrid::{Day, MeasureKind, OfWhich, Role, record};

const CITY: &str = "420600";
const URBAN: &str = "420600-URBAN";

/// Where the figures were published.
const SOURCE: &str = "襄阳市公开报道 2021-07-27";

/// The published figures: id, subject, figure, qualifier, value, unit, base, reading, day.
const CLAIMS: &str = "\
xiangyang-1,420600,count:org:party_branch:double_reporting:grid,exact,2387,count,count:grid,,
xiangyang-1,420600,count:grid,exact,2486,count,,,
xiangyang-2,420600-URBAN,count:post:secretary,exact,249,count,,,
xiangyang-2,420600-URBAN,count:post:secretary:on_establishment,exact,64,count,,,
xiangyang-2,420600-URBAN,count:post:secretary:treated_as,exact,165,count,,,
xiangyang-2,420600-URBAN,partition:post:secretary,exact,249,count,,,
xiangyang-3,420600,growth:measure:pay:post:community_staff,over,30,percent,,,
xiangyang-4,420600-URBAN,count:alliance:big_party_committee,exact,515,count,,,
xiangyang-4,420600-URBAN,count:post:secretary,exact,249,count,,,
xiangyang-5,420600-URBAN,share:community:measure:facility_area_met,exact,82.6,percent,count:post:secretary,以249名书记所在社区为基数,
xiangyang-5,420600,share:community:measure:facility_area_met,exact,82.6,percent,count:alliance:big_party_committee,以515个大党委所在社区为基数,
xiangyang-5,420600-CENTRAL,share:community:measure:facility_area_met,exact,82.6,percent,count:community,中心城区全部社区,";

/// Adds the posts, measures and claims.
pub(super) fn add(communities: &[Community], out: &mut Tables) -> Result<()> {
    // 20 of the 249 secretaries are neither hired on posts nor treated as if they were.
    out.post(URBAN, Role::Secretary, 249);
    out.some_of(URBAN, Role::Secretary, OfWhich::OnEstablishment, 64);
    out.some_of(URBAN, Role::Secretary, OfWhich::TreatedAs, 165);
    let certified = shares(1_183, u32::try_from(communities.len())?);
    for (community, certified) in communities.iter().zip(certified) {
        add_posts(community, certified, out);
    }
    add_measures(communities, out)?;
    out.claim(CLAIMS, SOURCE)
}

/// The posts of a community: the district recruits its workers, the street manages them, the community uses them. From
/// worker to member of the two committees to deputy to secretary is their career.
fn add_posts(community: &Community, certified: u32, out: &mut Tables) {
    let place = community.code.as_str();
    for (role, count) in [(Role::TwoCommitteesDeputy, 1), (Role::TwoCommitteesMember, 3)] {
        out.post(place, role, count);
    }
    out.posts.push(record::Post {
        count: Some(5),
        recruiter: Some(community.district().to_owned()),
        manager: Some(community.street.clone()),
        ..record::Post::new(place, Role::CommunityWorker)
    });
    out.some_of(place, Role::CommunityWorker, OfWhich::Certified, certified);
    for grid in &community.grids {
        out.post(grid, Role::GridWorker, 1);
    }
}

/// What is counted of the city and of its central part.
fn add_measures(communities: &[Community], out: &mut Tables) -> Result<()> {
    let day: Day = DAY.parse()?;
    out.word(CITY, MeasureKind::Pay, "2020-12-31".parse()?, "3769");
    for (measure, value) in [
        (MeasureKind::Pay, "4750"),
        // 120,000 lists in all; the report does not say how many of each.
        (MeasureKind::ResourceLists, "40000"),
        (MeasureKind::DemandLists, "50000"),
        (MeasureKind::ServiceLists, "30000"),
        (MeasureKind::Volunteers, "100000"),
        // Posts added in streets and people transferred to them, only recorded.
        (MeasureKind::Other, "96+366"),
        (MeasureKind::SentDownStaff, "909"),
    ] {
        out.word(CITY, measure, day, value);
    }
    let central = || communities.iter().filter(|community| community.is_central);
    let met = shares(152, u32::try_from(central().count())?);
    for (community, met) in central().zip(met) {
        let met = if met == 1 { "yes" } else { "no" };
        out.word(&community.code, MeasureKind::FacilityAreaMet, day, met);
    }
    Ok(())
}
