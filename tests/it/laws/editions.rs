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
use govgrid::{Difference, Ground, LeftOut, Proposals, Reason};
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

/// The events that are proposed from one edition to another. All of them can be applied, and what they leave unexplained
/// is what is said to be.
fn replayed(before: &World, after: &World, met: &Met) -> Proposals {
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
    let plan = proposals.plan();
    let difference = earlier.replay(&plan, &later, on).unwrap_or_else(|error| panic!("{error:?} of {plan:?}"));
    assert_eq!(difference, proposals.unexplained, "after {plan:?}");
    assert_eq!(difference.is_empty(), proposals.left_out.is_empty(), "{proposals:?}");
    met.if_(!difference.is_empty(), "left out");
    if difference.is_empty() {
        assert_eq!(plan.is_empty(), expected.is_empty());
        // Without its last event something is left.
        if let Some((_, fewer)) = plan.split_last() {
            assert!(!earlier.replay(fewer, &later, on).unwrap().is_empty(), "{plan:?}");
        }
    }
    proposals
}

#[test]
fn proposed_events_lead_from_an_edition_to_the_next() {
    let met = Met::default();
    for_all(&(worlds(), proptest::collection::vec(any::<u16>(), 40)), 4, |(world, numbers)| {
        let mut choices = Choices::new(numbers.clone());
        let before = world.edition(choices.day(0, 50));
        let after = before.next_edition(&mut choices);
        let proposals = replayed(&before, &after, &met);
        // A row that stands twice in the later edition is a repetition, which no event brings about.
        let is_repetition = |left_out: &LeftOut| matches!(left_out.reason, Some(Reason::HoldsAlready(_)));
        assert!(proposals.left_out.iter().all(is_repetition), "{:#?}", proposals.left_out);
        met.if_(!proposals.left_out.is_empty(), "repetition");
        met.if_(proposals.len() > 3, "several");
    });
    met.assert(&["open", "close", "rename", "recode", "transfer", "reclassify", "revise", "start", "stop", "retract"]);
    met.assert(&["several", "doubtful"]);
}

#[test]
fn proposed_events_lead_from_a_data_set_to_another() {
    let met = Met::default();
    for_all(&(worlds(), worlds()), 8, |(one, other)| {
        let (before, after) = (one.edition(15), other.edition(15));
        let proposals = replayed(&before, &after, &met);
        met.if_(proposals.unexplained.is_empty(), "explained");
    });
    met.assert(&["explained"]);
}
