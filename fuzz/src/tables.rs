//! Tables read one by one, and a folder of them.

use super::files::{Files, plain_rows};
use super::oracles::{bytes, day, nothing_is_lost, rows};
use super::planted::{NUMBERS, has_any, planted};
use super::{mutate, outputs};
use govgrid::record::Table;
use govgrid::{Draft, Hierarchy, Profile, export, import};
use std::fs;
use std::path::Path;

/// Tables that are read in turn into one draft.
pub fn tables(data: &[u8]) {
    let files = Files::of(data);
    let draft = files.draft();
    reads_every_row(&files, &draft);
    nothing_is_lost(&draft);
    if has_any(data) {
        return;
    }
    if let Some((files, number)) = planted(&files, mutate::hash(data)) {
        shows_nothing_of(number, &outputs::of_draft(&files.draft()));
    }
}

/// A folder with any files, perhaps with a `datapackage.json`.
///
/// # Panics
/// If an oracle fails.
pub fn package(data: &[u8]) {
    let files = Files::of(data);
    let Some(draft) = in_folder(&files, |dir| import::folder(dir).ok()).flatten() else { return };
    let (good, _) = nothing_is_lost(&draft);
    reads_its_own_export(&good);
    if has_any(data) {
        return;
    }
    let choice = mutate::hash(data);
    if let Some((files, number)) = planted(&files, choice) {
        let draft = in_folder(&files, |dir| import::folder(dir).ok()).flatten();
        if let Some(draft) = draft {
            shows_nothing_of(number, &outputs::of_draft(&draft));
        }
    }
    // In the name of a file, and in a column of telephone numbers.
    let (mut files, number) = (files, NUMBERS[choice % NUMBERS.len()]);
    if let Some(file) = files.all.iter_mut().find(|file| file.0 == "units.csv") {
        let column = |(at, line): (usize, &str)| format!("{line},{}", if at == 0 { "联系电话" } else { number });
        if let Ok(text) = std::str::from_utf8(&file.1) {
            file.1 = text.lines().enumerate().map(column).collect::<Vec<_>>().join("\n").into_bytes();
        }
    }
    files.all.push((format!("{number}.csv"), b"code,level\nX,district\n".to_vec()));
    let draft = in_folder(&files, |dir| import::folder(dir).ok()).flatten();
    if let Some(draft) = draft {
        shows_nothing_of(number, &outputs::of_draft(&draft));
    }
}

/// What stands in plain tables is read as it stands there, row for row.
fn reads_every_row(files: &Files, draft: &Draft) {
    for table in Table::ALL {
        let all = || files.tables().filter(|file| file.0 == *table);
        let plain: Option<Vec<_>> = all().map(|(table, _, bytes)| plain_rows(table, bytes)).collect();
        let Some(plain) = plain else { continue };
        let (least, most) = plain.iter().fold((0, 0), |sum, rows| (sum.0 + rows.start(), sum.1 + rows.end()));
        let read = draft.row_count(*table);
        assert!((least..=most).contains(&read), "{read} rows of {table} are read of {least} to {most}");
    }
}

/// The exported tables of a hierarchy, read and built again, are the same hierarchy.
pub(crate) fn reads_its_own_export(hierarchy: &Hierarchy) {
    let dir = tempfile::tempdir().expect("a folder");
    export::tables(&hierarchy.to_draft(), dir.path()).expect("the folder can be written");
    let read = import::folder(dir.path()).expect("what was exported is a folder");
    let again = read.build().expect("what was exported holds");
    assert_eq!(rows(&again), rows(hierarchy), "exported and read again it has other rows");
    let (day, profile) = (day(hierarchy), Profile::national());
    let coverage = |hierarchy: &Hierarchy| hierarchy.as_of(day).audit(&profile).coverage;
    assert_eq!(coverage(&again), coverage(hierarchy), "exported and read again it counts otherwise");
    if hierarchy.findings().total() == 0 && again.findings().total() == 0 {
        let report = |hierarchy: &Hierarchy| {
            let mut report = serde_json::from_str::<serde_json::Value>(&bytes(&hierarchy.as_of(day).audit(&profile)));
            let report = report.as_mut().expect("a report is JSON");
            without_places(report);
            std::mem::take(report)
        };
        assert_eq!(report(&again), report(hierarchy), "exported and read again it has another report");
    }
}

/// A report without where its rows stood.
fn without_places(report: &mut serde_json::Value) {
    for finding in report["findings"].as_array_mut().into_iter().flatten() {
        finding["places"].take();
    }
}

pub(crate) fn shows_nothing_of(number: &str, seen: &str) {
    if let Some(at) = seen.find(number) {
        let around: String = seen[..at].chars().rev().take(200).collect::<Vec<_>>().into_iter().rev().collect();
        panic!("a number of a person is seen after `{around}`");
    }
}

/// Does something in a folder that has the files; `None` if it cannot be made.
fn in_folder<T>(files: &Files, read: impl FnOnce(&Path) -> T) -> Option<T> {
    let dir = tempfile::tempdir().ok()?;
    for (name, bytes) in &files.all {
        if name.is_empty() || name.contains(['/', '\\', '\0']) || name.starts_with('.') || name.len() > 100 {
            return None;
        }
        fs::write(dir.path().join(name), bytes).ok()?;
    }
    Some(read(dir.path()))
}
