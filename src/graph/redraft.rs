//! Back from a hierarchy to a draft: to write it as tables, or to build a part of it.
#![expect(clippy::indexing_slicing, reason = "columns and rows come from the tables themselves")]

use super::units::NO_KIND;
use super::{Hierarchy, Version};
use crate::base::{Period, UnitKind};
use crate::draft::{At, Draft, NONE, UntilRule};
use crate::record::{Cell, NodeKind, Table};

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
    /// The records that the hierarchy holds, as a draft (还原为草稿): built again, they give the same hierarchy.
    pub fn to_draft(&self) -> Draft {
        self.draft_of(&Part::new(None, (0..self.node_count()).collect()))
    }

    /// The records of a part: versions of its nodes, and relations of which it has both ends. Versions of a unit that
    /// lay outside the part are not its own; those of its top keep their parent as one outside.
    pub(crate) fn draft_of(&self, part: &Part) -> Draft {
        let mut draft = Draft::new();
        draft.package = self.package.clone();
        // Bounds are stored as first days after, whatever the files wrote.
        draft.package.until = UntilRule::Exclusive;
        draft.present = self.present;
        for node in &part.nodes {
            let (kind, number) = self.kind(*node);
            if kind == NodeKind::Unit {
                for version in self.units.versions(number) {
                    self.redraft_unit(&mut draft, part, number, version);
                }
            }
            for row in self.nodes(kind).map(|nodes| nodes.versions(number)).into_iter().flatten() {
                self.redraft_row(&mut draft, part, kind.table(), row);
            }
        }
        for table in Table::ALL.iter().filter(|table| table.node().is_none()) {
            for row in 0..self.rows(*table).len() {
                self.redraft_row(&mut draft, part, *table, row);
            }
        }
        draft
    }

    fn redraft_unit(&self, draft: &mut Draft, part: &Part, slot: u32, version: Version) {
        let cells = self.units.cells(version);
        let period = self.units.period_of(version);
        let inside = cells.parent == NONE || part.has(cells.parent);
        if !inside && part.top != Some(slot) {
            return;
        }
        let parent =
            if cells.parent == NONE { self.text.get(cells.outside) } else { self.unit_code(cells.parent, period) };
        let kind = if cells.inferred || cells.kind == NO_KIND { None } else { self.units.kind_of(version) };
        let households = self.units.households_of(version).map(|count| count.to_string()).unwrap_or_default();
        let [from, until] =
            [period.from(), period.until()].map(|day| day.map(|day| day.to_string()).unwrap_or_default());
        let texts = [
            self.text.get(cells.code),
            self.text.get(cells.name),
            self.units.level_of(version).as_str(),
            parent,
            kind.map_or("", UnitKind::as_str),
            &households,
            &from,
            &until,
        ];
        self.say_again(draft, Table::Units, (cells.source, cells.line), &texts);
    }

    /// The code by which a unit is known in a period.
    pub(crate) fn unit_code(&self, slot: u32, period: Period) -> &str {
        let shares = |version: &Version| self.units.period_of(*version).overlaps(period);
        let version = self.units.versions(slot).find(shares).unwrap_or(Version::Latest(slot));
        self.text.get(self.units.code_of(version))
    }

    /// A row of any table but `units`: a relation is left out unless the part has its ends, a node's own references
    /// only where the part does not have what they name.
    fn redraft_row(&self, draft: &mut Draft, part: &Part, table: Table, row: u32) {
        let rows = self.rows(table);
        let mut texts: Vec<String> = Vec::with_capacity(table.columns().len());
        for (column, spec) in table.columns().iter().enumerate() {
            let value = rows.cell(row, column);
            let is_reference = matches!(spec.cell, Cell::Reference(_)) && value != NONE;
            let named = |code: &str| self.named_by(code).any(|node| part.has(node));
            let text = spec.cell.to_text(value, &self.text);
            if is_reference && !named(&text) {
                if spec.rejects() {
                    return;
                }
                texts.push(String::new());
            } else {
                texts.push(text);
            }
        }
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        self.say_again(draft, table, rows.place(row), &texts);
    }

    fn say_again(&self, draft: &mut Draft, table: Table, (source, line): (u32, u32), texts: &[&str]) {
        let (file, sheet) = &self.sources[source as usize];
        let source = draft.source(file, sheet.as_deref());
        // What was read once fits in a draft that holds no more than that.
        let said = draft.push(table, At { source, line }, texts);
        debug_assert!(said.is_ok(), "a draft holds what a hierarchy holds");
    }
}
