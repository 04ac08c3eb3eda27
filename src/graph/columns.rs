//! The units in columns: one home slot each, in pre-order of the latest placement, so that a subtree is a range.
#![expect(clippy::indexing_slicing, reason = "slots come from this module and are below the length of every column")]

use super::column::Column;
use super::version::{Version, VersionCells};
use crate::base::{Day, Level, PART};
use crate::draft::NONE;

/// A version of a unit other than its latest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Former {
    pub(super) slot: u32,
    pub(super) version: VersionCells,
}

/// No kind.
pub(super) const NO_KIND: u8 = u8::MAX;

/// The unit has versions besides its latest.
const HAS_FORMER: u8 = 4;
/// The kind of the latest version was inferred from the code.
pub(super) const INFERRED: u8 = 1;
/// The latest version hangs on a unit outside the data.
pub(super) const OUTSIDE: u8 = 2;

/// A placement that is not the home one: the subtree at `child` lay under `parent` for a period.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Displaced {
    pub(super) parent: u32,
    pub(super) child: u32,
    pub(super) from: i32,
    pub(super) until: i32,
}

/// The units, by slot.
///
/// Invariant: slots are a pre-order of home placements, siblings by code and time; `end` of a slot is the first slot after its
/// subtree; the home parent of a slot is the parent of its latest version, where that lies in an earlier slot whose
/// range holds it.
#[derive(Clone, Debug, Default)]
pub(super) struct Columns {
    pub(super) parent: Vec<u32>,
    pub(super) end: Vec<u32>,
    pub(super) level: Vec<u8>,
    /// The two bounds of each latest version: its first day, and the first after it.
    pub(super) bounds: Column<[i32; 2]>,
    pub(super) kind: Column<u8>,
    pub(super) flags: Vec<u8>,
    pub(super) households: Column<u32>,
    /// The code of each latest version; empty where each slot is the number of its own.
    pub(super) code: Vec<u32>,
    pub(super) name: Column<u32>,
    pub(super) line: Vec<u32>,
    /// The source of each latest version; empty where all units come from the source `first_source`.
    pub(super) source: Vec<u32>,
    pub(super) first_source: u32,
    /// By slot and time.
    pub(super) former: Vec<Former>,
    /// Slots with an outside parent, and its code.
    pub(super) outside: Vec<(u32, u32)>,
    /// By parent and child.
    pub(super) displaced: Vec<Displaced>,
    /// Of each block of slots the days on which every latest version holds: the last of their first days, and the first
    /// after them.
    pub(super) blocks: Vec<(i32, i32)>,
    /// The same of all slots.
    pub(super) common: (i32, i32),
}

/// A stretch of slots while their columns are filled.
pub(super) struct Stretch<'c> {
    pub(super) first: u32,
    pub(super) parent: &'c [u32],
    level: &'c mut [u8],
    bounds: &'c mut [[i32; 2]],
    kind: &'c mut [u8],
    flags: &'c mut [u8],
    households: &'c mut [u32],
    code: &'c mut [u32],
    name: &'c mut [u32],
    line: &'c mut [u32],
    /// Slots with an outside parent, and its code.
    pub(super) outside: Vec<(u32, u32)>,
}

impl Stretch<'_> {
    /// Says what the latest row of a slot says, all but its source.
    pub(super) fn set(&mut self, at: usize, version: VersionCells) {
        let mut flags = if version.inferred { INFERRED } else { 0 };
        if version.outside != NONE {
            let slot = u32::try_from(at).map_or(NONE, |at| self.first + at);
            self.outside.push((slot, version.outside));
            flags |= OUTSIDE;
        }
        self.level[at] = version.level;
        self.bounds[at] = [version.from, version.until];
        self.kind[at] = version.kind;
        self.flags[at] = flags;
        self.households[at] = version.households;
        self.code[at] = version.code;
        self.name[at] = version.name;
        self.line[at] = version.line;
    }
}

/// How many slots a block has, as a power of two.
const BLOCK_BITS: u32 = 12;

impl Columns {
    /// Columns whose slots have their parents and ends, and nothing else yet.
    pub(super) fn laid_out(parent: Vec<u32>, end: Vec<u32>) -> Self {
        let count = parent.len();
        Self {
            parent,
            end,
            level: vec![0; count],
            bounds: Column::blank(count),
            kind: Column::blank(count),
            flags: vec![0; count],
            households: Column::blank(count),
            code: vec![0; count],
            name: Column::blank(count),
            line: vec![0; count],
            ..Self::default()
        }
    }

    /// Stretches of the columns, in their order.
    pub(super) fn stretches(&mut self) -> Vec<Stretch<'_>> {
        let parent = self.parent.chunks(PART).zip((0..).step_by(PART));
        let mut level = self.level.chunks_mut(PART);
        let mut bounds = self.bounds.values_mut().chunks_mut(PART);
        let (mut kind, mut flags) = (self.kind.values_mut().chunks_mut(PART), self.flags.chunks_mut(PART));
        let (mut households, mut code) = (self.households.values_mut().chunks_mut(PART), self.code.chunks_mut(PART));
        let (mut name, mut line) = (self.name.values_mut().chunks_mut(PART), self.line.chunks_mut(PART));
        let stretch = |(parent, first): (_, u32)| {
            Some(Stretch {
                first,
                parent,
                level: level.next()?,
                bounds: bounds.next()?,
                kind: kind.next()?,
                flags: flags.next()?,
                households: households.next()?,
                code: code.next()?,
                name: name.next()?,
                line: line.next()?,
                outside: Vec::new(),
            })
        };
        parent.filter_map(stretch).collect()
    }

    /// Says from which source each latest version is.
    pub(super) fn set_sources(&mut self, sources: Vec<u32>) {
        self.first_source = sources.first().copied().unwrap_or(0);
        if sources.iter().any(|source| *source != self.first_source) {
            self.source = sources;
        }
    }

    /// Adds the other versions, and finds the placements that are not at home: those of former versions, and those of the
    /// slots of `strays` that do not lie in the range of their parent.
    pub(super) fn set_former(&mut self, mut former: Vec<Former>, strays: impl IntoIterator<Item = u32>) {
        former.sort_unstable_by_key(|former| (former.slot, former.version.from));
        for former in &former {
            self.flags[former.slot as usize] |= HAS_FORMER;
        }
        let away = |former: &Former| {
            let (parent, v) = (former.version.parent, former.version);
            let moved = parent != NONE && parent != self.home_parent(former.slot);
            moved.then_some(Displaced { parent, child: former.slot, from: v.from, until: v.until })
        };
        let mut displaced: Vec<Displaced> = former.iter().filter_map(away).collect();
        for slot in strays {
            let parent = self.parent[slot as usize];
            if parent != NONE && !self.is_home(slot) {
                let (from, until) = self.bounds(slot);
                displaced.push(Displaced { parent, child: slot, from, until });
            }
        }
        displaced.sort_unstable();
        let count = self.parent.len();
        let common = |first: usize| {
            let end = count.min(first + (1 << BLOCK_BITS));
            let meet = |(start, stop): (i32, i32), [from, until]: [i32; 2]| (start.max(from), stop.min(until));
            self.bounds.within(first, end).fold((i32::MIN, i32::MAX), meet)
        };
        self.blocks = (0..count).step_by(1 << BLOCK_BITS).map(common).collect();
        let all = |all: (i32, i32), block: &(i32, i32)| (all.0.max(block.0), all.1.min(block.1));
        self.common = self.blocks.iter().fold((i32::MIN, i32::MAX), all);
        self.former = former;
        self.displaced = displaced;
    }

    /// The latest first day that a version states.
    pub(super) fn latest_start(&self) -> Option<Day> {
        let former = self.former.iter().map(|former| former.version.from);
        let latest = self.blocks.iter().map(|block| block.0).chain(former).max()?;
        (latest != i32::MIN).then_some(Day::from_number(latest))
    }

    /// How many versions have each level.
    pub(super) fn levels(&self) -> [u32; Level::COUNT] {
        let mut levels = [0; Level::COUNT];
        for (level, count) in (0..).zip(&mut levels) {
            // Stretch by stretch, of which each is counted at once.
            let latest = self.level.chunks(1 << BLOCK_BITS);
            *count = latest.map(|levels| levels.iter().map(|other| u32::from(*other == level)).sum::<u32>()).sum();
        }
        self.former.iter().for_each(|former| levels[usize::from(former.version.level)] += 1);
        levels
    }

    pub(super) fn len(&self) -> u32 {
        u32::try_from(self.parent.len()).unwrap_or(NONE)
    }

    /// Whether the latest version of every slot of a slot's block holds on the day.
    #[inline]
    pub(super) fn is_block_there(&self, slot: u32, day: Day) -> bool {
        let (from, until) = self.blocks[(slot >> BLOCK_BITS) as usize];
        from <= day.number() && day.number() < until
    }

    /// Looks at the level of a slot and what it hangs on, so that both are at hand when they are asked for.
    #[inline]
    pub(super) fn touch(&self, slot: u32) -> usize {
        let at = slot as usize;
        self.parent.get(at).map_or(0, |parent| *parent as usize)
            ^ self.level.get(at).map_or(0, |level| usize::from(*level))
    }

    /// The slot of a level that a slot lies in by its latest version, or is. Of a slot that is known to be of another level
    /// that one is not looked up.
    #[inline]
    pub(super) fn nearest(&self, mut slot: u32, level: Level, is_below: bool) -> Option<u32> {
        if is_below {
            slot = *self.parent.get(slot as usize)?;
        }
        loop {
            // What a root hangs on has no level.
            let found = *self.level.get(slot as usize)?;
            if found <= level as u8 {
                return (found == level as u8).then_some(slot);
            }
            slot = *self.parent.get(slot as usize)?;
        }
    }

    /// Whether the latest version of every slot holds on the day.
    #[inline]
    pub(super) fn is_everything_there(&self, day: Day) -> bool {
        let (from, until) = self.common;
        from <= day.number() && day.number() < until
    }

    /// The blocks of a range of slots that has any.
    pub(super) fn blocks(slots: std::ops::Range<u32>) -> impl DoubleEndedIterator<Item = std::ops::Range<u32>> {
        let block = move |at: u32| (at << BLOCK_BITS).max(slots.start)..((at + 1) << BLOCK_BITS).min(slots.end);
        (slots.start >> BLOCK_BITS..=(slots.end - 1) >> BLOCK_BITS).map(block)
    }

    /// Whether the slot lies in the range of its latest parent; only a unit whose placements run in a circle over time
    /// does not.
    fn is_home(&self, slot: u32) -> bool {
        let parent = self.parent[slot as usize];
        parent == NONE || (parent < slot && slot < self.end[parent as usize])
    }

    /// The parent whose range holds the slot.
    pub(super) fn home_parent(&self, slot: u32) -> u32 {
        if self.is_home(slot) { self.parent[slot as usize] } else { NONE }
    }

    pub(super) fn end(&self, slot: u32) -> u32 {
        self.end[slot as usize]
    }

    /// The code of the latest version of a slot.
    #[inline]
    pub(super) fn code(&self, slot: u32) -> u32 {
        if self.code.is_empty() { slot } else { self.code[slot as usize] }
    }

    /// The two bounds of the latest version of a slot.
    #[inline]
    pub(super) fn bounds(&self, slot: u32) -> (i32, i32) {
        let [from, until] = self.bounds.at(slot as usize);
        (from, until)
    }

    /// Whether a slot has versions besides its latest.
    pub(super) fn has_former(&self, slot: u32) -> bool {
        self.flags[slot as usize] & HAS_FORMER != 0
    }

    /// The former versions of a slot, by time.
    pub(super) fn former(&self, slot: u32) -> &[Former] {
        if !self.has_former(slot) {
            return &[];
        }
        let start = self.former.partition_point(|former| former.slot < slot);
        let end = self.former.partition_point(|former| former.slot <= slot);
        &self.former[start..end]
    }

    pub(super) fn all_former(&self) -> &[Former] {
        &self.former
    }

    /// The number of the first former version of a slot.
    pub(super) fn former_start(&self, slot: u32) -> usize {
        self.former.partition_point(|former| former.slot < slot)
    }

    /// The version that holds on a day by its own period.
    #[inline]
    pub(super) fn version_on(&self, slot: u32, day: Day) -> Option<Version> {
        if self.is_block_there(slot, day) { Some(Version::latest(slot)) } else { self.find_version(slot, day) }
    }

    fn find_version(&self, slot: u32, day: Day) -> Option<Version> {
        let (at, number) = (slot as usize, day.number());
        let (from, until) = self.bounds(slot);
        if from <= number && number < until {
            return Some(Version::latest(slot));
        }
        if self.flags[at] & HAS_FORMER == 0 {
            return None;
        }
        let start = self.former.partition_point(|former| former.slot < slot);
        let former = self.former(slot);
        let found = former.partition_point(|former| former.version.from <= number).checked_sub(1)?;
        if number >= former[found].version.until {
            return None;
        }
        u32::try_from(start + found).ok().map(Version::former)
    }

    /// The parent's code of the latest version of a slot, where the parent is outside the data.
    pub(super) fn outside(&self, slot: u32) -> u32 {
        if self.flags[slot as usize] & OUTSIDE == 0 {
            return NONE;
        }
        self.outside.binary_search_by_key(&slot, |found| found.0).map_or(NONE, |at| self.outside[at].1)
    }

    /// What the latest row of a slot says.
    pub(super) fn is_kind_inferred(&self, slot: u32) -> bool {
        self.flags[slot as usize] & INFERRED != 0
    }

    pub(super) fn latest(&self, slot: u32) -> VersionCells {
        let (at, [from, until]) = (slot as usize, self.bounds.at(slot as usize));
        VersionCells {
            code: self.code(slot),
            name: self.name.at(at),
            parent: self.parent[at],
            outside: self.outside(slot),
            households: self.households.at(at),
            from,
            until,
            line: self.line[at],
            source: self.source.get(at).copied().unwrap_or(self.first_source),
            level: self.level[at],
            kind: self.kind.at(at),
            inferred: self.flags[at] & INFERRED != 0,
        }
    }

    /// The placements under a parent that are not at home.
    pub(super) fn displaced_under(&self, parent: u32) -> &[Displaced] {
        if self.displaced.is_empty() {
            return &[];
        }
        let start = self.displaced.partition_point(|displaced| displaced.parent < parent);
        let end = self.displaced.partition_point(|displaced| displaced.parent <= parent);
        &self.displaced[start..end]
    }

    /// Whether the placements of a unit run in a circle over time, so that it does not lie in the range of its parent.
    pub(super) fn any_circle(&self) -> bool {
        // Former versions at the parent of the latest are displaced only where that one is.
        self.displaced.iter().any(|displaced| displaced.parent == self.parent[displaced.child as usize])
    }

    /// The slots with a parent outside the data in some version, and its code.
    pub(super) fn all_outside(&self) -> impl Iterator<Item = (u32, u32)> + '_ {
        let former = self.former.iter().map(|former| (former.slot, former.version.outside));
        self.outside.iter().copied().chain(former.filter(|found| found.1 != NONE))
    }
}
