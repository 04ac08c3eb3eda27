//! Zones and organizations on a day: what they say, and what ties them to units and to each other.

use super::{codes, codes_in_order, for_days, sorted};
use crate::oracle::Naive;
use crate::oracle::calendar::text;
use crate::oracle::world::NodeId;
use govgrid::{Node, Organization, OrganizationForm, OrganizationRank, Period, Snapshot, Unit, Zone};

fn zone<'h>(snapshot: Snapshot<'h>, naive: &Naive<'_>, node: NodeId) -> Zone<'h> {
    snapshot.zone(&naive.code(node).parse().unwrap()).unwrap()
}

fn organization<'h>(snapshot: Snapshot<'h>, naive: &Naive<'_>, node: NodeId) -> Organization<'h> {
    snapshot.organization(&naive.code(node).parse().unwrap()).unwrap()
}

/// A period's bounds as tables write them.
fn bounds(period: Period) -> [Option<String>; 2] {
    [period.from(), period.until()].map(|bound| bound.map(|day| day.to_string()))
}

#[test]
fn zones_say_and_comprise_what_their_rows_do() {
    for_days(6, |snapshot, naive| {
        let all: Vec<&str> = snapshot.zones().map(Zone::code).collect();
        assert_eq!(sorted(all), naive.codes(naive.zones()));
        for node in naive.zones() {
            let (row, found) = (naive.zone(node).unwrap(), zone(snapshot, naive, node));
            assert_eq!((found.code(), found.name(), found.kind().as_str()), (row.code.as_str(), row.name, row.kind));
            assert_eq!(bounds(found.period()), [row.days.from.map(text), row.days.until.map(text)]);
            let within = naive.zone_within(node).map(|unit| naive.code(unit));
            assert_eq!(found.within().map(Unit::code), within);
            assert_eq!(codes(found.units()), naive.codes(naive.zone_units(node)));
            assert_eq!(snapshot.node_at(found.index()), Some(Node::Zone(found)));
        }
        for node in naive.units() {
            let found = snapshot.any_unit(naive.code(node)).unwrap();
            let zones: Vec<&str> = found.zones().map(Zone::code).collect();
            assert_eq!(sorted(zones), naive.codes(naive.zones_of(node)), "zones of {found:?}");
        }
    });
}

#[test]
fn organizations_say_what_their_rows_do() {
    for_days(6, |snapshot, naive| {
        let all: Vec<&str> = snapshot.organizations().map(Organization::code).collect();
        assert_eq!(sorted(all), naive.codes(naive.organizations()));
        for node in naive.organizations() {
            let (row, found) = (naive.organization(node).unwrap(), organization(snapshot, naive, node));
            let name = row.name.filter(|_| row.kind != "centre_household");
            assert_eq!((found.code(), found.name(), found.kind().as_str()), (row.code.as_str(), name, row.kind));
            assert_eq!(found.form().map(OrganizationForm::as_str), row.form);
            assert_eq!(found.rank().map(OrganizationRank::as_str), row.rank);
            assert_eq!(found.full_members(), row.full_members);
            assert_eq!(found.probationary_members(), row.probationary_members);
            assert_eq!(bounds(found.period()), [row.days.from.map(text), row.days.until.map(text)]);
            assert_eq!(snapshot.node_at(found.index()), Some(Node::Organization(found)));
        }
    });
}

#[test]
fn superiors_and_seats_are_those_of_the_rows() {
    for_days(6, |snapshot, naive| {
        for node in naive.organizations() {
            let found = organization(snapshot, naive, node);
            let superior = naive.superior(node).map(|above| naive.code(above));
            assert_eq!(found.superior().map(Organization::code), superior);
            let chain: Vec<&str> = found.superiors().map(Organization::code).collect();
            assert_eq!(chain, naive.codes_in_order(naive.superiors(node)));
            let below: Vec<&str> = found.subordinates().map(Organization::code).collect();
            assert_eq!(sorted(below), naive.codes(naive.subordinates(node)));
            assert_eq!(found.seat().map(|seat| seat.code()), naive.seat(node).map(|seat| naive.code(seat)));
            let covers: Vec<&str> = found.covers().map(|target| target.code()).collect();
            assert_eq!(sorted(covers), naive.codes(naive.covers(node)), "{found:?} covers");
        }
    });
}

#[test]
fn organizations_are_seated_where_their_rows_say() {
    for_days(6, |snapshot, naive| {
        for node in naive.units() {
            let found = snapshot.any_unit(naive.code(node)).unwrap();
            let seated: Vec<&str> = found.seated().map(Organization::code).collect();
            assert_eq!(sorted(seated), naive.codes(naive.seated(node)));
            let within: Vec<&str> = found.seated_within().map(Organization::code).collect();
            assert_eq!(sorted(within), naive.codes(naive.seated_within(node)));
        }
    });
}

#[test]
fn a_path_is_the_same_both_ways() {
    for_days(2, |snapshot, naive| {
        let units = naive.units();
        for (a, b) in units.iter().zip(units.iter().rev()) {
            let (a, b) = (snapshot.any_unit(naive.code(*a)).unwrap(), snapshot.any_unit(naive.code(*b)).unwrap());
            let back = b.path_to(a).map(|mut path| {
                path.reverse();
                path
            });
            assert_eq!(a.path_to(b).map(codes_in_order), back.map(codes_in_order));
        }
    });
}
