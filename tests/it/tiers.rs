//! Who stands at a tier of zones: each once, in however many of them.

use govgrid::record;
use govgrid::{CoverageMode, Draft, Level, Node, OrganizationKind, Places, Tier, TierHolder, TierKind, ZoneKind};

#[test]
fn an_organization_stands_once_in_several_zones() {
    // Who covers which zones; the grid lies in all of them.
    for (covers, expected) in [
        (&[("A", "Z1"), ("A", "Z2"), ("B", "Z2")][..], vec!["A", "B"]),
        (&[("A", "Z1"), ("A", "Z2"), ("B", "Z1")], vec!["A", "B"]),
        (&[("B", "Z1"), ("A", "Z2"), ("B", "Z3")], vec!["A", "B"]),
        (&[("A", "Z1"), ("B", "Z1"), ("A", "Z3"), ("B", "Z2")], vec!["A", "B"]),
        (&[("A", "Z1"), ("A", "Z1")], vec!["A"]),
        (&[], vec![]),
    ] {
        let mut draft = Draft::new();
        draft.add(&record::Unit::new("C", Level::Community)).unwrap();
        let parent = Some("C".to_owned());
        draft.add(&record::Unit { parent, ..record::Unit::new("G", Level::Grid) }).unwrap();
        for zone in ["Z1", "Z2", "Z3"] {
            draft.add(&record::Zone::new(zone, ZoneKind::Estate)).unwrap();
            // One comprises the community, so that the grid lies in it all the same.
            draft.add(&record::ZoneUnit::new(zone, if zone == "Z3" { "C" } else { "G" })).unwrap();
        }
        for code in ["A", "B"] {
            draft.add(&record::Organization::new(code, OrganizationKind::PartyBranch)).unwrap();
        }
        for (organization, zone) in covers {
            draft.add(&record::Coverage::new(*organization, *zone, CoverageMode::Joint)).unwrap();
        }
        let hierarchy = draft.build().unwrap();
        let snapshot = hierarchy.snapshot();
        let of = TierKind::Organizations(vec![OrganizationKind::PartyBranch]);
        let tiers = [Tier { at: Some(Places::Zones(vec![ZoneKind::Estate])), of }];
        let found = &snapshot.any_unit("G").unwrap().tiers(&tiers)[0];
        assert_eq!(found.places.iter().map(Node::code).collect::<Vec<_>>(), ["Z1", "Z2", "Z3"]);
        let holders = found.holders.iter().map(|holder| match holder {
            TierHolder::Organization(organization) => organization.code(),
            TierHolder::Alliance(_) | TierHolder::Post(_) => panic!("{holder:?}"),
        });
        assert_eq!(holders.collect::<Vec<_>>(), expected, "{covers:?}");
        assert_eq!(found.is_missing(), expected.is_empty());
        let whole = &snapshot.tiers(&tiers)[0];
        assert_eq!((whole.total, whole.holders), (3, expected.len()), "{covers:?}");
    }
}
