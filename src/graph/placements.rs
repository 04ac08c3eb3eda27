//! The placements under one parent that are not at home: a sorted list of which versions share the parts that stay.

use super::columns::Displaced;
use std::sync::Arc;

/// How many placements a part has at most: a change copies one part, and the list of parts.
const MOST: usize = 64;

/// Invariant: placements ascend, and no part is empty.
#[derive(Clone, Debug)]
pub(super) struct Placements(Arc<[Arc<[Displaced]>]>);

impl Placements {
    pub(super) fn of(placements: &[Displaced]) -> Self {
        Self(placements.chunks(MOST / 2).map(Arc::from).collect())
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &Displaced> {
        self.0.iter().flat_map(|part| part.iter())
    }

    /// The same with one that arrived.
    pub(super) fn with(&self, arrived: Displaced) -> Self {
        let at = self.part_of(arrived).min(self.0.len().saturating_sub(1));
        let known = self.0.get(at).map(|part| &**part).unwrap_or_default();
        let (before, after) = known.split_at(known.partition_point(|displaced| *displaced < arrived));
        let part = [before, &[arrived], after].concat();
        if part.len() <= MOST {
            return self.replaced(at, &[&part]);
        }
        // What comes one after another fills parts.
        let (first, last) = part.split_at(if after.is_empty() { MOST } else { MOST / 2 });
        self.replaced(at, &[first, last])
    }

    /// The same without one that left, if it was there.
    pub(super) fn without(&self, left: Displaced) -> Self {
        let at = self.part_of(left);
        let known = self.0.get(at).map(|part| &**part).unwrap_or_default();
        let rest: Vec<Displaced> = known.iter().copied().filter(|displaced| *displaced != left).collect();
        if rest.is_empty() { self.replaced(at, &[]) } else { self.replaced(at, &[&rest]) }
    }

    /// The first part that ends with a placement or one after it.
    fn part_of(&self, placement: Displaced) -> usize {
        self.0.partition_point(|part| part.last().is_some_and(|last| *last < placement))
    }

    fn replaced(&self, at: usize, parts: &[&[Displaced]]) -> Self {
        let (before, after) = (self.0.iter().take(at).cloned(), self.0.iter().skip(at + 1).cloned());
        Self(before.chain(parts.iter().map(|part| Arc::from(*part))).chain(after).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_a_sorted_list_and_copies_stay() {
        let (mut list, mut expected, mut number) = (Placements::of(&[]), Vec::new(), 9_901_u32);
        let mut kept = Vec::new();
        for step in 0..3_000_i32 {
            number = number.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let child = if step < 500 { step.unsigned_abs() } else { number >> 23 };
            let placement = Displaced { parent: 7, child, from: step % 3, until: 9 };
            if step % 5 == 4 {
                list = list.without(placement);
                expected.retain(|known| *known != placement);
            } else if !expected.contains(&placement) {
                list = list.with(placement);
                expected.push(placement);
                expected.sort_unstable();
            }
            if step % 300 == 0 {
                kept.push((list.clone(), expected.clone()));
            }
        }
        kept.push((list, expected));
        for (list, expected) in kept {
            assert!(list.iter().eq(&expected));
            assert!(list.0.iter().all(|part| !part.is_empty() && part.len() <= MOST));
        }
    }
}
