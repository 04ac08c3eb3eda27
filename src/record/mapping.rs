//! The table `mappings`.

use super::schema::record;

record! {
    /// A code of one scheme and the code of the same thing in another (编码对照), as a record.
    Mapping in Mappings
    (scheme: crate::base::Scheme, code: impl Into<String>, other_scheme: crate::base::Scheme, other_code: impl Into<String>) dated {
        SCHEME scheme required scheme ["编码方案" "方案"]
            "The scheme of the code." "编码方案。";
        CODE code required key ["编码" "代码"]
            "The code." "编码。";
        OTHER_SCHEME other_scheme required scheme ["对照方案" "另一方案"]
            "The other scheme." "对照编码方案。";
        OTHER_CODE other_code required key ["对照编码" "对照代码"]
            "The code there." "对照编码。";
    }
}
