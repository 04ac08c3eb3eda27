//! A finding: what a rule found wrong, with what, and where it is said.

use super::rule::Text;
use super::{Place, Rule};
use crate::base::{Lang, Level, Period};
use serde::Serialize;
use serde::ser::{SerializeStruct, Serializer};
use siphasher::sip128::{Hasher128, SipHasher13};
use std::cmp::Ordering;
use std::fmt::{self, Write};
use std::hash::Hasher;

/// The kind of node, or other thing, that a finding is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SubjectKind {
    /// A unit (单元) of the tree.
    Unit,
    /// A zone (区域).
    Zone,
    /// An organization (组织).
    Organization,
    /// A person (人员), who is not named: the place says which row.
    Person,
    /// An alliance (联盟).
    Alliance,
    /// A project (项目).
    Project,
    /// A row of the table `lineage` (沿革).
    Lineage,
    /// A published figure (公布数字).
    Claim,
    /// A row of the table `mappings` (编码对照).
    Mapping,
    /// A file or a table as a whole.
    Table,
    /// A rule of the profile.
    Rule,
}

/// What a finding is about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Subject {
    /// What kind of thing.
    pub kind: SubjectKind,
    /// The level, of a unit.
    pub level: Option<Level>,
    /// The code; empty where the row has none that can be read.
    pub code: String,
    /// The name, if one is kept.
    pub name: Option<String>,
}

impl Subject {
    /// Writes the name and the code, or what can be said of a row that has neither.
    fn describe(&self, lang: Lang, out: &mut String) -> fmt::Result {
        match (&self.name, self.code.as_str(), lang) {
            (_, "", Lang::En) => out.write_str("a row"),
            (_, "", Lang::Zh) => out.write_str("某行"),
            (name, code, _) => {
                if let Some(name) = name {
                    out.push_str(name);
                    out.push(' ');
                }
                quote(code, out)
            }
        }
    }
}

/// Writes a text between marks.
fn quote(text: &str, out: &mut String) -> fmt::Result {
    out.push('`');
    out.push_str(text);
    out.write_char('`')
}

/// A node that has a part in a finding.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Related {
    /// The part it has, such as `parent` or `organization`.
    pub role: &'static str,
    /// Its code.
    pub code: String,
}

/// What a finding saw: a number or a text.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(untagged)]
pub enum Observed {
    /// A number, such as a count.
    Number(u64),
    /// A text.
    Text(String),
}

impl fmt::Display for Observed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) => write!(f, "{number}"),
            Self::Text(text) => f.write_str(text),
        }
    }
}

impl From<u64> for Observed {
    fn from(number: u64) -> Self {
        Self::Number(number)
    }
}

impl From<String> for Observed {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<&str> for Observed {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

/// One fault, once (问题): the rule, what it is about, what was seen and expected, and every place that says so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The rule.
    pub rule: &'static Rule,
    /// The table that the finding comes from.
    pub table: &'static str,
    /// What it is about.
    pub subject: Subject,
    /// The period of the row it is about; always, where there is none.
    pub period: Period,
    /// Other nodes that have a part in it: the first [`Finding::MOST`], where there are more.
    pub related: Vec<Related>,
    /// How many other nodes have a part in it, kept or not.
    pub related_total: u64,
    /// What was seen.
    pub observed: Option<Observed>,
    /// What was expected.
    pub expected: Option<String>,
    /// What was seen and what was expected, where the Chinese sentence has other words for them.
    pub(crate) in_chinese: [Option<String>; 2],
    /// Where it was said, least first: [`Finding::MOST`] places, where there are more.
    pub places: Vec<Place>,
    /// In how many places it was said, kept or not.
    pub places_total: u64,
    /// What to do, in both languages.
    pub suggestion: Text,
    /// The hash by which the finding is known again in another run: of rule, table, subject and related codes, column,
    /// normalised raw value and ordinal among equals, never of row numbers. Set when a report is made.
    pub fingerprint: String,
}

impl Finding {
    /// The most related nodes, and the most places, that a finding keeps: a report has no room for a circle of a million, nor
    /// a reader time.
    pub const MOST: usize = 1_000;

    /// A finding of `rule` about `subject`, with the rule's own repair as its suggestion.
    pub(crate) fn new(rule: &'static Rule, table: &'static str, subject: Subject) -> Self {
        Self {
            rule,
            table,
            subject,
            period: Period::ALWAYS,
            related: Vec::new(),
            related_total: 0,
            observed: None,
            expected: None,
            in_chinese: [None, None],
            places: Vec::new(),
            places_total: 0,
            suggestion: rule.page.repair,
            fingerprint: String::new(),
        }
    }

    pub(crate) fn saw(mut self, observed: impl Into<Observed>, expected: impl Into<String>) -> Self {
        self.observed = Some(observed.into());
        self.expected = Some(expected.into());
        self
    }

    /// The words of the Chinese sentence for what was seen and what was expected.
    pub(crate) fn in_chinese(mut self, observed: Option<&str>, expected: Option<&str>) -> Self {
        self.in_chinese = [observed, expected].map(|word| word.map(str::to_owned));
        self
    }

    pub(crate) fn with(mut self, role: &'static str, code: impl Into<String>) -> Self {
        self.related_total += 1;
        if self.related.len() < Self::MOST {
            self.related.push(Related { role, code: code.into() });
        }
        self
    }

    /// Adds a place. Where there are many, those that come first are kept.
    pub(crate) fn at(mut self, place: Place) -> Self {
        self.places_total += 1;
        if self.places.len() < Self::MOST {
            self.places.push(place);
        }
        self
    }

    pub(crate) fn without_places(mut self) -> Self {
        self.places.clear();
        self.places_total = 0;
        self
    }

    fn places_without_rows(&self) -> impl Iterator<Item = impl Ord + '_> {
        self.places.iter().map(Place::without_row)
    }

    /// How many related nodes are not kept, and how many places.
    fn left_out(&self) -> (u64, u64) {
        let left = |total: u64, kept: usize| total.saturating_sub(kept as u64);
        (left(self.related_total, self.related.len()), left(self.places_total, self.places.len()))
    }

    /// The column and the raw text of the first place.
    fn cell(&self) -> (Option<&str>, Option<&str>) {
        self.places.first().map_or((None, None), |place| (place.column.as_deref(), place.raw.as_deref()))
    }

    /// The column and the normalised raw text of the first place.
    fn said(&self) -> (&str, &str) {
        let (column, raw) = self.cell();
        (column.unwrap_or_default(), raw.unwrap_or_default().trim())
    }

    /// What findings sort by: code, table, subject codes, period, column, raw value; then all else that is not a row
    /// number, so that equal keys mean equal findings; then the places, first without their rows: findings that are equal
    /// but for those come in an order that no order of rows changes.
    pub(crate) fn order(&self, other: &Self) -> Ordering {
        let rule =
            if std::ptr::eq(self.rule, other.rule) { Ordering::Equal } else { self.rule.code.cmp(other.rule.code) };
        let table = if std::ptr::eq(self.table, other.table) { Ordering::Equal } else { self.table.cmp(other.table) };
        rule.then(table)
            .then_with(|| (&self.subject.code, self.period).cmp(&(&other.subject.code, other.period)))
            .then_with(|| self.cell().cmp(&other.cell()))
            .then_with(|| (&self.subject, &self.related).cmp(&(&other.subject, &other.related)))
            .then_with(|| (&self.observed, &self.expected).cmp(&(&other.observed, &other.expected)))
            .then_with(|| self.in_chinese.cmp(&other.in_chinese))
            .then_with(|| self.left_out().cmp(&other.left_out()))
            .then_with(|| self.places_without_rows().cmp(other.places_without_rows()))
            .then_with(|| self.places.cmp(&other.places))
    }

    /// Gives the finding its fingerprint, where so many before it are otherwise equal.
    pub(crate) fn tell(&mut self, ordinal: u32) {
        self.fingerprint = self.fingerprint(ordinal);
    }

    /// Whether another finding is known by the same hash, but for its ordinal.
    pub(crate) fn is_alike(&self, other: &Self) -> bool {
        let key = |finding: &'_ Self| (finding.rule.code, finding.table);
        let related = |(one, other): (&Related, &Related)| (one.role, &one.code) == (other.role, &other.code);
        key(self) == key(other)
            && self.left_out().0 == other.left_out().0
            && self.subject.code == other.subject.code
            && self.related.len() == other.related.len()
            && self.related.iter().zip(&other.related).all(related)
            && self.said() == other.said()
    }

    /// The finding as a sentence (问题描述): what the rule says, with the finding's own words in the places marked.
    pub fn message(&self, lang: Lang) -> String {
        let says = self.rule.says.get(lang);
        let mut out = String::with_capacity(2 * says.len());
        let mut parts = says.split('{');
        out.push_str(parts.next().unwrap_or_default());
        for part in parts {
            let (mark, rest) = part.split_once('}').unwrap_or((part, ""));
            // Writing to a text never fails.
            let _ = self.fill(mark, lang, &mut out);
            out.push_str(rest);
        }
        out
    }

    /// Writes what stands in the place of a mark.
    fn fill(&self, mark: &str, lang: Lang, out: &mut String) -> fmt::Result {
        let place = self.places.first();
        let [observed_zh, expected_zh] =
            self.in_chinese.each_ref().map(|word| word.as_deref().filter(|_| lang == Lang::Zh));
        let column = place.and_then(|place| place.column.as_deref());
        match (mark, place.and_then(|place| place.raw.as_deref())) {
            ("subject", _) => self.subject.describe(lang, out),
            ("related", _) => self.write_related(lang, out),
            ("expected", _) => out.write_str(expected_zh.or(self.expected.as_deref()).unwrap_or_default()),
            ("file", _) => out.write_str(place.map_or("", |place| &place.file)),
            ("column", _) => match (column, lang) {
                (Some(column), _) => quote(column, out),
                // What is about no one column is about the row.
                (None, Lang::En) => out.write_str("row"),
                (None, Lang::Zh) => out.write_str("行"),
            },
            ("raw", Some(raw)) => quote(raw, out),
            ("raw" | "observed", _) => match (observed_zh, &self.observed) {
                (Some(word), _) => out.write_str(word),
                (None, Some(observed)) => write!(out, "{observed}"),
                (None, None) => Ok(()),
            },
            (other, _) => write!(out, "{{{other}}}"),
        }
    }

    fn write_related(&self, lang: Lang, out: &mut String) -> fmt::Result {
        if self.related.is_empty() {
            // Nothing is added to a list, such as that of a circle of one.
            if out.ends_with([',', '、']) || out.ends_with(", ") {
                out.truncate(out.trim_end_matches([' ', ',', '、']).len());
                return Ok(());
            }
            return out.write_str(if lang == Lang::En { "none" } else { "无" });
        }
        for (number, related) in self.related.iter().take(5).enumerate() {
            out.write_str(if number == 0 { "" } else { ", " })?;
            match (related.code.as_str(), lang) {
                // A person is not named.
                ("", Lang::En) => out.write_str("somebody"),
                ("", Lang::Zh) => out.write_str("某人"),
                (code, _) => quote(code, out),
            }?;
        }
        out.write_str(if self.related.len() > 5 { ", …" } else { "" })?;
        match (self.left_out().0, lang) {
            (0, _) => Ok(()),
            (_, Lang::En) => write!(out, " ({} in all)", self.related_total),
            (_, Lang::Zh) => write!(out, "（共 {} 个）", self.related_total),
        }
    }

    /// The hash of what the finding is, with its ordinal among findings that are otherwise equal.
    pub(crate) fn fingerprint(&self, ordinal: u32) -> String {
        // What is hashed is put together first: short pieces take longer.
        let mut said = Vec::with_capacity(256);
        let mut write = |text: &str| {
            said.extend_from_slice(text.as_bytes());
            said.push(0xff);
        };
        let (column, raw) = self.said();
        write(self.rule.code);
        write(self.table);
        write(&self.subject.code);
        for related in &self.related {
            write(related.role);
            write(&related.code);
        }
        if self.left_out().0 > 0 {
            write(&self.related_total.to_string());
        }
        write("");
        write(column);
        write(raw);
        said.extend_from_slice(&ordinal.to_le_bytes());
        let mut hasher = SipHasher13::new();
        hasher.write(&said);
        let digit = |half: u8| half + if half < 10 { b'0' } else { b'a' - 10 };
        let digits = hasher.finish128().as_u128().to_be_bytes().map(|byte| [digit(byte >> 4), digit(byte & 15)]);
        String::from_utf8_lossy(digits.as_flattened()).into_owned()
    }
}

impl Serialize for Finding {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_struct("Finding", 12)?;
        out.serialize_field("code", self.rule.code)?;
        out.serialize_field("name", self.rule.name)?;
        out.serialize_field("severity", &self.rule.severity)?;
        out.serialize_field("subject", &self.subject)?;
        out.serialize_field("related", &self.related)?;
        let (related, places) = self.left_out();
        if related > 0 {
            out.serialize_field("related_total", &self.related_total)?;
        }
        out.serialize_field("observed", &self.observed)?;
        out.serialize_field("expected", &self.expected)?;
        out.serialize_field("message", &self.message(Lang::En))?;
        out.serialize_field("message_zh", &self.message(Lang::Zh))?;
        out.serialize_field("places", &self.places)?;
        if places > 0 {
            out.serialize_field("places_total", &self.places_total)?;
        }
        out.serialize_field("fingerprint", &self.fingerprint)?;
        out.serialize_field("suggestion", self.suggestion.en)?;
        out.end()
    }
}
