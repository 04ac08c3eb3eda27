//! The cells of a row before they are read.

use super::literal::{is_trimmed, trim};
use crate::record::MOST_COLUMNS;

/// The cells of a row as text, in the order of the table's columns; empty where the row has none.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Texts<'t> {
    cells: [&'t str; MOST_COLUMNS],
    /// A bit for each column whose text may have something around it that spreadsheets put there.
    untrimmed: u32,
}

impl<'t> Texts<'t> {
    pub(crate) fn of(texts: &[&'t str]) -> Self {
        let mut all = Self::default();
        texts.iter().enumerate().for_each(|(column, text)| all.set(column, text));
        all
    }

    /// Says what stands in a column.
    #[inline]
    pub(crate) fn set(&mut self, column: usize, text: &'t str) {
        if let Some(cell) = self.cells.get_mut(column) {
            *cell = text;
            self.untrimmed = self.untrimmed & !(1 << column) | u32::from(!is_trimmed(text)) << column;
        }
    }

    /// The text as it stands.
    pub(super) fn whole(&self, column: usize) -> &'t str {
        self.cells.get(column).copied().unwrap_or_default()
    }

    /// The text without what spreadsheets put around it.
    #[inline]
    pub(super) fn get(&self, column: usize) -> &'t str {
        let text = self.whole(column);
        if self.untrimmed & (1 << column) == 0 { text } else { trim(text) }
    }

    /// Whether nothing stands in any column.
    pub(super) fn are_blank(&self) -> bool {
        (0..MOST_COLUMNS).all(|column| self.get(column).is_empty())
    }
}
