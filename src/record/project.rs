//! The table `projects`.

use super::schema::record;

record! {
    /// A project (项目) as a record: one version of it, holding for its period.
    Project in Projects (code: impl Into<String>, kind: crate::base::ProjectKind) dated {
        CODE code required code ["编码" "代码" "项目编码" "项目代码"]
            "The project's code." "项目编码。";
        NAME name optional name ["名称" "项目名称"]
            "The project's name." "项目名称。";
        KIND kind required word(ProjectKind) ["类型" "类别" "项目类型"]
            "The project's kind." "项目类型。";
        WITHIN within optional reference(Unit) ["所在单元" "所属单元" "属地"]
            "The code of the unit that it is carried out in." "所在单元编码。";
    }
}
