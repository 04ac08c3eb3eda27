//! Splitting: what is said to go to a part goes there; all else is listed.

use super::Reason;
use super::error::unknown;
use super::event::{Assigned, Assignment};
use super::merge::{Naming, move_rows};
use super::step::Step;
use crate::base::LineageKind;
use crate::graph::RowAt;
use crate::record::{Cell, Row};
use std::collections::{BTreeMap, BTreeSet};

pub(super) fn split(step: &mut Step<'_>, code: &str, into: &[String], assign: &[Assignment]) -> Result<(), Reason> {
    let node = step.there_with_lineage(code)?;
    let mut parts = BTreeSet::new();
    for part in into {
        let found = step.there(part)?;
        if !parts.insert(part.as_str()) {
            return Err(Reason::NamedTwice(part.clone()));
        }
        if step.hierarchy.kind(found).0 != step.hierarchy.kind(node).0 {
            return Err(Reason::WrongKind { code: part.clone(), kind: step.hierarchy.kind(found).0 });
        }
    }
    if parts.iter().all(|part| *part == code) {
        return Err(Reason::Nothing);
    }
    let rows: Vec<RowAt> =
        step.hierarchy.rows_naming(node).into_iter().filter(|at| step.holds_on_or_after(*at)).collect();
    let mut goes: BTreeMap<RowAt, String> = BTreeMap::new();
    for assignment in assign {
        if !parts.contains(assignment.to.as_str()) {
            return Err(Reason::NotAPart(unknown(&assignment.to)));
        }
        let mut found = rows.iter().filter(|at| step.says(**at, |row| is_meant(row, &assignment.what))).peekable();
        if found.peek().is_none() {
            return Err(Reason::NothingToAssign(described(&assignment.what)));
        }
        for at in found {
            let other = goes.insert(*at, assignment.to.clone());
            if other.is_some_and(|other| other != assignment.to) {
                return Err(Reason::NamedTwice(described(&assignment.what)));
            }
        }
    }
    let stays = parts.contains(code);
    if !stays {
        let at = step.last_row(node, code)?;
        step.end(at);
    }
    // What goes to the divided node itself stays where it is.
    let moving = goes.iter().filter(|(_, to)| to.as_str() != code);
    let naming: Naming = moving.map(|(at, _)| (*at, step.hierarchy.columns_naming(*at, node))).collect();
    move_rows(step, &naming, |at, _| goes.get(&at).cloned().unwrap_or_default());
    for at in rows.iter().filter(|at| !goes.contains_key(at)) {
        step.outcome.unassigned.push(step.hierarchy.row(*at));
    }
    for part in into.iter().filter(|part| *part != code) {
        step.add_lineage(code, part, LineageKind::Split);
    }
    Ok(())
}

/// Whether an assignment is about a row.
fn is_meant(row: &Row, what: &Assigned) -> bool {
    match what {
        Assigned::Row(said) => row.says_same(said),
        Assigned::Code(code) => {
            let names =
                |column: &crate::record::Column| matches!(column.cell, Cell::Code | Cell::Parent | Cell::Reference(_));
            let mut cells = row.table().columns().iter().zip(row.cells());
            cells.any(|(column, cell)| names(column) && cell == code)
        }
    }
}

fn described(what: &Assigned) -> String {
    match what {
        Assigned::Code(code) => unknown(code),
        Assigned::Row(row) => format!("{}: {}", row.table(), row.shown_cells().collect::<Vec<_>>().join(",")),
    }
}
