//! Rows in any order: the report is the same, byte by byte, but for the rows in its places.

use crate::fixtures::{Fixture, names_in, report, usual_day};
use govgrid::{Draft, Profile, Quarantine, Report, import};
use std::fs;
use std::path::Path;

/// Numbers that look random, the same in every run.
pub(super) struct Numbers(pub(super) u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % limit
    }

    pub(super) fn shuffle<T>(&mut self, items: &mut [T]) {
        for at in (1..items.len()).rev() {
            items.swap(at, self.below(at + 1));
        }
    }
}

/// Copies a data set with the rows of its tables in another order; files in `apart` stay as they are.
fn shuffled(from: &Path, to: &Path, apart: &[String], seed: u64) {
    let mut numbers = Numbers(seed);
    for name in names_in(from) {
        let bytes = fs::read(from.join(&name)).unwrap();
        let text = String::from_utf8(bytes.clone());
        let is_table = Path::new(&name).extension().is_some_and(|ending| ending == "csv");
        let Some(text) = text.ok().filter(|_| is_table && !apart.contains(&name)) else {
            fs::write(to.join(&name), bytes).unwrap();
            continue;
        };
        let mut lines: Vec<&str> = text.lines().collect();
        if let Some(rows) = lines.get_mut(1..) {
            if seed == 0 { rows.reverse() } else { numbers.shuffle(rows) }
        }
        fs::write(to.join(&name), lines.join("\n")).unwrap();
    }
}

/// The bytes of a report without the rows in its places.
pub(crate) fn bytes_without_rows(report: &Report) -> String {
    let json = serde_json::to_string(report).unwrap();
    let mut parts = json.split("\"row\":");
    let mut out = parts.next().unwrap().to_owned();
    for part in parts {
        out.push_str("\"row\":");
        out.push_str(part.trim_start_matches(|c: char| c.is_ascii_digit()));
    }
    out
}

/// What was rejected, without the rows in its places, sorted.
pub(super) fn rejected_without_rows(rejected: &Quarantine) -> Vec<String> {
    let row = |row: govgrid::QuarantinedRow| {
        format!("{} {} {:?} {} {}", row.table, row.place.file, row.cells, row.reason(), row.kept)
    };
    rejected.rows().map(row).collect()
}

/// Asserts that a data set gives the same in several orders of its rows.
fn assert_any_order(name: &str, folder: &Path, apart: &[String], run: impl Fn(&Path) -> (Draft, Profile)) {
    let outcome = |folder: &Path| {
        let (draft, profile) = run(folder);
        let alone = draft.clone().check().into_report(usual_day(), &profile);
        let (report, rejected) = report(draft, usual_day(), &profile);
        (bytes_without_rows(&report), rejected_without_rows(&rejected), bytes_without_rows(&alone))
    };
    let expected = outcome(folder);
    for seed in 0..8 {
        let other = tempfile::tempdir().unwrap();
        shuffled(folder, other.path(), apart, seed);
        assert_eq!(outcome(other.path()), expected, "{name} in order {seed}");
    }
}

#[test]
fn fixtures_give_the_same_in_any_order() {
    for fixture in Fixture::all() {
        let run = |folder: &Path| (fixture.draft_of(folder), fixture.profile());
        assert_any_order(&fixture.code, &fixture.folder.join("bad"), &fixture.expected.apart, run);
    }
}

#[test]
fn the_example_gives_the_same_in_any_order() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/data/kaiping");
    let run = |folder: &Path| (import::folder(folder).unwrap(), Profile::named("kaiping").unwrap());
    assert_any_order("kaiping", &folder, &[], run);
}

#[test]
fn rows_of_a_report_are_taken_off() {
    let fixture = Fixture::all().into_iter().find(|fixture| fixture.code == "I001").unwrap();
    let (report, _) = report(fixture.draft("bad"), usual_day(), &Profile::national());
    let json = serde_json::to_string(&report).unwrap();
    assert!(json.contains("\"row\":3,") && !bytes_without_rows(&report).contains("\"row\":3"));
}
