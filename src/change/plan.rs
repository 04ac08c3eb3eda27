//! Plans: events that are done together, under an id by which they may be sent again.

use super::{ChangeError, Event};
use crate::base::{Use, shown, shown_message};
use crate::graph::is_id;
use serde::de::value::MapAccessDeserializer;
use serde::de::{DeserializeSeed, Error, IntoDeserializer, MapAccess, SeqAccess, Visitor};
use serde::ser::SerializeStruct;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;

/// Events that are done together or not at all (变更方案), perhaps under an id, so that whoever does not know whether a plan
/// was done may send it again: it is done once.
///
/// In files it is a list of events, one event, or an object:
///
/// ```
/// use govgrid::Plan;
/// let plan: Plan = serde_json::from_str(
///     r#"{"id":"7f3c","events":[{"day":"2024-07-01","event":"close","code":"130205001"}]}"#,
/// )?;
/// assert_eq!((plan.id.as_deref(), plan.events.len()), (Some("7f3c"), 1));
/// let error = serde_json::from_str::<Plan>(r#"{"id":"7f3c","event":[]}"#).unwrap_err().to_string();
/// assert!(error.starts_with("a plan has an unknown key; known are `id`, `events`"));
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Plan {
    /// What its sender calls it, and nobody any other plan (方案编号): up to 200 characters, none of them a control character.
    /// It is kept for ever, so that no number of a person may be one.
    pub id: Option<String>,
    /// What happens, in order.
    pub events: Vec<Event>,
}

/// Why a plan is not done (方案错误); nothing of it was done.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PlanError {
    /// An event cannot be.
    #[error(transparent)]
    Change(#[from] ChangeError),
    /// The id is none: it is empty, too long, has control characters or is personal.
    #[error("{NO_ID}")]
    Id,
    /// Another plan has the id.
    #[error("plan {version} has that id, with other events")]
    OtherContent {
        /// The number of the plan that has it.
        version: u64,
    },
    /// A plan had the id so long ago that it is not known any more what it was.
    #[error("a plan had that id too long ago to know which")]
    TooOld,
    /// An event has a day before the year 0, which cannot be read again.
    #[error("a day before the year 0 cannot be kept")]
    Day,
    /// A plan that was recorded is not the next one: plans are missing, or they are of another journal.
    #[error("plan {number} of the journal does not go on from plan {position}")]
    NotNext {
        /// How many plans there are.
        position: u64,
        /// The number of the recorded one.
        number: u64,
    },
    /// It was prepared for another version of the hierarchy.
    #[error("the plan was prepared for another version")]
    OtherVersion,
}

const NO_ID: &str =
    "the id of a plan is a text of 1 to 200 characters without control characters and numbers of people";

const KEYS: &str = "`id`, `events`";

impl From<Vec<Event>> for Plan {
    fn from(events: Vec<Event>) -> Self {
        Self { id: None, events }
    }
}

impl From<Event> for Plan {
    fn from(event: Event) -> Self {
        vec![event].into()
    }
}

/// An id that is none may be a number of a person.
impl fmt::Debug for Plan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let id = self.id.as_deref().map(|id| shown(id, Use::Key));
        f.debug_struct("Plan").field("id", &id).field("events", &self.events).finish()
    }
}

impl Serialize for Plan {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Some(id) = &self.id else { return self.events.serialize(serializer) };
        let mut plan = serializer.serialize_struct("Plan", 2)?;
        plan.serialize_field("id", id)?;
        plan.serialize_field("events", &self.events)?;
        plan.end()
    }
}

impl<'de> Deserialize<'de> for Plan {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Read).map_err(|error| D::Error::custom(shown_message(&error)))
    }
}

struct Read;

impl<'de> Visitor<'de> for Read {
    type Value = Plan;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "an event, a list of events, or an object with {KEYS}")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Plan, A::Error> {
        let mut events = Vec::new();
        while let Some(event) = list.next_element()? {
            events.push(event);
        }
        Ok(events.into())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Plan, A::Error> {
        let mut key = map.next_key::<String>()?;
        if key.as_deref().is_none_or(|key| !["id", "events"].contains(&key)) {
            return Event::deserialize(MapAccessDeserializer::new(Begun { key, map })).map(Plan::from);
        }
        let (mut id, mut events) = (None, None);
        while let Some(known) = key {
            match known.as_str() {
                "id" if id.is_some() => return Err(A::Error::duplicate_field("id")),
                "events" if events.is_some() => return Err(A::Error::duplicate_field("events")),
                "id" => id = Some(map.next_value::<String>()?),
                "events" => events = Some(map.next_value()?),
                _ => return Err(A::Error::custom(format!("a plan has an unknown key; known are {KEYS}"))),
            }
            key = map.next_key()?;
        }
        if id.as_deref().is_some_and(|id| !is_id(id)) {
            return Err(A::Error::custom(NO_ID));
        }
        Ok(Plan { id, events: events.ok_or_else(|| A::Error::missing_field("events"))? })
    }
}

/// A map whose first key has been read.
struct Begun<A> {
    key: Option<String>,
    map: A,
}

impl<'de, A: MapAccess<'de>> MapAccess<'de> for Begun<A> {
    type Error = A::Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, A::Error> {
        match self.key.take() {
            Some(key) => seed.deserialize(key.into_deserializer()).map(Some),
            None => self.map.next_key_seed(seed),
        }
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, A::Error> {
        self.map.next_value_seed(seed)
    }
}
