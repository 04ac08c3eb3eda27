//! The table `attachments`.

use super::schema::record;

record! {
    /// An organization or a person is attached to another organization beside its own, for daily contact only
    /// (就近纳入), as a record.
    Attachment in Attachments (member: impl Into<String>, organization: impl Into<String>) dated {
        MEMBER member required reference(Person Organization) ["成员" "成员编码" "纳入对象"]
            "The person or organization that is attached." "被纳入的人员或组织编码。";
        ORGANIZATION organization required reference(Organization) ["组织" "组织编码" "组织代码"]
            "The code of the organization that it is attached to." "纳入组织编码。";
        KIND kind optional word(AttachmentKind) ["类型" "纳入方式"]
            "Why." "纳入方式。";
    }
}
