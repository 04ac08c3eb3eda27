//! The table `units`.

use super::table::{FROM, UNTIL, count, period, text};
use super::{Cell, Column, Record, Table};
use crate::base::{Level, Period, UnitKind};
use crate::findings::Text;
use std::borrow::Cow;

/// The places of the columns.
pub(crate) mod column {
    pub(crate) const CODE: usize = 0;
    pub(crate) const NAME: usize = 1;
    pub(crate) const LEVEL: usize = 2;
    pub(crate) const PARENT: usize = 3;
    pub(crate) const KIND: usize = 4;
    pub(crate) const HOUSEHOLDS: usize = 5;
}

pub(super) const COLUMNS: &[Column] = &[
    Column {
        name: "code",
        aliases: &["编码", "代码", "区划代码", "单元编码", "单元代码"],
        required: true,
        cell: Cell::Code,
        what: Text { en: "The unit's code.", zh: "单元编码。" },
    },
    Column {
        name: "name",
        aliases: &["名称", "单元名称"],
        required: false,
        cell: Cell::Name,
        what: Text { en: "The unit's name; a household's is not kept.", zh: "单元名称；户的名称不保留。" },
    },
    Column {
        name: "level",
        aliases: &["层级", "级别", "单元层级"],
        required: true,
        cell: Cell::Word { list: Level::WORDS, under: None },
        what: Text { en: "The unit's level.", zh: "层级。" },
    },
    Column {
        name: "parent",
        aliases: &["parent_code", "上级", "上级代码", "上级编码", "父级编码", "父级代码"],
        required: false,
        cell: Cell::Parent,
        what: Text { en: "The code of the unit that this one lies in.", zh: "上级单元编码。" },
    },
    Column {
        name: "kind",
        aliases: &["类型", "类别", "种类"],
        required: false,
        cell: Cell::Word { list: UnitKind::WORDS, under: Some(column::LEVEL) },
        what: Text { en: "The unit's kind, of those of its level.", zh: "单元类型（按层级）。" },
    },
    Column {
        name: "households",
        aliases: &["户数", "住户数"],
        required: false,
        cell: Cell::Count,
        what: Text { en: "The declared number of households.", zh: "申报户数。" },
    },
    FROM,
    UNTIL,
];

/// A unit (单元) as a record: one version of it, holding for its period.
///
/// ```
/// use govgrid::{Level, record};
/// let grid = record::Unit {
///     name: Some("第1网格".to_owned()),
///     parent: Some("130205001026".to_owned()),
///     ..record::Unit::new("130205001026-G001", Level::Grid)
/// };
/// # assert_eq!(grid.level, Level::Grid);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unit {
    /// The code (编码).
    pub code: String,
    /// The name (名称); a household's is not kept.
    pub name: Option<String>,
    /// The level (层级).
    pub level: Level,
    /// The code of the unit that this one lies in (上级).
    pub parent: Option<String>,
    /// The kind (类型), of those of its level.
    pub kind: Option<UnitKind>,
    /// The declared number of households (户数).
    pub households: Option<u32>,
    /// When the version holds.
    pub period: Period,
}

impl Unit {
    /// A unit with a code and a level, always, and nothing else.
    pub fn new(code: impl Into<String>, level: Level) -> Self {
        Self {
            code: code.into(),
            name: None,
            level,
            parent: None,
            kind: None,
            households: None,
            period: Period::ALWAYS,
        }
    }
}

impl Record for Unit {
    const TABLE: Table = Table::Units;

    fn cells(&self) -> Vec<Cow<'_, str>> {
        let [from, until] = period(self.period);
        vec![
            Cow::Borrowed(&self.code),
            text(self.name.as_ref()),
            self.level.as_str().into(),
            text(self.parent.as_ref()),
            self.kind.map_or("", UnitKind::as_str).into(),
            count(self.households),
            from,
            until,
        ]
    }
}
