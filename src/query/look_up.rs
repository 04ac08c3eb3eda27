//! Many codes looked up at once.

use super::{QueryError, Snapshot, Unit};
use crate::base::{Code, UnitLevel};
use std::hint::black_box;

/// How many codes are looked up side by side.
const SIDE_BY_SIDE: usize = 32;

/// Codes that are about to be looked up, and of each the number that its hash leads to, which is most likely its own.
struct Ahead<'c, L> {
    codes: Vec<(&'c Code<L>, Option<u32>)>,
    next: usize,
}

impl<'h> Snapshot<'h> {
    /// The units of many codes (批量查找), each as [`Snapshot::unit`] finds it, in the order of the codes. It takes less time
    /// than one look-up after the other: what the memory of a large hierarchy has to fetch for several codes is waited for
    /// at once.
    ///
    /// ```
    /// use govgrid::{Code, Draft, Level, Street, record};
    /// let mut draft = Draft::new();
    /// draft.add(&record::Unit::new("130205001", Level::Street))?;
    /// let hierarchy = draft.build()?;
    ///
    /// let codes: Vec<Code<Street>> = vec!["130205001".parse()?, "130205002".parse()?];
    /// let found: Vec<bool> = hierarchy.snapshot().find_units(&codes).map(|unit| unit.is_ok()).collect();
    /// assert_eq!(found, [true, false]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn find_units<'c, L: UnitLevel + 'c>(
        self,
        codes: impl IntoIterator<Item = &'c Code<L>>,
    ) -> impl Iterator<Item = Result<Unit<'h, L>, QueryError>> {
        let mut codes = codes.into_iter();
        let mut ahead = Ahead { codes: Vec::with_capacity(SIDE_BY_SIDE), next: 0 };
        std::iter::from_fn(move || {
            if ahead.next == ahead.codes.len() {
                ahead.next = 0;
                ahead.codes.clear();
                ahead.codes.extend(codes.by_ref().take(SIDE_BY_SIDE).map(|code| (code, None)));
                self.fetch(&mut ahead.codes);
            }
            let (code, likely) = *ahead.codes.get(ahead.next)?;
            ahead.next += 1;
            let text = &self.hierarchy.text;
            let symbol =
                likely.filter(|symbol| text.get(*symbol) == code.as_str()).or_else(|| text.find(code.as_str()));
            Some(self.unit_of_symbol(code, symbol))
        })
    }

    /// Looks at all that a few codes lead to, step by step: in each step the processor fetches for one beside the other.
    fn fetch<L: UnitLevel>(self, codes: &mut [(&Code<L>, Option<u32>)]) {
        let (text, mut hashes) = (&self.hierarchy.text, [0; SIDE_BY_SIDE]);
        let mut seen = 0;
        for ((code, _), hash) in codes.iter().zip(&mut hashes) {
            *hash = text.hash(code.as_str());
            seen ^= text.touch(*hash);
        }
        for ((_, likely), hash) in codes.iter_mut().zip(hashes) {
            *likely = text.likely(hash);
        }
        for symbol in codes.iter().filter_map(|code| code.1) {
            let unit = self.hierarchy.only_named(symbol).and_then(|number| Unit::of_node(self, number));
            seen ^= unit.map_or(0, |unit| unit.level() as u64 ^ u64::from(unit.parent_slot()));
            seen ^= text.get(symbol).len() as u64;
        }
        black_box(seen);
    }
}
