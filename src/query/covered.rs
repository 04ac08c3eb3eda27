//! How one unit, zone or organization is covered.

use super::coverage::CoverageItem;
use super::lying::Lying;
use super::snapshot::AnyUnit;
use super::{Post, Snapshot, Zone};
use crate::base::{CoverageMode, Level, OrganizationKind, Role};
use crate::graph::Link;
use crate::record::{NodeKind, Relation, Table, organization_column};
use std::collections::BTreeMap;

/// Whether a row of coverage counts as organisation coverage (组织覆盖).
pub(super) fn counts(kind: OrganizationKind, mode: CoverageMode) -> bool {
    kind.is_party_organization() && mode != CoverageMode::WorkOnly
}

/// Which coverage is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
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

/// The different organizations that cover something: none, one, or more.
#[derive(Clone, Copy, Debug, Default)]
struct Coverers {
    first: Option<u32>,
    several: bool,
}

impl Coverers {
    /// Adds an organization by its number.
    fn add(&mut self, number: u32) {
        self.several |= self.first.is_some_and(|first| first != number);
        self.first = self.first.or(Some(number));
    }

    /// Adds those that cover something else.
    fn join(&mut self, other: Self) {
        self.several |= other.several;
        other.first.into_iter().for_each(|number| self.add(number));
    }
}

/// What covers through zones: the organizations, and whether an instructor has a post at one.
#[derive(Clone, Copy, Debug, Default)]
struct Through {
    coverers: Coverers,
    has_instructor: bool,
}

impl Through {
    fn join(&mut self, other: Self) {
        self.coverers.join(other.coverers);
        self.has_instructor |= other.has_instructor;
    }
}

/// What is known of the units above the one that was asked last: units come in the order of the tree, so that of each
/// level the last is mostly the one above the next unit too.
pub(super) struct Above {
    kind: Kind,
    /// By level the unit, and whether an organization covers it or one above it.
    known: [Option<(u32, bool)>; Level::COUNT],
    lying: Lying<Through>,
    past: Past,
    /// Where the rows of coverage of the last unit are, and those of the last that was looked at above one.
    near: usize,
    further_up: usize,
}

impl Above {
    pub(super) fn new(kind: Kind) -> Self {
        let (known, lying) = ([None; Level::COUNT], Lying::new());
        Self { kind, known, lying, past: Past::default(), near: 0, further_up: 0 }
    }

    /// What covers through the zones that comprise a unit or one above it.
    fn through(&mut self, unit: AnyUnit<'_>) -> Through {
        let (kind, snapshot) = (self.kind, unit.snapshot());
        let find = |zone: Zone<'_>| {
            let mut coverers = Coverers::default();
            snapshot.coverers(zone.number(), kind).for_each(|organization| coverers.add(organization));
            let asks_posts = kind == Kind::Work && snapshot.has(Table::Posts);
            Through { coverers, has_instructor: asks_posts && snapshot.has_instructor(zone.number()) }
        };
        self.lying.of(unit, find, Through::join)
    }

    /// Whether an organization covers a unit above this one.
    fn covers(&mut self, unit: AnyUnit<'_>) -> bool {
        self.covers_any(unit.ancestors())
    }

    /// Whether an organization covers a unit of a line, of which each is the parent of the one before.
    fn covers_any<'q>(&mut self, line: impl Iterator<Item = AnyUnit<'q>>) -> bool {
        // By level, since each is of a lesser one than the one before.
        let mut unknown = [None; Level::COUNT];
        let mut covered = false;
        for above in line {
            let level = above.level() as usize;
            let known = self.known.get(level).copied().flatten();
            if let Some((_, known)) = known.filter(|known| known.0 == above.slot()) {
                covered = known;
                break;
            }
            unknown.get_mut(level).into_iter().for_each(|unknown| *unknown = Some(above));
        }
        for (above, known) in unknown.into_iter().zip(&mut self.known) {
            if let Some(above) = above {
                covered = covered || Self::is_covered(self.kind, &mut self.further_up, above);
                *known = Some((above.slot(), covered));
            }
        }
        covered
    }

    fn is_covered(kind: Kind, further_up: &mut usize, unit: AnyUnit<'_>) -> bool {
        let snapshot = unit.snapshot();
        let mut covers = false;
        let links = snapshot.hierarchy.links(Relation::Covers);
        links.meet_to(unit.slot(), further_up, |link| covers = covers || snapshot.coverer(link, kind).is_some());
        covers || (kind == Kind::Work && snapshot.has_instructor(unit.slot()))
    }
}

pub(super) fn examine_unit<'q>(unit: AnyUnit<'q>, above: &mut Above) -> CoverageItem<AnyUnit<'q>> {
    let (snapshot, kind) = (unit.snapshot(), above.kind);
    let item = examine_rows(unit, above);
    let covered = item.is_covered();
    CoverageItem {
        node: unit,
        direct: item.direct,
        through_zone: item.through_zone,
        inherited: !covered && above.covers(unit),
        doubly: item.doubly,
        ended: !covered && snapshot.has_ended_coverage(unit.slot(), kind, &mut above.near, &mut above.past),
        excluded: false,
    }
}

/// How units are covered that come in the order of the tree, by Party organisations and by any.
pub(crate) struct CoverageOfUnits([Above; 2]);

impl CoverageOfUnits {
    pub(crate) fn new() -> Self {
        Self([Above::new(Kind::Organization), Above::new(Kind::Work)])
    }

    /// Whether what lies below a unit inherits coverage.
    pub(crate) fn is_inherited_from(&mut self, unit: AnyUnit<'_>) -> [bool; 2] {
        let line = || std::iter::once(unit).chain(unit.ancestors());
        self.0.each_mut().map(|above| above.covers_any(line()))
    }

    /// How a unit is covered; whether by what has ended is left open.
    pub(crate) fn of(&mut self, unit: AnyUnit<'_>) -> [CoverageItem<()>; 2] {
        let mut near = None;
        self.0.each_mut().map(|above| {
            // Both look at the same rows.
            above.near = near.unwrap_or(above.near);
            let item = examine_rows(unit, above);
            near = Some(above.near);
            CoverageItem { inherited: !item.is_covered() && above.covers(unit), ..item }
        })
    }
}

/// By which organizations units are covered that come in the order of the tree.
pub(super) struct CoverersOfUnits(Above);

impl CoverersOfUnits {
    pub(super) fn new(kind: Kind) -> Self {
        Self(Above::new(kind))
    }

    /// Whether a unit is covered, directly or through zones.
    pub(super) fn cover(&mut self, unit: AnyUnit<'_>) -> bool {
        examine_rows(unit, &mut self.0).is_covered()
    }

    /// The one organization that covers a unit, directly or through zones; `None` of none and of several.
    pub(super) fn only(&mut self, unit: AnyUnit<'_>) -> Option<u32> {
        let mut coverers = direct_coverers(unit, &mut self.0);
        coverers.join(self.0.through(unit).coverers);
        coverers.first.filter(|_| !coverers.several)
    }
}

/// Whether a zone or an organization is covered.
pub(super) fn is_node_covered(snapshot: Snapshot<'_>, number: u32, kind: Kind) -> bool {
    examine_rows_of_node((), snapshot, number, kind).direct
}

fn direct_coverers(unit: AnyUnit<'_>, above: &mut Above) -> Coverers {
    let (snapshot, kind) = (unit.snapshot(), above.kind);
    let mut coverers = Coverers::default();
    let links = snapshot.hierarchy.links(Relation::Covers);
    links.meet_to(unit.slot(), &mut above.near, |link| {
        snapshot.coverer(link, kind).into_iter().for_each(|organization| coverers.add(organization));
    });
    coverers
}

/// Whether a unit is covered directly, through one of the zones that it lies in, and by two or more organizations.
fn examine_rows(unit: AnyUnit<'_>, above: &mut Above) -> CoverageItem<()> {
    let (snapshot, kind) = (unit.snapshot(), above.kind);
    let mut coverers = direct_coverers(unit, above);
    let through = above.through(unit);
    let (mut direct, mut through_zone) = (coverers.first.is_some(), through.coverers.first.is_some());
    coverers.join(through.coverers);
    if kind == Kind::Work && snapshot.has(Table::Posts) {
        direct = direct || snapshot.has_instructor(unit.slot());
        through_zone |= through.has_instructor;
    }
    let doubly = coverers.several;
    CoverageItem { node: (), direct, through_zone, inherited: false, doubly, ended: false, excluded: false }
}

/// How one zone or organization is covered, by Party organisations and by any; whether by what has ended is left open.
pub(crate) fn coverage_of_node(snapshot: Snapshot<'_>, number: u32) -> [CoverageItem<()>; 2] {
    [Kind::Organization, Kind::Work].map(|kind| examine_rows_of_node((), snapshot, number, kind))
}

fn examine_rows_of_node<T>(node: T, snapshot: Snapshot<'_>, number: u32, kind: Kind) -> CoverageItem<T> {
    let mut coverers = Coverers::default();
    snapshot.coverers(number, kind).for_each(|organization| coverers.add(organization));
    let direct = coverers.first.is_some() || (kind == Kind::Work && snapshot.has_instructor(number));
    let (doubly, through_zone, inherited, ended, excluded) = (coverers.several, false, false, false, false);
    CoverageItem { node, direct, through_zone, inherited, doubly, ended, excluded }
}

/// Zones or organizations while it is examined how they are covered.
pub(super) struct CoverageOfNodes {
    kind: Kind,
    past: Past,
}

impl CoverageOfNodes {
    pub(super) fn new(kind: Kind) -> Self {
        Self { kind, past: Past::default() }
    }

    pub(super) fn examine<T>(&mut self, node: T, snapshot: Snapshot<'_>, number: u32) -> CoverageItem<T> {
        let item = examine_rows_of_node(node, snapshot, number, self.kind);
        let ended = !item.direct && snapshot.has_ended_coverage(number, self.kind, &mut 0, &mut self.past);
        CoverageItem { ended, ..item }
    }
}

/// When organizations of very many versions were Party organisations: each is looked through once.
#[derive(Default)]
pub(super) struct Past(BTreeMap<u32, Vec<(i32, i32)>>);

/// So few versions are looked at one by one.
const FEW: usize = 8;

impl<'h> Snapshot<'h> {
    /// The organizations that cover a node itself on the day, and count, by number: one for each row.
    fn coverers(self, node: u32, kind: Kind) -> impl Iterator<Item = u32> + use<'h> {
        self.hierarchy.links_to(node, Relation::Covers).filter_map(move |link| self.coverer(&link, kind))
    }

    /// The organization of a row of coverage, if it covers by it on the day, and counts.
    fn coverer(self, link: &Link, kind: Kind) -> Option<u32> {
        if !link.holds(self.at) {
            return None;
        }
        let organization = self.hierarchy.within(NodeKind::Organization, link.from);
        let (_, cells) = self.hierarchy.organizations().said_on(organization, self.at)?;
        let word = cells.get(organization_column::KIND).copied().and_then(OrganizationKind::from_index);
        kind.counts(word.unwrap_or(OrganizationKind::Other), self.mode_of(link)).then_some(link.from)
    }

    /// Whether somebody has the post of a Party-building instructor (党建指导员) at a node.
    fn has_instructor(self, node: u32) -> bool {
        let mut posts = self.stated::<Post<'_>>(node, Table::Posts);
        posts.any(|post| {
            let is_held = post.holder.is_some() || post.count.is_some_and(|count| count > 0);
            post.role == Role::PartyBuildingInstructor && is_held
        })
    }

    /// Whether a relation or an organization that covered the node has ended.
    fn has_ended_coverage(self, node: u32, kind: Kind, near: &mut usize, past: &mut Past) -> bool {
        let mut any = false;
        let links = self.hierarchy.links(Relation::Covers);
        links.meet_to(node, near, |link| any = any || self.has_ended(link, kind, past));
        any
    }

    /// Whether the organization of a row of coverage covered by it on an earlier day, and the row or the organization has
    /// ended. Of what kind it was then, the version says that held.
    fn has_ended(self, link: &Link, kind: Kind, past: &mut Past) -> bool {
        let (hierarchy, day) = (self.hierarchy, self.at.number());
        let organizations = hierarchy.organizations();
        let organization = hierarchy.within(NodeKind::Organization, link.from);
        let is_over = link.ends <= day || organizations.version_on(organization, self.at).is_none();
        let (starts, ends) = (link.starts, link.ends.min(day));
        if !is_over || starts >= ends {
            return false;
        }
        let (rows, versions) = (hierarchy.rows(Table::Organizations), organizations.versions(organization));
        let mode = self.mode_of(link);
        let counts = |row: u32| {
            let word = OrganizationKind::from_index(rows.cell(row, organization_column::KIND));
            kind.counts(word.unwrap_or(OrganizationKind::Other), mode)
        };
        if versions.len() <= FEW {
            let mut meeting = versions.filter(|row| rows.bounds(*row).0 < ends && starts < rows.bounds(*row).1);
            return meeting.any(counts);
        }
        if kind == Kind::Organization && mode == CoverageMode::WorkOnly {
            return false;
        }
        // Versions come in the order of time, and whether one counts depends on nothing else of the row any more.
        let known = past.0.entry(organization);
        let counting =
            known.or_insert_with(|| versions.filter(|row| counts(*row)).map(|row| rows.bounds(row)).collect());
        let first = counting.partition_point(|(_, until)| *until <= starts);
        counting.get(first).is_some_and(|(from, _)| *from < ends)
    }
}
