//! The table `memberships`.

use super::schema::record;

record! {
    /// A person is a member of an organization (党员、成员), as a record.
    Membership in Memberships (person: impl Into<String>, organization: impl Into<String>) dated {
        PERSON person required reference(Person) ["人员" "人员编码" "党员"]
            "The person's key." "人员代号。";
        ORGANIZATION organization required reference(Organization) ["组织" "组织编码" "组织代码"]
            "The code of the organization." "组织编码。";
        ROLE role optional word(Role) ["职务" "角色"]
            "The person's role in it." "在该组织中的职务。";
    }
}
