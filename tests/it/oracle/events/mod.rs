//! A second interpreter of events: the tables afterwards, from the tables before. Plain rows of texts and loops; it shares
//! nothing with what the crate does.
//!
//! `names` says which node a code names, from rows and lineage alone. `node` has the events about one node, `row` those
//! about one row, `moving` mergers and divisions, `numbers` what becomes of numbers in these, `decisions` the decisions on
//! which all happens. Whether the tables that come out break structure is not asked here: a draft of them tells.

mod build;
mod crowd;
mod decisions;
mod moving;
mod names;
mod node;
mod numbers;
mod plain;
mod row;

use super::calendar::{DayNumber, Days, text};
use super::world::World;
use govgrid::{Change, Event};
use names::{Names, Node};
pub(crate) use plain::PlainRow;

/// Why an event is refused, by the name of the crate's reason.
pub(crate) type Why = &'static str;

/// What is left to be settled: the code of a node, what of it, and the row that says so.
pub(crate) type Unsettled = (String, String, PlainRow);

/// What an event did, each list in any order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Done {
    pub(crate) moved: Vec<(PlainRow, PlainRow)>,
    pub(crate) unassigned: Vec<Unsettled>,
    pub(crate) undivided: Vec<Unsettled>,
    /// With the row that says the same, if there is one.
    pub(crate) fell: Vec<(PlainRow, Option<PlainRow>)>,
    pub(crate) added: Vec<PlainRow>,
    pub(crate) ended: Vec<PlainRow>,
    pub(crate) corrected: Vec<(PlainRow, PlainRow)>,
    pub(crate) retracted: Vec<PlainRow>,
}

/// The rows of all tables.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tables {
    pub(crate) rows: Vec<PlainRow>,
}

/// What becomes of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Fate {
    Stays,
    Gone,
    Says(PlainRow),
}

/// One event while it is worked out: all is asked of the tables as they were before it.
struct Work<'t> {
    rows: &'t [PlainRow],
    names: Names,
    day: DayNumber,
    basis: Option<String>,
    fates: Vec<Fate>,
    new: Vec<PlainRow>,
    done: Done,
}

impl Tables {
    /// The rows of a world.
    pub(crate) fn of(world: &World) -> Self {
        let mut rows: Vec<PlainRow> = world.all_rows().iter().map(|row| PlainRow::written(row.written(true))).collect();
        for row in &world.lineage {
            let (day, kind) = (text(row.day), row.kind.to_owned());
            let cells = [("predecessor", &row.before), ("successor", &row.after), ("kind", &kind), ("day", &day)];
            rows.push(PlainRow::new("lineage", cells.map(|(column, cell)| (column, cell.as_str()))));
        }
        let mut tables = Self { rows };
        tables.settle();
        tables
    }

    /// The tables after an event, and what it did.
    pub(crate) fn after(&self, event: &Event) -> Result<(Self, Done), Why> {
        let mut work = Work {
            rows: &self.rows,
            names: Names::of(&self.rows),
            day: plain::number(&event.day.to_string()),
            basis: event.basis.clone(),
            fates: vec![Fate::Stays; self.rows.len()],
            new: Vec::new(),
            done: Done::default(),
        };
        work.work_out(&event.change)?;
        work.decide(&event.change);
        let mut rows = Vec::new();
        for (row, fate) in self.rows.iter().zip(work.fates) {
            match fate {
                Fate::Stays => rows.push(row.clone()),
                Fate::Gone => {}
                Fate::Says(other) => rows.push(other),
            }
        }
        rows.extend(work.new);
        let mut after = Self { rows };
        after.settle();
        Ok((after, work.done))
    }

    /// The nodes by the number of a row of theirs, and for each of their rows: number of the node, code, and a day on which
    /// the node is there and has the code.
    pub(crate) fn whereabouts(&self) -> Vec<(Node, String, DayNumber)> {
        let names = Names::of(&self.rows);
        let mut found = Vec::new();
        for (at, row) in self.rows.iter().enumerate() {
            let Some(node) = names.node_of_row(at) else { continue };
            let days = row.days();
            let first = days.from.or(days.until.map(|until| until - 1)).unwrap_or(0);
            if names.is_there(&self.rows, node, first) {
                found.push((node, row.cell("code").to_owned(), first));
            }
        }
        found
    }

    /// A unit's row names its parent by the first of the parent's codes that names it then.
    fn settle(&mut self) {
        let names = Names::of(&self.rows);
        let mut settled = Vec::new();
        for (at, row) in self.rows.iter().enumerate().filter(|(_, row)| row.table == "units") {
            let Some(parent) = names.named(row, "parent") else { continue };
            let codes = names.codes(&self.rows, parent);
            let code = codes.into_iter().find(|code| names.find(code, row.days()) == Some(parent));
            settled.extend(code.map(|code| (at, code)));
        }
        for (at, code) in settled {
            self.rows[at].set("parent", &code);
        }
    }
}

impl Work<'_> {
    fn work_out(&mut self, change: &Change) -> Result<(), Why> {
        match change {
            Change::Open { row, reuse } => self.open(&PlainRow::from(row), *reuse),
            Change::Close { code } => self.close(code),
            Change::Rename { code, name } => self.rename(code, name),
            Change::Recode { code, to, reuse } => self.recode(code, to, *reuse),
            Change::Transfer { code, to } => self.transfer(code, to.as_deref().unwrap_or("")),
            Change::Reclassify { code, kind, level } => {
                self.reclassify(code, kind.as_deref(), level.map(govgrid::Level::as_str))
            }
            Change::Revise { code, cells } => self.revise(code, cells),
            Change::Merge { codes, into } => self.merge(codes, into),
            Change::Split { code, into, assign } => self.split(code, into, assign),
            Change::Start { row } => self.start(&PlainRow::from(row)),
            Change::Stop { row } => self.stop(&PlainRow::from(row)),
            Change::Correct { row, to } => self.correct(&PlainRow::from(row), &PlainRow::from(to)),
            Change::Retract { row } => self.retract(&PlainRow::from(row)),
            other => panic!("an event that the interpreter does not know: {other:?}"),
        }
    }

    fn add(&mut self, row: PlainRow) {
        self.done.added.push(row.clone());
        self.new.push(row);
    }

    fn add_lineage(&mut self, before: &str, after: &str, kind: &str) {
        let day = text(self.day);
        let cells = [("predecessor", before), ("successor", after), ("kind", kind), ("day", &day)];
        let basis = self.basis.clone();
        let basis = basis.as_deref().map(|basis| ("basis", basis));
        self.add(PlainRow::new("lineage", cells.into_iter().chain(basis)));
    }

    /// A row holds until the day before. One that starts on the day or later never holds; nor does one that could not name
    /// then what it names.
    fn end(&mut self, at: usize) {
        let row = &self.rows[at];
        let starts_before = row.days().from.is_none_or(|from| from < self.day);
        let ended = if starts_before { self.until_the_day(at) } else { None };
        self.fates[at] = ended.clone().map_or(Fate::Gone, Fate::Says);
        self.done.ended.extend(ended);
    }

    /// A row with the day as its end. It goes on naming the same nodes: by the code that they had last, where the one that
    /// it says would be another's.
    fn until_the_day(&self, at: usize) -> Option<PlainRow> {
        let mut ended = self.rows[at].clone();
        if ended.has_period() {
            ended.set("valid_until", &text(self.day));
        }
        self.name_the_same(at, &mut ended, self.day - 1).then_some(ended)
    }

    /// Makes a row with other bounds name what the row it was made of names. Whether it can: what it needs has a code then.
    fn name_the_same(&self, at: usize, row: &mut PlainRow, day: DayNumber) -> bool {
        for (column, is_needed) in self.rows[at].names() {
            let Some(node) = self.names.named(&self.rows[at], column) else { continue };
            let names_it = |code: &str| self.names.find(code, row.days()) == Some(node);
            if names_it(row.cell(column)) {
                continue;
            }
            let code = self.names.code_on(self.rows, node, day);
            if names_it(&code) {
                row.set(column, &code);
            } else if is_needed {
                return false;
            } else {
                row.set(column, "");
            }
        }
        true
    }

    /// A row that starts on the day, of which the row it is made of has no start, names by the same codes the same nodes.
    /// It does not where a code is another's until after the day.
    fn must_name_the_same(&self, at: usize, after: &PlainRow) -> Result<(), Why> {
        let before = &self.rows[at];
        let differs = |column: &str| {
            let node = self.names.named(before, column);
            let is_said_alike = before.cell(column) == after.cell(column);
            is_said_alike && node.is_some() && self.names.find(after.cell(column), after.days()) != node
        };
        let is_cut = before.days().from.is_none() && before.names().iter().any(|(column, _)| differs(column));
        if is_cut { Err("LaterRecord") } else { Ok(()) }
    }

    /// Another code than the given one by which a row of some days names a node: the one of the day, or the latest.
    fn other_code(&self, node: Node, code: &str, days: Days) -> Option<String> {
        let now = self.names.code_on(self.rows, node, self.day);
        let all = self.names.codes(self.rows, node).into_iter().rev();
        [now].into_iter().chain(all).find(|other| other != code && self.names.find(other, days) == Some(node))
    }

    /// The rows but lineage that name a node otherwise than as their own, each with the columns.
    fn naming(&self, node: Node) -> Vec<(usize, Vec<&'static str>)> {
        let mut found = Vec::new();
        for (at, row) in self.rows.iter().enumerate().filter(|(_, row)| row.table != "lineage") {
            let columns = row.names().into_iter().map(|(column, _)| column);
            let columns: Vec<&str> = columns.filter(|column| self.names.named(row, column) == Some(node)).collect();
            if !columns.is_empty() {
                found.push((at, columns));
            }
        }
        found
    }

    /// Whether a row holds on the day or later.
    fn is_not_over(&self, at: usize) -> bool {
        self.rows[at].days().until.is_none_or(|until| until > self.day)
    }
}
