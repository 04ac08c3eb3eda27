//! The table `zones`.

use super::schema::record;

record! {
    /// A zone (区域) as a record: one version of it, holding for its period.
    Zone in Zones (code: impl Into<String>, kind: crate::base::ZoneKind) dated {
        CODE code required code ["编码" "代码" "区域编码" "小区编码"]
            "The zone's code." "区域编码。";
        NAME name optional name ["名称" "区域名称" "小区名称"]
            "The zone's name." "区域名称。";
        KIND kind required word(ZoneKind) ["类型" "类别" "种类"]
            "The zone's kind." "区域类型。";
        WITHIN within optional reference(Unit) ["所在单元" "所属单元" "属地"]
            "The code of the unit in whose territory it lies." "所在属地单元编码。";
    }
}
