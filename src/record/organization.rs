//! The table `organizations`.

use super::schema::record;

record! {
    /// An organization (组织) as a record: one version of it, holding for its period.
    Organization in Organizations (code: impl Into<String>, kind: crate::base::OrganizationKind) dated {
        CODE code required code ["编码" "代码" "组织编码" "组织代码"]
            "The organization's code." "组织编码。";
        NAME name optional name ["名称" "组织名称"]
            "The organization's name; a centre household's is not kept." "组织名称；中心户的名称不保留。";
        KIND kind required word(OrganizationKind) ["类型" "类别" "种类" "组织类型"]
            "The organization's kind." "组织类型。";
        FORM form optional word(OrganizationForm under KIND) ["形式" "组织形式"]
            "Its form, of those of its kind." "组织形式（按类型）。";
        RANK rank optional word(OrganizationRank) ["组织级别" "级别" "层级"]
            "Its rank." "级别。";
        SUPERIOR superior optional reference(Organization) ["parent" "上级" "上级组织" "隶属" "上级代码" "上级编码"]
            "The code of the organization that it answers to." "上级组织编码（隶属关系）。";
        SEAT seat optional reference(Unit Zone) ["驻地" "所在地" "所在单元"]
            "The code of the unit or zone where it has its seat." "驻地单元或区域编码。";
        FULL_MEMBERS full_members optional count ["正式党员" "正式党员数"]
            "The number of full members." "正式党员数。";
        PROBATIONARY_MEMBERS probationary_members optional count ["预备党员" "预备党员数"]
            "The number of probationary members." "预备党员数。";
    }
}
