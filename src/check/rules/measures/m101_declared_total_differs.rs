//! M101: a total that a unit declares and that is not what its parts add up to.

use crate::base::MeasureKind;
use crate::check::rule::{Check, Look, Run, node_subject};
use crate::findings::{Finding, Findings, Observed, Rule, rules::rule};
use crate::query::{DeclaredTotal, Unit};
use crate::record::Table;

static RULE: Rule = rule! {
    "M101" "declared-total-differs" Measures Warning "declared total differs from what the parts add up to" "申报总数与下级汇总不一致"
    says "{subject} declares {observed} ({related}), but its parts add up to {expected}" "{subject} 申报 {observed}（{related}），但其下级合计为 {expected}"
    what "A unit states a number of what lies in it – households, residents, matters, cases, volunteers –, all its parts have one too, and the sum is another." "单元填报了其范围内的数量（户数、人口、事项、发案、志愿者等），其全部下级也有数值，但合计不同。"
    why "One of the two is wrong or out of date, and figures are published from both." "两者必有一处有误或过时，而公布数字可能取自任一处。"
    repair "Correct the declared total, or the value of the part that is wrong." "更正申报总数，或更正有误的下级数值。"
    source "A published figure equals what the data gives, for its scope and date." "公布数字应与数据在同一范围、同一日期得出的结果一致。"
    trap "Parts are asked as of the day of the declared total. Scores, shares, time limits, funds and rounded areas do not add up and are not asked." "下级数值取申报总数当日或之前最近的数值；评分、比率、时限、经费和取整的面积不可加总，不作比较。"
};

pub(super) const CHECK: Check = Check {
    rule: &RULE,
    on: true,
    needs: &[Table::Measures],
    needs_day: false,
    parameters: &[],
    run: Run::Unit(check),
};

fn check(look: &Look<'_, '_>, unit: Unit<'_>, findings: &mut Findings) {
    // Few units have a measure.
    if look.hierarchy().rows_stated(unit.number(), Table::Measures).is_empty() {
        return;
    }
    let adding_up = MeasureKind::ALL.iter().copied().filter(|measure| measure.rolls_up());
    let totals =
        adding_up.filter_map(|measure| unit.declared_total_by(measure, &|part| look.households.of(part).counted));
    totals.filter(DeclaredTotal::differs).for_each(|total| findings.push(finding(&total)));
}

fn finding(total: &DeclaredTotal<'_>) -> Finding {
    let mut place = total.row.place();
    (place.column, place.raw) = (Some("value".to_owned()), Some(total.row.value.to_owned()));
    let text = || Observed::Text(total.declared.to_string());
    let declared = total.declared.to_whole().map_or_else(text, Observed::Number);
    let finding = Finding::new(&RULE, Table::Measures.as_str(), node_subject(total.unit.into())).at(place);
    let finding = finding.with("measure", total.row.measure.as_str()).saw(declared, total.rolled_up.to_string());
    Finding { period: total.row.period, ..finding }
}
