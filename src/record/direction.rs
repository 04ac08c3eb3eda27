//! The table `directions`.

use super::schema::record;

record! {
    /// A second organization that an organization takes orders from beside its superior (双重指挥), as a record.
    Direction in Directions (organization: impl Into<String>, director: impl Into<String>) dated {
        ORGANIZATION organization required reference(Organization) ["组织" "组织编码" "组织代码"]
            "The code of the organization that takes orders." "受指挥组织编码。";
        DIRECTOR director required reference(Organization) ["指挥方" "指挥组织" "指挥组织编码"]
            "The code of the organization that gives them." "指挥方组织编码。";
    }
}
