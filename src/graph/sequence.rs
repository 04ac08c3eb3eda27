//! Numbers in an order of their own that versions share: a copy costs nothing, and a change copies the part that it is in.

use std::iter::once;
use std::sync::Arc;

/// How many numbers a part has at most.
const MOST: usize = 256;

/// Numbers in an order that who changes them keeps.
///
/// Invariant: no part is empty but the first of a sequence without numbers.
#[derive(Clone, Debug, Default)]
pub(super) struct Sequence {
    first: Arc<[u32]>,
    more: Option<Arc<[Arc<[u32]>]>>,
}

/// Where a number is: its part, and where it is there.
pub(super) type Place = (usize, usize);

/// Numbers to look at, wherever they are kept.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Numbers<'n> {
    first: &'n [u32],
    more: &'n [Arc<[u32]>],
}

impl<'n> Numbers<'n> {
    pub(super) const fn new(first: &'n [u32]) -> Self {
        Self { first, more: &[] }
    }

    pub(crate) const fn is_empty(&self) -> bool {
        self.first.is_empty()
    }

    pub(crate) fn iter(self) -> impl Iterator<Item = u32> + 'n {
        self.first.iter().chain(self.more.iter().flat_map(|part| part.iter())).copied()
    }

    /// Whether there are several.
    pub(super) const fn are_several(&self) -> bool {
        self.first.len() > 1 || !self.more.is_empty()
    }
}

impl Sequence {
    /// So many numbers, as they come.
    pub(super) fn of(numbers: &[u32]) -> Self {
        Self::of_parts(numbers.chunks(MOST).map(Arc::from).collect())
    }

    fn of_parts(parts: Vec<Arc<[u32]>>) -> Self {
        let mut parts = parts.into_iter().filter(|part| !part.is_empty());
        let first = parts.next().unwrap_or_default();
        let more: Arc<[Arc<[u32]>]> = parts.collect();
        Self { first, more: Some(more).filter(|more| !more.is_empty()) }
    }

    pub(super) fn numbers(&self) -> Numbers<'_> {
        Numbers { first: &self.first, more: self.more.as_deref().unwrap_or_default() }
    }

    fn part(&self, part: usize) -> Option<&Arc<[u32]>> {
        let more = self.more.as_deref().unwrap_or_default();
        part.checked_sub(1).map_or(Some(&self.first), |part| more.get(part))
    }

    /// The place of the first number that does not come before something, where all that come before it come first.
    pub(super) fn place(&self, comes_before: impl Fn(u32) -> bool) -> Place {
        let more = self.more.as_deref().unwrap_or_default();
        let part = more.partition_point(|part| part.first().is_some_and(|first| comes_before(*first)));
        (part, self.part(part).map_or(0, |numbers| numbers.partition_point(|number| comes_before(*number))))
    }

    /// The numbers from a place on, each with its own.
    pub(super) fn from(&self, (part, at): Place) -> impl Iterator<Item = (Place, u32)> + '_ {
        let more = self.more.as_deref().unwrap_or_default();
        let parts = once(&self.first).chain(more).enumerate().skip(part);
        parts.flat_map(move |(number, numbers)| {
            let skipped = if number == part { at } else { 0 };
            numbers.iter().enumerate().skip(skipped).map(move |(at, found)| ((number, at), *found))
        })
    }

    /// Puts a number at a place.
    pub(super) fn insert(&mut self, (part, at): Place, number: u32) {
        let Some(known) = self.part(part) else { return };
        let (before, after) = known.split_at(at.min(known.len()));
        let parts: Vec<Arc<[u32]>> = if known.len() < MOST {
            vec![[before, &[number], after].concat().into()]
        } else if after.is_empty() {
            // What comes last mostly comes one after another.
            vec![known.clone(), Arc::new([number])]
        } else {
            vec![[before, &[number]].concat().into(), after.into()]
        };
        self.set(part, parts);
    }

    /// Takes out the number at a place, if there is one: the place after the last of a part is that of the first of the next.
    pub(super) fn remove(&mut self, (mut part, mut at): Place) {
        if self.part(part).is_some_and(|known| known.len() <= at) {
            (part, at) = (part + 1, 0);
        }
        let Some(known) = self.part(part).filter(|known| at < known.len()) else { return };
        let (before, after) = known.split_at(at);
        let rest = [before, after.get(1..).unwrap_or_default()].concat();
        self.set(part, vec![rest.into()]);
    }

    fn set(&mut self, part: usize, mut parts: Vec<Arc<[u32]>>) {
        let is_one = parts.len() == 1 && (self.more.is_none() || parts.iter().all(|part| !part.is_empty()));
        if let (0, true) = (part, is_one) {
            self.first = parts.pop().unwrap_or_default();
            return;
        }
        let more = self.more.as_deref().unwrap_or_default();
        let mut all: Vec<Arc<[u32]>> = once(&self.first).chain(more).cloned().collect();
        all.splice(part..=part, parts);
        *self = Self::of_parts(all);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_a_list_and_copies_stay() {
        let mut number = 9_901_u32;
        let mut random = || {
            number = number.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            number >> 12
        };
        for appends in [false, true] {
            let start: Vec<u32> = (0..700).map(|number| number * 900).collect();
            let (mut sequence, mut list, mut kept) = (Sequence::of(&start), start, Vec::new());
            for step in 0..6_000 {
                // It grows, and shrinks to nothing.
                if step % 5 == 0 || step > 3_000 && step % 5 < 4 {
                    let known = list.get(random() as usize % list.len().max(1)).copied();
                    if let Some(lost) = known {
                        let place = sequence.place(|known| known < lost);
                        sequence.remove(place);
                        list.remove(list.partition_point(|known| *known < lost));
                    }
                } else {
                    let new = if appends { 1_000_000 + step } else { random() };
                    sequence.insert(sequence.place(|known| known < new), new);
                    list.insert(list.partition_point(|known| *known < new), new);
                }
                if step % 500 == 0 {
                    kept.push((sequence.clone(), list.clone()));
                }
            }
            kept.push((sequence, list));
            for (sequence, list) in kept {
                let numbers = sequence.numbers();
                assert!(numbers.iter().eq(list.iter().copied()));
                assert_eq!((numbers.is_empty(), numbers.are_several()), (list.is_empty(), list.len() > 1));
                let middle = list.len() / 2;
                let wanted = list.get(middle).copied().unwrap_or_default();
                let from = sequence.from(sequence.place(|known| known < wanted));
                assert!(from.map(|found| found.1).eq(list.iter().copied().skip_while(|known| *known < wanted)));
            }
        }
    }
}
