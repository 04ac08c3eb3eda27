//! Rows of more cells than their header has.

use super::cells::{At, Full};
use super::fault::Fault;
use super::model::{Draft, RowState};
use crate::base::{Level, OrganizationKind};
use crate::findings::rules;
use crate::record::{Column, Table, mask, organization_column, unit_column};

impl Draft {
    /// Reads a row of more cells than its header has, so that nobody knows which cell is which: it is refused, and
    /// what else seems wrong with it is not told, but for personal data. Of a row that may be a household's, or that is
    /// about people, only the first cell is kept: a name may stand in any other.
    pub(crate) fn push_wide_row(
        &mut self,
        table: Table,
        at: At,
        texts: &[&str],
        cells: usize,
        header: usize,
    ) -> Result<(), Full> {
        let (row, known) = (self.rows(table).len(), self.faults.len());
        self.read_row(table, at, texts, RowState::Refused)?;
        if self.may_tell_of_people(table, row) {
            self.settle();
            self.forget_all_but_code(table, row);
        }
        let is_personal = |fault: &Fault| fault.rule.code == rules::import::PERSONAL_DATA.code;
        let told: Vec<Fault> = self.faults.drain(known..).filter(is_personal).collect();
        self.faults.extend(told);
        self.faults.push(Fault::of_width(table, row, cells, header));
        Ok(())
    }

    /// Whether a row whose cells are shifted may be of a household, a centre household or a person, or names people.
    fn may_tell_of_people(&self, table: Table, row: u32) -> bool {
        let rows = self.rows(table);
        if table == Table::Units {
            let level = Level::from_index(rows.cell(row, unit_column::LEVEL));
            return level.is_none_or(|level| level == Level::Household);
        }
        if table == Table::Organizations {
            let kind = OrganizationKind::from_index(rows.cell(row, organization_column::KIND));
            let unsure = [OrganizationKind::CentreHousehold, OrganizationKind::Other];
            return kind.is_none_or(|kind| unsure.contains(&kind));
        }
        table == Table::People || table.columns().iter().any(Column::may_name_person)
    }

    fn forget_all_but_code(&mut self, table: Table, row: u32) {
        self.rows_mut(table).forget_all_but_first(row);
        let texts = self.raw.get_mut(&(table, row)).into_iter().flatten().skip(1);
        texts.for_each(|text| *text = mask(text).into());
        self.dropped.retain(|dropped| (dropped.0, dropped.1) != (table, row));
    }
}
