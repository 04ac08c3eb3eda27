//! Everything that can be seen of a hierarchy on a day, in the order in which it is given.

use super::coverage::said;
use super::rows::all_said;
use govgrid::{Alliance, Hierarchy, Level, Node, Organization, Snapshot, Unit, Zone};
use std::fmt::Write as _;

fn unit(text: &mut String, unit: Unit<'_>) {
    let codes = |units: Vec<Unit<'_>>| units.into_iter().map(Unit::code).collect::<Vec<_>>().join(" ");
    let head = (unit.code(), unit.name(), unit.level(), unit.kind(), unit.period(), unit.outside_parent());
    let up = (unit.parent().map(Unit::code), codes(unit.ancestors().collect()));
    let down = (codes(unit.children().collect()), codes(unit.descendants().collect()));
    writeln!(text, "unit {head:?} up {up:?} down {down:?} {:?}", unit.households()).unwrap();
    let zones: Vec<&str> = unit.zones().map(Zone::code).collect();
    let seated: Vec<&str> = unit.seated_within().map(Organization::code).collect();
    let covered: Vec<_> = unit.covered_by().map(|covering| said(&covering)).collect();
    let inherited: Vec<_> = unit.inherits().map(|(above, covering)| (above.code(), said(&covering))).collect();
    writeln!(text, "  zones {zones:?} seated {seated:?} covered {covered:?} inherits {inherited:?}").unwrap();
}

fn zone(text: &mut String, zone: Zone<'_>) {
    let units: Vec<&str> = zone.units().map(Unit::code).collect();
    let covered: Vec<_> = zone.covered_by().map(|covering| said(&covering)).collect();
    let head = (zone.code(), zone.name(), zone.kind(), zone.period(), zone.within().map(Unit::code));
    writeln!(text, "zone {head:?} {units:?} {covered:?}").unwrap();
}

fn organization(text: &mut String, found: Organization<'_>) {
    let head = (found.code(), found.name(), found.kind(), found.form(), found.rank(), found.period());
    let members = (found.full_members(), found.probationary_members());
    let chain: Vec<&str> = found.superiors().map(Organization::code).collect();
    let below: Vec<&str> = found.subordinates().map(Organization::code).collect();
    let covers: Vec<&str> = found.covers().map(|node| node.code()).collect();
    let covered: Vec<_> = found.covered_by().map(|covering| said(&covering)).collect();
    let seat = found.seat().map(|seat| seat.code());
    writeln!(text, "organization {head:?} {members:?} {seat:?} {chain:?} {below:?} {covers:?} {covered:?}").unwrap();
}

/// What a person, an alliance or a project says of itself.
pub(crate) fn node_said(node: Node<'_>) -> String {
    match node {
        Node::Person(found) => {
            let ends = (found.employer().map(Organization::code), found.residence().map(Unit::code));
            format!("{:?} {:?} {:?} {ends:?}", found.standing(), found.category(), found.period())
        }
        Node::Alliance(found) => {
            let ends = (found.lead().map(Organization::code), found.scope().map(|node| node.code()));
            let within = (found.within().map(Alliance::code), found.template());
            format!("{} {:?} {ends:?} {within:?}", found.kind(), found.period())
        }
        Node::Project(found) => format!("{} {:?} {:?}", found.kind(), found.period(), found.within().map(Unit::code)),
        Node::Unit(_) | Node::Zone(_) | Node::Organization(_) => String::new(),
    }
}

/// What can be seen on one day.
pub(super) fn dump_day(snapshot: Snapshot<'_>) -> String {
    let mut text = dump_nodes(snapshot);
    writeln!(text, "{:?}", petgraph::dot::Dot::new(snapshot.graph())).unwrap();
    text
}

/// What can be seen on one day, but for the graph.
pub(crate) fn dump_nodes(snapshot: Snapshot<'_>) -> String {
    let mut text = format!("day {:?}\n", snapshot.day());
    snapshot.all_units().for_each(|found| unit(&mut text, found));
    snapshot.zones().for_each(|found| zone(&mut text, found));
    snapshot.organizations().for_each(|found| organization(&mut text, found));
    let organizations = snapshot.organizations().map(Node::from).chain(snapshot.people().map(Node::from));
    let others = snapshot.alliances().map(Node::from).chain(snapshot.projects().map(Node::from));
    for node in organizations.chain(others) {
        writeln!(text, "{:?} {node} {:?}", node.kind(), node_said(node)).unwrap();
    }
    for (table, rows) in all_said(snapshot) {
        writeln!(text, "{table} {}", rows.join("\n")).unwrap();
    }
    for level in Level::ALL {
        let coverage = snapshot.coverage(*level).by_organizations();
        let doubly: Vec<&str> = coverage.doubly().map(Unit::code).collect();
        let ended: Vec<&str> = coverage.ended().map(Unit::code).collect();
        let counts = (coverage.covered(), coverage.total());
        writeln!(text, "{level} {counts:?} doubly {doubly:?} ended {ended:?}").unwrap();
    }
    text
}

/// What can be seen on some days and on the hierarchy's own.
pub(super) fn dump(hierarchy: &Hierarchy, days: &[govgrid::Day]) -> String {
    let mut text: String = days.iter().map(|day| dump_day(hierarchy.as_of(*day))).collect();
    text.push_str(&dump_day(hierarchy.snapshot()));
    writeln!(text, "{:?}", petgraph::dot::Dot::new(hierarchy.graph())).unwrap();
    text
}
