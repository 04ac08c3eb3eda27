//! What becomes of numbers when nodes become one or are divided.

use super::moving::{Meaning, Move, Moving};
use super::names::Node;
use super::plain::{PlainRow, number};
use super::{Fate, Unsettled, Why, Work};
use crate::oracle::calendar::{DayNumber, Days, text};
use std::collections::{BTreeMap, BTreeSet};

/// A number in millionths.
type Amount = i128;

const ONE: Amount = 1_000_000;

/// The measures that add up.
const ADDING_UP: &str = "households residents area_km2 floor_area_m2 service_fund working_fund operating_fund \
    party_work_fund member_quota demand_lists resource_lists service_lists project_lists matters_raised matters_solved \
    meetings property_reports members_identified sent_down_staff volunteers incidents complaints pairs_door_opposite \
    micro_services establishment";

/// What nodes count of themselves.
const DECLARED: [(&str, &[&str]); 2] =
    [("units", &["households"]), ("organizations", &["full_members", "probationary_members"])];

fn adds_up(measure: &str) -> bool {
    ADDING_UP.split_whitespace().any(|known| known == measure)
}

fn amount(written: &str) -> Option<Amount> {
    let plain = written.replace(',', "");
    let (whole, rest) = plain.split_once('.').unwrap_or((&plain, "0"));
    let whole: Amount = whole.parse().ok()?;
    let rest: Amount = format!("{rest:0<6}").get(..6)?.parse().ok()?;
    Some(whole * ONE + if plain.starts_with('-') { -rest } else { rest })
}

fn written(amount: Amount) -> String {
    let rest = format!("{:06}", (amount % ONE).abs());
    let rest = rest.trim_end_matches('0');
    let sign = if amount < 0 && amount / ONE == 0 { "-" } else { "" };
    if rest.is_empty() { format!("{}", amount / ONE) } else { format!("{sign}{}.{rest}", amount / ONE) }
}

/// The column in which a row counts, and for how many.
pub(super) fn counted(row: &PlainRow) -> Option<(&'static str, Amount)> {
    let (column, other) = match row.table.as_str() {
        "posts" => ("count", "holder"),
        "alliance_members" => ("count", "member"),
        "contacts" => ("count", "household"),
        "reports" => ("members", ""),
        "measures" => {
            return adds_up(row.cell("measure")).then(|| amount(row.cell("value")))?.map(|sum| ("value", sum));
        }
        _ => return None,
    };
    if row.cell(other).is_empty() { Some((column, amount(row.cell(column))?)) } else { None }
}

/// A row that counts, from the day on.
struct Counting {
    at: usize,
    row: PlainRow,
    before: Meaning,
    days: Days,
    count: Amount,
    is_moved: bool,
}

fn starts(days: Days) -> DayNumber {
    days.from.unwrap_or(DayNumber::MIN)
}

fn ends(days: Days) -> DayNumber {
    days.until.unwrap_or(DayNumber::MAX)
}

impl Work<'_> {
    fn counts(&self, row: &PlainRow, moved: Option<(&[&'static str], &str)>, column: &str) -> Meaning {
        self.meaning(row, moved).into_iter().filter(|cell| cell.0 != column).collect()
    }

    /// Rows that count move; where one comes to say the same as one of another node, one row counts them together.
    pub(super) fn add_up(&mut self, counting: &[Move], moving: &Moving) -> Result<(), Why> {
        let mut alike: BTreeMap<(String, Meaning), Vec<Counting>> = BTreeMap::new();
        for Move { at, after, rest, meaning } in counting {
            let (column, count) = counted(after).unwrap();
            let meaning: Meaning = meaning.iter().filter(|cell| cell.0 != column).cloned().collect();
            let before = self.counts(&self.rows[*at], None, column);
            let (table, row) = (after.table.clone(), after.clone());
            let row = Counting { at: *at, row, before, days: *rest, count, is_moved: true };
            alike.entry((table, meaning)).or_default().push(row);
        }
        for (at, row) in self.rows.iter().enumerate() {
            if self.fates[at] != Fate::Stays || moving.iter().any(|moved| moved.0 == at) || !self.is_not_over(at) {
                continue;
            }
            let Some((column, count)) = counted(row) else { continue };
            let before = self.counts(row, None, column);
            let Some(known) = alike.get_mut(&(row.table.clone(), before.clone())) else { continue };
            let from = Some(starts(row.days()).max(self.day));
            let (days, row) = (Days::new(from, row.days().until), self.as_of_the_day(at));
            known.push(Counting { at, row, before, days, count, is_moved: false });
        }
        for mut rows in alike.into_values() {
            while let Some(first) = rows.pop() {
                // All that share days with it, or with one that does.
                let mut together = vec![first];
                while let Some(at) = rows.iter().position(|row| together.iter().any(|other| meet(row.days, other.days)))
                {
                    together.push(rows.remove(at));
                }
                if together.iter().any(|row| row.before != together[0].before) {
                    self.become_one(&together)?;
                    continue;
                }
                for row in together.into_iter().filter(|row| row.is_moved) {
                    self.move_row(counting.iter().find(|moved| moved.at == row.at).unwrap());
                }
            }
        }
        Ok(())
    }

    fn become_one(&mut self, together: &[Counting]) -> Result<(), Why> {
        let in_order = |row: &PlainRow| govgrid::record::Row::from(row);
        let like = together.iter().min_by_key(|row| (row.is_moved, in_order(&row.row))).unwrap();
        let (column, _) = counted(&like.row).unwrap();
        let days: BTreeSet<DayNumber> = together.iter().flat_map(|row| [starts(row.days), ends(row.days)]).collect();
        let days: Vec<DayNumber> = days.into_iter().collect();
        let mut sums: Vec<(DayNumber, DayNumber, Amount)> = Vec::new();
        for bounds in days.windows(2) {
            let there = together.iter().filter(|row| starts(row.days) <= bounds[0] && bounds[1] <= ends(row.days));
            let sum = there.map(|row| row.count).sum();
            match sums.last_mut() {
                Some(last) if last.2 == sum => last.1 = bounds[1],
                _ => sums.push((bounds[0], bounds[1], sum)),
            }
        }
        let mut rows = Vec::new();
        for (from, until, sum) in sums {
            let mut row = like.row.clone();
            row.set(column, &written(sum));
            if row.has_period() {
                row.set("valid_from", &text(from));
                row.set("valid_until", &if until == DayNumber::MAX { String::new() } else { text(until) });
            }
            if from == self.day {
                self.must_name_the_same(like.at, &row)?;
            }
            self.new.push(row.clone());
            rows.push((from, until, row, false));
        }
        for row in together {
            self.end(row.at);
            if row.is_moved {
                let into =
                    rows.iter_mut().find(|into| into.0 <= starts(row.days) && starts(row.days) < into.1).unwrap();
                into.3 = true;
                self.done.moved.push((self.rows[row.at].clone(), into.2.clone()));
            }
        }
        self.done.added.extend(rows.into_iter().filter(|row| !row.3).map(|row| row.2));
        Ok(())
    }

    /// What a node counts of itself.
    pub(super) fn declared(&self, code: &str, at: usize) -> Vec<Unsettled> {
        let row = &self.rows[at];
        let columns = DECLARED.iter().filter(|known| known.0 == row.table).flat_map(|known| known.1);
        let stated = columns.filter(|column| !row.cell(column).is_empty());
        stated.map(|column| (code.to_owned(), (*column).to_owned(), row.clone())).collect()
    }

    /// The unit in which one lies on the day.
    pub(super) fn parent(&self, unit: Node) -> Option<Node> {
        let at = self.names.row_on(self.rows, unit, self.day)?;
        self.names.named(&self.rows[at], "parent")
    }

    /// What units state that something was in and is no more, or the other way round.
    pub(super) fn list_superiors(&mut self, parents: &[(Option<Node>, Option<Node>)]) {
        let line = |from: Option<Node>| {
            let mut line = BTreeSet::new();
            let mut above = from;
            while let Some(unit) = above {
                line.insert(unit);
                above = self.parent(unit);
            }
            line
        };
        let mut others: BTreeSet<Node> = BTreeSet::new();
        for (old, new) in parents {
            let (old, new) = (line(*old), line(*new));
            others.extend(old.iter().filter(|unit| !new.contains(unit)));
            others.extend(new.iter().filter(|unit| !old.contains(unit)));
        }
        for unit in others {
            let code = self.names.code_on(self.rows, unit, self.day);
            let at = self.names.row_on(self.rows, unit, self.day).unwrap();
            let stated = [self.declared(&code, at), self.last_measured(unit, &code, true)].concat();
            self.done.undivided.extend(stated);
        }
    }

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

    /// The rows of the node that goes on: it comes under what was above those that close, and counts what all count.
    pub(super) fn merge_own(
        &mut self,
        (stays, into): (Node, &str),
        closing: &[(Node, &str, usize)],
        moving: &mut Moving,
    ) -> Result<(), Why> {
        let current = self.names.row_on(self.rows, stays, self.day).unwrap();
        let sums = self.declared_sums((stays, into), current, closing);
        for at in self.names.rows_of(self.rows, stays) {
            self.merge_own_row((stays, at), if at == current { &sums } else { &[] }, closing, moving)?;
        }
        Ok(())
    }

    /// What all count together, where it is not what the one that goes on counts already.
    fn declared_sums(
        &mut self,
        (stays, into): (Node, &str),
        current: usize,
        closing: &[(Node, &str, usize)],
    ) -> Vec<(&'static str, String)> {
        let mut sums: Vec<(&str, String)> = Vec::new();
        let columns = DECLARED.iter().filter(|known| known.0 == self.rows[current].table).flat_map(|known| known.1);
        for column in columns {
            let all: Vec<usize> = closing.iter().map(|closing| closing.2).chain([current]).collect();
            let stated: Vec<Amount> = all.iter().filter_map(|at| amount(self.rows[*at].cell(column))).collect();
            let sum: Amount = stated.iter().sum();
            if stated.is_empty() {
                continue;
            }
            if stated.len() < all.len() || sum > Amount::from(u32::MAX) * ONE {
                for (_, code, at) in closing {
                    let row = self.rows[*at].clone();
                    self.done.unassigned.push(((*code).to_owned(), (*column).to_owned(), row));
                }
            } else {
                let lost = self.uncounted(&all).into_iter().map(|at| {
                    let code = closing.iter().find(|closing| closing.2 == at).map_or(into, |closing| closing.1);
                    (code.to_owned(), (*column).to_owned(), self.rows[at].clone())
                });
                let lost: Vec<Unsettled> = lost.collect();
                self.done.unassigned.extend(lost);
                if written(sum) == self.rows[current].cell(column) {
                    continue;
                }
                sums.push((*column, written(sum)));
                for at in self.names.rows_of(self.rows, stays) {
                    let row = &self.rows[at];
                    if row.days().from > self.rows[current].days().from && !row.cell(column).is_empty() {
                        self.done.unassigned.push((into.to_owned(), (*column).to_owned(), row.clone()));
                    }
                }
            }
        }
        sums
    }

    fn merge_own_row(
        &mut self,
        (stays, at): (Node, usize),
        sums: &[(&str, String)],
        closing: &[(Node, &str, usize)],
        moving: &mut Moving,
    ) -> Result<(), Why> {
        let column = super::plain::NODES.iter().find(|known| known.0 == self.rows[at].table).unwrap().1;
        let is_moving = moving.iter().any(|moved| moved.0 == at) && self.is_not_over(at);
        moving.retain(|moved| moved.0 != at);
        let mut after = self.rows[at].clone();
        if is_moving {
            let above = self.above(at, column, stays, closing);
            after.set(column, &above);
        }
        for (column, sum) in sums {
            after.set(column, sum);
        }
        if after == self.rows[at] {
            return Ok(());
        }
        if starts(self.rows[at].days()) < self.day {
            after = after.starting(self.day);
            self.must_name_the_same(at, &after)?;
        }
        self.end(at);
        self.new.push(after.clone());
        if is_moving {
            self.done.moved.push((self.rows[at].clone(), after));
        } else {
            self.done.added.push(after);
        }
        Ok(())
    }

    /// The rows of units that no longer count what they did when they are one: on the day a unit has the households of its
    /// children if all of them have any, and else those that it declares.
    fn uncounted(&self, all: &[usize]) -> Vec<usize> {
        if self.rows[all[0]].table != "units" {
            return Vec::new();
        }
        let node = |at: usize| self.names.node_of_row(at).unwrap();
        let of_children = |at: usize| {
            let children = self.children(node(at));
            let counted: Vec<Option<Amount>> = children.iter().map(|child| self.households(*child)).collect();
            (children.is_empty(), counted.into_iter().sum::<Option<Amount>>())
        };
        let found: Vec<(usize, (bool, Option<Amount>))> = all.iter().map(|at| (*at, of_children(*at))).collect();
        let together: Option<Amount> = found.iter().map(|(_, (_, sum))| *sum).sum();
        let any_children = found.iter().any(|(_, (is_leaf, _))| !is_leaf);
        let counts_otherwise = |(at, (is_leaf, sum)): &(usize, (bool, Option<Amount>))| {
            let declared = amount(self.rows[*at].cell("households")).unwrap();
            let before = if *is_leaf { Some(declared) } else { sum.or(Some(declared)) };
            // What it adds when all are one: what its children have if all of all have it, else what it declares.
            let after = if together.is_some() && any_children { sum.unwrap() } else { declared };
            before != Some(after)
        };
        found.iter().filter(|found| counts_otherwise(found)).map(|found| found.0).collect()
    }

    /// The units that lie in one on the day.
    fn children(&self, node: Node) -> Vec<Node> {
        let mut found: BTreeSet<Node> = BTreeSet::new();
        for (at, row) in self.rows.iter().enumerate().filter(|(_, row)| row.table == "units") {
            let child = self.names.node_of_row(at).unwrap();
            let is_below = row.days().holds(self.day) && self.names.named(row, "parent") == Some(node);
            if is_below && self.names.is_there(self.rows, child, self.day) {
                found.insert(child);
            }
        }
        found.into_iter().collect()
    }

    fn households(&self, node: Node) -> Option<Amount> {
        let row = &self.rows[self.names.row_on(self.rows, node, self.day)?];
        if row.cell("level") == "household" {
            return Some(ONE);
        }
        let children = self.children(node);
        let counted: Option<Amount> = children.iter().map(|child| self.households(*child)).sum();
        counted.filter(|_| !children.is_empty()).or_else(|| amount(row.cell("households")))
    }

    /// The code of the first node above a row that neither closes nor is the one that goes on.
    fn above(&self, at: usize, column: &'static str, stays: Node, closing: &[(Node, &str, usize)]) -> String {
        let mut at = at;
        loop {
            let Some(above) = self.names.named(&self.rows[at], column) else {
                return self.rows[at].cell(column).to_owned();
            };
            if above == stays {
                return String::new();
            }
            match closing.iter().find(|closing| closing.0 == above) {
                Some(closing) => at = closing.2,
                None => return self.names.code_on(self.rows, above, self.day),
            }
        }
    }
}

fn meet(days: Days, other: Days) -> bool {
    starts(days) < ends(other) && starts(other) < ends(days)
}

/// Rows of one measure of one subject, alone or about one other node.
type Readings = Vec<usize>;

/// A subject, and the node that something is measured about.
type Ends = (Option<Node>, Option<Node>);

impl Work<'_> {
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

    fn measured_on(&self, at: usize) -> DayNumber {
        number(self.rows[at].cell("day"))
    }

    /// The rows of the latest day, on or before one.
    fn latest(&self, readings: &Readings, day: DayNumber) -> Readings {
        let known = || readings.iter().copied().filter(|at| self.measured_on(*at) <= day);
        let last = known().map(|at| self.measured_on(at)).max();
        known().filter(|at| Some(self.measured_on(*at)) == last).collect()
    }

    fn value(&self, at: usize) -> &str {
        self.rows[at].cell("value")
    }

    fn says_same(&self, at: usize, other: usize) -> bool {
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

impl super::Tables {
    /// Everything that adds up on a day over all that is there: what rows count (`rows`, the table and the words), what is
    /// measured (`measured` and the measure), what nodes declare (`declared` and the column) and the households of the
    /// outermost units.
    pub(crate) fn sums(&self, on: &str) -> BTreeMap<String, Amount> {
        let day = number(on);
        let work = self.at_work(day);
        let mut sums: BTreeMap<String, Amount> = BTreeMap::new();
        let mut add = |figure: String, amount: Amount| *sums.entry(figure).or_default() += amount;
        let mut latest: BTreeMap<(Ends, &str), Readings> = BTreeMap::new();
        for (at, row) in self.rows.iter().enumerate() {
            if let Some(figure) = Work::counting_in(row).filter(|_| row.days().holds(day) && work.has_its_nodes(row)) {
                add(figure, counted(row).map_or(ONE, |counted| counted.1));
            }
            if row.table == "measures" && adds_up(row.cell("measure")) && number(row.cell("day")) <= day {
                let ends = (work.names.named(row, "subject"), work.names.named(row, "about"));
                latest.entry((ends, row.cell("measure"))).or_default().push(at);
            }
        }
        for (((subject, about), measure), rows) in latest {
            let rows = work.latest(&rows, day);
            let is_one = rows.iter().all(|at| work.says_same(*at, rows[0]));
            let is_there = |node: Option<Node>| node.is_none_or(|node| work.names.is_there(&self.rows, node, day));
            if let (true, Some(value)) = (is_one && is_there(subject) && is_there(about), amount(work.value(rows[0]))) {
                add(format!("measured {measure}"), value);
            }
        }
        let nodes: BTreeSet<Node> = (0..self.rows.len()).filter_map(|at| work.names.node_of_row(at)).collect();
        for node in nodes {
            let Some(at) = work.names.row_on(&self.rows, node, day) else { continue };
            if !work.names.is_there(&self.rows, node, day) {
                continue;
            }
            let row = &self.rows[at];
            for column in ["full_members", "probationary_members"] {
                add(format!("declared {column}"), amount(row.cell(column)).unwrap_or_default());
            }
            if row.table == "units" && work.names.named(row, "parent").is_none() {
                add("declared households".to_owned(), work.known_households(node));
            }
        }
        sums
    }

    /// For how much some rows count in a figure, of those that hold on a day.
    pub(crate) fn counts_on(&self, on: &str, figure: &str, rows: &[PlainRow]) -> Amount {
        let day = number(on);
        let work = self.at_work(day);
        let holds = |row: &&PlainRow| {
            Work::counting_in(row).as_deref() == Some(figure) && row.days().holds(day) && work.has_its_nodes(row)
        };
        rows.iter().filter(holds).map(|row| counted(row).map_or(ONE, |counted| counted.1)).sum()
    }

    fn at_work(&self, day: DayNumber) -> Work<'_> {
        Work {
            rows: &self.rows,
            names: super::Names::of(&self.rows),
            day,
            basis: None,
            fates: Vec::new(),
            new: Vec::new(),
            done: super::Done::default(),
        }
    }
}

impl Work<'_> {
    /// The figure that a row counts in.
    fn counting_in(row: &PlainRow) -> Option<String> {
        let words: &[&str] = match row.table.as_str() {
            "posts" => &["role", "of_which"],
            "alliance_members" => &["role"],
            "reports" => &["kind"],
            "contacts" => &[],
            _ => return None,
        };
        let words: Vec<&str> = words.iter().map(|column| row.cell(column)).collect();
        Some(format!("rows {} {}", row.table, words.join(" ")))
    }

    /// Whether all that a row cannot do without is there.
    fn has_its_nodes(&self, row: &PlainRow) -> bool {
        let needed = row.names().into_iter().filter(|(column, is_needed)| *is_needed && !row.cell(column).is_empty());
        let mut nodes = needed.map(|(column, _)| self.names.named(row, column));
        nodes.all(|node| node.is_some_and(|node| self.names.is_there(self.rows, node, self.day)))
    }

    /// The households that are known of a unit: what all its children have together, or what it declares, or what is
    /// known of its children.
    fn known_households(&self, node: Node) -> Amount {
        self.households(node)
            .unwrap_or_else(|| self.children(node).iter().map(|child| self.known_households(*child)).sum())
    }
}
