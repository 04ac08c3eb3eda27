//! A hierarchy that lives: after any events every answer is that of a fresh build of the same records.

mod claims;
mod crowd;
pub(crate) mod events;
mod interpreted;
#[cfg(feature = "import")]
mod known;
mod many;
#[cfg(feature = "import")]
mod proposed;
mod reach;
#[cfg(all(feature = "import", feature = "export", feature = "journal"))]
mod restored;
pub(crate) mod seen;
mod siblings;

use crate::oracle::choices::Choices;
use crate::oracle::draft::{built, day, draft};
use crate::oracle::worlds;
pub(crate) use events::Events;
use govgrid::{
    ChangeError, Day, Event, Exclusion, Finding, Hierarchy, Lang, LiveAudit, Outcome, Profile, Reason, Report,
};
use many::many_are_found;
use proptest::prelude::any;
use proptest::test_runner::{Config, RngSeed, TestRunner};
pub(crate) use seen::all_rules;
use seen::{seen, similar};
use std::collections::{BTreeMap, BTreeSet};

/// Why an event is refused, in words: of structure with every finding.
fn refusal(error: &ChangeError) -> Vec<String> {
    let mut said = vec![error.to_string(), error.reason.to_string()];
    if let Reason::Structure(rejected) = &error.reason {
        said.extend(rejected.findings().iter().map(|finding| finding.message(Lang::En)));
    }
    said.sort();
    said
}

fn sorted(mut outcome: Outcome) -> Outcome {
    outcome.moved.sort();
    outcome.unassigned.sort();
    outcome.undivided.sort();
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

/// The same from its image, if there are images.
#[cfg(feature = "image")]
fn reopened(version: &Hierarchy) -> Hierarchy {
    let mut image = Vec::new();
    version.write_image(&mut image).unwrap();
    Hierarchy::read_image(image.as_slice()).unwrap()
}

#[cfg(not(feature = "image"))]
fn reopened(version: &Hierarchy) -> Hierarchy {
    version.clone()
}

/// Audits that follow the changes of a version on some days.
fn audits(version: &Hierarchy, days: &[Day]) -> Vec<LiveAudit> {
    let mut excluding = all_rules();
    let within = version.snapshot().all_units().next().map(|unit| unit.code().to_owned());
    excluding.exclude = vec![Exclusion { within, ..Exclusion::default() }];
    excluding.max_findings = 100_000;
    let new = |profile: &Profile, day: &Day| LiveAudit::new(version.clone(), *day, profile.clone());
    days.iter().flat_map(|day| [new(&excluding, day), new(&Profile::national(), day)]).collect()
}

fn by_fingerprint(report: &Report) -> BTreeMap<String, Finding> {
    report.findings().iter().map(|finding| (finding.fingerprint.clone(), finding.clone())).collect()
}

/// After a plan the audit's report is that of a whole audit, and what is new in it is what it says is new.
fn follow(live: &mut LiveAudit, event: &[Event]) {
    let text = |report: &Report| serde_json::to_string(report).unwrap();
    let (before, profile) = (live.report(), live.profile().clone());
    let version = live.hierarchy().clone();
    let previewed = (profile.max_findings == 100_000).then(|| live.preview(event).unwrap());
    let as_before = previewed.is_none() || text(&before) == text(&live.report());
    assert!(as_before, "before {event:?}");
    let (news, outcome) = live.apply(event).unwrap();
    if let Some((expected, would_do)) = previewed {
        assert_eq!((format!("{expected:?}"), would_do), (format!("{news:?}"), outcome), "{event:?}");
    }
    let (expected, found) = (live.snapshot().audit(&profile), live.report());
    assert_eq!(text(&expected), text(&found), "after {event:?}");
    if profile.max_findings == 100_000 {
        let mut known = by_fingerprint(&before);
        for finding in &news.vanished {
            assert_eq!(known.remove(&finding.fingerprint).as_ref(), Some(&**finding), "after {event:?}");
        }
        for (was, is) in &news.changed {
            assert_eq!(was.fingerprint, is.fingerprint);
            assert!(was != is, "{was:?}");
            assert_eq!(known.insert(is.fingerprint.clone(), Finding::clone(is)).as_ref(), Some(&**was));
        }
        for finding in &news.appeared {
            assert_eq!(known.insert(finding.fingerprint.clone(), Finding::clone(finding)), None, "after {event:?}");
        }
        assert_eq!(known, by_fingerprint(&found), "after {event:?}");
        // A preview says the same of the same day.
        if event.iter().all(|event| event.day == live.snapshot().day().unwrap()) {
            let preview = version.preview(event, &profile).unwrap().findings;
            let plain =
                |findings: &[std::sync::Arc<Finding>]| findings.iter().map(|f| Finding::clone(f)).collect::<Vec<_>>();
            assert_eq!(plain(&news.appeared), preview.appeared);
            assert_eq!(plain(&news.vanished), preview.vanished);
            let changed = news.changed.iter().map(|(was, is)| (Finding::clone(was), Finding::clone(is)));
            assert_eq!(changed.collect::<Vec<_>>(), preview.changed);
        }
        let lines = found.coverage.iter().filter(|line| !before.coverage.contains(line));
        assert_eq!(lines.collect::<Vec<_>>(), news.coverage.iter().collect::<Vec<_>>());
    }
}

/// Every kind of event.
const WORDS: [&str; 13] = [
    "open",
    "close",
    "rename",
    "recode",
    "transfer",
    "reclassify",
    "revise",
    "merge",
    "split",
    "start",
    "stop",
    "correct",
    "retract",
];

/// A plan that is refused at its last event, after one that is possible or not, leaves an audit as it was.
fn stays(live: &mut LiveAudit, version: &Hierarchy, refused: &Event) {
    let text = |live: &LiveAudit| serde_json::to_string(&live.report()).unwrap();
    let known = text(live);
    let name = || version.snapshot().all_units().next().map(|unit| unit.code().to_owned());
    let first = name().map(|code| Event::on(refused.day, govgrid::Change::Close { code }));
    let plan: Vec<Event> = first.into_iter().chain([refused.clone()]).collect();
    if version.apply(&plan).is_err() {
        assert!(live.apply(&plan).is_err(), "{plan:?}");
    }
    assert!(live.apply(std::slice::from_ref(refused)).is_err(), "{refused:?}");
    assert_eq!(known, text(live), "{refused:?}");
    assert_eq!(rows(live.hierarchy()), rows(version), "{refused:?}");
}

#[test]
fn after_any_events_all_is_as_if_it_were_built_of_its_records() {
    let default = Config::default();
    let rng_seed = match default.rng_seed {
        RngSeed::Random => RngSeed::Fixed(20_240_701),
        given @ RngSeed::Fixed(_) => given,
    };
    let cases = if std::env::var_os("PROPTEST_CASES").is_some() { default.cases } else { 120 };
    let config = Config { failure_persistence: None, max_shrink_iters: 0, rng_seed, cases, ..default };
    let done = std::cell::RefCell::new(BTreeMap::<(&'static str, &'static str), usize>::new());
    let sequence = (worlds(), proptest::collection::vec(any::<u16>(), 100..1_200));
    let law = |(world, numbers): (crate::oracle::world::World, Vec<u16>)| {
        let days: Vec<_> = world.some_days(3).into_iter().map(day).collect();
        let mut events = Events::new(Choices::new(numbers));
        let mut version = built(draft(&world));
        let (mut audits, mut met) = (audits(&version, &days), BTreeSet::new());
        // One follows several events at once.
        let (mut behind, mut plan) = (audits[0].clone(), Vec::new());
        many_are_found(&version, &days, &mut met);
        while events.go_on() {
            let Some(event) = events.next(&version) else { continue };
            let before = events.once_in(8).then(|| (version.clone(), seen(&version, &days)));
            let next = step(&version, &event);
            let how = next.as_ref().map_or("refused", |next| if next.changes() > 0 { "in place" } else { "anew" });
            *done.borrow_mut().entry((event.change.word(), how)).or_default() += 1;
            if let Some((before, known)) = before {
                // Whoever keeps a version sees what it was.
                similar(&known, &seen(&before, &days), &event);
            }
            let Some(next) = next else {
                for live in &mut audits {
                    stays(live, &version, &event);
                }
                continue;
            };
            assert_eq!(next.verify(), Ok(()), "{event:?}");
            let mut days = days.clone();
            days.extend([event.day, event.day.previous()]);
            let fresh = built(next.to_draft());
            similar(&seen(&fresh, &days), &seen(&next, &days), &event);
            many_are_found(&next, &days, &mut met);
            for live in &mut audits {
                follow(live, std::slice::from_ref(&event));
            }
            plan.push(event);
            if plan.len() == 4 {
                follow(&mut behind, &std::mem::take(&mut plan));
            }
            version = if events.once_in(6) { reopened(&next) } else { next };
        }
        Ok(())
    };
    if let Err(error) = TestRunner::new(config).run(&sequence, law) {
        panic!("{error}");
    }
    let done = done.into_inner();
    for word in WORDS {
        for how in ["in place", "refused"] {
            assert!(done.contains_key(&(word, how)), "{word} {how}: {done:?}");
        }
    }
}
