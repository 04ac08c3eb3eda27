//! Plans with ids, journals and images that know of each other, and audits that are never ahead of the journal.

use crate::appended::{append, prepared};
use crate::change_kinds::{AFTER, day, hierarchy};
use crate::live::events::Events;
use crate::oracle::choices::Choices;
use crate::oracle::draft::{built, draft};
use crate::oracle::world::World;
use crate::oracle::worlds;
use govgrid::record::Row;
use govgrid::{
    Change, Event, Hierarchy, Journal, JournalError, LiveAudit, Plan, PlanError, Preparation, Profile, Recorded,
};
use proptest::prelude::any;
use proptest::test_runner::{Config, RngSeed, TestRunner};
use std::cell::Cell;
use std::fs;
use std::path::Path;

fn rename(name: &str) -> Event {
    Event::on(day(AFTER), Change::Rename { code: "C1".to_owned(), name: name.to_owned() })
}

fn close(code: &str) -> Event {
    Event::on(day(AFTER), Change::Close { code: code.to_owned() })
}

fn plan(id: &str, name: &str) -> Plan {
    Plan { id: Some(id.to_owned()), events: vec![rename(name)] }
}

fn audit(hierarchy: &Hierarchy) -> LiveAudit {
    LiveAudit::new(hierarchy.clone(), day(AFTER), Profile::national())
}

fn name(hierarchy: &Hierarchy) -> Option<String> {
    hierarchy.as_of(day(AFTER)).any_unit("C1").unwrap().name().map(str::to_owned)
}

fn image(hierarchy: &Hierarchy) -> Hierarchy {
    let mut bytes = Vec::new();
    hierarchy.write_image(&mut bytes).unwrap();
    Hierarchy::read_image(bytes.as_slice()).unwrap()
}

/// What rows say, in whatever order they are laid out.
fn rows(hierarchy: &Hierarchy) -> Vec<Row> {
    let mut rows = hierarchy.rows_as_text();
    rows.sort_unstable();
    rows
}

/// The hierarchy with all that a journal has besides.
fn redone(before: &Hierarchy, plans: &[Recorded]) -> Hierarchy {
    plans.iter().fold(before.clone(), |version, recorded| version.redo(recorded).unwrap().0)
}

#[test]
fn a_plan_is_read_from_a_list_an_event_or_an_object() {
    let event = serde_json::to_string(&rename("东")).unwrap();
    let read = |text: &str| serde_json::from_str::<Plan>(text).map_err(|error| error.to_string());
    let of = |id: Option<&str>, count| Ok(Plan { id: id.map(str::to_owned), events: vec![rename("东"); count] });
    assert_eq!(read(&event), of(None, 1));
    assert_eq!(read("[]"), of(None, 0));
    assert_eq!(read(&format!("[{event},{event}]")), of(None, 2));
    assert_eq!(read(&format!(r#"{{"events":[{event}],"id":"a"}}"#)), of(Some("a"), 1));
    assert_eq!(read(&format!(r#"{{"events":[{event}]}}"#)), of(None, 1));
    for plan in [of(Some("a"), 2), of(None, 2)] {
        let plan: Plan = plan.unwrap();
        assert_eq!(read(&serde_json::to_string(&plan).unwrap()), Ok(plan));
    }
    for (text, said) in [
        (format!(r#"{{"id":"a","events":[{event}],"who":1}}"#), "known are `id`, `events`"),
        (r#"{"id":"a"}"#.to_owned(), "missing field `events`"),
        (r#"{"id":"a","id":"b","events":[]}"#.to_owned(), "duplicate field `id`"),
        (r#"{"id":"","events":[]}"#.to_owned(), "1 to 200 characters"),
        (r#"{"id":"a\nb","events":[]}"#.to_owned(), "1 to 200 characters"),
        (format!(r#"{{"id":"{}","events":[]}}"#, "甲".repeat(201)), "1 to 200 characters"),
        // Made up: no such number is issued.
        (r#"{"id":"13800000000","events":[]}"#.to_owned(), "1 to 200 characters"),
        (r#"{"id":13800000000,"events":[]}"#.to_owned(), "expected a string"),
        ("3".to_owned(), "an event, a list of events"),
    ] {
        let error = read(&text).unwrap_err();
        assert!(error.contains(said) && !error.contains("13800000000"), "{text}: {error}");
    }
    assert!(read(&format!(r#"{{"id":"{}","events":[]}}"#, "甲".repeat(200))).is_ok());
    let personal = Plan { id: Some("13800000000".to_owned()), events: Vec::new() };
    assert!(matches!(hierarchy().prepare(&personal), Err(PlanError::Id)));
    assert!(!format!("{personal:?}").contains("13800000000"));
}

#[test]
fn the_same_id_is_done_once() {
    let folder = tempfile::tempdir().unwrap();
    let (mut journal, _) = Journal::open(folder.path().join("log")).unwrap();
    let mut live = audit(&hierarchy());
    let appended = journal.append(prepared(live.hierarchy(), &plan("a", "东"))).unwrap();
    let said = appended.recorded().answer();
    let (_, outcome) = live.commit(appended).unwrap();
    assert_eq!((said.version, said.summary.added), (1, outcome.added.len() as u64));
    let other = append(&mut journal, live.hierarchy(), &[rename("西")]);
    drop(journal);
    let (_, replayed) = Journal::open(folder.path().join("log")).unwrap();
    assert_eq!(replayed.plans[0].answer(), said);
    let again = redone(&hierarchy(), &replayed.plans);
    let anew = other.laid_out_anew().unwrap();
    for version in [live.hierarchy(), &other, &again, &image(&again), &anew] {
        let same = version.prepare(&plan("a", "东")).unwrap();
        assert!(matches!(same, Preparation::Known(answer) if answer == said), "{same:?}");
        let refused = version.prepare(&plan("a", "南")).unwrap_err();
        assert!(matches!(refused, PlanError::OtherContent { version: 1 }), "{refused}");
        assert!(matches!(version.prepare(&plan("b", "南")), Ok(Preparation::New(_))));
    }
}

#[test]
fn what_the_journal_does_not_have_is_not_done() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("log");
    let (mut journal, _) = Journal::open(&path).unwrap();
    let mut live = audit(&hierarchy());
    let report = |live: &LiveAudit| serde_json::to_string(&live.report()).unwrap();
    let before = report(&live);
    // Another writes to the file, which asks for no lock.
    fs::write(&path, "x").unwrap();
    let failed = journal.append(prepared(live.hierarchy(), &plan("a", "东"))).unwrap_err();
    assert!(matches!(failed, JournalError::Shared { .. }), "{failed}");
    assert_eq!((fs::read(&path).unwrap(), journal.position()), (b"x".to_vec(), 0));
    assert_eq!((report(&live), name(live.hierarchy()), live.hierarchy().journal_position()), (before, None, 0));
    fs::write(&path, "").unwrap();

    // Of two that were prepared from one version one is appended.
    let [one, other] = ["东", "西"].map(|name| prepared(live.hierarchy(), &plan("a", name)));
    let one = journal.append(one).unwrap();
    let refused = journal.append(other).unwrap_err();
    assert!(matches!(refused, JournalError::NotNext { number: 1, next: 2, .. }), "{refused}");
    // An audit of another version does not go on with it, but by the record.
    let recorded = one.recorded().clone();
    let mut anew = audit(&live.hierarchy().laid_out_anew().unwrap());
    assert!(matches!(anew.commit(one), Err(PlanError::OtherVersion)));
    assert_eq!(name(anew.hierarchy()), None);
    anew.redo(&recorded).unwrap();
    live.redo(&recorded).unwrap();
    assert!(matches!(live.redo(&recorded), Err(PlanError::NotNext { position: 1, number: 1 })));
    assert_eq!([&anew, &live].map(|live| name(live.hierarchy())), [Some("东".to_owned()), Some("东".to_owned())]);
    // What is applied beside the journal makes another version too.
    let waiting = prepared(live.hierarchy(), &plan("b", "南"));
    live.apply(&[rename("北")]).unwrap();
    let appended = journal.append(waiting).unwrap();
    assert!(matches!(live.commit(appended), Err(PlanError::OtherVersion)));
}

#[test]
fn an_image_goes_on_with_its_own_journal_and_no_other() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    let (mut journal, _) = Journal::open(path("one")).unwrap();
    let mut versions = vec![hierarchy()];
    for name in ["东", "西", "南"] {
        versions.push(append(&mut journal, versions.last().unwrap(), &[rename(name)]));
    }
    // Cut after the third: two more go to another file.
    journal.cut(path("two")).unwrap();
    assert!(matches!(journal.cut(path("one")), Err(JournalError::File { .. })), "a file is not written over");
    for name in ["北", "中"] {
        versions.push(append(&mut journal, versions.last().unwrap(), &[rename(name)]));
    }
    assert_eq!(journal.position(), 5);
    assert!(matches!(Journal::open(path("two")), Err(JournalError::InUse { .. })));
    drop(journal);
    let opened = |file: &str, version: &Hierarchy| {
        let (journal, replayed) = Journal::open_after(path(file), version)?;
        let next = redone(version, &replayed.plans);
        Ok::<_, JournalError>((journal.position(), replayed.plans.len(), name(&next)))
    };
    let apart = |error: JournalError| {
        let JournalError::Apart { position, after, until, .. } = error else { panic!("{error}") };
        (position, after, until)
    };
    for (at, version) in versions.iter().enumerate() {
        let (version, position) = (image(version), at as u64);
        assert_eq!(version.journal_position(), position);
        match opened("one", &version) {
            Ok(found) => assert_eq!(found, (3, 3 - at, Some("南".to_owned()))),
            Err(error) => assert!(apart(error) == (position, 0, 3) && at > 3),
        }
        match opened("two", &version) {
            Ok(found) => assert_eq!(found, (5, 5 - at, Some("中".to_owned()))),
            Err(error) => assert!(apart(error) == (position, 3, 5) && at < 3),
        }
    }
    // The same number in another journal is not the same plan.
    let (mut other, _) = Journal::open(path("other")).unwrap();
    append(&mut other, &versions[0], &[rename("别")]);
    drop(other);
    let bytes = fs::read(path("other")).unwrap();
    assert_eq!(apart(opened("other", &versions[1]).unwrap_err()), (1, 0, 1));
    // One that has lost its end is told, and a new file is not taken for it.
    assert_eq!(apart(opened("other", &versions[2]).unwrap_err()), (2, 0, 1));
    assert_eq!(apart(opened("new", &versions[2]).unwrap_err()), (2, 0, 0));
    assert_eq!(fs::read(path("other")).unwrap(), bytes);
    // Tables alone do not go on from a journal that was cut.
    let (_, replayed) = Journal::open(path("two")).unwrap();
    let refused = versions[0].redo(&replayed.plans[0]).unwrap_err();
    assert!(matches!(refused, PlanError::NotNext { position: 0, number: 4 }), "{refused}");
}

#[test]
fn where_a_journal_goes_on_is_held_by_a_checksum() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    let (mut journal, _) = Journal::open(path("one")).unwrap();
    let version = append(&mut journal, &hierarchy(), &[rename("东")]);
    journal.cut(path("two")).unwrap();
    drop(journal);
    let line = fs::read(path("two")).unwrap();
    for at in 0..line.len() {
        let mut changed = line.clone();
        changed[at] ^= 1;
        fs::write(path("changed"), &changed).unwrap();
        let opened = Journal::open_after(path("changed"), &version);
        assert!(opened.is_err(), "byte {at}");
        assert_eq!(fs::read(path("changed")).unwrap(), changed);
        // Torn, it is not the journal that the hierarchy goes on from.
        fs::write(path("changed"), &line[..at]).unwrap();
        let opened = Journal::open_after(path("changed"), &version);
        assert!(opened.is_err() || at + 1 == line.len(), "cut at {at}");
    }
    // It stands at the start and nowhere else.
    fs::write(path("changed"), [line.clone(), line].concat()).unwrap();
    assert!(matches!(Journal::open(path("changed")), Err(JournalError::Damaged { record: 2, .. })));
}

#[test]
fn an_image_of_the_first_format_has_no_position() {
    let mut bytes = Vec::new();
    hierarchy().write_image(&mut bytes).unwrap();
    // As it was written then: another number of the format, and no last section, which says three numbers.
    bytes.truncate(bytes.len() - (4 + 8 + 3 * 8 + 4));
    bytes[8] = 1;
    let opened = Hierarchy::read_image(bytes.as_slice()).unwrap();
    assert_eq!((opened.journal_position(), rows(&opened)), (0, rows(&hierarchy())));
}

#[test]
fn an_audit_moves_to_another_day_and_tells_what_is_new() {
    let version = hierarchy().apply(&[rename("东"), close("C2")]).unwrap().0;
    let text = |live: &LiveAudit| serde_json::to_string(&live.report()).unwrap();
    let on = |day| LiveAudit::new(version.clone(), day, Profile::national());
    let (before, after) = (day(AFTER).previous(), day(AFTER));
    let mut live = on(before);
    let codes = |live: &LiveAudit| -> Vec<String> {
        live.report()
            .findings()
            .iter()
            .map(|finding| format!("{} {}", finding.rule.code, finding.subject.code))
            .collect()
    };
    let known = codes(&live);
    let news = live.move_to(after);
    assert_eq!((live.day(), text(&live)), (after, text(&on(after))));
    let mut expected = known.clone();
    expected.retain(|code| codes(&live).contains(code));
    assert_eq!(known.len() - expected.len(), news.vanished.len());
    assert_eq!(codes(&live).len() - expected.len(), news.appeared.len());
    assert!(!news.appeared.is_empty() || !news.vanished.is_empty(), "nothing is another on the day");
    let back = live.move_to(before);
    assert_eq!(text(&live), text(&on(before)));
    assert_eq!((back.appeared.len(), back.vanished.len()), (news.vanished.len(), news.appeared.len()));
    // It goes on with events there.
    live.apply(&[rename("西")]).unwrap();
    let next = version.apply(&[rename("西")]).unwrap().0;
    assert_eq!(text(&live), text(&LiveAudit::new(next, before, Profile::national())));
}

/// Random plans, each with an id and some sent twice; a journal that is cut now and then; killed at any byte and opened
/// again from any image, it gives what the whole journal gives.
fn law(world: &World, numbers: Vec<u16>) -> usize {
    let folder = tempfile::tempdir().unwrap();
    let file = |number: usize| folder.path().join(number.to_string());
    let (mut journal, _) = Journal::open(file(0)).unwrap();
    let mut events = Events::new(Choices::new(numbers));
    let (mut versions, mut plans, mut answers, mut files) = (vec![built(draft(world))], Vec::new(), Vec::new(), 1);
    while events.go_on() {
        let version = versions.last().unwrap();
        let mut plan =
            Plan { id: Some(format!("{}", plans.len())), events: events.next(version).into_iter().collect() };
        if events.once_in(4) {
            plan.id = None;
        }
        let Ok(Preparation::New(prepared)) = version.prepare(&plan) else { continue };
        let answer = prepared.answer();
        let next = journal.append(prepared).unwrap().hierarchy().clone();
        if plan.id.is_some() {
            let again = next.prepare(&plan).unwrap();
            assert!(matches!(again, Preparation::Known(told) if told == answer), "{again:?}");
        }
        versions.push(next);
        plans.push(plan);
        answers.push(answer);
        if events.once_in(5) {
            journal.cut(file(files)).unwrap();
            files += 1;
        }
    }
    drop(journal);
    let last = versions.last().unwrap();
    for (at, version) in versions.iter().enumerate().skip(world.salt % 3).step_by(3) {
        let (mut version, mut position) = (image(version), at as u64);
        assert_eq!(version.journal_position(), position);
        for number in 0..files {
            let Ok((journal, replayed)) = Journal::open_after(file(number), &version) else { continue };
            version = redone(&version, &replayed.plans);
            position = journal.position();
        }
        assert_eq!(position, plans.len() as u64);
        assert_eq!(rows(&version), rows(last));
        for (plan, answer) in plans.iter().zip(&answers).filter(|(plan, _)| plan.id.is_some()) {
            let again = version.prepare(plan).unwrap();
            assert!(matches!(again, Preparation::Known(told) if told == *answer), "{again:?}");
        }
    }
    killed(&file(files - 1), &versions, world.salt);
    plans.len()
}

/// Cuts the last file at a byte: the image before it gives the version of the last plan that is whole.
fn killed(file: &Path, versions: &[Hierarchy], salt: usize) {
    let bytes = fs::read(file).unwrap();
    let start = bytes.iter().position(|byte| *byte == b'\n').map_or(0, |end| end + 1);
    let cut = start + (bytes.len() - start) * (salt % 97) / 97;
    fs::write(file, &bytes[..cut]).unwrap();
    let first = Journal::open(file).unwrap().1.plans.first().map(|recorded| recorded.answer().version);
    let Some(first) = first.and_then(|first| usize::try_from(first).ok()) else { return };
    let before = image(&versions[first - 1]);
    let (journal, replayed) = Journal::open_after(file, &before).unwrap();
    let version = redone(&before, &replayed.plans);
    let expected = &versions[usize::try_from(journal.position()).unwrap()];
    assert_eq!(rows(&version), rows(expected), "killed at byte {cut}");
}

#[test]
fn image_and_journal_at_any_position_are_the_whole_journal() {
    let default = Config::default();
    let rng_seed = match default.rng_seed {
        RngSeed::Random => RngSeed::Fixed(20_240_703),
        given @ RngSeed::Fixed(_) => given,
    };
    let cases = if std::env::var_os("PROPTEST_CASES").is_some() { default.cases } else { 30 };
    let config = Config { failure_persistence: None, max_shrink_iters: 0, rng_seed, cases, ..default };
    let all = Cell::new(0);
    let sequence = (worlds(), proptest::collection::vec(any::<u16>(), 100..600));
    let run = TestRunner::new(config).run(&sequence, |(world, numbers)| {
        all.set(all.get() + law(&world, numbers));
        Ok(())
    });
    run.unwrap_or_else(|error| panic!("{error}"));
    assert!(all.get() > 60, "{} plans", all.get());
}
