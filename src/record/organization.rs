//! The table `organizations`.

use super::table::{FROM, UNTIL, count, period, text};
use super::{Cell, Column, NodeKind, Record, Table};
use crate::base::{OrganizationForm, OrganizationKind, OrganizationRank, Period};
use crate::findings::Text;
use std::borrow::Cow;

/// The places of the columns.
pub(crate) mod column {
    pub(crate) const CODE: usize = 0;
    pub(crate) const NAME: usize = 1;
    pub(crate) const KIND: usize = 2;
    pub(crate) const FORM: usize = 3;
    pub(crate) const RANK: usize = 4;
    pub(crate) const SUPERIOR: usize = 5;
    pub(crate) const SEAT: usize = 6;
    pub(crate) const FULL_MEMBERS: usize = 7;
    pub(crate) const PROBATIONARY_MEMBERS: usize = 8;
}

pub(super) const COLUMNS: &[Column] = &[
    Column {
        name: "code",
        aliases: &["编码", "代码", "组织编码", "组织代码"],
        required: true,
        cell: Cell::Code,
        what: Text { en: "The organization's code.", zh: "组织编码。" },
    },
    Column {
        name: "name",
        aliases: &["名称", "组织名称"],
        required: false,
        cell: Cell::Name,
        what: Text {
            en: "The organization's name; a centre household's is not kept.",
            zh: "组织名称；中心户的名称不保留。",
        },
    },
    Column {
        name: "kind",
        aliases: &["类型", "类别", "种类", "组织类型"],
        required: true,
        cell: Cell::Word { list: OrganizationKind::WORDS, under: None },
        what: Text { en: "The organization's kind.", zh: "组织类型。" },
    },
    Column {
        name: "form",
        aliases: &["形式", "组织形式"],
        required: false,
        cell: Cell::Word { list: OrganizationForm::WORDS, under: Some(column::KIND) },
        what: Text { en: "Its form, of those of its kind.", zh: "组织形式（按类型）。" },
    },
    Column {
        name: "rank",
        aliases: &["组织级别", "级别", "层级"],
        required: false,
        cell: Cell::Word { list: OrganizationRank::WORDS, under: None },
        what: Text { en: "Its rank.", zh: "级别。" },
    },
    Column {
        name: "superior",
        aliases: &["parent", "上级", "上级组织", "隶属", "上级代码", "上级编码"],
        required: false,
        cell: Cell::Reference(&[NodeKind::Organization]),
        what: Text {
            en: "The code of the organization that it answers to.", zh: "上级组织编码（隶属关系）。"
        },
    },
    Column {
        name: "seat",
        aliases: &["驻地", "所在地", "所在单元"],
        required: false,
        cell: Cell::Reference(&[NodeKind::Unit, NodeKind::Zone]),
        what: Text { en: "The code of the unit or zone where it has its seat.", zh: "驻地单元或区域编码。" },
    },
    Column {
        name: "full_members",
        aliases: &["正式党员", "正式党员数"],
        required: false,
        cell: Cell::Count,
        what: Text { en: "The number of full members.", zh: "正式党员数。" },
    },
    Column {
        name: "probationary_members",
        aliases: &["预备党员", "预备党员数"],
        required: false,
        cell: Cell::Count,
        what: Text { en: "The number of probationary members.", zh: "预备党员数。" },
    },
    FROM,
    UNTIL,
];

/// An organization (组织) as a record: one version of it, holding for its period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Organization {
    /// The code (编码).
    pub code: String,
    /// The name (名称); a centre household's is not kept.
    pub name: Option<String>,
    /// The kind (类型).
    pub kind: OrganizationKind,
    /// The form (形式), of those of its kind.
    pub form: Option<OrganizationForm>,
    /// The rank (级别).
    pub rank: Option<OrganizationRank>,
    /// The code of the organization that it answers to (上级组织).
    pub superior: Option<String>,
    /// The code of the unit or zone where it has its seat (驻地).
    pub seat: Option<String>,
    /// The number of full members (正式党员).
    pub full_members: Option<u32>,
    /// The number of probationary members (预备党员).
    pub probationary_members: Option<u32>,
    /// When the version holds.
    pub period: Period,
}

impl Organization {
    /// An organization with a code and a kind, always, and nothing else.
    pub fn new(code: impl Into<String>, kind: OrganizationKind) -> Self {
        Self {
            code: code.into(),
            name: None,
            kind,
            form: None,
            rank: None,
            superior: None,
            seat: None,
            full_members: None,
            probationary_members: None,
            period: Period::ALWAYS,
        }
    }
}

impl Record for Organization {
    const TABLE: Table = Table::Organizations;

    fn cells(&self) -> Vec<Cow<'_, str>> {
        let [from, until] = period(self.period);
        vec![
            Cow::Borrowed(&self.code),
            text(self.name.as_ref()),
            self.kind.as_str().into(),
            self.form.map_or("", OrganizationForm::as_str).into(),
            self.rank.map_or("", OrganizationRank::as_str).into(),
            text(self.superior.as_ref()),
            text(self.seat.as_ref()),
            count(self.full_members),
            count(self.probationary_members),
            from,
            until,
        ]
    }
}
