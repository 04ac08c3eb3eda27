//! What is proposed between two hierarchies with any past can be applied, and explains all but what is said to be left out.
//!
//! Events happen to a world, or in a crowd of few codes and days. Of its versions any may be the earlier table and any the
//! later, with its past or as a table that knows of none; the day may lie before records that both have.

use super::Events;
use crate::laws::met::Met;
use crate::oracle::choices::Choices;
use crate::oracle::draft::{built, day};
use crate::oracle::events::Tables;
use crate::oracle::worlds;
use govgrid::import::{self, Options};
use govgrid::record::{Row, Table};
use govgrid::{Change, Day, Draft, Ground, Hierarchy};
use proptest::prelude::{Strategy, any};
use proptest::test_runner::{Config, RngSeed, TestRunner};
use std::fmt;

/// The table of a day, which knows of no other: without days and lineage.
fn edition(version: &Hierarchy, on: Day, tables: &[Table]) -> Hierarchy {
    let all = Draft::new().build().unwrap().differs(version, on);
    let rows: Vec<Row> = all.appeared.into_iter().chain(all.started).collect();
    let mut draft = Draft::new();
    for table in tables {
        let mut text = csv::Writer::from_writer(Vec::new());
        text.write_record(table.columns().iter().map(|column| column.name)).unwrap();
        let of_table: Vec<&Row> = rows.iter().filter(|row| row.table() == *table).collect();
        for row in &of_table {
            let bounds = ["valid_from", "valid_until"];
            let cells = table.columns().iter().zip(row.cells());
            text.write_record(cells.map(|(column, cell)| if bounds.contains(&column.name) { "" } else { cell }))
                .unwrap();
        }
        if !of_table.is_empty() {
            import::read(
                &mut draft,
                *table,
                table.as_str(),
                text.into_inner().unwrap().as_slice(),
                &Options::default(),
            );
        }
    }
    draft.quarantine().0
}

/// Two tables, and a day.
fn hold(earlier: &Hierarchy, later: &Hierarchy, on: Day, met: &Met) {
    let proposals = earlier.changes_to(later, on);
    let plan = proposals.plan();
    let said = || serde_json::to_string(&plan).unwrap();
    let difference = earlier.replay(&plan, later, on);
    let difference = difference.unwrap_or_else(|error| panic!("{on}: {error}: {}: {}", error.reason, said()));
    assert_eq!(difference, proposals.unexplained, "{on}: {}", said());
    assert_eq!(
        difference.is_empty(),
        proposals.left_out.is_empty(),
        "{on}: {:#?} {:?}",
        proposals.left_out,
        proposals.unexplained
    );
    // With nothing proposed nothing is another way, or nothing can be explained.
    assert!(!plan.is_empty() || !proposals.left_out.is_empty() || earlier.differs(later, on).is_empty());
    met.if_(difference.is_empty() && !plan.is_empty(), "explained");
    met.if_(!difference.is_empty(), "left out");
    for left_out in &proposals.left_out {
        let reason = left_out.reason.as_ref().map(|reason| format!("{reason:?}"));
        met.if_(reason.is_some_and(|reason| reason.starts_with("LaterRecord")), "later record");
    }
    for proposal in &proposals {
        assert!(!proposal.grounds.is_empty());
        let reuses = matches!(
            proposal.event.change,
            Change::Open { reuse: Some(true), .. } | Change::Recode { reuse: true, .. }
        );
        let says_reuse = proposal.grounds.iter().any(|ground| matches!(ground, Ground::CodeUsedBefore(_)));
        assert!(!reuses || says_reuse, "{proposal:?}");
        met.if_(reuses, "reuse");
        met.if_(true, proposal.event.change.word());
    }
}

#[derive(Clone)]
struct Case(Hierarchy, Events, Choices);

impl fmt::Debug for Case {
    /// What fails is said by the plan that does.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} rows", self.0.rows_as_text().len())
    }
}

fn run(cases: u32, sequence: &impl Strategy<Value = Case>, met: &Met) {
    let default = Config::default();
    let rng_seed = match default.rng_seed {
        RngSeed::Random => RngSeed::Fixed(20_230_630),
        given @ RngSeed::Fixed(_) => given,
    };
    let cases = if std::env::var_os("PROPTEST_CASES").is_some() { default.cases } else { cases };
    let config = Config { failure_persistence: None, max_shrink_iters: 60, rng_seed, cases, ..default };
    let law = |Case(first, mut events, mut choices): Case| {
        let mut versions = vec![first];
        while events.go_on() {
            let last = &versions[versions.len() - 1];
            let next = events.next(last).and_then(|event| last.apply(&[event]).ok());
            versions.extend(next.map(|(next, _)| next));
        }
        for _ in 0..3 {
            let mut any = || &versions[choices.below(versions.len())];
            let (mut earlier, mut later) = (any().clone(), any().clone());
            let on = day(choices.of(&[9, 21, 31, 40, 55, 90]));
            // Two tables of units that know of no other day are explained without a try.
            let are_plain = choices.once_in(4);
            let tables = if are_plain { &[Table::Units] } else { Table::ALL };
            if are_plain || choices.once_in(3) {
                earlier = edition(&earlier, on, tables);
            }
            if are_plain || !choices.once_in(3) {
                later = edition(&later, on, tables);
            }
            met.if_(are_plain && !earlier.differs(&later, on).is_empty(), "two tables of units");
            hold(&earlier, &later, on, met);
        }
        Ok(())
    };
    if let Err(error) = TestRunner::new(config).run(sequence, law) {
        panic!("{error}");
    }
}

#[test]
fn what_is_proposed_after_any_events_can_be_applied() {
    let met = Met::default();
    let numbers = proptest::collection::vec(any::<u16>(), 100..1_200);
    let picks = proptest::collection::vec(any::<u16>(), 20);
    let sequence = (worlds(), numbers, picks).prop_map(|(world, numbers, picks)| {
        Case(built(crate::oracle::draft::draft(&world)), Events::new(Choices::new(numbers)), Choices::new(picks))
    });
    run(120, &sequence, &met);
    met.assert(&["explained", "left out", "later record", "reuse", "two tables of units"]);
    met.assert(&["open", "close", "rename", "transfer", "reclassify", "revise", "start", "stop", "retract"]);
}

#[test]
fn what_is_proposed_in_a_crowd_can_be_applied() {
    let met = Met::default();
    let numbers = proptest::collection::vec(any::<u16>(), 200..1_500);
    let picks = proptest::collection::vec(any::<u16>(), 20);
    let sequence = (numbers, picks).prop_map(|(numbers, picks)| {
        Case(built(Tables::crowd().draft()), Events::in_a_crowd(Choices::new(numbers)), Choices::new(picks))
    });
    run(150, &sequence, &met);
    met.assert(&["explained", "left out", "later record", "reuse", "two tables of units"]);
}
