//! A hierarchy that lives: after any events every answer is that of a fresh build of the same records.

mod events;
mod seen;

use crate::oracle::choices::Choices;
use crate::oracle::draft::{built, day, draft};
use crate::oracle::worlds;
use events::Events;
use govgrid::{ChangeError, Event, Hierarchy, Outcome, Reason};
use proptest::prelude::any;
use proptest::test_runner::{Config, RngSeed, TestRunner};
use seen::{seen, similar};
use std::collections::BTreeMap;

/// Why an event is refused, in words: of structure with every finding.
fn refusal(error: &ChangeError) -> Vec<String> {
    let mut said = vec![error.to_string(), error.reason.to_string()];
    if let Reason::Structure(rejected) = &error.reason {
        said.extend(rejected.findings().iter().map(|finding| finding.message.clone()));
    }
    said.sort();
    said
}

fn sorted(mut outcome: Outcome) -> Outcome {
    outcome.moved.sort();
    outcome.unassigned.sort();
    outcome.fell.sort();
    outcome.added.sort();
    outcome.ended.sort();
    outcome.corrected.sort();
    outcome.retracted.sort();
    outcome
}

fn rows(hierarchy: &Hierarchy) -> Vec<govgrid::record::Row> {
    let mut rows = hierarchy.rows_as_text();
    rows.sort();
    rows
}

/// Applies an event to a version, and to a fresh build of its records by building all again: both refuse it with the
/// same reasons, or both do the same.
fn step(version: &Hierarchy, event: &Event) -> Option<Hierarchy> {
    let fresh = built(version.to_draft());
    let expected = fresh.apply_by_rebuild(std::slice::from_ref(event));
    match (version.apply(std::slice::from_ref(event)), expected) {
        (Ok((next, outcome)), Ok((whole, expected))) => {
            assert_eq!(sorted(outcome), sorted(expected), "{event:?}");
            assert_eq!(rows(&next), rows(&whole), "{event:?}");
            Some(next)
        }
        (Err(refused), Err(expected)) => {
            assert_eq!(refusal(&refused), refusal(&expected), "{event:?}");
            None
        }
        (found, expected) => panic!(
            "{event:?} gives {:?}, expected {:?}",
            found.map_err(|error| refusal(&error)).map(|_| ()),
            expected.map_err(|error| refusal(&error)).map(|_| ())
        ),
    }
}

#[test]
fn after_any_events_all_is_as_if_it_were_built_of_its_records() {
    let default = Config::default();
    let rng_seed = match default.rng_seed {
        RngSeed::Random => RngSeed::Fixed(20_240_701),
        given @ RngSeed::Fixed(_) => given,
    };
    let cases = if std::env::var_os("PROPTEST_CASES").is_some() { default.cases } else { 40 };
    let config = Config { failure_persistence: None, max_shrink_iters: 0, rng_seed, cases, ..default };
    let done = std::cell::RefCell::new(BTreeMap::<(&'static str, bool), usize>::new());
    let sequence = (worlds(), proptest::collection::vec(any::<u16>(), 100..1_200));
    let law = |(world, numbers): (crate::oracle::world::World, Vec<u16>)| {
        let days: Vec<_> = world.some_days(3).into_iter().map(day).collect();
        let mut events = Events::new(Choices::new(numbers));
        let mut version = built(draft(&world));
        while events.go_on() {
            let Some(event) = events.next(&version) else { continue };
            let before = events.once_in(8).then(|| (version.clone(), seen(&version, &days)));
            let next = step(&version, &event);
            *done.borrow_mut().entry((event.change.word(), next.is_some())).or_default() += 1;
            if let Some((before, known)) = before {
                // Whoever keeps a version sees what it was.
                similar(&known, &seen(&before, &days), &event);
            }
            let Some(next) = next else { continue };
            if next.verify().is_err() {
                eprintln!("BEFORE {:#?}\nAFTER {:#?}", version.rows_as_text().iter().filter(|r| matches!(r.table().as_str(), "units"|"lineage")).map(|r| r.cells().join(",")).collect::<Vec<_>>(), next.rows_as_text().iter().filter(|r| matches!(r.table().as_str(), "units"|"lineage")).map(|r| r.cells().join(",")).collect::<Vec<_>>());
            }
            assert_eq!(next.verify(), Ok(()), "{event:?}");
            let mut days = days.clone();
            days.extend([event.day, event.day.previous()]);
            let fresh = built(next.to_draft());
            similar(&seen(&fresh, &days), &seen(&next, &days), &event);
            version = next;
        }
        Ok(())
    };
    if let Err(error) = TestRunner::new(config).run(&sequence, law) {
        panic!("{error}");
    }
    let done = done.into_inner();
    for word in ["open", "close", "rename", "recode", "transfer", "reclassify", "merge", "split", "start", "stop", "correct", "retract"] {
        for was_done in [true, false] {
            assert!(done.contains_key(&(word, was_done)), "{word} {was_done}: {done:?}");
        }
    }
    if std::env::var_os("PROPTEST_VERBOSE").is_some() {
        panic!("{done:?}");
    }
}
