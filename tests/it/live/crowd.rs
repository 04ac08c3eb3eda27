//! Events among which codes and days come again and again: what one code was named by another is named by, and what was
//! closed opens as something else.

use super::events::{Events, first};
use crate::oracle::choices::Choices;
use crate::oracle::draft::day;
use govgrid::record::{NodeKind, Row};
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
                Change::Open { row: Row::new(gone.table(), cells), reuse: self.choices.below(4) > 0 }
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
            6 if self.choices.once_in(4) => {
                let assign = vec![Assignment { what: Assigned::Code("C2".to_owned()), to: "C5".to_owned() }];
                let split = |part: &str| Change::Split { code: "C3".to_owned(), into: vec![part.to_owned()], assign };
                if self.choices.once_in(2) { split(self.choices.of(&["C1", "X1"])) } else { unknown() }
            }
            _ => self.change(rows)?,
        };
        Some(Event::on(on, change))
    }
}

/// Whether a row's period has started by a day.
fn starts_by(row: &Row, day: &str) -> bool {
    row.cell("valid_from") <= day
}

/// Whether a row holds on a day or later.
fn ends_after(row: &Row, day: &str) -> bool {
    row.cell("valid_until").is_empty() || row.cell("valid_until") > day
}
