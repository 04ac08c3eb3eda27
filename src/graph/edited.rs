//! From one version of a hierarchy to the next: in place where that can be, else with all laid out anew.

use super::neighbourhood::Neighbourhood;
use super::next::Next;
use super::noted::Noted;
use super::{Edits, Fate, Hierarchy, Link, Rejected};
use crate::base::{Day, Level};
use crate::findings::Finding;
use crate::record::{Cell, Relation, Table, unit_column};
use std::collections::BTreeSet;
use std::sync::Arc;

/// The source that rows are said to be from which changes add.
pub(super) const CHANGES: &str = "changes";

/// How many rows may have changed before all is laid out anew: this many, or as many as there are.
const FEW: usize = 8_192;

/// What edits touched.
#[derive(Clone, Debug, Default)]
pub(crate) struct Touched {
    /// The nodes whose own rows say something else, or were told anew.
    pub(crate) changed: BTreeSet<u32>,
    /// The nodes that rows name which say something else.
    pub(crate) beside: BTreeSet<u32>,
    /// The nodes at which posts are others.
    pub(crate) posts: BTreeSet<u32>,
    /// Ties that are gone, and ties that are new. One that is only told anew is both.
    pub(crate) gone: Vec<(Relation, Link)>,
    pub(crate) came: Vec<(Relation, Link)>,
    /// What import and structure found that is so no more, and that is so now. One that is only told anew is both.
    pub(crate) findings: [Vec<Arc<Finding>>; 2],
    /// Whether all was laid out anew, so that every node has another number.
    pub(crate) is_all: bool,
}

impl Touched {
    /// What is touched by going back to the version before.
    pub(crate) fn back(&self) -> Self {
        let [gone, came] = self.findings.clone();
        Self { gone: self.came.clone(), came: self.gone.clone(), findings: [came, gone], ..self.clone() }
    }

    /// What edits touched that were made one after the other.
    pub(crate) fn by_all(edits: Vec<Self>) -> Self {
        let mut edits = edits.into_iter();
        let mut all = edits.next().unwrap_or_default();
        let Some(second) = edits.next() else { return all };
        let mut came: BTreeSet<(Relation, Link)> = all.came.drain(..).collect();
        for touched in std::iter::once(second).chain(edits) {
            all.changed.extend(touched.changed);
            all.beside.extend(touched.beside);
            all.posts.extend(touched.posts);
            // A tie that came on the way is none of the version before.
            all.gone.extend(touched.gone.into_iter().filter(|tie| !came.remove(tie)));
            came.extend(touched.came);
            all.findings.iter_mut().zip(touched.findings).for_each(|(all, findings)| all.extend(findings));
            all.is_all |= touched.is_all;
        }
        all.came = came.into_iter().collect();
        all
    }
}

impl Hierarchy {
    /// The next version, and what was touched.
    pub(crate) fn edited(&self, edits: &Edits) -> Result<(Self, Touched), Rejected> {
        match self.edited_in_place(edits) {
            Some(next) => Ok(next),
            // Whatever is wrong is said with all its reasons.
            None => Ok((self.edited_as_a_whole(edits)?, Touched { is_all: true, ..Touched::default() })),
        }
    }

    /// The next version, with all laid out anew.
    pub(crate) fn edited_as_a_whole(&self, edits: &Edits) -> Result<Self, Rejected> {
        let mut next = self.draft_with(edits).build()?.following(self);
        // An unknown word is kept as `other`, which the row says from now on.
        next.noted = Noted::new(self.noted.after(self, edits).0.told(&next));
        next.quarantined = self.quarantined;
        Ok(next)
    }

    /// The next version, sharing with this one what does not change; `None` if something is wrong with it, or if all
    /// must be laid out anew.
    pub(crate) fn edited_in_place(&self, edits: &Edits) -> Option<(Self, Touched)> {
        if self.changes() >= FEW.max(self.row_total())
            || self.is_circular
            || self.outermost() != self.outermost_after(edits)
        {
            return None;
        }
        let source = self.sources.iter().rposition(|source| source.0 == CHANGES && source.1.is_none());
        let source = u32::try_from(source.unwrap_or(self.sources.len())).ok()?;
        if let Some(neighbourhood) = Neighbourhood::of_successions(self, edits, source) {
            let next = Next::new(self, neighbourhood, edits, source);
            if !self.any_outside(&next.neighbourhood)
                && let Some(done) = next.run()
            {
                return Some(done);
            }
        }
        // A code may come to name another node without a word of lineage: then what names it is told anew too.
        [false, true].into_iter().find_map(|is_renamed| {
            let neighbourhood = Neighbourhood::of(self, edits, source, is_renamed)?;
            let next = Next::new(self, neighbourhood, edits, source);
            if self.any_outside(&next.neighbourhood) { None } else { next.run() }
        })
    }

    /// Whether from a day on all is as the last rows of nodes say: none starts then or later, no code was ever another
    /// node's, and no parent is outside the data.
    pub(crate) fn is_settled_from(&self, day: Day) -> bool {
        let starts_before = || self.find_latest_start().is_none_or(|start| start < day);
        let is_plain = !self.is_any_recoded() && !self.is_circular && self.units.all_outside().next().is_none();
        is_plain && starts_before()
    }

    /// Whether any unit ever had a level.
    pub(crate) fn has_level(&self, level: Level) -> bool {
        self.levels.get(level as usize).is_some_and(|count| *count > 0)
    }

    /// The outermost level that a unit has.
    pub(super) fn outermost(&self) -> Option<Level> {
        outermost(&self.levels.map(i64::from))
    }

    fn outermost_after(&self, edits: &Edits) -> Option<Level> {
        let mut levels = self.levels.map(i64::from);
        let mut count = |level: usize, by: i64| levels.get_mut(level).into_iter().for_each(|count| *count += by);
        let said = |row: &crate::record::Row| row.at(unit_column::LEVEL).parse::<Level>().ok();
        for (at, fate) in edits.fates.iter().filter(|(at, _)| at.0 == Table::Units) {
            let level = self.units.level_of(self.version_of(at.1));
            let says = if let Fate::Says(row) = fate { Some(row) } else { None };
            // Mostly the level is the same.
            if says.is_some_and(|row| row.at(unit_column::LEVEL) == level.as_str()) {
                continue;
            }
            count(level as usize, -1);
            says.and_then(said).into_iter().for_each(|level| count(level as usize, 1));
        }
        for level in edits.added.iter().map(|added| &added.0).filter(|row| row.table() == Table::Units).filter_map(said)
        {
            count(level as usize, 1);
        }
        outermost(&levels)
    }

    /// Whether a unit's parent is outside the data so far and has one of the codes that may name other nodes.
    fn any_outside(&self, neighbourhood: &Neighbourhood) -> bool {
        let names_nothing = |symbol: &u32| self.named(*symbol) == (&[], None);
        let codes = neighbourhood.codes.iter().filter_map(|code| neighbourhood.texts.known(*code));
        let known: Vec<u32> = codes.filter(names_nothing).collect();
        !known.is_empty() && self.units.all_outside().any(|(_, code)| known.contains(&code))
    }

    /// The latest `valid_from` of all rows.
    pub(super) fn find_latest_start(&self) -> Option<Day> {
        let units = self.units.slots().flat_map(|slot| self.units.versions(slot));
        let units = units.filter_map(|version| self.units.period_of(version).from()).max();
        self.latest_start_of_tables().max(units)
    }

    /// The latest `valid_from` of all rows but those of units.
    pub(super) fn latest_start_of_tables(&self) -> Option<Day> {
        let dated = Table::ALL.iter().filter(|table| **table != Table::Units && is_dated(**table));
        let others = dated.filter_map(|table| {
            let rows = self.rows(*table);
            rows.numbers().filter_map(|row| rows.period(row).from()).max()
        });
        others.max()
    }

    fn row_total(&self) -> usize {
        let rows = Table::ALL.iter().filter(|table| **table != Table::Units).map(|table| self.rows(*table).len());
        self.levels.iter().copied().chain(rows).map(|count| count as usize).sum()
    }
}

fn outermost(levels: &[i64; Level::COUNT]) -> Option<Level> {
    Level::ALL.iter().copied().zip(levels).find(|(_, count)| **count > 0).map(|found| found.0)
}

/// Whether the rows of a table start on a day and end on one.
pub(super) fn is_dated(table: Table) -> bool {
    table.columns().iter().any(|column| matches!(column.cell, Cell::From))
}
