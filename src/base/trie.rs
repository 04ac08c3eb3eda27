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

/// Up to 32 nodes or values, by the bits of the number that tell them apart.
#[derive(Clone, Debug)]
enum Node<V> {
    Branch(u32, Vec<Arc<Node<V>>>),
    Leaf(u32, Vec<V>),
}

impl<V> Default for Trie<V> {
    fn default() -> Self {
        Self { root: None, height: 0, len: 0 }
    }
}

/// The bit of a digit, and how many digits before it are there.
const fn place(bits: u32, digit: u32) -> (u32, usize) {
    let bit = 1 << digit;
    (bit, (bits & (bit - 1)).count_ones() as usize)
}

/// What a digit leads to, if it is there.
#[inline]
fn at<T>(bits: u32, digit: u32, all: &[T]) -> Option<&T> {
    // Where no digit before the last is missing, none need be counted.
    if bits & bits.wrapping_add(1) == 0 {
        return all.get(digit as usize);
    }
    let (bit, at) = place(bits, digit);
    if bits & bit == 0 { None } else { all.get(at) }
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
                Node::Leaf(bits, values) => return at(*bits, digit, values),
                Node::Branch(bits, below) => {
                    node = at(*bits, digit, below)?;
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
        // What is left of each node on the way: its bits, the position, and the digits so far.
        let mut open: Vec<(&Node<V>, u32, usize, u32)> =
            self.root.as_deref().map(|root| (root, 0, 0, 0)).into_iter().collect();
        std::iter::from_fn(move || {
            loop {
                let (node, digit, at, above) = open.last_mut()?;
                let (Node::Branch(bits, _) | Node::Leaf(bits, _)) = node;
                let left = bits.checked_shr(*digit).unwrap_or(0);
                if left == 0 {
                    open.pop();
                    continue;
                }
                let found = *digit + left.trailing_zeros();
                let (number, position) = (*above << BITS | found, *at);
                (*digit, *at) = (found + 1, position + 1);
                match node {
                    Node::Leaf(_, values) => return values.get(position).map(|value| (number, value)),
                    Node::Branch(_, below) => {
                        let below = below.get(position)?;
                        open.push((below, 0, 0, number));
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
            self.root = self.root.take().map(|root| Arc::new(Node::Branch(1, vec![root])));
            self.height += 1;
        }
        let new = || if self.height == 0 { Node::Leaf(0, Vec::new()) } else { Node::Branch(0, Vec::new()) };
        let root = self.root.get_or_insert_with(|| Arc::new(new()));
        let is_new = Self::insert_below(root, self.height, number, value);
        self.len += usize::from(is_new);
    }

    fn insert_below(node: &mut Arc<Node<V>>, height: u32, number: u32, value: V) -> bool {
        let digit = (number >> (BITS * height)) & MASK;
        match Arc::make_mut(node) {
            Node::Leaf(bits, values) => {
                let (bit, at) = place(*bits, digit);
                let is_new = *bits & bit == 0;
                if is_new {
                    *bits |= bit;
                    values.insert(at, value);
                } else if let Some(known) = values.get_mut(at) {
                    *known = value;
                }
                is_new
            }
            Node::Branch(bits, below) => {
                let (bit, at) = place(*bits, digit);
                if *bits & bit == 0 {
                    *bits |= bit;
                    let new = if height == 1 { Node::Leaf(0, Vec::new()) } else { Node::Branch(0, Vec::new()) };
                    below.insert(at, Arc::new(new));
                }
                // Invariant: a node is no lower than its height says.
                below.get_mut(at).is_some_and(|node| Self::insert_below(node, height.saturating_sub(1), number, value))
            }
        }
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
