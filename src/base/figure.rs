//! What a published figure counts: its grammar.

use super::what::{ALLIANCE_MEMBER, CoverageKind, MEASURE, ORGANIZATION, Of, POST, SORTS, What, ZONE};
use super::words::words;
use super::{Level, Number, OfWhich, OrganizationForm, OrganizationKind, UnitKind, Use, WordList, shown};
use std::fmt;
use std::str::FromStr;

words! {
    /// What a published figure says of what it counts (统计方式).
    pub enum Verb in "claims.figure" {
        Count = "count" "数";
        Share = "share" "占比";
        Average = "average" "均值";
        Sum = "sum" "合计";
        Partition = "partition" "分割";
        Growth = "growth" "增幅";
        Trend = "trend" "连续升降";
        Norm = "norm" "标准";
        Text = "text" "文字";
    }
}

/// What a published figure counts (统计口径): `verb:what[:of]`.
///
/// A word that can be the kind, the form or the `of_which` of what stands before it is read as that.
///
/// ```
/// use govgrid::{CoverageKind, Figure, Level, Of, Verb, What};
/// let figure: Figure = "share:grid:org_coverage".parse()?;
/// assert_eq!((figure.verb(), figure.what()), (Verb::Share, What::Unit(Level::Grid, None)));
/// assert_eq!(figure.of(), Some(Of::Coverage(CoverageKind::Organization)));
/// assert_eq!("占比:网格:组织覆盖".parse(), Ok(figure));
/// assert_eq!(figure.to_string(), "share:grid:org_coverage");
/// # Ok::<(), govgrid::FigureError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Figure {
    verb: Verb,
    what: What,
    // Invariant: coverage only of units, zones and organizations.
    of: Option<Of>,
}

/// What a published share is of (基数): a number, or a figure that counts or sums.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FigureBase {
    /// The number itself.
    Number(Number),
    /// What the data give for a figure.
    Figure(Figure),
}

/// A text that is no figure.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FigureError {
    /// A word is not one that may stand in its place.
    #[error("`{word}` is no {place} of a figure")]
    Word {
        /// The word; empty where it is missing.
        word: String,
        /// What should stand there.
        place: &'static str,
    },
    /// More follows than a figure has.
    #[error("`{0}` is left over after a figure")]
    Surplus(String),
    /// Coverage is asked of what cannot be covered.
    #[error("`{0}` cannot be covered: units, zones and organizations can")]
    NotCovered(String),
    /// A base neither counts nor sums.
    #[error("`{0}` is no base: a number, or a figure that counts or sums")]
    NoBase(String),
}

impl Figure {
    /// What is said.
    pub const fn verb(self) -> Verb {
        self.verb
    }

    /// Of what it is said.
    pub const fn what(self) -> What {
        self.what
    }

    /// What of it, or per what.
    pub const fn of(self) -> Option<Of> {
        self.of
    }
}

/// The words of a figure while they are read.
struct Words<'t> {
    rest: Vec<&'t str>,
}

impl<'t> Words<'t> {
    /// The words of a text, the last one first.
    fn new(text: &'t str) -> Self {
        Self { rest: text.split([':', '：']).rev().collect() }
    }

    /// The next word, which must be one of its list.
    fn next<T: FromStr>(&mut self, place: &'static str) -> Result<T, FigureError> {
        let word = self.rest.pop().unwrap_or_default();
        word.parse().map_err(|_| FigureError::Word { word: shown(word, Use::PersonKey).into_owned(), place })
    }

    /// The next word, if it is one of a list that may stand under `owner`.
    fn maybe<T>(&mut self, list: &WordList, owner: Option<&str>, read: fn(u32) -> Option<T>) -> Option<T> {
        let found = list.find(self.rest.last()?, owner)?;
        self.rest.pop();
        read(u32::try_from(found).ok()?)
    }

    fn what(&mut self) -> Result<What, FigureError> {
        if let Some(level) = self.maybe(Level::WORDS, None, Level::from_index) {
            let kind = self.maybe(UnitKind::WORDS, Some(level.as_str()), UnitKind::from_index);
            return Ok(What::Unit(level, kind));
        }
        let word = self.rest.pop().unwrap_or_default();
        let sort = SORTS.iter().find(|sort| sort.0 == word || sort.1 == word).map_or("", |sort| sort.0);
        Ok(match sort {
            ZONE => What::Zone(self.next("zone kind")?),
            ORGANIZATION => {
                let kind: OrganizationKind = self.next("organization kind")?;
                let form = self.maybe(OrganizationForm::WORDS, Some(kind.as_str()), OrganizationForm::from_index);
                What::Organization(kind, form)
            }
            POST => {
                let role = self.next("role")?;
                What::Post(role, self.maybe(OfWhich::WORDS, None, OfWhich::from_index))
            }
            "alliance" => What::Alliance(self.next("alliance kind")?),
            ALLIANCE_MEMBER => What::AllianceMember(self.next("alliance role")?),
            "pairing" => What::Pairing(self.next("pairing kind")?),
            "report" => What::Report(self.next("report kind")?),
            "responsibility" => What::Responsibility(self.next("responsibility form")?),
            "project" => What::Project(self.next("project kind")?),
            MEASURE => What::Measure(self.next("measure")?),
            _ => {
                let place = "level, zone, org, post, alliance, …";
                return Err(FigureError::Word { word: shown(word, Use::PersonKey).into_owned(), place });
            }
        })
    }
}

impl FromStr for Figure {
    type Err = FigureError;

    /// # Errors
    /// [`FigureError`] if a word is not one of its closed list, if one is missing or left over, or if coverage is asked of
    /// what cannot be covered.
    fn from_str(text: &str) -> Result<Self, FigureError> {
        let mut words = Words::new(text);
        let (verb, what) = (words.next("verb")?, words.what()?);
        let coverage = words.maybe(CoverageKind::WORDS, None, CoverageKind::from_index);
        let of = match coverage {
            Some(kind) => Some(Of::Coverage(kind)),
            None if words.rest.is_empty() => None,
            None => Some(Of::What(words.what()?)),
        };
        if let Some(left) = words.rest.pop() {
            return Err(FigureError::Surplus(shown(left, Use::PersonKey).into_owned()));
        }
        let is_covered = matches!(what, What::Unit(..) | What::Zone(_) | What::Organization(..));
        if coverage.is_some() && !is_covered {
            return Err(FigureError::NotCovered(what.to_string()));
        }
        Ok(Self { verb, what, of })
    }
}

impl FromStr for FigureBase {
    type Err = FigureError;

    /// # Errors
    /// [`FigureError`] unless the text is a number, or a figure with the verb `count` or `sum`.
    fn from_str(text: &str) -> Result<Self, FigureError> {
        if let Ok(number) = text.parse() {
            return Ok(Self::Number(number));
        }
        let figure: Figure = text.parse()?;
        if matches!(figure.verb, Verb::Count | Verb::Sum) {
            Ok(Self::Figure(figure))
        } else {
            Err(FigureError::NoBase(shown(text, Use::PersonKey).into_owned()))
        }
    }
}

impl fmt::Display for Figure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.verb, self.what)?;
        self.of.map_or(Ok(()), |of| write!(f, ":{of}"))
    }
}

impl fmt::Display for FigureBase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) => number.fmt(f),
            Self::Figure(figure) => figure.fmt(f),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Lang;

    #[test]
    fn a_figure_is_written_as_it_was_read() {
        for text in [
            "count:grid",
            "count:community:urban",
            "count:district:district",
            "share:community:org:party_branch:temporary",
            "partition:grid:org_coverage",
            "share:post:group_leader:organ_member:post:stairwell_liaison:organ_member",
            "sum:street:town:street:township",
            "norm:report:member:household",
            "average:household:community",
            "trend:measure:incidents:measure:residents",
            "text:community:alliance:big_party_committee",
            "count:responsibility:community",
            "count:alliance_member:part_time_unit",
            "count:project:secretary_project",
            "count:pairing:mutual_aid",
            "count:zone:estate:work_coverage",
        ] {
            assert_eq!(text.parse::<Figure>().map(|figure| figure.to_string()).as_deref(), Ok(text));
        }
        let chinese = "占比：社区：行政村：组织：党支部：临时".parse::<Figure>().map(|figure| figure.to_string());
        assert_eq!(chinese.as_deref(), Ok("share:community:village:org:party_branch:temporary"));
        assert_eq!("count:street:quasi".parse::<Figure>().unwrap().what().to_string(), "street:quasi");
    }

    #[test]
    fn what_is_no_figure_says_why() {
        let error = |text: &str| text.parse::<Figure>().unwrap_err();
        let word = |word: &str, place| FigureError::Word { word: shown(word, Use::PersonKey).into_owned(), place };
        assert_eq!(error(""), word("", "verb"));
        assert_eq!(error("number:grid"), word("number", "verb"));
        assert_eq!(error("count:org"), word("", "organization kind"));
        assert_eq!(error("count:grid:village"), word("village", "level, zone, org, post, alliance, …"));
        assert_eq!(error("count:grid:org_coverage:grid"), FigureError::Surplus("grid".to_owned()));
        assert_eq!(error("count:grid:zone:estate:grid"), FigureError::Surplus("grid".to_owned()));
        assert_eq!(error("count:post:secretary:org_coverage"), FigureError::NotCovered("post:secretary".to_owned()));
        assert_eq!("share:grid".parse::<FigureBase>(), Err(FigureError::NoBase("share:grid".to_owned())));
        assert_eq!("44".parse(), Ok(FigureBase::Number("44".parse().unwrap())));
    }

    #[test]
    fn what_is_counted_has_a_name_in_both_languages() {
        for (text, en, zh) in [
            ("count:community:village", "community (village)", "行政村"),
            ("count:org:party_branch:temporary", "party branch (temporary)", "临时党支部"),
            ("count:post:secretary:treated_as", "secretary (treated as)", "书记（比照事业岗位）"),
            ("count:responsibility:community", "responsibility (community)", "包社区"),
            ("count:alliance_member:lead", "alliance member (lead)", "联盟成员（牵头）"),
        ] {
            let what = text.parse::<Figure>().unwrap().what();
            assert_eq!((what.label(Lang::En).as_str(), what.label(Lang::Zh).as_str()), (en, zh));
        }
        assert_eq!(Of::Coverage(CoverageKind::Organization).label(Lang::En), "organisation coverage");
    }
}
