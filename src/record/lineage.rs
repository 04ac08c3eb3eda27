//! The table `lineage`.

use super::schema::record;

record! {
    /// What became of a code or a node (沿革), as a record.
    Lineage in Lineage (predecessor: impl Into<String>, successor: impl Into<String>, kind: crate::base::LineageKind, day: crate::base::Day)
    undated {
        PREDECESSOR predecessor required reference(Unit Zone Organization Alliance) ["原编码" "原代码" "前身"]
            "The code before the day." "变更前编码。";
        SUCCESSOR successor required reference(Unit Zone Organization Alliance) ["新编码" "新代码" "后继"]
            "The code from the day on; of a reuse, the same one." "变更后编码。";
        KIND kind required word(LineageKind) ["类型" "变更类型"]
            "`recode` two codes of one node, `reuse` one code of two nodes, `merge`, `split`."
            "改码（两码一体）、码重用（一码两体）、合并、拆分。";
        DAY day required day ["日期" "变更日期"]
            "The first day on which the successor holds." "变更生效之日。";
        BASIS basis optional note ["依据" "文号"]
            "The decision or document." "变更依据（文件、决定）。";
    }
}
