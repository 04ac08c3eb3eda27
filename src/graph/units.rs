//! The units of a version: columns that versions share, and beside them the units that events have touched since.
#![expect(clippy::indexing_slicing, reason = "slots and versions come from the units themselves")]

use super::columns::{Columns, Displaced, Former};
use super::placements::Placements;
use super::version::{Said, Version, VersionCells};
use crate::base::{Day, Level, Period, Trie, UnitKind};
use crate::draft::{NONE, Symbols};
use std::ops::Range;
use std::sync::Arc;

/// The units, by slot.
///
/// A unit keeps its slot in the columns whatever becomes of it: where it hangs elsewhere, it is displaced. Units that
/// events have opened have slots after all nodes of the columns, and no home.
#[derive(Clone, Debug)]
pub(crate) struct Units {
    columns: Arc<Columns>,
    /// The texts that siblings are sorted by.
    text: Symbols,
    /// The versions of the units that events have touched: ranges of `rows`.
    touched: Trie<Held>,
    /// Invariant: of one unit, by time.
    rows: Trie<(u32, VersionCells)>,
    /// Every placement that is not at home, of the parents for which the columns no longer say it.
    under: Trie<Placements>,
    /// Parents of home ranges in which a unit has another code or other days than the columns say, and whether roots have.
    unsorted: Trie<()>,
    are_roots_unsorted: bool,
    /// Touched units, and whether they are roots by a version while they lie in no range of their own.
    uprooted: Trie<bool>,
    /// Units that are not in the columns, and the first number above every slot.
    new: Trie<()>,
    bound: u32,
}

/// Where the versions of a unit are held: in one range of rows, or in several by time.
#[derive(Clone, Debug)]
enum Held {
    Together((u32, u32)),
    Apart(Arc<[(u32, u32)]>),
}

impl Held {
    fn ranges(&self) -> &[(u32, u32)] {
        match self {
            Self::Together(range) => std::slice::from_ref(range),
            Self::Apart(ranges) => ranges,
        }
    }

    /// The same with a row more.
    fn and(&self, row: u32) -> Self {
        let more = (row, row + 1);
        match (self, self.ranges()) {
            (Self::Together((from, until)), _) if *until == row => Self::Together((*from, row + 1)),
            (Self::Apart(_), [before @ .., (from, until)]) if *until == row => {
                Self::Apart([before, &[(*from, row + 1)]].concat().into())
            }
            (_, ranges) => Self::Apart([ranges, &[more]].concat().into()),
        }
    }
}

impl Units {
    pub(super) fn new(columns: Columns, text: Symbols) -> Self {
        Self {
            bound: columns.len(),
            columns: Arc::new(columns),
            text,
            touched: Trie::default(),
            rows: Trie::default(),
            under: Trie::default(),
            unsorted: Trie::default(),
            are_roots_unsorted: false,
            uprooted: Trie::default(),
            new: Trie::default(),
        }
    }

    #[inline]
    pub(super) fn columns(&self) -> &Columns {
        &self.columns
    }

    /// Every slot of a unit that has a version.
    pub(crate) fn slots(&self) -> impl DoubleEndedIterator<Item = u32> + '_ {
        self.slots_within(0..self.bound)
    }

    /// Those of them within a range.
    pub(crate) fn slots_within(&self, range: Range<u32>) -> impl DoubleEndedIterator<Item = u32> + '_ {
        let any_touched = !self.touched.is_empty();
        let has_version = move |slot: &u32| !any_touched || self.latest(*slot).is_some();
        let new: Vec<u32> = self.new.numbers().filter(|slot| range.contains(slot)).collect();
        (range.start..range.end.min(self.columns.len())).chain(new).filter(has_version)
    }

    /// The first number above every slot.
    pub(crate) const fn bound(&self) -> u32 {
        self.bound
    }

    /// How many versions events have made.
    pub(super) fn changes(&self) -> usize {
        self.rows.len()
    }

    /// The versions of a unit that events have touched, in ranges by time: one that is empty, if it was retracted.
    fn ranges(&self, slot: u32) -> Option<&[(u32, u32)]> {
        if self.touched.is_empty() { None } else { self.touched.get(slot).map(Held::ranges) }
    }

    fn is_in_columns(&self, slot: u32) -> bool {
        slot < self.columns.len()
    }

    /// The parent whose range holds the slot.
    pub(super) fn home_parent(&self, slot: u32) -> u32 {
        if self.is_in_columns(slot) { self.columns.home_parent(slot) } else { NONE }
    }

    pub(super) fn end(&self, slot: u32) -> u32 {
        if self.is_in_columns(slot) { self.columns.end(slot) } else { slot + 1 }
    }

    /// The number of a version among the rows of `units`.
    pub(super) fn row_of(&self, version: Version) -> u32 {
        let (latest, former) = (self.columns.len(), self.columns.all_former().len());
        match version.said() {
            Said::Latest(slot) => slot,
            Said::Former(at) => latest + at,
            Said::Live(at) => latest + u32::try_from(former).unwrap_or(NONE) + at,
        }
    }

    /// The version of a number.
    pub(super) fn version_of(&self, row: u32) -> Version {
        let Some(after) = row.checked_sub(self.columns.len()) else { return Version::latest(row) };
        let former = u32::try_from(self.columns.all_former().len()).unwrap_or(NONE);
        after.checked_sub(former).map_or(Version::former(after), Version::live)
    }

    /// Every version of a slot, by time; the latest is last.
    pub(crate) fn versions(&self, slot: u32) -> impl DoubleEndedIterator<Item = Version> + Clone + '_ {
        let (live, former, latest) = if let Some(ranges) = self.ranges(slot) {
            (ranges, 0..0, None)
        } else {
            let former = self.columns.former(slot);
            let start = if former.is_empty() { 0 } else { self.columns.former_start(slot) };
            (&[][..], start..start + former.len(), Some(Version::latest(slot)))
        };
        let former = former.map(|at| Version::former(u32::try_from(at).unwrap_or(NONE)));
        let live = live.iter().flat_map(|(from, until)| *from..*until);
        former.chain(live.map(Version::live)).chain(latest)
    }

    /// The latest version of a unit; `None` of one that was retracted.
    pub(crate) fn latest(&self, slot: u32) -> Option<Version> {
        match self.ranges(slot) {
            Some(ranges) => ranges.last().filter(|(from, until)| from < until).map(|range| Version::live(range.1 - 1)),
            None => Some(Version::latest(slot)),
        }
    }

    /// The version that holds on a day by its own period.
    #[inline]
    pub(crate) fn version_on(&self, slot: u32, day: Day) -> Option<Version> {
        let Some(ranges) = self.ranges(slot) else { return self.columns.version_on(slot, day) };
        let has_begun = |row: u32| self.live(row).1.from <= day.number();
        // A unit is mostly asked for the last of the versions that events have made.
        let mut end = ranges.last().filter(|(from, until)| from < until)?.1;
        if !has_begun(end - 1) {
            let range = ranges.partition_point(|range| has_begun(range.0)).checked_sub(1)?;
            let (mut first, mut most) = ranges[range];
            while first + 1 < most {
                let middle = u32::midpoint(first, most);
                if has_begun(middle) { first = middle } else { most = middle }
            }
            end = most;
        }
        Some(Version::live(end - 1)).filter(|_| day.number() < self.live(end - 1).1.until)
    }

    pub(crate) fn cells(&self, version: Version) -> VersionCells {
        match version.said() {
            Said::Latest(slot) => self.columns.latest(slot),
            Said::Former(at) => self.columns.all_former()[at as usize].version,
            Said::Live(at) => self.live(at).1,
        }
    }

    #[expect(clippy::expect_used, reason = "versions come from the units themselves")]
    fn live(&self, at: u32) -> &(u32, VersionCells) {
        self.rows.get(at).expect("a version of a touched unit has a row")
    }

    /// One cell of a version: of a column, or of a row.
    #[inline]
    fn cell<T>(&self, version: Version, latest: impl Fn(&Columns, u32) -> T, cell: impl Fn(&VersionCells) -> T) -> T {
        match version.said() {
            Said::Latest(slot) => latest(&self.columns, slot),
            Said::Former(at) => cell(&self.columns.all_former()[at as usize].version),
            Said::Live(at) => cell(&self.live(at).1),
        }
    }

    #[inline]
    pub(crate) fn parent_of(&self, version: Version) -> u32 {
        self.cell(version, |columns, slot| columns.parent[slot as usize], |cells| cells.parent)
    }

    /// The code of the parent of a version, where the parent is outside the data.
    pub(crate) fn outside_of(&self, version: Version) -> u32 {
        match version.said() {
            Said::Latest(slot) => self.columns.outside(slot),
            Said::Former(_) | Said::Live(_) => self.cells(version).outside,
        }
    }

    #[inline]
    pub(crate) fn level_of(&self, version: Version) -> Level {
        Level::ALL[usize::from(self.cell(version, |columns, slot| columns.level[slot as usize], |cells| cells.level))]
    }

    pub(crate) fn code_of(&self, version: Version) -> u32 {
        self.cell(version, Columns::code, |cells| cells.code)
    }

    pub(crate) fn name_of(&self, version: Version) -> u32 {
        self.cell(version, |columns, slot| columns.name.at(slot as usize), |cells| cells.name)
    }

    pub(crate) fn kind_of(&self, version: Version) -> Option<UnitKind> {
        UnitKind::from_index(u32::from(self.cell(
            version,
            |columns, slot| columns.kind.at(slot as usize),
            |cells| cells.kind,
        )))
    }

    /// Whether the kind of a version is not said, but inferred.
    pub(crate) fn is_kind_inferred(&self, version: Version) -> bool {
        self.cell(version, Columns::is_kind_inferred, |cells| cells.inferred)
    }

    pub(crate) fn households_of(&self, version: Version) -> Option<u32> {
        Some(self.cell(version, |columns, slot| columns.households.at(slot as usize), |cells| cells.households))
            .filter(|count| *count != NONE)
    }

    /// The two bounds of a version.
    pub(super) fn bounds_of(&self, version: Version) -> (i32, i32) {
        match version.said() {
            Said::Latest(slot) => self.columns.bounds(slot),
            Said::Former(at) => self.columns.all_former()[at as usize].version.bounds(),
            Said::Live(at) => self.live(at).1.bounds(),
        }
    }

    pub(crate) fn period_of(&self, version: Version) -> Period {
        let (from, until) = self.bounds_of(version);
        Period::from_raw(from, until).unwrap_or(Period::ALWAYS)
    }

    /// What siblings are sorted by: the code of the latest version, and its bounds where one has the code after another.
    pub(super) fn sibling_key(&self, slot: u32) -> (&str, (i32, i32)) {
        let Some(version) = self.latest(slot) else { return ("", (i32::MAX, i32::MAX)) };
        (self.text.get(self.code_of(version)), self.bounds_of(version))
    }

    /// The placements under a parent that are not at home.
    pub(super) fn displaced_under(&self, parent: u32) -> impl Iterator<Item = &Displaced> {
        let changed = if self.under.is_empty() { None } else { self.under.get(parent) };
        let known = if changed.is_none() { self.columns.displaced_under(parent) } else { &[] };
        known.iter().chain(changed.into_iter().flat_map(Placements::iter))
    }

    /// Whether the children of a unit on the day are other ones than its home range has, or in another order.
    pub(super) fn is_unlike_home(&self, slot: u32, day: Day) -> bool {
        let displaced = self.displaced_under(slot).any(|displaced| displaced.holds(day));
        displaced || self.unsorted.contains(slot)
    }

    /// Whether the order of the roots is another one than that of the home ranges.
    pub(super) fn are_roots_unsorted(&self) -> bool {
        self.are_roots_unsorted
    }

    /// Touched units that are roots by a version, and lie in no range of their own.
    pub(super) fn uprooted(&self) -> impl Iterator<Item = u32> + '_ {
        self.uprooted.iter().filter(|found| *found.1).map(|found| found.0)
    }

    pub(super) fn is_touched(&self, slot: u32) -> bool {
        self.ranges(slot).is_some()
    }

    /// The versions that hang on a unit, of any time.
    pub(crate) fn hanging_on(&self, slot: u32) -> impl Iterator<Item = Version> + '_ {
        let (mut next, end) = (slot + 1, self.end(slot));
        let home = std::iter::from_fn(move || {
            let child = Some(next).filter(|next| *next < end)?;
            next = self.columns.end(child);
            Some(child)
        });
        let away = self.displaced_under(slot).map(|displaced| displaced.child);
        let mut children: Vec<u32> = home.chain(away).collect();
        children.sort_unstable();
        children.dedup();
        let versions = children.into_iter().flat_map(|child| self.versions(child));
        versions.filter(move |version| self.parent_of(*version) == slot)
    }

    /// The unit of a version.
    pub(crate) fn slot_of(&self, version: Version) -> u32 {
        match version.said() {
            Said::Latest(slot) => slot,
            Said::Former(at) => self.columns.all_former()[at as usize].slot,
            Said::Live(at) => self.live(at).0,
        }
    }

    /// Whether a subtree lies away from its home slots on the day.
    pub(crate) fn any_displaced_on(&self, day: Day) -> bool {
        !self.touched.is_empty() || self.columns.displaced.iter().any(|displaced| displaced.holds(day))
    }

    /// Whether the tree of the day is that of the slots: no subtree lies away from its home slots, and none that is at
    /// home below another was a root then.
    pub(crate) fn is_in_slot_order(&self, day: Day) -> bool {
        let was_root = |former: &&Former| former.version.parent == NONE && self.home_parent(former.slot) != NONE;
        let holds = |former: &&Former| former.version.from <= day.number() && day.number() < former.version.until;
        !self.any_displaced_on(day)
            && !self.columns.all_former().iter().any(|former| was_root(&former) && holds(&former))
    }

    /// Whether every unit is there on the day, by its latest version.
    #[inline]
    pub(crate) fn is_everything_at_hand(&self, day: Day) -> bool {
        self.touched.is_empty() && self.columns.is_everything_there(day)
    }

    /// The version on the day if the unit is there: it and all above it hold. At most nine steps.
    pub(crate) fn there_on(&self, slot: u32, day: Day) -> Option<Version> {
        if self.is_everything_at_hand(day) {
            return Some(Version::latest(slot));
        }
        let version = self.version_on(slot, day)?;
        let mut above = self.parent_of(version);
        while above != NONE {
            above = self.parent_of(self.version_on(above, day)?);
        }
        Some(version)
    }

    /// The slots with a parent outside the data in some version, and its code.
    pub(super) fn all_outside(&self) -> impl Iterator<Item = (Version, u32)> + '_ {
        let untouched = self.columns.all_outside().map(|found| found.0).filter(|slot| !self.is_touched(*slot));
        let mut slots: Vec<u32> = untouched.chain(self.rows.iter().map(|row| row.1.0)).collect();
        slots.sort_unstable();
        slots.dedup();
        let versions = slots.into_iter().flat_map(|slot| self.versions(slot));
        versions.map(|version| (version, self.cells(version).outside)).filter(|found| found.1 != NONE)
    }

    pub(super) fn set_text(&mut self, text: Symbols) {
        self.text = text;
    }

    /// Says what the versions of a unit are, by time; `shares_code` where another has its code after or before it. Answers
    /// whether it stands elsewhere among the units than before, so that what is sorted by them may not be.
    pub(super) fn set(&mut self, slot: u32, versions: Vec<VersionCells>, shares_code: bool) -> bool {
        let home = self.home_parent(slot);
        let is_away = |parent: u32| parent != NONE && parent != home;
        let placed = |cells: VersionCells| {
            let placement = Displaced { parent: cells.parent, child: slot, from: cells.from, until: cells.until };
            is_away(cells.parent).then_some(placement)
        };
        let old: Vec<VersionCells> = self.versions_if_known(slot).map(|version| self.cells(version)).collect();
        old.into_iter().filter_map(placed).for_each(|left| self.leave(left));
        versions.iter().copied().filter_map(placed).for_each(|arrived| self.arrive(arrived));
        let was_root = versions.iter().any(|cells| cells.parent == NONE);
        let is_uprooted = was_root && (home != NONE || !self.is_in_columns(slot));
        if is_uprooted || self.uprooted.contains(slot) {
            self.uprooted.insert(slot, is_uprooted);
        }
        let start = u32::try_from(self.rows.len()).unwrap_or(NONE);
        let mut end = start;
        for cells in versions {
            self.rows.insert(end, (slot, cells));
            end += 1;
        }
        self.touched.insert(slot, Held::Together((start, end)));
        if !self.is_in_columns(slot) {
            self.new.insert(slot, ());
            self.bound = self.bound.max(slot + 1);
            return true;
        }
        self.has_moved(slot, shares_code)
    }

    /// Says what the last versions of a unit are, by time: the one before is the first of them if it `goes_on`, which
    /// says something else then. Answers what [`Units::set`] does.
    pub(super) fn follow(&mut self, slot: u32, versions: Vec<VersionCells>, goes_on: bool, shares_code: bool) -> bool {
        let Some(held) = self.touched.get(slot).cloned().filter(|_| self.latest(slot).is_some()) else {
            let mut all: Vec<VersionCells> = self.versions_if_known(slot).map(|version| self.cells(version)).collect();
            all.truncate(all.len() - usize::from(goes_on && !all.is_empty()));
            all.extend(versions);
            return self.set(slot, all, shares_code);
        };
        let home = self.home_parent(slot);
        let displaced = |cells: &VersionCells| {
            let is_away = cells.parent != NONE && cells.parent != home;
            is_away.then_some(Displaced { parent: cells.parent, child: slot, from: cells.from, until: cells.until })
        };
        let was_root = versions.iter().any(|cells| cells.parent == NONE);
        if was_root && (home != NONE || !self.is_in_columns(slot)) {
            self.uprooted.insert(slot, true);
        }
        let mut held = held;
        let mut before = held.ranges().last().map(|range| range.1 - 1).filter(|_| goes_on);
        for cells in versions {
            let row = if let Some(row) = before.take() {
                if let Some(left) = displaced(&self.live(row).1) {
                    self.leave(left);
                }
                row
            } else {
                let row = u32::try_from(self.rows.len()).unwrap_or(NONE);
                held = held.and(row);
                row
            };
            self.rows.insert(row, (slot, cells));
            if let Some(arrived) = displaced(&cells) {
                self.arrive(arrived);
            }
        }
        self.touched.insert(slot, held);
        !self.is_in_columns(slot) || self.has_moved(slot, shares_code)
    }

    fn leave(&mut self, left: Displaced) {
        let rest = self.placements_under(left.parent).without(left);
        self.under.insert(left.parent, rest);
    }

    fn arrive(&mut self, arrived: Displaced) {
        let all = self.placements_under(arrived.parent).with(arrived);
        self.under.insert(arrived.parent, all);
    }

    fn placements_under(&self, parent: u32) -> Placements {
        let changed = self.under.get(parent).cloned();
        changed.unwrap_or_else(|| Placements::of(self.columns.displaced_under(parent)))
    }

    /// Whether a unit of the columns stands elsewhere than they say; then the units beside it are not sorted.
    fn has_moved(&mut self, slot: u32, shares_code: bool) -> bool {
        let home = self.home_parent(slot);
        let Some(latest) = self.latest(slot) else { return false };
        let (before, now) = (self.columns.latest(slot), self.cells(latest));
        // Where no other has its code, the code alone says where it stands.
        let key = |cells: VersionCells| (cells.code, shares_code.then_some((cells.from, cells.until)));
        if key(before) != key(now) {
            if home == NONE {
                self.are_roots_unsorted = true;
            } else {
                self.unsorted.insert(home, ());
            }
        }
        (key(before), before.parent) != (key(now), now.parent)
    }

    fn versions_if_known(&self, slot: u32) -> impl Iterator<Item = Version> + '_ {
        let known = self.is_in_columns(slot) || self.new.contains(slot);
        known.then(|| self.versions(slot)).into_iter().flatten()
    }
}

impl Displaced {
    pub(super) fn holds(&self, day: Day) -> bool {
        self.from <= day.number() && day.number() < self.until
    }
}
