//! Where named paths lead, and by which way, in webs of every relation.

use super::touches::for_web_days;
use crate::oracle::choices::Choices;
use crate::oracle::draft::{built, day};
use crate::oracle::web::{At, Web, WebTie};
use govgrid::record::{NodeKind, Relation};
use govgrid::{NamedPath, Node, PathError, Snapshot};
use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

/// A step as an oracle has it: the relation, whether it may be gone along and against, how often at least and whether
/// more often than once, and the kind and the word of what it leads to.
#[derive(Clone, Debug)]
struct NaiveStep {
    relation: &'static str,
    along: bool,
    against: bool,
    least: usize,
    repeats: bool,
    to: NaiveStop,
}

#[derive(Clone, Copy, Debug, Default)]
struct NaiveStop {
    kind: Option<&'static str>,
    word: Option<&'static str>,
}

impl NaiveStop {
    fn random(choices: &mut Choices, web: &Web, at: Option<At>) -> Self {
        let node = &web.nodes[at.unwrap_or_else(|| choices.below(web.nodes.len()))];
        match choices.below(4) {
            0 | 1 => Self::default(),
            2 => Self { kind: Some(node.kind), word: None },
            _ => Self { kind: Some(node.kind), word: Some(node.word) },
        }
    }

    fn fits(self, web: &Web, at: At) -> bool {
        let node = &web.nodes[at];
        self.kind.is_none_or(|kind| kind == node.kind) && self.word.is_none_or(|word| word == node.word)
    }

    fn text(self) -> String {
        match (self.kind, self.word) {
            (Some("unit"), Some(word)) | (Some(word), None) => capital(word),
            (Some(kind), Some(word)) => format!("{}[{word}]", capital(kind)),
            (None, _) => "Any".to_owned(),
        }
    }
}

fn capital(word: &str) -> String {
    word.chars().take(1).map(|first| first.to_ascii_uppercase()).chain(word.chars().skip(1)).collect()
}

fn random_steps(choices: &mut Choices, web: &Web, ties: &[WebTie]) -> Vec<NaiveStep> {
    let count = 1 + choices.below(3);
    let mut steps = Vec::new();
    for _ in 0..count {
        let tie = ties[choices.below(ties.len())];
        let way = choices.below(4);
        let (least, repeats) = [(1, false), (0, true), (1, true)][choices.below(3)];
        let end = if way == 1 { tie.1 } else { tie.2 };
        let to = NaiveStop::random(choices, web, Some(end));
        steps.push(NaiveStep { relation: tie.0, along: way != 1, against: way == 1 || way == 2, least, repeats, to });
    }
    steps
}

fn text(start: NaiveStop, steps: &[NaiveStep]) -> String {
    let mut text = start.text();
    for step in steps {
        let arrow = match (step.along, step.against) {
            (true, true) => "<->",
            (true, false) => "->",
            _ => "<-",
        };
        let times = ["", "*", "+"][if step.repeats { 1 + step.least } else { 0 }];
        write!(text, " {arrow} {}{times} {arrow} {}", step.relation, step.to.text()).unwrap();
    }
    text
}

/// The best way to each node: the nodes that it goes by, as the graph numbers them.
type Ways = BTreeMap<At, Vec<usize>>;

/// Takes a way in if it is shorter than what is known, or as long and before it.
fn improve(ways: &mut Ways, at: At, way: Vec<usize>) -> bool {
    let better = ways.get(&at).is_none_or(|known| (way.len(), &way) < (known.len(), known));
    if better {
        ways.insert(at, way);
    }
    better
}

/// One relation further from every node, whatever stops say.
fn onward(ways: &Ways, step: &NaiveStep, ties: &[WebTie], number: &dyn Fn(At) -> usize) -> Ways {
    let mut next = Ways::new();
    for (at, way) in ways {
        for (_, from, to, ..) in ties.iter().filter(|tie| tie.0 == step.relation) {
            let longer = |end: At| way.iter().copied().chain([number(end)]).collect::<Vec<usize>>();
            if step.along && from == at {
                improve(&mut next, *to, longer(*to));
            }
            if step.against && to == at {
                improve(&mut next, *from, longer(*from));
            }
        }
    }
    next
}

/// Where a path leads: step by step, each repeated until nothing is better.
fn lead(web: &Web, start: At, steps: &[NaiveStep], ties: &[WebTie], number: &dyn Fn(At) -> usize) -> Ways {
    let mut ways = Ways::from([(start, Vec::new())]);
    for step in steps {
        let once = onward(&ways, step, ties, number);
        let mut reached = if step.least == 0 { ways } else { Ways::new() };
        let mut front = once;
        loop {
            let mut has_changed = false;
            for (at, way) in &front {
                has_changed |= improve(&mut reached, *at, way.clone());
            }
            if !step.repeats || !has_changed {
                break;
            }
            front = onward(&reached, step, ties, number);
        }
        reached.retain(|at, _| step.to.fits(web, *at));
        ways = reached;
    }
    ways
}

/// Holds each relation of a witness path against the ties, and against what is first between its nodes.
fn hold_way(snapshot: Snapshot<'_>, start: Node<'_>, hops: &[govgrid::Hop<'_>], steps: &[NaiveStep]) {
    let (mut at, mut before) = (start, 0);
    let mut times = vec![0; steps.len()];
    for hop in hops {
        let step = &steps[hop.step];
        assert!(hop.step >= before && hop.bond.relation.as_str() == step.relation);
        let is_along = step.along && hop.bond.from == at && hop.bond.to == hop.node;
        let is_against = step.against && hop.bond.to == at && hop.bond.from == hop.node;
        assert!(is_along || is_against, "{hop:?} from {at:?}");
        let first = snapshot.between(at, hop.node).find(|bond| {
            let fits = if step.along { bond.from == at } else { bond.to == at };
            bond.relation == hop.bond.relation && (fits || (step.along && step.against))
        });
        assert_eq!(first, Some(hop.bond));
        times[hop.step] += 1;
        (at, before) = (hop.node, hop.step);
    }
    for (step, times) in steps.iter().zip(times) {
        assert!(times >= step.least && (step.repeats || times == 1));
    }
}

#[test]
fn a_path_reaches_what_steps_lead_to_by_the_least_way() {
    let [reached, long, circles, several, back] = [const { Cell::new(0) }; 5];
    let add = |count: &Cell<usize>, is: bool| count.set(count.get() + usize::from(is));
    for_web_days(1, |snapshot, web, today| {
        let (mut choices, ties) = (web.choices(), web.ties(today));
        let there: Vec<At> = (0..web.nodes.len()).filter(|at| web.is_there(*at, today)).collect();
        if ties.is_empty() {
            return;
        }
        let node = |at: At| snapshot.find(&web.nodes[at].code).unwrap();
        let number = |at: At| node(at).index();
        for _ in 0..4 {
            let steps = random_steps(&mut choices, web, &ties);
            let from = NaiveStop::random(&mut choices, web, None);
            let path: NamedPath = text(from, &steps).parse().unwrap();
            for start in there.iter().copied() {
                let found = node(start).follow(&path);
                let fits = from.fits(web, start);
                let ways = if fits { lead(web, start, &steps, &ties, &number) } else { Ways::new() };
                let nodes: BTreeSet<usize> = ways.keys().map(|at| number(*at)).collect();
                assert_eq!(found.nodes().map(|node| node.index()).collect::<Vec<_>>(), Vec::from_iter(nodes), "{path}");
                assert_eq!((found.len(), found.is_empty()), (ways.len(), ways.is_empty()));
                for at in there.iter().copied() {
                    let hops = found.witness(node(at));
                    let way = hops.as_ref().map(|hops| hops.iter().map(|hop| hop.node.index()).collect());
                    assert_eq!(way, ways.get(&at).cloned(), "{path} from {start} to {at}");
                    assert_eq!(found.has(node(at)), hops.is_some());
                    let Some(hops) = hops else { continue };
                    hold_way(snapshot, node(start), &hops, &steps);
                    add(&reached, true);
                    add(&long, hops.len() > 3);
                    add(&circles, at == start && !hops.is_empty());
                    add(&back, hops.iter().any(|hop| hop.step == 2));
                }
                add(&several, ways.len() > 3);
            }
        }
    });
    for (count, what) in [(reached, "reached"), (long, "long"), (circles, "circles"), (several, "several"), (back, "3")]
    {
        assert!(count.get() > 30, "{what}: {}", count.get());
    }
}

#[test]
fn a_way_is_the_same_whatever_the_order_of_rows() {
    let shown = |snapshot: Snapshot<'_>, start: &str, path: &NamedPath| {
        let found = snapshot.find(start).unwrap().follow(path);
        let way = |node: Node<'_>| {
            let hops = found.witness(node).unwrap();
            hops.iter().map(|hop| format!("{} {} {:?}", hop.step, hop.node.code(), hop.bond.period)).collect::<Vec<_>>()
        };
        found.nodes().map(way).collect::<Vec<_>>()
    };
    for_web_days(1, |snapshot, web, today| {
        let other = built(web.draft(true));
        let (mut choices, ties) = (web.choices(), web.ties(today));
        if ties.is_empty() {
            return;
        }
        let path: NamedPath = text(NaiveStop::default(), &random_steps(&mut choices, web, &ties)).parse().unwrap();
        for at in (0..web.nodes.len()).filter(|at| web.is_there(*at, today)) {
            let code = &web.nodes[at].code;
            assert_eq!(shown(snapshot, code, &path), shown(other.as_of(day(today)), code, &path));
        }
    });
}

#[test]
fn a_path_is_read_as_it_is_written() {
    for_web_days(1, |_, web, today| {
        let (mut choices, ties) = (web.choices(), web.ties(today));
        if ties.is_empty() {
            return;
        }
        let from = NaiveStop::random(&mut choices, web, None);
        let text = text(from, &random_steps(&mut choices, web, &ties));
        let path: NamedPath = text.parse().unwrap();
        assert_eq!(path.to_string(), text);
        assert_eq!(text.replace(' ', "").parse(), Ok(path.clone()));
        let json = serde_json::to_string(&path).unwrap();
        assert_eq!(serde_json::from_str::<NamedPath>(&json).unwrap(), path);
    });
    for relation in Relation::ALL {
        let chinese = relation.label(govgrid::Lang::Zh);
        let path: NamedPath = format!("单元<->{chinese}+<->微网格").parse().unwrap();
        assert_eq!(path.to_string(), format!("Unit <-> {relation}+ <-> MicroGrid"));
    }
    for kind in NodeKind::ALL {
        assert_eq!(kind.as_str().parse(), kind.label(govgrid::Lang::Zh).parse::<NamedPath>());
    }
}

#[test]
fn a_text_that_is_no_path_is_told_why() {
    let told = [
        ("", "a stop such as `Grid` is missing at the start"),
        ("Grid <- covers <-", "a stop such as `Grid` is missing after `covers`"),
        ("Grid <-", "a relation such as `covers` is missing after the arrow after `Grid`"),
        ("Grid <- <- Organization", "a relation such as `covers` is missing after the arrow after `Grid`"),
        ("Grid <- covers", "an arrow `->`, `<-` or `<->` is missing after `covers`"),
        ("Grid <- covers -> Organization", "the arrows before and after `covers` differ"),
        ("Grid <- covers <-> Organization", "the arrows before and after `covers` differ"),
        ("Grids <- covers <- Organization", "`Grids` is neither a kind of node nor a level"),
        ("Grid <- covres <- Organization", "`covres` is no relation"),
        ("Grid <- covers** <- Organization", "`covers**` is no relation"),
        ("Grid <- covers Organization", "`covers Organization` is no relation"),
        ("Grid[village]", "`village` is no kind of `Grid`"),
        ("Unit[quasi]", "`quasi` is no kind of `Unit`"),
        ("Any[estate]", "`estate` is no kind of `Any`"),
        ("Zone[estate", "the brackets of `Zone[estate` do not match"),
        ("Zone]", "the brackets of `Zone]` do not match"),
    ];
    for (text, message) in told {
        let error: PathError = text.parse::<NamedPath>().unwrap_err();
        assert_eq!(error.to_string(), message);
    }
    assert_eq!("Street[quasi]".parse::<NamedPath>().unwrap().to_string(), "Street[quasi]");
    assert!(serde_json::from_str::<NamedPath>("\"Grid <-\"").is_err());
}
