//! What events did.

use crate::record::Row;
use serde::Serialize;

/// What a plan of events did, or would do (变更结果), in the order in which it was done.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// Rows that name another node from the day on: how they were, and how they are. Several may have become one row, which
    /// counts what they counted together (合计).
    pub moved: Vec<(Row, Row)>,
    /// What a node that closed or was divided leaves behind, with nothing said of where it goes (未安排): rows that still name
    /// it, and numbers that nothing was added to.
    pub unassigned: Vec<Unsettled>,
    /// What two nodes that became one state differently, and what a divided node states of itself (无法划分): nobody knows
    /// what is so from the day on.
    pub undivided: Vec<Unsettled>,
    /// Rows that ended because their two ends became one, or because another row says the same.
    pub fell: Vec<Fallen>,
    /// Rows that are new, but for those that moved.
    pub added: Vec<Row>,
    /// Rows that ended, and say until when.
    pub ended: Vec<Row>,
    /// Rows that were corrected: how they were, and how they are.
    pub corrected: Vec<(Row, Row)>,
    /// Rows that were retracted.
    pub retracted: Vec<Row>,
}

/// What an event leaves to be settled by a person (待定事项).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Unsettled {
    /// The code of the node that it is about: the one that closed, was divided or became one with another.
    pub code: String,
    /// What of it: the column by which the row names it, the column of a number that it declares of itself, or a measure.
    pub what: &'static str,
    /// The row that says so. Of a number that another node states and this one does not: the node's own row.
    pub row: Row,
}

/// A row that ended because nothing would be left of what it says (失效的行).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Fallen {
    /// The row as it was.
    pub row: Row,
    /// The row that says the same; `None` if its two ends became one.
    pub into: Option<Row>,
    /// Why it fell.
    pub why: WhyFallen,
}

/// Why a row fell (失效原因).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum WhyFallen {
    /// Its two ends became one (两端合一).
    EndsAreOne,
    /// Another row says the same (重复).
    SaidAlready,
}

impl Outcome {
    pub(super) fn extend(&mut self, other: Self) {
        self.moved.extend(other.moved);
        self.unassigned.extend(other.unassigned);
        self.undivided.extend(other.undivided);
        self.fell.extend(other.fell);
        self.added.extend(other.added);
        self.ended.extend(other.ended);
        self.corrected.extend(other.corrected);
        self.retracted.extend(other.retracted);
    }
}
