//! Whether what rows refer to exists, is of the right kind, and holds; and whether superiors run in a circle.

use super::cycles::{Link, cycles};
use super::identity::Levels;
use super::representatives::Representatives;
use super::versions::VersionsByUnit;
use super::{About, Checked, NONE, RowId, RowState, Verdict};
use crate::base::{Day, Level, Period, is_personal, mask};
use crate::draft::rows::Rows;
use crate::findings::Rule;
use crate::findings::rules::{import, structure};
use crate::record::{Cell, Column, NodeKind, Table, alliance_column, lineage_column, organization_column};

/// The period that picks the node where a code was reused: the row's own; of lineage, the day before for the
/// predecessor and the day itself for the successor.
pub(crate) fn reference_period(table: Table, rows: &Rows, row: u32, column: usize) -> Period {
    if table != Table::Lineage {
        return rows.period(row);
    }
    let number = rows.cell(row, lineage_column::DAY).cast_signed();
    if number == i32::MIN {
        // The day cannot be read: the row is out, and its ends are asked all the same.
        return Period::ALWAYS;
    }
    let day = Day::from_number(number);
    let day = if column == lineage_column::PREDECESSOR { day.previous() } else { day };
    Period::new(Some(day), None).unwrap_or(Period::ALWAYS)
}

impl Checked {
    /// Looks at every reference but that of units to their parents.
    pub(super) fn refer(&mut self, levels: &Levels) {
        // First, since the links of a circle are no other finding.
        self.circles(Table::Organizations, organization_column::SUPERIOR, &structure::SUPERIOR_CYCLE);
        self.circles(Table::Alliances, alliance_column::WITHIN, &structure::CONTAINMENT_CYCLE);
        self.refer_to_people();
        // From here on no row of a node changes what becomes of it.
        let mut asked = (VersionsByUnit::default(), Representatives::default());
        for table in Table::ALL {
            for (column, spec) in table.columns().iter().enumerate() {
                if let Cell::Reference(kinds) = spec.cell {
                    self.refer_column((*table, column), spec, kinds, levels, &mut asked);
                }
            }
        }
    }

    fn refer_column(
        &mut self,
        (table, column): (Table, usize),
        spec: &Column,
        kinds: &[NodeKind],
        levels: &Levels,
        (versions, representatives): &mut (VersionsByUnit, Representatives),
    ) {
        let takes_units = kinds.contains(&NodeKind::Unit);
        for row in 0..self.draft.rows(table).len() {
            let id = self.tables.id(table, row);
            let symbol = self.draft.rows(table).cell(row, column);
            // Most name a unit of one row that holds and that the column takes.
            let level = levels.of(symbol).filter(|level| takes_units && spec.takes_level(*level));
            if level.and_then(|_| self.nodes.only(symbol)).is_some_and(|unit| self.verdict(unit) == Verdict::Accepted) {
                continue;
            }
            let circles = self.dropped.contains(&(id, column));
            if symbol == NONE || circles || self.verdict(id) == Verdict::Replaced || self.is_out_before(id) {
                continue;
            }
            let Some(node) = self.nodes.find(symbol, self.reference_period(table, row, column)) else {
                let refused = self.refused_with_key(id, column, symbol);
                if let Some(cut) = kinds.iter().map(|kind| kind.table()).find(|table| self.draft.is_cut(*table)) {
                    self.cut_off.push((cut, id));
                    self.leave_out(id, column, Verdict::Fallen);
                } else if let Some(refused) = refused {
                    self.falls.push((id, refused));
                    self.leave_out(id, column, Verdict::Fallen);
                } else {
                    self.fault(&structure::UNKNOWN_REFERENCE, id, column, About::Nothing);
                    self.leave_out(id, column, Verdict::Refused);
                }
                continue;
            };
            let Some(kind) = self.tables.row(node).0.node() else { continue };
            if !kinds.contains(&kind) {
                self.fault(&structure::WRONG_KIND, id, column, About::Names(kind));
                self.leave_out(id, column, Verdict::Refused);
            } else if let Some((level, levels)) = self.level_out_of_range(id, node, spec, versions) {
                self.fault(&structure::WRONG_KIND, id, column, About::Level(level, levels));
                self.leave_out(id, column, Verdict::Refused);
            } else if self.verdict(id) == Verdict::Accepted
                && let Some(rejected) = representatives.missing_for(self, symbol, node)
            {
                let cause = self.cause(rejected);
                self.falls.push((id, cause));
                self.leave_out(id, column, Verdict::Fallen);
            }
        }
    }

    /// The period that picks the node where a code was reused.
    pub(crate) fn reference_period(&self, table: Table, row: u32, column: usize) -> Period {
        reference_period(table, self.draft.rows(table), row, column)
    }

    /// Leaves out the row, or only the relation that the column states.
    fn leave_out(&mut self, id: RowId, column: usize, verdict: Verdict) {
        if self.tables.row(id).0.rejects(column) {
            self.judge(id, verdict);
        } else if self.verdict(id) == Verdict::Accepted {
            self.dropped.insert((id, column));
        }
    }

    /// The rejected row that a row is missing for: itself, or the one that it fell with.
    fn cause(&self, rejected: RowId) -> RowId {
        // Invariant: the first `unit_falls` are those of units, sorted by row.
        let falls = self.falls.get(..self.unit_falls).unwrap_or_default();
        let found = falls.binary_search_by_key(&rejected, |fall| fall.0);
        found.ok().and_then(|at| falls.get(at)).map_or(rejected, |fall| fall.1)
    }

    /// References to people and households by what looks like a number of theirs: it is not kept, and the row of that
    /// key was refused too, or there is none.
    fn refer_to_people(&mut self) {
        for (table, row, column, key) in std::mem::take(&mut self.draft.personal_references) {
            let id = self.tables.id(table, row);
            if self.verdict(id) == Verdict::Replaced {
                continue;
            }
            if let Some(refused) = self.refused_with_hash(key) {
                self.falls.push((id, refused));
                self.leave_out(id, column, Verdict::Fallen);
            } else {
                self.fault(&import::PERSONAL_DATA, id, column, About::Nothing);
                self.leave_out(id, column, Verdict::Refused);
            }
        }
    }

    /// The row that a text which names nothing would name if its key were not personal data. What may be personal is
    /// masked in the cell: it may be a person's number, or a name, that was put in the wrong column.
    pub(super) fn refused_with_key(&mut self, id: RowId, column: usize, symbol: u32) -> Option<RowId> {
        let is_any_refused = !self.draft.refused_keys.is_empty();
        let key = is_any_refused.then(|| self.draft.text.hashing().hash(self.draft.text.get(symbol)));
        let refused = key.and_then(|key| self.refused_with_hash(key));
        let text = self.draft.text.get(symbol);
        let (table, row) = self.tables.row(id);
        let usage = table.columns().get(column).map(Column::unfound_use);
        if refused.is_some() || usage.is_some_and(|usage| is_personal(text, usage)) {
            let masked = mask(text);
            self.masked.push((id, column, symbol));
            self.draft.replace_text(table, row, column, &masked);
        }
        refused
    }

    /// The row is chosen once for each key, however many have it and name it.
    fn refused_with_hash(&mut self, key: u64) -> Option<RowId> {
        if let Some(chosen) = self.refused.get(&key) {
            return *chosen;
        }
        let rows = self.draft.refused_keys.get(&key)?;
        let table = rows.iter().map(|row| row.0).min()?;
        let of_table = rows.iter().filter(|row| row.0 == table);
        let chosen = self.standing_for(of_table.map(|(table, row)| self.tables.id(*table, *row)));
        self.refused.insert(key, chosen);
        chosen
    }

    /// The level of a unit that a row names, where the column does not take it.
    fn level_out_of_range(
        &self,
        id: RowId,
        node: RowId,
        spec: &Column,
        versions: &mut VersionsByUnit,
    ) -> Option<(Level, (Level, Level))> {
        let (top, bottom) = spec.levels.filter(|_| self.tables.row(node).0 == Table::Units)?;
        let (table, row) = self.tables.row(id);
        let levels = versions.levels_in(self, self.draft.rows(table).period(row), node);
        let lowest = levels.into_iter().filter(|level| !spec.takes_level(*level)).max()?;
        Some((lowest, (top, bottom)))
    }

    /// Leaves out the links of every circle among the nodes of a table. A row that was refused for another cell is a member like any other, so
    /// that both faults are found at once.
    fn circles(&mut self, table: Table, column: usize, rule: &'static Rule) {
        let rows = self.draft.rows(table);
        let link = |row: u32| {
            let id = self.tables.id(table, row);
            let symbol = rows.cell(row, column);
            let is_known = self.is_out_before(id) || (self.round > 0 && self.dropped.contains(&(id, column)));
            let skipped = is_known || matches!(self.verdict(id), Verdict::Extra | Verdict::Replaced);
            if symbol == NONE || skipped || self.state(id) == RowState::Undated {
                return None;
            }
            let period = rows.period(row);
            let same_kind = |node: &RowId| self.tables.row(*node).0 == table;
            let below = self.nodes.find(rows.cell(row, 0), period)?;
            let above = self.nodes.find(symbol, period).filter(same_kind)?;
            let (from, until) = rows.bounds(row);
            Some(Link { below, above, from, until, row: id })
        };
        let links: Vec<Link> = (0..rows.len()).filter_map(link).collect();
        for cycle in cycles(&links) {
            for id in &cycle {
                self.dropped.insert((*id, column));
            }
            self.report_cycle(rule, column, cycle);
        }
    }
}
