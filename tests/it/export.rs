//! What is written: reports, tables, rejected rows, and the files that the crate generates.

#[path = "../../examples/generate.rs"]
#[expect(dead_code, reason = "the example's own main")]
mod generate;

use govgrid::export::{self, ExportError};
use govgrid::record::{self, Table};
use govgrid::{
    CoverageLine, CoverageMode, CoverageOf, Day, Draft, Lang, Level, LineageKind, NotRun, OrganizationKind, Period,
    Profile, Report, ZoneKind, catalogue,
};
use std::fs;
use std::path::Path;
use unicode_width::UnicodeWidthStr;

/// Set, it makes the tests write the golden files instead of reading them.
const UPDATE: &str = "UPDATE_GOLDEN";

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn unit(code: &str, level: Level, parent: &str) -> record::Unit {
    let parent = Some(parent.to_owned()).filter(|parent| !parent.is_empty());
    record::Unit { parent, name: Some(format!("{}{code}", level.label(Lang::Zh))), ..record::Unit::new(code, level) }
}

/// A small district: streets in a circle, a community that hangs nowhere, a building twice, texts that would steer a
/// spreadsheet or a terminal.
fn faulty() -> Draft {
    let mut draft = Draft::new();
    draft.package.day = Some(day("2024-06-01"));
    let mut units = vec![
        unit("130205", Level::District, "130200"),
        unit("130205001", Level::Street, "130205"),
        unit("130205001026", Level::Community, "130205001"),
        unit("130205001027", Level::Community, "130205009"),
        unit("130205001026-G001", Level::Grid, "130205001026"),
        unit("130205001026-G002", Level::Grid, "130205001"),
        unit("130205001026-G001-B01", Level::Building, "130205001026-G001"),
        unit("130205001026-G001-B01", Level::Building, "130205001026"),
        unit("=1+1", Level::Building, "@nowhere\u{1b}[31m"),
    ];
    units.extend((1..=23).map(|n| unit(&format!("B{n:02}"), Level::Building, "130205001099")));
    for unit in &units {
        draft.add(unit).unwrap();
    }
    for (code, superior) in [("PB-1", "PB-2"), ("PB-2", "PB-1")] {
        let superior = Some(superior.to_owned());
        let branch = record::Organization::new(code, OrganizationKind::PartyBranch);
        draft.add(&record::Organization { superior, ..branch }).unwrap();
    }
    draft
}

/// Coverage by its counts, in the order of the columns.
fn coverage(of: CoverageOf, kind: &'static str, counts: [u32; 7]) -> CoverageLine {
    let [covered, direct, through_zone, inherited_only, doubly, total, excluded] = counts.map(u64::from);
    let ratio = (total > 0).then(|| f64::from(counts[0]) / f64::from(counts[5]));
    CoverageLine { of, kind, covered, direct, through_zone, inherited_only, doubly, total, excluded, ratio }
}

/// A report that no rule of an audit has a part in, so that new ones do not change it.
fn report() -> Report {
    let mut report = faulty().check().into_report(None, &Profile::national());
    report.rules.ran = 2;
    report.rules.not_run.retain(|left_out| matches!(left_out.code, "C101" | "U101"));
    let estates = CoverageOf::Zone(ZoneKind::Estate);
    report.coverage = vec![
        coverage(CoverageOf::Level(Level::MicroGrid), "organization", [2999, 2990, 9, 1, 12, 3000, 0]),
        coverage(estates, "work", [0, 0, 0, 0, 0, 0, 4]),
    ];
    report
}

fn text(report: &Report, lang: Lang) -> String {
    let mut out = Vec::new();
    export::text(report, lang, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

fn csv_lines(report: &Report, lang: Lang) -> String {
    let mut out = Vec::new();
    export::csv(report, lang, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

/// Holds a text against its golden file.
fn assert_golden(name: &str, text: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/golden").join(name);
    if std::env::var_os(UPDATE).is_some() {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
    }
    let golden = fs::read_to_string(&path).unwrap_or_default().replace("\r\n", "\n");
    assert_eq!(text, golden, "{name} has changed; if that is right: {UPDATE}=1 cargo test --all-features --test it");
}

#[test]
fn a_report_is_written_as_ever() {
    let report = report();
    let mut json = Vec::new();
    export::json(&report, &mut json).unwrap();
    assert_golden("report.json", &String::from_utf8(json).unwrap());
    assert_golden("report.en.txt", &text(&report, Lang::En));
    assert_golden("report.zh.txt", &text(&report, Lang::Zh));
    assert_golden("report.csv", &csv_lines(&report, Lang::En));
}

#[test]
fn json_has_its_keys_in_order_and_ends_its_line() {
    let mut json = Vec::new();
    export::json(&report(), &mut json).unwrap();
    let json = String::from_utf8(json).unwrap();
    let keys = ["format", "as_of", "profile", "dataset", "coverage", "summary", "findings", "rules"];
    let top = json.lines().filter_map(|line| line.strip_prefix("  \"")?.split('"').next());
    assert_eq!(top.collect::<Vec<_>>(), keys);
    assert!(json.ends_with("}\n") && !json.contains("reason_zh"));
}

/// The lines of a part of the text that start with two spaces, as its columns do.
fn block<'t>(text: &'t str, title: &str) -> Vec<&'t str> {
    text.lines().skip_while(|line| *line != title).skip(1).take_while(|line| line.starts_with("  ")).collect()
}

#[test]
fn columns_stand_under_each_other_in_both_languages() {
    for (lang, titles) in [(Lang::En, ["What was read", "Coverage"]), (Lang::Zh, ["数据概况", "覆盖情况"])] {
        let text = text(&report(), lang);
        for title in titles {
            let lines = block(&text, title);
            assert!(lines.len() >= 3, "{title}: {lines:?}");
            for line in &lines {
                assert_eq!(line.width(), lines[0].width(), "{line}");
            }
        }
    }
}

#[test]
fn a_text_is_in_one_language_and_has_nothing_that_steers_a_terminal() {
    let (en, zh) = (text(&report(), Lang::En), text(&report(), Lang::Zh));
    assert!(en.chars().chain(zh.chars()).all(|c| c == '\n' || !c.is_control()));
    // Nothing in Chinese but the data's own names.
    let own: Vec<&str> = Level::ALL.iter().map(|level| level.label(Lang::Zh)).collect();
    let foreign = own.iter().fold(en, |text, name| text.replace(name, ""));
    assert!(foreign.chars().all(|c| !('\u{2e80}'..='\u{9fff}').contains(&c)), "{foreign}");
    for word in ["warning", "error", "repair", "ran", "day ", "no table", "the structure"] {
        assert!(!zh.contains(word), "`{word}` in\n{zh}");
    }
}

#[test]
fn a_text_shows_the_least_findings_of_a_rule_and_counts_the_rest() {
    let report = report();
    let total = report.findings().count("unknown-parent");
    let text = text(&report, Lang::En);
    let shown = export::FINDINGS_SHOWN as u64;
    assert!(total > shown);
    assert!(text.contains(&format!("  … and {} more\n", total - shown)), "{text}");
}

#[test]
fn csv_reads_back_and_is_no_formula() {
    for lang in [Lang::En, Lang::Zh] {
        let report = report();
        let text = csv_lines(&report, lang);
        let mut lines = csv::Reader::from_reader(text.as_bytes());
        let header = lines.headers().unwrap().clone();
        let column = |name: &str| header.iter().position(|known| known == name).unwrap();
        let rows: Vec<csv::StringRecord> = lines.records().map(Result::unwrap).collect();
        assert_eq!(rows.len(), report.findings().iter().count());
        for (row, finding) in rows.iter().zip(report.findings().iter()) {
            assert_eq!(&row[column("code")], finding.rule.code);
            assert_eq!(row[column("subject")].trim_start_matches('\''), finding.subject.code);
            assert_eq!(row[column("message")].trim_start_matches('\''), finding.message(lang));
            assert_eq!(&row[column("fingerprint")], finding.fingerprint);
            assert!(row.iter().all(|cell| !cell.starts_with(['=', '+', '-', '@'])), "{row:?}");
        }
        assert!(rows.iter().any(|row| &row[column("subject")] == "'=1+1"));
    }
}

#[test]
fn an_empty_report_has_no_findings_in_any_form() {
    let mut draft = Draft::new();
    draft.add(&record::Unit::new("130205", Level::District)).unwrap();
    let report = draft.build().unwrap().snapshot().audit(&Profile::national());
    assert!(text(&report, Lang::En).contains("Findings by rule\n  none\n"));
    assert!(text(&report, Lang::Zh).contains("问题汇总\n  无\n"));
    assert_eq!(csv_lines(&report, Lang::En).lines().count(), 1);
}

#[test]
fn the_reason_why_a_rule_did_not_run_is_told_in_both_languages() {
    let report = Draft::new().build().unwrap().snapshot().audit(&Profile::national());
    assert!(!report.rules.not_run.is_empty());
    for left_out in &report.rules.not_run {
        let NotRun { reason, reason_zh, .. } = left_out;
        assert!(reason.is_ascii() && !reason_zh.is_ascii(), "{left_out:?}");
    }
}

/// A district with something in every table.
fn district() -> Draft {
    let mut draft = Draft::new();
    draft.package.scheme = Some("nbs-2023".parse().unwrap());
    draft.package.grid_suffix = Some("-G999".parse().unwrap());
    draft.package.day = Some(day("2024-06-01"));
    let bounds = |from, until| Period::new(Some(day(from)), Some(day(until))).unwrap();
    for unit in [
        unit("130205", Level::District, ""),
        unit("130205001", Level::Street, "130205"),
        unit("130205001026", Level::Community, "130205001"),
        record::Unit { households: Some(300), ..unit("130205001026-G001", Level::Grid, "130205001026") },
        record::Unit {
            name: Some("新华里, \"东\"\n二号".to_owned()),
            period: bounds("2020-01-01", "2024-01-01"),
            ..unit("B01", Level::Building, "130205001026-G001")
        },
        record::Unit {
            period: bounds("2024-01-01", "2030-01-01"),
            ..unit("B02", Level::Building, "130205001026-G001")
        },
    ] {
        draft.add(&unit).unwrap();
    }
    draft.add(&record::Zone::new("Z1", ZoneKind::Estate)).unwrap();
    draft.add(&record::Organization::new("PB-1", OrganizationKind::PartyBranch)).unwrap();
    draft.add(&record::Coverage::new("PB-1", "130205001026-G001", CoverageMode::Standalone)).unwrap();
    let recode = record::Lineage {
        predecessor: "B01".to_owned(),
        successor: "B02".to_owned(),
        kind: LineageKind::Recode,
        day: day("2024-01-01"),
        basis: Some("开政发〔2023〕9号".to_owned()),
    };
    draft.add(&recode).unwrap();
    draft.mark_present(Table::ZoneUnits);
    draft
}

fn files(dir: &Path) -> Vec<String> {
    let entries = fs::read_dir(dir).unwrap();
    let mut names: Vec<String> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn tables_have_the_columns_that_say_something() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("README.md"), "mine").unwrap();
    export::tables(&district(), dir.path()).unwrap();
    let all = ["README.md", "coverage.csv", "datapackage.json", "lineage.csv", "organizations.csv", "units.csv"];
    let all: Vec<&str> = all.into_iter().chain(["zone_units.csv", "zones.csv"]).collect();
    assert_eq!(files(dir.path()), all);
    let read = |name: &str| fs::read_to_string(dir.path().join(name)).unwrap();
    for name in all.iter().filter(|name| **name != "README.md") {
        assert_golden(&format!("tables/{name}"), &read(name));
    }
    assert_eq!(read("zone_units.csv"), "zone,unit\n");
    assert_eq!(read("coverage.csv"), "organization,target,mode\nPB-1,130205001026-G001,standalone\n");
}

#[test]
fn a_table_of_an_earlier_export_does_not_stay() {
    let dir = tempfile::tempdir().unwrap();
    export::tables(&district(), dir.path()).unwrap();
    let mut draft = Draft::new();
    draft.add(&record::Unit::new("130205", Level::District)).unwrap();
    export::tables(&draft, dir.path()).unwrap();
    assert_eq!(files(dir.path()), ["datapackage.json", "units.csv"]);
}

#[test]
fn rejected_rows_have_their_reason_and_only_those_of_the_last_run_stay() {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path().join("rejected");
    let (_, rejected) = faulty().quarantine();
    export::quarantine(&rejected, &dir).unwrap();
    assert_eq!(files(&dir), ["organizations.csv", "units.csv"]);
    let units = fs::read_to_string(dir.join("units.csv")).unwrap();
    assert!(units.starts_with("code,name,level,parent,kind,households,valid_from,valid_until,reason\n"), "{units}");
    // Data to be read again, so exact.
    assert!(units.contains("\n=1+1,楼栋=1+1,building,@nowhere\u{1b}[31m,,,,,bad-value\n"), "{units}");
    let organizations = fs::read_to_string(dir.join("organizations.csv")).unwrap();
    assert!(organizations.lines().skip(1).all(|line| line.ends_with(",kept: superior-cycle")), "{organizations}");

    let (_, nothing) = district().quarantine();
    export::quarantine(&nothing, &dir).unwrap();
    assert!(files(&dir).is_empty());
}

#[test]
fn rejected_rows_do_not_overwrite_data() {
    let dir = tempfile::tempdir().unwrap();
    export::tables(&district(), dir.path()).unwrap();
    let before = fs::read_to_string(dir.path().join("units.csv")).unwrap();
    let (_, rejected) = faulty().quarantine();
    let error = export::quarantine(&rejected, dir.path()).unwrap_err();
    assert!(matches!(&error, ExportError::NotRejectedRows { path } if path.ends_with("units.csv")), "{error}");
    assert_eq!(fs::read_to_string(dir.path().join("units.csv")).unwrap(), before);
}

#[test]
fn an_error_names_the_path_and_its_cause() {
    let dir = tempfile::tempdir().unwrap();
    let taken = dir.path().join("taken");
    fs::write(&taken, "").unwrap();
    let error = export::tables(&district(), &taken).unwrap_err();
    assert!(error.to_string().contains("taken"), "{error}");
    assert!(std::error::Error::source(&error).is_some());
}

#[cfg(feature = "import")]
mod read_again {
    use super::*;
    use govgrid::{Hierarchy, Summary, UntilRule, import};

    fn tables_of(draft: &Draft) -> Vec<(String, String)> {
        let dir = tempfile::tempdir().unwrap();
        export::tables(draft, dir.path()).unwrap();
        files(dir.path())
            .into_iter()
            .map(|name| (name.clone(), fs::read_to_string(dir.path().join(name)).unwrap()))
            .collect()
    }

    /// What an audit finds, but for files that are no tables.
    fn summary(hierarchy: &Hierarchy) -> Vec<Summary> {
        let mut found = hierarchy.snapshot().audit(&Profile::national()).summary();
        found.retain(|line| line.name != "ignored-file");
        found
    }

    #[test]
    fn tables_give_the_same_hierarchy() {
        for draft in [district(), import::folder("examples/data/kaiping").unwrap()] {
            let hierarchy = draft.build().unwrap();
            let written = hierarchy.to_draft();
            let dir = tempfile::tempdir().unwrap();
            export::tables(&written, dir.path()).unwrap();
            let again = import::folder(dir.path()).unwrap();
            assert_eq!(again.package, written.package);
            let again = again.build().unwrap();
            assert_eq!(tables_of(&again.to_draft()), tables_of(&written));
            assert_eq!(summary(&again), summary(&hierarchy));
        }
    }

    #[test]
    fn ends_are_written_as_the_package_says() {
        let mut draft = Draft::new();
        draft.package.until = UntilRule::Inclusive;
        let rows = "code,level,parent,valid_until\n1,district,,2023-12-31\n2,street,9,2023-12-31\n\
                    3,nothing,1,2023-12-31\n4,street,1,soon\n5,street,1,9999-12-31\n6,street,1,\n";
        import::read(&mut draft, Table::Units, "units.csv", rows.as_bytes(), &import::Options::default());
        let dir = tempfile::tempdir().unwrap();
        let read = |name: &str| fs::read_to_string(dir.path().join(name)).unwrap();

        export::tables(&draft, dir.path()).unwrap();
        assert_eq!(read("units.csv"), rows.replace("9999-12-31", ""));
        let (hierarchy, rejected) = import::folder(dir.path()).unwrap().quarantine();
        export::quarantine(&rejected, dir.path().join("rejected")).unwrap();
        let units = read("rejected/units.csv");
        for row in ["2,,street,9,,,,2023-12-31,unknown-parent\n", "3,,nothing,1,,,,2023-12-31,bad-value\n"] {
            assert!(units.contains(row), "{row} in\n{units}");
        }

        export::tables(&hierarchy.to_draft(), dir.path()).unwrap();
        assert!(read("units.csv").contains("1,district,,2024-01-01\n"));
        assert_eq!(import::folder(dir.path()).unwrap().package.until, UntilRule::Exclusive);
    }
}

#[test]
fn generated_files_are_current() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for (path, text) in generate::files() {
        let found = fs::read_to_string(root.join(&path)).unwrap_or_default().replace("\r\n", "\n");
        assert!(found == text, "{path} is not what the crate generates: cargo run --example generate");
    }
    let schemas = files(&root.join("schemas"));
    assert_eq!(schemas.len(), Table::COUNT, "a schema of no table: {schemas:?}");
}

#[test]
fn every_rule_has_its_page_in_both_languages() {
    for (path, text) in generate::files().iter().filter(|(path, _)| path.starts_with("docs/rules")) {
        for rule in catalogue() {
            assert!(text.contains(&format!("\n### {} `{}` ", rule.code, rule.name)), "{rule} in {path}");
        }
    }
}
