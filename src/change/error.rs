//! Why an event cannot be.

use crate::base::{Day, Lang, Use, shown};
use crate::graph::Rejected;
use crate::record::{NodeKind, Table};

/// An event of a plan that cannot be (事件错误); nothing of the plan was done.
#[derive(Debug, thiserror::Error)]
#[error("event {number} ({word}) cannot be{}", .hint.map(|hint| hint.message(Lang::En)).unwrap_or_default())]
pub struct ChangeError {
    /// The number of the event in the plan, from 1.
    pub number: usize,
    /// What kind of event it is.
    pub word: &'static str,
    /// Why it cannot be.
    #[source]
    pub reason: Reason,
    /// Another event of the plan that has to do with it, if there is one.
    pub hint: Option<Hint>,
}

/// An event of the same plan without which another could be, or before which it cannot be (关联事件), by its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hint {
    /// It could be after that one, which comes later (须先执行).
    After(usize),
    /// It could be without that one, which comes before it (因其受阻).
    Without(usize),
}

impl Hint {
    fn message(self, lang: Lang) -> String {
        match (self, lang) {
            (Self::After(number), Lang::En) => format!("; it could be after event {number}"),
            (Self::After(number), Lang::Zh) => format!("；若先执行第 {number} 个事件则可行"),
            (Self::Without(number), Lang::En) => format!("; it could be without event {number} before it"),
            (Self::Without(number), Lang::Zh) => format!("；若没有其前的第 {number} 个事件则可行"),
        }
    }
}

impl ChangeError {
    /// The event, why it cannot be, and which other event that has to do with, in one sentence.
    pub fn message(&self, lang: Lang) -> String {
        let (number, word, reason) = (self.number, self.word, self.reason.message(lang));
        let hint = self.hint.map(|hint| hint.message(lang)).unwrap_or_default();
        match lang {
            Lang::En => format!("event {number} ({word}) cannot be: {reason}{hint}"),
            Lang::Zh => format!("第 {number} 个事件（{word}）无法执行：{reason}{hint}"),
        }
    }
}

/// Why an event cannot be (原因).
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Reason {
    /// No node ever has the code.
    #[error("no node has the code `{0}`")]
    UnknownCode(String),
    /// The node is not there on the day, or has another code then.
    #[error("the node with the code `{code}` is not there on {day}")]
    NotThere {
        /// The code.
        code: String,
        /// The day.
        day: Day,
    },
    /// A node has the code on the day, or later.
    #[error("the code `{code}` is in use on {day} or later")]
    InUse {
        /// The code.
        code: String,
        /// The day.
        day: Day,
    },
    /// The code was another node's before, and the event does not say that it is used again.
    #[error("the code `{0}` was another node's: say that it is used again, or open it by its own row")]
    UsedBefore(String),
    /// The code was used before, and the event does not say whether it opens another node or the one from before.
    #[error(
        "the code `{0}` was used before: say `\"reuse\": true` if it is another node's now, or `\"reuse\": false` if the node \
         from before is there again"
    )]
    WhichIsMeant(String),
    /// The code was never used before, so that it cannot be used again.
    #[error("the code `{0}` was never used before")]
    NeverUsed(String),
    /// The node has a version that starts after the day; or a row without days names a node by a code that is another's until
    /// after the day.
    #[error("`{code}` has a later record, from {from} on")]
    LaterRecord {
        /// The code.
        code: String,
        /// The first day of that record, or of the code.
        from: Day,
    },
    /// Nodes of that kind cannot be changed so.
    #[error("`{code}` is of kind {kind}, which the event cannot be about")]
    WrongKind {
        /// The code.
        code: String,
        /// Its kind.
        kind: NodeKind,
    },
    /// The code is named twice, or both as one that closes and as one that stays.
    #[error("`{0}` is named twice")]
    NamedTwice(String),
    /// What the event says is so already, or it says nothing: a merger of none, a division among none.
    #[error("nothing would change")]
    Nothing,
    /// A row of a node table is needed, or one of a relation.
    #[error("a row of the table {0} does not fit the event")]
    WrongTable(Table),
    /// The table of the node has no such column that may change.
    #[error("the node has no column `{0}` that may change")]
    NoSuchColumn(String),
    /// A row says so already on the day.
    #[error("a row of the table {0} says so already on the day")]
    HoldsAlready(Table),
    /// No row says that.
    #[error("no row of the table {0} says that on the day")]
    NoSuchRow(Table),
    /// An assignment goes to what is no part.
    #[error("`{0}` is not one of the parts")]
    NotAPart(String),
    /// What is assigned has nothing to do with the divided node on the day.
    #[error("`{0}` has nothing to do with the divided node on the day")]
    NothingToAssign(String),
    /// What would be breaks structure.
    #[error("the result would break structure")]
    Structure(#[source] Box<Rejected>),
}

impl Reason {
    /// The reason in a sentence.
    pub fn message(&self, lang: Lang) -> String {
        if lang == Lang::En {
            return self.to_string();
        }
        match self {
            Self::UnknownCode(code) => format!("没有使用代码“{code}”的节点"),
            Self::NotThere { code, day } => format!("代码“{code}”的节点在 {day} 不存在"),
            Self::InUse { code, day } => format!("代码“{code}”在 {day} 或以后已被使用"),
            Self::UsedBefore(code) => format!("代码“{code}”曾属其他节点：须注明重用，或以其自身的行设立"),
            Self::WhichIsMeant(code) => {
                format!(
                    "代码“{code}”曾被使用：若现属另一节点，须写 `\"reuse\": true`；若原节点恢复，须写 `\"reuse\": false`"
                )
            }
            Self::NeverUsed(code) => format!("代码“{code}”从未使用过，不能重用"),
            Self::LaterRecord { code, from } => format!("“{code}”另有自 {from} 起的记录"),
            Self::WrongKind { code, kind } => format!("“{code}”是{}，不适用此事件", kind.label(lang)),
            Self::NamedTwice(code) => format!("“{code}”出现两次"),
            Self::Nothing => "没有任何变化".to_owned(),
            Self::WrongTable(table) => format!("表“{}”的行不适用此事件", table.label(lang)),
            Self::NoSuchColumn(column) => format!("该节点没有可改的列“{column}”"),
            Self::HoldsAlready(table) => format!("表“{}”当日已有这一行", table.label(lang)),
            Self::NoSuchRow(table) => format!("表“{}”当日没有这一行", table.label(lang)),
            Self::NotAPart(code) => format!("“{code}”不是拆分后的部分"),
            Self::NothingToAssign(what) => format!("“{what}”当日与被拆分的节点无关"),
            Self::Structure(rejected) => {
                let findings = rejected.findings();
                let first = findings.iter().next().map(|finding| finding.message(lang)).unwrap_or_default();
                format!("结果将破坏结构：{first}")
            }
        }
    }
}

/// What an event says that names nothing: it is hidden if it may be a number or a name of a person.
pub(super) fn unknown(text: &str) -> String {
    shown(text, Use::Unfound).into_owned()
}
