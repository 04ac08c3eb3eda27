//! Images of what a draft was left with: whatever was rejected, reused and recoded, a hierarchy is what its own rows say.

use super::crafted::Sections;
use super::{assert_same, for_some, image};
use crate::fixtures::usual_day;
use govgrid::import::{self, Options};
use govgrid::record::{Row, Table};
use govgrid::{Change, Day, Draft, Event, Hierarchy, Level, Unit};
use proptest::prelude::*;
use std::cell::Cell;
use std::collections::BTreeSet;

/// The sections of the head, of texts with their ends, and of findings.
const HEAD: u32 = 1;
const TEXT_ENDS: u32 = 2;
const TEXTS: u32 = 3;
const FINDINGS: u32 = 34;

fn read(files: &[(Table, &str)]) -> Draft {
    let mut draft = Draft::new();
    for (table, text) in files {
        import::read(&mut draft, *table, &format!("{table}.csv"), text.as_bytes(), &Options::default());
    }
    draft
}

fn days() -> Vec<Day> {
    let firsts = (2020..=2024).filter_map(|year| Day::new(year, 1, 1));
    firsts.flat_map(|day| [day.previous(), day]).chain(usual_day()).collect()
}

fn texts(sections: &mut Sections) -> Vec<String> {
    let ends = sections.section(TEXT_ENDS).clone();
    let texts = sections.section(TEXTS);
    let ends = ends.chunks(4).map(|end| u32::from_le_bytes(end.try_into().unwrap()) as usize);
    let mut start = 0;
    let text = |end| String::from_utf8(texts[std::mem::replace(&mut start, end)..end].to_vec()).unwrap();
    ends.map(text).collect()
}

/// What holds of a draft opens from its own image, is what its own rows say, and keeps nothing of what was rejected.
/// Answers how many rows were rejected.
fn assert_own_image(draft: Draft) -> usize {
    let (good, rejected) = draft.quarantine();
    assert_eq!(good.verify(), Ok(()));
    assert_same(&good, &days());
    let mut sections = Sections::of(&image(&good));
    let rows = good.rows_as_text();
    let cells: BTreeSet<&str> = rows.iter().flat_map(Row::cells).collect();
    for text in texts(&mut sections) {
        assert!(cells.contains(text.as_str()), "`{text}` is of no row that holds");
    }
    let again = good.to_draft().build().unwrap();
    assert_eq!(again.rows_as_text(), rows);
    let mut again = Sections::of(&image(&again));
    for section in [HEAD, FINDINGS] {
        sections.section(section).clear();
        again.section(section).clear();
    }
    assert!(sections.image() == again.image(), "built of its own rows it is another");
    assert_goes_on(&good);
    rejected.len()
}

/// Events leave it whole.
fn assert_goes_on(good: &Hierarchy) {
    let day: Day = "2024-06-01".parse().unwrap();
    // A household has no name.
    let named = |unit: &Unit<'_>| unit.level() != Level::Household;
    let codes: Vec<String> = good.as_of(day).all_units().filter(named).map(|unit| unit.code().to_owned()).collect();
    for code in codes.into_iter().take(2) {
        let (next, _) =
            good.apply(&[Event::on(day, Change::Rename { code: code.clone(), name: "x".to_owned() })]).unwrap();
        assert_eq!(next.verify(), Ok(()));
        let opened = Hierarchy::read_image(image(&next).as_slice()).unwrap();
        assert_eq!(opened.rows_as_text().len(), next.rows_as_text().len());
        assert_eq!(opened.as_of(day).any_unit(&code).unwrap().name(), Some("x"));
    }
}

fn some<T: Clone + std::fmt::Debug + 'static>(of: &'static [T]) -> impl Strategy<Value = T> {
    prop::sample::select(of)
}

const CODES: [&str; 6] = ["A", "B", "C", "D", "E", "F"];
const DAYS: [&str; 8] = ["", "", "", "2020-01-01", "2021-01-01", "2022-01-01", "2023-01-01", "x"];

const LEVELS: [&str; 6] = ["street", "street", "community", "grid", "district", "streat"];
const KINDS: [&str; 5] = ["recode", "recode", "reuse", "reuse", "merge"];

/// Rows of units and organizations that are often rejected, and lineage that names them again and again.
fn files() -> impl Strategy<Value = [String; 4]> {
    let unit = (some(&CODES), some(&LEVELS), some(&["", "", "A", "B", "C", "Z"]), some(&DAYS), some(&DAYS));
    let unit = unit.prop_map(|(code, level, parent, from, until)| format!("{code},{level},{parent},{from},{until}"));
    let organization =
        (some(&["O", "P", "Q", "A"]), some(&["", "O", "P"]), some(&["", "A", "B"]), some(&DAYS), some(&DAYS));
    let organization = organization.prop_map(|(code, superior, seat, from, until)| {
        format!("{code},party_branch,{superior},{seat},{from},{until}")
    });
    let lineage = (some(&CODES), some(&CODES), some(&KINDS), some(&DAYS[3..7]), any::<bool>());
    let lineage = lineage.prop_map(|(code, other, kind, day, is_same)| {
        let other = if is_same || kind == "reuse" { code } else { other };
        format!("{code},{other},{kind},{day}")
    });
    let coverage = (some(&["O", "P", "Q"]), some(&CODES), some(&DAYS), some(&DAYS));
    let coverage = coverage.prop_map(|(who, code, from, until)| format!("{who},{code},standalone,{from},{until}"));
    let text = |header: &'static str, rows: Vec<String>| format!("{header}\n{}\n", rows.join("\n"));
    let tables = (
        prop::collection::vec(unit, 1..9).prop_map(move |rows| text("code,level,parent,valid_from,valid_until", rows)),
        prop::collection::vec(organization, 0..4)
            .prop_map(move |rows| text("code,kind,superior,seat,valid_from,valid_until", rows)),
        prop::collection::vec(lineage, 0..6).prop_map(move |rows| text("predecessor,successor,kind,day", rows)),
        prop::collection::vec(coverage, 0..3)
            .prop_map(move |rows| text("organization,target,mode,valid_from,valid_until", rows)),
    );
    tables.prop_map(|(units, organizations, lineage, coverage)| [units, organizations, lineage, coverage])
}

#[test]
fn what_is_left_of_a_draft_opens_from_its_own_image() {
    let rejected = Cell::new(0);
    for_some(&files(), 150, |[units, organizations, lineage, coverage]| {
        let draft = read(&[
            (Table::Units, units),
            (Table::Organizations, organizations),
            (Table::Lineage, lineage),
            (Table::Coverage, coverage),
        ]);
        rejected.set(rejected.get() + assert_own_image(draft));
    });
    assert!(rejected.get() > 200, "{rejected:?}");
}

#[test]
fn what_is_left_of_rows_of_all_tables_opens_from_its_own_image() {
    for_some(&crate::faults::any_input::rows(), 60, |rows| {
        assert_own_image(crate::faults::any_input::draft(rows));
    });
}

/// A code that only rejected rows had names nothing.
#[test]
fn lineage_of_rejected_rows_leaves_no_code() {
    let draft = read(&[
        (Table::Units, "code,level,parent,valid_until\nU0,,,2023-01-01\nU4,street,,\n"),
        (Table::Lineage, "predecessor,successor,kind,day\nU0,U0,reuse,2023-01-01\nU0,U4,recode,2022-08-01\n"),
    ]);
    assert_eq!(assert_own_image(draft.clone()), 3);
    assert!(draft.quarantine().0.snapshot().any_unit("U0").is_err());
    let draft = read(&[
        (Table::Units, "code,level\nU4,\n"),
        (Table::Lineage, "predecessor,successor,kind,day\nU4,U4,reuse,2021-05-01\n"),
    ]);
    assert_eq!(assert_own_image(draft), 2);
}

/// One code of two streets, of which the first was renamed before and has a fault then.
#[test]
fn a_reused_code_of_a_rejected_version_opens() {
    let draft = read(&[
        (
            Table::Units,
            "code,name,level,parent,valid_from,valid_until\n130205,开平区,district,,,\n\
             130205001,老街街道,streat,130205,,2022-08-01\n130205003,老街街道,street,130205,2022-08-01,\n\
             130205001,新街街道,street,130205,2023-01-01,\n",
        ),
        (
            Table::Lineage,
            "predecessor,successor,kind,day\n130205001,130205003,recode,2022-08-01\n\
             130205001,130205001,reuse,2023-01-01\n",
        ),
    ]);
    assert_eq!(assert_own_image(draft.clone()), 3);
    let (good, _) = draft.quarantine();
    let name = |day: &str, code: &str| {
        let unit = good.as_of(day.parse().unwrap()).any_unit(code).ok();
        unit.and_then(|unit| unit.name().map(str::to_owned))
    };
    assert_eq!(name("2022-12-31", "130205001"), None);
    assert_eq!(name("2023-01-01", "130205001").as_deref(), Some("新街街道"));
    assert_eq!(name("2023-01-01", "130205003").as_deref(), Some("老街街道"));
}

/// Two parents outside that are masked say the same.
#[test]
fn masked_texts_are_one_in_an_image() {
    let draft = read(&[(Table::Units, "code,level,parent\nA,district,13800000000\nB,district,13900000000\n")]);
    assert_own_image(draft);
}

/// What joined two versions was rejected with the one between them: they are two units.
#[test]
fn versions_without_the_one_between_them_are_two_units() {
    let draft = read(&[
        (
            Table::Units,
            "code,level,valid_from,valid_until\nA,street,,2021-01-01\nB,streat,2021-01-01,2022-01-01\nC,street,2022-01-01,\n",
        ),
        (Table::Lineage, "predecessor,successor,kind,day\nA,B,recode,2021-01-01\nB,C,recode,2022-01-01\n"),
    ]);
    assert_eq!(assert_own_image(draft.clone()), 3);
    let (good, _) = draft.quarantine();
    assert_eq!(good.graph().node_count(), 2);
}

/// A row that lost a relation stays, however often all is gone through.
#[test]
fn what_lost_a_relation_stays_where_lineage_falls() {
    let draft = read(&[
        (Table::Units, "code,level,parent,valid_until\nU0,,,2022-01-01\nU4,street,,\nG,community,U4,\n"),
        (Table::Organizations, "code,kind,superior\nO,party_branch,P\nP,,\n"),
        (Table::Coverage, "organization,target,mode\nO,G,standalone\n"),
        (Table::Lineage, "predecessor,successor,kind,day\nU0,U4,recode,2022-01-01\n"),
    ]);
    let (good, rejected) = draft.clone().quarantine();
    let told: Vec<(String, bool)> = rejected.rows().map(|row| (row.table.to_string(), row.kept)).collect();
    let row = |table: &str, kept| (table.to_owned(), kept);
    assert_eq!(
        told,
        [row("units", false), row("organizations", true), row("organizations", false), row("lineage", false)]
    );
    assert!(good.snapshot().any_unit("G").unwrap().covered_by().any(|covering| covering.organization.code() == "O"));
    assert_own_image(draft);
}

/// A code that is used again on a day on which its row goes on: what is said of it from a later day on is another node's.
#[test]
fn a_row_goes_on_over_a_reuse_that_nothing_followed() {
    let units = "code,level,parent,valid_from,valid_until\nD,street,B,2020-01-01,\nE,street,B,2020-01-01,2023-01-01\n";
    let organizations = "code,kind,superior,seat,valid_from,valid_until\nO,party_branch,,D,2020-01-01,\n";
    for day in ["2020-01-01", "2020-01-02", "2021-01-01", "2024-06-01", "2025-01-01"] {
        for code in ["D", "E", "O"] {
            let lineage = format!("predecessor,successor,kind,day\n{code},{code},reuse,{day}\n");
            let draft = read(&[
                (Table::Units, units),
                (Table::Organizations, organizations),
                (Table::Lineage, lineage.as_str()),
            ]);
            let (good, _) = draft.quarantine();
            let on: Day = "2024-06-01".parse().unwrap();
            for code in ["D", "O"] {
                for change in [
                    Change::Rename { code: code.to_owned(), name: "x".to_owned() },
                    Change::Recode { code: code.to_owned(), to: "F".to_owned(), reuse: false },
                    Change::Close { code: code.to_owned() },
                ] {
                    let plan = [Event::on(on, change)];
                    let (applied, rebuilt) = (good.apply(&plan), good.apply_by_rebuild(&plan));
                    assert_eq!(applied.is_ok(), rebuilt.is_ok(), "{day} {plan:?}");
                    let (Ok((applied, _)), Ok((rebuilt, _))) = (applied, rebuilt) else { continue };
                    assert_eq!(applied.verify(), Ok(()), "{day} {plan:?}");
                    let seen = |version: &Hierarchy| crate::live::seen::seen(version, &days());
                    super::similar(&seen(&rebuilt), &seen(&applied));
                }
            }
            assert_goes_on(&good);
        }
    }
}
