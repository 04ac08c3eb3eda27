//! U103: a unit without children beside a sibling with children.

use crate::base::{Level, UnitKind};
use crate::check::rule::{Check, Look, Run};
use crate::check::siblings::{Looks, Seen};
use crate::findings::{Findings, Rule, rules::rule};
use crate::query::Unit;
use std::collections::BTreeSet;

static RULE: Rule = rule! {
    "U103" "childless-beside-siblings" Units Warning "unit without children beside siblings with children" "同级有下级而本单元没有"
    says "{subject} has no unit below it, but a sibling of its level and kind has" "{subject} 没有下级单元，而同级同类的其他单元有"
    what "A unit has nothing below it, while another of the same level and kind under the same parent has." "某单元没有任何下级，而同一上级下同级同类的其他单元有。"
    why "Mostly its part of the data was not delivered, so that every count is too low." "多为该单元的数据未报送，统计会偏低。"
    repair "Deliver what lies below it, or leave it if there really is nothing." "补报其下级数据；确无下级则可忽略。"
    source "Seen in real deliveries." "实际报送中常见。"
};

pub(super) const CHECK: Check = Check {
    rule: &RULE,
    on: true,
    needs: &[],
    needs_day: false,
    parameters: &[],
    run: Run::Among { run: check, sees, may_find },
};

/// Its level and kind, and whether it has children itself.
fn sees(child: Unit<'_>) -> Option<Seen> {
    let kind = child.kind().unwrap_or(UnitKind::Other) as u32;
    let shape = (child.level() as u32) << u8::BITS | kind;
    (child.level() < Level::Household).then(|| (shape, u32::from(child.has_children())))
}

fn may_find(looks: &Looks, (shape, _): Seen) -> bool {
    looks.count((shape, 0)) > 0 && looks.count((shape, 1)) > 0
}

fn check(look: &Look<'_, '_>, unit: Unit<'_>, findings: &mut Findings) {
    let kind = |child: Unit<'_>| (child.level(), child.kind().unwrap_or(UnitKind::Other));
    let (mut with, mut without) = (BTreeSet::new(), Vec::new());
    // Households have nothing below them.
    for child in unit.children_in_any_order().filter(|child| child.level() < Level::Household) {
        if child.has_children() {
            with.insert(kind(child));
        } else {
            without.push(child);
        }
    }
    for child in without.into_iter().filter(|child| with.contains(&kind(*child))) {
        let finding = look.of_unit(child, "code", Some(child.code())).with("parent", unit.code());
        findings.push(finding.saw(0, "≥ 1"));
    }
}
