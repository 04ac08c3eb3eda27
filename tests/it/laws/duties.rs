//! The questions people ask: who answers, who is paired, who reports, whose register disagrees, who commands.

use super::sorted;
use crate::oracle::calendar::{DayNumber, LATEST};
use crate::oracle::draft::{built, day};
use crate::oracle::world::{COMMUNITY, NodeId};
use crate::oracle::{Duties, DutyRow, NaiveDuties, NaiveLink, duties};
use govgrid::{Because, Hierarchy, Node, Organization, PairingKind, Pairs, ReportingCounts, Snapshot, Unit};
use proptest::strategy::{Strategy as _, ValueTree as _};
use proptest::test_runner::TestRunner;
use std::cell::RefCell;
use std::collections::BTreeMap;

/// How often unusual cases were met.
#[derive(Debug, Default)]
struct Met(RefCell<BTreeMap<&'static str, usize>>);

impl Met {
    fn note(&self, case: &'static str, occurs: bool) {
        *self.0.borrow_mut().entry(case).or_default() += usize::from(occurs);
    }

    /// Each case that was looked for was met some times.
    fn assert_all(&self) {
        let met = self.0.borrow();
        assert!(met.values().all(|times| *times >= 10), "too few: {met:?}");
    }
}

/// Runs a law on worlds that are the same in every run, on some of their days.
fn for_days(law: impl Fn(Snapshot<'_>, &NaiveDuties<'_>, &Met)) {
    let (mut runner, worlds, met) = (TestRunner::deterministic(), duties(), Met::default());
    for _ in 0..150 {
        let world: Duties = worlds.new_tree(&mut runner).unwrap().current();
        let hierarchy: Hierarchy = built(world.draft());
        let days: Vec<DayNumber> = world.world.some_days(2);
        for number in days.into_iter().chain([LATEST]) {
            law(hierarchy.as_of(day(number)), &NaiveDuties::on(&world, number), &met);
        }
    }
    met.assert_all();
}

fn organization<'h>(snapshot: Snapshot<'h>, naive: &NaiveDuties<'_>, node: NodeId) -> Organization<'h> {
    snapshot.organization(&naive.code(node).parse().unwrap()).unwrap()
}

fn unit<'h>(snapshot: Snapshot<'h>, naive: &NaiveDuties<'_>, node: NodeId) -> Unit<'h> {
    snapshot.any_unit(&naive.code(node)).unwrap()
}

#[test]
fn the_chain_of_responsibility_is_what_rows_say_tier_by_tier() {
    for_days(|snapshot, naive, met| {
        for node in naive.tree.units() {
            let unit = unit(snapshot, naive, node);
            let links: Vec<_> = unit.responsibility().collect();
            let tiers: Vec<String> = naive.tree.line(node).into_iter().map(|tier| naive.code(tier)).collect();
            let place = |tier: &str| tiers.iter().position(|known| known == tier).unwrap();
            assert!(links.is_sorted_by_key(|link| (place(link.tier.code()), link.zone.is_some())), "{links:?}");
            let told: Vec<NaiveLink> = links
                .iter()
                .map(|link| {
                    let zone = link.zone.map(|zone| zone.code().to_owned()).unwrap_or_default();
                    let who = link.because.who().map(|who| who.code().to_owned()).unwrap_or_default();
                    let row = link.because.place().row;
                    (link.tier.code().to_owned(), zone, link.because.relation().as_str(), who, row)
                })
                .collect();
            assert_eq!(sorted(told), sorted(naive.responsibility(node)), "{unit:?}");
            for link in &links {
                assert_eq!(link.at().code(), link.zone.map_or(link.tier.code(), |zone| zone.code()));
                if let Because::Covers(covering) = link.because {
                    assert_eq!(covering.zone, link.zone);
                }
                met.note("a contact", matches!(link.because, Because::Contacts(_)));
                met.note("a post by a count", link.because.who().is_none());
                met.note("a zone of a unit above", link.zone.is_some() && link.tier != unit);
            }
            let line = naive.tree.line(node);
            let overlaps = naive.tree.zones().into_iter().any(|zone| {
                line.iter().filter(|tier| naive.tree.zones_of(**tier).contains(&zone)).count() > 1
                    && links.iter().any(|link| link.zone.is_some_and(|found| found.code() == naive.code(zone)))
            });
            met.note("a zone that comprises two tiers", overlaps);
        }
    });
}

fn codes_of(nodes: &[Node<'_>]) -> Vec<String> {
    sorted(nodes.iter().map(|node| node.code().to_owned()))
}

/// A pair without regard to which comes first.
fn either_way((a, b): (String, String)) -> (String, String) {
    if a < b { (a, b) } else { (b, a) }
}

#[test]
fn pairs_are_counted_once_and_nobody_is_left_out_unsaid() {
    for_days(|snapshot, naive, met| {
        let (organizations, communities) = (naive.tree.organizations(), naive.tree.units_of(COMMUNITY));
        let mut places = naive.tree.units();
        places.extend(naive.tree.zones());
        let mut all = places.clone();
        all.extend(organizations.iter().copied());
        let twice: Vec<NodeId> = organizations.iter().chain(&organizations).copied().collect();
        let some: Vec<NodeId> = all.iter().copied().step_by(2).collect();
        let rows = naive.rows("pairings");
        let ends = |of: fn(&DutyRow) -> NodeId| -> Vec<NodeId> {
            rows.iter().filter(|row| row.word == Some("joint_building")).map(|row| of(row)).collect()
        };
        let (named, facing) = (ends(|row| row.from.node), ends(|row| row.to.as_ref().unwrap().node));
        for (one, other) in
            [(&named, &facing), (&twice, &communities), (&organizations, &places), (&all, &all), (&some, &all)]
        {
            let nodes = |side: &[NodeId]| -> Vec<Node<'_>> {
                side.iter().map(|node| snapshot.find(&naive.code(*node)).unwrap()).collect()
            };
            let found: Pairs<'_> = snapshot.pairs(PairingKind::JointBuilding, nodes(one), nodes(other));
            let (pairs, one_left, other_left) = naive.pairs("joint_building", one, other);
            let told = found.pairs().iter().map(|(a, b)| either_way((a.code().to_owned(), b.code().to_owned())));
            assert_eq!(sorted(told), sorted(pairs.clone().into_iter().map(either_way)));
            for (a, b) in found.pairs() {
                assert!(found.one().contains(a) && found.other().contains(b), "{a} and {b} on the wrong sides");
            }
            assert_eq!(codes_of(found.one_unpaired()), sorted(one_left.clone()));
            assert_eq!(codes_of(found.other_unpaired()), sorted(other_left.clone()));
            let left: Vec<Node<'_>> = found.unpaired().collect();
            assert_eq!(left, [found.one_unpaired(), found.other_unpaired()].concat());
            assert_eq!(found.is_total(), one_left.is_empty() && other_left.is_empty());
            let side = |nodes: &[NodeId]| {
                let mut codes: Vec<String> = sorted(nodes.iter().map(|node| naive.code(*node)));
                codes.dedup();
                codes
            };
            assert_eq!((codes_of(found.one()), codes_of(found.other())), (side(one), side(other)));
            met.note("total", found.is_total() && !pairs.is_empty());
            met.note("one side left out", !pairs.is_empty() && one_left.is_empty() && !other_left.is_empty());
        }
        let says = |a: NodeId, b: NodeId| {
            rows.iter().filter(|row| row.from.node == a && row.to.as_ref().is_some_and(|to| to.node == b)).count()
        };
        for row in &rows {
            let (a, b) = (row.from.node, row.to.as_ref().unwrap().node);
            met.note("a pair with itself", a == b);
            met.note("a pair said from both ends", a != b && says(b, a) > 0);
        }
    });
}

fn counts(verdicts: &[&str]) -> [usize; 4] {
    ["reports", "elsewhere", "not_at_all", "undecidable"]
        .map(|word| verdicts.iter().filter(|verdict| **verdict == word).count())
}

fn told(counts: ReportingCounts) -> [usize; 4] {
    assert_eq!(counts.total(), counts.reports + counts.elsewhere + counts.not_at_all + counts.undecidable);
    [counts.reports, counts.elsewhere, counts.not_at_all, counts.undecidable]
}

fn note_verdict(met: &Met, verdict: &str) {
    met.note("reports", verdict == "reports");
    met.note("elsewhere", verdict == "elsewhere");
    met.note("not at all", verdict == "not_at_all");
    met.note("undecidable", verdict == "undecidable");
}

#[test]
fn organizations_report_where_their_seat_is_or_not() {
    for_days(|snapshot, naive, met| {
        for node in naive.tree.organizations() {
            let found = organization(snapshot, naive, node).double_reporting();
            let due = naive.community(node).map(|community| naive.code(community));
            assert_eq!(found.due.map(|due| due.code().to_owned()), due, "{found:?}");
            assert_eq!(found.verdict.as_str(), naive.verdict(node), "{found:?}");
            let rows = naive.rows("reports").into_iter().filter(|row| row.from.node == node).map(|row| row.number);
            assert_eq!(sorted(found.reports_to().map(|row| row.place().row)), sorted(rows));
            note_verdict(met, naive.verdict(node));
            let in_zone = naive.tree.seat(node).is_some_and(|seat| naive.tree.zone(seat).is_some());
            met.note("seat in a zone that lies in a community", in_zone && due.is_some());
            met.note("undecidable with a community", due.is_some() && naive.verdict(node) == "undecidable");
            let by_seat = found.reports_to().any(|row| {
                let community = row.target.as_organization().and_then(Organization::community);
                community.is_some() && community == found.due
            });
            met.note("reports to an organization of the community", by_seat);
        }
    });
}

#[test]
fn members_are_counted_by_employer() {
    for_days(|snapshot, naive, met| {
        for row in naive.people() {
            let person = snapshot.person(&row.code.parse().unwrap()).unwrap();
            let found = person.double_reporting();
            assert_eq!(found.verdict.as_str(), naive.verdict(row.node), "{row:?}");
            let due = naive.community(row.node).map(|community| naive.code(community));
            assert_eq!(found.due.map(|due| due.code().to_owned()), due);
            assert_eq!(person.is_to_report(), NaiveDuties::is_to_report(row));
            note_verdict(met, naive.verdict(row.node));
        }
        let mut lines: Vec<(Option<String>, [usize; 4])> = Vec::new();
        for employer in [None].into_iter().chain(naive.tree.organizations().into_iter().map(Some)) {
            let verdicts = naive.member_verdicts(employer);
            if let Some(node) = employer {
                let own = organization(snapshot, naive, node).member_reporting();
                assert_eq!(told(own), counts(&verdicts));
            }
            met.note("several of one employer", employer.is_some() && verdicts.len() > 1);
            met.note("no employer", employer.is_none() && !verdicts.is_empty());
            if !verdicts.is_empty() {
                lines.push((employer.map(|node| naive.code(node)), counts(&verdicts)));
            }
        }
        let found = snapshot.member_reporting();
        let found: Vec<(Option<String>, [usize; 4])> = found
            .into_iter()
            .map(|line| (line.employer.map(|employer| employer.code().to_owned()), told(line.counts)))
            .collect();
        assert_eq!(sorted(found), sorted(lines));
    });
}

#[test]
fn registers_are_compared_by_employer_and_community() {
    for_days(|snapshot, naive, met| {
        let lines = snapshot.reporting_registers();
        for line in &lines {
            let by_hand = line.said.map(|said| i64::try_from(said).unwrap() - i64::try_from(line.listed).unwrap());
            assert_eq!((line.difference(), line.disagrees()), (by_hand, by_hand.is_some_and(|by_hand| by_hand != 0)));
            met.note("more said than listed", by_hand.is_some_and(|by_hand| by_hand > 0));
            met.note("fewer said than listed", by_hand.is_some_and(|by_hand| by_hand < 0));
            met.note("agreement", by_hand == Some(0) && line.listed > 0);
            met.note("no number said", line.said.is_none());
            met.note("several listed", line.listed > 1);
        }
        let told = lines
            .into_iter()
            .map(|line| (line.employer.code().to_owned(), line.community.code().to_owned(), line.said, line.listed));
        assert_eq!(sorted(told), sorted(naive.registers()));
    });
}

#[test]
fn whistles_are_answered_by_those_whom_rows_name() {
    for_days(|snapshot, naive, met| {
        for node in naive.tree.units() {
            let unit = unit(snapshot, naive, node);
            let all = sorted(unit.responders().map(|row| row.place().row));
            assert_eq!(all, sorted(naive.responders(node, None)), "{unit:?}");
            for matter in ["消防", "其他"] {
                let rows = unit.responders().filter(|row| row.is_about(matter)).map(|row| row.place().row);
                let rows = sorted(rows);
                assert_eq!(rows, sorted(naive.responders(node, Some(matter))));
                met.note("a row about another matter", rows.len() < all.len());
                met.note("a row about any matter", matter == "其他" && !rows.is_empty());
            }
            met.note("an organization seated there calls", unit.responders().any(|row| row.caller.as_unit().is_none()));
        }
    });
}

#[test]
fn commanders_are_the_superior_and_who_else_directs() {
    for_days(|snapshot, naive, met| {
        for node in naive.tree.organizations() {
            let found: Vec<_> = organization(snapshot, naive, node).commanders().collect();
            let (superior, others) = naive.commanders(node);
            let first = found.first().filter(|commander| commander.is_superior());
            assert_eq!(first.map(|commander| commander.organization.code().to_owned()), superior);
            let rest = &found[usize::from(superior.is_some())..];
            assert!(rest.iter().all(|commander| !commander.is_superior()));
            assert!(rest.is_sorted_by_key(|commander| commander.organization.index()), "{rest:?}");
            assert_eq!(sorted(rest.iter().map(|commander| commander.organization.code().to_owned())), others);
            let rows = naive.rows("directions").into_iter().filter(|row| row.from.node == node);
            let rows: Vec<_> = rows.collect();
            for commander in &found {
                let code = naive.code(node);
                let (place, relation) = (commander.place(), commander.relation().as_str());
                if commander.is_superior() {
                    let own = snapshot.organization(&code.parse().unwrap()).unwrap().place();
                    assert_eq!((place, relation), (own, "supervises"));
                } else {
                    let said = |row: &&_| {
                        let row: &DutyRow = row;
                        let director = naive.code(row.to.as_ref().unwrap().node);
                        row.number == place.row && director == commander.organization.code()
                    };
                    assert!(rows.iter().any(said), "{commander:?}");
                    assert_eq!(relation, "directs");
                }
            }
            met.note("dual command", superior.is_some() && !others.is_empty());
            let directors: Vec<NodeId> = rows.iter().map(|row| row.to.as_ref().unwrap().node).collect();
            met.note("directs itself", directors.contains(&node));
            met.note("the superior directs too", directors.iter().any(|d| Some(*d) == naive.tree.superior(node)));
            met.note("said twice", directors.len() > sorted_once(&directors).len());
        }
    });
}

fn sorted_once(nodes: &[NodeId]) -> Vec<NodeId> {
    let mut nodes = sorted(nodes.iter().copied());
    nodes.dedup();
    nodes
}
