//! C103: a building without a Party group.

use super::TABLES;
use crate::base::{Level, OrganizationKind};
use crate::check::rule::{Check, Look, Run};
use crate::findings::{Findings, Rule, rules::rule};
use crate::query::Unit;

static RULE: Rule = rule! {
    "C103" "building-without-party-group" Coverage Warning "building without a Party group" "楼栋未建党小组"
    says "{subject} is covered by no Party group" "{subject} 没有党小组覆盖"
    what "On the day, no Party group covers the building itself." "当日没有党小组直接覆盖该楼栋。"
    why "Places with tiers down to the building count one group for each." "层级延伸到楼栋的地方要求一楼一组。"
    repair "Form a group for the building, or let one cover several, and enter each in `coverage`." "建立楼栋党小组，或由一个小组覆盖多栋并逐栋登记。"
    source "Kaiping: street – community – grid branch – building group – centre household; Qihe counts 976 building groups." "开平区五级链条含楼栋党小组；齐河县有 976 个楼栋党小组。"
    trap "Off by default: few places ask it of every building." "默认不启用：并非各地都要求一楼一组。"
};

pub(super) const CHECK: Check =
    Check { rule: &RULE, on: false, needs: TABLES, needs_day: false, parameters: &[], run: Run::Unit(check) };

fn check(look: &Look<'_, '_>, unit: Unit<'_>, findings: &mut Findings) {
    if unit.level() != Level::Building || look.exclusions.fit(unit) {
        return;
    }
    let groups = unit.directly_covered_by().filter(|covering| {
        covering.is_organization_coverage() && covering.organization.kind() == OrganizationKind::PartyGroup
    });
    if groups.count() == 0 {
        findings.push(look.of_unit(unit, "code", Some(unit.code())).saw(0, "≥ 1"));
    }
}
