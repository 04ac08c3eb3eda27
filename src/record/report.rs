//! The table `reports`.

use super::schema::record;

record! {
    /// An organization or a person reports to a community or a grid beside its own superior (双报到), as a record.
    Report in Reports (reporter: impl Into<String>, target: impl Into<String>) dated {
        REPORTER reporter required reference(Person Organization) ["报到方" "单位" "组织" "组织编码"]
            "The person or organization that reports." "报到方（人员或组织）编码。";
        TARGET target required reference(Unit Organization) ["unit" "报到地" "报到对象" "社区" "单元" "单元编码"]
            "The code of the unit or organization that it reports to." "报到所在单元或组织编码。";
        KIND kind optional word(ReportKind) ["类型" "报到类型"]
            "The kind of reporting." "报到类型。";
        MEMBERS members optional count ["人数" "报到人数" "报到党员数"]
            "How many members it sends." "派出人数。";
    }
}
