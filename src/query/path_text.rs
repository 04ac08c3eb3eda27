//! Named paths as data and as text: `Grid <- covers <- Organization <- member_of <- Person`.

use super::touches::Way;
use crate::base::{AllianceKind, Level, OrganizationKind, ProjectKind, Standing, UnitKind, Use, ZoneKind, shown};
use crate::record::{NodeKind, Relation};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// A named path (命名路径): where it starts, and a sequence of typed steps.
///
/// As text, stops and relations stand in turn, and two arrows of one direction tell the way of each relation:
/// `Grid <- covers <- Organization` goes from a grid to those who cover it, `Community -> contains -> Grid` from a
/// community down to its grids, `Zone <-> paired_with <-> Unit` either way. `supervises*` stands for any number of times,
/// none too, and `contains+` for once or more; the stop after it is about the node at which the repetition ends.
///
/// A stop is a kind of node, `Unit`, `Zone`, `Organization`, `Person`, `Alliance`, `Project`, or `Any`; or a level, such
/// as `Grid`. A word in brackets narrows it down: `Organization[party_branch]`, `Grid[exclusive]`, `Person[full_member]`.
/// Chinese words are read too: `网格 <- 覆盖 <- 组织[党支部]`. `单元` is a unit of any level. In JSON a path is its text.
///
/// ```
/// use govgrid::{NamedPath, PathError};
/// let path: NamedPath = "网格 <- 覆盖 <- 组织[党支部] <- 隶属* <- 组织".parse()?;
/// let text = "Grid <- covers <- Organization[party_branch] <- supervises* <- Organization";
/// assert_eq!(path.to_string(), text);
///
/// let error = "Grid <- covres <- Organization".parse::<NamedPath>().unwrap_err();
/// assert_eq!(error.to_string(), "`covres` is no relation");
/// # Ok::<(), PathError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct NamedPath {
    /// What node it may start at.
    pub start: Stop,
    /// The steps, in order.
    pub steps: Vec<PathStep>,
}

/// One step of a path (步): along which relation, which way, and to what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PathStep {
    /// The relation.
    pub relation: Relation,
    /// Which way it is gone.
    pub way: Way,
    /// How many times.
    pub repeat: Repeat,
    /// What node it must lead to.
    pub to: Stop,
}

/// How many times a step is gone (重复).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Repeat {
    /// Once.
    #[default]
    Once,
    /// Any number of times, none too: `*`.
    AnyTimes,
    /// Once or more: `+`.
    OnceOrMore,
}

/// What a node on a path must be (节点条件).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stop {
    /// Any node.
    Any,
    /// A unit, of a level and of a kind if they are given. A kind is of one level.
    Unit {
        /// The level.
        level: Option<Level>,
        /// The kind.
        kind: Option<UnitKind>,
    },
    /// A zone, of a kind if it is given.
    Zone(Option<ZoneKind>),
    /// An organization, of a kind if it is given.
    Organization(Option<OrganizationKind>),
    /// A person, of a standing if it is given.
    Person(Option<Standing>),
    /// An alliance, of a kind if it is given.
    Alliance(Option<AllianceKind>),
    /// A project, of a kind if it is given.
    Project(Option<ProjectKind>),
}

/// A text that is no path (路径错误).
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PathError {
    /// The text is empty, or ends after an arrow or a relation.
    #[error("a stop such as `Grid` is missing {}", place(.after))]
    MissingStop {
        /// What it is missing after; empty at the start.
        after: String,
    },
    /// A relation does not stand between two arrows.
    #[error("an arrow `->`, `<-` or `<->` is missing after `{after}`")]
    MissingArrow {
        /// What it is missing after.
        after: String,
    },
    /// No relation stands after an arrow.
    #[error("a relation such as `covers` is missing after the arrow after `{after}`")]
    MissingRelation {
        /// The stop before the arrow.
        after: String,
    },
    /// The two arrows of a relation point to different sides.
    #[error("the arrows before and after `{relation}` differ")]
    ArrowsDiffer {
        /// The relation.
        relation: String,
    },
    /// A word stands where a stop is expected.
    #[error("`{word}` is neither a kind of node nor a level")]
    UnknownStop {
        /// The word.
        word: String,
    },
    /// A word stands where a relation is expected.
    #[error("`{word}` is no relation")]
    UnknownRelation {
        /// The word.
        word: String,
    },
    /// A word in brackets is no kind of the stop.
    #[error("`{word}` is no kind of `{of}`")]
    UnknownKind {
        /// The word.
        word: String,
        /// The stop.
        of: String,
    },
    /// A bracket is opened and not closed, or the other way round.
    #[error("the brackets of `{text}` do not match")]
    Brackets {
        /// The stop.
        text: String,
    },
}

fn place(text: &str) -> String {
    if text.is_empty() { "at the start".to_owned() } else { format!("after `{text}`") }
}

/// The arrows, the longest first.
const ARROWS: [(&str, Way); 3] = [("<->", Way::Either), ("<-", Way::Against), ("->", Way::Along)];

impl FromStr for NamedPath {
    type Err = PathError;

    fn from_str(text: &str) -> Result<Self, PathError> {
        let (start, mut rest) = next_word(text);
        let mut path = Self { start: stop(start, "")?, steps: Vec::new() };
        let mut before = start;
        while let Some(at) = rest {
            let (relation, after) = next_word(at.rest);
            if relation.is_empty() {
                return Err(PathError::MissingRelation { after: quoted(before) });
            }
            let name = relation.trim_end_matches(['*', '+']);
            let repeat = match relation.strip_prefix(name) {
                Some("") => Repeat::Once,
                Some("*") => Repeat::AnyTimes,
                Some("+") => Repeat::OnceOrMore,
                _ => return Err(PathError::UnknownRelation { word: quoted(relation) }),
            };
            let unknown = || PathError::UnknownRelation { word: quoted(name) };
            let found = name.parse::<Relation>().map_err(|_| unknown())?;
            let next = after.ok_or_else(|| PathError::MissingArrow { after: quoted(relation) })?;
            if next.way != at.way {
                return Err(PathError::ArrowsDiffer { relation: quoted(relation) });
            }
            let (word, after) = next_word(next.rest);
            path.steps.push(PathStep { relation: found, way: at.way, repeat, to: stop(word, relation)? });
            (before, rest) = (word, after);
        }
        Ok(path)
    }
}

/// An arrow, and the text after it.
struct Arrow<'t> {
    way: Way,
    rest: &'t str,
}

/// The text before the next arrow, and the arrow if there is one.
fn next_word(text: &str) -> (&str, Option<Arrow<'_>>) {
    let places = ARROWS.iter().filter_map(|(arrow, way)| Some((text.find(arrow)?, *arrow, *way)));
    // Of two arrows at one place the longer one comes first; `<->` holds an `->` that starts later.
    let first = places.min_by_key(|(at, ..)| *at).and_then(|(_, arrow, way)| {
        let (word, rest) = text.split_once(arrow)?;
        Some((word, Arrow { way, rest }))
    });
    match first {
        Some((word, arrow)) => (word.trim(), Some(arrow)),
        None => (text.trim(), None),
    }
}

/// A stop, which stands after something.
fn stop(text: &str, after: &str) -> Result<Stop, PathError> {
    if text.is_empty() {
        return Err(PathError::MissingStop { after: quoted(after) });
    }
    let brackets = || PathError::Brackets { text: quoted(text) };
    let (name, kind) = match text.split_once('[') {
        None if text.contains(']') => return Err(brackets()),
        None => (text, None),
        Some((name, rest)) => (name.trim(), Some(rest.strip_suffix(']').map(str::trim).ok_or_else(brackets)?)),
    };
    let word = snake(name);
    if word == "any" {
        return kind.map_or(Ok(Stop::Any), |kind| Err(unknown_kind(kind, name)));
    }
    let Ok(node) = word.parse::<NodeKind>() else {
        let unknown = |_| PathError::UnknownStop { word: quoted(name) };
        let level = Some(word.parse::<Level>().map_err(unknown)?);
        return Ok(Stop::Unit { level, kind: unit_kind(kind, name, level)? });
    };
    Ok(match node {
        NodeKind::Unit => Stop::Unit { level: None, kind: unit_kind(kind, name, None)? },
        NodeKind::Zone => Stop::Zone(kind_of(kind, name)?),
        NodeKind::Organization => Stop::Organization(kind_of(kind, name)?),
        NodeKind::Person => Stop::Person(kind_of(kind, name)?),
        NodeKind::Alliance => Stop::Alliance(kind_of(kind, name)?),
        NodeKind::Project => Stop::Project(kind_of(kind, name)?),
    })
}

fn unknown_kind(word: &str, of: &str) -> PathError {
    PathError::UnknownKind { word: quoted(word), of: quoted(of) }
}

/// The word in brackets after a stop, if there is one.
fn kind_of<T: FromStr>(kind: Option<&str>, of: &str) -> Result<Option<T>, PathError> {
    let parsed = |kind: &str| kind.parse().map_err(|_| unknown_kind(kind, of));
    kind.map(parsed).transpose()
}

/// The kind of unit in brackets. The kinds of a level stand with the level only, since one word may name two.
fn unit_kind(kind: Option<&str>, of: &str, level: Option<Level>) -> Result<Option<UnitKind>, PathError> {
    let find = |kind: &str| UnitKind::ALL.get(UnitKind::WORDS.find(kind, level.map(Level::as_str))?).copied();
    kind.map(|kind| find(kind).ok_or_else(|| unknown_kind(kind, of))).transpose()
}

/// `MicroGrid` as `micro_grid`; other writing stays as it is.
fn snake(name: &str) -> String {
    let mut word = String::with_capacity(name.len() + 2);
    for c in name.chars() {
        if c.is_ascii_uppercase() && !word.is_empty() {
            word.push('_');
        }
        word.push(c.to_ascii_lowercase());
    }
    word
}

/// `micro_grid` as `MicroGrid`.
fn pascal(word: &str) -> String {
    let part = |part: &str| {
        let mut letters = part.chars();
        letters.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(letters).collect::<String>()
    };
    word.split('_').map(part).collect()
}

impl fmt::Display for Stop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (name, kind) = match *self {
            Self::Any => ("any", None),
            Self::Unit { level, kind } => (level.map_or("unit", Level::as_str), kind.map(UnitKind::as_str)),
            Self::Zone(kind) => ("zone", kind.map(ZoneKind::as_str)),
            Self::Organization(kind) => ("organization", kind.map(OrganizationKind::as_str)),
            Self::Person(standing) => ("person", standing.map(Standing::as_str)),
            Self::Alliance(kind) => ("alliance", kind.map(AllianceKind::as_str)),
            Self::Project(kind) => ("project", kind.map(ProjectKind::as_str)),
        };
        f.write_str(&pascal(name))?;
        kind.map_or(Ok(()), |kind| write!(f, "[{kind}]"))
    }
}

impl fmt::Display for NamedPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.start.fmt(f)?;
        for PathStep { relation, way, repeat, to } in &self.steps {
            let arrow = ARROWS.iter().find(|arrow| arrow.1 == *way).map_or("->", |arrow| arrow.0);
            let times = match repeat {
                Repeat::Once => "",
                Repeat::AnyTimes => "*",
                Repeat::OnceOrMore => "+",
            };
            write!(f, " {arrow} {relation}{times} {arrow} {to}")?;
        }
        Ok(())
    }
}

impl From<NamedPath> for String {
    fn from(path: NamedPath) -> Self {
        path.to_string()
    }
}

impl TryFrom<String> for NamedPath {
    type Error = PathError;

    fn try_from(text: String) -> Result<Self, PathError> {
        text.parse()
    }
}

/// A part of a text as errors quote it.
fn quoted(text: &str) -> String {
    shown(text, Use::PersonKey).into_owned()
}
