//! Two hierarchies on a day, side by side, by the numbers of nodes and rows: of most nodes both say the same, and no text of
//! theirs is copied to see it.

use super::super::columns::{name_column, superior_column};
use crate::base::{Day, Level};
use crate::draft::NONE;
use crate::graph::{Hierarchy, RowAt};
use crate::record::{Cell, NodeKind, Row, Table};

/// A hierarchy on a day.
pub(super) struct Edition<'h> {
    pub(super) hierarchy: &'h Hierarchy,
    pub(super) day: Day,
    /// The row of each node that is there.
    rows: Vec<Option<RowAt>>,
}

impl<'h> Edition<'h> {
    pub(super) fn of(hierarchy: &'h Hierarchy, day: Day) -> Self {
        let row = |node| if hierarchy.is_there(node, day) { hierarchy.row_on(node, day) } else { None };
        Self { hierarchy, day, rows: (0..hierarchy.node_count()).map(row).collect() }
    }

    /// The nodes that are there.
    pub(super) fn nodes(&self) -> impl Iterator<Item = (u32, RowAt)> + '_ {
        (0..).zip(&self.rows).filter_map(|(node, at)| Some((node, (*at)?)))
    }

    /// The row of a node, if it is there.
    pub(super) fn at(&self, node: u32) -> Option<RowAt> {
        self.rows.get(node as usize).copied().flatten()
    }

    pub(super) fn kind(&self, node: u32) -> NodeKind {
        self.hierarchy.kind(node).0
    }

    /// The code of a node; of one that is not there its last before the day, or its first.
    pub(super) fn code(&self, node: u32) -> &'h str {
        match self.at(node) {
            Some(at) => self.hierarchy.code_of_row(at),
            None => self.hierarchy.code_on(node, self.day),
        }
    }

    pub(super) fn name(&self, node: u32) -> &'h str {
        self.name_symbol(node).map_or("", |symbol| self.hierarchy.text.get(symbol))
    }

    /// The name of a node, by its number.
    pub(super) fn name_symbol(&self, node: u32) -> Option<u32> {
        let at = self.at(node)?;
        if at.0 == Table::Units {
            return Some(self.hierarchy.units.name_of(self.hierarchy.version_of(at.1)));
        }
        Some(self.hierarchy.cell(at, name_column(self.kind(node))?))
    }

    /// The level of a unit.
    pub(super) fn level(&self, node: u32) -> Option<Level> {
        let (_, row) = self.at(node).filter(|at| at.0 == Table::Units)?;
        Some(self.hierarchy.units.level_of(self.hierarchy.version_of(row)))
    }

    /// What a node comes under.
    pub(super) fn superior(&self, node: u32) -> Option<u32> {
        self.hierarchy.node_named(self.at(node)?, superior_column(self.kind(node)))
    }

    /// What a node comes under, as its row has it.
    pub(super) fn superior_text(&self, node: u32) -> &'h str {
        let column = superior_column(self.kind(node));
        let Some(at) = self.at(node) else { return "" };
        match self.hierarchy.node_named(at, column) {
            Some(superior) => self.code(superior),
            None => self.hierarchy.text.get(self.hierarchy.cell(at, column)),
        }
    }

    /// What a node comes under: a node, or what its row says, where no node has the code.
    pub(super) fn place(&self, node: u32) -> Above<'h> {
        self.superior(node).map_or_else(|| Above::Outside(self.superior_text(node)), Above::Node)
    }

    /// The units that a unit lies in, the nearest first.
    pub(super) fn above(&self, node: u32) -> impl Iterator<Item = u32> + '_ {
        std::iter::successors(self.superior(node), |above| self.superior(*above)).take(Level::COUNT)
    }

    /// The units that hang on a unit.
    pub(super) fn children(&self, unit: u32) -> Vec<u32> {
        let units = &self.hierarchy.units;
        let there = units.hanging_on(unit).filter_map(|version| {
            let (child, at) = (units.slot_of(version), (Table::Units, self.hierarchy.row_of(version)));
            (self.at(child) == Some(at)).then_some(child)
        });
        there.collect()
    }

    /// The node that has a code.
    pub(super) fn find(&self, code: &str) -> Option<u32> {
        let has_code = |node: &u32| self.at(*node).is_some_and(|at| self.hierarchy.code_of_row(at) == code);
        self.hierarchy.named_by(code).find(has_code)
    }

    /// The row of a node, with the codes of the day.
    pub(super) fn row(&self, node: u32) -> Option<Row> {
        Some(self.hierarchy.row_as_of(self.at(node)?, self.day))
    }
}

/// What nodes come under.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Above<'h> {
    Node(u32),
    Outside(&'h str),
}

/// What a cell says: cells of both hierarchies can be compared by it.
#[derive(PartialEq, Eq, Hash)]
pub(super) enum Reading<'h> {
    Text(&'h str),
    Number(u32),
}

/// Two editions, and which nodes of them are one.
pub(super) struct Both<'h> {
    pub(super) before: Edition<'h>,
    pub(super) after: Edition<'h>,
    /// The node after of each node before, and the other way round; [`NONE`]: it vanished, or appeared.
    to: Vec<u32>,
    from: Vec<u32>,
}

impl<'h> Both<'h> {
    /// Two editions in which the nodes of a kind and a code are one.
    pub(super) fn by_code(before: Edition<'h>, after: Edition<'h>) -> Self {
        let nodes = |edition: &Edition<'_>| vec![NONE; edition.hierarchy.node_count() as usize];
        let (to, from) = (nodes(&before), nodes(&after));
        let mut both = Self { before, after, to, from };
        // Most nodes stand after the same as before: a code is looked up only if it does not stand next.
        let mut next = 0;
        for node in 0..both.before.hierarchy.node_count() {
            let Some(at) = both.before.at(node) else { continue };
            let code = both.before.hierarchy.code_of_row(at);
            let has_code = |at: RowAt| both.after.hierarchy.code_of_row(at) == code;
            let is_next = both.after.at(next).is_some_and(has_code);
            let other = if is_next { Some(next) } else { both.after.find(code) };
            next = other.map_or(next, |other| other + 1);
            if let Some(other) = other.filter(|other| both.after.kind(*other) == both.before.kind(node)) {
                both.pair(node, other);
            }
        }
        both
    }

    pub(super) fn pair(&mut self, before: u32, after: u32) {
        if let (Some(to), Some(from)) = (self.to.get_mut(before as usize), self.from.get_mut(after as usize)) {
            (*to, *from) = (after, before);
        }
    }

    /// What a node before is after.
    pub(super) fn to(&self, before: u32) -> Option<u32> {
        self.to.get(before as usize).copied().filter(|node| *node != NONE)
    }

    /// What a node after was before.
    pub(super) fn from(&self, after: u32) -> Option<u32> {
        self.from.get(after as usize).copied().filter(|node| *node != NONE)
    }

    /// The nodes of the earlier edition that no node of the later is, and the other way round.
    pub(super) fn vanished(&self) -> impl Iterator<Item = u32> + '_ {
        self.before.nodes().map(|(node, _)| node).filter(|node| self.to(*node).is_none())
    }

    pub(super) fn appeared(&self) -> impl Iterator<Item = u32> + '_ {
        self.after.nodes().map(|(node, _)| node).filter(|node| self.from(*node).is_none())
    }

    /// The pairs that say something else, whatever their codes.
    pub(super) fn changed(&self) -> Vec<(u32, u32)> {
        let mut changed = Vec::new();
        let mut names = SameTexts::of(self);
        for (node, own) in self.before.nodes() {
            let Some((other, theirs)) = self.to(node).and_then(|other| Some((other, self.after.at(other)?))) else {
                continue;
            };
            let are_units = own.0 == Table::Units && theirs.0 == Table::Units;
            if are_units && self.are_like(own.1, theirs.1, &mut names) {
                continue;
            }
            let mut columns = (1..).zip(own.0.columns().iter().skip(1)).filter(|(_, column)| !column.is_bound());
            if columns.any(|(column, _)| self.said_before(own, column) != self.said_after(theirs, column)) {
                changed.push((node, other));
            }
        }
        changed
    }

    /// Whether two rows of units are the same by their numbers; where they are not, their columns may be yet.
    fn are_like(&self, own: u32, theirs: u32, names: &mut SameTexts<'h>) -> bool {
        let (before, after) = (&self.before.hierarchy.units, &self.after.hierarchy.units);
        let (own, theirs) = (self.before.hierarchy.version_of(own), self.after.hierarchy.version_of(theirs));
        let is_under_the_same = match (before.parent_of(own), after.parent_of(theirs)) {
            (NONE, NONE) => names.are_same(before.outside_of(own), after.outside_of(theirs)),
            (own, theirs) => self.to(own) == Some(theirs),
        };
        is_under_the_same
            && before.level_of(own) == after.level_of(theirs)
            && before.kind_of(own) == after.kind_of(theirs)
            && before.is_kind_inferred(own) == after.is_kind_inferred(theirs)
            && before.households_of(own) == after.households_of(theirs)
            && names.are_same(before.name_of(own), after.name_of(theirs))
    }

    /// The code that a node before has after.
    pub(super) fn code_after(&self, node: u32) -> &'h str {
        self.to(node).map_or_else(|| self.before.code(node), |after| self.after.code(after))
    }

    /// What a cell before says, with the code after of what it names.
    pub(super) fn said_before(&self, at: RowAt, column: usize) -> Reading<'h> {
        said(self.before.hierarchy, at, column, |node| self.code_after(node))
    }

    pub(super) fn said_after(&self, at: RowAt, column: usize) -> Reading<'h> {
        said(self.after.hierarchy, at, column, |node| self.after.code(node))
    }

    /// A row before, with the codes after of what it names.
    pub(super) fn row_before(&self, at: RowAt) -> Row {
        let mut row = self.before.hierarchy.row(at);
        for column in 0..at.0.columns().len() {
            if let Some(node) = self.before.hierarchy.node_named(at, column) {
                row.set(column, self.code_after(node));
            }
        }
        row
    }
}

/// Which texts of two hierarchies are the same: names come again and again, and each is compared once.
struct SameTexts<'h> {
    before: &'h Hierarchy,
    after: &'h Hierarchy,
    /// The text after that each text before was found to be.
    known: Vec<u32>,
}

impl<'h> SameTexts<'h> {
    fn of(both: &Both<'h>) -> Self {
        let (before, after) = (both.before.hierarchy, both.after.hierarchy);
        Self { before, after, known: vec![NONE; before.text.len()] }
    }

    fn are_same(&mut self, own: u32, theirs: u32) -> bool {
        if own == NONE || theirs == NONE {
            return own == theirs;
        }
        let Some(known) = self.known.get_mut(own as usize) else { return false };
        if *known == theirs {
            return true;
        }
        let is_same = self.before.text.get(own) == self.after.text.get(theirs);
        *known = if is_same { theirs } else { *known };
        is_same
    }
}

fn said<'h>(hierarchy: &'h Hierarchy, at: RowAt, column: usize, code: impl Fn(u32) -> &'h str) -> Reading<'h> {
    let cell = at.0.columns().get(column).map(|column| column.cell);
    if matches!(cell, Some(Cell::Parent | Cell::Reference(_)))
        && let Some(node) = hierarchy.node_named(at, column)
    {
        return Reading::Text(code(node));
    }
    let value = hierarchy.cell(at, column);
    match cell {
        Some(cell) if cell.is_text() => Reading::Text(hierarchy.text.get(value)),
        Some(_) | None => Reading::Number(value),
    }
}
