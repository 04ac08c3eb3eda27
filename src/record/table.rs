//! What a table is: its name, its columns, and what each cell holds.

use super::{
    alliance, alliance_member, attachment, claim, contact, coverage, decision, direction, lineage, mapping, measure,
    membership, organization, pairing, person, post, project, report, responsibility, service, unit, whistle, zone,
    zone_unit,
};
use crate::base::{Lang, Level, Period, WordList, words};
use crate::findings::{SubjectKind, Text};
use std::borrow::Cow;

/// The most columns that a table has.
pub(crate) const MOST_COLUMNS: usize = 16;

words! {
    /// A table (数据表) of a data set. Only `units` is required.
    pub enum Table in "table" {
        Units = "units" "单元";
        Zones = "zones" "区域";
        ZoneUnits = "zone_units" "区域组成";
        Organizations = "organizations" "组织";
        Directions = "directions" "双重指挥";
        Services = "services" "服务";
        Projects = "projects" "项目";
        People = "people" "人员";
        Memberships = "memberships" "党员";
        Attachments = "attachments" "就近纳入";
        Posts = "posts" "职务";
        Coverage = "coverage" "覆盖";
        Pairings = "pairings" "结对";
        Reports = "reports" "双报到";
        Responsibilities = "responsibilities" "包联";
        Contacts = "contacts" "联户";
        Whistles = "whistles" "吹哨报到";
        Alliances = "alliances" "联盟";
        AllianceMembers = "alliance_members" "联盟成员";
        Measures = "measures" "指标";
        Claims = "claims" "公布数字";
        Lineage = "lineage" "沿革";
        Decisions = "decisions" "决定依据";
        Mappings = "mappings" "编码对照";
    }
}

impl Table {
    /// The number of tables.
    pub const COUNT: usize = Self::ALL.len();

    /// The columns, in the order in which they are written.
    pub const fn columns(self) -> &'static [Column] {
        match self {
            Self::Units => unit::COLUMNS,
            Self::Zones => zone::COLUMNS,
            Self::ZoneUnits => zone_unit::COLUMNS,
            Self::Organizations => organization::COLUMNS,
            Self::Directions => direction::COLUMNS,
            Self::Services => service::COLUMNS,
            Self::Projects => project::COLUMNS,
            Self::People => person::COLUMNS,
            Self::Memberships => membership::COLUMNS,
            Self::Attachments => attachment::COLUMNS,
            Self::Posts => post::COLUMNS,
            Self::Coverage => coverage::COLUMNS,
            Self::Pairings => pairing::COLUMNS,
            Self::Reports => report::COLUMNS,
            Self::Responsibilities => responsibility::COLUMNS,
            Self::Contacts => contact::COLUMNS,
            Self::Whistles => whistle::COLUMNS,
            Self::Alliances => alliance::COLUMNS,
            Self::AllianceMembers => alliance_member::COLUMNS,
            Self::Measures => measure::COLUMNS,
            Self::Claims => claim::COLUMNS,
            Self::Lineage => lineage::COLUMNS,
            Self::Decisions => decision::COLUMNS,
            Self::Mappings => mapping::COLUMNS,
        }
    }

    /// The kind of node whose versions the rows are; `None` for the rows of a relation.
    pub fn node(self) -> Option<NodeKind> {
        NodeKind::ALL.iter().copied().find(|kind| kind.table() == self)
    }

    /// Whether the rows hold for a period, rather than being of one day.
    pub(crate) fn has_period(self) -> bool {
        self.columns().iter().any(Column::is_bound)
    }

    /// Whether the rows tell of changes, and say nothing of how things are on a day.
    pub(crate) const fn is_of_changes(self) -> bool {
        matches!(self, Self::Lineage | Self::Decisions)
    }

    /// The two columns of which a row has one: somebody by key, or how many.
    pub(crate) fn either(self) -> Option<(usize, usize)> {
        EITHER.iter().find(|either| either.0 == self).map(|either| (either.1, either.2))
    }

    /// Whether a fault in a cell of a column rejects the row rather than the one relation, name or note.
    pub(crate) fn rejects(self, column: usize) -> bool {
        let can_do_without = |spec: &Column| matches!(spec.cell, Cell::Reference(_) | Cell::Name | Cell::Note);
        let is_needed = |spec: &Column| spec.required || !can_do_without(spec);
        // A company's score at one estate is none of the company as a whole.
        let is_second_subject = self == Self::Measures && column == measure::column::ABOUT;
        self.columns().get(column).is_none_or(is_needed)
            || self.either().is_some_and(|(who, _)| who == column)
            || is_second_subject
    }

    /// The column of the node that a row says something of, perhaps without a second node.
    pub(crate) fn subject(self) -> Option<usize> {
        SUBJECTS.iter().find(|subject| subject.0 == self).map(|subject| subject.1)
    }

    /// The table's place in [`Table::ALL`].
    pub(crate) const fn index(self) -> usize {
        self as usize
    }
}

/// Tables whose rows name somebody or say how many.
const EITHER: [(Table, usize, usize); 3] = [
    (Table::Posts, post::column::HOLDER, post::column::COUNT),
    (Table::Contacts, contact::column::HOUSEHOLD, contact::column::COUNT),
    (Table::AllianceMembers, alliance_member::column::MEMBER, alliance_member::column::COUNT),
];

/// Tables whose rows say something of one node: a second one may be missing.
const SUBJECTS: [(Table, usize); 6] = [
    (Table::Posts, post::column::PLACE),
    (Table::Contacts, contact::column::CONTACT),
    (Table::AllianceMembers, alliance_member::column::ALLIANCE),
    (Table::Measures, measure::column::SUBJECT),
    (Table::Claims, claim::column::SUBJECT),
    (Table::Decisions, decision::column::SUBJECT),
];

words! {
    /// A kind of node (节点类别).
    pub enum NodeKind in "node" {
        Unit = "unit" "单元";
        Zone = "zone" "区域";
        Organization = "organization" "组织";
        Person = "person" "人员";
        Alliance = "alliance" "联盟";
        Project = "project" "项目";
    }
}

impl NodeKind {
    /// The number of kinds.
    pub(crate) const COUNT: usize = Self::ALL.len();

    /// Whether nodes of this kind have lineage; people and projects have none.
    pub(crate) fn has_lineage(self) -> bool {
        let mut columns = Table::Lineage.columns().iter();
        columns.any(|column| matches!(column.cell, Cell::Reference(kinds) if kinds.contains(&self)))
    }

    /// The table that holds the nodes of this kind.
    pub const fn table(self) -> Table {
        match self {
            Self::Unit => Table::Units,
            Self::Zone => Table::Zones,
            Self::Organization => Table::Organizations,
            Self::Person => Table::People,
            Self::Alliance => Table::Alliances,
            Self::Project => Table::Projects,
        }
    }
}

impl From<NodeKind> for SubjectKind {
    fn from(kind: NodeKind) -> Self {
        match kind {
            NodeKind::Unit => Self::Unit,
            NodeKind::Zone => Self::Zone,
            NodeKind::Organization => Self::Organization,
            NodeKind::Person => Self::Person,
            NodeKind::Alliance => Self::Alliance,
            NodeKind::Project => Self::Project,
        }
    }
}

/// What the cells of a column hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cell {
    /// The row's own code.
    Code,
    /// A name.
    Name,
    /// Free text.
    Note,
    /// A text without white space that is no node's code: an identifier, a code of another scheme, a figure.
    Key,
    /// A code scheme with its edition.
    Scheme,
    /// A number or a word.
    Value,
    /// What a published figure counts.
    Figure,
    /// What a share is of: a number, or a figure that counts or sums.
    Base,
    /// A whole number from 0 to 4,294,967,294.
    Count,
    /// A word of a closed list; `under` is the column whose word it must go with.
    Word {
        /// The list.
        list: &'static WordList,
        /// The index of the column that narrows the list down.
        under: Option<usize>,
    },
    /// Words of a closed list, with `;` between them.
    Words(&'static WordList),
    /// The code of the unit that this one hangs on: a fault in it rejects the row.
    Parent,
    /// The code of a node of one of these kinds.
    Reference(&'static [NodeKind]),
    /// The first day of the row's period.
    From,
    /// The first day after the row's period.
    Until,
    /// A day.
    Day,
}

/// A column of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Column {
    /// The name in files.
    pub name: &'static str,
    /// Other names that files may use.
    pub aliases: &'static [&'static str],
    /// Whether the table cannot do without the column, nor a row without the cell.
    pub required: bool,
    /// What its cells hold.
    pub cell: Cell,
    /// The outermost and the innermost level that a unit may have of which a cell has the code.
    pub levels: Option<(Level, Level)>,
    /// What it means.
    pub what: Text,
}

impl Column {
    /// Whether a header cell names this column.
    pub(crate) fn is_named(&self, header: &str) -> bool {
        self.name.eq_ignore_ascii_case(header) || self.aliases.iter().any(|alias| alias.eq_ignore_ascii_case(header))
    }

    /// Whether its cells are bounds of the row's period.
    pub(crate) const fn is_bound(&self) -> bool {
        matches!(self.cell, Cell::From | Cell::Until)
    }

    /// Whether its cells may name people.
    pub(crate) fn may_name_person(&self) -> bool {
        matches!(self.cell, Cell::Reference(kinds) if kinds.contains(&NodeKind::Person))
    }

    /// Whether its cells name people or households and nothing else.
    pub(crate) fn names_person(&self) -> bool {
        let is_household = self.levels == Some((Level::Household, Level::Household));
        matches!(self.cell, Cell::Reference([NodeKind::Person])) || is_household
    }

    /// Whether its cells may name a unit of a level, where they may name units.
    pub(crate) fn takes_level(&self, level: Level) -> bool {
        self.levels.is_none_or(|(top, bottom)| (top..=bottom).contains(&level))
    }

    /// The meaning in `lang`.
    pub const fn meaning(&self, lang: Lang) -> &'static str {
        self.what.get(lang)
    }
}

/// The column `valid_from` that dated tables have.
pub(super) const FROM: Column = Column {
    name: "valid_from",
    aliases: &["from", "生效日期", "生效", "开始日期", "起始日期"],
    required: false,
    cell: Cell::From,
    levels: None,
    what: Text {
        en: "The first day on which the row holds; empty: as long as its ends do.",
        zh: "生效日期；空表示不限。",
    },
};

/// The column `valid_until` that dated tables have.
pub(super) const UNTIL: Column = Column {
    name: "valid_until",
    aliases: &["valid_to", "until", "失效日期", "失效", "结束日期", "截止日期", "终止日期"],
    required: false,
    cell: Cell::Until,
    levels: None,
    what: Text {
        en: "The first day on which the row no longer holds; empty or 9999-12-31: as long as its ends do.",
        zh: "失效日期，即不再有效的第一天；空或 9999-12-31 表示不限。",
    },
};

/// A record of a table, made in code. It passes the same checks as a row that is read from a file.
pub trait Record {
    /// The table that the record belongs to.
    const TABLE: Table;

    /// The cells as a file would have them, in the order of the table's columns.
    fn cells(&self) -> Vec<Cow<'_, str>>;
}

/// The cell of an optional text.
pub(super) fn text(value: Option<&String>) -> Cow<'_, str> {
    value.map_or(Cow::Borrowed(""), |text| Cow::Borrowed(text.as_str()))
}

/// The cell of an optional count.
pub(super) fn count(value: Option<u32>) -> Cow<'static, str> {
    value.map_or(Cow::Borrowed(""), |n| Cow::Owned(n.to_string()))
}

/// The two cells of a period.
pub(super) fn period(period: Period) -> [Cow<'static, str>; 2] {
    [period.from(), period.until()].map(|day| day.map_or(Cow::Borrowed(""), |day| Cow::Owned(day.to_string())))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_header_names_one_column() {
        for table in Table::ALL {
            let mut names = BTreeSet::new();
            for column in table.columns() {
                for name in std::iter::once(&column.name).chain(column.aliases) {
                    assert!(names.insert(name.to_ascii_lowercase()), "{table}.{name} names two columns");
                }
            }
        }
    }

    #[test]
    fn a_word_is_narrowed_by_a_column_of_words() {
        for table in Table::ALL {
            for column in table.columns() {
                let Cell::Word { under: Some(under), .. } = column.cell else { continue };
                assert!(matches!(table.columns()[under].cell, Cell::Word { .. }), "{table}.{}", column.name);
            }
        }
    }
}
