//! Numbers and names of people, smuggled through every column in every writing, come out nowhere.
//!
//! The columns are those that the tables say they have, so that a new one is tried by itself; and in each of them something
//! that is nobody's is planted too, which must come out: else the test could not fail.

use super::{ROWS, everything, read};
use govgrid::import::{self, Options};
use govgrid::record::{Cell, Column, NodeKind, Table};
use govgrid::{Day, Draft, Level, Number, Profile};
use std::fs;

/// The digits of a number, and how they are written. No such number is issued.
pub(super) const WRITINGS: [&str; 26] = [
    "13947268351",
    "139-4726-8351",
    "+86 139 4726 8351",
    "139　4726　8351",
    "139\u{a0}4726\u{a0}8351",
    "139\u{200b}4726\u{200b}8351",
    "139·4726·8351",
    "(139)4726—8351",
    "1 3 9 4 7 2 6 8 3 5 1",
    "１３９４７２６８３５１",
    "１３９－４７２６－８３５１",
    "١٣٩٤٧٢٦٨٣٥١",
    "१३९४७२६८३५१",
    "𝟏𝟑𝟗𝟒𝟕𝟐𝟔𝟖𝟑𝟓𝟏",
    "①③⑨④⑦②⑥⑧③⑤①",
    "一三九四七二六八三五一",
    "壹叁玖肆柒贰陆捌叁伍壹",
    "13947268351a",
    "tel13947268351",
    "佚佚13947268351反映漏水",
    "13947268351转8001",
    "139/4726/8351",
    "010-47268351",
    "值班室010-47268351",
    "110101199006314726",
    "11010119900631472X",
];

/// Where a part of a number that tells it is in an output, if it is there.
pub(super) fn number_in(seen: &str) -> Option<String> {
    // A fingerprint is a number of its own.
    let is_fingerprint = |word: &str| matches!(word.len(), 16 | 32) && word.bytes().all(|b| b.is_ascii_hexdigit());
    let words = seen.split_inclusive(|c: char| !c.is_alphanumeric());
    let seen: String =
        words.filter(|word| !is_fingerprint(word.trim_end_matches(|c: char| !c.is_alphanumeric()))).collect();
    let parts = ["4726", "8351", "7268", "472X", "0631472"];
    let digits = |zero: u32| parts.map(|part| written(part, |d| char::from_u32(zero + d).unwrap()));
    let others = [0xff10, 0x660, 0x966, 0x1d7ce].into_iter().flat_map(digits);
    let chinese = ["四七二六", "肆柒贰陆", "④⑦②⑥", "4 7 2 6"];
    let mut parts = parts.into_iter().chain(chinese).map(str::to_owned).chain(others);
    let (at, _) = parts.find_map(|part| seen.find(&part).map(|at| (at, part)))?;
    let (before, after) = seen.split_at(at);
    let skipped = before.chars().count().saturating_sub(120);
    Some(before.chars().skip(skipped).chain(after.chars().take(60)).collect())
}

/// Whether a part of a number that tells it is in an output.
pub(super) fn has_number(seen: &str) -> bool {
    number_in(seen).is_some()
}

fn written(digits: &str, write: impl Fn(u32) -> char) -> String {
    digits.chars().map(|c| c.to_digit(10).map_or(c, &write)).collect()
}

/// What is nobody's: it has a digit, and no letter that is not Latin.
const CONTROL: &str = "KEY-7Q7";

/// Whether numbers in a column are none of people: codes of units, zones and organizations and of other schemes.
fn is_free(row: usize, column: &Column) -> bool {
    let (table, text) = ROWS[row];
    let is_household = text.contains(",household,") || text.contains(",centre_household,");
    let is_code = matches!(table, Table::Units | Table::Zones | Table::Organizations) && !is_household;
    (column.cell == Cell::Code && is_code) || (column.cell == Cell::Key && table == Table::Mappings)
}

/// Whether a column is of keys of people or households, or may name them.
fn is_of_people(row: usize, column: &Column) -> bool {
    let (table, text) = ROWS[row];
    let is_household = text.contains(",household,") || text.contains(",centre_household,");
    let refers = matches!(column.cell, Cell::Reference(kinds) if kinds.contains(&NodeKind::Person))
        || column.levels == Some((Level::Household, Level::Household));
    refers || (column.cell == Cell::Code && (table == Table::People || is_household))
}

/// The data set of [`ROWS`], in which a row stands once more for each text, with it in a column.
fn with_texts(row: usize, at: usize, texts: &[&str]) -> Draft {
    let own = ROWS[row].0;
    let tables = Table::ALL.iter().filter(|table| own == **table || table.node().is_some());
    let text = |table: &Table| {
        let header: Vec<&str> = table.columns().iter().map(|column| column.name).collect();
        let mut text = format!("{}\n", header.join(","));
        for (_, row) in ROWS.iter().filter(|row| row.0 == *table) {
            text.extend([row, "\n"]);
        }
        for written in texts.iter().filter(|_| own == *table) {
            let mut cells: Vec<String> = ROWS[row].1.split(',').map(str::to_owned).collect();
            cells[at] = format!("\"{written}\"");
            text.extend([cells.join(","), "\n".to_owned()]);
        }
        text
    };
    let tables: Vec<(Table, String)> = tables.map(|table| (*table, text(table))).collect();
    read(&tables.iter().map(|(table, text)| (*table, text.as_str())).collect::<Vec<_>>())
}

/// Every column of every table, with the row that it is tried in.
fn columns() -> impl Iterator<Item = (usize, usize, &'static Column, String)> {
    ROWS.iter().enumerate().flat_map(|(row, (table, _))| {
        let columns = table.columns().iter().enumerate();
        columns.map(move |(at, column)| (row, at, column, format!("{table}.{} of row {row}", column.name)))
    })
}

#[test]
fn numbers_in_every_writing_come_out_of_no_column() {
    let (mut tried, mut free) = (0, 0);
    for (row, at, column, told) in columns() {
        let is_number_kept = is_free(row, column);
        // A value or a base that is a number is a published one.
        let is_figure = matches!(column.cell, Cell::Value | Cell::Base);
        let is_published = |text: &&str| is_figure && text.parse::<Number>().is_ok();
        let texts: Vec<&str> = WRITINGS.into_iter().filter(|text| !is_published(text)).collect();
        assert!(texts.len() + 2 >= WRITINGS.len());
        let draft = with_texts(row, at, &texts);
        let seen = everything(&draft);
        let found = number_in(&seen);
        assert_eq!(found.is_some(), is_number_kept, "{told}: {found:?}");
        free += u32::from(is_number_kept);
        tried += 1;
        if is_figure {
            assert!(has_number(&everything(&with_texts(row, at, &["13947268351"]))), "{told}");
        }
    }
    assert!(tried > 150 && free == 5, "{tried} {free}");
}

#[test]
fn what_is_nobodys_comes_out_of_every_column() {
    for (row, at, column, told) in columns() {
        // The name of a household is not kept, whatever it is.
        let is_household = ROWS[row].1.contains(",household,") || ROWS[row].1.contains(",centre_household,");
        if !(column.cell == Cell::Name && is_household) {
            assert!(everything(&with_texts(row, at, &[CONTROL])).contains(CONTROL), "{told}");
        }
    }
}

#[test]
fn names_come_out_of_no_column_of_people() {
    let names = ["佚佚佚", "佚·佚", "佚 佚", "佚\u{200b}佚甲", "ཨཨཨ"];
    let mut tried = 0;
    for (row, at, column, told) in columns().filter(|(row, _, column, _)| is_of_people(*row, column)) {
        // What names nothing is a name unless it has a digit, and no letter that is not Latin.
        let is_key = column.cell == Cell::Code;
        let unfound = if is_key { vec![] } else { vec!["mou-mou", "佚佚1", "佚佚13号"] };
        let texts: Vec<&str> = names.into_iter().chain(unfound).collect();
        let draft = with_texts(row, at, &texts);
        let seen = everything(&draft);
        for part in ["佚", "mou-mou", "ཨ"] {
            let found = seen.split_once(part).map(|(_, after)| after.chars().take(60).collect::<String>());
            assert_eq!(found, None, "{told}: {part}");
        }
        // The places are told all the same.
        let findings = draft.check().findings();
        let masked = findings.iter().filter(|finding| {
            finding.places.iter().any(|place| place.raw.as_deref().is_some_and(|raw| raw.starts_with('*')))
        });
        assert!(masked.count() >= texts.len(), "{told}: {:?}", findings.iter().collect::<Vec<_>>());
        tried += 1;
    }
    assert!(tried >= 11, "{tried}");
}

/// A refused key of a household or a person is masked wherever it is named, in columns of units too.
#[test]
fn a_refused_name_is_masked_wherever_it_is_named() {
    for (row, at, column, told) in columns() {
        let names = matches!(column.cell, Cell::Reference(_) | Cell::Parent);
        if !names || ROWS[row].0.node().is_some() {
            continue;
        }
        let mut draft = with_texts(row, at, &["佚佚佚"]);
        let people = "code,level,parent\n佚佚佚,household,C\n";
        import::read(&mut draft, Table::Units, "more.csv", people.as_bytes(), &Options::default());
        assert!(!everything(&draft).contains("佚佚佚"), "{told}");
    }
}

/// An organization may have a code of Chinese letters, and may be named where people may be.
#[test]
fn a_code_of_an_organization_is_no_name() {
    let draft = read(&[
        (Table::Units, "code,level\n990101001001,community\n"),
        (Table::Organizations, "code,name,kind\n信访局,信访局,department\n"),
        (Table::Responsibilities, "holder,target\n信访局,990101001001\n"),
        (Table::Reports, "reporter,target\n信访局,990101001001\n"),
    ]);
    assert_eq!(draft.clone().check().findings().total(), 0);
    assert!(everything(&draft).matches("信访局").count() >= 4);
    // The name of a unit stays, though somebody put it where a person belongs.
    let draft = read(&[
        (Table::Units, "code,name,level\n990101001001,东里社区,community\n"),
        (Table::Posts, "place,role,holder\n990101001001,secretary,东里社区\n"),
    ]);
    let (hierarchy, _) = draft.quarantine();
    assert_eq!(hierarchy.snapshot().any_unit("990101001001").unwrap().name(), Some("东里社区"));
}

/// Names and numbers in files that are no tables, in the names of tables, in headers and in columns that nobody knows.
#[test]
fn names_of_files_and_headers_tell_nobody() {
    let folder = tempfile::tempdir().unwrap();
    let write = |file: &str, text: &str| {
        let path = folder.path().join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    for (at, writing) in WRITINGS.iter().enumerate().filter(|(_, writing)| !writing.contains(['/', '\0'])) {
        write(&format!("{writing}.csv"), "x\n");
        write(&format!("{at}/{writing}/zones.csv"), "code,kind\nZ,nothing\n");
        write(&format!("{writing}.jpg"), "");
    }
    write("佚佚佚.jpg", "");
    write("佚佚佚 身份证.pdf", "");
    write("notes-7Q7.txt", "");
    let header = format!("code,level,姓名,佚佚佚的电话,colour,{}", WRITINGS.map(|w| format!("\"{w}\"")).join(","));
    write("units.csv", &format!("{header}\nC,community,佚佚佚,13947268351,佚佚佚13947268351,佚佚佚\n"));
    let path = |(at, writing): (usize, &&str)| format!("{at}/{writing}/zones.csv");
    let paths = WRITINGS.iter().enumerate().filter(|(_, writing)| !writing.contains(['/', '\0'])).map(path);
    let resources = serde_json::json!({ "name": "zones", "path": paths.collect::<Vec<_>>() });
    write("datapackage.json", &serde_json::json!({ "resources": [resources] }).to_string());
    let draft = import::folder(folder.path()).unwrap();
    let seen = everything(&draft);
    assert_eq!(number_in(&seen), None);
    let name = seen.split_once('佚').map(|(_, after)| after.chars().take(40).collect::<String>());
    assert_eq!(name, None);
    for told in ["notes-7Q7.txt", "colour", "***的电话", "units.csv", "zones.csv", ".jpg"] {
        assert!(seen.contains(told), "{told}");
    }
    for writing in WRITINGS.iter().filter(|writing| !writing.contains('\0')) {
        let error = import::folder(folder.path().join("none").join(writing)).unwrap_err();
        assert!(!has_number(&format!("{error} {error:?}")), "{error}");
        let mut draft = Draft::new();
        import::read(&mut draft, Table::Units, writing, b"code,level\nC,nothing\n".as_slice(), &Options::default());
        assert!(!has_number(&everything(&draft)), "{writing}");
    }
}

/// Paths that cannot be read or written say no number.
#[test]
fn errors_of_files_tell_no_number() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path().join("13947268351");
    fs::create_dir_all(dir.join("units.csv/x")).unwrap();
    let draft = read(&[(Table::Units, "code,level\nC,community\nX,nothing\n")]);
    let mut told = vec![format!("{:?}", govgrid::export::tables(&draft, &dir).unwrap_err())];
    told.push(govgrid::export::quarantine(&draft.quarantine().1, &dir).unwrap_err().to_string());
    told.push(import::file(&dir).unwrap_err().to_string());
    #[cfg(feature = "journal")]
    {
        let path = dir.join("139-4726-8351.log");
        let (journal, _) = govgrid::Journal::open(&path).unwrap();
        told.push(format!("{journal:?}"));
        drop(journal);
        fs::write(&path, "{}").unwrap();
        let opened = govgrid::Journal::open(&path).map(|(_, replayed)| replayed);
        told.push(format!("{opened:?} {:?}", govgrid::Journal::open(&dir).unwrap_err()));
    }
    for told in told {
        assert!(!has_number(&told) && told.contains('*'), "{told}");
    }
}

/// A number that a line break, a quotation mark or bytes that are no text part.
#[test]
fn a_number_in_pieces_is_one() {
    for text in ["139\n4726\n8351", "139\r\n4726 8351", "139\t4726\t8351", "139 \"\"4726\"\" 8351"] {
        let units = format!("code,name,level\nC,\"{text}\",community\n");
        assert!(!has_number(&everything(&read(&[(Table::Units, &units)]))), "{text:?}");
    }
    let mut draft = Draft::new();
    let bytes = b"caller,responder,matter\nC,O,139 \xff4726\xff8351\n".as_slice();
    import::read(&mut draft, Table::Whistles, "whistles.csv", bytes, &Options::default());
    assert!(!has_number(&everything(&draft)));
}

/// Questions for what is not there say nothing of it that may be personal.
#[test]
fn answers_to_questions_name_nobody() {
    let mut draft = read(&[(Table::Units, "code,level\nC,community\n")]);
    draft.package.day = "2024-06-01".parse().ok();
    let hierarchy = draft.build().unwrap();
    let today = hierarchy.snapshot();
    let texts = WRITINGS.iter().copied().chain(["佚佚佚", "mou-mou", "佚佚1"]);
    for text in texts {
        let mut told =
            vec![format!("{:?}", today.any_unit(text).unwrap_err()), today.find(text).unwrap_err().to_string()];
        told.push(format!("{:?}", hierarchy.timeline(text).map(|_| ()).unwrap_err()));
        match text.parse::<govgrid::Code<govgrid::node::Person>>() {
            Ok(code) => told.push(today.person(&code).unwrap_err().to_string()),
            Err(error) => told.push(format!("{error} {error:?}")),
        }
        told.push(text.parse::<Day>().unwrap_err().to_string());
        told.push(text.parse::<govgrid::Scheme>().unwrap_err().to_string());
        told.push(text.parse::<govgrid::NamedPath>().unwrap_err().to_string());
        told.push(format!(
            "{:?}",
            text.parse::<govgrid::GridSuffix>().map_or_else(|error| error.to_string(), |s| s.to_string())
        ));
        told.push(Profile::named(text).unwrap_err().to_string());
        let told = told.concat();
        assert!(!has_number(&told) && !told.contains("佚佚佚") && !told.contains("`mou-mou` is not there"), "{told}");
    }
    assert!(today.find("KEY-7Q7").unwrap_err().to_string().contains("KEY-7Q7"));
}

/// Small deliveries that once showed what they should not.
#[test]
fn what_once_came_out_does_not() {
    let units = "code,name,level,parent\n990101001,街,street,\n990101001026,东里,community,990101001\n\
                 990101001026-G1,格,grid,990101001026\n";
    let organizations = "code,name,kind\nO1,支部,party_branch\n";
    for (table, text) in [
        (Table::Responsibilities, "包联人,对象\n佚佚佚,990101001026\n"),
        (Table::Posts, "地点,岗位,任职人\n990101001026,网格员,佚佚佚\n"),
    ] {
        let draft = read(&[(Table::Units, units), (Table::Organizations, organizations), (table, text)]);
        assert!(!everything(&draft).contains('佚'), "{table}");
        let findings = draft.check().findings();
        let found = findings.iter().find(|finding| finding.rule.name != "parent-outside").unwrap();
        let place = &found.places[0];
        assert_eq!((place.row, place.raw.as_deref()), (2, Some("***")), "{table}");
    }
    for number in ["139　4726　8351", "值班室010-47268351", "13947268351a"] {
        let units = format!("{units}990101001026-G2,{number},grid,990101001026\n");
        let (people, whistles) =
            (format!("code,standing\n{number},\n"), format!("caller,responder,matter\n990101001026,O1,{number}\n"));
        let draft = read(&[
            (Table::Units, &units),
            (Table::Organizations, organizations),
            (Table::People, &people),
            (Table::Whistles, &whistles),
        ]);
        assert_eq!(number_in(&everything(&draft)), None, "{number}");
        assert_eq!(draft.check().findings().count("personal-data"), 3, "{number}");
    }
}
