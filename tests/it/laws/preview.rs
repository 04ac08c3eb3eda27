//! A preview tells what applying the plan and two audits give, and changes nothing.

use super::difference::{counts, same, split_counts};
use super::met::Met;
use super::{for_all, sorted};
use crate::live::{Events, all_rules};
use crate::oracle::choices::Choices;
use crate::oracle::draft::{built, day, draft};
use crate::oracle::worlds;
use govgrid::record::{Row, Table};
use govgrid::{Change, Changed, Day, Event, Finding, Findings, Hierarchy, Profile, Report};
use proptest::prelude::any;
use std::collections::BTreeSet;

fn rows(hierarchy: &Hierarchy) -> Vec<Row> {
    sorted(hierarchy.rows_as_text())
}

/// The rows of one list that another has not, as often as it has not.
fn more(some: &[Row], others: &[Row]) -> Vec<Row> {
    let mut left = others.to_vec();
    let mut more = Vec::new();
    for row in some {
        match left.iter().position(|other| other == row) {
            Some(at) => drop(left.swap_remove(at)),
            None => more.push(row.clone()),
        }
    }
    more
}

/// What moved in a plan: units, how many relations, people.
#[derive(Debug, Default)]
struct Moved {
    units: BTreeSet<String>,
    relations: usize,
    people: BTreeSet<String>,
}

/// The code that a node had first; one that was used again is a node's own.
fn first_code(rows: &[Row], code: &str) -> String {
    let recoded =
        |row: &&Row| row.table() == Table::Lineage && row.cell("kind") == "recode" && row.cell("successor") == code;
    rows.iter().find(recoded).map_or(code, |row| row.cell("predecessor")).to_owned()
}

impl Moved {
    /// What an event moved, by the rows before and after it.
    fn add(&mut self, event: &Event, [before, after]: [&[Row]; 2]) {
        let day = event.day.to_string();
        let (new, old) = (more(after, before), more(before, after));
        // A row that ended on the day is the same one, cut short; what tells of changes is no relation.
        let is_cut = |row: &Row| {
            row.cell("valid_until") == day
                && old.iter().any(|was| was.cells().next() == row.cells().next() && but_end(was, row))
        };
        let is_other = |row: &&Row| ![Table::Lineage, Table::Decisions].contains(&row.table()) && !is_cut(row);
        if !["merge", "split", "transfer"].contains(&event.change.word()) {
            return;
        }
        for row in new.iter().filter(is_other) {
            if row.table() == Table::Units {
                self.units.insert(row.cell("code").to_owned());
            }
            self.relations += usize::from(row.table().node().is_none());
            let people = after.iter().filter(|own| own.table() == Table::People);
            let named = people.map(|own| own.cell("code")).filter(|code| row.cells().any(|cell| cell == *code));
            self.people.extend(named.map(|code| first_code(after, code)));
        }
    }
}

/// Whether two rows say the same, and hold from the same day.
fn but_end(a: &Row, b: &Row) -> bool {
    let columns = a.table().columns().iter().zip(a.cells().zip(b.cells()));
    a.table() == b.table() && columns.into_iter().all(|(column, (a, b))| a == b || column.name == "valid_until")
}

fn audit(hierarchy: &Hierarchy, event: &Event, profile: &Profile) -> Report {
    hierarchy.as_of(event.day).audit(profile)
}

fn compare(version: &Hierarchy, plan: &[Event], profile: &Profile, met: &Met) {
    let kept = rows(version);
    let applied = version.apply(plan);
    // What a report shows at most is no bound of a preview.
    let preview = version.preview(plan, &all_rules());
    assert_eq!(rows(version), kept, "a preview changes nothing");
    let (next, outcome) = match (applied, &preview) {
        (Ok(applied), Ok(_)) => applied,
        (Err(error), Err(refused)) => {
            assert_eq!((error.number, error.reason.to_string()), (refused.number, refused.reason.to_string()));
            met.if_(error.number > 1, "refused at a later event");
            return;
        }
        (applied, _) => panic!("{plan:?}: applied {}", applied.is_ok()),
    };
    let preview = preview.unwrap();
    assert_eq!(preview.outcome, outcome);
    let last = plan.iter().max_by_key(|event| event.day).unwrap();
    let reports = [audit(version, last, profile), audit(&next, last, profile)];
    let [before, after] = reports.each_ref().map(|report| counts(report.findings().iter()));
    let [appeared, persisted, vanished] = split_counts(&before, &after);
    assert_eq!(counts(&preview.findings.appeared), appeared, "{plan:?}");
    let changed = preview.findings.changed.iter().map(|changed| &changed.1);
    assert_eq!(counts(preview.findings.persisted.iter().chain(changed)), persisted, "{plan:?}");
    assert_eq!(counts(&preview.findings.vanished), vanished, "{plan:?}");
    let is_of = |finding: &Finding, report: &Report| report.findings().iter().any(|own| own == finding);
    assert!(preview.findings.appeared.iter().chain(&preview.findings.persisted).all(|own| is_of(own, &reports[1])));
    met.if_(!appeared.is_empty(), "appeared");
    met.if_(!persisted.is_empty(), "persisted");
    met.if_(!vanished.is_empty(), "vanished");
    // What moves, event by event.
    let (mut moved, mut at) = (Moved::default(), version.clone());
    for event in plan {
        let (then, _) = at.apply(std::slice::from_ref(event)).unwrap();
        moved.add(event, [&rows(&at), &rows(&then)]);
        at = then;
    }
    same(&preview.units, &moved.units.iter().cloned().collect::<Vec<_>>(), &format!("units of {plan:?}"));
    assert_eq!(preview.relations, moved.relations as u64, "relations of {plan:?}");
    assert_eq!(preview.people, moved.people.len() as u64, "people of {plan:?}: {:?}", moved.people);
    met.if_(moved.units.len() > 1, "several units");
    met.if_(moved.relations > 0, "relations");
    met.if_(!moved.people.is_empty(), "people");
    met.if_(!preview.outcome.unassigned.is_empty(), "unassigned");
    met.if_(plan.len() > 1, "several events");
}

#[test]
fn a_preview_is_what_applying_and_auditing_give() {
    let met = Met::default();
    let mut profile = all_rules();
    profile.max_findings = Findings::MOST;
    for_all(&(worlds(), proptest::collection::vec(any::<u16>(), 400)), 4, |(world, numbers)| {
        let version = built(draft(world));
        let mut events = Events::new(Choices::new(numbers.clone()));
        let mut done = 0;
        for _ in 0..12 {
            let Some(first) = events.next(&version).filter(|_| done < 2) else { continue };
            let mut plan = vec![first];
            if let Ok((after, _)) = version.apply(&plan) {
                // Mergers, splits and transfers are what moves most.
                let moves =
                    matches!(plan[0].change, Change::Merge { .. } | Change::Split { .. } | Change::Transfer { .. });
                if !moves && events.once_in(2) {
                    continue;
                }
                plan.extend(events.next(&after).filter(|_| events.once_in(2)));
                done += 1;
            }
            compare(&version, &plan, &profile, &met);
        }
    });
    met.assert(&["appeared", "persisted", "vanished", "several units", "relations", "people", "unassigned"]);
    met.assert(&["several events", "refused at a later event"]);
}

#[test]
fn a_past_day_stays_what_it_was() {
    let met = Met::default();
    for_all(&(worlds(), proptest::collection::vec(any::<u16>(), 900)), 1, |(world, numbers)| {
        let mut version = built(draft(world));
        let mut events = Events::new(Choices::new(numbers.clone()));
        let days: Vec<Day> = world.some_days(3).into_iter().map(day).collect();
        for _ in 0..20 {
            let Some(event) = events.next(&version) else { continue };
            let Ok((next, _)) = version.apply(std::slice::from_ref(&event)) else { continue };
            // Lineage says which node a code named: what is said of it is of all time.
            let is_of_lineage =
                matches!(&event.change, Change::Start { row } | Change::Stop { row } if row.table() == Table::Lineage);
            let is_mending = is_of_lineage || ["correct", "retract"].contains(&event.change.word());
            for on in days.iter().copied().chain([event.day.previous()]).filter(|on| *on < event.day && !is_mending) {
                let mut difference = version.differs(&next, on);
                // What is of one day is told on every day.
                let is_dated = |row: &Row| ![Table::Measures, Table::Claims].contains(&row.table());
                difference.started.retain(is_dated);
                difference.stopped.retain(is_dated);
                // What is not there on the day is named no more, where a row can do without.
                let (was, rows) = (version.as_of(on), version.rows_as_text());
                let is_reused = |code: &str| {
                    let of_it = |row: &&Row| row.table() == Table::Lineage && row.cell("successor") == code;
                    rows.iter().filter(of_it).any(|row| row.cell("kind") == "reuse")
                };
                let is_absent = |changed: &Changed, column: &&str| {
                    let code = changed.before.cell(column);
                    changed.after.cell(column).is_empty() && (was.find(code).is_err() || is_reused(code))
                };
                difference.changed.retain(|changed| !changed.columns.iter().all(|column| is_absent(changed, column)));
                assert!(difference.is_empty(), "{event:?} changes {on}: {difference:?}");
                met.if_(true, event.change.word());
            }
            let reused =
                matches!(event.change, Change::Open { reuse: Some(true), .. } | Change::Recode { reuse: true, .. });
            met.if_(reused, "a code used again");
            version = next;
        }
    });
    met.assert(&["open", "close", "rename", "recode", "transfer", "reclassify", "merge", "split", "start", "stop"]);
    met.assert(&["a code used again"]);
}
