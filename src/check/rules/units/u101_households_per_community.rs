//! U101: communities of an unusual size.

use super::check_size;
use crate::base::{Level, UnitKind};
use crate::check::rule::{Check, Look, Parameter, Run, Step};
use crate::findings::{Findings, Rule, Text, rules::rule};
use crate::query::Unit;

static RULE: Rule = rule! {
    "U101" "households-per-community" Units Warning "community of an unusual size" "社区规模异常"
    says "{subject} has {observed} households, expected {expected}" "{subject} 有 {observed} 户，应为 {expected}"
    what "An urban community has fewer or more households than the law foresees on the day." "城市社区户数少于或多于法律在当日所定的规模。"
    why "A community that is too large cannot be served by its committee; one that is too small hardly carries one." "规模过大难以服务到位，过小难以支撑机构。"
    repair "Check the count; else resize the community, or set the range that your place has decided." "核对户数；确需调整则调整规模，或在方案中设定当地标准。"
    source "Residents' Committee Law: 100–700 households; as revised from 2026-01-01, Art. 3, 1,000–3,000, other sizes where need be." "《城市居民委员会组织法》：100–700 户；2026-01-01 起施行的修订第三条：1000–3000 户，可因地调整。"
    trap "Most urban communities outgrew 700 households long before the law was revised." "法律修订之前，多数城市社区早已超过 700 户。"
};

pub(super) const CHECK: Check = Check {
    rule: &RULE,
    on: true,
    needs: &[],
    needs_day: true,
    parameters: &[
        Parameter {
            name: "min",
            what: Text { en: "the fewest households", zh: "最少户数" },
            default: &[Step { from: None, value: 100 }, Step { from: Some((2026, 1, 1)), value: 1000 }],
        },
        Parameter {
            name: "max",
            what: Text { en: "the most households", zh: "最多户数" },
            default: &[Step { from: None, value: 700 }, Step { from: Some((2026, 1, 1)), value: 3000 }],
        },
    ],
    run: Run::Unit(check),
};

/// The law is about residents' committees: villages and quasi communities are not asked.
fn check(look: &Look<'_, '_>, unit: Unit<'_>, findings: &mut Findings) {
    let is_urban = matches!(unit.kind(), None | Some(UnitKind::Urban | UnitKind::UrbanVillage));
    if unit.level() == Level::Community && is_urban {
        check_size(look, unit, findings);
    }
}
