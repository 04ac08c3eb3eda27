//! Lineage of one day: a predecessor is named by the code up to the day, a successor by the one from it. A code that a node
//! has got and loses on the same day lives no day, and what lineage says of it is said of the code that the node has then.

use super::step::Step;
use crate::base::LineageKind;
use crate::graph::{Fate, RowAt};
use crate::record::{Row, Table, lineage_column as column};
use std::collections::BTreeSet;

/// A row of lineage of the day.
pub(super) struct Told {
    pub(super) at: RowAt,
    pub(super) kind: LineageKind,
    pub(super) row: Row,
}

/// The code that a node has on the day before; `None` if it is not there yet.
pub(super) fn code_until<'h>(step: &Step<'h>, node: u32) -> Option<&'h str> {
    let at = step.hierarchy.row_on(node, step.day.previous())?;
    Some(step.hierarchy.code_of_row(at))
}

/// The code that a node had last before the day, though it may not be there on the day before; `None` if it never was.
pub(super) fn code_before<'h>(step: &Step<'h>, node: u32) -> Option<&'h str> {
    let is_before = |at: &RowAt| step.hierarchy.row_period(*at).raw().0 < step.day.number();
    let last = step.hierarchy.each_row_of(node).rfind(is_before)?;
    Some(step.hierarchy.code_of_row(last))
}

/// The rows of lineage of the day of which a node is the successor by a code.
pub(super) fn told_today(step: &Step<'_>, node: u32, code: &str) -> Vec<Told> {
    let hierarchy = step.hierarchy;
    let Some(symbol) = hierarchy.text.find(code) else { return Vec::new() };
    let rows = hierarchy.rows(Table::Lineage);
    let day = step.day.number();
    let of_day = hierarchy.lineage_with(symbol).filter(|row| {
        let cell = |column: usize| rows.cell(*row, column);
        cell(column::DAY).cast_signed() == day && cell(column::SUCCESSOR) == symbol
    });
    // A row that has the code at both ends comes twice.
    let of_day: BTreeSet<u32> = of_day.collect();
    let told = of_day.into_iter().filter_map(|row| {
        let (at, kind) = ((Table::Lineage, row), LineageKind::from_index(rows.cell(row, column::KIND))?);
        let is_of_node = hierarchy.node_named(at, column::SUCCESSOR) == Some(node);
        is_of_node.then(|| Told { at, kind, row: hierarchy.row(at) })
    });
    told.collect()
}

/// A row of lineage names another successor.
pub(super) fn tell(step: &mut Step<'_>, told: Told, successor: &str) {
    let mut row = told.row.clone();
    row.set(column::SUCCESSOR, successor);
    step.outcome.corrected.push((told.row, row.clone()));
    step.edits.fates.insert(told.at, Fate::Says(row));
}

pub(super) fn forget(step: &mut Step<'_>, told: Told) {
    step.edits.fates.insert(told.at, Fate::Gone);
    step.outcome.retracted.push(told.row);
}

/// A node that came to be or got its code on the day closes on it: what became it that day becomes the heirs.
pub(super) fn forget_today(step: &mut Step<'_>, node: u32, at: RowAt, heirs: &[&str]) {
    let code = step.hierarchy.code_of_row(at);
    if code_until(step, node) == Some(code) {
        return;
    }
    for told in told_today(step, node, code) {
        if matches!(told.kind, LineageKind::Recode | LineageKind::Reuse) {
            forget(step, told);
            continue;
        }
        let (kind, row) = (told.kind, told.row.clone());
        let predecessor = row.at(column::PREDECESSOR);
        let before = step.hierarchy.node_named(told.at, column::PREDECESSOR);
        // What becomes itself became nothing.
        let is_other = |heir: &&&str| before.is_none() || step.there(heir).ok() != before;
        let heirs: Vec<&str> = heirs.iter().filter(is_other).copied().collect();
        match heirs.split_first() {
            None => forget(step, told),
            Some((first, others)) => {
                tell(step, told, first);
                let basis = Some(row.at(column::BASIS)).filter(|basis| !basis.is_empty());
                for heir in others {
                    step.add_lineage_on(predecessor, heir, kind, basis);
                }
            }
        }
    }
}
