//! Tables that are read and checked.

use super::{Bound, Shape, measure};
use govgrid::import::{self, Options};
use govgrid::record::Table;
use govgrid::{Draft, Profile};
use std::fmt::Write;
use std::fs;

pub(crate) const SHAPES: &[Shape] = &[
    Shape { name: "units-under-one-street", size: 2_000, run: units_under_one_street },
    Shape { name: "rows-that-name-one-rejected-organization", size: 1_000, run: rows_that_name_a_rejected_one },
    Shape { name: "rows-of-a-wide-empty-header", size: 1_000, run: rows_of_a_wide_header },
    Shape { name: "paths-in-a-package", size: 1_000, run: paths_in_a_package },
    Shape { name: "files-in-a-folder", size: 1_000, run: files_in_a_folder },
    Shape { name: "mended-copies-that-fit-none", size: 1_000, run: mended_copies_that_fit_none },
    Shape { name: "leads-of-one-alliance", size: 1_000, run: leads_of_one_alliance },
    Shape { name: "leads-of-one-alliance-by-one", size: 1_000, run: leads_by_one },
    Shape { name: "recodes-in-a-chain", size: 1_000, run: recodes_in_a_chain },
    Shape { name: "reuses-of-one-code", size: 1_000, run: reuses_of_one_code },
    Shape { name: "versions-of-a-unit-with-children", size: 1_000, run: versions_of_a_unit },
    Shape { name: "versions-of-a-rejected-unit", size: 1_000, run: versions_of_a_rejected_unit },
    Shape { name: "versions-of-a-refused-organization", size: 1_000, run: versions_of_a_refused_organization },
    Shape { name: "versions-of-an-organization", size: 1_000, run: versions_of_an_organization },
    Shape { name: "circle-beside-a-chain", size: 1_000, run: circle_beside_a_chain },
    Shape { name: "one-personal-key-many-times", size: 1_000, run: one_personal_key },
    Shape { name: "readings-of-one-claim", size: 500, run: readings_of_one_claim },
    Shape { name: "parts-of-a-partition", size: 500, run: parts_of_a_partition },
];

/// Rows that are all wrong are all kept.
pub(crate) const BOUNDS: &[Bound] = &[
    Bound { name: "bad-rows", size: 400_000, bytes: 280, run: bad_rows },
    Bound { name: "bad-codes-of-their-own", size: 400_000, bytes: 280, run: bad_rows_of_their_own },
];

const DISTRICT: &str = "code,level,parent,valid_from,valid_until\n990101,district,,,\n990101001,street,990101,,\n";

/// A table's text: its header, then `count` rows.
fn rows(header: &str, count: u32, row: impl Fn(u32) -> String) -> String {
    let mut text = format!("{header}\n");
    for number in 0..count {
        writeln!(text, "{}", row(number)).expect("memory can be written");
    }
    text
}

/// A day, by its number from 1900 on.
fn day(number: u32) -> String {
    format!("{}-{:02}-{:02}", 1900 + number / 336, number / 28 % 12 + 1, number % 28 + 1)
}

/// Reads tables, finds every fault, and builds what is left.
fn check(tables: &[(Table, String)]) {
    drop(measure(|| read(tables).quarantine()));
}

fn read(tables: &[(Table, String)]) -> Draft {
    let mut draft = Draft::new();
    for (table, text) in tables {
        import::read(&mut draft, *table, table.as_str(), text.as_bytes(), &Options::default());
    }
    draft
}

/// The plain case, beside which others stand: communities of one street.
fn units_under_one_street(count: u32) {
    let mut text = "code,level,parent\n990101001,street,\n".to_owned();
    for number in 0..count {
        writeln!(text, "9901010010{number:06},community,990101001").expect("memory can be written");
    }
    let mut draft = Draft::new();
    drop(measure(|| {
        import::read(&mut draft, Table::Units, "units.csv", text.as_bytes(), &Options::default());
        draft.build()
    }));
}

fn rows_that_name_a_rejected_one(count: u32) {
    let organizations = "code,kind,valid_from\nO,party_branch,soon\n".to_owned();
    let coverage = rows("organization,target,mode", count, |_| "O,990101001,standalone".to_owned());
    let posts = rows("place,role,count", count, |_| "O,secretary,1".to_owned());
    check(&[
        (Table::Units, DISTRICT.to_owned()),
        (Table::Organizations, organizations),
        (Table::Coverage, coverage),
        (Table::Posts, posts),
    ]);
}

fn rows_of_a_wide_header(count: u32) {
    let header = format!("code,level{},parent", ",".repeat(count as usize * 10));
    check(&[(Table::Units, rows(&header, count, |number| format!("U{number},street")))]);
}

fn paths_in_a_package(count: u32) {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let paths: Vec<String> = (0..count).map(|number| format!("\"{number}.csv\"")).collect();
    let package = format!("{{\"resources\":[{{\"name\":\"units\",\"path\":[{}]}}]}}", paths.join(","));
    fs::write(folder.path().join("datapackage.json"), package).expect("a file can be written");
    drop(measure(|| import::folder(folder.path()).expect("the folder is there").quarantine()));
}

fn files_in_a_folder(count: u32) {
    let folder = tempfile::tempdir().expect("a folder can be made");
    for number in 0..count {
        fs::write(folder.path().join(format!("{number}.csv")), "code,level\n").expect("a file can be written");
        fs::write(folder.path().join(format!("{number}.txt")), "").expect("a file can be written");
    }
    drop(measure(|| import::folder(folder.path()).expect("the folder is there").quarantine()));
}

fn mended_copies_that_fit_none(count: u32) {
    let reports = rows("reporter,target,kind,members,reason", 2 * count, |number| {
        let reason = if number < count { "" } else { "kept: bad-value" };
        format!("O,990101001,unit,{number},{reason}")
    });
    let organizations = "code,kind\nO,party_branch\n".to_owned();
    check(&[(Table::Units, DISTRICT.to_owned()), (Table::Organizations, organizations), (Table::Reports, reports)]);
}

fn leads_of(count: u32, lead: impl Fn(u32) -> String) {
    check(&[
        (Table::Units, DISTRICT.to_owned()),
        (Table::Organizations, rows("code,kind", count, |number| format!("O{number},party_branch"))),
        (Table::Alliances, "code,kind\nA,alliance\n".to_owned()),
        (Table::AllianceMembers, rows("alliance,member,role,valid_from,valid_until", count, lead)),
    ]);
}

fn leads_of_one_alliance(count: u32) {
    leads_of(count, |number| format!("A,O{number},lead,{},{}", day(number), day(number + 1)));
}

fn leads_by_one(count: u32) {
    leads_of(count, |number| format!("A,O{},lead,{},", number / (count - 1), day(number)));
}

fn recodes_in_a_chain(count: u32) {
    let units = rows(DISTRICT.trim_end(), count, |number| {
        format!("C{number},community,990101001,{},{}", day(number), day(number + 1))
    });
    let lineage = rows("predecessor,successor,kind,day", count - 1, |number| {
        format!("C{number},C{},recode,{}", number + 1, day(number + 1))
    });
    check(&[(Table::Units, units), (Table::Lineage, lineage)]);
}

fn reuses_of_one_code(count: u32) {
    let units =
        rows(DISTRICT.trim_end(), count, |number| format!("C,community,990101001,{},{}", day(number), day(number + 1)));
    let lineage = rows("predecessor,successor,kind,day", count - 1, |number| format!("C,C,reuse,{}", day(number + 1)));
    check(&[(Table::Units, units), (Table::Lineage, lineage)]);
}

fn versions_of_a_unit(count: u32) {
    let units = rows(DISTRICT.trim_end(), 2 * count, |number| match number.checked_sub(count) {
        None => format!("C,community,990101001,{},{}", day(number), day(number + 1)),
        Some(number) => format!("G{number},grid,C,{},{}", day(number), day(number + 1)),
    });
    let coverage = rows("organization,target,mode,valid_from,valid_until", count, |number| {
        format!("O,C,standalone,{},{}", day(number), day(number + 1))
    });
    let organizations = "code,kind\nO,party_branch\n".to_owned();
    check(&[(Table::Units, units), (Table::Organizations, organizations), (Table::Coverage, coverage)]);
}

fn versions_of_a_rejected_unit(count: u32) {
    let units = rows(DISTRICT.trim_end(), 2 * count, |number| match number.checked_sub(count) {
        None => format!("C,community,nowhere,{},{}", day(number), day(number + 1)),
        Some(number) => format!("G{number},grid,C,{},{}", day(number), day(number + 1)),
    });
    let coverage = rows("organization,target,mode,valid_from,valid_until", count, |number| {
        format!("O,C,standalone,{},{}", day(number), day(number + 1))
    });
    let organizations = "code,kind\nO,party_branch\n".to_owned();
    check(&[(Table::Units, units), (Table::Organizations, organizations), (Table::Coverage, coverage)]);
}

fn versions_of_a_refused_organization(count: u32) {
    check(&[
        (Table::Units, DISTRICT.to_owned()),
        (Table::Organizations, rows("code,kind,valid_from", count, |_| "O,party_branch,soon".to_owned())),
        (Table::Coverage, rows("organization,target,mode", count, |_| "O,990101001,standalone".to_owned())),
    ]);
}

fn versions_of_an_organization(count: u32) {
    let dated = |number: u32| format!("{},{}", day(number), day(number + 1));
    let organizations =
        rows("code,kind,superior,valid_from,valid_until", 2 * count, |number| match number.checked_sub(count) {
            None => format!("O,party_branch,,{}", dated(number)),
            Some(number) => format!("B{number},party_branch,O,{}", dated(number)),
        });
    let coverage = rows("organization,target,mode,valid_from,valid_until", count, |number| {
        format!("O,990101001,standalone,{}", dated(number))
    });
    check(&[(Table::Units, DISTRICT.to_owned()), (Table::Organizations, organizations), (Table::Coverage, coverage)]);
}

/// The last of a chain is below the first every other day, and the first below the last after all: the chain may be in a
/// circle, and a circle beside it shows that not nothing is wrong.
fn circle_beside_a_chain(count: u32) {
    let header = "code,kind,superior,valid_from,valid_until";
    let chain = rows(header, count, |number| format!("C{number},party_branch,C{},,", number + 1));
    let last = rows("", count, |number| format!("L,party_branch,C0,{},{}", day(2 * number), day(2 * number + 1)));
    let rest = format!("C{count},party_branch,L,2200-01-01,\nA,party_branch,B,,\nB,party_branch,A,,\n");
    check(&[(Table::Units, DISTRICT.to_owned()), (Table::Organizations, [chain, last, rest].concat())]);
}

fn audit_claims(claims: String) {
    let tables = [(Table::Units, DISTRICT.to_owned()), (Table::Claims, claims)];
    let hierarchy = read(&tables).quarantine().0;
    drop(measure(|| hierarchy.snapshot().audit(&Profile::default())));
}

/// Rows without a reading are parts of every reading.
fn readings_of_one_claim(count: u32) {
    audit_claims(rows("id,subject,figure,value,reading", 2 * count, |number| {
        let reading = if number < count { number.to_string() } else { String::new() };
        format!("1,990101,count:community,9,{reading}")
    }));
}

fn parts_of_a_partition(count: u32) {
    audit_claims(rows("id,subject,figure,value,reading", 2 * count, |number| {
        let figure = if number % 2 == 0 { "partition:community" } else { "count:community:urban" };
        format!("1,990101,{figure},9,{}", if number < count { number.to_string() } else { String::new() })
    }));
}

/// Rows of three bytes, each without a level and with the code of all others.
fn bad_rows(count: u32) {
    check(&[(Table::Units, rows("code,level", count, |_| "x,".to_owned()))]);
}

fn bad_rows_of_their_own(count: u32) {
    check(&[(Table::Units, rows("code,level", count, |number| format!("{number},")))]);
}

fn one_personal_key(count: u32) {
    // An identity number whose check digit is wrong.
    let key = "110101199001010010";
    check(&[
        (Table::Units, DISTRICT.to_owned()),
        (Table::Organizations, "code,kind\nO,party_branch\n".to_owned()),
        (Table::People, rows("code", count, |_| key.to_owned())),
        (Table::Memberships, rows("person,organization", count, |_| format!("{key},O"))),
    ]);
}
