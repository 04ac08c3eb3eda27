//! The chain of tiers: who stands at each.

use super::overlays::for_overlays;
use super::sorted;
use crate::oracle::naive_overlay::NaiveOverlay;
use govgrid::{Node, Person, Places, Tier, TierHolder, TierKind, ZoneKind};

/// Tiers of every sort, with what the oracle calls them.
fn tiers() -> Vec<(Tier, &'static str, &'static str)> {
    let levels = ["community", "grid", "building", "stairwell"];
    let mut tiers = Vec::new();
    for level in levels {
        let at = Some(Places::Level(level.parse().unwrap()));
        let post = TierKind::Posts(vec!["building_head".parse().unwrap()]);
        let branch = TierKind::Organizations(vec!["party_branch".parse().unwrap()]);
        let alliance = TierKind::Alliance("linkage".parse().unwrap());
        tiers.push((Tier { at: at.clone(), of: post }, "post", "building_head"));
        tiers.push((Tier { at: at.clone(), of: branch }, "organization", "party_branch"));
        tiers.push((Tier { at, of: alliance }, "alliance", "linkage"));
    }
    let zones = Some(Places::Zones(vec![ZoneKind::Estate, ZoneKind::Courtyard]));
    let branch = || TierKind::Organizations(vec!["party_branch".parse().unwrap()]);
    tiers.push((Tier { at: zones, of: branch() }, "organization", "party_branch"));
    tiers.push((Tier { at: None, of: branch() }, "organization", "party_branch"));
    tiers
}

fn holder(holder: &TierHolder<'_>) -> String {
    match holder {
        TierHolder::Organization(organization) => organization.code().to_owned(),
        TierHolder::Alliance(alliance) => alliance.code().to_owned(),
        TierHolder::Post(post) => {
            format!("{}{}", post.holder.map_or("", Person::code), post.count.map_or(String::new(), |c| c.to_string()))
        }
    }
}

/// The places of a tier over a unit.
fn naive_places(naive: &NaiveOverlay<'_>, unit: &str, tier: &Tier, (what, word): (&str, &str)) -> Vec<String> {
    match &tier.at {
        Some(Places::Level(level)) => naive.nearest(unit, level.as_str()).into_iter().collect(),
        Some(Places::Zones(_)) => {
            let zones = naive.zones_over(unit).into_iter();
            zones.filter(|zone| ["estate", "courtyard"].contains(&naive.word(zone, "kind"))).collect()
        }
        None => {
            naive.line(unit).into_iter().find(|unit| !naive.holders(unit, what, word).is_empty()).into_iter().collect()
        }
    }
}

#[test]
fn somebody_stands_at_a_tier_or_it_is_missing() {
    for_overlays(|snapshot, naive, cases| {
        let said = tiers();
        let tiers: Vec<Tier> = said.iter().map(|said| said.0.clone()).collect();
        for code in naive.codes("units").into_iter().step_by(2) {
            let unit = snapshot.any_unit(&code).unwrap();
            for (found, (tier, what, word)) in unit.tiers(&tiers).iter().zip(&said) {
                let places = naive_places(naive, &code, tier, (what, word));
                assert_eq!(sorted(found.places.iter().map(Node::code)), places);
                let mut holders: Vec<String> =
                    places.iter().flat_map(|place| naive.holders(place, what, word)).collect();
                holders.sort();
                let all = holders.len();
                if *what != "post" {
                    holders.dedup();
                }
                cases.met("one stands at several places", holders.len() < all && holders.len() > 1);
                assert_eq!(sorted(found.holders.iter().map(holder)), holders, "{code} {tier:?}");
                let below = NaiveOverlay::levels_below(naive.word(&code, "level"));
                let is_below = matches!(&tier.at, Some(Places::Level(level)) if below.contains(&level.as_str()));
                assert_eq!((found.is_below, found.is_missing()), (is_below, holders.is_empty() && !is_below));
                cases.met(&format!("{what} stands"), !holders.is_empty());
                cases.met("a zone has nobody", !places.is_empty() && holders.is_empty() && places[0].starts_with('z'));
                cases.met("a tier below", is_below);
            }
        }
        for (found, (tier, what, word)) in snapshot.tiers(&tiers).iter().zip(&said) {
            let all = naive.codes("units").into_iter().chain(naive.codes("zones"));
            let places: Vec<String> = all.filter(|code| is_place(naive, code, tier)).collect();
            let vacant = places.iter().filter(|place| naive.holders(place, what, word).is_empty());
            assert_eq!(found.total, places.len());
            assert_eq!(sorted(found.vacant.iter().map(Node::code)), sorted(vacant.map(String::as_str)));
            let mut holders: Vec<String> = places.iter().flat_map(|place| naive.holders(place, what, word)).collect();
            holders.sort();
            if *what != "post" {
                holders.dedup();
            }
            if tier.at.is_none() {
                holders = naive.codes("organizations");
                holders.retain(|code| naive.word(code, "kind") == "party_branch");
            }
            assert_eq!(found.holders, holders.len());
        }
    });
}

fn is_place(naive: &NaiveOverlay<'_>, code: &str, tier: &Tier) -> bool {
    match &tier.at {
        Some(Places::Level(level)) => {
            code.len() < 4 && naive.table_of(code) == "units" && naive.word(code, "level") == level.as_str()
        }
        Some(Places::Zones(_)) => naive.table_of(code) == "zones" && naive.word(code, "kind") != "area",
        None => false,
    }
}
