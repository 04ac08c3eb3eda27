//! On which decision an event happened: a row for each node that it happened to, unless lineage says so.

use super::names::Node;
use super::plain::PlainRow;
use super::{Fate, Work};
use crate::oracle::calendar::{DayNumber, Days, text};
use govgrid::Change;

impl Work<'_> {
    pub(super) fn decide(&mut self, change: &Change) {
        self.keep_decisions(change);
        let Some(basis) = self.basis.clone() else { return };
        let mut subjects: Vec<String> = match change {
            Change::Open { reuse: Some(true), .. }
            | Change::Recode { .. }
            | Change::Merge { .. }
            | Change::Split { .. } => {
                return;
            }
            Change::Open { row, .. } => vec![PlainRow::from(row).cell("code").to_owned()],
            Change::Close { code } if self.changed_nodes().iter().all(|node| !self.codes_left(*node).is_empty()) => {
                vec![code.clone()]
            }
            Change::Close { .. } => Vec::new(),
            Change::Rename { code, .. }
            | Change::Transfer { code, .. }
            | Change::Reclassify { code, .. }
            | Change::Revise { code, .. } => vec![code.clone()],
            Change::Start { row } => {
                let row = PlainRow::from(row);
                let codes = row.names().into_iter().map(|(column, _)| row.cell(column).to_owned());
                codes.filter(|code| self.names.find(code, on(self.day)).is_some()).collect()
            }
            Change::Stop { .. } => self.of_changed_row(self.day - 1),
            Change::Correct { row, to } => {
                let (row, to) = (PlainRow::from(row), PlainRow::from(to));
                if row.is_node() && row.cell("code") != to.cell("code") {
                    vec![to.cell("code").to_owned()]
                } else {
                    self.of_changed_row(self.day)
                }
            }
            Change::Retract { .. } => self.of_changed_row(self.day),
            other => panic!("an event that the interpreter does not know: {other:?}"),
        };
        subjects.sort();
        subjects.dedup();
        for subject in subjects {
            let day = text(self.day);
            let cells = [("subject", &*subject), ("event", change.word()), ("day", &day), ("basis", &basis)];
            self.add(PlainRow::new("decisions", cells));
        }
    }

    fn changed_rows(&self) -> Vec<usize> {
        (0..self.rows.len()).filter(|at| self.fates[*at] != Fate::Stays).collect()
    }

    /// The nodes of which rows are gone or say something else.
    fn changed_nodes(&self) -> Vec<Node> {
        let mut nodes: Vec<Node> =
            self.changed_rows().into_iter().filter_map(|at| self.names.node_of_row(at)).collect();
        nodes.sort_unstable();
        nodes.dedup();
        nodes
    }

    /// The codes that rows of a node had before, of those that are not gone.
    fn codes_left(&self, node: Node) -> Vec<String> {
        let rows = self.names.rows_of(self.rows, node).into_iter().filter(|at| self.fates[*at] != Fate::Gone);
        rows.map(|at| self.rows[at].cell("code").to_owned()).collect()
    }

    /// The codes of the nodes that the row which changes is about: of one that was a node's, of that node, if any other row
    /// of it is left.
    fn of_changed_row(&self, day: DayNumber) -> Vec<String> {
        let changed = self.changed_rows();
        let at = *changed.iter().find(|at| self.rows[**at].table != "decisions").unwrap_or(&changed[0]);
        let own = self.names.node_of_row(at).filter(|node| !self.codes_left(*node).is_empty());
        let row = &self.rows[at];
        let named = row.names().into_iter().filter_map(|(column, _)| self.names.named(row, column));
        let nodes: Vec<Node> = own.map_or_else(|| named.collect(), |own| vec![own]);
        nodes.into_iter().filter_map(|node| self.code_that_names(node, day)).collect()
    }

    fn code_that_names(&self, node: Node, day: DayNumber) -> Option<String> {
        let left = self.codes_left(node);
        let then = self.names.code_on(self.rows, node, day);
        let codes = [then].into_iter().filter(|then| left.contains(then)).chain(left.iter().rev().cloned());
        codes.into_iter().find(|code| self.names.find(code, on(day)) == Some(node))
    }

    /// What was decided of a node by a code that it has no more, since no row with it is left, goes by the code that it gets
    /// in its place; else the node never was.
    fn keep_decisions(&mut self, change: &Change) {
        let in_place = if let Change::Recode { to, .. } = change {
            to.clone()
        } else if let Change::Correct { to, .. } = change {
            PlainRow::from(to).cell("code").to_owned()
        } else {
            String::new()
        };
        let mut fates = Vec::new();
        for node in self.changed_nodes() {
            let mut codes = Vec::new();
            for at in self.names.rows_of(self.rows, node) {
                match &self.fates[at] {
                    Fate::Stays => codes.push(self.rows[at].cell("code").to_owned()),
                    Fate::Says(row) => codes.push(row.cell("code").to_owned()),
                    Fate::Gone => {}
                }
            }
            let table = self.table(node);
            codes.extend(self.new.iter().filter(|row| row.table == table).map(|row| row.cell("code").to_owned()));
            for (at, row) in self.rows.iter().enumerate().filter(|(_, row)| row.table == "decisions") {
                let is_about = self.names.named(row, "subject") == Some(node) && self.fates[at] == Fate::Stays;
                if !is_about || codes.iter().any(|code| code == row.cell("subject")) {
                    continue;
                }
                let mut other = row.clone();
                other.set("subject", &in_place);
                fates.push((at, if codes.contains(&in_place) { Fate::Says(other) } else { Fate::Gone }));
            }
        }
        for (at, fate) in fates {
            self.fates[at] = fate;
        }
    }
}

fn on(day: DayNumber) -> Days {
    Days::new(Some(day), Some(day + 1))
}
