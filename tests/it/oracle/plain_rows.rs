//! All rows of a world as plain rows of their tables, and what loops over them say of two days and of a node's time.

use super::Asked;
use super::calendar::{DayNumber, Days, text};
use super::naive::Naive;
use super::rows::{Cell, How, Row, TABLES};
use super::world::{HOUSEHOLD, LEVELS, NodeId, Ref, World};

/// A row as tables write it: the table, and what each cell says that says something, by its column.
pub(crate) type Written = (String, Vec<(String, String)>);

/// A node that says something else: the row before, the row after, and the columns that differ, sorted.
pub(crate) type NaiveChanged = (Written, Written, Vec<&'static str>);

/// What is another way on the later of two days, each list sorted.
#[derive(Debug, Default)]
pub(crate) struct NaiveDifference {
    pub(crate) appeared: Vec<Written>,
    pub(crate) vanished: Vec<Written>,
    pub(crate) changed: Vec<NaiveChanged>,
    /// Rows without their bounds.
    pub(crate) started: Vec<Written>,
    pub(crate) stopped: Vec<Written>,
}

/// A row, the days that it states, and the runs of days on which it holds.
pub(crate) type NaiveEpisode = (Written, Days, Vec<Days>);

fn cells_of(cells: Vec<(&'static str, Option<Cell>)>) -> Vec<(&'static str, Cell)> {
    cells.into_iter().filter_map(|(column, cell)| Some((column, cell?))).collect()
}

fn say(text: Option<&str>) -> Option<Cell> {
    text.map(|text| Cell::Text(text.to_owned()))
}

fn name(named: Option<&Ref>) -> Option<Cell> {
    named.cloned().map(Cell::Node)
}

impl Row {
    /// The row as tables write it; with its bounds, or without.
    pub(crate) fn written(&self, with_bounds: bool) -> Written {
        let mut cells: Vec<(String, String)> = Vec::new();
        cells.extend(self.own.as_ref().map(|own| ("code".to_owned(), own.code.clone())));
        cells.extend(self.cells.iter().map(|(column, _)| ((*column).to_owned(), self.text(column).unwrap())));
        let bounds: &[(&str, Option<DayNumber>)] = match (self.is_undated(), with_bounds) {
            (true, _) => &[("day", self.days.from)],
            (false, true) => &[("valid_from", self.days.from), ("valid_until", self.days.until)],
            (false, false) => &[],
        };
        cells.extend(bounds.iter().filter_map(|(column, day)| Some(((*column).to_owned(), text((*day)?)))));
        cells.retain(|(_, text)| !text.is_empty());
        cells.sort_unstable();
        (self.table.to_owned(), cells)
    }

    /// The nodes without which the row says nothing; its own node, if it has one.
    pub(crate) fn needed(&self) -> Vec<NodeId> {
        if let Some(own) = &self.own {
            return vec![own.node];
        }
        let table = TABLES.iter().find(|table| table.0 == self.table);
        let needs = |column: &str| table.is_none_or(|table| table.1.contains(&(column, How::Needs)));
        let named = self.cells.iter().filter(|(column, _)| needs(column));
        named.filter_map(|(column, _)| self.node(column)).collect()
    }

    /// The days on which the row holds by its own word.
    pub(crate) fn stated(&self) -> Days {
        match (self.is_undated(), self.days.from) {
            (true, Some(day)) => Days::new(Some(day), Some(day + 1)),
            (true, None) => Days::ALWAYS,
            (false, _) => self.days,
        }
    }

    fn names(&self, node: NodeId) -> bool {
        self.cells.iter().any(|(_, cell)| matches!(cell, Cell::Node(named) if named.node == node))
    }
}

impl World {
    /// The rows of every table but `lineage`.
    pub(crate) fn all_rows(&self) -> Vec<Row> {
        let mut rows: Vec<Row> = Vec::new();
        for row in &self.units {
            let cells = cells_of(vec![
                // The name of a household is not kept.
                ("name", say(row.name.filter(|_| row.level != HOUSEHOLD))),
                ("level", say(Some(LEVELS[row.level]))),
                ("parent", name(row.parent.as_ref()).or(say(row.outside.as_deref()))),
                ("kind", say(row.kind)),
                ("households", row.households.map(Cell::Count)),
            ]);
            rows.push(Row { table: "units", own: Some(own(row.node, &row.code)), cells, days: row.days });
        }
        for row in &self.zones {
            let cells = cells_of(vec![
                ("name", say(row.name)),
                ("kind", say(Some(row.kind))),
                ("within", name(row.within.as_ref())),
            ]);
            rows.push(Row { table: "zones", own: Some(own(row.node, &row.code)), cells, days: row.days });
        }
        for row in &self.organizations {
            let cells = cells_of(vec![
                // Nor is that of a household where members meet.
                ("name", say(row.name.filter(|_| row.kind != "centre_household"))),
                ("kind", say(Some(row.kind))),
                ("form", say(row.form)),
                ("rank", say(row.rank)),
                ("superior", name(row.superior.as_ref())),
                ("seat", name(row.seat.as_ref())),
                ("full_members", row.full_members.map(Cell::Count)),
                ("probationary_members", row.probationary_members.map(Cell::Count)),
            ]);
            rows.push(Row { table: "organizations", own: Some(own(row.node, &row.code)), cells, days: row.days });
        }
        for row in &self.members {
            let cells = cells_of(vec![("zone", name(Some(&row.zone))), ("unit", name(Some(&row.unit)))]);
            rows.push(Row { table: "zone_units", own: None, cells, days: row.days });
        }
        for row in &self.coverage {
            let cells = cells_of(vec![
                ("organization", name(Some(&row.organization))),
                ("target", name(Some(&row.target))),
                ("mode", say(Some(row.mode))),
            ]);
            rows.push(Row { table: "coverage", own: None, cells, days: row.days });
        }
        rows.extend(self.rows.iter().cloned());
        rows
    }

    /// The nodes that ever have a code.
    pub(crate) fn named_ever(&self, code: &str) -> Vec<NodeId> {
        let rows = self.all_rows();
        let owns = rows.iter().filter_map(|row| row.own.as_ref()).filter(|own| own.code == code);
        World::distinct(owns.map(|own| own.node).collect())
    }

    /// The codes of all nodes on all days.
    pub(crate) fn codes_ever(&self) -> Vec<String> {
        let mut codes: Vec<String> = self.all_rows().into_iter().filter_map(|row| Some(row.own?.code)).collect();
        codes.sort_unstable();
        codes.dedup();
        codes
    }

    /// What is said of some nodes: their own rows and those that name one of them, sorted.
    pub(crate) fn timeline(&self, nodes: &[NodeId]) -> Vec<NaiveEpisode> {
        let mut bounds: Vec<DayNumber> = self.all_rows().iter().flat_map(|row| row.stated().bounds()).collect();
        bounds.sort_unstable();
        bounds.dedup();
        let days = bounds.first().map(|first| first - 1).into_iter().chain(bounds.iter().copied());
        let naive: Vec<Naive<'_>> = days.map(|day| Naive::on(self, day)).collect();
        let mut timeline: Vec<NaiveEpisode> = Vec::new();
        for row in self.all_rows() {
            let is_own = row.own.as_ref().is_some_and(|own| nodes.contains(&own.node));
            if !is_own && !nodes.iter().any(|node| row.names(*node)) {
                continue;
            }
            // Between two bounds nothing changes.
            let mut holds: Vec<Days> = Vec::new();
            let mut since: Option<Option<DayNumber>> = None;
            for (at, naive) in naive.iter().enumerate() {
                let is_held = row.stated().holds(naive.day) && row.needed().iter().all(|node| naive.has(*node));
                let bound = (at > 0).then_some(naive.day);
                match (since, is_held) {
                    (None, true) => since = Some(bound),
                    (Some(from), false) => {
                        holds.push(Days::new(from, bound));
                        since = None;
                    }
                    (None, false) | (Some(_), true) => {}
                }
            }
            if bounds.is_empty() {
                holds.push(Days::ALWAYS);
            }
            holds.extend(since.map(|from| Days::new(from, None)));
            timeline.push((row.written(true), row.stated(), holds));
        }
        timeline.sort_by(|a, b| a.0.cmp(&b.0));
        timeline
    }

    /// What is another way on a later day.
    pub(crate) fn difference(&self, earlier: DayNumber, later: DayNumber) -> NaiveDifference {
        let (before, after) = (Naive::on(self, earlier), Naive::on(self, later));
        let rows = self.all_rows();
        let own_row = |node: NodeId, day: DayNumber| {
            rows.iter().find(|row| row.own.as_ref().is_some_and(|own| own.node == node) && row.days.holds(day)).unwrap()
        };
        let nodes = World::distinct(rows.iter().filter_map(|row| Some(row.own.as_ref()?.node)).collect());
        let mut difference = NaiveDifference::default();
        for node in nodes {
            match (before.has(node), after.has(node)) {
                (false, false) => {}
                (false, true) => difference.appeared.push(own_row(node, later).written(true)),
                (true, false) => difference.vanished.push(own_row(node, earlier).written(true)),
                (true, true) => {
                    let (was, is) = (own_row(node, earlier), own_row(node, later));
                    let columns = differing(was, is);
                    if !columns.is_empty() {
                        difference.changed.push((was.written(true), is.written(true), columns));
                    }
                }
            }
        }
        let between = || rows.iter().filter(|row| row.own.is_none() && !row.is_undated());
        let holding = |naive: &Naive<'_>| -> Vec<&Row> {
            let holds = |row: &&Row| row.days.holds(naive.day) && row.needed().iter().all(|node| naive.has(*node));
            between().filter(holds).collect()
        };
        let (mut old, mut started) = (holding(&before), Vec::new());
        for row in holding(&after) {
            match old.iter().position(|other| says_the_same(other, row)) {
                Some(at) => drop(old.remove(at)),
                None => started.push(row),
            }
        }
        difference.started = started.into_iter().map(|row| row.written(false)).collect();
        difference.stopped = old.into_iter().map(|row| row.written(false)).collect();
        let NaiveDifference { appeared, vanished, changed, started, stopped } = &mut difference;
        for list in [appeared, vanished, started, stopped] {
            list.sort();
        }
        changed.sort();
        difference
    }

    /// The codes of units of a level that are covered on the later of two days only, and on the earlier only.
    pub(crate) fn coverage_difference(&self, level: usize, days: [DayNumber; 2]) -> [Vec<String>; 2] {
        let naive = days.map(|day| Naive::on(self, day));
        let covered = naive.each_ref().map(|naive| {
            let units = naive.units_of(level).into_iter();
            units.filter(|unit| naive.unit_coverage(*unit, Asked::ByOrganizations).is_covered()).collect::<Vec<_>>()
        });
        let only = |at: usize, other: usize| {
            let units = covered[at].iter().copied().filter(|unit| !covered[other].contains(unit));
            naive[at].codes(units).into_iter().map(str::to_owned).collect::<Vec<String>>()
        };
        [only(1, 0), only(0, 1)]
    }
}

fn own(node: NodeId, code: &str) -> Ref {
    Ref { node, code: code.to_owned() }
}

/// Whether two cells say the same: nodes are the same by whatever code.
fn is_same(a: Option<&Cell>, b: Option<&Cell>) -> bool {
    match (a, b) {
        (Some(Cell::Node(a)), Some(Cell::Node(b))) => a.node == b.node,
        (a, b) => a == b,
    }
}

fn differing(was: &Row, is: &Row) -> Vec<&'static str> {
    let mut columns: Vec<&'static str> = was.cells.iter().chain(&is.cells).map(|(column, _)| *column).collect();
    columns.sort_unstable();
    columns.dedup();
    columns.retain(|column| !is_same(was.cell(column), is.cell(column)));
    if was.own.as_ref().map(|own| &own.code) != is.own.as_ref().map(|own| &own.code) {
        columns.push("code");
        columns.sort_unstable();
    }
    columns
}

fn says_the_same(a: &Row, b: &Row) -> bool {
    a.table == b.table && differing(a, b).is_empty()
}
