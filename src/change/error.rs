//! Why an event cannot be.

use crate::base::{Day, Use, shown};
use crate::graph::Rejected;
use crate::record::{NodeKind, Table};

/// An event of a plan that cannot be (事件错误); nothing of the plan was done.
#[derive(Debug, thiserror::Error)]
#[error("event {number} ({word}) cannot be")]
pub struct ChangeError {
    /// The number of the event in the plan, from 1.
    pub number: usize,
    /// What kind of event it is.
    pub word: &'static str,
    /// Why it cannot be.
    #[source]
    pub reason: Reason,
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

/// What an event says that names nothing: it is hidden if it may be a number or a name of a person.
pub(super) fn unknown(text: &str) -> String {
    shown(text, Use::Unfound).into_owned()
}
