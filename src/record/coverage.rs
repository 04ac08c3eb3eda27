//! The table `coverage`.

use super::table::{FROM, UNTIL, period};
use super::{Cell, Column, NodeKind, Record, Table};
use crate::base::{CoverageMode, Period};
use crate::findings::Text;
use std::borrow::Cow;

/// The places of the columns.
pub(crate) mod column {
    pub(crate) const ORGANIZATION: usize = 0;
    pub(crate) const TARGET: usize = 1;
    pub(crate) const MODE: usize = 2;
}

pub(super) const COLUMNS: &[Column] = &[
    Column {
        name: "organization",
        aliases: &["组织", "组织编码", "组织代码"],
        required: true,
        cell: Cell::Reference(&[NodeKind::Organization]),
        what: Text { en: "The code of the organization that covers.", zh: "覆盖方组织编码。" },
    },
    Column {
        name: "target",
        aliases: &["unit", "覆盖对象", "单元", "单元编码", "对象"],
        required: true,
        cell: Cell::Reference(&[NodeKind::Unit, NodeKind::Zone, NodeKind::Organization]),
        what: Text {
            en: "The code of what it covers: a unit, a zone or an organization.",
            zh: "被覆盖的单元、区域或组织编码。",
        },
    },
    Column {
        name: "mode",
        aliases: &["方式", "覆盖方式"],
        required: true,
        cell: Cell::Word { list: CoverageMode::WORDS, under: None },
        what: Text { en: "How it covers.", zh: "覆盖方式。" },
    },
    FROM,
    UNTIL,
];

/// An organization covers a unit, a zone or an organization (覆盖), as a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Coverage {
    /// The organization's code.
    pub organization: String,
    /// The code of what it covers.
    pub target: String,
    /// How (方式).
    pub mode: CoverageMode,
    /// When.
    pub period: Period,
}

impl Coverage {
    /// The organization covers the target, always.
    pub fn new(organization: impl Into<String>, target: impl Into<String>, mode: CoverageMode) -> Self {
        Self { organization: organization.into(), target: target.into(), mode, period: Period::ALWAYS }
    }
}

impl Record for Coverage {
    const TABLE: Table = Table::Coverage;

    fn cells(&self) -> Vec<Cow<'_, str>> {
        let [from, until] = period(self.period);
        vec![Cow::Borrowed(&self.organization), Cow::Borrowed(&self.target), self.mode.as_str().into(), from, until]
    }
}
