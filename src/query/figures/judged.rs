//! The verdicts on published figures: rows, readings, claims.

use super::arithmetic::Arithmetic;
use super::fact::Facts;
use super::judge::{judge, told};
use super::memory::Memory;
use crate::base::{Day, Figure, FigureBase, Lang, Qualifier, Verb, Verdict};
use crate::findings::Place;
use crate::query::rows::RowView;
use crate::query::{Claim, Snapshot};
use crate::record::{Table, claim_column};
use std::collections::{BTreeMap, BTreeSet};

/// The verdict on a published figure (公布数字的判定), from the data alone.
///
/// Rows of one claim that have the same reading, or none, are parts that must all hold; rows of different readings are
/// alternatives: if they give different verdicts, the claim is ambiguous.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judged<'h> {
    /// The claim's identifier.
    pub id: &'h str,
    /// The verdict (判定).
    pub verdict: Verdict,
    /// What each way to read the text gives: one or more.
    pub readings: Vec<Reading<'h>>,
}

/// One way to read a published text (读法).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading<'h> {
    /// How the text is read, if there is more than one way.
    pub reading: Option<&'h str>,
    /// The worst verdict of its parts.
    pub verdict: Verdict,
    /// The parts that must all hold.
    pub parts: Vec<JudgedRow<'h>>,
}

/// One row of the table of published figures with its verdict.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JudgedRow<'h> {
    /// The row; `None` if what it speaks of is not there on its day.
    pub claim: Option<Claim<'h>>,
    /// The verdict.
    pub verdict: Verdict,
    /// The arithmetic behind it (算式).
    pub arithmetic: Arithmetic,
    place: Place,
}

impl JudgedRow<'_> {
    /// Where the row was said.
    pub fn place(&self) -> &Place {
        &self.place
    }

    /// The row in words: of what it says what, in `lang`.
    pub fn statement(&self, lang: Lang) -> String {
        let Some((claim, figure)) = self.claim.and_then(|claim| Some((claim, claim.figure.parse::<Figure>().ok()?)))
        else {
            return String::new();
        };
        let subject = claim.subject.name().unwrap_or(claim.subject.code());
        let base: Option<FigureBase> = claim.base.and_then(|base| base.parse().ok());
        let (verb, what) = (figure.verb(), told(figure, base));
        let qualifier = claim.qualifier.filter(|qualifier| *qualifier != Qualifier::Exact);
        let qualifier =
            qualifier.map(|qualifier| format!("{} ", qualifier.label(lang).replace('_', " "))).unwrap_or_default();
        let mark = if matches!(verb, Verb::Share | Verb::Growth) { " %" } else { "" };
        let base = base.map(|base| base_label(base, lang));
        let day = claim.day.map(|day| day.to_string());
        let notes: Vec<String> = base.into_iter().chain(day).collect();
        let value = claim.value;
        if verb == Verb::Text {
            return match lang {
                Lang::En => format!("{subject}: “{value}” of {}", what.get(lang)),
                Lang::Zh => format!("{subject}：{}“{value}”", what.get(lang)),
            };
        }
        let verb = verb.label(lang);
        match lang {
            Lang::En => {
                let notes = if notes.is_empty() { String::new() } else { format!(" ({})", notes.join(", ")) };
                format!("{subject}: {verb} of {}: {qualifier}{value}{mark}{notes}", what.get(lang))
            }
            Lang::Zh => {
                let notes = if notes.is_empty() { String::new() } else { format!("（{}）", notes.join("，")) };
                format!("{subject}：{}{verb}：{qualifier}{value}{mark}{notes}", what.get(lang))
            }
        }
    }
}

fn base_label(base: FigureBase, lang: Lang) -> String {
    let of = match base {
        FigureBase::Number(number) => number.to_string(),
        FigureBase::Figure(figure) => told(figure, None).get(lang).to_owned(),
    };
    match lang {
        Lang::En => format!("base: {of}"),
        Lang::Zh => format!("基数：{of}"),
    }
}

impl Reading<'_> {
    /// The arithmetic of all parts (算式) in `lang`.
    pub fn arithmetic(&self, lang: Lang) -> String {
        Arithmetic::join(self.parts.iter().map(|part| &part.arithmetic)).get(lang).to_owned()
    }
}

impl Judged<'_> {
    /// The arithmetic behind the verdict (算式) in `lang`, reading by reading.
    pub fn arithmetic(&self, lang: Lang) -> String {
        let [open, close] = match lang {
            Lang::En => [": ", " | "],
            Lang::Zh => ["：", " | "],
        };
        let told = |reading: &Reading<'_>| {
            let line = reading.arithmetic(lang);
            let verdict = reading.verdict.label(lang).replace('_', " ");
            // One reading is told from no other.
            let read = reading.reading.filter(|_| self.readings.len() > 1);
            read.map_or(line.clone(), |read| match lang {
                Lang::En => format!("[{read}] {verdict}{open}{line}"),
                Lang::Zh => format!("【{read}】{verdict}{open}{line}"),
            })
        };
        self.readings.iter().map(told).collect::<Vec<_>>().join(close)
    }
}

/// The figures of one reading, or of all rows for a row that has none: each once, though alternatives may share it.
fn figures_beside(claims: &[(u32, Option<Claim<'_>>)], reading: Option<&str>) -> Vec<Figure> {
    let rows = claims.iter().filter_map(|(_, claim)| *claim);
    let beside = rows.filter(|row| reading.is_none() || row.reading.is_none() || row.reading == reading);
    let mut met = BTreeSet::new();
    beside.filter_map(|row| row.figure.parse().ok()).filter(|figure: &Figure| met.insert(figure.to_string())).collect()
}

/// How much a verdict says against a claim: the parts of a reading are as good as the worst of them.
const fn weight(verdict: Verdict) -> u8 {
    match verdict {
        Verdict::Impossible => 5,
        Verdict::DoesNotHold => 4,
        Verdict::Ambiguous => 3,
        Verdict::Undecidable => 2,
        Verdict::Holds => 1,
        Verdict::Out => 0,
    }
}

impl<'h> Snapshot<'h> {
    /// The verdict on the published figure of an identifier; `None` if no row has it.
    ///
    /// ```
    /// use govgrid::{Draft, FigureUnit, Lang, Level, Verdict, record};
    /// let mut draft = Draft::new();
    /// draft.add(&record::Unit::new("130205", Level::District))?;
    /// for number in 1..=44 {
    ///     let parent = Some("130205".to_owned());
    ///     draft.add(&record::Unit { parent, ..record::Unit::new(format!("130205001{number:03}"), Level::Community) })?;
    /// }
    /// draft.mark_present(record::Table::Organizations);
    /// draft.add(&record::Claim {
    ///     unit: Some(FigureUnit::Percent),
    ///     ..record::Claim::new("1", "130205", "share:community:org:party_branch:temporary", "92")
    /// })?;
    /// let hierarchy = draft.build()?;
    /// let judged = hierarchy.snapshot().judge("1").ok_or("no such claim")?;
    /// assert_eq!(judged.verdict, Verdict::Impossible);
    /// assert_eq!(judged.arithmetic(Lang::En), "40/44 = 90.9 %, 41/44 = 93.2 %: none rounds to 92 %");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn judge(self, id: &str) -> Option<Judged<'h>> {
        let rows = self.hierarchy.rows(Table::Claims);
        let symbol = self.hierarchy.text.find(id)?;
        let own: Vec<u32> = rows.numbers().filter(|row| rows.cell(*row, claim_column::ID) == symbol).collect();
        let id = self.hierarchy.text.get(symbol);
        (!own.is_empty()).then(|| self.judge_rows(id, &own, &Memory::new(Facts::new(), None)))
    }

    /// The verdicts on all published figures (公布数字的判定), by identifier. A row that has a day is judged on that day,
    /// another on the day of the snapshot.
    pub fn judged_claims(self) -> impl Iterator<Item = Judged<'h>> {
        let memory = Memory::new(Facts::new(), None);
        let by_id = self.claims_by_id().into_iter();
        by_id.map(move |(id, rows)| self.judge_rows(id, &rows, &memory))
    }

    /// The rows of each claim, by its identifier.
    pub(crate) fn claims_by_id(self) -> BTreeMap<&'h str, Vec<u32>> {
        let rows = self.hierarchy.rows(Table::Claims);
        let mut by_id: BTreeMap<&'h str, Vec<u32>> = BTreeMap::new();
        for row in rows.numbers() {
            let id = self.hierarchy.text.get(rows.cell(row, claim_column::ID));
            by_id.entry(id).or_default().push(row);
        }
        by_id
    }

    /// The verdict on the claim that rows make.
    pub(crate) fn judge_rows(self, id: &'h str, rows: &[u32], memory: &Memory<'_, 'h>) -> Judged<'h> {
        let claims: Vec<(u32, Option<Claim<'h>>)> =
            rows.iter().map(|row| (*row, self.claim_on_its_day(*row))).collect();
        let mut by_reading: BTreeMap<Option<&'h str>, Vec<JudgedRow<'h>>> = BTreeMap::new();
        let mut beside: BTreeMap<Option<&'h str>, Vec<Figure>> = BTreeMap::new();
        for (row, claim) in &claims {
            let reading = claim.and_then(|claim| claim.reading);
            let figures = beside.entry(reading).or_insert_with(|| figures_beside(&claims, reading));
            by_reading.entry(reading).or_default().push(self.judge_row(*row, *claim, figures, memory));
        }
        let common = by_reading.remove(&None).unwrap_or_default();
        if by_reading.is_empty() {
            by_reading.insert(None, Vec::new());
        }
        let with_common = |(reading, own): (Option<&'h str>, Vec<JudgedRow<'h>>)| {
            let parts: Vec<JudgedRow<'h>> = common.iter().cloned().chain(own).collect();
            let worst = parts.iter().map(|part| part.verdict).max_by_key(|verdict| weight(*verdict));
            Reading { reading, verdict: worst.unwrap_or(Verdict::Undecidable), parts }
        };
        let readings: Vec<Reading<'h>> = by_reading.into_iter().map(with_common).collect();
        let first = readings.first().map_or(Verdict::Undecidable, |reading| reading.verdict);
        let agree = readings.iter().all(|reading| reading.verdict == first);
        Judged { id, verdict: if agree { first } else { Verdict::Ambiguous }, readings }
    }

    /// The row as it stands on its own day, or else on that of the snapshot.
    fn claim_on_its_day(self, row: u32) -> Option<Claim<'h>> {
        let day = self.hierarchy.rows(Table::Claims).cell(row, claim_column::DAY).cast_signed();
        let own = (day != i32::MIN).then(|| self.hierarchy.as_of(Day::from_number(day)));
        Claim::of_row(own.unwrap_or(self), row)
    }

    fn judge_row(
        self,
        row: u32,
        claim: Option<Claim<'h>>,
        beside: &[Figure],
        memory: &Memory<'_, 'h>,
    ) -> JudgedRow<'h> {
        let judged = claim.and_then(|claim| {
            let snapshot = claim.day.map_or(self, |day| self.hierarchy.as_of(day));
            Some(judge(snapshot, claim, (claim.figure.parse().ok()?, beside), memory))
        });
        let (verdict, arithmetic) = judged.unwrap_or_else(|| {
            let gone = Arithmetic::new("what it speaks of is not there on the day", "所述对象当日不存在");
            (Verdict::Undecidable, gone)
        });
        JudgedRow { claim, verdict, arithmetic, place: self.hierarchy.row_place(Table::Claims, row) }
    }
}
