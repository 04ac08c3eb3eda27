//! A rule with its check: what it asks of the data set, its parameters, and the function that looks.

use super::exclusions::Exclusions;
use super::profile::Active;
use super::siblings::{Looks, Seen};
use crate::base::Day;
use crate::findings::{Finding, Findings, Rule, Subject, SubjectKind, Text};
use crate::graph::{Hierarchy, Link, Lives, Version};
use crate::query::{CoverageItem, HouseholdCounts, Judged, Node, Snapshot, Unit};
use crate::record::{Relation, Table};

/// A value of a parameter from a day on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    /// The first day on which the value holds, as year, month and day; `None`: always.
    pub from: Option<(i32, u32, u32)>,
    /// The value.
    pub value: u64,
}

/// A parameter of a rule (参数): a threshold that a profile may set, perhaps from a day on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parameter {
    /// The name in profiles.
    pub name: &'static str,
    /// What it means.
    pub what: Text,
    /// The value where the profile sets none, earliest first.
    pub default: &'static [Step],
}

impl Parameter {
    /// The default on a day.
    pub(super) fn default_on(&self, day: Option<Day>) -> u64 {
        let started = |step: &&Step| {
            let from = step.from.and_then(|(year, month, date)| Day::new(year, month, date));
            from.is_none() || day.zip(from).is_some_and(|(day, from)| from <= day)
        };
        self.default.iter().rfind(started).or(self.default.first()).map_or(0, |step| step.value)
    }
}

/// A rule and its check.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Check {
    pub(crate) rule: &'static Rule,
    /// Whether it runs where the profile does not say.
    pub(crate) on: bool,
    /// The tables without which it cannot run.
    pub(crate) needs: &'static [Table],
    /// Whether it cannot run without a day.
    pub(crate) needs_day: bool,
    pub(crate) parameters: &'static [Parameter],
    pub(crate) run: Run,
}

/// What a check looks at: one thing and what touches it, so that checks are independent of each other and of order.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Run {
    /// Import and structure have found it already.
    Found,
    /// Each unit that is there on the day.
    Unit(fn(&Look<'_, '_>, Unit<'_>, &mut Findings)),
    /// The same, with how Party organisations cover it; of levels that are counted.
    Covered(fn(&Look<'_, '_>, Unit<'_>, CoverageItem<()>, &mut Findings)),
    /// Each unit, where what is found depends on what its children look like.
    Among {
        run: fn(&Look<'_, '_>, Unit<'_>, &mut Findings),
        /// What a child looks like; `None` of one that is passed over.
        sees: fn(Unit<'_>) -> Option<Seen>,
        /// Whether anything may be found among children of whom one looks so.
        may_find: fn(&Looks, Seen) -> bool,
    },
    /// Each row of a relation, whatever its days.
    Link(Relation, fn(&Look<'_, '_>, &Link, &mut Findings)),
    /// Each published figure with its verdict.
    Claim(fn(&Look<'_, '_>, &Judged<'_>, &mut Findings)),
    /// Each unit of all time, by its slot.
    Node(fn(&Look<'_, '_>, u32, &mut Findings)),
    /// Each version of a unit and each row of a relation, whatever their days.
    History(
        fn(&Look<'_, '_>, Version, &mut Lives, &mut Findings),
        fn(&Look<'_, '_>, (Relation, &Link), &mut Lives, &mut Findings),
    ),
}

/// What a check may see: the snapshot, what coverage leaves out, its own parameters, and sums per subtree.
pub(crate) struct Look<'a, 'h> {
    pub(crate) snapshot: Snapshot<'h>,
    pub(crate) exclusions: &'a Exclusions,
    pub(crate) households: &'a HouseholdCounts<'h>,
    pub(super) active: &'a Active,
}

impl<'h> Look<'_, 'h> {
    pub(crate) fn hierarchy(&self) -> &'h Hierarchy {
        self.snapshot.hierarchy
    }

    /// The value of a parameter on the day.
    pub(crate) fn value(&self, parameter: &str) -> u64 {
        self.active.value(parameter)
    }

    /// A finding of the rule about a unit, at the cell of a column.
    pub(crate) fn of_unit(&self, unit: Unit<'_>, column: &str, raw: Option<&str>) -> Finding {
        let mut place = unit.place();
        (place.column, place.raw) = (Some(column.to_owned()), raw.map(str::to_owned));
        let (code, name) = (unit.code().to_owned(), unit.name().map(str::to_owned));
        let subject = Subject { kind: SubjectKind::Unit, level: Some(unit.level()), code, name };
        Finding { period: unit.period(), ..Finding::new(self.active.rule(), Table::Units.as_str(), subject).at(place) }
    }
}

/// The subject that stands for a node of any kind.
pub(crate) fn node_subject(node: Node<'_>) -> Subject {
    let level = node.as_unit().map(Unit::level);
    // A person is not named.
    let code = if node.as_person().is_some() { String::new() } else { node.code().to_owned() };
    Subject { kind: node.kind().into(), level, code, name: node.name().map(str::to_owned) }
}

/// A range as a reader expects it: `300–500`.
pub(crate) fn range(least: u64, most: u64) -> String {
    format!("{least}–{most}")
}
