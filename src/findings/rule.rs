//! A rule: what it is called, how grave its findings are, and the page that explains it.

use crate::base::Lang;
use serde::Serialize;
use std::fmt;

/// A text in both languages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Text {
    /// English.
    pub en: &'static str,
    /// Chinese (中文).
    pub zh: &'static str,
}

impl Text {
    /// The text in `lang`.
    pub const fn get(self, lang: Lang) -> &'static str {
        match lang {
            Lang::En => self.en,
            Lang::Zh => self.zh,
        }
    }
}

/// How grave a finding is (严重程度). It belongs to the rule, never to the call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Something to know (提示).
    Note,
    /// Something to look at (警告).
    Warning,
    /// Something that is wrong: a row or a relation cannot be used (错误).
    Error,
}

impl Severity {
    /// The label shown to readers in `lang`.
    pub const fn label(self, lang: Lang) -> &'static str {
        match (self, lang) {
            (Self::Note, Lang::En) => "note",
            (Self::Note, Lang::Zh) => "提示",
            (Self::Warning, Lang::En) => "warning",
            (Self::Warning, Lang::Zh) => "警告",
            (Self::Error, Lang::En) => "error",
            (Self::Error, Lang::Zh) => "错误",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.label(Lang::En))
    }
}

/// A family of rules (规则族), named by the letter that its codes start with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Family {
    /// `I`: reading tables (导入).
    Import,
    /// `S`: what a hierarchy cannot break (结构).
    Structure,
    /// `N`: codes and names (编码与名称).
    Names,
    /// `U`: unit sizes (规模).
    Units,
    /// `O`: organisations (组织).
    Organizations,
    /// `C`: coverage (覆盖).
    Coverage,
    /// `P`: pairing, reporting, responsibility (结对、报到、包联).
    Pairing,
    /// `A`: alliances and linkages (联盟与联动).
    Alliances,
    /// `M`: measures, ratings, standards (指标).
    Measures,
    /// `F`: published figures (公布数字).
    Figures,
    /// `T`: time and reorganisation (时间与调整).
    Time,
}

impl Family {
    /// Every family, in the order of the catalogue.
    pub const ALL: [Self; 11] = [
        Self::Import,
        Self::Structure,
        Self::Names,
        Self::Units,
        Self::Organizations,
        Self::Coverage,
        Self::Pairing,
        Self::Alliances,
        Self::Measures,
        Self::Figures,
        Self::Time,
    ];

    /// The letter that the family's codes start with.
    pub const fn letter(self) -> char {
        match self {
            Self::Import => 'I',
            Self::Structure => 'S',
            Self::Names => 'N',
            Self::Units => 'U',
            Self::Organizations => 'O',
            Self::Coverage => 'C',
            Self::Pairing => 'P',
            Self::Alliances => 'A',
            Self::Measures => 'M',
            Self::Figures => 'F',
            Self::Time => 'T',
        }
    }

    /// The label shown to readers in `lang`.
    pub const fn label(self, lang: Lang) -> &'static str {
        let text = match self {
            Self::Import => Text { en: "import", zh: "导入" },
            Self::Structure => Text { en: "structure", zh: "结构" },
            Self::Names => Text { en: "codes and names", zh: "编码与名称" },
            Self::Units => Text { en: "unit sizes", zh: "规模" },
            Self::Organizations => Text { en: "organisations", zh: "组织" },
            Self::Coverage => Text { en: "coverage", zh: "覆盖" },
            Self::Pairing => Text { en: "pairing, reporting, responsibility", zh: "结对、报到、包联" },
            Self::Alliances => Text { en: "alliances and linkages", zh: "联盟与联动" },
            Self::Measures => Text { en: "measures, ratings, standards", zh: "指标" },
            Self::Figures => Text { en: "published figures", zh: "公布数字" },
            Self::Time => Text { en: "time and reorganisation", zh: "时间与调整" },
        };
        text.get(lang)
    }
}

/// The page of a rule: what it looks at, why that matters, how to repair what it finds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Page {
    /// What the rule finds.
    pub what: Text,
    /// Why it matters.
    pub why: Text,
    /// How to repair it.
    pub repair: Text,
    /// Where its threshold or its sentence comes from.
    pub source: Text,
    /// What to watch out for, if there is a trap.
    pub trap: Option<Text>,
}

/// A rule as findings speak of it. Its code is never used again for another; its name says the fault and reads after
/// "allow": `grid-without-organization`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rule {
    /// The stable code, such as `C101`.
    pub code: &'static str,
    /// The name, such as `grid-without-organization`.
    pub name: &'static str,
    /// The family.
    pub family: Family,
    /// How grave its findings are.
    pub severity: Severity,
    /// The title.
    pub title: Text,
    /// The sentence of a finding, with `{subject}`, `{related}`, `{observed}`, `{expected}`, `{file}`, `{column}` and
    /// `{raw}` in the place of what the finding has.
    pub says: Text,
    /// The page.
    pub page: Page,
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.code, self.name)
    }
}
