//! Many codes looked up at once.

use super::{QueryError, Snapshot, Unit};
use crate::base::{Code, UnitLevel};
use crate::draft::{NONE, SIDE_BY_SIDE};

/// Codes that are looked up side by side, and the node of each that is plain to find.
struct Batch<'c> {
    codes: [(&'c str, u32); SIDE_BY_SIDE],
    count: usize,
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
        let mut batch = Batch { codes: [("", NONE); SIDE_BY_SIDE], count: 0, next: 0 };
        std::iter::from_fn(move || {
            if batch.next == batch.count {
                let places = batch.codes.iter_mut().zip(&mut codes);
                (batch.next, batch.count) = (0, places.map(|(place, code)| place.0 = code.as_str()).count());
                self.hierarchy.find_some(batch.codes.get_mut(..batch.count)?);
            }
            let (code, node) = *batch.codes.get(batch.next).filter(|_| batch.next < batch.count)?;
            batch.next += 1;
            let unit = if node == NONE { None } else { Unit::of_node(self, node) };
            Some(unit.and_then(Unit::of_level).map_or_else(|| self.unit_of(code), Ok))
        })
    }
}
