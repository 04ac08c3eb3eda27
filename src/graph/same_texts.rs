//! Rows of the small draft whose texts are those of the hierarchy: they are neither read again nor looked up.

use super::RowAt;
use super::neighbourhood::Gathering;
use crate::base::Day;
use crate::draft::NONE;
use crate::record::{Cell, Row};

/// Which text of a hierarchy a text of the small draft is, by the number of each.
#[derive(Default)]
pub(super) struct SameTexts(Vec<u32>);

impl SameTexts {
    /// The number in the hierarchy of a text of the draft, if it is known to have one.
    pub(super) fn known(&self, symbol: u32) -> Option<u32> {
        self.0.get(symbol as usize).copied().filter(|known| *known != NONE)
    }

    fn note(&mut self, symbol: u32, known: u32) {
        if self.0.len() <= symbol as usize {
            self.0.resize(symbol as usize + 1, NONE);
        }
        self.0.get_mut(symbol as usize).into_iter().for_each(|same| *same = known);
    }
}

impl Gathering<'_> {
    /// The number of a text of the hierarchy in the draft.
    pub(super) fn copy_text(&mut self, symbol: u32) -> Option<u32> {
        let copy = self.draft.text.intern(self.hierarchy.text.get(symbol))?;
        self.texts.note(copy, symbol);
        Some(copy)
    }

    /// The cells of a row that says what a row of the hierarchy does, but for what it names and its days; `None` if it
    /// says anything else, or if something may be wrong with it.
    pub(super) fn cells_like(&mut self, like: RowAt, row: &Row) -> Option<Vec<u32>> {
        let hierarchy = self.hierarchy;
        let mut cells = Vec::with_capacity(row.table().columns().len());
        let (mut from, mut until) = (i32::MIN, i32::MAX);
        let said = row.table().columns().iter().zip(row.cells());
        for ((spec, text), value) in said.zip(hierarchy.cells(like)) {
            if !spec.is_bound() {
                let value = self.value_like(value, spec.cell, text)?;
                let is_text = spec.cell.is_text() && value != NONE;
                cells.push(if is_text { self.copy_text(value)? } else { value });
                continue;
            }
            let bound = if spec.cell == Cell::From { &mut from } else { &mut until };
            if !text.is_empty() {
                *bound = text.parse::<Day>().ok().filter(|day| !day.is_open())?.number();
            }
            cells.push(bound.cast_unsigned());
        }
        Some(cells).filter(|_| from < until)
    }

    /// What a cell says that is no bound: what it said, or another code that names something.
    fn value_like(&self, value: u32, cell: Cell, text: &str) -> Option<u32> {
        if cell.to_text(value, &self.hierarchy.text) == text {
            return Some(value);
        }
        if value == NONE || !matches!(cell, Cell::Parent | Cell::Reference(_)) {
            return None;
        }
        self.hierarchy.text.find(text).filter(|symbol| self.hierarchy.named(*symbol) != (&[], None))
    }
}
