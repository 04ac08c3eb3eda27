//! On which decision an event happened: a row of `decisions` for each node that it happened to.
//!
//! What leaves lineage has its basis there. All else that has one is told here, so that tables with history carry it and a
//! timeline tells it. A decision speaks of a node by the code that it has on the day; of what closed or lost a relation by the
//! code until then. It says nothing of how things are: mergers and divisions leave it with the node that it was about, and with
//! a node that never was, it goes.

use super::event::Change;
use super::step::Step;
use crate::base::{Day, EventKind, Period};
use crate::draft::trim;
use crate::graph::{Fate, RowAt};
use crate::record::{Cell, Decision, Row, Table, decision_column};
use std::collections::BTreeSet;

/// Notes the basis of an event that is worked out, and keeps what was noted before of what it is about.
pub(super) fn decide(step: &mut Step<'_>, change: &Change) {
    keep_decisions(step, change);
    let basis = step.basis.as_deref().map(trim).filter(|basis| !basis.is_empty()).map(str::to_owned);
    let Some(basis) = basis else { return };
    for subject in subjects(step, change) {
        step.add(Row::of(&Decision::new(subject, change.kind(), step.day, basis.clone())));
    }
}

/// The codes of the nodes that an event happens to; none, where lineage tells it.
fn subjects(step: &Step<'_>, change: &Change) -> BTreeSet<String> {
    match change {
        Change::Open { reuse: Some(true), .. }
        | Change::Recode { .. }
        | Change::Merge { .. }
        | Change::Split { .. } => BTreeSet::new(),
        Change::Open { row, .. } => BTreeSet::from([trim(row.at(0)).to_owned()]),
        Change::Close { .. } if !is_left(step) => BTreeSet::new(),
        Change::Close { code }
        | Change::Rename { code, .. }
        | Change::Transfer { code, .. }
        | Change::Reclassify { code, .. }
        | Change::Revise { code, .. } => BTreeSet::from([code.clone()]),
        Change::Start { row } => {
            let ends = row.table().columns().iter().zip(row.cells());
            let ends = ends.filter(|(column, _)| matches!(column.cell, Cell::Reference(_)));
            let names_any = |code: &&str| {
                let named = on(step.day).and_then(|period| step.hierarchy.named_during(code, period));
                named.is_some()
            };
            ends.map(|(_, cell)| trim(cell)).filter(names_any).map(str::to_owned).collect()
        }
        Change::Correct { row, to } if row.table().node().is_some() && row.at(0) != to.at(0) => {
            BTreeSet::from([trim(to.at(0)).to_owned()])
        }
        Change::Stop { .. } | Change::Correct { .. } | Change::Retract { .. } => of_row(step, change.kind()),
    }
}

/// The codes of the nodes that the one row that changes names; of one that was a node's, that node, if it has other rows, else
/// what it named.
fn of_row(step: &Step<'_>, kind: EventKind) -> BTreeSet<String> {
    let Some(at) = step.edits.fates.keys().next().copied() else { return BTreeSet::new() };
    let hierarchy = step.hierarchy;
    let nodes: BTreeSet<u32> = if at.0.node().is_some() && is_left(step) {
        hierarchy.nodes_of_row(at).into_iter().collect()
    } else {
        (0..at.0.columns().len()).filter_map(|column| hierarchy.node_named(at, column)).collect()
    };
    nodes.into_iter().filter_map(|node| code_of(step, node, kind)).collect()
}

/// A code by which a decision of the day speaks of a node, among those that it has after the event.
fn code_of(step: &Step<'_>, node: u32, kind: EventKind) -> Option<String> {
    let day = if kind == EventKind::Stop { step.day.previous() } else { step.day };
    let period = on(day)?;
    let hierarchy = step.hierarchy;
    let left = rows_left(step, node);
    let codes = || left.iter().rev().map(|at| hierarchy.code_of_row(*at));
    let then = Some(hierarchy.code_on(node, day)).filter(|then| codes().any(|code| code == *then));
    let mut all = then.into_iter().chain(codes());
    all.find(|code| hierarchy.named_during(code, period) == Some(node)).map(str::to_owned)
}

fn on(day: Day) -> Option<Period> {
    Period::new(Some(day), Some(day.next())).ok()
}

/// Whether the nodes of rows that change still have a row.
fn is_left(step: &Step<'_>) -> bool {
    let nodes = step.edits.fates.keys().filter(|at| at.0.node().is_some());
    let mut nodes = nodes.flat_map(|at| step.hierarchy.nodes_of_row(*at));
    nodes.all(|node| !rows_left(step, node).is_empty())
}

/// The rows of a node that are not gone.
fn rows_left(step: &Step<'_>, node: u32) -> Vec<RowAt> {
    let is_gone = |at: &RowAt| matches!(step.edits.fates.get(at), Some(Fate::Gone));
    step.hierarchy.each_row_of(node).filter(|at| !is_gone(at)).collect()
}

/// A node that loses a code, since no row that had it is left, is spoken of by the one that it gets in its place. Where it
/// gets none it never was, and nothing is told of it.
fn keep_decisions(step: &mut Step<'_>, change: &Change) {
    let hierarchy = step.hierarchy;
    if hierarchy.rows(Table::Decisions).len() == 0 {
        return;
    }
    let loses_code = |(at, fate): (&RowAt, &Fate)| match fate {
        Fate::Gone => true,
        Fate::Says(row) => row.at(0) != hierarchy.code_of_row(*at),
    };
    let rows = step.edits.fates.iter().filter(|(at, _)| at.0.node().is_some());
    let nodes: BTreeSet<u32> =
        rows.filter(|row| loses_code(*row)).flat_map(|(at, _)| hierarchy.nodes_of_row(*at)).collect();
    let in_place = if let Change::Recode { to, .. } = change {
        Some(trim(to).to_owned())
    } else if let Change::Correct { to, .. } = change {
        Some(to.at(0).to_owned())
    } else {
        None
    };
    for node in nodes {
        let table = hierarchy.kind(node).0.table();
        let said = |at: &RowAt| match step.edits.fates.get(at) {
            Some(Fate::Says(row)) => row.at(0).to_owned(),
            Some(Fate::Gone) | None => hierarchy.code_of_row(*at).to_owned(),
        };
        let mut codes: BTreeSet<String> = rows_left(step, node).iter().map(said).collect();
        let added = step.edits.added.iter().map(|added| &added.0).filter(|row| row.table() == table);
        codes.extend(added.map(|row| row.at(0).to_owned()));
        for row in hierarchy.rows_stated(node, Table::Decisions).iter() {
            let at = (Table::Decisions, row);
            let mut said = hierarchy.row(at);
            if step.edits.fates.contains_key(&at) || codes.contains(said.at(decision_column::SUBJECT)) {
                continue;
            }
            let fate = match in_place.as_ref().filter(|code| codes.contains(*code)) {
                Some(code) => {
                    said.set(decision_column::SUBJECT, code);
                    Fate::Says(said)
                }
                None => Fate::Gone,
            };
            step.edits.fates.insert(at, fate);
        }
    }
}
