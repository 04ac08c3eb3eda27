//! N103: a code whose class says another kind than the unit is.

use crate::base::{CodeClass, DivisionCode, Level, Scheme, UnitKind};
use crate::check::rule::{Check, Look, Run};
use crate::findings::{Findings, Rule, rules::rule};
use crate::query::Unit;

static RULE: Rule = rule! {
    "N103" "code-class" Names Warning "class of the code against the unit's kind" "类别码与类型不符"
    says "{subject} is {observed}, but the class of its code says {expected}" "{subject} 是 {observed}，但其类别码表示 {expected}"
    what "The last three digits of a street's or a community's code say another kind than the row states, or, where it states none, than the name says." "街道、社区编码末三位所示类别与填写的类型不符；未填类型时与名称不符。"
    why "Counts of communities and villages by code and by kind come apart." "按编码与按类型统计的社区、村数量会不一致。"
    repair "Correct the kind. If the table itself has it so, leave it: a few hundred real codes break their class." "更正类型；若官方表本就如此则保留，全国约有数百个编码不守类别。"
    source "GB/T 10114 and the statistical division codes: 001–099 street, 100–199 town, 200–399 township; 001–199 residents' committee, 200–399 villagers' committee; 400–599 alike." "GB/T 10114 与统计用区划代码：001–099 街道，100–199 镇，200–399 乡；001–199 居委会，200–399 村委会；400–599 类似单位。"
    trap "A quasi class, 400–599, goes with any name: 120 real streets sit there." "400–599 为类似单位，名称不限：全国有 120 个街道在此区间。"
};

pub(super) const CHECK: Check =
    Check { rule: &RULE, on: true, needs: &[], needs_day: false, parameters: &[], run: Run::Unit(check) };

fn check(look: &Look<'_, '_>, unit: Unit<'_>, findings: &mut Findings) {
    let Some(scheme) = look.hierarchy().package().scheme.as_ref().filter(|scheme| scheme.is_national()) else { return };
    if !matches!(unit.level(), Level::Street | Level::Community) {
        return;
    }
    let Some(class) = class(unit, scheme).map(CodeClass::kind) else { return };
    let stated = unit.kind().filter(|_| !unit.is_kind_inferred());
    let kind = match stated {
        Some(kind) => Some(kind),
        None if matches!(class, UnitKind::QuasiStreet | UnitKind::QuasiCommunity) => None,
        None => unit.name().and_then(|name| kind_by_name(unit.level(), name)),
    };
    let Some(kind) = kind.filter(|kind| !goes_with(*kind, class)) else { return };
    let (column, raw) =
        if stated.is_some() { ("kind", kind.as_str()) } else { ("name", unit.name().unwrap_or_default()) };
    findings.push(look.of_unit(unit, column, Some(raw)).saw(kind.as_str(), class.as_str()));
}

fn class(unit: Unit<'_>, scheme: &Scheme) -> Option<CodeClass> {
    let code = DivisionCode::new(unit.code(), scheme).ok()?;
    if code.level() == unit.level() { code.class() } else { None }
}

/// A village in the city has the code of a village or of a community, and what is kept as `other` says nothing.
fn goes_with(kind: UnitKind, class: UnitKind) -> bool {
    kind == class
        || kind == UnitKind::Other
        || (kind == UnitKind::UrbanVillage && matches!(class, UnitKind::Urban | UnitKind::Village))
}

/// The kind that a name ends in.
fn kind_by_name(level: Level, name: &str) -> Option<UnitKind> {
    let ends = |endings: &[&str]| endings.iter().any(|ending| name.ends_with(ending));
    if level == Level::Street {
        return if ends(&["街道", "街道办事处"]) {
            Some(UnitKind::Street)
        } else if ends(&["镇"]) {
            Some(UnitKind::Town)
        } else {
            ends(&["乡", "苏木"]).then_some(UnitKind::Township)
        };
    }
    if ends(&["村委会", "村民委员会"]) {
        Some(UnitKind::Village)
    } else {
        ends(&["居委会", "居民委员会"]).then_some(UnitKind::Urban)
    }
}
