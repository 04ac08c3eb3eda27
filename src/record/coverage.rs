//! The table `coverage`.

use super::schema::record;

record! {
    /// An organization covers a unit, a zone or an organization (覆盖), as a record.
    Coverage in Coverage (organization: impl Into<String>, target: impl Into<String>, mode: crate::base::CoverageMode) dated {
        ORGANIZATION organization required reference(Organization) ["组织" "组织编码" "组织代码"]
            "The code of the organization that covers." "覆盖方组织编码。";
        TARGET target required reference(Unit Zone Organization) ["unit" "覆盖对象" "单元" "单元编码" "对象"]
            "The code of what it covers: a unit, a zone or an organization." "被覆盖的单元、区域或组织编码。";
        MODE mode required word(CoverageMode) ["方式" "覆盖方式"]
            "How it covers." "覆盖方式。";
    }
}
