//! Plain rows as a draft of the crate.

use super::{PlainRow, Tables};
use govgrid::Draft;
use govgrid::record::{Record, Table};
use std::borrow::Cow;

/// A row of the table with that place.
struct Of<'r, const TABLE: usize>(&'r PlainRow);

impl<const TABLE: usize> Record for Of<'_, TABLE> {
    const TABLE: Table = Table::ALL[TABLE];

    fn cells(&self) -> Vec<Cow<'_, str>> {
        Self::TABLE.columns().iter().map(|column| Cow::Borrowed(self.0.cell(column.name))).collect()
    }
}

/// Expands to a match that adds a row to a draft, by the place of its table.
macro_rules! add {
    ($draft:ident, $row:ident, $place:ident: $($table:literal)+) => {
        match $place {
            $( $table => $draft.add(&Of::<$table>($row)), )+
            other => panic!("a table that the interpreter does not know: {:?}", Table::ALL[other]),
        }
    };
}

impl Tables {
    /// The draft that says what the rows say.
    pub(crate) fn draft(&self) -> Draft {
        let mut draft = Draft::new();
        for row in &self.rows {
            let place = Table::ALL.iter().position(|table| table.as_str() == row.table).unwrap();
            add!(draft, row, place: 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23).unwrap();
        }
        draft
    }
}
