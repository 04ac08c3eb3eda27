//! Measured values on a web, and naive answers about them: numbers are known before they are written.

use super::choices::Choices;
use super::draft::day;
use super::web::{At, Web};
use govgrid::{Draft, record};
use std::collections::{BTreeMap, BTreeSet};

/// A value of a row: a number in millionths, or a word.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Value {
    Number(i128),
    Word(String),
}

/// A row of `measures`.
#[derive(Clone, Debug)]
pub(crate) struct ValueRow {
    pub(crate) subject: At,
    pub(crate) about: Option<At>,
    pub(crate) measure: &'static str,
    pub(crate) day: i32,
    pub(crate) value: Value,
    /// How the row writes the value.
    pub(crate) text: String,
}

/// What is known of a measure of a node: nothing, a value with its day, or that rows of a day contradict each other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum NaiveReading {
    Missing,
    Value(Value, i32),
    Contradiction(i32),
}

pub(crate) struct Readings<'w> {
    pub(crate) web: &'w Web,
    pub(crate) rows: Vec<ValueRow>,
    pub(crate) today: i32,
}

pub(crate) const MEASURES: [&str; 3] = ["residents", "households", "property_score"];

/// A number as somebody may write it.
fn written(choices: &mut Choices, millionths: i128) -> String {
    let sign = if millionths < 0 { "-" } else { "" };
    let (whole, part) = (millionths.unsigned_abs() / 1_000_000, millionths.unsigned_abs() % 1_000_000);
    let mut digits = whole.to_string();
    if choices.once_in(2) {
        let mut at = digits.len();
        while at > 3 {
            at -= 3;
            digits.insert(at, ',');
        }
    } else if choices.once_in(4) {
        digits.insert_str(0, "00");
    }
    let fraction = format!("{part:06}");
    let short = if choices.once_in(2) { fraction.as_str() } else { fraction.trim_end_matches('0') };
    if short.is_empty() { format!("{sign}{digits}") } else { format!("{sign}{digits}.{short}") }
}

impl<'w> Readings<'w> {
    pub(crate) fn new(web: &'w Web, today: i32) -> Self {
        let mut choices = web.choices();
        let nodes = (0..web.nodes.len()).filter(|at| web.nodes[*at].kind != "person");
        let nodes: Vec<At> = nodes.filter(|at| web.nodes[*at].word != "household").collect();
        let mut rows = Vec::new();
        for subject in nodes.iter().copied().filter(|at| web.nodes[*at].kind != "project") {
            for measure in MEASURES {
                for _ in 0..choices.below(4) {
                    let row = Self::row(&mut choices, &nodes, subject, measure);
                    if choices.once_in(4) {
                        // A second row of the same day, mostly of another value.
                        let (about, day) = (row.about, row.day);
                        rows.push(ValueRow { about, day, ..Self::row(&mut choices, &nodes, subject, measure) });
                    }
                    rows.push(row);
                }
            }
        }
        Self { web, rows, today }
    }

    fn row(choices: &mut Choices, nodes: &[At], subject: At, measure: &'static str) -> ValueRow {
        let about = if measure == "property_score" && choices.once_in(2) { Some(choices.of(nodes)) } else { None };
        let value = match choices.below(8) {
            0 => Value::Word("A".to_owned()),
            1 => Value::Number(i128::from(choices.day(0, 60_000)) * 11_000_003 - 4_000_000),
            2 => Value::Number(9_999_999_999_999_999_999_999_999_999),
            _ => Value::Number(i128::from(choices.day(0, 3)) * 1_500_000_000),
        };
        let text = match &value {
            Value::Number(millionths) => written(choices, *millionths),
            Value::Word(word) => word.clone(),
        };
        let day = choices.day(1, 5);
        ValueRow { subject, about, measure, day, value, text }
    }

    pub(crate) fn draft(&self) -> Draft {
        let mut draft = self.web.draft(false);
        for row in &self.rows {
            let code = |at: At| self.web.nodes[at].code.clone();
            let measure = row.measure.parse().unwrap();
            let new = record::Measure::new(code(row.subject), measure, day(row.day), &row.text);
            draft.add(&record::Measure { about: row.about.map(code), ..new }).unwrap();
        }
        draft
    }

    /// What the rows say of a measure of a node, about another or about none, on a day.
    pub(crate) fn reading(&self, subject: At, about: Option<At>, measure: &str, on: i32) -> NaiveReading {
        let fits = |row: &&ValueRow| row.subject == subject && row.about == about && row.measure == measure;
        let rows: Vec<&ValueRow> = self.rows.iter().filter(fits).filter(|row| row.day <= on).collect();
        let Some(latest) = rows.iter().map(|row| row.day).max() else { return NaiveReading::Missing };
        let values: BTreeSet<&Value> = rows.iter().filter(|row| row.day == latest).map(|row| &row.value).collect();
        match values.into_iter().collect::<Vec<_>>().as_slice() {
            [one] => NaiveReading::Value((*one).clone(), latest),
            _ => NaiveReading::Contradiction(latest),
        }
    }

    /// The subjects that are measured about a node on or before a day, each once.
    pub(crate) fn measured_at(&self, place: At, measure: &str) -> Vec<At> {
        let fits = |row: &&ValueRow| row.about == Some(place) && row.measure == measure && row.day <= self.today;
        let subjects: BTreeSet<At> = self.rows.iter().filter(fits).map(|row| row.subject).collect();
        subjects.into_iter().filter(|subject| self.web.is_there(*subject, self.today)).collect()
    }

    pub(crate) fn children(&self, unit: At) -> Vec<At> {
        let hangs = |at: &At| self.web.nodes[*at].kind == "unit" && self.web.is_there(*at, self.today);
        let all = (0..self.web.nodes.len()).filter(hangs);
        all.filter(|at| self.web.placed(*at, self.today).is_some_and(|placed| placed.1 == Some(unit))).collect()
    }

    /// Households where none are measured: one for each row of a household.
    fn counted(&self, unit: At) -> Option<i128> {
        if self.web.nodes[unit].word == "household" {
            return Some(1_000_000);
        }
        let children = self.children(unit);
        let counts: Option<Vec<i128>> = children.iter().map(|child| self.counted(*child)).collect();
        counts.filter(|_| !children.is_empty()).map(|counts| counts.into_iter().sum())
    }

    /// What the children of a unit add up to as of a day.
    pub(crate) fn rolled_up(&self, unit: At, measure: &str, on: i32) -> Option<i128> {
        let part = |child: &At| match self.reading(*child, None, measure, on) {
            NaiveReading::Value(Value::Number(number), _) => Some(number),
            NaiveReading::Missing => self.rolled_up(*child, measure, on),
            NaiveReading::Value(..) | NaiveReading::Contradiction(_) => None,
        };
        let children = self.children(unit);
        let parts: Option<Vec<i128>> = children.iter().map(part).collect();
        let sum = parts.filter(|_| !children.is_empty()).map(|parts| parts.into_iter().sum());
        sum.or_else(|| self.counted(unit).filter(|_| measure == "households"))
    }

    /// How many of some nodes say each word, how many say a number, and their sum.
    pub(crate) fn summary(found: &[NaiveReading]) -> (i128, usize, BTreeMap<String, usize>) {
        let (mut sum, mut count, mut words) = (0, 0, BTreeMap::new());
        for reading in found {
            match reading {
                NaiveReading::Value(Value::Number(number), _) => (sum, count) = (sum + number, count + 1),
                NaiveReading::Value(Value::Word(word), _) => *words.entry(word.clone()).or_insert(0) += 1,
                NaiveReading::Missing | NaiveReading::Contradiction(_) => {}
            }
        }
        (sum, count, words)
    }
}
