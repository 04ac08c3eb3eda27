//! From two tables to the events that may have led from one to the other.

use super::{Change, Event};
use crate::base::{Day, Level};
use crate::graph::Hierarchy;
use crate::record::{NodeKind, Row, Table};
use std::collections::{BTreeMap, BTreeSet};

/// An event that would explain a difference (推定事件), with what speaks for it. It is never certain: two tables do not say
/// what happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    /// The event.
    pub event: Event,
    /// What speaks for it, or against it.
    pub grounds: Vec<Ground>,
}

/// What speaks for or against a proposed event (理由).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Ground {
    /// Both tables have the code.
    SameCode(String),
    /// Both have the name.
    SameName(String),
    /// Both lie in the same unit.
    SameParent(String),
    /// That many children of so many before have the names of children after.
    SharedChildren {
        /// How many are shared.
        shared: usize,
        /// How many there were.
        of: usize,
    },
    /// The name before is that of another node after, so that the code may have been used again rather than the node renamed.
    NameElsewhere(String),
    /// Only the earlier table has the code.
    Vanished(String),
    /// Only the later table has the code.
    Appeared(String),
}

impl Hierarchy {
    /// The events on a day that would lead from this hierarchy to another (推定事件), in an order in which they can be applied:
    /// the same code with another name, another code with the same name under the same unit or with the same children,
    /// codes that vanished or appeared, and relations that started or stopped. Applied, they leave no difference that
    /// [`Hierarchy::replay`] would find, unless one of them breaks structure on the way.
    pub fn changes_to(&self, next: &Self, day: Day) -> Vec<Proposal> {
        let (before, after) = (self.rows_by_code(day), next.rows_by_code(day));
        let pairs = Pairs::of(&before, &after);
        let mut proposals = Vec::new();
        let mut propose = |change: Change, grounds: Vec<Ground>| {
            proposals.push(Proposal { event: Event::on(day, change), grounds });
        };
        for (code, to, grounds) in &pairs.recoded {
            propose(Change::Recode { code: code.clone(), to: to.clone(), reuse: false }, grounds.clone());
        }
        let opened: BTreeMap<&str, &Row> =
            after.iter().filter(|(code, _)| !pairs.is_after(code)).map(|(code, row)| (code.as_str(), row)).collect();
        let mut in_order: Vec<&Row> = opened.values().copied().collect();
        in_order.sort_by_cached_key(|row| (rank(row), depth(row, &opened)));
        for row in in_order {
            // A code that this hierarchy has of another day is the node's own again.
            let code = row.cell("code").to_owned();
            propose(Change::Open { row: row.clone(), reuse: Some(false) }, vec![Ground::Appeared(code)]);
        }
        for (code, row) in &after {
            let Some(old) = pairs.before(code).and_then(|old| before.get(old)) else { continue };
            for change in pairs.changes(old, row) {
                let mut grounds = vec![Ground::SameCode(code.clone())];
                if matches!(change, Change::Rename { .. }) {
                    grounds.extend(pairs.elsewhere(old, &after));
                }
                propose(change, grounds);
            }
        }
        for (change, code) in self.changed_relations(next, day, &pairs) {
            propose(change, vec![code]);
        }
        let mut closed: Vec<&Row> =
            before.iter().filter(|(code, _)| !pairs.is_before(code)).map(|(_, row)| row).collect();
        closed.sort_by_key(|row| std::cmp::Reverse(rank(row)));
        for row in closed {
            let code = row.cell("code").to_owned();
            propose(Change::Close { code: code.clone() }, vec![Ground::Vanished(code)]);
        }
        proposals
    }

    /// Relations that hold in one of two hierarchies only. Rows of nodes that close end with them.
    fn changed_relations(&self, next: &Self, day: Day, pairs: &Pairs) -> Vec<(Change, Ground)> {
        let mut changes = Vec::new();
        let tables = Table::ALL.iter().copied().filter(|table| table.node().is_none() && !table.is_of_changes());
        for table in tables {
            let mut own: BTreeMap<Vec<String>, Vec<Row>> = BTreeMap::new();
            for row in self.relations_on(table, day).into_values().flatten() {
                own.entry(pairs.renamed(&row).said()).or_default().push(pairs.renamed(&row));
            }
            for (said, rows) in next.relations_on(table, day) {
                let known = own.get(&said).map_or(0, Vec::len);
                let first = said.first().cloned().unwrap_or_default();
                // As many as are in both are explained.
                own.entry(said).and_modify(|own| drop(own.drain(..known.min(rows.len()))));
                let new = rows.into_iter().skip(known);
                changes.extend(new.map(|row| (Change::Start { row }, Ground::Appeared(first.clone()))));
            }
            for row in own.into_values().flatten() {
                let first = row.at(0).to_owned();
                let change = if table.has_period() { Change::Stop { row } } else { Change::Retract { row } };
                changes.push((change, Ground::Vanished(first)));
            }
        }
        changes
    }
}

/// Parents come before their children.
fn rank(row: &Row) -> (Table, Option<Level>) {
    (row.table(), row.cell("level").parse().ok())
}

/// How many of those that open lie above a node that opens: a superior comes before its own.
fn depth(row: &Row, opened: &BTreeMap<&str, &Row>) -> usize {
    let above = |row: &&Row| opened.get(row.cell(super::columns::superior_name(row.table().node()?))).copied();
    std::iter::successors(Some(row), above).take(opened.len()).count()
}

/// Which codes of two tables are of one node.
struct Pairs {
    /// The code after of each code before.
    to: BTreeMap<String, String>,
    /// The code before of each code after.
    from: BTreeMap<String, String>,
    recoded: Vec<(String, String, Vec<Ground>)>,
}

impl Pairs {
    fn of(before: &BTreeMap<String, Row>, after: &BTreeMap<String, Row>) -> Self {
        let same =
            |code: &&String| before.get(*code).zip(after.get(*code)).is_some_and(|(a, b)| a.table() == b.table());
        let to: BTreeMap<String, String> =
            before.keys().filter(same).map(|code| (code.clone(), code.clone())).collect();
        let mut pairs = Self { from: to.clone(), to, recoded: Vec::new() };
        let names = [children(before), children(after)];
        // From the outermost level on, so that the parents are known.
        let mut vanished: Vec<&Row> = before.values().filter(|row| !pairs.is_before(row.cell("code"))).collect();
        vanished.sort_by_key(|row| rank(row));
        for row in vanished {
            if let Some((to, grounds)) = pairs.successor(row, after, &names) {
                let code = row.cell("code").to_owned();
                pairs.to.insert(code.clone(), to.clone());
                pairs.from.insert(to.clone(), code.clone());
                pairs.recoded.push((code, to, grounds));
            }
        }
        pairs
    }

    fn is_before(&self, code: &str) -> bool {
        self.to.contains_key(code)
    }

    fn is_after(&self, code: &str) -> bool {
        self.from.contains_key(code)
    }

    fn before(&self, code: &str) -> Option<&String> {
        self.from.get(code)
    }

    /// The one node that appeared with the same name under the same unit, or with most of the same children.
    fn successor(
        &self,
        row: &Row,
        after: &BTreeMap<String, Row>,
        [old, new]: &[BTreeMap<&str, BTreeSet<&str>>; 2],
    ) -> Option<(String, Vec<Ground>)> {
        if row.table() != Table::Units {
            return None;
        }
        let parent = self.to.get(row.cell("parent")).map_or(row.cell("parent"), String::as_str);
        let fits = |other: &&Row| {
            other.table() == Table::Units
                && !self.is_after(other.cell("code"))
                && other.cell("level") == row.cell("level")
                && other.cell("parent") == parent
        };
        let none = BTreeSet::new();
        let own = old.get(row.cell("code")).unwrap_or(&none);
        let mut found: Vec<(String, Vec<Ground>)> = Vec::new();
        for other in after.values().filter(fits) {
            let theirs = new.get(other.cell("code")).unwrap_or(&none);
            let (shared, of) = (own.intersection(theirs).count(), own.len());
            let is_named = !row.cell("name").is_empty() && row.cell("name") == other.cell("name");
            if is_named || (shared * 2 > of && shared * 2 > theirs.len()) {
                let mut grounds = vec![Ground::SameParent(parent.to_owned())];
                grounds.extend(is_named.then(|| Ground::SameName(row.cell("name").to_owned())));
                grounds.extend((of > 0).then_some(Ground::SharedChildren { shared, of }));
                found.push((other.cell("code").to_owned(), grounds));
            }
        }
        // Of several nobody can say which.
        if found.len() == 1 { found.pop() } else { None }
    }

    /// Whether the name before is that of another node of the same parent after.
    fn elsewhere(&self, old: &Row, after: &BTreeMap<String, Row>) -> Option<Ground> {
        let code = self.to.get(old.cell("code"))?;
        let bears = |(other, row): &(&String, &Row)| {
            *other != code && row.table() == old.table() && row.cell("name") == old.cell("name")
        };
        after.iter().find(bears).map(|(other, _)| Ground::NameElsewhere(other.clone()))
    }

    /// The row with the codes that its nodes have after.
    fn renamed(&self, row: &Row) -> Row {
        let mut renamed = row.clone();
        for (at, column) in row.table().columns().iter().enumerate() {
            let names = matches!(column.cell, crate::record::Cell::Reference(_) | crate::record::Cell::Parent);
            if let Some(to) = self.to.get(row.at(at)).filter(|_| names) {
                renamed.set(at, to);
            }
        }
        renamed
    }

    /// What a node says otherwise, as events. The node has its code after already.
    fn changes(&self, old: &Row, new: &Row) -> Vec<Change> {
        let old = self.renamed(old);
        let code = new.cell("code").to_owned();
        let differs = |column: &str| old.cell(column) != new.cell(column);
        let kind = old.table().node().unwrap_or(NodeKind::Unit);
        let above = super::columns::superior_name(kind);
        let mut changes = Vec::new();
        // Some kinds keep no name: it goes before the kind comes, and comes after the kind went.
        let rename = Change::Rename { code: code.clone(), name: new.cell("name").to_owned() };
        let (first, last) = if new.cell("name").is_empty() { (Some(rename), None) } else { (None, Some(rename)) };
        changes.extend(first.filter(|_| differs("name")));
        if differs(above) {
            let to = Some(new.cell(above).to_owned()).filter(|to| !to.is_empty());
            changes.push(Change::Transfer { code: code.clone(), to });
        }
        if differs("kind") || differs("level") {
            let level = new.cell("level").parse().ok().filter(|_| differs("level"));
            changes.push(Change::Reclassify { code: code.clone(), kind: Some(new.cell("kind").to_owned()), level });
        }
        changes.extend(last.filter(|_| differs("name")));
        let told = ["code", "name", "kind", "level", above];
        let others = old.table().columns().iter().filter(|column| !column.is_bound() && !told.contains(&column.name));
        let cells: BTreeMap<String, String> = others
            .filter(|column| differs(column.name))
            .map(|column| (column.name.to_owned(), new.cell(column.name).to_owned()))
            .collect();
        if !cells.is_empty() {
            changes.push(Change::Revise { code, cells });
        }
        changes
    }
}

/// The names of the children of each unit.
fn children(rows: &BTreeMap<String, Row>) -> BTreeMap<&str, BTreeSet<&str>> {
    let mut children: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for row in rows.values().filter(|row| row.table() == Table::Units && !row.cell("name").is_empty()) {
        children.entry(row.cell("parent")).or_default().insert(row.cell("name"));
    }
    children
}
