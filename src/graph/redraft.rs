//! Back from a hierarchy to a draft: to write it as tables, or to build a part of it.
#![expect(clippy::indexing_slicing, reason = "columns and rows come from the tables themselves")]

use super::columns::NO_KIND;
use super::edited::{CHANGES, is_dated};
use super::noted::Noted;
use super::{Edits, Fate, Hierarchy, Rejected, RowAt, Version};
use crate::base::{Day, Level, LineageKind, Period, UnitKind};
use crate::draft::{At, Draft, NONE, UntilRule, reference_period};
use crate::record::{Cell, Column, NodeKind, Table, lineage_column};
use std::borrow::Cow;

/// Which nodes a part of a hierarchy has.
#[derive(Clone, Debug)]
pub(crate) struct Part {
    /// The node numbers. Invariant: ascending.
    nodes: Vec<u32>,
    /// The unit whose parent is outside; none, of a whole.
    top: Option<u32>,
}

impl Part {
    /// The part of `nodes`, in which everything hangs on `top`.
    pub(crate) fn new(top: Option<u32>, mut nodes: Vec<u32>) -> Self {
        nodes.sort_unstable();
        nodes.dedup();
        Self { nodes, top }
    }

    pub(crate) fn has(&self, node: u32) -> bool {
        self.nodes.binary_search(&node).is_ok()
    }
}

impl Hierarchy {
    /// The records that the hierarchy holds, with their whole history, as a draft (还原为草稿), in order: built again, they
    /// give the same hierarchy. Those of one day are [`Snapshot::to_draft`](crate::Snapshot::to_draft).
    pub fn to_draft(&self) -> Draft {
        if self.changes() == 0 {
            return self.draft_with(&Edits::default());
        }
        // Rows that cannot be laid out anew come as they stand: none is left out.
        let anew = self.laid_out_anew();
        anew.as_ref().unwrap_or(self).draft_with(&Edits::default())
    }

    /// The same hierarchy as it would be if it were built of its records (重新布局), which takes as long as a build.
    ///
    /// Events leave traces in how a hierarchy is laid out: what they have touched takes a little longer to find. Whoever
    /// keeps one for long lays it out anew in another thread when much has changed ([`Hierarchy::changes`]), applies
    /// there what came meanwhile, and goes on with that; no event waits. [`Hierarchy::apply`] does it by itself only when
    /// as many rows have changed as there are.
    ///
    /// # Errors
    /// [`Rejected`] if a row could not hold: nothing is left out. What was built, opened and changed by events can always be
    /// laid out anew.
    ///
    /// ```
    /// use govgrid::{Change, Draft, Event, Level, record};
    /// let mut draft = Draft::new();
    /// draft.add(&record::Unit::new("130205", Level::District))?;
    /// let rename = Change::Rename { code: "130205".to_owned(), name: "开平区".to_owned() };
    /// let (renamed, _) = draft.build()?.apply(&[Event::on("2024-07-01".parse()?, rename)])?;
    /// assert!(renamed.changes() > 0);
    /// assert_eq!(renamed.laid_out_anew()?.changes(), 0);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn laid_out_anew(&self) -> Result<Self, Rejected> {
        let mut anew = self.draft_with(&Edits::default()).build()?.following(self);
        anew.noted = Noted::new(self.findings().clone());
        anew.quarantined = self.quarantined;
        Ok(anew)
    }

    /// The same, as far along the journal as another.
    #[cfg_attr(
        not(any(feature = "journal", feature = "image")),
        expect(unused_mut, unused_variables, reason = "it follows none")
    )]
    pub(super) fn following(mut self, other: &Self) -> Self {
        #[cfg(any(feature = "journal", feature = "image"))]
        self.committed.clone_from(&other.committed);
        self
    }

    /// Every row that holds, as text.
    #[doc(hidden)]
    pub fn rows_as_text(&self) -> Vec<crate::record::Row> {
        self.rows_that_hold().map(|at| self.row(at)).collect()
    }

    /// Every row that holds, as text, and where it was said.
    #[doc(hidden)]
    pub fn rows_with_places(&self) -> Vec<(crate::record::Row, crate::findings::Place)> {
        self.rows_that_hold().map(|at| (self.row(at), self.place_of_row(at))).collect()
    }

    /// Every row that holds, by the numbers of nodes and of rows.
    fn rows_that_hold(&self) -> impl Iterator<Item = RowAt> + '_ {
        let nodes = (0..self.node_count()).flat_map(|node| self.rows_of(node));
        let relations = Table::ALL.iter().filter(|table| table.node().is_none());
        let relations = relations.flat_map(|table| self.rows(*table).numbers().map(|row| (*table, row)));
        nodes.chain(relations)
    }

    /// The records that the hierarchy holds, with changes.
    pub(crate) fn draft_with(&self, edits: &Edits) -> Draft {
        let mut draft = self.empty_draft();
        let mut symbols = vec![NONE; self.text.len()];
        for at in self.rows_that_hold() {
            match edits.fates.get(&at) {
                None => self.copy(&mut draft, at, &mut symbols),
                Some(Fate::Gone) => {}
                Some(Fate::Says(row)) => {
                    self.say_again(&mut draft, at.0, self.place_of(at), &row.cells().collect::<Vec<_>>());
                }
            }
        }
        for (line, (row, _)) in (1..).zip(&edits.added) {
            let source = draft.source(CHANGES, None);
            draft.mark_present(row.table());
            push(&mut draft, row.table(), At { source, line }, &row.cells().collect::<Vec<_>>());
        }
        draft
    }

    /// Says a row again as it is: `symbols` has the draft's number of each text, once it has one.
    pub(super) fn copy(&self, draft: &mut Draft, at: RowAt, symbols: &mut [u32]) {
        let mut cells = self.cells(at);
        for (spec, cell) in at.0.columns().iter().zip(&mut cells) {
            let value = *cell;
            if spec.cell.is_text() && value != NONE {
                let symbol = &mut symbols[value as usize];
                if *symbol == NONE {
                    // What was read once fits in a draft that holds no more than that and some rows.
                    *symbol = draft.text.intern(self.text.get(value)).unwrap_or(NONE);
                }
                *cell = *symbol;
            }
        }
        let (source, line) = self.place_of(at);
        let (file, sheet) = &self.sources[source as usize];
        let source = draft.source(file, sheet.as_deref());
        draft.push_cells(at.0, At { source, line }, &cells[..at.0.columns().len()]);
    }

    /// The records that hold on a day, as they are stated: of each node that is there its row of the day, and of relations
    /// and statements those whose nodes are there. Nodes are named by their codes of the day.
    pub(crate) fn draft_on(&self, day: Day) -> Draft {
        let mut draft = self.empty_draft();
        let nodes = (0..self.node_count()).filter(|node| self.is_there(*node, day));
        let nodes = nodes.filter_map(|node| self.row_on(node, day));
        let relations = Table::ALL.iter().copied().filter(|table| table.node().is_none() && !table.is_of_changes());
        let relations = relations.flat_map(|table| self.rows(table).numbers().map(move |row| (table, row)));
        let holds = |at: &RowAt| !is_dated(at.0) || self.row_period(*at).holds(day);
        for at in nodes.chain(relations.filter(holds)) {
            let mut row = self.row(at);
            let is_whole = at.0.columns().iter().enumerate().all(|(column, spec)| {
                let Some(node) = self.node_named(at, column) else { return true };
                let fits = self.is_there(node, day) && self.fits_on(node, day, spec);
                row.set(column, if fits { self.code_on(node, day) } else { "" });
                fits || !at.0.rejects(column)
            });
            if is_whole {
                self.say_again(&mut draft, at.0, self.place_of(at), &row.cells().collect::<Vec<_>>());
            }
        }
        draft
    }

    /// Whether a node has on a day a level that a column takes.
    fn fits_on(&self, node: u32, day: Day, spec: &Column) -> bool {
        let level = || Some(self.units.level_of(self.version_of(self.row_on(node, day)?.1)));
        match spec.levels.filter(|_| self.kind(node).0 == NodeKind::Unit) {
            Some((top, bottom)) => level().is_none_or(|level| (top..=bottom).contains(&level)),
            None => true,
        }
    }

    /// A draft that says of itself what the hierarchy does, without rows.
    fn empty_draft(&self) -> Draft {
        let mut draft = Draft::new();
        draft.package = self.package.clone();
        // Bounds are stored as first days after, whatever the files wrote.
        draft.package.until = UntilRule::Exclusive;
        draft.present = self.present;
        draft
    }

    /// The source and the line of a row.
    pub(super) fn place_of(&self, (table, row): RowAt) -> (u32, u32) {
        if table == Table::Units {
            let cells = self.units.cells(self.version_of(row));
            return (cells.source, cells.line);
        }
        self.rows(table).place(row)
    }

    /// The records of a part: versions of its nodes, and relations of which it has both ends. Versions of a unit that
    /// lay outside the part are not its own; those of its top keep their parent as one outside, where it may be.
    pub(crate) fn draft_of(&self, part: &Part) -> Draft {
        let mut draft = self.empty_draft();
        let units = || part.nodes.iter().filter(|node| self.kind(**node).0 == NodeKind::Unit);
        let levels =
            units().flat_map(|slot| self.kept_versions(part, *slot).map(|version| self.units.level_of(version)));
        let outermost = levels.min();
        for node in &part.nodes {
            let (kind, number) = self.kind(*node);
            if kind == NodeKind::Unit {
                for version in self.kept_versions(part, number) {
                    self.redraft_unit(&mut draft, part, version, outermost);
                }
            }
            for row in self.nodes(kind).map(|nodes| nodes.versions(number)).into_iter().flatten() {
                self.redraft_row(&mut draft, part, kind.table(), row);
            }
        }
        for table in Table::ALL.iter().filter(|table| table.node().is_none()) {
            for row in self.rows(*table).numbers() {
                self.redraft_row(&mut draft, part, *table, row);
            }
        }
        draft
    }

    /// The versions of a unit that belong to a part: those that hang on none, or on a version of its parent that does;
    /// and of its top all that can be roots.
    fn kept_versions<'p>(&'p self, part: &'p Part, slot: u32) -> impl Iterator<Item = Version> + 'p {
        self.units.versions(slot).filter(move |version| self.keeps(part, slot, *version))
    }

    /// Levels grow downwards on each day that two versions share, so that this goes no deeper than there are levels.
    fn keeps(&self, part: &Part, slot: u32, version: Version) -> bool {
        let (parent, period) = (self.units.parent_of(version), self.units.period_of(version));
        if parent == NONE || part.top.is_none() {
            return true;
        }
        if !part.has(parent) {
            return part.top == Some(slot) && self.units.level_of(version).required_parent().is_none();
        }
        let mut shared = self.units.versions(parent).filter(|above| self.units.period_of(*above).overlaps(period));
        let any_shared = shared.clone().next().is_some();
        !any_shared || shared.any(|above| self.keeps(part, parent, above))
    }

    fn redraft_unit(&self, draft: &mut Draft, part: &Part, version: Version, outermost: Option<Level>) {
        let cells = self.units.cells(version);
        let period = self.units.period_of(version);
        let parent = if part.has(cells.parent) {
            let Some(code) = self.code_in(part, cells.parent, period, None) else { return };
            code
        } else if outermost != Some(self.units.level_of(version)) {
            // Only a unit of the outermost level can hang on one outside.
            NONE
        } else if cells.parent == NONE {
            cells.outside
        } else {
            self.codes(cells.parent).find(|code| self.named_in(*code, period) == Some(cells.parent)).unwrap_or(NONE)
        };
        let texts = self.version_texts(version, parent);
        self.say_again(draft, Table::Units, (cells.source, cells.line), &texts.each_ref().map(|text| &**text));
    }

    /// What a version of a unit says.
    pub(crate) fn unit_texts(&self, version: Version) -> [Cow<'_, str>; 8] {
        let (cells, period) = (self.units.cells(version), self.units.period_of(version));
        let names = |code: &u32| self.named_in(*code, period) == Some(cells.parent);
        let parent = if cells.parent == NONE { None } else { self.codes(cells.parent).find(names) };
        self.version_texts(version, parent.unwrap_or(cells.outside))
    }

    /// What a version of a unit says, with the code of its parent.
    fn version_texts(&self, version: Version, parent: u32) -> [Cow<'_, str>; 8] {
        let cells = self.units.cells(version);
        let period = self.units.period_of(version);
        let kind = if cells.inferred || cells.kind == NO_KIND { None } else { self.units.kind_of(version) };
        let households = self.units.households_of(version).map(|count| count.to_string()).unwrap_or_default();
        let [from, until] =
            [period.from(), period.until()].map(|day| day.map(|day| day.to_string()).unwrap_or_default());
        let [code, name, parent] = [cells.code, cells.name, parent].map(|symbol| self.text.get(symbol).into());
        let level = self.units.level_of(version).as_str().into();
        let kind = kind.map_or("", UnitKind::as_str).into();
        [code, name, level, parent, kind, households.into(), from.into(), until.into()]
    }

    /// The code by which a unit is known in a period.
    pub(crate) fn unit_code(&self, slot: u32, period: Period) -> &str {
        let shares = |version: &Version| self.units.period_of(*version).overlaps(period);
        let version = self.units.versions(slot).find(shares).or_else(|| self.units.latest(slot));
        version.map_or("", |version| self.text.get(self.units.code_of(version)))
    }

    /// The codes of a node, by time.
    pub(super) fn codes(&self, node: u32) -> impl Iterator<Item = u32> + '_ {
        let (kind, number) = self.kind(node);
        let nodes = self.nodes(kind);
        let rows = nodes.into_iter().flat_map(move |nodes| nodes.versions(number).map(|row| nodes.rows.cell(row, 0)));
        let versions = (kind == NodeKind::Unit).then(|| self.units.versions(number));
        versions.into_iter().flatten().map(|version| self.units.code_of(version)).chain(rows)
    }

    /// A code by which a row of a period can name a node of a part: `said` if it can, else the first of the node's codes
    /// in the part that was not another node's then.
    fn code_in(&self, part: &Part, node: u32, period: Period, said: Option<u32>) -> Option<u32> {
        let (kind, number) = self.kind(node);
        let kept = (kind == NodeKind::Unit).then(|| self.kept_versions(part, number));
        let kept = kept.into_iter().flatten().map(|version| self.units.code_of(version));
        let others = (kind != NodeKind::Unit).then(|| self.codes(node));
        let codes = kept.chain(others.into_iter().flatten());
        let mut first = None;
        for code in codes.filter(|code| self.named_in(*code, period) == Some(node)) {
            if said.is_none_or(|said| said == code) {
                return Some(code);
            }
            first = first.or(Some(code));
        }
        first
    }

    /// Whether a unit has a level that a column takes, by its versions that belong to the part: what it was of another
    /// level while it lay outside does not count.
    fn fits(&self, part: &Part, node: u32, period: Period, spec: &Column) -> bool {
        let Some((top, bottom)) = spec.levels.filter(|_| self.kind(node).0 == NodeKind::Unit) else { return true };
        let shares = |version: &Version| self.units.period_of(*version).overlaps(period);
        let any_shares = self.kept_versions(part, node).any(|version| shares(&version));
        let versions = self.kept_versions(part, node).filter(|version| !any_shares || shares(version));
        let mut levels = versions.map(|version| self.units.level_of(version));
        levels.all(|level| (top..=bottom).contains(&level))
    }

    /// The code for a reference of a row, if the part has the node that it names. A recode or a reuse is about the code
    /// itself.
    fn reference_in(&self, part: &Part, (table, row, column): (Table, u32, usize), spec: &Column) -> Option<u32> {
        let rows = self.rows(table);
        let (said, period) = (rows.cell(row, column), reference_period(table, rows, row, column));
        let node =
            self.named_in(said, period).filter(|node| part.has(*node) && self.fits(part, *node, period, spec))?;
        let kind = LineageKind::from_index(rows.cell(row, lineage_column::KIND));
        let is_of_codes = table == Table::Lineage && matches!(kind, Some(LineageKind::Recode | LineageKind::Reuse));
        self.code_in(part, node, period, Some(said)).filter(|code| !is_of_codes || *code == said)
    }

    /// A row of any table but `units`: a relation is left out unless the part has its ends, a node's own references
    /// only where the part does not have what they name.
    fn redraft_row(&self, draft: &mut Draft, part: &Part, table: Table, row: u32) {
        let rows = self.rows(table);
        let mut texts: Vec<Cow<'_, str>> = Vec::with_capacity(table.columns().len());
        for (column, spec) in table.columns().iter().enumerate() {
            let value = rows.cell(row, column);
            if !matches!(spec.cell, Cell::Reference(_)) || value == NONE {
                texts.push(spec.cell.to_text(value, &self.text));
                continue;
            }
            match self.reference_in(part, (table, row, column), spec) {
                Some(code) => texts.push(self.text.get(code).into()),
                None if table.rejects(column) => return,
                None => texts.push("".into()),
            }
        }
        let texts: Vec<&str> = texts.iter().map(|text| &**text).collect();
        self.say_again(draft, table, rows.place(row), &texts);
    }

    fn say_again(&self, draft: &mut Draft, table: Table, (source, line): (u32, u32), texts: &[&str]) {
        let (file, sheet) = &self.sources[source as usize];
        let source = draft.source(file, sheet.as_deref());
        push(draft, table, At { source, line }, texts);
    }
}

fn push(draft: &mut Draft, table: Table, at: At, texts: &[&str]) {
    // What was read once fits in a draft that holds no more than that and some rows.
    let said = draft.push(table, at, texts);
    debug_assert!(said.is_ok(), "a draft holds what a hierarchy holds");
}
