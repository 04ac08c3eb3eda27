//! What rows of relations say, and the indices over them, checked again in the simplest way.

use super::{Hierarchy, Link};
use crate::base::{AllianceRole, Level, Period};
use crate::draft::{NONE, reference_period};
use crate::record::{Cell, NodeKind, Relation, Table, alliance_member_column};
use std::collections::BTreeMap;

impl Hierarchy {
    /// Every row of every relation is in its index, and what it names may stand there.
    pub(super) fn verify_rows(&self, broken: &mut Vec<String>) {
        for relation in Relation::ALL.iter().filter(|relation| **relation != Relation::Contains) {
            self.verify_links(*relation, broken);
        }
        for table in Table::ALL.iter().filter(|table| **table != Table::Units) {
            broken.extend(self.cell_faults(*table, |slot, period, levels| self.has_levels(slot, period, levels)));
            self.verify_stated(*table, broken);
        }
        self.verify_leads(broken);
    }

    /// The links of a relation are its rows that name both ends, by their ends and periods.
    fn verify_links(&self, relation: Relation, broken: &mut Vec<String>) {
        let (table, from, to) = relation.cells();
        let rows = self.rows(table);
        let link = |row: u32| {
            let node = |column: usize| self.named_in(rows.cell(row, column), rows.period(row));
            let (starts, ends) = rows.bounds(row);
            Some(Link { from: node(from)?, to: node(to)?, starts, ends, row })
        };
        let mut expected: Vec<Link> = rows.numbers().filter_map(link).collect();
        expected.sort_unstable();
        let mut found: Vec<Link> = self.links(relation).iter().collect();
        found.sort_unstable();
        if found != expected {
            broken.push(format!("{relation}: the links are not those of the rows"));
        }
        for link in expected.iter().filter(|link| link.starts >= link.ends) {
            broken.push(format!("{relation}: row {} holds on no day", link.row));
        }
    }

    /// What is wrong with references, which name a node of a kind and of levels that may stand there, and with cells that
    /// are needed; `has_levels` says whether a unit has no level out of a range while a row holds.
    pub(super) fn cell_faults(
        &self,
        table: Table,
        has_levels: impl Fn(u32, Period, (Level, Level)) -> bool,
    ) -> impl Iterator<Item = String> {
        self.rows(table).numbers().flat_map(move |row| self.faults_of(table, row, &has_levels))
    }

    fn faults_of(
        &self,
        table: Table,
        row: u32,
        has_levels: &impl Fn(u32, Period, (Level, Level)) -> bool,
    ) -> Vec<String> {
        let (rows, mut broken) = (self.rows(table), Vec::new());
        for (column, spec) in table.columns().iter().enumerate() {
            let value = rows.cell(row, column);
            if value == NONE && spec.required {
                broken.push(format!("{table}: row {row} has no {}", spec.name));
            }
            let Cell::Reference(kinds) = spec.cell else { continue };
            let node = self.named_in(value, reference_period(table, rows, row, column));
            let fits = node.is_some_and(|node| kinds.contains(&self.kind(node).0));
            let unit = node.filter(|node| self.kind(*node).0 == NodeKind::Unit);
            let of_levels = unit.zip(spec.levels);
            let fits = fits && of_levels.is_none_or(|(slot, levels)| has_levels(slot, rows.period(row), levels));
            if value != NONE && !fits {
                broken.push(format!("{table}: {} of row {row} names nothing that may stand there", spec.name));
            }
        }
        let either = table.either().map(|(who, count)| [rows.cell(row, who), rows.cell(row, count)]);
        if either.is_some_and(|cells| cells == [NONE, NONE] || (cells[0] != NONE && ![1, NONE].contains(&cells[1]))) {
            broken.push(format!("{table}: row {row} names nobody and counts nobody, or does both"));
        }
        broken
    }

    /// Whether a unit has none but levels of a range during a period, or ever where it is not there then.
    fn has_levels(&self, slot: u32, period: Period, (top, bottom): (Level, Level)) -> bool {
        let shares = |version: &super::Version| self.units.period_of(*version).overlaps(period);
        let any_shares = self.units.versions(slot).any(|version| shares(&version));
        let versions = self.units.versions(slot).filter(|version| !any_shares || shares(version));
        let mut levels = versions.map(|version| self.units.level_of(version));
        levels.all(|level: Level| (top..=bottom).contains(&level))
    }

    /// The rows that say something of a node are found by it. Those that events added are in their place by what they say,
    /// not by their numbers.
    fn verify_stated(&self, table: Table, broken: &mut Vec<String>) {
        let rows = self.rows(table);
        let mut expected: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
        for row in rows.numbers().filter(|_| table.node().is_none()) {
            let subject = table.subject().and_then(|column| self.named_in(rows.cell(row, column), rows.period(row)));
            expected.entry(subject.unwrap_or(NONE)).or_default().push(row);
        }
        if table.subject().is_some() && expected.contains_key(&NONE) {
            broken.push(format!("{table}: a row is about nothing"));
        }
        let differs = |node: &u32| {
            let mut rows = expected.get(node).filter(|_| table.subject().is_some()).cloned().unwrap_or_default();
            // Rows that events have added have later numbers than those that they come before.
            if self.changes() > 0 {
                rows.sort_by(|a, b| self.compare_rows(table, *a, *b));
            }
            !self.stated(*node, table).eq(rows)
        };
        for node in (0..self.node_count()).filter(differs) {
            broken.push(format!("{table}: the rows of node {node} are not found by it"));
        }
    }

    /// An alliance has one lead a day at most, whether by its own row or by a member's role.
    fn verify_leads(&self, broken: &mut Vec<String>) {
        let mut leads: BTreeMap<u32, Vec<(i32, i32, Option<u32>)>> = BTreeMap::new();
        for link in self.links(Relation::Leads).iter() {
            leads.entry(link.to).or_default().push((link.starts, link.ends, Some(link.from)));
        }
        let rows = self.rows(Table::AllianceMembers);
        for row in rows.numbers() {
            let cell = |column: usize| rows.cell(row, column);
            let is_lead = cell(alliance_member_column::ROLE) == AllianceRole::Lead as u32;
            let alliance = self.named_in(cell(alliance_member_column::ALLIANCE), rows.period(row));
            let Some(alliance) = alliance.filter(|_| is_lead && cell(alliance_member_column::COUNT) != 0) else {
                continue;
            };
            let (starts, ends) = rows.bounds(row);
            let leader = self.named_in(cell(alliance_member_column::MEMBER), rows.period(row));
            if (2..NONE).contains(&cell(alliance_member_column::COUNT)) {
                broken.push(format!("several lead alliance {alliance} by row {row}"));
            }
            leads.entry(alliance).or_default().push((starts, ends, leader));
        }
        for (alliance, leads) in leads {
            for (at, (starts, ends, leader)) in leads.iter().enumerate() {
                let differs = |other: &&(i32, i32, Option<u32>)| other.2 != *leader || leader.is_none();
                let later = leads.iter().skip(at + 1).filter(differs);
                if later.into_iter().any(|other| other.0 < *ends && *starts < other.1) {
                    broken.push(format!("alliance {alliance} has two leads on one day"));
                }
            }
        }
    }
}
