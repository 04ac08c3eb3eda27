//! All that is wrong with a draft.
//!
//! A table in which every row is wrong has as many faults as rows, and nearly all of them are alike: one rule, one column,
//! one thing that was expected. Such faults are kept as the numbers of their rows, and what stands in the cell is found
//! where the row's texts are. So every fault is kept, and is there to be found, at the cost of a number.

use super::fault::{About, Fault, Raw, Where};
use super::structure::RowId;
use crate::base::WordList;
use crate::findings::{Rule, Text};
use crate::record::{NodeKind, Table};
use std::borrow::Cow;

/// Faults of rows, files and tables.
#[derive(Clone, Debug, Default)]
pub(crate) struct Faults {
    alike: Vec<Alike>,
    others: Vec<Fault>,
}

/// Faults that differ in their rows only.
#[derive(Clone, Debug)]
struct Alike {
    rule: &'static Rule,
    table: Table,
    /// The column; a fault without one is of the row as a whole.
    column: Option<&'static str>,
    about: Common,
    /// Ascending as far as rows are read in order.
    rows: Vec<u32>,
    /// For each row the one that stays, if the faults are about that.
    stay: Vec<RowId>,
}

/// What faults that are alike are about.
#[derive(Clone, Copy, Debug)]
enum Common {
    Nothing,
    Expected(Text),
    List(&'static WordList, Option<&'static str>),
    Width(usize, usize),
    Names(NodeKind),
    /// The row that stays, which differs.
    Row,
}

impl Common {
    fn is(self, other: Self) -> bool {
        match (self, other) {
            (Self::Nothing, Self::Nothing) | (Self::Row, Self::Row) => true,
            (Self::Expected(one), Self::Expected(other)) => one == other,
            (Self::List(list, owner), Self::List(other, of)) => std::ptr::eq(list, other) && owner == of,
            (Self::Width(cells, header), Self::Width(other, of)) => (cells, header) == (other, of),
            (Self::Names(kind), Self::Names(other)) => kind == other,
            _ => false,
        }
    }
}

impl Faults {
    pub(crate) fn push(&mut self, fault: Fault) {
        let (about, stays) = match fault.about {
            About::Nothing => (Common::Nothing, None),
            About::Expected(expected) => (Common::Expected(expected), None),
            About::List(list, owner) => (Common::List(list, owner), None),
            About::Width(cells, header) => (Common::Width(cells, header), None),
            About::Names(kind) => (Common::Names(kind), None),
            About::Row(stays) => (Common::Row, Some(stays)),
            About::Seen(_)
            | About::Limit(_)
            | About::Lead(_)
            | About::Cycle(_)
            | About::ParentLevel(_)
            | About::Level(..)
            | About::NamesOther(..)
            | About::Falls(_) => return self.others.push(fault),
        };
        let column = match (&fault.column, &fault.raw) {
            (Some(Cow::Borrowed(column)), Raw::OfCell) => Some(*column),
            (None, Raw::Nothing) => None,
            _ => return self.others.push(fault),
        };
        match fault.at {
            Where::Row(table, row) => {
                let (rows, stay) = (vec![row], stays.into_iter().collect());
                self.add(Alike { rule: fault.rule, table, column, about, rows, stay });
            }
            Where::File(..) => self.others.push(fault),
        }
    }

    pub(crate) fn extend(&mut self, faults: impl IntoIterator<Item = Fault>) {
        faults.into_iter().for_each(|fault| self.push(fault));
    }

    fn add(&mut self, more: Alike) {
        let is_alike = |known: &&mut Alike| {
            std::ptr::eq(known.rule, more.rule)
                && (known.table, known.column) == (more.table, more.column)
                && known.about.is(more.about)
        };
        match self.alike.iter_mut().find(is_alike) {
            Some(alike) => {
                alike.rows.extend(more.rows);
                alike.stay.extend(more.stay);
            }
            None => self.alike.push(more),
        }
    }

    /// Looks at every fault, in no order that means anything.
    pub(crate) fn each(&self, mut look: impl FnMut(&Fault)) {
        for Alike { rule, table, column, about, rows, stay } in &self.alike {
            for (at, row) in rows.iter().enumerate() {
                let about = match about {
                    Common::Nothing => About::Nothing,
                    Common::Expected(expected) => About::Expected(*expected),
                    Common::List(list, owner) => About::List(list, *owner),
                    Common::Width(cells, header) => About::Width(*cells, *header),
                    Common::Names(kind) => About::Names(*kind),
                    Common::Row => stay.get(at).map_or(About::Nothing, |stays| About::Row(*stays)),
                };
                let at = Where::Row(*table, *row);
                let raw = if column.is_some() { Raw::OfCell } else { Raw::Nothing };
                look(&Fault { rule, at, column: column.map(Cow::Borrowed), raw, about });
            }
        }
        self.others.iter().for_each(look);
    }

    /// The faults that have a text of their own, beside that of their cell.
    pub(super) fn with_text(&self) -> impl Iterator<Item = (&Fault, &str)> {
        self.others.iter().filter_map(|fault| Some((fault, fault.raw.text()?)))
    }

    /// Keeps those of files, and of rows that are kept.
    pub(super) fn retain_rows(&mut self, is_kept: impl Fn(Table, u32) -> bool) {
        for Alike { table, rows, stay, .. } in &mut self.alike {
            let mut kept = rows.iter().map(|row| is_kept(*table, *row)).collect::<Vec<_>>().into_iter();
            stay.retain(|_| kept.next().unwrap_or(true));
            rows.retain(|row| is_kept(*table, *row));
        }
        self.others.retain(|fault| fault.row().is_none_or(|(table, row)| is_kept(table, row)));
    }

    /// Forgets those of the last row but for those of a rule.
    pub(super) fn forget_row(&mut self, row: u32, but_for: &'static Rule) {
        for alike in self.alike.iter_mut().filter(|alike| alike.rule.code != but_for.code) {
            while alike.rows.pop_if(|last| *last == row).is_some() {}
        }
        let is_of_row = |fault: &Fault| fault.row().is_some_and(|found| found.1 == row);
        let own = self.others.iter().rev().take_while(|fault| is_of_row(fault)).count();
        let own = self.others.split_off(self.others.len() - own);
        self.others.extend(own.into_iter().filter(|fault| fault.rule.code == but_for.code));
    }

    /// Takes the faults of rows that are appended from a row on; the others have none then.
    pub(super) fn append(&mut self, others: &mut Self, first: u32) {
        for mut alike in others.alike.drain(..) {
            alike.rows.iter_mut().for_each(|row| *row += first);
            self.add(alike);
        }
        let placed = |mut fault: Fault| {
            if let Where::Row(_, row) = &mut fault.at {
                *row += first;
            }
            fault
        };
        self.others.extend(others.others.drain(..).map(placed));
    }

    /// How many there are.
    #[cfg(test)]
    pub(crate) fn len(&self) -> usize {
        self.alike.iter().map(|alike| alike.rows.len()).sum::<usize>() + self.others.len()
    }
}
