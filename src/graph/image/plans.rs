//! How far a hierarchy follows a journal, in an image: see [`Committed`].

use super::told::{Teller, Told};
use super::{ImageError, PLANS};
use crate::graph::Committed;
use crate::graph::committed::{Answer, Done, KEPT, MOST, PlanSummary, is_id};

pub(super) fn told(committed: &Committed) -> Vec<u8> {
    let mut told = Told::default();
    let Committed { position, chain, ids, .. } = *committed;
    for number in [position, chain, ids].into_iter().chain(committed.older()) {
        told.number(number);
    }
    for Done { id, content, answer } in committed.kept() {
        told.text(id);
        told.number(*content);
        told.number(answer.version);
        let mut summary = answer.summary;
        summary.numbers().for_each(|number| told.number(*number));
    }
    told.0
}

pub(super) fn read(bytes: &[u8]) -> Result<Committed, ImageError> {
    let mut teller = Teller::new(bytes, PLANS);
    let (position, chain, ids) = (teller.number()?, teller.number()?, teller.number()?);
    if position > MOST || ids > position || (position == 0 && chain != 0) {
        return Err(teller.broken("it counts other plans than there can be"));
    }
    let older = ids.saturating_sub(KEPT);
    let mut hashes = Vec::new();
    for _ in 0..older {
        hashes.push(teller.number()?);
    }
    let mut done: Vec<Done> = Vec::new();
    // Each id before has a version of its own.
    let mut last = older;
    for _ in older..ids {
        let id = teller.text()?.to_owned();
        let content = teller.number()?;
        let mut answer = Answer { version: teller.number()?, summary: PlanSummary::default() };
        for number in answer.summary.numbers() {
            *number = teller.number()?;
        }
        if !is_id(&id) || answer.version <= last || answer.version > position {
            return Err(teller.broken("a plan has an id or a number that none can have"));
        }
        last = answer.version;
        done.push(Done { id, content, answer });
    }
    teller.end()?;
    let mut names: Vec<&str> = done.iter().map(|done| done.id.as_str()).collect();
    names.sort_unstable();
    if !names.is_sorted_by(|one, next| one < next) {
        return Err(teller.broken("two plans have one id"));
    }
    Ok(Committed::of((position, chain), hashes, done))
}
