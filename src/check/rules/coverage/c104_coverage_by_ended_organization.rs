//! C104: a row of coverage that outlives its organisation.

use super::TABLES;
use crate::check::rule::{Check, Look, Run, node_subject};
use crate::findings::{Finding, Findings, Rule, rules::rule};
use crate::graph::Link;
use crate::record::{Relation, Table};

static RULE: Rule = rule! {
    "C104" "coverage-by-ended-organization" Coverage Warning "coverage by an organisation that has ended" "由已撤销组织覆盖"
    says "{subject} is still entered as covered by {related}, which has ended" "{subject} 仍登记为由已撤销的 {related} 覆盖"
    what "A row of coverage would hold on the day, but its organisation has ended." "覆盖关系在当日本应有效，但其组织已撤销。"
    why "Lists that do not look at the organisation still count the target as covered." "不核对组织状态的统计仍会计为已覆盖。"
    repair "End the row, and enter which organisation covers the target now." "终止该行，并登记现在由哪个组织覆盖。"
    source "A relation holds as long as its ends do." "关系的存续不超过两端。"
    trap "The target counts as uncovered on the day unless another organisation covers it." "除非另有组织覆盖，该对象当日按未覆盖计。"
};

pub(super) const CHECK: Check = Check {
    rule: &RULE,
    on: true,
    needs: TABLES,
    needs_day: false,
    parameters: &[],
    run: Run::Link(Relation::Covers, check),
};

fn check(look: &Look<'_, '_>, link: &Link, findings: &mut Findings) {
    let (hierarchy, day) = (look.hierarchy(), look.snapshot.at);
    let organizations = hierarchy.organizations();
    let organization = hierarchy.kind(link.from).1;
    if !link.holds(day) || organizations.version_on(organization, day).is_some() {
        return;
    }
    // Its versions come in the order of time.
    let Some(last) = organizations.versions(organization).last() else { return };
    let has_ended = hierarchy.rows(Table::Organizations).bounds(last).1 <= day.number();
    let Some(target) = look.snapshot.node(link.to).filter(|_| has_ended) else { return };
    let mut place = hierarchy.row_place(Table::Coverage, link.row);
    let code = hierarchy.text.get(hierarchy.rows(Table::Organizations).cell(last, 0));
    (place.column, place.raw) = (Some("organization".to_owned()), Some(code.to_owned()));
    let finding = Finding::new(&RULE, Table::Coverage.as_str(), node_subject(target)).at(place);
    let until = hierarchy.rows(Table::Organizations).period(last).until().map(|day| day.to_string());
    let finding = finding.with("organization", code).saw(until.unwrap_or_default(), "an organization that is there");
    findings.push(Finding { period: link.period(), ..finding });
}
