//! What import and structure found, and what of it is still so after events.
//!
//! A finding stays until the row that it speaks of says something else or is gone: what was wrong with a row that was rejected,
//! or with a file, no event mends. Findings are large and may be many, so that versions share those of the build, and each has
//! the numbers of those that are so no more:
//!
//! ```text
//!  found     I203 row 7   I203 row 9   S111 row 2 (rejected)   S190 row 1 (parent outside)
//!  gone                   ×
//!  told      I203 row 7                S111 row 2              S190 of the rows as they are
//! ```
//!
//! That a parent is outside is told of the rows as they are. Whoever asks for the findings of a version has them put together.

use super::{Edits, Hierarchy, Version};
use crate::base::{Level, Trie};
use crate::draft::NONE;
use crate::findings::rules::structure::{CONTAINMENT_CYCLE, PARENT_OUTSIDE, SUPERIOR_CYCLE};
use crate::findings::{Finding, Findings, Place, Subject, SubjectKind};
use crate::record::{NodeKind, Table, unit_column};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};

/// The findings of a version.
#[derive(Clone, Debug)]
pub(super) struct Noted {
    found: Arc<Found>,
    /// The numbers of those that are so no more.
    gone: Trie<()>,
    /// What is still so, once somebody has asked for it; none where that is all that was found.
    still: Option<Arc<OnceLock<Findings>>>,
}

/// What was found when all was laid out or read.
#[derive(Debug)]
struct Found {
    findings: Findings,
    /// Invariant: made before the first event.
    index: OnceLock<Index>,
}

/// Findings by what they speak of.
#[derive(Debug)]
struct Index {
    /// The numbers of those of each row, by its table, its source and its line.
    by_row: BTreeMap<(Table, u32, u32), Vec<u32>>,
    /// Those that tell of a row that holds that its parent is outside.
    outside: BTreeSet<u32>,
    /// How many such rows there are beside, whose findings were too many to be kept.
    more_outside: u64,
}

impl Noted {
    pub(super) fn new(findings: Findings) -> Self {
        Self { found: Arc::new(Found { findings, index: OnceLock::new() }), gone: Trie::default(), still: None }
    }

    /// What is left after edits of `before`, which has these findings, and what is not.
    pub(super) fn after(&self, before: &Hierarchy, edits: &Edits) -> (Self, Vec<Arc<Finding>>) {
        let (found, mut after) = (&self.found, self.clone());
        let index = found.index.get_or_init(|| Index::of(&found.findings, before));
        let mut vanished = Vec::new();
        for at in edits.fates.keys().filter(|_| !index.by_row.is_empty()) {
            let (source, line) = before.place_of(*at);
            for number in index.by_row.get(&(at.0, source, line)).into_iter().flatten() {
                if !self.gone.contains(*number) {
                    after.gone.insert(*number, ());
                    vanished.extend(found.findings.get(*number).cloned().map(Arc::new));
                }
            }
        }
        if !vanished.is_empty() {
            after.tell_anew();
        }
        (after, vanished)
    }

    /// Says that parents are outside of other rows than before.
    pub(super) fn tell_anew(&mut self) {
        self.still = Some(Arc::default());
    }

    /// What is still so where the units are those of a version.
    pub(super) fn told(&self, hierarchy: &Hierarchy) -> Findings {
        let Some(index) = self.found.index.get() else { return self.found.findings.clone() };
        let is_gone = |number| self.gone.contains(number) || index.outside.contains(&number);
        let mut told = self.found.findings.without(is_gone);
        told.count_out(&PARENT_OUTSIDE, index.more_outside);
        hierarchy.units.all_outside().for_each(|(version, _)| told.push(hierarchy.outside(version)));
        told.finish()
    }
}

impl Index {
    fn of(findings: &Findings, hierarchy: &Hierarchy) -> Self {
        let sources: BTreeMap<(&str, Option<&str>), u32> =
            hierarchy.sources.iter().map(|(file, sheet)| (&**file, sheet.as_deref())).zip(0..).collect();
        let mut outside: BTreeMap<(u32, u32), Vec<Finding>> = BTreeMap::new();
        for (version, _) in hierarchy.units.all_outside() {
            let place = hierarchy.place_of((Table::Units, hierarchy.row_of(version)));
            outside.entry(place).or_default().push(hierarchy.outside(version));
        }
        let mut index = Self { by_row: BTreeMap::new(), outside: BTreeSet::new(), more_outside: 0 };
        for (number, finding) in (0..).zip(findings.iter()) {
            let Some(table) = Table::ALL.iter().find(|table| table.as_str() == finding.table) else { continue };
            let row_at = |place: &Place| {
                let source = sources.get(&(&*place.file, place.sheet.as_deref()))?;
                Some((*table, *source, place.row))
            };
            if finding.rule.code == PARENT_OUTSIDE.code {
                let of_row = finding.places.first().and_then(row_at).and_then(|at| outside.get_mut(&(at.1, at.2)));
                let own = of_row.and_then(|rows| {
                    let own = rows.iter().position(|own| own.order(finding).is_eq())?;
                    Some(rows.swap_remove(own))
                });
                index.outside.extend(own.map(|_| number));
            } else if finding.subject.kind != SubjectKind::Table {
                for at in finding.places.iter().take(rows_spoken_of(finding)).filter_map(row_at) {
                    index.by_row.entry(at).or_default().push(number);
                }
            }
        }
        index.more_outside = outside.values().map(|rows| rows.len() as u64).sum();
        index
    }
}

/// Of how many of its places a finding speaks of the rows: of a circle all, else the first. Others tell beside which row
/// that one cannot hold.
fn rows_spoken_of(finding: &Finding) -> usize {
    let is_circle = [&CONTAINMENT_CYCLE, &SUPERIOR_CYCLE].iter().any(|rule| rule.code == finding.rule.code);
    if is_circle { Finding::MOST } else { 1 }
}

impl Hierarchy {
    /// What import and structure found: warnings and notes, and errors if rows were rejected. After events each is told until
    /// the row that it speaks of says something else or is gone; what was wrong with a rejected row stays.
    ///
    /// After an event that makes findings others they are put together when they are first asked for, in time in proportion
    /// to their number.
    pub fn findings(&self) -> &Findings {
        match &self.noted.still {
            None => &self.noted.found.findings,
            Some(still) => still.get_or_init(|| self.noted.told(self)),
        }
    }

    /// That the parent of a version of a unit is outside.
    fn outside(&self, version: Version) -> Finding {
        let cells = self.units.cells(version);
        let text = |symbol: u32| self.text.get(symbol).to_owned();
        let subject = Subject {
            kind: NodeKind::Unit.into(),
            level: Level::from_index(u32::from(cells.level)),
            code: text(cells.code),
            name: Some(cells.name).filter(|name| *name != NONE).map(text),
        };
        let mut finding = Finding::new(&PARENT_OUTSIDE, Table::Units.as_str(), subject);
        finding.period = self.units.period_of(version);
        let column = Table::Units.columns().get(unit_column::PARENT).map(|column| column.name.to_owned());
        let raw = Some(text(cells.outside)).filter(|raw| !raw.is_empty());
        finding.at(Place { column, raw, ..self.place(cells.source, cells.line) })
    }

    /// That parents of such units are outside.
    pub(super) fn outside_of(&self, slots: impl Iterator<Item = u32>) -> Vec<Arc<Finding>> {
        let versions = slots.flat_map(|slot| self.units.versions(slot));
        let outside = versions.filter(|version| self.units.cells(*version).outside != NONE);
        outside.map(|version| Arc::new(self.outside(version))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::OrganizationKind;
    use crate::draft::Draft;
    use crate::graph::Fate;
    use crate::record::Organization;

    /// So many organizations whose seats are nowhere.
    fn nowhere(count: u32) -> Hierarchy {
        let mut draft = Draft::new();
        for number in 0..count {
            let seat = Some("nowhere".to_owned());
            let organization = Organization::new(format!("O{number:03}"), OrganizationKind::PartyBranch);
            draft.add(&Organization { seat, ..organization }).unwrap();
        }
        draft.quarantine().0
    }

    /// An event notes what is gone, and puts nothing together of what stays.
    #[test]
    fn an_event_shares_all_findings_with_the_version_before() {
        let hierarchy = nowhere(100);
        let renamed = |version: &Hierarchy, row: u32| {
            let at = (Table::Organizations, row);
            let mut said = version.row(at);
            said.set(1, "新名");
            version.edited(&Edits { fates: [(at, Fate::Says(said))].into(), added: Vec::new() }).unwrap()
        };
        let (next, touched) = renamed(&hierarchy, 7);
        assert!(next.changes() > 0, "it was laid out anew");
        assert!(Arc::ptr_eq(&hierarchy.noted.found, &next.noted.found));
        assert_eq!(next.noted.gone.len(), 1);
        assert_eq!([touched.findings[0].len(), touched.findings[1].len()], [1, 0]);
        let is_told = |version: &Hierarchy| version.noted.still.as_ref().is_some_and(|still| still.get().is_some());
        assert!(!is_told(&next), "nobody has asked");
        let (last, _) = renamed(&next, 8);
        assert!(!is_told(&next) && !is_told(&last));
        assert_eq!([&hierarchy, &next, &last].map(|version| version.findings().total()), [100, 99, 98]);
        assert!(is_told(&next) && is_told(&last));
        // What finds nothing else shares what was put together.
        let (same, _) = last.edited(&Edits::default()).unwrap();
        assert!(is_told(&same));
    }
}
