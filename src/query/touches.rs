//! Everything that touches a node on a day, and all relations between two.

use super::rows::RowView;
use super::{AllianceMember, Claim, Contact, Measure, Node, Post, Snapshot, Unit};
use crate::base::Period;
use crate::findings::Place;
use crate::graph::{Link, Version};
use crate::record::{Relation, Table};

/// Which way a relation runs, seen from one of its ends (方向).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Way {
    /// From this end to the other: `->`.
    Along,
    /// From the other end to this one: `<-`.
    Against,
    /// Either way: `<->`. A pairing says nothing by its direction.
    Either,
}

/// A relation between two nodes that holds on the day (关系): one row of one table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bond<'h> {
    /// The relation.
    pub relation: Relation,
    /// Where it starts: who covers, who contains, who is a member …
    pub from: Node<'h>,
    /// Where it ends: what is covered, what is contained, of which organization …
    pub to: Node<'h>,
    /// When, as the row states it.
    pub period: Period,
    row: u32,
}

impl<'h> Bond<'h> {
    /// The bond that a row says, if both its ends are there.
    pub(super) fn of_link(snapshot: Snapshot<'h>, relation: Relation, link: &Link) -> Option<Self> {
        let (from, to) = (snapshot.node(link.from)?, snapshot.node(link.to)?);
        Some(Self { relation, from, to, period: link.period(), row: link.row })
    }

    /// Which way it runs, seen from a node: along, where it starts there.
    pub fn way(&self, node: impl Into<Node<'h>>) -> Way {
        if self.from == node.into() { Way::Along } else { Way::Against }
    }

    /// The end that is not `node`; either, if both are.
    pub fn other(&self, node: impl Into<Node<'h>>) -> Node<'h> {
        if self.from == node.into() { self.to } else { self.from }
    }

    /// The table whose row says so.
    pub fn table(&self) -> Table {
        self.relation.cells().0
    }

    /// Where the row was said.
    pub fn place(&self) -> Place {
        if self.relation == Relation::Contains {
            return self.to.place();
        }
        self.to.snapshot().hierarchy.row_place(self.table(), self.row)
    }
}

/// What one row says of a node (关联): a relation to another node, or something of the node alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Touch<'h> {
    /// A relation to another node, or to itself.
    Bond(Bond<'h>),
    /// A number of posts at it (职务), by no holder.
    Post(Post<'h>),
    /// A number of households that it contacts (联户), by no household.
    Contact(Contact<'h>),
    /// A number of those who take part in it (联盟成员), by no member.
    AllianceMember(AllianceMember<'h>),
    /// A measured value of it (指标), of any day. One about a second node is a bond as well, on its own day.
    Measure(Measure<'h>),
    /// A published figure about it (公布数字).
    Claim(Claim<'h>),
}

impl<'h> Touch<'h> {
    /// The relation, if it is one.
    pub const fn bond(&self) -> Option<Bond<'h>> {
        if let Self::Bond(bond) = self { Some(*bond) } else { None }
    }

    /// When, as the row states it; of a row that has a day, that day.
    pub const fn period(&self) -> Period {
        match self {
            Self::Bond(bond) => bond.period,
            Self::Post(row) => row.period,
            Self::Contact(row) => row.period,
            Self::AllianceMember(row) => row.period,
            Self::Measure(row) => row.period,
            Self::Claim(row) => row.period,
        }
    }

    /// The table whose row says so.
    pub fn table(&self) -> Table {
        match self {
            Self::Bond(bond) => bond.table(),
            Self::Post(_) => Table::Posts,
            Self::Contact(_) => Table::Contacts,
            Self::AllianceMember(_) => Table::AllianceMembers,
            Self::Measure(_) => Table::Measures,
            Self::Claim(_) => Table::Claims,
        }
    }

    /// Where the row was said.
    pub fn place(&self) -> Place {
        match self {
            Self::Bond(bond) => bond.place(),
            Self::Post(row) => row.place(),
            Self::Contact(row) => row.place(),
            Self::AllianceMember(row) => row.place(),
            Self::Measure(row) => row.place(),
            Self::Claim(row) => row.place(),
        }
    }
}

impl<'h> Node<'h> {
    /// Everything that touches the node on the day (关联): the relations that start at it, those that end at it, and what
    /// rows say of it without naming a second node. Each row comes once for each relation that it states.
    ///
    /// ```
    /// use govgrid::{Draft, Level, Node, OrganizationKind, Role, Touch, Way, record};
    /// let mut draft = Draft::new();
    /// draft.add(&record::Unit::new("130205001026", Level::Community))?;
    /// let seat = Some("130205001026".to_owned());
    /// draft.add(&record::Organization { seat, ..record::Organization::new("PC-1", OrganizationKind::PartyCommittee) })?;
    /// draft.add(&record::Post { count: Some(3), ..record::Post::new("130205001026", Role::GridWorker) })?;
    /// let hierarchy = draft.build()?;
    ///
    /// let community = Node::from(hierarchy.snapshot().any_unit("130205001026")?);
    /// let touches: Vec<Touch<'_>> = community.touches().collect();
    /// let bond = touches[0].bond().unwrap();
    /// assert_eq!((bond.relation.as_str(), bond.way(community)), ("seated_in", Way::Against));
    /// assert_eq!(bond.other(community).code(), "PC-1");
    /// assert!(matches!(touches[1], Touch::Post(post) if post.count == Some(3)));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn touches(self) -> impl Iterator<Item = Touch<'h>> {
        let (snapshot, number) = (self.snapshot(), self.number());
        let bonds = snapshot.bonds_from(number).chain(snapshot.bonds_to(number).filter(|bond| bond.from != bond.to));
        let posts = snapshot.stated(number, Table::Posts).filter(|row: &Post<'h>| row.holder.is_none());
        let contacts = snapshot.stated(number, Table::Contacts).filter(|row: &Contact<'h>| row.household.is_none());
        let members = snapshot.stated(number, Table::AllianceMembers);
        let members = members.filter(|row: &AllianceMember<'h>| row.member.is_none());
        let measures = snapshot.stated(number, Table::Measures).map(Touch::Measure);
        let claims = snapshot.stated(number, Table::Claims).map(Touch::Claim);
        let counts = posts.map(Touch::Post).chain(contacts.map(Touch::Contact));
        let facts = counts.chain(members.map(Touch::AllianceMember)).chain(measures).chain(claims);
        bonds.map(Touch::Bond).chain(facts)
    }
}

impl<'h> Snapshot<'h> {
    /// All relations between two nodes on the day (两者之间的关系), in either direction: those that start at `a` first.
    ///
    /// ```
    /// use govgrid::{CoverageMode, Draft, Level, OrganizationKind, record};
    /// let mut draft = Draft::new();
    /// draft.add(&record::Unit::new("130205001026", Level::Community))?;
    /// let seat = Some("130205001026".to_owned());
    /// draft.add(&record::Organization { seat, ..record::Organization::new("PC-1", OrganizationKind::PartyCommittee) })?;
    /// draft.add(&record::Coverage::new("PC-1", "130205001026", CoverageMode::Standalone))?;
    /// let hierarchy = draft.build()?;
    ///
    /// let today = hierarchy.snapshot();
    /// let (community, committee) = (today.any_unit("130205001026")?, today.organization(&"PC-1".parse()?)?);
    /// let relations: Vec<&str> = today.between(community, committee).map(|bond| bond.relation.as_str()).collect();
    /// assert_eq!(relations, ["seated_in", "covers"]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn between(self, a: impl Into<Node<'h>>, b: impl Into<Node<'h>>) -> impl Iterator<Item = Bond<'h>> {
        let (a, b) = (a.into().number(), b.into().number());
        let there = self.bonds_from(a).filter(move |bond| bond.to.number() == b);
        let back = self.bonds_to(a).filter(move |bond| bond.from.number() == b && a != b);
        there.chain(back)
    }

    fn bonds_from(self, node: u32) -> impl Iterator<Item = Bond<'h>> + use<'h> {
        let contained = self.links_along(node, Relation::Contains).map(|link| (Relation::Contains, link));
        let links = contained.chain(self.hierarchy.all_from(node).filter(move |(_, link)| link.holds(self.at)));
        links.filter_map(move |(relation, link)| Bond::of_link(self, relation, &link))
    }

    fn bonds_to(self, node: u32) -> impl Iterator<Item = Bond<'h>> + use<'h> {
        let containing = self.links_against(node, Relation::Contains).map(|link| (Relation::Contains, link));
        let links = containing.chain(self.hierarchy.all_to(node).filter(move |(_, link)| link.holds(self.at)));
        links.filter_map(move |(relation, link)| Bond::of_link(self, relation, &link))
    }

    /// The rows of a relation, containment too, that start at a node and hold on the day by their own periods.
    pub(super) fn links_along(self, node: u32, relation: Relation) -> impl Iterator<Item = Link> + use<'h> {
        let (hierarchy, day) = (self.hierarchy, self.at);
        let unit = Unit::of_node(self, node).filter(|_| relation == Relation::Contains);
        let children = unit.into_iter().flat_map(move |unit| hierarchy.units.children(unit.slot(), day));
        let contained = children.map(move |(child, version)| self.containment(node, child, version));
        contained.chain(hierarchy.links_from(node, relation).filter(move |link| link.holds(day)))
    }

    /// The rows of a relation, containment too, that end at a node and hold on the day by their own periods.
    pub(super) fn links_against(self, node: u32, relation: Relation) -> impl Iterator<Item = Link> + use<'h> {
        let (hierarchy, day) = (self.hierarchy, self.at);
        let unit = Unit::of_node(self, node).filter(|_| relation == Relation::Contains);
        let parent = unit.and_then(|unit| Some((unit.parent()?, unit)));
        let containing = parent.map(|(above, unit)| self.containment(above.slot(), node, unit.version()));
        containing.into_iter().chain(hierarchy.links_to(node, relation).filter(move |link| link.holds(day)))
    }

    /// What the row of a unit says of its parent, as a link.
    fn containment(self, parent: u32, child: u32, version: Version) -> Link {
        let (starts, ends) = self.hierarchy.units.period_of(version).raw();
        Link { from: parent, to: child, starts, ends, row: child }
    }

    /// The rows of a table that say something of a node, in order.
    pub(super) fn stated<T: RowView<'h>>(self, node: u32, table: Table) -> impl Iterator<Item = T> + use<'h, T> {
        self.hierarchy.stated(node, table).filter_map(move |row| T::of_row(self, row))
    }
}
