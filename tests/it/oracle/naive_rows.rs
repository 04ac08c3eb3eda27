//! The naive answers about people, alliances, projects and rows between nodes on a day.

use super::calendar::text;
use super::naive::Naive;
use super::rows::{Cell, How, Row, TABLES, TIES};
use super::world::{NodeId, World};

/// What a row says on a day, cell by cell, and when by its own word.
pub(crate) fn bounds(from: Option<String>, until: Option<String>) -> String {
    format!("[{}, {})", from.unwrap_or_default(), until.unwrap_or_default())
}

impl<'w> Naive<'w> {
    /// The row of a person, an alliance or a project that holds on the day.
    pub(crate) fn own_row(&self, node: NodeId) -> Option<&'w Row> {
        self.world.rows.iter().find(|row| row.node("code") == Some(node) && row.days.holds(self.day))
    }

    /// The nodes of a table that are there.
    pub(crate) fn nodes_in(&self, table: &str) -> Vec<NodeId> {
        self.world.nodes_in(table).into_iter().filter(|node| self.own_row(*node).is_some()).collect()
    }

    /// The node that the row of a node names, if it is there.
    pub(crate) fn named_by(&self, node: NodeId, column: &str) -> Option<NodeId> {
        self.own_row(node)?.node(column).filter(|named| self.has(*named))
    }

    /// The nodes of a table whose rows name a node.
    pub(crate) fn naming(&self, table: &str, column: &str, node: NodeId) -> Vec<NodeId> {
        self.nodes_in(table).into_iter().filter(|other| self.named_by(*other, column) == Some(node)).collect()
    }

    /// What the rows of a table say that hold on the day and say something, sorted: of all, or of those that name a node
    /// in one of some columns.
    pub(crate) fn rows_said(&self, table: &str, touching: Option<(NodeId, &[&str])>) -> Vec<String> {
        let touches = |row: &&Row| {
            let names = |node: NodeId, columns: &[&str]| columns.iter().any(|column| row.node(column) == Some(node));
            touching.is_none_or(|(node, columns)| names(node, columns))
        };
        let rows = self.world.rows.iter().filter(|row| row.table == table).filter(touches);
        let mut said: Vec<String> = rows.filter_map(|row| self.row_said(row, |_, _| true)).collect();
        said.sort_unstable();
        said
    }

    /// What the rows of a table say of some nodes alone, sorted: whether a node may be named by a column of a row.
    pub(crate) fn rows_said_of(&self, table: &str, of: impl Fn(&Row, &str, NodeId) -> bool) -> Vec<String> {
        let rows = self.world.rows.iter().filter(|row| row.table == table);
        let mut said: Vec<String> =
            rows.filter_map(|row| self.row_said(row, |column, node| of(row, column, node))).collect();
        said.sort_unstable();
        said
    }

    /// What a row says on the day of the nodes that are there, where the others are left out.
    fn row_said(&self, row: &Row, of: impl Fn(&str, NodeId) -> bool) -> Option<String> {
        if !(row.is_undated() || row.days.holds(self.day)) {
            return None;
        }
        let columns = TABLES.iter().find(|table| table.0 == row.table)?.1;
        let mut said: Vec<String> = Vec::new();
        for (column, how) in columns {
            said.push(match (row.cell(column), how) {
                (Some(Cell::Node(named)), _) if of(column, named.node) && self.has(named.node) => {
                    self.code(named.node).to_owned()
                }
                (Some(Cell::Node(_)), How::Needs) => return None,
                (Some(Cell::Node(_)) | None, _) => "-".to_owned(),
                (Some(_), _) => row.text(column)?,
            });
        }
        said.push(bounds(row.days.from.map(text), row.days.until.map(text)));
        Some(said.join(" | "))
    }

    /// The relations that rows state, with both their ends there.
    pub(super) fn ties_of_rows(&self) -> Vec<(&'static str, NodeId, NodeId)> {
        let holding = |row: &&Row| row.days.holds(self.day);
        self.world.rows.iter().filter(holding).flat_map(World::ties_of).collect()
    }
}

impl World {
    /// The nodes of a table, on any day.
    pub(crate) fn nodes_in(&self, table: &str) -> Vec<NodeId> {
        let rows = self.rows.iter().filter(|row| row.table == table);
        Self::distinct(rows.filter_map(|row| row.node("code")).collect())
    }

    /// The relations that a row states.
    pub(crate) fn ties_of(row: &Row) -> Vec<(&'static str, NodeId, NodeId)> {
        let stated = TIES.iter().filter(|tie| tie.1 == row.table);
        stated.filter_map(|(name, _, from, to)| Some((*name, row.node(from)?, row.node(to)?))).collect()
    }
}
