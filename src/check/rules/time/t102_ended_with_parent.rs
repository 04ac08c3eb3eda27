//! T102: units that end only because one above them did.

use super::{bound, of_version};
use crate::base::Day;
use crate::check::rule::{Check, Look, Run};
use crate::findings::{Findings, Rule, rules::rule};
use crate::graph::Hierarchy;

static RULE: Rule = rule! {
    "T102" "ended-with-parent" Time Warning "units that ended with their parent" "随上级一并终止的单元"
    says "{subject} has ended, and with it {observed} units below it that state no end" "{subject} 已终止，其下 {observed} 个未填失效日期的单元随之终止"
    what "A unit has ended by the day, and units below it are left without an end of their own: they end with it." "某单元在当日已终止，其下仍有未填失效日期的单元，它们随之终止。"
    why "After a merger or an abolition somebody forgot to say where these units went." "撤并之后未说明这些单元的去向。"
    repair "End them, or hang them on the unit that they belong to now." "填写失效日期，或改挂到现属单元。"
    source "A unit is there when its own period and its ancestors' all hold." "单元当日存续，须其自身及所有上级均有效。"
};

pub(super) const CHECK: Check =
    Check { rule: &RULE, on: true, needs: &[], needs_day: false, parameters: &[], run: Run::Node(check) };

fn check(look: &Look<'_, '_>, slot: u32, findings: &mut Findings) {
    let hierarchy = look.hierarchy();
    // The latest version: a unit that comes back after a gap has not ended.
    let Some(latest) = hierarchy.units.latest(slot) else { return };
    let period = hierarchy.units.period_of(latest);
    let Some(end) = period.until().filter(|end| *end <= look.snapshot.at) else { return };
    if hierarchy.units.there_on(slot, end.previous()).is_none() {
        return;
    }
    let left = left_open_below(hierarchy, slot, end);
    if left > 0 {
        let finding = of_version(&RULE, hierarchy, latest, bound(period, false));
        findings.push(finding.saw(left, "0"));
    }
}

/// How many units below lived until the day before `end` without an end of their own. Whoever has one counts for the
/// units below it.
fn left_open_below(hierarchy: &Hierarchy, slot: u32, end: Day) -> u64 {
    let (mut open, mut count) = (vec![slot], 0);
    while let Some(above) = open.pop() {
        for (child, version) in hierarchy.units.children(above, end.previous()) {
            if hierarchy.units.period_of(version).until().is_none() {
                count += 1;
                open.push(child);
            }
        }
    }
    count
}
