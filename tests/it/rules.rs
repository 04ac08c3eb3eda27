//! Every rule of the catalogue on its fixture: what it finds, where, and where it is quiet.

use crate::fixtures::{Fixture, Told, difference, names_in, root, usual_day};
use govgrid::import::{self, Options};
use govgrid::record::Table;
use govgrid::{Draft, Lang, Profile, catalogue};
use std::collections::BTreeSet;
use std::fmt::Write;

#[test]
fn every_rule_has_a_fixture_and_every_fixture_a_rule() {
    let rules: BTreeSet<String> = catalogue().map(|rule| format!("{}-{}", rule.code, rule.name)).collect();
    assert_eq!(rules, names_in(&root()));
}

#[test]
fn every_file_of_a_fixture_is_read() {
    for fixture in Fixture::all() {
        let mut known: BTreeSet<String> = ["bad", "expected.json", "good"].map(str::to_owned).into();
        let profile = "profile.json".to_owned();
        if fixture.profile() != Profile::national() {
            known.insert(profile);
        }
        assert_eq!(names_in(&fixture.folder), known, "{}", fixture.code);
        let left_alone: BTreeSet<&str> =
            fixture.expected.findings.iter().filter(|told| told.code == "I011").map(|told| &*told.subject).collect();
        for (side, left_alone) in [("bad", &left_alone), ("good", &BTreeSet::new())] {
            for name in names_in(&fixture.folder.join(side)) {
                let is_table = name.strip_suffix(".csv").is_some_and(|stem| stem.parse::<Table>().is_ok());
                let is_read = is_table || name == "datapackage.json";
                assert!(is_read != left_alone.contains(&*name), "{}/{side}/{name}", fixture.code);
            }
        }
        for file in &fixture.expected.apart {
            assert!(fixture.folder.join("bad").join(file).exists(), "{}: {file}", fixture.code);
        }
    }
}

#[test]
fn a_rule_finds_every_planted_fault_and_says_where() {
    let mut wrong = String::new();
    for fixture in Fixture::all() {
        let (report, _) = fixture.report(fixture.draft("bad"));
        let told = Told::all(&report);
        if told != fixture.expected.findings {
            let difference = difference(&told, &fixture.expected.findings);
            writeln!(wrong, "{}-{}: {difference}", fixture.code, fixture.name).unwrap();
        }
        assert!(told.iter().any(|told| told.code == fixture.code), "{} is not in its own fixture", fixture.code);
        for finding in report.findings().iter() {
            for text in [Lang::En, Lang::Zh].map(|lang| finding.message(lang)) {
                let is_whole = !text.contains(['{', '}']) && !text.ends_with([' ', '：', ':']) && !text.contains("``");
                if !is_whole {
                    writeln!(wrong, "{}: {text}", fixture.code).unwrap();
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn the_repaired_twin_has_no_finding() {
    for fixture in Fixture::all() {
        let (report, rejected) = fixture.report(fixture.draft("good"));
        let told = Told::all(&report);
        assert!(told.is_empty(), "{}: {}", fixture.code, difference(&told, &[]));
        assert!(rejected.is_empty() && fixture.draft("good").build().is_ok(), "{}", fixture.code);
    }
}

/// A draft in which each of the tables has a header and no row.
fn empty(tables: &[Table]) -> Draft {
    let mut draft = Draft::new();
    for table in tables {
        let header: Vec<&str> = table.columns().iter().map(|column| column.name).collect();
        let text = header.join(",");
        import::read(&mut draft, *table, &format!("{table}.csv"), text.as_bytes(), &Options::default());
    }
    draft
}

#[test]
fn a_rule_is_quiet_on_empty_data() {
    for fixture in Fixture::all() {
        for tables in [Table::ALL, &[Table::Units]] {
            let (report, rejected) = crate::fixtures::report(empty(tables), usual_day(), &fixture.profile());
            let told = Told::all(&report);
            // What a data set without a table lacks is what this rule speaks of.
            let lacks = fixture.code == "I012" && tables.len() == 1;
            assert_eq!(told.is_empty(), !lacks, "{}: {}", fixture.code, difference(&told, &[]));
            assert!(rejected.is_empty());
        }
    }
}

/// Without the good part, a report has what import and structure found, and nothing else.
#[test]
fn broken_structure_is_reported_as_it_is_with_quarantine() {
    for fixture in Fixture::all() {
        let checked = fixture.draft("bad").check();
        let is_found = |told: &&Told| told.code.starts_with(['I', 'S']) && told.code != "I012";
        let expected: Vec<Told> = fixture.expected.findings.iter().filter(is_found).cloned().collect();
        let report = checked.clone().into_report(usual_day(), &Profile::national());
        assert_eq!(Told::all(&report), expected, "{}", fixture.code);
        assert!(report.coverage.is_empty());
        assert_eq!(checked.build().is_ok(), fixture.report(fixture.draft("bad")).1.is_empty() && !fixture.is_cut());
    }
}

/// What must not be kept is in no output: reports, quarantine, nor what programs print to look for a mistake.
#[test]
fn what_is_not_kept_is_shown_nowhere() {
    let mut planted = 0;
    for fixture in Fixture::all() {
        let draft = fixture.draft("bad");
        let checked = draft.clone().check();
        let (hierarchy, rejected) = draft.clone().quarantine();
        let (report, _) = fixture.report(draft.clone());
        let json = serde_json::to_string(&report).unwrap();
        let alone = serde_json::to_string(&checked.clone().into_report(usual_day(), &Profile::national())).unwrap();
        let outputs = [json, alone, format!("{draft:?}"), format!("{checked:?}"), format!("{hierarchy:?}"), {
            format!("{rejected:?} {:?} {:?}", hierarchy.to_draft(), report)
        }];
        for hidden in &fixture.expected.hidden {
            planted += 1;
            let files = names_in(&fixture.folder.join("bad"));
            let texts =
                files.iter().map(|file| std::fs::read_to_string(fixture.folder.join("bad").join(file)).unwrap());
            assert!(texts.into_iter().any(|text| text.contains(hidden)), "{hidden} is not planted");
            for (at, output) in outputs.iter().enumerate() {
                assert!(!output.contains(hidden), "{}: {hidden} is shown by output {at}", fixture.code);
            }
        }
    }
    assert!(planted > 5);
}

/// Faults of files that cannot stand in a folder of fixtures: one that is promised and missing, one larger than any row
/// may be, and a second file of a table without a column that the first one has.
#[test]
fn faults_of_whole_files_are_told_where_they_are() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    write("datapackage.json", r#"{ "resources": [{ "name": "zones", "path": "zones.csv" }] }"#);
    write(
        "units.csv",
        "code,level,parent\n990199,district,\n990199001,street,990199\n990199002001,community,990199002\n",
    );
    write("单元.csv", "code,parent\n990199002,990199\n");
    let quote = format!("zone,unit\nZ-1,990199\nZ-1,\"{}", "990199\n".repeat(200_000));
    write("zone_units.csv", &quote);
    write("organizations.csv", "code,kind,seat\nO-1,department,Z-1\n");
    let checked = import::folder(folder.path()).unwrap().check();
    let findings = checked.findings();
    let told: Vec<(&str, &str, u32, Option<&str>)> = findings
        .iter()
        .map(|finding| {
            let place = &finding.places[0];
            (finding.rule.name, &*place.file, place.row, place.column.as_deref())
        })
        .collect();
    let expected = [
        ("unreadable-file", "zones.csv", 0, None),
        ("missing-column", "单元.csv", 1, Some("level")),
        ("too-large", "zone_units.csv", 3, None),
        // What is named may be in what was not read: a community's street, a seat, which may be a unit or a zone and is
        // counted once, and the zone of a row.
        ("depends-on-rejected", "单元.csv", 1, None),
        ("depends-on-rejected", "zones.csv", 0, None),
    ];
    assert_eq!(told, expected);
    let notes = findings.iter().filter(|finding| finding.rule.name == "depends-on-rejected");
    let falls: Vec<String> = notes.filter_map(|note| note.observed.as_ref()).map(ToString::to_string).collect();
    assert_eq!(falls, ["2", "1"]);
    assert!(checked.build().is_err());
}
