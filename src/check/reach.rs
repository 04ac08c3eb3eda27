//! How far a change reaches: what an audit must look at again.

use crate::base::{Day, Level};
use crate::draft::NONE;
use crate::graph::{Hierarchy, Link, Touched};
use crate::query::{CoverageOfUnits, Unit, Zone};
use crate::record::{NodeKind, Relation};
use std::collections::BTreeSet;

/// What must be looked at again in the version before a change and in the one after it.
#[derive(Clone, Debug, Default)]
pub(super) struct Reach {
    /// Units whose own versions or parents may be others, or that are there on other days.
    pub(super) own: BTreeSet<u32>,
    /// Units whose own versions, parents or children may be others, or that are there on other days.
    pub(super) units: BTreeSet<u32>,
    /// Units that may be covered otherwise.
    pub(super) below: BTreeSet<u32>,
    /// Zones, organizations and others that are touched.
    pub(super) nodes: BTreeSet<u32>,
    /// Ties in the version before, and in the one after.
    pub(super) ties: [Vec<(Relation, Link)>; 2],
}

/// A reach while it is found.
struct Finding<'h> {
    versions: [&'h Hierarchy; 2],
    /// Nodes whose own rows are others than before.
    changed: &'h BTreeSet<u32>,
    day: Day,
    /// Whether coverage leaves out what lies in some unit.
    excludes_within: bool,
    /// What is known of who covers, in each version.
    coverage: [CoverageOfUnits; 2],
    reach: Reach,
    /// The units of which all below has been taken, in each version.
    taken: [BTreeSet<u32>; 2],
}

impl Reach {
    pub(super) fn of<'h>(versions: [&'h Hierarchy; 2], touched: &'h Touched, day: Day, excludes_within: bool) -> Self {
        let (reach, taken) = (Self::default(), [BTreeSet::new(), BTreeSet::new()]);
        let coverage = [CoverageOfUnits::new(), CoverageOfUnits::new()];
        let mut finding = Finding { versions, changed: &touched.changed, day, excludes_within, coverage, reach, taken };
        for node in touched.changed.iter().chain(&touched.beside) {
            finding.take(*node);
        }
        for node in &touched.changed {
            finding.follow(*node);
        }
        // An instructor's post counts as coverage of where it is.
        for node in &touched.posts {
            finding.cover(*node);
        }
        for (relation, link) in touched.gone.iter().chain(&touched.came) {
            if matches!(relation, Relation::Covers | Relation::Comprises) {
                finding.cover(link.to);
            }
        }
        finding.reach.own = finding.reach.units.clone();
        finding.climb();
        finding.settle_ties(touched);
        finding.reach
    }
}

impl Finding<'_> {
    /// Whether a version of the hierarchy knows a node.
    fn knows(hierarchy: &Hierarchy, node: u32) -> bool {
        node < hierarchy.node_count()
    }

    fn known(&self, node: u32) -> impl Iterator<Item = &Hierarchy> {
        self.versions.iter().copied().filter(move |version| Self::knows(version, node))
    }

    fn kind(&self, node: u32) -> NodeKind {
        self.known(node).last().map_or(NodeKind::Unit, |version| version.kind(node).0)
    }

    fn take(&mut self, node: u32) {
        if self.kind(node) == NodeKind::Unit {
            self.reach.units.insert(node);
        } else {
            self.reach.nodes.insert(node);
        }
    }

    /// Takes what depends on a node whose own rows say something else.
    fn follow(&mut self, node: u32) {
        self.take_ties(node);
        match self.kind(node) {
            NodeKind::Unit => self.follow_unit(node),
            NodeKind::Zone => self.cover(node),
            NodeKind::Organization => self.cover_all(node, Relation::Covers),
            NodeKind::Person => self.cover_all(node, Relation::Holds),
            NodeKind::Alliance | NodeKind::Project => {}
        }
    }

    /// Takes what may be covered otherwise where rows of a relation lead from a node.
    fn cover_all(&mut self, node: u32, relation: Relation) {
        let ends = |version: &Hierarchy| version.links_from(node, relation).map(|link| link.to).collect::<Vec<_>>();
        let ends: BTreeSet<u32> = self.known(node).flat_map(ends).collect();
        for end in ends {
            self.cover(end);
        }
    }

    fn take_ties(&mut self, node: u32) {
        // Those in the version after are the same, but for those that are gone and new.
        let [before, _] = self.versions;
        if Self::knows(before, node) {
            for is_from in [true, false] {
                before.ties_in_any_order(node, is_from).for_each(|tie| self.reach.ties[0].push(tie));
            }
        }
    }

    /// Takes the ties that are gone and those that are new.
    fn settle_ties(&mut self, touched: &Touched) {
        let [before, after] = &mut self.reach.ties;
        let (gone, mut came) = (sorted(touched.gone.clone()), touched.came.clone());
        came.extend(before.iter().filter(|tie| gone.binary_search(tie).is_err()));
        before.extend(gone);
        (*before, *after) = (sorted(std::mem::take(before)), sorted(came));
    }

    /// Takes the units that hang on one, and those below them that are there on other days than before.
    fn follow_unit(&mut self, slot: u32) {
        let mut open = vec![slot];
        let mut met = BTreeSet::from([slot]);
        while let Some(slot) = open.pop() {
            let on_day = |version: &Hierarchy| {
                let found = version.units.version_on(slot, self.day)?;
                // A later version has the texts of the one before, by the same numbers.
                Some((version.units.parent_of(found), version.units.code_of(found)))
            };
            if self.differs(slot, on_day) {
                self.cover(slot);
            }
            let says = |version: &Hierarchy| Some((said(version, slot), version.life(slot)));
            if !self.differs(slot, says) {
                continue;
            }
            let mut children = Vec::new();
            for version in self.known(slot) {
                children.extend(version.units.hanging_on(slot).map(|child| version.units.slot_of(child)));
            }
            for child in sorted(children) {
                self.reach.units.insert(child);
                // One whose own rows are others is followed itself.
                let is_followed = self.changed.contains(&child);
                if !is_followed && self.differs(child, |version| Some(version.life(child))) && met.insert(child) {
                    self.take_ties(child);
                    open.push(child);
                }
            }
        }
    }

    /// Whether the two versions see something of a node differently.
    fn differs<T: PartialEq>(&self, node: u32, see: impl Fn(&Hierarchy) -> Option<T>) -> bool {
        let [before, after] = self.versions.map(|version| Self::knows(version, node).then(|| see(version)).flatten());
        before != after
    }

    /// Takes what may be covered otherwise if a node is: a unit with those below it, a zone with its units.
    fn cover(&mut self, node: u32) {
        match self.kind(node) {
            NodeKind::Unit => {
                self.reach.below.insert(node);
                // What comes or goes with the unit has another life than before, and is followed itself.
                let [before, after] = [0, 1].map(|version| self.seen_from_below(version, node));
                if before.is_some_and(|before| after.is_some_and(|after| before != after)) {
                    self.cover_below(node);
                }
            }
            NodeKind::Zone => {
                self.reach.nodes.insert(node);
                let comprised = |version: &Hierarchy| version.links_from(node, Relation::Comprises).collect::<Vec<_>>();
                let units: BTreeSet<u32> = self.known(node).flat_map(comprised).map(|link| link.to).collect();
                for unit in units {
                    self.cover_below(unit);
                }
            }
            NodeKind::Organization | NodeKind::Person | NodeKind::Alliance | NodeKind::Project => {
                self.reach.nodes.insert(node);
            }
        }
    }

    /// What coverage of the units below one depends on: whether they inherit any, the zones that they lie in, and where
    /// they lie if some places are left out.
    fn seen_from_below(&mut self, version: usize, slot: u32) -> Option<([bool; 2], BTreeSet<u32>, Vec<String>)> {
        let hierarchy = self.versions.get(version).copied().filter(|version| Self::knows(version, slot))?;
        let unit = Unit::there(hierarchy.as_of(self.day), slot)?;
        let line = || std::iter::once(unit).chain(unit.ancestors());
        let zones = unit.lies_in().map(Zone::number).collect();
        let places =
            if self.excludes_within { line().map(|unit| unit.code().to_owned()).collect() } else { Vec::new() };
        Some((self.coverage.get_mut(version)?.is_inherited_from(unit), zones, places))
    }

    fn cover_below(&mut self, slot: u32) {
        self.reach.below.insert(slot);
        let versions = self.versions.iter().zip(&mut self.taken);
        for (version, taken) in versions.filter(|(version, _)| Self::knows(version, slot)) {
            let mut open = vec![slot];
            while let Some(above) = open.pop() {
                if !taken.insert(above) {
                    continue;
                }
                let Some(found) = version.units.version_on(above, self.day) else { continue };
                // Coverage of households is not counted, and no rule asks for it.
                if version.units.level_of(found) >= Level::Building {
                    continue;
                }
                for (child, _) in version.units.children_in_any_order(above, self.day) {
                    self.reach.below.insert(child);
                    open.push(child);
                }
            }
        }
    }

    /// Takes every unit above, by placements of any time.
    fn climb(&mut self) {
        let mut open: Vec<u32> = self.reach.units.iter().copied().collect();
        while let Some(slot) = open.pop() {
            for version in self.versions.into_iter().filter(|version| Self::knows(version, slot)) {
                let parents = version.units.versions(slot).map(|found| version.units.parent_of(found));
                for parent in parents.filter(|parent| *parent != NONE) {
                    open.extend(Some(parent).filter(|parent| self.reach.units.insert(*parent)));
                }
            }
        }
    }
}

fn sorted<T: Ord>(mut all: Vec<T>) -> Vec<T> {
    all.sort_unstable();
    all.dedup();
    all
}

/// What the versions of a unit say but for their parents; those that say the same one after another are one.
fn said(version: &Hierarchy, slot: u32) -> Vec<(i32, i32, [u32; 5])> {
    let units = &version.units;
    let says = |found| {
        let cells = units.cells(found);
        let kind = u32::from(cells.kind) << 1 | u32::from(cells.inferred);
        (cells.from, cells.until, [cells.code, cells.name, u32::from(cells.level), kind, cells.households])
    };
    let mut said: Vec<(i32, i32, [u32; 5])> = units.versions(slot).map(says).collect();
    said.dedup_by(|next, before| {
        let follows = next.0 == before.1 && next.2 == before.2;
        if follows {
            before.1 = next.1;
        }
        follows
    });
    said
}
