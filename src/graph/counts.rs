//! Counts of the units below each, in one pass from the last slot to the first.
#![expect(clippy::indexing_slicing, reason = "slots come from the columns themselves")]

use super::columns::Columns;
use super::units::Units;
use super::version::Version;
use crate::base::{Day, Level};
use crate::draft::NONE;

impl Units {
    /// How many units of a level lie below each on the day, by slot.
    pub(crate) fn counts_below(&self, level: Level, day: Day) -> Vec<u32> {
        let mut counts = vec![0; self.bound() as usize];
        let columns = self.columns();
        if self.any_displaced_on(day) || columns.len() == 0 {
            self.bottom_up(day, |slot, version| {
                settle(&mut counts, slot, self.parent_of(version), self.level_of(version) == level);
            });
            return counts;
        }
        for block in Columns::blocks(0..columns.len()).rev() {
            if columns.is_block_there(block.start, day) {
                for slot in block.rev() {
                    let at = slot as usize;
                    settle(&mut counts, slot, columns.parent[at], columns.level[at] == level as u8);
                }
            } else {
                for slot in block.rev() {
                    if let Some(version) = columns.version_on(slot, day) {
                        settle(&mut counts, slot, self.parent_of(version), self.level_of(version) == level);
                    }
                }
            }
        }
        counts
    }

    /// Meets every unit that holds on the day by its own period, children before the unit that they hang on.
    pub(crate) fn bottom_up(&self, day: Day, mut meet: impl FnMut(u32, Version)) {
        let mut meet_slot = |slot: u32| {
            if let Some(version) = self.version_on(slot, day) {
                meet(slot, version);
            }
        };
        if !self.any_displaced_on(day) {
            return self.slots().rev().for_each(meet_slot);
        }
        // A unit may lie under one in a later slot: parents have lesser levels, so go by level.
        let mut by_level: Vec<Vec<u32>> = vec![Vec::new(); Level::COUNT];
        for slot in self.slots() {
            if let Some(version) = self.version_on(slot, day) {
                by_level[self.level_of(version) as usize].push(slot);
            }
        }
        by_level.into_iter().rev().flatten().for_each(&mut meet_slot);
    }
}

/// Adds what lies below a slot, and the slot if it is of the level, to its parent.
#[inline]
fn settle(counts: &mut [u32], slot: u32, parent: u32, is_of_level: bool) {
    if parent != NONE {
        counts[parent as usize] += counts[slot as usize] + u32::from(is_of_level);
    }
}
