//! The verdicts on published figures: rows, readings, claims.

use super::arithmetic::Arithmetic;
use super::fact::Facts;
use super::judge::{Beside, judge, told};
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
    /// The parts of every reading (各读法共有的部分): rows without a reading, where others have one.
    pub common: Vec<JudgedRow<'h>>,
    /// What each way to read the text gives: one or more.
    pub readings: Vec<Reading<'h>>,
}

/// One way to read a published text (读法).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading<'h> {
    /// How the text is read, if there is more than one way.
    pub reading: Option<&'h str>,
    /// The worst verdict of its parts and of those of every reading.
    pub verdict: Verdict,
    /// The parts that must all hold, besides those of every reading ([`Judged::common`]).
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

/// The most parts, and the most readings, that arithmetic tells one by one: a text published once is read in few ways.
const MOST_TOLD: usize = 100;

/// How many more there are than are told, if any.
fn more(count: usize) -> Option<Arithmetic> {
    let more = count.checked_sub(MOST_TOLD).filter(|more| *more > 0)?;
    Some(Arithmetic::new(format!("and {more} more"), format!("另有 {more} 项")))
}

impl<'h> Judged<'h> {
    /// Every row of the claim (全部行), once.
    pub fn rows(&self) -> impl Iterator<Item = &JudgedRow<'h>> {
        self.common.iter().chain(self.readings.iter().flat_map(|reading| &reading.parts))
    }

    /// The parts that must all hold in a reading (一种读法的各部分): those of every reading, then its own.
    pub fn parts_of<'j>(&'j self, reading: &'j Reading<'h>) -> impl Iterator<Item = &'j JudgedRow<'h>> {
        self.common.iter().chain(&reading.parts)
    }

    /// The arithmetic of all parts of a reading (算式) in `lang`; of more than a hundred the first, and how many more.
    pub fn arithmetic_of(&self, reading: &Reading<'h>, lang: Lang) -> String {
        let more = more(self.common.len() + reading.parts.len());
        let parts = self.parts_of(reading).take(MOST_TOLD).map(|part| &part.arithmetic);
        Arithmetic::join(parts.chain(&more)).get(lang).to_owned()
    }

    /// The arithmetic behind the verdict (算式) in `lang`, reading by reading; of more than a hundred the first, and how
    /// many more.
    pub fn arithmetic(&self, lang: Lang) -> String {
        let [open, close] = match lang {
            Lang::En => [": ", " | "],
            Lang::Zh => ["：", " | "],
        };
        let told = |reading: &Reading<'h>| {
            let line = self.arithmetic_of(reading, lang);
            let verdict = reading.verdict.label(lang).replace('_', " ");
            // One reading is told from no other.
            let read = reading.reading.filter(|_| self.readings.len() > 1);
            read.map_or(line.clone(), |read| match lang {
                Lang::En => format!("[{read}] {verdict}{open}{line}"),
                Lang::Zh => format!("【{read}】{verdict}{open}{line}"),
            })
        };
        let more = more(self.readings.len()).map(|more| more.get(lang).to_owned());
        self.readings.iter().take(MOST_TOLD).map(told).chain(more).collect::<Vec<_>>().join(close)
    }
}

/// The counts that a claim states, which may be parts of a whole, with the places of their rows.
#[derive(Default)]
struct Counts<'h> {
    /// Each once.
    all: Vec<(usize, Figure)>,
    /// Each once for a reading.
    by_reading: BTreeMap<Option<&'h str>, Vec<(usize, Figure)>>,
}

impl<'h> Counts<'h> {
    fn of(claims: &[(u32, Option<Claim<'h>>)]) -> Self {
        let (mut counts, mut met, mut met_in_reading) = (Self::default(), BTreeSet::new(), BTreeSet::new());
        for (place, claim) in claims.iter().enumerate().filter_map(|(place, (_, claim))| Some((place, (*claim)?))) {
            let Some(figure) = claim.figure.parse().ok().filter(|figure: &Figure| figure.verb() == Verb::Count) else {
                continue;
            };
            if met.insert(figure.to_string()) {
                counts.all.push((place, figure));
            }
            if met_in_reading.insert((claim.reading, figure.to_string())) {
                counts.by_reading.entry(claim.reading).or_default().push((place, figure));
            }
        }
        counts
    }

    /// The counts of one reading and those of every reading, or those of all rows for a row that has none: in the order
    /// of the rows, each once, though alternatives may share it.
    fn beside(&self, reading: Option<&str>) -> Vec<Figure> {
        let of = |reading| self.by_reading.get(&reading).into_iter().flatten();
        let mut beside: Vec<&(usize, Figure)> =
            if reading.is_none() { self.all.iter().collect() } else { of(None).chain(of(reading)).collect() };
        beside.sort_unstable_by_key(|(place, _)| *place);
        let mut met = BTreeSet::new();
        beside.into_iter().map(|(_, figure)| *figure).filter(|figure| met.insert(figure.to_string())).collect()
    }
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
        let counts = Counts::of(&claims);
        let mut by_reading: BTreeMap<Option<&'h str>, Vec<JudgedRow<'h>>> = BTreeMap::new();
        for (row, claim) in &claims {
            let reading = claim.and_then(|claim| claim.reading);
            let judged = self.judge_row(*row, *claim, &|| counts.beside(reading), memory);
            by_reading.entry(reading).or_default().push(judged);
        }
        let mut common = by_reading.remove(&None).unwrap_or_default();
        if by_reading.is_empty() {
            by_reading.insert(None, std::mem::take(&mut common));
        }
        let worst = |parts: &[JudgedRow<'h>]| parts.iter().map(|part| part.verdict).max_by_key(|it| weight(*it));
        let worst_common = worst(&common);
        let readings = by_reading.into_iter().map(|(reading, parts)| {
            let worst = worst(&parts).into_iter().chain(worst_common).max_by_key(|verdict| weight(*verdict));
            Reading { reading, verdict: worst.unwrap_or(Verdict::Undecidable), parts }
        });
        let readings: Vec<Reading<'h>> = readings.collect();
        let first = readings.first().map_or(Verdict::Undecidable, |reading| reading.verdict);
        let agree = readings.iter().all(|reading| reading.verdict == first);
        Judged { id, verdict: if agree { first } else { Verdict::Ambiguous }, common, readings }
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
        beside: Beside<'_>,
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
