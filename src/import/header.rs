//! What the first row of a file says of the cells below it.

use super::charset::Cells;
use crate::findings::{Rule, rules};
use crate::record::{Column, Table, is_personal_column, shown_header};

/// The column of written-out rejected rows that says why they were rejected.
const REASON: &str = "reason";

/// The most characters of a header or a cell that a finding shows.
pub(super) const MOST_SHOWN: usize = 80;

/// The header of a file (表头).
#[derive(Debug, Default)]
pub(super) struct Header {
    /// How many cells it has.
    pub(super) width: usize,
    /// Which cells are read, and for which column of the table. Invariant: the cells ascend.
    pub(super) columns: Vec<(usize, usize)>,
    /// For which column each cell is read, up to the last that is read for any; [`usize::MAX`] for none.
    pub(super) places: Vec<usize>,
    /// The cell that says why a row was rejected.
    pub(super) reason: Option<usize>,
    /// Cells that have no name. Invariant: ascending.
    pub(super) nameless: Vec<usize>,
    /// Columns that the table cannot do without.
    pub(super) missing: Vec<&'static str>,
    /// What is wrong with which name.
    pub(super) faults: Vec<(&'static Rule, String)>,
}

impl Header {
    pub(super) fn of(table: Table, cells: Cells<'_>) -> Self {
        let mut header = Self { width: cells.len(), ..Self::default() };
        for (cell, name) in cells.iter().enumerate() {
            header.add(table, cell, name.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}'));
        }
        header.missing = missing(table, &header.columns);
        let place =
            |cell: usize| header.columns.iter().find(|known| known.0 == cell).map_or(usize::MAX, |known| known.1);
        let last = header.columns.iter().map(|known| known.0 + 1).max();
        header.places = (0..last.unwrap_or(0)).map(place).collect();
        header
    }

    /// The header of a file without one.
    pub(super) fn empty(table: Table) -> Self {
        Self { missing: missing(table, &[]), ..Self::default() }
    }

    fn add(&mut self, table: Table, cell: usize, name: &str) {
        if name.is_empty() {
            self.nameless.push(cell);
        } else if is_personal_column(name) {
            self.faults.push((&rules::import::PERSONAL_DATA, shown(name)));
        } else if name.eq_ignore_ascii_case(REASON) && self.reason.is_none() {
            self.reason = Some(cell);
        } else {
            let column = table.columns().iter().position(|column| column.is_named(name));
            match column.filter(|column| self.columns.iter().all(|known| known.1 != *column)) {
                Some(column) => self.columns.push((cell, column)),
                None => self.faults.push((&rules::import::UNKNOWN_COLUMN, shown(name))),
            }
        }
    }

    /// The column that a cell is read for.
    pub(super) fn column(&self, table: Table, cell: usize) -> Option<&'static Column> {
        let column = self.columns.iter().find(|known| known.0 == cell)?.1;
        table.columns().get(column)
    }
}

fn missing(table: Table, columns: &[(usize, usize)]) -> Vec<&'static str> {
    let is_missing = |(at, column): &(usize, &Column)| column.required && columns.iter().all(|known| known.1 != *at);
    table.columns().iter().enumerate().filter(is_missing).map(|(_, column)| column.name).collect()
}

/// A header as findings show it.
fn shown(name: &str) -> String {
    shown_header(name).chars().take(MOST_SHOWN).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_column_of_a_table_is_taken_for_something_else() {
        for column in Table::ALL.iter().flat_map(|table| table.columns()) {
            for name in std::iter::once(&column.name).chain(column.aliases) {
                assert!(!is_personal_column(name) && !name.eq_ignore_ascii_case(REASON), "{name}");
            }
        }
    }
}
