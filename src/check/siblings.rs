//! What rules see of the children of units that events touched, counted: whether a rule can find anything among children
//! is known by what one of them looks like, however many others there are.

use super::profile::Active;
use super::rule::Run;
use crate::query::{Snapshot, Unit};
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

    fn add(&mut self, all: &[Seen]) {
        for seen in all {
            *self.0.entry(*seen).or_default() += 1;
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

/// The children of every unit that an event touched, as rules see them: by the rule's code and the unit.
#[derive(Clone, Debug, Default)]
pub(super) struct Siblings(BTreeMap<(&'static str, u32), Looks>);

/// Units of which a rule must look at all children, by the rule's code.
pub(super) type Unsettled = BTreeSet<(&'static str, u32)>;

impl Siblings {
    /// Goes on to the next version. Answers of which units a rule may find something among the children that an event
    /// touched, before it or after it.
    pub(super) fn follow(
        &mut self,
        running: &[Active],
        versions: [Snapshot<'_>; 2],
        touched: &BTreeSet<u32>,
    ) -> Unsettled {
        let [before, after] = versions.map(|snapshot| {
            let known = touched.iter().copied().filter(|slot| *slot < snapshot.hierarchy.node_count());
            known.filter_map(|slot| Some((slot, Unit::there(snapshot, slot)?))).collect::<BTreeMap<u32, Unit<'_>>>()
        });
        let mut unsettled = Unsettled::new();
        let otherwise = touched.iter().filter(|slot| before.get(slot).map(said) != after.get(slot).map(said));
        let otherwise: Vec<u32> = otherwise.copied().collect();
        for active in running {
            let Run::Among { sees, may_find, .. } = active.check.run else { continue };
            let code = active.rule().code;
            // What is found names the unit itself.
            unsettled.extend(otherwise.iter().map(|slot| (code, *slot)));
            let mut children: BTreeMap<u32, [Vec<Seen>; 2]> = BTreeMap::new();
            for (version, units) in [&before, &after].into_iter().enumerate() {
                for unit in units.values() {
                    if let (Some(parent), Some(seen)) = (unit.parent(), sees(*unit)) {
                        let of_parent = children.entry(parent.slot()).or_default();
                        of_parent.get_mut(version).into_iter().for_each(|all| all.push(seen));
                    }
                }
            }
            for (parent, [gone, came]) in children {
                let looks = self.0.entry((code, parent)).or_insert_with(|| {
                    let unit = Unit::there(versions[1], parent);
                    let seen: Vec<Seen> =
                        unit.into_iter().flat_map(Unit::children_in_any_order).filter_map(sees).collect();
                    let mut looks = Looks::default();
                    looks.add(&seen);
                    // As they were before.
                    looks.take_off(&came);
                    looks.add(&gone);
                    looks
                });
                let any = |looks: &Looks| gone.iter().chain(&came).any(|seen| may_find(looks, *seen));
                let could = any(looks);
                looks.take_off(&gone);
                looks.add(&came);
                if could || any(looks) {
                    unsettled.insert((code, parent));
                }
            }
        }
        unsettled
    }
}

/// What a unit says of itself on the day, and where.
fn said(unit: &Unit<'_>) -> [u32; 7] {
    let cells = unit.snapshot().hierarchy.units.cells(unit.version());
    let (from, until) = (cells.from.cast_unsigned(), cells.until.cast_unsigned());
    [cells.code, cells.name, u32::from(cells.level), cells.source, cells.line, from, until]
}
