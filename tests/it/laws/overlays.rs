//! What lies over the tree: linkages, members, tiers, shares of posts, contacts, enclaves.

use super::{codes, for_all, sorted};
use crate::oracle::draft::{built, day};
use crate::oracle::naive_overlay::{NaiveLinkage, NaiveMissing, NaiveOverlay};
use crate::oracle::overlay::{Overlay, POST_ROLES, PlainTemplate, TEMPLATES, overlays};
use govgrid::import::{self, Options};
use govgrid::{
    Alliance, Draft, Linkage, LinkageRole, Linkages, Missing, Node, OfWhich, Organization, Part, Person, Places, Role,
    RunBy, Share, Snapshot, Template, TemplateRole, Tier, TierHolder, TierKind, Zone, ZoneKind,
};
use std::cell::RefCell;
use std::collections::BTreeMap;

/// How often each unusual case came up.
#[derive(Default)]
struct Cases(RefCell<BTreeMap<String, usize>>);

impl Cases {
    fn met(&self, case: &str, is_met: bool) {
        *self.0.borrow_mut().entry(case.to_owned()).or_default() += usize::from(is_met);
    }

    /// Asserts that each case that a law speaks of occurred, more than once.
    fn occurred(&self) {
        let rare: Vec<String> =
            self.0.borrow().iter().filter(|case| *case.1 < 5).map(|case| format!("{case:?}")).collect();
        assert!(rare.is_empty(), "{rare:?}");
    }
}

/// Runs a law on data sets, each on some days, and asserts that its unusual cases occurred.
fn for_overlays(law: impl Fn(Snapshot<'_>, &NaiveOverlay<'_>, &Cases)) {
    let cases = Cases::default();
    for_all(&overlays(), 3, |overlay: &Overlay| {
        let mut draft = Draft::new();
        for (table, text) in overlay.tables() {
            let file = format!("{table}.csv");
            import::read(&mut draft, table.parse().unwrap(), &file, text.as_bytes(), &Options::default());
        }
        let hierarchy = built(draft);
        for number in [5, 25, 45] {
            law(hierarchy.as_of(day(number)), &NaiveOverlay::on(overlay, number), &cases);
        }
    });
    cases.occurred();
}

fn template(plain: &PlainTemplate) -> Template {
    let zones = plain.zones.iter().map(|zone| zone.parse().unwrap()).collect();
    let per = plain.level.map_or(Places::Zones(zones), |level| Places::Level(level.parse().unwrap()));
    let role = |(role, count): &(&str, u32)| TemplateRole { role: role.parse().unwrap(), count: *count };
    Template {
        parties: plain.parties.iter().map(role).collect(),
        unnamed: plain.unnamed,
        open: plain.open,
        lead: plain.lead.map(|lead| lead.parse().unwrap()),
        ..Template::new(plain.name, per, &[])
    }
}

fn missing(missing: &[Missing]) -> Vec<NaiveMissing> {
    let said = |missing: &Missing| {
        let role = match missing.role {
            LinkageRole::Named(role) => role.to_string(),
            LinkageRole::Unnamed => "?".to_owned(),
            LinkageRole::Lead(role) => format!("!{role}"),
        };
        (role, missing.wanted.into(), missing.found)
    };
    missing.iter().map(said).collect()
}

fn linkage(found: &Linkage<'_>) -> NaiveLinkage {
    (found.alliance.code().to_owned(), missing(&found.missing), found.beyond)
}

fn compare_linkages(
    found: &Linkages<'_>,
    naive: &NaiveOverlay<'_>,
    plain: &PlainTemplate,
    within: impl Fn(&String) -> bool,
) {
    let scopes: Vec<&str> = found.scopes.iter().map(|scope| scope.scope.code()).collect();
    assert_eq!(sorted(scopes), sorted(naive.places(plain).iter().filter(|code| within(code)).map(String::as_str)));
    let elsewhere: Vec<&str> = found.elsewhere.iter().map(|alliance| alliance.code()).collect();
    assert_eq!(elsewhere, naive.elsewhere(plain).into_iter().filter(&within).collect::<Vec<_>>());
    let mut complete = 0;
    for scope in &found.scopes {
        let expected = naive.linkages_of(scope.scope.code(), plain);
        assert_eq!(scope.linkages.iter().map(linkage).collect::<Vec<_>>(), expected);
        let lacks = |all: &[NaiveMissing]| all.iter().map(|(_, wanted, found)| wanted - found).sum::<u64>();
        let least = expected.iter().map(|(_, missing, _)| lacks(missing)).min();
        let nobody = NaiveOverlay::missing(&[], plain).0;
        assert_eq!(lacks(&missing(&scope.missing)), least.unwrap_or(lacks(&nobody)));
        assert!(expected.iter().any(|linkage| linkage.1 == missing(&scope.missing)) || least.is_none());
        complete += usize::from(least == Some(0));
    }
    assert_eq!(found.complete(), complete);
}

#[test]
fn a_linkage_lacks_what_its_template_asks_for_and_nobody_fills() {
    for_overlays(|snapshot, naive, cases| {
        for plain in &TEMPLATES {
            let found = snapshot.linkages(&template(plain));
            compare_linkages(&found, naive, plain, |_| true);
            let linkages = || found.scopes.iter().flat_map(|scope| &scope.linkages);
            let lacks = |wanted: fn(LinkageRole) -> bool| {
                linkages().any(|linkage| linkage.missing.iter().any(|missing| wanted(missing.role)))
            };
            cases.met(&format!("{} complete", plain.name), found.complete() > 0);
            cases.met("two alliances of one place", found.scopes.iter().any(|scope| scope.linkages.len() > 1));
            cases.met("a lead is missing", lacks(|role| matches!(role, LinkageRole::Lead(_))));
            cases.met("unnamed parties are missing", lacks(|role| role == LinkageRole::Unnamed));
            cases.met("more than the template has", linkages().any(|linkage| linkage.beyond > 0));
            cases.met("an alliance about something else", !found.elsewhere.is_empty());
            for top in naive.codes("units").into_iter().step_by(4) {
                let found = snapshot.any_unit(&top).unwrap().linkages(&template(plain));
                compare_linkages(&found, naive, plain, |code| naive.is_in(code, &top));
                cases.met(
                    "a part with a place of its own",
                    !found.scopes.is_empty() && naive.end(&top, "parent").is_some(),
                );
            }
        }
        let ended =
            naive.overlay.rows.iter().filter(|row| row.table == "alliance_members" && row.days.holds(naive.day));
        cases.met("a member that is absent", {
            ended.into_iter().any(|row| !row.cell("member").is_empty() && !naive.is_there(row.cell("member")))
        });
    });
}

#[test]
fn a_node_is_in_the_part_that_its_place_is_in() {
    for_overlays(|snapshot, naive, cases| {
        let tables = ["units", "zones", "organizations", "people", "alliances", "projects"];
        for top in naive.codes("units").into_iter().step_by(2) {
            let unit = snapshot.any_unit(&top).unwrap();
            for table in tables {
                for code in naive.codes(table) {
                    let is_in = snapshot.find(&code).unwrap().is_in(unit);
                    assert_eq!(is_in, naive.is_in(&code, &top), "{code} in {top}");
                    cases.met(&format!("{table} in a part"), is_in && code != top);
                }
            }
        }
    });
}

#[test]
fn members_of_several_overlays_are_counted_once() {
    for_overlays(|snapshot, naive, cases| {
        let everything: Vec<String> =
            naive.codes("organizations").into_iter().chain(naive.codes("alliances")).collect();
        for (first, step) in [(0, 1), (0, 2), (1, 3)] {
            let mut of: Vec<String> = everything.iter().skip(first).step_by(step).cloned().collect();
            of.extend(of.first().cloned()); // One that is asked twice counts once.
            let found = snapshot.distinct_members(of.iter().map(|code| snapshot.find(code).unwrap()));
            let people = found.people.iter().map(|person| person.code());
            let all: Vec<&str> = people.chain(found.organizations.iter().map(|found| found.code())).collect();
            let (members, counted, declared) = naive.members(&of);
            assert_eq!(sorted(all), members);
            assert_eq!((found.counted, found.declared), (counted, declared));
            let each: usize = of.iter().skip(1).map(|code| naive.members(std::slice::from_ref(code)).0.len()).sum();
            cases.met("somebody is a member twice", each > members.len() && !found.people.is_empty());
        }
        for code in naive.codes("alliances") {
            let alliance: Alliance<'_> = snapshot.alliance(&code.parse().unwrap()).unwrap();
            let (parts, depth) = naive.with_parts(&code);
            assert_eq!(sorted(alliance.with_parts().map(Alliance::code)), parts);
            let found = alliance.distinct_members();
            assert_eq!(found.people.len() + found.organizations.len(), naive.members(&parts).0.len());
            assert_eq!(found.counted, naive.members(&parts).1);
            cases.met("alliances three deep", depth >= 3);
        }
    });
}

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
                if *what != "post" {
                    holders.dedup();
                }
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

fn compare_share(
    found: &Share<'_>,
    naive: &NaiveOverlay<'_>,
    (role, of_which): (&str, &str),
    within: Option<&str>,
    cases: &Cases,
) {
    let rows = naive.rows("posts", &["place", "holder"]).into_iter().filter(|row| row.cell("role") == role);
    let rows = rows.filter(|row| ["", of_which].contains(&row.cell("of_which")));
    let mut places: Vec<&str> = rows.map(|row| row.cell("place")).collect();
    places.retain(|place| within.is_none_or(|top| naive.is_in(place, top)));
    places.sort_unstable();
    places.dedup();
    assert_eq!(sorted(found.places.iter().map(|place| place.at.code())), places);
    let (mut numerator, mut denominator, mut untold) = (0, 0, 0);
    for place in &found.places {
        let (total, part) = naive.share(place.at.code(), role, of_which);
        assert_eq!(place.total, total);
        let expected = match part {
            None => Part::Contradicted,
            Some((_, _, Some(stated))) => Part::Known(stated),
            Some((least, most, None)) if least == most => Part::Known(least),
            Some((least, most, None)) => Part::Between(least, most),
        };
        assert_eq!(place.part, expected, "{place:?}");
        match expected {
            Part::Known(part) => (numerator, denominator) = (numerator + part, denominator + total),
            Part::Between(..) | Part::Contradicted => untold += 1,
        }
        let by_standing = of_which == "party_member" && matches!(part, Some((least, _, None)) if least > 0);
        cases.met("known by standing alone", by_standing && matches!(expected, Part::Known(_)));
        cases.met("known by a count", matches!(part, Some((least, most, Some(_))) if least < most));
        cases.met("only between two numbers", matches!(expected, Part::Between(..)));
        cases.met("contradicted", expected == Part::Contradicted);
    }
    assert_eq!((found.numerator(), found.denominator(), found.untold().count()), (numerator, denominator, untold));
}

#[test]
fn a_share_counts_what_rows_tell_and_lists_where_they_do_not() {
    for_overlays(|snapshot, naive, cases| {
        for role in POST_ROLES {
            for of_which in ["party_member", "organ_member"] {
                let (asked, of): (Role, OfWhich) = (role.parse().unwrap(), of_which.parse().unwrap());
                compare_share(&snapshot.share_of(asked, of), naive, (role, of_which), None, cases);
                for top in naive.codes("units").into_iter().step_by(5) {
                    let found = snapshot.any_unit(&top).unwrap().share_of(asked, of);
                    compare_share(&found, naive, (role, of_which), Some(&top), cases);
                }
            }
        }
    });
}

#[test]
fn members_contact_the_households_that_rows_say() {
    for_overlays(|snapshot, naive, cases| {
        let uncontacted = naive.uncontacted();
        assert_eq!(codes(snapshot.uncontacted_households()), uncontacted);
        for top in naive.codes("units") {
            let unit = snapshot.any_unit(&top).unwrap();
            let expected: Vec<&String> = uncontacted.iter().filter(|code| naive.is_in(code, &top)).collect();
            assert_eq!(codes(unit.uncontacted_households()), expected);
            cases.met("a household that somebody contacts", unit.contacted_by().next().is_some());
        }
        for least in [1, 2, 5] {
            let mut asked = 0;
            for found in snapshot.member_contacts(least) {
                let code = found.organization.code();
                let members = naive.member_keys(code);
                let reach = |member: &String| {
                    let (households, more) = naive.contacts(std::slice::from_ref(member));
                    households.len() as u64 + more
                };
                let fewer = members.iter().filter(|member| reach(member) < least).count() as u64;
                assert_eq!((found.members, found.fewer), (members.len() as u64, fewer), "{code}");
                let (households, counted) = naive.contacts(&members);
                assert_eq!((found.households, found.counted), (households.len() as u64, counted));
                let (own, own_counted) = naive.contacts(&[code.to_owned()]);
                assert_eq!((found.own_households, found.own_counted), (own.len() as u64, own_counted));
                asked += 1;
                let both = members.iter().any(|member| {
                    let (households, more) = naive.contacts(std::slice::from_ref(member));
                    more > 0 && !households.is_empty()
                });
                cases.met("a member with named and counted households", both);
                cases.met("some members contact enough and some do not", 0 < fewer && fewer < found.members);
                cases.met("an organization counts for its members", own_counted > 0);
            }
            let has_any = |code: &String| {
                let rows = naive.rows("contacts", &["contact", "household"]);
                !naive.member_keys(code).is_empty() || rows.iter().any(|row| row.cell("contact") == code)
            };
            assert_eq!(asked, naive.codes("organizations").iter().filter(|code| has_any(code)).count());
        }
    });
}

fn says(run_by: &RunBy<'_>) -> (usize, String) {
    let of = |organization: &Organization<'_>| organization.code().to_owned();
    match run_by {
        RunBy::Comprises(unit) => (0, unit.code().to_owned()),
        RunBy::Covers(organization) => (1, of(organization)),
        RunBy::Serves(organization) => (2, of(organization)),
        RunBy::AnswersFor(organization) => (3, of(organization)),
    }
}

#[test]
fn an_enclave_is_run_by_another_community_than_it_lies_in() {
    for_overlays(|snapshot, naive, cases| {
        let found = snapshot.enclaves(ZoneKind::Estate);
        let (mut enclaves, mut undecided) = (Vec::new(), Vec::new());
        for zone in naive.codes("zones").into_iter().filter(|zone| naive.word(zone, "kind") == "estate") {
            let Some(territory) = naive.end(&zone, "within").and_then(|unit| naive.nearest(&unit, "community")) else {
                continue;
            };
            let run_by = naive.run_by(&zone);
            let Some((strongest, community, _)) = run_by.first().cloned() else { continue };
            let strong = run_by.iter().filter(|said| said.0 == strongest);
            if strong.into_iter().any(|said| said.1 != community) {
                undecided.push(zone);
            } else if community != territory {
                let said: Vec<(usize, String)> =
                    run_by.iter().filter(|said| said.1 == community).map(|said| (said.0, said.2.clone())).collect();
                cases.met(&format!("decided by {strongest}"), true);
                cases.met("two kinds of rows say so", said.iter().any(|said| said.0 != strongest));
                enclaves.push((zone, territory, community, said));
            }
        }
        cases.met("undecided", !undecided.is_empty());
        let said = found.enclaves.iter().map(|enclave| {
            let says = sorted(enclave.says.iter().map(says));
            let codes = [enclave.zone.code(), enclave.territory.code(), enclave.run_by.code()].map(str::to_owned);
            let [zone, territory, run_by] = codes;
            (zone, territory, run_by, says)
        });
        assert_eq!(said.collect::<Vec<_>>(), enclaves);
        assert_eq!(found.undecided.iter().copied().map(Zone::code).collect::<Vec<_>>(), undecided);
        for top in naive.codes("units").into_iter().step_by(3) {
            let found = snapshot.any_unit(&top).unwrap().enclaves(ZoneKind::Estate);
            let in_top = |unit: &String| naive.is_in(unit, &top);
            let expected = enclaves.iter().filter(|found| in_top(&found.1) || in_top(&found.2)).count();
            assert_eq!(found.enclaves.len(), expected);
            let lies_in = |zone: &&String| naive.end(zone, "within").is_some_and(|unit| in_top(&unit));
            assert_eq!(found.undecided.len(), undecided.iter().filter(lies_in).count());
        }
    });
}
