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

/// Sums over the children of units, by slot. An event takes off what children came to before, and adds what they come to
/// after it, however many others there are.
#[derive(Clone, Debug, Default)]
pub(crate) struct HouseholdSums(Vec<OfChildren>);

/// What the children of a unit come to.
#[derive(Clone, Copy, Debug, Default)]
struct OfChildren {
    // No sum is too large: there are fewer than 2^32 units, each with fewer than 2^32 households.
    sum: u64,
    count: u32,
    /// Of how many the count is unknown.
    unknown: u32,
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
        let mut sums = HouseholdSums(vec![OfChildren::default(); units.bound() as usize]);
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
    fn add(&mut self, slot: usize, child: Households) {
        if let Some(of_children) = self.0.get_mut(slot) {
            of_children.sum = of_children.sum.saturating_add(child.counted.unwrap_or(child.partial));
            of_children.count += 1;
            of_children.unknown += u32::from(child.counted.is_none());
        }
    }

    fn take_off(&mut self, slot: usize, child: Households) {
        if let Some(of_children) = self.0.get_mut(slot) {
            of_children.sum = of_children.sum.saturating_sub(child.counted.unwrap_or(child.partial));
            of_children.count = of_children.count.saturating_sub(1);
            of_children.unknown = of_children.unknown.saturating_sub(u32::from(child.counted.is_none()));
        }
    }

    fn at(&self, snapshot: Snapshot<'_>, slot: u32, version: Version) -> Households {
        let OfChildren { sum, count, unknown } = self.0.get(slot as usize).copied().unwrap_or_default();
        let sum = Sum { below: sum, children: count > 0, all_known: unknown == 0, ..Sum::new(slot, version) };
        sum.households(snapshot)
    }

    /// How many children a unit has.
    pub(crate) fn children_of(&self, slot: u32) -> u32 {
        self.0.get(slot as usize).map_or(0, |of_children| of_children.count)
    }

    /// What some units come to, by the units that they hang on on the day.
    pub(crate) fn added_by(&self, snapshot: Snapshot<'_>, slots: impl Iterator<Item = u32>) -> HouseholdParts {
        let units = &snapshot.hierarchy.units;
        let parts = slots.filter_map(|slot| {
            let version = units.version_on(slot, snapshot.at)?;
            let parent = Some(units.parent_of(version)).filter(|parent| *parent != NONE)?;
            Some((parent, self.at(snapshot, slot, version)))
        });
        HouseholdParts(parts.collect())
    }

    /// Goes on to the next version: some units no longer add what they added before, but what they come to now. Those
    /// above them are among them.
    pub(crate) fn follow(&mut self, before: HouseholdParts, snapshot: Snapshot<'_>, slots: impl Iterator<Item = u32>) {
        let units = &snapshot.hierarchy.units;
        self.0.resize(self.0.len().max(units.bound() as usize), OfChildren::default());
        for (parent, households) in before.0 {
            self.take_off(parent as usize, households);
        }
        let on_day =
            |slot: u32| units.version_on(slot, snapshot.at).map(|version| (units.level_of(version), slot, version));
        let mut by_level: Vec<(Level, u32, Version)> = slots.filter_map(on_day).collect();
        // What lies below others is of a deeper level, and is known when they are asked.
        by_level.sort_unstable_by_key(|(level, slot, _)| (std::cmp::Reverse(*level), *slot));
        for (_, slot, version) in by_level {
            let parent = units.parent_of(version);
            if parent != NONE {
                let households = self.at(snapshot, slot, version);
                self.add(parent as usize, households);
            }
        }
    }
}

/// What some units add to the sums of those that they hang on.
#[derive(Debug)]
pub(crate) struct HouseholdParts(Vec<(u32, Households)>);

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
