//! Which rows are of one node, and what codes name, checked against what rows and lineage say.

use super::{ImageError, REUSED, UNIT_OUTSIDE};
use crate::base::{LineageKind, Period};
use crate::draft::{Draft, NONE};
use crate::graph::{Hierarchy, Nodes};
use crate::record::{NodeKind, Table, lineage_column as column};
use std::collections::BTreeMap;

impl Hierarchy {
    /// Rows are of one node where their codes or lineage say so, and reused codes name what these say. Most codes are of one
    /// node, and most nodes of one code: of these nothing is to be looked at.
    pub(super) fn check_names(&self) -> Result<(), ImageError> {
        let broken =
            ImageError::Broken { section: REUSED.name, what: "codes name other nodes than rows and lineage say" };
        let mut is_told = vec![false; self.text.len()];
        self.each_told_code(|code| is_told.get_mut(code as usize).into_iter().for_each(|is_told| *is_told = true));
        if !is_told.contains(&true) {
            return Ok(());
        }
        let mut draft = Draft::new();
        let mut symbols = vec![NONE; self.text.len()];
        let mut nodes = Vec::new();
        // Of a node with several codes all are told.
        let is_told = |node: &u32| is_told.get(self.last_code(*node) as usize) == Some(&true);
        for node in (0..self.node_count()).filter(is_told) {
            for at in self.each_row_of(node) {
                self.copy(&mut draft, at, &mut symbols);
                nodes.push((at.0, node));
            }
        }
        for row in self.rows(Table::Lineage).numbers() {
            self.copy(&mut draft, (Table::Lineage, row), &mut symbols);
        }
        let Some(identified) = draft.identified() else { return Err(broken) };
        let (mut node_of, mut found_of) = (BTreeMap::new(), BTreeMap::new());
        let mut rows = [0; Table::COUNT];
        for (table, node) in nodes {
            let Some(row) = rows.get_mut(table.index()) else { continue };
            let found = identified.node_of(table, *row);
            *row += 1;
            let is_same =
                *node_of.entry(found).or_insert(node) == node && *found_of.entry(node).or_insert(found) == found;
            if found.is_none() || !is_same {
                return Err(broken);
            }
        }
        let named = |all: &[(Period, u32)]| -> Option<Vec<(Period, u32)>> {
            all.iter().map(|(period, node)| Some((*period, *node_of.get(&Some(*node))?))).collect()
        };
        let reused = identified.nodes.reused.iter();
        let reused: Option<BTreeMap<u32, Vec<(Period, u32)>>> =
            reused.map(|(code, all)| Some((self.text.find(identified.draft.text.get(*code))?, named(all)?))).collect();
        if reused.as_ref() == Some(&*self.reused) { Ok(()) } else { Err(broken) }
    }

    fn last_code(&self, node: u32) -> u32 {
        let (kind, number) = self.kind(node);
        let last_row = |nodes: &Nodes| nodes.rows.cell(nodes.versions(number).end.saturating_sub(1), 0);
        self.nodes(kind).map_or_else(|| self.units.columns().code(number), last_row)
    }

    /// The codes of which lineage tells what they name, those that are said to be reused, and those of nodes with several.
    fn each_told_code(&self, mut tell: impl FnMut(u32)) {
        self.reused.keys().copied().for_each(&mut tell);
        let lineage = self.rows(Table::Lineage);
        for row in lineage.numbers() {
            let kind = LineageKind::from_index(lineage.cell(row, column::KIND));
            if matches!(kind, Some(LineageKind::Recode | LineageKind::Reuse)) {
                tell(lineage.cell(row, column::PREDECESSOR));
                tell(lineage.cell(row, column::SUCCESSOR));
            }
        }
        let columns = self.units.columns();
        for former in columns.all_former() {
            let latest = columns.code(former.slot);
            if former.version.code != latest {
                tell(former.version.code);
                tell(latest);
            }
        }
        for nodes in NodeKind::ALL.iter().filter_map(|kind| self.nodes(*kind)) {
            for node in 0..nodes.len() {
                let codes = nodes.versions(node).map(|row| nodes.rows.cell(row, 0));
                let last = nodes.rows.cell(nodes.versions(node).end.saturating_sub(1), 0);
                codes.filter(|code| *code != last).for_each(|code| {
                    tell(code);
                    tell(last);
                });
            }
        }
    }

    /// A parent outside the data is of no unit, and what hangs on it could be a root and is of the outermost level.
    pub(super) fn check_outside(&self) -> Result<(), ImageError> {
        let outermost = self.outermost();
        let is_outside = |(version, code): (crate::graph::Version, u32)| {
            let level = self.units.level_of(version);
            let is_named = self.named(code) != (&[], None);
            Some(level) == outermost && level.required_parent().is_none() && !is_named
        };
        let what = "a parent outside the data is inside, or of a unit that cannot have one";
        let holds = self.units.all_outside().all(is_outside);
        if holds { Ok(()) } else { Err(ImageError::Broken { section: UNIT_OUTSIDE.name, what }) }
    }
}
