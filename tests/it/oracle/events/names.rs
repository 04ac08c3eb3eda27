//! Which node a code names, and when: from rows and lineage alone.
//!
//! Rows of one code are of one node. A reuse parts them at its day, a recode joins the rows of two codes.

use super::plain::{NODES, PlainRow, number};
use crate::oracle::calendar::{DayNumber, Days};
use std::collections::BTreeMap;

/// A node, by the number of one of its rows.
pub(crate) type Node = usize;

pub(super) struct Names {
    /// The days from which a code is another node's, ascending.
    cuts: BTreeMap<String, Vec<DayNumber>>,
    /// The nodes that a code names one after another: how many cuts come before, and the node.
    named: BTreeMap<String, BTreeMap<usize, Node>>,
    /// The node of each row of a node.
    nodes: BTreeMap<usize, Node>,
}

impl Names {
    pub(super) fn of(rows: &[PlainRow]) -> Self {
        let mut names = Self { cuts: BTreeMap::new(), named: BTreeMap::new(), nodes: BTreeMap::new() };
        let lineage =
            |kind: &'static str| rows.iter().filter(move |row| row.table == "lineage" && row.cell("kind") == kind);
        for row in lineage("reuse") {
            let cuts = names.cuts.entry(row.cell("predecessor").to_owned()).or_default();
            cuts.push(number(row.cell("day")));
            cuts.sort_unstable();
            cuts.dedup();
        }
        for (at, row) in rows.iter().enumerate().filter(|(_, row)| row.is_node()) {
            let code = row.cell("code");
            let before = names.cuts_before(code, row.days());
            let node = *names.named.entry(code.to_owned()).or_default().entry(before).or_insert(at);
            names.nodes.insert(at, node);
        }
        for row in lineage("recode") {
            let day = number(row.cell("day"));
            let (before, after) = (row.cell("predecessor"), row.cell("successor"));
            let on = |day: DayNumber| Days::new(Some(day), None);
            let was = names.named.get(before).and_then(|named| named.get(&names.cuts_before(before, on(day - 1))));
            let is = names.named.get(after).and_then(|named| named.get(&names.cuts_before(after, on(day))));
            if let (Some(was), Some(is)) = (was.copied(), is.copied()) {
                names.join(was, is);
            }
        }
        names
    }

    fn join(&mut self, node: Node, other: Node) {
        let all = self.named.values_mut().flat_map(BTreeMap::values_mut).chain(self.nodes.values_mut());
        for found in all {
            if *found == other {
                *found = node;
            }
        }
    }

    /// How many nodes had a code before the one that has it by the first day that a row states; by none, all of them.
    fn cuts_before(&self, code: &str, days: Days) -> usize {
        let cuts = self.cuts.get(code).map_or(&[][..], Vec::as_slice);
        days.first_stated().map_or(cuts.len(), |day| cuts.iter().filter(|cut| **cut <= day).count())
    }

    /// The node that a code names in a row of some days: of those it names one after another the one of that time, or
    /// else the last.
    pub(super) fn find(&self, code: &str, days: Days) -> Option<Node> {
        let named = self.named.get(code)?;
        named.get(&self.cuts_before(code, days)).or(named.values().last()).copied()
    }

    /// The nodes that a code ever names.
    pub(super) fn ever(&self, code: &str) -> Vec<Node> {
        self.named.get(code).into_iter().flat_map(BTreeMap::values).copied().collect()
    }

    /// The node that a cell of a row names. Lineage names its predecessor as of the day before its own.
    pub(super) fn named(&self, row: &PlainRow, column: &str) -> Option<Node> {
        let code = row.cell(column);
        if code.is_empty() || !row.names().iter().any(|(name, _)| *name == column) {
            return None;
        }
        let mut days = row.days();
        if row.table == "lineage" {
            let day = number(row.cell("day"));
            days = Days::new(Some(if column == "predecessor" { day - 1 } else { day }), None);
        }
        self.find(code, days)
    }

    pub(super) fn node_of_row(&self, at: usize) -> Option<Node> {
        self.nodes.get(&at).copied()
    }

    /// The rows of a node by time.
    pub(super) fn rows_of(&self, rows: &[PlainRow], node: Node) -> Vec<usize> {
        let mut found: Vec<usize> = self.nodes.iter().filter(|(_, of)| **of == node).map(|(at, _)| *at).collect();
        found.sort_by_key(|at| rows[*at].days().from);
        found
    }

    pub(super) fn table(rows: &[PlainRow], node: Node) -> &'static str {
        NODES.iter().map(|known| known.0).find(|table| *table == rows[node].table).unwrap()
    }

    /// The codes of a node by time.
    pub(super) fn codes(&self, rows: &[PlainRow], node: Node) -> Vec<String> {
        self.rows_of(rows, node).into_iter().map(|at| rows[at].cell("code").to_owned()).collect()
    }

    /// The code that a node has on a day; or its last one before, or its first.
    pub(super) fn code_on(&self, rows: &[PlainRow], node: Node, day: DayNumber) -> String {
        let all = self.rows_of(rows, node);
        let started = all.iter().rfind(|at| rows[**at].days().from.is_none_or(|from| from <= day));
        rows[*started.unwrap_or(&all[0])].cell("code").to_owned()
    }

    /// The row of a node that holds on a day by its own word.
    pub(super) fn row_on(&self, rows: &[PlainRow], node: Node, day: DayNumber) -> Option<usize> {
        self.rows_of(rows, node).into_iter().find(|at| rows[*at].days().holds(day))
    }

    /// Whether a node is there on a day: a unit with all above it.
    pub(super) fn is_there(&self, rows: &[PlainRow], node: Node, day: DayNumber) -> bool {
        let mut above = Some(node);
        while let Some(node) = above {
            let Some(at) = self.row_on(rows, node, day) else { return false };
            above = if rows[at].table == "units" { self.named(&rows[at], "parent") } else { None };
        }
        true
    }
}
