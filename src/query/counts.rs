//! How many units lie below each.

use super::{Snapshot, Unit};
use crate::base::{Level, UnitLevel};

/// How many units of one level lie below each unit on a day (下辖数).
///
/// ```
/// use govgrid::{Draft, Level, record};
/// let mut draft = Draft::new();
/// draft.add(&record::Unit::new("130205001026", Level::Community))?;
/// for code in ["130205001026-G001", "130205001026-G002"] {
///     let parent = Some("130205001026".to_owned());
///     draft.add(&record::Unit { parent, ..record::Unit::new(code, Level::Grid) })?;
/// }
/// let hierarchy = draft.build()?;
/// let grids = hierarchy.snapshot().counts_of(Level::Grid);
/// assert_eq!(grids.below(hierarchy.snapshot().any_unit("130205001026")?), 2);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct LevelCounts {
    by_slot: Vec<u32>,
}

impl LevelCounts {
    /// How many lie below a unit of the same snapshot; itself is not counted.
    pub fn below<L: UnitLevel>(&self, unit: Unit<'_, L>) -> u32 {
        self.by_slot.get(unit.slot() as usize).copied().unwrap_or(0)
    }
}

impl Snapshot<'_> {
    /// How many units of a level lie below each unit, in one pass.
    pub fn counts_of(self, level: Level) -> LevelCounts {
        LevelCounts { by_slot: self.hierarchy.units.counts_below(level, self.at) }
    }
}
