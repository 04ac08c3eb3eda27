//! What rules see of the children of units that events touched, counted: whether a rule can find anything among children
//! is known by what one of them looks like, however many others there are.

use super::profile::Active;
use super::rule::Run;
use crate::query::{HouseholdSums, Unit};
use std::collections::{BTreeMap, BTreeSet};

/// What a rule sees of a child.
pub(crate) type Seen = (u32, u32);

/// How many children of a unit look like something.
#[derive(Clone, Debug, Default)]
pub(crate) struct Looks(BTreeMap<Seen, u32>);

impl Looks {
    pub(crate) fn count(&self, seen: Seen) -> u32 {
        self.0.get(&seen).copied().unwrap_or(0)
    }

    fn add(&mut self, all: impl Iterator<Item = Seen>) {
        for seen in all {
            *self.0.entry(seen).or_default() += 1;
        }
    }

    fn take_off(&mut self, all: &[Seen]) {
        for seen in all {
            if let Some(count) = self.0.get_mut(seen) {
                *count = count.saturating_sub(1);
                if *count == 0 {
                    self.0.remove(seen);
                }
            }
        }
    }
}

/// The children of units that have many, as rules see them: by the rule's code and the unit.
#[derive(Clone, Debug, Default)]
pub(super) struct Siblings(BTreeMap<(&'static str, u32), Looks>);

/// Units of which a rule must look at all children, by the rule's code.
pub(super) type Unsettled = BTreeSet<(&'static str, u32)>;

/// So many children are looked at sooner than counted.
const FEW: u32 = 64;

impl Siblings {
    /// Goes on to the next version. Answers of which units a rule may find something among the children that an event
    /// touched, before it or after it. What is touched comes as each of the two versions has it.
    pub(super) fn follow<'h>(
        &mut self,
        running: &[Active],
        versions: [&[(u32, Option<Unit<'h>>)]; 2],
        sums: &HouseholdSums,
    ) -> Unsettled {
        let [_, after] = versions;
        let codes = || running.iter().filter(|active| matches!(active.check.run, Run::Among { .. }));
        let mut unsettled = Unsettled::new();
        // What is found names the unit itself.
        for slot in otherwise(versions) {
            unsettled.extend(codes().map(|active| (active.rule().code, slot)));
        }
        let mut children: BTreeMap<u32, [Vec<Unit<'h>>; 2]> = BTreeMap::new();
        for (version, units) in versions.into_iter().enumerate() {
            for unit in units.iter().filter_map(|unit| unit.1) {
                if let Some(parent) = unit.parent() {
                    let of_parent = children.entry(parent.slot()).or_default();
                    of_parent.get_mut(version).into_iter().for_each(|all| all.push(unit));
                }
            }
        }
        for (parent, touched) in children {
            let at = after.binary_search_by_key(&parent, |unit| unit.0).ok();
            let now = at.and_then(|at| after.get(at)?.1);
            for active in codes() {
                if self.may_find(active, (parent, now), &touched, sums) {
                    unsettled.insert((active.rule().code, parent));
                }
            }
        }
        unsettled
    }

    /// Whether a rule may find something among the children of a unit that an event touched, as they were and as they are.
    fn may_find<'h>(
        &mut self,
        active: &Active,
        (parent, now): (u32, Option<Unit<'h>>),
        touched: &[Vec<Unit<'h>>; 2],
        sums: &HouseholdSums,
    ) -> bool {
        let Run::Among { sees, may_find, .. } = active.check.run else { return false };
        let key = (active.rule().code, parent);
        if sums.children_of(parent) < FEW && !self.0.contains_key(&key) {
            return true;
        }
        let [gone, came] =
            touched.each_ref().map(|units| units.iter().filter_map(|unit| sees(*unit)).collect::<Vec<_>>());
        let looks = self.0.entry(key).or_insert_with(|| {
            // As they are in the version after, and from there as they were before.
            let mut looks = Looks::default();
            looks.add(now.into_iter().flat_map(Unit::children_in_any_order).filter_map(sees));
            looks.take_off(&came);
            looks.add(gone.iter().copied());
            looks
        });
        let any = |looks: &Looks| gone.iter().chain(&came).any(|seen| may_find(looks, *seen));
        let was_any = any(looks);
        looks.take_off(&gone);
        looks.add(came.iter().copied());
        was_any || any(looks)
    }
}

/// The units that say something else of themselves than before.
fn otherwise<'a>(versions: [&'a [(u32, Option<Unit<'_>>)]; 2]) -> impl Iterator<Item = u32> + 'a {
    let [before, after] = versions;
    // The version after may know more units, whose numbers come last.
    let old = before.iter().map(|unit| unit.1.as_ref().map(said)).chain(std::iter::repeat(None));
    let new = after.iter().map(|(slot, unit)| (*slot, unit.as_ref().map(said)));
    new.zip(old).filter(|((_, new), old)| new != old).map(|((slot, _), _)| slot)
}

/// What a unit says of itself on the day, and where.
fn said(unit: &Unit<'_>) -> [u32; 7] {
    let cells = unit.snapshot().hierarchy.units.cells(unit.version());
    let (from, until) = (cells.from.cast_unsigned(), cells.until.cast_unsigned());
    [cells.code, cells.name, u32::from(cells.level), cells.source, cells.line, from, until]
}
