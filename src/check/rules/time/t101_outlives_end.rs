//! T101: a row that claims days on which an end of it is not there.

use super::{at_bound, bound, of_version};
use crate::base::{Day, Period};
use crate::check::rule::{Check, Look, Run};
use crate::draft::NONE;
use crate::findings::{Finding, Findings, Rule, Subject, rules::rule};
use crate::graph::{Hierarchy, Link, Lives, Version};
use crate::record::{NodeKind, Relation};

static RULE: Rule = rule! {
    "T101" "outlives-end" Time Warning "row that outlives its end" "期间超出所依对象"
    says "a row of {subject} states {observed}, beyond the days on which {related} is there" "{subject} 一行填写的期间 {observed} 超出 {related} 的存续期"
    what "A row states a first or a last day on which its parent, or an end of its relation, is not there." "某行填写的起止日期，超出其上级或关系另一端的存续期。"
    why "Queries clip the row to the lives of its ends; what it claims beyond is one of two mistakes." "查询会按两端存续期截断；超出部分必有一处有误。"
    repair "Correct the dates of the row or of its end; leave a bound empty to let the row hold as long as its ends do." "更正该行或所依对象的日期；起止留空表示随两端存续。"
    source "What a row states beyond the life of its ends is clipped." "超出两端存续期的部分按截断处理。"
    trap "An empty bound claims nothing and is never at fault." "空的起止日期不作声明，不会报出。"
};

pub(super) const CHECK: Check = Check {
    rule: &RULE,
    on: true,
    needs: &[],
    needs_day: false,
    parameters: &[],
    run: Run::History(check_version, check_link),
};

fn check_version(look: &Look<'_, '_>, version: Version, lives: &mut Lives, findings: &mut Findings) {
    let hierarchy = look.hierarchy();
    let (period, parent) = (hierarchy.units.period_of(version), hierarchy.units.parent_of(version));
    if period == Period::ALWAYS || parent == NONE || hierarchy.is_there_as_claimed(parent, period, lives) {
        return;
    }
    let finding = of_version(&RULE, hierarchy, version, blame(hierarchy, &[parent], period));
    let finding = finding.with("parent", hierarchy.unit_code(parent, period));
    findings.push(Finding { observed: Some(period.to_string().into()), ..finding });
}

fn check_link(look: &Look<'_, '_>, (relation, link): (Relation, &Link), lives: &mut Lives, findings: &mut Findings) {
    let (hierarchy, period) = (look.hierarchy(), link.period());
    if period == Period::ALWAYS {
        return;
    }
    let ends = [link.from, link.to];
    let mut is_outlived = |end: &u32| !hierarchy.is_there_as_claimed(*end, period, lives);
    let outlived: Vec<u32> = ends.into_iter().filter(|end| is_outlived(end)).collect();
    if outlived.is_empty() {
        return;
    }
    let (table, from, to) = relation.cells();
    let rows = hierarchy.rows(table);
    // The subject is the node that the row itself is about, which stands in its first column.
    let (kind, _) = hierarchy.kind(if from == 0 { link.from } else { link.to });
    let text = |column: usize| hierarchy.text.get(rows.cell(link.row, column)).to_owned();
    // A person is not named: the place says which row.
    let shown = |node: u32, column: usize| {
        if hierarchy.kind(node).0 == NodeKind::Person { String::new() } else { text(column) }
    };
    let code = shown(if from == 0 { link.from } else { link.to }, 0);
    let subject = Subject { kind: kind.into(), level: None, code, name: None };
    let place = at_bound(hierarchy.row_place(table, link.row), blame(hierarchy, &outlived, period));
    let mut finding = Finding::new(&RULE, table.as_str(), subject).at(place);
    for (end, column) in [(link.from, from), (link.to, to)] {
        if outlived.contains(&end) {
            finding = finding.with(table.columns().get(column).map_or("", |column| column.name), shown(end, column));
        }
    }
    findings.push(Finding { observed: Some(period.to_string().into()), period, ..finding });
}

/// The bound that claims too much: the first day, unless every end is there on it.
fn blame(hierarchy: &Hierarchy, ends: &[u32], period: Period) -> (&'static str, String) {
    let missing = |day: Option<Day>| day.is_some_and(|day| ends.iter().any(|end| !hierarchy.is_there(*end, day)));
    bound(period, missing(period.from()) || period.until().is_none())
}
