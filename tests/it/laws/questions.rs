//! Shares of posts, household contacts, enclaves.

use super::overlays::{Cases, for_overlays};
use super::{codes, sorted};
use crate::oracle::naive_overlay::NaiveOverlay;
use crate::oracle::overlay::POST_ROLES;
use govgrid::{OfWhich, Organization, Part, Role, RunBy, Share, Zone, ZoneKind};

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
