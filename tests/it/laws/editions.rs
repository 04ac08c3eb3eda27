//! Two data sets: where they differ on a day, and that the events proposed between them leave nothing unexplained.

use super::difference::{same, written};
use super::met::Met;
use super::{for_all, sorted};
use crate::oracle::choices::Choices;
use crate::oracle::draft::{day, hierarchy};
use crate::oracle::editions::Otherwise;
use crate::oracle::plain_rows::Written;
use crate::oracle::world::World;
use crate::oracle::worlds;
use govgrid::record::Row;
use govgrid::{Difference, Event, Ground, Reason};
use proptest::prelude::any;

fn compare(found: &Difference, expected: &Otherwise) {
    let rows = |rows: &[Row]| sorted(rows.iter().map(|row| written(row, false)));
    same(&rows(&found.appeared), &expected.appeared, "appeared");
    same(&rows(&found.vanished), &expected.vanished, "vanished");
    same(&rows(&found.started), &expected.started, "started");
    same(&rows(&found.stopped), &expected.stopped, "stopped");
    let changed = found.changed.iter().map(|changed| {
        let columns: Vec<String> = changed.columns.iter().map(|column| (*column).to_owned()).collect();
        (written(&changed.before, false), written(&changed.after, false), sorted(columns))
    });
    let changed: Vec<(Written, Written, Vec<String>)> = changed.collect();
    same(&changed, &expected.changed, "changed");
}

#[test]
fn two_data_sets_differ_where_their_rows_do() {
    let met = Met::default();
    for_all(&(worlds(), worlds()), 8, |(one, other)| {
        let (earlier, later) = (hierarchy(one), hierarchy(other));
        for number in one.some_days(2) {
            let expected = one.said_on(number).otherwise(&other.said_on(number));
            compare(&earlier.differs(&later, day(number)), &expected);
            met.if_(!expected.changed.is_empty(), "changed");
            assert!(earlier.differs(&earlier, day(number)).is_empty());
        }
        let (edition, number) = (one.edition(20), 20);
        let expected = one.said_on(number).otherwise(&edition.said_on(number));
        compare(&earlier.differs(&hierarchy(&edition), day(number)), &expected);
    });
    met.assert(&["changed"]);
}

/// The events that are proposed from one edition to another, which leave no difference; or why one of them cannot be.
fn replayed(before: &World, after: &World, met: &Met) -> Result<Vec<Event>, Reason> {
    let (earlier, later) = (hierarchy(before), hierarchy(after));
    let on = day(50);
    let expected = before.said_on(50).otherwise(&after.said_on(50));
    compare(&earlier.differs(&later, on), &expected);
    let proposals = earlier.changes_to(&later, on);
    for proposal in &proposals {
        assert!(!proposal.grounds.is_empty());
        met.if_(true, proposal.event.change.word());
        met.if_(proposal.grounds.iter().any(|ground| matches!(ground, Ground::NameElsewhere(_))), "doubtful");
    }
    let plan: Vec<Event> = proposals.into_iter().map(|proposal| proposal.event).collect();
    match earlier.replay(&plan, &later, on) {
        Ok(difference) => {
            assert!(difference.is_empty(), "{difference:?}\nafter {plan:?}");
            assert_eq!(plan.is_empty(), expected.is_empty());
            // Without its last event something is left.
            if let Some((_, fewer)) = plan.split_last() {
                assert!(!earlier.replay(fewer, &later, on).unwrap().is_empty(), "{plan:?}");
            }
            Ok(plan)
        }
        Err(error) => {
            // Each may break structure on the way, and nothing else; what the others do is not all.
            assert!(matches!(error.reason, Reason::Structure(_)), "{error:?}");
            let mut reached = earlier;
            for event in &plan {
                reached = reached.apply(std::slice::from_ref(event)).map_or(reached, |applied| applied.0);
            }
            met.if_(reached.differs(&later, on).is_empty(), "explained in another order");
            met.if_(!reached.differs(&later, on).is_empty(), "breaks structure");
            Err(error.reason)
        }
    }
}

#[test]
fn proposed_events_lead_from_an_edition_to_the_next() {
    let met = Met::default();
    for_all(&(worlds(), proptest::collection::vec(any::<u16>(), 40)), 4, |(world, numbers)| {
        let mut choices = Choices::new(numbers.clone());
        let before = world.edition(choices.day(0, 50));
        let after = before.next_edition(&mut choices);
        let explained = replayed(&before, &after, &met);
        met.if_(explained.is_ok_and(|plan| plan.len() > 3), "several");
    });
    met.assert(&["open", "close", "rename", "recode", "transfer", "reclassify", "revise", "start", "stop", "retract"]);
    met.assert(&["several", "doubtful", "breaks structure"]);
}

#[test]
fn proposed_events_lead_from_a_data_set_to_another() {
    let met = Met::default();
    for_all(&(worlds(), worlds()), 8, |(one, other)| {
        let (before, after) = (one.edition(15), other.edition(15));
        let is_explained = replayed(&before, &after, &met).is_ok();
        met.if_(is_explained, "explained");
    });
    met.assert(&["explained", "breaks structure"]);
}
