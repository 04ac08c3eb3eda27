//! Numbers by the hashes of what they stand for.

use std::hint::black_box;

/// A table of numbers with open addressing. Each slot holds 32 bits of the hash beside the number, so that what a number
/// stands for is looked at only where it is most likely the one, and never when the table grows.
#[derive(Clone, Default)]
pub(super) struct Index {
    /// The hash in the upper half, the number and one more in the lower; 0 where none is. A power of two of them, by the
    /// upper bits of the hash: a table that grows is read and written from end to end.
    slots: Vec<u64>,
    taken: usize,
    /// How far a hash is shifted to the slot that it starts at.
    shift: u32,
}

/// What stands where a number was taken out.
const GONE: u64 = u32::MAX as u64;

/// The fewest slots.
const FEWEST: usize = 16;

const LOWER: u64 = 0xffff_ffff;

impl Index {
    /// The number of a hash that `is_it` says yes to.
    pub(super) fn find(&self, hash: u64, is_it: impl Fn(u32) -> bool) -> Option<u32> {
        let mut at = self.home(hash);
        loop {
            let slot = self.slots.get(at).copied().filter(|slot| *slot != 0)?;
            if slot >> 32 == hash >> 32
                && let Some(number) = number(slot).filter(|number| is_it(*number))
            {
                return Some(number);
            }
            at = self.after(at);
        }
    }

    /// Makes room for so many more numbers: a third of the slots at least stay free.
    pub(super) fn reserve(&mut self, more: usize) {
        let fewest = (self.taken + more).saturating_mul(3) / 2;
        if fewest < self.slots.len() {
            return;
        }
        let count = (fewest + 1).next_power_of_two().max(FEWEST);
        self.shift = u64::BITS - count.trailing_zeros();
        self.taken = 0;
        // The zeros are written: of memory that nobody has written to each page would be asked for twice, at the first
        // look and at the first change.
        let empty = std::iter::repeat_n(black_box(0), count).collect();
        for slot in std::mem::replace(&mut self.slots, empty) {
            if number(slot).is_some() {
                self.put(slot);
            }
        }
    }

    /// Adds a number that is not there.
    pub(super) fn insert(&mut self, hash: u64, number: u32) {
        self.reserve(1);
        self.put(slot(hash, number));
    }

    /// Takes out a number; whether it was there.
    pub(super) fn remove(&mut self, hash: u64, number: u32) -> bool {
        let (mut at, wanted) = (self.home(hash), slot(hash, number));
        while let Some(slot) = self.slots.get_mut(at).filter(|slot| **slot != 0) {
            if *slot == wanted {
                *slot |= GONE;
                return true;
            }
            at = self.after(at);
        }
        false
    }

    /// Looks at the slot that a hash starts at, so that it is at hand when it is asked for.
    #[inline]
    pub(super) fn touch(&self, hash: u64) -> u64 {
        self.slots.get(self.home(hash)).copied().unwrap_or(0)
    }

    fn put(&mut self, slot: u64) {
        let mut at = self.home(slot);
        while self.slots.get(at).is_some_and(|taken| *taken != 0) {
            at = self.after(at);
        }
        self.slots.get_mut(at).into_iter().for_each(|free| *free = slot);
        self.taken += 1;
    }

    /// The slot that a hash starts at; none that is there, if there are no slots.
    #[inline]
    fn home(&self, hash: u64) -> usize {
        usize::try_from(hash >> self.shift).unwrap_or(0)
    }

    /// The slot that follows, the first after the last.
    #[inline]
    const fn after(&self, at: usize) -> usize {
        (at + 1) & (self.slots.len().wrapping_sub(1))
    }
}

const fn slot(hash: u64, number: u32) -> u64 {
    (hash & !LOWER) | (number as u64 + 1)
}

/// The number in a slot, unless it was taken out.
fn number(slot: u64) -> Option<u32> {
    let lower = slot & LOWER;
    if lower == GONE { None } else { u32::try_from(lower).ok()?.checked_sub(1) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_found_by_their_hash_until_they_are_taken_out() {
        // Few different upper halves, so that many numbers want the same slot.
        let hash = |number: u32| u64::from(number % 7) << 61 | u64::from(number % 3) << 32;
        let mut index = Index::default();
        assert_eq!(index.find(0, |_| true), None);
        assert!(!index.remove(0, 0));
        for number in 0..1000 {
            index.insert(hash(number), number);
        }
        for number in (0..1000).filter(|number| number % 5 == 0) {
            assert!(index.remove(hash(number), number));
            assert!(!index.remove(hash(number), number));
        }
        index.reserve(10_000);
        for number in 0..1000 {
            let is_there = number % 5 != 0;
            assert_eq!(index.find(hash(number), |known| known == number), is_there.then_some(number));
        }
    }
}
