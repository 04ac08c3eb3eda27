//! Tables and the journal since restore the hierarchy.

use super::events::Events;
use super::{rows, similar};
use crate::appended::append;
use crate::faults::order::bytes_without_rows;
use crate::laws::dump::dump_nodes;
use crate::oracle::choices::Choices;
use crate::oracle::draft::{built, day, draft};
use crate::oracle::world::World;
use crate::oracle::worlds;
use govgrid::{Day, Event, Hierarchy, Journal, Profile, export, import};
use proptest::prelude::any;
use proptest::test_runner::{Config, RngSeed, TestRunner};
use std::path::Path;

/// What a hierarchy says, but for where it was said.
fn said(hierarchy: &Hierarchy, days: &[Day]) -> String {
    let mut text = format!("{:?}\n{:?}\n", hierarchy.day(), rows(hierarchy));
    for snapshot in days.iter().map(|day| hierarchy.as_of(*day)).chain([hierarchy.snapshot()]) {
        text.push_str(&dump_nodes(snapshot));
        text.push_str(&bytes_without_rows(&snapshot.audit(&Profile::national())));
    }
    text
}

/// The tables of a folder, and the events of its journal.
fn restored(folder: &Path) -> (Hierarchy, usize) {
    let (_, replayed) = Journal::open(folder.join("events.log")).unwrap();
    let mut version = import::folder(folder.join("tables")).unwrap().build().unwrap();
    for plan in &replayed.plans {
        version = version.redo(plan).unwrap().0;
    }
    (version, replayed.plans.len())
}

fn law(world: &World, numbers: Vec<u16>) -> usize {
    let days: Vec<Day> = world.some_days(2).into_iter().map(day).collect();
    let folder = tempfile::tempdir().unwrap();
    export::tables(&built(draft(world)).to_draft(), folder.path().join("tables")).unwrap();
    let mut versions = vec![restored(folder.path()).0];
    let (mut journal, _) = Journal::open(folder.path().join("events.log")).unwrap();
    let mut events = Events::new(Choices::new(numbers));
    while events.go_on() {
        let version = versions.last().unwrap();
        let mut plan: Vec<Event> = Vec::new();
        plan.extend(events.next(version));
        if events.once_in(3) {
            plan.extend(events.next(version));
        }
        if version.apply(&plan).is_err() {
            continue;
        }
        let next = append(&mut journal, version, &plan);
        versions.push(next);
    }
    drop(journal);
    let (last, plans) = restored(folder.path());
    assert_eq!(plans, versions.len() - 1);
    similar(&said(versions.last().unwrap(), &days), &said(&last, &days), &"all plans");
    // After a crash it is the version of the plans that were written.
    let bytes = std::fs::read(folder.path().join("events.log")).unwrap();
    let cut = bytes.len() * world.salt % (bytes.len() + 1);
    std::fs::write(folder.path().join("events.log"), &bytes[..cut]).unwrap();
    let (last, plans) = restored(folder.path());
    // The record that lacks its line break alone is whole.
    let whole = String::from_utf8_lossy(&bytes[..bytes.len().min(cut + 1)]).matches('\n').count();
    assert_eq!(plans, whole);
    similar(&said(&versions[plans], &days), &said(&last, &days), &"a crash");
    versions.len() - 1
}

#[test]
fn tables_and_the_journal_restore_the_hierarchy() {
    let default = Config::default();
    let rng_seed = match default.rng_seed {
        RngSeed::Random => RngSeed::Fixed(20_240_702),
        given @ RngSeed::Fixed(_) => given,
    };
    let cases = if std::env::var_os("PROPTEST_CASES").is_some() { default.cases } else { 40 };
    let config = Config { failure_persistence: None, max_shrink_iters: 0, rng_seed, cases, ..default };
    let (all, most) = (std::cell::Cell::new(0), std::cell::Cell::new(0));
    let sequence = (worlds(), proptest::collection::vec(any::<u16>(), 100..1_200));
    let run = TestRunner::new(config).run(&sequence, |(world, numbers)| {
        let plans = law(&world, numbers);
        all.set(all.get() + plans);
        most.set(most.get().max(plans));
        Ok(())
    });
    run.unwrap_or_else(|error| panic!("{error}"));
    assert!(most.get() > 3 && all.get() > 40, "{} plans at most, {} in all", most.get(), all.get());
}
