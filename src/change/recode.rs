//! Other codes: consecutive recodes of one day are one, so that nodes may exchange codes.

use super::Reason;
use super::error::unknown;
use super::event::{Change, Event};
use super::lineage::{code_before, forget, tell, told_today};
use super::reuse::{keep_names, keep_names_of_heir};
use super::step::Step;
use crate::base::LineageKind;
use crate::draft::trim;
use crate::graph::RowAt;
use std::collections::{BTreeMap, BTreeSet};

/// A recode as an event says it.
pub(super) struct Recode<'e> {
    pub(super) code: &'e str,
    pub(super) to: &'e str,
    pub(super) reuse: bool,
    pub(super) basis: Option<&'e str>,
}

impl<'e> Recode<'e> {
    pub(super) fn of(event: &'e Event) -> Option<Self> {
        let Change::Recode { code, to, reuse } = &event.change else { return None };
        Some(Self { code, to, reuse: *reuse, basis: event.basis.as_deref() })
    }
}

/// A node that gets another code.
struct Recoding<'e> {
    node: u32,
    /// Its row on the day.
    at: RowAt,
    /// The code that it has, and the one that it gets.
    code: &'e str,
    to: &'e str,
    reuse: bool,
    basis: Option<&'e str>,
    /// Its place among the recodes.
    number: usize,
    /// Whether another node had the code before.
    was_others: bool,
}

/// Nodes get other codes from the day on, all at once: answers which gets which. What is refused comes with its place among
/// the recodes.
pub(super) fn recode(step: &mut Step<'_>, recodes: &[Recode<'_>]) -> Result<BTreeMap<u32, String>, (usize, Reason)> {
    let mut recodings = together(step, recodes)?;
    for at in 0..recodings.len() {
        let was_others = may_have(step, &recodings, at)?;
        recodings.get_mut(at).into_iter().for_each(|recoding| recoding.was_others = was_others);
    }
    let new: BTreeMap<u32, &str> = recodings.iter().map(|recoding| (recoding.node, recoding.to)).collect();
    let taken: Vec<&str> =
        recodings.iter().filter(|recoding| recoding.was_others).map(|recoding| recoding.to).collect();
    let heirs: Vec<RowAt> = recodings.iter().map(|recoding| recoding.at).collect();
    if !taken.is_empty() {
        keep_names(step, &taken, &heirs, &new).map_err(|reason| (0, reason))?;
    }
    for recoding in &recodings {
        let Recoding { node, at, code, to, basis, number, .. } = *recoding;
        let refused = |reason| (number, reason);
        let mut after = step.end(at);
        after.set(0, to);
        after.set_from(step.day);
        keep_names_of_heir(step, at, &taken, &mut after, &new);
        step.must_name_the_same(at, &after).map_err(refused)?;
        step.add(after);
        // One that the node took on the same day is told already where it is taken again by another.
        let is_taken = recodings.iter().any(|other| other.to == code && other.was_others);
        let until = code_before(step, node);
        let mut is_told = until.is_none_or(|until| until == to);
        for told in told_today(step, node, code) {
            match told.kind {
                LineageKind::Reuse if until == Some(code) || is_taken => {}
                LineageKind::Reuse => forget(step, told),
                LineageKind::Recode if is_told => forget(step, told),
                LineageKind::Recode => {
                    is_told = true;
                    tell(step, told, to);
                }
                // What became it on the day became the one with the new code.
                LineageKind::Merge | LineageKind::Split => tell(step, told, to),
            }
        }
        if let (false, Some(until)) = (is_told, until) {
            step.add_lineage_on(until, to, LineageKind::Recode, basis);
        }
        let is_reused_today = || {
            let holder = step.hierarchy.named_by(to).last();
            holder.is_some_and(|holder| told_today(step, holder, to).iter().any(|told| told.kind == LineageKind::Reuse))
        };
        if recoding.was_others && !is_reused_today() {
            step.add_lineage_on(to, to, LineageKind::Reuse, basis);
        }
    }
    Ok(new.into_iter().map(|(node, code)| (node, code.to_owned())).collect())
}

/// Which nodes get which codes when all is done: a code that one gets on the way is named by those that come after.
fn together<'e>(step: &Step<'_>, recodes: &[Recode<'e>]) -> Result<Vec<Recoding<'e>>, (usize, Reason)> {
    let mut found: Vec<Recoding<'e>> = Vec::with_capacity(recodes.len());
    // The place of the one that has got a code so far.
    let mut by_code: BTreeMap<&str, usize> = BTreeMap::new();
    let mut seen: BTreeSet<u32> = BTreeSet::new();
    for (number, Recode { code, to: wanted, reuse, basis }) in recodes.iter().enumerate() {
        let refused = |reason| (number, reason);
        let to = trim(wanted);
        let known = step.there_with_lineage(code);
        let again = by_code.get(code).copied();
        match (known, again) {
            (Ok(node), _) if !seen.contains(&node) => {
                let at = step.last_row(node, code).map_err(refused)?;
                if *code == to {
                    return Err(refused(Reason::Nothing));
                }
                seen.insert(node);
                by_code.insert(to, found.len());
                let (reuse, basis, was_others) = (*reuse, *basis, false);
                found.push(Recoding { node, at, code, to, reuse, basis, number, was_others });
            }
            (_, Some(at)) => {
                by_code.remove(code);
                by_code.insert(to, at);
                let Some(recoding) = found.get_mut(at) else { continue };
                if recoding.code == to || recoding.to == to {
                    return Err(refused(Reason::Nothing));
                }
                (recoding.to, recoding.reuse, recoding.number) = (to, *reuse, number);
                recoding.basis = basis.or(recoding.basis);
            }
            (Ok(_), None) => return Err(refused(Reason::NotThere { code: (*code).to_owned(), day: step.day })),
            (Err(reason), None) => return Err(refused(reason)),
        }
    }
    Ok(found)
}

/// Whether a node may have a code from the day on, and if so whether it was another's before.
fn may_have(step: &Step<'_>, recodings: &[Recoding<'_>], at: usize) -> Result<bool, (usize, Reason)> {
    let Some(Recoding { node, to, reuse, number, .. }) = recodings.get(at) else { return Ok(false) };
    let refused = |reason| Err((*number, reason));
    if recodings.iter().take(at).any(|other| other.to == *to) {
        return refused(Reason::NamedTwice((*to).to_owned()));
    }
    let leaves = |row: RowAt| recodings.iter().any(|other| other.at == row);
    if step.rows_used_later(to).any(|row| !leaves(row)) {
        return refused(Reason::InUse { code: (*to).to_owned(), day: step.day });
    }
    match step.hierarchy.named_by(to).last() {
        // A node gets back a code that nobody had since.
        Some(last) if last == *node => Ok(false),
        Some(last) if *reuse || recodings.iter().any(|other| other.node == last && other.code == *to) => Ok(true),
        Some(_) => refused(Reason::UsedBefore((*to).to_owned())),
        None if *reuse => refused(Reason::NeverUsed(unknown(to))),
        None => Ok(false),
    }
}
