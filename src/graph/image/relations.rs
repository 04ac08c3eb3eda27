//! What an image does not store, told from its rows: which node a code names, and which rows are of which nodes.

use super::levels::Levels;
use super::{ImageError, Part, of_table};
use crate::base::AllianceRole;
use crate::draft::{Chained, NONE, is_any_circle};
use crate::graph::hierarchy::Named;
use crate::graph::{Hierarchy, Link, Links, Stated, Tie};
use crate::record::{NodeKind, Relation, Table, alliance_member_column};

/// A code that names one node after another, while the others are gathered.
const MANY: u32 = NONE - 1;

impl Hierarchy {
    /// The node that each code names which rows of that node have; [`NONE`] for a code that was reused. `None` if a code
    /// that was not is one of two nodes.
    pub(super) fn names_of_rows(&self) -> Option<Named> {
        let columns = self.units.columns();
        let slots = if columns.code.is_empty() { columns.len() } else { 0 };
        let mut nodes = vec![NONE; self.text.len().checked_sub(slots as usize)?];
        for symbol in self.reused.keys().filter_map(|symbol| symbol.checked_sub(slots)) {
            *nodes.get_mut(symbol as usize)? = MANY;
        }
        let mut name = |symbol: u32, node: u32| {
            let Some(after) = symbol.checked_sub(slots) else {
                return (symbol == node || self.reused.contains_key(&symbol)).then_some(());
            };
            let known = nodes.get_mut(after as usize)?;
            if *known == NONE {
                *known = node;
            }
            (*known == node || *known == MANY).then_some(())
        };
        for (slot, code) in (0..).zip(&columns.code) {
            name(*code, slot)?;
        }
        for former in columns.all_former() {
            name(former.version.code, former.slot)?;
        }
        for kind in NodeKind::ALL {
            let Some(of_kind) = self.nodes(*kind) else { continue };
            for node in 0..of_kind.len() {
                for row in of_kind.versions(node) {
                    name(of_kind.rows.cell(row, 0), self.number(*kind, node))?;
                }
            }
        }
        for symbol in self.reused.keys().filter_map(|symbol| symbol.checked_sub(slots)) {
            *nodes.get_mut(symbol as usize)? = NONE;
        }
        Some(Named { slots, nodes })
    }

    /// The rows of a relation, by their ends.
    pub(super) fn said_links(&self, relation: Relation) -> Links {
        if relation == Relation::Contains {
            return Links::default();
        }
        let rows = 0..self.rows(relation.cells().0).len();
        Links::new(rows.filter_map(|row| self.link_of(relation, row)).take(Tie::MOST as usize).collect())
    }

    /// The rows of a table that say something of one node, by that node.
    pub(super) fn said_of_nodes(&self, table: Table) -> Stated {
        let rows = 0..self.rows(table).len();
        Stated::new(rows.filter_map(|row| Some((self.stated_of((table, row))?, row))).collect())
    }

    /// Every reference names what may stand there, no chain runs in a circle, and no alliance has two leads a day.
    pub(super) fn check_relations(&self) -> Result<(), ImageError> {
        let broken = |table: Table, what| ImageError::Broken { section: of_table(table, Part::Cells).name, what };
        let levels = Levels::of(self.units.columns());
        for table in Table::ALL.iter().filter(|table| **table != Table::Units) {
            let has_levels = |slot, period, range| levels.are_within(slot, period, range);
            if self.cell_faults(*table, has_levels).next().is_some() {
                return Err(broken(*table, "a row names what cannot stand there, or says too little"));
            }
        }
        let upwards = |link: Link| (link.to, link.from);
        if self.is_any_circle(Relation::Supervises, NodeKind::Organization, upwards) {
            return Err(broken(Table::Organizations, "superiors run in a circle"));
        }
        if self.is_any_circle(Relation::PartOf, NodeKind::Alliance, |link| (link.from, link.to)) {
            return Err(broken(Table::Alliances, "alliances lie within each other"));
        }
        if self.has_two_leads() {
            return Err(broken(Table::AllianceMembers, "an alliance has two leads on one day"));
        }
        Ok(())
    }

    /// Whether nodes of one kind are above themselves on any day.
    fn is_any_circle(&self, relation: Relation, kind: NodeKind, ends: impl Fn(Link) -> (u32, u32)) -> bool {
        let first = self.number(kind, 0);
        let chained = |link: Link| {
            let (below, above) = ends(link);
            let [below, above] = [below, above].map(|node| node.saturating_sub(first));
            Chained { below, above, from: link.starts, until: link.ends, row: link.row }
        };
        let links: Vec<Chained> = self.links(relation).iter().map(chained).collect();
        is_any_circle(&links)
    }

    /// Whether two different nodes lead an alliance on one day, or one that is not known and another.
    fn has_two_leads(&self) -> bool {
        // The alliance, the days, and who leads it then.
        let mut leads: Vec<(u32, i32, i32, Option<u32>)> = Vec::new();
        leads.extend(self.links(Relation::Leads).iter().map(|link| (link.to, link.starts, link.ends, Some(link.from))));
        let rows = self.rows(Table::AllianceMembers);
        for row in rows.numbers() {
            let is_lead = rows.cell(row, alliance_member_column::ROLE) == AllianceRole::Lead as u32;
            let counts = rows.cell(row, alliance_member_column::COUNT) != 0;
            let node = |column: usize| self.named_in(rows.cell(row, column), rows.period(row));
            if let Some(alliance) = node(alliance_member_column::ALLIANCE).filter(|_| is_lead && counts) {
                // Several who are not named are two leads by themselves.
                if !matches!(rows.cell(row, alliance_member_column::COUNT), 1 | NONE) {
                    return true;
                }
                let (starts, ends) = rows.bounds(row);
                leads.push((alliance, starts, ends, node(alliance_member_column::MEMBER)));
            }
        }
        leads.sort_unstable();
        // Of those that started before, the latest end of one leader, and that of any other.
        let (mut alliance, mut last, mut other) = (NONE, None, i32::MIN);
        for (of, starts, ends, leader) in leads {
            if of != alliance {
                (alliance, last, other) = (of, None, i32::MIN);
            }
            let (end, known) = last.unwrap_or((i32::MIN, leader));
            let is_same = known == leader && leader.is_some();
            if other > starts || (!is_same && end > starts) {
                return true;
            }
            if is_same || last.is_none() {
                last = Some((end.max(ends), leader));
            } else {
                (other, last) = (other.max(end), Some((ends, leader)));
            }
        }
        false
    }
}
