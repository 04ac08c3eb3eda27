//! What must be looked at beside the rows that change: what they name, and what names them.

use super::RowAt;
use super::neighbourhood::{ALL, Columns, Gathering};
use crate::base::AllianceRole;
use crate::draft::NONE;
use crate::record::{Cell, NodeKind, Table, alliance_column, alliance_member_column, organization_column};
use std::collections::BTreeSet;

impl Gathering<'_> {
    /// Takes in a row with some of its columns, and what these name.
    pub(super) fn look_at(&mut self, open: &mut Vec<(RowAt, Columns)>, at: RowAt, columns: Columns) {
        if self.edits.fates.contains_key(&at) {
            return;
        }
        let known = self.wanted.entry(at).or_insert(0);
        let new = columns & !*known;
        *known |= columns;
        for (column, _) in references(at.0).filter(|(column, _)| new & (1 << column) != 0) {
            let code = self.hierarchy.cell(at, column);
            if code != NONE {
                self.want(open, (at.0, column), code);
            }
        }
    }

    /// Wants every row of what a code names in a column: of a superior, and of what holds an alliance, with what they
    /// name in the same column.
    pub(super) fn want(&mut self, open: &mut Vec<(RowAt, Columns)>, (table, column): (Table, usize), code: u32) {
        let columns = if goes_up(table, column) { 1 << column } else { 0 };
        let leads = (table, column) == (Table::AllianceMembers, alliance_member_column::ALLIANCE);
        // What a code names is looked for once, however many rows name it.
        if !self.asked.insert((code, columns, leads)) {
            return;
        }
        let (reused, one) = self.hierarchy.named(code);
        if !reused.is_empty() {
            self.tied.insert(code);
        }
        let nodes: Vec<u32> = reused.iter().map(|found| found.1).chain(one).collect();
        for node in nodes {
            let rows = self.hierarchy.rows_of(node);
            let mut codes: Vec<u32> = rows.iter().map(|at| self.hierarchy.cell(*at, 0)).collect();
            codes.sort_unstable();
            codes.dedup();
            if codes.len() > 1 {
                self.tied.extend(codes);
            }
            let is_new = |at: &RowAt| self.wanted.get(at).is_none_or(|known| columns & !known != 0);
            open.extend(rows.into_iter().filter(is_new).map(|at| (at, columns)));
            if leads {
                self.want_leads(open, node);
            }
        }
    }

    /// Wants what says who leads an alliance.
    pub(super) fn want_leads(&mut self, open: &mut Vec<(RowAt, Columns)>, node: u32) {
        if self.hierarchy.kind(node).0 != NodeKind::Alliance || !self.led.insert(node) {
            return;
        }
        let lead = 1 << alliance_column::LEAD;
        let (table, rows) = (Table::AllianceMembers, self.hierarchy.rows(Table::AllianceMembers));
        let leads = |row: &u32| {
            let role = AllianceRole::from_index(rows.cell(*row, alliance_member_column::ROLE));
            role == Some(AllianceRole::Lead)
        };
        let members = self.hierarchy.rows_stated(node, table).iter().filter(leads).map(|row| ((table, row), ALL));
        let own = self.hierarchy.rows_of(node).into_iter().map(|at| (at, lead));
        let is_new = |(at, columns): &(RowAt, Columns)| self.wanted.get(at).is_none_or(|known| columns & !known != 0);
        open.extend(own.chain(members).filter(is_new));
    }

    /// The rows of lineage that name one of the codes.
    pub(super) fn lineage_naming(&self) -> Vec<RowAt> {
        let rows: BTreeSet<u32> = self.codes.iter().flat_map(|code| self.hierarchy.lineage_with(*code)).collect();
        rows.into_iter().map(|row| (Table::Lineage, row)).collect()
    }
}

/// Whether what a column names is to be followed upwards: what runs in a circle shows on the way.
pub(super) fn goes_up(table: Table, column: usize) -> bool {
    let upwards = [(Table::Organizations, organization_column::SUPERIOR), (Table::Alliances, alliance_column::WITHIN)];
    upwards.contains(&(table, column))
}

/// The columns of a table that name nodes.
pub(super) fn references(table: Table) -> impl Iterator<Item = (usize, &'static crate::record::Column)> {
    let columns = table.columns().iter().enumerate();
    columns.filter(|(_, column)| matches!(column.cell, Cell::Reference(_) | Cell::Parent))
}
