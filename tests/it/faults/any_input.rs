//! Data that is no data: nothing panics, and every row is in the hierarchy or in the quarantine.

use super::content::content;
use super::order::{Numbers, bytes_without_rows, rejected_without_rows};
use crate::fixtures::{report, usual_day};
use govgrid::import::{self, Options};
use govgrid::record::Table;
use govgrid::{Draft, Profile, Quarantine};
use proptest::prelude::*;

/// Asserts that every row that was read is in the good part or in the quarantine, and answers how many rows there are.
fn assert_nothing_lost(draft: &Draft) -> u32 {
    let (good, rejected) = draft.clone().quarantine();
    let held = good.to_draft();
    for table in Table::ALL {
        let out = rejected.rows().filter(|row| row.table == *table && !row.kept).count();
        let kept = rejected.rows().filter(|row| row.table == *table && row.kept).count();
        let held = held.row_count(*table);
        assert_eq!(held as usize + out, draft.row_count(*table) as usize, "{table}");
        assert!(kept <= held as usize, "{table}");
    }
    assert_eq!(good.quarantined(), rejected.len() as u64);
    assert_reasons(&rejected);
    good.verify().unwrap();
    // Asked in every way, nothing panics.
    let report = usual_day().map_or_else(|| good.snapshot(), |day| good.as_of(day)).audit(&Profile::national());
    serde_json::to_string(&report).unwrap();
    good.snapshot().audit(&Profile::national());
    let checked = draft.clone().check();
    assert_eq!(checked.is_whole(), checked.clone().build().is_ok());
    checked.into_report(None, &Profile::national());
    // What holds, holds again.
    let again = good.to_draft().build().unwrap();
    assert_eq!(content(&again, 2019..=2024), content(&good, 2019..=2024));
    Table::ALL.iter().map(|table| draft.row_count(*table)).sum()
}

fn assert_reasons(rejected: &Quarantine) {
    for row in rejected.rows() {
        assert!(!row.rules.is_empty() && row.cells.len() == row.table.columns().len(), "{row:?}");
    }
}

/// The rows of a data set: for each table, rows of cells.
pub(crate) type Rows = Vec<(Table, Vec<Vec<String>>)>;

/// Codes that often meet, and some that never do.
fn code() -> impl Strategy<Value = String> {
    prop_oneof![
        12 => (0..7_u8).prop_map(|number| format!("C{number}")),
        1 => Just(String::new()),
        1 => Just("C 1".to_owned()),
        1 => Just("13800000000".to_owned()),
    ]
}

fn day() -> impl Strategy<Value = String> {
    prop_oneof![
        6 => Just(String::new()),
        3 => (2020..2024_u16).prop_map(|year| format!("{year}-01-01")),
        1 => Just("9999-12-31".to_owned()),
        1 => Just("soon".to_owned()),
    ]
}

fn word(words: &'static [&'static str]) -> impl Strategy<Value = String> {
    prop_oneof![
        9 => prop::sample::select(words).prop_map(str::to_owned),
        1 => prop::sample::select(&["", "magic"][..]).prop_map(str::to_owned),
    ]
}

/// A cell of a column, mostly one that makes sense.
fn cell(column: &'static str, table: Table) -> BoxedStrategy<String> {
    match (column, table) {
        ("level", _) => {
            word(&["district", "street", "community", "community", "grid", "micro_grid", "household"]).boxed()
        }
        ("kind", Table::Units) => word(&["", "", "urban", "basic"]).boxed(),
        ("kind", Table::Zones) => word(&["estate", "market"]).boxed(),
        ("kind", Table::Organizations) => word(&["party_branch", "department", "centre_household"]).boxed(),
        ("kind", Table::Lineage) => word(&["recode", "reuse", "merge", "split"]).boxed(),
        ("kind", Table::Services) => word(&["property", "policing"]).boxed(),
        ("kind", Table::Projects) => word(&["secretary_project"]).boxed(),
        ("kind", Table::Pairings) => word(&["mutual_aid", "joint_building"]).boxed(),
        ("kind", Table::Alliances) => word(&["linkage", "party_alliance"]).boxed(),
        ("kind" | "standing" | "category" | "qualifier" | "of_which" | "recruiter" | "manager" | "template", _) => {
            word(&["", "", "C1", "full_member"]).boxed()
        }
        ("role", Table::AllianceMembers) => word(&["lead", "lead", "executor"]).boxed(),
        ("role", _) => word(&["secretary", "grid_worker"]).boxed(),
        ("purpose", _) => word(&["governance;epidemic", "governance;x", ""]).boxed(),
        ("measure", _) => word(&["residents", "property_score"]).boxed(),
        ("scheme" | "other_scheme", _) => word(&["nbs-2023", "local"]).boxed(),
        ("value" | "figure" | "id" | "code" | "other_code", Table::Measures | Table::Claims | Table::Mappings) => {
            word(&["1", "2"]).boxed()
        }
        ("about" | "count" | "members" | "holder" | "household" | "member" | "scope" | "within" | "lead", _) => {
            prop_oneof![2 => Just(String::new()), 1 => Just("1".to_owned()), 3 => code()].boxed()
        }
        ("matter" | "reading" | "source", _) => word(&["", "x", "电话13800000000"]).boxed(),
        ("form", _) => word(&["", "joint"]).boxed(),
        ("rank", _) => word(&["", "street"]).boxed(),
        ("mode", _) => word(&["standalone", "work_only"]).boxed(),
        ("name", _) => word(&["", "甲", " 乙 "]).boxed(),
        ("households" | "full_members" | "probationary_members", _) => word(&["", "", "0", "400"]).boxed(),
        ("basis", _) => Just(String::new()).boxed(),
        ("valid_from" | "valid_until", _) => day().boxed(),
        ("day", _) => prop_oneof![5 => Just("2022-01-01".to_owned()), 1 => day()].boxed(),
        _ => code().boxed(),
    }
}

fn row(table: Table) -> impl Strategy<Value = Vec<String>> {
    table.columns().iter().map(|column| cell(column.name, table)).collect::<Vec<_>>()
}

pub(crate) fn rows() -> impl Strategy<Value = Rows> {
    let of = |table: &Table, most: usize| {
        let table = *table;
        prop::collection::vec(row(table), 0..most).prop_map(move |rows| (table, rows))
    };
    Table::ALL.iter().map(|table| of(table, if *table == Table::Units { 12 } else { 5 })).collect::<Vec<_>>()
}

pub(crate) fn draft(rows: &Rows) -> Draft {
    let mut draft = Draft::new();
    add(&mut draft, rows);
    draft
}

/// Reads the rows into a draft.
pub(crate) fn add(draft: &mut Draft, rows: &Rows) {
    for (table, rows) in rows {
        let header: Vec<&str> = table.columns().iter().map(|column| column.name).collect();
        let lines: Vec<String> = rows.iter().map(|row| row.join(",")).collect();
        let text = format!("{}\n{}\n", header.join(","), lines.join("\n"));
        import::read(draft, *table, &format!("{table}.csv"), text.as_bytes(), &Options::default());
    }
}

/// Where two reports part.
fn first_difference(a: &str, b: &str) -> String {
    let same = a.chars().zip(b.chars()).take_while(|(a, b)| a == b).count();
    let around = |text: &str| text.chars().skip(same.saturating_sub(300)).take(400).collect::<String>();
    format!("{}\n{}", around(a), around(b))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_row_of_a_data_set_is_lost(rows in rows()) {
        let is_said = |row: &&Vec<String>| row.iter().any(|cell| !cell.trim().is_empty());
        let said = rows.iter().flat_map(|(_, rows)| rows).filter(is_said).count();
        prop_assert_eq!(assert_nothing_lost(&draft(&rows)) as usize, said);
    }

    #[test]
    fn rows_of_a_data_set_are_in_any_order(rows in rows(), seed: u64) {
        let outcome = |rows: &Rows| {
            let (report, rejected) = report(draft(rows), usual_day(), &Profile::national());
            (bytes_without_rows(&report), rejected_without_rows(&rejected))
        };
        let (expected, mut numbers, mut rows) = (outcome(&rows), Numbers(seed), rows);
        for (_, rows) in &mut rows {
            numbers.shuffle(rows);
        }
        let outcome = outcome(&rows);
        prop_assert_eq!(outcome.1, expected.1);
        prop_assert!(outcome.0 == expected.0, "{}", first_difference(&outcome.0, &expected.0));
    }

    #[test]
    fn any_bytes_may_be_a_table(bytes in prop::collection::vec(any::<u8>(), 0..200), table in prop::sample::select(Table::ALL)) {
        let mut draft = Draft::new();
        import::read(&mut draft, table, "any", &*bytes, &Options::default());
        assert_nothing_lost(&draft);
    }

    #[test]
    fn any_text_below_a_header_is_rows(
        text in "([A-C1-3,,,\"\r\n\t ;*é户\u{feff}\0-]|grid|community|2024-01-01|1.2E\\+5){0,80}",
        table in prop::sample::select(Table::ALL),
    ) {
        let mut draft = Draft::new();
        import::read(&mut draft, Table::Units, "units", "code,level\nA,district\n".as_bytes(), &Options::default());
        let header: Vec<&str> = table.columns().iter().map(|column| column.name).collect();
        let whole = format!("{}\n{text}", header.join(","));
        import::read(&mut draft, table, "any", whole.as_bytes(), &Options::default());
        let read = assert_nothing_lost(&draft);
        // Without quotation marks a line is a row.
        if !text.contains('"') {
            let blank = |c: char| c == ',' || c == '\'' || c == '\u{feff}' || c.is_whitespace();
            let lines = text.split(['\r', '\n']).filter(|line| !line.chars().all(blank));
            prop_assert_eq!(read as usize, lines.count() + 1);
        }
    }
}

#[test]
fn a_lineage_that_cannot_be_says_nothing_of_codes() {
    let mut draft = Draft::new();
    for (table, text) in [
        (
            Table::Projects,
            "code,name,kind,valid_from,valid_until\nC5,,secretary_project,,2020-01-01\nC4,,secretary_project,2020-01-01,\n",
        ),
        (Table::Lineage, "predecessor,successor,kind,day\nC4,C5,recode,2022-01-01\nC4,C4,reuse,2021-01-01\n"),
        (Table::Measures, "subject,about,measure,day,value\nC4,C4,residents,2022-01-01,1\n"),
    ] {
        import::read(&mut draft, table, &format!("{table}.csv"), text.as_bytes(), &Options::default());
    }
    assert_eq!(assert_nothing_lost(&draft), 5);
    let (good, rejected) = draft.quarantine();
    assert_eq!((rejected.len(), good.graph().node_count()), (2, 2));
}
