//! What was said of a node over time.

use super::QueryError;
use crate::base::Period;
use crate::findings::Place;
use crate::graph::{Hierarchy, RowAt};
use crate::record::Row;
use std::collections::BTreeSet;

/// All that is said of a node over time (时间线): its own versions and every row that names it, the earliest first.
///
/// ```
/// use govgrid::{Draft, Level, Period, record};
/// let day = |text: &str| text.parse::<govgrid::Day>().ok();
/// let mut draft = Draft::new();
/// let period = Period::new(None, day("2024-01-01"))?;
/// draft.add(&record::Unit { period, ..record::Unit::new("130205", Level::District) })?;
/// let parent = Some("130205".to_owned());
/// draft.add(&record::Unit { parent, ..record::Unit::new("130205001", Level::Street) })?;
/// let hierarchy = draft.build()?;
/// let timeline = hierarchy.timeline("130205001")?;
/// // The street states no end, but the district that it lies in has one.
/// assert_eq!(timeline[0].stated, Period::ALWAYS);
/// assert_eq!(timeline[0].holds, [period]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Episode {
    /// What the row says.
    pub row: Row,
    /// The period that it states.
    pub stated: Period,
    /// When it holds: the days of its period on which all that it names is there. None, if it never does.
    pub holds: Vec<Period>,
    /// Where it was said.
    pub place: Place,
}

impl Episode {
    /// Whether it states days on which it does not hold (截断). An open end states nothing.
    pub fn is_clipped(&self) -> bool {
        let (first, last) = (self.holds.first(), self.holds.last());
        let starts_late = self.stated.from().is_some() && first.is_none_or(|first| first.from() != self.stated.from());
        let ends_early = self.stated.until().is_some() && last.is_none_or(|last| last.until() != self.stated.until());
        starts_late || ends_early || self.holds.len() > 1
    }
}

impl Hierarchy {
    /// The timeline of the node or the nodes that a code ever named (时间线).
    ///
    /// # Errors
    /// [`QueryError::UnknownCode`] if no node ever has the code.
    pub fn timeline(&self, code: &str) -> Result<Vec<Episode>, QueryError> {
        let nodes: Vec<u32> = self.named_by(code).collect();
        if nodes.is_empty() {
            return Err(QueryError::UnknownCode { code: code.to_owned() });
        }
        // A row that names two of the nodes is told once.
        let mut rows: BTreeSet<RowAt> = nodes.iter().flat_map(|node| self.rows_of(*node)).collect();
        rows.extend(nodes.iter().flat_map(|node| self.rows_naming(*node)));
        let mut timeline: Vec<Episode> = rows.into_iter().map(|at| self.episode(at)).collect();
        timeline.sort_by(|a, b| (a.stated, &a.row).cmp(&(b.stated, &b.row)));
        Ok(timeline)
    }

    fn episode(&self, at: RowAt) -> Episode {
        let stated = self.row_period(at);
        let mut holds = vec![stated];
        for node in self.nodes_of_row(at) {
            holds = holds.into_iter().flat_map(|part| self.lives_within(node, part)).collect();
        }
        holds.sort_unstable();
        Episode { row: self.row(at), stated, holds: joined(holds), place: self.place_of_row(at) }
    }
}

/// Periods that follow one another without a gap as one. Invariant: they share no day and are sorted.
fn joined(periods: Vec<Period>) -> Vec<Period> {
    let mut joined: Vec<Period> = Vec::new();
    for period in periods {
        let (from, until) = period.raw();
        let before = joined.pop_if(|last| last.raw().1 >= from);
        let start = before.map_or(from, |last| last.raw().0);
        joined.extend(Period::from_raw(start, before.map_or(until, |last| last.raw().1.max(until))));
    }
    joined
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods_without_a_gap_are_one() {
        let period = |from, until| Period::from_raw(from, until).unwrap();
        let parts = vec![period(0, 5), period(5, 9), period(10, 12)];
        assert_eq!(joined(parts), [period(0, 9), period(10, 12)]);
        assert!(joined(Vec::new()).is_empty());
    }
}
