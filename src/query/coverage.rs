//! Coverage: who is covered, how, and who is not.

use super::covered::{Above, CoverageOfNodes, Kind, examine_unit};
use super::snapshot::AnyUnit;
use super::{Organization, Snapshot, Unit, Zone};
use crate::base::{Level, OrganizationKind, UnitLevel, ZoneKind};
use crate::findings::CoverageOf;
use std::fmt;

/// What meets all that is asked about.
type All<'q, T> = dyn FnOnce(&mut dyn FnMut(T)) + 'q;

/// A question about coverage (覆盖): of which units, zones or organizations, and leaving out which.
pub struct CoverageQuery<'q, T> {
    of: CoverageOf,
    all: Box<All<'q, T>>,
    /// How many that may be, where it is known.
    about: usize,
    exclude: Box<dyn Fn(T) -> bool + 'q>,
}

impl<T> fmt::Debug for CoverageQuery<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CoverageQuery").field("of", &self.of).finish_non_exhaustive()
    }
}

/// One unit, zone or organization, and how it is covered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own: an item may be all of them")]
pub struct CoverageItem<T> {
    /// What is covered, or not.
    pub node: T,
    /// Whether an organization covers it itself, or of work coverage an instructor.
    pub direct: bool,
    /// Whether one covers a zone that comprises it or a unit above it.
    pub through_zone: bool,
    /// Whether nothing covers it, while something covers a unit above it.
    pub inherited: bool,
    /// Whether two or more different organizations cover it, directly or through zones.
    pub doubly: bool,
    /// Whether nothing covers it, while an organization once did by a row of coverage, and that or the organization has
    /// ended.
    pub ended: bool,
    /// Whether the question left it out.
    pub excluded: bool,
}

impl<T> CoverageItem<T> {
    /// Covered directly or through a zone.
    pub const fn is_covered(&self) -> bool {
        self.direct || self.through_zone
    }
}

/// The answer: each unit, zone or organization with how it is covered.
///
/// ```
/// use govgrid::{CoverageMode, Draft, Level, OrganizationKind, record};
/// let mut draft = Draft::new();
/// draft.add(&record::Unit::new("130205001026", Level::Community))?;
/// for code in ["130205001026-G001", "130205001026-G002"] {
///     let parent = Some("130205001026".to_owned());
///     draft.add(&record::Unit { parent, ..record::Unit::new(code, Level::Grid) })?;
/// }
/// draft.add(&record::Organization::new("PB-1", OrganizationKind::PartyBranch))?;
/// draft.add(&record::Coverage::new("PB-1", "130205001026-G001", CoverageMode::Standalone))?;
/// let hierarchy = draft.build()?;
///
/// let coverage = hierarchy.snapshot().coverage(Level::Grid).by_organizations();
/// assert_eq!((coverage.covered(), coverage.total()), (1, 2));
/// assert_eq!(coverage.uncovered().next().map(|grid| grid.code()), Some("130205001026-G002"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Coverage<T> {
    items: Vec<CoverageItem<T>>,
}

impl<T: Copy> Coverage<T> {
    /// Every item asked about, excluded ones too.
    pub fn items(&self) -> &[CoverageItem<T>] {
        &self.items
    }

    fn counted(&self) -> impl Iterator<Item = &CoverageItem<T>> {
        self.items.iter().filter(|item| !item.excluded)
    }

    /// How many are covered (分子).
    pub fn covered(&self) -> usize {
        self.numerator().count()
    }

    /// How many there are, without the excluded ones (分母).
    pub fn total(&self) -> usize {
        self.denominator().count()
    }

    /// What is covered, directly or through a zone.
    pub fn numerator(&self) -> impl Iterator<Item = T> {
        self.counted().filter(|item| item.is_covered()).map(|item| item.node)
    }

    /// What there is to cover.
    pub fn denominator(&self) -> impl Iterator<Item = T> {
        self.counted().map(|item| item.node)
    }

    /// What an organization covers itself.
    pub fn direct(&self) -> impl Iterator<Item = T> {
        self.counted().filter(|item| item.direct).map(|item| item.node)
    }

    /// What is covered through a zone only.
    pub fn through_zone(&self) -> impl Iterator<Item = T> {
        self.counted().filter(|item| item.through_zone && !item.direct).map(|item| item.node)
    }

    /// What is not covered while a unit above it is.
    pub fn inherited_only(&self) -> impl Iterator<Item = T> {
        self.counted().filter(|item| item.inherited && !item.is_covered()).map(|item| item.node)
    }

    /// What is not covered.
    pub fn uncovered(&self) -> impl Iterator<Item = T> {
        self.counted().filter(|item| !item.is_covered()).map(|item| item.node)
    }

    /// What two or more different organizations cover.
    pub fn doubly(&self) -> impl Iterator<Item = T> {
        self.counted().filter(|item| item.doubly).map(|item| item.node)
    }

    /// What is not covered, but was by a relation or an organization that has ended.
    pub fn ended(&self) -> impl Iterator<Item = T> {
        self.counted().filter(|item| item.ended && !item.is_covered()).map(|item| item.node)
    }

    /// What the question left out.
    pub fn excluded(&self) -> impl Iterator<Item = T> {
        self.items.iter().filter(|item| item.excluded).map(|item| item.node)
    }
}

impl<'h> Snapshot<'h> {
    /// Coverage of the units of a level.
    pub fn coverage(self, level: Level) -> CoverageQuery<'h, AnyUnit<'h>> {
        let about = self.hierarchy.rows_of_level(level) as usize;
        let all = move |meet: &mut dyn FnMut(AnyUnit<'h>)| self.units(level).for_each(meet);
        CoverageQuery { about, ..CoverageQuery::new(CoverageOf::Level(level), all) }
    }

    /// Coverage of the zones of a kind.
    pub fn zone_coverage(self, kind: ZoneKind) -> CoverageQuery<'h, Zone<'h>> {
        let all = self.zones().filter(move |zone| zone.kind() == kind);
        CoverageQuery::new(CoverageOf::Zone(kind), move |meet| all.for_each(meet))
    }

    /// Coverage of the organizations of a kind, such as companies by their own Party organisations.
    pub fn organization_coverage(self, kind: OrganizationKind) -> CoverageQuery<'h, Organization<'h>> {
        let all = self.organizations().filter(move |organization| organization.kind() == kind);
        CoverageQuery::new(CoverageOf::Organization(kind), move |meet| all.for_each(meet))
    }
}

impl<'q, T: Copy + 'q> CoverageQuery<'q, T> {
    fn new(of: CoverageOf, all: impl FnOnce(&mut dyn FnMut(T)) + 'q) -> Self {
        Self { of, all: Box::new(all), about: 0, exclude: Box::new(|_| false) }
    }

    /// Leaves out what `exclude` says, and lists it apart.
    #[must_use]
    pub fn excluding(self, exclude: impl Fn(T) -> bool + 'q) -> Self {
        let before = self.exclude;
        Self { exclude: Box::new(move |node| before(node) || exclude(node)), ..self }
    }

    fn answer(self, mut examine: impl FnMut(T) -> CoverageItem<T>) -> Coverage<T> {
        let Self { all, about, exclude, .. } = self;
        let mut items = Vec::with_capacity(about);
        all(&mut |node| items.push(CoverageItem { excluded: exclude(node), ..examine(node) }));
        Coverage { items }
    }
}

impl<'q> CoverageQuery<'q, AnyUnit<'q>> {
    /// Only what is `unit` or lies in it.
    #[must_use]
    pub fn within<L: UnitLevel>(self, unit: Unit<'q, L>) -> Self {
        let CoverageOf::Level(level) = self.of else { return self };
        let own = (unit.level() == level).then_some(unit.to_any());
        let all =
            move |meet: &mut dyn FnMut(AnyUnit<'q>)| own.into_iter().chain(unit.descendants_of(level)).for_each(meet);
        Self { all: Box::new(all), about: 0, ..self }
    }

    /// Coverage by Party organisations (组织覆盖).
    pub fn by_organizations(self) -> Coverage<AnyUnit<'q>> {
        let mut above = Above::new(Kind::Organization);
        self.answer(|unit| examine_unit(unit, &mut above))
    }

    /// Coverage by any organization, or by an instructor's post (工作覆盖).
    pub fn by_work(self) -> Coverage<AnyUnit<'q>> {
        let mut above = Above::new(Kind::Work);
        self.answer(|unit| examine_unit(unit, &mut above))
    }
}

impl<'q> CoverageQuery<'q, Zone<'q>> {
    /// Coverage by Party organisations (组织覆盖).
    pub fn by_organizations(self) -> Coverage<Zone<'q>> {
        let mut nodes = CoverageOfNodes::new(Kind::Organization);
        self.answer(|zone| nodes.examine(zone, zone.snapshot(), zone.number()))
    }

    /// Coverage by any organization, or by an instructor's post (工作覆盖).
    pub fn by_work(self) -> Coverage<Zone<'q>> {
        let mut nodes = CoverageOfNodes::new(Kind::Work);
        self.answer(|zone| nodes.examine(zone, zone.snapshot(), zone.number()))
    }
}

impl<'q> CoverageQuery<'q, Organization<'q>> {
    /// Coverage by Party organisations (组织覆盖).
    pub fn by_organizations(self) -> Coverage<Organization<'q>> {
        let mut nodes = CoverageOfNodes::new(Kind::Organization);
        self.answer(|found| nodes.examine(found, found.snapshot(), found.number()))
    }

    /// Coverage by any organization, or by an instructor's post (工作覆盖).
    pub fn by_work(self) -> Coverage<Organization<'q>> {
        let mut nodes = CoverageOfNodes::new(Kind::Work);
        self.answer(|found| nodes.examine(found, found.snapshot(), found.number()))
    }
}
