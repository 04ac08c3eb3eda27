//! What is another way on another day.

use crate::base::{Day, Level};
use crate::check::Profile;
use crate::findings::{Compared, Finding, Findings};
use crate::graph::{Hierarchy, Meaning, RowAt};
use crate::query::Snapshot;
use crate::record::{Row, Table};
use std::collections::BTreeMap;

/// What is another way on the later of two days (两日差异). A row that ended while another began which says the same is
/// no difference.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Difference {
    /// Nodes that are there on the later day only, as they are then (新增).
    pub appeared: Vec<Row>,
    /// Nodes that are there on the earlier day only, as they were (消失).
    pub vanished: Vec<Row>,
    /// Nodes that are there on both and say something else: name, code, parent, kind …, with the columns (变动).
    pub changed: Vec<Changed>,
    /// Relations and statements that hold on the later day only (新增关系).
    pub started: Vec<Row>,
    /// Relations and statements that hold on the earlier day only (终止关系).
    pub stopped: Vec<Row>,
}

/// A node that says something else on a later day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changed {
    /// What it said.
    pub before: Row,
    /// What it says.
    pub after: Row,
    /// The columns that differ, bounds left out. A parent that got another code is no other parent.
    pub columns: Vec<&'static str>,
}

impl Difference {
    /// Whether nothing is another way.
    pub fn is_empty(&self) -> bool {
        self == &Self::default()
    }
}

/// Units of a level that are covered on one of two days only (覆盖变化).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CoverageDifference {
    /// The codes of those that an organization covers on the later day only.
    pub gained: Vec<String>,
    /// The codes of those that were covered on the earlier day only: they are there and not covered, or not there.
    pub lost: Vec<String>,
}

/// What one of two audits found otherwise than the other (问题变化), by fingerprints. What a report shows of a rule at most ([`Profile::max_findings`]) does not
/// bind them: otherwise one would seem new that was merely not shown before. Of each rule the least
/// [`Findings::MOST`] are known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FindingsDifference {
    /// Those of the later audit only.
    pub appeared: Vec<Finding>,
    /// Those that are the same in both.
    pub persisted: Vec<Finding>,
    /// Those of the earlier audit only.
    pub vanished: Vec<Finding>,
    /// Those of both that say something else, such as another number: before, and after.
    pub changed: Vec<(Finding, Finding)>,
}

impl Hierarchy {
    /// What is another way on the day `later` than on the day `earlier` (两日差异).
    ///
    /// ```
    /// use govgrid::{Change, Draft, Event, Level, record};
    /// let mut draft = Draft::new();
    /// draft.add(&record::Unit::new("130205", Level::District))?;
    /// let day: govgrid::Day = "2024-07-01".parse()?;
    /// let rename = Change::Rename { code: "130205".to_owned(), name: "开平区".to_owned() };
    /// let (hierarchy, _) = draft.build()?.apply(&[Event::on(day, rename)])?;
    /// let difference = hierarchy.difference(day.previous(), day);
    /// assert_eq!(difference.changed[0].columns, ["name"]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn difference(&self, earlier: Day, later: Day) -> Difference {
        let mut difference = Difference::default();
        for node in 0..self.node_count() {
            let there = |day| self.row_on(node, day).filter(|_| self.is_there(node, day));
            match (there(earlier), there(later)) {
                (None, Some(at)) => difference.appeared.push(self.row(at)),
                (Some(at), None) => difference.vanished.push(self.row(at)),
                (Some(before), Some(after)) if before != after => {
                    difference.changed.extend(self.changed(before, after));
                }
                (None, None) | (Some(_), Some(_)) => {}
            }
        }
        for table in Table::ALL.iter().copied().filter(|table| table.node().is_none() && table.has_period()) {
            self.compare_table(table, earlier, later, &mut difference);
        }
        let Difference { appeared, vanished, changed, started, stopped } = &mut difference;
        for rows in [appeared, vanished, started, stopped] {
            rows.sort();
        }
        changed.sort_by(|a, b| (&a.before, &a.after).cmp(&(&b.before, &b.after)));
        difference
    }

    fn changed(&self, before: RowAt, after: RowAt) -> Option<Changed> {
        let (table, rows) = (before.0, (self.row(before), self.row(after)));
        let mut columns = Vec::new();
        for (at, column) in table.columns().iter().enumerate().filter(|(_, column)| !column.is_bound()) {
            // A code that was used again names another node.
            let differ = match (self.node_named(before, at), self.node_named(after, at)) {
                (Some(before), Some(after)) => before != after,
                _ => rows.0.at(at) != rows.1.at(at),
            };
            if differ {
                columns.push(column.name);
            }
        }
        let (before, after) = rows;
        (!columns.is_empty()).then_some(Changed { before, after, columns })
    }

    /// Rows of a relation that hold on one of two days, but for those of which another says the same on the other.
    fn compare_table(&self, table: Table, earlier: Day, later: Day, difference: &mut Difference) {
        let holds = |at: RowAt, day| {
            self.row_period(at).holds(day) && self.nodes_of_row(at).into_iter().all(|node| self.is_there(node, day))
        };
        // Invariant: by what they say without bounds, how many more hold on the later day than on the earlier.
        let mut balance: BTreeMap<Meaning, (i64, Row)> = BTreeMap::new();
        for at in self.rows(table).numbers().map(|row| (table, row)) {
            let (was, is) = (holds(at, earlier), holds(at, later));
            if was == is {
                continue;
            }
            let row = self.row(at);
            let entry = balance.entry(self.meaning(at, &row)).or_insert((0, row));
            entry.0 += if is { 1 } else { -1 };
        }
        for (count, row) in balance.into_values() {
            let list = if count > 0 { &mut difference.started } else { &mut difference.stopped };
            list.extend(std::iter::repeat_n(row, usize::try_from(count.unsigned_abs()).unwrap_or(0)));
        }
    }

    /// Which units of a level an organization covers on one of two days only (覆盖变化), by the units' codes on the day on
    /// which they are covered.
    pub fn coverage_difference(&self, level: Level, earlier: Day, later: Day) -> CoverageDifference {
        let covered = |day: Day| -> BTreeMap<usize, String> {
            let coverage = self.as_of(day).coverage(level).by_organizations();
            coverage.numerator().map(|unit| (unit.index(), unit.code().to_owned())).collect()
        };
        let (before, after) = (covered(earlier), covered(later));
        let missing = |some: &BTreeMap<usize, String>, others: &BTreeMap<usize, String>| {
            let mut codes: Vec<String> =
                some.iter().filter(|(unit, _)| !others.contains_key(unit)).map(|(_, code)| code.clone()).collect();
            codes.sort();
            codes
        };
        CoverageDifference { gained: missing(&after, &before), lost: missing(&before, &after) }
    }

    /// What an audit finds otherwise on the later of two days (问题变化).
    ///
    /// ```
    /// use govgrid::{Change, Draft, Event, Level, Profile, record};
    /// let mut draft = Draft::new();
    /// draft.add(&record::Unit::new("130205001026", Level::Community))?;
    /// draft.mark_present(record::Table::Coverage);
    /// let day: govgrid::Day = "2024-07-01".parse()?;
    /// let parent = Some("130205001026".to_owned());
    /// let grid = record::Unit { parent, ..record::Unit::new("130205001026-G001", Level::Grid) };
    /// let (hierarchy, _) = draft.build()?.apply(&[Event::on(day, Change::open(&grid))])?;
    /// let difference = hierarchy.findings_difference(&Profile::national(), day.previous(), day);
    /// assert_eq!(difference.appeared[0].rule.name, "grid-without-organization");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn findings_difference(&self, profile: &Profile, earlier: Day, later: Day) -> FindingsDifference {
        FindingsDifference::between(self.as_of(earlier), self.as_of(later), profile)
    }
}

impl FindingsDifference {
    pub(super) fn between(before: Snapshot<'_>, after: Snapshot<'_>, profile: &Profile) -> Self {
        let mut profile = profile.clone();
        profile.max_findings = Findings::MOST;
        let found = |snapshot: Snapshot<'_>| snapshot.audit(&profile).into_findings().into_kept().collect();
        let Compared { appeared, persisted, vanished, changed } = Compared::between(found(before), found(after));
        Self { appeared, persisted, vanished, changed }
    }
}
