//! The table `posts`.

use super::schema::record;

record! {
    /// A post (职务) at a place, by its holder or by a count, as a record.
    ///
    /// A row with `of_which` counts some of the holders of the same role at the same place, and adds none.
    Post in Posts (place: impl Into<String>, role: crate::base::Role) dated {
        PLACE place required reference(Unit Zone Organization Alliance Project) ["地点" "所在" "所在编码" "单元" "组织"]
            "The code of the unit, zone, organization, alliance or project that the post is at."
            "职务所在的单元、区域、组织、联盟或项目编码。";
        ROLE role required word(Role) ["职务" "角色" "岗位"]
            "The role." "职务。";
        HOLDER holder optional reference(Person) ["任职人" "人员" "人员编码"]
            "The key of the person who holds it; or else a count." "任职人员代号；或填人数。";
        COUNT count optional count ["人数" "数量"]
            "How many hold it, where no holder is named." "人数（不填任职人时）。";
        OF_WHICH of_which optional word(OfWhich) ["其中"]
            "Which of the holders of that role the row counts." "其中：该职务人员中的哪一部分。";
        RECRUITER recruiter optional reference(Organization Unit) ["招录方" "招聘单位"]
            "The code of the organization or unit that recruits." "招录方编码。";
        MANAGER manager optional reference(Organization Unit) ["管理方" "管理单位"]
            "The code of the organization or unit that manages." "管理方编码。";
    }
}
