//! Coverage: who is covered, how, and who is not.

use super::snapshot::AnyUnit;
use super::{Covering, Organization, Snapshot, Unit, Zone};
use crate::base::{CoverageMode, Level, OrganizationKind, UnitLevel, ZoneKind};
use crate::findings::CoverageOf;
use crate::graph::Link;
use crate::record::{Relation, Table, coverage_column, organization_column};
use std::fmt;

/// Whether a row of coverage counts as organisation coverage (组织覆盖).
pub(super) fn counts(kind: OrganizationKind, mode: CoverageMode) -> bool {
    kind.is_party_organization() && mode != CoverageMode::WorkOnly
}

/// A question about coverage (覆盖): of which units, zones or organizations, and leaving out which.
pub struct CoverageQuery<'q, T> {
    of: CoverageOf,
    all: Box<dyn Iterator<Item = T> + 'q>,
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
    /// Whether an organization covers it itself.
    pub direct: bool,
    /// Whether an organization covers a zone that comprises it or a unit above it.
    pub through_zone: bool,
    /// Whether nothing covers it, while an organization covers a unit above it.
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

/// Which coverage is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Organization,
    Work,
}

impl Kind {
    fn counts(self, kind: OrganizationKind, mode: CoverageMode) -> bool {
        match self {
            Self::Organization => counts(kind, mode),
            Self::Work => true,
        }
    }
}

impl<'h> Snapshot<'h> {
    /// Coverage of the units of a level.
    pub fn coverage(self, level: Level) -> CoverageQuery<'h, AnyUnit<'h>> {
        CoverageQuery::new(CoverageOf::Level(level), self.units(level))
    }

    /// Coverage of the zones of a kind.
    pub fn zone_coverage(self, kind: ZoneKind) -> CoverageQuery<'h, Zone<'h>> {
        CoverageQuery::new(CoverageOf::Zone(kind), self.zones().filter(move |zone| zone.kind() == kind))
    }

    /// Coverage of the organizations of a kind, such as companies by their own Party organisations.
    pub fn organization_coverage(self, kind: OrganizationKind) -> CoverageQuery<'h, Organization<'h>> {
        let all = self.organizations().filter(move |organization| organization.kind() == kind);
        CoverageQuery::new(CoverageOf::Organization(kind), all)
    }
}

impl<'q, T: Copy + 'q> CoverageQuery<'q, T> {
    fn new(of: CoverageOf, all: impl Iterator<Item = T> + 'q) -> Self {
        Self { of, all: Box::new(all), exclude: Box::new(|_| false) }
    }

    /// Leaves out what `exclude` says, and lists it apart.
    #[must_use]
    pub fn excluding(self, exclude: impl Fn(T) -> bool + 'q) -> Self {
        let before = self.exclude;
        Self { exclude: Box::new(move |node| before(node) || exclude(node)), ..self }
    }

    fn answer(self, mut examine: impl FnMut(T) -> CoverageItem<T>) -> Coverage<T> {
        let Self { all, exclude, .. } = self;
        let items = all.map(|node| CoverageItem { excluded: exclude(node), ..examine(node) });
        Coverage { items: items.collect() }
    }
}

impl<'q> CoverageQuery<'q, AnyUnit<'q>> {
    /// Only what is `unit` or lies in it.
    #[must_use]
    pub fn within<L: UnitLevel>(self, unit: Unit<'q, L>) -> Self {
        let CoverageOf::Level(level) = self.of else { return self };
        let own = (unit.level() == level).then_some(unit.to_any());
        Self { all: Box::new(own.into_iter().chain(unit.descendants_of(level))), ..self }
    }

    /// Coverage by Party organisations (组织覆盖).
    pub fn by_organizations(self) -> Coverage<AnyUnit<'q>> {
        let mut above = Above::new(Kind::Organization);
        self.answer(|unit| examine_unit(unit, &mut above))
    }

    /// Coverage by any organization or by an instructor (工作覆盖).
    pub fn by_work(self) -> Coverage<AnyUnit<'q>> {
        let mut above = Above::new(Kind::Work);
        self.answer(|unit| examine_unit(unit, &mut above))
    }
}

impl<'q> CoverageQuery<'q, Zone<'q>> {
    /// Coverage by Party organisations (组织覆盖).
    pub fn by_organizations(self) -> Coverage<Zone<'q>> {
        self.answer(|zone| examine_node(zone, zone.snapshot(), zone.number(), Kind::Organization))
    }

    /// Coverage by any organization or by an instructor (工作覆盖).
    pub fn by_work(self) -> Coverage<Zone<'q>> {
        self.answer(|zone| examine_node(zone, zone.snapshot(), zone.number(), Kind::Work))
    }
}

impl<'q> CoverageQuery<'q, Organization<'q>> {
    /// Coverage by Party organisations (组织覆盖).
    pub fn by_organizations(self) -> Coverage<Organization<'q>> {
        self.answer(|found| examine_node(found, found.snapshot(), found.number(), Kind::Organization))
    }

    /// Coverage by any organization or by an instructor (工作覆盖).
    pub fn by_work(self) -> Coverage<Organization<'q>> {
        self.answer(|found| examine_node(found, found.snapshot(), found.number(), Kind::Work))
    }
}

/// The different organizations that cover something: none, one, or more.
#[derive(Clone, Copy, Debug, Default)]
struct Coverers {
    first: Option<u32>,
    several: bool,
}

impl Coverers {
    fn add(&mut self, organization: Organization<'_>) {
        let number = organization.number();
        self.several |= self.first.is_some_and(|first| first != number);
        self.first = self.first.or(Some(number));
    }
}

/// What is known of the units above the one that was asked last: units come in the order of the tree, so that of each
/// level the last is mostly the one above the next unit too.
struct Above {
    kind: Kind,
    known: [Option<(u32, bool)>; Level::COUNT],
}

impl Above {
    const fn new(kind: Kind) -> Self {
        Self { kind, known: [None; Level::COUNT] }
    }

    /// Whether an organization covers a unit above this one.
    fn covers(&mut self, unit: AnyUnit<'_>) -> bool {
        unit.ancestors().any(|above| self.is_covered(above))
    }

    fn is_covered(&mut self, unit: AnyUnit<'_>) -> bool {
        let kind = self.kind;
        let Some(known) = self.known.get_mut(unit.level() as usize) else { return false };
        if let Some((_, covered)) = known.filter(|known| known.0 == unit.slot()) {
            return covered;
        }
        let covered = direct_coverers(unit.snapshot(), unit.slot(), kind).0;
        *known = Some((unit.slot(), covered));
        covered
    }
}

fn examine_unit<'q>(unit: AnyUnit<'q>, above: &mut Above) -> CoverageItem<AnyUnit<'q>> {
    let (snapshot, kind) = (unit.snapshot(), above.kind);
    let (direct, through_zone, doubly) = if snapshot.hierarchy.links(Relation::Comprises).is_empty() {
        let (direct, several) = direct_coverers(snapshot, unit.slot(), kind);
        (direct, false, several)
    } else {
        examine_coverings(unit.covered_by(), kind)
    };
    let covered = direct || through_zone;
    CoverageItem {
        node: unit,
        direct,
        through_zone,
        inherited: !covered && above.covers(unit),
        doubly,
        ended: !covered && snapshot.has_ended_coverage(unit.slot(), kind),
        excluded: false,
    }
}

/// How units are covered that come in the order of the tree, by Party organisations and by any.
pub(crate) struct CoverageOfUnits([Above; 2]);

impl CoverageOfUnits {
    pub(crate) const fn new() -> Self {
        Self([Above::new(Kind::Organization), Above::new(Kind::Work)])
    }

    /// How a unit is covered; whether by what has ended is left open.
    pub(crate) fn of(&mut self, unit: AnyUnit<'_>) -> [CoverageItem<()>; 2] {
        let coverings: Vec<Covering<'_>> = unit.covered_by().collect();
        self.0.each_mut().map(|above| {
            let (direct, through_zone, doubly) = examine_coverings(coverings.iter().copied(), above.kind);
            let inherited = !direct && !through_zone && above.covers(unit);
            CoverageItem { node: (), direct, through_zone, inherited, doubly, ended: false, excluded: false }
        })
    }
}

/// Whether organizations cover a node itself: any, and two or more.
fn direct_coverers(snapshot: Snapshot<'_>, node: u32, kind: Kind) -> (bool, bool) {
    let mut coverers = Coverers::default();
    snapshot.hierarchy.each_link_to(node, Relation::Covers, |link| {
        let covering = snapshot.covering(&link, None);
        if let Some(found) = covering.filter(|found| kind.counts(found.organization.kind(), found.mode)) {
            coverers.add(found.organization);
        }
    });
    (coverers.first.is_some(), coverers.several)
}

/// Whether something is covered directly, through a zone, and by two or more.
fn examine_coverings<'q>(coverings: impl Iterator<Item = Covering<'q>>, kind: Kind) -> (bool, bool, bool) {
    let mut coverers = Coverers::default();
    let (mut direct, mut through_zone) = (false, false);
    for covering in coverings.filter(|covering| kind.counts(covering.organization.kind(), covering.mode)) {
        direct |= covering.zone.is_none();
        through_zone |= covering.zone.is_some();
        coverers.add(covering.organization);
    }
    (direct, through_zone, coverers.several)
}

/// How one zone or organization is covered, by Party organisations and by any.
pub(crate) fn coverage_of_node(snapshot: Snapshot<'_>, number: u32) -> [CoverageItem<()>; 2] {
    [Kind::Organization, Kind::Work].map(|kind| examine_node((), snapshot, number, kind))
}

fn examine_node<T>(node: T, snapshot: Snapshot<'_>, number: u32, kind: Kind) -> CoverageItem<T> {
    let (direct, doubly) = direct_coverers(snapshot, number, kind);
    CoverageItem {
        node,
        direct,
        through_zone: false,
        inherited: false,
        doubly,
        ended: !direct && snapshot.has_ended_coverage(number, kind),
        excluded: false,
    }
}

impl Snapshot<'_> {
    /// Whether a relation or an organization that covered the node has ended.
    fn has_ended_coverage(self, node: u32, kind: Kind) -> bool {
        let mut has_ended = false;
        self.hierarchy.each_link_to(node, Relation::Covers, |link| has_ended |= self.has_ended(&link, kind));
        has_ended
    }

    /// Whether the organization of a row of coverage covered by it on an earlier day, and the row or the organization has
    /// ended. Of what kind it was then, the version says that held.
    fn has_ended(self, link: &Link, kind: Kind) -> bool {
        let (hierarchy, day) = (self.hierarchy, self.at.number());
        let organizations = hierarchy.organizations();
        let organization = hierarchy.kind(link.from).1;
        let is_over = link.ends <= day || organizations.version_on(organization, self.at).is_none();
        if !is_over {
            return false;
        }
        let rows = hierarchy.rows(Table::Organizations);
        let mode = CoverageMode::from_index(hierarchy.rows(Table::Coverage).cell(link.row, coverage_column::MODE));
        organizations.versions(organization).any(|row| {
            let (from, until) = rows.bounds(row);
            let (starts, ends) = (from.max(link.starts), until.min(link.ends));
            let word = OrganizationKind::from_index(rows.cell(row, organization_column::KIND));
            let counts = kind.counts(word.unwrap_or(OrganizationKind::Other), mode.unwrap_or(CoverageMode::Other));
            starts < ends && starts < day && counts
        })
    }
}
