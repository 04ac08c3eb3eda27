//! What lies over the tree: linkages, members of several overlays, and where everything is.

use super::{for_all, sorted};
use crate::oracle::draft::{built, day};
use crate::oracle::naive_overlay::{NaiveLinkage, NaiveMissing, NaiveOverlay};
use crate::oracle::overlay::{Overlay, overlays};
use crate::oracle::plain_templates::{PlainTemplate, TEMPLATES};
use govgrid::import::{self, Options};
use govgrid::{Alliance, Draft, Linkage, LinkageRole, Linkages, Missing, Places, Snapshot, Template, TemplateRole};
use std::cell::RefCell;
use std::collections::BTreeMap;

/// How often each unusual case came up.
#[derive(Default)]
pub(super) struct Cases(RefCell<BTreeMap<String, usize>>);

impl Cases {
    pub(super) fn met(&self, case: &str, is_met: bool) {
        *self.0.borrow_mut().entry(case.to_owned()).or_default() += usize::from(is_met);
    }

    /// Asserts that each case that a law speaks of occurred more than once.
    fn occurred(&self) {
        let rare: Vec<String> =
            self.0.borrow().iter().filter(|case| *case.1 < 2).map(|case| format!("{case:?}")).collect();
        assert!(rare.is_empty(), "{rare:?}");
    }
}

/// Runs a law on data sets, each on some days, and asserts that its unusual cases occurred.
pub(super) fn for_overlays(law: impl Fn(Snapshot<'_>, &NaiveOverlay<'_>, &Cases)) {
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
