//! Everything that adds up on a day, from plain tables.

use super::measures::{Ends, Readings};
use super::names::Node;
use super::numbers::{Amount, ONE, adds_up, amount, counted};
use super::plain::{PlainRow, number};
use super::{Done, Names, Tables, Work};
use crate::oracle::calendar::DayNumber;
use std::collections::{BTreeMap, BTreeSet};

impl Tables {
    /// Everything that adds up on a day over all that is there: what rows count (`rows`, the table and the words), what is
    /// measured (`measured` and the measure), what nodes declare (`declared` and the column) and the households of the
    /// outermost units.
    pub(crate) fn sums(&self, on: &str) -> BTreeMap<String, Amount> {
        let day = number(on);
        let work = self.at_work(day);
        let mut sums: BTreeMap<String, Amount> = BTreeMap::new();
        let mut add = |figure: String, amount: Amount| *sums.entry(figure).or_default() += amount;
        let mut latest: BTreeMap<(Ends, &str), Readings> = BTreeMap::new();
        for (at, row) in self.rows.iter().enumerate() {
            if let Some(figure) = Work::counting_in(row).filter(|_| row.days().holds(day) && work.has_its_nodes(row)) {
                add(figure, counted(row).map_or(ONE, |counted| counted.1));
            }
            if row.table == "measures" && adds_up(row.cell("measure")) && number(row.cell("day")) <= day {
                let ends = (work.names.named(row, "subject"), work.names.named(row, "about"));
                latest.entry((ends, row.cell("measure"))).or_default().push(at);
            }
        }
        for (((subject, about), measure), rows) in latest {
            let rows = work.latest(&rows, day);
            let is_one = rows.iter().all(|at| work.says_same(*at, rows[0]));
            let is_there = |node: Option<Node>| node.is_none_or(|node| work.names.is_there(&self.rows, node, day));
            if let (true, Some(value)) = (is_one && is_there(subject) && is_there(about), amount(work.value(rows[0]))) {
                add(format!("measured {measure}"), value);
            }
        }
        let nodes: BTreeSet<Node> = (0..self.rows.len()).filter_map(|at| work.names.node_of_row(at)).collect();
        for node in nodes {
            let Some(at) = work.names.row_on(&self.rows, node, day) else { continue };
            if !work.names.is_there(&self.rows, node, day) {
                continue;
            }
            let row = &self.rows[at];
            for column in ["full_members", "probationary_members"] {
                add(format!("declared {column}"), amount(row.cell(column)).unwrap_or_default());
            }
            if row.table == "units" && work.names.named(row, "parent").is_none() {
                add("declared households".to_owned(), work.known_households(node));
            }
        }
        sums
    }

    /// The units of a day that count the households which they declare, and those that count what all their children have;
    /// by their rows.
    pub(crate) fn sources(&self, on: &str) -> [BTreeSet<PlainRow>; 2] {
        let day = number(on);
        let work = self.at_work(day);
        let mut sources = [BTreeSet::new(), BTreeSet::new()];
        for (at, row) in self.rows.iter().enumerate().filter(|(_, row)| row.table == "units") {
            let node = work.names.node_of_row(at).unwrap();
            if !row.days().holds(day)
                || row.cell("households").is_empty()
                || !work.names.is_there(&self.rows, node, day)
            {
                continue;
            }
            let children = work.children(node);
            let is_told = !children.is_empty() && children.iter().all(|child| work.households(*child).is_some());
            sources[usize::from(is_told)].insert(row.clone());
        }
        sources
    }

    /// For how much some rows count in a figure, of those that hold on a day.
    pub(crate) fn counts_on(&self, on: &str, figure: &str, rows: &[PlainRow]) -> Amount {
        let day = number(on);
        let work = self.at_work(day);
        let holds = |row: &&PlainRow| {
            Work::counting_in(row).as_deref() == Some(figure) && row.days().holds(day) && work.has_its_nodes(row)
        };
        rows.iter().filter(holds).map(|row| counted(row).map_or(ONE, |counted| counted.1)).sum()
    }

    fn at_work(&self, day: DayNumber) -> Work<'_> {
        Work {
            rows: &self.rows,
            names: Names::of(&self.rows),
            day,
            basis: None,
            fates: Vec::new(),
            new: Vec::new(),
            done: Done::default(),
        }
    }
}

impl Work<'_> {
    /// The figure that a row counts in.
    fn counting_in(row: &PlainRow) -> Option<String> {
        let words: &[&str] = match row.table.as_str() {
            "posts" => &["role", "of_which"],
            "alliance_members" => &["role"],
            "reports" => &["kind"],
            "contacts" => &[],
            _ => return None,
        };
        let words: Vec<&str> = words.iter().map(|column| row.cell(column)).collect();
        Some(format!("rows {} {}", row.table, words.join(" ")))
    }

    /// Whether all that a row cannot do without is there.
    fn has_its_nodes(&self, row: &PlainRow) -> bool {
        let needed = row.names().into_iter().filter(|(column, is_needed)| *is_needed && !row.cell(column).is_empty());
        let mut nodes = needed.map(|(column, _)| self.names.named(row, column));
        nodes.all(|node| node.is_some_and(|node| self.names.is_there(self.rows, node, self.day)))
    }

    /// The households that are known of a unit: what all its children have together, or what it declares, or what is
    /// known of its children.
    fn known_households(&self, node: Node) -> Amount {
        self.households(node)
            .unwrap_or_else(|| self.children(node).iter().map(|child| self.known_households(*child)).sum())
    }
}
