//! Rows that wait for their place in the draft. They are read with no look at any other row, so that several batches can
//! be read at once; added in order, they make the draft that reading row by row makes.

use super::cells::Full;
use super::fault::Fault;
use super::faults::Faults;
use super::model::{Draft, RowStates, UntilRule};
use super::packed::RawRows;
use super::rows::{NONE, SourceId};
use super::symbols::{Hashing, Symbols, Waiting};
use crate::record::{Cell, Column, Table};

/// How many texts wait before they are looked up together.
const MANY: usize = 512;

/// Rows of one table and one source (一批行), numbered among themselves, whose texts have no numbers yet.
pub(crate) struct Batch {
    pub(super) table: Table,
    pub(super) columns: &'static [Column],
    source: SourceId,
    pub(super) until: UntilRule,
    /// The columns of the two bounds of a period.
    pub(super) period: Option<(usize, usize)>,
    /// The columns of which a row has one, see [`Table::either`].
    pub(super) either: Option<(usize, usize)>,
    hashing: Hashing,
    /// For each row its cells in the order of the columns, then its line.
    pub(super) cells: Vec<u32>,
    /// A key for each row of `units`.
    pub(super) sibling_keys: Vec<u64>,
    text: String,
    /// Where the texts belong. Invariant: ascending.
    waiting: Vec<Waiting>,
    pub(super) faults: Faults,
    pub(super) states: RowStates,
    pub(super) dropped: Vec<(u32, usize)>,
    pub(super) refused_keys: Vec<(u64, u32)>,
    pub(super) personal_references: Vec<(u32, usize, u64)>,
    pub(super) raw: RawRows,
}

impl Batch {
    /// How many numbers a row has.
    const fn width(&self) -> usize {
        self.columns.len() + 1
    }

    /// Whether it holds rows of a table and a source.
    pub(crate) fn is_of(&self, table: Table, source: SourceId) -> bool {
        (self.table, self.source) == (table, source)
    }

    /// How many rows there are.
    pub(crate) fn len(&self) -> u32 {
        u32::try_from(self.cells.len() / self.width()).unwrap_or(u32::MAX)
    }

    /// Whether so many texts wait that they should be looked up.
    pub(crate) fn is_full(&self) -> bool {
        self.waiting.len() >= MANY
    }

    /// Says that something is wrong with the file.
    pub(crate) fn tell(&mut self, fault: Fault) {
        self.faults.push(fault);
    }

    /// The cell of the last row.
    pub(super) fn last_cell(&self, column: usize) -> u32 {
        let start = self.cells.len().checked_sub(self.width());
        start.and_then(|start| self.cells.get(start + column)).copied().unwrap_or(NONE)
    }

    /// The hash of a text, see [`Hashing`].
    pub(super) fn hash(&self, text: &str) -> u64 {
        self.hashing.hash(text)
    }

    /// Gives a cell of the row that is read next the number of its text, once it has one.
    pub(super) fn keep(&mut self, column: usize, text: &str) {
        self.text.push_str(text);
        let (hash, end, at) = (self.hash(text), self.text.len(), self.cells.len() + column);
        self.waiting.push(Waiting { hash, end, at });
    }

    /// Empties the cells of the last row but for the first `kept`, and its bounds, which stay as they are.
    pub(super) fn forget_all_but_first(&mut self, kept: usize) {
        let start = self.cells.len().saturating_sub(self.width());
        // The day of lineage is none of a row's bounds.
        let is_bound = |spec: &Column| spec.is_bound() || (spec.cell == Cell::Day && self.table != Table::Lineage);
        let row = self.cells.get_mut(start..).into_iter().flatten();
        for (cell, _) in row.zip(self.columns).skip(kept).filter(|(_, spec)| !is_bound(spec)) {
            *cell = NONE;
        }
        let known = self.waiting.partition_point(|text| text.at < start + kept);
        self.waiting.truncate(known);
        self.text.truncate(self.waiting.last().map_or(0, |last| last.end));
    }

    /// Gives its texts their numbers among all texts. If there are too many rows or too much text the first rows stay, and
    /// the line of the one that is too much is told.
    fn number(&mut self, text: &mut Symbols, row_total: &mut u32) -> Result<(), (Full, u32)> {
        let room = self.room_in(text, *row_total);
        let mut told = Ok(());
        if room < self.len() {
            let line = self.cells.get((room as usize + 1) * self.width() - 1).copied();
            told = Err((Full, line.unwrap_or(0)));
            self.truncate(room);
        }
        let cells = &mut self.cells;
        text.intern_all(&self.text, &self.waiting, |at, symbol| {
            cells.get_mut(at).into_iter().for_each(|cell| *cell = symbol);
        });
        *row_total += self.len();
        self.waiting.clear();
        self.text.clear();
        told
    }

    /// How many of its rows there is room for.
    fn room_in(&self, text: &Symbols, row_total: u32) -> u32 {
        let (rows, room) = (self.len(), (NONE - 2).saturating_sub(row_total));
        if rows <= room && text.has_room(self.text.len(), self.waiting.len()) {
            return rows;
        }
        let mut waiting = self.waiting.iter().enumerate();
        let too_much = waiting.find(|(before, waiting)| !text.has_room(waiting.end, *before));
        let fit = too_much.map_or(rows, |(_, text)| u32::try_from(text.at / self.width()).unwrap_or(rows));
        fit.min(room).min(rows)
    }

    /// Forgets the rows from one on.
    fn truncate(&mut self, rows: u32) {
        let cells = rows as usize * self.width();
        self.cells.truncate(cells);
        self.sibling_keys.truncate(rows as usize);
        self.waiting.retain(|text| text.at < cells);
        self.faults.retain_rows(|_, row| row < rows);
        self.states.retain(|(row, _)| *row < rows);
        self.dropped.retain(|(row, _)| *row < rows);
        self.refused_keys.retain(|(_, row)| *row < rows);
        self.personal_references.retain(|(row, ..)| *row < rows);
        self.raw.truncate(rows);
    }
}

/// What gives texts their numbers (编号), apart from the draft that takes the rows.
pub(crate) struct Numbering {
    text: Symbols,
    row_total: u32,
}

impl Numbering {
    /// Gives the texts of the batch that comes next their numbers. If the draft cannot hold all its rows the first ones
    /// stay, and the line of the one that is too much is told.
    pub(crate) fn number(&mut self, batch: &mut Batch) -> Result<(), (Full, u32)> {
        batch.number(&mut self.text, &mut self.row_total)
    }
}

impl Draft {
    /// An empty batch of rows of a source.
    pub(crate) fn batch(&self, table: Table, source: SourceId) -> Batch {
        Batch {
            table,
            columns: table.columns(),
            source,
            until: self.package.until,
            period: self.rows(table).period_columns(),
            either: table.either(),
            hashing: self.text.hashing(),
            cells: Vec::new(),
            sibling_keys: Vec::new(),
            text: String::new(),
            waiting: Vec::new(),
            faults: Faults::default(),
            states: Vec::new(),
            dropped: Vec::new(),
            refused_keys: Vec::new(),
            personal_references: Vec::new(),
            raw: RawRows::default(),
        }
    }

    /// Adds the rows of a batch, which is empty then. If the draft cannot hold them all it takes the first ones, and the
    /// line of the one that is too much is told.
    pub(crate) fn append(&mut self, batch: &mut Batch) -> Result<(), (Full, u32)> {
        let told = batch.number(&mut self.text, &mut self.row_total);
        self.take_in(batch);
        told
    }

    /// What gives texts their numbers. Until it is given back, batches that have them can be taken in, and no more.
    pub(crate) fn lend_numbering(&mut self) -> Numbering {
        Numbering { text: std::mem::take(&mut self.text), row_total: self.row_total }
    }

    /// Takes back what was lent.
    pub(crate) fn take_back(&mut self, numbering: Numbering) {
        (self.text, self.row_total) = (numbering.text, numbering.row_total);
    }

    /// Takes the rows of a batch whose texts have their numbers; it is empty then.
    pub(crate) fn take_in(&mut self, batch: &mut Batch) {
        let (table, first) = (batch.table, self.rows(batch.table).len());
        self.rows_mut(table).extend(batch.source, &batch.cells);
        if table == Table::Units {
            self.keep_sibling_keys(first, &batch.sibling_keys);
        }
        self.append_what_is_odd(batch, first);
        batch.truncate(0);
    }

    fn append_what_is_odd(&mut self, batch: &mut Batch, first: u32) {
        let table = batch.table;
        self.faults.append(&mut batch.faults, first);
        if let Some(states) = self.states.get_mut(table.index()) {
            states.extend(batch.states.drain(..).map(|(row, state)| (first + row, state)));
        }
        self.dropped.extend(batch.dropped.drain(..).map(|(row, column)| (table, first + row, column)));
        for (key, row) in batch.refused_keys.drain(..) {
            self.refused_keys.entry(key).or_default().push((table, first + row));
        }
        let references = batch.personal_references.drain(..);
        self.personal_references.extend(references.map(|(row, column, key)| (table, first + row, column, key)));
        if let Some(raw) = self.raw.get_mut(table.index()) {
            raw.append(&mut batch.raw, first);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::model::RowState;
    use super::super::texts::Texts;
    use super::*;
    use crate::record::organization_column;

    #[test]
    fn a_draft_takes_the_rows_that_it_has_room_for() {
        let mut draft = Draft::new();
        draft.row_total = NONE - 4;
        let source = draft.source("t.csv", None);
        let mut batch = draft.batch(Table::Coverage, source);
        for line in 2..6 {
            batch.push_row(line, &Texts::of(&["O", &line.to_string()]), false);
        }
        assert_eq!(draft.append(&mut batch), Err((Full, 4)));
        assert_eq!((draft.row_count(Table::Coverage), draft.row_total), (2, NONE - 2));
        let symbols = |row: u32| [0, 1].map(|column| draft.text.get(draft.rows(Table::Coverage).cell(row, column)));
        assert_eq!([symbols(0), symbols(1)], [["O", "2"], ["O", "3"]]);
        // Each row lacks a word: only the rows that stay are told of.
        assert_eq!((draft.text.len(), batch.len(), draft.faults.len()), (3, 0, 2));
    }

    /// What is odd of a row is told of it alone: of those that stay by their numbers in the draft, of others not at all.
    #[test]
    fn what_is_odd_of_rows_without_room_is_forgotten() {
        let mut draft = Draft::new();
        draft.row_total = NONE - 7;
        let source = draft.source("t.csv", None);
        // One row is there already, so that the numbers in the batch are not those in the draft.
        let mut batch = draft.batch(Table::Organizations, source);
        batch.push_row(2, &Texts::of(&["O", "", "party_branch"]), false);
        assert_eq!(draft.append(&mut batch), Ok(()));
        // A refused row, one that loses a relation, one that is a mended copy, one without a fault; and the same again,
        // for which there is no room.
        let undated = ["P", "", "party_branch", "", "", "", "", "", "", "soon"];
        for line in [3, 7] {
            batch.push_row(line, &Texts::of(&["Q", "", ""]), false);
            batch.push_row(line + 1, &Texts::of(&["R", "", "party_branch", "", "", "a b"]), false);
            batch.push_row(line + 2, &Texts::of(&["S", "", "party_branch"]), true);
            batch.push_row(line + 3, &Texts::of(&undated), false);
        }
        assert_eq!(draft.append(&mut batch), Err((Full, 7)));
        assert_eq!((draft.row_count(Table::Organizations), batch.len()), (5, 0));
        let states = &draft.states[Table::Organizations.index()];
        assert_eq!(*states, [(1, RowState::Refused), (3, RowState::Replacement), (4, RowState::Undated)]);
        assert_eq!(draft.dropped, [(Table::Organizations, 2, organization_column::SUPERIOR)]);
        let raw = &draft.raw[Table::Organizations.index()];
        let raw: Vec<u32> = (0..5).filter(|row| raw.get(*row, 0).is_some()).collect();
        assert_eq!(raw, [1, 2, 3, 4]);
        let mut faulty = Vec::new();
        draft.faults.each(|fault| faulty.extend(fault.row().map(|row| row.1)));
        faulty.sort_unstable();
        assert_eq!(faulty, [1, 2, 4]);
        // And nothing of them is left for the next rows of the batch.
        draft.row_total = 0;
        batch.push_row(11, &Texts::of(&["T", "", "party_branch"]), false);
        assert_eq!(draft.append(&mut batch), Ok(()));
        assert_eq!(draft.states[Table::Organizations.index()].len(), 3);
        assert_eq!((draft.dropped.len(), draft.faults.len()), (1, 3));
        let raw = &draft.raw[Table::Organizations.index()];
        assert_eq!((0..6).filter(|row| raw.get(*row, 0).is_some()).count(), 4);
    }
}
