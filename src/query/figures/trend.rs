//! Figures over time: how much a measure grew, and for how many years it rose or fell.

use super::arithmetic::Arithmetic;
use super::judge::{Judgement, Row, undecided};
use super::measured::amount;
use super::published::{Published, holds, too_large};
use super::tally::{Known, Tally, label, per as per_label, unknown};
use crate::base::{Day, Lang, MeasureKind, Number, ONE, Of, Ratio, Verdict, What, amount_text};
use crate::query::{Measure, Measured, Node, Snapshot};
use crate::record::Table;
use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::ops::RangeInclusive;

/// The values of a measure of one subject up to the day of the snapshot, by day, in millionths; `None` of a word, and
/// where rows of one day contradict each other.
fn history(snapshot: Snapshot<'_>, subject: Node<'_>, kind: MeasureKind) -> BTreeMap<Day, Option<i128>> {
    let rows = snapshot.stated(subject.number(), Table::Measures).filter(|row: &Measure<'_>| row.measure == kind);
    let mut by_day: BTreeMap<Day, Vec<Measure<'_>>> = BTreeMap::new();
    for row in rows.filter(|row| row.about.is_none() && row.day <= snapshot.at) {
        by_day.entry(row.day).or_default().push(row);
    }
    let value = |(day, rows)| (day, Measured::of_rows(rows, day).and_then(|measured| amount(&measured)));
    by_day.into_iter().map(value).collect()
}

/// How much later is above earlier, in percent of earlier.
pub(super) fn growth(row: &Row<'_, '_, '_>, published: Published) -> Known<Judgement> {
    let (what, snapshot, subject) = (row.figure.what(), row.tally.snapshot, row.claim.subject);
    let (days, [earlier, later]) = match (row.base(), what) {
        (Some(base), _) => ([snapshot.at; 2], [base?, row.tally.amount(what)?]),
        (None, What::Measure(kind)) => {
            let mut values = history(snapshot, subject, kind).into_iter().rev();
            let mut next = || values.next().and_then(|(day, value)| Some((day, value?)));
            let (Some(later), Some(earlier)) = (next(), next()) else { return Err(unknown(what)) };
            ([earlier.0, later.0], [earlier.1, later.1])
        }
        (
            None,
            What::Unit(..)
            | What::Zone(_)
            | What::Organization(..)
            | What::Post(..)
            | What::Alliance(_)
            | What::AllianceMember(_)
            | What::Pairing(_)
            | What::Report(_)
            | What::Responsibility(_)
            | What::Project(_),
        ) => return Err(undecided("no earlier value is stated", "未载明此前的值")),
    };
    if earlier <= 0 {
        return Err(undecided("the earlier value is not above 0", "此前的值不大于 0"));
    }
    let less = |a: i128, b: i128| a.checked_sub(b).ok_or_else(too_large);
    let line = |earlier: i128, later: i128| format!("({1} − {0})/{0}", amount_text(earlier), amount_text(later));
    let Some(of) = row.figure.of() else {
        let ratio = Ratio::new(less(later, earlier)?, earlier, 100).ok_or_else(too_large)?;
        return Ok(published.ratio(&label(what, None), &line(earlier, later), ratio, " %"));
    };
    let by_itself = Ratio::new(less(later, earlier)?, earlier, 100).map(|ratio| ratio.text(1)).unwrap_or_default();
    let by_itself = Arithmetic::counted(&label(what, None), &format!("{} = {by_itself} %", line(earlier, later)));
    let per = |day: Day| {
        let tally = Tally::new(snapshot.hierarchy.as_of(day), subject, row.tally.memory);
        let amount = match of {
            Of::What(other) => tally.amount(other)?,
            Of::Coverage(_) => i128::from(tally.count(what, Some(of))?) * ONE,
        };
        if amount > 0 { Ok(amount) } else { Err(per_unknown(of)) }
    };
    let both = per(days[0]).and_then(|before| Ok((before, per(days[1])?)));
    let (before, after) = both.map_err(|reason| by_itself.clone().and(&reason))?;
    // later/after against earlier/before.
    let product = |a: i128, b: i128| a.checked_mul(b).ok_or_else(too_large);
    let (above, below) = (product(later, before)?, product(earlier, after)?);
    let ratio = Ratio::new(less(above, below)?, below, 100).ok_or_else(too_large)?;
    let shown = [(later, after), (earlier, before)]
        .map(|(over, under)| format!("{}/{}", amount_text(over), amount_text(under)));
    let [later, earlier] = shown;
    Ok(published.ratio(&per_label(what, of), &format!("({later} − {earlier})/({earlier})"), ratio, " %"))
}

/// That what a figure is per is not stated.
fn per_unknown(of: Of) -> Arithmetic {
    let [en, zh] = [Lang::En, Lang::Zh].map(|lang| of.label(lang));
    Arithmetic::new(
        format!("per {en} is another figure, and {en} is not stated"),
        format!("按{zh}平均是另一个数，未载明{zh}"),
    )
}

/// Values by year: of one measure, or of one per another.
struct Series {
    over: BTreeMap<i32, i128>,
    under: Option<BTreeMap<i32, i128>>,
}

impl Series {
    fn new(row: &Row<'_, '_, '_>) -> Known<Self> {
        let by_year = |kind: MeasureKind| -> BTreeMap<i32, i128> {
            let history = history(row.tally.snapshot, row.claim.subject, kind);
            let of_year: BTreeMap<i32, Option<i128>> =
                history.into_iter().map(|(day, value)| (day.year(), value)).collect();
            of_year.into_iter().filter_map(|(year, value)| Some((year, value?))).collect()
        };
        let only = || undecided("only measures have values of several years", "只有指标有多年的值");
        let What::Measure(kind) = row.figure.what() else { return Err(only()) };
        let under = match row.figure.of() {
            None => None,
            Some(Of::What(What::Measure(kind))) => Some(by_year(kind)),
            Some(Of::What(_) | Of::Coverage(_)) => return Err(only()),
        };
        Ok(Self { over: by_year(kind), under })
    }

    /// The value of a year, as a fraction.
    fn of(&self, year: i32) -> Option<(i128, i128)> {
        let over = *self.over.get(&year)?;
        let under =
            self.under.as_ref().map_or(Some(ONE), |under| under.get(&year).copied().filter(|under| *under > 0))?;
        Some((over, under))
    }
}

/// Whether a measure rose for so many years running, or fell if the number is below zero.
pub(super) fn trend(row: &Row<'_, '_, '_>, value: Number) -> Known<Judgement> {
    let series = Series::new(row)?;
    let steps = value
        .whole()
        .and_then(|steps| i32::try_from(steps).ok())
        .filter(|steps| (1..10_000).contains(&steps.unsigned_abs()));
    let steps = steps.ok_or_else(|| undecided("a trend is told in whole years", "连续升降须以整年数表示"))?;
    let snapshot = row.tally.snapshot;
    let stated = snapshot.day().map(Day::year).or(series.over.keys().next_back().copied());
    let last = stated.ok_or_else(|| unknown(row.figure.what()))?;
    let years = last.saturating_sub(steps.abs())..=last;
    let known: Vec<(i32, (i128, i128))> = years.clone().filter_map(|year| Some((year, series.of(year)?))).collect();
    let wanted = if steps < 0 { Ordering::Less } else { Ordering::Greater };
    for pair in known.windows(2) {
        let [(_, before), (year, after)] = pair else { continue };
        let product = |a: i128, b: i128| a.checked_mul(b).ok_or_else(too_large);
        let found = product(after.0, before.1)?.cmp(&product(before.0, after.1)?);
        if found != wanted {
            let line = Arithmetic::new(format!("not so in {year}"), format!("{year} 年并非如此"));
            return Ok((Verdict::DoesNotHold, told(row, &series, &years, steps).and(&line)));
        }
    }
    let line = told(row, &series, &years, steps);
    if known.len() == years.clone().count() {
        return Ok((holds(true), line));
    }
    let of = row.figure.of().zip(series.under.as_ref());
    let over = missing(&row.figure.what().label(Lang::En), &row.figure.what().label(Lang::Zh), &series.over, &years);
    let under = of.map(|(of, under)| missing(&of.label(Lang::En), &of.label(Lang::Zh), under, &years));
    Err(Arithmetic::join([&line, &over, &under.unwrap_or_default()]))
}

/// The years of which no value is stated, as ranges.
fn missing(en: &str, zh: &str, values: &BTreeMap<i32, i128>, years: &RangeInclusive<i32>) -> Arithmetic {
    let mut runs: Vec<RangeInclusive<i32>> = Vec::new();
    for year in years.clone().filter(|year| !values.contains_key(year)) {
        match runs.last_mut() {
            Some(run) if *run.end() + 1 == year => *run = *run.start()..=year,
            Some(_) | None => runs.push(year..=year),
        }
    }
    if runs.is_empty() {
        return Arithmetic::default();
    }
    let range = |run: &RangeInclusive<i32>| match (run.start(), run.end()) {
        (first, last) if first == last => first.to_string(),
        (first, last) => format!("{first}–{last}"),
    };
    let shown: Vec<String> = runs.iter().map(range).collect();
    Arithmetic::new(format!("{en} not stated of {}", shown.join(", ")), format!("未载明 {} 年的{zh}", shown.join("、")))
}

/// What is stated of the years that a trend takes.
fn told(row: &Row<'_, '_, '_>, series: &Series, years: &RangeInclusive<i32>, steps: i32) -> Arithmetic {
    let values = |values: &BTreeMap<i32, i128>, lang: Lang| {
        let inside = values.range(years.clone()).map(|(year, value)| format!("{year}: {}", amount_text(*value)));
        let shown = inside.collect::<Vec<_>>();
        match lang {
            _ if !shown.is_empty() => shown.join(", "),
            Lang::En => "none stated".to_owned(),
            Lang::Zh => "未载明".to_owned(),
        }
    };
    let line = |lang: Lang| {
        let over = format!("{} {}", row.figure.what().label(lang), values(&series.over, lang));
        let under = row.figure.of().zip(series.under.as_ref());
        under.map_or(over.clone(), |(of, under)| format!("{over} / {} {}", of.label(lang), values(under, lang)))
    };
    let (first, last, count) = (years.start(), years.end(), steps.abs());
    let [way_en, way_zh] = if steps < 0 { ["fall", "降"] } else { ["rise", "升"] };
    let many = if count == 1 { " up to" } else { "s running up to" };
    let take = if count == 1 { "takes" } else { "take" };
    Arithmetic::new(
        format!("{count} {way_en}{many} {last} {take} the values of {first}–{last}: {}", line(Lang::En)),
        format!("至 {last} 年连{way_zh} {count} 年需要 {first}–{last} 各年的值：{}", line(Lang::Zh)),
    )
}
