//! Rows of texts in few bytes: of each cell its length and its text, one after the other.

use crate::base::mask;
use std::collections::BTreeSet;

/// Rows of texts. They are kept where as many may come as a file has rows, and few are looked at.
#[derive(Clone, Debug, Default)]
pub(super) struct PackedRows {
    bytes: Vec<u8>,
    /// Where each row ends.
    ends: Vec<usize>,
}

impl PackedRows {
    pub(super) const fn len(&self) -> usize {
        self.ends.len()
    }

    /// Appends a cell to the row that the next [`PackedRows::end_row`] ends.
    pub(super) fn push_cell(&mut self, text: &str) {
        let mut length = text.len();
        while length > 0x7f {
            self.bytes.push(length.to_le_bytes()[0] | 0x80);
            length >>= 7;
        }
        self.bytes.push(length.to_le_bytes()[0]);
        self.bytes.extend_from_slice(text.as_bytes());
    }

    pub(super) fn end_row(&mut self) {
        self.ends.push(self.bytes.len());
    }

    /// The cells of a row; none, if there is no such row.
    pub(super) fn row(&self, row: usize) -> Cells<'_> {
        let start = row.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or(0);
        let end = self.ends.get(row).copied().unwrap_or(start);
        Cells(self.bytes.get(start..end).unwrap_or_default())
    }

    /// Keeps the first rows.
    pub(super) fn truncate(&mut self, rows: usize) {
        self.ends.truncate(rows);
        self.bytes.truncate(self.ends.last().copied().unwrap_or(0));
    }

    /// Takes the rows of others, which have none then.
    pub(super) fn append(&mut self, others: &mut Self) {
        let first = self.bytes.len();
        self.bytes.append(&mut others.bytes);
        self.ends.extend(others.ends.drain(..).map(|end| first + end));
    }
}

/// The cells of a row.
#[derive(Clone)]
pub(super) struct Cells<'p>(&'p [u8]);

impl<'p> Iterator for Cells<'p> {
    type Item = &'p str;

    fn next(&mut self) -> Option<&'p str> {
        let (mut length, mut over) = (0_usize, 0);
        loop {
            let (byte, rest) = self.0.split_first()?;
            self.0 = rest;
            length |= usize::from(byte & 0x7f) << over;
            over += 7;
            if byte & 0x80 == 0 {
                break;
            }
        }
        let (text, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        str::from_utf8(text).ok()
    }
}

/// The texts of rows that are left out, or lose a relation, because of a cell (原文), by row.
#[derive(Clone, Debug, Default)]
pub(crate) struct RawRows {
    /// Invariant: ascending.
    rows: Vec<u32>,
    texts: PackedRows,
}

impl RawRows {
    /// Keeps the texts of a row after all that have some.
    pub(super) fn push<'t>(&mut self, row: u32, texts: impl Iterator<Item = std::borrow::Cow<'t, str>>) {
        self.rows.push(row);
        texts.for_each(|text| self.texts.push_cell(&text));
        self.texts.end_row();
    }

    /// Takes out the texts of the last row that has some, if it is this.
    pub(super) fn pop(&mut self, row: u32) -> Option<Vec<String>> {
        self.rows.pop_if(|last| *last == row)?;
        let texts = self.texts.row(self.rows.len()).map(str::to_owned).collect();
        self.texts.truncate(self.rows.len());
        Some(texts)
    }

    /// The text of a row's cell, if those of the row are kept.
    pub(super) fn get(&self, row: u32, column: usize) -> Option<&str> {
        let at = self.rows.binary_search(&row).ok()?;
        self.texts.row(at).nth(column)
    }

    /// Masks cells, given by row and column. All rows are packed anew, since a mask has another length than a text.
    pub(super) fn mask(&mut self, cells: &BTreeSet<(u32, usize)>) {
        let mut masked = PackedRows::default();
        for (at, row) in self.rows.iter().enumerate() {
            for (column, text) in self.texts.row(at).enumerate() {
                if cells.contains(&(*row, column)) {
                    masked.push_cell(&mask(text));
                } else {
                    masked.push_cell(text);
                }
            }
            masked.end_row();
        }
        self.texts = masked;
    }

    /// Forgets the rows from one on.
    pub(super) fn truncate(&mut self, row: u32) {
        self.rows.truncate(self.rows.partition_point(|known| *known < row));
        self.texts.truncate(self.rows.len());
    }

    /// Takes those of rows that are appended from a row on; the others have none then.
    pub(super) fn append(&mut self, others: &mut Self, first: u32) {
        self.rows.extend(others.rows.drain(..).map(|row| first + row));
        self.texts.append(&mut others.texts);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_as_they_were_packed() {
        let long = "区".repeat(100_000);
        let rows: [&[&str]; 5] = [&["1", "", "开平区"], &[], &[&long, "\0"], &["", ""], &["x"]];
        let mut packed = PackedRows::default();
        for row in rows {
            for cell in row {
                packed.push_cell(cell);
            }
            packed.end_row();
        }
        let all = |packed: &PackedRows| -> Vec<Vec<String>> {
            (0..packed.len()).map(|row| packed.row(row).map(str::to_owned).collect()).collect()
        };
        assert_eq!(all(&packed), rows);
        assert_eq!(packed.row(5).next(), None);
        let mut twice = packed.clone();
        packed.truncate(3);
        twice.append(&mut packed);
        assert_eq!(all(&twice), [&rows[..], &rows[..3]].concat());
        assert_eq!(packed.len(), 0);
    }

    #[test]
    fn a_cell_is_masked_where_it_stands() {
        let mut raw = RawRows::default();
        for row in [3, 7] {
            raw.push(row, ["某某某", "x", ""].into_iter().map(std::borrow::Cow::Borrowed));
        }
        raw.mask(&BTreeSet::from([(7, 0), (4, 1)]));
        assert_eq!([3, 4, 7].map(|row| raw.get(row, 0)), [Some("某某某"), None, Some("***")]);
        assert_eq!([3, 4, 7].map(|row| raw.get(row, 1)), [Some("x"), None, Some("x")]);
    }
}
