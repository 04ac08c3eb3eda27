//! The table `responsibilities`.

use super::schema::record;

record! {
    /// A person or an organization answers for a unit, a zone, an organization or a project (包联), as a record.
    Responsibility in Responsibilities (holder: impl Into<String>, target: impl Into<String>) dated {
        HOLDER holder required reference(Person Organization) ["包联方" "责任方" "责任单位" "责任人" "包联人"]
            "The person or organization that answers." "责任方（人员或组织）编码。";
        TARGET target required reference(Unit Zone Organization Project) ["unit" "包联对象" "责任对象" "对象"]
            "The code of what it answers for." "包联对象编码。";
        FORM form optional word(ResponsibilityForm) ["形式" "包联形式"]
            "The form." "包联形式。";
        PURPOSE purpose optional words(Purpose) ["事项" "包联事项" "用途"]
            "What for; several with `;` between them." "包联事项，多项以“;”分隔。";
    }
}
