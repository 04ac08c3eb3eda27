//! Rows as plain texts, and what their columns are.

use crate::oracle::calendar::{self, DayNumber, Days};
use crate::oracle::plain_rows::Written;
use crate::oracle::rows::{How, TABLES};
use std::collections::BTreeMap;

/// A row: the cells that say something, by their columns.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct PlainRow {
    pub(crate) table: String,
    cells: BTreeMap<String, String>,
}

/// Columns that name nodes, and whether a row says nothing without one.
type Naming = &'static [(&'static str, bool)];

/// Columns that name nodes, of the tables that [`TABLES`] leaves out.
const NAMING: [(&str, Naming); 10] = [
    ("units", &[("parent", true)]),
    ("zones", &[("within", false)]),
    ("organizations", &[("superior", false), ("seat", false)]),
    ("people", &[("employer", false), ("residence", false)]),
    ("alliances", &[("lead", false), ("scope", false), ("within", false)]),
    ("projects", &[("within", false)]),
    ("zone_units", &[("zone", true), ("unit", true)]),
    ("coverage", &[("organization", true), ("target", true)]),
    ("lineage", &[("predecessor", true), ("successor", true)]),
    ("decisions", &[("subject", true)]),
];

/// The tables of nodes, and the column of what a node comes under.
pub(super) const NODES: [(&str, &str); 6] = [
    ("units", "parent"),
    ("zones", "within"),
    ("organizations", "superior"),
    ("people", "employer"),
    ("alliances", "within"),
    ("projects", "within"),
];

/// Tables whose rows lie between two nodes, with the two columns.
pub(super) const BETWEEN: [(&str, [&str; 2]); 10] = [
    ("directions", ["organization", "director"]),
    ("services", ["organization", "target"]),
    ("memberships", ["person", "organization"]),
    ("attachments", ["member", "organization"]),
    ("pairings", ["a", "b"]),
    ("reports", ["reporter", "target"]),
    ("responsibilities", ["holder", "target"]),
    ("whistles", ["caller", "responder"]),
    ("coverage", ["organization", "target"]),
    ("zone_units", ["zone", "unit"]),
];

/// Tables whose rows have a day, or none, in place of a period.
const OF_A_DAY: [&str; 4] = ["measures", "claims", "lineage", "decisions"];

/// The number of a day that a table writes.
pub(super) fn number(written: &str) -> DayNumber {
    let parts: Vec<i32> = written.split('-').map(|part| part.parse().unwrap()).collect();
    calendar::number(parts[0], parts[1], parts[2])
}

impl PlainRow {
    pub(super) fn new<'a>(table: &str, cells: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let mut row = Self { table: table.to_owned(), cells: BTreeMap::new() };
        for (column, cell) in cells {
            row.set(column, cell);
        }
        row
    }

    pub(super) fn written((table, cells): Written) -> Self {
        Self { table, cells: cells.into_iter().collect() }
    }

    pub(crate) fn cell(&self, column: &str) -> &str {
        self.cells.get(column).map_or("", String::as_str)
    }

    pub(super) fn set(&mut self, column: &str, text: &str) {
        if text.is_empty() {
            self.cells.remove(column);
        } else {
            self.cells.insert(column.to_owned(), text.to_owned());
        }
    }

    /// The cells but the bounds.
    pub(super) fn said(&self) -> BTreeMap<&str, &str> {
        let cells = self.cells.iter().map(|(column, cell)| (column.as_str(), cell.as_str()));
        cells.filter(|(column, _)| !["valid_from", "valid_until"].contains(column)).collect()
    }

    pub(crate) fn is_node(&self) -> bool {
        NODES.iter().any(|node| node.0 == self.table)
    }

    pub(super) fn has_period(&self) -> bool {
        !OF_A_DAY.contains(&self.table.as_str())
    }

    /// The row from a day on, if its table has periods.
    pub(super) fn starting(mut self, day: DayNumber) -> Self {
        if self.has_period() {
            self.set("valid_from", &calendar::text(day));
        }
        self
    }

    /// The days that it states; of lineage, which is of two days, all.
    pub(super) fn days(&self) -> Days {
        let day = |column: &str| Some(self.cell(column)).filter(|text| !text.is_empty());
        if self.has_period() {
            // The last day of all stands for no end.
            let until = day("valid_until").filter(|until| *until != "9999-12-31");
            return Days::new(day("valid_from").map(number), until.map(number));
        }
        if self.table == "decisions" {
            // What ended was there until the day.
            let is_over = ["close", "stop"].contains(&self.cell("event"));
            let first = number(self.cell("day")) - i32::from(is_over);
            return Days::new(Some(first), Some(first + 1));
        }
        day("day")
            .filter(|_| self.table != "lineage")
            .map_or(Days::ALWAYS, |day| Days::new(Some(number(day)), Some(number(day) + 1)))
    }

    /// The columns that may name nodes, and whether the row says nothing without.
    pub(super) fn names(&self) -> Vec<(&'static str, bool)> {
        if let Some(naming) = NAMING.iter().find(|naming| naming.0 == self.table) {
            return naming.1.to_vec();
        }
        let columns = TABLES.iter().find(|table| table.0 == self.table).map_or(&[][..], |table| table.1);
        let naming = columns.iter().filter(|column| column.1 != How::Says);
        naming.map(|(column, how)| (*column, *how == How::Needs)).collect()
    }

    /// Whether the name would be a person's.
    pub(super) fn is_nameless(&self) -> bool {
        let is = |table: &str, column: &str, word: &str| self.table == table && self.cell(column) == word;
        is("units", "level", "household") || is("organizations", "kind", "centre_household")
    }
}

impl From<&govgrid::record::Row> for PlainRow {
    fn from(row: &govgrid::record::Row) -> Self {
        let columns = row.table().columns().iter().map(|column| column.name);
        Self::new(row.table().as_str(), columns.zip(row.cells()))
    }
}

/// Back to a row of the crate, to build it.
impl From<&PlainRow> for govgrid::record::Row {
    fn from(row: &PlainRow) -> Self {
        let table: govgrid::record::Table = row.table.parse().unwrap();
        Self::new(table, table.columns().iter().map(|column| row.cell(column.name)))
    }
}
