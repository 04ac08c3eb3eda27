//! The table `pairings`.

use super::schema::record;

record! {
    /// Two organizations, units or zones are paired (结对), as a record. Which is `a` and which `b` says nothing.
    Pairing in Pairings (a: impl Into<String>, b: impl Into<String>, kind: crate::base::PairingKind) dated {
        A a required reference(Organization Unit Zone) ["organization" "甲方" "单位" "组织" "组织编码"]
            "The code of one side." "一方编码。";
        B b required reference(Organization Unit Zone) ["unit" "乙方" "社区" "单元" "单元编码"]
            "The code of the other side." "另一方编码。";
        KIND kind required word(PairingKind) ["类型" "结对类型"]
            "The kind of pairing." "结对类型。";
    }
}
