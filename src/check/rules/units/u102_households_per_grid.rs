//! U102: grids of an unusual size.

use super::check_size;
use crate::base::{Level, UnitKind};
use crate::check::rule::{Check, Look, Parameter, Run, Step};
use crate::findings::{Findings, Rule, Text, rules::rule};
use crate::query::Unit;

static RULE: Rule = rule! {
    "U102" "households-per-grid" Units Warning "grid of an unusual size" "网格规模异常"
    says "{subject} has {observed} households, expected {expected}" "{subject} 有 {observed} 户，应为 {expected}"
    what "A basic grid has fewer or more households than is usual." "基础网格户数少于或多于通常规模。"
    why "A grid worker knows about a thousand people, not three thousand." "网格员能熟悉的约为一千人，而非三千人。"
    repair "Check the count; else cut the grids anew, or set the range of your place." "核对户数；确需调整则重划网格，或设定当地标准。"
    source "300–500 households is what most places write; no national text was seen, so set your own." "多地规定为 300–500 户；未见全国性文本，可自行设定。"
    trap "Exclusive and special grids – a mall, a port – have few households or none and are not asked." "专属网格、特定空间网格户数很少或没有，不在此列。"
};

pub(super) const CHECK: Check = Check {
    rule: &RULE,
    on: true,
    needs: &[],
    needs_day: false,
    parameters: &[
        Parameter {
            name: "min",
            what: Text { en: "the fewest households", zh: "最少户数" },
            default: &[Step { from: None, value: 300 }],
        },
        Parameter {
            name: "max",
            what: Text { en: "the most households", zh: "最多户数" },
            default: &[Step { from: None, value: 500 }],
        },
    ],
    run: Run::Unit(check),
};

fn check(look: &Look<'_, '_>, unit: Unit<'_>, findings: &mut Findings) {
    let is_basic = !matches!(unit.kind(), Some(UnitKind::Exclusive | UnitKind::Special));
    if unit.level() == Level::Grid && is_basic {
        check_size(look, unit, findings);
    }
}
