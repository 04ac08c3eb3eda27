//! What is measured within a scope.

use super::scope::Scope;
use crate::base::{MeasureKind, Number};
use crate::query::{Measure, Measured, Node, Snapshot};
use crate::record::Table;
use std::collections::{BTreeMap, BTreeSet};

/// What a measure comes to within a scope: what is stated of the subject itself; else the sum over the outermost units
/// that have a value; else over zones, organizations, alliances, projects, whichever comes first. Values of parts and of
/// wholes are never added.
pub(super) fn measured<'h>(snapshot: Snapshot<'h>, scope: &Scope<'h>, kind: MeasureKind) -> Option<i128> {
    if let (true, own) = value_of(snapshot, scope.subject.number(), kind) {
        return own;
    }
    let mut values = values(snapshot, kind);
    values.retain(|_, (node, _)| scope.has(*node));
    let outermost = |node: &Node<'h>| {
        node.as_unit().is_none_or(|unit| !unit.ancestors().any(|above| values.contains_key(&above.number())))
    };
    let counted = || {
        let first = values.values().map(|(node, _)| node.kind()).min();
        let of_first = values.values().filter(|(node, _)| Some(node.kind()) == first && outermost(node));
        of_first.map(|(_, value)| *value).sum::<Option<i128>>()
    };
    if values.is_empty() { None } else { counted() }
}

/// What the rows of a measure say of one subject on the day: of it alone first, then about each other node.
fn readings_of(snapshot: Snapshot<'_>, subject: u32, kind: MeasureKind) -> impl Iterator<Item = Measured<'_>> {
    let mut series: BTreeMap<Option<u32>, Vec<Measure<'_>>> = BTreeMap::new();
    // Few nodes have a measure.
    if !snapshot.hierarchy.rows_stated(subject, Table::Measures).is_empty() {
        let rows = snapshot.stated(subject, Table::Measures);
        for row in rows.filter(|row: &Measure<'_>| row.measure == kind && row.day <= snapshot.at) {
            series.entry(row.about.map(|about| about.number())).or_default().push(row);
        }
    }
    series.into_values().filter_map(move |rows| Measured::of_rows(rows, snapshot.at))
}

/// Whether anything is stated of a measure of one subject, and the value, as [`values`] has it.
pub(super) fn value_of(snapshot: Snapshot<'_>, subject: u32, kind: MeasureKind) -> (bool, Option<i128>) {
    let mut readings = readings_of(snapshot, subject, kind);
    let Some(first) = readings.next() else { return (false, None) };
    let sum = |sum: Option<i128>, next: Measured<'_>| sum.zip(amount(&next)).map(|(sum, value)| sum + value);
    (true, if first.about.is_none() { amount(&first) } else { readings.fold(amount(&first), sum) })
}

/// A row that says yes of a measure of one subject: a number other than 0, or a word other than no.
pub(super) fn met_of(snapshot: Snapshot<'_>, subject: u32, kind: MeasureKind) -> Option<Measure<'_>> {
    let agreed = readings_of(snapshot, subject, kind).filter_map(|measured| measured.agreed());
    agreed.filter(|row| is_met(row.value)).last()
}

fn is_met(value: &str) -> bool {
    value.parse::<Number>().map_or(!matches!(value, "no" | "否" | "未"), |n| n.millionths() != 0)
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
