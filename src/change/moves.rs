//! Moving rows: what names one node names another from the day on.

use super::outcome::{Fallen, WhyFallen};
use super::step::Step;
use super::{Reason, sums};
use crate::base::Period;
use crate::graph::{Meaning, RowAt};
use crate::record::{Cell, Row, Table};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// Which rows name which of the nodes that change, in which columns.
pub(super) type Naming = BTreeMap<RowAt, Vec<usize>>;

/// A row that names another node from the day on.
pub(super) struct Move {
    pub(super) at: RowAt,
    pub(super) before: Row,
    pub(super) after: Row,
    /// What it says then: a node may have had another code before.
    pub(super) meaning: Meaning,
    /// What it said.
    pub(super) meant: Meaning,
    /// The days from the day on that it holds.
    pub(super) rest: Period,
}

/// From the day on, rows name other nodes in the columns given. Rows whose two ends become one end, and so do rows of which
/// another says the same. Rows that come to say the same but for how many they count become one that counts them all.
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
        let meant = if is_node { Meaning::default() } else { step.hierarchy.meaning(*at, &before) };
        let mut meaning = meant.clone();
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
        Some(Move { at: *at, before, after, meaning, meant, rest })
    };
    let mut moves = Vec::with_capacity(naming.len());
    moves.extend(naming.iter().filter_map(rename));
    // Of rows that say the same the one that holds longest stays: whichever contains another comes before it.
    let longest_first = |row: &Move| (Reverse(row.rest.raw().1), row.rest.raw().0);
    moves.sort_by(|a, b| longest_first(a).cmp(&longest_first(b)).then_with(|| a.before.cmp(&b.before)));
    let staying = staying(step, &moves, naming);
    let mut said = Said::by(step, &staying);
    let mut counting = Vec::new();
    for row in moves {
        if is_of_itself(&row) {
            step.end_row(row.at, &row.before);
            step.outcome.fell.push(Fallen { row: row.before, into: None, why: WhyFallen::EndsAreOne });
        } else if sums::counted(&row.after).is_some() {
            counting.push(row);
        } else if let Some(into) = said.on_all_days_of(step, &row) {
            step.end_row(row.at, &row.before);
            step.outcome.fell.push(Fallen { row: row.before, into: Some(into), why: WhyFallen::SaidAlready });
        } else {
            move_row(step, &row)?;
            said.add(row);
        }
    }
    sums::move_counted(step, counting, &staying)
}

/// A row names another node from the day on.
pub(super) fn move_row(step: &mut Step<'_>, row: &Move) -> Result<(), Reason> {
    if row.rest.from() != step.hierarchy.row_period(row.at).from() {
        step.must_name_the_same(row.at, &row.after)?;
    }
    step.end_row(row.at, &row.before);
    step.outcome.moved.push((row.before.clone(), row.after.clone()));
    step.edits.added.push((row.after.clone(), Some(row.at)));
    Ok(())
}

/// Whether the two ends of a row are one.
fn is_of_itself(row: &Move) -> bool {
    let is_needed = |column: &crate::record::Column| column.required && matches!(column.cell, Cell::Reference(_));
    let columns = row.at.0.columns().iter().zip(&row.meaning);
    let ends: Vec<_> = columns.filter(|(column, _)| is_needed(column)).map(|(_, end)| end).collect();
    matches!(ends.as_slice(), [a, b] if a == b) && row.at.0 != Table::Lineage
}

/// The rows that stay at the nodes to which others move, in the tables of these, with what they mean.
fn staying(step: &Step<'_>, moves: &[Move], naming: &Naming) -> Vec<(RowAt, Meaning)> {
    let hierarchy = step.hierarchy;
    let relations = || moves.iter().filter(|row| row.at.0.node().is_none());
    let tables: BTreeSet<Table> = relations().map(|row| row.at.0).collect();
    let columns = |row: &Move| naming.get(&row.at).cloned().unwrap_or_default();
    let ends = relations()
        .flat_map(|row| columns(row).into_iter().filter_map(|column| row.meaning.get(column).and_then(|told| told.0)));
    let ends: BTreeSet<u32> = ends.collect();
    let stays = |at: &RowAt| tables.contains(&at.0) && !naming.contains_key(at) && !step.edits.fates.contains_key(at);
    let rows: BTreeSet<RowAt> = ends.into_iter().flat_map(|end| hierarchy.rows_naming(end)).collect();
    rows.into_iter().filter(stays).map(|at| (at, hierarchy.meaning(at, &hierarchy.row(at)))).collect()
}

type ByMeaning<T> = BTreeMap<(Table, Meaning), T>;

/// What rows say from the day on, by table and meaning: each row that moves is looked up, not compared with every other.
struct Said {
    /// The days on which rows that stay say it, by their first days: of each and all before it the last day, and the row
    /// that says it until then.
    staying: ByMeaning<Vec<(i32, i32, RowAt)>>,
    /// The first day from which a row that was moved already says it. Invariant: these hold as long as any that comes.
    moved: ByMeaning<(i32, Row)>,
}

impl Said {
    fn by(step: &Step<'_>, rows: &[(RowAt, Meaning)]) -> Self {
        let mut staying: ByMeaning<Vec<(i32, i32, RowAt)>> = BTreeMap::new();
        for (at, meaning) in rows {
            let (from, until) = step.hierarchy.row_period(*at).raw();
            staying.entry((at.0, meaning.clone())).or_default().push((from, until, *at));
        }
        for days in staying.values_mut() {
            days.sort_unstable();
            let mut last: Option<(i32, RowAt)> = None;
            for (_, until, at) in days {
                let longest = last.filter(|last| last.0 >= *until).unwrap_or((*until, *at));
                (*until, *at) = longest;
                last = Some(longest);
            }
        }
        Self { staying, moved: BTreeMap::new() }
    }

    /// A row that stays, or one that was moved already, which says the same on all days of another.
    fn on_all_days_of(&self, step: &Step<'_>, row: &Move) -> Option<Row> {
        if row.at.0.node().is_some() {
            return None;
        }
        let ((from, until), what) = (row.rest.raw(), (row.at.0, row.meaning.clone()));
        let staying = self.staying.get(&what).map(Vec::as_slice).unwrap_or_default();
        let before = staying.partition_point(|days| days.0 <= from);
        let last = before.checked_sub(1).and_then(|at| staying.get(at)).filter(|days| days.1 >= until);
        let moved = || self.moved.get(&what).filter(|first| first.0 <= from).map(|first| first.1.clone());
        last.map(|days| step.hierarchy.row(days.2)).or_else(moved)
    }

    fn add(&mut self, row: Move) {
        if row.at.0.node().is_some() {
            return;
        }
        let from = row.rest.raw().0;
        let first = self.moved.entry((row.at.0, row.meaning)).or_insert_with(|| (from, row.after.clone()));
        if from < first.0 {
            *first = (from, row.after);
        }
    }
}
