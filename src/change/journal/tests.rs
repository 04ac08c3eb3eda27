//! Crashes, changed bytes, records out of place, other line breaks and several writers.

use super::record::decode;
use super::*;
use crate::base::{CoverageMode, Day, Level, OrganizationKind};
use crate::change::{Change, Event};
use crate::draft::Draft;
use crate::record::{Coverage, Organization, Row, Table, Unit};
use std::fs;

fn plans() -> Vec<Vec<Event>> {
    let close = |code: &str| {
        let close = Change::Close { code: code.to_owned() };
        Event::on(Day::from_number(738_000), close)
    };
    vec![vec![close("甲\t1\n")], vec![], vec![close("b"), close("c")]]
}

/// Appends a plan that nobody prepared, under an id if it has three events.
fn append(journal: &mut Journal, events: &[Event]) -> Result<(), JournalError> {
    let plan = Plan { id: (events.len() > 1).then(|| "甲 1".to_owned()), events: events.to_vec() };
    let summary = PlanSummary { ended: events.len() as u64, ..PlanSummary::default() };
    let (number, before) = (journal.records + 1, journal.chain.0);
    let (line, chain) = encode(&plan, &summary, number, before).unwrap();
    journal.write(&Recorded { number, plan, summary, before, chain }, &line)
}

/// The events of plans.
fn events(plans: &[Recorded]) -> Vec<Vec<Event>> {
    plans.iter().map(|recorded| recorded.plan.events.clone()).collect()
}

/// Three records of the first format, as they were written by the version that had it.
const FIRST_FORMAT: &str = "[{\"day\":\"2024-07-01\",\"event\":\"rename\",\"code\":\"130205\",\"name\":\"n-0-\"}]\t4f02b6adf4a1d17e\n\
    [{\"day\":\"2024-07-01\",\"event\":\"rename\",\"code\":\"130205\",\"name\":\"n-1-\"}]\t6a1d2917544857c0\n\
    [{\"day\":\"2024-07-01\",\"event\":\"rename\",\"code\":\"130205\",\"name\":\"n-2-\"}]\tf4591597a2e6675f\n";

/// A journal in a folder of its own.
fn journal_of(text: impl AsRef<[u8]>) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("log");
    fs::write(&path, text).unwrap();
    (folder, path)
}

/// The bytes of a journal that begins with a text and to which the plans were appended.
fn appended_to(text: &str) -> Vec<u8> {
    let (_folder, path) = journal_of(text);
    let (mut journal, _) = Journal::open(&path).unwrap();
    for plan in plans() {
        append(&mut journal, &plan).unwrap();
    }
    fs::read(path).unwrap()
}

/// Why a journal of these bytes is refused, which are left as they are.
fn refused(bytes: &[u8]) -> JournalError {
    let (folder, path) = journal_of(bytes);
    let error = Journal::open(&path).unwrap_err();
    assert_eq!(fs::read(&path).unwrap(), bytes, "{error}");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "{error}");
    error
}

fn lines(bytes: &[u8]) -> Vec<&[u8]> {
    bytes.split_inclusive(|byte| *byte == b'\n').collect()
}

/// Where each line ends.
fn ends(bytes: &[u8]) -> Vec<usize> {
    let ends = lines(bytes).into_iter().scan(0, |end, line| {
        *end += line.len();
        Some(*end)
    });
    ends.collect()
}

/// The number of the record that an error is about.
fn record_of(error: &JournalError) -> Option<u64> {
    if let JournalError::Damaged { record, .. }
    | JournalError::Misplaced { record, .. }
    | JournalError::LineBreak { record, .. } = error
    {
        Some(*record)
    } else {
        None
    }
}

#[test]
fn the_format_is_as_documented() {
    let written = String::from_utf8(appended_to("")).unwrap();
    let mut chain = 0_u64;
    for (line, number) in written.lines().zip(1_u64..) {
        let (head, content) = line.split_at(line.match_indices(',').nth(1).unwrap().0 + 1);
        let mut hasher = siphasher::sip::SipHasher13::new_with_keys(0, 0);
        let bytes = [&chain.to_le_bytes(), &number.to_le_bytes(), content.as_bytes()].concat();
        std::hash::Hasher::write(&mut hasher, &bytes);
        chain = std::hash::Hasher::finish(&hasher);
        assert_eq!(head, format!(r#"{{"n":{number},"chain":"{chain:016x}","#));
    }
    // So are the two records that the documentation shows.
    let shown =
        include_str!("mod.rs").lines().filter_map(|line| line.strip_prefix("//! ").filter(|line| line.ends_with("]}")));
    let shown: String = shown.flat_map(|line| [line, "\n"]).collect();
    assert_eq!(decode(shown.as_bytes(), Path::new("log")).unwrap().plans.len(), 2);
}

#[test]
fn a_crash_at_any_byte_costs_the_torn_record_and_no_more() {
    for before in ["", FIRST_FORMAT] {
        let whole = appended_to(before);
        let all = decode(&whole, Path::new("log")).unwrap().plans;
        let ends = [vec![0], ends(&whole)].concat();
        for cut in 0..=whole.len() {
            // A record that lacks its line break alone is whole.
            let complete = ends.iter().filter(|end| **end <= cut + 1).count() - 1;
            let records = decode(&whole[..cut], Path::new("log")).unwrap();
            assert_eq!((&records.plans[..], records.end), (&all[..complete], ends[complete].min(cut) as u64), "{cut}");
            // Every few bytes, and about each end, with a file: that takes long.
            if cut % 16 < 2 || ends.iter().any(|end| cut.abs_diff(*end) < 3) {
                crash(&whole, cut, ends[complete].min(cut), &all[..complete]);
            }
        }
    }
}

/// Opens a journal that ends at a byte and has its last whole record end at another, and goes on with it.
fn crash(whole: &[u8], cut: usize, end: usize, plans_before: &[Recorded]) {
    let (folder, path) = journal_of(&whole[..cut]);
    let (mut journal, replayed) = Journal::open(&path).unwrap();
    assert_eq!(replayed.plans, plans_before, "cut at {cut}");
    let (bytes, record) = ((cut - end) as u64, plans_before.len() as u64 + 1);
    let torn = replayed.torn.as_ref().map(|torn| (torn.record, torn.offset, torn.bytes, torn.kept.as_str()));
    assert_eq!(torn, (bytes > 0).then_some((record, end as u64, bytes, "log.torn-1")), "cut at {cut}");
    let kept = fs::read(folder.path().join("log.torn-1")).ok();
    assert_eq!(kept.as_deref(), (bytes > 0).then(|| &whole[end..cut]), "cut at {cut}");
    let finding = replayed.torn.as_ref().map(Torn::finding);
    let found = finding.map(|found| (found.rule.name, found.places[0].row, found.observed));
    let row = u32::try_from(record).unwrap();
    assert_eq!(found, (bytes > 0).then(|| ("torn-record", row, Some(bytes.into()))));
    // What is written next follows the last whole record.
    append(&mut journal, &plans()[2]).unwrap();
    drop(journal);
    let (_, again) = Journal::open(&path).unwrap();
    assert_eq!((again.plans.len(), again.torn), (plans_before.len() + 1, None));
}

#[test]
fn zeros_that_the_disk_did_not_come_to_write_over_are_torn() {
    let whole = appended_to("");
    let second = lines(&whole)[0].len();
    for start in [second, second + 3, second + 30, whole.len() - 2] {
        let (_folder, path) = journal_of([&whole[..start], &[0; 9]].concat());
        let (_, replayed) = Journal::open(&path).unwrap();
        let complete = lines(&whole[..start]).iter().filter(|line| line.ends_with(b"\n")).count();
        assert_eq!((replayed.plans.len(), replayed.torn.is_some()), (complete, true), "{start}");
    }
    let (_folder, path) = journal_of([0; 9]);
    assert_eq!(Journal::open(&path).unwrap().1.torn.map(|torn| torn.bytes), Some(9));
}

#[test]
fn what_is_cut_off_is_kept_under_a_name_of_its_own() {
    let whole = appended_to("");
    let (folder, path) = journal_of(&whole);
    let kept = |number: u64| fs::read(folder.path().join(format!("log.torn-{number}"))).unwrap();
    for number in 1..4 {
        let torn = format!(r#"{{"n":4,"chain":"{number}"#);
        fs::write(&path, [&whole, torn.as_bytes()].concat()).unwrap();
        let said = Journal::open(&path).unwrap().1.torn.unwrap();
        assert_eq!(kept(number), torn.as_bytes());
        assert!(said.to_string().ends_with(&format!("are kept in `log.torn-{number}`")), "{said}");
    }
    assert_eq!((fs::read(&path).unwrap(), kept(1)), (whole, br#"{"n":4,"chain":"1"#.to_vec()));
}

/// One byte is changed, each in turn and in several ways: that is told, whichever byte and whichever record it is.
#[test]
fn a_changed_byte_is_never_taken_for_a_torn_record() {
    for before in ["", FIRST_FORMAT] {
        let whole = appended_to(before);
        let ends = ends(&whole);
        let mut ended = 0;
        for at in 0..whole.len() {
            for other in (0..8).map(|bit| whole[at] ^ (1 << bit)).chain(*b"\0\n\r\"{}[0") {
                let mut changed = whole.clone();
                changed[at] = other;
                let Err(error) = decode(&changed, Path::new("log")) else {
                    assert_eq!(other, whole[at], "byte {at} as {other}");
                    continue;
                };
                if matches!(error, JournalError::LineBreak { .. }) {
                    ended += 1;
                }
                let record = record_of(&error).unwrap_or_else(|| panic!("byte {at}: {error}"));
                let expected = ends.iter().filter(|end| **end <= at).count() as u64 + 1;
                assert_eq!(record, expected, "byte {at} as {other}");
            }
        }
        assert!(ended > 0);
    }
    let mut last = appended_to("");
    let at = last.len() - 6;
    last[at] ^= 1;
    assert!(matches!(refused(&last), JournalError::Damaged { record: 3, .. }));
}

#[test]
fn a_record_that_is_removed_doubled_or_moved_is_told() {
    let whole = appended_to("");
    let lines = lines(&whole);
    let told = |order: &[usize]| {
        let bytes: Vec<u8> = order.iter().flat_map(|at| lines[*at]).copied().collect();
        let error = refused(&bytes);
        let JournalError::Misplaced { record, found, .. } = error else { panic!("{order:?}: {error}") };
        (record, found)
    };
    assert_eq!(told(&[1, 2]), (1, 2));
    assert_eq!(told(&[0, 2]), (2, 3));
    assert_eq!(told(&[0, 0, 1, 2]), (2, 1));
    assert_eq!(told(&[0, 1, 1, 2]), (3, 2));
    assert_eq!(told(&[0, 1, 2, 2]), (4, 3));
    assert_eq!(told(&[1, 0, 2]), (1, 2));
    assert_eq!(told(&[0, 2, 1]), (2, 3));
    assert_eq!(told(&[0, 1, 2, 0, 1, 2]), (4, 1));
    // A torn record does not hide that the one before it is missing.
    let torn = &lines[2][..lines[2].len() - 9];
    let error = refused(&[lines[0], torn].concat());
    assert_eq!(error.to_string().split_once(" of").unwrap().0, "record 3");
    assert!(matches!(error, JournalError::Misplaced { record: 2, found: 3, .. }));
    // Nor does the record of another journal with the same number.
    let other = appended_to(FIRST_FORMAT);
    let error = refused(&[&whole, self::lines(&other)[3]].concat());
    assert!(matches!(error, JournalError::Damaged { record: 4, .. }), "{error}");
}

#[test]
fn a_journal_of_the_first_format_is_gone_on_with() {
    let (_folder, path) = journal_of(FIRST_FORMAT);
    let (mut journal, replayed) = Journal::open(&path).unwrap();
    assert_eq!((replayed.plans.len(), replayed.unchained, replayed.torn), (3, 3, None));
    append(&mut journal, &plans()[2]).unwrap();
    drop(journal);
    let bytes = fs::read(&path).unwrap();
    assert!(bytes.starts_with(FIRST_FORMAT.as_bytes()));
    let (_, replayed) = Journal::open(&path).unwrap();
    assert_eq!((replayed.plans.len(), replayed.unchained), (4, 3));
    assert_eq!(replayed.plans[3].plan.events, plans()[2]);
    // What has no chain of its own is in that of what follows.
    let lines = lines(&bytes);
    for order in [[1, 0, 2, 3].as_slice(), &[0, 2, 3], &[0, 1, 2, 2, 3], &[0, 1, 3, 2], &[0, 1, 2, 3, 0]] {
        let bytes: Vec<u8> = order.iter().flat_map(|at| lines[*at]).copied().collect();
        assert!(matches!(refused(&bytes), JournalError::Damaged { .. } | JournalError::Misplaced { .. }), "{order:?}");
    }
}

/// A record of the first format.
fn unchained(plan: &str) -> String {
    let mut hasher = siphasher::sip::SipHasher13::new();
    std::hash::Hasher::write(&mut hasher, plan.as_bytes());
    format!("{plan}\t{:016x}\n", std::hash::Hasher::finish(&hasher))
}

#[test]
fn what_a_record_of_the_first_format_says_and_is_not_known_is_a_note() {
    let plan = r#"[{"day":"2024-07-01","event":"close","code":"1","until":"x","basis":null,"reason":""},{"day":"2024-07-01","event":"close","code":"2","某某":1}]"#;
    let (_folder, path) = journal_of(unchained(plan));
    let (_, replayed) = Journal::open(&path).unwrap();
    let told: Vec<String> = replayed.ignored.iter().map(ToString::to_string).collect();
    assert_eq!(
        told,
        [
            "record 1 of the journal, event 1: the key `until` is not known and was passed over",
            "record 1 of the journal, event 2: the key `**` is not known and was passed over",
        ]
    );
    let close = |code: &str| {
        let close = Change::Close { code: code.to_owned() };
        Event::on(Day::new(2024, 7, 1).unwrap(), close)
    };
    assert_eq!(replayed.plans[0].plan.events, [close("1"), close("2")]);
    let (_folder, path) = journal_of(FIRST_FORMAT);
    assert_eq!(Journal::open(&path).unwrap().1.ignored, []);
}

#[test]
fn what_was_done_once_is_done_again_though_it_is_refused_today() {
    let unit =
        |code: &str, level, parent: Option<&str>| Unit { parent: parent.map(str::to_owned), ..Unit::new(code, level) };
    let mut draft = Draft::new();
    draft.add(&unit("990101", Level::District, None)).unwrap();
    draft.add(&unit("990101001", Level::Street, Some("990101"))).unwrap();
    draft.add(&unit("990101002", Level::Community, Some("990101"))).unwrap();
    draft.add(&Organization::new("O1", OrganizationKind::PartyBranch)).unwrap();
    draft.add(&Coverage::new("O1", "990101002", CoverageMode::Joint)).unwrap();
    let hierarchy = draft.build().unwrap();
    let day = |day| Day::new(2024, 7, day).unwrap();
    let coverage = Change::start(&Coverage::new("O1", "990101002", CoverageMode::Joint));
    let anew = unit("990101001", Level::Grid, Some("990101002"));
    let closed = || Event::on(day(1), Change::Close { code: "990101001".to_owned() });
    let under_it = Change::Transfer { code: "990101002".to_owned(), to: Some("990101001".to_owned()) };
    for event in [coverage, Change::Open { row: Row::of(&anew), reuse: None }, under_it] {
        let plan = [closed(), Event::on(day(2), event)];
        let refused = hierarchy.apply(&plan).unwrap_err();
        assert_eq!(refused.number, 2, "{}", refused.reason);
        let (_folder, path) = journal_of(unchained(&serde_json::to_string(&plan).unwrap()));
        let (_, replayed) = Journal::open(&path).unwrap();
        let (next, _) = hierarchy.redo(&replayed.plans[0]).unwrap();
        assert_eq!(next.journal_position(), 1);
        let today = next.as_of(day(2));
        match plan[1].change.word() {
            "start" => assert_eq!(next.rows_as_text().iter().filter(|row| row.table() == Table::Coverage).count(), 2),
            "open" => assert_eq!(today.any_unit("990101001").unwrap().level(), Level::Grid),
            word => assert!(today.any_unit("990101002").is_err(), "{word}"),
        }
    }
}

#[test]
fn other_line_breaks_are_told_for_what_they_are() {
    for text in [FIRST_FORMAT.as_bytes().to_vec(), appended_to("")] {
        let text = String::from_utf8(text).unwrap();
        let one = text.lines().next().unwrap();
        let last = text.trim_end();
        for (changed, record, found) in [
            (text.replace('\n', "\r\n"), 1, "CR LF"),
            (text.replace('\n', "\r"), 1, "CR"),
            (text.replace('\n', ""), 1, "no line break"),
            (text.replace('\n', " "), 1, "no line break"),
            (format!("{one}\r\n"), 1, "CR LF"),
            (format!("{one}\r"), 1, "CR"),
            (format!("{last}\r\n"), 3, "CR LF"),
            (format!("{last}\r"), 3, "CR"),
            (format!("{last}{{\"n\":4,"), 3, "no line break"),
        ] {
            let error = refused(changed.as_bytes());
            let JournalError::LineBreak { record: told, found: other, .. } = error else {
                panic!("{changed:?}: {error}")
            };
            assert_eq!((told, other), (record, found), "{changed:?}");
        }
        // A first record that is damaged makes none of the others torn.
        let damaged = text.replacen("day", "dax", 1).replace('\n', "\r");
        assert!(matches!(refused(damaged.as_bytes()), JournalError::Damaged { record: 1, .. }));
    }
}

#[test]
fn a_record_of_a_later_version_is_never_dropped() {
    let first = "[{\"day\":\"2031-01-01\",\"event\":\"orbit\",\"code\":\"1\"}]\t";
    let mut hasher = siphasher::sip::SipHasher13::new();
    std::hash::Hasher::write(&mut hasher, first.trim_end().as_bytes());
    let first = format!("{first}{:016x}\n", std::hash::Hasher::finish(&hasher));
    let content = r#""sender":"1","plan":[]}"#;
    let mut hasher = siphasher::sip::SipHasher13::new();
    let bytes = [&0_u64.to_le_bytes(), &1_u64.to_le_bytes(), content.as_bytes()].concat();
    std::hash::Hasher::write(&mut hasher, &bytes);
    let next = format!("{{\"n\":1,\"chain\":\"{:016x}\",{content}\n", std::hash::Hasher::finish(&hasher));
    for record in [first, next] {
        let error = refused(record.as_bytes());
        assert!(matches!(error, JournalError::Unknown { record: 1, offset: 0, .. }), "{error}");
    }
}

#[test]
fn a_file_that_is_no_journal_is_left_as_it_is() {
    for text in
        ["{\"units\":[]}", "code,name\n", "[1,2]", "{\"n\":5}", "\u{feff}{\"n\":1,", " ", "\n", "\r\n", "{\"name\":"]
    {
        let error = refused(text.as_bytes());
        assert!(matches!(error, JournalError::Damaged { record: 1, offset: 0, .. }), "{text:?}: {error}");
    }
    let folder = tempfile::tempdir().unwrap();
    assert!(matches!(Journal::open(folder.path()), Err(JournalError::File { .. })));
    if cfg!(unix) {
        assert!(matches!(Journal::open("/dev/null"), Err(JournalError::File { .. })));
    }
}

#[test]
fn what_a_failed_append_left_is_cut_off_before_the_next() {
    let (_folder, path) = journal_of("");
    let (mut journal, _) = Journal::open(&path).unwrap();
    append(&mut journal, &plans()[0]).unwrap();
    // A file that cannot be written, and half a record that could.
    let file = std::mem::replace(&mut journal.file, File::open(&path).unwrap());
    assert!(matches!(append(&mut journal, &plans()[2]), Err(JournalError::File { .. })));
    journal.file = file;
    journal.file.write_all(br#"{"n":2,"chain"#).unwrap();
    append(&mut journal, &plans()[2]).unwrap();
    drop(journal);
    let (_, replayed) = Journal::open(&path).unwrap();
    assert_eq!((events(&replayed.plans), replayed.torn), (vec![plans()[0].clone(), plans()[2].clone()], None));
}

#[test]
fn a_journal_has_one_writer() {
    let (_folder, path) = journal_of("");
    let (mut one, _) = Journal::open(&path).unwrap();
    append(&mut one, &plans()[0]).unwrap();
    let error = Journal::open(&path).unwrap_err();
    assert!(matches!(error, JournalError::InUse { .. }), "{error}");
    append(&mut one, &plans()[2]).unwrap();
    drop(one);
    let (_, replayed) = Journal::open(&path).unwrap();
    assert_eq!(events(&replayed.plans), [plans()[0].clone(), plans()[2].clone()]);
}

#[test]
fn what_another_has_written_all_the_same_is_not_written_over() {
    let (_folder, path) = journal_of("");
    let (mut journal, _) = Journal::open(&path).unwrap();
    append(&mut journal, &plans()[0]).unwrap();
    let written = fs::read(&path).unwrap();
    // Whoever asks for no lock is not kept out.
    for other in [[&written, b"x".as_slice()].concat(), written[1..].to_vec()] {
        fs::write(&path, &other).unwrap();
        assert!(matches!(append(&mut journal, &plans()[2]), Err(JournalError::Shared { .. })));
        assert_eq!(fs::read(&path).unwrap(), other);
    }
    fs::write(&path, &written).unwrap();
    append(&mut journal, &plans()[2]).unwrap();
}
