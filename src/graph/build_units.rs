//! From rows of `units` to columns.
#![expect(
    clippy::indexing_slicing,
    reason = "rows and nodes come from the checked draft, and every column has them all"
)]

use super::build::Build;
use super::columns::{Columns, Former, NO_KIND, Stretch};
use super::layout::Layout;
use super::version::VersionCells;
use crate::base::{DivisionCode, FETCHED, Level, PART, Scheme, each};
use crate::draft::{Draft, NONE};
use crate::record::{Table, unit_column};

impl Build {
    /// The units, and the slot of each by its first row.
    pub(super) fn units(&self, mut parents: Vec<u32>, keys: Vec<u64>) -> (Columns, Vec<u32>) {
        let Layout { latest, parent, end, slot } = Layout::new(&self.checked, &mut parents, keys);
        let rows = self.rows(Table::Units);
        let mut units = Columns::laid_out(parent, end);
        let parts = units.stretches().into_iter().zip(latest.chunks(PART)).collect();
        let outside = each(parts, |(stretch, latest)| self.fill(stretch, latest));
        units.outside = outside.flatten().collect();
        if let Some(row) = latest.first() {
            units.first_source = rows.source(*row);
        }
        if !rows.has_one_source() {
            units.set_sources(latest.iter().map(|row| rows.source(*row)).collect());
        }
        let mut former = Vec::new();
        for row in if self.checked.any_versions() { 0..rows.len() } else { 0..0 } {
            let node = if self.holds(Table::Units, row) { self.checked.node_of(Table::Units, row) } else { None };
            let Some(slot_of_row) = node.map(|node| slot[node as usize]) else { continue };
            if latest[slot_of_row as usize] != row {
                let parent = parents[row as usize];
                let parent = if parent == NONE { NONE } else { slot[parent as usize] };
                let version = VersionCells { source: rows.source(row), ..self.version(rows.row(row), parent) };
                former.push(Former { slot: slot_of_row, version });
            }
        }
        let all = 0..units.len();
        units.set_former(former, all);
        (units, slot)
    }

    /// Fills a stretch of slots from their latest rows. Answers the codes of parents outside the data, by slot.
    fn fill(&self, mut stretch: Stretch<'_>, latest: &[u32]) -> Vec<(u32, u32)> {
        let rows = self.rows(Table::Units);
        let mut at = 0;
        for fetched in latest.chunks(FETCHED) {
            rows.fetch(fetched);
            for row in fetched {
                let version = self.version(rows.row(*row), stretch.parent[at]);
                stretch.set(at, version);
                at += 1;
            }
        }
        stretch.outside
    }

    /// What a row of `units` says, with its parent's slot, but not in which source.
    fn version(&self, cells: &[u32], parent: u32) -> VersionCells {
        let rows = self.rows(Table::Units);
        let cell = |column: usize| cells[column];
        let (from, until) = rows.bounds_in(cells);
        let level = cell(unit_column::LEVEL);
        let stated = u8::try_from(cell(unit_column::KIND)).unwrap_or(NO_KIND);
        let inferred =
            if stated == NO_KIND { inferred_kind(&self.checked.draft, cell(unit_column::CODE), level) } else { None };
        VersionCells {
            code: cell(unit_column::CODE),
            name: cell(unit_column::NAME),
            parent,
            outside: if parent == NONE { cell(unit_column::PARENT) } else { NONE },
            households: cell(unit_column::HOUSEHOLDS),
            from,
            until,
            line: cells[cells.len() - 1],
            source: 0,
            level: u8::try_from(level).unwrap_or(0),
            kind: inferred.unwrap_or(stated),
            inferred: inferred.is_some(),
        }
    }
}

/// The kind that the digits of a street's or a community's code stand for, unless the scheme gives them no meaning.
pub(super) fn inferred_kind(draft: &Draft, code: u32, level: u32) -> Option<u8> {
    let level = Level::from_index(level).filter(|level| matches!(level, Level::Street | Level::Community))?;
    let scheme = draft.package.scheme.as_ref();
    let unstated = Scheme::local();
    if scheme.is_some_and(|scheme| !scheme.is_national()) {
        return None;
    }
    let code = DivisionCode::new(draft.text.get(code), scheme.unwrap_or(&unstated)).ok()?;
    let class = code.class().filter(|_| code.level() == level)?;
    Some(class.kind() as u8)
}
