//! An organization on a day.

use super::view::node_view;
use super::{Covering, Node};
use crate::base::{OrganizationForm, OrganizationKind, OrganizationRank};
use crate::graph::Link;
use crate::record::{Relation, organization_column as column};

node_view! {
    /// An organization (组织) on the day of its snapshot: a Party organisation or a body. A centre household has no name.
    Organization of Organizations named
}

impl<'h> Organization<'h> {
    /// The kind (类型).
    pub fn kind(self) -> OrganizationKind {
        self.cell(column::KIND).and_then(OrganizationKind::from_index).unwrap_or(OrganizationKind::Other)
    }

    /// The form (形式).
    pub fn form(self) -> Option<OrganizationForm> {
        self.cell(column::FORM).and_then(OrganizationForm::from_index)
    }

    /// The rank (级别).
    pub fn rank(self) -> Option<OrganizationRank> {
        self.cell(column::RANK).and_then(OrganizationRank::from_index)
    }

    /// The number of full members (正式党员).
    pub fn full_members(self) -> Option<u32> {
        self.cell(column::FULL_MEMBERS)
    }

    /// The number of probationary members (预备党员).
    pub fn probationary_members(self) -> Option<u32> {
        self.cell(column::PROBATIONARY_MEMBERS)
    }

    /// The organization that this one answers to (上级组织): one at most.
    pub fn superior(self) -> Option<Self> {
        let mut found = self.snapshot.sources(self.number(), Relation::Supervises);
        found.find_map(|number| Self::of_node(self.snapshot, number))
    }

    /// The superiors, from the nearest up (隶属链). It comes to an end: no organization is above itself.
    pub fn superiors(self) -> impl Iterator<Item = Self> {
        std::iter::successors(self.superior(), |organization| organization.superior())
    }

    /// The organizations that answer to this one (下级组织), by code.
    pub fn subordinates(self) -> impl Iterator<Item = Self> {
        let found = self.snapshot.targets(self.number(), Relation::Supervises);
        found.filter_map(move |number| Self::of_node(self.snapshot, number))
    }

    /// Where it has its seat (驻地): a unit or a zone.
    pub fn seat(self) -> Option<Node<'h>> {
        let mut found = self.snapshot.targets(self.number(), Relation::SeatedIn);
        found.find_map(|number| self.snapshot.node(number))
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
