//! Using a code again: what named a node by it goes on naming that one.

use super::step::Step;
use crate::base::Period;
use crate::graph::RowAt;
use crate::record::Row;

/// From the day on a code is another node's. Rows that name one before by it, and say no earlier day, would come to name
/// the other: they name theirs by the code that it has now, or end where that one is no more.
pub(super) fn keep_names(step: &mut Step<'_>, code: &str) {
    let hierarchy = step.hierarchy;
    // What names one by the code that had it before others says an earlier day.
    for node in hierarchy.last_named_by(code, step.day) {
        let now = hierarchy.code_on(node, step.day);
        for at in hierarchy.rows_naming(node) {
            let row = hierarchy.row(at);
            let by_code = |column: &usize| row.at(*column) == code;
            let columns: Vec<usize> = hierarchy.columns_naming(at, node).into_iter().filter(by_code).collect();
            if columns.is_empty() || step.edits.fates.contains_key(&at) || says_earlier_day(step, at) {
                continue;
            }
            if now != code {
                let mut renamed = row;
                for column in columns {
                    renamed.set(column, now);
                }
                step.say(at, renamed);
            } else if hierarchy.row_period(at).from().is_none() && at.0.has_period() {
                step.end(at);
                if !columns.iter().any(|column| at.0.rejects(*column)) {
                    let mut rest = row;
                    for column in columns {
                        rest.set(column, "");
                    }
                    rest.set_from(step.day);
                    step.add(rest);
                }
            }
        }
    }
}

/// A row that ends earlier still names the same nodes, by the codes that they had then; answers whether it can.
pub(super) fn keep_names_until(step: &Step<'_>, at: RowAt, ended: &mut Row) -> bool {
    let hierarchy = step.hierarchy;
    let before = hierarchy.row_period(at).from();
    let Ok(period) = Period::new(before, Some(step.day)) else { return false };
    for column in 0..at.0.columns().len() {
        let Some(node) = hierarchy.node_named(at, column) else { continue };
        let is_named = |code: &str| hierarchy.named_during(code, period) == Some(node);
        if !is_named(ended.at(column)) {
            let code = Some(hierarchy.code_on(node, step.day.previous())).filter(|code| is_named(code));
            // One that no code names then is not there then.
            if code.is_none() && at.0.rejects(column) {
                return false;
            }
            ended.set(column, code.unwrap_or_default());
        }
    }
    true
}

/// Whether the day by which the names of a row are looked up is before that of the event.
fn says_earlier_day(step: &Step<'_>, at: RowAt) -> bool {
    let period = step.hierarchy.row_period(at);
    let said = period.from().or_else(|| period.until().map(crate::base::Day::previous));
    said.is_some_and(|said| said < step.day)
}
