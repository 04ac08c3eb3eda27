//! Rows of more cells than their header has.

use super::batch::Batch;
use super::fault::Fault;
use super::model::RowState;
use super::texts::Texts;
use crate::base::{Level, OrganizationKind, Use, is_personal, mask};
use crate::findings::rules;
use crate::record::{Cell, Column, Table, organization_column, unit_column};
use std::borrow::Cow;

impl Batch {
    /// Reads a row of more cells than its header has, so that nobody knows which cell is which: it is refused, and
    /// what else seems wrong with it is not told, but for personal data. Of a row that may be a household's, or that is
    /// about people, only the first cell is kept, unless a name may stand there too: one may in any other.
    pub(crate) fn push_wide_row(&mut self, line: u32, texts: &Texts<'_>, cells: usize, header: usize) {
        let row = self.len();
        self.read_row(line, texts, RowState::Refused);
        if self.may_tell_of_people() {
            let may_be_name = self.columns.first().is_some_and(|spec| matches!(spec.cell, Cell::Reference(_)));
            let is_hidden = may_be_name && is_personal(texts.get(0), Use::Unfound);
            self.forget_all_but_code(row, is_hidden);
        }
        self.faults.forget_row(row, &rules::import::PERSONAL_DATA);
        self.faults.push(Fault::of_width(self.table, row, cells, header));
    }

    /// Whether the last row, whose cells are shifted, may be of a household, a centre household or a person, or names
    /// people.
    fn may_tell_of_people(&self) -> bool {
        if self.table == Table::Units {
            let level = Level::from_index(self.last_cell(unit_column::LEVEL));
            return level.is_none_or(|level| level == Level::Household);
        }
        if self.table == Table::Organizations {
            let kind = OrganizationKind::from_index(self.last_cell(organization_column::KIND));
            let unsure = [OrganizationKind::CentreHousehold, OrganizationKind::Other];
            return kind.is_none_or(|kind| unsure.contains(&kind));
        }
        self.table == Table::People || self.columns.iter().any(Column::may_name_person)
    }

    fn forget_all_but_code(&mut self, row: u32, is_hidden: bool) {
        let kept = usize::from(!is_hidden);
        self.forget_all_but_first(kept);
        if let Some(texts) = self.raw.pop(row) {
            let shown = |(column, text): (usize, String)| if column < kept { text } else { mask(&text) };
            self.raw.push(row, texts.into_iter().enumerate().map(shown).map(Cow::Owned));
        }
        while self.dropped.pop_if(|dropped| dropped.0 == row).is_some() {}
    }
}
