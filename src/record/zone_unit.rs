//! The table `zone_units`.

use super::table::{FROM, UNTIL, period};
use super::{Cell, Column, NodeKind, Record, Table};
use crate::base::Period;
use crate::findings::Text;
use std::borrow::Cow;

/// The places of the columns.
pub(crate) mod column {
    pub(crate) const ZONE: usize = 0;
    pub(crate) const UNIT: usize = 1;
}

pub(super) const COLUMNS: &[Column] = &[
    Column {
        name: "zone",
        aliases: &["区域", "区域编码", "小区", "小区编码"],
        required: true,
        cell: Cell::Reference(&[NodeKind::Zone]),
        what: Text { en: "The zone's code.", zh: "区域编码。" },
    },
    Column {
        name: "unit",
        aliases: &["单元", "单元编码"],
        required: true,
        cell: Cell::Reference(&[NodeKind::Unit]),
        what: Text { en: "The code of a unit that the zone comprises.", zh: "组成单元编码。" },
    },
    FROM,
    UNTIL,
];

/// A unit that a zone comprises (组成), as a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ZoneUnit {
    /// The zone's code.
    pub zone: String,
    /// The unit's code.
    pub unit: String,
    /// When the zone comprises the unit.
    pub period: Period,
}

impl ZoneUnit {
    /// The zone comprises the unit, always.
    pub fn new(zone: impl Into<String>, unit: impl Into<String>) -> Self {
        Self { zone: zone.into(), unit: unit.into(), period: Period::ALWAYS }
    }
}

impl Record for ZoneUnit {
    const TABLE: Table = Table::ZoneUnits;

    fn cells(&self) -> Vec<Cow<'_, str>> {
        let [from, until] = period(self.period);
        vec![Cow::Borrowed(&self.zone), Cow::Borrowed(&self.unit), from, until]
    }
}
