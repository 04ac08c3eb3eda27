//! Events among which codes and days come again and again: what one code was named by another is named by, and what was
//! closed opens as something else.

use super::events::{Events, first};
use crate::oracle::choices::Choices;
use crate::oracle::draft::day;
use govgrid::record::{NodeKind, Row, Table};
use govgrid::{Assigned, Assignment, Change, Event};

/// Days on which much happens.
const BUSY: [i32; 7] = [10, 20, 21, 30, 31, 40, 50];

impl Events {
    pub(crate) fn in_a_crowd(mut choices: Choices) -> Self {
        let left = 4 + choices.below(24);
        Self { choices, left, opened: 0, last: day(30), is_crowd: true }
    }

    pub(super) fn busy_day(&mut self) -> i32 {
        self.choices.of(&BUSY)
    }

    /// One of few codes.
    pub(super) fn code_in_a_crowd(&mut self, kind: NodeKind) -> String {
        let letter = match kind {
            NodeKind::Unit => self.choices.of(&["C", "C", "C", "G", "S"]),
            NodeKind::Zone => "Z",
            NodeKind::Organization => "O",
            NodeKind::Person => "P",
            NodeKind::Alliance => "A",
            NodeKind::Project => "J",
        };
        format!("{letter}{}", 1 + self.choices.below(5))
    }

    /// The next event: often one by which a code comes to be free, is used again, or is another's.
    pub(super) fn next_in_a_crowd(&mut self, rows: &[Row]) -> Option<Event> {
        if self.choices.below(4) > 0 {
            self.last = day(self.busy_day());
        }
        let (on, change) = (self.last, self.choices.below(16));
        let held = |row: &&Row| starts_by(row, &on.to_string()) && ends_after(row, &on.to_string());
        let nodes = || rows.iter().filter(|row| row.table().node().is_some());
        let now: Vec<&Row> = nodes().filter(held).collect();
        // No row has the code on the day or later.
        let is_free =
            |code: &str| nodes().filter(|row| first(row) == code).all(|row| !ends_after(row, &on.to_string()));
        let free: Vec<&Row> = nodes().filter(|row| is_free(first(row))).collect();
        let unknown = || Change::Close { code: "X1".to_owned() };
        let change = match change {
            0..=2 if !free.is_empty() => {
                let gone = free[self.choices.below(free.len())];
                let row = self.row(rows, gone.table());
                let cells = [first(gone)].into_iter().chain(row.cells().skip(1));
                Change::Open {
                    row: Row::new(gone.table(), cells),
                    reuse: self.choices.of(&[None, Some(false), Some(true), Some(true)]),
                }
            }
            3 | 4 if !now.is_empty() => {
                let row = now[self.choices.below(now.len())];
                let alike: Vec<&Row> = free.into_iter().filter(|other| other.table() == row.table()).collect();
                let (code, kind) = (first(row).to_owned(), row.table().node()?);
                if alike.is_empty() || self.choices.once_in(3) {
                    Change::Recode { code, to: self.code_in_a_crowd(kind), reuse: self.choices.once_in(4) }
                } else {
                    let to = first(alike[self.choices.below(alike.len())]).to_owned();
                    Change::Recode { code, to, reuse: self.choices.below(6) > 0 }
                }
            }
            5 if !now.is_empty() => Change::Close { code: first(now[self.choices.below(now.len())]).to_owned() },
            6 if self.choices.once_in(2) => {
                let part = self.choices.of(&["C1", "C2", "C1", "X1"]).to_owned();
                // What has nothing to do with it goes to a part, or something goes to what is none.
                let (what, to) = self.choices.of(&[("P9", part.as_str()), ("S2", "C5"), ("S2", "S2")]);
                let assign = vec![Assignment { what: Assigned::Code(what.to_owned()), to: to.to_owned() }];
                let split = Change::Split { code: "C3".to_owned(), into: vec![part], assign };
                if self.choices.below(4) > 0 { split } else { unknown() }
            }
            7 => Change::Start { row: self.one(rows, |row| row.table().node().is_none())? },
            8 => {
                let row = self.one(rows, |row| rows.iter().any(|other| is_twin(row, other)))?;
                self.mend_or_end(row)
            }
            9 => {
                // A row by the code that its node has now.
                let recode = self.one(rows, |row| row.table() == Table::Lineage && row.cell("kind") == "recode")?;
                let (was, is) = (recode.cell("predecessor"), recode.cell("successor"));
                let names = |row: &Row| row.table() != Table::Lineage && row.cells().skip(1).any(|cell| cell == was);
                let is_relation = |row: &Row| row.table().node().is_none() && first(row) == was;
                let row = self.one(rows, |row| names(row) || is_relation(row))?;
                let own = row.table().node().is_some();
                let cell = |(at, cell)| if cell == was && !(own && at == 0) { is } else { cell };
                let renamed = Row::new(row.table(), row.cells().enumerate().map(cell));
                self.mend_or_end(renamed)
            }
            _ => self.change(rows)?,
        };
        Some(Event::on(on, change))
    }

    /// One of the rows that are wanted.
    fn one(&mut self, rows: &[Row], is_wanted: impl Fn(&Row) -> bool) -> Option<Row> {
        let wanted: Vec<&Row> = rows.iter().filter(|row| is_wanted(row)).collect();
        (!wanted.is_empty()).then(|| wanted[self.choices.below(wanted.len())].clone())
    }

    fn mend_or_end(&mut self, row: Row) -> Change {
        match self.choices.below(4) {
            0 => Change::Retract { row },
            1 => {
                let until = day(self.busy_day()).to_string();
                let columns = row.table().columns().iter().map(|column| column.name).zip(row.cells());
                let cells = columns.map(|(column, cell)| if column == "valid_until" { &until } else { cell });
                Change::Correct { to: Row::new(row.table(), cells), row }
            }
            _ => Change::Stop { row },
        }
    }
}

/// Whether two rows say the same with other bounds.
fn is_twin(row: &Row, other: &Row) -> bool {
    let columns = row.table().columns().iter().zip(row.cells().zip(other.cells()));
    let is_bound = |name: &str| ["valid_from", "valid_until"].contains(&name);
    let mut said = columns.filter(|(column, _)| !is_bound(column.name)).map(|(_, cells)| cells);
    row.table() == other.table()
        && row != other
        && row.table().node().is_none()
        && said.all(|(own, other)| own == other)
}

/// Whether a row's period has started by a day.
fn starts_by(row: &Row, day: &str) -> bool {
    row.cell("valid_from") <= day
}

/// Whether a row holds on a day or later.
fn ends_after(row: &Row, day: &str) -> bool {
    row.cell("valid_until").is_empty() || row.cell("valid_until") > day
}
