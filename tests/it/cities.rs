//! The two cities of the examples: they load as their READMEs say, and typed queries tell what is particular to them.

use govgrid::{
    AllianceKind, AllianceRole, CoverageMode, Day, Hierarchy, Level, OrganizationForm, Profile, Role, ServiceKind,
    Snapshot, Template, ZoneKind, import,
};
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::LazyLock;

static XIANGYANG: LazyLock<Hierarchy> = LazyLock::new(|| load("xiangyang"));
static XINING: LazyLock<Hierarchy> = LazyLock::new(|| load("xining"));

fn load(city: &str) -> Hierarchy {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/data").join(city);
    let hierarchy = import::folder(folder).unwrap().build().unwrap();
    hierarchy.verify().unwrap();
    hierarchy
}

fn on(hierarchy: &Hierarchy, day: &str) -> Vec<(&'static str, u64)> {
    let report = hierarchy.as_of(day.parse::<Day>().unwrap()).audit(&Profile::national());
    assert!(!report.has_errors());
    report.findings().by_rule().map(|(rule, total, _)| (rule.name, total)).collect()
}

fn alliances(snapshot: Snapshot<'_>, kind: AllianceKind) -> usize {
    snapshot.alliances().filter(|alliance| alliance.kind() == kind).count()
}

#[test]
fn xiangyang_loads_at_its_full_size() {
    let hierarchy = &*XIANGYANG;
    let odd = [
        ("stray-characters", 1),
        ("figure-does-not-hold", 1),
        ("households-per-community", 39),
        ("ignored-file", 1),
        ("parent-outside", 1),
    ];
    let found: BTreeSet<_> = on(hierarchy, "2021-07-27").into_iter().collect();
    assert_eq!(found, BTreeSet::from(odd));
    let today = hierarchy.snapshot();
    // Every urban community has a committee; villages and quasi communities are not asked for one.
    let report = today.audit(&Profile::named("xiangyang").unwrap());
    assert_eq!(report.findings().count("community-without-committee"), 0);
    assert_eq!(today.units(Level::Grid).count(), 2_486);
    assert_eq!(alliances(today, AllianceKind::BigWorkingCommittee), 28);
    assert_eq!(alliances(today, AllianceKind::BigPartyCommittee), 515);
    let reporting = |grid: &govgrid::Unit<'_>| {
        grid.covered_by().any(|covering| covering.organization.form() == Some(OrganizationForm::DoubleReporting))
    };
    assert_eq!(today.units(Level::Grid).filter(reporting).count(), 2_387);
    let served = |zone: &govgrid::Zone<'_>| zone.served_by().any(|service| service.kind == ServiceKind::Property);
    assert_eq!(today.zones().filter(served).count(), 2_260);
    // Member units keep their own superiors.
    let units: BTreeSet<&str> = today
        .alliance_members()
        .filter(|member| member.role == Some(AllianceRole::PartTimeUnit))
        .filter_map(|member| member.member.and_then(govgrid::Node::as_organization))
        .map(|unit| {
            assert!(unit.superior().is_none_or(|superior| !superior.code().starts_with("PO-")), "{}", unit.code());
            unit.code()
        })
        .collect();
    assert_eq!(units.len(), 3_717);
}

#[test]
fn the_enclaves_of_xiangyang_change_hands_on_a_day() {
    let hierarchy = &*XIANGYANG;
    let enclaves = |day: &str| {
        let then = hierarchy.as_of(day.parse::<Day>().unwrap());
        let mut enclaves = 0;
        for zone in then.zones().filter(|zone| zone.kind() == ZoneKind::Estate) {
            let territory = zone.within().unwrap();
            let runs = |unit: govgrid::Unit<'_>| unit.nearest_of(Level::Community).unwrap() != territory;
            if !zone.units().any(runs) {
                continue;
            }
            enclaves += 1;
            let run_by = zone.units().next().unwrap().nearest_of(Level::Community).unwrap();
            let linkage = then.find(&format!("LK-{}", zone.code())).unwrap().as_alliance().unwrap();
            assert_eq!(linkage.lead().unwrap().seat().unwrap().code(), run_by.code());
            let answering: Vec<_> = zone.answered_for_by().map(|row| row.holder.code().to_owned()).collect();
            assert_eq!(answering, [format!("RC-{}", run_by.code())]);
        }
        enclaves
    };
    assert_eq!(enclaves("2020-12-31"), 56);
    assert_eq!(enclaves("2021-01-01"), 0);
    let sizes = |day: &str, fits: fn(u32) -> bool| {
        let then = hierarchy.as_of(day.parse::<Day>().unwrap());
        let sizes = then.units(Level::Community).filter_map(govgrid::Unit::declared_households);
        let sizes: Vec<u32> = sizes.collect();
        (sizes.iter().copied().filter(|size| fits(*size)).count(), sizes.iter().sum::<u32>())
    };
    let standard = |size: u32| (3_000..=5_000).contains(&size);
    let (before, after) = (sizes("2020-12-31", standard), sizes("2021-01-01", standard));
    assert_eq!((before.0, after.0), (0, 38));
    assert_eq!(before.1, after.1, "what one community gives the other gets");
}

#[test]
fn xining_loads_with_its_three_ways_of_forming() {
    let hierarchy = &*XINING;
    assert_eq!(on(hierarchy, "2022-12-31"), [("ignored-file", 1), ("parent-outside", 1)]);
    let today = hierarchy.snapshot();
    let (mut branches, mut ways) = (BTreeSet::new(), [0; 3]);
    for estate in today.zones().filter(|zone| zone.kind() == ZoneKind::Estate) {
        let covering = estate.covered_by().next().unwrap();
        branches.insert(covering.organization.code());
        let modes = [CoverageMode::Standalone, CoverageMode::ByProperty, CoverageMode::Joint];
        ways[modes.iter().position(|mode| *mode == covering.mode).unwrap()] += 1;
        let company = |zone: govgrid::Zone<'_>| zone.served_by().next().unwrap().organization.code().to_owned();
        // By the scope of property service: one company for all that the branch covers.
        let covered = covering.organization.covers().filter_map(govgrid::Node::as_zone);
        let companies: BTreeSet<String> = covered.map(company).collect();
        assert!(covering.mode != CoverageMode::ByProperty || companies.len() == 1, "{}", estate.code());
    }
    assert_eq!((branches.len(), ways), (556, [180, 800, 648]));
    let groups: BTreeSet<&str> = today
        .zones()
        .filter(|zone| zone.kind() == ZoneKind::Courtyard)
        .flat_map(|zone| zone.covered_by().map(|covering| covering.organization.code()).collect::<Vec<_>>())
        .collect();
    assert_eq!(groups.len(), 196);
}

#[test]
fn the_micro_complex_of_xining_holds_its_linkage_and_its_alliances_nest() {
    let hierarchy = &*XINING;
    let today = hierarchy.snapshot();
    let alliance = |code: &str| today.find(code).unwrap().as_alliance().unwrap();
    let complex = alliance("MX-630104005005");
    let courtyards = complex.scope().unwrap().as_zone().unwrap().units().flat_map(govgrid::Unit::zones);
    assert_eq!(courtyards.filter(|zone| zone.kind() == ZoneKind::Courtyard).count(), 7);
    let parts: Vec<_> = complex.parts().map(|part| part.template().unwrap()).collect();
    assert_eq!(parts, ["five_party_xining"]);
    for template in ["micro_complex_xining", "five_party_xining"] {
        let linkages = today.linkages(&Template::named(template).unwrap());
        assert_eq!((linkages.complete(), linkages.scopes.len(), linkages.elsewhere.len()), (1, 1, 0), "{template}");
    }
    let city = alliance("PA-CITY");
    assert_eq!(city.parts().map(govgrid::Alliance::code).collect::<Vec<_>>(), ["PA-BASKET", "PA-HUB"]);
    for member in city.members().filter_map(|member| member.member.and_then(govgrid::Node::as_organization)) {
        assert!(member.superior().is_some_and(|superior| superior != city.lead().unwrap()), "{}", member.code());
    }
    let both = |person: &govgrid::Person<'_>| {
        let roles: BTreeSet<&str> = person.posts().map(|post| post.role.as_str()).collect();
        roles == BTreeSet::from([Role::Secretary.as_str(), Role::ResidentsCommitteeDirector.as_str()])
    };
    assert_eq!(today.people().filter(both).count(), 130);
}
