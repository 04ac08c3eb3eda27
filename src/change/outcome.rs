//! What events did.

use crate::record::Row;

/// What a plan of events did, or would do (变更结果), in the order in which it was done.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// Rows that name another node from the day on: how they were, and how they are.
    pub moved: Vec<(Row, Row)>,
    /// Rows that still name a node which closed or was divided, with nothing said of where they go (未安排).
    pub unassigned: Vec<Row>,
    /// Rows that ended because their two ends became one, or because another row says the same.
    pub fell: Vec<Row>,
    /// Rows that are new, but for those that moved.
    pub added: Vec<Row>,
    /// Rows that ended, and say until when.
    pub ended: Vec<Row>,
    /// Rows that were corrected: how they were, and how they are.
    pub corrected: Vec<(Row, Row)>,
    /// Rows that were retracted.
    pub retracted: Vec<Row>,
}

impl Outcome {
    pub(super) fn extend(&mut self, other: Self) {
        self.moved.extend(other.moved);
        self.unassigned.extend(other.unassigned);
        self.fell.extend(other.fell);
        self.added.extend(other.added);
        self.ended.extend(other.ended);
        self.corrected.extend(other.corrected);
        self.retracted.extend(other.retracted);
    }
}
