//! The table `decisions`.

use super::schema::record;

record! {
    /// On which decision something happened to a node (决定依据), as a record. What lineage tells has its basis there.
    Decision in Decisions (subject: impl Into<String>, event: crate::base::EventKind, day: crate::base::Day, basis: impl Into<String>)
    undated {
        SUBJECT subject required reference(Unit Zone Organization Person Alliance Project) ["对象" "主体" "编码" "代码"]
            "The code, on the day, of what something happened to; of what closed, or lost a relation, the code until the day."
            "变更对象在变更之日的编码；撤销或解除关系的，为此前的编码。";
        EVENT event required word(EventKind) ["事件" "变更" "变更类型"]
            "What happened." "变更事件。";
        DAY day required day ["日期" "变更日期"]
            "The first day on which things are as the decision says." "变更生效之日。";
        BASIS basis required note ["依据" "文号"]
            "The decision or document." "变更依据（文件、决定）。";
    }
}
