//! Files that cannot be read are findings, and what is no file is never waited for.
#![cfg(unix)]

use govgrid::import::{self, ImportError, Options};
use govgrid::record::Table;
use govgrid::{Draft, Severity};
use std::fs;
use std::io::Write;
use std::os::unix::fs::symlink;
use std::os::unix::net::UnixListener;
use std::path::Path;
use std::process::Command;

const UNITS: &str = "code,level\n130205,district\n";

/// What may stand where a file should: its name, and how it is made.
type NoFile = (&'static str, fn(&Path));

const NO_FILES: [NoFile; 8] = [
    ("a link to nothing", |path| symlink("nowhere", path).unwrap()),
    ("a link to itself", |path| symlink(path, path).unwrap()),
    ("a folder", |path| fs::create_dir(path).unwrap()),
    ("a link to a folder", |path| symlink(path.parent().unwrap(), path).unwrap()),
    ("a pipe", |path| assert!(Command::new("mkfifo").arg(path).status().unwrap().success())),
    ("a link to a pipe", |path| {
        let pipe = path.with_extension("pipe");
        assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
        symlink(pipe, path).unwrap();
    }),
    ("a socket", |path| drop(UnixListener::bind(path).unwrap())),
    ("a device without an end", |path| symlink("/dev/zero", path).unwrap()),
];

/// The file of each finding that something cannot be read.
fn unreadable(draft: &Draft) -> Vec<String> {
    let findings = draft.clone().check().findings();
    let found = findings.iter().filter(|finding| finding.rule.name == "unreadable-file");
    let file = found.map(|finding| {
        assert_eq!(finding.rule.severity, Severity::Error);
        finding.places[0].file.clone()
    });
    file.collect()
}

#[test]
fn a_table_that_is_no_file_is_told() {
    for (what, make) in NO_FILES {
        for table in Table::ALL {
            let file = format!("{table}.csv");
            let folder = tempfile::tempdir().unwrap();
            if *table != Table::Units {
                fs::write(folder.path().join("units.csv"), UNITS).unwrap();
            }
            make(&folder.path().join(&file));
            let draft = import::folder(folder.path()).unwrap();
            assert_eq!(unreadable(&draft), [file.as_str()], "{what}");
            assert!(!draft.has(*table) && draft.clone().build().is_err(), "{what} {table}");
            let package = format!(
                r#"{{"resources":[{{"name":"units","path":"units.csv"}},{{"name":"{table}","path":"{table}.csv"}}]}}"#
            );
            fs::write(folder.path().join("datapackage.json"), package).unwrap();
            let draft = import::folder(folder.path()).unwrap();
            assert_eq!(unreadable(&draft), [file], "{what}");
            assert!(!draft.has(*table), "{what} {table}");
        }
    }
}

#[test]
fn a_list_of_divisions_that_is_no_file_is_told() {
    for (what, make) in NO_FILES {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("kaiping.csv"), UNITS).unwrap();
        make(&folder.path().join("tiexi.csv"));
        let draft = import::folder(folder.path()).unwrap();
        assert_eq!(unreadable(&draft), ["tiexi.csv"], "{what}");
        assert_eq!(draft.row_count(Table::Units), 1, "{what}");
        assert!(draft.build().is_err(), "{what}");
    }
}

#[test]
fn a_package_that_is_no_file_is_told() {
    for (what, make) in NO_FILES {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("units.csv"), UNITS).unwrap();
        make(&folder.path().join("datapackage.json"));
        let draft = import::folder(folder.path()).unwrap();
        assert_eq!(unreadable(&draft), ["datapackage.json"], "{what}");
        assert_eq!(draft.row_count(Table::Units), 1, "{what}");
    }
}

#[test]
fn a_call_for_what_is_no_file_is_an_error() {
    for (what, make) in NO_FILES {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("units.csv");
        make(&path);
        let error = import::file(&path).unwrap_err();
        let is_right = match what {
            "a link to nothing" => matches!(error, ImportError::NotFound { .. }),
            "a link to itself" => matches!(error, ImportError::Inaccessible { .. }),
            _ => matches!(error, ImportError::NotAFile { .. }),
        };
        assert!(is_right, "{what}: {error:?}");
        if !what.ends_with("folder") {
            assert!(import::path(&path, &Options::default()).is_err(), "{what}");
            assert!(import::folder(&path).is_err(), "{what}");
        }
        #[cfg(feature = "image")]
        assert!(matches!(govgrid::Hierarchy::open_image(&path), Err(govgrid::ImageError::Read(_))), "{what}");
    }
}

/// Other things that are no table are noted, or left alone if they are folders.
#[test]
fn what_is_no_table_is_no_error() {
    for (what, make) in NO_FILES {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("units.csv"), UNITS).unwrap();
        make(&folder.path().join("notes.txt"));
        let draft = import::folder(folder.path()).unwrap();
        assert_eq!(unreadable(&draft), [""; 0], "{what}");
        let noted = draft.check().findings().iter().filter(|finding| finding.rule.name == "ignored-file").count();
        assert_eq!(noted > 0, !what.ends_with("folder"), "{what}");
    }
}

/// A package has 16 MiB at most: one byte more and it is refused, whatever could be read of it.
#[test]
fn a_package_that_is_too_large_is_not_cut() {
    let most: usize = 16 << 20;
    for (length, scheme) in [(most, Some("nbs-2023")), (most + 1, None), (most + 4096, None)] {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("units.csv"), UNITS).unwrap();
        let mut file = fs::File::create(folder.path().join("datapackage.json")).unwrap();
        let package = br#"{"scheme":"nbs-2023"}"#;
        file.write_all(package).unwrap();
        file.write_all(&vec![b' '; length - package.len()]).unwrap();
        drop(file);
        let draft = import::folder(folder.path()).unwrap();
        assert_eq!(draft.package.scheme.as_ref().map(ToString::to_string).as_deref(), scheme, "{length}");
        assert_eq!(unreadable(&draft).is_empty(), scheme.is_some(), "{length}");
    }
}
