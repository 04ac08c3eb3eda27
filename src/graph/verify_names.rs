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

#[cfg(test)]
mod tests {
    use crate::base::{Day, Level, LineageKind, Period};
    use crate::draft::{Draft, Rows};
    use crate::graph::columns::Columns;
    use crate::graph::{Hierarchy, Units};
    use crate::record::{self, Table};
    use std::sync::Arc;

    fn day() -> Day {
        "2021-01-01".parse().unwrap()
    }

    /// A district with a parent outside, a street that was recoded, and a community whose code was used again.
    fn city() -> Hierarchy {
        let mut draft = Draft::new();
        let [until, since] =
            [(None, Some(day())), (Some(day()), None)].map(|days| Period::new(days.0, days.1).unwrap());
        let unit = |code: &str, level, parent: &str, period| record::Unit {
            parent: Some(parent.to_owned()),
            period,
            ..record::Unit::new(code, level)
        };
        draft.add(&unit("D", Level::District, "O", Period::ALWAYS)).unwrap();
        draft.add(&unit("S1", Level::Street, "D", until)).unwrap();
        draft.add(&unit("S2", Level::Street, "D", since)).unwrap();
        draft.add(&unit("C", Level::Community, "D", until)).unwrap();
        draft.add(&unit("C", Level::Community, "D", since)).unwrap();
        draft.add(&record::Lineage::new("S1", "S2", LineageKind::Recode, day())).unwrap();
        draft.add(&record::Lineage::new("C", "C", LineageKind::Reuse, day())).unwrap();
        draft.build().unwrap()
    }

    fn with_columns(hierarchy: &Hierarchy, change: impl FnOnce(&mut Columns)) -> Hierarchy {
        let mut columns = hierarchy.units.columns().clone();
        change(&mut columns);
        Hierarchy { units: Units::new(columns, hierarchy.text.clone()), ..hierarchy.clone() }
    }

    /// The first community never ends, beside the second, which has its code.
    fn with_two_on_one_day() -> Hierarchy {
        with_columns(&city(), |columns| {
            columns.bounds.values_mut()[1] = [i32::MIN, i32::MAX];
        })
    }

    #[test]
    fn names_that_rows_do_not_bear_out_are_found() {
        let whole = city();
        assert_eq!(whole.verify(), Ok(()));
        let code = whole.text.find("C").unwrap();
        let found = |hierarchy: &Hierarchy, words: &str| {
            let broken = hierarchy.verify().unwrap_err();
            assert!(broken.iter().any(|sentence| sentence.contains(words)), "{broken:?}");
        };
        found(&with_columns(&whole, |columns| columns.outside[0].1 = code), "is not outside");
        found(&with_two_on_one_day(), "two rows on one day");
        let mut tables = whole.tables.clone();
        tables[Table::Lineage.index()] = Rows::new(Table::Lineage);
        found(&Hierarchy { tables, ..whole.clone() }, "other nodes");
        let reused = Arc::new(std::collections::BTreeMap::from([(code, vec![(Period::ALWAYS, 1)])]));
        found(&Hierarchy { reused, ..whole.clone() }, "names");
    }

    /// Nothing is left out in silence of what cannot be built again.
    #[test]
    fn what_cannot_be_laid_out_anew_is_refused() {
        let broken = with_two_on_one_day();
        assert_eq!(broken.laid_out_anew().unwrap_err().findings().count("duplicate-code"), 1);
        let rows = |hierarchy: &Hierarchy| hierarchy.rows_as_text().len();
        assert_eq!(city().laid_out_anew().as_ref().map(rows).ok(), Some(rows(&city())));
    }
}
