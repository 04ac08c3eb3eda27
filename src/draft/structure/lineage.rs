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
    /// The days from which a code names another node.
    cuts: BTreeMap<u32, BTreeSet<Day>>,
    /// The code until a day, and the code from it on.
    recodes: Vec<(u32, u32, Day)>,
}

impl Codes {
    /// The stretch of `code` that `day` lies in.
    fn stretch(&self, code: u32, day: Day) -> Stretch {
        (code, self.cuts.get(&code).map_or(0, |cuts| cuts.range(..=day).count()))
    }

    fn touched(&self) -> BTreeSet<u32> {
        let recoded = self.recodes.iter().flat_map(|(before, after, _)| [*before, *after]);
        self.cuts.keys().copied().chain(recoded).collect()
    }

    /// The period of a stretch.
    fn period(&self, (code, number): Stretch) -> Period {
        let cut = |n: usize| self.cuts.get(&code).and_then(|cuts| cuts.iter().nth(n)).copied();
        Period::new(number.checked_sub(1).and_then(cut), cut(number)).unwrap_or(Period::ALWAYS)
    }
}

impl Checked {
    /// Joins the rows of recoded nodes and parts those of reused codes. Answers the rows of each reused code, which
    /// must share no day although they are of different nodes.
    pub(super) fn join_lineage(&mut self) -> Vec<Vec<RowId>> {
        let codes = self.read_lineage();
        let touched = codes.touched();
        if touched.is_empty() {
            return Vec::new();
        }
        let mut rows: BTreeMap<Stretch, Vec<RowId>> = BTreeMap::new();
        let mut linked = Vec::new();
        for code in &touched {
            let Some(node) = self.nodes.find(*code, Period::ALWAYS) else { continue };
            let all: Vec<RowId> = self.nodes.rows(node).collect();
            for id in &all {
                let (table, row) = self.tables.row(*id);
                let period = self.draft.rows(table).period(row);
                let day = period.from().or_else(|| period.until().map(Day::previous));
                let last = codes.cuts.get(code).map_or(0, BTreeSet::len);
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
        // The stretch that stands for a node: each leads to an earlier one, or to itself.
        let mut lead: BTreeMap<Stretch, Stretch> = rows.keys().map(|stretch| (*stretch, *stretch)).collect();
        let find = |lead: &BTreeMap<Stretch, Stretch>, mut stretch: Stretch| {
            while let Some(next) = lead.get(&stretch).filter(|next| **next != stretch) {
                stretch = *next;
            }
            stretch
        };
        for (before, after, day) in &codes.recodes {
            let a = find(&lead, codes.stretch(*before, day.previous()));
            let b = find(&lead, codes.stretch(*after, *day));
            if a != b && lead.contains_key(&a) && lead.contains_key(&b) {
                lead.insert(a.max(b), a.min(b));
            }
        }
        let mut groups: BTreeMap<Stretch, Vec<RowId>> = BTreeMap::new();
        for (stretch, ids) in rows {
            groups.entry(find(&lead, *stretch)).or_default().extend(ids);
        }
        let sets: Vec<Vec<RowId>> = groups.values().cloned().collect();
        self.nodes.regroup(&sets);
        for stretch in rows.keys() {
            let node = groups.get(&find(&lead, *stretch)).and_then(|group| group.iter().min()).copied();
            let Some(node) = node else { continue };
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
            match kind {
                Some(LineageKind::Reuse) if before == after => {
                    codes.cuts.entry(before).or_default().insert(day);
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
                Some(LineageKind::Recode) => {
                    let kind = |code| {
                        let node = self.nodes.find(code, Period::ALWAYS)?;
                        self.tables.row(node).0.node()
                    };
                    match (kind(before), kind(after)) {
                        (Some(a), Some(b)) if a == b => codes.recodes.push((before, after, day)),
                        (Some(_), Some(b)) => self.refuse_lineage(id, &structure::WRONG_KIND, About::Names(b)),
                        // An end that does not exist is found with the other references.
                        (None, _) | (_, None) => {}
                    }
                }
                Some(LineageKind::Merge | LineageKind::Split) | None => {}
            }
        }
        codes.recodes.sort_by_key(|(before, after, day)| (*day, *before, *after));
        codes
    }

    fn refuse_lineage(&mut self, id: RowId, rule: &'static crate::findings::Rule, about: About) {
        self.fault(rule, id, column::SUCCESSOR, about);
        self.judge(id, Verdict::Refused);
    }
}
