//! Rows of relations on a day: those of a whole table, and those that touch a node, from either end.

use super::rows::RowView;
use super::{
    Alliance, AllianceMember, Attachment, Claim, Contact, Direction, Mapping, Measure, Membership, Organization,
    Pairing, Person, Post, Project, Reporting, Responsibility, Service, Snapshot, Unit, Whistle, Zone,
};
use crate::record::{Relation, Table};

/// Expands to the rows of whole tables on the day.
macro_rules! all_rows {
    ($($(#[$doc:meta])* $method:ident: $view:ident of $table:ident;)+) => {
        impl<'h> Snapshot<'h> {
            $( $(#[$doc])* pub fn $method(self) -> impl Iterator<Item = $view<'h>> {
                self.hierarchy.rows(Table::$table).numbers().filter_map(move |row| $view::of_row(self, row))
            } )+
        }
    };
}

all_rows! {
    /// Every dual command (双重指挥).
    directions: Direction of Directions;
    /// Every service (服务).
    services: Service of Services;
    /// Every membership (党员).
    memberships: Membership of Memberships;
    /// Every attachment (就近纳入).
    attachments: Attachment of Attachments;
    /// Every post (职务).
    posts: Post of Posts;
    /// Every pairing (结对).
    pairings: Pairing of Pairings;
    /// Every double reporting (双报到).
    reports: Reporting of Reports;
    /// Every responsibility (包联).
    responsibilities: Responsibility of Responsibilities;
    /// Every household contact (联户).
    contacts: Contact of Contacts;
    /// Every whistle (吹哨).
    whistles: Whistle of Whistles;
    /// Every part that somebody takes in an alliance (联盟成员).
    alliance_members: AllianceMember of AllianceMembers;
    /// Every measured value (指标值) of what is there on the day, of any day.
    measures: Measure of Measures;
    /// Every published figure (公布数字) about what is there on the day.
    claims: Claim of Claims;
    /// Every code with its code in another scheme (编码对照).
    mappings: Mapping of Mappings;
}

/// Expands to the rows that touch a node: `from` it or `to` it by a relation, from `either` end, or `stated` of it.
macro_rules! touching {
    ($($node:ident { $($(#[$doc:meta])* $method:ident: $view:ident $how:ident $by:ident;)+ })+) => { $(
        impl<'h> $node<'h> {
            $( $(#[$doc])* pub fn $method(self) -> impl Iterator<Item = $view<'h>> {
                touching!(@rows self.snapshot(), self.number(), $view $how $by)
            } )+
        }
    )+ };

    (@rows $snapshot:expr, $number:expr, $view:ident from $relation:ident) => {{
        let (snapshot, number) = ($snapshot, $number);
        let links = snapshot.hierarchy.links_from(number, Relation::$relation);
        links.filter_map(move |link| $view::of_row(snapshot, link.row))
    }};
    (@rows $snapshot:expr, $number:expr, $view:ident to $relation:ident) => {{
        let (snapshot, number) = ($snapshot, $number);
        let links = snapshot.hierarchy.links_to(number, Relation::$relation);
        links.filter_map(move |link| $view::of_row(snapshot, link.row))
    }};
    (@rows $snapshot:expr, $number:expr, $view:ident either $relation:ident) => {{
        let (snapshot, number) = ($snapshot, $number);
        let from = snapshot.hierarchy.links_from(number, Relation::$relation);
        let to = snapshot.hierarchy.links_to(number, Relation::$relation);
        let links = from.chain(to.filter(|link| link.from != link.to));
        links.filter_map(move |link| $view::of_row(snapshot, link.row))
    }};
    (@rows $snapshot:expr, $number:expr, $view:ident stated $table:ident) => {{
        let (snapshot, number) = ($snapshot, $number);
        let rows = snapshot.hierarchy.stated(number, Table::$table);
        rows.filter_map(move |row| $view::of_row(snapshot, row))
    }};
}

touching! {
    Unit {
        /// The posts (职务) at this unit itself.
        posts: Post stated Posts;
        /// Who serves this unit itself (服务).
        served_by: Service to Serves;
        /// The pairings of this unit (结对), from either side.
        pairings: Pairing either PairedWith;
        /// Who reports to this unit (双报到).
        reported_by: Reporting to ReportsTo;
        /// Who answers for this unit itself (包联).
        answered_for_by: Responsibility to ResponsibleFor;
        /// Who contacts this household (联户).
        contacted_by: Contact to Contacts;
        /// Whom this unit may whistle for (吹哨).
        whistles: Whistle from Whistles;
        /// The posts that this unit recruits for.
        recruits: Post from Recruits;
        /// The posts that this unit manages.
        manages: Post from Manages;
        /// What is measured of this unit (指标).
        measures: Measure stated Measures;
        /// What is published of this unit (公布数字).
        claims: Claim stated Claims;
    }
    Zone {
        /// The posts (职务) at this zone.
        posts: Post stated Posts;
        /// Who serves this zone (服务), such as its property company.
        served_by: Service to Serves;
        /// The pairings of this zone (结对), from either side.
        pairings: Pairing either PairedWith;
        /// Who answers for this zone (包联).
        answered_for_by: Responsibility to ResponsibleFor;
        /// What is measured of this zone (指标).
        measures: Measure stated Measures;
        /// What is measured of others at this zone, such as a company's score.
        measured_at: Measure to MeasuredAt;
        /// What is published of this zone (公布数字).
        claims: Claim stated Claims;
    }
    Organization {
        /// Who directs it beside its superior (双重指挥).
        directed_by: Direction to Directs;
        /// Whom it directs beside their superiors (双重指挥).
        directs: Direction from Directs;
        /// What it serves (服务).
        serves: Service from Serves;
        /// Its members (党员).
        members: Membership to MemberOf;
        /// Who is attached to it for daily contact (就近纳入).
        attached: Attachment to AttachedTo;
        /// What it is attached to itself (就近纳入).
        attached_to: Attachment from AttachedTo;
        /// The posts (职务) at it.
        posts: Post stated Posts;
        /// The posts that it recruits for.
        recruits: Post from Recruits;
        /// The posts that it manages.
        manages: Post from Manages;
        /// Its pairings (结对), from either side.
        pairings: Pairing either PairedWith;
        /// What it reports to (双报到).
        reports_to: Reporting from ReportsTo;
        /// Who reports to it (双报到).
        reported_by: Reporting to ReportsTo;
        /// What it answers for (包联).
        answers_for: Responsibility from ResponsibleFor;
        /// Who answers for it (包联).
        answered_for_by: Responsibility to ResponsibleFor;
        /// The households that its members contact (联户), by number.
        contacts: Contact stated Contacts;
        /// Whom it may whistle for (吹哨).
        whistles: Whistle from Whistles;
        /// By whom it may be whistled for, so that it must answer (报到).
        whistled_by: Whistle to Whistles;
        /// The alliances that it takes part in (联盟); those that it leads by their own row are in [`Organization::leads`].
        takes_part: AllianceMember from TakesPart;
        /// What is measured of it (指标).
        measures: Measure stated Measures;
        /// What is published of it (公布数字).
        claims: Claim stated Claims;
    }
    Person {
        /// The organizations that the person is a member of (党员).
        memberships: Membership from MemberOf;
        /// The organizations that the person is attached to (就近纳入).
        attached_to: Attachment from AttachedTo;
        /// The posts that the person holds (职务).
        posts: Post from Holds;
        /// What the person reports to (双报到).
        reports_to: Reporting from ReportsTo;
        /// What the person answers for (包联).
        answers_for: Responsibility from ResponsibleFor;
        /// The households that the person contacts (联户), or how many.
        contacts: Contact stated Contacts;
        /// The alliances that the person takes part in (联盟).
        takes_part: AllianceMember from TakesPart;
    }
    Alliance {
        /// Who takes part (联盟成员).
        members: AllianceMember stated AllianceMembers;
        /// The posts (职务) at it.
        posts: Post stated Posts;
        /// What is measured of it (指标).
        measures: Measure stated Measures;
        /// What is published of it (公布数字).
        claims: Claim stated Claims;
    }
    Project {
        /// The posts (职务) at it.
        posts: Post stated Posts;
        /// Who answers for it (包联).
        answered_for_by: Responsibility to ResponsibleFor;
        /// What is measured of it (指标).
        measures: Measure stated Measures;
        /// What is published of it (公布数字).
        claims: Claim stated Claims;
    }
}

impl<'h> Unit<'h> {
    /// The people who live in this unit itself (居住地).
    pub fn residents(self) -> impl Iterator<Item = Person<'h>> {
        let snapshot = self.snapshot();
        snapshot.sources(self.number(), Relation::LivesIn).filter_map(move |n| Person::of_node(snapshot, n))
    }

    /// The alliances that are about this unit (联盟范围), by code.
    pub fn alliances(self) -> impl Iterator<Item = Alliance<'h>> {
        let snapshot = self.snapshot();
        let found = snapshot.sources(self.number(), Relation::ScopedTo);
        found.filter_map(move |number| Alliance::of_node(snapshot, number))
    }

    /// The projects that are carried out in this unit itself (项目), by code.
    pub fn projects(self) -> impl Iterator<Item = Project<'h>> {
        let snapshot = self.snapshot();
        let found = snapshot.sources(self.number(), Relation::CarriedOutIn);
        found.filter_map(move |number| Project::of_node(snapshot, number))
    }
}

impl<'h> Zone<'h> {
    /// The alliances that are about this zone (联盟范围), by code.
    pub fn alliances(self) -> impl Iterator<Item = Alliance<'h>> {
        let snapshot = self.snapshot();
        let found = snapshot.sources(self.number(), Relation::ScopedTo);
        found.filter_map(move |number| Alliance::of_node(snapshot, number))
    }
}

impl<'h> Organization<'h> {
    /// The people whom it employs (单位).
    pub fn employees(self) -> impl Iterator<Item = Person<'h>> {
        let snapshot = self.snapshot();
        let found = snapshot.sources(self.number(), Relation::EmployedBy);
        found.filter_map(move |number| Person::of_node(snapshot, number))
    }

    /// The alliances that it leads by their own row (牵头), by code.
    pub fn leads(self) -> impl Iterator<Item = Alliance<'h>> {
        let snapshot = self.snapshot();
        let found = snapshot.targets(self.number(), Relation::Leads);
        found.filter_map(move |number| Alliance::of_node(snapshot, number))
    }
}
