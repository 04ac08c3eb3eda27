//! Rows of relations on a day, typed: one view for each table, with all that the row says and where it was said.

use super::{Alliance, Node, Organization, Person, Project, Snapshot, Unit, Zone};
use crate::base::{
    AllianceRole, AttachmentKind, Day, FigureUnit, MeasureKind, OfWhich, PairingKind, Period, Purpose, Qualifier,
    ReportKind, ResponsibilityForm, Role, ServiceKind,
};
use crate::draft::NONE;
use crate::findings::Place;
use crate::record::{
    Relation, Table, alliance_member_column, attachment_column, claim_column, contact_column, direction_column,
    mapping_column, measure_column, membership_column, pairing_column, post_column, report_column,
    responsibility_column, service_column, whistle_column,
};

/// A view of the rows of one table.
pub(super) trait RowView<'h>: Sized {
    /// The row, if it holds on the day and all that it names is there.
    fn of_row(snapshot: Snapshot<'h>, row: u32) -> Option<Self>;
}

/// A row while its cells are looked at.
#[derive(Clone, Copy)]
struct Cells<'h> {
    snapshot: Snapshot<'h>,
    table: Table,
    row: u32,
}

impl<'h> Cells<'h> {
    fn value(self, column: usize) -> Option<u32> {
        Some(self.snapshot.hierarchy.rows(self.table).cell(self.row, column)).filter(|value| *value != NONE)
    }

    fn text(self, column: usize) -> Option<&'h str> {
        self.value(column).map(|symbol| self.snapshot.hierarchy.text.get(symbol))
    }

    fn period(self) -> Period {
        self.snapshot.hierarchy.rows(self.table).period(self.row)
    }

    fn day(self, column: usize) -> Option<Day> {
        let number = self.snapshot.hierarchy.rows(self.table).cell(self.row, column).cast_signed();
        (number != i32::MIN).then(|| Day::from_number(number))
    }

    fn node(self, column: usize) -> Option<Node<'h>> {
        let number = self.snapshot.hierarchy.named_in(self.value(column)?, self.period())?;
        self.snapshot.node(number)
    }
}

/// Expands to the views. What a cell is read as: `node` or one kind of node, which must be there; `maybe` one, which
/// may be missing; `either` one, which must be there if the cell names it; a `word`, a `count`, a `text`, a `day`.
macro_rules! row_views {
    ($( $(#[$meta:meta])* $name:ident of $table:ident $dated:ident $columns:ident {
        $( $(#[$doc:meta])* $field:ident: $how:ident $(($of:ident))? $column:ident; )+
    } )+) => { $(
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub struct $name<'h> {
            $( $(#[$doc])* pub $field: row_views!(@type $how $($of)?), )+
            /// When, as the row states it; of a row that has a day, that day.
            pub period: Period,
            snapshot: Snapshot<'h>,
            row: u32,
        }

        impl<'h> RowView<'h> for $name<'h> {
            fn of_row(snapshot: Snapshot<'h>, row: u32) -> Option<Self> {
                let cells = Cells { snapshot, table: Table::$table, row };
                let period = cells.period();
                if !row_views!(@holds $dated period snapshot) {
                    return None;
                }
                Some(Self {
                    $( $field: row_views!(@read cells $how $($of)? $columns::$column), )+
                    period, snapshot, row,
                })
            }
        }

        impl<'h> $name<'h> {
            /// Where the row was said.
            pub fn place(&self) -> Place {
                self.snapshot.hierarchy.row_place(Table::$table, self.row)
            }
        }
    )+ };

    (@holds dated $period:ident $snapshot:ident) => { $period.holds($snapshot.at) };
    (@holds undated $period:ident $snapshot:ident) => { true };

    (@type node) => { Node<'h> };
    (@type organization) => { Organization<'h> };
    (@type person) => { Person<'h> };
    (@type alliance) => { Alliance<'h> };
    (@type maybe node) => { Option<Node<'h>> };
    (@type either node) => { Option<Node<'h>> };
    (@type either person) => { Option<Person<'h>> };
    (@type either unit) => { Option<Unit<'h>> };
    (@type word $list:ident) => { $list };
    (@type maybe_word $list:ident) => { Option<$list> };
    (@type purposes) => { Purposes };
    (@type count) => { Option<u32> };
    (@type text) => { &'h str };
    (@type maybe_text) => { Option<&'h str> };
    (@type day) => { Day };
    (@type maybe_day) => { Option<Day> };

    (@read $cells:ident node $column:expr) => { $cells.node($column)? };
    (@read $cells:ident organization $column:expr) => { $cells.node($column)?.as_organization()? };
    (@read $cells:ident person $column:expr) => { $cells.node($column)?.as_person()? };
    (@read $cells:ident alliance $column:expr) => { $cells.node($column)?.as_alliance()? };
    (@read $cells:ident maybe node $column:expr) => { $cells.node($column) };
    (@read $cells:ident either node $column:expr) => {
        match $cells.value($column) { None => None, Some(_) => Some($cells.node($column)?) }
    };
    (@read $cells:ident either person $column:expr) => {
        match $cells.value($column) { None => None, Some(_) => Some($cells.node($column)?.as_person()?) }
    };
    (@read $cells:ident either unit $column:expr) => {
        match $cells.value($column) { None => None, Some(_) => Some($cells.node($column)?.as_unit()?) }
    };
    (@read $cells:ident word $list:ident $column:expr) => {
        $cells.value($column).and_then($list::from_index).unwrap_or($list::Other)
    };
    (@read $cells:ident maybe_word $list:ident $column:expr) => { $cells.value($column).and_then($list::from_index) };
    (@read $cells:ident purposes $column:expr) => { Purposes($cells.value($column).unwrap_or(0)) };
    (@read $cells:ident count $column:expr) => { $cells.value($column) };
    (@read $cells:ident text $column:expr) => { $cells.text($column).unwrap_or_default() };
    (@read $cells:ident maybe_text $column:expr) => { $cells.text($column) };
    (@read $cells:ident day $column:expr) => { $cells.day($column)? };
    (@read $cells:ident maybe_day $column:expr) => { $cells.day($column) };
}

/// The purposes of a responsibility (包联事项), none or several.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Purposes(u32);

impl Purposes {
    /// The purposes, in the order of their list.
    pub fn iter(self) -> impl Iterator<Item = Purpose> {
        Purpose::ALL.iter().copied().filter(move |purpose| self.0 & (1 << *purpose as u32) != 0)
    }

    /// Whether the purpose is one of them.
    pub fn has(self, purpose: Purpose) -> bool {
        self.iter().any(|own| own == purpose)
    }
}

row_views! {
    /// An organization takes orders from a second one beside its superior (双重指挥).
    Direction of Directions dated direction_column {
        /// Who takes orders.
        organization: organization ORGANIZATION;
        /// Who gives them.
        director: organization DIRECTOR;
    }

    /// What an organization does for a unit or a zone (服务).
    Service of Services dated service_column {
        /// Who serves.
        organization: organization ORGANIZATION;
        /// The unit or zone that is served.
        target: node TARGET;
        /// What it does.
        kind: word(ServiceKind) KIND;
    }

    /// A person is a member of an organization (党员、成员).
    Membership of Memberships dated membership_column {
        /// Who.
        person: person PERSON;
        /// Of which organization.
        organization: organization ORGANIZATION;
        /// In which role.
        role: maybe_word(Role) ROLE;
    }

    /// An organization or a person is attached to another organization beside its own (就近纳入).
    Attachment of Attachments dated attachment_column {
        /// The person or organization that is attached.
        member: node MEMBER;
        /// To which organization.
        organization: organization ORGANIZATION;
        /// Why.
        kind: maybe_word(AttachmentKind) KIND;
    }

    /// A post (职务) at a place, by its holder or by a count.
    ///
    /// With [`Post::of_which`], it counts some of the holders of the same role at the same place, and adds none.
    Post of Posts dated post_column {
        /// The unit, zone, organization, alliance or project that it is at.
        at: node PLACE;
        /// The role.
        role: word(Role) ROLE;
        /// Who holds it, if it is not a count.
        holder: either(person) HOLDER;
        /// How many hold it, if no holder is named.
        count: count COUNT;
        /// Which of the holders of that role are meant.
        of_which: maybe_word(OfWhich) OF_WHICH;
        /// Who recruits, an organization or a unit.
        recruiter: maybe(node) RECRUITER;
        /// Who manages, an organization or a unit.
        manager: maybe(node) MANAGER;
    }

    /// Two organizations, units or zones are paired (结对). Which is `a` and which `b` says nothing.
    Pairing of Pairings dated pairing_column {
        /// One side.
        a: node A;
        /// The other side.
        b: node B;
        /// The kind of pairing.
        kind: word(PairingKind) KIND;
    }

    /// An organization or a person reports to a community or a grid beside its own superior (双报到).
    Reporting of Reports dated report_column {
        /// The person or organization that reports.
        reporter: node REPORTER;
        /// The unit or organization that it reports to.
        target: node TARGET;
        /// The kind of reporting.
        kind: maybe_word(ReportKind) KIND;
        /// How many members it sends.
        members: count MEMBERS;
    }

    /// A person or an organization answers for a unit, a zone, an organization or a project (包联).
    Responsibility of Responsibilities dated responsibility_column {
        /// Who answers.
        holder: node HOLDER;
        /// What for.
        target: node TARGET;
        /// The form.
        form: maybe_word(ResponsibilityForm) FORM;
        /// The purposes.
        purposes: purposes PURPOSE;
    }

    /// A person contacts a household, or an organization's members a number of them (党员联户).
    Contact of Contacts dated contact_column {
        /// The person who contacts, or the organization whose members do.
        contact: node CONTACT;
        /// The household, if it is not a count.
        household: either(unit) HOUSEHOLD;
        /// How many households, if none is named.
        count: count COUNT;
    }

    /// A department that must answer when a community or a street calls (吹哨报到).
    Whistle of Whistles dated whistle_column {
        /// The unit or organization that calls.
        caller: node CALLER;
        /// Who must answer.
        responder: organization RESPONDER;
        /// What about.
        matter: maybe_text MATTER;
    }

    /// An organization, a person or a number of either takes part in an alliance (联盟成员).
    AllianceMember of AllianceMembers dated alliance_member_column {
        /// The alliance.
        alliance: alliance ALLIANCE;
        /// The organization or person that takes part, if it is not a count.
        member: either(node) MEMBER;
        /// How many take part, if none is named.
        count: count COUNT;
        /// In which role.
        role: maybe_word(AllianceRole) ROLE;
    }

    /// A measured value (指标值) of a node on a day, which may be any day.
    Measure of Measures undated measure_column {
        /// What is measured.
        subject: node SUBJECT;
        /// A second subject, such as the estate at which a company is rated.
        about: either(node) ABOUT;
        /// What of it.
        measure: word(MeasureKind) MEASURE;
        /// The day that the value is of.
        day: day DAY;
        /// The value: a number, or a word.
        value: text VALUE;
    }

    /// A code of one scheme and the code of the same thing in another (编码对照).
    Mapping of Mappings dated mapping_column {
        /// The scheme of the code.
        scheme: text SCHEME;
        /// The code.
        code: text CODE;
        /// The other scheme.
        other_scheme: text OTHER_SCHEME;
        /// The code there.
        other_code: text OTHER_CODE;
    }

    /// A published figure (公布数字), or one reading of it.
    Claim of Claims undated claim_column {
        /// The claim's identifier; rows of one are its readings.
        id: text ID;
        /// What is spoken of.
        subject: node SUBJECT;
        /// What is counted: `verb:what[:of]`.
        figure: text FIGURE;
        /// How exact the value is.
        qualifier: maybe_word(Qualifier) QUALIFIER;
        /// The value as it was published.
        value: text VALUE;
        /// What it counts in.
        unit: maybe_word(FigureUnit) UNIT;
        /// What a share is of: a number, or a figure.
        base: maybe_text BASE;
        /// How this row reads the text.
        reading: maybe_text READING;
        /// The day that it speaks of.
        day: maybe_day DAY;
        /// Where it was published.
        source: maybe_text SOURCE;
    }
}

impl<'h> Pairing<'h> {
    /// The side that is not `node`; either, if both are.
    pub fn other(&self, node: Node<'h>) -> Node<'h> {
        if self.a == node { self.b } else { self.a }
    }
}

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
        let rows = snapshot.hierarchy.stated(number, Table::$table).iter();
        rows.filter_map(move |row| $view::of_row(snapshot, *row))
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
