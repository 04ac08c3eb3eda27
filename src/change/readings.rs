//! Measures of nodes that become one: what adds up is added up on every day from which one of them states it anew; of all
//! else nobody knows what is so of the one, unless all state the same.

use super::Reason;
use super::merge::Merger;
use super::moves::{Move, Naming, move_row};
use super::outcome::{Fallen, Unsettled, WhyFallen};
use super::step::Step;
use crate::base::{Day, Decimal, MeasureKind};
use crate::graph::{Fate, Meaning, RowAt};
use crate::record::{Relation, Row, Table, measure_column as column};
use std::collections::{BTreeMap, BTreeSet};

/// A row of a measure.
#[derive(Clone)]
struct Reading {
    day: Day,
    at: RowAt,
    row: Row,
}

/// What the rows of one subject say of a measure, alone or about another node.
struct Series {
    /// The code of the one that closes, or none of what is said of the one that stays.
    closing: Option<String>,
    /// By their days.
    readings: Vec<Reading>,
}

/// A measure of one subject, alone or about another node, by the codes on the day: and what says so when those that close
/// have become the one that stays.
type Merged = BTreeMap<(String, String, String), BTreeMap<(u32, Option<u32>), Series>>;

impl Reading {
    fn number(&self) -> Option<Decimal> {
        self.row.at(column::VALUE).parse().ok()
    }

    fn says_same(&self, other: &Self) -> bool {
        match (self.number(), other.number()) {
            (Some(a), Some(b)) => a == b,
            _ => self.row.at(column::VALUE) == other.row.at(column::VALUE),
        }
    }
}

impl Series {
    /// The rows of the latest day of a few: on or before one.
    fn on(&self, day: Day) -> &[Reading] {
        let until = self.readings.partition_point(|reading| reading.day <= day);
        let known = self.readings.get(..until).unwrap_or_default();
        let last = known.last().map(|reading| reading.day);
        known.get(known.partition_point(|reading| Some(reading.day) < last)..).unwrap_or_default()
    }

    /// The number on a day, if there is one that no row contradicts.
    fn number_on(&self, day: Day) -> Option<Decimal> {
        let rows = self.on(day);
        let first = rows.first()?;
        rows.iter().all(|row| row.says_same(first)).then(|| first.number())?
    }
}

/// The measure, if its values add up.
fn adding_up(row: &Row) -> Option<MeasureKind> {
    row.at(column::MEASURE).parse().ok().filter(|measure: &MeasureKind| measure.adds_up())
}

/// The word of the measure of a row.
fn word(row: &Row) -> &'static str {
    row.at(column::MEASURE).parse().unwrap_or(MeasureKind::Other).as_str()
}

fn readings_of(step: &Step<'_>, node: u32) -> BTreeSet<u32> {
    let stated = step.hierarchy.rows_stated(node, Table::Measures).iter();
    stated.chain(step.hierarchy.links_to(node, Relation::MeasuredAt).map(|link| link.row)).collect()
}

fn reading(step: &Step<'_>, row: u32) -> Option<Reading> {
    let at = (Table::Measures, row);
    let day = step.hierarchy.row_period(at).from()?;
    Some(Reading { day, at, row: step.hierarchy.row(at) })
}

/// Adds up what is measured of nodes that become one. What is done here is named no more by `naming`.
pub(super) fn merge_readings(step: &mut Step<'_>, merger: &Merger<'_>, naming: &mut Naming) -> Result<(), Reason> {
    for ((measure, ..), series) in all_series(step, merger) {
        let adds_up = measure.parse().is_ok_and(MeasureKind::adds_up);
        if series.values().all(|series| series.closing.is_none()) {
            let row = series.values().find_map(|series| series.readings.first()).map(|reading| &reading.row);
            if let Some(row) = row.filter(|row| adds_up && row.at(column::ABOUT).is_empty()) {
                lacking(step, merger, &series, word(row));
            }
            continue;
        }
        for reading in series.values().flat_map(|series| &series.readings) {
            naming.remove(&reading.at);
        }
        if adds_up {
            add_up(step, merger, &series);
        } else {
            keep_apart(step, merger, &series)?;
        }
    }
    Ok(())
}

fn all_series(step: &Step<'_>, merger: &Merger<'_>) -> Merged {
    let hierarchy = step.hierarchy;
    let nodes = || std::iter::once(merger.stays).chain(merger.closing.iter().map(|closing| closing.node));
    let rows: BTreeSet<u32> = nodes().flat_map(|node| readings_of(step, node)).collect();
    let mut found = Merged::new();
    for known in rows.into_iter().filter_map(|row| reading(step, row)) {
        let named = |column: usize| hierarchy.node_named(known.at, column);
        let (Some(subject), about) = (named(column::SUBJECT), named(column::ABOUT)) else { continue };
        let code = |node: u32| if merger.closes(node) { merger.into } else { hierarchy.code_on(node, step.day) };
        let measure = known.row.at(column::MEASURE).to_owned();
        let key = (measure, code(subject).to_owned(), about.map(code).unwrap_or_default().to_owned());
        let closing = merger.closing.iter().find(|closing| closing.node == subject || Some(closing.node) == about);
        let closing = closing.map(|closing| closing.code.to_owned());
        let of_ends = found.entry(key).or_default().entry((subject, about));
        of_ends.or_insert_with(|| Series { closing, readings: Vec::new() }).readings.push(known);
    }
    for series in found.values_mut().flat_map(BTreeMap::values_mut) {
        series.readings.sort_by(|a, b| (a.day, &a.row).cmp(&(b.day, &b.row)));
    }
    found
}

/// The row of the one that stays: with its code, and the codes of the day.
fn of_heir(step: &Step<'_>, merger: &Merger<'_>, reading: &Reading) -> Row {
    let mut row = reading.row.clone();
    for column in [column::SUBJECT, column::ABOUT] {
        if let Some(node) = step.hierarchy.node_named(reading.at, column) {
            let is_one = node == merger.stays || merger.closes(node);
            row.set(column, if is_one { merger.into } else { step.hierarchy.code_on(node, step.day) });
        }
    }
    row
}

fn unsettled(closing: &Series, into: &str, reading: &Reading) -> Unsettled {
    let code = closing.closing.clone().unwrap_or_else(|| into.to_owned());
    Unsettled { code, what: word(&reading.row), row: reading.row.clone() }
}

/// On the day, and on each later one for which one of them is measured, the one that stays has the sum.
fn add_up(step: &mut Step<'_>, merger: &Merger<'_>, of_ends: &BTreeMap<(u32, Option<u32>), Series>) {
    let all = || of_ends.values();
    let Some(first) = all().find_map(|series| series.readings.first()) else { return };
    // Alone each of them has the measure, or lacks it; about another node some have, and some have nothing to do with it.
    let is_alone = first.row.at(column::ABOUT).is_empty();
    let has_all = !is_alone || of_ends.len() == 1 + merger.closing.len();
    let has_own = all().any(|series| series.closing.is_none());
    let is_known = |day: Day| {
        let mut numbers = all().map(|series| series.number_on(day));
        let sum = numbers.try_fold(Decimal::ZERO, |sum, number| sum.checked_add(number?));
        sum.filter(|_| has_all && has_own)
    };
    let closing = || all().filter(|series| series.closing.is_some());
    let is_measured_before = closing().any(|series| series.readings.first().is_some_and(|first| first.day < step.day));
    let later = all().flat_map(|series| &series.readings).map(|reading| reading.day).filter(|day| *day >= step.day);
    let days: BTreeSet<Day> = is_measured_before.then_some(step.day).into_iter().chain(later).collect();
    for day in days {
        let of_day = |series: &Series| -> Vec<Reading> {
            series.on(day).iter().filter(|reading| reading.day == day).cloned().collect()
        };
        let own: Vec<Reading> = all().filter(|series| series.closing.is_none()).flat_map(of_day).collect();
        let others: Vec<Reading> = closing().flat_map(of_day).collect();
        let Some(sum) = is_known(day) else {
            // What is said of later days of one that closes goes on being said of it.
            for series in closing() {
                let rows = series.on(day).iter();
                let rows = rows.filter(|reading| reading.day == day || (day == step.day && reading.day < day));
                let found: Vec<Unsettled> = rows.map(|reading| unsettled(series, merger.into, reading)).collect();
                step.outcome.unassigned.extend(found);
            }
            continue;
        };
        let like = own.first().or_else(|| others.first()).unwrap_or(first);
        let mut row = of_heir(step, merger, like);
        row.set(column::DAY, &day.to_string());
        row.set(column::VALUE, &sum.to_string());
        for reading in &others {
            step.edits.fates.insert(reading.at, Fate::Gone);
            step.outcome.moved.push((reading.row.clone(), row.clone()));
        }
        match own.split_first() {
            None => {
                step.edits.added.push((row.clone(), Some(like.at)));
                step.outcome.added.extend(others.is_empty().then_some(row));
            }
            Some((known, repeated)) => {
                step.say(known.at, row.clone());
                step.outcome.corrected.push((known.row.clone(), row.clone()));
                for reading in repeated {
                    step.edits.fates.insert(reading.at, Fate::Gone);
                    let (row, into) = (reading.row.clone(), Some(row.clone()));
                    step.outcome.fell.push(Fallen { row, into, why: WhyFallen::SaidAlready });
                }
            }
        }
    }
    if is_alone && has_own {
        lacking(step, merger, of_ends, word(&first.row));
    }
}

/// Those that close and are not measured, beside one that stays and is.
fn lacking(
    step: &mut Step<'_>,
    merger: &Merger<'_>,
    of_ends: &BTreeMap<(u32, Option<u32>), Series>,
    what: &'static str,
) {
    for closing in merger.closing.iter().filter(|closing| !of_ends.contains_key(&(closing.node, None))) {
        let row = step.hierarchy.row(closing.at);
        step.outcome.unassigned.push(Unsettled { code: closing.code.to_owned(), what, row });
    }
}

/// Scores, classes, words: what all say alike stands, and of all else nobody knows what is so.
fn keep_apart(
    step: &mut Step<'_>,
    merger: &Merger<'_>,
    of_ends: &BTreeMap<(u32, Option<u32>), Series>,
) -> Result<(), Reason> {
    let own = of_ends.values().find(|series| series.closing.is_none());
    let own_on = |day: Day| own.map(|own| own.on(day)).unwrap_or_default();
    let (day, before) = (step.day, step.day.previous());
    let mut undivided = Vec::new();
    for series in of_ends.values().filter(|series| series.closing.is_some()) {
        let says_other = |reading: &&Reading, known: &[Reading]| known.iter().all(|known| !reading.says_same(known));
        let past = series.on(before).iter().filter(|reading| says_other(reading, own_on(before)));
        undivided.extend(past.map(|reading| (unsettled(series, merger.into, reading), before)));
        for reading in series.readings.iter().filter(|reading| reading.day >= day) {
            let known: Vec<Reading> =
                own_on(reading.day).iter().filter(|known| known.day == reading.day).cloned().collect();
            if known.is_empty() {
                move_row(step, &moved(step, merger, reading)?)?;
            } else if let Some(same) = known.iter().find(|known| known.says_same(reading)) {
                step.edits.fates.insert(reading.at, Fate::Gone);
                let (row, into) = (reading.row.clone(), Some(same.row.clone()));
                step.outcome.fell.push(Fallen { row, into, why: WhyFallen::SaidAlready });
            } else {
                undivided.push((unsettled(series, merger.into, reading), reading.day));
            }
        }
    }
    // Beside what differs stands what the one that stays says.
    let days: BTreeSet<Day> = undivided.iter().map(|(_, day)| *day).collect();
    if let Some(own) = own {
        let beside: BTreeSet<Unsettled> = days
            .into_iter()
            .flat_map(|day| own.on(day).iter().map(|reading| unsettled(own, merger.into, reading)))
            .collect();
        step.outcome.undivided.extend(beside);
    }
    step.outcome.undivided.extend(undivided.into_iter().map(|(unsettled, _)| unsettled));
    Ok(())
}

fn moved(step: &Step<'_>, merger: &Merger<'_>, reading: &Reading) -> Result<Move, Reason> {
    let rest = step.rest(reading.at).ok_or(Reason::NoSuchRow(Table::Measures))?;
    let (before, after) = (reading.row.clone(), of_heir(step, merger, reading));
    Ok(Move { at: reading.at, before, after, meaning: Meaning::default(), meant: Meaning::default(), rest })
}

/// What was last measured of a node before the day: nothing says of what it is when the node is no more, or is divided.
pub(super) fn last_readings(
    step: &Step<'_>,
    node: u32,
    code: &str,
    is_wanted: impl Fn(&Row) -> bool,
) -> Vec<Unsettled> {
    let mut all: BTreeMap<(String, u32, Option<u32>), Series> = BTreeMap::new();
    for reading in readings_of(step, node).into_iter().filter_map(|row| reading(step, row)) {
        let named = |column: usize| step.hierarchy.node_named(reading.at, column);
        let Some(subject) = named(column::SUBJECT).filter(|_| is_wanted(&reading.row)) else { continue };
        let key = (reading.row.at(column::MEASURE).to_owned(), subject, named(column::ABOUT));
        let closing = Some(code.to_owned());
        all.entry(key).or_insert_with(|| Series { closing, readings: Vec::new() }).readings.push(reading);
    }
    let mut found = Vec::new();
    for series in all.values_mut() {
        series.readings.sort_by(|a, b| (a.day, &a.row).cmp(&(b.day, &b.row)));
        found.extend(series.on(step.day.previous()).iter().map(|reading| unsettled(series, code, reading)));
    }
    found.sort();
    found
}

/// Whether a row's measure adds up.
pub(super) fn is_sum(row: &Row) -> bool {
    adding_up(row).is_some()
}
