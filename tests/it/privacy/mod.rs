//! What may be personal is kept nowhere. The numbers are made up: their check digits are wrong on purpose.

use govgrid::import::{self, Options};
use govgrid::record::{Cell, Column, Table};
use govgrid::{Draft, Lang, Profile, export};
use std::path::Path;

mod smuggled;
mod smuggled_json;

/// Everything that can be seen of a draft from outside: reports in every form, and the rejected rows.
fn everything(draft: &Draft) -> String {
    let (hierarchy, rejected) = draft.clone().quarantine();
    let mut out = format!("{draft:?}{hierarchy:?}{rejected:?}");
    for report in [
        hierarchy.snapshot().audit(&Profile::national()),
        draft.clone().check().into_report(None, &Profile::national()),
    ] {
        let mut written = Vec::new();
        export::json(&report, &mut written).unwrap();
        export::csv(&report, govgrid::Lang::Zh, &mut written).unwrap();
        export::csv(&report, govgrid::Lang::En, &mut written).unwrap();
        export::text(&report, govgrid::Lang::En, &mut written).unwrap();
        export::text(&report, govgrid::Lang::Zh, &mut written).unwrap();
        out.push_str(&String::from_utf8(written).unwrap());
    }
    for judged in hierarchy.snapshot().judged_claims() {
        let told = [Lang::En, Lang::Zh].map(|lang| {
            judged.rows().map(|part| part.statement(lang)).chain([judged.arithmetic(lang)]).collect::<String>()
        });
        out.push_str(&told.concat());
    }
    #[cfg(feature = "image")]
    {
        let mut image = Vec::new();
        hierarchy.write_image(&mut image).unwrap();
        out.push_str(&String::from_utf8_lossy(&image));
    }
    let folder = tempfile::tempdir().unwrap();
    export::quarantine(&rejected, folder.path()).unwrap();
    out.push_str(&files(folder.path()));
    let checked = draft.clone().check();
    out.push_str(&[format!("{checked:?}"), format!("{:?}", checked.findings())].concat());
    // As it was read, as it was checked, and what holds.
    for draft in [draft, checked.draft(), &hierarchy.to_draft()] {
        let folder = tempfile::tempdir().unwrap();
        export::tables(draft, folder.path()).unwrap();
        out.push_str(&files(folder.path()));
    }
    out
}

fn files(folder: &Path) -> String {
    let files = std::fs::read_dir(folder).unwrap().map(Result::unwrap);
    files.map(|file| std::fs::read_to_string(file.path()).unwrap()).collect()
}

fn read(tables: &[(Table, &str)]) -> Draft {
    let mut draft = Draft::new();
    for (table, text) in tables {
        import::read(&mut draft, *table, &format!("{table}.csv"), text.as_bytes(), &Options::default());
    }
    draft
}

#[test]
fn a_centre_household_is_a_household_whatever_word_names_it() {
    let draft = read(&[
        (Table::Units, "code,level\n990101001001,community\n"),
        (
            Table::Organizations,
            "code,name,kind,superior\n13800000000,某某某,centre_household,NOPE\n\
             CH1,某某某,党员中心户,\nCH2,某某某,中心户家庭,\n",
        ),
    ]);
    let seen = everything(&draft);
    assert!(!seen.contains("13800000000") && !seen.contains("某某某"), "{seen}");
    assert_eq!(draft.check().findings().count("personal-data"), 1);
}

#[test]
fn a_row_whose_cells_are_shifted_keeps_no_cell_that_may_be_a_name() {
    let draft = read(&[(
        Table::Units,
        "code,name,level,parent,households\n990101001001,a,community,,\n\
         H1,x,某某某,household,990101001001,z\nH2,x,household,某某某,13800000000,z\n",
    )]);
    let seen = everything(&draft);
    assert!(!seen.contains("13800000000") && !seen.contains("某某某"), "{seen}");
    let findings = draft.check().findings();
    assert_eq!((findings.count("bad-value"), findings.total()), (2, 2));
}

#[test]
fn a_refused_key_is_masked_wherever_it_is_named() {
    let key = "13800000000";
    let units = format!("code,level,parent\nC1,community,\n{key},household,C1\nH2,household,{key}\n");
    let zone_units = format!("zone,unit\nZ1,{key}\n");
    let coverage = format!("organization,target,mode\nO1,{key},standalone\n");
    let lineage = format!("predecessor,successor,kind,day\n{key},H2,recode,2020-01-01\nH2,{key},merge,2020-01-01\n");
    let draft = read(&[
        (Table::Units, &units),
        (Table::Zones, "code,kind\nZ1,estate\n"),
        (Table::ZoneUnits, &zone_units),
        (Table::Organizations, "code,kind\nO1,party_branch\n"),
        (Table::Coverage, &coverage),
        (Table::Lineage, &lineage),
    ]);
    let seen = everything(&draft);
    assert!(!seen.contains(key), "{seen}");
}

/// A row of every table that has something in every column, and of `units` and `organizations` one of a household too.
const ROWS: [(Table, &str); 26] = [
    (Table::Units, "C,东里,community,D,urban,9,2020-01-01,2030-01-01"),
    (Table::Units, "H,,household,C,,1,2020-01-01,2030-01-01"),
    (Table::Zones, "Z,花园,estate,C,2020-01-01,2030-01-01"),
    (Table::ZoneUnits, "Z,C,2020-01-01,2030-01-01"),
    (Table::Organizations, "O,支部,party_branch,joint,community,Q,C,9,1,2020-01-01,2030-01-01"),
    (Table::Organizations, "Q,,centre_household,member,community,,C,9,1,2020-01-01,2030-01-01"),
    (Table::Directions, "O,Q,2020-01-01,2030-01-01"),
    (Table::Services, "O,C,property,2020-01-01,2030-01-01"),
    (Table::Projects, "J,修路,livelihood_item,C,2020-01-01,2030-01-01"),
    (Table::People, "P,full_member,retired,O,C,2020-01-01,2030-01-01"),
    (Table::Memberships, "P,O,member,2020-01-01,2030-01-01"),
    (Table::Attachments, "P,O,daily_contact,2020-01-01,2030-01-01"),
    (Table::Posts, "C,secretary,P,1,party_member,O,O,2020-01-01,2030-01-01"),
    (Table::Coverage, "O,C,standalone,2020-01-01,2030-01-01"),
    (Table::Pairings, "O,C,mutual_aid,2020-01-01,2030-01-01"),
    (Table::Reports, "P,C,member,1,2020-01-01,2030-01-01"),
    (Table::Responsibilities, "P,C,area,governance,2020-01-01,2030-01-01"),
    (Table::Contacts, "P,H,1,2020-01-01,2030-01-01"),
    (Table::Whistles, "C,O,噪声,2020-01-01,2030-01-01"),
    (Table::Alliances, "A,联盟,linkage,O,C,,three_party,2020-01-01,2030-01-01"),
    (Table::AllianceMembers, "A,P,1,executor,2020-01-01,2030-01-01"),
    (Table::Measures, "O,Z,property_score,2020-01-02,59"),
    (Table::Claims, "1,C,count:grid,exact,9,count,9,all,2020-01-02,r"),
    (Table::Lineage, "C,C,merge,2020-01-02,r"),
    (Table::Decisions, "C,rename,2020-01-02,r"),
    (Table::Mappings, "nbs-2023,1,mca-2025,2,2020-01-01,2030-01-01"),
];

/// The data set of these rows, in which the cells of one row are others: its table and those of nodes; of no row, all.
fn with_row(changed: usize, cells: &[&str]) -> Draft {
    let text = |table: Table| {
        let header: Vec<&str> = table.columns().iter().map(|column| column.name).collect();
        let rows = ROWS.iter().enumerate().filter(|(_, row)| row.0 == table);
        let row = |(at, row): (usize, &(Table, &str))| if at == changed { cells.join(",") } else { row.1.to_owned() };
        let rows: Vec<String> = rows.map(row).collect();
        format!("{}\n{}\n", header.join(","), rows.join("\n"))
    };
    let own = ROWS.get(changed).map(|row| row.0);
    let tables = Table::ALL.iter().filter(|table| own.is_none_or(|own| own == **table || table.node().is_some()));
    let tables: Vec<(Table, String)> = tables.map(|table| (*table, text(*table))).collect();
    read(&tables.iter().map(|(table, text)| (*table, text.as_str())).collect::<Vec<_>>())
}

#[test]
fn the_rows_are_sound() {
    let draft = with_row(usize::MAX, &[]);
    let findings = draft.check().findings();
    let messages: Vec<String> =
        findings.iter().filter(|f| f.rule.name != "parent-outside").map(|f| f.message(Lang::En)).collect();
    // Only what has no day in common is missing: every cell can be used.
    assert_eq!(messages, [""; 0]);
}

/// Columns of names and numbers are told and not read, in every table.
#[test]
fn a_personal_column_is_read_in_no_table() {
    for table in Table::ALL {
        for header in ["姓名", "联系电话", "身份证号", "full_name"] {
            let names: Vec<&str> = table.columns().iter().map(|column| column.name).chain([header]).collect();
            let rows = ROWS.iter().filter(|row| row.0 == *table).map(|row| format!("{},某某某\n", row.1));
            let text = format!("{}\n{}", names.join(","), rows.collect::<String>());
            let draft = read(&[(*table, &text)]);
            assert!(!everything(&draft).contains("某某某"), "{table} {header}");
            assert_eq!(
                draft.check().findings().iter().filter(|f| f.rule.name == "personal-data").count(),
                1,
                "{table}"
            );
        }
    }
}

/// A name that shifts the cells of a row that is about people is kept nowhere, but where a code stands first.
#[test]
fn a_name_in_a_row_of_too_many_cells_is_kept_nowhere() {
    let names_people = |table: &Table| {
        let may = |column: &&Column| matches!(column.cell, Cell::Reference(kinds) if kinds.contains(&govgrid::record::NodeKind::Person));
        *table == Table::People || table.columns().iter().any(|column| may(&column))
    };
    for (row, (table, text)) in ROWS.iter().enumerate() {
        let is_household = text.contains(",household,") || text.contains(",centre_household,");
        if !is_household && !names_people(table) {
            continue;
        }
        for at in 1..=text.split(',').count() {
            let mut cells: Vec<&str> = text.split(',').collect();
            cells.insert(at, "某某某");
            assert!(!everything(&with_row(row, &cells)).contains("某某某"), "{table} {at}");
        }
    }
}

/// The key of a person, put in every column of every table in turn, is in no finding but as the cell at fault.
#[test]
fn no_finding_names_a_person() {
    let key = "KEY-OF-P";
    let mut told = 0;
    for (row, (table, text)) in ROWS.iter().enumerate() {
        for (at, column) in table.columns().iter().enumerate() {
            // The code of something else is its own, and no person's.
            if matches!(column.cell, Cell::Code | Cell::Name | Cell::Key) {
                continue;
            }
            let mut cells: Vec<&str> = text.split(',').collect();
            cells[at] = key;
            // The person is there for two years only: rows that say more outlive an end.
            let mut draft = with_row(row, &cells);
            let people =
                format!("code,valid_from,valid_until\n{key},2022-01-01,2024-01-01\n{key},2022-01-01,2024-01-01\n");
            import::read(&mut draft, Table::People, "more.csv", people.as_bytes(), &Options::default());
            let (hierarchy, _) = draft.clone().quarantine();
            let alone = draft.check().into_report(None, &Profile::national());
            for report in [hierarchy.snapshot().audit(&Profile::national()), alone] {
                for finding in report.findings().iter() {
                    let place = finding.places.iter().any(|place| place.raw.as_deref() == Some(key));
                    let message = format!("{} {}", finding.message(Lang::En), finding.message(Lang::Zh));
                    let rest = format!(
                        "{:?} {:?} {:?} {:?}",
                        finding.subject, finding.related, finding.observed, finding.expected
                    );
                    assert!(!rest.contains(key), "{table}.{}: {finding:?}", column.name);
                    assert!(!message.contains(key) || place, "{table}.{}: {message}", column.name);
                    told += u32::from(place);
                }
            }
        }
    }
    assert!(told > 100);
}

/// A reference is written as it is where it names a row, whatever it looks like: so many codes do.
#[test]
fn a_code_that_only_looks_personal_is_written() {
    let grid = "110101001001001";
    let draft = read(&[
        (Table::Units, &format!("code,level,parent\nC,community,\n{grid},grid,C\n")),
        (Table::Organizations, &format!("code,kind,seat\nO,party_branch,{grid}\n")),
        (Table::Coverage, &format!("organization,target,mode\nO,{grid},standalone\n")),
        (Table::Mappings, &format!("scheme,code,other_scheme,other_code\nlocal,{grid},local,1\n")),
    ]);
    assert!(draft.clone().check().findings().is_empty());
    let folder = tempfile::tempdir().unwrap();
    export::tables(&draft, folder.path()).unwrap();
    assert_eq!(files(folder.path()).matches(grid).count(), 4);
}

/// An event that says what may be personal is refused, so that it is never journaled; a name that is not kept is not in
/// the event either, and a basis is masked.
#[cfg(feature = "journal")]
#[test]
fn a_journal_has_nothing_personal() {
    use govgrid::{Change, Event, Journal, Level, OrganizationKind, record};
    let number = "13912345678";
    let mut draft = Draft::new();
    let unit = |code: &str, level, parent: &str| {
        let parent = Some(parent.to_owned()).filter(|parent| !parent.is_empty());
        record::Unit { parent, name: Some("某某".to_owned()), ..record::Unit::new(code, level) }
    };
    draft.add(&record::Unit { name: None, ..unit("C", Level::Community, "") }).unwrap();
    draft.add(&unit("H", Level::Household, "C")).unwrap();
    draft.add(&record::Organization::new("O", OrganizationKind::PartyBranch)).unwrap();
    let hierarchy = draft.build().unwrap();
    let day = "2024-07-01".parse().unwrap();
    let rename = |code: &str, name: &str| Change::Rename { code: code.to_owned(), name: name.to_owned() };
    let centre = record::Organization {
        name: Some("某某".to_owned()),
        ..record::Organization::new("O-2", OrganizationKind::CentreHousehold)
    };
    let named = std::collections::BTreeMap::from([("name", "某某"), ("households", "1")]);
    let cells = named.into_iter().map(|(name, text)| (name.to_owned(), text.to_owned())).collect();
    for refused in [
        rename("C", &format!("东里{number}")),
        rename("H", "某某"),
        Change::Revise { code: "H".to_owned(), cells },
        Change::open(&unit(number, Level::Household, "C")),
        Change::open(&record::Person::new(number)),
        Change::start(&record::Membership::new(number, "O")),
        Change::Recode { code: "H".to_owned(), to: number.to_owned(), reuse: false },
    ] {
        assert!(hierarchy.apply(&[Event::on(day, refused.clone())]).is_err(), "{refused:?}");
    }
    let folder = tempfile::tempdir().unwrap();
    let (mut journal, _) = Journal::open(folder.path().join("events.log")).unwrap();
    let plan = [Change::open(&unit("H-2", Level::Household, "C")), Change::open(&centre), rename("C", "东里")];
    let plan = plan.map(|change| Event { basis: Some(format!("来电 {number}")), ..Event::on(day, change) });
    let (next, _) = hierarchy.apply(&plan).unwrap();
    crate::appended::append(&mut journal, &hierarchy, &plan);
    drop(journal);
    let text = files(folder.path());
    assert!(text.contains("H-2") && text.contains("东里"));
    assert!(!text.contains(number) && !text.contains("某某"), "{text}");
    // What is replayed gives the same.
    let (_, replayed) = Journal::open(folder.path().join("events.log")).unwrap();
    let again = hierarchy.redo(&replayed.plans[0]).unwrap().0;
    assert_eq!(again.rows_as_text(), next.rows_as_text());
}
