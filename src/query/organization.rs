//! An organization on a day.

use super::{Covering, Node, Snapshot};
use crate::base::{OrganizationForm, OrganizationKind, OrganizationRank, Period};
use crate::draft::NONE;
use crate::findings::Place;
use crate::graph::Link;
use crate::record::{NodeKind, Relation, Table, organization_column as column};
use std::fmt;

/// An organization (组织) on the day of its snapshot: a Party organisation or a body.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Organization<'h> {
    snapshot: Snapshot<'h>,
    at: u32,
    row: u32,
}

impl<'h> Organization<'h> {
    pub(crate) fn there(snapshot: Snapshot<'h>, organization: u32) -> Option<Self> {
        let row = snapshot.hierarchy.organizations.version_on(organization, snapshot.at)?;
        Some(Self { snapshot, at: organization, row })
    }

    /// The organization of a node number, if it is one and is there.
    pub(super) fn of_node(snapshot: Snapshot<'h>, number: u32) -> Option<Self> {
        match snapshot.node(number)? {
            Node::Organization(organization) => Some(organization),
            Node::Unit(_) | Node::Zone(_) => None,
        }
    }

    fn cell(self, column: usize) -> u32 {
        self.snapshot.hierarchy.rows(Table::Organizations).cell(self.row, column)
    }

    fn count(self, column: usize) -> Option<u32> {
        Some(self.cell(column)).filter(|count| *count != NONE)
    }

    /// The organization's number in the graph. Another hierarchy gives it another.
    pub fn index(self) -> usize {
        self.number() as usize
    }

    pub(crate) fn number(self) -> u32 {
        self.snapshot.hierarchy.first(NodeKind::Organization) + self.at
    }

    /// The snapshot that the organization is seen in.
    pub const fn snapshot(self) -> Snapshot<'h> {
        self.snapshot
    }

    /// The code (编码).
    pub fn code(self) -> &'h str {
        self.snapshot.hierarchy.text.get(self.cell(column::CODE))
    }

    /// The name (名称); `None` for centre households, whose names are not kept.
    pub fn name(self) -> Option<&'h str> {
        self.count(column::NAME).map(|symbol| self.snapshot.hierarchy.text.get(symbol))
    }

    /// The kind (类型).
    pub fn kind(self) -> OrganizationKind {
        OrganizationKind::from_index(self.cell(column::KIND)).unwrap_or(OrganizationKind::Other)
    }

    /// The form (形式).
    pub fn form(self) -> Option<OrganizationForm> {
        OrganizationForm::from_index(self.cell(column::FORM))
    }

    /// The rank (级别).
    pub fn rank(self) -> Option<OrganizationRank> {
        OrganizationRank::from_index(self.cell(column::RANK))
    }

    /// The number of full members (正式党员).
    pub fn full_members(self) -> Option<u32> {
        self.count(column::FULL_MEMBERS)
    }

    /// The number of probationary members (预备党员).
    pub fn probationary_members(self) -> Option<u32> {
        self.count(column::PROBATIONARY_MEMBERS)
    }

    /// When this version of the organization holds, as its row states it.
    pub fn period(self) -> Period {
        self.snapshot.hierarchy.rows(Table::Organizations).period(self.row)
    }

    /// Where this version was said.
    pub fn place(self) -> Place {
        self.snapshot.hierarchy.row_place(Table::Organizations, self.row)
    }

    /// The organization that this one answers to (上级组织): one at most.
    pub fn superior(self) -> Option<Self> {
        let (hierarchy, day) = (self.snapshot.hierarchy, self.snapshot.at);
        let mut links = hierarchy.links_to(self.number(), Relation::Supervises).filter(|link| link.holds(day));
        links.find_map(|link| Self::of_node(self.snapshot, link.from))
    }

    /// The superiors, from the nearest up (隶属链). It comes to an end: no organization is above itself.
    pub fn superiors(self) -> impl Iterator<Item = Self> {
        std::iter::successors(self.superior(), |organization| organization.superior())
    }

    /// The organizations that answer to this one (下级组织), by code.
    pub fn subordinates(self) -> impl Iterator<Item = Self> {
        let (hierarchy, day) = (self.snapshot.hierarchy, self.snapshot.at);
        let links = hierarchy.links_from(self.number(), Relation::Supervises).filter(move |link| link.holds(day));
        links.filter_map(move |link| Self::of_node(self.snapshot, link.to))
    }

    /// Where it has its seat (驻地): a unit or a zone.
    pub fn seat(self) -> Option<Node<'h>> {
        let (hierarchy, day) = (self.snapshot.hierarchy, self.snapshot.at);
        let mut links = hierarchy.links_from(self.number(), Relation::SeatedIn).filter(|link| link.holds(day));
        links.find_map(|link| self.snapshot.node(link.to))
    }

    /// What it covers (覆盖), by the order of nodes: units, zones, organizations. Each comes once, in however many modes it
    /// is covered.
    pub fn covers(self) -> impl Iterator<Item = Node<'h>> {
        let (hierarchy, day) = (self.snapshot.hierarchy, self.snapshot.at);
        let links = hierarchy.links_from(self.number(), Relation::Covers).filter(move |link| link.holds(day));
        links.filter(Link::of_new(|link| link.to)).filter_map(move |link| self.snapshot.node(link.to))
    }

    /// Who covers the organization itself, such as a company's own Party organisation.
    pub fn covered_by(self) -> impl Iterator<Item = Covering<'h>> {
        self.snapshot.coverings(self.number(), None)
    }
}

impl fmt::Debug for Organization<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Organization({} {})", self.kind(), self.code())
    }
}

impl fmt::Display for Organization<'_> {
    /// The name and the code, or the code alone.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.name() {
            Some(name) => write!(f, "{name} {}", self.code()),
            None => f.write_str(self.code()),
        }
    }
}
