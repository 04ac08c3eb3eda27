//! Which rows are of one node, and which parents are outside, checked again in the simplest way.
#![expect(clippy::indexing_slicing, reason = "labels are those of the rows that were gathered")]

use super::Hierarchy;
use crate::base::LineageKind;
use crate::record::{Table, lineage_column as column};
use std::collections::{BTreeMap, BTreeSet};

/// A row of a node: its code, its bounds, and the node.
type Stated = (u32, (i32, i32), u32);

/// A stretch of time of a code: the code, and how many reuses of it came before.
type Stretch = (u32, usize);

impl Hierarchy {
    /// A code names one node a day; rows are of one node where they have one code between two reuses of it, or where a
    /// recode says so; and parents outside the data are outside.
    pub(super) fn verify_names(&self, broken: &mut Vec<String>) {
        let rows: Vec<Stated> = (0..self.node_count())
            .flat_map(|node| self.rows_of(node).into_iter().map(move |at| (at, node)))
            .map(|(at, node)| (self.cell(at, 0), self.row_period(at).raw(), node))
            .collect();
        self.verify_days_of_codes(&rows, broken);
        self.verify_lineage(&rows, broken);
        let levels = self.units.slots().flat_map(|slot| self.units.versions(slot)).map(|v| self.units.level_of(v));
        let outermost = levels.min();
        for slot in self.units.slots() {
            for version in self.units.versions(slot) {
                let text = self.text.get(self.units.outside_of(version));
                if text.is_empty() {
                    continue;
                }
                let is_root = self.units.parent_of(version) == crate::draft::NONE;
                let may_be = is_root && Some(self.units.level_of(version)) == outermost;
                let is_inside = rows.iter().any(|row| self.text.get(row.0) == text);
                if !may_be || is_inside {
                    broken.push(format!("the parent `{text}` of slot {slot} is not outside"));
                }
            }
        }
    }

    fn verify_days_of_codes(&self, rows: &[Stated], broken: &mut Vec<String>) {
        let mut of_code: BTreeMap<&str, Vec<Stated>> = BTreeMap::new();
        for row in rows {
            of_code.entry(self.text.get(row.0)).or_default().push(*row);
        }
        for (code, mut rows) in of_code {
            rows.sort_unstable_by_key(|row| row.1);
            if rows.windows(2).any(|pair| pair[1].1.0 < pair[0].1.1) {
                broken.push(format!("code `{code}` has two rows on one day"));
            }
        }
    }

    fn verify_lineage(&self, rows: &[Stated], broken: &mut Vec<String>) {
        let lineage = self.rows(Table::Lineage);
        let (mut cuts, mut recodes) = (BTreeMap::<u32, BTreeSet<i32>>::new(), Vec::new());
        for row in lineage.numbers() {
            let cell = |column: usize| lineage.cell(row, column);
            let ends = (cell(column::PREDECESSOR), cell(column::SUCCESSOR), cell(column::DAY).cast_signed());
            let is_one = self.text.get(ends.0) == self.text.get(ends.1);
            match LineageKind::from_index(cell(column::KIND)) {
                Some(LineageKind::Reuse) if is_one => {
                    cuts.entry(ends.0).or_default().insert(ends.2);
                }
                Some(LineageKind::Recode) if !is_one => recodes.push(ends),
                Some(LineageKind::Merge | LineageKind::Split) => {}
                _ => broken.push(format!("row {row} of lineage is of one code or two and should not be")),
            }
        }
        let stretch = |code: u32, day: Option<i32>| -> Stretch {
            let before = |cut: &&i32| day.is_none_or(|day| **cut <= day);
            (code, cuts.get(&code).map_or(0, |cuts| cuts.iter().filter(before).count()))
        };
        let label = |row: &Stated| {
            let (from, until) = row.1;
            stretch(row.0, if from > i32::MIN { Some(from) } else { (until < i32::MAX).then(|| until - 1) })
        };
        // Every stretch starts as a group of its own, and each recode makes one group of two.
        let mut group: BTreeMap<Stretch, usize> = rows.iter().map(label).zip(0..).collect();
        for (before, after, day) in recodes {
            let ends = [stretch(before, Some(day - 1)), stretch(after, Some(day))].map(|end| group.get(&end).copied());
            if let [Some(one), Some(other)] = ends {
                group.values_mut().filter(|found| **found == other).for_each(|found| *found = one);
            }
        }
        let pairs: BTreeSet<(usize, u32)> = rows.iter().map(|row| (group[&label(row)], row.2)).collect();
        let (groups, nodes): (BTreeSet<usize>, BTreeSet<u32>) = pairs.iter().copied().unzip();
        if pairs.len() != groups.len() || pairs.len() != nodes.len() {
            broken.push("rows are of other nodes than their codes and lineage say".to_owned());
        }
    }
}
