//! A fault, kept small: it becomes a finding, with texts and places, when somebody asks.

use super::model::{Draft, UntilRule};
use super::rows::{NONE, SourceId};
use super::structure::{Checked, RowId, Tables};
use crate::base::{Day, Lang, Level, WordList, mask};
use crate::findings::rules::structure;
use crate::findings::{Finding, Place, Rule, Subject, SubjectKind, Text, rules};
use crate::record::{Cell, Column, NodeKind, Table, alliance_column, alliance_member_column};
use std::borrow::Cow;

/// Something that is wrong with a row, a file or a table.
#[derive(Clone, Debug)]
pub(crate) struct Fault {
    pub(crate) rule: &'static Rule,
    pub(crate) at: Where,
    pub(crate) column: Option<Cow<'static, str>>,
    pub(crate) raw: Raw,
    pub(crate) about: About,
}

/// What stands where a fault is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Raw {
    Nothing,
    /// The text that the row's cell has, see [`Draft::cell_text`].
    OfCell,
    /// Another text, such as one that is masked.
    Text(Box<str>),
}

impl Raw {
    pub(super) fn text(&self) -> Option<&str> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }
}

/// Where a fault is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Where {
    Row(Table, u32),
    File(SourceId, u32, Option<Table>),
}

/// What more there is to say.
#[derive(Clone, Debug)]
pub(crate) enum About {
    Nothing,
    /// What was expected in place of what stands there.
    Expected(Text),
    /// The list that the word is not in, and the word that narrows it down.
    List(&'static WordList, Option<&'static str>),
    /// What was seen.
    Seen(String),
    /// How many cells the row has, and how many the header.
    Width(usize, usize),
    /// What there is more than.
    Limit(String),
    /// The row that stays.
    Row(RowId),
    /// The row that names another lead.
    Lead(RowId),
    /// The rows of a cycle, from the least code on.
    Cycle(Vec<RowId>),
    /// The level that the parent has.
    ParentLevel(Level),
    /// The level of the unit that the code names, and the outermost and the innermost that it may have.
    Level(Level, (Level, Level)),
    /// The kind of node that the code names.
    Names(NodeKind),
    /// The kind of node that the code names, and the one that it would have to name beside the row's other code.
    NamesOther(NodeKind, NodeKind),
    /// How many rows fall.
    Falls(u64),
}

impl Fault {
    pub(crate) fn of_cell(rule: &'static Rule, table: Table, row: u32, column: usize, raw: Raw, about: About) -> Self {
        let column = table.columns().get(column).map(|spec| Cow::Borrowed(spec.name));
        Self { rule, at: Where::Row(table, row), column, raw, about }
    }

    /// A fault of a row as a whole, or of a cell whose text the row still has.
    pub(crate) fn of_row(
        rule: &'static Rule,
        draft: &Draft,
        table: Table,
        row: u32,
        column: usize,
        about: About,
    ) -> Self {
        // A note on a person's row is about its number of rows, and does not say whose it is.
        let is_hidden = table == Table::People && rule.code == structure::DEPENDS_ON_REJECTED.code;
        let text = if is_hidden { draft.cell_text(table, row, column) } else { String::new() };
        let raw = if text.is_empty() { Raw::OfCell } else { Raw::Text(mask(&text).into()) };
        Self::of_cell(rule, table, row, column, raw, about)
    }

    pub(crate) fn of_file(
        rule: &'static Rule,
        source: SourceId,
        line: u32,
        table: Option<Table>,
        about: About,
    ) -> Self {
        Self { rule, at: Where::File(source, line, table), column: None, raw: Raw::Nothing, about }
    }

    /// The fault of a row that has more cells than its header.
    pub(crate) fn of_width(table: Table, row: u32, cells: usize, header: usize) -> Self {
        let (rule, about) = (&rules::import::BAD_VALUE, About::Width(cells, header));
        Self { rule, at: Where::Row(table, row), column: None, raw: Raw::Nothing, about }
    }

    pub(crate) fn in_column(mut self, column: impl Into<Cow<'static, str>>) -> Self {
        self.column = Some(column.into());
        self
    }

    /// The row that is at fault, if it is one.
    pub(crate) fn row(&self) -> Option<(Table, u32)> {
        match self.at {
            Where::Row(table, row) => Some((table, row)),
            Where::File(..) => None,
        }
    }

    /// The finding, with its texts and places.
    pub(crate) fn to_finding(&self, checked: &Checked) -> Finding {
        let draft = &checked.draft;
        let (table, subject, place) = match self.at {
            Where::Row(table, row) => (table.as_str(), checked.subject(table, row), draft.row_place(table, row)),
            Where::File(source, line, table) => {
                let place = draft.place(source, line);
                let code = place.file.clone();
                let subject = Subject { kind: SubjectKind::Table, level: None, code, name: None };
                (table.map_or("", Table::as_str), subject, place)
            }
        };
        let mut finding = Finding::new(self.rule, table, subject);
        if let Where::Row(table, row) = self.at {
            finding.period = draft.rows(table).period(row);
        }
        let (column, raw) = (self.column.as_deref().map(str::to_owned), self.shown(draft));
        self.tell(checked, finding.at(Place { column, raw, ..place }))
    }

    /// What stands in the cell, as the finding shows it.
    fn shown(&self, draft: &Draft) -> Option<String> {
        match (&self.raw, self.at) {
            (Raw::Nothing, _) | (Raw::OfCell, Where::File(..)) => None,
            (Raw::Text(text), _) => Some(text.to_string()),
            (Raw::OfCell, Where::Row(table, row)) => {
                let is_own = |spec: &Column| Some(spec.name) == self.column.as_deref();
                let column = table.columns().iter().position(is_own)?;
                Some(draft.cell_text(table, row, column)).filter(|text| !text.is_empty())
            }
        }
    }

    /// Adds what the fault is about.
    fn tell(&self, checked: &Checked, finding: Finding) -> Finding {
        match &self.about {
            About::Nothing => finding,
            About::Expected(expected) => {
                Finding { expected: Some(expected.en.to_owned()), ..finding.in_chinese(None, Some(expected.zh)) }
            }
            About::Seen(seen) => Finding { observed: Some(seen.clone().into()), ..finding },
            About::Width(cells, header) => {
                let (seen, expected) = (format!("{cells} 个单元格"), format!("表头的 {header} 个"));
                let finding = finding.saw(format!("{cells} cells"), format!("{header} cells, as the header has"));
                finding.in_chinese(Some(&seen), Some(&expected))
            }
            About::Limit(limit) => Finding { expected: Some(limit.clone()), ..finding },
            About::List(list, owner) => {
                let fits = |within: &[&str]| within.is_empty() || owner.is_some_and(|owner| within.contains(&owner));
                let words = || list.words.iter().filter(|word| fits(word.within));
                let labels: Vec<&str> = words().filter_map(|word| word.zh.first().copied()).collect();
                let words: Vec<&str> = words().map(|word| word.en).collect();
                Finding { expected: Some(words.join(", ")), ..finding.in_chinese(None, Some(&labels.join("、"))) }
            }
            About::Row(other) => checked.draft.tell_other_row(finding, *other),
            About::Lead(other) => checked.tell_lead(finding, *other),
            About::Cycle(rows) => checked.tell_cycle(finding, rows),
            About::ParentLevel(parent) => checked.tell_levels(finding, self, *parent),
            About::Level(level, (top, bottom)) => {
                let finding = finding.saw(level.as_str(), format!("{top}–{bottom}"));
                let [level, top, bottom] = [level, top, bottom].map(|level| level.label(Lang::Zh));
                finding.in_chinese(Some(level), Some(&format!("{top}至{bottom}")))
            }
            About::Names(kind) => {
                let words: Vec<&str> = self.expected_kinds().iter().map(|kind| kind.as_str()).collect();
                let labels: Vec<&str> = self.expected_kinds().iter().map(|kind| kind.label(Lang::Zh)).collect();
                let finding = finding.saw(kind.as_str(), words.join(", "));
                finding.in_chinese(Some(kind.label(Lang::Zh)), Some(&labels.join("、")))
            }
            About::NamesOther(kind, other) => {
                let finding = finding.saw(kind.as_str(), other.as_str());
                finding.in_chinese(Some(kind.label(Lang::Zh)), Some(other.label(Lang::Zh)))
            }
            About::Falls(count) => Finding { observed: Some((*count).into()), ..finding },
        }
    }

    /// The kinds of node that the column takes.
    fn expected_kinds(&self) -> &'static [NodeKind] {
        let Where::Row(table, _) = self.at else { return &[] };
        let named = |name: &str| table.columns().iter().find(|column| column.name == name).map(|column| column.cell);
        match self.column.as_deref().and_then(named) {
            Some(Cell::Reference(kinds)) => kinds,
            Some(Cell::Parent) => &[NodeKind::Unit],
            Some(
                Cell::Code
                | Cell::Name
                | Cell::Note
                | Cell::Key
                | Cell::Scheme
                | Cell::Value
                | Cell::Figure
                | Cell::Base
                | Cell::Words(_)
                | Cell::Count
                | Cell::Word { .. }
                | Cell::From
                | Cell::Until
                | Cell::Day,
            )
            | None => &[],
        }
    }
}

impl Draft {
    /// The place of a row.
    pub(crate) fn row_place(&self, table: Table, row: u32) -> Place {
        let (source, line) = self.rows(table).place(row);
        self.place(source, line)
    }

    /// The text of a cell as a table has it: as it was read, where the row was left out for a cell, else as it is known.
    pub(crate) fn cell_text(&self, table: Table, row: u32, column: usize) -> String {
        if let Some(text) = self.raw.get(table.index()).and_then(|raw| raw.get(row, column)) {
            return text.to_owned();
        }
        let Some(spec) = table.columns().get(column) else { return String::new() };
        let value = self.rows(table).cell(row, column);
        let last_day = spec.cell == Cell::Until && self.package.until == UntilRule::Inclusive;
        if last_day && value.cast_signed() != i32::MAX {
            return Day::from_number(value.cast_signed()).previous().to_string();
        }
        spec.cell.to_text(value, &self.text).into_owned()
    }

    fn tell_other_row(&self, finding: Finding, other: RowId) -> Finding {
        let (table, row) = Tables::of(self).row(other);
        let mut place = self.row_place(table, row);
        let column = finding.places.first().and_then(|place| place.column.clone());
        let at = table.columns().iter().position(|spec| Some(spec.name) == column.as_deref());
        let raw = at.map(|at| self.cell_text(table, row, at)).unwrap_or_default();
        (place.column, place.raw) = (column, Some(raw.clone()).filter(|raw| !raw.is_empty()));
        let is_reference = at.and_then(|at| table.columns().get(at)).is_some_and(|spec| spec.cell != Cell::Code);
        // The row that stays may name none, such as an organization without a superior.
        let finding = if is_reference && !raw.is_empty() { finding.with("other", raw) } else { finding };
        finding.at(place)
    }
}

impl Checked {
    /// What a row is about: its node, or the node of its first end. A person is not named: the place says which row.
    pub(crate) fn subject(&self, table: Table, row: u32) -> Subject {
        let rows = self.draft.rows(table);
        let symbol = |column: usize| Some(rows.cell(row, column)).filter(|symbol| *symbol != NONE);
        let named = |cell| table.columns().iter().position(|column| column.cell == cell);
        let name = named(Cell::Name).and_then(symbol).map(|s| self.draft.text.get(s).to_owned());
        let level = Level::from_index(rows.cell(row, crate::record::unit_column::LEVEL));
        let level = level.filter(|_| table == Table::Units);
        let kind = self.subject_kind(table, row);
        let is_person = kind == SubjectKind::Person || self.names_person(table, row, 0);
        let code = symbol(0).filter(|_| !is_person);
        let code = code.map(|s| self.draft.text.get(s).to_owned()).unwrap_or_default();
        Subject { kind, level, code, name }
    }

    /// Whether a cell names a person, where it may or not.
    fn names_person(&self, table: Table, row: u32, column: usize) -> bool {
        let is_reference = table.columns().get(column).is_some_and(|spec| matches!(spec.cell, Cell::Reference(_)));
        let symbol = self.draft.rows(table).cell(row, column);
        let node = self.nodes.find(symbol, self.reference_period(table, row, column)).filter(|_| is_reference);
        node.is_some_and(|node| self.tables.row(node).0 == Table::People)
    }

    fn subject_kind(&self, table: Table, row: u32) -> SubjectKind {
        let first = table.columns().first().map(|column| column.cell);
        match (table, first) {
            (Table::Lineage, _) => SubjectKind::Lineage,
            (Table::Claims, _) => SubjectKind::Claim,
            (Table::Mappings, _) => SubjectKind::Mapping,
            (_, Some(Cell::Reference(kinds))) => {
                let found = self.nodes.find(self.draft.rows(table).cell(row, 0), self.draft.rows(table).period(row));
                let kind = found.and_then(|node| self.tables.row(node).0.node());
                // What names nothing may be a person where people may stand.
                kind.or(kinds.first().copied()).unwrap_or(NodeKind::Unit).into()
            }
            _ => table.node().unwrap_or(NodeKind::Unit).into(),
        }
    }

    fn tell_lead(&self, finding: Finding, other: RowId) -> Finding {
        let (table, row) = self.tables.row(other);
        let names = if table == Table::Alliances { alliance_column::LEAD } else { alliance_member_column::MEMBER };
        let raw = self.draft.cell_text(table, row, names);
        let mut place = self.draft.row_place(table, row);
        place.column = table.columns().get(names).map(|column| column.name.to_owned());
        place.raw = Some(raw.clone()).filter(|raw| !raw.is_empty());
        // A person is not named: the place says which row.
        let code = if self.names_person(table, row, names) { String::new() } else { raw };
        finding.with("lead", code).at(place)
    }

    fn tell_cycle(&self, mut finding: Finding, rows: &[RowId]) -> Finding {
        let draft = &self.draft;
        finding.observed = Some((rows.len() as u64).into());
        let column = finding.places.first().and_then(|place| place.column.clone());
        for id in rows.iter().skip(1) {
            let (table, row) = self.tables.row(*id);
            finding = finding.with("member", self.subject(table, row).code);
            let mut place = draft.row_place(table, row);
            let at = table.columns().iter().position(|spec| Some(spec.name) == column.as_deref());
            place.raw = at.map(|at| draft.cell_text(table, row, at));
            place.column.clone_from(&column);
            finding = finding.at(place);
        }
        finding
    }

    fn tell_levels(&self, finding: Finding, fault: &Fault, parent: Level) -> Finding {
        let Where::Row(table, row) = fault.at else { return finding };
        let level = self.subject(table, row).level;
        let raw = finding.places.first().and_then(|place| place.raw.clone()).unwrap_or_default();
        let finding = finding.with("parent", raw);
        let label = |level: Level| level.label(Lang::Zh);
        // A parent that is above but not the one required is the fault; else the unit's own level beside its parent's.
        let required = level.and_then(Level::required_parent).filter(|_| level.is_some_and(|level| parent < level));
        let (seen, expected) = required.map_or((level, parent), |required| (Some(parent), required));
        let finding = finding.saw(seen.map_or("", Level::as_str), expected.as_str());
        finding.in_chinese(seen.map(label), Some(label(expected)))
    }
}
