//! Walks over the units that are there on a day: nested ranges, without recursion and without a list of what is met.
#![expect(clippy::indexing_slicing, reason = "slots come from the columns themselves")]

use super::columns::{Columns, Displaced};
use super::units::Units;
use super::version::Version;
use crate::base::{Day, Level};
use crate::draft::NONE;
use std::cmp::Ordering;

/// A unit on a day: its slot, and the version that holds.
pub(crate) type Met = (u32, Version);

/// A range of slots that is being walked.
#[derive(Clone, Copy, Debug)]
struct Range {
    next: u32,
    end: u32,
    /// Whether the first slot came here from its home range.
    arrived: bool,
}

/// The units below another on a day, parents before children. With a level, only those of that level.
#[derive(Clone, Debug)]
pub(crate) struct Walk<'h> {
    units: &'h Units,
    day: Day,
    level: Option<Level>,
    /// A range in which every slot is at home and its latest version holds: nothing else is to be looked at.
    home: std::ops::Range<u32>,
    /// Ranges within ranges: one, and of units to which others have come one for each child.
    ranges: Vec<Range>,
}

impl Units {
    /// Everything below a unit that is there on the day, or what of it is of one level.
    pub(crate) fn below(&self, slot: u32, day: Day, level: Option<Level>) -> Walk<'_> {
        let mut walk = Walk { units: self, day, level, home: slot + 1..self.end(slot), ranges: Vec::new() };
        if !self.is_all_at_home(walk.home.clone(), day) {
            let range = Range { next: walk.home.start, end: walk.home.end, arrived: false };
            walk.home.start = walk.home.end;
            walk.ranges.push(range);
            walk.enter(slot);
        }
        walk
    }

    /// Whether every slot of a range is at home and none has come to it, and its latest version holds on the day.
    fn is_all_at_home(&self, slots: std::ops::Range<u32>, day: Day) -> bool {
        let columns = self.columns();
        let is_there = |slots| Columns::blocks(slots).all(|block| columns.is_block_there(block.start, day));
        self.changes() == 0 && columns.displaced.is_empty() && (slots.is_empty() || is_there(slots))
    }

    /// The children of a unit that is there on the day, by the codes and days of their latest versions.
    pub(crate) fn children(&self, slot: u32, day: Day) -> impl Iterator<Item = Met> + '_ {
        let (mut sorted, mut next) = (Vec::new(), slot + 1);
        if self.is_unlike_home(slot, day) {
            sorted = self.children_in_any_order(slot, day).collect();
            self.sort(&mut sorted);
            next = self.end(slot);
        }
        self.children_at_home(next, slot, day).chain(sorted)
    }

    /// The same children, those first that lie in its range: without sorting them.
    pub(crate) fn children_in_any_order(&self, slot: u32, day: Day) -> impl Iterator<Item = Met> + '_ {
        // Whoever asks for the first one mostly needs none of those that have come.
        let displaced = std::iter::once(slot).flat_map(|slot| self.displaced_under(slot));
        let displaced = displaced.filter(move |displaced| displaced.holds(day));
        let come = displaced.filter_map(move |found| Some((found.child, self.version_on(found.child, day)?)));
        self.children_at_home(slot + 1, slot, day).chain(come)
    }

    /// Whether a unit that is there on the day has children.
    pub(crate) fn has_children(&self, slot: u32, day: Day) -> bool {
        let (mut next, end) = (slot + 1, self.end(slot));
        while next < end {
            if self.version_on(next, day).is_some_and(|version| self.parent_of(version) == slot) {
                return true;
            }
            next = self.end(next);
        }
        let come = |displaced: &Displaced| displaced.holds(day) && self.version_on(displaced.child, day).is_some();
        self.displaced_under(slot).any(come)
    }

    /// The children of a unit that lie in its range, from a slot on.
    fn children_at_home(&self, mut next: u32, parent: u32, day: Day) -> impl Iterator<Item = Met> + '_ {
        let end = if parent == NONE { self.columns().len() } else { self.end(parent) };
        std::iter::from_fn(move || {
            while next < end {
                let child = next;
                next = self.end(child);
                if let Some(version) = self.version_on(child, day).filter(|v| self.parent_of(*v) == parent) {
                    return Some((child, version));
                }
            }
            None
        })
    }

    fn sort(&self, met: &mut [Met]) {
        met.sort_by_cached_key(|met| self.sibling_key(met.0));
    }

    /// The units that hang on none on the day, by the codes and days of their latest versions.
    pub(crate) fn roots(&self, day: Day) -> impl Iterator<Item = Met> + '_ {
        let columns = self.columns();
        let former = columns.all_former().iter().filter(move |former| {
            let was_root = former.version.parent == NONE && columns.home_parent(former.slot) != NONE;
            was_root && former.version.from <= day.number() && day.number() < former.version.until
        });
        let since_placed = former.map(|former| former.slot).filter(|slot| !self.is_touched(*slot));
        let on_day = |slot: u32| self.version_on(slot, day).map(|version| (slot, version));
        let away = since_placed.chain(self.uprooted()).filter_map(on_day);
        let mut sorted: Vec<Met> = away.filter(|met| self.parent_of(met.1) == NONE).collect();
        let mut next = 0;
        if !sorted.is_empty() || self.are_roots_unsorted() {
            sorted.extend(self.children_at_home(0, NONE, day));
            self.sort(&mut sorted);
            next = columns.len();
        }
        self.children_at_home(next, NONE, day).chain(sorted)
    }

    /// The unit of a level that a unit lies in, or is, where everything is at hand; `is_below` tells that its level is a
    /// lower one.
    #[inline]
    pub(crate) fn nearest_at_hand(&self, slot: u32, level: Level, is_below: bool) -> Option<Met> {
        self.columns().nearest(slot, level, is_below).map(|slot| (slot, Version::latest(slot)))
    }

    /// The unit of a level that a unit on the day lies in, or is.
    pub(crate) fn nearest(&self, mut met: Met, level: Level, day: Day) -> Option<Met> {
        loop {
            match self.level_of(met.1).cmp(&level) {
                Ordering::Less => return None,
                Ordering::Equal => return Some(met),
                Ordering::Greater => met = self.above(met.1, day)?,
            }
        }
    }

    /// The unit that a unit hangs on; both are there on the day.
    #[inline]
    pub(crate) fn above(&self, version: Version, day: Day) -> Option<Met> {
        let parent = self.parent_of(version);
        if parent == NONE { None } else { Some((parent, self.version_on(parent, day)?)) }
    }

    /// The unit that a grid or a micro-grid hangs on.
    #[expect(clippy::expect_used, reason = "a grid or micro-grid has a parent, which is there whenever it is")]
    pub(crate) fn surely_above(&self, version: Version, day: Day) -> Met {
        self.above(version, day).expect("a grid that is there hangs on a community that is there")
    }
}

impl Walk<'_> {
    /// Goes on with what lies below a slot on the day: its range, or its children one by one if others have come.
    fn enter(&mut self, slot: u32) {
        let units = self.units;
        let unlike_home = units.is_unlike_home(slot, self.day);
        if let Some(range) = self.ranges.last_mut() {
            range.next = if unlike_home { units.end(slot) } else { slot + 1 };
        }
        if unlike_home {
            let start = self.ranges.len();
            let range = |(child, _): Met| Range { next: child, end: units.end(child), arrived: true };
            self.ranges.extend(units.children(slot, self.day).map(range));
            self.ranges[start..].reverse();
        }
    }
}

impl Iterator for Walk<'_> {
    type Item = Met;

    #[inline]
    fn next(&mut self) -> Option<Met> {
        let columns = self.units.columns();
        let mut next = self.home.start;
        while next < self.home.end {
            let slot = next;
            let (found, level) = (columns.level[slot as usize], self.level.map(|level| level as u8));
            // Levels grow downwards: below a unit of the level, or of a lesser one, is nothing of the level. Below a
            // household is nothing: where it ends need not be looked up.
            let may_pass = level.is_some_and(|level| found >= level) && found != Level::Household as u8;
            next = if may_pass { columns.end[slot as usize] } else { slot + 1 };
            if level.is_none_or(|level| level == found) {
                self.home.start = next;
                return Some((slot, Version::latest(slot)));
            }
        }
        self.home.start = next;
        if self.ranges.is_empty() { None } else { self.next_elsewhere() }
    }

    /// As the next ones one by one, but that nothing is looked up again for each.
    #[inline]
    fn fold<B, F: FnMut(B, Met) -> B>(mut self, start: B, mut add: F) -> B {
        let (columns, slots) = (self.units.columns(), self.home.clone());
        let mut sum = start;
        if self.level == Some(Level::Household) {
            self.home.start = self.home.end;
            let levels = columns.level.get(slots.start as usize..slots.end as usize).unwrap_or_default();
            for (slot, _) in slots.zip(levels).filter(|(_, level)| **level == Level::Household as u8) {
                sum = add(sum, (slot, Version::latest(slot)));
            }
        }
        for met in self {
            sum = add(sum, met);
        }
        sum
    }

    /// No more than so many are left.
    #[inline]
    fn size_hint(&self) -> (usize, Option<usize>) {
        (0, self.ranges.is_empty().then_some(self.home.len()))
    }
}

impl Walk<'_> {
    /// The next unit of ranges in which some are not at home, or not there.
    fn next_elsewhere(&mut self) -> Option<Met> {
        let units = self.units;
        loop {
            let range = self.ranges.last_mut()?;
            let slot = range.next;
            if slot >= range.end {
                self.ranges.pop();
                continue;
            }
            let arrived = std::mem::take(&mut range.arrived);
            let here = units.version_on(slot, self.day).filter(|version| {
                // Whoever is at home elsewhere on the day is met there.
                arrived || units.parent_of(*version) == units.home_parent(slot)
            });
            let Some(version) = here else {
                range.next = units.end(slot);
                continue;
            };
            let Some(level) = self.level else {
                self.enter(slot);
                return Some((slot, version));
            };
            let found = units.level_of(version);
            if found >= level {
                // Levels grow downwards: nothing of the level is below.
                range.next = units.end(slot);
                if found == level {
                    return Some((slot, version));
                }
            } else {
                self.enter(slot);
            }
        }
    }
}
