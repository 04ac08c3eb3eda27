//! The table `lineage`.

use super::table::text;
use super::{Cell, Column, NodeKind, Record, Table};
use crate::base::{Day, LineageKind};
use crate::findings::Text;
use std::borrow::Cow;

/// The places of the columns.
pub(crate) mod column {
    pub(crate) const PREDECESSOR: usize = 0;
    pub(crate) const SUCCESSOR: usize = 1;
    pub(crate) const KIND: usize = 2;
    pub(crate) const DAY: usize = 3;
}

const NODES: &[NodeKind] = &[NodeKind::Unit, NodeKind::Zone, NodeKind::Organization];

pub(super) const COLUMNS: &[Column] = &[
    Column {
        name: "predecessor",
        aliases: &["原编码", "原代码", "前身"],
        required: true,
        cell: Cell::Reference(NODES),
        what: Text { en: "The code before the day.", zh: "变更前编码。" },
    },
    Column {
        name: "successor",
        aliases: &["新编码", "新代码", "后继"],
        required: true,
        cell: Cell::Reference(NODES),
        what: Text { en: "The code from the day on.", zh: "变更后编码。" },
    },
    Column {
        name: "kind",
        aliases: &["类型", "变更类型"],
        required: true,
        cell: Cell::Word { list: LineageKind::WORDS, under: None },
        what: Text {
            en: "`recode` two codes of one node, `reuse` one code of two nodes, `merge`, `split`.",
            zh: "改码（两码一体）、码重用（一码两体）、合并、拆分。",
        },
    },
    Column {
        name: "day",
        aliases: &["日期", "变更日期"],
        required: true,
        cell: Cell::Day,
        what: Text { en: "The first day on which the successor holds.", zh: "变更生效之日。" },
    },
    Column {
        name: "basis",
        aliases: &["依据", "文号"],
        required: false,
        cell: Cell::Note,
        what: Text { en: "The decision or document.", zh: "变更依据（文件、决定）。" },
    },
];

/// What became of a code or a node (沿革), as a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lineage {
    /// The code before the day.
    pub predecessor: String,
    /// The code from the day on; of a reuse, the same one.
    pub successor: String,
    /// What happened.
    pub kind: LineageKind,
    /// The first day on which the successor holds.
    pub day: Day,
    /// The decision or document (依据).
    pub basis: Option<String>,
}

impl Record for Lineage {
    const TABLE: Table = Table::Lineage;

    fn cells(&self) -> Vec<Cow<'_, str>> {
        vec![
            Cow::Borrowed(&self.predecessor),
            Cow::Borrowed(&self.successor),
            self.kind.as_str().into(),
            self.day.to_string().into(),
            text(self.basis.as_ref()),
        ]
    }
}
