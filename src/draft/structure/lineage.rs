//! What the table `lineage` says of codes: two codes of one node, one code of two.

use super::{About, Checked, RowId, Verdict};
use crate::base::{Day, LineageKind, Period};
use crate::findings::Text;
use crate::findings::rules::{import, structure};
use crate::record::{Table, lineage_column as column};
use std::collections::{BTreeMap, BTreeSet};

/// A stretch of time in which a code names one node: the code, and how many reuses came before.
type Stretch = (u32, usize);

/// The rows of `lineage` that bear on which node a code names.
#[derive(Default)]
struct Codes {
    /// The days from which a code names another node. Invariant: ascending once all are read.
    cuts: BTreeMap<u32, Vec<Day>>,
    /// The code until a day, and the code from it on.
    recodes: Vec<(u32, u32, Day)>,
    /// The rows that say so.
    rows: Vec<RowId>,
}

impl Codes {
    /// The stretch of `code` that `day` lies in.
    fn stretch(&self, code: u32, day: Day) -> Stretch {
        (code, self.cuts.get(&code).map_or(0, |cuts| cuts.partition_point(|cut| *cut <= day)))
    }

    fn touched(&self) -> BTreeSet<u32> {
        let recoded = self.recodes.iter().flat_map(|(before, after, _)| [*before, *after]);
        self.cuts.keys().copied().chain(recoded).collect()
    }

    /// The period of a stretch.
    fn period(&self, (code, number): Stretch) -> Period {
        let cut = |n: usize| self.cuts.get(&code).and_then(|cuts| cuts.get(n)).copied();
        Period::new(number.checked_sub(1).and_then(cut), cut(number)).unwrap_or(Period::ALWAYS)
    }
}

/// The stretch that stands for a node: each leads to an earlier one, or to itself.
struct Leads(BTreeMap<Stretch, Stretch>);

impl Leads {
    /// The stretch that stands for the node of another; the way there is shortened as it is gone.
    fn find(&mut self, mut stretch: Stretch) -> Stretch {
        while let Some(next) = self.0.get(&stretch).copied().filter(|next| *next != stretch) {
            let after = self.0.get(&next).copied().unwrap_or(next);
            self.0.insert(stretch, after);
            stretch = after;
        }
        stretch
    }

    fn join(&mut self, a: Stretch, b: Stretch) {
        let (a, b) = (self.find(a), self.find(b));
        if a != b && self.0.contains_key(&a) && self.0.contains_key(&b) {
            self.0.insert(a.max(b), a.min(b));
        }
    }
}

impl Checked {
    /// Joins the rows of recoded nodes and parts those of reused codes. Answers the rows of each reused code, which
    /// must share no day although they are of different nodes.
    pub(super) fn join_lineage(&mut self) -> Vec<Vec<RowId>> {
        let codes = self.read_lineage();
        self.recoded.clone_from(&codes.rows);
        let touched = codes.touched();
        if touched.is_empty() {
            return Vec::new();
        }
        self.nodes.any_recoded = true;
        let mut rows: BTreeMap<Stretch, Vec<RowId>> = BTreeMap::new();
        let mut linked = Vec::new();
        for code in &touched {
            let Some(node) = self.nodes.find(*code, Period::ALWAYS) else { continue };
            let all: Vec<RowId> = self.nodes.rows(node).filter(|row| !self.is_out_before(*row)).collect();
            self.recoded.extend(&all);
            for id in &all {
                let (table, row) = self.tables.row(*id);
                let period = self.draft.rows(table).period(row);
                let day = period.from().or_else(|| period.until().map(Day::previous));
                let last = codes.cuts.get(code).map_or(0, Vec::len);
                let stretch = day.map_or((*code, last), |day| codes.stretch(*code, day));
                rows.entry(stretch).or_default().push(*id);
            }
            if codes.cuts.contains_key(code) {
                linked.push(all);
            }
        }
        self.join(&codes, &rows);
        linked
    }

    /// Stretches that are one node get all their rows.
    fn join(&mut self, codes: &Codes, rows: &BTreeMap<Stretch, Vec<RowId>>) {
        let mut leads = Leads(rows.keys().map(|stretch| (*stretch, *stretch)).collect());
        for (before, after, day) in &codes.recodes {
            leads.join(codes.stretch(*before, day.previous()), codes.stretch(*after, *day));
        }
        let mut groups: BTreeMap<Stretch, Vec<RowId>> = BTreeMap::new();
        for (stretch, ids) in rows {
            groups.entry(leads.find(*stretch)).or_default().extend(ids);
        }
        let nodes: BTreeMap<Stretch, RowId> =
            groups.iter().filter_map(|(lead, ids)| Some((*lead, ids.iter().min().copied()?))).collect();
        let sets: Vec<Vec<RowId>> = groups.into_values().collect();
        self.nodes.regroup(&sets);
        for stretch in rows.keys() {
            let Some(node) = nodes.get(&leads.find(*stretch)).copied() else { continue };
            if codes.cuts.contains_key(&stretch.0) {
                self.nodes.reused.entry(stretch.0).or_default().push((codes.period(*stretch), node));
            } else {
                self.nodes.set(stretch.0, node);
            }
        }
    }

    /// Reads the recodes and reuses, with a fault for each that cannot be.
    fn read_lineage(&mut self) -> Codes {
        let mut codes = Codes::default();
        for row in 0..self.draft.rows(Table::Lineage).len() {
            let id = self.tables.id(Table::Lineage, row);
            let rows = self.draft.rows(Table::Lineage);
            let cell = |column| rows.cell(row, column);
            let kind = LineageKind::from_index(cell(column::KIND));
            let (before, after) = (cell(column::PREDECESSOR), cell(column::SUCCESSOR));
            let day = Day::from_number(cell(column::DAY).cast_signed());
            if self.verdict(id) != Verdict::Accepted {
                continue;
            }
            let node = |code| self.nodes.find(code, Period::ALWAYS).and_then(|node| self.tables.row(node).0.node());
            match kind {
                // Of a kind that has none it is found with the other references, as is an end that does not exist.
                Some(LineageKind::Recode | LineageKind::Reuse)
                    if [before, after].into_iter().filter_map(node).any(|kind| !kind.has_lineage()) => {}
                Some(LineageKind::Reuse) if before == after => {
                    codes.cuts.entry(before).or_default().push(day);
                    codes.rows.push(id);
                }
                Some(LineageKind::Reuse) => {
                    let expected = About::Expected(Text {
                        en: "the predecessor's code: a reuse is one code of two nodes",
                        zh: "与变更前相同的编码（码重用是一码两体）",
                    });
                    self.refuse_lineage(id, &import::BAD_VALUE, expected);
                }
                Some(LineageKind::Recode) if before == after => {
                    let expected = About::Expected(Text {
                        en: "another code than the predecessor's",
                        zh: "与变更前不同的编码",
                    });
                    self.refuse_lineage(id, &import::BAD_VALUE, expected);
                }
                Some(LineageKind::Recode) => match (node(before), node(after)) {
                    (Some(a), Some(b)) if a == b => {
                        codes.recodes.push((before, after, day));
                        codes.rows.push(id);
                    }
                    (Some(a), Some(b)) => self.refuse_lineage(id, &structure::WRONG_KIND, About::NamesOther(b, a)),
                    (None, _) | (_, None) => {}
                },
                Some(LineageKind::Merge | LineageKind::Split) | None => {}
            }
        }
        for cuts in codes.cuts.values_mut() {
            cuts.sort_unstable();
            cuts.dedup();
        }
        codes.recodes.sort_by_key(|(before, after, day)| (*day, *before, *after));
        codes
    }

    /// Lets every row that tells which rows are of one node fall with the first that was rejected.
    pub(super) fn disbelieve_lineage(&mut self) {
        let is_out = |id: &&RowId| self.verdict(**id) != Verdict::Accepted;
        let out: Vec<RowId> = self.recoded.iter().filter(is_out).copied().collect();
        let table = out.iter().map(|id| self.tables.row(*id).0).max();
        let cause = self.standing_for(out.into_iter().filter(|id| Some(self.tables.row(*id).0) == table));
        let believed: Vec<RowId> = self.recoded.iter().copied().filter(|id| self.is_lineage(*id)).collect();
        for (id, cause) in believed.into_iter().filter_map(|id| Some((id, cause?))) {
            if self.verdict(id) == Verdict::Accepted {
                self.judge(id, Verdict::Fallen);
                self.falls.push((id, cause));
            }
        }
    }

    fn is_lineage(&self, id: RowId) -> bool {
        self.tables.row(id).0 == Table::Lineage
    }

    fn refuse_lineage(&mut self, id: RowId, rule: &'static crate::findings::Rule, about: About) {
        self.fault(rule, id, column::SUCCESSOR, about);
        self.judge(id, Verdict::Refused);
    }
}
