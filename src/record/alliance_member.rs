//! The table `alliance_members`.

use super::schema::record;

record! {
    /// An organization, a person or a number of either takes part in an alliance (联盟成员), as a record.
    AllianceMember in AllianceMembers (alliance: impl Into<String>) dated {
        ALLIANCE alliance required reference(Alliance) ["联盟" "联盟编码"]
            "The code of the alliance." "联盟编码。";
        MEMBER member optional reference(Organization Person) ["organization" "成员" "成员编码" "组织" "组织编码"]
            "The organization or person that takes part; or else a count." "成员（组织或人员）编码；或填数量。";
        COUNT count optional count ["数量" "成员数" "人数"]
            "How many take part, where none is named." "成员数（不填成员时）。";
        ROLE role optional word(AllianceRole) ["角色" "职责"]
            "In which role." "联盟角色。";
    }
}
