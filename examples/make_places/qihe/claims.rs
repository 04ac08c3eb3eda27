//! The published figures of Qihe, as the report states them.

/// Where they were published.
pub(super) const SOURCE: &str = "Public report on Qihe county of 2022-09-26";

/// Identifier, subject, figure, qualifier, value, unit, base, reading, day.
pub(super) const CLAIMS: &str = "\
qihe-1,371425,count:community:urban,exact,20,count,,,
qihe-1,371425,count:community:village,exact,1016,count,,,
qihe-2,371425,sum:street:town:street:township,exact,13,count,,,
qihe-2,371425,count:street:street,exact,2,count,,,
qihe-3,371425,count:post:street_leader:responsibility:community,exact,20,count,,,
qihe-3,371425,count:responsibility:community,exact,20,count,,,
qihe-3,371425-SCOPE20,partition:community:responsibility:community,exact,20,count,,,
qihe-4,371425-SCOPE20,average:household:community,exact,3866,count,,户数,
qihe-4,371425-SCOPE20,average:household:grid,about,432,count,,户数,
qihe-4,371425-SCOPE20,average:measure:residents:community,exact,3866,count,,人口,
qihe-5,371425,count:post:group_leader,exact,976,count,,,
qihe-5,371425,count:post:stairwell_liaison,exact,2557,count,,,
qihe-5,371425,share:post:group_leader:organ_member:post:stairwell_liaison:organ_member,over,70,percent,sum:post:group_leader:post:stairwell_liaison,,
qihe-5,371425,sum:report:member,at_least,7400,count,,,
qihe-6,371425-SCOPE20,norm:report:member:household,at_least,5,count,count:household,,
qihe-7,371425,norm:zone:estate:measure:member_quota,at_least,30,count,,每个小区,
qihe-7,371425,sum:measure:member_quota,at_least,30,count,,全县合计,";
