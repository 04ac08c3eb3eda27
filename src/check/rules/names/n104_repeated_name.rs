//! N104: siblings of one name.

use crate::check::rule::{Check, Look, Run};
use crate::check::siblings::Seen;
use crate::draft::NONE;
use crate::findings::{Findings, Rule, rules::rule};
use crate::query::Unit;

static RULE: Rule = rule! {
    "N104" "repeated-name" Names Warning "siblings of one name" "同一上级下重名"
    says "{observed} units of one level below {subject} are called {raw}: {related}" "{subject} 下有 {observed} 个同级单元都叫 {raw}：{related}"
    what "Two or more units of one level below one parent have the same name." "同一上级下有两个以上同级单元名称相同。"
    why "Whoever reads a list cannot tell them apart; mostly one unit was entered twice under two codes." "看名单无法区分；多为同一单元以两个编码重复登记。"
    repair "Name the units apart, or remove the second entry." "区分名称，或删除重复登记。"
    source "Names are not keys, but within one parent they should tell units apart." "名称不是主键，但同一上级之下应能区分。"
    trap "The same name under different parents is common and is no finding." "不同上级下同名很常见，不在此列。"
};

pub(super) const CHECK: Check = Check {
    rule: &RULE,
    on: true,
    needs: &[],
    needs_day: false,
    parameters: &[],
    run: Run::Among { run: check, sees, may_find: |looks, seen| looks.count(seen) > 1 },
};

fn sees(child: Unit<'_>) -> Option<Seen> {
    (child.name_symbol() != NONE).then(|| (child.name_symbol(), child.level() as u32))
}

fn check(look: &Look<'_, '_>, unit: Unit<'_>, findings: &mut Findings) {
    // Names are compared by their numbers: few are told twice.
    let key = |child: Unit<'_>| (child.name_symbol(), child.level());
    let named = || unit.children_in_any_order().filter(|child| child.name_symbol() != NONE);
    let mut keys = Vec::with_capacity(32);
    keys.extend(named().map(key));
    keys.sort_unstable();
    if keys.is_sorted_by(|a, b| a < b) {
        return;
    }
    let mut children: Vec<_> = named().map(|child| (key(child), child)).collect();
    children.sort_by_key(|child| child.0);
    for same in children.chunk_by_mut(|a, b| a.0 == b.0).filter(|same| same.len() > 1) {
        let Some(name) = same.first().and_then(|child| child.1.name()) else { continue };
        same.sort_by_key(|child| child.1.code());
        let mut finding = look.of_unit(unit, "name", Some(name)).saw(same.len() as u64, "1").without_places();
        for (_, child) in same.iter() {
            let mut place = child.place();
            (place.column, place.raw) = (Some("name".to_owned()), Some(name.to_owned()));
            finding = finding.with("unit", child.code()).at(place);
        }
        findings.push(finding);
    }
}
