//! N103: a code whose class says another kind than the unit is.

use crate::base::{CodeClass, DivisionCode, Lang, Level, UnitKind};
use crate::check::rule::{Check, Look, Run};
use crate::findings::{Findings, Rule, rules::rule};
use crate::query::Unit;

static RULE: Rule = rule! {
    "N103" "code-class" Names Warning "class of the code against the unit's kind" "类别码与类型不符"
    says "{subject} is {observed}, but the class of its code says {expected}" "{subject} 是 {observed}，但其类别码表示 {expected}"
    what "The last three digits of a street's or a community's code say another kind than the row states, or, where it states none, than the name says; or they are no class at all." "街道、社区编码末三位所示类别与填写的类型不符（未填类型时与名称不符），或不属任何类别。"
    why "Counts of communities and villages by code and by kind come apart." "按编码与按类型统计的社区、村数量会不一致。"
    repair "Correct the kind. If the table itself has it so, leave it: in the table of 2023, 76 streets and 223 communities break their class." "更正类型；若官方表本就如此则保留：2023 年表中有 76 个街道级、223 个社区级编码不守类别。"
    source "GB/T 10114 and the statistical division codes: 001–099 street, 100–199 town, 200–399 township; 001–199 residents' committee, 200–399 villagers' committee; 400–599 alike." "GB/T 10114 与统计用区划代码：001–099 街道，100–199 镇，200–399 乡；001–199 居委会，200–399 村委会；400–599 类似单位。"
    trap "A quasi class, 400–599, goes with any name: 120 real streets sit there." "400–599 为类似单位，名称不限：全国有 120 个街道在此区间。"
};

pub(super) const CHECK: Check =
    Check { rule: &RULE, on: true, needs: &[], needs_day: false, parameters: &[], run: Run::Unit(check) };

fn check(look: &Look<'_, '_>, unit: Unit<'_>, findings: &mut Findings) {
    let Some(scheme) = look.hierarchy().package().scheme.as_ref().filter(|s| s.is_national()) else { return };
    if !matches!(unit.level(), Level::Street | Level::Community) {
        return;
    }
    let Ok(code) = DivisionCode::new(unit.code(), scheme) else { return };
    if code.level() != unit.level() {
        return;
    }
    let Some(class) = code.class().map(CodeClass::kind) else {
        findings.push(
            look.of_unit(unit, "code", Some(unit.code()))
                .saw("no class", "001–599")
                .in_chinese(Some("不属任何类别"), None),
        );
        return;
    };
    let stated = unit.kind().filter(|_| !unit.is_kind_inferred());
    let (column, raw, kind) = match (stated, unit.name()) {
        (Some(kind), _) => ("kind", kind.as_str(), Some(kind)),
        (None, Some(name)) => ("name", name, kind_by_name(unit.level(), name, class)),
        (None, None) => return,
    };
    if let Some(kind) = kind.filter(|kind| !goes_with(*kind, class)) {
        let finding = look.of_unit(unit, column, Some(raw)).saw(kind.as_str(), class.as_str());
        findings.push(finding.in_chinese(Some(kind.label(Lang::Zh)), Some(class.label(Lang::Zh))));
    }
}

/// A village in the city has the code of a village or of a community.
fn goes_with(kind: UnitKind, class: UnitKind) -> bool {
    kind == class || (kind == UnitKind::UrbanVillage && matches!(class, UnitKind::Urban | UnitKind::Village))
}

/// The kind that a name ends in. Any name goes with a quasi class; a community may be called anything, but a street, a
/// town or a township says what it is.
fn kind_by_name(level: Level, name: &str, class: UnitKind) -> Option<UnitKind> {
    let ends = |endings: &[&str]| endings.iter().any(|ending| name.ends_with(ending));
    if matches!(class, UnitKind::QuasiStreet | UnitKind::QuasiCommunity) {
        return None;
    }
    if level == Level::Street {
        return Some(if ends(&["街道", "办事处", "街"]) {
            UnitKind::Street
        } else if ends(&["镇"]) {
            UnitKind::Town
        } else if ends(&["乡", "苏木"]) {
            UnitKind::Township
        } else {
            UnitKind::Other
        });
    }
    if ends(&["村委会", "村民委员会"]) {
        Some(UnitKind::Village)
    } else {
        ends(&["居委会", "居民委员会"]).then_some(UnitKind::Urban)
    }
}
