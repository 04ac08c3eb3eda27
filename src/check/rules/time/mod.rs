//! Family T: time and reorganisation.

mod t101_outlives_end;
mod t102_ended_with_parent;

use crate::base::Period;
use crate::check::rule::Check;
use crate::findings::{Finding, Place, Rule, Subject, SubjectKind};
use crate::graph::{Hierarchy, Version};
use crate::record::Table;

pub(super) static ALL: &[Check] = &[t101_outlives_end::CHECK, t102_ended_with_parent::CHECK];

/// A finding about one version of a unit, at the cell of a bound of its period.
fn of_version(rule: &'static Rule, hierarchy: &Hierarchy, version: Version, bound: (&str, String)) -> Finding {
    let (units, text) = (&hierarchy.units, |symbol| hierarchy.text.get(symbol).to_owned());
    let cells = units.cells(version);
    let name = Some(text(cells.name)).filter(|name| !name.is_empty());
    let level = Some(units.level_of(version));
    let subject = Subject { kind: SubjectKind::Unit, level, code: text(cells.code), name };
    let place = at_bound(hierarchy.place(cells.source, cells.line), bound);
    Finding { period: units.period_of(version), ..Finding::new(rule, Table::Units.as_str(), subject).at(place) }
}

/// The place of the cell of a bound.
fn at_bound(place: Place, (column, raw): (&str, String)) -> Place {
    Place { column: Some(column.to_owned()), raw: Some(raw), ..place }
}

/// The bound of a period that one can point at: `valid_from` if `from` is to blame, else `valid_until`.
fn bound(period: Period, from: bool) -> (&'static str, String) {
    let day = |day: Option<crate::base::Day>| day.map(|day| day.to_string()).unwrap_or_default();
    if from { ("valid_from", day(period.from())) } else { ("valid_until", day(period.until())) }
}
