//! What coverage leaves out, by what each exclusion gives: whether one fits is looked up, however many there are.

use super::profile::Exclusion;
use crate::base::{Level, UnitKind};
use crate::query::Unit;
use std::collections::{BTreeMap, BTreeSet};

/// The exclusions of a profile (不计入覆盖), to ask about many units: see [`Profile::exclusions`](crate::Profile::exclusions).
#[derive(Clone, Debug, Default)]
pub struct Exclusions {
    /// There are no more levels and kinds than words.
    by_shape: BTreeMap<(Option<Level>, Option<UnitKind>), Codes>,
    /// Whether one leaves out what lies in some unit.
    any_within: bool,
}

/// What exclusions of one level and kind give beside these.
#[derive(Clone, Debug, Default)]
struct Codes {
    /// Whether one gives nothing else.
    all: bool,
    code: BTreeSet<Box<str>>,
    within: BTreeSet<Box<str>>,
    /// By a code, the units within which it must lie.
    code_within: BTreeMap<Box<str>, BTreeSet<Box<str>>>,
}

impl Exclusions {
    pub(super) fn new(all: &[Exclusion]) -> Self {
        let mut found = Self::default();
        // One that gives nothing leaves out nothing.
        for exclusion in all.iter().filter(|exclusion| **exclusion != Exclusion::default()) {
            let codes = found.by_shape.entry((exclusion.level, exclusion.kind)).or_default();
            match (exclusion.code.as_deref(), exclusion.within.as_deref()) {
                (None, None) => codes.all = true,
                (Some(code), None) => _ = codes.code.insert(code.into()),
                (None, Some(within)) => _ = codes.within.insert(within.into()),
                (Some(code), Some(within)) => {
                    codes.code_within.entry(code.into()).or_default().insert(within.into());
                }
            }
            found.any_within |= exclusion.within.is_some();
        }
        found
    }

    /// Whether one leaves out what lies in some unit.
    pub(super) const fn any_within(&self) -> bool {
        self.any_within
    }

    /// Whether coverage leaves the unit out.
    pub fn fit(&self, unit: Unit<'_>) -> bool {
        if self.by_shape.is_empty() {
            return false;
        }
        let (level, kind) = (unit.level(), unit.kind());
        let shapes = [(None, None), (None, kind), (Some(level), None), (Some(level), kind)];
        shapes.iter().filter_map(|shape| self.by_shape.get(shape)).any(|codes| codes.fit(unit))
    }
}

impl Codes {
    fn fit(&self, unit: Unit<'_>) -> bool {
        let line = || std::iter::once(unit).chain(unit.ancestors()).map(Unit::code);
        let is_within = |codes: &BTreeSet<Box<str>>| !codes.is_empty() && line().any(|code| codes.contains(code));
        self.all
            || self.code.contains(unit.code())
            || is_within(&self.within)
            || self.code_within.get(unit.code()).is_some_and(is_within)
    }
}
