//! Events about one row.

use super::plain::PlainRow;
use super::{Fate, Why, Work};
use crate::oracle::calendar::Days;

impl Work<'_> {
    pub(super) fn start(&mut self, row: &PlainRow) -> Result<(), Why> {
        if row.is_node() {
            return Err("WrongTable");
        }
        let row = row.clone().starting(self.day);
        let says_so = |at: usize| {
            let known = &self.rows[at];
            known.table == row.table && known.days().holds(self.day) && self.says(at, |said| said.said() == row.said())
        };
        if row.has_period() && (0..self.rows.len()).any(says_so) {
            return Err("HoldsAlready");
        }
        self.add(row);
        Ok(())
    }

    /// Of rows that say the same and hold on the day the earliest ends.
    pub(super) fn stop(&mut self, row: &PlainRow) -> Result<(), Why> {
        if row.is_node() {
            return Err("WrongTable");
        }
        let is_it =
            |at: &usize| self.rows[*at].days().holds(self.day) && self.says(*at, |said| said.said() == row.said());
        let of_table = (0..self.rows.len()).filter(|at| self.rows[*at].table == row.table);
        // Of several the one that is said with its days, or else the one that started first and ends first.
        let order = |at: &usize| {
            let days = self.rows[*at].days();
            (days != row.days(), days.from, days.until.is_none(), days.until)
        };
        let found = of_table.filter(is_it).min_by_key(order);
        let found = found.ok_or("NoSuchRow")?;
        // Lineage, and what was published without a day, never ends.
        if !self.rows[found].has_period() && self.rows[found].days() == Days::ALWAYS {
            return Err("Nothing");
        }
        self.end(found);
        Ok(())
    }

    pub(super) fn correct(&mut self, row: &PlainRow, to: &PlainRow) -> Result<(), Why> {
        if row.table != to.table {
            return Err("WrongTable");
        }
        if row == to {
            return Err("Nothing");
        }
        let at = self.exactly(row)?;
        self.fates[at] = Fate::Says(to.clone());
        self.done.corrected.push((row.clone(), to.clone()));
        Ok(())
    }

    pub(super) fn retract(&mut self, row: &PlainRow) -> Result<(), Why> {
        let at = self.exactly(row)?;
        self.fates[at] = Fate::Gone;
        self.done.retracted.push(row.clone());
        Ok(())
    }

    /// The row that is this one; or else the one that would be with today's codes.
    fn exactly(&self, row: &PlainRow) -> Result<usize, Why> {
        let all = || 0..self.rows.len();
        let said = all().find(|at| self.rows[*at] == *row);
        said.or_else(|| all().find(|at| self.as_of_the_day(*at) == *row)).ok_or("NoSuchRow")
    }

    /// Whether something holds of a row as it stands, or with the codes that the nodes it names have on the day.
    pub(super) fn says(&self, at: usize, holds: impl Fn(&PlainRow) -> bool) -> bool {
        holds(&self.rows[at]) || holds(&self.as_of_the_day(at))
    }

    pub(super) fn as_of_the_day(&self, at: usize) -> PlainRow {
        let mut row = self.rows[at].clone();
        for (column, _) in self.rows[at].names() {
            if let Some(node) = self.names.named(&self.rows[at], column) {
                row.set(column, &self.names.code_on(self.rows, node, self.day));
            }
        }
        row
    }
}
