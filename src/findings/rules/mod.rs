//! The rules that import and structure keep: they have no check of their own, since reading and building find them.

pub(crate) mod import;
pub(crate) mod structure;

/// Writes a [`Rule`](super::Rule) with its page: each text in English, then in Chinese. What it `says` is the sentence
/// of a finding, see [`Rule::says`](super::Rule::says).
macro_rules! rule {
    ($code:literal $name:literal $family:ident $severity:ident $title_en:literal $title_zh:literal
        says $says_en:literal $says_zh:literal
        what $what_en:literal $what_zh:literal
        why $why_en:literal $why_zh:literal
        repair $repair_en:literal $repair_zh:literal
        source $source_en:literal $source_zh:literal
        $(trap $trap_en:literal $trap_zh:literal)?
    ) => {{
        use $crate::findings::{Family, Page, Rule, Severity, Text};
        Rule {
            code: $code,
            name: $name,
            family: Family::$family,
            severity: Severity::$severity,
            title: Text { en: $title_en, zh: $title_zh },
            says: Text { en: $says_en, zh: $says_zh },
            page: Page {
                what: Text { en: $what_en, zh: $what_zh },
                why: Text { en: $why_en, zh: $why_zh },
                repair: Text { en: $repair_en, zh: $repair_zh },
                source: Text { en: $source_en, zh: $source_zh },
                trap: $crate::findings::rules::trap!($($trap_en $trap_zh)?),
            },
        }
    }};
}
pub(crate) use rule;

/// The trap of a rule, if its page has one.
macro_rules! trap {
    () => {
        None
    };
    ($en:literal $zh:literal) => {
        Some(Text { en: $en, zh: $zh })
    };
}
pub(crate) use trap;
