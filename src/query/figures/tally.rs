//! Counting within a scope: how many there are, how many have another, how much they amount to.

use super::arithmetic::Arithmetic;
use super::measured::values;
use super::scope::Scope;
use super::thing::{self, Thing};
use crate::base::{Figure, Lang, Level, ONE, Of, OfWhich, OrganizationForm, UnitKind, Verb, What};
use crate::query::{Node, Snapshot};
use crate::record::Table;
use std::collections::{BTreeMap, BTreeSet};

/// An answer, or why the data do not give one.
pub(super) type Known<T> = Result<T, Arithmetic>;

/// Counting within a scope, on the day of a snapshot.
pub(super) struct Tally<'h> {
    pub(super) snapshot: Snapshot<'h>,
    pub(super) scope: Scope<'h>,
}

/// All of what the counted may have, by the nodes that they are at.
struct Others {
    what: What,
    /// Which of them are at a node: by their own number, or else by their place in the list.
    at: BTreeMap<u32, Vec<u64>>,
    amounts: BTreeMap<u64, u64>,
}

/// Tells rows from nodes.
const FIRST_ROW: u64 = 1 << 32;

impl Others {
    fn new(snapshot: Snapshot<'_>, what: What) -> Self {
        let (mut at, mut amounts): (BTreeMap<u32, Vec<u64>>, BTreeMap<u64, u64>) = Default::default();
        // Units are at no other node: they are known by themselves.
        let all = if matches!(what, What::Unit(..)) { Vec::new() } else { thing::all(snapshot, what) };
        for (other, row) in all.iter().zip(FIRST_ROW..) {
            let id = other.own().map_or(row, u64::from);
            amounts.insert(id, other.amount());
            for node in other.near() {
                at.entry(node.number()).or_default().push(id);
            }
        }
        Self { what, at, amounts }
    }

    fn at(&self, node: u32) -> impl Iterator<Item = u64> {
        self.at.get(&node).into_iter().flatten().copied()
    }

    /// Those that a thing has, or the first so many of them: a place may hold very many.
    fn of(&self, thing: &Thing<'_>, most: usize) -> BTreeSet<u64> {
        let mut found = BTreeSet::new();
        let mut take = |ids: &mut dyn Iterator<Item = u64>| {
            for id in ids {
                if found.len() >= most {
                    return;
                }
                found.insert(id);
            }
        };
        if let (Thing::Node(Node::Unit(unit)), What::Unit(level, _)) = (thing, self.what) {
            let related = unit.ancestors().chain(unit.descendants_of(level));
            let related = related.filter(|unit| thing::is((*unit).into(), self.what));
            take(&mut related.map(|unit| unit.number().into()));
            return found;
        }
        let (own, near) = (thing.own(), thing.near());
        let is_other = |id: &u64| own.map(u64::from) != Some(*id);
        take(&mut own.into_iter().flat_map(|own| self.at(own)).filter(is_other));
        let nodes = near.iter().filter(|node| thing::is(**node, self.what));
        take(&mut nodes.map(|node| u64::from(node.number())).filter(is_other));
        // Two rows have each other if they name one node, two zones if they share a unit.
        let are_rows = self.amounts.keys().next().is_some_and(|id| *id >= FIRST_ROW);
        let are_zones = matches!((thing, self.what), (Thing::Node(Node::Zone(_)), What::Zone(_)));
        if are_zones || (own.is_none() && are_rows) {
            take(&mut near.iter().flat_map(|node| self.at(node.number())).filter(is_other));
        }
        found
    }

    fn amount(&self, ids: &BTreeSet<u64>) -> u64 {
        ids.iter().map(|id| self.amounts.get(id).copied().unwrap_or(1)).fold(0, u64::saturating_add)
    }
}

/// The label of what is counted, in both languages.
pub(super) fn label(what: What, of: Option<Of>) -> Arithmetic {
    let [en, zh] = [Lang::En, Lang::Zh].map(|lang| what.label(lang));
    match of {
        None => Arithmetic::new(en, zh),
        Some(of) => {
            Arithmetic::new(format!("{en} with {}", of.label(Lang::En)), format!("有{}的{zh}", of.label(Lang::Zh)))
        }
    }
}

/// One per another, in both languages.
pub(super) fn per(what: What, of: Of) -> Arithmetic {
    let [en, zh] = [Lang::En, Lang::Zh].map(|lang| (what.label(lang), of.label(lang)));
    Arithmetic::new(format!("{} per {}", en.0, en.1), format!("每{}{}", zh.1, zh.0))
}

/// One and another, in both languages.
pub(super) fn both(what: What, of: Of) -> Arithmetic {
    let [en, zh] = [Lang::En, Lang::Zh].map(|lang| format!("{} + {}", what.label(lang), of.label(lang)));
    Arithmetic::new(en, zh)
}

/// That the data do not say how many there are.
pub(super) fn unknown(what: What) -> Arithmetic {
    let [en, zh] = [Lang::En, Lang::Zh].map(|lang| what.label(lang));
    Arithmetic::new(format!("{en} is not stated"), format!("未载明{zh}"))
}

impl<'h> Tally<'h> {
    pub(super) fn new(snapshot: Snapshot<'h>, subject: Node<'h>) -> Self {
        Self { snapshot, scope: Scope::new(subject) }
    }

    /// That the table is there in which things of a kind stand.
    pub(super) fn has_table(&self, table: Table) -> Known<()> {
        if self.snapshot.has(table) {
            return Ok(());
        }
        let [en, zh] = [Lang::En, Lang::Zh].map(|lang| table.label(lang));
        Err(Arithmetic::new(format!("there is no table {en}"), format!("缺少数据表“{zh}”")))
    }

    /// Nothing found in a zone whose extent is not stated says nothing.
    pub(super) fn stated<T: PartialEq>(&self, found: T, nothing: &T) -> Known<T> {
        if found != *nothing || self.scope.is_stated() {
            return Ok(found);
        }
        let subject = self.scope.subject;
        let en = format!("which units {subject} comprises is not stated");
        Err(Arithmetic::new(en, format!("未载明“{subject}”由哪些单元组成")))
    }

    /// Everything of a kind in the scope.
    pub(super) fn things(&self, what: What) -> Known<Vec<Thing<'h>>> {
        self.has_table(table_of(what))?;
        let found: Vec<Thing<'h>> = match what {
            What::Unit(level, kind) => self.scope.units(level, kind).map(|unit| Thing::Node(unit.into())).collect(),
            What::Zone(_)
            | What::Organization(..)
            | What::Post(..)
            | What::Alliance(_)
            | What::AllianceMember(_)
            | What::Pairing(_)
            | What::Report(_)
            | What::Responsibility(_)
            | What::Project(_)
            | What::Measure(_) => {
                thing::all(self.snapshot, what).into_iter().filter(|thing| thing.is_in(&self.scope)).collect()
            }
        };
        if found.is_empty() {
            self.stated((), &())?;
        }
        Ok(found)
    }

    /// How many there are; of households, as they are counted.
    fn count_of(&self, what: What) -> Known<u64> {
        match what {
            What::Unit(Level::Household, None) => {
                let counted = self.scope.households().ok_or_else(|| unknown(what))?;
                self.stated(counted, &0)
            }
            What::Unit(level, kind) => {
                let count = self.scope.units(level, kind).count() as u64;
                self.stated(count, &0)
            }
            What::Measure(_) => {
                let things = self.things(what)?;
                if things.is_empty() { Err(unknown(what)) } else { Ok(things.len() as u64) }
            }
            What::Zone(_)
            | What::Organization(..)
            | What::Post(..)
            | What::Alliance(_)
            | What::AllianceMember(_)
            | What::Pairing(_)
            | What::Report(_)
            | What::Responsibility(_)
            | What::Project(_) => Ok(sum(self.things(what)?.iter().map(Thing::count))),
        }
    }

    /// How many there are, or how many of them have another.
    pub(super) fn count(&self, what: What, of: Option<Of>) -> Known<u64> {
        match of {
            None => self.count_of(what),
            Some(Of::Coverage(kind)) => self.covered(what, kind),
            Some(Of::What(other)) => {
                let things = self.things(what)?;
                let others = self.others(other)?;
                if matches!(other, What::Measure(_)) && others.amounts.is_empty() {
                    return Err(unknown(other));
                }
                let having = things.iter().filter(|thing| !others.of(thing, 1).is_empty());
                self.stated(sum(having.map(Thing::count)), &0)
            }
        }
    }

    fn others(&self, what: What) -> Known<Others> {
        self.has_table(table_of(what))?;
        Ok(Others::new(self.snapshot, what))
    }

    /// How many have exactly one other.
    pub(super) fn having_one(&self, what: What, other: What) -> Known<u64> {
        let (things, others) = (self.things(what)?, self.others(other)?);
        Ok(sum(things.iter().filter(|thing| others.of(thing, 2).len() == 1).map(Thing::count)))
    }

    /// How much of another each has, in millionths; `None` where that is unknown.
    pub(super) fn each(&self, what: What, other: What) -> Known<Vec<Option<i128>>> {
        let things = self.things(what)?;
        if let What::Measure(kind) = other {
            self.has_table(Table::Measures)?;
            let values = values(self.snapshot, kind);
            return Ok(things.iter().map(|thing| values.get(&thing.own()?)?.1).collect());
        }
        if other == What::Unit(Level::Household, None) {
            let households = |thing: &Thing<'h>| match thing {
                Thing::Node(node @ (Node::Unit(_) | Node::Zone(_))) => Scope::new(*node).households(),
                Thing::Node(Node::Organization(_) | Node::Person(_) | Node::Alliance(_) | Node::Project(_))
                | Thing::Post(_)
                | Thing::Member(_)
                | Thing::Pairing(_)
                | Thing::Report(_)
                | Thing::Responsibility(_)
                | Thing::Measure(_) => None,
            };
            return Ok(things.iter().map(|thing| households(thing).map(|count| i128::from(count) * ONE)).collect());
        }
        let others = self.others(other)?;
        Ok(things.iter().map(|thing| Some(i128::from(others.amount(&others.of(thing, usize::MAX))) * ONE)).collect())
    }

    /// How much it amounts to, in millionths: of a measure its values, of reports the members that are sent, else how
    /// many there are.
    pub(super) fn amount(&self, what: What) -> Known<i128> {
        match what {
            What::Measure(kind) => self.measured(kind),
            What::Report(_) => Ok(i128::from(sum(self.things(what)?.iter().map(Thing::amount))) * ONE),
            What::Unit(..)
            | What::Zone(_)
            | What::Organization(..)
            | What::Post(..)
            | What::Alliance(_)
            | What::AllianceMember(_)
            | What::Pairing(_)
            | What::Responsibility(_)
            | What::Project(_) => Ok(i128::from(self.count_of(what)?) * ONE),
        }
    }

    /// The codes of all that bear a name, wherever they are.
    pub(super) fn named(&self, what: What, name: &str) -> Known<Vec<&'h str>> {
        self.has_table(table_of(what))?;
        let nodes = thing::all(self.snapshot, what).into_iter().filter_map(|thing| match thing {
            Thing::Node(node) => Some(node),
            Thing::Post(_)
            | Thing::Member(_)
            | Thing::Pairing(_)
            | Thing::Report(_)
            | Thing::Responsibility(_)
            | Thing::Measure(_) => None,
        });
        Ok(nodes.filter(|node| node.name() == Some(name)).map(|node| node.code()).collect())
    }

    /// The parts of a whole and how many of each: those that a claim names, or else every narrower kind there is.
    pub(super) fn parts(&self, what: What, named: &[Figure]) -> Known<Vec<(Arithmetic, u64)>> {
        let is_part = |figure: &&Figure| {
            let narrows = figure.what() == what && figure.of().is_some();
            figure.verb() == Verb::Count && (narrows || narrower(what).contains(&figure.what()))
        };
        let mut found = Vec::new();
        for figure in named.iter().filter(is_part) {
            let count = self.count(figure.what(), figure.of())?;
            found.push((label(figure.what(), figure.of()), count));
        }
        if found.is_empty() {
            // None of one kind says nothing of the others.
            let counts = narrower(what).into_iter().map(|part| (label(part, None), self.count_of(part).unwrap_or(0)));
            found.extend(counts.filter(|(_, count)| *count > 0));
        }
        if found.is_empty() { Err(unknown(what)) } else { Ok(found) }
    }
}

/// Every narrower kind, form or part.
fn narrower(what: What) -> Vec<What> {
    match what {
        What::Unit(level, None) => UnitKind::ALL.iter().map(|kind| What::Unit(level, Some(*kind))).collect(),
        What::Organization(kind, None) => {
            OrganizationForm::ALL.iter().map(|form| What::Organization(kind, Some(*form))).collect()
        }
        What::Post(role, None) => OfWhich::ALL.iter().map(|of| What::Post(role, Some(*of))).collect(),
        What::Unit(_, Some(_))
        | What::Organization(_, Some(_))
        | What::Post(_, Some(_))
        | What::Zone(_)
        | What::Alliance(_)
        | What::AllianceMember(_)
        | What::Pairing(_)
        | What::Report(_)
        | What::Responsibility(_)
        | What::Project(_)
        | What::Measure(_) => Vec::new(),
    }
}

fn sum(counts: impl Iterator<Item = u64>) -> u64 {
    counts.fold(0, u64::saturating_add)
}

/// The table in which things of a kind stand.
const fn table_of(what: What) -> Table {
    match what {
        What::Unit(..) => Table::Units,
        What::Zone(_) => Table::Zones,
        What::Organization(..) => Table::Organizations,
        What::Post(..) => Table::Posts,
        What::Alliance(_) => Table::Alliances,
        What::AllianceMember(_) => Table::AllianceMembers,
        What::Pairing(_) => Table::Pairings,
        What::Report(_) => Table::Reports,
        What::Responsibility(_) => Table::Responsibilities,
        What::Project(_) => Table::Projects,
        What::Measure(_) => Table::Measures,
    }
}
