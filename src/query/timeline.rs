//! What was said of a node over time.

use super::QueryError;
use crate::base::Period;
use crate::findings::Place;
use crate::graph::{Hierarchy, RowAt};
use crate::record::{Row, Table};
use std::collections::BTreeSet;

/// All that is said of a node over time (时间线): its own versions and every row that names it, the earliest first. Rows of
/// `decisions`, and those of `lineage` that state a basis, tell on which decision something happened to it: they are of that
/// day, or of the one before, of what closed.
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
        Ok(self.episodes(self.rows_about(code)?))
    }

    /// The timeline of what two nodes have to do with each other (关系时间线): every row that is about both, such as
    /// coverage that ended and began again in another mode, or a parent that was another one meanwhile. Each end goes by
    /// any code that it ever had.
    ///
    /// ```
    /// use govgrid::{Change, CoverageMode, Draft, Event, Level, OrganizationKind, record};
    /// let mut draft = Draft::new();
    /// draft.add(&record::Unit::new("130205001026", Level::Community))?;
    /// draft.add(&record::Organization::new("B1", OrganizationKind::PartyBranch))?;
    /// let covers = |mode| record::Coverage::new("B1", "130205001026", mode);
    /// draft.add(&covers(CoverageMode::Joint))?;
    /// let day: govgrid::Day = "2024-07-01".parse()?;
    /// let stop = Change::stop(&covers(CoverageMode::Joint));
    /// let start = Change::start(&covers(CoverageMode::Standalone));
    /// let plan = [Event::on(day, stop), Event::on(day, start)];
    /// let (hierarchy, _) = draft.build()?.apply(&plan)?;
    ///
    /// let timeline = hierarchy.timeline_between("B1", "130205001026")?;
    /// let modes: Vec<&str> = timeline.iter().map(|episode| episode.row.cell("mode")).collect();
    /// assert_eq!(modes, ["joint", "standalone"]);
    /// assert_eq!(timeline[0].stated.until(), Some(day));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// [`QueryError::UnknownCode`] if no node ever has one of the codes.
    pub fn timeline_between(&self, one: &str, other: &str) -> Result<Vec<Episode>, QueryError> {
        let mut rows = self.rows_about(one)?;
        let others = self.rows_about(other)?;
        // A relation started or stopped on a decision that is told of both its ends.
        let decided = |at: &RowAt| {
            let row = Some(*at).filter(|at| at.0 == Table::Decisions).map(|at| self.row(at))?;
            let is_of_relation = ["start", "stop"].contains(&row.cell("event"));
            is_of_relation.then(|| row.cells().skip(1).map(str::to_owned).collect::<Vec<_>>())
        };
        let both: BTreeSet<Vec<String>> = others.iter().filter_map(decided).collect();
        rows.retain(|at| others.contains(at) || decided(at).is_some_and(|decided| both.contains(&decided)));
        Ok(self.episodes(rows))
    }

    /// The own rows of the nodes that a code ever named, and those that name them; each once.
    fn rows_about(&self, code: &str) -> Result<BTreeSet<RowAt>, QueryError> {
        let nodes: Vec<u32> = self.named_by(code).collect();
        if nodes.is_empty() {
            return Err(QueryError::unknown(code));
        }
        let mut rows: BTreeSet<RowAt> = nodes.iter().flat_map(|node| self.rows_of(*node)).collect();
        rows.extend(nodes.iter().flat_map(|node| self.rows_naming(*node)));
        rows.extend(nodes.iter().flat_map(|node| self.lineage_deciding(*node)));
        Ok(rows)
    }

    /// The earliest first.
    fn episodes(&self, rows: BTreeSet<RowAt>) -> Vec<Episode> {
        let mut timeline: Vec<Episode> = rows.into_iter().map(|at| self.episode(at)).collect();
        timeline.sort_by(|a, b| (a.stated, &a.row).cmp(&(b.stated, &b.row)));
        timeline
    }

    fn episode(&self, at: RowAt) -> Episode {
        if at.0 == Table::Lineage {
            // What became of a node is told on the day, whether it is there or not.
            let stated = self.lineage_period(at.1);
            return Episode { row: self.row(at), stated, holds: vec![stated], place: self.place_of_row(at) };
        }
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
