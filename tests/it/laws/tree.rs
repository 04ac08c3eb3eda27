//! The tree on a day: who is there, above, below, beside.

use super::{codes, codes_in_order, for_days, for_worlds};
use crate::oracle::Naive;
use crate::oracle::calendar::text;
use crate::oracle::draft::{day, hierarchy, level};
use crate::oracle::world::{LEVELS, NodeId, UnitRow};
use govgrid::{
    Building, City, Community, District, Grid, Household, MicroGrid, Province, QueryError, Snapshot, Stairwell, Street,
    Unit,
};

/// The crate's unit of a node that is there.
fn unit<'h>(snapshot: Snapshot<'h>, naive: &Naive<'_>, node: NodeId) -> Unit<'h> {
    snapshot.any_unit(naive.code(node)).unwrap()
}

#[test]
fn every_world_is_accepted_and_every_invariant_holds() {
    for_worlds(|world| {
        let hierarchy = hierarchy(world);
        assert_eq!(hierarchy.verify(), Ok(()));
        assert_eq!(hierarchy.day(), Naive::day_of(world).map(day));
        assert_eq!(hierarchy.snapshot().day(), hierarchy.day());
        assert_eq!(hierarchy.quarantined(), 0);
    });
}

#[test]
fn units_are_those_that_hold_with_all_above_them() {
    for_days(6, |snapshot, naive| {
        assert_eq!(codes(snapshot.all_units()), naive.codes(naive.units()));
        assert_eq!(codes(snapshot.roots()), naive.codes(naive.roots()));
        for (index, name) in LEVELS.iter().enumerate() {
            assert_eq!(codes(snapshot.units(level(index))), naive.codes(naive.units_of(index)), "{name}");
        }
    });
}

#[test]
fn a_unit_says_what_its_row_says() {
    for_days(4, |snapshot, naive| {
        for node in naive.units() {
            let (row, found): (&UnitRow, _) = (naive.unit(node), unit(snapshot, naive, node));
            assert_eq!(found.code(), row.code);
            assert_eq!(found.name(), naive.name(node));
            assert_eq!(found.level(), level(row.level));
            assert_eq!(found.kind().map(govgrid::UnitKind::as_str), row.kind);
            assert!(!found.is_kind_inferred());
            assert_eq!(found.declared_households(), row.households);
            assert_eq!(found.outside_parent(), row.outside.as_deref());
            let bounds = [found.period().from(), found.period().until()].map(|bound| bound.map(|day| day.to_string()));
            assert_eq!(bounds, [row.days.from.map(text), row.days.until.map(text)]);
            assert_eq!(snapshot.node_at(found.index()).map(|node| node.code()), Some(found.code()));
        }
    });
}

#[test]
fn ways_up_are_those_of_the_rows() {
    for_days(4, |snapshot, naive| {
        for node in naive.units() {
            let found = unit(snapshot, naive, node);
            assert_eq!(found.parent().map(Unit::code), naive.parent(node).map(|above| naive.code(above)));
            assert_eq!(codes_in_order(found.ancestors()), naive.codes_in_order(naive.ancestors(node)));
            for index in 0..LEVELS.len() {
                let nearest = naive.nearest(node, index).map(|above| naive.code(above));
                assert_eq!(found.nearest_of(level(index)).map(Unit::code), nearest);
                assert_eq!(nearest_by_type(found, index), nearest);
            }
        }
    });
}

/// The nearest unit of a level, asked by the level's type.
fn nearest_by_type(unit: Unit<'_>, index: usize) -> Option<&str> {
    match index {
        0 => unit.nearest::<Province>().map(Unit::code),
        1 => unit.nearest::<City>().map(Unit::code),
        2 => unit.nearest::<District>().map(Unit::code),
        3 => unit.nearest::<Street>().map(Unit::code),
        4 => unit.nearest::<Community>().map(Unit::code),
        5 => unit.nearest::<Grid>().map(Unit::code),
        6 => unit.nearest::<MicroGrid>().map(Unit::code),
        7 => unit.nearest::<Building>().map(Unit::code),
        8 => unit.nearest::<Stairwell>().map(Unit::code),
        _ => unit.nearest::<Household>().map(Unit::code),
    }
}

#[test]
fn ways_down_are_those_of_the_rows() {
    for_days(4, |snapshot, naive| {
        for node in naive.units() {
            let found = unit(snapshot, naive, node);
            assert_eq!(codes(found.children()), naive.codes(naive.children(node)));
            let below: Vec<Unit<'_>> = found.descendants().collect();
            let descendants = naive.descendants(node);
            assert_eq!(codes(below.iter().copied()), naive.codes(descendants.clone()));
            for (at, lower) in below.iter().enumerate() {
                let parent = lower.parent().unwrap();
                assert!(parent == found || below[..at].contains(&parent), "{lower:?} comes before its parent");
            }
            for (index, name) in LEVELS.iter().enumerate() {
                let of_level = descendants.iter().copied().filter(|below| naive.unit(*below).level == index);
                let expected = naive.codes(of_level);
                assert_eq!(codes(found.descendants_of(level(index))), expected, "{name} below {found:?}");
            }
        }
    });
}

#[test]
fn two_units_meet_where_their_lines_do() {
    for_days(2, |snapshot, naive| {
        let units = naive.units();
        for a in units.iter().step_by(2).copied() {
            for b in units.iter().step_by(3).copied() {
                let (here, there) = (unit(snapshot, naive, a), unit(snapshot, naive, b));
                assert_eq!(here.is_within(there), naive.is_within(a, b));
                let meet = naive.common_ancestor(a, b).map(|meet| naive.code(meet));
                assert_eq!(here.common_ancestor(there).map(Unit::code), meet);
                let path = naive.path(a, b).map(|path| naive.codes_in_order(path));
                assert_eq!(here.path_to(there).map(codes_in_order), path);
            }
        }
    });
}

#[test]
fn a_code_finds_the_node_that_has_it_on_the_day() {
    for_days(8, |snapshot, naive| {
        for row in &naive.world.units {
            let there = naive.units().into_iter().find(|node| naive.code(*node) == row.code);
            match snapshot.any_unit(&row.code) {
                Ok(found) => {
                    let found = (found.code(), found.level(), found.parent().map(Unit::code));
                    let parent = |node| naive.parent(node).map(|above| naive.code(above));
                    let expected = there.map(|node| (naive.code(node), level(naive.unit(node).level), parent(node)));
                    assert_eq!(Some(found), expected);
                }
                Err(error) => {
                    assert_eq!(error, QueryError::NotThere { code: row.code.clone(), day: snapshot.day() });
                    assert_eq!(there, None, "{} is there", row.code);
                }
            }
        }
        let unknown = QueryError::UnknownCode { code: "nobody-0".to_owned() };
        assert_eq!(snapshot.find("nobody-0").unwrap_err(), unknown);
    });
}

#[test]
fn a_name_finds_all_that_have_it() {
    for_days(4, |snapshot, naive| {
        for name in ["东里", "幸福", "铁西", "West", "东里 ", "zz1", "nobody"] {
            assert_eq!(codes(snapshot.named(name)), naive.codes(naive.named(name)));
            for node in naive.units().into_iter().step_by(3) {
                let found = unit(snapshot, naive, node);
                assert_eq!(codes(found.named(name)), naive.codes(naive.named_below(node, name)));
            }
        }
    });
}

#[test]
fn units_below_are_counted_in_one_pass() {
    for_days(2, |snapshot, naive| {
        for (index, name) in LEVELS.iter().enumerate() {
            let counts = snapshot.counts_of(level(index));
            for node in naive.units() {
                let below = naive.descendants_of(node, index).len();
                assert_eq!(counts.below(unit(snapshot, naive, node)) as usize, below, "{name}");
            }
        }
    });
}
