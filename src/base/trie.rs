//! A map from numbers that versions share: a copy costs nothing, and a change copies the way to it.

use std::sync::Arc;

/// How many bits of a number each step looks at.
const BITS: u32 = 5;
const MASK: u32 = (1 << BITS) - 1;

/// Values by number, in order of numbers. Nothing is ever taken out.
#[derive(Clone, Debug)]
pub(crate) struct Trie<V> {
    root: Option<Arc<Node<V>>>,
    /// How many steps there are above the leaves: numbers that need more make it higher.
    height: u32,
    len: usize,
}

/// Up to 32 nodes or values, by the digit of the number that tells them apart.
#[derive(Clone, Debug)]
enum Node<V> {
    Branch(Places, Vec<Arc<Node<V>>>),
    Leaf(Places, Vec<V>),
}

/// How many digits a step tells apart.
const DIGITS: usize = 1 << BITS;

/// The place of each digit among those that are there; `ABSENT` of those that are not.
#[derive(Clone, Copy, Debug)]
struct Places([u8; DIGITS]);

/// No list is as long.
const ABSENT: u8 = u8::MAX;

impl Places {
    const NONE: Self = Self([ABSENT; DIGITS]);

    #[inline]
    fn of(&self, digit: u32) -> usize {
        usize::from(self.0.get((digit & MASK) as usize).copied().unwrap_or(ABSENT))
    }

    /// Makes place for a digit that is not there.
    fn add(&mut self, digit: u32) -> usize {
        let (before, after) = self.0.split_at_mut((digit & MASK) as usize);
        let place = before.iter().rfind(|place| **place != ABSENT).map_or(0, |last| last + 1);
        let mut after = after.iter_mut();
        after.next().into_iter().for_each(|own| *own = place);
        after.filter(|place| **place != ABSENT).for_each(|place| *place += 1);
        usize::from(place)
    }

    /// The first digit from one on that is there.
    fn next(&self, from: u32) -> Option<u32> {
        (from..=MASK).find(|digit| self.of(*digit) != usize::from(ABSENT))
    }
}

impl<V> Default for Trie<V> {
    fn default() -> Self {
        Self { root: None, height: 0, len: 0 }
    }
}

impl<V> Trie<V> {
    pub(crate) const fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// How many numbers have a value.
    pub(crate) const fn len(&self) -> usize {
        self.len
    }

    pub(crate) fn get(&self, number: u32) -> Option<&V> {
        let mut node = self.root.as_deref()?;
        let mut shift = BITS * self.height;
        if (number >> shift) > MASK {
            return None;
        }
        loop {
            let digit = (number >> shift) & MASK;
            match node {
                Node::Leaf(places, values) => return values.get(places.of(digit)),
                Node::Branch(places, below) => {
                    node = below.get(places.of(digit))?;
                    shift = shift.checked_sub(BITS)?;
                }
            }
        }
    }

    pub(crate) fn contains(&self, number: u32) -> bool {
        self.get(number).is_some()
    }

    /// The values with their numbers, ascending.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (u32, &V)> {
        // Each node on the way, the digit that is next there, and the digits so far.
        let mut open: Vec<(&Node<V>, u32, u32)> = self.root.as_deref().map(|root| (root, 0, 0)).into_iter().collect();
        std::iter::from_fn(move || {
            loop {
                let (node, digit, above) = open.last_mut()?;
                let (Node::Branch(places, _) | Node::Leaf(places, _)) = node;
                let Some(found) = places.next(*digit) else {
                    open.pop();
                    continue;
                };
                *digit = found + 1;
                let number = *above << BITS | found;
                match node {
                    Node::Leaf(_, values) => return values.get(places.of(found)).map(|value| (number, value)),
                    Node::Branch(_, below) => {
                        let below = below.get(places.of(found))?;
                        open.push((below, 0, number));
                    }
                }
            }
        })
    }

    /// The numbers that have a value, ascending.
    pub(crate) fn numbers(&self) -> impl Iterator<Item = u32> {
        self.iter().map(|found| found.0)
    }
}

impl<V: Clone> Trie<V> {
    /// Gives a number a value, in place of the one that it had.
    pub(crate) fn insert(&mut self, number: u32, value: V) {
        while self.height < 6 && number >> (BITS * (self.height + 1)) != 0 {
            let mut places = Places::NONE;
            places.add(0);
            self.root = self.root.take().map(|root| Arc::new(Node::Branch(places, vec![root])));
            self.height += 1;
        }
        let root = self.root.get_or_insert_with(|| Arc::new(Node::empty(self.height)));
        let is_new = Self::insert_below(root, self.height, number, value);
        self.len += usize::from(is_new);
    }

    fn insert_below(node: &mut Arc<Node<V>>, height: u32, number: u32, value: V) -> bool {
        let digit = (number >> (BITS * height)) & MASK;
        match Arc::make_mut(node) {
            Node::Leaf(places, values) => {
                if let Some(known) = values.get_mut(places.of(digit)) {
                    *known = value;
                    return false;
                }
                values.insert(places.add(digit), value);
                true
            }
            Node::Branch(places, below) => {
                // Invariant: a node is no lower than its height says.
                let lower = height.saturating_sub(1);
                if below.get(places.of(digit)).is_none() {
                    below.insert(places.add(digit), Arc::new(Node::empty(lower)));
                }
                below.get_mut(places.of(digit)).is_some_and(|node| Self::insert_below(node, lower, number, value))
            }
        }
    }
}

impl<V> Node<V> {
    /// A node without digits, so many steps above the leaves.
    const fn empty(height: u32) -> Self {
        if height == 0 { Self::Leaf(Places::NONE, Vec::new()) } else { Self::Branch(Places::NONE, Vec::new()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    #[test]
    fn it_is_a_map_and_copies_stay() {
        let (mut trie, mut map, mut number) = (Trie::default(), BTreeMap::new(), 9_901_u32);
        let mut kept = Vec::new();
        for step in 0..4_000_u32 {
            number = number.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let key = match step % 4 {
                0 => number >> 22,
                1 => number >> 12,
                2 => number,
                _ => u32::MAX - (number >> 27),
            };
            trie.insert(key, step);
            map.insert(key, step);
            if step % 500 == 0 {
                kept.push((trie.clone(), map.clone()));
            }
        }
        kept.push((trie, map));
        for (trie, map) in kept {
            assert_eq!(trie.len(), map.len());
            assert!(trie.iter().eq(map.iter().map(|(key, value)| (*key, value))));
            assert!((0..3_000).all(|key| trie.get(key) == map.get(&key)));
            assert!(map.iter().all(|(key, value)| trie.get(*key) == Some(value)));
        }
        assert!(Trie::<u32>::default().is_empty() && !Trie::<u32>::default().contains(u32::MAX));
    }
}
