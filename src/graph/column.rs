//! A column of the units, of which most may say the same.
#![expect(
    clippy::indexing_slicing,
    reason = "slots come from the columns, and a column that is kept has been looked at"
)]

/// How many slots a word of bits tells of.
pub(super) const WORD: usize = 32;

/// What each slot says.
///
/// Invariant: without `unusual` each slot has its value. Else the first value is the usual one, which at least one slot
/// has, and after it come those of the slots whose bits are set; `before` says for each word how many values come before
/// those of its slots, the usual one counted.
#[derive(Clone, Debug, Default)]
pub(super) struct Column<T> {
    values: Vec<T>,
    unusual: Vec<u32>,
    before: Vec<u32>,
}

impl<T: Copy + Default> Column<T> {
    /// A column of so many slots that say nothing yet.
    pub(super) fn blank(count: usize) -> Self {
        Self { values: vec![T::default(); count], unusual: Vec::new(), before: Vec::new() }
    }
}

impl<T: Copy> Column<T> {
    #[inline]
    pub(super) fn at(&self, slot: usize) -> T {
        if self.unusual.is_empty() { self.values[slot] } else { self.values[self.place(slot)] }
    }

    /// Where the value of a slot stands.
    fn place(&self, slot: usize) -> usize {
        let (word, bit) = (self.unusual[slot / WORD], 1 << (slot % WORD));
        let before = self.before[slot / WORD] + (word & (bit - 1)).count_ones();
        if word & bit == 0 { 0 } else { before as usize }
    }

    /// The values of a column in which each slot has its own, to be filled.
    pub(super) fn values_mut(&mut self) -> &mut [T] {
        &mut self.values
    }

    /// What a block of slots says, from one whose bit is the first of a word on: the usual value if one has it, and all others.
    pub(super) fn within(&self, first: usize, end: usize) -> impl Iterator<Item = T> {
        let start = |word: usize| self.before.get(word).map_or(self.values.len(), |before| *before as usize);
        let (usual, values) = if self.unusual.is_empty() {
            (None, &self.values[first..end])
        } else {
            let others = &self.values[start(first / WORD)..start(end.div_ceil(WORD))];
            (self.values.first().copied().filter(|_| others.len() < end - first), others)
        };
        values.iter().copied().chain(usual)
    }
}

#[cfg(feature = "image")]
impl<T: Copy> Column<T> {
    /// A column of values and of the bits of the slots that do not say the usual, if they can be those of so many slots.
    pub(super) fn read(values: Vec<T>, unusual: Vec<u32>, count: usize) -> Option<Self> {
        if unusual.is_empty() {
            return (values.len() == count).then(|| Self { values, unusual, before: Vec::new() });
        }
        let no_slots = unusual.last().filter(|_| !count.is_multiple_of(WORD)).map_or(0, |last| last >> (count % WORD));
        if unusual.len() != count.div_ceil(WORD) || no_slots != 0 {
            return None;
        }
        let (mut before, mut next) = (Vec::with_capacity(unusual.len()), 1);
        for word in &unusual {
            before.push(next);
            next += word.count_ones();
        }
        (next as usize == values.len() && values.len() <= count).then_some(Self { values, unusual, before })
    }

    /// Every value that a slot has.
    pub(super) fn values(&self) -> &[T] {
        &self.values
    }
}
