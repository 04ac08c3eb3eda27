//! What is measured within a scope.

use super::tally::{Known, Tally, unknown};
use crate::base::{MeasureKind, Number, What};
use crate::query::{Measured, Node, Snapshot};
use crate::record::Table;
use std::collections::{BTreeMap, BTreeSet};

impl<'h> Tally<'h> {
    /// The value of a measure: what is stated of the subject itself; else the sum over the outermost units that have
    /// one; else over zones, organizations, alliances, projects, whichever comes first. Values of parts and of wholes are
    /// never added.
    pub(super) fn measured(&self, kind: MeasureKind) -> Known<i128> {
        self.has_table(Table::Measures)?;
        let mut values = values(self.snapshot, kind);
        values.retain(|_, (node, _)| self.scope.has(*node));
        let own = values.get(&self.scope.subject.number()).map(|found| found.1);
        let outermost = |node: &Node<'h>| {
            node.as_unit().is_none_or(|unit| !unit.ancestors().any(|above| values.contains_key(&above.number())))
        };
        let counted = || {
            let first = values.values().map(|(node, _)| node.kind()).min();
            let of_first = values.values().filter(|(node, _)| Some(node.kind()) == first && outermost(node));
            of_first.map(|(_, value)| *value).sum::<Option<i128>>()
        };
        let found = if values.is_empty() { None } else { own.unwrap_or_else(counted) };
        if found.is_none() {
            self.stated((), &())?;
        }
        found.ok_or_else(|| unknown(What::Measure(kind)))
    }
}

/// The values of a measure by subject, in millionths, `None` of a word or a contradiction: what is said of the subject
/// alone, or else the sum of what is said of it about others.
pub(super) fn values(snapshot: Snapshot<'_>, kind: MeasureKind) -> BTreeMap<u32, (Node<'_>, Option<i128>)> {
    let mut values: BTreeMap<u32, (Node<'_>, Option<i128>)> = BTreeMap::new();
    let mut alone = BTreeSet::new();
    // By subject; what is said of it alone comes first.
    for measured in snapshot.readings(kind) {
        let (subject, value) = (measured.subject.number(), amount(&measured));
        if measured.about.is_none() {
            alone.insert(subject);
        }
        match values.get_mut(&subject) {
            None => drop(values.insert(subject, (measured.subject, value))),
            Some(known) if !alone.contains(&subject) => known.1 = known.1.zip(value).map(|(sum, value)| sum + value),
            Some(_) => {}
        }
    }
    values
}

/// The number that is measured, in millionths.
pub(super) fn amount(measured: &Measured<'_>) -> Option<i128> {
    measured.agreed()?.value.parse().ok().map(Number::millionths)
}
