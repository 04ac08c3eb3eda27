//! Events as they may be kept: no number of a person is written down.

use super::event::{Assigned, Change, Event};
use crate::base::{Use, is_personal, mask};
use crate::record::{Cell, NodeKind, Row};

impl Event {
    /// The event as it may be kept. A number of a person in a basis, in a word that is not known or in a bound that does not
    /// matter is hidden: it says nothing, and nothing refuses it there.
    pub(super) fn to_keep(&self) -> Self {
        let mut kept = self.clone();
        kept.basis.iter_mut().for_each(hide);
        match &mut kept.change {
            Change::Open { row, .. } | Change::Start { row } | Change::Stop { row } | Change::Retract { row } => {
                hide_in(row);
            }
            Change::Correct { row, to } => [row, to].into_iter().for_each(hide_in),
            Change::Split { assign, .. } => {
                for assignment in assign {
                    if let Assigned::Row(row) = &mut assignment.what {
                        hide_in(row);
                    }
                }
            }
            Change::Reclassify { kind, .. } => kind.iter_mut().for_each(hide),
            Change::Revise { cells, .. } => {
                let columns = || NodeKind::ALL.iter().flat_map(|kind| kind.table().columns());
                let is_word = |name: &str| columns().any(|column| column.name == name && is_hidden(column.cell));
                cells.iter_mut().filter(|(name, _)| is_word(name)).for_each(|(_, text)| hide(text));
            }
            Change::Close { .. }
            | Change::Rename { .. }
            | Change::Recode { .. }
            | Change::Transfer { .. }
            | Change::Merge { .. } => {}
        }
        kept
    }
}

/// Whether a number of a person in a cell is no reason to refuse its row, and nothing that the row says.
const fn is_hidden(cell: Cell) -> bool {
    matches!(cell, Cell::Word { .. } | Cell::Words(_) | Cell::From | Cell::Until | Cell::Day)
}

fn hide(text: &mut String) {
    if is_personal(text, Use::Text) {
        *text = mask(text);
    }
}

fn hide_in(row: &mut Row) {
    for (at, column) in row.table().columns().iter().enumerate().filter(|(_, column)| is_hidden(column.cell)) {
        let mut text = row.cell(column.name).to_owned();
        hide(&mut text);
        row.set(at, &text);
    }
}
