//! Using a code again: what named a node by it goes on naming that one.

use super::Reason;
use super::step::Step;
use crate::base::Period;
use crate::graph::RowAt;
use crate::record::Row;

/// From the day on a code is another node's. Rows that name one before by it, and state no earlier day, would come to name
/// the other. They name theirs by the code that it has now; where that one is no more, a row without a start ends and goes
/// on without it, if it can. A row that starts on the day or later is about whoever has the code then. The row `heir`, if
/// there is one, takes the code: [`keep_names_of_heir`] is for what it names itself.
///
/// # Errors
/// [`Reason::LaterRecord`] as [`Step::must_name_the_same`].
pub(super) fn keep_names(step: &mut Step<'_>, code: &str, heir: Option<RowAt>) -> Result<(), Reason> {
    let hierarchy = step.hierarchy;
    // What names one by the code that had it before others says an earlier day.
    for node in hierarchy.last_named_by(code, step.day) {
        let is_gone = hierarchy.code_on(node, step.day) == code;
        for at in hierarchy.rows_naming(node) {
            let row = hierarchy.row(at);
            let by_code = |column: &usize| row.at(*column) == code;
            let columns: Vec<usize> = hierarchy.columns_naming(at, node).into_iter().filter(by_code).collect();
            if columns.is_empty()
                || heir == Some(at)
                || step.edits.fates.contains_key(&at)
                || says_earlier_day(step, at)
            {
                continue;
            }
            let other = if is_gone { None } else { other_code(step, node, code, hierarchy.row_period(at)) };
            if let Some(other) = other {
                let mut renamed = row;
                for column in columns {
                    renamed.set(column, other);
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
                    step.must_name_the_same(at, &rest)?;
                    step.add(rest);
                }
            }
        }
    }
    Ok(())
}

/// What a row names that takes a code from the day on: whom it named by that code it names by another, or not at all.
pub(super) fn keep_names_of_heir(step: &Step<'_>, at: RowAt, code: &str, after: &mut Row) {
    let Ok(period) = Period::new(Some(step.day), None) else { return };
    for column in 0..at.0.columns().len() {
        if let Some(node) = step.hierarchy.node_named(at, column).filter(|_| after.at(column) == code) {
            after.set(column, other_code(step, node, code, period).unwrap_or_default());
        }
    }
}

/// Another code than the given one by which a row of a period names a node: the one that the node has on the day, or its
/// latest.
fn other_code<'h>(step: &Step<'h>, node: u32, code: &str, period: Period) -> Option<&'h str> {
    let hierarchy = step.hierarchy;
    let names_it = |other: &&str| *other != code && hierarchy.named_during(other, period) == Some(node);
    let now = Some(hierarchy.code_on(node, step.day)).filter(names_it);
    let all = || hierarchy.rows_of(node).into_iter().rev().map(|at| hierarchy.code_of_row(at));
    now.or_else(|| all().find(names_it))
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
