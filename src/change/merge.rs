//! Merging: what names the nodes that close names the one that stays, and what counts is added up.

use super::Reason;
use super::columns::superior_column;
use super::lineage::{code_until, forget_today};
use super::moves::{Naming, move_rows};
use super::outcome::Unsettled;
use super::step::Step;
use super::superiors::{list_superiors, parent};
use crate::base::LineageKind;
use crate::graph::RowAt;
use crate::query::Unit;
use crate::record::{Cell, NodeKind, Row, Table, unit_column};
use std::collections::BTreeSet;

/// Nodes that become one.
pub(super) struct Merger<'c> {
    /// The node that stays, and its code on the day.
    pub(super) stays: u32,
    pub(super) into: &'c str,
    pub(super) closing: Vec<Closing<'c>>,
}

/// A node that closes, with its code and its row on the day.
pub(super) struct Closing<'c> {
    pub(super) node: u32,
    pub(super) code: &'c str,
    pub(super) at: RowAt,
}

impl Merger<'_> {
    pub(super) fn closes(&self, node: u32) -> bool {
        self.closing.iter().any(|closing| closing.node == node)
    }
}

pub(super) fn merge(step: &mut Step<'_>, codes: &[String], into: &str) -> Result<(), Reason> {
    let stays = step.there_with_lineage(into)?;
    if codes.is_empty() {
        return Err(Reason::Nothing);
    }
    let mut seen = BTreeSet::from([into]);
    let mut naming = Naming::new();
    let mut merger = Merger { stays, into, closing: Vec::new() };
    for code in codes {
        let node = step.there(code)?;
        if !seen.insert(code) {
            return Err(Reason::NamedTwice(code.clone()));
        }
        if step.hierarchy.kind(node).0 != step.hierarchy.kind(stays).0 {
            return Err(Reason::WrongKind { code: code.clone(), kind: step.hierarchy.kind(node).0 });
        }
        merger.closing.push(Closing { node, code, at: step.last_row(node, code)? });
        for at in step.hierarchy.rows_to_arrange(node) {
            naming.entry(at).or_default().extend(step.hierarchy.columns_naming(at, node));
        }
    }
    for closing in &merger.closing {
        forget_today(step, closing.node, closing.at, &[into]);
        step.end(closing.at);
        // What a node says of itself closes with it.
        naming.remove(&closing.at);
    }
    if step.hierarchy.kind(stays).0 == NodeKind::Unit {
        let of = |unit: u32| parent(step, unit);
        // One that closes may be above the one that stays.
        let new = of(stays).filter(|above| !merger.closes(*above));
        let parents: Vec<_> = merger.closing.iter().map(|closing| (of(closing.node), new)).collect();
        let parents: Vec<_> =
            parents.into_iter().filter(|(old, _)| !old.is_some_and(|old| merger.closes(old))).collect();
        list_superiors(step, &parents);
    }
    super::readings::merge_readings(step, &merger, &mut naming)?;
    merge_own_rows(step, &merger, &mut naming)?;
    move_rows(step, &naming, |_, _| into.to_owned())?;
    for closing in &merger.closing {
        // What opened on the day was nothing before.
        if let Some(code) = code_until(step, closing.node) {
            step.add_lineage(code, into, LineageKind::Merge);
        }
    }
    Ok(())
}

/// The node that stays comes under what those were under that it was under, and declares of itself what all declared
/// together.
fn merge_own_rows(step: &mut Step<'_>, merger: &Merger<'_>, naming: &mut Naming) -> Result<(), Reason> {
    let Some(on_the_day) = step.hierarchy.row_on(merger.stays, step.day) else { return Ok(()) };
    let sums = declared_sums(step, merger, on_the_day);
    for at in step.hierarchy.rows_of(merger.stays) {
        let superior = naming.remove(&at).filter(|_| step.holds_on_or_after(at));
        let sums = if at == on_the_day { sums.as_slice() } else { &[] };
        let before = step.hierarchy.row(at);
        let mut after = before.clone();
        if superior.is_some() {
            let kind = step.hierarchy.kind(merger.stays).0;
            after.set(superior_column(kind), &superior_beyond(step, merger, at));
        }
        for (column, sum) in sums {
            after.set(*column, sum);
        }
        if after == before {
            continue;
        }
        if step.hierarchy.row_period(at).from().is_none_or(|from| from < step.day) {
            after.set_from(step.day);
            step.must_name_the_same(at, &after)?;
        }
        step.end_row(at, &before);
        step.edits.added.push((after.clone(), Some(at)));
        if superior.is_some() {
            step.outcome.moved.push((before, after));
        } else {
            step.outcome.added.push(after);
        }
    }
    Ok(())
}

/// The code of what a row of the node that stays comes under, when all that close are passed by.
fn superior_beyond(step: &Step<'_>, merger: &Merger<'_>, mut at: RowAt) -> String {
    let column = superior_column(step.hierarchy.kind(merger.stays).0);
    for _ in 0..=merger.closing.len() {
        match step.hierarchy.node_named(at, column) {
            Some(node) if node == merger.stays => return String::new(),
            Some(node) => match merger.closing.iter().find(|closing| closing.node == node) {
                Some(closing) => at = closing.at,
                None => return step.hierarchy.code_on(node, step.day).to_owned(),
            },
            None => return step.hierarchy.row(at).at(column).to_owned(),
        }
    }
    String::new()
}

/// The columns in which a node counts something of its own.
fn declaring(row: &Row) -> impl Iterator<Item = (usize, &'static str)> {
    let columns = row.table().columns().iter().enumerate();
    columns.filter(|(_, column)| matches!(column.cell, Cell::Count)).map(|(at, column)| (at, column.name))
}

/// What the nodes declare together, by columns, as far as it is not what the one that stays declares already. Where one of
/// them declares nothing, or the sum is beyond what a cell holds, that is left to be settled.
fn declared_sums(step: &mut Step<'_>, merger: &Merger<'_>, at: RowAt) -> Vec<(usize, String)> {
    let own = step.hierarchy.row(at);
    let closing: Vec<(&str, Row)> =
        merger.closing.iter().map(|closing| (closing.code, step.hierarchy.row(closing.at))).collect();
    let mut sums = Vec::new();
    for (column, what) in declaring(&own) {
        let rows = || std::iter::once(&own).chain(closing.iter().map(|(_, row)| row));
        if rows().all(|row| row.at(column).is_empty()) {
            step.outcome.unassigned.extend(uncounted(step, merger, at));
            continue;
        }
        let sum = rows().try_fold(0_u32, |sum, row| sum.checked_add(row.at(column).parse().ok()?));
        let unsettled = |(code, row): (&str, Row)| Unsettled { code: code.to_owned(), what, row };
        match sum.map(|sum| sum.to_string()) {
            Some(sum) => {
                step.outcome.unassigned.extend(uncounted(step, merger, at));
                if sum == own.at(column) {
                    continue;
                }
                sums.push((column, sum));
                // What is declared from a later day on says nothing of those that close.
                let later = step.hierarchy.rows_of(merger.stays).into_iter().skip_while(|row| *row != at).skip(1);
                let later = later.map(|at| (merger.into, step.hierarchy.row(at)));
                step.outcome.unassigned.extend(later.filter(|(_, row)| !row.at(column).is_empty()).map(unsettled));
            }
            None => step.outcome.unassigned.extend(closing.iter().cloned().map(unsettled)),
        }
    }
    sums
}

/// Units whose households count for something else when they are one with others: what a unit declares counts only where its
/// children do not all say how many they have.
fn uncounted(step: &Step<'_>, merger: &Merger<'_>, at: RowAt) -> Vec<Unsettled> {
    if at.0 != Table::Units {
        return Vec::new();
    }
    let snapshot = step.hierarchy.as_of(step.day);
    let all = std::iter::once((merger.stays, merger.into, at))
        .chain(merger.closing.iter().map(|closing| (closing.node, closing.code, closing.at)));
    let children = |node: u32| Unit::there(snapshot, node).into_iter().flat_map(Unit::children_in_any_order);
    let all: Vec<_> =
        all.map(|(node, code, at)| (node, code, step.hierarchy.row(at), children(node).next().is_none())).collect();
    // Where nothing is declared, only what has no children has no number. To count what lies below takes long.
    let has_number = |row: &Row| !row.at(unit_column::HOUSEHOLDS).is_empty();
    let is_any_leaf = all.iter().any(|(.., is_leaf)| *is_leaf);
    let may_differ = is_any_leaf || all.iter().any(|(_, _, row, _)| has_number(row));
    if !may_differ || all.iter().all(|(.., is_leaf)| *is_leaf) {
        return Vec::new();
    }
    // Of each what its children say together, if it has any and all of them say it.
    let counted = |node: u32| children(node).try_fold(0_u64, |sum, child| sum.checked_add(child.households().counted?));
    let known: Vec<_> =
        all.into_iter().map(|(node, code, row, is_leaf)| (code, row, (is_leaf, counted(node)))).collect();
    let is_any_unknown = known.iter().any(|(.., (_, sum))| sum.is_none());
    let differs = |(_, row, (is_leaf, sum)): &&(&str, Row, (bool, Option<u64>))| {
        let declared: Option<u64> = row.at(unit_column::HOUSEHOLDS).parse().ok();
        match (is_leaf, is_any_unknown) {
            (true, _) => !is_any_unknown && declared != Some(0),
            (false, true) => declared.is_some() && sum.is_some() && *sum != declared,
            (false, false) => false,
        }
    };
    let what = "households";
    known
        .iter()
        .filter(differs)
        .map(|(code, row, _)| Unsettled { code: (*code).to_owned(), what, row: row.clone() })
        .collect()
}

/// What a node declares of itself: nothing says who declares it when the node is no more, or is divided.
pub(super) fn declared(step: &Step<'_>, code: &str, at: RowAt) -> Vec<Unsettled> {
    let row = step.hierarchy.row(at);
    let stated = declaring(&row).filter(|(column, _)| !row.at(*column).is_empty());
    stated.map(|(_, what)| Unsettled { code: code.to_owned(), what, row: row.clone() }).collect()
}
