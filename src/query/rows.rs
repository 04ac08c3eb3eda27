//! Rows of relations on a day, typed: one view for each table, with all that the row says and where it was said.

use super::{Alliance, Node, Organization, Person, Snapshot, Unit};
use crate::base::{
    AllianceRole, AttachmentKind, Day, FigureUnit, MeasureKind, OfWhich, PairingKind, Period, Purpose, Qualifier,
    ReportKind, ResponsibilityForm, Role, ServiceKind,
};
use crate::draft::NONE;
use crate::findings::Place;
use crate::record::{
    Table, alliance_member_column, attachment_column, claim_column, contact_column, direction_column, mapping_column,
    measure_column, membership_column, pairing_column, post_column, report_column, responsibility_column,
    service_column, whistle_column,
};

/// A view of the rows of one table.
pub(super) trait RowView<'h>: Sized {
    /// The row, if it holds on the day and all that it names is there.
    fn of_row(snapshot: Snapshot<'h>, row: u32) -> Option<Self>;

    /// The number of the row within its table.
    fn row(&self) -> u32;
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

            fn row(&self) -> u32 {
                self.row
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
