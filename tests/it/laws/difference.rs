//! What is another way on another day, and what was said of a node over time.

use super::met::Met;
use super::{for_all, sorted};
use crate::live::all_rules;
use crate::oracle::calendar::{Days, text};
use crate::oracle::draft::{day, hierarchy, level};
use crate::oracle::plain_rows::{NaiveDifference, NaiveEpisode, Written};
use crate::oracle::world::{COMMUNITY, GRID, NodeId, STREET, World};
use crate::oracle::worlds;
use govgrid::record::{Cell, Row};
use govgrid::{Difference, Finding, Findings, Hierarchy, Period, Rule};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Debug;

/// A row as tables write it; with its bounds, or without.
pub(super) fn written(row: &Row, with_bounds: bool) -> Written {
    let columns = row.table().columns().iter().zip(row.cells());
    let kept = columns.filter(|(column, cell)| {
        !cell.is_empty() && (with_bounds || !["valid_from", "valid_until"].contains(&column.name))
    });
    let cells = kept.map(|(column, cell)| (column.name.to_owned(), cell.to_owned()));
    (row.table().to_string(), sorted(cells))
}

/// Fails at the first that only one of two lists has; both are sorted.
pub(super) fn same<T: Ord + Debug>(found: &[T], expected: &[T], what: &str) {
    if found != expected {
        let only =
            |some: &[T], others: &[T]| some.iter().find(|one| !others.contains(one)).map(|one| format!("{one:?}"));
        panic!("{what}: found {:?}, expected {:?}", only(found, expected), only(expected, found));
    }
}

/// Each code and the first of those that its nodes ever have, and the others that have those.
struct FirstCodes(BTreeMap<String, String>);

impl FirstCodes {
    fn of(world: &World) -> Self {
        let mut nodes: BTreeMap<String, BTreeSet<NodeId>> = BTreeMap::new();
        for own in world.all_rows().into_iter().filter_map(|row| row.own) {
            nodes.entry(own.code).or_default().insert(own.node);
        }
        let mut first: BTreeMap<String, String> = nodes.keys().map(|code| (code.clone(), code.clone())).collect();
        // Codes that share a node with one that shares a node are of the same nodes too.
        for _ in 0..4 {
            for (code, own) in &nodes {
                let sharing =
                    nodes.iter().filter(|(_, others)| !others.is_disjoint(own)).map(|(other, _)| &first[other]);
                let least = sharing.min().unwrap().clone();
                first.insert(code.clone(), least);
            }
        }
        Self(first)
    }

    /// Rows of units name their parent by one of its codes: here by the first.
    fn told(&self, (table, cells): Written) -> Written {
        let is_parent = |column: &str| table == "units" && column == "parent";
        let cells = cells.into_iter().map(|(column, cell)| {
            let cell = self.0.get(&cell).filter(|_| is_parent(&column)).unwrap_or(&cell).clone();
            (column, cell)
        });
        let cells = cells.collect();
        (table, cells)
    }

    /// Of rows that say the same of the same nodes by several codes any one may be told: here by the first codes.
    fn alike(&self, (table, cells): Written) -> Written {
        let first = |cell: String| self.0.get(&cell).cloned().unwrap_or(cell);
        (table, cells.into_iter().map(|(column, cell)| (column, first(cell))).collect())
    }

    fn rows(&self, found: &[Row], expected: &[Written], what: &str) {
        let found = sorted(found.iter().map(|row| self.told(written(row, true))));
        same(&found, &sorted(expected.iter().map(|row| self.told(row.clone()))), what);
    }

    fn relations(&self, found: &[Row], expected: &[Written], what: &str) {
        let found = sorted(found.iter().map(|row| self.alike(written(row, false))));
        same(&found, &sorted(expected.iter().map(|row| self.alike(row.clone()))), what);
    }
}

/// Pairs of days around bounds, the earlier first or not.
fn pairs(world: &World, count: usize) -> Vec<(i32, i32)> {
    let days = world.some_days(2 * count);
    let mut pairs: Vec<(i32, i32)> = days.windows(2).map(|two| (two[0], two[1])).step_by(2).collect();
    pairs.extend(days.first().copied().zip(days.last().copied()));
    pairs.extend(days.last().copied().zip(days.first().copied()));
    pairs
}

fn compare(codes: &FirstCodes, found: &Difference, expected: &NaiveDifference) {
    codes.rows(&found.appeared, &expected.appeared, "appeared");
    codes.rows(&found.vanished, &expected.vanished, "vanished");
    codes.relations(&found.started, &expected.started, "started");
    codes.relations(&found.stopped, &expected.stopped, "stopped");
    let told = |row: &Written| codes.told(row.clone());
    let changed = found.changed.iter().map(|changed| {
        (told(&written(&changed.before, true)), told(&written(&changed.after, true)), sorted(changed.columns.clone()))
    });
    let naive = expected.changed.iter().map(|(was, is, columns)| (told(was), told(is), columns.clone()));
    same(&sorted(changed), &sorted(naive), "changed");
    assert_eq!(
        found.is_empty(),
        [&expected.appeared, &expected.vanished, &expected.started, &expected.stopped]
            .iter()
            .all(|list| list.is_empty())
            && expected.changed.is_empty()
    );
}

#[test]
fn two_days_differ_in_what_rows_say() {
    let met = Met::default();
    for_all(&worlds(), 6, |world| {
        let (hierarchy, codes) = (hierarchy(world), FirstCodes::of(world));
        for (earlier, later) in pairs(world, 3) {
            let expected = world.difference(earlier, later);
            let found = hierarchy.difference(day(earlier), day(later));
            compare(&codes, &found, &expected);
            assert!(hierarchy.difference(day(later), day(later)).is_empty());
            let tables = [("appeared", &expected.appeared), ("vanished", &expected.vanished)];
            let tables = tables.into_iter().chain([("started", &expected.started), ("stopped", &expected.stopped)]);
            for (what, rows) in tables {
                for row in rows {
                    met.if_(true, &format!("{what} {}", row.0));
                }
            }
            for (was, _, columns) in &expected.changed {
                for column in columns {
                    met.if_(true, &format!("{} {column}", was.0));
                }
            }
            let backwards = world.difference(later, earlier);
            met.if_(backwards.appeared == expected.vanished && !backwards.appeared.is_empty(), "there and back");
        }
    });
    met.assert(&["units code", "units name", "units level", "units parent", "units kind", "units households"]);
    met.assert(&[
        "organizations code",
        "organizations superior",
        "organizations seat",
        "zones within",
        "people employer",
    ]);
    met.assert(&["appeared units", "vanished units", "appeared organizations", "vanished zones", "appeared alliances"]);
    met.assert(&["started coverage", "stopped coverage", "started zone_units", "stopped memberships", "started posts"]);
    met.assert(&["started mappings", "alliances lead", "alliances within", "projects within", "there and back"]);
}

#[test]
fn coverage_differs_in_who_is_covered() {
    let met = Met::default();
    for_all(&worlds(), 4, |world| {
        let hierarchy = hierarchy(world);
        for (earlier, later) in pairs(world, 2) {
            for index in [STREET, COMMUNITY, GRID] {
                let [gained, lost] = world.coverage_difference(index, [earlier, later]);
                let found = hierarchy.coverage_difference(level(index), day(earlier), day(later));
                assert_eq!((&found.gained, &found.lost), (&gained, &lost));
                met.if_(!gained.is_empty(), "gained");
                met.if_(!lost.is_empty(), "lost");
                let there = |on: i32, code: &String| hierarchy.as_of(day(on)).any_unit(code).is_ok();
                met.if_(lost.iter().any(|code| !there(later, code)), "lost with the unit");
                met.if_(lost.iter().any(|code| there(later, code)), "lost by the unit");
            }
        }
    });
    met.assert(&["gained", "lost", "lost with the unit", "lost by the unit"]);
}

/// By what a finding is known again, for as many as are equal in it.
fn known_by(finding: &Finding) -> String {
    let related: Vec<String> = finding.related.iter().map(|other| format!("{} {}", other.role, other.code)).collect();
    let cell = finding.places.first().map(|place| (place.column.clone(), place.raw.clone().unwrap_or_default()));
    format!("{} {} {} {related:?} {cell:?}", finding.rule.code, finding.table, finding.subject.code)
}

/// How many there are of each.
pub(super) fn counts<'f>(findings: impl IntoIterator<Item = &'f Finding>) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    findings.into_iter().for_each(|finding| *counts.entry(known_by(finding)).or_default() += 1);
    counts
}

/// Of two counts: what only the second has, what both have, and what only the first has.
pub(super) fn split_counts(
    before: &BTreeMap<String, usize>,
    after: &BTreeMap<String, usize>,
) -> [BTreeMap<String, usize>; 3] {
    let keys: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    let count = |of: &BTreeMap<String, usize>, key: &String| of.get(key).copied().unwrap_or(0);
    let each = |how: &dyn Fn(usize, usize) -> usize| {
        let all = keys.iter().map(|key| ((*key).clone(), how(count(before, key), count(after, key))));
        all.filter(|(_, count)| *count > 0).collect()
    };
    [each(&|a, b| b.saturating_sub(a)), each(&|a, b| a.min(b)), each(&|a, b| a.saturating_sub(b))]
}

#[test]
fn findings_differ_in_what_two_audits_say() {
    let met = Met::default();
    // What a report shows at most is no bound of the difference.
    let shown = all_rules();
    let mut profile = shown.clone();
    profile.max_findings = Findings::MOST;
    for_all(&worlds(), 20, |world| {
        let hierarchy = hierarchy(world);
        for (earlier, later) in pairs(world, 1) {
            let audit = |on: i32| hierarchy.as_of(day(on)).audit(&profile);
            let (before, after) = (audit(earlier), audit(later));
            let found = hierarchy.findings_difference(&shown, day(earlier), day(later));
            let expected = split_counts(&counts(before.findings().iter()), &counts(after.findings().iter()));
            let [appeared, persisted, vanished] = &expected;
            let is_of =
                |finding: &Finding, report: &govgrid::Report| report.findings().iter().any(|own| own == finding);
            let is_alike = |was: &Finding, is: &Finding| was.fingerprint == is.fingerprint && was != is;
            assert_eq!(&counts(&found.appeared), appeared);
            let both = found.persisted.iter().chain(found.changed.iter().map(|changed| &changed.1));
            assert_eq!(&counts(both), persisted);
            assert!(
                found.changed.iter().all(|(was, is)| is_alike(was, is) && is_of(was, &before) && is_of(is, &after))
            );
            assert_eq!(&counts(&found.vanished), vanished);
            assert!(found.appeared.iter().chain(&found.persisted).all(|finding| is_of(finding, &after)));
            assert!(found.vanished.iter().all(|finding| is_of(finding, &before)));
            met.if_(!found.changed.is_empty(), "changed");
            let is_hidden = |(_, total, _): (&Rule, u64, usize)| total > shown.max_findings as u64;
            met.if_(before.findings().by_rule().any(is_hidden), "more than are shown");
            for (what, counts) in ["appeared", "persisted", "vanished"].iter().zip(&expected) {
                met.if_(!counts.is_empty(), what);
                met.if_(counts.values().any(|count| *count > 1), &format!("{what} more than once"));
            }
        }
    });
    met.assert(&["appeared", "persisted", "vanished", "changed", "more than are shown"]);
}

fn days(period: Period) -> [Option<String>; 2] {
    [period.from(), period.until()].map(|bound| bound.map(|day| day.to_string()))
}

fn naive_days(days: Days) -> [Option<String>; 2] {
    [days.from.map(text), days.until.map(text)]
}

/// Whether a row states a day on which it does not hold; an open end states none.
fn is_clipped((_, stated, holds): &NaiveEpisode) -> bool {
    let (Some(first), Some(last)) = (holds.first(), holds.last()) else {
        return *stated != Days::ALWAYS;
    };
    let starts_late = stated.from.is_some() && first.from != stated.from;
    let ends_early = stated.until.is_some() && last.until != stated.until;
    starts_late || ends_early || holds.len() > 1
}

fn compare_timeline((hierarchy, codes): (&Hierarchy, &FirstCodes), world: &World, code: &str, met: &Met) {
    type Told = (Written, [Option<String>; 2], Vec<[Option<String>; 2]>, bool);
    let nodes = world.named_ever(code);
    let expected = world.timeline(&nodes);
    let naive = expected.iter().map(|episode| {
        let holds: Vec<_> = episode.2.iter().copied().map(naive_days).collect();
        (codes.told(episode.0.clone()), naive_days(episode.1), holds, is_clipped(episode))
    });
    let naive: Vec<Told> = sorted(naive);
    let timeline = hierarchy.timeline(code).unwrap();
    assert!(timeline.is_sorted_by_key(|episode| episode.stated), "the earliest first");
    let found = timeline.iter().map(|episode| {
        let holds = episode.holds.iter().copied().map(days).collect();
        (codes.told(written(&episode.row, true)), days(episode.stated), holds, episode.is_clipped())
    });
    same(&sorted(found), &naive, code);
    met.if_(nodes.len() > 1, "a code of two nodes");
    for episode in &expected {
        let table = &episode.0.0;
        met.if_(true, table);
        met.if_(is_clipped(episode), &format!("clipped {table}"));
        met.if_(episode.2.is_empty(), "never holds");
        met.if_(episode.2.len() > 1, "holds more than once");
    }
}

/// What is between two nodes over time is what the timelines of both have in common.
fn compare_timeline_between((hierarchy, codes): (&Hierarchy, &FirstCodes), world: &World, a: &str, b: &str, met: &Met) {
    let timeline = |code: &str| world.timeline(&world.named_ever(code));
    let mut others: Vec<Written> = timeline(b).into_iter().map(|episode| episode.0).collect();
    let both = timeline(a).into_iter().filter(|episode| {
        let at = others.iter().position(|other| *other == episode.0);
        at.map(|at| others.swap_remove(at)).is_some()
    });
    let both: Vec<NaiveEpisode> = both.collect();
    let found = hierarchy.timeline_between(a, b).unwrap();
    let told = found.iter().map(|episode| (codes.told(written(&episode.row, true)), episode.is_clipped()));
    let naive = both.iter().map(|episode| (codes.told(episode.0.clone()), is_clipped(episode)));
    same(&sorted(told), &sorted(naive), &format!("between {a} and {b}"));
    let tables: Vec<&str> = both.iter().map(|episode| episode.0.0.as_str()).collect();
    met.if_(tables.contains(&"coverage"), "covers");
    met.if_(tables.contains(&"units"), "lies in");
    met.if_(tables.len() > 1, "several times");
}

#[test]
fn a_timeline_of_a_relation_is_every_row_about_both_its_ends() {
    let met = Met::default();
    for_all(&worlds(), 16, |world| {
        let (hierarchy, codes) = (hierarchy(world), FirstCodes::of(world));
        let mut pairs = BTreeSet::new();
        for row in hierarchy.rows_as_text().iter().skip(world.salt % 3).step_by(3) {
            let columns = row.table().columns().iter().zip(row.cells());
            let names = columns.filter(|(column, cell)| {
                !cell.is_empty() && matches!(column.cell, Cell::Code | Cell::Parent | Cell::Reference(_))
            });
            let mut names: Vec<String> = names.map(|(_, code)| code.to_owned()).collect();
            // Backwards, too, for one in two.
            if pairs.len() % 2 == 0 {
                names.reverse();
            }
            if let [a, .., b] = names.as_slice() {
                pairs.insert((a.clone(), b.clone()));
            }
        }
        let ever = world.codes_ever();
        let known = |code: &String| ever.contains(code);
        for (a, b) in pairs.iter().filter(|(a, b)| known(a) && known(b)).take(12) {
            compare_timeline_between((&hierarchy, &codes), world, a, b, &met);
        }
        assert!(ever.iter().all(|code| hierarchy.timeline_between(code, "nobody").is_err()));
    });
    met.assert(&["covers", "lies in", "several times"]);
}

#[test]
fn a_timeline_is_every_row_about_a_node() {
    let met = Met::default();
    for_all(&worlds(), 16, |world| {
        let (hierarchy, codes) = (hierarchy(world), FirstCodes::of(world));
        for code in world.codes_ever().iter().skip(world.salt % 3).step_by(3) {
            compare_timeline((&hierarchy, &codes), world, code, &met);
        }
        assert!(hierarchy.timeline("nobody").is_err());
    });
    met.assert(&["a code of two nodes", "never holds", "holds more than once"]);
    met.assert(&[
        "units",
        "organizations",
        "zones",
        "people",
        "alliances",
        "projects",
        "coverage",
        "zone_units",
        "posts",
    ]);
    met.assert(&["clipped units", "clipped coverage", "clipped pairings", "clipped reports", "clipped measures"]);
}
