//! Many codes looked up at once.

use super::{QueryError, Snapshot, Unit};
use crate::base::{Code, UnitLevel};
use std::hint::black_box;

/// How many codes are looked up side by side.
const SIDE_BY_SIDE: usize = 32;

/// Codes that are looked up side by side, and which of them have a plain answer.
struct Batch<'c, 'h, L: UnitLevel> {
    codes: Vec<(&'c Code<L>, Option<Unit<'h, L>>)>,
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
        let mut batch = Batch { codes: Vec::with_capacity(SIDE_BY_SIDE), next: 0 };
        std::iter::from_fn(move || {
            if batch.next == batch.codes.len() {
                batch.next = 0;
                batch.codes.clear();
                batch.codes.extend(codes.by_ref().take(SIDE_BY_SIDE).map(|code| (code, None)));
                self.look_up(&mut batch.codes);
            }
            let (code, plain) = *batch.codes.get(batch.next)?;
            batch.next += 1;
            Some(plain.map_or_else(|| self.unit(code), Ok))
        })
    }

    /// Looks a few codes up, step by step: in each step the processor fetches for one beside the other. What is no plain
    /// case is left out.
    fn look_up<L: UnitLevel>(self, codes: &mut [(&Code<L>, Option<Unit<'h, L>>)]) {
        let (text, mut hashes, mut symbols) = (&self.hierarchy.text, [0; SIDE_BY_SIDE], [None; SIDE_BY_SIDE]);
        for ((code, _), hash) in codes.iter().zip(&mut hashes) {
            *hash = text.hash(code.as_str());
        }
        black_box(hashes.iter().fold(0, |seen, hash| seen ^ text.touch(*hash)));
        for (symbol, hash) in symbols.iter_mut().zip(hashes).take(codes.len()) {
            *symbol = text.likely(hash);
        }
        let known = || symbols.iter().flatten().copied();
        black_box(known().fold(0, |seen, symbol| seen ^ text.get(symbol).len() ^ self.hierarchy.touch(symbol)));
        for ((code, unit), symbol) in codes.iter_mut().zip(symbols) {
            let own = symbol.filter(|symbol| text.get(*symbol) == code.as_str());
            *unit = own.and_then(|symbol| self.plain_unit(symbol)).and_then(Unit::of_level);
        }
    }
}
