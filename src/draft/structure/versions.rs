//! The rows of one node, looked up by period.
//!
//! A node may have as many versions as a table has rows, and as many rows may name it. Each of them asks which versions
//! share a day with its own period; to look at every version each time would take the product of both. Versions are
//! therefore sorted once, with the latest end so far beside each: the first version that ends after a day is then found
//! by bisection, and as they are sorted by start, no later one can share a day where that one does not.

use super::{Checked, RowId, Verdict};
use crate::base::{Level, Period};
use crate::record::Table;
use std::collections::BTreeMap;

/// The place of a row among those of its node in canonical order.
type Rank = u32;

/// Periods of rows, ascending by rank.
#[derive(Default)]
struct Spans {
    /// Start, the latest end up to here, and rank. Invariant: starts, ends and ranks ascend.
    dated: Vec<(i32, i32, Rank)>,
    /// The least row whose period cannot be read: it is taken to hold always.
    undated: Option<Rank>,
}

impl Spans {
    fn push(&mut self, rank: Rank, (from, until): (i32, i32)) {
        if from >= until {
            self.undated = self.undated.or(Some(rank));
        } else {
            let latest = self.dated.last().map_or(until, |last| last.1.max(until));
            self.dated.push((from, latest, rank));
        }
    }

    /// The least row.
    fn least(&self) -> Option<Rank> {
        self.dated.first().map(|first| first.2).into_iter().chain(self.undated).min()
    }

    /// The least row that shares a day with a period.
    fn sharing(&self, period: Period) -> Option<Rank> {
        let (from, until) = period.raw();
        let at = self.dated.partition_point(|(_, latest, _)| *latest <= from);
        let dated = self.dated.get(at).filter(|(start, ..)| *start < until).map(|found| found.2);
        dated.into_iter().chain(self.undated).min()
    }

    /// The least row that shares a day with the period if any of the node does, else the least.
    fn found(&self, period: Period, any_shares: bool) -> Option<Rank> {
        if any_shares { self.sharing(period) } else { self.least() }
    }
}

/// The rows of a unit in canonical order (版本), as they are at one moment.
struct Versions {
    rows: Vec<RowId>,
    accepted: Spans,
    /// Rows whatever becomes of them: those that do not merely share their days with another, and those that do.
    all: [Spans; 2],
    /// The rows that say the unit's level: those that hold, or if none does, all that may. By level; the last for none.
    counting: Vec<(Option<Level>, Spans)>,
}

impl Versions {
    fn of(checked: &Checked, node: RowId) -> Self {
        let mut rows: Vec<RowId> = checked.nodes.rows(node).collect();
        rows.sort_by(|a, b| checked.canonical(*a, *b).then(a.cmp(b)));
        let units = checked.draft.rows(Table::Units);
        let stays = checked.is_accepted(node);
        let mut versions =
            Self { rows: Vec::new(), accepted: Spans::default(), all: Default::default(), counting: Vec::new() };
        for (rank, id) in (0..).zip(&rows) {
            let (verdict, row) = (checked.verdict(*id), checked.tables.row(*id).1);
            let bounds = units.bounds(row);
            let [others, extra] = &mut versions.all;
            if verdict == Verdict::Extra { extra } else { others }.push(rank, bounds);
            if verdict == Verdict::Accepted {
                versions.accepted.push(rank, bounds);
            }
            let counts = if stays { verdict == Verdict::Accepted } else { verdict != Verdict::Extra };
            if counts && verdict != Verdict::Replaced {
                versions.count(checked.level(row), rank, bounds);
            }
        }
        versions.rows = rows;
        versions
    }

    fn count(&mut self, level: Option<Level>, rank: Rank, bounds: (i32, i32)) {
        if let Some((_, spans)) = self.counting.iter_mut().find(|known| known.0 == level) {
            return spans.push(rank, bounds);
        }
        let mut spans = Spans::default();
        spans.push(rank, bounds);
        self.counting.push((level, spans));
    }

    fn levels_in(&self, period: Period) -> Vec<Level> {
        let any_shares = self.counting.iter().any(|(_, spans)| spans.sharing(period).is_some());
        let found = self.counting.iter().filter(|(_, spans)| spans.found(period, any_shares).is_some());
        found.filter_map(|(level, _)| *level).collect()
    }

    fn missing_in(&self, period: Period) -> Option<RowId> {
        let any_shares = self.all.iter().any(|spans| spans.sharing(period).is_some());
        if self.accepted.found(period, any_shares).is_some() {
            return None;
        }
        let rank = self.all.iter().find_map(|spans| spans.found(period, any_shares))?;
        self.rows.get(rank as usize).copied()
    }
}

/// The versions of units that were asked for, as they were when they were first asked for.
#[derive(Default)]
pub(super) struct VersionsByUnit(BTreeMap<RowId, Versions>);

impl VersionsByUnit {
    /// Units of few rows are looked at anew each time: what would be kept of them all is more than they are.
    const FEW: usize = 8;

    fn ask<T>(&mut self, checked: &Checked, node: RowId, ask: impl FnOnce(&Versions) -> T) -> T {
        if checked.nodes.rows(node).nth(Self::FEW).is_none() {
            return ask(&Versions::of(checked, node));
        }
        ask(self.0.entry(node).or_insert_with(|| Versions::of(checked, node)))
    }

    /// The levels that a unit has in a period: of its rows that stay if there are any, and of all of them if none shares
    /// a day with the period.
    pub(super) fn levels_in(&mut self, checked: &Checked, period: Period, node: RowId) -> Vec<Level> {
        self.ask(checked, node, |versions| versions.levels_in(period))
    }

    /// The rejected row of a unit that a row of a period would need; `None` if a row of the unit that stays will do.
    pub(super) fn missing_in(&mut self, checked: &Checked, period: Period, node: RowId) -> Option<RowId> {
        if checked.nodes.has_one_row(node) {
            return (checked.verdict(node) != Verdict::Accepted).then_some(node);
        }
        self.ask(checked, node, |versions| versions.missing_in(period))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Day;
    use crate::draft::Draft;
    use crate::draft::cells::At;
    use std::collections::BTreeSet;

    /// What is asked, by a look at every row.
    fn naive(checked: &Checked, period: Period, node: RowId) -> (BTreeSet<Level>, Option<RowId>) {
        let rows: Vec<RowId> = checked.nodes.rows(node).collect();
        let row = |id: RowId| checked.tables.row(id).1;
        let shares = |id: &RowId| checked.draft.rows(Table::Units).period(row(*id)).overlaps(period);
        let holds = |id: &RowId| checked.verdict(*id) == Verdict::Accepted;
        let any_holds = rows.iter().any(holds);
        let usable = |id: &RowId| !matches!(checked.verdict(*id), Verdict::Extra | Verdict::Replaced);
        let counting: Vec<RowId> = rows.iter().copied().filter(|id| usable(id) && (!any_holds || holds(id))).collect();
        let any_counting = counting.iter().any(shares);
        let levels = counting.iter().filter(|id| !any_counting || shares(id));
        let levels = levels.filter_map(|id| checked.level(row(*id))).collect();

        let any_shares = rows.iter().any(shares);
        let asked: Vec<RowId> = rows.into_iter().filter(|id| !any_shares || shares(id)).collect();
        let missing = if asked.iter().any(holds) { None } else { checked.standing_for(asked.into_iter()) };
        (levels, missing)
    }

    #[test]
    fn versions_are_those_of_a_look_at_every_row() {
        let mut state = 3_u32;
        let mut dice = |below: u32| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 16) % below
        };
        let (mut met, mut indexed) = (BTreeSet::new(), 0);
        for _ in 0..300 {
            let mut draft = Draft::new();
            let source = draft.source("units.csv", None);
            let count = 1 + dice(14);
            for line in 0..count {
                let day = |dice: &mut dyn FnMut(u32) -> u32| match dice(9) {
                    0 => String::new(),
                    1 => "soon".to_owned(),
                    _ => format!("2020-01-{:02}", 1 + dice(28)),
                };
                let (from, until) = (day(&mut dice), day(&mut dice));
                let level = ["street", "community", "x"][dice(3) as usize];
                let parent = ["D", "nowhere"][dice(2) as usize];
                let texts = ["U", "", level, parent, "", "", &from, &until];
                assert!(draft.push(Table::Units, At { source, line }, &texts).is_ok());
            }
            assert!(draft.push(Table::Units, At { source, line: 99 }, &["D", "", "district"]).is_ok());
            let checked = draft.check();
            let mut versions = VersionsByUnit::default();
            for _ in 0..20 {
                let from = Day::from_number(18_255 + dice(40).cast_signed());
                let until = Day::from_number(from.number() + 1 + dice(9).cast_signed());
                let period = Period::new(Some(from).filter(|_| dice(6) > 0), Some(until).filter(|_| dice(6) > 0));
                let period = period.unwrap_or(Period::ALWAYS);
                let levels: BTreeSet<Level> = versions.levels_in(&checked, period, 0).into_iter().collect();
                let found = (levels, versions.missing_in(&checked, period, 0));
                assert_eq!(found, naive(&checked, period, 0), "{checked:?} {period:?}");
                met.insert((found.0.len(), found.1.is_some()));
            }
            indexed += versions.0.len();
        }
        assert!(met.len() >= 5 && indexed > 50, "{met:?} {indexed}");
    }
}
