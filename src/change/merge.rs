//! Merging: what names the nodes that close names the one that stays.

use super::Reason;
use super::step::Step;
use crate::base::{LineageKind, Period};
use crate::graph::{Meaning, RowAt};
use crate::record::{Cell, Row, Table};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// Which rows name which of the nodes that change, in which columns.
pub(super) type Naming = BTreeMap<RowAt, Vec<usize>>;

pub(super) fn merge(step: &mut Step<'_>, codes: &[String], into: &str) -> Result<(), Reason> {
    let stays = step.there_with_lineage(into)?;
    if codes.is_empty() {
        return Err(Reason::Nothing);
    }
    let mut seen = BTreeSet::from([into]);
    let mut naming: Naming = BTreeMap::new();
    let mut closing = Vec::new();
    for code in codes {
        let node = step.there(code)?;
        if !seen.insert(code) {
            return Err(Reason::NamedTwice(code.clone()));
        }
        if step.hierarchy.kind(node).0 != step.hierarchy.kind(stays).0 {
            return Err(Reason::WrongKind { code: code.clone(), kind: step.hierarchy.kind(node).0 });
        }
        closing.push(step.last_row(node, code)?);
        for at in step.hierarchy.rows_to_arrange(node) {
            naming.entry(at).or_default().extend(step.hierarchy.columns_naming(at, node));
        }
    }
    for at in &closing {
        step.end(*at);
        // What a node says of itself closes with it.
        naming.remove(at);
    }
    let to = |_: RowAt, _: usize| into.to_owned();
    move_rows(step, &naming, to)?;
    for code in codes {
        step.add_lineage(code, into, LineageKind::Merge);
    }
    Ok(())
}

/// From the day on, rows name other nodes in the columns given. Rows whose two ends become one end, and so do rows of
/// which another says the same.
///
/// # Errors
/// [`Reason::LaterRecord`] as [`Step::must_name_the_same`].
pub(super) fn move_rows(
    step: &mut Step<'_>,
    naming: &Naming,
    to: impl Fn(RowAt, usize) -> String,
) -> Result<(), Reason> {
    let rename = |(at, columns): (&RowAt, &Vec<usize>)| {
        let rest = step.rest(*at).filter(|_| !columns.is_empty())?;
        let before = step.hierarchy.row(*at);
        let mut after = before.clone();
        // A node's own row stays one whatever it names: nobody asks what it means.
        let is_node = at.0.node().is_some();
        let mut meaning = if is_node { Meaning::default() } else { step.hierarchy.meaning(*at, &before) };
        for column in columns {
            let code = to(*at, *column);
            // The bounds are the last columns.
            meaning.get_mut(*column).into_iter().for_each(|told| told.0 = step.there(&code).ok());
            after.set(*column, &code);
        }
        // From the day on it holds as long as it did.
        if rest.from() != step.hierarchy.row_period(*at).from() {
            after.set_bound(Cell::From, &step.day_text);
        }
        Some(Move { at: *at, before, after, meaning, rest })
    };
    let mut moves = Vec::with_capacity(naming.len());
    moves.extend(naming.iter().filter_map(rename));
    // Of rows that say the same the one that holds longest stays: whichever contains another comes before it.
    let longest_first = |row: &Move| (Reverse(row.rest.raw().1), row.rest.raw().0);
    moves.sort_by(|a, b| longest_first(a).cmp(&longest_first(b)).then_with(|| a.before.cmp(&b.before)));
    let mut said = Said::beside(step, &moves, naming);
    for row in moves {
        if row.rest.from() != step.hierarchy.row_period(row.at).from() {
            step.must_name_the_same(row.at, &row.after)?;
        }
        step.end_row(row.at, &row.before);
        let is_node = row.at.0.node().is_some();
        if !is_node && (is_of_itself(&row) || said.holds_throughout(&row)) {
            step.outcome.fell.push(row.before);
            continue;
        }
        step.outcome.moved.push((row.before.clone(), row.after.clone()));
        step.edits.added.push((row.after.clone(), Some(row.at)));
        if !is_node {
            said.add(row);
        }
    }
    Ok(())
}

/// A row that names another node from the day on.
struct Move {
    at: RowAt,
    before: Row,
    after: Row,
    /// What it says then: a node may have had another code before.
    meaning: Meaning,
    /// The days from the day on that it holds.
    rest: Period,
}

/// Whether the two ends of a row are one.
fn is_of_itself(row: &Move) -> bool {
    let is_needed = |column: &crate::record::Column| column.required && matches!(column.cell, Cell::Reference(_));
    let columns = row.at.0.columns().iter().zip(&row.meaning);
    let ends: Vec<_> = columns.filter(|(column, _)| is_needed(column)).map(|(_, end)| end).collect();
    matches!(ends.as_slice(), [a, b] if a == b) && row.at.0 != Table::Lineage
}

/// What rows say from the day on, by table and meaning: each row that moves is looked up, not compared with every other.
struct Said {
    /// The days on which rows that stay say it, by their first days: of each and all before it the last day.
    staying: BTreeMap<(Table, Meaning), Vec<(i32, i32)>>,
    /// The first day from which rows that were moved already say it. Invariant: they hold as long as any that comes.
    moved: BTreeMap<(Table, Meaning), i32>,
}

impl Said {
    /// What the rows say that stay at the nodes to which others move.
    fn beside(step: &Step<'_>, moves: &[Move], naming: &Naming) -> Self {
        let hierarchy = step.hierarchy;
        let relations = || moves.iter().filter(|row| row.at.0.node().is_none());
        let tables: BTreeSet<Table> = relations().map(|row| row.at.0).collect();
        let columns = |row: &Move| naming.get(&row.at).cloned().unwrap_or_default();
        let ends = relations().flat_map(|row| {
            columns(row).into_iter().filter_map(|column| row.meaning.get(column).and_then(|told| told.0))
        });
        let ends: BTreeSet<u32> = ends.collect();
        let stays =
            |at: &RowAt| tables.contains(&at.0) && !naming.contains_key(at) && !step.edits.fates.contains_key(at);
        let mut staying: BTreeMap<(Table, Meaning), Vec<(i32, i32)>> = BTreeMap::new();
        let rows: BTreeSet<RowAt> = ends.into_iter().flat_map(|end| hierarchy.rows_naming(end)).collect();
        for at in rows.into_iter().filter(stays) {
            let meaning = hierarchy.meaning(at, &hierarchy.row(at));
            staying.entry((at.0, meaning)).or_default().push(hierarchy.row_period(at).raw());
        }
        for days in staying.values_mut() {
            days.sort_unstable();
            let mut last = i32::MIN;
            for (_, until) in days {
                last = last.max(*until);
                *until = last;
            }
        }
        Self { staying, moved: BTreeMap::new() }
    }

    /// Whether a row that stays, or one that was moved already, says the same on all days of another.
    fn holds_throughout(&self, row: &Move) -> bool {
        let ((from, until), what) = (row.rest.raw(), (row.at.0, row.meaning.clone()));
        let staying = self.staying.get(&what).map(Vec::as_slice).unwrap_or_default();
        let before = staying.partition_point(|days| days.0 <= from);
        let last = before.checked_sub(1).and_then(|at| staying.get(at));
        last.is_some_and(|days| days.1 >= until) || self.moved.get(&what).is_some_and(|first| *first <= from)
    }

    fn add(&mut self, row: Move) {
        let from = row.rest.raw().0;
        self.moved.entry((row.at.0, row.meaning)).and_modify(|first| *first = from.min(*first)).or_insert(from);
    }
}
