//! The table `contacts`.

use super::schema::record;

record! {
    /// A person contacts a household, or an organization's members a number of them (党员联户), as a record.
    Contact in Contacts (contact: impl Into<String>) dated {
        CONTACT contact required reference(Person Organization) ["person" "联系人" "联户党员" "组织"]
            "The person who contacts, or the organization whose members do." "联系人代号，或其所在组织编码。";
        HOUSEHOLD household optional reference(Unit) levels(Household Household) ["户" "联系户" "户编码"]
            "The code of the household; or else a count." "联系户编码；或填户数。";
        COUNT count optional count ["户数" "联系户数"]
            "How many households, where none is named." "联系户数（不填户编码时）。";
    }
}
