//! F102: a published share or average that no count on its base gives.

use super::{TABLES, finding};
use crate::base::Verdict;
use crate::check::rule::{Check, Look, Run};
use crate::findings::{Findings, Rule, rules::rule};
use crate::query::Judged;

static RULE: Rule = rule! {
    "F102" "impossible-figure" Figures Warning "a published figure is impossible on its base" "公布数字在其基数上不可能"
    says "the published figure {subject} is impossible: {observed}" "公布数字 {subject} 不可能：{observed}"
    what "No count from none to all of the base rounds, half up, to the published percentage, or no sum over the base to the average, whatever the data say." "从零到全部基数的任何计数，四舍五入后都不等于公布的百分比（或均值），与数据无关。"
    why "Either the figure or the base is wrong, and that can be told without any list." "数字或基数必有一误，无需名单即可判断。"
    repair "Find the base that the figure was worked out on, and enter it; or correct the figure." "查明计算所用的基数并填报，或更正数字。"
    source "92 % cannot be said of 44 communities: 40/44 is 90.9 %, 41/44 is 93.2 %." "44 个社区不可能有 92 %：40/44 为 90.9 %，41/44 为 93.2 %。"
    trap "Numbers are taken to be rounded half up; one that was cut off rather than rounded is found too." "按四舍五入判断；截尾而非舍入的数字也会被发现。"
};

pub(super) const CHECK: Check =
    Check { rule: &RULE, on: true, needs: TABLES, needs_day: false, parameters: &[], run: Run::Claim(check) };

fn check(_: &Look<'_, '_>, judged: &Judged<'_>, findings: &mut Findings) {
    if judged.verdict == Verdict::Impossible {
        findings.push(finding(&RULE, judged, Verdict::Impossible));
    }
}
