//! From the text of a row to its numbers, with a fault for every cell that cannot be read.

use super::batch::Batch;
use super::fault::{About, Fault, Raw};
use super::literal::{self, trim};
use super::model::{Draft, RowState};
use super::rows::{NONE, SourceId};
use super::siblings::{NO_KEY, sibling_key};
use super::texts::Texts;
use crate::base::{Figure, Level, Number, OrganizationKind, Use, Verb, WordList, check_code, is_personal, mask};
use crate::findings::{Rule, Text, rules};
use crate::record::{Cell, Column, MOST_COLUMNS, Table, claim_column, organization_column, unit_column};
use std::borrow::Cow;

/// Where a row was said.
#[derive(Clone, Copy, Debug)]
pub(crate) struct At {
    pub(crate) source: SourceId,
    pub(crate) line: u32,
}

/// The draft can hold no more rows or text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Full;

/// Whether a row's cell is personal data.
const fn is_masked(masked: u32, column: usize) -> bool {
    masked & (1 << column) != 0
}

/// A row while it is read.
pub(super) struct Reading<'b, 't> {
    pub(super) batch: &'b mut Batch,
    pub(super) table: Table,
    line: u32,
    texts: &'t Texts<'t>,
    pub(super) cells: [u32; MOST_COLUMNS],
    row: u32,
    pub(super) state: RowState,
    /// Whether the row's key may be of a household or a person.
    keyed_by_person: bool,
    /// Whether the row's name may be a person's, so that it is not kept.
    nameless: bool,
    /// Whether a word became `other`, so that its text is kept beside: rows are told apart by it, and it is written out
    /// with the row.
    loses_word: bool,
    /// Whether a cell is personal data, which is not kept: a bit for each column.
    masked: u32,
}

impl Draft {
    /// Reads one row: `texts` has the cells in the order of the table's columns, empty where the row has none.
    ///
    /// A row in which every cell is empty is passed over.
    pub(crate) fn push(&mut self, table: Table, at: At, texts: &[&str]) -> Result<(), Full> {
        let mut batch = self.batch(table, at.source);
        batch.push_row(at.line, &Texts::of(texts), false);
        self.append(&mut batch).map_err(|(full, _)| full)
    }
}

impl Batch {
    /// Reads one row as [`Draft::push`] does; `kept` says that it is the mended copy of a row that stayed and lost a
    /// relation.
    pub(crate) fn push_row(&mut self, line: u32, texts: &Texts<'_>, kept: bool) {
        if !texts.are_blank() {
            self.read_row(line, texts, if kept { RowState::Replacement } else { RowState::Read });
        }
    }

    pub(super) fn read_row(&mut self, line: u32, texts: &Texts<'_>, state: RowState) {
        let (table, row) = (self.table, self.len());
        let mut reading = Reading {
            batch: self,
            table,
            line,
            texts,
            cells: [NONE; MOST_COLUMNS],
            row,
            state,
            keyed_by_person: false,
            nameless: false,
            loses_word: false,
            masked: 0,
        };
        reading.words();
        reading.know_what_may_be_personal();
        reading.others();
        reading.period();
        reading.either();
        reading.finish();
    }
}

impl<'t> Reading<'_, 't> {
    pub(super) fn text(&self, column: usize) -> &'t str {
        self.texts.get(column)
    }

    pub(super) fn set(&mut self, column: usize, value: u32) {
        if let Some(cell) = self.cells.get_mut(column) {
            *cell = value;
        }
    }

    /// A fault of a cell. What cannot be used and may be personal was put in the wrong column: it is kept nowhere.
    pub(super) fn fault(&mut self, rule: &'static Rule, column: usize, about: About) {
        let text = self.text(column);
        let usage = self.batch.columns.get(column).map_or(Use::Text, Column::unfound_use);
        self.masked |= u32::from(is_personal(text, usage)) << column;
        // The texts of a row with a fault are kept, masked where they are personal.
        let fault = Fault::of_cell(rule, self.table, self.row, column, Raw::OfCell, about);
        self.batch.faults.push(fault);
    }

    /// A fault that leaves the row out, or only the relation that the column states.
    pub(super) fn refuse(&mut self, rule: &'static Rule, column: usize, about: About) {
        self.fault(rule, column, about);
        if self.table.rejects(column) {
            self.state = RowState::Refused;
        } else {
            self.batch.dropped.push((self.row, column));
        }
    }

    /// Refuses a cell for what may be personal data in it, which is kept nowhere.
    fn refuse_personal(&mut self, column: usize) {
        self.masked |= 1 << column;
        self.refuse(&rules::import::PERSONAL_DATA, column, About::Nothing);
    }

    /// Words first: what else a cell may hold depends on the level or the kind.
    fn words(&mut self) {
        // The column whose word is unknown.
        let mut unknown = None;
        for (column, spec) in self.batch.columns.iter().enumerate() {
            let Cell::Word { list, under } = spec.cell else { continue };
            let text = self.text(column);
            if text.is_empty() {
                if spec.required {
                    self.refuse(&rules::import::MISSING_VALUE, column, About::Nothing);
                }
                continue;
            }
            let owner = match under {
                None => None,
                Some(under) => match self.owner(under) {
                    Some(owner) => Some(owner),
                    // The column that the word goes with is at fault itself.
                    None => continue,
                },
            };
            // Rows of one word follow on each other.
            let before = self.batch.last_cell(column) as usize;
            let found = if list.is(before, text, owner) { Some(before) } else { list.find(text, owner) };
            if let Some(index) = found.and_then(|index| u32::try_from(index).ok()) {
                self.set(column, index);
                continue;
            }
            let other = list.other();
            // What goes with an unknown word is kept as `other` too, and is no fault of its own.
            let follows = under.is_some() && under == unknown && list.has(text);
            self.loses_word = true;
            if !follows {
                unknown = Some(column);
                match other {
                    Some(_) => self.fault(&rules::import::UNKNOWN_WORD, column, About::List(list, owner)),
                    None => self.refuse(&rules::import::BAD_VALUE, column, About::List(list, owner)),
                }
            }
            let index = other.and_then(|index| u32::try_from(index).ok());
            self.set(column, index.unwrap_or(NONE));
        }
    }

    /// The word of the column that narrows another down.
    fn owner(&self, column: usize) -> Option<&'static str> {
        let Cell::Word { list, .. } = self.batch.columns.get(column)?.cell else { return None };
        let index = *self.cells.get(column)? as usize;
        list.words.get(index).map(|word| word.en)
    }

    fn know_what_may_be_personal(&mut self) {
        let word = |column: usize| self.cells.get(column).copied().unwrap_or(NONE);
        if self.table == Table::Units {
            let level = Level::from_index(word(unit_column::LEVEL));
            // A level that cannot be read may have been a household's.
            self.nameless = level.is_none_or(|level| level == Level::Household);
            self.keyed_by_person = self.nameless;
        } else if self.table == Table::Organizations {
            let kind = OrganizationKind::from_index(word(organization_column::KIND));
            // A centre household is a household, whatever word for it stands in the column.
            let said = self.text(organization_column::KIND).contains("中心户");
            self.keyed_by_person = said || kind == Some(OrganizationKind::CentreHousehold);
            self.nameless = self.keyed_by_person || kind.is_none();
        } else {
            self.keyed_by_person = self.table == Table::People;
        }
    }

    fn others(&mut self) {
        for (column, spec) in self.batch.columns.iter().enumerate() {
            match spec.cell {
                Cell::Word { .. } => {}
                Cell::Words(list) => self.word_list(column, list),
                Cell::Code | Cell::Parent | Cell::Reference(_) | Cell::Key => self.code(column, spec),
                Cell::Name => self.name(column, true),
                Cell::Note => self.name(column, false),
                Cell::Value | Cell::Scheme | Cell::Figure | Cell::Base => self.value(column, spec),
                Cell::Count => self.count(column),
                Cell::From | Cell::Day => self.day(column, spec, false),
                Cell::Until => self.day(column, spec, true),
            }
        }
    }

    fn code(&mut self, column: usize, spec: &'static Column) {
        let text = self.text(column);
        if text.is_empty() {
            if spec.required || (matches!(spec.cell, Cell::Parent) && self.needs_parent()) {
                self.refuse(&rules::import::MISSING_VALUE, column, About::Nothing);
            }
            return;
        }
        // What a reference names is known when all tables are read.
        let is_own = matches!(spec.cell, Cell::Code | Cell::Key);
        let usage = if is_own { spec.usage(self.table, self.keyed_by_person) } else { None };
        if usage.is_some_and(|usage| is_personal(text, usage)) {
            if matches!(spec.cell, Cell::Code) {
                self.batch.refused_keys.push((self.batch.hash(text), self.row));
            }
            self.refuse_personal(column);
            return;
        }
        if spec.names_person() && is_personal(text, Use::PersonKey) {
            // Whether the row of that key was refused too is known when all tables are read.
            self.batch.personal_references.push((self.row, column, self.batch.hash(text)));
            self.masked |= 1 << column;
            return;
        }
        if let Err(error) = check_code(text) {
            self.refuse(&rules::import::BAD_VALUE, column, About::Expected(literal::wanted(&error)));
            return;
        }
        self.batch.keep(column, text);
    }

    /// Whether the row's level cannot be a root.
    fn needs_parent(&self) -> bool {
        let level = self.cells.get(unit_column::LEVEL).copied().and_then(Level::from_index);
        level.is_some_and(|level| level.required_parent().is_some())
    }

    /// A name or a note. One with an identity or telephone number in it is not kept.
    fn name(&mut self, column: usize, is_name: bool) {
        if is_name && self.nameless {
            return;
        }
        let text = self.texts.whole(column);
        if text.trim().is_empty() {
            return;
        }
        if is_personal(text, Use::Text) {
            self.refuse_personal(column);
        } else {
            self.batch.keep(column, text);
        }
    }

    /// A number, a word, a scheme of codes, or what a published figure counts.
    fn value(&mut self, column: usize, spec: &Column) {
        let text = self.text(column);
        if text.is_empty() {
            if spec.required {
                self.refuse(&rules::import::MISSING_VALUE, column, About::Nothing);
            }
            return;
        }
        // No figure has more than twelve digits: what is longer, or is no number, is asked as any text is.
        if spec.cell == Cell::Value && text.parse::<Number>().is_err() && is_personal(text, Use::Text) {
            self.refuse_personal(column);
            return;
        }
        let is_published = self.table == Table::Claims && spec.cell == Cell::Value;
        let is_words = || {
            let figure = self.text(claim_column::FIGURE).parse::<Figure>();
            figure.is_ok_and(|figure| figure.verb() == Verb::Text)
        };
        let is_bad_number = is_published && text.parse::<Number>().is_err() && !is_words();
        let expected = if is_bad_number { Some(literal::NUMBER) } else { literal::expected(spec.cell, text) };
        if let Some(expected) = expected {
            self.refuse(&rules::import::BAD_VALUE, column, About::Expected(expected));
            return;
        }
        self.batch.keep(column, text);
    }

    /// Words with `;` between them, as a bit each.
    fn word_list(&mut self, column: usize, list: &'static WordList) {
        let mut bits = 0_u32;
        let mut is_unknown = false;
        for word in self.text(column).split([';', '；', '、']).map(trim).filter(|word| !word.is_empty()) {
            let found = list.find(word, None);
            is_unknown |= found.is_none();
            bits |= found.or(list.other()).map_or(0, |index| 1 << index);
        }
        if is_unknown {
            self.loses_word = true;
            self.fault(&rules::import::UNKNOWN_WORD, column, About::List(list, None));
        }
        if bits != 0 {
            self.set(column, bits);
        }
    }

    /// Of somebody by key and how many, a row says one.
    fn either(&mut self) {
        let Some((who, count)) = self.batch.either else { return };
        let (named, counted) = (!self.text(who).is_empty(), !self.text(count).is_empty());
        // Somebody who is named counts as one. What cannot be read as a number is no other finding.
        let is_many = self.cells.get(count).is_some_and(|count| ![1, NONE].contains(count));
        if (named && is_many) || !(named || counted) {
            let rule = if named { &rules::import::BAD_VALUE } else { &rules::import::MISSING_VALUE };
            let expected = Text { en: "either a key or a count", zh: "填代号或人数（户数）之一" };
            self.state = RowState::Refused;
            self.fault(rule, count, About::Expected(expected));
        }
    }

    /// Keeps the row: its numbers, and its texts too if a cell of it cannot be used.
    fn finish(self) {
        let Self { batch, table, line, texts, cells, row, state, masked, nameless, loses_word, .. } = self;
        let is_dropped = batch.dropped.last().is_some_and(|last| last.0 == row);
        if state != RowState::Read || is_dropped || loses_word || masked != 0 {
            let text = |(column, spec): (usize, &Column)| {
                let text = texts.get(column);
                // A word that depends on one that is unknown is asked nowhere else.
                let is_word = matches!(spec.cell, Cell::Word { .. } | Cell::Words(_));
                if spec.cell == Cell::Name && nameless {
                    "".into()
                } else if is_masked(masked, column) || (is_word && is_personal(text, Use::Text)) {
                    mask(text).into()
                } else {
                    Cow::Borrowed(text)
                }
            };
            batch.raw.push(row, batch.columns.iter().enumerate().map(text));
        }
        if state != RowState::Read {
            batch.states.push((row, state));
        }
        if table == Table::Units {
            // Of a row that is left out nothing is kept that may be personal.
            let is_kept = matches!(state, RowState::Read | RowState::Replacement) && masked == 0;
            let key = if is_kept {
                sibling_key(texts.get(unit_column::CODE), texts.get(unit_column::PARENT))
            } else {
                NO_KEY
            };
            batch.sibling_keys.push(key);
        }
        batch.cells.extend_from_slice(cells.get(..batch.columns.len()).unwrap_or_default());
        batch.cells.push(line);
    }
}
