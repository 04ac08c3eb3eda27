//! Which levels units have while a period holds. A unit of a crafted image may have a million versions and a million rows
//! that name it: they are not all looked at for each.
#![expect(clippy::indexing_slicing, reason = "slots and former versions are below the length of every column")]

use crate::base::{Level, Period};
use crate::graph::columns::Columns;
use std::ops::Range;

/// The levels of versions, as sets: a bit for each level.
pub(super) struct Levels<'u> {
    units: &'u Columns,
    /// The levels of each former version in the second half; before it, at each place those of the two at twice the place.
    former: Vec<u16>,
}

impl<'u> Levels<'u> {
    /// The levels of units of which no two versions share a day.
    pub(super) fn of(units: &'u Columns) -> Self {
        let count = units.all_former().len();
        let mut former = vec![0; count];
        former.extend(units.all_former().iter().map(|former| only(former.version.level)));
        for at in (1..count).rev() {
            former[at] = former[2 * at] | former[2 * at + 1];
        }
        Self { units, former }
    }

    /// Those that a unit has on any day of a period.
    fn during(&self, slot: u32, (from, until): (i32, i32)) -> u16 {
        let at = slot as usize;
        let (starts, ends) = self.units.bounds(slot);
        let is_latest = starts < until && from < ends;
        let latest = if is_latest { only(self.units.level[at]) } else { 0 };
        let former = self.units.former(slot);
        if former.is_empty() {
            return latest;
        }
        let start = self.units.former_start(slot);
        let first = former.partition_point(|former| former.version.until <= from);
        let end = former.partition_point(|former| former.version.from < until);
        latest | self.within(start + first..start + end)
    }

    /// Those that a unit has on any day of a period, or on any day at all where it is not there then.
    pub(super) fn during_or_ever(&self, slot: u32, bounds: (i32, i32)) -> u16 {
        match self.during(slot, bounds) {
            0 => self.during(slot, Period::ALWAYS.raw()),
            found => found,
        }
    }

    /// Whether a unit has none but those of a range during a period, or ever where it is not there then.
    pub(super) fn are_within(&self, slot: u32, period: Period, (top, bottom): (Level, Level)) -> bool {
        self.during_or_ever(slot, period.raw()) & !(above(bottom as u8 + 1) & !above(top as u8)) == 0
    }

    /// Those of a range of former versions.
    fn within(&self, range: Range<usize>) -> u16 {
        let count = self.former.len() / 2;
        let (mut start, mut end, mut found) = (range.start + count, range.end + count, 0);
        while start < end {
            if start % 2 == 1 {
                found |= self.former[start];
                start += 1;
            }
            if end % 2 == 1 {
                end -= 1;
                found |= self.former[end];
            }
            (start, end) = (start / 2, end / 2);
        }
        found
    }
}

/// The set of one level.
pub(super) const fn only(level: u8) -> u16 {
    1 << level
}

/// The set of the levels above one.
pub(super) const fn above(level: u8) -> u16 {
    only(level) - 1
}
