//! One office's part of a hierarchy, as a hierarchy of its own.

use super::{Snapshot, Unit};
use crate::base::UnitLevel;
use crate::graph::{Hierarchy, Part};
use crate::record::{NodeKind, Relation};

impl<'h> Snapshot<'h> {
    /// One office's part (裁取): the unit and all that lies below it on the day, with all their versions; the zones that
    /// comprise a unit of it or lie within it; the organizations that have their seat in it or cover something of it;
    /// and the relations of which it has both ends. What a superior or a parent outside is stays outside. A grid brings
    /// its community along, and a micro-grid its grid and its community: neither can be without. Its own day is the
    /// whole's, or else that of the snapshot.
    ///
    /// A row that states no day is left out if it names a unit by a code that the unit has outside the part only, where
    /// its code in the part has since become another unit's.
    pub fn extract<L: UnitLevel>(self, unit: Unit<'h, L>) -> Hierarchy {
        let mut top = unit.to_any();
        let mut nodes = vec![top.slot()];
        nodes.extend(unit.descendants().map(Unit::slot));
        while top.level().required_parent().is_some() {
            let Some(above) = top.parent() else { break };
            top = above;
            nodes.push(top.slot());
        }
        let hierarchy = self.hierarchy;
        // Each relation leads from what is in the part to what touches it: zones first, then organizations.
        let reach = |nodes: &mut Vec<u32>, relations: &[Relation], kind: NodeKind| {
            let inside = Part::new(None, nodes.clone());
            for relation in relations {
                let links = hierarchy.links(*relation).iter();
                let touching = links.filter(|link| inside.has(link.to) && hierarchy.kind(link.from).0 == kind);
                nodes.extend(touching.map(|link| link.from));
            }
        };
        reach(&mut nodes, &[Relation::Comprises, Relation::LiesWithin], NodeKind::Zone);
        reach(&mut nodes, &[Relation::SeatedIn, Relation::Covers], NodeKind::Organization);
        let part = Part::new(Some(top.slot()), nodes);
        let mut draft = hierarchy.draft_of(&part);
        draft.package.day = draft.package.day.or(self.day());
        draft.quarantine().0
    }
}
