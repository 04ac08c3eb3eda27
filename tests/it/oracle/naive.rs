//! The naive answers about the tree on a day: loops over plain rows, each time from the start.

use super::calendar::{DayNumber, LATEST};
use super::world::{HOUSEHOLD, NodeId, UnitRow, World};

/// A world on a day.
pub(crate) struct Naive<'w> {
    pub(crate) world: &'w World,
    pub(crate) day: DayNumber,
    /// The rows of the units that are there.
    there: Vec<&'w UnitRow>,
}

/// The households of a unit: counted, partial, declared.
pub(crate) type NaiveHouseholds = (Option<u64>, u64, Option<u32>);

impl<'w> Naive<'w> {
    pub(crate) fn on(world: &'w World, day: DayNumber) -> Self {
        let there = world.units.iter().filter(|row| Self::is_there(world, day, row)).collect();
        Self { world, day, there }
    }

    /// Whether a row holds, and some row of its parent that is there too.
    fn is_there(world: &World, day: DayNumber, row: &UnitRow) -> bool {
        let above =
            |parent: NodeId| world.units.iter().any(|row| row.node == parent && Self::is_there(world, day, row));
        row.days.holds(day) && row.parent.as_ref().is_none_or(|parent| above(parent.node))
    }

    /// The day of questions to which nobody gave one: what the data set says, else the latest start of a row.
    pub(crate) fn day_of(world: &World) -> Option<DayNumber> {
        world.day.or_else(|| world.periods().iter().filter_map(|days| days.from).max())
    }

    pub(crate) fn undated(world: &'w World) -> Self {
        Self::on(world, Self::day_of(world).unwrap_or(LATEST))
    }

    pub(crate) fn has_unit(&self, unit: NodeId) -> bool {
        self.there.iter().any(|row| row.node == unit)
    }

    /// The row of a unit that is there.
    pub(crate) fn unit(&self, unit: NodeId) -> &'w UnitRow {
        self.there.iter().find(|row| row.node == unit).unwrap()
    }

    pub(crate) fn units(&self) -> Vec<NodeId> {
        self.there.iter().map(|row| row.node).collect()
    }

    pub(crate) fn units_of(&self, level: usize) -> Vec<NodeId> {
        self.units().into_iter().filter(|unit| self.unit(*unit).level == level).collect()
    }

    /// The name that is kept: of a household none is.
    pub(crate) fn name(&self, unit: NodeId) -> Option<&'static str> {
        let row = self.unit(unit);
        row.name.filter(|_| row.level != HOUSEHOLD)
    }

    pub(crate) fn parent(&self, unit: NodeId) -> Option<NodeId> {
        self.unit(unit).parent.as_ref().map(|parent| parent.node)
    }

    pub(crate) fn roots(&self) -> Vec<NodeId> {
        self.units().into_iter().filter(|unit| self.parent(*unit).is_none()).collect()
    }

    pub(crate) fn children(&self, unit: NodeId) -> Vec<NodeId> {
        self.units().into_iter().filter(|other| self.parent(*other) == Some(unit)).collect()
    }

    /// The unit and all above it, from itself to its root.
    pub(crate) fn line(&self, unit: NodeId) -> Vec<NodeId> {
        let mut line = vec![unit];
        while let Some(above) = self.parent(line[line.len() - 1]) {
            line.push(above);
        }
        line
    }

    pub(crate) fn ancestors(&self, unit: NodeId) -> Vec<NodeId> {
        self.line(unit)[1..].to_vec()
    }

    pub(crate) fn nearest(&self, unit: NodeId, level: usize) -> Option<NodeId> {
        self.line(unit).into_iter().find(|above| self.unit(*above).level == level)
    }

    pub(crate) fn is_within(&self, unit: NodeId, other: NodeId) -> bool {
        self.line(unit).contains(&other)
    }

    pub(crate) fn descendants(&self, unit: NodeId) -> Vec<NodeId> {
        self.units().into_iter().filter(|below| *below != unit && self.is_within(*below, unit)).collect()
    }

    pub(crate) fn descendants_of(&self, unit: NodeId, level: usize) -> Vec<NodeId> {
        self.descendants(unit).into_iter().filter(|below| self.unit(*below).level == level).collect()
    }

    pub(crate) fn named(&self, name: &str) -> Vec<NodeId> {
        self.units().into_iter().filter(|unit| self.name(*unit) == Some(name)).collect()
    }

    pub(crate) fn named_below(&self, unit: NodeId, name: &str) -> Vec<NodeId> {
        self.descendants(unit).into_iter().filter(|below| self.name(*below) == Some(name)).collect()
    }

    pub(crate) fn common_ancestor(&self, a: NodeId, b: NodeId) -> Option<NodeId> {
        let line = self.line(b);
        self.line(a).into_iter().find(|above| line.contains(above))
    }

    /// Up from one to the lowest unit that both lie in, and down to the other.
    pub(crate) fn path(&self, a: NodeId, b: NodeId) -> Option<Vec<NodeId>> {
        let meet = self.common_ancestor(a, b)?;
        let mut path: Vec<NodeId> = self.line(a).into_iter().take_while(|unit| *unit != meet).collect();
        path.push(meet);
        let mut down: Vec<NodeId> = self.line(b).into_iter().take_while(|unit| *unit != meet).collect();
        down.reverse();
        path.extend(down);
        Some(path)
    }

    /// One for a household; else the sum over the children if all have a value; else what is declared; else unknown,
    /// with the sum over what the children have.
    pub(crate) fn households(&self, unit: NodeId) -> NaiveHouseholds {
        let row = self.unit(unit);
        if row.level == HOUSEHOLD {
            return (Some(1), 1, row.households);
        }
        let below: Vec<NaiveHouseholds> = self.children(unit).into_iter().map(|child| self.households(child)).collect();
        let declared = row.households.map(u64::from);
        if below.is_empty() {
            return (declared, declared.unwrap_or(0), row.households);
        }
        let partial = below.iter().map(|(counted, partial, _)| counted.unwrap_or(*partial)).sum();
        let all_known = below.iter().all(|(counted, ..)| counted.is_some());
        (if all_known { Some(partial) } else { declared }, partial, row.households)
    }

    /// The households of all roots.
    pub(crate) fn all_households(&self) -> (Option<u64>, u64) {
        let roots: Vec<NaiveHouseholds> = self.roots().into_iter().map(|root| self.households(root)).collect();
        let counted: Option<Vec<u64>> = roots.iter().map(|(counted, ..)| *counted).collect();
        let partial = roots.iter().map(|(counted, partial, _)| counted.unwrap_or(*partial)).sum();
        (counted.map(|all| all.into_iter().sum()), partial)
    }
}
