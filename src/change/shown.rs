//! Events as they may be shown: numbers and names of people are masked.

use super::event::{Assigned, Assignment, Change, Event};
use crate::base::{Use, shown};
use std::borrow::Cow;
use std::fmt;

/// A code of an event, which may be a person's or a household's.
fn key(code: &str) -> Cow<'_, str> {
    shown(code, Use::PersonKey)
}

fn keys(codes: &[String]) -> Vec<Cow<'_, str>> {
    codes.iter().map(|code| key(code)).collect()
}

impl fmt::Debug for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let basis = self.basis.as_deref().map(|basis| shown(basis, Use::Text));
        f.debug_struct("Event").field("day", &self.day).field("change", &self.change).field("basis", &basis).finish()
    }
}

impl fmt::Debug for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = f.debug_struct(self.word());
        match self {
            Self::Open { row, reuse } => out.field("row", row).field("reuse", reuse),
            Self::Close { code } => out.field("code", &key(code)),
            Self::Rename { code, name } => out.field("code", &key(code)).field("name", &shown(name, Use::Text)),
            Self::Recode { code, to, reuse } => {
                out.field("code", &key(code)).field("to", &key(to)).field("reuse", reuse)
            }
            Self::Transfer { code, to } => out.field("code", &key(code)).field("to", &to.as_deref().map(key)),
            Self::Reclassify { code, kind, level } => {
                let kind = kind.as_deref().map(|kind| shown(kind, Use::Text));
                out.field("code", &key(code)).field("kind", &kind).field("level", level)
            }
            Self::Revise { code, cells } => {
                let cells: Vec<_> = cells.iter().map(|(name, text)| (key(name), shown(text, Use::Text))).collect();
                out.field("code", &key(code)).field("cells", &cells)
            }
            Self::Merge { codes, into } => out.field("codes", &keys(codes)).field("into", &key(into)),
            Self::Split { code, into, assign } => {
                out.field("code", &key(code)).field("into", &keys(into)).field("assign", assign)
            }
            Self::Start { row } | Self::Stop { row } | Self::Retract { row } => out.field("row", row),
            Self::Correct { row, to } => out.field("row", row).field("to", to),
        };
        out.finish()
    }
}

impl fmt::Debug for Assignment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Assignment").field("what", &self.what).field("to", &key(&self.to)).finish()
    }
}

impl fmt::Debug for Assigned {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Code(code) => f.debug_tuple("Code").field(&key(code)).finish(),
            Self::Row(row) => f.debug_tuple("Row").field(row).finish(),
        }
    }
}
