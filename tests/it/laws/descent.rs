//! What became of nodes: lineage forwards and backwards, and figures restated, are what a walk day by day gives.

use super::met::Met;
use super::{for_all, sorted};
use crate::oracle::descents::{Fate, History, Step, histories};
use crate::oracle::draft::{built, day};
use govgrid::{Descent, Hierarchy, LineageKind, QueryError};
use std::collections::BTreeMap;

type Told = (String, String, String, bool);

fn told(descents: &[Descent]) -> Vec<Told> {
    assert!(descents.is_sorted_by_key(|descent| descent.day), "in the order of days");
    let told = descents.iter().map(|descent| {
        let is_split = descent.kind == LineageKind::Split;
        (descent.day.to_string(), descent.predecessor.clone(), descent.successor.clone(), is_split)
    });
    sorted(told)
}

fn naive(history: &History, steps: &[Step]) -> Vec<Told> {
    let told = steps.iter().map(|step| {
        let (before, after) = history.codes_of(step);
        (day(step.day).to_string(), before.to_owned(), after.to_owned(), step.is_split)
    });
    sorted(told)
}

/// The hierarchy that its records give, and the one that the events lead to.
fn both_ways(history: &History) -> [Hierarchy; 2] {
    let (lived, _) = built(history.start()).apply(&history.events).unwrap();
    [built(history.draft()), lived]
}

#[test]
fn lineage_leads_forwards_and_backwards_over_any_number_of_events() {
    let met = Met::default();
    for_all(&histories(), 2, |history| {
        let versions = both_ways(history);
        for on in -1..=history.last + 1 {
            for at in 0..history.streets.len() {
                let Some(code) = history.streets[at].code_on(on) else { continue };
                let (after, before) = (history.after(at, on), history.before(at, on));
                for hierarchy in &versions {
                    assert_eq!(
                        told(&hierarchy.successors(code, day(on)).unwrap()),
                        naive(history, &after),
                        "{code} {on}"
                    );
                    assert_eq!(
                        told(&hierarchy.predecessors(code, day(on)).unwrap()),
                        naive(history, &before),
                        "{code} {on}"
                    );
                }
                let many = |end: &dyn Fn(&Step) -> usize| {
                    after.iter().any(|a| after.iter().any(|b| a != b && end(a) == end(b) && a.day == b.day))
                };
                met.if_(many(&|step| step.from), "one to many");
                met.if_(many(&|step| step.to), "many to one");
                let days: std::collections::BTreeSet<i32> = after.iter().map(|step| step.day).collect();
                met.if_(days.len() > 2, "over three events");
                let all = history.steps.iter().filter(|step| step.day > on);
                let all_reached = all.filter(|step| step.from == at || after.iter().any(|known| known.to == step.from));
                met.if_(all_reached.count() > after.len(), "what happened before another joined");
            }
            for hierarchy in &versions {
                let gone = history.streets.iter().find(|street| street.code_on(on).is_none());
                let code = gone.map(|street| street.codes[0].0.clone());
                let refused = code.map(|code| hierarchy.successors(&code, day(on)).unwrap_err());
                assert!(refused.is_none_or(|refused| matches!(refused, QueryError::NotThere { .. })));
            }
        }
        assert!(matches!(versions[0].predecessors("nobody", day(1)), Err(QueryError::UnknownCode { .. })));
    });
    met.assert(&["one to many", "many to one", "over three events", "what happened before another joined"]);
}

#[test]
fn figures_restated_and_what_cannot_be_split_are_the_figures() {
    let met = Met::default();
    for_all(&histories(), 2, |history| {
        let versions = both_ways(history);
        for earlier in (-1..=history.last).step_by(2) {
            for later in [earlier, earlier.midpoint(history.last) + 1, history.last + 1] {
                let there = (0..history.streets.len()).filter(|at| history.streets[*at].code_on(earlier).is_some());
                let there: Vec<usize> = there.collect();
                let figure = |at: usize| 10 + 7 * u64::try_from(at).unwrap();
                let of = |at: usize| (history.streets[at].code_on(earlier).unwrap().to_owned(), figure(at));
                let mut sums: BTreeMap<String, u64> = BTreeMap::new();
                let (mut undivided, mut lost) = (Vec::new(), Vec::new());
                for at in there.iter().copied() {
                    match history.fate(at, earlier, later) {
                        Fate::One(heir) => {
                            met.if_(heir != at, "what merged");
                            let steps = history.after(at, earlier);
                            met.if_(
                                steps.iter().any(|step| step.is_split && step.day <= later),
                                "divided and one again",
                            );
                            *sums.entry(history.last_code(heir, later).to_owned()).or_default() += figure(at);
                        }
                        Fate::Divided(parts) => {
                            met.if_(parts.len() > 2, "divided among three");
                            met.if_(parts.contains(&at), "divided and there");
                            let parts = parts.into_iter().map(|part| history.last_code(part, later).to_owned());
                            undivided.push((of(at).0, figure(at), sorted(parts)));
                        }
                        Fate::Lost => lost.push(of(at)),
                    }
                }
                met.if_(!lost.is_empty(), "lost");
                met.if_(sums.len() > 1 && sums.len() < there.len(), "added up");
                for hierarchy in &versions {
                    let figures = there.iter().copied().map(of).chain([("nobody".to_owned(), 5)]);
                    let mut found = hierarchy.restate(figures.clone(), day(earlier), day(later));
                    let kept: u64 = found.figures.values().sum();
                    let parts = found.undivided.iter().map(|part| part.1).chain(found.lost.iter().map(|lost| lost.1));
                    let rest: u64 = parts.chain(found.unknown.iter().map(|unknown| unknown.1)).sum();
                    assert_eq!(kept + rest, figures.map(|figure| figure.1).sum::<u64>());
                    assert_eq!(found.figures, sums);
                    found.undivided.iter_mut().for_each(|part| part.2.sort());
                    assert_eq!(
                        (sorted(found.undivided), sorted(found.lost)),
                        (sorted(undivided.clone()), sorted(lost.clone()))
                    );
                    assert_eq!(found.unknown, [("nobody".to_owned(), 5)]);
                }
            }
        }
    });
    met.assert(&[
        "what merged",
        "added up",
        "divided and one again",
        "divided among three",
        "divided and there",
        "lost",
    ]);
}
