//! Using a code again: what named a node by it goes on naming that one.

use super::Reason;
use super::step::Step;
use crate::base::Period;
use crate::graph::RowAt;
use crate::record::Row;
use std::collections::BTreeMap;

/// From the day on codes are other nodes'. Rows that name one before by such a code, and state no earlier day, would come to
/// name the other. They name theirs by the code that it has now, or gets with these; where that one is no more, a row without
/// a start ends and goes on without it, if it can. A row that starts on the day or later is about whoever has the code then.
/// The rows `heirs` take the codes: [`keep_names_of_heir`] is for what they name themselves.
///
/// # Errors
/// [`Reason::LaterRecord`] as [`Step::must_name_the_same`].
pub(super) fn keep_names(
    step: &mut Step<'_>,
    codes: &[&str],
    heirs: &[RowAt],
    new: &BTreeMap<u32, &str>,
) -> Result<(), Reason> {
    let hierarchy = step.hierarchy;
    let mut naming: BTreeMap<RowAt, Vec<(usize, u32, &str)>> = BTreeMap::new();
    for code in codes {
        // What names one by the code that had it before others says an earlier day.
        for node in hierarchy.last_named_by(code, step.day) {
            for at in hierarchy.rows_naming(node) {
                let row = hierarchy.row(at);
                let columns = hierarchy.columns_naming(at, node).into_iter().filter(|column| row.at(*column) == *code);
                let columns: Vec<_> = columns.map(|column| (column, node, *code)).collect();
                if !columns.is_empty() {
                    naming.entry(at).or_default().extend(columns);
                }
            }
        }
    }
    for (at, columns) in naming {
        if heirs.contains(&at) || step.edits.fates.contains_key(&at) || says_earlier_day(step, at) {
            continue;
        }
        let row = hierarchy.row(at);
        let other = |(column, node, code): &(usize, u32, &str)| {
            let is_gone = hierarchy.code_on(*node, step.day) == *code && !new.contains_key(node);
            let other = if is_gone { None } else { other_code(step, *node, code, hierarchy.row_period(at), new) };
            (*column, other.map(str::to_owned))
        };
        let others: Vec<(usize, Option<String>)> = columns.iter().map(other).collect();
        let mut renamed = row;
        let known = others.iter().filter_map(|(column, other)| Some((*column, other.as_deref()?)));
        known.for_each(|(column, other)| renamed.set(column, other));
        let lost: Vec<usize> = others.iter().filter(|(_, other)| other.is_none()).map(|(column, _)| *column).collect();
        if lost.is_empty() {
            step.say(at, renamed);
        } else if hierarchy.row_period(at).from().is_none() && at.0.has_period() {
            step.end(at);
            if !lost.iter().any(|column| at.0.rejects(*column)) {
                for column in lost {
                    renamed.set(column, "");
                }
                renamed.set_from(step.day);
                step.must_name_the_same(at, &renamed)?;
                step.add(renamed);
            }
        } else if lost.len() < others.len() {
            step.say(at, renamed);
        }
    }
    Ok(())
}

/// What a row names that takes a code from the day on: whom it named by one that is another's then it names by another, or
/// not at all.
pub(super) fn keep_names_of_heir(
    step: &Step<'_>,
    at: RowAt,
    taken: &[&str],
    after: &mut Row,
    new: &BTreeMap<u32, &str>,
) {
    let Ok(period) = Period::new(Some(step.day), None) else { return };
    let before = step.hierarchy.row(at);
    for column in 0..at.0.columns().len() {
        let code = before.at(column);
        if let Some(node) = step.hierarchy.node_named(at, column).filter(|_| taken.contains(&code)) {
            after.set(column, other_code(step, node, code, period, new).unwrap_or_default());
        }
    }
}

/// Another code than the given one by which a row of a period names a node: the one that it gets, the one that it has on the
/// day, or its latest.
fn other_code<'c>(
    step: &Step<'c>,
    node: u32,
    code: &str,
    period: Period,
    new: &BTreeMap<u32, &'c str>,
) -> Option<&'c str> {
    let hierarchy = step.hierarchy;
    if let Some(gets) = new.get(&node) {
        return Some(*gets).filter(|gets| *gets != code);
    }
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
