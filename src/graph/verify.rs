//! Every invariant and index of a hierarchy, checked again in the simplest way.
#![expect(clippy::indexing_slicing, reason = "whatever is out of range is a broken invariant, and this is for tests")]

use super::{Hierarchy, Link, Tie, Version};
use crate::base::Level;
use crate::draft::NONE;
use crate::record::{NodeKind, Relation};
use petgraph::visit::EdgeRef;
use std::collections::{BTreeMap, BTreeSet};

impl Hierarchy {
    /// Checks every invariant and index again, naively: for tests. It takes time in proportion to the hierarchy and
    /// more.
    ///
    /// # Errors
    /// A sentence for each invariant that does not hold.
    pub fn verify(&self) -> Result<(), Vec<String>> {
        let mut broken = Vec::new();
        self.verify_layout(&mut broken);
        self.verify_structure(&mut broken);
        self.verify_codes(&mut broken);
        self.verify_names(&mut broken);
        self.verify_chain(Relation::Supervises, |link| (link.to, link.from), &mut broken);
        self.verify_chain(Relation::PartOf, |link| (link.from, link.to), &mut broken);
        self.verify_graph(&mut broken);
        self.verify_rows(&mut broken);
        if broken.is_empty() { Ok(()) } else { Err(broken) }
    }

    /// Slots are a pre-order, siblings by code and time, and `end` closes each subtree.
    fn verify_layout(&self, broken: &mut Vec<String>) {
        let mut open: Vec<u32> = Vec::new();
        let mut last_child: BTreeMap<u32, (String, i32)> = BTreeMap::new();
        let columns = self.units.columns();
        for slot in 0..columns.len() {
            while open.last().is_some_and(|above| columns.end(*above) <= slot) {
                open.pop();
            }
            let home = columns.home_parent(slot);
            if open.last().copied().unwrap_or(NONE) != home {
                broken.push(format!("slot {slot} lies in the range of {:?}, not of its parent {home}", open.last()));
            }
            if open.last().is_some_and(|above| columns.end(slot) > columns.end(*above)) {
                broken.push(format!("slot {slot} ends after the slot above it"));
            }
            let latest = columns.latest(slot);
            let key = (self.text.get(latest.code).to_owned(), latest.from);
            let in_order = last_child.insert(home, key.clone()).is_none_or(|before| before < key);
            if !in_order && home != NONE {
                broken.push(format!("slot {slot} stands before a sibling with a lesser code"));
            }
            open.push(slot);
        }
    }

    /// Parents are strictly above on every day, grids hang on communities, versions share no day.
    fn verify_structure(&self, broken: &mut Vec<String>) {
        for slot in self.units.slots() {
            let versions: Vec<Version> = self.units.versions(slot).collect();
            for pair in versions.windows(2) {
                let (before, after) = (self.units.cells(pair[0]), self.units.cells(pair[1]));
                if before.until > after.from {
                    broken.push(format!("versions of slot {slot} share a day"));
                }
            }
            for version in versions {
                self.verify_version(slot, version, broken);
            }
        }
    }

    fn verify_version(&self, slot: u32, version: Version, broken: &mut Vec<String>) {
        let (level, parent) = (self.units.level_of(version), self.units.parent_of(version));
        let cells = self.units.cells(version);
        if cells.from >= cells.until {
            broken.push(format!("a version of slot {slot} holds on no day"));
        }
        if parent == NONE {
            if level.required_parent().is_some() {
                broken.push(format!("slot {slot} of level {level} is a root"));
            }
            return;
        }
        let period = self.units.period_of(version);
        let overlaps = |above: &Version| self.units.period_of(*above).overlaps(period);
        let is_met = self.units.versions(parent).any(|above| overlaps(&above));
        for above in self.units.versions(parent).filter(|above| !is_met || overlaps(above)) {
            let above = self.units.level_of(above);
            if above >= level || level.required_parent().is_some_and(|required: Level| required != above) {
                broken.push(format!("slot {slot} of level {level} hangs on a unit of level {above}"));
            }
        }
    }

    /// Every code of every version leads to its node.
    fn verify_codes(&self, broken: &mut Vec<String>) {
        let mut expected: BTreeMap<&str, BTreeSet<u32>> = BTreeMap::new();
        for slot in self.units.slots() {
            for version in self.units.versions(slot) {
                expected.entry(self.text.get(self.units.code_of(version))).or_default().insert(slot);
            }
        }
        for kind in NodeKind::ALL.iter().copied() {
            let Some(nodes) = self.nodes(kind) else { continue };
            for node in nodes.in_order(&self.text) {
                for row in nodes.versions(node) {
                    let code = self.text.get(nodes.rows.cell(row, 0));
                    expected.entry(code).or_default().insert(self.number(kind, node));
                }
            }
        }
        for (code, nodes) in expected {
            let found: BTreeSet<u32> = self.named_by(code).collect();
            if found != nodes {
                broken.push(format!("code `{code}` names {found:?}, not {nodes:?}"));
            }
        }
    }

    /// A node has one above it a day, and following those comes to an end on every day on which one starts.
    fn verify_chain(&self, relation: Relation, ends: fn(&Link) -> (u32, u32), broken: &mut Vec<String>) {
        let links: Vec<_> = self.links(relation).iter().collect();
        let days: BTreeSet<i32> = links.iter().map(|link| link.starts).collect();
        for day in days {
            let mut above: BTreeMap<u32, u32> = BTreeMap::new();
            for link in links.iter().filter(|link| link.starts <= day && day < link.ends) {
                let (lower, upper) = ends(link);
                if above.insert(lower, upper).is_some() {
                    broken.push(format!("{relation}: node {lower} has two above it on day {day}"));
                }
            }
            let mut good: BTreeSet<u32> = BTreeSet::new();
            for start in above.keys() {
                let (mut node, mut path) = (*start, BTreeSet::new());
                while !good.contains(&node) && path.insert(node) {
                    match above.get(&node) {
                        Some(next) => node = *next,
                        None => break,
                    }
                    if path.contains(&node) {
                        broken.push(format!("{relation}: node {node} is above itself on day {day}"));
                    }
                }
                good.extend(path);
            }
        }
    }

    /// The graph says what the columns say: an edge for each placement and each row of a relation, and no other.
    fn verify_graph(&self, broken: &mut Vec<String>) {
        let mut expected: BTreeSet<(Tie, u32, u32)> = BTreeSet::new();
        for slot in self.units.slots() {
            for version in self.units.versions(slot) {
                let parent = self.units.parent_of(version);
                if parent != NONE {
                    expected.insert((Tie::new(Relation::Contains, self.units.row_of(version)), parent, slot));
                }
            }
        }
        for relation in Relation::ALL {
            for row in self.links(*relation).places() {
                let link = self.links(*relation).get(row);
                expected.insert((Tie::new(*relation, row), link.from, link.to));
            }
        }
        let node = |index: petgraph::graph::NodeIndex| u32::try_from(index.index()).unwrap_or(NONE);
        let found: BTreeSet<(Tie, u32, u32)> =
            self.graph().edge_references().map(|e| (*e.weight(), node(e.source()), node(e.target()))).collect();
        if found != expected {
            broken.push("the edges of the graph are not those of the columns".to_owned());
        }
        if self.graph().node_count() != self.node_count() as usize {
            broken.push("the nodes of the graph are not those of the columns".to_owned());
        }
    }
}
