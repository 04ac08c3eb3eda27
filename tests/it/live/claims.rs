//! Published figures in an audit that follows changes: after any event what is found of them is what a whole audit finds.

use super::{Events, follow};
use crate::oracle::choices::Choices;
use crate::oracle::draft::{built, day, draft};
use crate::oracle::worlds;
use govgrid::record::{self, Row, Table};
use govgrid::{Draft, Hierarchy, LiveAudit, Profile, Qualifier};
use proptest::prelude::any;
use proptest::test_runner::{Config, RngSeed, TestRunner};
use std::cell::Cell;

/// Figures of every verb and of everything that can be counted, with values that mostly do not hold: what the data give
/// is then told.
const FIGURES: [(&str, &str); 62] = [
    ("count:grid", "97"),
    ("count:household", "97"),
    ("count:community:urban", "97"),
    ("count:grid:exclusive", "97"),
    ("count:grid:org_coverage", "97"),
    ("count:building:org_coverage", "97"),
    ("count:household:org_coverage", "97"),
    ("count:household:work_coverage", "97"),
    ("count:community:work_coverage", "97"),
    ("share:grid:org_coverage", "100"),
    ("share:community:work_coverage", "100"),
    ("count:zone:estate:org_coverage", "97"),
    ("count:org:enterprise:work_coverage", "97"),
    ("partition:grid:org_coverage", "97"),
    ("partition:grid:work_coverage", "97"),
    ("partition:zone:estate:work_coverage", "97"),
    ("count:zone:estate", "97"),
    ("count:zone:estate:zone:courtyard", "97"),
    ("count:zone:estate:zone:estate", "97"),
    ("count:zone:estate:grid", "97"),
    ("count:org:party_branch", "97"),
    ("count:org:party_branch:zone:estate", "97"),
    ("count:org:party_branch:grid", "97"),
    ("count:org:party_branch:org:enterprise", "97"),
    ("share:community:org:party_branch", "100"),
    ("partition:grid:org:party_branch", "97"),
    ("count:post:grid_worker", "97"),
    ("count:post:secretary", "97"),
    ("count:community:post:grid_worker", "97"),
    ("count:grid:post:secretary", "97"),
    ("count:org:party_branch:post:secretary", "97"),
    ("count:alliance:linkage:post:secretary", "97"),
    ("count:post:grid_worker:post:secretary", "97"),
    ("count:post:grid_worker:grid", "97"),
    ("partition:community:post:secretary", "97"),
    ("average:post:grid_worker:grid", "9"),
    ("norm:grid:household", "2"),
    ("norm:community:grid", "9"),
    ("norm:zone:estate:household", "9"),
    ("norm:community:post:grid_worker", "9"),
    ("norm:community:measure:service_fund", "9999999"),
    ("norm:org:party_branch:measure:service_fund", "9999999"),
    ("average:household:grid", "97"),
    ("count:alliance:party_alliance", "97"),
    ("count:alliance:linkage:org:party_branch", "97"),
    ("count:alliance_member:lead", "97"),
    ("count:pairing:mutual_aid", "97"),
    ("count:community:pairing:mutual_aid", "97"),
    ("count:report:unit", "97"),
    ("sum:report:member", "97"),
    ("count:responsibility:area", "97"),
    ("count:community:responsibility:area", "97"),
    ("count:project:secretary_project", "97"),
    ("count:measure:service_fund", "97"),
    ("count:community:measure:service_fund", "97"),
    ("sum:measure:service_fund", "97"),
    ("growth:measure:service_fund", "97"),
    ("trend:measure:service_fund", "1"),
    ("text:grid", "东里"),
    ("text:zone:estate", "新名"),
    ("partition:grid", "97"),
    ("count:grid:community:urban", "97"),
];

/// A world with figures about its nodes on some days.
fn with_claims(mut draft: Draft, choices: &mut Choices, days: &[i32]) -> Hierarchy {
    let rows = built(draft.clone()).rows_as_text();
    // Nothing is published of a person, or of a household.
    let is_private = |row: &Row| row.table() == Table::People || row.cell("level") == "household";
    let private: Vec<&str> = rows.iter().filter(|row| is_private(row)).map(|row| row.cell("code")).collect();
    let is_subject = |row: &&Row| row.table().node().is_some() && !private.contains(&row.cell("code"));
    let subjects: Vec<&Row> = rows.iter().filter(is_subject).collect();
    if subjects.is_empty() {
        return built(draft);
    }
    for (number, (figure, value)) in FIGURES.iter().enumerate() {
        // The first units stand above most others.
        let among = if choices.once_in(2) { subjects.len().min(3) } else { subjects.len() };
        let subject = subjects[choices.below(among)].cell("code").to_owned();
        let on = choices.once_in(3).then(|| day(choices.of(days)));
        let base = choices.once_in(8).then(|| "count:community".to_owned());
        let qualifier = figure.starts_with("norm").then_some(Qualifier::AtLeast);
        let claim = record::Claim::new(format!("{number}"), subject, *figure, *value);
        draft.add(&record::Claim { day: on, base, qualifier, ..claim }).unwrap();
    }
    // A node that is a household at another time has no figures.
    draft.quarantine().0
}

#[test]
fn figures_are_judged_as_if_all_were_audited_anew() {
    let default = Config::default();
    let rng_seed = match default.rng_seed {
        RngSeed::Random => RngSeed::Fixed(20_250_301),
        given @ RngSeed::Fixed(_) => given,
    };
    let cases = if std::env::var_os("PROPTEST_CASES").is_some() { default.cases } else { 190 };
    let config = Config { failure_persistence: None, max_shrink_iters: 0, rng_seed, cases, ..default };
    let sequence = (worlds(), proptest::collection::vec(any::<u16>(), 600..2_000));
    let (events_done, found_otherwise) = (Cell::new(0), Cell::new(0));
    let law = |(world, numbers): (crate::oracle::world::World, Vec<u16>)| {
        let days = world.some_days(3);
        let mut choices = Choices::new(numbers);
        let mut version = with_claims(draft(&world), &mut choices, &days);
        let mut profile = Profile::national();
        profile.max_findings = 100_000;
        let new = |on: &i32| LiveAudit::new(version.clone(), day(*on), profile.clone());
        let mut audits: Vec<LiveAudit> = days.iter().take(2).map(new).collect();
        let mut events = Events::new(choices);
        while events.go_on() {
            let Some(event) = events.next(&version) else { continue };
            let Ok((next, _)) = version.apply(std::slice::from_ref(&event)) else { continue };
            for live in &mut audits {
                let before = live.report().findings().count("figure-does-not-hold");
                follow(live, std::slice::from_ref(&event));
                let after = live.report().findings().count("figure-does-not-hold");
                found_otherwise.set(found_otherwise.get() + usize::from(before != after));
            }
            events_done.set(events_done.get() + usize::from(next.changes() > 0));
            version = next;
        }
        Ok(())
    };
    if let Err(error) = TestRunner::new(config).run(&sequence, law) {
        panic!("{error}");
    }
    let (done, otherwise) = (events_done.get(), found_otherwise.get());
    assert!(done > 150 && otherwise > 40, "{done} events, {otherwise} with other findings");
}
