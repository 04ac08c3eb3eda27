//! Counting within a scope: how many there are, how many have another, how much they amount to.

use super::arithmetic::Arithmetic;
use super::fact::{Ask, Class, Fact, Sums};
use super::memory::Memory;
use super::scope::Scope;
use crate::base::{
    CoverageKind, Figure, Lang, Level, ONE, Of, OfWhich, OrganizationForm, OrganizationKind, UnitKind, Verb, What,
};
use crate::query::{Node, Snapshot};
use crate::record::Table;
use std::collections::BTreeMap;

/// An answer, or why the data do not give one.
pub(super) type Known<T> = Result<T, Arithmetic>;

/// Counting within a scope, on the day of a snapshot.
pub(super) struct Tally<'m, 'a, 'h> {
    pub(super) snapshot: Snapshot<'h>,
    pub(super) scope: Scope<'h>,
    pub(super) memory: &'m Memory<'a, 'h>,
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

impl<'m, 'a, 'h> Tally<'m, 'a, 'h> {
    pub(super) fn new(snapshot: Snapshot<'h>, subject: Node<'h>, memory: &'m Memory<'a, 'h>) -> Self {
        Self { snapshot, scope: Scope::new(subject), memory }
    }

    fn sums(&self, ask: Ask) -> Sums {
        self.memory.sums(self.snapshot, Some(&self.scope), ask)
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

    /// That things of a kind can be looked for in the scope.
    fn can_have(&self, what: What) -> Known<()> {
        self.has_table(table_of(what))?;
        let is_stated = self.scope.is_stated() || !self.sums(Ask::All(what)).is_empty();
        if is_stated { Ok(()) } else { self.stated((), &()) }
    }

    /// How many there are; of households, as they are counted.
    fn count_of(&self, what: What) -> Known<u64> {
        match what {
            What::Unit(Level::Household, None) => {
                let counted = self.memory.amount(self.snapshot, &self.scope, Fact::Households);
                self.stated(as_count(counted.ok_or_else(|| unknown(what))?), &0)
            }
            What::Unit(..) => self.stated(as_count(self.sums(Ask::All(what)).total().count), &0),
            What::Measure(_) => {
                self.can_have(what)?;
                let count = as_count(self.sums(Ask::All(what)).total().count);
                if count == 0 { Err(unknown(what)) } else { Ok(count) }
            }
            What::Zone(_)
            | What::Organization(..)
            | What::Post(..)
            | What::Alliance(_)
            | What::AllianceMember(_)
            | What::Pairing(_)
            | What::Report(_)
            | What::Responsibility(_)
            | What::Project(_) => {
                self.can_have(what)?;
                Ok(as_count(self.sums(Ask::All(what)).total().count))
            }
        }
    }

    /// How many there are, or how many of them have another.
    pub(super) fn count(&self, what: What, of: Option<Of>) -> Known<u64> {
        match of {
            None => self.count_of(what),
            Some(Of::Coverage(kind)) => {
                self.has_table(Table::Coverage)?;
                self.stated(as_count(self.sums(Ask::Covered(what, kind)).total().count), &0)
            }
            Some(Of::What(other)) => {
                self.can_have(what)?;
                self.has_table(table_of(other))?;
                let is_any = || !self.memory.sums(self.snapshot, None, Ask::All(other)).is_empty();
                if matches!(other, What::Measure(_)) && !is_any() {
                    return Err(unknown(other));
                }
                self.stated(as_count(self.sums(Ask::Having(what, other)).total().count), &0)
            }
        }
    }

    /// How many are covered by exactly one organization that counts, by the kind of organization: of units by one
    /// primary organization.
    pub(super) fn covered_by_one(&self, what: What, kind: CoverageKind) -> Known<BTreeMap<OrganizationKind, u64>> {
        self.has_table(Table::Coverage)?;
        self.can_have(what)?;
        let sums = self.sums(Ask::CoveredByOne(what, kind));
        let by_kind = sums.classes().filter_map(|(class, counts)| match class {
            Class::By(kind) => Some((kind, as_count(counts.things))),
            Class::Counted | Class::Having(_) => None,
        });
        Ok(by_kind.collect())
    }

    /// How many have exactly one other.
    pub(super) fn having_one(&self, what: What, other: What) -> Known<u64> {
        self.can_have(what)?;
        self.has_table(table_of(other))?;
        Ok(as_count(self.sums(Ask::HavingOne(what, other)).total().count))
    }

    /// How much of another each has, in millionths, with how many have so much; `None` of those where that is unknown.
    pub(super) fn each(&self, what: What, other: What) -> Known<Vec<(Option<i128>, u64)>> {
        self.can_have(what)?;
        self.has_table(table_of(other))?;
        let sums = self.sums(Ask::Each(what, other));
        let amounts = sums.classes().filter_map(|(class, counts)| match class {
            Class::Having(amount) => Some((amount, as_count(counts.things))),
            Class::Counted | Class::By(_) => None,
        });
        Ok(amounts.collect())
    }

    /// How much it amounts to, in millionths: of a measure its values, of reports the members that are sent, else how
    /// many there are.
    pub(super) fn amount(&self, what: What) -> Known<i128> {
        match what {
            What::Measure(kind) => {
                self.has_table(Table::Measures)?;
                let found = self.memory.amount(self.snapshot, &self.scope, Fact::Measured(kind));
                if found.is_none() {
                    self.stated((), &())?;
                }
                found.ok_or_else(|| unknown(what))
            }
            What::Report(_) => {
                self.can_have(what)?;
                Ok(i128::from(as_count(self.sums(Ask::All(what)).total().amount)) * ONE)
            }
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
    pub(super) fn named(&self, what: What, name: &str) -> Known<Vec<String>> {
        self.has_table(table_of(what))?;
        Ok(self.memory.named(self.snapshot, what, name))
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

/// A sum of counts; one beyond all numbers is the greatest.
fn as_count(sum: i128) -> u64 {
    u64::try_from(sum).unwrap_or(u64::MAX)
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
