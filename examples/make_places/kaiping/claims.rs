//! The published figures of Kaiping, as the report states them.

/// Where they were published.
pub(super) const SOURCE: &str = "Public report on Kaiping district of 2023-09-25";

/// Identifier, subject, figure, qualifier, value, unit, base, reading, day.
pub(super) const CLAIMS: &str = "\
kaiping-1,130205,count:org:party_branch:grid,exact,106,count,,,
kaiping-1,130205,count:org:party_group:grid,exact,69,count,,,
kaiping-1,130205,partition:grid:org_coverage,exact,175,count,,,
kaiping-1,130205,share:grid:org_coverage,exact,100,percent,count:grid,,
kaiping-2,130205-SCOPE44,share:community:org:party_branch:temporary,exact,92,percent,count:community,结对的44个社区,2022-04-01
kaiping-2,130205,share:community:urban:org:party_branch:temporary,exact,92,percent,count:community:urban,46个社区,2022-04-01
kaiping-2,130205,share:community:org:party_branch:temporary,exact,92,percent,count:community,180个社区和村,2022-04-01
kaiping-3,130205-SCOPE44,text:community:alliance:big_party_committee,,全面推行,,count:community,,
kaiping-4,130205,count:org:homeowners_committee,exact,40,count,,,
kaiping-4,130205,share:post:homeowners_committee_member:party_member,exact,75.8,percent,count:post:homeowners_committee_member,,
kaiping-4,130205,norm:org:homeowners_committee:post:homeowners_committee_member,at_least,5,count,,,
kaiping-5,130205,share:org:property_company:org_coverage,exact,50,percent,count:org:property_company,,
kaiping-5,130205,share:org:property_company:work_coverage,exact,100,percent,count:org:property_company,,
kaiping-6,130205,count:org:organ:pairing:joint_building,exact,56,count,,,
kaiping-6,130205,count:community:pairing:joint_building,exact,44,count,,,";
