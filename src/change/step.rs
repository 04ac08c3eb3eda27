//! One event: which rows of a hierarchy become what.

use super::columns::{kind_column, name_column, superior_column};
use super::error::unknown;
use super::event::{Change, Event};
use super::outcome::Unsettled;
use super::recode::Recode;
use super::{Outcome, Reason};
use crate::base::{Day, Level, LineageKind, Period};
use crate::draft::trim;
use crate::graph::{Edits, Fate, Hierarchy, RowAt};
use crate::record::{Cell, Lineage, NodeKind, Row, Table, unit_column};
use std::collections::BTreeMap;

/// How events are taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Door {
    /// As they come: what leaves open which node is meant, takes one out of the world or says what holds already is refused.
    New,
    /// As they were taken when they came: what is in a journal was done, whatever was refused by then.
    #[cfg(feature = "journal")]
    Recorded,
}

/// One event while it is worked out.
pub(super) struct Step<'h> {
    door: Door,
    pub(super) hierarchy: &'h Hierarchy,
    pub(super) day: Day,
    /// The day as rows say it.
    pub(super) day_text: String,
    pub(super) basis: Option<String>,
    pub(super) edits: Edits,
    pub(super) outcome: Outcome,
}

impl<'h> Step<'h> {
    /// Works out what an event does to the rows of a hierarchy.
    pub(super) fn of(hierarchy: &'h Hierarchy, event: &Event, door: Door) -> Result<Self, Reason> {
        let (edits, outcome) = (Edits::default(), Outcome::default());
        let (day, day_text) = (event.day, event.day.to_string());
        let mut step = Self { door, hierarchy, day, day_text, basis: event.basis.clone(), edits, outcome };
        step.work_out(&event.change)?;
        super::decide::decide(&mut step, &event.change);
        Ok(step)
    }

    /// Works out consecutive recodes of one day as one. What is refused comes with its place among them.
    pub(super) fn of_recodes(hierarchy: &'h Hierarchy, events: &[Event]) -> Result<Self, (usize, Reason)> {
        let recodes: Vec<Recode<'_>> = events.iter().filter_map(Recode::of).collect();
        let day = events.first().map_or(Day::from_number(i32::MAX), |event| event.day);
        let (edits, outcome, basis) = (Edits::default(), Outcome::default(), None);
        let mut step = Self { door: Door::New, hierarchy, day, day_text: day.to_string(), basis, edits, outcome };
        let new = super::recode::recode(&mut step, &recodes)?;
        super::decide::keep_decisions(&mut step, |node| new.get(&node).cloned());
        Ok(step)
    }

    fn work_out(&mut self, change: &Change) -> Result<(), Reason> {
        // What ends on the last day of all never ends.
        if self.day.is_open() && matches!(change, Change::Close { .. } | Change::Stop { .. } | Change::Split { .. }) {
            return Err(Reason::Nothing);
        }
        match change {
            Change::Open { row, reuse } => self.open(row, *reuse),
            Change::Close { code } => self.close(code),
            Change::Rename { code, name } => {
                let node = self.there(code)?;
                match name_column(self.hierarchy.kind(node).0) {
                    None => Err(self.wrong_kind(code, node)),
                    Some(column) => self.revise(node, code, &[(column, name)]),
                }
            }
            Change::Recode { code, to, reuse } => {
                let recode = Recode { code, to, reuse: *reuse, basis: None };
                super::recode::recode(self, &[recode]).map(drop).map_err(|refused| refused.1)
            }
            Change::Transfer { code, to } => {
                let node = self.there(code)?;
                let column = superior_column(self.hierarchy.kind(node).0);
                self.revise(node, code, &[(column, to.as_deref().unwrap_or_default())])
            }
            Change::Reclassify { code, kind, level } => self.reclassify(code, kind.as_deref(), *level),
            Change::Revise { code, cells } => {
                let node = self.there(code)?;
                let table = self.hierarchy.kind(node).0.table();
                let column = |name: &String| {
                    let known = table.columns().iter().position(|column| column.name == name && !column.is_bound());
                    known.filter(|column| *column != 0).ok_or_else(|| Reason::NoSuchColumn(unknown(name)))
                };
                let cells = cells.iter().map(|(name, text)| Ok((column(name)?, text.as_str())));
                let cells = cells.collect::<Result<Vec<_>, Reason>>()?;
                self.revise(node, code, &cells)
            }
            Change::Merge { codes, into } => super::merge::merge(self, codes, into),
            Change::Split { code, into, assign } => super::split::split(self, code, into, assign),
            Change::Start { row } => self.start(row),
            Change::Stop { row } => self.stop(row),
            Change::Correct { row, to } => self.correct(row, to),
            Change::Retract { row } => {
                let at = self.exactly(row)?;
                self.edits.fates.insert(at, Fate::Gone);
                self.outcome.retracted.push(row.clone());
                Ok(())
            }
        }
    }

    /// The node that a code names on the day.
    pub(super) fn there(&self, code: &str) -> Result<u32, Reason> {
        let is_it = |node: &u32| {
            let row = self.hierarchy.row_on(*node, self.day).filter(|_| self.hierarchy.is_there(*node, self.day));
            row.is_some_and(|at| self.hierarchy.code_of_row(at) == code)
        };
        // Of those that have the code one after another mostly the one that it names on the day.
        let likely = self.on_the_day().and_then(|day| self.hierarchy.named_during(code, day));
        if let Some(node) = likely.filter(is_it) {
            return Ok(node);
        }
        let mut known = false;
        for node in self.hierarchy.named_by(code) {
            known = true;
            if is_it(&node) {
                return Ok(node);
            }
        }
        let is_known = || Reason::NotThere { code: code.to_owned(), day: self.day };
        Err(if known { is_known() } else { Reason::UnknownCode(unknown(code)) })
    }

    /// The period by which what names something is looked up on the day.
    fn on_the_day(&self) -> Option<Period> {
        Period::new(Some(self.day), None).ok()
    }

    fn wrong_kind(&self, code: &str, node: u32) -> Reason {
        Reason::WrongKind { code: code.to_owned(), kind: self.hierarchy.kind(node).0 }
    }

    /// The row of a node that holds on the day, if none comes after.
    pub(super) fn last_row(&self, node: u32, code: &str) -> Result<RowAt, Reason> {
        let code = || code.to_owned();
        let not_there = || Reason::NotThere { code: code(), day: self.day };
        let at = self.hierarchy.row_on(node, self.day).ok_or_else(not_there)?;
        // Rows come by time.
        let starts = self.hierarchy.each_row_of(node).rev().map_while(|at| self.hierarchy.row_period(at).from());
        match starts.take_while(|from| *from > self.day).last() {
            Some(from) => Err(Reason::LaterRecord { code: code(), from }),
            None => Ok(at),
        }
    }

    /// A row holds until the day before; answers how it was. One that starts on the day or later never holds.
    pub(super) fn end(&mut self, at: RowAt) -> Row {
        let row = self.hierarchy.row(at);
        self.end_row(at, &row);
        row
    }

    /// The same, of a row that says this.
    pub(super) fn end_row(&mut self, at: RowAt, row: &Row) {
        if self.hierarchy.row_period(at).from().is_some_and(|from| from >= self.day) {
            self.edits.fates.insert(at, Fate::Gone);
            return;
        }
        let mut ended = row.clone();
        ended.set_bound(Cell::Until, &self.day_text);
        let names_the_same = super::reuse::keep_names_until(self, at, &mut ended);
        self.edits.fates.insert(at, if names_the_same { Fate::Says(ended.clone()) } else { Fate::Gone });
        if names_the_same {
            self.outcome.ended.push(ended);
        }
    }

    /// What a row that starts on the day names by the same code as the row that it is made of is the same. It would not be
    /// where the row has no days, so that it names the latest node of a code, and the code is another's until after the day.
    ///
    /// # Errors
    /// [`Reason::LaterRecord`] with the day from which the code is that node's.
    pub(super) fn must_name_the_same(&self, at: RowAt, after: &Row) -> Result<(), Reason> {
        let hierarchy = self.hierarchy;
        let (Ok(period), None) = (Period::new(Some(self.day), None), hierarchy.row_period(at).from()) else {
            return Ok(());
        };
        let before = hierarchy.row(at);
        for column in 0..at.0.columns().len() {
            let Some(node) = hierarchy.node_named(at, column) else { continue };
            let code = after.at(column);
            if code == before.at(column) && hierarchy.named_during(code, period) != Some(node) {
                let from = hierarchy.named_from(code, node).unwrap_or(self.day);
                return Err(Reason::LaterRecord { code: code.to_owned(), from });
            }
        }
        Ok(())
    }

    /// A row says something else.
    pub(super) fn say(&mut self, at: RowAt, row: Row) {
        self.edits.fates.insert(at, Fate::Says(row));
    }

    /// A row is added.
    pub(super) fn add(&mut self, row: Row) {
        self.outcome.added.push(row.clone());
        self.edits.added.push((row, None));
    }

    pub(super) fn add_lineage(&mut self, predecessor: &str, successor: &str, kind: LineageKind) {
        self.add_lineage_on(predecessor, successor, kind, None);
    }

    /// The same on a decision of its own.
    pub(super) fn add_lineage_on(
        &mut self,
        predecessor: &str,
        successor: &str,
        kind: LineageKind,
        basis: Option<&str>,
    ) {
        let basis = basis.map(str::to_owned).or_else(|| self.basis.clone());
        let lineage = Lineage { basis, ..Lineage::new(predecessor, successor, kind, self.day) };
        self.add(Row::of(&lineage));
    }

    /// A node says something else from the day on.
    fn revise(&mut self, node: u32, code: &str, cells: &[(usize, &str)]) -> Result<(), Reason> {
        let at = self.last_row(node, code)?;
        let before = self.hierarchy.row(at);
        let mut after = before.clone();
        for (column, text) in cells {
            after.set(*column, text);
        }
        let is_name = |column: usize| at.0.columns().get(column).is_some_and(|spec| spec.cell == Cell::Name);
        // The name would be a person's.
        if (before.is_nameless() || after.is_nameless()) && cells.iter().any(|(column, _)| is_name(*column)) {
            return Err(Reason::NoSuchColumn("name".to_owned()));
        }
        let mut after = after.without_personal_name();
        if after == before {
            return Err(Reason::Nothing);
        }
        let is_reference = |cell: Cell| matches!(cell, Cell::Parent | Cell::Reference(_));
        let says_other = |column: usize| before.at(column) != after.at(column);
        let mut columns = at.0.columns().iter().enumerate();
        let moves = columns.any(|(column, spec)| is_reference(spec.cell) && says_other(column));
        let superior = superior_column(self.hierarchy.kind(node).0);
        let comes_under = says_other(superior).then(|| after.at(superior).to_owned());
        if let Some(other) = &comes_under {
            self.may_come_under(other)?;
        }
        after.set_from(self.day);
        self.must_name_the_same(at, &after)?;
        if let (Some(other), Table::Units) = (comes_under, at.0) {
            let parents = (super::superiors::parent(self, node), self.there(&other).ok());
            super::superiors::list_superiors(self, &[parents]);
        }
        self.end(at);
        if moves {
            self.outcome.moved.push((before, after.clone()));
            self.edits.added.push((after, Some(at)));
        } else {
            self.add(after);
        }
        Ok(())
    }

    fn open(&mut self, row: &Row, reuse: Option<bool>) -> Result<(), Reason> {
        let kind = row.table().node().ok_or(Reason::WrongTable(row.table()))?;
        let code = trim(row.cell("code")).to_owned();
        if reuse == Some(true) && !kind.has_lineage() {
            return Err(Reason::WrongKind { code: unknown(&code), kind });
        }
        if self.is_used_later(&code) {
            return Err(Reason::InUse { code, day: self.day });
        }
        let known = self.hierarchy.named_by(&code).last();
        match (reuse, known) {
            (Some(true), None) => return Err(Reason::NeverUsed(unknown(&code))),
            (Some(true), Some(_)) => {
                self.add_lineage(&code, &code, LineageKind::Reuse);
                super::reuse::keep_names(self, &[&code], &[], &BTreeMap::new())?;
            }
            (None, Some(node)) if self.door == Door::New && kind.has_lineage() && !self.looks_the_same(node, row) => {
                return Err(Reason::WhichIsMeant(code));
            }
            (Some(false) | None, _) => {}
        }
        self.may_come_under(trim(row.at(superior_column(kind))))?;
        let mut row = row.clone();
        row.set_from(self.day);
        self.add(row);
        Ok(())
    }

    /// Whether a row may be that of a node which is there again: it has the name and the level that it had last.
    fn looks_the_same(&self, node: u32, row: &Row) -> bool {
        let last = self.hierarchy.each_row_of(node).next_back().map(|at| self.hierarchy.row(at));
        let same = |last: &Row, column: &str| trim(last.cell(column)) == trim(row.cell(column));
        let is_same = |last: Row| last.table() == row.table() && same(&last, "name") && same(&last, "level");
        last.is_some_and(is_same)
    }

    /// What a node comes under is there on the day, if it ever is: it would take the node and all below out of the world. A
    /// unit outside the data is no matter of the day.
    fn may_come_under(&self, code: &str) -> Result<(), Reason> {
        match self.there(trim(code)) {
            Err(reason @ Reason::NotThere { .. }) if self.door == Door::New => Err(reason),
            Ok(_) | Err(_) => Ok(()),
        }
    }

    /// Whether a node has a code on the day or later.
    fn is_used_later(&self, code: &str) -> bool {
        self.rows_used_later(code).next().is_some()
    }

    /// The rows by which nodes have a code on the day or later.
    pub(super) fn rows_used_later<'s>(&'s self, code: &'s str) -> impl Iterator<Item = RowAt> + 's {
        // Those that had it before others have it no more. Rows come by time and share no day.
        let nodes = self.hierarchy.last_named_by(code, self.day);
        let rows = nodes.map(|node| self.hierarchy.each_row_of(node).rev());
        let later = rows.flat_map(|rows| rows.take_while(|at| self.holds_on_or_after(*at)));
        later.filter(move |at| self.hierarchy.code_of_row(*at) == code)
    }

    fn close(&mut self, code: &str) -> Result<(), Reason> {
        let node = self.there(code)?;
        let at = self.last_row(node, code)?;
        super::lineage::forget_today(self, node, at, &[]);
        self.end(at);
        let mut numbers = super::merge::declared(self, code, at);
        numbers.extend(super::readings::last_readings(self, node, code, super::readings::is_sum));
        self.outcome.unassigned.extend(numbers);
        // What still names it from the day on.
        for at in self.hierarchy.rows_to_arrange(node) {
            if !self.edits.fates.contains_key(&at) && self.holds_on_or_after(at) {
                self.leave(node, code, at);
            }
        }
        Ok(())
    }

    /// A row goes on naming a node that closes or is divided.
    pub(super) fn leave(&mut self, node: u32, code: &str, at: RowAt) {
        let column = self.hierarchy.columns_naming(at, node).into_iter().next();
        let what = column.and_then(|column| at.0.columns().get(column)).map_or("", |column| column.name);
        self.outcome.unassigned.push(Unsettled { code: code.to_owned(), what, row: self.hierarchy.row(at) });
    }

    /// Whether a row holds on the day or on one after.
    pub(super) fn holds_on_or_after(&self, at: RowAt) -> bool {
        self.hierarchy.row_period(at).until().is_none_or(|until| until > self.day)
    }

    fn reclassify(&mut self, code: &str, kind: Option<&str>, level: Option<Level>) -> Result<(), Reason> {
        let node = self.there(code)?;
        let node_kind = self.hierarchy.kind(node).0;
        let mut cells = Vec::new();
        match (kind, kind_column(node_kind)) {
            (Some(_), None) => return Err(self.wrong_kind(code, node)),
            (Some(kind), Some(column)) => cells.push((column, kind)),
            // A kind is one of its level: it does not go along.
            (None, Some(column)) if level.is_some() => cells.push((column, "")),
            (None, _) => {}
        }
        match (level, node_kind) {
            (Some(level), NodeKind::Unit) => cells.push((unit_column::LEVEL, level.as_str())),
            (Some(_), _) => return Err(self.wrong_kind(code, node)),
            (None, _) => {}
        }
        self.revise(node, code, &cells)
    }

    fn start(&mut self, row: &Row) -> Result<(), Reason> {
        if row.table().node().is_some() {
            return Err(Reason::WrongTable(row.table()));
        }
        let mut row = row.clone();
        row.set_from(self.day);
        // What has no period is a statement of its day, and may be made again.
        if self.door == Door::New
            && row.table().has_period()
            && !self.saying(&row, self.ends_later(), |period: Period| period.holds(self.day)).is_empty()
        {
            return Err(Reason::HoldsAlready(row.table()));
        }
        self.add(row);
        Ok(())
    }

    /// The first days after rows that hold on the day.
    const fn ends_later(&self) -> (i32, i32) {
        (self.day.number().saturating_add(1), i32::MAX)
    }

    fn stop(&mut self, row: &Row) -> Result<(), Reason> {
        if row.table().node().is_some() {
            return Err(Reason::WrongTable(row.table()));
        }
        let holds = |period: Period| period.holds(self.day);
        let saying = self.saying(row, self.ends_later(), holds);
        // Of several the one with the days that are said with it, or else the first.
        let is_of_days = |at: &&RowAt| row.days() == Some(self.hierarchy.row_period(**at).raw());
        let meant = saying.iter().find(is_of_days).or_else(|| saying.first());
        let at = *meant.ok_or(Reason::NoSuchRow(row.table()))?;
        // What has neither a period nor a day never ends.
        if !at.0.has_period() && self.hierarchy.row_period(at) == Period::ALWAYS {
            return Err(Reason::Nothing);
        }
        self.end(at);
        Ok(())
    }

    fn correct(&mut self, row: &Row, to: &Row) -> Result<(), Reason> {
        if row.table() != to.table() {
            return Err(Reason::WrongTable(to.table()));
        }
        if row == to {
            return Err(Reason::Nothing);
        }
        let at = self.exactly(row)?;
        self.edits.fates.insert(at, Fate::Says(to.clone()));
        self.outcome.corrected.push((row.clone(), to.clone()));
        Ok(())
    }

    /// The row that says exactly that, bounds included; or else the one that does with the codes of the day.
    fn exactly(&self, row: &Row) -> Result<RowAt, Reason> {
        let days = row.days();
        let has_days = |period: Period| days == Some(period.raw()) || !row.table().has_period();
        let until = days.filter(|_| row.table().has_period()).map_or((i32::MIN, i32::MAX), |days| (days.1, days.1));
        let saying = self.saying(row, until, has_days);
        let as_said = saying.iter().find(|at| self.hierarchy.row(**at) == *row);
        let as_of_the_day = || saying.iter().find(|at| self.hierarchy.row_as_of(**at, self.day) == *row);
        as_said.or_else(as_of_the_day).copied().ok_or(Reason::NoSuchRow(row.table()))
    }

    /// The rows on such days that say the same, whatever their bounds, by the codes that they name or by those of the day. The
    /// first days after them are within `until`.
    fn saying(&self, row: &Row, until: (i32, i32), is_then: impl Fn(Period) -> bool) -> Vec<RowAt> {
        let same = |at: &RowAt| self.says(*at, |said| said.says_same(row));
        let mut saying: Vec<RowAt> = self.hierarchy.rows_like(row, until, is_then).into_iter().filter(same).collect();
        saying.sort_by_key(|at| self.hierarchy.row_period(*at).raw());
        saying
    }

    /// Whether something holds of a row as it was said, or with the codes that the nodes it names have on the day.
    pub(super) fn says(&self, at: RowAt, holds: impl Fn(&Row) -> bool) -> bool {
        holds(&self.hierarchy.row(at)) || holds(&self.hierarchy.row_as_of(at, self.day))
    }

    /// The period from the day on that a row still has.
    pub(super) fn rest(&self, at: RowAt) -> Option<Period> {
        let is_dated = at.0.columns().iter().any(|column| matches!(column.cell, Cell::From | Cell::Day));
        let after = Period::new(Some(self.day), None).ok().filter(|_| is_dated)?;
        // What was published without a day was published of the node that it names.
        let period = Some(self.hierarchy.row_period(at)).filter(|p| at.0 != Table::Claims || *p != Period::ALWAYS)?;
        period.intersect(after)
    }

    /// The node that a code names on the day, of a kind that has lineage.
    pub(super) fn there_with_lineage(&self, code: &str) -> Result<u32, Reason> {
        let node = self.there(code)?;
        let kind = self.hierarchy.kind(node).0;
        if kind.has_lineage() { Ok(node) } else { Err(Reason::WrongKind { code: code.to_owned(), kind }) }
    }
}
