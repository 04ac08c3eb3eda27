//! U104: a declared number of households that is not the one counted below.

use crate::base::Level;
use crate::check::rule::{Check, Look, Run};
use crate::findings::{Findings, Rule, rules::rule};
use crate::query::Unit;

static RULE: Rule = rule! {
    "U104" "household-count-differs" Units Warning "declared households differ from those counted" "申报户数与汇总不一致"
    says "{subject} declares {observed} households, but {expected} are counted below it" "{subject} 申报 {observed} 户，但其下汇总为 {expected} 户"
    what "A unit declares a number of households, and all its children have one too, and the sum is another." "单元申报了户数，其全部下级也有户数，但合计不同。"
    why "One of the two is out of date; they are never added." "两者之一已过时；二者从不相加。"
    repair "Correct the declaration, or deliver the missing households." "更正申报数，或补报缺少的户。"
    source "Rows and declarations are two sources for one number." "逐户登记与申报是同一数字的两个来源。"
};

pub(super) const CHECK: Check =
    Check { rule: &RULE, on: true, needs: &[], needs_day: false, parameters: &[], run: Run::Unit(check) };

fn check(look: &Look<'_, '_>, unit: Unit<'_>, findings: &mut Findings) {
    let Some(declared) = unit.declared_households().map(u64::from) else { return };
    let households = look.households.of(unit);
    let counts = unit.level() == Level::Household || unit.has_children();
    if let Some(counted) = households.counted.filter(|counted| counts && *counted != declared) {
        let finding = look.of_unit(unit, "households", Some(&declared.to_string()));
        findings.push(finding.saw(declared, counted.to_string()));
    }
}
