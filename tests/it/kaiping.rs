//! The example district: what its report of 2023 publishes, and the audit that is checked in beside it.

use govgrid::import;
use govgrid::{Hierarchy, Level, OrganizationKind, Profile, UnitKind};
use std::path::{Path, PathBuf};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/data/kaiping")
}

fn kaiping() -> Hierarchy {
    let hierarchy = import::folder(folder()).unwrap().build().unwrap();
    hierarchy.verify().unwrap();
    hierarchy
}

#[test]
fn the_published_figures_hold() {
    let hierarchy = kaiping();
    let snapshot = hierarchy.snapshot();
    let grids = snapshot.coverage(Level::Grid).by_organizations();
    assert_eq!((grids.covered(), grids.direct().count(), grids.total()), (175, 175, 175));
    let of = |kind| {
        let grids = snapshot.units(Level::Grid);
        grids.filter(|grid| grid.covered_by().all(|covering| covering.organization.kind() == kind)).count()
    };
    assert_eq!((of(OrganizationKind::PartyBranch), of(OrganizationKind::PartyGroup)), (106, 69));
    let primary = |grid: govgrid::Unit<'_>| grid.covered_by().filter(govgrid::Covering::is_primary).count();
    assert!(snapshot.units(Level::Grid).all(|grid| primary(grid) == 1));
    let with_grids = snapshot.units(Level::Community).filter(|unit| unit.descendants_of(Level::Grid).count() > 0);
    assert_eq!(with_grids.count(), 44);
}

#[test]
fn communities_outside_every_claim_have_nothing_below_them() {
    let hierarchy = kaiping();
    let snapshot = hierarchy.snapshot();
    let outside = snapshot.units(Level::Community).filter(|unit| unit.children().next().is_none());
    let (villages, others): (Vec<_>, Vec<_>) = outside.partition(|unit| unit.kind() == Some(UnitKind::Village));
    assert_eq!(villages.len(), 134);
    let codes: Vec<&str> = others.iter().map(|unit| unit.code()).collect();
    assert_eq!(codes, ["130205005001", "130205006001"]);
    assert!(others.iter().chain(&villages).all(|unit| unit.seated().next().is_none()));
}

#[test]
fn the_profile_of_the_district_asks_for_the_sizes_of_the_law_as_revised() {
    let hierarchy = kaiping();
    let report = hierarchy.snapshot().audit(&Profile::named("kaiping").unwrap());
    assert!(!report.has_errors());
    let found: Vec<_> = report.findings().by_rule().map(|(rule, total, _)| (rule.name, total)).collect();
    assert_eq!(
        found,
        [("ignored-file", 2), ("parent-outside", 1), ("households-per-community", 4), ("households-per-grid", 6)]
    );
}

#[cfg(feature = "export")]
#[test]
fn the_report_is_the_one_that_is_checked_in() {
    let mut report = Vec::new();
    govgrid::export::json(&kaiping().snapshot().audit(&Profile::national()), &mut report).unwrap();
    let expected = std::fs::read_to_string(folder().join("expected-report.json")).unwrap();
    assert!(String::from_utf8(report).unwrap() == expected, "the report differs from examples/data/kaiping");
}

/// A merger is in the tables of its day and not in those of the day before, and each audits as the whole does on its day.
#[cfg(feature = "export")]
#[test]
fn tables_are_written_as_of_any_day() {
    use govgrid::{Change, Event, export};
    let whole = kaiping();
    let day: govgrid::Day = "2023-09-20".parse().unwrap();
    let merge = Change::Merge { codes: vec!["130205001030".to_owned()], into: "130205001026".to_owned() };
    let (merged, _) = whole.apply(&[Event::on(day, merge)]).unwrap();
    let profile = Profile::named("kaiping").unwrap();
    for (on, communities) in [(day.previous(), 180), (day, 179)] {
        let written = tempfile::tempdir().unwrap();
        export::tables(&merged.as_of(on).to_draft(), written.path()).unwrap();
        let of_day = import::folder(written.path()).unwrap().build().unwrap();
        assert_eq!(of_day.day(), Some(on));
        assert_eq!(of_day.snapshot().units(Level::Community).count(), communities);
        let (expected, found) = (merged.as_of(on).audit(&profile), of_day.snapshot().audit(&profile));
        assert_eq!((expected.dataset, expected.coverage), (found.dataset, found.coverage));
    }
}
