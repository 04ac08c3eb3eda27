//! When nodes are there: their own periods, and of units those of all above them.

use super::Hierarchy;
use crate::base::{Day, Level, Period};
use crate::draft::NONE;
use crate::record::NodeKind;
use std::collections::BTreeMap;
use std::sync::Arc;

/// When nodes of very many versions are there, each found once.
#[derive(Debug, Default)]
pub(crate) struct Lives(BTreeMap<u32, Arc<[(i32, i32)]>>);

/// So many versions are looked through for one answer.
const FEW: usize = 16;

impl Hierarchy {
    /// Whether a node is there on every day that a period claims: its first day if it is stated, its last if that is,
    /// and all between if both are. An open end claims nothing.
    pub(crate) fn is_there_as_claimed(&self, node: u32, claim: Period, lives: &mut Lives) -> bool {
        let there = |day: Option<Day>| day.is_none_or(|day| self.is_there(node, day));
        let (first, last) = (claim.from(), claim.until().map(Day::previous));
        there(first)
            && there(last)
            && (first.is_none() || last.is_none() || self.is_there_throughout(node, claim, lives))
    }

    /// Whether a node is there on every day of a period.
    fn is_there_throughout(&self, node: u32, period: Period, lives: &mut Lives) -> bool {
        let (mut day, until) = period.raw();
        let mut found = Vec::new();
        let mut left = FEW;
        if !self.few_lives_within(node, period, &mut left, &mut found) {
            let life = self.life_once(node, Level::COUNT, lives);
            let first = life.partition_point(|(_, end)| *end <= day);
            return life.get(first).is_some_and(|(from, end)| *from <= day && until <= *end);
        }
        found.sort_unstable();
        for (from, end) in found {
            if from > day {
                return false;
            }
            day = day.max(end);
        }
        day >= until
    }

    /// Finds the parts of a period on which a node is there, by no more versions than are left; answers whether those
    /// were enough. It goes no deeper than there are levels.
    fn few_lives_within(&self, node: u32, period: Period, left: &mut usize, found: &mut Vec<(i32, i32)>) -> bool {
        for (own, parent) in self.own_lives(node) {
            let Some(rest) = left.checked_sub(1) else { return false };
            *left = rest;
            let Some(own) = own.intersect(period) else { continue };
            match parent {
                None => found.push(own.raw()),
                Some(parent) if self.few_lives_within(parent, own, left, found) => {}
                Some(_) => return false,
            }
        }
        true
    }

    /// The periods of a node's own rows, with the unit that each hangs on.
    fn own_lives(&self, node: u32) -> impl Iterator<Item = (Period, Option<u32>)> + '_ {
        let (kind, number) = self.kind(node);
        let units = (kind == NodeKind::Unit).then(|| self.units.versions(number));
        let units = units.into_iter().flatten().map(|version| {
            let parent = Some(self.units.parent_of(version)).filter(|parent| *parent != NONE);
            (self.units.period_of(version), parent)
        });
        let others = self.nodes(kind).map(|nodes| nodes.periods(number)).into_iter().flatten();
        units.chain(others.map(|period| (period, None)))
    }

    /// The days on which a node is there, in order, and kept for the next that asks. Over time more units may be above
    /// one than there are levels, or even itself: of those further up it is found by itself.
    fn life_once(&self, node: u32, deep: usize, lives: &mut Lives) -> Arc<[(i32, i32)]> {
        if let Some(known) = lives.0.get(&node) {
            return known.clone();
        }
        let Some(deep) = deep.checked_sub(1) else { return self.life(node).into() };
        let mut days = Vec::new();
        for (own, parent) in self.own_lives(node).collect::<Vec<_>>() {
            let Some(parent) = parent else {
                days.push(own.raw());
                continue;
            };
            let above = self.life_once(parent, deep, lives);
            let (starts, ends) = own.raw();
            let first = above.partition_point(|(_, end)| *end <= starts);
            let meeting = above.get(first..).unwrap_or_default().iter().take_while(|(from, _)| *from < ends);
            days.extend(meeting.map(|(from, end)| ((*from).max(starts), (*end).min(ends))));
        }
        let life: Arc<[(i32, i32)]> = joined(days).into();
        lives.0.insert(node, life.clone());
        life
    }

    /// The days on which a node is there, in order; days that follow on each other are one period.
    pub(crate) fn life(&self, node: u32) -> Vec<(i32, i32)> {
        let mut days: Vec<(i32, i32)> = Vec::new();
        self.each_life_within(node, Period::ALWAYS, &mut |life| days.push(life.raw()));
        joined(days)
    }

    /// The parts of a period on which a node is there.
    pub(crate) fn lives_within(&self, node: u32, period: Period) -> Vec<Period> {
        let mut lives = Vec::new();
        self.each_life_within(node, period, &mut |life| lives.push(life));
        lives
    }

    /// The same one by one. The parents of a unit are above it on each of these days, so that this goes no deeper than
    /// there are levels.
    fn each_life_within(&self, node: u32, period: Period, tell: &mut impl FnMut(Period)) {
        let (kind, number) = self.kind(node);
        if kind != NodeKind::Unit {
            let periods = self.nodes(kind).map(|nodes| nodes.periods(number));
            periods.into_iter().flatten().filter_map(|own| own.intersect(period)).for_each(tell);
            return;
        }
        for version in self.units.versions(number) {
            let Some(own) = self.units.period_of(version).intersect(period) else { continue };
            match self.units.parent_of(version) {
                NONE => tell(own),
                parent => self.each_life_within(parent, own, tell),
            }
        }
    }
}

/// Days in order; those that follow on each other are one period.
fn joined(mut days: Vec<(i32, i32)>) -> Vec<(i32, i32)> {
    days.sort_unstable();
    days.dedup_by(|next, before| {
        let follows = next.0 <= before.1;
        if follows {
            before.1 = before.1.max(next.1);
        }
        follows
    });
    days
}
