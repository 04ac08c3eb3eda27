//! What becomes of counts and of what nodes declare when nodes become one or are divided.

use super::moving::{Meaning, Move, Moving};
use super::names::Node;
use super::plain::PlainRow;
use super::{Fate, Unsettled, Why, Work};
use crate::oracle::calendar::{DayNumber, Days, text};
use std::collections::{BTreeMap, BTreeSet};

/// A number in millionths.
pub(super) type Amount = i128;

pub(super) const ONE: Amount = 1_000_000;

/// The measures that add up.
const ADDING_UP: &str = "households residents area_km2 floor_area_m2 service_fund working_fund operating_fund \
    party_work_fund member_quota demand_lists resource_lists service_lists project_lists matters_raised matters_solved \
    meetings property_reports members_identified sent_down_staff volunteers incidents complaints pairs_door_opposite \
    micro_services establishment";

/// What nodes count of themselves.
const DECLARED: [(&str, &[&str]); 2] =
    [("units", &["households"]), ("organizations", &["full_members", "probationary_members"])];

pub(super) fn adds_up(measure: &str) -> bool {
    ADDING_UP.split_whitespace().any(|known| known == measure)
}

pub(super) fn amount(written: &str) -> Option<Amount> {
    let plain = written.replace(',', "");
    let (whole, rest) = plain.split_once('.').unwrap_or((&plain, "0"));
    let whole: Amount = whole.parse().ok()?;
    let rest: Amount = format!("{rest:0<6}").get(..6)?.parse().ok()?;
    Some(whole * ONE + if plain.starts_with('-') { -rest } else { rest })
}

pub(super) fn written(amount: Amount) -> String {
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
            let listed = |work: &Self, at: usize| {
                let code = closing.iter().find(|closing| closing.2 == at).map_or(into, |closing| closing.1);
                (code.to_owned(), (*column).to_owned(), work.rows[at].clone())
            };
            if stated.is_empty() {
                let untold: Vec<Unsettled> = self.untold(&all).into_iter().map(|at| listed(self, at)).collect();
                self.done.unassigned.extend(untold);
                continue;
            }
            if stated.len() < all.len() || sum > Amount::from(u32::MAX) * ONE {
                for (_, code, at) in closing {
                    let row = self.rows[*at].clone();
                    self.done.unassigned.push(((*code).to_owned(), (*column).to_owned(), row));
                }
            } else {
                let lost: Vec<Unsettled> = self.uncounted(&all).into_iter().map(|at| listed(self, at)).collect();
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

    /// The rows of units of which nothing tells how many households they have, and which come to be one with units of which
    /// the children tell it.
    fn untold(&self, all: &[usize]) -> Vec<usize> {
        if self.rows[all[0]].table != "units" {
            return Vec::new();
        }
        let children = |at: usize| self.children(self.names.node_of_row(at).unwrap());
        let (leaves, others): (Vec<usize>, Vec<usize>) = all.iter().copied().partition(|at| children(*at).is_empty());
        let is_told = |at: &usize| children(*at).iter().all(|child| self.households(*child).is_some());
        if others.iter().all(is_told) && !others.is_empty() { leaves } else { Vec::new() }
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
    pub(super) fn children(&self, node: Node) -> Vec<Node> {
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

    pub(super) fn households(&self, node: Node) -> Option<Amount> {
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
