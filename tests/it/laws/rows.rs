//! Rows between nodes, typed: from either end and over whole tables they say what the plain rows do.

use super::{for_days, sorted};
use crate::oracle::calendar::text;
use crate::oracle::world::NodeId;
use crate::oracle::{Naive, bounds};
use govgrid::{
    Alliance, AllianceMember, Attachment, Category, Claim, Contact, Direction, Mapping, Measure, Membership, Node,
    Organization, Pairing, Period, Person, Post, Project, Reporting, Responsibility, Service, Snapshot, Standing, Unit,
    Whistle,
};

/// A row as text: its cells, then its period.
pub(super) trait Said {
    fn said(&self) -> String;
}

fn stated(period: Period) -> String {
    bounds(period.from().map(|day| day.to_string()), period.until().map(|day| day.to_string()))
}

/// Expands to what each view says: its fields, and what each is shown by.
macro_rules! views {
    ($($view:ident { $($field:ident: $how:ident),+ })+) => { $(
        impl Said for $view<'_> {
            fn said(&self) -> String {
                let cells: Vec<String> = vec![$( views!(@cell self.$field, $how), )+ stated(self.period)];
                cells.join(" | ")
            }
        }
    )+ };
    (@cell $cell:expr, code) => { $cell.code().to_owned() };
    (@cell $cell:expr, maybe) => { $cell.map_or_else(none, |node| node.code().to_owned()) };
    (@cell $cell:expr, word) => { $cell.as_str().to_owned() };
    (@cell $cell:expr, maybe_word) => { $cell.map_or_else(none, |word| word.as_str().to_owned()) };
    (@cell $cell:expr, words) => {{
        let words: Vec<&str> = $cell.iter().map(|word| word.as_str()).collect();
        if words.is_empty() { none() } else { words.join(";") }
    }};
    (@cell $cell:expr, count) => { $cell.map_or_else(none, |count| count.to_string()) };
    (@cell $cell:expr, text) => { $cell.to_owned() };
    (@cell $cell:expr, maybe_text) => { $cell.map_or_else(none, str::to_owned) };
}

fn none() -> String {
    "-".to_owned()
}

views! {
    Direction { organization: code, director: code }
    Service { organization: code, target: code, kind: word }
    Membership { person: code, organization: code, role: maybe_word }
    Attachment { member: code, organization: code, kind: maybe_word }
    Post {
        at: code, role: word, holder: maybe, count: count, of_which: maybe_word, recruiter: maybe, manager: maybe
    }
    Pairing { a: code, b: code, kind: word }
    Reporting { reporter: code, target: code, kind: maybe_word, members: count }
    Responsibility { holder: code, target: code, form: maybe_word, purposes: words }
    Contact { contact: code, household: maybe, count: count }
    Whistle { caller: code, responder: code, matter: maybe_text }
    AllianceMember { alliance: code, member: maybe, count: count, role: maybe_word }
    Measure { subject: code, about: maybe, measure: word, value: text }
    Claim {
        id: text, subject: code, figure: text, qualifier: maybe_word, value: text, unit: maybe_word, base: maybe_text,
        reading: maybe_text, source: maybe_text
    }
    Mapping { scheme: text, code: text, other_scheme: text, other_code: text }
}

pub(super) fn said<T: Said>(rows: impl Iterator<Item = T>) -> Vec<String> {
    sorted(rows.map(|row| row.said()))
}

/// Every row of every table on the day, with its table.
pub(crate) fn all_said(snapshot: Snapshot<'_>) -> Vec<(&'static str, Vec<String>)> {
    vec![
        ("directions", said(snapshot.directions())),
        ("services", said(snapshot.services())),
        ("memberships", said(snapshot.memberships())),
        ("attachments", said(snapshot.attachments())),
        ("posts", said(snapshot.posts())),
        ("pairings", said(snapshot.pairings())),
        ("reports", said(snapshot.reports())),
        ("responsibilities", said(snapshot.responsibilities())),
        ("contacts", said(snapshot.contacts())),
        ("whistles", said(snapshot.whistles())),
        ("alliance_members", said(snapshot.alliance_members())),
        ("measures", said(snapshot.measures())),
        ("claims", said(snapshot.claims())),
        ("mappings", said(snapshot.mappings())),
    ]
}

/// Expands to a check of what each method of a view answers: the rows of a table that name the node in a column.
macro_rules! touches {
    ($found:ident, $said:ident: $($method:ident of $table:literal by $($column:literal)+;)+) => {{ $(
        assert_eq!(said($found.$method()), $said($table, &[$($column),+]), "{} of {:?}", stringify!($method), $found);
    )+ }};
}

fn touches_unit(found: Unit<'_>, said_by: &dyn Fn(&str, &[&str]) -> Vec<String>) {
    touches! { found, said_by:
        posts of "posts" by "place";
        served_by of "services" by "target";
        pairings of "pairings" by "a" "b";
        reported_by of "reports" by "target";
        answered_for_by of "responsibilities" by "target";
        contacted_by of "contacts" by "household";
        whistles of "whistles" by "caller";
        recruits of "posts" by "recruiter";
        manages of "posts" by "manager";
        measures of "measures" by "subject";
        claims of "claims" by "subject";
    }
}

fn touches_organization(found: Organization<'_>, said_by: &dyn Fn(&str, &[&str]) -> Vec<String>) {
    touches! { found, said_by:
        directed_by of "directions" by "organization";
        directs of "directions" by "director";
        serves of "services" by "organization";
        members of "memberships" by "organization";
        attached of "attachments" by "organization";
        attached_to of "attachments" by "member";
        posts of "posts" by "place";
        recruits of "posts" by "recruiter";
        manages of "posts" by "manager";
        pairings of "pairings" by "a" "b";
        reports_to of "reports" by "reporter";
        reported_by of "reports" by "target";
        answers_for of "responsibilities" by "holder";
        answered_for_by of "responsibilities" by "target";
        contacts of "contacts" by "contact";
        whistles of "whistles" by "caller";
        whistled_by of "whistles" by "responder";
        takes_part of "alliance_members" by "member";
        measures of "measures" by "subject";
        claims of "claims" by "subject";
    }
}

fn touches_node(node: Node<'_>, said_by: &dyn Fn(&str, &[&str]) -> Vec<String>) {
    match node {
        Node::Unit(found) => touches_unit(found, said_by),
        Node::Organization(found) => touches_organization(found, said_by),
        Node::Zone(found) => touches! { found, said_by:
            posts of "posts" by "place";
            served_by of "services" by "target";
            pairings of "pairings" by "a" "b";
            answered_for_by of "responsibilities" by "target";
            measures of "measures" by "subject";
            measured_at of "measures" by "about";
            claims of "claims" by "subject";
        },
        Node::Person(found) => touches! { found, said_by:
            memberships of "memberships" by "person";
            attached_to of "attachments" by "member";
            posts of "posts" by "holder";
            reports_to of "reports" by "reporter";
            answers_for of "responsibilities" by "holder";
            contacts of "contacts" by "contact";
            takes_part of "alliance_members" by "member";
        },
        Node::Alliance(found) => touches! { found, said_by:
            members of "alliance_members" by "alliance";
            posts of "posts" by "place";
            measures of "measures" by "subject";
            claims of "claims" by "subject";
        },
        Node::Project(found) => touches! { found, said_by:
            posts of "posts" by "place";
            answered_for_by of "responsibilities" by "target";
            measures of "measures" by "subject";
            claims of "claims" by "subject";
        },
    }
}

/// Every node that is there.
fn nodes(naive: &Naive<'_>) -> Vec<NodeId> {
    let mut nodes = naive.units();
    nodes.extend(naive.zones());
    nodes.extend(naive.organizations());
    for table in ["people", "alliances", "projects"] {
        nodes.extend(naive.nodes_in(table));
    }
    nodes
}

#[test]
fn whole_tables_say_what_their_rows_do() {
    for_days(2, |snapshot, naive| {
        for (table, rows) in all_said(snapshot) {
            assert_eq!(rows, naive.rows_said(table, None), "{table}");
        }
        assert!(snapshot.measures().all(|row| row.period.from() == Some(row.day)));
        assert!(snapshot.claims().all(|row| row.period.from() == row.day));
        assert!(snapshot.pairings().all(|row| row.other(row.a) == row.b && row.other(row.b) == row.a));
    });
}

#[test]
fn rows_are_met_from_either_end() {
    for_days(1, |snapshot, naive| {
        for node in nodes(naive) {
            let found = snapshot.find(naive.code(node)).unwrap();
            touches_node(found, &|table, columns| naive.rows_said(table, Some((node, columns))));
        }
    });
}

/// The line in which a row was said is that of a row that says the same.
#[test]
fn a_row_knows_its_place() {
    for_days(1, |snapshot, naive| {
        let rows = naive.world.rows.iter().filter(|row| row.table == "posts");
        let lines: Vec<_> = rows.map(|row| (row.text("place"), row.text("role"), row.count("count"))).collect();
        for post in snapshot.posts() {
            let place = post.place();
            let (_, role, count) = &lines[place.row as usize - 1];
            assert_eq!((role.as_deref(), *count), (Some(post.role.as_str()), post.count));
            assert_eq!((place.file.as_str(), place.column), ("records", None));
        }
    });
}

fn person<'h>(snapshot: Snapshot<'h>, naive: &Naive<'_>, node: NodeId) -> Person<'h> {
    snapshot.person(&naive.code(node).parse().unwrap()).unwrap()
}

fn alliance<'h>(snapshot: Snapshot<'h>, naive: &Naive<'_>, node: NodeId) -> Alliance<'h> {
    snapshot.alliance(&naive.code(node).parse().unwrap()).unwrap()
}

#[test]
fn people_say_what_their_rows_do() {
    for_days(2, |snapshot, naive| {
        let people = naive.nodes_in("people");
        assert_eq!(sorted(snapshot.people().map(Person::code)), naive.codes(people.clone()));
        for node in people {
            let (row, found) = (naive.own_row(node).unwrap(), person(snapshot, naive, node));
            let words = (found.standing().map(Standing::as_str), found.category().map(Category::as_str));
            assert_eq!(
                (words.0.map(str::to_owned), words.1.map(str::to_owned)),
                (row.text("standing"), row.text("category"))
            );
            let is_member = row
                .text("standing")
                .is_some_and(|standing| standing.ends_with("y_member") || standing == "full_member");
            assert_eq!(found.is_party_member(), is_member);
            assert_eq!(stated(found.period()), bounds(row.days.from.map(text), row.days.until.map(text)));
            let code = |column| naive.named_by(node, column).map(|named| naive.code(named));
            assert_eq!(found.employer().map(Organization::code), code("employer"));
            assert_eq!(found.residence().map(Unit::code), code("residence"));
            assert_eq!(snapshot.node_at(found.index()), Some(Node::Person(found)));
        }
    });
}

#[test]
fn alliances_say_what_their_rows_do() {
    for_days(2, |snapshot, naive| {
        let alliances = naive.nodes_in("alliances");
        assert_eq!(sorted(snapshot.alliances().map(Alliance::code)), naive.codes(alliances.clone()));
        for node in alliances {
            let (row, found) = (naive.own_row(node).unwrap(), alliance(snapshot, naive, node));
            assert_eq!(
                (found.name(), found.template()),
                (row.text("name").as_deref(), row.text("template").as_deref())
            );
            assert_eq!(Some(found.kind().as_str().to_owned()), row.text("kind"));
            assert_eq!(stated(found.period()), bounds(row.days.from.map(text), row.days.until.map(text)));
            let code = |column| naive.named_by(node, column).map(|named| naive.code(named));
            assert_eq!(found.lead().map(Organization::code), code("lead"));
            assert_eq!(found.scope().map(|scope| scope.code()), code("scope"));
            assert_eq!(found.within().map(Alliance::code), code("within"));
            assert_eq!(
                sorted(found.parts().map(Alliance::code)),
                naive.codes(naive.naming("alliances", "within", node))
            );
            assert_eq!(snapshot.node_at(found.index()), Some(Node::Alliance(found)));
        }
    });
}

#[test]
fn projects_say_what_their_rows_do() {
    for_days(2, |snapshot, naive| {
        let projects = naive.nodes_in("projects");
        assert_eq!(sorted(snapshot.projects().map(Project::code)), naive.codes(projects.clone()));
        for node in projects {
            let (row, found) =
                (naive.own_row(node).unwrap(), snapshot.project(&naive.code(node).parse().unwrap()).unwrap());
            assert_eq!(
                (found.name(), Some(found.kind().as_str().to_owned())),
                (row.text("name").as_deref(), row.text("kind"))
            );
            assert_eq!(stated(found.period()), bounds(row.days.from.map(text), row.days.until.map(text)));
            let within = naive.named_by(node, "within").map(|named| naive.code(named));
            assert_eq!(found.within().map(Unit::code), within);
            assert_eq!(snapshot.node_at(found.index()), Some(Node::Project(found)));
        }
    });
}

#[test]
fn who_lives_works_leads_and_is_carried_out_where() {
    for_days(2, |snapshot, naive| {
        for node in naive.units() {
            let found = snapshot.any_unit(naive.code(node)).unwrap();
            assert_eq!(
                sorted(found.residents().map(Person::code)),
                naive.codes(naive.naming("people", "residence", node))
            );
            assert_eq!(
                sorted(found.projects().map(Project::code)),
                naive.codes(naive.naming("projects", "within", node))
            );
            assert_eq!(
                sorted(found.alliances().map(Alliance::code)),
                naive.codes(naive.naming("alliances", "scope", node))
            );
        }
        for node in naive.zones() {
            let found = snapshot.zone(&naive.code(node).parse().unwrap()).unwrap();
            assert_eq!(
                sorted(found.alliances().map(Alliance::code)),
                naive.codes(naive.naming("alliances", "scope", node))
            );
        }
        for node in naive.organizations() {
            let found = snapshot.organization(&naive.code(node).parse().unwrap()).unwrap();
            assert_eq!(
                sorted(found.employees().map(Person::code)),
                naive.codes(naive.naming("people", "employer", node))
            );
            assert_eq!(sorted(found.leads().map(Alliance::code)), naive.codes(naive.naming("alliances", "lead", node)));
        }
    });
}
