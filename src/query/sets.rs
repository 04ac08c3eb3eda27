//! Sets of units, and what can be made of them.

use super::snapshot::AnyUnit;
use super::{Snapshot, Unit, Zone};
use crate::base::{Level, UnitLevel};
use std::fmt;

/// A set of units of a snapshot (单元集): one bit for each unit of the hierarchy.
///
/// Sets of one hierarchy can be put together whatever their days: a unit is the same node on each, and the outcome holds
/// those that are there on the first set's day. Of another hierarchy, a set has none of these units.
///
/// ```
/// use govgrid::{CoverageMode, Draft, Level, OrganizationKind, record};
/// let mut draft = Draft::new();
/// draft.add(&record::Unit::new("130205001026", Level::Community))?;
/// for code in ["130205001026-G001", "130205001026-G002", "130205001026-G003"] {
///     let parent = Some("130205001026".to_owned());
///     draft.add(&record::Unit { parent, ..record::Unit::new(code, Level::Grid) })?;
/// }
/// draft.add(&record::Organization::new("PB-1", OrganizationKind::PartyBranch))?;
/// draft.add(&record::Coverage::new("PB-1", "130205001026-G002", CoverageMode::Standalone))?;
/// let hierarchy = draft.build()?;
///
/// let today = hierarchy.snapshot();
/// let covered = today.unit_set(today.coverage(Level::Grid).by_organizations().numerator());
/// let rest = covered.complement(Level::Grid);
/// let codes: Vec<&str> = rest.iter().map(|grid| grid.code()).collect();
/// assert_eq!(codes, ["130205001026-G001", "130205001026-G003"]);
/// assert!(covered.intersection(&rest).is_empty());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct UnitSet<'h> {
    snapshot: Snapshot<'h>,
    /// By slot, 64 to a word. Invariant: as many words as the slots need; each bit is of a unit that is there.
    words: Vec<u64>,
}

/// The word and the bit of a slot.
const fn bit(slot: u32) -> (usize, u64) {
    ((slot / u64::BITS) as usize, 1 << (slot % u64::BITS))
}

impl<'h> Snapshot<'h> {
    /// The set of some units (单元集): those of a level, of a zone, of an answer about coverage … Units that are not
    /// there on the day, or are of another hierarchy, are left out.
    pub fn unit_set<L: UnitLevel>(self, units: impl IntoIterator<Item = Unit<'h, L>>) -> UnitSet<'h> {
        let mut set = UnitSet { snapshot: self, words: vec![0; bit(self.hierarchy.units.bound()).0 + 1] };
        let here = |unit: &Unit<'h, L>| unit.snapshot() == self || set_has(self, *unit);
        let slots = units.into_iter().filter(here).map(Unit::slot);
        slots.for_each(|slot| set.put(slot));
        set
    }
}

/// Whether a unit of another day is there in a snapshot.
fn set_has<'h, L: UnitLevel>(snapshot: Snapshot<'h>, unit: Unit<'h, L>) -> bool {
    let is_same = std::ptr::eq(snapshot.hierarchy, unit.snapshot().hierarchy);
    is_same && Unit::there(snapshot, unit.slot()).is_some()
}

impl<'h, L: UnitLevel> Unit<'h, L> {
    /// The set of this unit and all below it (子树).
    pub fn subtree(self) -> UnitSet<'h> {
        self.snapshot().unit_set(std::iter::once(self.to_any()).chain(self.descendants()))
    }
}

impl<'h> Zone<'h> {
    /// The set of the units that the zone comprises, and all below them (区域内单元).
    pub fn all_units(self) -> UnitSet<'h> {
        self.snapshot().unit_set(self.units().flat_map(|unit| std::iter::once(unit).chain(unit.descendants())))
    }
}

impl<'h> UnitSet<'h> {
    /// The snapshot whose units the set holds.
    pub const fn snapshot(&self) -> Snapshot<'h> {
        self.snapshot
    }

    fn put(&mut self, slot: u32) {
        let (at, bit) = bit(slot);
        self.words.get_mut(at).into_iter().for_each(|word| *word |= bit);
    }

    fn has(&self, slot: u32) -> bool {
        let (at, bit) = bit(slot);
        self.words.get(at).is_some_and(|word| word & bit != 0)
    }

    fn is_of_same_hierarchy(&self, other: Snapshot<'_>) -> bool {
        std::ptr::eq(self.snapshot.hierarchy, other.hierarchy)
    }

    /// The set of what each pair of words gives.
    fn combined(&self, other: &Self, combine: impl Fn(u64, u64) -> u64) -> Self {
        let is_same = self.is_of_same_hierarchy(other.snapshot);
        let other = other.words.iter().copied().map(|word| if is_same { word } else { 0 });
        let words = self.words.iter().copied().zip(other.chain(std::iter::repeat(0)));
        Self { snapshot: self.snapshot, words: words.map(|(a, b)| combine(a, b)).collect() }
    }

    /// What is in this set or in the other (并集).
    #[must_use]
    pub fn union(&self, other: &Self) -> Self {
        let mut union = self.combined(other, |a, b| a | b);
        if other.snapshot != self.snapshot {
            // What is there on the other's day may not be on this one's.
            let gone = |slot: &u32| !self.has(*slot) && Unit::there(self.snapshot, *slot).is_none();
            let gone: Vec<u32> = union.slots().filter(gone).collect();
            for (at, bit) in gone.into_iter().map(bit) {
                union.words.get_mut(at).into_iter().for_each(|word| *word &= !bit);
            }
        }
        union
    }

    /// What is in this set and in the other (交集).
    #[must_use]
    pub fn intersection(&self, other: &Self) -> Self {
        self.combined(other, |a, b| a & b)
    }

    /// What is in this set and not in the other (差集).
    #[must_use]
    pub fn difference(&self, other: &Self) -> Self {
        self.combined(other, |a, b| a & !b)
    }

    /// The units of a level that are not in the set (补集).
    #[must_use]
    pub fn complement(&self, level: Level) -> Self {
        self.snapshot.unit_set(self.snapshot.units(level)).difference(self)
    }

    /// The units of the set that are of a level.
    #[must_use]
    pub fn of_level(&self, level: Level) -> Self {
        self.snapshot.unit_set(self.in_slot_order().filter(|unit| unit.level() == level))
    }

    /// Whether the unit is in the set; on whatever day it is seen.
    pub fn contains<L: UnitLevel>(&self, unit: Unit<'_, L>) -> bool {
        self.is_of_same_hierarchy(unit.snapshot()) && self.has(unit.slot())
    }

    /// How many units it has.
    pub fn len(&self) -> usize {
        self.words.iter().map(|word| word.count_ones() as usize).sum()
    }

    /// Whether it has none.
    pub fn is_empty(&self) -> bool {
        self.words.iter().all(|word| *word == 0)
    }

    /// Whether all its units are in the other set.
    pub fn is_subset(&self, other: &Self) -> bool {
        self.difference(other).is_empty()
    }

    fn slots(&self) -> impl Iterator<Item = u32> + '_ {
        (0_u32..).step_by(u64::BITS as usize).zip(&self.words).flat_map(|(first, word)| {
            let mut left = *word;
            std::iter::from_fn(move || {
                let at = left.trailing_zeros();
                // The lowest bit is taken away.
                left &= left.wrapping_sub(1);
                (at < u64::BITS).then(|| first + at)
            })
        })
    }

    fn in_slot_order(&self) -> impl Iterator<Item = AnyUnit<'h>> + '_ {
        self.slots().filter_map(|slot| Unit::there(self.snapshot, slot))
    }

    /// The units in the order of the tree, as [`Snapshot::all_units`] has them: parents before children.
    pub fn iter(&self) -> impl Iterator<Item = AnyUnit<'h>> + '_ {
        let is_plain = self.snapshot.hierarchy.units.is_in_slot_order(self.snapshot.at);
        let by_slot = is_plain.then(|| self.in_slot_order());
        // Where subtrees lie away from their slots, the walk of the day has the order.
        let by_walk = (!is_plain).then(|| self.snapshot.all_units().filter(|unit| self.has(unit.slot())));
        by_slot.into_iter().flatten().chain(by_walk.into_iter().flatten())
    }
}

impl PartialEq for UnitSet<'_> {
    /// Whether both have the same units, in the same snapshot.
    fn eq(&self, other: &Self) -> bool {
        self.snapshot == other.snapshot && self.words == other.words
    }
}

impl Eq for UnitSet<'_> {}

impl fmt::Debug for UnitSet<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter()).finish()
    }
}
