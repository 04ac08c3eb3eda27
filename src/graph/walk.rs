//! Walks over the units that are there on a day: nested ranges, without recursion and without a list of what is met.
#![expect(clippy::indexing_slicing, reason = "slots come from the columns themselves")]

use super::units::{Displaced, Units, Version};
use crate::base::{Day, Level};
use crate::draft::NONE;

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
    /// Ranges within ranges: one, and one more for each displaced subtree that is being walked.
    ranges: Vec<Range>,
}

impl Displaced {
    fn holds(&self, day: Day) -> bool {
        self.from <= day.number() && day.number() < self.until
    }
}

impl Units {
    /// Everything below a unit that is there on the day, or what of it is of one level.
    pub(crate) fn below(&self, slot: u32, day: Day, level: Option<Level>) -> Walk<'_> {
        let home = Range { next: slot + 1, end: self.end[slot as usize], arrived: false };
        let mut walk = Walk { units: self, day, level, ranges: vec![home] };
        walk.arrive(slot);
        walk
    }

    /// The children of a unit that is there on the day.
    pub(crate) fn children(&self, slot: u32, day: Day) -> impl Iterator<Item = Met> + '_ {
        let (mut next, end) = (slot + 1, self.end[slot as usize]);
        let home = std::iter::from_fn(move || {
            while next < end {
                let child = next;
                next = self.end[child as usize];
                if let Some(version) = self.version_on(child, day).filter(|v| self.parent_of(*v) == slot) {
                    return Some((child, version));
                }
            }
            None
        });
        let arrived = self.displaced_under(slot).iter().filter(move |displaced| displaced.holds(day));
        home.chain(arrived.filter_map(move |displaced| Some((displaced.child, self.version_on(displaced.child, day)?))))
    }

    /// The units that hang on none on the day, by slot.
    pub(crate) fn roots(&self, day: Day) -> impl Iterator<Item = Met> + '_ {
        let mut next = 0;
        let home = std::iter::from_fn(move || {
            while next < self.len() {
                let slot = next;
                next = self.end[slot as usize];
                if let Some(version) = self.version_on(slot, day).filter(|v| self.parent_of(*v) == NONE) {
                    return Some((slot, version));
                }
            }
            None
        });
        let since_placed = self.all_former().iter().enumerate().filter_map(move |(at, former)| {
            let was_root = former.version.parent == NONE && self.home_parent(former.slot) != NONE;
            let holds = former.version.from <= day.number() && day.number() < former.version.until;
            let version = Version::Former(u32::try_from(at).ok()?);
            (was_root && holds).then_some((former.slot, version))
        });
        home.chain(since_placed)
    }

    /// The unit that a unit hangs on; both are there on the day.
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
    /// Enters the subtrees that lie below a slot on the day, but not at home.
    fn arrive(&mut self, slot: u32) {
        let units = self.units;
        for displaced in units.displaced_under(slot).iter().rev().filter(|displaced| displaced.holds(self.day)) {
            let end = units.end[displaced.child as usize];
            self.ranges.push(Range { next: displaced.child, end, arrived: true });
        }
    }
}

impl Iterator for Walk<'_> {
    type Item = Met;

    fn next(&mut self) -> Option<Met> {
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
                range.next = units.end[slot as usize];
                continue;
            };
            let Some(level) = self.level else {
                range.next = slot + 1;
                self.arrive(slot);
                return Some((slot, version));
            };
            let found = units.level_of(version);
            if found >= level {
                // Levels grow downwards: nothing of the level is below.
                range.next = units.end[slot as usize];
                if found == level {
                    return Some((slot, version));
                }
            } else {
                range.next = slot + 1;
                self.arrive(slot);
            }
        }
    }
}
