//! N102: a code that does not extend the parent's.

use crate::base::{DivisionCode, Level, Scheme};
use crate::check::rule::{Check, Look, Run};
use crate::findings::{Findings, Rule, rules::rule};
use crate::query::Unit;

static RULE: Rule = rule! {
    "N102" "code-prefix" Names Warning "code that does not extend the parent's" "编码与上级不一致"
    says "{subject} lies in {related}, whose codes start with {expected}" "{subject} 的上级是 {related}，编码应以 {expected} 开头"
    what "A division code does not start with the digits of its parent's code." "区划编码不以其上级编码的有效位开头。"
    why "The unit hangs on the wrong parent, or has kept the code of the one that it came from." "多为挂错上级，或划转后沿用旧码。"
    repair "Correct the parent, or recode the unit and say so in `lineage`." "更正上级；若已改码，请在沿革表登记。"
    source "A child code extends its parent's where both follow one scheme." "同一方案内，下级编码在上级编码之上延伸。"
    trap "Streets under a city without districts start with the city's four digits alone." "不设区的市，其街道编码只以市的前四位开头。"
};

pub(super) const CHECK: Check =
    Check { rule: &RULE, on: true, needs: &[], needs_day: false, parameters: &[], run: Run::Unit(check) };

fn check(look: &Look<'_, '_>, unit: Unit<'_>, findings: &mut Findings) {
    let Some(parent) = unit.parent().filter(|_| unit.level() <= Level::Grid) else { return };
    let package = look.hierarchy().package();
    if package.scheme.as_ref().is_some_and(|scheme| !scheme.is_national()) {
        return;
    }
    let Some(prefix) = significant(parent, package.scheme.as_ref()) else { return };
    let code = unit.code();
    let follows = if unit.level() == Level::Grid {
        package.scheme.is_some() && code.get(..12).is_some_and(|base| base.bytes().all(|b| b.is_ascii_digit()))
    } else {
        significant(unit, package.scheme.as_ref()).is_some()
    };
    if follows && !code.starts_with(prefix) {
        let finding = look.of_unit(unit, "code", Some(code)).with("parent", parent.code());
        findings.push(finding.saw(code, prefix));
    }
}

/// The digits that the unit's code gives to those below it, if the code has the shape of its level.
fn significant<'h>(unit: Unit<'h>, scheme: Option<&Scheme>) -> Option<&'h str> {
    let unstated = Scheme::local();
    let scheme = scheme.unwrap_or(&unstated);
    let (code, level) = (unit.code(), unit.level());
    let parsed = DivisionCode::new(code, scheme).ok()?;
    let digits = DivisionCode::significant_digits(level)?;
    let six_digits = level <= Level::District;
    let of_level = if six_digits { parsed.level() <= Level::District } else { parsed.level() == level };
    code.get(..digits).filter(|_| of_level)
}
