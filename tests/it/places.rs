//! Real tables load as they are: the five places over four editions, and what is odd about the national table.

use govgrid::import::{self, Options};
use govgrid::{Code, District, Draft, Findings, Hierarchy, Level, Profile, Report, Snapshot, Street, UnitKind};
use std::path::{Path, PathBuf};

pub(crate) fn divisions() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/divisions")
}

fn read(path: &Path, scheme: &str) -> Draft {
    import::path(path, &Options { scheme: Some(scheme.parse().unwrap()), ..Options::default() }).unwrap()
}

fn load(path: &Path, scheme: &str) -> Hierarchy {
    let hierarchy = read(path, scheme).build().unwrap();
    hierarchy.verify().unwrap();
    hierarchy
}

fn audit(hierarchy: &Hierarchy) -> Report {
    hierarchy.snapshot().audit(&Profile::national())
}

fn counts(findings: &Findings) -> Vec<(&'static str, u64)> {
    findings.by_rule().map(|(rule, total, _)| (rule.name, total)).collect()
}

fn units(snapshot: Snapshot<'_>) -> Vec<usize> {
    Level::ALL.iter().map(|level| snapshot.units(*level).count()).filter(|count| *count > 0).collect()
}

#[test]
fn the_five_places_load_with_a_note_for_each_district() {
    let kaiping = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/data/divisions/tangshan-kaiping.csv");
    let file = |name: &str| divisions().join(name);
    for (path, expected, districts) in [
        (kaiping, vec![1, 11, 180], 1),
        (file("dezhou-qihe.csv"), vec![1, 15, 1038], 1),
        (file("shenyang-tiexi.csv"), vec![1, 15, 248], 1),
        (file("xiangyang-fancheng.csv"), vec![1, 20, 216], 1),
        (file("xining-4-districts.csv"), vec![4, 34, 235], 4),
    ] {
        let hierarchy = load(&path, "nbs-2023");
        assert_eq!(units(hierarchy.snapshot()), expected, "{}", path.display());
        let report = audit(&hierarchy);
        assert!(!report.has_errors());
        assert_eq!(counts(report.findings()), [("parent-outside", districts)], "{}", path.display());
    }
}

#[test]
fn earlier_editions_and_the_other_table_load() {
    let mut read = 0;
    for entry in std::fs::read_dir(divisions().join("history")).unwrap().map(Result::unwrap) {
        let name = entry.file_name().into_string().unwrap();
        let edition = name.trim_end_matches(".csv").rsplit('-').next().unwrap().to_owned();
        let hierarchy = load(&entry.path(), &format!("nbs-{edition}"));
        let report = audit(&hierarchy);
        assert!(!report.has_errors(), "{name}");
        let districts = hierarchy.snapshot().roots().count() as u64;
        let mut expected = vec![("parent-outside", districts)];
        if name == "xining-4-districts-2016.csv" {
            // Fourteen streets stand in that edition under other names, mostly of their service centre (社区公共服务中心).
            expected.insert(0, ("code-class", 14));
        }
        assert_eq!(counts(report.findings()), expected, "{name}");
        read += 1;
    }
    assert_eq!(read, 15);
    let hierarchy = load(&divisions().join("mca-2025-streets.csv"), "mca-2025");
    assert_eq!(hierarchy.package().scheme.as_ref().unwrap().to_string(), "mca-2025");
    assert_eq!(counts(audit(&hierarchy).findings()), [("parent-outside", 8)]);
}

#[test]
fn a_county_counts_communities_and_villages_by_their_codes() {
    let hierarchy = load(&divisions().join("dezhou-qihe.csv"), "nbs-2023");
    let county = hierarchy.snapshot().unit(&"371425".parse::<Code<District>>().unwrap()).unwrap();
    let of = |kind| county.descendants_of(Level::Community).filter(|unit| unit.kind() == Some(kind)).count();
    assert_eq!((of(UnitKind::Urban), of(UnitKind::Village)), (20, 1016));
    assert!(county.descendants_of(Level::Community).all(govgrid::Unit::is_kind_inferred));
    let of = |kind| county.descendants_of(Level::Street).filter(|unit| unit.kind() == Some(kind)).count();
    assert_eq!((of(UnitKind::Street), of(UnitKind::Town), of(UnitKind::Township)), (2, 11, 2));
}

#[test]
fn streets_may_hang_on_a_city_and_odd_rows_are_warnings() {
    let hierarchy = load(&divisions().join("quirks.csv"), "nbs-2023");
    let report = audit(&hierarchy);
    assert!(!report.has_errors());
    let dongguan = hierarchy.snapshot().any_unit("441900").unwrap();
    assert_eq!((dongguan.level(), dongguan.children().count()), (Level::City, 36));
    let street = hierarchy.snapshot().unit(&"441900003".parse::<Code<Street>>().unwrap()).unwrap();
    assert!(street.nearest::<District>().is_none());
    let mut odd: Vec<(&str, &str)> =
        report.findings().iter().map(|found| (found.rule.name, found.subject.code.as_str())).collect();
    odd.sort_unstable();
    assert_eq!(
        odd,
        [
            ("code-class", "110105021"),
            ("code-class", "130406103019"),
            ("code-class", "130523100202"),
            ("code-class", "230803198"),
            ("code-class", "350527000"),
            ("code-class", "350527000000"),
            ("stray-characters", "420684103229"),
            ("stray-characters", "450681101201"),
        ]
    );
}

#[test]
fn a_folder_of_division_files_is_read_as_one() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["ancestors.csv", "dezhou-qihe.csv", "shenyang-tiexi.csv"] {
        std::fs::copy(divisions().join(name), folder.path().join(name)).unwrap();
    }
    let hierarchy = load(folder.path(), "nbs-2023");
    assert_eq!(units(hierarchy.snapshot()), [5, 5, 2, 30, 1286]);
    let county = hierarchy.snapshot().any_unit("371425").unwrap();
    let line: Vec<&str> = county.ancestors().map(govgrid::Unit::code).collect();
    assert_eq!(line, ["371400", "370000"]);
    assert!(counts(hierarchy.findings()).is_empty());
}

#[test]
fn a_name_is_no_key() {
    let hierarchy = load(&divisions().join("xining-4-districts.csv"), "nbs-2023");
    let snapshot = hierarchy.snapshot();
    let mut names: Vec<&str> = snapshot.units(Level::Community).filter_map(govgrid::Unit::name).collect();
    names.sort_unstable();
    for same in names.chunk_by(PartialEq::eq) {
        assert_eq!(snapshot.named(same[0]).count(), same.len());
    }
    let most = names.chunk_by(PartialEq::eq).map(<[_]>::len).max();
    assert!(most > Some(1), "the place has a name twice: {most:?}");
}
