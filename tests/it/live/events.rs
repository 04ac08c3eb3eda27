//! Events of every kind, mostly possible.

use crate::oracle::choices::Choices;
use crate::oracle::draft::day;
use govgrid::record::{Cell, Column, NodeKind, Row, Table};
use govgrid::{Assigned, Assignment, Change, Day, Event, Hierarchy, Level};

#[derive(Clone, Debug)]
pub(crate) struct Events {
    pub(super) choices: Choices,
    pub(super) left: usize,
    pub(super) opened: usize,
    pub(super) last: Day,
    /// Whether a few codes and days serve for everything.
    pub(super) is_crowd: bool,
}

impl Events {
    pub(crate) fn new(mut choices: Choices) -> Self {
        let left = 1 + choices.below(12);
        Self { choices, left, opened: 0, last: day(30), is_crowd: false }
    }

    pub(crate) fn go_on(&mut self) -> bool {
        self.left = self.left.saturating_sub(1);
        self.left > 0
    }

    pub(crate) fn once_in(&mut self, in_: usize) -> bool {
        self.choices.once_in(in_)
    }

    /// The next event, if there is anything to do it to.
    pub(crate) fn next(&mut self, version: &Hierarchy) -> Option<Event> {
        let basis = self.left.is_multiple_of(3).then(|| format!("文{}", self.left % 2));
        self.undecided(version).map(|event| Event { basis, ..event })
    }

    fn undecided(&mut self, version: &Hierarchy) -> Option<Event> {
        let rows = version.rows_as_text();
        if self.is_crowd {
            return self.next_in_a_crowd(&rows);
        }
        let change = self.change(&rows)?;
        self.last = self.day_of_event(&rows);
        Some(Event::on(self.last, change))
    }

    /// A day, often one on which something else happens.
    fn day_of_event(&mut self, rows: &[Row]) -> Day {
        match self.choices.below(12) {
            0..=2 => self.last,
            3 => self.last.previous(),
            4 => self.last.next(),
            5..=7 => {
                let bounds = |row: &Row| [row.cell("valid_from").to_owned(), row.cell("valid_until").to_owned()];
                let mut days: Vec<Day> = rows.iter().flat_map(bounds).filter_map(|text| text.parse().ok()).collect();
                days.sort_unstable();
                days.dedup();
                if days.is_empty() {
                    return self.last;
                }
                let found = days[self.choices.below(days.len())];
                if self.choices.once_in(2) { found.previous() } else { found }
            }
            8 if self.choices.once_in(4) => {
                self.choices.of(&["0000-03-01", "0001-01-01", "9999-12-30", "9999-12-29"]).parse().unwrap()
            }
            _ => {
                let on = self.choices.day(5, 60);
                day(on)
            }
        }
    }

    pub(super) fn change(&mut self, rows: &[Row]) -> Option<Change> {
        let code = self.node(rows)?;
        let kind = code.0;
        let code = code.1;
        let reuse = self.choices.once_in(4);
        Some(match self.choices.below(16) {
            0 | 1 => {
                let kind = self.kind();
                Change::Open {
                    row: self.row(rows, kind.table()),
                    reuse: if reuse { Some(true) } else { self.choices.of(&[None, Some(false)]) },
                }
            }
            2 => Change::Close { code },
            3 => Change::Rename { code, name: self.choices.of(&["新名", "东里", "West"]).to_owned() },
            4 => {
                let to = if self.choices.once_in(2) { self.node(rows)?.1 } else { self.new_code(kind) };
                Change::Recode { code, to, reuse }
            }
            5 | 6 => {
                let above = match kind {
                    NodeKind::Unit | NodeKind::Zone | NodeKind::Project => NodeKind::Unit,
                    NodeKind::Person | NodeKind::Organization => NodeKind::Organization,
                    NodeKind::Alliance => NodeKind::Alliance,
                };
                let to = self.of_kinds(rows, &[above]).filter(|_| !self.choices.once_in(6));
                Change::Transfer { code, to }
            }
            7 => {
                let column = kind.table().columns().iter().find(|column| column.name == "kind");
                let word = column.and_then(|column| self.word(column, None));
                let level = (kind == NodeKind::Unit && self.choices.once_in(2)).then(|| self.choices.of(Level::ALL));
                Change::Reclassify { code, kind: word.filter(|_| level.is_none()), level }
            }
            8 | 9 => {
                let mut codes = vec![self.like(rows, kind, &code)?];
                for _ in 0..self.choices.below(4) {
                    let other = self.like(rows, kind, &code)?;
                    if !codes.contains(&other) || self.choices.once_in(8) {
                        codes.push(other);
                    }
                }
                Change::Merge { codes, into: code }
            }
            10 => self.split(rows, kind, code)?,
            11 => Change::Start { row: self.relation(rows) },
            12 => Change::Stop { row: self.said(rows, false)? },
            13 => {
                let row = self.any_said(rows)?;
                let fresh = self.row(rows, row.table());
                let mut cells = row.cells().map(str::to_owned).collect::<Vec<_>>();
                let column = self.choices.below(cells.len());
                fresh.cells().nth(column).unwrap().clone_into(&mut cells[column]);
                Change::Correct { to: Row::new(row.table(), cells), row }
            }
            14 => self.revise(rows, kind, code),
            _ => Change::Retract { row: self.any_said(rows)? },
        })
    }

    /// Another cell than name, kind and what it comes under, or one that cannot change.
    fn revise(&mut self, rows: &[Row], kind: NodeKind, code: String) -> Change {
        let fresh = self.row(rows, kind.table());
        let column = self.choices.below(fresh.cells().len());
        let name = kind.table().columns()[column].name.to_owned();
        Change::Revise { code, cells: [(name, fresh.cells().nth(column).unwrap().to_owned())].into_iter().collect() }
    }

    fn split(&mut self, rows: &[Row], kind: NodeKind, code: String) -> Option<Change> {
        let mut into = vec![self.like(rows, kind, &code)?];
        if self.choices.once_in(2) {
            into.push(code.clone());
        }
        let of_it =
            rows.iter().filter(|row| row.cells().skip(1).any(|cell| cell == code) || row.table().node().is_none());
        let of_it: Vec<&Row> = of_it.filter(|row| row.cells().any(|cell| cell == code)).collect();
        let mut assign = Vec::new();
        for _ in 0..self.choices.below(5) {
            if of_it.is_empty() {
                break;
            }
            let row = of_it[self.choices.below(of_it.len())];
            let whole = self.choices.once_in(2);
            let what = if whole { Assigned::Row(row.clone()) } else { Assigned::Code(first(row).to_owned()) };
            let to = into[self.choices.below(into.len())].clone();
            assign.push(Assignment { what, to });
        }
        Some(Change::Split { code, into, assign })
    }

    fn kind(&mut self) -> NodeKind {
        let kinds = [NodeKind::Unit, NodeKind::Unit, NodeKind::Unit, NodeKind::Organization, NodeKind::Zone];
        if self.choices.once_in(3) { self.choices.of(NodeKind::ALL) } else { self.choices.of(&kinds) }
    }

    fn new_code(&mut self, kind: NodeKind) -> String {
        if self.is_crowd {
            return self.code_in_a_crowd(kind);
        }
        self.opened += 1;
        // Some codes are used again, and most are not.
        let most = if self.opened.is_multiple_of(3) { 7 } else { 101 };
        format!("n{}", (self.opened * 37) % most)
    }

    /// A node, by kind and one of its codes.
    fn node(&mut self, rows: &[Row]) -> Option<(NodeKind, String)> {
        let kind = self.kind();
        let code = self.of_kinds(rows, &[kind]).or_else(|| self.of_kinds(rows, &[NodeKind::Unit]))?;
        let kind = rows.iter().find(|row| first(row) == code && row.table().node().is_some())?.table().node()?;
        Some((kind, code))
    }

    /// Another node of a kind.
    fn like(&mut self, rows: &[Row], kind: NodeKind, code: &str) -> Option<String> {
        let level = |code: &str| rows.iter().find(|row| first(row) == code).map(|row| row.cell("level").to_owned());
        let all = rows.iter().filter(|row| row.table().node() == Some(kind) && first(row) != code);
        let fits = |row: &&Row| kind != NodeKind::Unit || level(first(row)) == level(code);
        let codes: Vec<&str> = all.filter(fits).map(first).collect();
        (!codes.is_empty()).then(|| codes[self.choices.below(codes.len())].to_owned())
    }

    fn of_kinds(&mut self, rows: &[Row], kinds: &[NodeKind]) -> Option<String> {
        let all = rows.iter().filter(|row| row.table().node().is_some_and(|kind| kinds.contains(&kind)));
        let codes: Vec<&str> = all.map(first).collect();
        (!codes.is_empty()).then(|| codes[self.choices.below(codes.len())].to_owned())
    }

    /// A row that is said: of a node, or of a relation.
    fn said(&mut self, rows: &[Row], of_node: bool) -> Option<Row> {
        let all: Vec<&Row> = rows.iter().filter(|row| row.table().node().is_some() == of_node).collect();
        (!all.is_empty()).then(|| all[self.choices.below(all.len())].clone())
    }

    fn any_said(&mut self, rows: &[Row]) -> Option<Row> {
        let of_node = self.choices.once_in(2);
        self.said(rows, of_node).or_else(|| self.said(rows, true))
    }

    fn relation(&mut self, rows: &[Row]) -> Row {
        if self.choices.once_in(3)
            && let Some(row) = self.said(rows, false)
        {
            return row;
        }
        let tables: Vec<Table> = Table::ALL.iter().copied().filter(|table| table.node().is_none()).collect();
        let table = self.choices.of(&tables);
        self.row(rows, table)
    }

    /// A row of a table that may be said.
    pub(super) fn row(&mut self, rows: &[Row], table: Table) -> Row {
        let mut cells: Vec<String> = Vec::new();
        for column in table.columns() {
            let cell = if column.required || self.choices.below(3) > 0 {
                self.cell(rows, table, column, &cells)
            } else {
                None
            };
            cells.push(cell.unwrap_or_default());
        }
        let either = [(Table::Posts, "holder"), (Table::Contacts, "household"), (Table::AllianceMembers, "member")];
        if let Some((_, who)) = either.into_iter().find(|either| either.0 == table) {
            let count = "count";
            let at = |name: &str| table.columns().iter().position(|column| column.name == name).unwrap();
            let named = !cells[at(who)].is_empty() && self.choices.below(3) > 0;
            cells[at(if named { count } else { who })].clear();
            if !named {
                "3".clone_into(&mut cells[at(count)]);
            }
        }
        Row::new(table, cells)
    }

    fn cell(&mut self, rows: &[Row], table: Table, column: &Column, before: &[String]) -> Option<String> {
        Some(match column.cell {
            Cell::Code if self.choices.once_in(4) => self.of_kinds(rows, &[table.node()?])?,
            Cell::Code => self.new_code(table.node()?),
            Cell::Name => self.choices.of(&["甲", "乙", "东里"]).to_owned(),
            Cell::Note => "文".to_owned(),
            Cell::Key => self.choices.of(&["K1", "K2"]).to_owned(),
            Cell::Scheme => "local".to_owned(),
            Cell::Figure => {
                self.choices.of(&["count:grid", "share:grid:org_coverage", "sum:measure:residents"]).to_owned()
            }
            Cell::Base => self.choices.of(&["", "7", "count:community"]).to_owned(),
            Cell::Value | Cell::Count => self.choices.of(&["1", "2", "7"]).to_owned(),
            Cell::Words(list) => list.words[self.choices.below(list.words.len())].en.to_owned(),
            // The one role that counts as coverage.
            Cell::Word { .. } if table == Table::Posts && column.name == "role" && self.choices.once_in(2) => {
                "party_building_instructor".to_owned()
            }
            Cell::Word { under, .. } => self.word(column, under.map(|under| before[under].as_str()))?,
            Cell::Parent => self.of_kinds(rows, &[NodeKind::Unit])?,
            Cell::Reference(kinds) => self.of_kinds(rows, kinds)?,
            Cell::From if self.choices.once_in(2) => return None,
            Cell::From => self.day(1, 30),
            Cell::Until if self.choices.below(4) > 0 => return None,
            Cell::Until => self.day(25, 70),
            Cell::Day => self.day(1, 60),
        })
    }

    fn word(&mut self, column: &Column, owner: Option<&str>) -> Option<String> {
        let Cell::Word { list, .. } = column.cell else { return None };
        let fits =
            |word: &&govgrid::Word| word.within.is_empty() || owner.is_none_or(|owner| word.within.contains(&owner));
        let words: Vec<&str> = list.words.iter().filter(fits).map(|word| word.en).collect();
        (!words.is_empty()).then(|| self.choices.of(&words).to_owned())
    }

    fn day(&mut self, first: i32, after: i32) -> String {
        let on = if self.is_crowd { self.busy_day() } else { self.choices.day(first, after) };
        let number: Day = day(on);
        number.to_string()
    }
}

pub(super) fn first(row: &Row) -> &str {
    row.cells().next().unwrap_or_default()
}
