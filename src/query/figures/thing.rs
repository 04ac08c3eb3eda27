//! What a published figure counts, one by one: nodes, and rows that say something of nodes.

use super::fact::Counts;
use super::measured::met_of;
use super::scope::{Scope, places_of};
use crate::base::What;
use crate::query::rows::RowView;
use crate::query::{
    AllianceMember, Measure, Node, Organization, Pairing, Post, Reporting, Responsibility, Snapshot, Unit, Zone,
};
use crate::record::{Relation, Table};
use std::collections::{BTreeMap, BTreeSet};

/// A node, or a row that is counted.
#[derive(Clone, Copy)]
pub(super) enum Thing<'h> {
    Node(Node<'h>),
    Post(Post<'h>),
    Member(AllianceMember<'h>),
    Pairing(Pairing<'h>),
    Report(Reporting<'h>),
    Responsibility(Responsibility<'h>),
    Measure(Measure<'h>),
}

impl<'h> Thing<'h> {
    /// The number of the node that it is.
    pub(super) fn own(&self) -> Option<u32> {
        match self {
            Self::Node(node) => Some(node.number()),
            Self::Post(_)
            | Self::Member(_)
            | Self::Pairing(_)
            | Self::Report(_)
            | Self::Responsibility(_)
            | Self::Measure(_) => None,
        }
    }

    /// The nodes that it is at: both ends of a row, and where a node is at home.
    pub(super) fn near(&self) -> Vec<Node<'h>> {
        match self {
            Self::Node(node) => homes(*node),
            Self::Post(post) => at_place(post.at, post.holder.map(Node::from)),
            Self::Member(row) => at_place(row.alliance.into(), row.member),
            Self::Pairing(row) => vec![row.a, row.b],
            Self::Report(row) => vec![row.reporter, row.target],
            Self::Responsibility(row) => vec![row.holder, row.target],
            Self::Measure(row) => std::iter::once(row.subject).chain(row.about).collect(),
        }
    }

    /// Tells it from all others of its kind.
    pub(super) fn key(&self) -> (u32, u32) {
        match self {
            Self::Node(node) => (node.number(), 0),
            Self::Post(row) => (row.row(), 0),
            Self::Member(row) => (row.row(), 0),
            Self::Report(row) => (row.row(), 0),
            Self::Responsibility(row) => (row.row(), 0),
            // Rows of the same two are one pair.
            Self::Pairing(row) => (row.a.number().min(row.b.number()), row.a.number().max(row.b.number())),
            // Of a measure each subject counts once.
            Self::Measure(row) => (row.subject.number(), 0),
        }
    }

    /// For how much it counts.
    pub(super) fn counts(&self) -> Counts {
        Counts { things: 1, count: self.count().into(), amount: self.amount().into() }
    }

    /// The units by which it is decided where it lies.
    pub(super) fn places(&self) -> Vec<Unit<'h>> {
        match self {
            Self::Node(node) => places_of(*node),
            Self::Post(post) => places_of(post.at),
            Self::Member(row) => places_of(row.alliance.into()),
            Self::Measure(row) => places_of(row.subject),
            Self::Pairing(_) | Self::Report(_) | Self::Responsibility(_) => {
                self.near().into_iter().flat_map(places_of).collect()
            }
        }
    }

    pub(super) fn is_in(&self, scope: &Scope<'h>) -> bool {
        match self {
            Self::Node(node) => scope.has(*node),
            Self::Post(post) => scope.has(post.at),
            Self::Member(row) => scope.has(row.alliance.into()),
            Self::Measure(row) => scope.has(row.subject),
            Self::Pairing(_) | Self::Report(_) | Self::Responsibility(_) => {
                self.near().into_iter().any(|node| scope.has(node))
            }
        }
    }

    /// How many it counts for.
    pub(super) fn count(&self) -> u64 {
        match self {
            Self::Post(post) => post.count.map_or(1, u64::from),
            Self::Member(row) => row.count.map_or(1, u64::from),
            Self::Node(_) | Self::Pairing(_) | Self::Report(_) | Self::Responsibility(_) | Self::Measure(_) => 1,
        }
    }

    /// How much it amounts to: of a report the members that are sent, else its count.
    pub(super) fn amount(&self) -> u64 {
        match self {
            Self::Report(row) => row.members.map_or(1, u64::from),
            Self::Node(_)
            | Self::Post(_)
            | Self::Member(_)
            | Self::Pairing(_)
            | Self::Responsibility(_)
            | Self::Measure(_) => self.count(),
        }
    }
}

/// The place of a row, who else it names, and where the place itself is.
fn at_place<'h>(place: Node<'h>, other: Option<Node<'h>>) -> Vec<Node<'h>> {
    let where_it_is = match place {
        Node::Alliance(alliance) => alliance.scope(),
        Node::Organization(organization) => organization.seat(),
        Node::Project(project) => project.within().map(Node::from),
        Node::Unit(_) | Node::Zone(_) | Node::Person(_) => None,
    };
    std::iter::once(place).chain(other).chain(where_it_is).collect()
}

/// Where a node is at home: what a zone comprises, what an organization covers, or else serves, or else has its seat in,
/// whom an alliance is about and who takes part.
fn homes(node: Node<'_>) -> Vec<Node<'_>> {
    match node {
        Node::Unit(_) | Node::Person(_) => Vec::new(),
        Node::Zone(zone) => zone.units().map(Node::from).collect(),
        Node::Organization(organization) => {
            let covered: Vec<Node<'_>> = organization.covers().collect();
            if !covered.is_empty() {
                return covered;
            }
            let served: Vec<Node<'_>> = organization.serves().map(|service| service.target).collect();
            if served.is_empty() { organization.seat().into_iter().collect() } else { served }
        }
        Node::Alliance(alliance) => {
            let lead = alliance.lead().map(Node::from);
            let members = alliance.members().filter_map(|row| row.member);
            alliance.scope().into_iter().chain(lead).chain(members).collect()
        }
        Node::Project(project) => project.within().map(Node::from).into_iter().collect(),
    }
}

/// Whether a node is one of what is counted.
pub(super) fn is(node: Node<'_>, what: What) -> bool {
    match (node, what) {
        (Node::Unit(unit), What::Unit(level, kind)) => unit.level() == level && (kind.is_none() || unit.kind() == kind),
        (Node::Zone(zone), What::Zone(kind)) => zone.kind() == kind,
        (Node::Organization(organization), What::Organization(kind, form)) => {
            organization.kind() == kind && (form.is_none() || organization.form() == form)
        }
        (Node::Alliance(alliance), What::Alliance(kind)) => alliance.kind() == kind,
        (Node::Project(project), What::Project(kind)) => project.kind() == kind,
        (
            Node::Unit(_)
            | Node::Zone(_)
            | Node::Organization(_)
            | Node::Person(_)
            | Node::Alliance(_)
            | Node::Project(_),
            _,
        ) => false,
    }
}

/// Everything of a kind, wherever it is. Of a measure, each subject once.
pub(super) fn all<'h>(snapshot: Snapshot<'h>, what: What) -> Vec<Thing<'h>> {
    let nodes = |nodes: &mut dyn Iterator<Item = Node<'h>>| -> Vec<Thing<'h>> {
        nodes.filter(|node| is(*node, what)).map(Thing::Node).collect()
    };
    match what {
        What::Unit(level, _) => nodes(&mut snapshot.units(level).map(Unit::into)),
        What::Zone(_) => nodes(&mut snapshot.zones().map(Zone::into)),
        What::Organization(..) => nodes(&mut snapshot.organizations().map(Organization::into)),
        What::Alliance(_) => nodes(&mut snapshot.alliances().map(Node::from)),
        What::Project(_) => nodes(&mut snapshot.projects().map(Node::from)),
        What::Post(role, of_which) => {
            let posts = snapshot.posts().filter(|post| post.role == role && post.of_which == of_which);
            posts.map(Thing::Post).collect()
        }
        What::AllianceMember(role) => {
            let members = snapshot.alliance_members().filter(|row| row.role == Some(role));
            members.map(Thing::Member).collect()
        }
        What::Pairing(kind) => {
            let rows = snapshot.pairings().filter(|row| row.kind == kind);
            let pairs: BTreeMap<(u32, u32), Thing<'h>> = rows.map(Thing::Pairing).map(|row| (row.key(), row)).collect();
            pairs.into_values().collect()
        }
        What::Report(kind) => snapshot.reports().filter(|row| row.kind == Some(kind)).map(Thing::Report).collect(),
        What::Responsibility(form) => {
            let rows = snapshot.responsibilities().filter(|row| row.form == Some(form));
            rows.map(Thing::Responsibility).collect()
        }
        What::Measure(kind) => {
            let subjects: BTreeSet<u32> = snapshot.readings(kind).map(|measured| measured.subject.number()).collect();
            subjects.into_iter().filter_map(|subject| met_of(snapshot, subject, kind)).map(Thing::Measure).collect()
        }
    }
}

/// Everything of a kind that a node is, or of which rows name it.
pub(super) fn touching(snapshot: Snapshot<'_>, node: u32, what: What) -> Vec<Thing<'_>> {
    let hierarchy = snapshot.hierarchy;
    let rows = |table: Table, relation: Relation| -> Vec<u32> {
        let stated = hierarchy.rows_stated(node, table).iter();
        let ends = hierarchy.links_from(node, relation).chain(hierarchy.links_to(node, relation));
        stated.chain(ends.map(|link| link.row)).collect()
    };
    match what {
        What::Unit(..) | What::Zone(_) | What::Organization(..) | What::Alliance(_) | What::Project(_) => {
            let found = snapshot.node(node).filter(|node| is(*node, what));
            found.into_iter().map(Thing::Node).collect()
        }
        What::Post(role, of_which) => {
            let posts = rows(Table::Posts, Relation::Holds).into_iter().filter_map(|row| Post::of_row(snapshot, row));
            posts.filter(|post| post.role == role && post.of_which == of_which).map(Thing::Post).collect()
        }
        What::AllianceMember(role) => {
            let rows = rows(Table::AllianceMembers, Relation::TakesPart).into_iter();
            let members = rows.filter_map(|row| AllianceMember::of_row(snapshot, row));
            members.filter(|row| row.role == Some(role)).map(Thing::Member).collect()
        }
        What::Pairing(kind) => {
            let rows = rows(Table::Pairings, Relation::PairedWith).into_iter();
            rows.filter_map(|row| Pairing::of_row(snapshot, row))
                .filter(|row| row.kind == kind)
                .map(Thing::Pairing)
                .collect()
        }
        What::Report(kind) => {
            let rows = rows(Table::Reports, Relation::ReportsTo).into_iter();
            let reports = rows.filter_map(|row| Reporting::of_row(snapshot, row));
            reports.filter(|row| row.kind == Some(kind)).map(Thing::Report).collect()
        }
        What::Responsibility(form) => {
            let rows = rows(Table::Responsibilities, Relation::ResponsibleFor).into_iter();
            let found = rows.filter_map(|row| Responsibility::of_row(snapshot, row));
            found.filter(|row| row.form == Some(form)).map(Thing::Responsibility).collect()
        }
        What::Measure(kind) => {
            let about = hierarchy.links_to(node, Relation::MeasuredAt).map(|link| link.from);
            let subjects: BTreeSet<u32> = std::iter::once(node).chain(about).collect();
            subjects.into_iter().filter_map(|subject| met_of(snapshot, subject, kind)).map(Thing::Measure).collect()
        }
    }
}
