//! Texts that wait for their numbers, so that many are looked up at once: what one look-up waits for, the next ones do not.

use super::cells::Full;
use super::model::Draft;
use crate::record::Table;
use std::hint::black_box;

/// How many texts wait before they get their numbers.
const MOST: usize = 512;

/// Texts of cells that have no number yet (待编号文本).
#[derive(Clone, Default)]
pub(crate) struct Pending {
    text: String,
    waiting: Vec<Waiting>,
}

/// A cell whose text waits for its number.
#[derive(Clone, Copy)]
struct Waiting {
    hash: u64,
    /// Where the text ends among those that wait.
    end: usize,
    table: Table,
    row: u32,
    column: usize,
}

impl Draft {
    /// Sees to it that few texts wait before a row is read. Not within a row: its cells have no place yet.
    pub(super) fn settle_many(&mut self) {
        if self.pending.waiting.len() >= MOST {
            self.settle();
        }
    }

    /// Gives a cell of the row that is read the number of its text, later: [`Draft::settle`] sees to it.
    pub(super) fn keep(&mut self, table: Table, row: u32, column: usize, text: &str) -> Result<(), Full> {
        if !self.text.has_room(self.pending.text.len() + text.len(), self.pending.waiting.len()) {
            return Err(Full);
        }
        let hash = self.text.hash(text);
        self.pending.text.push_str(text);
        let end = self.pending.text.len();
        self.pending.waiting.push(Waiting { hash, end, table, row, column });
        Ok(())
    }

    /// Gives every text that waits its number.
    pub(crate) fn settle(&mut self) {
        let Pending { mut text, mut waiting } = std::mem::take(&mut self.pending);
        self.text.reserve(waiting.len());
        // Each place is looked at by itself before any is used: the processor fetches them side by side.
        black_box(waiting.iter().fold(0, |seen, cell| seen ^ self.text.touch(cell.hash)));
        let mut start = 0;
        for Waiting { hash, end, table, row, column } in waiting.drain(..) {
            // Invariant: there is room for all that wait.
            if let Some(symbol) = self.text.intern_hashed(text.get(start..end).unwrap_or_default(), hash) {
                self.rows_mut(table).set(row, column, symbol);
            }
            start = end;
        }
        text.clear();
        self.pending = Pending { text, waiting };
    }
}
