//! What a hierarchy holds, as text: what every view says on every day on which anything may change.

use crate::laws::dump::node_said;
use crate::laws::rows::all_said;
use govgrid::record::Table;
use govgrid::{Covering, Day, Hierarchy, Node, Organization, Snapshot, Unit, Zone};
use std::collections::BTreeSet;
use std::fmt::Write;
use std::ops::RangeInclusive;

/// What a hierarchy holds on the days around the starts of these years, where it was said left out.
pub(super) fn content(hierarchy: &Hierarchy, years: RangeInclusive<i32>) -> String {
    let mut out = format!("{:?} {:?}\n", hierarchy.package(), hierarchy.day());
    let draft = hierarchy.to_draft();
    for table in Table::ALL {
        writeln!(out, "{table} {} {}", hierarchy.has(*table), draft.row_count(*table)).unwrap();
    }
    for day in days(hierarchy, years) {
        writeln!(out, "{day}").unwrap();
        write_day(&mut out, hierarchy.as_of(day));
    }
    out
}

/// The days around which periods of fixtures start and end.
fn days(hierarchy: &Hierarchy, years: RangeInclusive<i32>) -> BTreeSet<Day> {
    let mut days: BTreeSet<Day> = hierarchy.day().into_iter().collect();
    for year in years {
        let firsts = [(1, 1), (1, 2), (1, 3), (6, 1), (7, 1)].into_iter();
        days.extend(firsts.filter_map(|(month, day)| Day::new(year, month, day)));
    }
    days.extend(days.clone().into_iter().map(Day::previous));
    days
}

fn write_day(out: &mut String, snapshot: Snapshot<'_>) {
    let mut lines: Vec<String> = snapshot.all_units().map(unit).collect();
    lines.extend(snapshot.zones().map(zone));
    lines.extend(snapshot.organizations().map(organization));
    lines.extend(snapshot.people().map(Node::from).map(other));
    lines.extend(snapshot.alliances().map(Node::from).map(other));
    lines.extend(snapshot.projects().map(Node::from).map(other));
    let rows = all_said(snapshot).into_iter();
    lines.extend(rows.flat_map(|(table, rows)| rows.into_iter().map(move |row| format!("{table} {row}"))));
    lines.sort();
    for line in lines {
        writeln!(out, "  {line}").unwrap();
    }
}

fn unit(unit: Unit<'_>) -> String {
    let parent = unit.parent().map(Unit::code).or(unit.outside_parent());
    let own = format!("{unit} {} {:?} {} {}", unit.level(), unit.kind(), unit.is_kind_inferred(), unit.period());
    let zones: Vec<&str> = unit.zones().map(Zone::code).collect();
    let (households, covered) = (unit.declared_households(), coverings(unit.covered_by()));
    format!("{own} {parent:?} {households:?} {zones:?} {covered:?}")
}

fn zone(zone: Zone<'_>) -> String {
    let units: Vec<&str> = zone.units().map(Unit::code).collect();
    let (within, covered) = (zone.within().map(Unit::code), coverings(zone.covered_by()));
    format!("{zone} {} {} {within:?} {units:?} {covered:?}", zone.kind(), zone.period())
}

fn organization(organization: Organization<'_>) -> String {
    let code = |node: Node<'_>| node.code().to_owned();
    let form = (organization.kind(), organization.form(), organization.rank());
    let members = (organization.full_members(), organization.probationary_members());
    let (superior, seat) = (organization.superior().map(Organization::code), organization.seat().map(code));
    let covers: Vec<String> = organization.covers().map(code).collect();
    let covered = coverings(organization.covered_by());
    format!(
        "{organization} {form:?} {} {members:?} {superior:?} {seat:?} {covers:?} {covered:?}",
        organization.period()
    )
}

/// A person, an alliance or a project.
fn other(node: Node<'_>) -> String {
    format!("{node} {:?} {}", node.kind(), node_said(node))
}

fn coverings<'h>(all: impl Iterator<Item = Covering<'h>>) -> BTreeSet<String> {
    let zone = |covering: &Covering<'_>| covering.zone.map(Zone::code).unwrap_or_default().to_owned();
    all.map(|c| format!("{} {} {} {}", c.organization.code(), c.mode, c.period, zone(&c))).collect()
}
