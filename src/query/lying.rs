//! What comes to units through the zones that they lie in. Of each zone it is found once, and of each unit above once for
//! all below it: very many units may lie in very many zones.

use super::Zone;
use super::snapshot::AnyUnit;
use crate::base::Level;
use crate::record::Relation;
use std::collections::BTreeMap;

/// What is known of zones, and of the units above the one that was asked last: units come in the order of the tree, so
/// that of each level the last is mostly the one above the next unit too.
pub(super) struct Lying<T> {
    /// By level the unit, and what comes through the zones that it lies in.
    above: [Option<(u32, T)>; Level::COUNT],
    zones: BTreeMap<u32, T>,
}

impl<T: Copy + Default> Lying<T> {
    pub(super) fn new() -> Self {
        Self { above: [None; Level::COUNT], zones: BTreeMap::new() }
    }

    /// What comes through the zones that comprise a unit or one above it: what each comes to, joined.
    pub(super) fn of<'h>(
        &mut self,
        unit: AnyUnit<'h>,
        mut find: impl FnMut(Zone<'h>) -> T,
        join: impl Fn(&mut T, T),
    ) -> T {
        let mut through = T::default();
        // Most hierarchies have zones in some places only, or none.
        if !unit.snapshot().hierarchy.any_links(Relation::Comprises) {
            return through;
        }
        let mut unknown = [None; Level::COUNT];
        for above in unit.ancestors() {
            let level = above.level() as usize;
            let known = self.above.get(level).copied().flatten();
            if let Some((_, known)) = known.filter(|known| known.0 == above.slot()) {
                through = known;
                break;
            }
            unknown.get_mut(level).into_iter().for_each(|unknown| *unknown = Some(above));
        }
        let zones = &mut self.zones;
        let mut join_zones = |unit: AnyUnit<'h>, through: &mut T| {
            for zone in unit.zones() {
                join(through, *zones.entry(zone.number()).or_insert_with(|| find(zone)));
            }
        };
        for (above, known) in unknown.into_iter().zip(&mut self.above) {
            if let Some(above) = above {
                join_zones(above, &mut through);
                *known = Some((above.slot(), through));
            }
        }
        join_zones(unit, &mut through);
        through
    }
}
