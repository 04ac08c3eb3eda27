//! C102: a grid with two primary Party organisations.

use super::TABLES;
use crate::base::Level;
use crate::check::rule::{Check, Look, Run};
use crate::findings::{Findings, Rule, rules::rule};
use crate::query::{Covering, Unit};
use std::collections::BTreeSet;

static RULE: Rule = rule! {
    "C102" "grid-with-two-primary-organizations" Coverage Warning "grid with two primary Party organisations" "网格有两个主体党组织"
    says "{subject} has {observed} primary Party organisations: {related}" "{subject} 有 {observed} 个主体党组织：{related}"
    what "Two or more branches or groups cover the grid directly, standalone or joint." "两个以上党支部或党小组直接（单独建或联合建）覆盖该网格。"
    why "A household in the grid cannot tell which one answers." "居民无法确定由哪个组织负责。"
    repair "Keep one as the grid's own; enter the other as attached, or as covering its own members' unit." "保留一个作为网格党组织，另一个改登记为其本身的覆盖对象。"
    source "One primary organisation per grid: Kaiping's 106 branches and 69 groups make up its 175 grids." "一个网格一个主体党组织：开平区 106 个支部加 69 个小组正合 175 个网格。"
    trap "Temporary, floating and double-reporting branches are never primary." "临时、流动、双报到党支部不算主体党组织。"
};

pub(super) const CHECK: Check =
    Check { rule: &RULE, on: true, needs: TABLES, needs_day: false, parameters: &[], run: Run::Unit(check) };

fn check(look: &Look<'_, '_>, unit: Unit<'_>, findings: &mut Findings) {
    if unit.level() != Level::Grid || look.exclusions.fit(unit) {
        return;
    }
    let mut primary = unit.directly_covered_by().filter(Covering::is_primary).peekable();
    let first = primary.next();
    if primary.peek().is_none() {
        return;
    }
    let primary = first.into_iter().chain(primary);
    let primary: BTreeSet<&str> = primary.map(|covering| covering.organization.code()).collect();
    if primary.len() < 2 {
        return;
    }
    let finding = look.of_unit(unit, "code", Some(unit.code())).saw(primary.len() as u64, "1");
    findings.push(primary.into_iter().fold(finding, |finding, code| finding.with("organization", code)));
}
