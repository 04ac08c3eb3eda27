//! F101: a published figure that the data contradict.

use super::{TABLES, finding};
use crate::base::Verdict;
use crate::check::rule::{Check, Look, Run};
use crate::findings::{Findings, Rule, rules::rule};
use crate::query::Judged;

static RULE: Rule = rule! {
    "F101" "figure-does-not-hold" Figures Warning "a published figure does not hold" "公布数字不成立"
    says "the published figure {subject} does not hold: {observed}" "公布数字 {subject} 不成立：{observed}"
    what "For its scope, day and base, a published figure is not what the data give: a count or a sum differs, a share rounds to another number, parts do not add up to their whole, or a standard is not met." "在其范围、日期和基数下，公布数字与数据不符：计数或合计不同，占比舍入后为另一数，各部分之和不等于总数，或未达标准。"
    why "A figure that the tables do not give will be asked about, and cannot be shown." "数据给不出的数字经不起核对。"
    repair "Correct the figure, or what it counts; or enter the rows that are missing." "更正数字或口径，或补录缺少的数据。"
    source "A published figure equals what the data gives, for its scope, date and base." "公布数字应与其范围、日期、基数下的数据一致。"
    trap "Every row of a claim with one reading must hold; where readings give different verdicts the claim is ambiguous, which is no finding." "同一读法的各行须同时成立；不同读法判定不一时为“两解”，不作为问题。"
};

pub(super) const CHECK: Check =
    Check { rule: &RULE, on: true, needs: TABLES, needs_day: false, parameters: &[], run: Run::Claim(check) };

fn check(_: &Look<'_, '_>, judged: &Judged<'_>, findings: &mut Findings) {
    if judged.verdict == Verdict::DoesNotHold {
        findings.push(finding(&RULE, judged, Verdict::DoesNotHold));
    }
}
