//! A unit on a day.

use super::snapshot::AnyUnit;
use super::{Covering, Organization, Snapshot, Zone};
use crate::base::{Any, Community, Grid, Level, MicroGrid, Period, UnitKind, UnitLevel};
use crate::draft::NONE;
use crate::findings::Place;
use crate::graph::{Link, Met, Version};
use crate::record::{NodeKind, Relation};
use std::collections::BTreeSet;
use std::fmt;
use std::marker::PhantomData;

/// A unit (单元) on the day of its snapshot. `Unit<Grid>` is known to be a grid; `Unit` may be of any level.
///
/// ```
/// use govgrid::{Code, Draft, Grid, Level, record};
/// let mut draft = Draft::new();
/// let mut add = |code: &str, level, parent: Option<&str>| {
///     draft.add(&record::Unit { parent: parent.map(Into::into), ..record::Unit::new(code, level) })
/// };
/// add("130205001026", Level::Community, None)?;
/// add("130205001026-G001", Level::Grid, Some("130205001026"))?;
/// let hierarchy = draft.build()?;
/// let grid = hierarchy.snapshot().unit(&"130205001026-G001".parse::<Code<Grid>>()?)?;
/// assert_eq!(grid.community().code(), "130205001026"); // no Option: a grid has a community
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy)]
pub struct Unit<'h, L: UnitLevel = Any> {
    snapshot: Snapshot<'h>,
    slot: u32,
    version: Version,
    level: PhantomData<fn() -> L>,
}

impl<'h> Unit<'h> {
    #[inline]
    pub(crate) fn new(snapshot: Snapshot<'h>, (slot, version): Met) -> Self {
        Self { snapshot, slot, version, level: PhantomData }
    }

    /// The unit of a number in the graph, if it is one and is there.
    #[inline]
    pub(super) fn of_node(snapshot: Snapshot<'h>, number: u32) -> Option<Self> {
        let (kind, slot) = snapshot.hierarchy.kind(number);
        if kind == NodeKind::Unit { Self::there(snapshot, slot) } else { None }
    }

    #[inline]
    pub(crate) fn there(snapshot: Snapshot<'h>, slot: u32) -> Option<Self> {
        if snapshot.is_at_hand() {
            return Some(Self::new(snapshot, (slot, Version::latest(slot))));
        }
        let version = snapshot.hierarchy.units.there_on(slot, snapshot.at)?;
        Some(Self::new(snapshot, (slot, version)))
    }
}

impl<'h, L: UnitLevel> Unit<'h, L> {
    /// The snapshot that the unit is seen in.
    pub const fn snapshot(self) -> Snapshot<'h> {
        self.snapshot
    }

    pub(crate) const fn slot(self) -> u32 {
        self.slot
    }

    pub(crate) const fn number(self) -> u32 {
        self.slot
    }

    pub(crate) const fn version(self) -> Version {
        self.version
    }

    /// The unit's number in the graph. Another hierarchy gives it another.
    pub const fn index(self) -> usize {
        self.slot as usize
    }

    /// The code (编码).
    pub fn code(self) -> &'h str {
        let hierarchy = self.snapshot.hierarchy;
        hierarchy.text.get(hierarchy.units.code_of(self.version))
    }

    /// The name (名称); `None` for households, whose names are not kept.
    pub fn name(self) -> Option<&'h str> {
        let symbol = self.name_symbol();
        (symbol != NONE).then(|| self.snapshot.hierarchy.text.get(symbol))
    }

    /// The number of its name: of one text there is one.
    pub(crate) fn name_symbol(self) -> u32 {
        self.snapshot.hierarchy.units.name_of(self.version)
    }

    /// The level (层级).
    #[inline]
    pub fn level(self) -> Level {
        self.snapshot.hierarchy.units.level_of(self.version)
    }

    /// The kind (类型), stated or inferred from the code.
    pub fn kind(self) -> Option<UnitKind> {
        self.snapshot.hierarchy.units.kind_of(self.version)
    }

    /// Whether the kind was inferred from the code's digits, and not stated.
    pub fn is_kind_inferred(self) -> bool {
        self.snapshot.hierarchy.units.cells(self.version).inferred
    }

    /// The declared number of households (申报户数).
    pub fn declared_households(self) -> Option<u32> {
        self.snapshot.hierarchy.units.households_of(self.version)
    }

    /// When this version of the unit holds, as its row states it.
    pub fn period(self) -> Period {
        self.snapshot.hierarchy.units.period_of(self.version)
    }

    /// Where this version was said.
    pub fn place(self) -> Place {
        let cells = self.snapshot.hierarchy.units.cells(self.version);
        self.snapshot.hierarchy.place(cells.source, cells.line)
    }

    /// Whether the unit has a code on the day.
    pub(super) fn has_code(self, symbol: u32) -> bool {
        self.snapshot.hierarchy.units.code_of(self.version) == symbol
    }

    /// The unit, whatever its level.
    pub fn to_any(self) -> AnyUnit<'h> {
        Unit::new(self.snapshot, (self.slot, self.version))
    }

    /// The unit as one of level `M`, if it is one.
    #[inline]
    pub fn of_level<M: UnitLevel>(self) -> Option<Unit<'h, M>> {
        let fits = M::LEVEL.is_none_or(|level| level == self.level());
        fits.then_some(Unit { snapshot: self.snapshot, slot: self.slot, version: self.version, level: PhantomData })
    }

    /// The unit that this one lies in (上级); `None` for a root.
    pub fn parent(self) -> Option<AnyUnit<'h>> {
        let Snapshot { hierarchy, at, .. } = self.snapshot;
        let parent = hierarchy.units.parent_of(self.version);
        if parent == NONE {
            return None;
        }
        let version = if self.snapshot.is_at_hand() {
            Version::latest(parent)
        } else {
            hierarchy.units.version_on(parent, at)?
        };
        Some(Unit::new(self.snapshot, (parent, version)))
    }

    /// The code of the parent of a root whose parent is outside the data.
    pub fn outside_parent(self) -> Option<&'h str> {
        let outside = self.snapshot.hierarchy.units.outside_of(self.version);
        (outside != NONE).then(|| self.snapshot.hierarchy.text.get(outside))
    }

    /// The units that hang on this one (下级).
    pub fn children(self) -> impl Iterator<Item = AnyUnit<'h>> {
        self.snapshot
            .hierarchy
            .units
            .children(self.slot, self.snapshot.at)
            .map(move |met| Unit::new(self.snapshot, met))
    }

    /// The same units, not in order where some have come from elsewhere.
    pub(crate) fn children_in_any_order(self) -> impl Iterator<Item = AnyUnit<'h>> {
        let children = self.snapshot.hierarchy.units.children_in_any_order(self.slot, self.snapshot.at);
        children.map(move |met| Unit::new(self.snapshot, met))
    }

    /// Whether a unit hangs on this one.
    pub(crate) fn has_children(self) -> bool {
        self.snapshot.hierarchy.units.has_children(self.slot, self.snapshot.at)
    }

    /// The units above, from the parent to the root: at most nine.
    pub fn ancestors(self) -> impl Iterator<Item = AnyUnit<'h>> {
        std::iter::successors(self.parent(), |unit| unit.parent())
    }

    /// The unit of level `M` that this one lies in, or is.
    ///
    /// ```
    /// # use govgrid::{Draft, Level, Street, record};
    /// # let mut draft = Draft::new();
    /// # draft.add(&record::Unit::new("130205001", Level::Street))?;
    /// # let hierarchy = draft.build()?;
    /// let unit = hierarchy.snapshot().any_unit("130205001")?;
    /// assert_eq!(unit.nearest::<Street>().map(|street| street.code()), Some("130205001"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[inline]
    pub fn nearest<M: UnitLevel>(self) -> Option<Unit<'h, M>> {
        let (slot, version) = match M::LEVEL {
            Some(level) => self.met_above(level)?,
            None => (self.slot, self.version),
        };
        Some(Unit { snapshot: self.snapshot, slot, version, level: PhantomData })
    }

    /// The unit of a level that this one lies in, or is.
    pub fn nearest_of(self, level: Level) -> Option<AnyUnit<'h>> {
        Some(Unit::new(self.snapshot, self.met_above(level)?))
    }

    #[inline]
    fn met_above(self, level: Level) -> Option<Met> {
        let Snapshot { hierarchy, at, .. } = self.snapshot;
        if self.snapshot.is_at_hand() {
            return hierarchy.units.nearest_at_hand(self.slot, level, L::LEVEL.is_some_and(|own| own > level));
        }
        hierarchy.units.nearest((self.slot, self.version), level, at)
    }

    /// Every unit below, parents before children.
    pub fn descendants(self) -> impl Iterator<Item = AnyUnit<'h>> {
        let below = self.snapshot.hierarchy.units.below(self.slot, self.snapshot.at, None);
        below.map(move |met| Unit::new(self.snapshot, met))
    }

    /// Every unit of a level below.
    pub fn descendants_of(self, level: Level) -> impl Iterator<Item = AnyUnit<'h>> {
        let below = self.snapshot.hierarchy.units.below(self.slot, self.snapshot.at, Some(level));
        below.map(move |met| Unit::new(self.snapshot, met))
    }

    /// Every unit of a name below: names are no keys, so all that match are given.
    pub fn named(self, name: &str) -> impl Iterator<Item = AnyUnit<'h>> {
        let symbol = self.snapshot.hierarchy.text.find(name);
        let all = symbol.map(|symbol| self.descendants().filter(move |unit| unit.name_symbol() == symbol));
        all.into_iter().flatten()
    }

    /// Whether this unit is `other` or lies in it.
    pub fn is_within<M: UnitLevel>(self, other: Unit<'h, M>) -> bool {
        self.slot == other.slot || self.ancestors().any(|unit| unit.slot == other.slot)
    }

    /// The lowest unit that both lie in or are; `None` if they hang on different roots.
    pub fn common_ancestor<M: UnitLevel>(self, other: Unit<'h, M>) -> Option<AnyUnit<'h>> {
        std::iter::once(self.to_any()).chain(self.ancestors()).find(|unit| other.is_within(*unit))
    }

    /// The way from this unit to another through their lowest common ancestor, both ends included; `None` if they hang
    /// on different roots.
    pub fn path_to<M: UnitLevel>(self, other: Unit<'h, M>) -> Option<Vec<AnyUnit<'h>>> {
        let meet = self.common_ancestor(other)?;
        let up = |unit: AnyUnit<'h>| {
            let line = std::iter::successors(Some(unit), |unit| unit.parent());
            line.take_while(|unit| unit.slot != meet.slot).collect::<Vec<_>>()
        };
        let mut path = up(self.to_any());
        path.push(meet);
        path.extend(up(other.to_any()).into_iter().rev());
        Some(path)
    }

    /// The zones that comprise this unit itself, by code, each once.
    pub fn zones(self) -> impl Iterator<Item = Zone<'h>> {
        let links = self.holding_links(Relation::Comprises).filter(Link::of_new(|link| link.from));
        links.filter_map(move |link| Zone::of_node(self.snapshot, link.from))
    }

    /// The organizations that have their seat in this unit itself (驻地), by code.
    pub fn seated(self) -> impl Iterator<Item = Organization<'h>> {
        let links = self.holding_links(Relation::SeatedIn);
        links.filter_map(move |link| Organization::of_node(self.snapshot, link.from))
    }

    /// The organizations that have their seat in this unit or anywhere below it.
    pub fn seated_within(self) -> impl Iterator<Item = Organization<'h>> {
        std::iter::once(self.to_any()).chain(self.descendants()).flat_map(Unit::seated)
    }

    /// Who covers this unit itself: what rows say, and what zones that comprise it or a unit above it are covered by.
    /// Each row is met once, even where a zone comprises both the unit and one above it.
    pub fn covered_by(self) -> impl Iterator<Item = Covering<'h>> {
        self.directly_covered_by()
            .chain(self.lies_in().flat_map(move |zone| self.snapshot.coverings(zone.number(), Some(zone))))
    }

    /// Who covers this unit itself by a row of its own, and not through a zone.
    pub(crate) fn directly_covered_by(self) -> impl Iterator<Item = Covering<'h>> {
        self.snapshot.coverings(self.slot, None)
    }

    /// The zones that comprise this unit or one above it, each once.
    pub(crate) fn lies_in(self) -> impl Iterator<Item = Zone<'h>> {
        // Most hierarchies have zones in some places only, or none.
        let any = self.snapshot.hierarchy.any_links(Relation::Comprises);
        let line = any.then(|| std::iter::once(self.to_any()).chain(self.ancestors()));
        let mut met = BTreeSet::new();
        line.into_iter().flatten().flat_map(Unit::zones).filter(move |zone| met.insert(zone.number()))
    }

    /// Who covers a unit above this one, with that unit: inherited coverage, nearest first.
    pub fn inherits(self) -> impl Iterator<Item = (AnyUnit<'h>, Covering<'h>)> {
        self.ancestors().flat_map(|unit| unit.snapshot.coverings(unit.slot, None).map(move |covering| (unit, covering)))
    }

    fn holding_links(self, relation: Relation) -> impl Iterator<Item = Link> + use<'h, L> {
        let hierarchy = self.snapshot.hierarchy;
        hierarchy.links_to(self.slot, relation).filter(move |link| hierarchy.link_holds(link, self.snapshot.at))
    }
}

impl<'h> Unit<'h, Grid> {
    /// The community that the grid lies in (所属社区): structure guarantees it.
    pub fn community(self) -> Unit<'h, Community> {
        let (slot, version) = self.snapshot.hierarchy.units.surely_above(self.version, self.snapshot.at);
        Unit { snapshot: self.snapshot, slot, version, level: PhantomData }
    }
}

impl<'h> Unit<'h, MicroGrid> {
    /// The grid that the micro-grid lies in (所属网格): structure guarantees it.
    pub fn grid(self) -> Unit<'h, Grid> {
        let (slot, version) = self.snapshot.hierarchy.units.surely_above(self.version, self.snapshot.at);
        Unit { snapshot: self.snapshot, slot, version, level: PhantomData }
    }

    /// The community that the micro-grid lies in (所属社区): structure guarantees it.
    pub fn community(self) -> Unit<'h, Community> {
        self.grid().community()
    }
}

impl<L: UnitLevel> PartialEq for Unit<'_, L> {
    /// Whether it is the same unit in the same snapshot.
    fn eq(&self, other: &Self) -> bool {
        self.snapshot == other.snapshot && self.slot == other.slot
    }
}

impl<L: UnitLevel> Eq for Unit<'_, L> {}

impl<L: UnitLevel> fmt::Debug for Unit<'_, L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Unit({} {})", self.level(), self.code())
    }
}

impl<L: UnitLevel> fmt::Display for Unit<'_, L> {
    /// The name and the code, or the code alone.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.name() {
            Some(name) => write!(f, "{name} {}", self.code()),
            None => f.write_str(self.code()),
        }
    }
}
