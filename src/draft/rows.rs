//! The rows of one table, as numbers: texts by symbol, words by index, days as they are.

use super::symbols::Symbols;
use crate::base::{Day, EventKind, Period, Trie, fetch};
use crate::record::{Cell, Table, decision_column};
use std::borrow::Cow;
use std::sync::Arc;

/// No text, word or count; the number of no row.
pub(crate) const NONE: u32 = u32::MAX;

/// The number of a source: a file, a sheet or a caller's name for records.
pub(crate) type SourceId = u32;

/// The rows of one table.
#[derive(Clone, Debug)]
pub(crate) struct Rows {
    width: usize,
    /// Rows that no longer change, shared between versions: their numbers come first.
    before: Option<Arc<Self>>,
    first: u32,
    /// Rows that events have added since: the source of each, and its cells with its line.
    added: Trie<(SourceId, Arc<[u32]>)>,
    /// Rows that are no longer said.
    gone: Trie<()>,
    /// `width` numbers a row: its cells in the order of the columns, then its line.
    cells: Vec<u32>,
    /// Where the rows of each source start. Invariant: ascending.
    sources: Vec<(u32, SourceId)>,
    from: Option<usize>,
    until: Option<usize>,
    /// The column of the one day that a row is of.
    on: Option<usize>,
    /// The column of what happened on it, in a table that tells: what closed is of the day before, on which it still was.
    event: Option<usize>,
}

impl Rows {
    pub(crate) fn new(table: Table) -> Self {
        let place = |is: fn(Cell) -> bool| table.columns().iter().position(|column| is(column.cell));
        let from = place(|cell| matches!(cell, Cell::From));
        let until = place(|cell| matches!(cell, Cell::Until));
        // The day of lineage parts what was before from what is after.
        let on = place(|cell| matches!(cell, Cell::Day)).filter(|_| table != Table::Lineage);
        let event = (table == Table::Decisions).then_some(decision_column::EVENT);
        let width = table.columns().len() + 1;
        let (cells, sources) = (Vec::new(), Vec::new());
        let (added, gone) = (Trie::default(), Trie::default());
        Self { width, before: None, first: 0, added, gone, cells, sources, from, until, on, event }
    }

    /// Rows as they were laid out: a line after the cells of each, and where the rows of each source start.
    #[cfg(feature = "image")]
    pub(crate) fn laid_out(table: Table, cells: Vec<u32>, sources: Vec<(u32, SourceId)>) -> Self {
        Self { cells, sources, ..Self::new(table) }
    }

    /// How many numbers of rows there are, those of rows that are gone included.
    pub(crate) fn len(&self) -> u32 {
        let own = self.cells.len() / self.width + self.added.len();
        self.first.saturating_add(u32::try_from(own).unwrap_or(u32::MAX))
    }

    /// The numbers of the rows that are said, in order; those that events added come last.
    pub(crate) fn numbers(&self) -> impl Iterator<Item = u32> + '_ {
        let some_gone = !self.gone.is_empty();
        (0..self.len()).filter(move |row| !some_gone || !self.gone.contains(*row))
    }

    /// The numbers of the rows that events have not added, those of rows that are gone included.
    pub(crate) fn laid_out_numbers(&self) -> std::ops::Range<u32> {
        0..if self.before.is_some() { self.first } else { self.len() }
    }

    /// Whether a row is said still.
    pub(crate) fn is_said(&self, row: u32) -> bool {
        self.gone.is_empty() || !self.gone.contains(row)
    }

    /// Says something else where a row is that events have added. Answers whether it is one.
    pub(crate) fn replace(&mut self, row: u32, source: SourceId, line: u32, cells: &[u32]) -> bool {
        let Some(own) = self.place_added(row).filter(|own| self.added.contains(*own)) else { return false };
        self.added.insert(own, (source, cells.iter().copied().chain([line]).collect()));
        true
    }

    /// The same rows, of which copies share what there is so far.
    pub(crate) fn share(self, table: Table) -> Self {
        if self.before.is_some() {
            self
        } else {
            Self { first: self.len(), before: Some(Arc::new(self)), ..Self::new(table) }
        }
    }

    /// Says no longer what a row says; its number stays.
    pub(crate) fn forget(&mut self, row: u32) {
        self.gone.insert(row, ());
    }

    /// How many rows events added or took away since the others were shared.
    pub(crate) fn changes(&self) -> usize {
        self.gone.len() + self.added.len()
    }

    /// Appends a row of `cells`, one for each column, said at `line` of `source`.
    pub(crate) fn push(&mut self, source: SourceId, line: u32, cells: &[u32]) {
        debug_assert!(cells.len() + 1 == self.width, "a row has a cell for each column");
        if self.before.is_some() {
            let own = self.len() - self.first;
            self.added.insert(own, (source, cells.iter().copied().chain([line]).collect()));
            return;
        }
        if self.sources.last().is_none_or(|last| last.1 != source) {
            self.sources.push((self.len(), source));
        }
        self.cells.extend_from_slice(cells);
        self.cells.push(line);
    }

    /// Appends rows of a source: the cells of each, then its line.
    pub(super) fn extend(&mut self, source: SourceId, cells: &[u32]) {
        if self.before.is_some() {
            for row in cells.chunks_exact(self.width) {
                self.added.insert(self.len() - self.first, (source, row.into()));
            }
            return;
        }
        if !cells.is_empty() && self.sources.last().is_none_or(|last| last.1 != source) {
            self.sources.push((self.len(), source));
        }
        self.cells.extend_from_slice(cells);
    }

    /// Appends a row of other rows of the same table, without the cells of the columns named.
    pub(crate) fn copy(&mut self, other: &Self, row: u32, without: &[usize]) {
        let (source, line) = other.place(row);
        if let Some((_, cells)) = other.row(row).split_last() {
            self.push(source, line, cells);
        }
        let own = self.len().saturating_sub(1);
        for column in without {
            let at = own as usize * self.width + column;
            self.cells.get_mut(at).into_iter().for_each(|cell| *cell = NONE);
        }
    }

    /// Whether all rows were said in one source.
    pub(crate) fn has_one_source(&self) -> bool {
        self.sources.len() <= 1
    }

    /// The cells of a row, then its line.
    pub(crate) fn row(&self, row: u32) -> &[u32] {
        if let Some(own) = self.place_added(row) {
            return self.added.get(own).map(|added| &*added.1).unwrap_or_default();
        }
        let start = row as usize * self.width;
        self.laid_out_cells().get(start..start + self.width).unwrap_or_default()
    }

    /// Looks at rows that no other version shares, so that they are at hand when they are asked for.
    pub(crate) fn fetch(&self, rows: &[u32]) {
        let ends = |row: &u32| {
            let start = *row as usize * self.width;
            self.cells.get(start).zip(self.cells.get(start + self.width - 1)).map_or(0, |(first, last)| first ^ last)
        };
        fetch(rows.iter().map(ends));
    }

    /// The cell of a row; [`NONE`] where there is none.
    pub(crate) fn cell(&self, row: u32, column: usize) -> u32 {
        if let Some(own) = self.place_added(row) {
            return self.added.get(own).and_then(|added| added.1.get(column)).copied().unwrap_or(NONE);
        }
        self.laid_out_cells().get(row as usize * self.width + column).copied().unwrap_or(NONE)
    }

    /// Says another number in a cell of a row that no other version shares.
    pub(crate) fn set(&mut self, row: u32, column: usize, value: u32) {
        let width = self.width;
        if let Some(own) = self.place_added(row) {
            let Some((source, cells)) = self.added.get(own).map(|(source, cells)| (*source, cells.to_vec())) else {
                return;
            };
            let changed = cells.into_iter().enumerate().map(|(at, cell)| if at == column { value } else { cell });
            self.added.insert(own, (source, changed.collect()));
        } else if self.before.is_none() {
            let found = self.cells.get_mut(row as usize * width + column);
            if let Some(cell) = found {
                *cell = value;
            }
        }
    }

    /// Where among the rows that events have added a row is, if it is one.
    fn place_added(&self, row: u32) -> Option<u32> {
        if self.before.is_some() { row.checked_sub(self.first) } else { None }
    }

    /// The cells of the rows that events have not added. Invariant: those that are shared share none themselves.
    fn laid_out_cells(&self) -> &[u32] {
        self.before.as_ref().map_or(&self.cells, |before| &before.cells)
    }

    /// The columns of the two bounds of a period.
    pub(crate) fn period_columns(&self) -> Option<(usize, usize)> {
        self.from.zip(self.until)
    }

    /// The two bounds in the cells of a row, of a table with periods.
    pub(crate) fn bounds_in(&self, cells: &[u32]) -> (i32, i32) {
        let bound = |column: Option<usize>, open: i32| {
            column.and_then(|column| cells.get(column)).map_or(open, |cell| cell.cast_signed())
        };
        (bound(self.from, i32::MIN), bound(self.until, i32::MAX))
    }

    /// The two bounds of a row's period, which may be reversed in a row that was refused.
    pub(crate) fn bounds(&self, row: u32) -> (i32, i32) {
        if let Some(on) = self.on {
            let day = self.cell(row, on).cast_signed();
            let event = self.event.map(|event| EventKind::from_index(self.cell(row, event)));
            return match event {
                _ if day == i32::MIN => (day, i32::MAX),
                Some(Some(EventKind::Close | EventKind::Stop)) => (day.saturating_sub(1), day),
                Some(_) | None => (day, day.saturating_add(1)),
            };
        }
        self.bounds_in(self.row(row))
    }

    /// The row's period; always, where it cannot be read.
    pub(crate) fn period(&self, row: u32) -> Period {
        let (from, until) = self.bounds(row);
        Period::from_raw(from, until).unwrap_or(Period::ALWAYS)
    }

    /// The source and the line of a row.
    pub(crate) fn place(&self, row: u32) -> (SourceId, u32) {
        (self.source(row), self.cell(row, self.width - 1))
    }

    /// The source of a row.
    pub(crate) fn source(&self, row: u32) -> SourceId {
        if let Some(before) = &self.before {
            let added = |own: u32| self.added.get(own).map_or(0, |added| added.0);
            return row.checked_sub(self.first).map_or_else(|| before.source(row), added);
        }
        let after = self.sources.partition_point(|(start, _)| *start <= row);
        after.checked_sub(1).and_then(|i| self.sources.get(i)).map_or(0, |found| found.1)
    }
}

impl Cell {
    /// Whether a cell's number is that of a text.
    pub(crate) const fn is_text(self) -> bool {
        match self {
            Self::Code
            | Self::Name
            | Self::Note
            | Self::Key
            | Self::Scheme
            | Self::Value
            | Self::Figure
            | Self::Base
            | Self::Parent
            | Self::Reference(_) => true,
            Self::Count | Self::Words(_) | Self::Word { .. } | Self::From | Self::Until | Self::Day => false,
        }
    }

    /// The text of a cell's number, as a table has it.
    pub(crate) fn to_text(self, value: u32, text: &Symbols) -> Cow<'_, str> {
        match self {
            Self::Code
            | Self::Name
            | Self::Note
            | Self::Key
            | Self::Scheme
            | Self::Value
            | Self::Figure
            | Self::Base
            | Self::Parent
            | Self::Reference(_) => text.get(value).into(),
            Self::Count | Self::Words(_) if value == NONE => "".into(),
            Self::Words(list) => {
                let is_set = |(at, _): &(usize, &crate::base::Word)| value & (1 << at) != 0;
                let words = list.words.iter().enumerate().filter(is_set).map(|(_, word)| word.en);
                words.collect::<Vec<_>>().join(";").into()
            }
            Self::Count => value.to_string().into(),
            Self::Word { list, .. } => list.words.get(value as usize).map_or("", |word| word.en).into(),
            Self::From | Self::Until | Self::Day => {
                let number = value.cast_signed();
                let stated = number != i32::MIN && number != i32::MAX;
                if stated { Day::from_number(number).to_string().into() } else { "".into() }
            }
        }
    }
}
