//! What touches a node, and what ties two nodes, in webs of every relation.

use super::{for_all, sorted};
use crate::oracle::calendar::{Days, text};
use crate::oracle::draft::{built, day};
use crate::oracle::web::{At, Web, WebTie, webs};
use govgrid::record::{Relation, Table};
use govgrid::{Bond, Node, Period, Snapshot, Touch, Way};
use std::cell::RefCell;
use std::collections::BTreeSet;

/// Some days of a web, and its snapshot on each.
pub(super) fn for_web_days(count: usize, law: impl Fn(Snapshot<'_>, &Web, i32)) {
    for_all(&webs(), 1, |web| {
        let hierarchy = built(web.draft(false));
        let mut choices = web.choices();
        for _ in 0..count {
            // Values are measured on the first days only, and hold on their own.
            let number = if choices.once_in(2) { choices.day(0, 6) } else { choices.day(6, 40) };
            law(hierarchy.as_of(day(number)), web, number);
        }
    });
}

fn bounds(period: Period) -> [Option<String>; 2] {
    [period.from(), period.until()].map(|bound| bound.map(|day| day.to_string()))
}

fn written(days: Days) -> [Option<String>; 2] {
    [days.from.map(text), days.until.map(text)]
}

/// The relation, the codes of both ends, the days, and the row of the table.
type Told = (String, String, String, [Option<String>; 2], usize);

fn told(bond: &Bond<'_>) -> Told {
    let ends = (bond.from.code().to_owned(), bond.to.code().to_owned());
    (bond.relation.to_string(), ends.0, ends.1, bounds(bond.period), bond.place().row as usize)
}

fn naive(web: &Web, (relation, from, to, days, line): &WebTie) -> Told {
    let code = |at: &At| web.nodes[*at].code.clone();
    ((*relation).to_owned(), code(from), code(to), written(*days), *line)
}

#[test]
fn what_touches_a_node_is_what_rows_say_of_it() {
    let (met, alone) = (RefCell::new(BTreeSet::new()), RefCell::new(BTreeSet::new()));
    for_web_days(2, |snapshot, web, number| {
        let ties = web.ties(number);
        for at in (0..web.nodes.len()).filter(|at| web.is_there(*at, number)) {
            let node = snapshot.find(&web.nodes[at].code).unwrap();
            let touches: Vec<Touch<'_>> = node.touches().collect();
            let bonds: Vec<Bond<'_>> = touches.iter().filter_map(Touch::bond).collect();
            let own = ties.iter().filter(|tie| tie.1 == at || tie.2 == at).map(|tie| naive(web, tie));
            assert_eq!(sorted(bonds.iter().map(told)), sorted(own), "{node:?} on {number}");
            for bond in &bonds {
                let (way, other) = (bond.way(node), bond.other(node));
                let is_along = bond.from == node;
                assert_eq!((way == Way::Along, other), (is_along, if is_along { bond.to } else { bond.from }));
                met.borrow_mut().insert((bond.relation, node.kind(), way));
            }
            let facts = touches.iter().filter(|touch| touch.bond().is_none());
            let facts = facts.map(|fact| (fact.table().to_string(), bounds(fact.period())));
            let said = web.facts(at, number).into_iter().map(|(table, days)| (table.to_owned(), written(days)));
            assert_eq!(sorted(facts), sorted(said), "{node:?} on {number}");
            alone.borrow_mut().extend(touches.iter().filter(|fact| fact.bond().is_none()).map(Touch::table));
        }
    });
    let (met, alone) = (met.into_inner(), alone.into_inner());
    for relation in Relation::ALL {
        for way in [Way::Along, Way::Against] {
            assert!(met.iter().any(|(r, _, w)| (r, *w) == (relation, way)), "no {relation} {way:?}");
        }
    }
    let expected =
        [Table::Posts, Table::Contacts, Table::AllianceMembers, Table::Measures, Table::Claims].into_iter().collect();
    assert_eq!(alone, expected);
}

#[test]
fn relations_between_two_nodes_are_those_of_either_direction() {
    let several = RefCell::new((0, 0, 0));
    for_web_days(1, |snapshot, web, number| {
        let ties = web.ties(number);
        let there: Vec<At> = (0..web.nodes.len()).filter(|at| web.is_there(*at, number)).collect();
        for a in &there {
            for b in &there {
                let (from, to) = (snapshot.find(&web.nodes[*a].code), snapshot.find(&web.nodes[*b].code));
                let (from, to): (Node<'_>, Node<'_>) = (from.unwrap(), to.unwrap());
                let found: Vec<Told> = snapshot.between(from, to).map(|bond| told(&bond)).collect();
                let own = ties.iter().filter(|tie| (tie.1, tie.2) == (*a, *b) || (tie.1, tie.2) == (*b, *a));
                let own = sorted(own.map(|tie| naive(web, tie)));
                let mut counts = several.borrow_mut();
                counts.0 += usize::from(a == b && !own.is_empty());
                counts.1 += usize::from(own.windows(2).any(|two| two[0].0 != two[1].0));
                counts.2 += usize::from(own.windows(2).any(|two| (&two[0].1, &two[0].2) == (&two[1].2, &two[1].1)));
                drop(counts);
                assert_eq!(sorted(found), own);
            }
        }
    });
    let (with_itself, by_several, both_ways) = several.into_inner();
    assert!(with_itself > 0 && by_several > 0 && both_ways > 0, "{with_itself} {by_several} {both_ways}");
}
