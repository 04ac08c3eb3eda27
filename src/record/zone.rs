//! The table `zones`.

use super::table::{FROM, UNTIL, period, text};
use super::{Cell, Column, NodeKind, Record, Table};
use crate::base::{Period, ZoneKind};
use crate::findings::Text;
use std::borrow::Cow;

/// The places of the columns.
pub(crate) mod column {
    pub(crate) const CODE: usize = 0;
    pub(crate) const NAME: usize = 1;
    pub(crate) const KIND: usize = 2;
    pub(crate) const WITHIN: usize = 3;
}

pub(super) const COLUMNS: &[Column] = &[
    Column {
        name: "code",
        aliases: &["编码", "代码", "区域编码", "小区编码"],
        required: true,
        cell: Cell::Code,
        what: Text { en: "The zone's code.", zh: "区域编码。" },
    },
    Column {
        name: "name",
        aliases: &["名称", "区域名称", "小区名称"],
        required: false,
        cell: Cell::Name,
        what: Text { en: "The zone's name.", zh: "区域名称。" },
    },
    Column {
        name: "kind",
        aliases: &["类型", "类别", "种类"],
        required: true,
        cell: Cell::Word { list: ZoneKind::WORDS, under: None },
        what: Text { en: "The zone's kind.", zh: "区域类型。" },
    },
    Column {
        name: "within",
        aliases: &["所在单元", "所属单元", "属地"],
        required: false,
        cell: Cell::Reference(&[NodeKind::Unit]),
        what: Text { en: "The code of the unit in whose territory it lies.", zh: "所在属地单元编码。" },
    },
    FROM,
    UNTIL,
];

/// A zone (区域) as a record: one version of it, holding for its period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Zone {
    /// The code (编码).
    pub code: String,
    /// The name (名称).
    pub name: Option<String>,
    /// The kind (类型).
    pub kind: ZoneKind,
    /// The code of the unit in whose territory it lies (属地).
    pub within: Option<String>,
    /// When the version holds.
    pub period: Period,
}

impl Zone {
    /// A zone with a code and a kind, always, and nothing else.
    pub fn new(code: impl Into<String>, kind: ZoneKind) -> Self {
        Self { code: code.into(), name: None, kind, within: None, period: Period::ALWAYS }
    }
}

impl Record for Zone {
    const TABLE: Table = Table::Zones;

    fn cells(&self) -> Vec<Cow<'_, str>> {
        let [from, until] = period(self.period);
        let kind = self.kind.as_str().into();
        vec![Cow::Borrowed(&self.code), text(self.name.as_ref()), kind, text(self.within.as_ref()), from, until]
    }
}
