//! Splitting: what is said to go to a part goes there; all else is listed.

use super::Reason;
use super::error::unknown;
use super::event::{Assigned, Assignment};
use super::lineage::{code_until, forget_today};
use super::moves::{Naming, move_rows};
use super::outcome::Unsettled;
use super::readings::{is_sum, last_readings};
use super::step::Step;
use super::superiors::{list_superiors, parent};
use crate::base::LineageKind;
use crate::graph::RowAt;
use crate::record::{Cell, NodeKind, Table};
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
        step.hierarchy.rows_to_arrange(node).into_iter().filter(|at| step.holds_on_or_after(*at)).collect();
    let goes = assigned(step, &rows, &parts, assign)?;
    let stays = parts.contains(code);
    let own = if stays { step.hierarchy.row_on(node, step.day) } else { Some(step.last_row(node, code)?) };
    // What it states of itself is of all its parts. A score or a class goes on being its own if it goes on.
    let declared = own.into_iter().flat_map(|at| super::merge::declared(step, code, at));
    let undivided: Vec<Unsettled> =
        declared.chain(last_readings(step, node, code, |row| !stays || is_sum(row))).collect();
    step.outcome.undivided.extend(undivided);
    if step.hierarchy.kind(node).0 == NodeKind::Unit {
        let to: BTreeSet<&str> =
            goes.iter().filter(|(at, _)| at.0 == Table::Units).map(|(_, to)| to.as_str()).collect();
        let parents =
            to.into_iter().map(|to| (parent(step, node), step.there(to).ok().and_then(|to| parent(step, to))));
        let parents: Vec<_> = parents.collect();
        list_superiors(step, &parents);
    }
    if let Some(at) = own.filter(|_| !stays) {
        let heirs: Vec<&str> = into.iter().map(String::as_str).collect();
        forget_today(step, node, at, &heirs);
        step.end(at);
    }
    // What goes to the divided node itself stays where it is.
    let moving = goes.iter().filter(|(_, to)| to.as_str() != code);
    let naming: Naming = moving.map(|(at, _)| (*at, step.hierarchy.columns_naming(*at, node))).collect();
    move_rows(step, &naming, |at, _| goes.get(&at).cloned().unwrap_or_default())?;
    for at in rows.iter().filter(|at| !goes.contains_key(at)) {
        step.leave(node, code, *at);
    }
    let until = code_until(step, node);
    for part in into.iter().filter(|part| *part != code) {
        if let Some(until) = until {
            step.add_lineage(until, part, LineageKind::Split);
        }
    }
    Ok(())
}

/// Where rows are assigned to.
fn assigned(
    step: &Step<'_>,
    rows: &[RowAt],
    parts: &BTreeSet<&str>,
    assign: &[Assignment],
) -> Result<BTreeMap<RowAt, String>, Reason> {
    let mut goes: BTreeMap<RowAt, String> = BTreeMap::new();
    let meant = Meant::of(step, rows, assign);
    // What is assigned again goes where it went.
    let mut seen = BTreeSet::new();
    for assignment in assign {
        if !parts.contains(assignment.to.as_str()) {
            return Err(Reason::NotAPart(unknown(&assignment.to)));
        }
        let found = meant.by(&assignment.what);
        if found.is_empty() {
            return Err(Reason::NothingToAssign(described(&assignment.what)));
        }
        if !seen.insert((what(&assignment.what), assignment.to.as_str())) {
            continue;
        }
        for at in found {
            let other = goes.insert(*at, assignment.to.clone());
            if other.is_some_and(|other| other != assignment.to) {
                return Err(Reason::NamedTwice(described(&assignment.what)));
            }
        }
    }
    Ok(goes)
}

/// The rows that assignments may be about, as they were said and with the codes of the day.
struct Meant {
    /// By the codes that they name.
    codes: BTreeMap<String, BTreeSet<RowAt>>,
    /// By all that they say but their bounds.
    said: BTreeMap<(Table, Vec<String>), BTreeSet<RowAt>>,
    none: BTreeSet<RowAt>,
}

impl Meant {
    fn of(step: &Step<'_>, rows: &[RowAt], assign: &[Assignment]) -> Self {
        let mut meant = Self { codes: BTreeMap::new(), said: BTreeMap::new(), none: BTreeSet::new() };
        for at in rows.iter().filter(|_| !assign.is_empty()) {
            for row in [step.hierarchy.row(*at), step.hierarchy.row_as_of(*at, step.day)] {
                for (column, cell) in row.table().columns().iter().zip(row.cells()) {
                    if matches!(column.cell, Cell::Code | Cell::Parent | Cell::Reference(_)) {
                        meant.codes.entry(cell.to_owned()).or_default().insert(*at);
                    }
                }
                meant.said.entry((row.table(), row.said())).or_default().insert(*at);
            }
        }
        meant
    }

    /// Those that something assigned is about.
    fn by(&self, what: &Assigned) -> &BTreeSet<RowAt> {
        let found = match what {
            Assigned::Row(row) => self.said.get(&(row.table(), row.said())),
            Assigned::Code(code) => self.codes.get(code),
        };
        found.unwrap_or(&self.none)
    }
}

/// What is assigned, without its bounds: a code or a row.
fn what(assigned: &Assigned) -> (Option<&str>, Option<(Table, Vec<String>)>) {
    match assigned {
        Assigned::Code(code) => (Some(code), None),
        Assigned::Row(row) => (None, Some((row.table(), row.said()))),
    }
}

fn described(what: &Assigned) -> String {
    match what {
        Assigned::Code(code) => unknown(code),
        Assigned::Row(row) => format!("{}: {}", row.table(), row.shown_cells().collect::<Vec<_>>().join(",")),
    }
}
