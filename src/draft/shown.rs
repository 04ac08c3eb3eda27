//! A draft's cells as they may be written out, before it is known which of them name a row.

use super::model::Draft;
use crate::base::{is_personal, mask};
use crate::record::{Cell, Table};

/// Which texts of a draft are codes of its rows.
#[derive(Debug)]
pub(crate) struct Codes(Vec<bool>);

impl Draft {
    /// The codes that rows have.
    pub(crate) fn codes(&self) -> Codes {
        let mut codes = Codes(vec![false; self.text.len()]);
        for table in Table::ALL.iter().filter(|table| table.node().is_some()) {
            for row in self.rows(*table).numbers() {
                let code = codes.0.get_mut(self.rows(*table).cell(row, 0) as usize);
                if let Some(is_code) = code {
                    *is_code = true;
                }
            }
        }
        codes
    }

    /// The text of a cell as it may be shown: what names no row may be a number or a name of a person.
    pub(crate) fn shown_text(&self, codes: &Codes, table: Table, row: u32, column: usize) -> String {
        let text = self.cell_text(table, row, column);
        let spec = table.columns().get(column);
        let Some(spec) = spec.filter(|spec| matches!(spec.cell, Cell::Reference(_) | Cell::Parent)) else {
            return text;
        };
        let symbol = self.rows(table).cell(row, column);
        let is_code = codes.0.get(symbol as usize).copied().unwrap_or(false);
        let is_refused = || self.refused_keys.contains_key(&self.text.hashing().hash(&text));
        if text.is_empty() || is_code || !(is_personal(&text, spec.unfound_use()) || is_refused()) {
            text
        } else {
            mask(&text)
        }
    }
}
