//! The table `alliances`.

use super::schema::record;

record! {
    /// An alliance (联盟) as a record: one version of it, holding for its period. Members keep their superiors.
    Alliance in Alliances (code: impl Into<String>, kind: crate::base::AllianceKind) dated {
        CODE code required code ["编码" "代码" "联盟编码" "联盟代码"]
            "The alliance's code." "联盟编码。";
        NAME name optional name ["名称" "联盟名称"]
            "The alliance's name." "联盟名称。";
        KIND kind required word(AllianceKind) ["类型" "类别" "联盟类型"]
            "The alliance's kind." "联盟类型。";
        LEAD lead optional reference(Organization) ["牵头" "牵头单位" "牵头组织"]
            "The code of the organization that leads it: one at most." "牵头组织编码，至多一个。";
        SCOPE scope optional reference(Unit Zone) ["范围" "所在单元" "区域"]
            "The code of the unit or zone that it is about." "联盟范围（单元或区域）编码。";
        WITHIN within optional reference(Alliance) ["上级联盟" "所属联盟"]
            "The code of the alliance that holds it." "所属上级联盟编码。";
        TEMPLATE template optional key ["模板" "联动模板"]
            "The template of parties that it follows." "联动模板。";
    }
}
