//! What becomes of measures when nodes become one or are divided.

use super::moving::Moving;
use super::names::Node;
use super::numbers::{Amount, adds_up, amount, written};
use super::plain::{PlainRow, number};
use super::{Fate, Unsettled, Work};
use crate::oracle::calendar::{DayNumber, text};
use std::collections::{BTreeMap, BTreeSet};

/// Rows of one measure of one subject, alone or about one other node.
pub(super) type Readings = Vec<usize>;

/// A subject, and the node that something is measured about.
pub(super) type Ends = (Option<Node>, Option<Node>);

impl Work<'_> {
    /// What was last measured of a node before the day, of each measure alone and about each other node.
    pub(super) fn last_measured(&self, node: Node, code: &str, only_sums: bool) -> Vec<Unsettled> {
        let mut latest: BTreeMap<(String, Option<Node>, Option<Node>), Vec<usize>> = BTreeMap::new();
        for (at, row) in self.rows.iter().enumerate().filter(|(_, row)| row.table == "measures") {
            let ends = (self.names.named(row, "subject"), self.names.named(row, "about"));
            let is_of_node = ends.0 == Some(node) || ends.1 == Some(node);
            let is_before = number(row.cell("day")) < self.day;
            if is_of_node && is_before && (!only_sums || adds_up(row.cell("measure"))) {
                let known = latest.entry((row.cell("measure").to_owned(), ends.0, ends.1)).or_default();
                known.push(at);
                let last = known.iter().map(|at| self.rows[*at].cell("day")).max().unwrap().to_owned();
                known.retain(|at| self.rows[*at].cell("day") == last);
            }
        }
        let row = |at: usize| (code.to_owned(), self.rows[at].cell("measure").to_owned(), self.rows[at].clone());
        latest.into_values().flatten().map(row).collect()
    }

    /// Measures of nodes that become one.
    pub(super) fn merge_measures(
        &mut self,
        (stays, into): (Node, &str),
        closing: &[(Node, &str, usize)],
        moving: &mut Moving,
    ) {
        let closes = |node: Option<Node>| closing.iter().find(|closing| Some(closing.0) == node);
        let code = |node: Option<Node>| match (node, closes(node)) {
            (_, Some(_)) => into.to_owned(),
            (Some(node), None) => self.names.code_on(self.rows, node, self.day),
            (None, None) => String::new(),
        };
        // By what they are about afterwards, then by what they are about before.
        let mut merged: BTreeMap<[String; 3], BTreeMap<Ends, Readings>> = BTreeMap::new();
        for (at, row) in self.rows.iter().enumerate().filter(|(_, row)| row.table == "measures") {
            let ends = (self.names.named(row, "subject"), self.names.named(row, "about"));
            if [ends.0, ends.1].iter().any(|end| *end == Some(stays) || closes(*end).is_some()) {
                let key = [row.cell("measure").to_owned(), code(ends.0), code(ends.1)];
                merged.entry(key).or_default().entry(ends).or_default().push(at);
            }
        }
        for ([measure, subject, about], readings) in merged {
            let of = |ends: &Ends| closes(ends.0).or(closes(ends.1)).map(|closing| closing.1);
            let all: Vec<(Option<&str>, Readings)> =
                readings.iter().map(|(ends, rows)| (of(ends), rows.clone())).collect();
            let lacks = |closing: &&(Node, &str, usize)| !readings.contains_key(&(Some(closing.0), None));
            let lacking: Vec<Unsettled> = closing
                .iter()
                .filter(lacks)
                .map(|(_, code, at)| ((*code).to_owned(), measure.clone(), self.rows[*at].clone()))
                .collect();
            if all.iter().all(|(closing, _)| closing.is_none()) {
                if adds_up(&measure) && about.is_empty() {
                    self.done.unassigned.extend(lacking);
                }
                continue;
            }
            moving.retain(|moved| !all.iter().any(|(_, rows)| rows.contains(&moved.0)));
            let heir = |day: DayNumber, value: &str| {
                let cells = [("subject", subject.as_str()), ("about", &about), ("measure", &measure), ("value", value)];
                let mut row = PlainRow::new("measures", cells);
                row.set("day", &text(day));
                row
            };
            if !adds_up(&measure) {
                self.keep_apart(into, &all, heir);
                continue;
            }
            let is_alone = about.is_empty();
            let is_complete = !is_alone || all.len() == closing.len() + 1;
            self.sum_measures(&all, is_complete, heir);
            if is_alone && all.iter().any(|(closing, _)| closing.is_none()) {
                self.done.unassigned.extend(lacking);
            }
        }
    }

    /// What rows of measures that go to parts of a node add to what is measured of the parts.
    pub(super) fn sum_assigned(&mut self, moving: &mut Moving) {
        let mut parts: Vec<String> = moving.iter().map(|row| row.1.clone()).collect();
        parts.sort();
        parts.dedup();
        for part in parts {
            let receiver = self.there(&part).unwrap();
            // What is measured of what, when the rows have gone; by what each row is about now.
            let mut sums: BTreeMap<(String, Ends), BTreeMap<Ends, Readings>> = BTreeMap::new();
            let ends = |work: &Self, at: usize| {
                (work.names.named(&work.rows[at], "subject"), work.names.named(&work.rows[at], "about"))
            };
            for (at, _, columns) in moving.iter().filter(|row| row.1 == part) {
                let row = &self.rows[*at];
                if row.table == "measures" && adds_up(row.cell("measure")) {
                    let (subject, about) = ends(self, *at);
                    let goes = |column: &str, end| if columns.contains(&column) { Some(receiver) } else { end };
                    let key = (row.cell("measure").to_owned(), (goes("subject", subject), goes("about", about)));
                    sums.entry(key).or_default().entry((subject, about)).or_default().push(*at);
                }
            }
            for ((measure, after), going) in sums {
                let of_receiver = |at: &usize| {
                    let row = &self.rows[*at];
                    row.table == "measures" && row.cell("measure") == measure && ends(self, *at) == after
                };
                let own: Readings = (0..self.rows.len()).filter(of_receiver).collect();
                let days: Vec<DayNumber> = going.values().flatten().map(|at| self.measured_on(*at)).collect();
                let all = || going.values().chain([&own]);
                let is_known = |day: &DayNumber| {
                    all().all(|readings| {
                        let rows = self.latest(readings, *day);
                        let first = rows.first();
                        first.is_some_and(|first| {
                            amount(self.value(*first)).is_some() && rows.iter().all(|at| self.says_same(*at, *first))
                        })
                    })
                };
                if own.is_empty() || !days.iter().all(is_known) {
                    continue;
                }
                moving.retain(|row| !going.values().any(|rows| rows.contains(&row.0)));
                let code =
                    |end: Option<Node>| end.map(|end| self.names.code_on(self.rows, end, self.day)).unwrap_or_default();
                let (subject, about) = (code(after.0), code(after.1));
                let heir = |day: DayNumber, value: &str| {
                    let cells =
                        [("subject", subject.as_str()), ("about", &about), ("measure", &measure), ("value", value)];
                    let mut row = PlainRow::new("measures", cells);
                    row.set("day", &text(day));
                    row
                };
                let all: Vec<(Option<&str>, Readings)> =
                    going.into_values().map(|rows| (Some(part.as_str()), rows)).chain([(None, own)]).collect();
                self.sum_measures(&all, true, heir);
            }
        }
    }

    fn measured_on(&self, at: usize) -> DayNumber {
        number(self.rows[at].cell("day"))
    }

    /// The rows of the latest day, on or before one.
    pub(super) fn latest(&self, readings: &Readings, day: DayNumber) -> Readings {
        let known = || readings.iter().copied().filter(|at| self.measured_on(*at) <= day);
        let last = known().map(|at| self.measured_on(at)).max();
        known().filter(|at| Some(self.measured_on(*at)) == last).collect()
    }

    pub(super) fn value(&self, at: usize) -> &str {
        self.rows[at].cell("value")
    }

    pub(super) fn says_same(&self, at: usize, other: usize) -> bool {
        match (amount(self.value(at)), amount(self.value(other))) {
            (Some(one), Some(other)) => one == other,
            _ => self.value(at) == self.value(other),
        }
    }

    fn unsettled(&self, code: &str, at: usize) -> Unsettled {
        (code.to_owned(), self.rows[at].cell("measure").to_owned(), self.rows[at].clone())
    }

    fn sum_measures(
        &mut self,
        all: &[(Option<&str>, Readings)],
        is_complete: bool,
        heir: impl Fn(DayNumber, &str) -> PlainRow,
    ) {
        let has_own = all.iter().any(|(closing, _)| closing.is_none());
        let mut days: BTreeSet<DayNumber> = BTreeSet::new();
        for (closing, readings) in all {
            for at in readings {
                let day = self.measured_on(*at);
                if day >= self.day {
                    days.insert(day);
                } else if closing.is_some() {
                    days.insert(self.day);
                }
            }
        }
        for day in days {
            let numbers: Vec<Option<Amount>> = all
                .iter()
                .map(|(_, readings)| {
                    let rows = self.latest(readings, day);
                    let first = *rows.first()?;
                    if rows.iter().all(|at| self.says_same(*at, first)) { amount(self.value(first)) } else { None }
                })
                .collect();
            let is_known = is_complete && has_own && numbers.iter().all(Option::is_some);
            if !is_known {
                for (closing, readings) in all {
                    let Some(code) = closing else { continue };
                    for at in self.latest(readings, day) {
                        let is_of_day = self.measured_on(at) == day || day == self.day;
                        let unsettled = self.unsettled(code, at);
                        self.done.unassigned.extend(is_of_day.then_some(unsettled));
                    }
                }
                continue;
            }
            let row = heir(day, &written(numbers.into_iter().flatten().sum()));
            let (mut is_said, mut is_moved) = (false, false);
            for (closing, readings) in all {
                let mut of_day: Readings = readings.iter().copied().filter(|at| self.measured_on(*at) == day).collect();
                of_day.sort_by_key(|at| self.rows[*at].clone());
                for at in of_day {
                    let before = self.rows[at].clone();
                    if closing.is_some() {
                        self.fates[at] = Fate::Gone;
                        self.done.moved.push((before, row.clone()));
                        is_moved = true;
                    } else if is_said {
                        self.fates[at] = Fate::Gone;
                        self.done.fell.push((before, Some(row.clone())));
                    } else {
                        self.fates[at] = Fate::Says(row.clone());
                        self.done.corrected.push((before, row.clone()));
                        is_said = true;
                    }
                }
            }
            if !is_said {
                self.new.push(row.clone());
                self.done.added.extend((!is_moved).then_some(row));
            }
        }
    }

    fn keep_apart(&mut self, into: &str, all: &[(Option<&str>, Readings)], heir: impl Fn(DayNumber, &str) -> PlainRow) {
        let own = all.iter().find(|(closing, _)| closing.is_none()).map(|(_, readings)| readings.clone());
        let own_on = |work: &Self, day: DayNumber| own.as_ref().map(|own| work.latest(own, day)).unwrap_or_default();
        let before = self.day - 1;
        let mut differing: BTreeSet<DayNumber> = BTreeSet::new();
        for (closing, readings) in all {
            let Some(code) = closing else { continue };
            for at in self.latest(readings, before) {
                if !own_on(self, before).iter().any(|own| self.says_same(*own, at)) {
                    let unsettled = self.unsettled(code, at);
                    self.done.undivided.push(unsettled);
                    differing.insert(before);
                }
            }
            let later: Readings = readings.iter().copied().filter(|at| self.measured_on(*at) >= self.day).collect();
            for at in later {
                let day = self.measured_on(at);
                let known: Readings =
                    own_on(self, day).into_iter().filter(|own| self.measured_on(*own) == day).collect();
                if known.is_empty() {
                    self.fates[at] = Fate::Gone;
                    let after = heir(day, self.value(at));
                    self.done.moved.push((self.rows[at].clone(), after.clone()));
                    self.new.push(after);
                } else if let Some(same) = known.iter().find(|own| self.says_same(**own, at)) {
                    self.fates[at] = Fate::Gone;
                    self.done.fell.push((self.rows[at].clone(), Some(self.rows[*same].clone())));
                } else {
                    let unsettled = self.unsettled(code, at);
                    self.done.undivided.push(unsettled);
                    differing.insert(day);
                }
            }
        }
        let beside: BTreeSet<usize> = differing.into_iter().flat_map(|day| own_on(self, day)).collect();
        let beside: BTreeSet<Unsettled> = beside.into_iter().map(|at| self.unsettled(into, at)).collect();
        self.done.undivided.extend(beside);
    }
}
