//! Events about one node.

use super::names::{Names, Node};
use super::plain::{NODES, PlainRow};
use super::{Fate, Why, Work};
use govgrid::record::Table;
use std::collections::BTreeMap;

/// Tables of nodes that have lineage.
const WITH_LINEAGE: [&str; 4] = ["units", "zones", "organizations", "alliances"];

impl Work<'_> {
    /// The node that is there on the day and has the code then.
    pub(super) fn there(&self, code: &str) -> Result<Node, Why> {
        let ever = self.names.ever(code);
        for node in &ever {
            let row = self.names.row_on(self.rows, *node, self.day);
            let has_code = row.is_some_and(|at| self.rows[at].cell("code") == code);
            if has_code && self.names.is_there(self.rows, *node, self.day) {
                return Ok(*node);
            }
        }
        Err(if ever.is_empty() { "UnknownCode" } else { "NotThere" })
    }

    pub(super) fn table(&self, node: Node) -> &'static str {
        Names::table(self.rows, node)
    }

    pub(super) fn there_with_lineage(&self, code: &str) -> Result<Node, Why> {
        let node = self.there(code)?;
        if WITH_LINEAGE.contains(&self.table(node)) { Ok(node) } else { Err("WrongKind") }
    }

    /// The row of a node that holds on the day, after which none comes.
    pub(super) fn last_row(&self, node: Node) -> Result<usize, Why> {
        let mut rows = self.names.rows_of(self.rows, node).into_iter();
        if rows.any(|at| self.rows[at].days().from.is_some_and(|from| from > self.day)) {
            return Err("LaterRecord");
        }
        self.names.row_on(self.rows, node, self.day).ok_or("NotThere")
    }

    pub(super) fn open(&mut self, row: &PlainRow, reuse: Option<bool>) -> Result<(), Why> {
        if !row.is_node() {
            return Err("WrongTable");
        }
        let is_reuse = reuse == Some(true);
        if is_reuse && !WITH_LINEAGE.contains(&row.table.as_str()) {
            return Err("WrongKind");
        }
        let code = row.cell("code");
        self.must_be_free(code)?;
        let known = self.names.ever(code).last().copied();
        if let (None, Some(node), true) = (reuse, known, WITH_LINEAGE.contains(&row.table.as_str())) {
            let last = self.names.rows_of(self.rows, node).pop().unwrap();
            let last = &self.rows[last];
            let is_same = |column: &str| last.cell(column).trim() == row.cell(column).trim();
            if last.table != row.table || !is_same("name") || !is_same("level") {
                return Err("WhichIsMeant");
            }
        }
        if is_reuse {
            if self.names.ever(code).is_empty() {
                return Err("NeverUsed");
            }
            self.use_again(code, None)?;
        }
        self.may_come_under(row)?;
        self.add(row.clone().starting(self.day));
        Ok(())
    }

    /// What a node comes under is there on the day, if it is known at all.
    fn may_come_under(&self, row: &PlainRow) -> Result<(), Why> {
        let column = NODES.iter().find(|known| known.0 == row.table).unwrap().1;
        match self.there(row.cell(column)) {
            Err("NotThere") => Err("NotThere"),
            _ => Ok(()),
        }
    }

    /// A code is nobody's on the day and later.
    fn must_be_free(&self, code: &str) -> Result<(), Why> {
        for (at, row) in self.rows.iter().enumerate() {
            if row.is_node() && row.cell("code") == code && self.is_not_over(at) {
                return Err("InUse");
            }
        }
        Ok(())
    }

    /// From the day on a code is another node's, perhaps that of the row `heir`. A row that names by it whom it was before,
    /// by no earlier day that it states, would name the other. It names whom it did, by the code that it has now. One that
    /// is no more is named until then only, and from then on the row goes without. A row that starts later says so of who
    /// has the code then.
    fn use_again(&mut self, code: &str, heir: Option<usize>) -> Result<(), Why> {
        self.add_lineage(code, code, "reuse");
        for node in self.names.ever(code) {
            let now = self.names.code_on(self.rows, node, self.day);
            for (at, mut columns) in self.naming(node) {
                let row = &self.rows[at];
                columns.retain(|column| row.cell(column) == code);
                let is_of_before = row.days().first_stated().is_some_and(|day| day < self.day);
                if columns.is_empty() || is_of_before || heir == Some(at) {
                    continue;
                }
                let mut other = row.clone();
                let known = if now == code { None } else { self.other_code(node, code, row.days()) };
                if let Some(known) = known {
                    for column in columns {
                        other.set(column, &known);
                    }
                    self.fates[at] = Fate::Says(other);
                } else if row.has_period() && row.days().from.is_none() {
                    for column in &columns {
                        other.set(column, "");
                    }
                    let is_whole = row.names().iter().all(|(column, needed)| !needed || !columns.contains(column));
                    let other = other.starting(self.day);
                    if is_whole {
                        self.must_name_the_same(at, &other)?;
                    }
                    self.end(at);
                    if is_whole {
                        self.add(other);
                    }
                }
            }
        }
        Ok(())
    }

    pub(super) fn close(&mut self, code: &str) -> Result<(), Why> {
        let node = self.there(code)?;
        let at = self.last_row(node)?;
        self.forget_today(node, at, &[]);
        self.end(at);
        let numbers = [self.declared(code, at), self.last_measured(node, code, true)].concat();
        self.done.unassigned.extend(numbers);
        for (at, columns) in self.naming(node) {
            if self.is_not_over(at) && self.rows[at].table != "decisions" {
                self.done.unassigned.push((code.to_owned(), columns[0].to_owned(), self.rows[at].clone()));
            }
        }
        Ok(())
    }

    pub(super) fn recode(&mut self, code: &str, to: &str, reuse: bool) -> Result<(), Why> {
        let node = self.there_with_lineage(code)?;
        let at = self.last_row(node)?;
        if code == to {
            return Err("Nothing");
        }
        self.must_be_free(to)?;
        let last = self.names.ever(to).pop();
        // A node gets back the code that it had, if nobody had it since.
        let was_others = last.is_some_and(|last| last != node);
        match (reuse, last) {
            (true, None) => return Err("NeverUsed"),
            (false, Some(_)) if was_others => return Err("UsedBefore"),
            _ => {}
        }
        if was_others {
            self.use_again(to, Some(at))?;
        }
        let mut after = self.rows[at].clone().starting(self.day);
        self.end(at);
        if was_others {
            // What it names by the code that is its own from now on.
            for (column, _) in self.rows[at].names() {
                if let Some(named) = self.names.named(&self.rows[at], column).filter(|_| after.cell(column) == to) {
                    let known = self.other_code(named, to, after.days()).unwrap_or_default();
                    after.set(column, &known);
                }
            }
        }
        self.must_name_the_same(at, &after)?;
        after.set("code", to);
        self.add(after);
        let until = self.code_until(node);
        let lives_no_day = until.as_deref() != Some(code);
        let wants_recode = until.as_deref().is_some_and(|until| until != to);
        let mut has_recode = false;
        for told in self.told_today(node, code) {
            let kind = self.rows[told].cell("kind").to_owned();
            match kind.as_str() {
                "reuse" if !lives_no_day => {}
                "reuse" => self.take_back(told),
                "recode" if !wants_recode || has_recode => self.take_back(told),
                _ => {
                    has_recode |= kind == "recode";
                    self.tell(told, to);
                }
            }
        }
        if let Some(until) = until.filter(|_| wants_recode && !has_recode) {
            self.add_lineage(&until, to, "recode");
        }
        Ok(())
    }

    /// The rows of lineage of the day of which a node is the successor by a code.
    fn told_today(&self, node: Node, code: &str) -> Vec<usize> {
        let today = crate::oracle::calendar::text(self.day);
        let is_told = |row: &PlainRow| {
            row.table == "lineage"
                && row.cell("day") == today
                && row.cell("successor") == code
                && self.names.named(row, "successor") == Some(node)
        };
        (0..self.rows.len()).filter(|at| is_told(&self.rows[*at])).collect()
    }

    fn tell(&mut self, at: usize, successor: &str) {
        let mut row = self.rows[at].clone();
        row.set("successor", successor);
        self.done.corrected.push((self.rows[at].clone(), row.clone()));
        self.fates[at] = Fate::Says(row);
    }

    fn take_back(&mut self, at: usize) {
        self.done.retracted.push(self.rows[at].clone());
        self.fates[at] = Fate::Gone;
    }

    /// A node that came to be or got its code on the day is no more from it on: what became it becomes the heirs.
    pub(super) fn forget_today(&mut self, node: Node, at: usize, heirs: &[&str]) {
        let code = self.rows[at].cell("code").to_owned();
        if self.code_until(node).as_ref() == Some(&code) {
            return;
        }
        for told in self.told_today(node, &code) {
            let row = self.rows[told].clone();
            let before = self.names.named(&row, "predecessor");
            let is_other = |heir: &&&str| before.is_none() || self.there(heir).ok() != before;
            let heirs: Vec<&str> = heirs.iter().filter(is_other).copied().collect();
            if ["recode", "reuse"].contains(&row.cell("kind")) || heirs.is_empty() {
                self.take_back(told);
                continue;
            }
            self.tell(told, heirs[0]);
            for heir in &heirs[1..] {
                let mut other = row.clone();
                other.set("successor", heir);
                if row.cell("basis").is_empty() {
                    other.set("basis", self.basis.clone().unwrap_or_default().as_str());
                }
                self.add(other);
            }
        }
    }

    /// The code that a node has until the day; `None` if it was not there.
    pub(super) fn code_until(&self, node: Node) -> Option<String> {
        let at = self.names.row_on(self.rows, node, self.day - 1)?;
        Some(self.rows[at].cell("code").to_owned())
    }

    pub(super) fn rename(&mut self, code: &str, name: &str) -> Result<(), Why> {
        let node = self.there(code)?;
        if self.table(node) == "people" {
            return Err("WrongKind");
        }
        self.say(node, &[("name", name)])
    }

    pub(super) fn transfer(&mut self, code: &str, to: &str) -> Result<(), Why> {
        let node = self.there(code)?;
        let above = NODES.iter().find(|known| known.0 == self.table(node)).unwrap().1;
        self.say(node, &[(above, to)])
    }

    pub(super) fn reclassify(&mut self, code: &str, kind: Option<&str>, level: Option<&str>) -> Result<(), Why> {
        let node = self.there(code)?;
        let table = self.table(node);
        if (kind.is_some() && table == "people") || (level.is_some() && table != "units") {
            return Err("WrongKind");
        }
        let mut cells = Vec::new();
        if let Some(level) = level {
            // A kind is one of its level.
            cells.extend([("level", level), ("kind", "")]);
        }
        cells.extend(kind.map(|kind| ("kind", kind)));
        self.say(node, &cells)
    }

    pub(super) fn revise(&mut self, code: &str, cells: &BTreeMap<String, String>) -> Result<(), Why> {
        let node = self.there(code)?;
        let table: Table = self.table(node).parse().unwrap();
        for column in cells.keys() {
            let may_change = !["code", "valid_from", "valid_until"].contains(&column.as_str());
            if !may_change || !table.columns().iter().any(|known| known.name == column) {
                return Err("NoSuchColumn");
            }
        }
        let cells: Vec<(&str, &str)> = cells.iter().map(|(column, cell)| (column.as_str(), cell.as_str())).collect();
        self.say(node, &cells)
    }

    /// A node says something else from the day on.
    fn say(&mut self, node: Node, cells: &[(&str, &str)]) -> Result<(), Why> {
        let at = self.last_row(node)?;
        let before = self.rows[at].clone();
        let mut after = before.clone();
        for (column, text) in cells {
            after.set(column, text);
        }
        if (before.is_nameless() || after.is_nameless()) && cells.iter().any(|(column, _)| *column == "name") {
            return Err("NoSuchColumn");
        }
        if after.is_nameless() {
            after.set("name", "");
        }
        if after == before {
            return Err("Nothing");
        }
        let superior = NODES.iter().find(|known| known.0 == after.table).unwrap().1;
        if before.cell(superior) != after.cell(superior) {
            self.may_come_under(&after)?;
        }
        let (old, new) = (before.cell(superior).to_owned(), after.cell(superior).to_owned());
        let moves = before.names().iter().any(|(column, _)| before.cell(column) != after.cell(column));
        let after = after.starting(self.day);
        self.must_name_the_same(at, &after)?;
        if after.table == "units" && old != new {
            let above = self.names.named(&before, superior);
            self.list_superiors(&[(above, self.there(&new).ok())]);
        }
        self.end(at);
        if moves {
            self.done.moved.push((before, after.clone()));
            self.new.push(after);
        } else {
            self.add(after);
        }
        Ok(())
    }
}
