//! One office's part answers as the whole does, of what belongs to it.
//!
//! What lies above or beside the part is not its own: a superior, a zone over a unit above, a seat elsewhere.

use super::coverage::{naively_said, said};
use super::rows::all_said;
use super::{codes, codes_in_order, for_days_of, for_worlds, sorted};
use crate::oracle::Naive;
use crate::oracle::draft::{hierarchy, level};
use crate::oracle::rows::Row;
use crate::oracle::world::{GRID, HOUSEHOLD, LEVELS, MICRO_GRID, NodeId, UnitRow, ZoneRow};
use govgrid::{Alliance, Hierarchy, Lang, Organization, Person, Project, Snapshot, Unit};

/// A part, and what of the world belongs to it.
struct Cut<'c, 'w> {
    naive: &'c Naive<'w>,
    /// The unit asked for and all below it: they have all their children.
    whole: Vec<NodeId>,
    /// The root of the part: the unit asked for, or a grid's community.
    top: NodeId,
    /// The units of the part on the day.
    units: Vec<NodeId>,
}

impl<'c, 'w> Cut<'c, 'w> {
    fn new(naive: &'c Naive<'w>, unit: NodeId) -> Self {
        let mut whole = naive.descendants(unit);
        whole.push(unit);
        let can_be_root = |unit: &NodeId| ![GRID, MICRO_GRID].contains(&naive.unit(*unit).level);
        let top = naive.line(unit).into_iter().find(can_be_root).unwrap();
        let mut units = whole.clone();
        units.extend(naive.line(unit).into_iter().skip(1).take_while(|above| naive.is_within(*above, top)));
        Self { naive, whole, top, units }
    }

    /// Whether a row of a unit belongs to the part: it hangs on none, or on a row of the part; and of the top any row
    /// that can be a root's.
    fn has_row(&self, row: &UnitRow) -> bool {
        let Some(parent) = &row.parent else { return self.units.contains(&row.node) };
        if !self.units.contains(&parent.node) {
            return row.node == self.top && ![GRID, MICRO_GRID].contains(&row.level);
        }
        let rows = self.naive.world.units.iter();
        let above: Vec<&UnitRow> =
            rows.filter(|above| above.node == parent.node && above.days.meets(row.days)).collect();
        self.units.contains(&row.node) && (above.is_empty() || above.iter().any(|above| self.has_row(above)))
    }

    /// The codes that the top's parent outside may be known by, if the part has nothing above the top's level: units
    /// that lie in the part on the day may have been roots of any level on others.
    fn outside(&self) -> Vec<&'w str> {
        let rows = || self.naive.world.units.iter();
        let outermost = rows().filter(|row| self.has_row(row)).map(|row| row.level).min();
        let top = self.naive.unit(self.top);
        if Some(top.level) != outermost {
            return Vec::new();
        }
        let parent = top.parent.as_ref().map(|parent| parent.node);
        let codes = rows().filter(|row| Some(row.node) == parent).map(|row| row.code.as_str());
        codes.chain(top.outside.as_deref()).collect()
    }

    /// Whether each unit can still be named by a code that is its alone. One that has its newer code only outside the
    /// part, and whose older code is another's by now, cannot be named by a row that states no day.
    fn has_plain_codes(&self) -> bool {
        let rows = || self.naive.world.units.iter();
        self.units.iter().all(|node| {
            let (kept, lost): (Vec<&UnitRow>, Vec<&UnitRow>) =
                rows().filter(|row| row.node == *node).partition(|row| self.has_row(row));
            let is_its_own = |code: &str| rows().all(|row| row.code != code || row.node == *node);
            let is_lost = |row: &&UnitRow| kept.iter().all(|other| other.code != row.code);
            !lost.iter().any(is_lost) || kept.iter().any(|row| is_its_own(&row.code))
        })
    }

    /// Whether a unit that a row names has a level that the column takes, by its rows that belong to the part.
    fn fits(&self, row: &Row, column: &str, unit: NodeId) -> bool {
        let levels = match (row.table, column) {
            ("measures", "subject" | "about") | ("claims", "subject") => 0..=HOUSEHOLD - 1,
            _ => 0..=HOUSEHOLD,
        };
        let kept = || self.naive.world.units.iter().filter(|own| own.node == unit && self.has_row(own));
        let shared: Vec<usize> = kept().filter(|own| own.days.meets(row.days)).map(|own| own.level).collect();
        let known = if shared.is_empty() { kept().map(|own| own.level).collect() } else { shared };
        known.iter().all(|level| levels.contains(level))
    }

    /// What is left of a line of units: those in the part.
    fn inside(&self, units: Vec<NodeId>) -> Vec<NodeId> {
        units.into_iter().filter(|unit| self.units.contains(unit)).collect()
    }

    /// The zones of the part: those that ever comprise a unit of it or lie within one.
    fn zones_ever(&self) -> Vec<NodeId> {
        let world = self.naive.world;
        let comprises = world.members.iter().filter(|row| self.units.contains(&row.unit.node)).map(|row| row.zone.node);
        let within = |row: &&ZoneRow| row.within.as_ref().is_some_and(|within| self.units.contains(&within.node));
        let lies = world.zones.iter().filter(within).map(|row| row.node);
        let mut zones = sorted(comprises.chain(lies));
        zones.dedup();
        zones
    }

    /// Those of them that are there.
    fn zones(&self) -> Vec<NodeId> {
        self.zones_ever().into_iter().filter(|zone| self.naive.zone(*zone).is_some()).collect()
    }

    /// The organizations of the part: those that ever have their seat in it, or cover or serve something of it.
    fn organizations(&self) -> Vec<NodeId> {
        let world = self.naive.world;
        let mut places = self.units.clone();
        places.extend(self.zones_ever());
        let seated =
            world.organizations.iter().filter(|row| row.seat.as_ref().is_some_and(|seat| places.contains(&seat.node)));
        let covering = world.coverage.iter().filter(|row| places.contains(&row.target.node));
        let serving = world.rows.iter().filter(|row| row.table == "services");
        let serving = serving.filter(|row| row.node("target").is_some_and(|target| places.contains(&target)));
        let all = seated.map(|row| row.node).chain(covering.map(|row| row.organization.node));
        let mut all = sorted(all.chain(serving.filter_map(|row| row.node("organization"))));
        all.dedup();
        all
    }

    /// The nodes of the part, on whatever day they are there.
    fn nodes(&self) -> Vec<NodeId> {
        let world = self.naive.world;
        let mut nodes = self.units.clone();
        nodes.extend(self.zones_ever());
        nodes.extend(self.organizations());
        let touching = |nodes: &[NodeId], table: &str, from: &str, to: &str| -> Vec<NodeId> {
            let rows = world.rows.iter().filter(|row| row.table == table);
            let rows = rows.filter(|row| row.node(to).is_some_and(|node| nodes.contains(&node)));
            rows.filter_map(|row| row.node(from)).collect()
        };
        nodes.extend(touching(&nodes, "projects", "code", "within"));
        nodes.extend(touching(&nodes, "alliances", "code", "scope"));
        loop {
            let held = touching(&nodes, "alliances", "code", "within");
            let new: Vec<NodeId> = held.into_iter().filter(|node| !nodes.contains(node)).collect();
            if new.is_empty() {
                break;
            }
            nodes.extend(new);
        }
        let people =
            [("people", "code", "residence"), ("memberships", "person", "organization"), ("posts", "holder", "place")];
        let people: Vec<NodeId> =
            people.iter().flat_map(|(table, from, to)| touching(&nodes, table, from, to)).collect();
        nodes.extend(people);
        nodes
    }
}

/// Cuts parts out of worlds and looks at each on the day on which it was cut.
fn for_parts(law: impl Fn(Snapshot<'_>, &Cut<'_, '_>)) {
    for_worlds(|world| {
        let whole = hierarchy(world);
        for_days_of(world, &whole, 1, |snapshot, naive| {
            for unit in naive.units().into_iter().skip(world.salt % 7).step_by(7) {
                let cut = Cut::new(naive, unit);
                if !cut.has_plain_codes() {
                    continue;
                }
                let part: Hierarchy = snapshot.extract(snapshot.any_unit(naive.code(unit)).unwrap());
                let messages: Vec<String> = part.findings().iter().map(|finding| finding.message(Lang::En)).collect();
                assert_eq!(part.quarantined(), 0, "{messages:?}");
                assert_eq!(part.verify(), Ok(()));
                law(snapshot.day().map_or_else(|| part.snapshot(), |day| part.as_of(day)), &cut);
            }
        });
    });
}

#[test]
fn a_part_has_the_tree_of_its_top() {
    for_parts(|part, cut| {
        let naive = cut.naive;
        assert_eq!(codes(part.all_units()), naive.codes(cut.units.clone()));
        assert_eq!(codes(part.roots()), [naive.code(cut.top)]);
        let top = part.any_unit(naive.code(cut.top)).unwrap();
        let outside = cut.outside();
        assert!(
            top.outside_parent().map_or(outside.is_empty(), |code| outside.contains(&code)),
            "{top:?} in {outside:?}"
        );
        for node in cut.units.iter().copied() {
            let unit = part.any_unit(naive.code(node)).unwrap();
            assert_eq!((unit.name(), unit.level()), (naive.name(node), level(naive.unit(node).level)));
            assert_eq!(codes(unit.children()), naive.codes(cut.inside(naive.children(node))));
            assert_eq!(codes(unit.descendants()), naive.codes(cut.inside(naive.descendants(node))));
            assert_eq!(codes_in_order(unit.ancestors()), naive.codes_in_order(cut.inside(naive.ancestors(node))));
            let households = unit.households();
            let found = (households.counted, households.partial, households.declared);
            assert!(found == naive.households(node) || !cut.whole.contains(&node), "{found:?} in {unit:?}");
            let other = part.any_unit(naive.code(cut.units[0])).unwrap();
            let path = naive.path(node, cut.units[0]).map(|path| naive.codes_in_order(path));
            assert_eq!(unit.path_to(other).map(codes_in_order), path);
        }
        for index in 0..LEVELS.len() {
            let expected = cut.inside(naive.units_of(index));
            assert_eq!(codes(part.units(level(index))), naive.codes(expected));
        }
    });
}

#[test]
fn a_part_has_who_is_seated_in_it_and_who_covers_it() {
    for_parts(|part, cut| {
        let naive = cut.naive;
        for node in cut.units.iter().copied() {
            let unit = part.any_unit(naive.code(node)).unwrap();
            let seated = unit.seated().map(Organization::code);
            assert_eq!(sorted(seated), naive.codes(naive.seated(node)));
            let seated = unit.seated_within().map(Organization::code);
            let expected = cut.inside(naive.units()).into_iter().filter(|below| naive.is_within(*below, node));
            assert_eq!(sorted(seated), naive.codes(expected.flat_map(|below| naive.seated(below))));
            let line = cut.inside(naive.line(node));
            let mut zones: Vec<NodeId> = line.iter().flat_map(|above| naive.zones_of(*above)).collect();
            zones.sort_unstable();
            zones.dedup();
            let expected = naive.covered_by(node, &zones).into_iter().map(naively_said);
            assert_eq!(sorted(unit.covered_by().map(|covering| said(&covering))), sorted(expected), "{unit:?}");
            let above = naive.codes(line);
            let expected = naive.inherits(node).into_iter().filter(|(code, _)| above.contains(&code.as_str()));
            let expected = expected.map(|(code, covering)| (code, naively_said(covering)));
            let found = unit.inherits().map(|(above, covering)| (above.code().to_owned(), said(&covering)));
            assert_eq!(sorted(found), sorted(expected), "{unit:?} inherits");
        }
    });
}

#[test]
fn a_part_has_the_zones_and_organizations_that_touch_it() {
    for_parts(|part, cut| {
        let naive = cut.naive;
        let zones = cut.zones();
        assert_eq!(sorted(part.zones().map(govgrid::Zone::code)), naive.codes(zones.clone()));
        for node in zones {
            let zone = part.zone(&naive.code(node).parse().unwrap()).unwrap();
            assert_eq!(codes(zone.units()), naive.codes(cut.inside(naive.zone_units(node))));
            let within = naive.zone_within(node).filter(|unit| cut.units.contains(unit));
            assert_eq!(zone.within().map(Unit::code), within.map(|unit| naive.code(unit)));
            let expected = naive.covered_itself(node).into_iter().map(naively_said);
            assert_eq!(sorted(zone.covered_by().map(|covering| said(&covering))), sorted(expected));
        }
        let organizations = cut.organizations();
        let organizations: Vec<NodeId> =
            organizations.into_iter().filter(|node| naive.organization(*node).is_some()).collect();
        let found = part.organizations().map(Organization::code);
        assert_eq!(sorted(found), naive.codes(organizations.clone()));
        for node in &organizations {
            let found = part.organization(&naive.code(*node).parse().unwrap()).unwrap();
            let superior = naive.superior(*node).filter(|above| organizations.contains(above));
            assert_eq!(found.superior().map(Organization::code), superior.map(|above| naive.code(above)));
        }
    });
}

#[test]
fn a_part_has_who_belongs_to_it_and_what_lies_between_its_nodes() {
    for_parts(|part, cut| {
        let (naive, nodes) = (cut.naive, cut.nodes());
        for (table, rows) in all_said(part) {
            let of = |row: &Row, column: &str, node| nodes.contains(&node) && cut.fits(row, column, node);
            assert_eq!(rows, naive.rows_said_of(table, of), "{table}");
        }
        let there =
            |table: &str| naive.nodes_in(table).into_iter().filter(|node| nodes.contains(node)).collect::<Vec<_>>();
        assert_eq!(sorted(part.people().map(Person::code)), naive.codes(there("people")));
        assert_eq!(sorted(part.alliances().map(Alliance::code)), naive.codes(there("alliances")));
        assert_eq!(sorted(part.projects().map(Project::code)), naive.codes(there("projects")));
        let code = |node: NodeId, column| {
            naive.named_by(node, column).filter(|named| nodes.contains(named)).map(|named| naive.code(named))
        };
        for node in there("people") {
            let found = part.person(&naive.code(node).parse().unwrap()).unwrap();
            assert_eq!(found.employer().map(Organization::code), code(node, "employer"));
            assert_eq!(found.residence().map(Unit::code), code(node, "residence"));
        }
        for node in there("alliances") {
            let found = part.alliance(&naive.code(node).parse().unwrap()).unwrap();
            assert_eq!(found.lead().map(Organization::code), code(node, "lead"));
            assert_eq!(found.scope().map(|scope| scope.code()), code(node, "scope"));
            assert_eq!(found.within().map(Alliance::code), code(node, "within"));
        }
    });
}
