//! Editions of a data set: a world as it is on one day, without a past, and the same after some edits; and what two data
//! sets say otherwise on a day, code by code.

use super::calendar::{DayNumber, Days};
use super::choices::Choices;
use super::naive::Naive;
use super::plain_rows::Written;
use super::rows::{Cell, Row};
use super::world::{BUILDING, COMMUNITY, GRID, MICRO_GRID, NodeId, Ref, STREET, UnitRow, World};
use std::collections::BTreeMap;

/// What a data set says on a day: the rows of nodes by their codes, and those between nodes, without bounds.
#[derive(Clone, Debug)]
pub(crate) struct Said {
    nodes: BTreeMap<String, Written>,
    between: Vec<Written>,
}

/// What one data set says and another does not: nodes that only the later and only the earlier has, those that say
/// something else and in which columns, and rows between nodes that only the later and only the earlier has.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Otherwise {
    pub(crate) appeared: Vec<Written>,
    pub(crate) vanished: Vec<Written>,
    pub(crate) changed: Vec<(Written, Written, Vec<String>)>,
    pub(crate) started: Vec<Written>,
    pub(crate) stopped: Vec<Written>,
}

impl Otherwise {
    pub(crate) fn is_empty(&self) -> bool {
        let lists = [&self.appeared, &self.vanished, &self.started, &self.stopped];
        lists.iter().all(|rows| rows.is_empty()) && self.changed.is_empty()
    }
}

impl Said {
    pub(crate) fn otherwise(&self, later: &Self) -> Otherwise {
        let only = |some: &Self, other: &Self| {
            let rows = some.nodes.iter().filter(|(code, _)| !other.nodes.contains_key(*code));
            let mut rows: Vec<Written> = rows.map(|(_, row)| row.clone()).collect();
            rows.sort();
            rows
        };
        let between = |some: &Self, other: &Self| {
            let (mut left, mut more) = (other.between.clone(), Vec::new());
            for row in &some.between {
                match left.iter().position(|known| known == row) {
                    Some(at) => drop(left.remove(at)),
                    None => more.push(row.clone()),
                }
            }
            more.sort();
            more
        };
        let both = self.nodes.iter().filter_map(|(code, row)| Some((row, later.nodes.get(code)?)));
        let changed = both.filter(|(was, is)| was != is).map(|(was, is)| {
            let columns = was.1.iter().chain(&is.1).filter(|cell| !(was.1.contains(cell) && is.1.contains(cell)));
            let mut columns: Vec<String> = columns.map(|cell| cell.0.clone()).collect();
            columns.sort();
            columns.dedup();
            (was.clone(), is.clone(), if was.0 == is.0 { columns } else { Vec::new() })
        });
        Otherwise {
            appeared: only(later, self),
            vanished: only(self, later),
            changed: changed.collect(),
            started: between(later, self),
            stopped: between(self, later),
        }
    }
}

impl World {
    /// The code of a node on a day; where it has none, the last one before, or else its first.
    fn code_near(&self, node: NodeId, day: DayNumber) -> String {
        let mut rows: Vec<(Option<DayNumber>, String)> = self
            .all_rows()
            .into_iter()
            .filter_map(|row| row.own.filter(|own| own.node == node).map(|own| (row.days.from, own.code)))
            .collect();
        rows.sort();
        let begun = rows.iter().rfind(|(from, _)| from.is_none_or(|from| from <= day));
        begun.or(rows.first()).unwrap().1.clone()
    }

    /// The rows that hold on a day, by the codes of the day.
    fn rows_on(&self, day: DayNumber) -> Vec<Row> {
        let naive = Naive::on(self, day);
        let holds = |row: &Row| {
            (row.is_undated() || row.days.holds(day)) && row.needed().into_iter().all(|node| naive.has(node))
        };
        let mut codes: BTreeMap<NodeId, String> = BTreeMap::new();
        let mut rows: Vec<Row> = self.all_rows().into_iter().filter(holds).collect();
        for (_, cell) in rows.iter_mut().flat_map(|row| &mut row.cells) {
            if let Cell::Node(named) = cell {
                let code = codes.entry(named.node).or_insert_with(|| self.code_near(named.node, day));
                named.code.clone_from(code);
            }
        }
        rows
    }

    /// What is said on a day.
    pub(crate) fn said_on(&self, day: DayNumber) -> Said {
        let (nodes, between): (Vec<Row>, Vec<Row>) = self.rows_on(day).into_iter().partition(|row| row.own.is_some());
        let by_code = |row: Row| (row.own.as_ref().unwrap().code.clone(), row.written(false));
        let between = between.iter().map(|row| row.written(false)).collect();
        Said { nodes: nodes.into_iter().map(by_code).collect(), between }
    }

    /// The world as it is on a day, as if it had been so always.
    pub(crate) fn edition(&self, day: DayNumber) -> World {
        let naive = Naive::on(self, day);
        let mut world = self.clone();
        world.lineage.clear();
        world.day = None;
        world.units.retain(|row| row.days.holds(day) && naive.has(row.node));
        world.zones.retain(|row| row.days.holds(day));
        world.organizations.retain(|row| row.days.holds(day));
        world.members.retain(|row| row.days.holds(day));
        world.coverage.retain(|row| row.days.holds(day));
        world.rows.retain(|row| row.is_undated() || row.days.holds(day));
        world.units.iter_mut().for_each(|row| row.days = Days::ALWAYS);
        world.zones.iter_mut().for_each(|row| row.days = Days::ALWAYS);
        world.organizations.iter_mut().for_each(|row| row.days = Days::ALWAYS);
        world.members.iter_mut().for_each(|row| row.days = Days::ALWAYS);
        world.coverage.iter_mut().for_each(|row| row.days = Days::ALWAYS);
        world.rows.iter_mut().filter(|row| !row.is_undated()).for_each(|row| row.days = Days::ALWAYS);
        world.forget_the_absent();
        let codes: BTreeMap<NodeId, String> =
            world.all_rows().into_iter().filter_map(|row| row.own.map(|own| (own.node, own.code))).collect();
        world.each_name(&|named| named.code.clone_from(&codes[&named.node]));
        world
    }

    /// Rows that cannot do without a node that has no row go, and others name it no more.
    fn forget_the_absent(&mut self) {
        // What hangs on what goes goes too, level by level.
        for _ in 0..super::world::LEVELS.len() {
            let there: Vec<NodeId> = self.units.iter().map(|row| row.node).collect();
            self.units.retain(|row| row.parent.as_ref().is_none_or(|parent| there.contains(&parent.node)));
        }
        let there: Vec<NodeId> = self.all_rows().iter().filter_map(|row| Some(row.own.as_ref()?.node)).collect();
        let has = |named: &Ref| there.contains(&named.node);
        self.members.retain(|row| has(&row.zone) && has(&row.unit));
        self.coverage.retain(|row| has(&row.organization) && has(&row.target));
        self.rows.retain(|row| row.needed().iter().all(|node| there.contains(node)));
        self.zones.iter_mut().for_each(|row| row.within = row.within.take().filter(has));
        for row in &mut self.organizations {
            row.superior = row.superior.take().filter(has);
            row.seat = row.seat.take().filter(has);
        }
        for row in &mut self.rows {
            row.cells.retain(|(_, cell)| !matches!(cell, Cell::Node(named) if !has(named)));
        }
    }

    /// Changes every reference to a node.
    fn each_name(&mut self, change: &dyn Fn(&mut Ref)) {
        self.units.iter_mut().filter_map(|row| row.parent.as_mut()).for_each(change);
        self.zones.iter_mut().filter_map(|row| row.within.as_mut()).for_each(change);
        self.organizations.iter_mut().filter_map(|row| row.superior.as_mut()).for_each(change);
        self.organizations.iter_mut().filter_map(|row| row.seat.as_mut()).for_each(change);
        self.members.iter_mut().flat_map(|row| [&mut row.zone, &mut row.unit]).for_each(change);
        self.coverage.iter_mut().flat_map(|row| [&mut row.organization, &mut row.target]).for_each(change);
        for (_, cell) in self.rows.iter_mut().flat_map(|row| &mut row.cells) {
            if let Cell::Node(named) = cell {
                change(named);
            }
        }
    }

    fn set_code(&mut self, node: NodeId, code: &str) {
        self.units.iter_mut().filter(|row| row.node == node).for_each(|row| code.clone_into(&mut row.code));
        self.zones.iter_mut().filter(|row| row.node == node).for_each(|row| code.clone_into(&mut row.code));
        self.organizations.iter_mut().filter(|row| row.node == node).for_each(|row| code.clone_into(&mut row.code));
        let own = self.rows.iter_mut().filter_map(|row| row.own.as_mut());
        own.filter(|own| own.node == node).for_each(|own| code.clone_into(&mut own.code));
        self.each_name(&|named| {
            if named.node == node {
                code.clone_into(&mut named.code);
            }
        });
    }

    /// The next edition: some nodes and rows are another way. The codes of units are numbers below 400.
    pub(crate) fn next_edition(&self, choices: &mut Choices) -> World {
        let mut next = self.clone();
        for number in 0..=choices.below(8) {
            next.edit(choices, 500 + number);
        }
        next
    }

    fn edit(&mut self, choices: &mut Choices, number: usize) {
        if self.units.is_empty() || choices.once_in(4) {
            return self.edit_around(choices, number);
        }
        let at = choices.below(self.units.len());
        let node = self.units[at].node;
        match choices.below(12) {
            0 => self.units[at].name = Some("新名"),
            1 => self.units[at].name = self.units[choices.below(self.units.len())].name,
            2..=4 => self.set_code(node, &format!("u{number}")),
            5 | 6 => {
                self.units.remove(at);
                self.forget_the_absent();
            }
            7 => self.found(at, number),
            8 | 9 => self.hang(at, choices),
            10 => self.units[at].households = Some(7),
            _ => {
                let other = choices.below(self.units.len());
                let codes = [self.units[at].code.clone(), self.units[other].code.clone()];
                let other = self.units[other].node;
                self.set_code(node, &codes[1]);
                self.set_code(other, &codes[0]);
            }
        }
    }

    /// A new unit below another.
    fn found(&mut self, above: usize, number: usize) {
        let row = self.units[above].clone();
        let level = match row.level {
            level if level < COMMUNITY => COMMUNITY,
            COMMUNITY => GRID,
            level if level < BUILDING => BUILDING,
            _ => return,
        };
        let parent = Some(Ref { node: row.node, code: row.code.clone() });
        let (node, code) = (1_000 + number, format!("u{number}"));
        self.units.push(UnitRow { node, code, level, parent, kind: None, outside: None, ..row });
    }

    /// A unit comes under another.
    fn hang(&mut self, at: usize, choices: &mut Choices) {
        let level = self.units[at].level;
        // A level that only one level may lie above stays under that one.
        let fits = |row: &&UnitRow| match level {
            GRID => row.level == COMMUNITY,
            level => row.level < level && row.level <= STREET && level != MICRO_GRID,
        };
        let above = self.units.iter().filter(fits).map(|row| Ref { node: row.node, code: row.code.clone() });
        let above: Vec<Ref> = above.collect();
        if !above.is_empty() {
            self.units[at].parent = Some(above[choices.below(above.len())].clone());
            self.units[at].outside = None;
        }
    }

    /// Something is another way that is no unit.
    fn edit_around(&mut self, choices: &mut Choices, number: usize) {
        match choices.below(4) {
            0 if !self.coverage.is_empty() => {
                let row = self.coverage.remove(choices.below(self.coverage.len()));
                if choices.once_in(2) {
                    self.coverage.extend([row.clone(), row]);
                }
            }
            1 | 2 if !self.organizations.is_empty() => {
                let at = choices.below(self.organizations.len());
                match choices.below(4) {
                    // A form is one of its kind.
                    0 => (self.organizations[at].kind, self.organizations[at].form) = ("party_group", None),
                    1 => self.organizations[at].form = None,
                    2 => {
                        self.organizations.remove(at);
                        self.forget_the_absent();
                    }
                    _ => self.set_code(self.organizations[at].node, &format!("o{number}")),
                }
            }
            3 if !self.rows.is_empty() => {
                self.rows.remove(choices.below(self.rows.len()));
                self.forget_the_absent();
            }
            _ => {}
        }
    }
}
