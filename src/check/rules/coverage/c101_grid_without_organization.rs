//! C101: a grid that no Party organisation covers.

use super::TABLES;
use crate::base::Level;
use crate::check::rule::{Check, Look, Run};
use crate::findings::{Findings, Rule, rules::rule};
use crate::query::{CoverageItem, Unit};

static RULE: Rule = rule! {
    "C101" "grid-without-organization" Coverage Warning "grid without a Party organisation" "网格未建党组织"
    says "{subject} is covered by no Party organisation" "{subject} 没有党组织覆盖"
    what "On the day, no Party organisation covers the grid, directly or through a zone." "当日没有党组织直接或通过区域覆盖该网格。"
    why "The grid is where the chain of tiers reaches the households; where it is missing, nobody answers for them." "网格是组织链条到户的一环；缺位则无人负责。"
    repair "Form a branch or a group for it, or let a neighbouring one cover it jointly, and enter that in `coverage`." "单独或联合建立党支部、党小组，并在覆盖表登记。"
    source "Organisation coverage as places publish it; Kaiping counts 175 of 175." "各地公布的组织覆盖口径；开平区为 175/175。"
    trap "Coverage of the community above is inherited, and does not count; work-only coverage does not either." "社区层面的覆盖属继承，不计入；仅工作覆盖也不计入。"
};

pub(super) const CHECK: Check =
    Check { rule: &RULE, on: true, needs: TABLES, needs_day: false, parameters: &[], run: Run::Covered(check) };

fn check(look: &Look<'_, '_>, unit: Unit<'_>, coverage: CoverageItem<()>, findings: &mut Findings) {
    if unit.level() != Level::Grid || coverage.excluded || coverage.is_covered() {
        return;
    }
    let mut finding = look.of_unit(unit, "code", Some(unit.code())).saw(0, "≥ 1");
    if let Some(community) = unit.parent() {
        finding = finding.with("community", community.code());
    }
    findings.push(finding);
}
