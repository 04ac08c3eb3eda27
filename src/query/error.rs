//! What can be wrong with a question.

use crate::base::{Day, Level, Use, shown};
use crate::record::NodeKind;

/// A question about something that is not there (查询错误).
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum QueryError {
    /// No node ever has the code.
    #[error("no node has the code `{code}`")]
    UnknownCode {
        /// The code asked for. What names nothing may be a number or a name of a person: it is masked unless it has a digit,
        /// no letter that is not Latin, and no such number.
        code: String,
    },
    /// The node exists, but is not there on the day, or has another code then.
    #[error("the node with the code `{code}` is not there on {}", .day.map_or_else(|| "the latest day".to_owned(), |day| day.to_string()))]
    NotThere {
        /// The code asked for.
        code: String,
        /// The day of the snapshot; `None` if neither the call nor the data gave one.
        day: Option<Day>,
    },
    /// The code is that of a unit of another level.
    #[error("`{code}` is of level {found}, not {expected}")]
    WrongLevel {
        /// The code asked for.
        code: String,
        /// The level of the code's type.
        expected: Level,
        /// The level that the unit has on the day.
        found: Level,
    },
    /// The code is that of another kind of node.
    #[error("`{code}` is of kind {found}, not {expected}")]
    WrongKind {
        /// The code asked for.
        code: String,
        /// The kind asked for.
        expected: NodeKind,
        /// The kind that the node is.
        found: NodeKind,
    },
}

impl QueryError {
    /// The error for a code that no node ever has.
    pub(crate) fn unknown(code: &str) -> Self {
        Self::UnknownCode { code: shown(code, Use::Unfound).into_owned() }
    }
}
