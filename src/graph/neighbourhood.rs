//! The rows that change and what they need to be checked, as a small draft. What is wrong with it would be wrong with the
//! whole; that nothing is wrong with it shows that nothing would be.

use super::context::references;
use super::same_texts::SameTexts;
use super::succession::Naming;
use super::{Edits, Fate, Hierarchy, RowAt};
use crate::base::LineageKind;
use crate::draft::{At, Batch, Checked, Draft, NONE, Texts};
use crate::record::{Cell, Row, Table, lineage_column, unit_column};
use std::collections::{BTreeMap, BTreeSet};

/// Every column.
pub(super) const ALL: u32 = u32::MAX;

/// The columns of a row that are looked at beside its code, its words and its days: a bit for each.
pub(super) type Columns = u32;

/// The number of a code that is known, the level of a unit that has it, and the days on which it does.
type Shape = (u32, u32, (i32, i32));

/// A row of the small draft that the next version has anew.
#[derive(Clone, Copy, Debug)]
pub(super) struct Told {
    pub(super) table: Table,
    /// The row of the draft.
    pub(super) row: u32,
    /// The row of the hierarchy that it was, if it was one.
    pub(super) was: Option<RowAt>,
}

/// What changes, checked.
pub(super) struct Neighbourhood {
    pub(super) checked: Checked,
    /// The rows that the next version has anew.
    pub(super) told: Vec<Told>,
    /// The nodes all of whose rows are told anew, or gone.
    pub(super) nodes: BTreeSet<u32>,
    /// The codes that may name other nodes than before, as texts of the draft.
    pub(super) codes: BTreeSet<u32>,
    pub(super) texts: SameTexts,
    /// Whether rows that name them are told anew.
    pub(super) is_renamed: bool,
    /// Rows of relations that are gone, or told anew.
    pub(super) gone: Vec<RowAt>,
    /// The node of each row of the draft that was one of the hierarchy.
    pub(super) known: BTreeMap<(Table, u32), u32>,
    /// What codes come to name, where rows follow on rows: all other codes, and rows of the nodes, stay as they are.
    pub(super) names: Option<Vec<Naming>>,
}

/// What of a neighbourhood its draft does not have.
pub(super) struct Parts {
    pub(super) nodes: BTreeSet<u32>,
    pub(super) codes: BTreeSet<u32>,
    pub(super) gone: Vec<RowAt>,
    pub(super) known: BTreeMap<(Table, u32), u32>,
    pub(super) names: Option<Vec<Naming>>,
}

/// A neighbourhood while it is gathered.
pub(super) struct Gathering<'h> {
    pub(super) hierarchy: &'h Hierarchy,
    pub(super) edits: &'h Edits,
    pub(super) draft: Draft,
    pub(super) texts: SameTexts,
    /// Rows of one table and one source that are not in the draft yet.
    batch: Option<Batch>,
    pub(super) told: Vec<Told>,
    nodes: BTreeSet<u32>,
    /// Symbols of codes that may name other nodes than before.
    pub(super) codes: BTreeSet<u32>,
    /// Codes of which lineage says more, whatever nodes have them.
    pub(super) tied: BTreeSet<u32>,
    /// Whether what rows name may be another node than before.
    is_renamed: bool,
    /// Rows of the hierarchy that are looked at, and which of their columns.
    pub(super) wanted: BTreeMap<RowAt, Columns>,
    /// Rows of relations that say the same, and may name others.
    again: BTreeSet<RowAt>,
    /// The codes that were looked up, for which columns of what they name, and whether for who leads it.
    pub(super) asked: BTreeSet<(u32, Columns, bool)>,
    /// The alliances of which was looked who leads them.
    pub(super) led: BTreeSet<u32>,
}

impl Neighbourhood {
    /// What edits touch; `None` if something is wrong with it, or if more than what they touch must be looked at.
    pub(super) fn of(hierarchy: &Hierarchy, edits: &Edits, changes: u32, is_renamed: bool) -> Option<Self> {
        let mut gathering = Gathering::new(hierarchy, edits, is_renamed);
        gathering.say(changes)?;
        gathering.find_nodes();
        gathering.find_context();
        gathering.finish()
    }
}

impl<'h> Gathering<'h> {
    pub(super) fn new(hierarchy: &'h Hierarchy, edits: &'h Edits, is_renamed: bool) -> Self {
        let mut draft = Draft::new();
        draft.package = hierarchy.package.clone();
        draft.package.until = crate::draft::UntilRule::Exclusive;
        Self {
            hierarchy,
            edits,
            draft,
            texts: SameTexts::default(),
            batch: None,
            told: Vec::new(),
            nodes: BTreeSet::new(),
            codes: BTreeSet::new(),
            tied: BTreeSet::new(),
            is_renamed,
            wanted: BTreeMap::new(),
            again: BTreeSet::new(),
            asked: BTreeSet::new(),
            led: BTreeSet::new(),
        }
    }
}

impl Gathering<'_> {
    /// Says what is new.
    pub(super) fn say(&mut self, changes: u32) -> Option<()> {
        for (at, fate) in &self.edits.fates {
            if let Fate::Says(row) = fate {
                let (source, line) = self.hierarchy.place_of(*at);
                self.push(row, At { source, line }, Some(*at), Some(*at))?;
            }
        }
        for (line, (row, like)) in (1..).zip(&self.edits.added) {
            self.push(row, At { source: changes, line }, None, *like)?;
        }
        self.settle()?;
        // A row that cannot be read is refused with all its reasons.
        (self.draft.states.iter().all(Vec::is_empty)
            && self.draft.dropped.is_empty()
            && self.draft.personal_references.is_empty())
        .then_some(())
    }

    fn push(&mut self, row: &Row, at: At, was: Option<RowAt>, like: Option<RowAt>) -> Option<()> {
        let table = row.table();
        if let Some(cells) = like.and_then(|like| self.cells_like(like, row)) {
            self.settle()?;
            let rows = self.draft.rows_mut(table);
            rows.push(at.source, at.line, &cells);
            self.told.push(Told { table, row: rows.len() - 1, was });
            return Some(());
        }
        if self.batch.as_ref().is_none_or(|batch| !batch.is_of(table, at.source)) {
            self.settle()?;
        }
        let batch = self.batch.get_or_insert_with(|| self.draft.batch(table, at.source));
        let texts: Vec<&str> = row.cells().collect();
        let before = batch.len();
        batch.push_row(at.line, &Texts::of(&texts), false);
        self.told.push(Told { table, row: self.draft.rows(table).len() + before, was });
        // A row that says nothing is passed over.
        (batch.len() > before).then_some(())
    }

    /// Adds what is said to the draft.
    fn settle(&mut self) -> Option<()> {
        let mut batch = self.batch.take();
        batch.iter_mut().try_for_each(|batch| self.draft.append(batch)).ok()
    }

    /// The symbol of a cell of what is new.
    pub(super) fn symbol(&self, said: Told, column: usize) -> Option<u32> {
        let symbol = Some(self.draft.rows(said.table).cell(said.row, column)).filter(|symbol| *symbol != NONE)?;
        let known = self.texts.known(symbol);
        known.or_else(|| self.hierarchy.text.find(self.draft.text.get(symbol)))
    }

    /// Finds the nodes whose rows change, with all that have their codes.
    fn find_nodes(&mut self) {
        let hierarchy = self.hierarchy;
        let mut open = Vec::new();
        for said in self.told.clone() {
            let kind = LineageKind::from_index(self.draft.rows(said.table).cell(said.row, lineage_column::KIND));
            if said.table.node().is_some() {
                open.extend(self.symbol(said, 0));
            } else if said.table == Table::Lineage && bears_on_names(kind) {
                let columns = [lineage_column::PREDECESSOR, lineage_column::SUCCESSOR];
                let ends: Vec<u32> = columns.iter().filter_map(|column| self.symbol(said, *column)).collect();
                self.tied.extend(&ends);
                open.extend(ends);
            }
        }
        for (table, row) in self.edits.fates.keys().copied() {
            if table.node().is_some() {
                open.push(hierarchy.cell((table, row), 0));
            } else if table == Table::Lineage
                && let Some(ends) = hierarchy.named_by_lineage(row)
            {
                self.tied.extend(ends);
                open.extend(ends);
            }
        }
        self.close_over(open);
    }

    /// Takes in what codes name, and all that lineage ties to it.
    fn close_over(&mut self, mut open: Vec<u32>) {
        let hierarchy = self.hierarchy;
        loop {
            while let Some(code) = open.pop() {
                if self.codes.insert(code) {
                    open.extend(self.enter(code));
                }
            }
            let linked = self.lineage_of_names().into_iter().filter_map(|row| hierarchy.named_by_lineage(row));
            open.extend(linked.flatten().filter(|code| !self.codes.contains(code)));
            if open.is_empty() {
                break;
            }
        }
    }

    /// Takes in the nodes that a code names. Answers their codes.
    fn enter(&mut self, code: u32) -> Vec<u32> {
        let hierarchy = self.hierarchy;
        let (reused, one) = hierarchy.named(code);
        if !reused.is_empty() {
            self.tied.insert(code);
        }
        let mut codes = Vec::new();
        for node in reused.iter().map(|found| found.1).chain(one) {
            self.nodes.insert(node);
            codes.extend(hierarchy.codes(node));
        }
        codes.sort_unstable();
        codes.dedup();
        if codes.len() > 1 {
            self.tied.extend(&codes);
        }
        codes
    }

    /// The rows of lineage that say which node a tied code names.
    fn lineage_of_names(&self) -> Vec<u32> {
        let rows: BTreeSet<u32> = self.tied.iter().flat_map(|code| self.hierarchy.lineage_with(*code)).collect();
        rows.into_iter().filter(|row| self.hierarchy.named_by_lineage(*row).is_some()).collect()
    }

    /// Finds all that must be looked at beside what is new.
    fn find_context(&mut self) {
        let hierarchy = self.hierarchy;
        if self.is_renamed {
            let naming: BTreeSet<RowAt> = self.nodes.iter().flat_map(|node| hierarchy.rows_naming(*node)).collect();
            let (of_nodes, of_relations): (Vec<RowAt>, Vec<RowAt>) =
                naming.into_iter().partition(|at| at.0.node().is_some());
            self.again.extend(of_relations.into_iter().filter(|at| !self.edits.fates.contains_key(at)));
            self.close_over(of_nodes.into_iter().map(|at| hierarchy.cell(at, 0)).collect());
        }
        let mut full: Vec<RowAt> = self.nodes.iter().flat_map(|node| hierarchy.rows_of(*node)).collect();
        full.extend(&self.again);
        let reshaped = self.reshaped();
        if !reshaped.is_empty() {
            let has_one = |node: &&u32| hierarchy.codes(**node).any(|code| reshaped.contains(&code));
            full.extend(self.nodes.iter().filter(has_one).flat_map(|node| hierarchy.rows_naming(*node)));
            full.extend(self.lineage_naming());
        }
        full.retain(|at| !self.edits.fates.contains_key(at));
        let mut open: Vec<(RowAt, Columns)> = full.into_iter().map(|at| (at, ALL)).collect();
        for said in self.told.clone() {
            for (column, _) in references(said.table) {
                if let Some(code) = self.symbol(said, column) {
                    self.want(&mut open, (said.table, column), code);
                }
            }
        }
        for node in self.nodes.clone() {
            self.want_leads(&mut open, node);
        }
        let tied = |gathering: &Self| {
            let rows = gathering.lineage_of_names().into_iter().map(|row| ((Table::Lineage, row), ALL));
            rows.filter(|(at, _)| !gathering.wanted.contains_key(at)).collect::<Vec<_>>()
        };
        loop {
            while let Some((at, columns)) = open.pop() {
                self.look_at(&mut open, at, columns);
            }
            open = tied(self);
            open.retain(|(at, _)| !self.edits.fates.contains_key(at));
            if open.is_empty() {
                break;
            }
        }
    }

    /// The codes of nodes that are there on other days than before, or as units of other levels, so that what names them
    /// must be looked at.
    fn reshaped(&self) -> BTreeSet<u32> {
        let hierarchy = self.hierarchy;
        let level = |table: Table, cell: u32| if table == Table::Units { cell } else { NONE };
        let (mut before, mut after) = (Vec::new(), Vec::new());
        for at in self.nodes.iter().flat_map(|node| hierarchy.rows_of(*node)) {
            let shape = (
                hierarchy.cell(at, 0),
                level(at.0, hierarchy.cell(at, unit_column::LEVEL)),
                hierarchy.row_period(at).raw(),
            );
            if !self.edits.fates.contains_key(&at) {
                after.push(shape);
            }
            before.push(shape);
        }
        for said in self.told.iter().filter(|said| said.table.node().is_some()) {
            let rows = self.draft.rows(said.table);
            // Nothing was known by a code that is new.
            let code = self.symbol(*said, 0).unwrap_or(NONE);
            after.push((code, level(said.table, rows.cell(said.row, unit_column::LEVEL)), rows.period(said.row).raw()));
        }
        let (before, after) = (joined(before), joined(after));
        before.symmetric_difference(&after).map(|shape| shape.0).collect()
    }

    /// Copies what is wanted into the draft, and checks it.
    fn finish(mut self) -> Option<Neighbourhood> {
        let hierarchy = self.hierarchy;
        let mut known = BTreeMap::new();
        for said in self.told.iter().filter(|said| said.table.node().is_some()) {
            if let Some(at) = said.was {
                known.insert((said.table, said.row), hierarchy.node_of(at));
            }
        }
        for (at, columns) in std::mem::take(&mut self.wanted) {
            let row = self.copy(at, columns, None)?;
            let node = at.0.node().map(|_| hierarchy.node_of(at));
            if let Some(node) = node {
                known.insert((at.0, row), node);
            }
            if node.map_or_else(|| self.again.contains(&at), |node| self.nodes.contains(&node)) {
                self.told.push(Told { table: at.0, row, was: Some(at) });
            }
        }
        let mut codes = BTreeSet::new();
        for code in std::mem::take(&mut self.codes) {
            codes.insert(self.copy_text(code)?);
        }
        let new = self.told.iter().filter(|said| said.table.node().is_some());
        codes.extend(new.map(|said| self.draft.rows(said.table).cell(said.row, 0)));
        let relations = self.edits.fates.keys().filter(|at| at.0.node().is_none());
        let gone = relations.chain(&self.again).copied().collect();
        let nodes = std::mem::take(&mut self.nodes);
        self.check(Parts { nodes, codes, gone, known, names: None })
    }

    /// Checks the draft; `None` if something is wrong with it.
    pub(super) fn check(mut self, parts: Parts) -> Option<Neighbourhood> {
        self.draft.outermost = self.hierarchy.outermost();
        let Parts { nodes, codes, gone, known, names } = parts;
        let (checked, told, texts) = (self.draft.check(), self.told, self.texts);
        let is_renamed = self.is_renamed;
        let neighbourhood = Neighbourhood { checked, told, nodes, codes, texts, is_renamed, gone, known, names };
        neighbourhood.checked.is_whole().then_some(neighbourhood)
    }

    /// Copies a row into the draft with some of its references, and perhaps under another code.
    pub(super) fn copy(&mut self, at: RowAt, columns: Columns, code: Option<u32>) -> Option<u32> {
        let table = at.0;
        let mut cells = Vec::with_capacity(table.columns().len());
        for ((column, spec), value) in table.columns().iter().enumerate().zip(self.hierarchy.cells(at)) {
            let value = code.filter(|_| column == 0).unwrap_or(value);
            let is_reference = matches!(spec.cell, Cell::Reference(_) | Cell::Parent);
            cells.push(if is_reference && columns & (1 << column) == 0 {
                NONE
            } else if spec.cell.is_text() && value != NONE {
                self.copy_text(value)?
            } else {
                value
            });
        }
        let (source, line) = self.hierarchy.place_of(at);
        let rows = self.draft.rows_mut(table);
        rows.push(source, line, &cells);
        Some(rows.len() - 1)
    }
}

/// Whether lineage of a kind says which nodes codes name.
const fn bears_on_names(kind: Option<LineageKind>) -> bool {
    matches!(kind, Some(LineageKind::Recode | LineageKind::Reuse))
}

/// Periods that follow on each other with nothing else changed become one.
fn joined(mut shapes: Vec<Shape>) -> BTreeSet<Shape> {
    shapes.sort_by(|a, b| (&a.0, a.2).cmp(&(&b.0, b.2)));
    shapes.dedup_by(|next, before| {
        let follows = next.0 == before.0 && next.1 == before.1 && next.2.0 == before.2.1;
        if follows {
            before.2.1 = next.2.1;
        }
        follows
    });
    shapes.into_iter().collect()
}

impl Hierarchy {
    /// The codes that a row of lineage ties, if it says which nodes codes name.
    fn named_by_lineage(&self, row: u32) -> Option<[u32; 2]> {
        let rows = self.rows(Table::Lineage);
        let kind = LineageKind::from_index(rows.cell(row, lineage_column::KIND));
        let ends = [lineage_column::PREDECESSOR, lineage_column::SUCCESSOR].map(|column| rows.cell(row, column));
        bears_on_names(kind).then_some(ends)
    }

    /// The node of a row of a node table.
    pub(super) fn node_of(&self, (table, row): RowAt) -> u32 {
        if table == Table::Units {
            return self.units.slot_of(self.version_of(row));
        }
        let rows = self.rows(table);
        self.named_in(rows.cell(row, 0), rows.period(row)).unwrap_or(NONE)
    }
}
