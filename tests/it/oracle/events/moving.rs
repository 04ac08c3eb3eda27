//! Mergers and divisions: what names one node names another from the day on.

use super::names::Node;
use super::plain::{BETWEEN, PlainRow};
use super::{Fate, Why, Work};
use crate::oracle::calendar::Days;
use govgrid::{Assigned, Assignment};

/// A row that names other nodes from the day on.
pub(super) struct Move {
    pub(super) at: usize,
    pub(super) after: PlainRow,
    /// The days of the row as it is from the day on.
    pub(super) rest: Days,
    pub(super) meaning: Meaning,
}

/// What a row says but for its bounds: a node by whatever code, or else a text.
pub(super) type Meaning = Vec<(String, Option<Node>, String)>;

/// Which rows name another node, each with the code of the other and the columns.
pub(super) type Moving = Vec<(usize, String, Vec<&'static str>)>;

fn contains(days: Days, other: Days) -> bool {
    let starts = days.from.is_none_or(|from| other.from.is_some_and(|other| from <= other));
    starts && days.until.is_none_or(|until| other.until.is_some_and(|other| other <= until))
}

impl Work<'_> {
    pub(super) fn merge(&mut self, codes: &[String], into: &str) -> Result<(), Why> {
        let stays = self.there_with_lineage(into)?;
        if codes.is_empty() {
            return Err("Nothing");
        }
        let (mut closing, mut nodes) = (Vec::new(), Vec::new());
        for (at, code) in codes.iter().enumerate() {
            let node = self.there(code)?;
            if code == into || codes[..at].contains(code) {
                return Err("NamedTwice");
            }
            if self.table(node) != self.table(stays) {
                return Err("WrongKind");
            }
            closing.push(self.last_row(node)?);
            nodes.push(node);
        }
        let mut moving: Moving = Vec::new();
        for at in (0..self.rows.len()).filter(|at| !closing.contains(at)) {
            let row = &self.rows[at];
            let names_one = |column: &&str| self.names.named(row, column).is_some_and(|node| nodes.contains(&node));
            let columns: Vec<&str> = row.names().into_iter().map(|(column, _)| column).filter(names_one).collect();
            if row.table != "lineage" && row.table != "decisions" && !columns.is_empty() {
                moving.push((at, into.to_owned(), columns));
            }
        }
        for (node, at) in nodes.iter().zip(&closing) {
            self.forget_today(*node, *at, &[into]);
            self.end(*at);
        }
        let closing: Vec<(Node, &str, usize)> =
            nodes.iter().zip(codes).zip(closing).map(|((node, code), at)| (*node, code.as_str(), at)).collect();
        if self.table(stays) == "units" {
            let is_closing = |node: &Node| nodes.contains(node);
            let new = self.parent(stays).filter(|above| !is_closing(above));
            let old =
                nodes.iter().map(|node| self.parent(*node)).filter(|above| !above.as_ref().is_some_and(is_closing));
            let parents: Vec<_> = old.map(|old| (old, new)).collect();
            self.list_superiors(&parents);
        }
        self.merge_measures((stays, into), &closing, &mut moving);
        self.merge_own((stays, into), &closing, &mut moving)?;
        self.move_rows(&moving)?;
        for node in &nodes {
            if let Some(code) = self.code_until(*node) {
                self.add_lineage(&code, into, "merge");
            }
        }
        Ok(())
    }

    pub(super) fn split(&mut self, code: &str, into: &[String], assign: &[Assignment]) -> Result<(), Why> {
        let node = self.there_with_lineage(code)?;
        self.must_be_parts((node, code), into)?;
        let goes_on = |at: &usize| self.is_not_over(*at) && self.rows[*at].table != "decisions";
        let naming: Vec<_> = self.naming(node).into_iter().filter(|(at, _)| goes_on(at)).collect();
        // Where each row goes, if that is said.
        let mut goes: Vec<Option<String>> = vec![None; naming.len()];
        for assignment in assign {
            if !into.contains(&assignment.to) {
                return Err("NotAPart");
            }
            let mut any = false;
            for ((at, _), goes) in naming.iter().zip(&mut goes) {
                if !self.says(*at, |row| is_meant(row, &assignment.what)) {
                    continue;
                }
                any = true;
                if goes.as_ref().is_some_and(|other| *other != assignment.to) {
                    return Err("NamedTwice");
                }
                *goes = Some(assignment.to.clone());
            }
            if !any {
                return Err("NothingToAssign");
            }
        }
        let stays = into.iter().any(|part| part == code);
        let own = if stays { self.names.row_on(self.rows, node, self.day) } else { Some(self.last_row(node)?) };
        let own = own.unwrap();
        let with_units = naming.iter().zip(&goes).filter(|((at, _), _)| self.rows[*at].table == "units");
        let parts: Vec<&String> = with_units.filter_map(|(_, to)| to.as_ref()).collect();
        self.divide_numbers((node, code, own), stays, parts);
        if !stays {
            let heirs: Vec<&str> = into.iter().map(String::as_str).collect();
            self.forget_today(node, own, &heirs);
            self.end(own);
        }
        let mut moving: Moving = Vec::new();
        for ((at, columns), goes) in naming.into_iter().zip(goes) {
            match goes {
                None => {
                    self.done.unassigned.push((code.to_owned(), columns[0].to_owned(), self.rows[at].clone()));
                }
                Some(to) if to != code => moving.push((at, to, columns)),
                Some(_) => {}
            }
        }
        self.move_rows(&moving)?;
        if let Some(until) = self.code_until(node) {
            for part in into.iter().filter(|part| *part != code) {
                self.add_lineage(&until, part, "split");
            }
        }
        Ok(())
    }

    fn must_be_parts(&self, (node, code): (Node, &str), into: &[String]) -> Result<(), Why> {
        for (at, part) in into.iter().enumerate() {
            let found = self.there(part)?;
            if into[..at].contains(part) {
                return Err("NamedTwice");
            }
            if self.table(found) != self.table(node) {
                return Err("WrongKind");
            }
        }
        if into.iter().all(|part| part == code) { Err("Nothing") } else { Ok(()) }
    }

    /// What a divided node states of itself, and what those state that its parts come under.
    fn divide_numbers(&mut self, (node, code, own): (Node, &str, usize), stays: bool, mut parts: Vec<&String>) {
        let numbers = [self.declared(code, own), self.last_measured(node, code, stays)].concat();
        self.done.undivided.extend(numbers);
        parts.sort();
        parts.dedup();
        if self.table(node) == "units" {
            let new = |part: &&String| self.there(part).ok().and_then(|part| self.parent(part));
            let parents: Vec<_> = parts.iter().map(|part| (self.parent(node), new(part))).collect();
            self.list_superiors(&parents);
        }
    }

    fn move_rows(&mut self, moving: &Moving) -> Result<(), Why> {
        let mut moves: Vec<Move> = Vec::new();
        for (at, to, columns) in moving {
            let row = &self.rows[*at];
            // What was published without a day is not of the day.
            if !self.is_not_over(*at) || (row.table == "claims" && row.cell("day").is_empty()) {
                continue;
            }
            let starts_before = row.days().from.is_none_or(|from| from < self.day);
            let mut after = row.clone();
            for column in columns {
                after.set(column, to);
            }
            if starts_before {
                after = after.starting(self.day);
                self.must_name_the_same(*at, &after)?;
            }
            let (rest, meaning) = (after.days(), self.meaning(row, Some((columns, to))));
            moves.push(Move { at: *at, after, rest, meaning });
        }
        // Of rows that say the same the one that holds longest is the first.
        let first = |row: &Move| (row.rest.until.is_some(), row.rest.until.map(|until| -until), row.rest.from);
        moves.sort_by(|a, b| first(a).cmp(&first(b)).then_with(|| self.in_order(a.at).cmp(&self.in_order(b.at))));
        let (mut kept, mut counting): (Vec<Move>, Vec<Move>) = (Vec::new(), Vec::new());
        for row in moves {
            let before = self.rows[row.at].clone();
            if !before.is_node() && is_of_itself(&row) {
                self.end(row.at);
                self.done.fell.push((before, None));
            } else if super::numbers::counted(&row.after).is_some() {
                counting.push(row);
            } else if let Some(other) = self.said_by(&kept, moving, &row).filter(|_| !before.is_node()) {
                self.end(row.at);
                self.done.fell.push((before, Some(other)));
            } else {
                self.move_row(&row);
                kept.push(row);
            }
        }
        self.add_up(&counting, moving)
    }

    pub(super) fn move_row(&mut self, row: &Move) {
        self.end(row.at);
        self.done.moved.push((self.rows[row.at].clone(), row.after.clone()));
        self.new.push(row.after.clone());
    }

    /// The cells of a row in the order of its columns.
    fn in_order(&self, at: usize) -> Vec<String> {
        govgrid::record::Row::from(&self.rows[at]).cells().map(str::to_owned).collect()
    }

    /// What a row says, with the columns that name another node.
    pub(super) fn meaning(&self, row: &PlainRow, moved: Option<(&[&'static str], &str)>) -> Meaning {
        let mut meaning = Meaning::new();
        for (column, cell) in row.said() {
            let to = moved.filter(|(columns, _)| columns.contains(&column)).map(|(_, to)| to);
            let node = match to {
                Some(to) => self.there(to).ok(),
                None => self.names.named(row, column),
            };
            meaning.push((column.to_owned(), node, if node.is_some() { String::new() } else { cell.to_owned() }));
        }
        meaning
    }

    /// A row that stays, or one that was moved already, which says the same on all days of another: of those that stay the
    /// one that holds longest.
    fn said_by(&self, kept: &[Move], moving: &Moving, row: &Move) -> Option<PlainRow> {
        let table = |at: usize| &self.rows[at].table;
        let mut stays = (0..self.rows.len()).filter(|at| {
            let is_left = self.fates[*at] == Fate::Stays && !moving.iter().any(|moved| moved.0 == *at);
            let other = &self.rows[*at];
            let is_same = is_left && table(*at) == table(row.at) && contains(other.days(), row.rest);
            is_same && self.meaning(other, None) == row.meaning
        });
        if let Some(at) = stays.next() {
            return Some(self.rows[at].clone());
        }
        let is_same = |other: &&Move| table(other.at) == table(row.at) && other.meaning == row.meaning;
        let kept = kept.iter().filter(is_same).find(|other| contains(other.rest, row.rest));
        kept.map(|other| other.after.clone())
    }
}

/// Whether the two ends of a row are one.
fn is_of_itself(row: &Move) -> bool {
    let Some((_, ends)) = BETWEEN.iter().find(|between| between.0 == row.after.table) else { return false };
    let node = |column: &str| row.meaning.iter().find(|cell| cell.0 == column).and_then(|cell| cell.1);
    node(ends[0]).is_some() && node(ends[0]) == node(ends[1])
}

/// Whether an assignment is about a row.
fn is_meant(row: &PlainRow, what: &Assigned) -> bool {
    match what {
        Assigned::Row(said) => {
            let said = PlainRow::from(said);
            row.table == said.table && row.said() == said.said()
        }
        Assigned::Code(code) => {
            let own = row.is_node() && row.cell("code") == code;
            own || row.names().iter().any(|(column, _)| row.cell(column) == code)
        }
    }
}
