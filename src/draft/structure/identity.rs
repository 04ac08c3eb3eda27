//! Which rows are versions of which node.

use super::{About, Checked, NONE, RowId, RowState, Verdict};
use crate::base::{Day, Level, PART, Period, each};
use crate::findings::rules::structure;
use crate::record::{Cell, NodeKind, Table, alliance_column, organization_column, unit_column};
use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

/// Codes that name one node until a day and another from it on: periods and nodes, in order of time.
pub(crate) type Reused = BTreeMap<u32, Vec<(Period, RowId)>>;

/// Nodes by code, and the rows of each.
#[derive(Clone, Debug, Default)]
pub(crate) struct Nodes {
    /// The node of each symbol that is a code; [`NONE`] for none.
    by_symbol: Vec<RowId>,
    pub(crate) reused: Reused,
    /// Whether a node had several codes, or a code several nodes.
    pub(super) any_recoded: bool,
    /// The further rows of nodes that have more than one: node and row, ascending.
    more: Vec<(RowId, RowId)>,
}

/// Which of the nodes that a code named one after another it names in a relation of that period: the first stated day
/// picks the node, else the last one; a relation without days means the present one.
pub(crate) fn pick(nodes: &[(Period, u32)], period: Period) -> Option<u32> {
    let day = period.from().or_else(|| period.until().map(Day::previous));
    let picked = day.and_then(|day| {
        let next = nodes.get(nodes.partition_point(|(period, _)| period.raw().1 <= day.number()));
        next.filter(|(period, _)| period.holds(day))
    });
    picked.or(nodes.last()).map(|found| found.1)
}

impl Nodes {
    /// The node that a code names in a relation of that period.
    pub(crate) fn find(&self, symbol: u32, period: Period) -> Option<RowId> {
        self.find_in(symbol, || period)
    }

    /// The node that a code names in a relation of the period, which is asked for where a code was reused.
    pub(super) fn find_in(&self, symbol: u32, period: impl FnOnce() -> Period) -> Option<RowId> {
        if !self.reused.is_empty()
            && let Some(nodes) = self.reused.get(&symbol)
        {
            return pick(nodes, period()).filter(|node| *node != NONE);
        }
        self.only(symbol)
    }

    /// The node that a code names, where it was not reused.
    pub(super) fn only(&self, symbol: u32) -> Option<RowId> {
        self.by_symbol.get(symbol as usize).copied().filter(|node| *node != NONE)
    }

    /// The nodes that a code names one after another, or always; none, if it is no code.
    pub(crate) fn named(&self, symbol: u32) -> Vec<(Period, RowId)> {
        let always = || self.only(symbol).map(|node| (Period::ALWAYS, node)).into_iter().collect();
        self.reused.get(&symbol).cloned().unwrap_or_else(always)
    }

    /// Whether a node has more than one row, or a code names several nodes.
    pub(crate) fn any_versions(&self) -> bool {
        !self.more.is_empty() || !self.reused.is_empty()
    }

    /// Whether a node has one row only.
    pub(super) fn has_one_row(&self, node: RowId) -> bool {
        self.more.is_empty() || self.rows(node).nth(1).is_none()
    }

    /// The rows of a node, the least first.
    pub(crate) fn rows(&self, node: RowId) -> impl Iterator<Item = RowId> + '_ {
        let start = self.more.partition_point(|(first, _)| *first < node);
        let rest = self.more.get(start..).unwrap_or_default().iter();
        std::iter::once(node).chain(rest.take_while(move |(first, _)| *first == node).map(|found| found.1))
    }

    /// From here on codes name what `number` says of the nodes that they named; [`NONE`] for none.
    pub(crate) fn renumber(&mut self, number: &[u32]) {
        let of = |node: RowId| number.get(node as usize).copied().unwrap_or(NONE);
        let stretches: Vec<&mut [RowId]> = self.by_symbol.chunks_mut(PART).collect();
        each(stretches, |nodes| nodes.iter_mut().for_each(|node| *node = of(*node))).for_each(drop);
        self.reused.values_mut().flatten().for_each(|(_, node)| *node = of(*node));
    }

    /// Codes with the nodes they name, for the index of the hierarchy.
    pub(crate) fn into_index(mut self) -> (Vec<RowId>, Reused) {
        self.reused.values_mut().for_each(|nodes| nodes.retain(|(_, node)| *node != NONE));
        (self.by_symbol, self.reused)
    }

    pub(super) fn set(&mut self, symbol: u32, node: RowId) {
        if let Some(found) = self.by_symbol.get_mut(symbol as usize) {
            *found = node;
        }
    }

    /// Says which rows the nodes have: rows of one node, each set in any order.
    pub(super) fn regroup(&mut self, groups: &[Vec<RowId>]) {
        let touched: BTreeSet<RowId> = groups.iter().flatten().copied().collect();
        self.more.retain(|(node, row)| !touched.contains(node) && !touched.contains(row));
        for group in groups {
            let Some(first) = group.iter().min() else { continue };
            self.more.extend(group.iter().filter(|row| *row != first).map(|row| (*first, *row)));
        }
        self.more.sort_unstable();
    }
}

/// The level of each unit that has one row, by its code: what most references ask of a unit, where it is quickly found.
pub(super) struct Levels(Vec<u8>);

/// No level, or more than one row.
const UNSAID: u8 = u8::MAX;

impl Levels {
    pub(super) fn of(&self, symbol: u32) -> Option<Level> {
        self.0.get(symbol as usize).and_then(|level| Level::from_index(u32::from(*level)))
    }

    fn forget(&mut self, symbol: u32) {
        self.0.get_mut(symbol as usize).into_iter().for_each(|level| *level = UNSAID);
    }
}

impl Checked {
    /// Finds the node of every row, and rows that share a day. Answers the levels of units by their codes.
    pub(super) fn identify(&mut self) -> Levels {
        self.nodes = Nodes { by_symbol: vec![NONE; self.draft.text.len()], ..Nodes::default() };
        let mut levels = self.number_units();
        for table in Table::ALL.iter().filter(|table| table.node().is_some_and(|kind| kind != NodeKind::Unit)) {
            self.number(*table);
        }
        self.nodes.more.sort_unstable();
        for table in Table::ALL.iter().filter(|table| table.node().is_none()) {
            self.replace_relations(*table);
        }
        let linked = self.join_lineage();
        let mut groups: BTreeMap<RowId, Vec<RowId>> = BTreeMap::new();
        for (node, row) in &self.nodes.more {
            groups.entry(*node).or_insert_with(|| vec![*node]).push(*row);
        }
        for rows in groups.values() {
            self.separate(rows);
        }
        // Rows of one code that name different nodes must not share a day either.
        for rows in &linked {
            self.separate(rows);
        }
        for id in groups.values().chain(&linked).flatten() {
            let (table, row) = self.tables.row(*id);
            levels.forget(self.draft.rows(table).cell(row, 0));
        }
        levels
    }

    /// Finds the node of every row of `units`: they are the first of all rows.
    fn number_units(&mut self) -> Levels {
        let rows = self.draft.rows(Table::Units);
        let mut levels = Levels(vec![UNSAID; self.nodes.by_symbol.len()]);
        for id in 0..rows.len() {
            let cells = rows.row(id);
            let symbol = cells.get(unit_column::CODE).copied().unwrap_or(NONE) as usize;
            let found = self.nodes.by_symbol.get_mut(symbol).zip(levels.0.get_mut(symbol));
            let Some((node, level)) = found else { continue };
            if *node == NONE {
                *node = id;
                let said = cells.get(unit_column::LEVEL).copied();
                *level = said.and_then(|level| u8::try_from(level).ok()).unwrap_or(UNSAID);
            } else {
                self.nodes.more.push((*node, id));
            }
        }
        levels
    }

    fn number(&mut self, table: Table) {
        for row in 0..self.draft.rows(table).len() {
            let symbol = self.draft.rows(table).cell(row, 0);
            let id = self.tables.id(table, row);
            let is_out = self.is_out_before(id);
            let Some(found) = self.nodes.by_symbol.get_mut(symbol as usize) else { continue };
            if *found == NONE {
                *found = id;
            } else if self.tables.row(*found).0 == table {
                self.nodes.more.push((*found, id));
            } else if !is_out {
                let other = *found;
                self.fault(&structure::DUPLICATE_CODE, id, 0, About::Row(other));
                self.set_verdict(id, Verdict::Extra);
            }
        }
    }

    /// A mended copy of a relation's row takes the place of one that stayed: one that says the same, but for cells that
    /// it can do without and does not have.
    fn replace_relations(&mut self, table: Table) {
        if self.round > 0 {
            return;
        }
        let states = self.draft.states.get(table.index()).into_iter().flatten();
        let mended: Vec<u32> =
            states.filter(|(_, state)| *state == RowState::Replacement).map(|(row, _)| *row).collect();
        if mended.is_empty() {
            return;
        }
        let rows = self.draft.rows(table);
        let stays = |row: u32| self.state(self.tables.id(table, row)) == RowState::Read;
        let count = table.columns().len();
        let cells = |row: u32| rows.row(row).get(..count).unwrap_or_default();
        let without = |row: u32| -> Vec<u32> {
            (0..count).zip(cells(row)).filter(|(column, _)| table.rejects(*column)).map(|(_, cell)| *cell).collect()
        };
        // A copy fits a row that has its cells, or none in the columns that the row lacks. Few columns can be done without,
        // so that there are few sets of such columns.
        let lacking = |row: u32| (0..count).filter(|column| cells(row).get(*column) == Some(&NONE)).collect();
        let mut others: BTreeMap<&[u32], Vec<u32>> = BTreeMap::new();
        let mut lacks: BTreeMap<Vec<u32>, BTreeSet<Vec<usize>>> = BTreeMap::new();
        for row in (0..rows.len()).rev().filter(|row| stays(*row)) {
            others.entry(cells(row)).or_default().push(row);
            lacks.entry(without(row)).or_default().insert(lacking(row));
        }
        let mut replaced = Vec::new();
        for copy in mended {
            let fitting = lacks.get(&without(copy)).into_iter().flatten().filter_map(|lacking| {
                let is_lacking = |column| lacking.binary_search(&column).is_ok();
                let own = cells(copy).iter().enumerate();
                let wanted: Vec<u32> =
                    own.map(|(column, cell)| if is_lacking(column) { NONE } else { *cell }).collect();
                let least = others.get(&*wanted)?.last().copied()?;
                Some((least, wanted))
            });
            let Some((row, wanted)) = fitting.min() else { continue };
            others.get_mut(&*wanted).map(Vec::pop);
            replaced.push(self.tables.id(table, row));
        }
        for id in replaced {
            self.set_verdict(id, Verdict::Replaced);
        }
    }

    /// Says what becomes of a row that shares days with another, whatever faults it has of its own: of a node no more than
    /// one row a day is asked for its parent or its superior.
    fn set_verdict(&mut self, id: RowId, verdict: Verdict) {
        if let Some(known) = self.verdicts.get_mut(id as usize) {
            *known = verdict;
        }
    }

    /// Of rows that share a day the least stays.
    fn separate(&mut self, rows: &[RowId]) {
        let usable = |id: &RowId| {
            let out = matches!(self.verdict(*id), Verdict::Extra | Verdict::Replaced);
            !out && self.state(*id) != RowState::Undated && !self.is_out_before(*id)
        };
        let mut rows: Vec<(u8, RowId)> =
            rows.iter().copied().filter(usable).map(|id| (self.precedence(id), id)).collect();
        rows.sort_by(|a, b| a.0.cmp(&b.0).then_with(|| self.canonical(a.1, b.1)).then(a.1.cmp(&b.1)));
        // Invariant: the periods kept share no day, so that only the last one that starts before another ends can meet it.
        let mut kept: BTreeMap<i32, (i32, RowId)> = BTreeMap::new();
        for (precedence, id) in rows {
            let (table, row) = self.tables.row(id);
            let (from, until) = self.draft.rows(table).bounds(row);
            let meets = kept.range(..until).next_back().filter(|(_, (end, _))| *end > from);
            let Some((start, (end, other))) = meets.map(|(start, found)| (*start, *found)) else {
                kept.insert(from, (until, id));
                continue;
            };
            let replaces = self.precedence(other) == 0 && precedence != 0 && (start, end) == (from, until);
            if replaces {
                self.set_verdict(id, Verdict::Replaced);
                continue;
            }
            let (rule, column) = self.clash(id, other);
            self.fault(rule, id, column, About::Row(other));
            self.set_verdict(id, Verdict::Extra);
        }
    }

    /// Mended copies stay before other rows, and rows without a fault of their own before those with one.
    fn precedence(&self, id: RowId) -> u8 {
        if self.verdict(id) == Verdict::Refused {
            return 2;
        }
        u8::from(self.state(id) != RowState::Replacement)
    }

    /// The rule that two rows of one code break by sharing a day, and the column that says so.
    fn clash(&self, id: RowId, other: RowId) -> (&'static crate::findings::Rule, usize) {
        let ((table, row), (_, kept)) = (self.tables.row(id), self.tables.row(other));
        let rows = self.draft.rows(table);
        let differs = |(column, spec): (usize, &crate::record::Column)| {
            let dated = matches!(spec.cell, Cell::From | Cell::Until);
            (!dated && rows.cell(row, column) != rows.cell(kept, column)).then_some(column)
        };
        let mut different = table.columns().iter().enumerate().filter_map(differs);
        match (table.node(), different.next(), different.next()) {
            (Some(NodeKind::Unit), Some(unit_column::PARENT), None) => (&structure::TWO_PARENTS, unit_column::PARENT),
            (Some(NodeKind::Organization), Some(organization_column::SUPERIOR), None) => {
                (&structure::TWO_SUPERIORS, organization_column::SUPERIOR)
            }
            (Some(NodeKind::Alliance), Some(alliance_column::LEAD), None) => {
                (&structure::TWO_LEADS, alliance_column::LEAD)
            }
            _ => (&structure::DUPLICATE_CODE, 0),
        }
    }

    /// Of several rejected rows of a node the one that others depend on: if there is one, a row that does not merely share
    /// its days with another, and the least of these.
    pub(super) fn standing_for(&self, rows: impl Iterator<Item = RowId>) -> Option<RowId> {
        let is_extra = |id: RowId| self.verdict(id) == Verdict::Extra;
        rows.min_by(|a, b| is_extra(*a).cmp(&is_extra(*b)).then_with(|| self.canonical(*a, *b)).then(a.cmp(b)))
    }

    /// The canonical order of two rows of one table: from, until, then cells.
    pub(super) fn canonical(&self, a: RowId, b: RowId) -> Ordering {
        let ((table, a), (_, b)) = (self.tables.row(a), self.tables.row(b));
        let rows = self.draft.rows(table);
        let texts = |row: u32| (0..table.columns().len()).map(move |column| self.draft.cell_text(table, row, column));
        rows.bounds(a).cmp(&rows.bounds(b)).then_with(|| texts(a).cmp(texts(b)))
    }
}
