//! Whether every unit hangs where it may: on a parent that exists, is a unit, and is above it.

use super::cycles::{Link, cycles};
use super::identity::Levels;
use super::versions::VersionsByUnit;
use super::{About, Checked, NONE, RowId, RowState, Verdict};
use crate::base::{Level, PART, each};
use crate::findings::rules::structure;
use crate::findings::{Rule, Severity};
use crate::record::{NodeKind, Table, unit_column as column};
use std::cell::OnceCell;
use std::collections::BTreeSet;

/// What is wrong with the parent of a row.
type Hitch = (RowId, &'static Rule, About);

/// Whether a unit of a level may hang on one of another.
fn may_hang(level: Level, parent: Level) -> bool {
    level.required_parent().map_or(parent < level, |required| parent == required)
}

impl Checked {
    /// Finds the parent of every row of `units`, what is wrong with it, and which rows fall with a rejected one.
    pub(super) fn hang(&mut self, levels: &Levels) {
        let count = self.draft.rows(Table::Units).len();
        let mut hitches: Vec<Hitch> = Vec::new();
        let (outermost, mut versions) = (OnceCell::new(), VersionsByUnit::default());
        for row in self.hang_plain(levels) {
            if let Some(hitch) = self.find_parent(row, &outermost, &mut versions) {
                hitches.push(hitch);
            }
        }
        // Only now, so that what was found of each row does not depend on which was looked at first.
        // Rows of other tables that lost a relation before are among them, and stay.
        let fallen = self.falls.iter().map(|fall| fall.0).chain(self.cut_off.iter().map(|cut| cut.1));
        let fallen: Vec<RowId> = fallen.filter(|id| *id < count).collect();
        for id in fallen {
            self.judge(id, Verdict::Fallen);
        }
        let circling = self.containment_cycles(&hitches);
        for (id, rule, about) in hitches {
            if circling.contains(&id) {
                continue;
            }
            self.fault(rule, id, column::PARENT, about);
            if rule.severity == Severity::Error {
                self.judge(id, Verdict::Refused);
            }
        }
        if self.verdicts.iter().take(count as usize).any(|verdict| *verdict != Verdict::Accepted) {
            self.fall();
        }
        self.falls.sort_unstable();
        self.unit_falls = self.falls.partition_point(|fall| fall.0 < count);
    }

    /// Notes the parents of rows of which no more is to be known than two levels that fit. Answers all other rows.
    fn hang_plain(&mut self, levels: &Levels) -> Vec<u32> {
        let mut parents = vec![NONE; self.draft.rows(Table::Units).len() as usize];
        let parts: Vec<(&mut [RowId], u32)> = parents.chunks_mut(PART).zip((0..).step_by(PART)).collect();
        let others = each(parts, |(parents, first)| {
            let mut others = Vec::new();
            for (row, parent) in (first..).zip(parents) {
                match self.plain_parent(row, levels) {
                    Some(found) => *parent = found,
                    None => others.push(row),
                }
            }
            others
        });
        let others = others.flatten().collect();
        self.parents = parents;
        others
    }

    /// The parent that a row names, or that it names none, if nothing is wrong with it as far as one row of it tells.
    fn plain_parent(&self, row: u32, levels: &Levels) -> Option<RowId> {
        let cells = self.draft.rows(Table::Units).row(row);
        let symbol = *cells.get(column::PARENT)?;
        if symbol == NONE {
            return Some(NONE);
        }
        let level = Level::from_index(*cells.get(column::LEVEL)?)?;
        let is_plain = may_hang(level, levels.of(symbol)?) && self.verdict(row) != Verdict::Replaced;
        if is_plain { self.nodes.only(symbol) } else { None }
    }

    pub(super) fn level(&self, row: u32) -> Option<Level> {
        Level::from_index(self.draft.rows(Table::Units).cell(row, column::LEVEL))
    }

    /// The outermost level that units have.
    fn outermost(&self) -> Option<Level> {
        let own = (0..self.draft.rows(Table::Units).len()).filter_map(|row| self.level(row));
        own.chain(self.draft.outermost).min()
    }

    /// Notes the parent of a row, and answers what is wrong with it. The outermost level is found when it is asked for.
    fn find_parent(
        &mut self,
        row: u32,
        outermost: &OnceCell<Option<Level>>,
        versions: &mut VersionsByUnit,
    ) -> Option<Hitch> {
        let id = self.tables.id(Table::Units, row);
        let rows = self.draft.rows(Table::Units);
        let symbol = rows.cell(row, column::PARENT);
        if symbol == NONE || self.verdict(id) == Verdict::Replaced || self.is_out_before(id) {
            return None;
        }
        let level = self.level(row);
        let Some(node) = self.nodes.find_in(symbol, || rows.period(row)) else {
            if let Some(refused) = self.refused_with_key(id, column::PARENT, symbol) {
                self.falls.push((id, refused));
                return None;
            }
            let outermost = *outermost.get_or_init(|| self.outermost());
            return self.without_parent(id, level, outermost);
        };
        if let Some(kind) = self.tables.row(node).0.node().filter(|kind| *kind != NodeKind::Unit) {
            return Some((id, &structure::WRONG_KIND, About::Names(kind)));
        }
        if let Some(parent) = self.parents.get_mut(row as usize) {
            *parent = node;
        }
        let level = level?;
        let allowed = |parent: &Level| may_hang(level, *parent);
        if self.nodes.has_one_row(node) && self.level(self.tables.row(node).1).is_none_or(|parent| allowed(&parent)) {
            return None;
        }
        // Of several levels the lowest is furthest from what is allowed.
        let parents = versions.levels_in(self, rows.period(row), node);
        let parent = parents.into_iter().filter(|parent| !allowed(parent)).max()?;
        let rule = if parent < level { &structure::ILLEGAL_SKIP } else { &structure::PARENT_NOT_ABOVE };
        Some((id, rule, About::ParentLevel(parent)))
    }

    fn without_parent(&mut self, id: RowId, level: Option<Level>, outermost: Option<Level>) -> Option<Hitch> {
        let may_be_root = level.is_some_and(|level| level.required_parent().is_none());
        if level == outermost && may_be_root {
            let noted = self.verdict(id) == Verdict::Accepted && self.round == 0;
            return noted.then_some((id, &structure::PARENT_OUTSIDE, About::Nothing));
        }
        if self.draft.is_cut(Table::Units) {
            // The parent may be in the part that could not be read.
            self.cut_off.push((Table::Units, id));
            return None;
        }
        Some((id, &structure::UNKNOWN_PARENT, About::Nothing))
    }

    /// Rejects the rows of every circle of parents. A circle has a link whose parent is not above, so only what can be
    /// reached upwards from such links is searched.
    fn containment_cycles(&mut self, hitches: &[Hitch]) -> BTreeSet<RowId> {
        let is_inverted = |hitch: &&Hitch| hitch.1.code == structure::PARENT_NOT_ABOVE.code;
        let mut open: Vec<RowId> = hitches.iter().filter(is_inverted).map(|hitch| hitch.0).collect();
        let mut seen: BTreeSet<RowId> = open.iter().copied().collect();
        let mut climbed = BTreeSet::new();
        let mut links = Vec::new();
        while let Some(id) = open.pop() {
            let Some(link) = self.unit_link(id) else { continue };
            links.push(link);
            if climbed.insert(link.above) {
                open.extend(self.nodes.rows(link.above).filter(|row| seen.insert(*row)));
            }
        }
        let mut circling = BTreeSet::new();
        for cycle in cycles(&links) {
            circling.extend(cycle.iter().copied());
            self.report_cycle(&structure::CONTAINMENT_CYCLE, column::PARENT, cycle);
        }
        for id in &circling {
            self.judge(*id, Verdict::Refused);
        }
        circling
    }

    /// The row as a link from its node to its parent, if both and its period are known.
    fn unit_link(&self, id: RowId) -> Option<Link> {
        let (_, row) = self.tables.row(id);
        let rows = self.draft.rows(Table::Units);
        let above = self.parents.get(row as usize).copied().filter(|parent| *parent != NONE)?;
        let skipped = matches!(self.verdict(id), Verdict::Extra | Verdict::Replaced) || self.is_out_before(id);
        if skipped || self.state(id) == RowState::Undated {
            return None;
        }
        let below = self.nodes.find(rows.cell(row, column::CODE), rows.period(row))?;
        let (from, until) = rows.bounds(row);
        Some(Link { below, above, from, until, row: id })
    }

    /// One finding for a cycle: its subject is the member with the least code, and the others follow upwards.
    pub(super) fn report_cycle(&mut self, rule: &'static Rule, column: usize, mut cycle: Vec<RowId>) {
        let code = |id: &RowId| {
            let (table, row) = self.tables.row(*id);
            self.subject(table, row).code
        };
        let least = cycle.iter().enumerate().min_by_key(|(_, id)| code(id)).map_or(0, |(at, _)| at);
        cycle.rotate_left(least);
        let Some(first) = cycle.first().copied() else { return };
        self.fault(rule, first, column, About::Cycle(cycle));
    }

    /// Rows that hang on a rejected row fall with it. Parents are strictly above where no fault was found, so that one
    /// pass by level meets every parent before its children.
    fn fall(&mut self) {
        let count = self.draft.rows(Table::Units).len();
        let mut by_level: Vec<Vec<u32>> = vec![Vec::new(); Level::COUNT];
        for row in 0..count {
            let level = self.level(row).filter(|_| self.parents.get(row as usize) != Some(&NONE));
            if let Some(rows) = level.and_then(|level| by_level.get_mut(level as usize)) {
                rows.push(row);
            }
        }
        // The rejected row that each row falls with, while rows are met.
        let mut causes = vec![NONE; count as usize];
        if self.round > 0 {
            for (row, cause) in &self.falls {
                causes.get_mut(*row as usize).into_iter().for_each(|known| *known = *cause);
            }
        }
        for rows in by_level {
            // Rows of a level ask for rows of parents above it only, about which all is settled by now.
            let mut versions = VersionsByUnit::default();
            for row in rows {
                let id = self.tables.id(Table::Units, row);
                if self.verdict(id) != Verdict::Accepted {
                    continue;
                }
                let Some(parent) = self.parents.get(row as usize).copied() else { continue };
                let period = self.draft.rows(Table::Units).period(row);
                let Some(cause) = versions.missing_in(self, period, parent) else { continue };
                let known = causes.get(self.tables.row(cause).1 as usize).copied();
                let cause = known.filter(|known| *known != NONE).unwrap_or(cause);
                if let Some(known) = causes.get_mut(row as usize) {
                    *known = cause;
                }
                self.judge(id, Verdict::Fallen);
                self.falls.push((id, cause));
            }
        }
    }
}
