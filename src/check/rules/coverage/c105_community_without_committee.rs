//! C105: a community without a committee-level Party organisation.

use super::TABLES;
use crate::base::{Level, OrganizationKind, UnitKind};
use crate::check::rule::{Check, Look, Run};
use crate::findings::{Findings, Rule, rules::rule};
use crate::query::Unit;

static RULE: Rule = rule! {
    "C105" "community-without-committee" Coverage Warning "community without a Party committee" "社区未建党委"
    says "{subject} is covered by no Party committee of its own" "{subject} 没有党委直接覆盖"
    what "On the day, no Party committee or working committee covers the urban community itself. Villages and quasi communities are not asked." "当日没有党委或党工委直接覆盖该城市社区。行政村和类社区不查。"
    why "Places that raised every community organisation to a committee count on it for coordination." "将社区党组织统一升格为党委的地方以此统筹各方。"
    repair "Enter the committee's coverage, or raise the general branch to a committee." "登记党委的覆盖关系，或将党总支升格。"
    source "Xiangyang: the community organisation is uniformly a committee." "襄阳市：社区党组织统一为党委。"
    trap "Off by default: elsewhere a general branch or a branch is regular." "默认不启用：其他地方设党总支、党支部亦属正常。"
};

pub(super) const CHECK: Check =
    Check { rule: &RULE, on: false, needs: TABLES, needs_day: false, parameters: &[], run: Run::Unit(check) };

fn check(look: &Look<'_, '_>, unit: Unit<'_>, findings: &mut Findings) {
    let is_urban = matches!(unit.kind(), None | Some(UnitKind::Urban | UnitKind::UrbanVillage));
    if unit.level() != Level::Community || !is_urban || look.exclusions.fit(unit) {
        return;
    }
    let is_committee = |kind| matches!(kind, OrganizationKind::PartyCommittee | OrganizationKind::WorkingCommittee);
    let committees = unit
        .directly_covered_by()
        .filter(|covering| covering.is_organization_coverage() && is_committee(covering.organization.kind()));
    if committees.count() == 0 {
        findings.push(look.of_unit(unit, "code", Some(unit.code())).saw(0, "≥ 1"));
    }
}
