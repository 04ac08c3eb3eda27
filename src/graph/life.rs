//! When nodes are there: their own periods, and of units those of all above them.

use super::Hierarchy;
use crate::base::{Day, Period};
use crate::draft::NONE;
use crate::record::NodeKind;

impl Hierarchy {
    /// Whether a node is there on every day that a period claims: its first day if it is stated, its last if that is,
    /// and all between if both are. An open end claims nothing.
    pub(crate) fn is_there_as_claimed(&self, node: u32, claim: Period) -> bool {
        let there = |day: Option<Day>| day.is_none_or(|day| self.is_there(node, day));
        let (first, last) = (claim.from(), claim.until().map(Day::previous));
        there(first) && there(last) && (first.is_none() || last.is_none() || self.is_there_throughout(node, claim))
    }

    /// Whether a node is there on every day of a period.
    fn is_there_throughout(&self, node: u32, period: Period) -> bool {
        let (mut day, until) = period.raw();
        let mut lives = self.lives_within(node, period);
        lives.sort_unstable();
        for life in lives {
            let (from, end) = life.raw();
            if from > day {
                return false;
            }
            day = day.max(end);
        }
        day >= until
    }

    /// The days on which a node is there, in order; days that follow on each other are one period.
    pub(crate) fn life(&self, node: u32) -> Vec<(i32, i32)> {
        let mut days: Vec<(i32, i32)> = Vec::new();
        self.each_life_within(node, Period::ALWAYS, &mut |life| days.push(life.raw()));
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
