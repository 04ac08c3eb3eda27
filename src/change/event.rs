//! Events: what happens to units, organizations, zones, alliances and relations, and on which day.

use crate::base::{Day, EventKind, Level, Use, shown, shown_message};
use crate::record::{Cell, Record, Row};
use serde::de::{Error, IgnoredAny, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};
use std::fmt;

/// Something that happens on a day (调整事件), with the decision that it rests on.
///
/// From the day on things are as the event says; the day before they are as they were. A mending ([`Change::Correct`],
/// [`Change::Retract`]) has no day of its own: the record was wrong all along.
///
/// ```
/// use govgrid::{Change, Draft, Event, Level, record};
/// let mut draft = Draft::new();
/// draft.add(&record::Unit::new("130205", Level::District))?;
/// let hierarchy = draft.build()?;
/// let day: govgrid::Day = "2024-07-01".parse()?;
/// let change = Change::Rename { code: "130205".to_owned(), name: "开平区".to_owned() };
/// let event = Event { basis: Some("冀政字〔2024〕1号".to_owned()), ..Event::on(day, change) };
/// let (next, _) = hierarchy.apply(&[event])?;
/// assert_eq!(next.as_of(day.previous()).any_unit("130205")?.name(), None);
/// assert_eq!(next.as_of(day).any_unit("130205")?.name(), Some("开平区"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct Event {
    /// The first day on which things are as the event says (生效日期).
    pub day: Day,
    /// What happens.
    #[serde(flatten)]
    pub change: Change,
    /// The decision or document (依据). It is kept: in lineage where the event leaves a row there, else in the table
    /// `decisions`, so that [`Hierarchy::timeline`](crate::Hierarchy::timeline) tells it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub basis: Option<String>,
}

/// What happens (变更).
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Change {
    /// A node opens (设立), or is restored after it was closed (恢复): a row of its table. Its bounds are the event's day and
    /// what the row says of an end.
    Open {
        /// The node's row.
        row: Row,
        /// Of a code that was used before: whether it is another node's now (码重用), or the node from before is there again
        /// (恢复). It may be left out where the row has the name and the level of that node, which is there again then.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reuse: Option<bool>,
    },
    /// A node closes (撤销). What hangs on it or names it is listed, and stays as it is.
    Close {
        /// The node's code.
        code: String,
    },
    /// A node gets another name (更名).
    Rename {
        /// The node's code.
        code: String,
        /// The new name.
        name: String,
    },
    /// A unit, a zone, an organization or an alliance gets another code (改码) and stays the same node.
    Recode {
        /// The code until the day before.
        code: String,
        /// The code from the day on.
        to: String,
        /// Whether the new code was another node's before (码重用).
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        reuse: bool,
    },
    /// A node comes under another (划转): a unit with all below it under another parent, an organization under another superior, a
    /// zone or a project into another unit, an alliance into another alliance, a person to another employer.
    Transfer {
        /// The node's code.
        code: String,
        /// What it comes under; `None`: nothing.
        to: Option<String>,
    },
    /// A node becomes one of another kind, or a unit one of another level (类型、层级变更).
    Reclassify {
        /// The node's code.
        code: String,
        /// The new kind, as files have it; `None`: as it was, unless the level changes.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        kind: Option<String>,
        /// The new level, of a unit.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        level: Option<Level>,
    },
    /// A node says something else in other columns (其他变更), such as its households, its seat or its members.
    Revise {
        /// The node's code.
        code: String,
        /// The new cells by the names of their columns; empty: nothing.
        cells: std::collections::BTreeMap<String, String>,
    },
    /// Units, zones, organizations or alliances become part of another (合并), which is there on the day: what hangs on them
    /// or names them is its own from then on, once; they close.
    Merge {
        /// The codes of those that close.
        codes: Vec<String>,
        /// The code of the one that stays.
        into: String,
    },
    /// A unit, a zone, an organization or an alliance is divided among others (拆分), which are there on the day. It closes, unless it is one of them. What is not
    /// assigned is listed, and stays as it is.
    Split {
        /// The code of the one that is divided.
        code: String,
        /// The codes of the parts.
        into: Vec<String>,
        /// What goes where.
        #[serde(default)]
        assign: Vec<Assignment>,
    },
    /// A relation or a statement starts (建立关系): a row of its table. Its bounds are the event's day and what the row says
    /// of an end; that of a table whose rows have a day is as it is.
    Start {
        /// The row.
        row: Row,
    },
    /// A relation or a statement ends (解除关系): the row that says the same and holds on the day. Of several it is the one with
    /// the bounds of the row given, or else the one that started first.
    Stop {
        /// The row; its bounds matter only where several say the same.
        row: Row,
    },
    /// A record was wrong (更正) and says something else: no reorganisation, so that it leaves no lineage.
    Correct {
        /// The row as it stands, with its bounds.
        row: Row,
        /// What it says instead.
        to: Row,
    },
    /// A record should not be there (撤回): no reorganisation, so that it leaves no lineage.
    Retract {
        /// The row as it stands, with its bounds.
        row: Row,
    },
}

/// Where something that hung on a divided node goes (去向).
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Assignment {
    /// What goes.
    pub what: Assigned,
    /// The code of the part that it goes to.
    pub to: String,
}

/// What goes to a part of a divided node.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Assigned {
    /// A child, or everything that another node has to do with the divided one: the code of the child or of that node.
    Code(String),
    /// One row, whatever its bounds.
    Row(Row),
}

/// The keys of an event as it is written. All of them are known, and say what they must.
struct Keys;

impl<'de> Deserialize<'de> for Keys {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Read;
        impl<'de> Visitor<'de> for Read {
            type Value = Keys;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an event")
            }

            fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Keys, M::Error> {
                let (mut word, mut said) = (None, Vec::new());
                while let Some(key) = map.next_key::<String>()? {
                    if key == "event" {
                        word = Some(map.next_value::<String>()?);
                    } else {
                        map.next_value::<IgnoredAny>()?;
                        said.push(key);
                    }
                }
                let known = word.and_then(|word| Event::KEYS.iter().find(|known| known.0 == word));
                // A word that is not known is told by what reads it.
                let Some((word, own)) = known else { return Ok(Keys) };
                let is_known =
                    |key: &&String| Event::COMMON_KEYS.contains(&key.as_str()) || own.contains(&key.as_str());
                if let Some(other) = said.iter().find(|key| !is_known(key)) {
                    let keys: Vec<&str> = own.iter().chain(&Event::COMMON_KEYS).copied().collect();
                    let (other, keys) = (shown(other, Use::PersonKey), keys.join("`, `"));
                    return Err(M::Error::custom(format!("the event `{word}` has no key `{other}`; it has `{keys}`")));
                }
                if *word == "transfer" && !said.iter().any(|key| key == "to") {
                    return Err(M::Error::custom(
                        "the event `transfer` has no `to`: what comes under nothing says `null`",
                    ));
                }
                Ok(Keys)
            }
        }
        deserializer.deserialize_map(Read)
    }
}

/// An event as files have it.
#[derive(Deserialize)]
struct EventFields {
    // Before the change, of which a key that is misspelt would be missing.
    #[serde(flatten)]
    _keys: Keys,
    day: Day,
    #[serde(flatten)]
    change: Change,
    #[serde(default)]
    basis: Option<String>,
}

/// An event as journals of the first format were read: what is not known is passed over.
#[cfg(feature = "journal")]
#[derive(Deserialize)]
pub(super) struct Lenient {
    day: Day,
    #[serde(flatten)]
    change: Change,
    #[serde(default)]
    basis: Option<String>,
}

#[cfg(feature = "journal")]
impl From<Lenient> for Event {
    fn from(Lenient { day, change, basis }: Lenient) -> Self {
        Self { day, change, basis }
    }
}

/// What cannot be read is told without numbers and names of people in it.
impl<'de> Deserialize<'de> for Event {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let read = EventFields::deserialize(deserializer);
        let EventFields { day, change, basis, .. } = read.map_err(|error| D::Error::custom(shown_message(&error)))?;
        Ok(Self { day, change, basis })
    }
}

impl Event {
    /// The word of every kind of event, and the keys that it has as it is written, beside those of all (事件字段).
    pub const KEYS: [(&str, &[&str]); 13] = [
        ("open", &["row", "reuse"]),
        ("close", &["code"]),
        ("rename", &["code", "name"]),
        ("recode", &["code", "to", "reuse"]),
        ("transfer", &["code", "to"]),
        ("reclassify", &["code", "kind", "level"]),
        ("revise", &["code", "cells"]),
        ("merge", &["codes", "into"]),
        ("split", &["code", "into", "assign"]),
        ("start", &["row"]),
        ("stop", &["row"]),
        ("correct", &["row", "to"]),
        ("retract", &["row"]),
    ];

    /// The keys that every event has.
    pub const COMMON_KEYS: [&str; 3] = ["day", "event", "basis"];

    /// A change on a day, without a basis.
    pub const fn on(day: Day, change: Change) -> Self {
        Self { day, change, basis: None }
    }
}

impl Change {
    /// A node opens, by its record.
    pub fn open<R: Record>(record: &R) -> Self {
        Self::Open { row: Row::of(record), reuse: None }
    }

    /// A relation or a statement starts, by its record.
    pub fn start<R: Record>(record: &R) -> Self {
        Self::Start { row: Row::of(record) }
    }

    /// A relation or a statement ends, by its record.
    pub fn stop<R: Record>(record: &R) -> Self {
        Self::Stop { row: Row::of(record) }
    }

    /// The codes that it names: its own, and what its rows name.
    pub(super) fn codes(&self) -> impl Iterator<Item = &str> {
        let mut codes: Vec<&str> = Vec::new();
        let row = |row: &'_ Row| -> Vec<usize> {
            let columns = row.table().columns().iter().enumerate();
            let named = |cell: Cell| matches!(cell, Cell::Code | Cell::Parent | Cell::Reference(_));
            columns.filter(|(_, column)| named(column.cell)).map(|(at, _)| at).collect()
        };
        match self {
            Self::Open { row: own, .. }
            | Self::Start { row: own }
            | Self::Stop { row: own }
            | Self::Retract { row: own } => {
                codes.extend(row(own).into_iter().map(|at| own.at(at)));
            }
            Self::Correct { row: own, to } => {
                codes.extend(row(own).into_iter().map(|at| own.at(at)));
                codes.extend(row(to).into_iter().map(|at| to.at(at)));
            }
            Self::Close { code } | Self::Rename { code, .. } | Self::Reclassify { code, .. } => codes.push(code),
            Self::Revise { code, cells } => {
                codes.push(code);
                codes.extend(cells.values().map(String::as_str));
            }
            Self::Recode { code, to, .. } => codes.extend([code.as_str(), to]),
            Self::Transfer { code, to } => {
                codes.extend([Some(code), to.as_ref()].into_iter().flatten().map(String::as_str));
            }
            Self::Merge { codes: closing, into } => codes.extend(closing.iter().chain([into]).map(String::as_str)),
            Self::Split { code, into, .. } => codes.extend(into.iter().chain([code]).map(String::as_str)),
        }
        codes.into_iter().filter(|code| !code.is_empty())
    }

    /// The kind of event.
    pub const fn kind(&self) -> EventKind {
        match self {
            Self::Open { .. } => EventKind::Open,
            Self::Close { .. } => EventKind::Close,
            Self::Rename { .. } => EventKind::Rename,
            Self::Recode { .. } => EventKind::Recode,
            Self::Transfer { .. } => EventKind::Transfer,
            Self::Reclassify { .. } => EventKind::Reclassify,
            Self::Revise { .. } => EventKind::Revise,
            Self::Merge { .. } => EventKind::Merge,
            Self::Split { .. } => EventKind::Split,
            Self::Start { .. } => EventKind::Start,
            Self::Stop { .. } => EventKind::Stop,
            Self::Correct { .. } => EventKind::Correct,
            Self::Retract { .. } => EventKind::Retract,
        }
    }

    /// The word that events of this kind have in files.
    pub const fn word(&self) -> &'static str {
        self.kind().as_str()
    }
}
