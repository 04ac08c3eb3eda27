//! The records of one day: built again, they answer on that day as the whole does, and hold nothing of other days.

use super::coverage::{naively_said, said};
use super::dump::dump_nodes;
use super::round_trip::similar;
use super::rows::all_said;
use super::{codes, for_all, for_days_of, sorted};
use crate::oracle::draft::{built, hierarchy};
use crate::oracle::rows::Row;
use crate::oracle::world::{HOUSEHOLD, NodeId};
use crate::oracle::{Asked, Naive, worlds};
use govgrid::record::Table;
use govgrid::{
    CoverageLine, CoverageOf, Dataset, Family, Lang, Level, Organization, Post, Profile, Snapshot, Unit, Zone,
    catalogue,
};
use petgraph::visit::{EdgeRef, IntoEdgeReferences};
use std::cell::Cell;

/// What a day looks like, but for what has ended by then, and for the order: units come as they are placed last, which is
/// of another day.
fn seen(snapshot: Snapshot<'_>, profile: &Profile) -> String {
    let dump = dump_nodes(snapshot);
    let mut lines: Vec<String> = dump.lines().map(|line| line.split(" ended ").next().unwrap().to_owned()).collect();
    let counts = snapshot.household_counts();
    lines.extend(snapshot.all_units().map(|unit| format!("{} {:?}", unit.code(), counts.of(unit))));
    let graph = snapshot.graph();
    let code = |index: petgraph::graph::NodeIndex| snapshot.node_at(index.index()).unwrap().code();
    let edges = graph.edge_references().map(|e| (code(e.source()), e.weight().relation().as_str(), code(e.target())));
    // Who recruits or manages is a relation of the whole even where the holder of the post is not there.
    let posts: Vec<Post<'_>> = snapshot.posts().collect();
    let has_post = |(from, relation, to): &(&str, &str, &str)| {
        let is_it = |post: &Post<'_>| {
            let by = if *relation == "recruits" { post.recruiter } else { post.manager };
            post.at.code() == *to && by.is_some_and(|node| node.code() == *from)
        };
        !["recruits", "manages"].contains(relation) || posts.iter().any(is_it)
    };
    lines.extend(edges.filter(has_post).map(|edge| format!("{edge:?}")));
    let report = snapshot.audit(profile);
    lines.push(serde_json::to_string(&Dataset { relations: 0, ..report.dataset.clone() }).unwrap());
    // Of organizations a report counts the kinds that a row of any day covers.
    let is_of_day = |line: &&CoverageLine| match line.of {
        CoverageOf::Organization(kind) => {
            snapshot.organizations().any(|found| found.kind() == kind && found.covered_by().next().is_some())
        }
        CoverageOf::Level(_) | CoverageOf::Zone(_) => true,
    };
    lines.extend(report.coverage.iter().filter(is_of_day).map(|line| serde_json::to_string(line).unwrap()));
    let of_day = report.findings().iter();
    let of_day = of_day.filter(|found| !matches!(found.rule.family, Family::Import | Family::Structure));
    lines.extend(of_day.map(|found| format!("{} {} {:?}", found.rule, found.message(Lang::En), found.period)));
    let lines = lines.iter().map(|line| sorted(line.split([' ', ',', '[', ']', '(', ')', '"', '\n'])).join(" "));
    sorted(lines).join("\n")
}

/// Every rule that looks at nothing but the day.
fn profile() -> Profile {
    let mut profile = Profile::national();
    for rule in catalogue() {
        let is_of_other_days = ["C104", "T101", "T102", "F101", "F102"].contains(&rule.code);
        profile.enable(rule.code, !is_of_other_days).unwrap();
    }
    profile.max_findings = 100_000;
    profile
}

/// Whether a node has on the day a level that a value of any day may be of.
fn fits(naive: &Naive<'_>, row: &Row, column: &str, node: NodeId) -> bool {
    let is_value = matches!((row.table, column), ("measures", "subject" | "about") | ("claims", "subject"));
    !(is_value && naive.has_unit(node) && naive.unit(node).level == HOUSEHOLD)
}

fn fitting_rows(naive: &Naive<'_>, table: &str) -> Vec<String> {
    naive.rows_said_of(table, |row, column, node| fits(naive, row, column, node))
}

/// What the plain rows say of the day.
fn of_the_oracle(again: Snapshot<'_>, naive: &Naive<'_>) {
    assert_eq!(codes(again.all_units()), naive.codes(naive.units()));
    for node in naive.units() {
        let unit = again.any_unit(naive.code(node)).unwrap();
        let expected = naive.covered_by(node, &naive.zones_over(node)).into_iter().map(naively_said);
        assert_eq!(sorted(unit.covered_by().map(|covering| said(&covering))), sorted(expected), "{unit:?}");
        let line = naive.codes_in_order(naive.line(node));
        assert_eq!(std::iter::once(unit).chain(unit.ancestors()).map(Unit::code).collect::<Vec<_>>(), line);
        assert_eq!(unit.outside_parent(), naive.unit(node).outside.as_deref());
    }
    assert_eq!(sorted(again.zones().map(Zone::code)), naive.codes(naive.zones()));
    for node in naive.zones() {
        let zone = again.zone(&naive.code(node).parse().unwrap()).unwrap();
        assert_eq!(codes(zone.units()), naive.codes(naive.zone_units(node)));
    }
    assert_eq!(sorted(again.organizations().map(Organization::code)), naive.codes(naive.organizations()));
    for node in naive.organizations() {
        let found = again.organization(&naive.code(node).parse().unwrap()).unwrap();
        assert_eq!(found.superior().map(Organization::code), naive.superior(node).map(|above| naive.code(above)));
        assert_eq!(found.seat().map(|seat| seat.code()), naive.seat(node).map(|seat| naive.code(seat)));
    }
    for (table, rows) in all_said(again) {
        assert_eq!(rows, fitting_rows(naive, table), "{table}");
    }
    for level in Level::ALL.iter().filter(|level| **level != Level::Household) {
        let coverage = again.coverage(*level).by_organizations();
        let expected = naive.units_of(*level as usize).into_iter();
        let expected = expected.filter(|unit| naive.unit_coverage(*unit, Asked::ByOrganizations).is_covered());
        assert_eq!(codes(coverage.numerator()), naive.codes(expected), "{level}");
    }
}

#[test]
fn the_records_of_a_day_answer_on_that_day_as_all_do() {
    let profile = profile();
    let [compared, clipped, left, recoded] = [const { Cell::new(0) }; 4];
    for_all(&worlds(), 8, |world| {
        let whole = hierarchy(world);
        for_days_of(world, &whole, 1, |snapshot, naive| {
            let again = built(snapshot.to_draft());
            assert_eq!((again.verify(), again.quarantined()), (Ok(()), 0));
            assert_eq!(again.day(), snapshot.day());
            let on_the_day = again.snapshot();
            of_the_oracle(on_the_day, naive);
            let values = ["measures", "claims"];
            if values.iter().all(|table| naive.rows_said(table, None) == fitting_rows(naive, table)) {
                similar(&seen(snapshot, &profile), &seen(on_the_day, &profile));
                compared.set(compared.get() + 1);
            }
            // Said once more it is the same.
            similar(&seen(on_the_day, &profile), &seen(built(on_the_day.to_draft()).snapshot(), &profile));
            // Nothing else is in it: each node has one row.
            let rows = again.rows_as_text();
            let count = |table: Table| rows.iter().filter(|row| row.table() == table).count();
            assert_eq!(count(Table::Units), naive.units().len());
            assert_eq!(count(Table::Organizations), naive.organizations().len());
            assert_eq!(count(Table::Zones), naive.zones().len());
            assert_eq!(count(Table::Lineage), 0);
            assert_eq!(count(Table::Posts), naive.rows_said("posts", None).len());
            let rows_of = |table: &str| world.rows.iter().filter(|row| row.table == table).count();
            left.set(left.get() + rows_of("posts") - count(Table::Posts));
            let before = whole.rows_as_text();
            clipped.set(clipped.get() + usize::from(count(Table::Units) < world.units.len()));
            recoded.set(recoded.get() + rows.iter().filter(|row| !before.contains(row)).count());
        });
    });
    for (at, count) in [compared, clipped, left, recoded].iter().enumerate() {
        assert!(count.get() > 1, "{at}: {count:?}");
    }
}
