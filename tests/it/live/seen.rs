//! Everything that is seen of a hierarchy, in the order in which it is given, but for numbers.

use crate::laws::dump::dump_nodes;
use govgrid::record::Table;
use govgrid::{Day, Hierarchy, Node, Place, Profile, Snapshot, Unit};
use petgraph::visit::{EdgeRef, IntoEdgeReferences, IntoNodeReferences, NodeRef};
use std::fmt::Write;

/// Fails at the first line that differs.
pub(super) fn similar(expected: &str, found: &str, event: &impl std::fmt::Debug) {
    if expected != found {
        let pair = expected.lines().zip(found.lines()).find(|(a, b)| a != b);
        panic!("after {event:?}\nexpected {:?}\n   found {:?}", pair.map(|pair| pair.0), pair.map(|pair| pair.1));
    }
}

pub(crate) fn seen(hierarchy: &Hierarchy, days: &[Day]) -> String {
    let mut text = format!("{:?} {:?} {}\n", hierarchy.package(), hierarchy.day(), hierarchy.quarantined());
    for table in Table::ALL {
        writeln!(text, "{table} {}", hierarchy.has(*table)).unwrap();
    }
    for finding in hierarchy.findings().iter() {
        writeln!(text, "{finding:?}").unwrap();
    }
    let mut rows = hierarchy.rows_as_text();
    rows.sort();
    for row in &rows {
        writeln!(text, "{row:?}").unwrap();
    }
    write_edges(&mut text, hierarchy);
    for day in days {
        write_day(&mut text, hierarchy.as_of(*day));
    }
    write_day(&mut text, hierarchy.snapshot());
    text
}

/// The edges of all time, by all codes of their ends.
fn write_edges(text: &mut String, hierarchy: &Hierarchy) {
    let graph = hierarchy.graph();
    writeln!(text, "{} edges", graph.edge_count()).unwrap();
    let mut kinds: Vec<&str> = graph.edge_weights().map(|tie| tie.relation().as_str()).collect();
    kinds.sort_unstable();
    writeln!(text, "{kinds:?}").unwrap();
}

fn write_day(text: &mut String, snapshot: Snapshot<'_>) {
    text.push_str(&dump_nodes(snapshot));
    for node in nodes(snapshot) {
        writeln!(text, "{} {} {:?} {:?}", node.kind(), node.code(), node.place(), places(node)).unwrap();
    }
    let graph = snapshot.graph();
    let code = |index: petgraph::graph::NodeIndex| snapshot.node_at(index.index()).unwrap().code();
    let mut edges: Vec<_> =
        graph.edge_references().map(|e| (code(e.source()), e.weight().relation(), code(e.target()))).collect();
    edges.sort_unstable();
    writeln!(text, "{edges:?}").unwrap();
    let mut there: Vec<_> = graph.node_references().map(|node| code(node.id())).collect();
    there.sort_unstable();
    writeln!(text, "{there:?}").unwrap();
    let counts = snapshot.household_counts();
    let of_unit = |unit: Unit<'_>| format!("{} {:?}", unit.code(), counts.of(unit));
    writeln!(text, "{:?} {:?}", counts.total(), snapshot.all_units().map(of_unit).collect::<Vec<_>>()).unwrap();
    #[cfg(feature = "export")]
    for profile in [Profile::national(), all_rules()] {
        writeln!(text, "{}", serde_json::to_string(&snapshot.audit(&profile)).unwrap()).unwrap();
    }
}

/// A profile in which every rule runs.
pub(crate) fn all_rules() -> Profile {
    let mut profile = Profile::national();
    profile.max_findings = 3;
    govgrid::catalogue().for_each(|rule| profile.enable(rule.code, true).unwrap());
    profile
}

pub(super) fn nodes(snapshot: Snapshot<'_>) -> Vec<Node<'_>> {
    let mut nodes: Vec<Node<'_>> = snapshot.all_units().map(Node::from).collect();
    nodes.extend(snapshot.zones().map(Node::from));
    nodes.extend(snapshot.organizations().map(Node::from));
    nodes.extend(snapshot.people().map(Node::from));
    nodes.extend(snapshot.alliances().map(Node::from));
    nodes.extend(snapshot.projects().map(Node::from));
    nodes
}

/// Where each row about a node was said, in the order in which rows are given.
fn places(node: Node<'_>) -> Vec<Vec<Place>> {
    macro_rules! places {
        ($node:ident: $($method:ident)+) => { vec![$( $node.$method().map(|row| row.place()).collect() ),+] };
    }
    match node {
        Node::Unit(unit) => {
            places!(unit: posts served_by pairings reported_by answered_for_by contacted_by whistles recruits manages measures claims)
        }
        Node::Zone(zone) => places!(zone: posts served_by pairings answered_for_by measures measured_at claims),
        Node::Organization(found) => {
            places!(found: directed_by directs serves members attached attached_to posts recruits manages pairings
                reports_to reported_by answers_for answered_for_by contacts whistles whistled_by takes_part measures claims)
        }
        Node::Person(person) => {
            places!(person: memberships attached_to posts reports_to answers_for contacts takes_part)
        }
        Node::Alliance(alliance) => {
            let mut places: Vec<Vec<Place>> = places!(alliance: members posts measures claims);
            places.push(alliance.parts().map(govgrid::Alliance::place).collect());
            places.push(alliance.lead().map(govgrid::Organization::place).into_iter().collect());
            places.push(alliance.scope().map(|scope| scope.place()).into_iter().collect());
            places
        }
        Node::Project(_) => Vec::new(),
    }
}
