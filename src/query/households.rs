//! How many households there are: counted where they can be, declared where not.

use super::{Snapshot, Unit};
use crate::base::{Level, UnitLevel};
use crate::draft::NONE;
use crate::graph::Version;
use std::sync::Arc;

/// The households (户数) of a unit.
///
/// Counted is 1 for a household; else the sum over the children if all of them have a value; else what is declared;
/// else unknown. Rows and declarations are never added.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Households {
    /// The count, unless it is unknown.
    pub counted: Option<u64>,
    /// The sum over the children: of each its count, or else what is known of it. It is the same as the count where all
    /// children have one, and where there are none it is what the unit itself declares.
    pub partial: u64,
    /// What the unit itself declares.
    pub declared: Option<u32>,
}

/// The households of every unit on a day (户数汇总).
#[derive(Clone, Debug)]
pub struct HouseholdCounts<'h> {
    snapshot: Snapshot<'h>,
    by_slot: Arc<HouseholdSums>,
}

/// Sums over the children of units, by slot: the sum, whether there are any children, and whether one is unknown.
#[derive(Clone, Debug, Default)]
pub(crate) struct HouseholdSums {
    sums: Vec<u64>,
    children: Vec<bool>,
    unknown: Vec<bool>,
}

/// The sum over the children of one unit while they are met.
#[derive(Clone, Copy, Debug)]
struct Sum {
    slot: u32,
    version: Version,
    below: u64,
    children: bool,
    all_known: bool,
}

impl Sum {
    const fn new(slot: u32, version: Version) -> Self {
        Self { slot, version, below: 0, children: false, all_known: true }
    }

    fn add(&mut self, child: Households) {
        self.children = true;
        self.all_known &= child.counted.is_some();
        self.below = self.below.saturating_add(child.counted.unwrap_or(child.partial));
    }

    fn households(&self, snapshot: Snapshot<'_>) -> Households {
        let units = &snapshot.hierarchy.units;
        let declared = units.households_of(self.version);
        if units.level_of(self.version) == Level::Household {
            return Households { counted: Some(1), partial: 1, declared };
        }
        let counted = if self.children && self.all_known { Some(self.below) } else { declared.map(u64::from) };
        let partial = if self.children { self.below } else { counted.unwrap_or(0) };
        Households { counted, partial, declared }
    }
}

impl<L: UnitLevel> Unit<'_, L> {
    /// The households of the unit. It walks all below it, and keeps no more than one sum for each level.
    pub fn households(self) -> Households {
        let (snapshot, units) = (self.snapshot(), &self.snapshot().hierarchy.units);
        let mut root = Sum::new(self.slot(), self.version());
        let mut open: Vec<Sum> = Vec::with_capacity(Level::COUNT);
        let close = |open: &mut Vec<Sum>, root: &mut Sum| {
            if let Some(done) = open.pop() {
                let households = done.households(snapshot);
                open.last_mut().unwrap_or(root).add(households);
            }
        };
        for (slot, version) in units.below(self.slot(), snapshot.at, None) {
            let parent = units.parent_of(version);
            while open.last().is_some_and(|sum| sum.slot != parent) {
                close(&mut open, &mut root);
            }
            open.push(Sum::new(slot, version));
        }
        while !open.is_empty() {
            close(&mut open, &mut root);
        }
        root.households(snapshot)
    }
}

impl<'h> Snapshot<'h> {
    /// The households of every unit, in one pass.
    pub fn household_counts(self) -> HouseholdCounts<'h> {
        let units = &self.hierarchy.units;
        let mut sums = HouseholdSums::default();
        sums.resize(units.bound() as usize);
        units.bottom_up(self.at, |slot, version| {
            let parent = units.parent_of(version);
            if parent != NONE {
                let households = sums.at(self, slot, version);
                sums.add(parent as usize, households);
            }
        });
        HouseholdCounts { snapshot: self, by_slot: Arc::new(sums) }
    }
}

impl HouseholdSums {
    fn resize(&mut self, count: usize) {
        self.sums.resize(count, 0);
        self.children.resize(count, false);
        self.unknown.resize(count, false);
    }

    fn add(&mut self, slot: usize, child: Households) {
        let value = child.counted.unwrap_or(child.partial);
        self.sums.get_mut(slot).into_iter().for_each(|sum| *sum = sum.saturating_add(value));
        self.children.get_mut(slot).into_iter().for_each(|flag| *flag = true);
        let is_unknown = child.counted.is_none();
        self.unknown.get_mut(slot).into_iter().for_each(|flag| *flag |= is_unknown);
    }

    fn forget(&mut self, slot: usize) {
        self.sums.get_mut(slot).into_iter().for_each(|sum| *sum = 0);
        self.children.get_mut(slot).into_iter().for_each(|flag| *flag = false);
        self.unknown.get_mut(slot).into_iter().for_each(|flag| *flag = false);
    }

    fn at(&self, snapshot: Snapshot<'_>, slot: u32, version: Version) -> Households {
        let at = slot as usize;
        let sum = Sum {
            below: self.sums.get(at).copied().unwrap_or(0),
            children: self.children.get(at).copied().unwrap_or(false),
            all_known: !self.unknown.get(at).copied().unwrap_or(false),
            ..Sum::new(slot, version)
        };
        sum.households(snapshot)
    }

    /// Sums up some units of a snapshot anew: those below before those above.
    pub(crate) fn sum_up(&mut self, snapshot: Snapshot<'_>, slots: impl IntoIterator<Item = u32>) {
        let units = &snapshot.hierarchy.units;
        self.resize(self.sums.len().max(units.bound() as usize));
        let mut by_level: Vec<(Level, u32)> = Vec::new();
        for slot in slots {
            self.forget(slot as usize);
            let version = units.version_on(slot, snapshot.at);
            by_level.extend(version.map(|version| (units.level_of(version), slot)));
        }
        by_level.sort_unstable();
        for (_, slot) in by_level.into_iter().rev() {
            for (child, version) in units.children_in_any_order(slot, snapshot.at) {
                let households = self.at(snapshot, child, version);
                self.add(slot as usize, households);
            }
        }
    }
}

impl<'h> HouseholdCounts<'h> {
    /// The counts of a snapshot by its sums.
    pub(crate) const fn of_sums(snapshot: Snapshot<'h>, by_slot: Arc<HouseholdSums>) -> Self {
        Self { snapshot, by_slot }
    }

    /// The sums over the children of every unit.
    pub(crate) fn into_sums(self) -> Arc<HouseholdSums> {
        self.by_slot
    }

    /// The households of a unit of the same snapshot.
    pub fn of<L: UnitLevel>(&self, unit: Unit<'_, L>) -> Households {
        self.by_slot.at(self.snapshot, unit.slot(), unit.version())
    }

    /// The households of all roots: the sum of what is counted, and whether that is all.
    pub fn total(&self) -> Households {
        let mut total = Households { counted: Some(0), partial: 0, declared: None };
        for root in self.snapshot.roots() {
            let households = self.of(root);
            total.partial = total.partial.saturating_add(households.counted.unwrap_or(households.partial));
            total.counted = total.counted.zip(households.counted).map(|(a, b)| a.saturating_add(b));
        }
        total
    }
}
