//! Plain rows of the tables about people, alliances, projects and what ties them together: cells by the name of their
//! column.

use super::calendar::{DayNumber, Days};
use super::world::{NodeId, Ref};

/// What a cell says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Cell {
    /// The node that it names, and by which code.
    Node(Ref),
    /// A word, a text or a list of words.
    Text(String),
    /// A number.
    Count(u32),
}

/// A row of a table. What it does not say has no cell.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    pub(crate) table: &'static str,
    /// The node that the row is a version of, and its code; none of a row between nodes.
    pub(crate) own: Option<Ref>,
    pub(crate) cells: Vec<(&'static str, Cell)>,
    /// The period; of a row of one day, that day.
    pub(crate) days: Days,
}

/// What becomes of a row on a day on which the node that a cell names is not there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum How {
    /// The cell names a node, without which the row says nothing.
    Needs,
    /// The cell may name a node, without which the row says the rest.
    May,
    /// The cell names no node.
    Says,
}
use How::{May, Needs, Says};

/// The tables of rows between nodes, with their columns in order.
pub(crate) const TABLES: [(&str, &[(&str, How)]); 14] = [
    ("directions", &[("organization", Needs), ("director", Needs)]),
    ("services", &[("organization", Needs), ("target", Needs), ("kind", Says)]),
    ("memberships", &[("person", Needs), ("organization", Needs), ("role", Says)]),
    ("attachments", &[("member", Needs), ("organization", Needs), ("kind", Says)]),
    (
        "posts",
        &[
            ("place", Needs),
            ("role", Says),
            ("holder", Needs),
            ("count", Says),
            ("of_which", Says),
            ("recruiter", May),
            ("manager", May),
        ],
    ),
    ("pairings", &[("a", Needs), ("b", Needs), ("kind", Says)]),
    ("reports", &[("reporter", Needs), ("target", Needs), ("kind", Says), ("members", Says)]),
    ("responsibilities", &[("holder", Needs), ("target", Needs), ("form", Says), ("purpose", Says)]),
    ("contacts", &[("contact", Needs), ("household", Needs), ("count", Says)]),
    ("whistles", &[("caller", Needs), ("responder", Needs), ("matter", Says)]),
    ("alliance_members", &[("alliance", Needs), ("member", Needs), ("count", Says), ("role", Says)]),
    ("measures", &[("subject", Needs), ("about", Needs), ("measure", Says), ("value", Says)]),
    (
        "claims",
        &[
            ("id", Says),
            ("subject", Needs),
            ("figure", Says),
            ("qualifier", Says),
            ("value", Says),
            ("unit", Says),
            ("base", Says),
            ("reading", Says),
            ("source", Says),
        ],
    ),
    ("mappings", &[("scheme", Says), ("code", Says), ("other_scheme", Says), ("other_code", Says)]),
];

/// The relations that rows of these tables state: name, table, and the columns of both ends; `code` is the row's own node.
pub(crate) const TIES: [(&str, &str, &str, &str); 20] = [
    ("directs", "directions", "director", "organization"),
    ("serves", "services", "organization", "target"),
    ("carried_out_in", "projects", "code", "within"),
    ("employed_by", "people", "code", "employer"),
    ("lives_in", "people", "code", "residence"),
    ("member_of", "memberships", "person", "organization"),
    ("attached_to", "attachments", "member", "organization"),
    ("holds", "posts", "holder", "place"),
    ("recruits", "posts", "recruiter", "place"),
    ("manages", "posts", "manager", "place"),
    ("paired_with", "pairings", "a", "b"),
    ("reports_to", "reports", "reporter", "target"),
    ("responsible_for", "responsibilities", "holder", "target"),
    ("contacts", "contacts", "contact", "household"),
    ("whistles", "whistles", "caller", "responder"),
    ("leads", "alliances", "lead", "code"),
    ("scoped_to", "alliances", "code", "scope"),
    ("part_of", "alliances", "code", "within"),
    ("takes_part", "alliance_members", "member", "alliance"),
    ("measured_at", "measures", "subject", "about"),
];

impl Row {
    pub(crate) fn cell(&self, column: &str) -> Option<&Cell> {
        self.cells.iter().find(|cell| cell.0 == column).map(|cell| &cell.1)
    }

    /// The node that a cell names; by `code` the row's own.
    pub(crate) fn node(&self, column: &str) -> Option<NodeId> {
        match self.cell(column) {
            Some(Cell::Node(named)) => Some(named.node),
            _ => self.own.as_ref().filter(|_| column == "code").map(|own| own.node),
        }
    }

    pub(crate) fn text(&self, column: &str) -> Option<String> {
        self.cell(column).map(|cell| match cell {
            Cell::Node(named) => named.code.clone(),
            Cell::Text(text) => text.clone(),
            Cell::Count(count) => count.to_string(),
        })
    }

    pub(crate) fn count(&self, column: &str) -> Option<u32> {
        match self.cell(column) {
            Some(Cell::Count(count)) => Some(*count),
            _ => None,
        }
    }

    /// Whether the row has a day in place of a period, or neither.
    pub(crate) fn is_undated(&self) -> bool {
        ["measures", "claims"].contains(&self.table)
    }

    /// The day that the row is of.
    pub(crate) fn day(&self) -> Option<DayNumber> {
        self.days.from.filter(|_| self.is_undated())
    }
}
