//! A part of a hierarchy by itself: one office's, as a hierarchy of its own, and one day's, as a draft.

use super::{Snapshot, Unit};
use crate::base::UnitLevel;
use crate::draft::Draft;
use crate::graph::{Hierarchy, Part};
use crate::record::{NodeKind, Relation};
use std::collections::BTreeSet;

impl<'h> Snapshot<'h> {
    /// One office's part (裁取): the unit and all that lies below it on the day, with all their versions; the zones that
    /// comprise a unit of it or lie within it; the organizations that have their seat in it, or cover or serve something
    /// of it; the projects that are carried out in it and the alliances that are about it, with those that they hold; the
    /// people who live in it, are members of an organization of it, or hold a post at anything of it; and the relations
    /// of which it has both ends, what is counted, measured or published of it, and every mapping of codes. What a superior
    /// or a parent outside is stays outside, and so does who recruits or manages from there. A grid brings
    /// its community along, and a micro-grid its grid and its community: neither can be without. Its own day is the
    /// whole's, or else that of the snapshot.
    ///
    /// A row that states no day is left out if it names a unit by a code that the unit has outside the part only, where
    /// its code in the part has since become another unit's. So is one that names a unit which lay outside the part then,
    /// and is of another level since than the row may name: a grid that somebody lived in, and a building now.
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
        // Each relation leads from what touches the part to what is in it: zones first, then organizations.
        let reach = |nodes: &mut Vec<u32>, relations: &[Relation], kind: NodeKind| {
            let inside = Part::new(None, nodes.clone());
            for relation in relations {
                let links = hierarchy.links(*relation).iter();
                let touching = links.filter(|link| inside.has(link.to) && hierarchy.kind(link.from).0 == kind);
                nodes.extend(touching.map(|link| link.from));
            }
        };
        reach(&mut nodes, &[Relation::Comprises, Relation::LiesWithin], NodeKind::Zone);
        let of_organizations = [Relation::SeatedIn, Relation::Covers, Relation::Serves];
        reach(&mut nodes, &of_organizations, NodeKind::Organization);
        reach(&mut nodes, &[Relation::CarriedOutIn], NodeKind::Project);
        reach(&mut nodes, &[Relation::ScopedTo], NodeKind::Alliance);
        let alliances = nodes.iter().copied().filter(|node| hierarchy.kind(*node).0 == NodeKind::Alliance);
        let mut open: Vec<u32> = alliances.collect();
        let mut met: BTreeSet<u32> = open.iter().copied().collect();
        while let Some(alliance) = open.pop() {
            let held = hierarchy.links_to(alliance, Relation::PartOf).map(|link| link.from);
            open.extend(held.filter(|held| met.insert(*held)));
        }
        nodes.extend(met);
        reach(&mut nodes, &[Relation::LivesIn, Relation::MemberOf, Relation::Holds], NodeKind::Person);
        let part = Part::new(Some(top.slot()), nodes);
        let mut draft = hierarchy.draft_of(&part);
        draft.package.day = draft.package.day.or(self.day());
        draft.quarantine().0
    }

    /// The records that hold on the day, as a draft (还原某日为草稿), to be written as the tables of that day: the row of
    /// each node that is there, and each relation and statement whose nodes are there. Rows keep the bounds that they
    /// state, nodes are named by their codes of the day, and parents outside stay. A reference that a row can do without
    /// is left out where what it names is not there. The draft's own day is the snapshot's.
    ///
    /// Built again, it answers on the day what the snapshot does, of the day. What is of other days is not in it: lineage,
    /// earlier and later versions, what has ended ([`Coverage::ended`](crate::Coverage::ended)), and hence what a claim
    /// of another day comes to; nor a value of another day that names a unit of a level since then that it may not name.
    /// [`Hierarchy::to_draft`] has all that.
    ///
    /// ```
    /// use govgrid::{Change, Draft, Event, Level, record};
    /// let mut draft = Draft::new();
    /// draft.add(&record::Unit::new("130205", Level::District))?;
    /// let day: govgrid::Day = "2024-07-01".parse()?;
    /// let rename = Change::Rename { code: "130205".to_owned(), name: "开平区".to_owned() };
    /// let (hierarchy, _) = draft.build()?.apply(&[Event::on(day, rename)])?;
    ///
    /// let before = hierarchy.as_of(day.previous()).to_draft().build()?;
    /// assert_eq!(before.snapshot().any_unit("130205")?.name(), None);
    /// assert_eq!(before.day(), Some(day.previous()));
    /// // govgrid::export::tables(&hierarchy.as_of(day).to_draft(), "folder")?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn to_draft(self) -> Draft {
        let hierarchy = self.hierarchy;
        let mut draft = match hierarchy.changes() {
            0 => hierarchy.draft_on(self.at),
            _ => hierarchy.laid_out_anew().as_ref().unwrap_or(hierarchy).draft_on(self.at),
        };
        draft.package.day = self.day();
        draft
    }
}
