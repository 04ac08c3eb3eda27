//! What import and structure found of a quarantined data set stays known until the row that it speaks of changes.

use super::{Events, audits, follow, reopened};
use crate::faults::any_input;
use crate::laws::met::Met;
use crate::oracle::choices::Choices;
use crate::oracle::draft::{built, day, draft};
use crate::oracle::worlds;
use govgrid::import::{self, Options};
use govgrid::record::{Row, Table};
use govgrid::{Change, Day, Draft, Event, Finding, Hierarchy, LiveAudit, Profile};
use proptest::prelude::any;
use proptest::test_runner::{Config, RngSeed, TestRunner};

/// A row and where it was said: its table is in it.
type Said = (Row, String);

fn rows(hierarchy: &Hierarchy) -> Vec<Said> {
    let rows = hierarchy.rows_with_places().into_iter();
    rows.map(|(row, place)| (row, format!("{} {:?} {}", place.file, place.sheet, place.row))).collect()
}

/// What a finding says, without its ordinal.
fn said(finding: &Finding) -> String {
    let mut finding = finding.clone();
    finding.fingerprint.clear();
    format!("{finding:?}")
}

fn is_outside(finding: &Finding) -> bool {
    finding.rule.name == "parent-outside"
}

/// The naive expectation: what was found, and which rows each speaks of.
#[derive(Clone)]
struct Expected {
    findings: Vec<(String, Vec<Said>)>,
    quarantined: u64,
}

impl Expected {
    fn of(hierarchy: &Hierarchy) -> Self {
        let all = rows(hierarchy);
        let mut outside = outside(hierarchy);
        let mut findings = Vec::new();
        for finding in hierarchy.findings().iter() {
            if let Some(at) = outside.iter().position(|known| *known == said(finding)) {
                outside.remove(at);
                continue;
            }
            // Of a circle each row, else the one at fault: of that which it clashes with nothing is said.
            let spoken_of = if finding.rule.name.ends_with("-cycle") { finding.places.len() } else { 1 };
            let mut speaks = Vec::new();
            for place in finding.places.iter().take(spoken_of) {
                let at = format!("{} {:?} {}", place.file, place.sheet, place.row);
                let is_it = |row: &&Said| row.1 == at && row.0.table().as_str() == finding.table;
                speaks.extend(all.iter().filter(is_it).cloned());
            }
            findings.push((said(finding), speaks));
        }
        Self { findings, quarantined: hierarchy.quarantined() }
    }

    /// After an event what speaks of a row that is as it was.
    fn follow(&mut self, next: &Hierarchy) -> usize {
        let (rows, before) = (rows(next), self.findings.len());
        self.findings.retain(|(_, speaks)| speaks.iter().all(|row| rows.contains(row)));
        before - self.findings.len()
    }

    fn assert_of(&self, hierarchy: &Hierarchy, what: &dyn std::fmt::Debug) {
        let mut expected: Vec<String> = self.findings.iter().map(|found| found.0.clone()).collect();
        expected.extend(outside(hierarchy));
        let mut found: Vec<String> = hierarchy.findings().iter().map(said).collect();
        expected.sort();
        found.sort();
        assert_eq!(expected, found, "{what:?}");
        assert_eq!(hierarchy.quarantined(), self.quarantined, "{what:?}");
        let has_errors = found.iter().any(|finding| finding.contains("severity: Error"));
        assert_eq!(hierarchy.findings().has_errors(), has_errors, "{what:?}");
        assert_eq!(hierarchy.findings().total(), found.len() as u64, "{what:?}");
        assert_eq!(hierarchy.findings().is_empty(), found.is_empty());
    }
}

/// Which rows that hold name a parent outside, as a build of them finds it.
fn outside(hierarchy: &Hierarchy) -> Vec<String> {
    let fresh = built(hierarchy.to_draft());
    fresh.findings().iter().filter(|finding| is_outside(finding)).map(said).collect()
}

fn law(good: &Hierarchy, days: &[Day], numbers: Vec<u16>, met: &Met) {
    let mut events = Events::new(Choices::new(numbers));
    let (mut version, mut expected) = (good.clone(), Expected::of(good));
    expected.assert_of(&version, &"nothing");
    met.if_(version.quarantined() > 0, "quarantined");
    let mut live = audits(&version, days).swap_remove(0);
    while events.go_on() {
        let Some(event) = events.next(&version) else { continue };
        let plan = std::slice::from_ref(&event);
        let Ok((next, _)) = version.apply(plan) else { continue };
        let before = expected.clone();
        let gone = expected.follow(&next);
        met.if_(gone > 0, "gone");
        met.if_(gone > 0 && next.changes() > 0, "gone in place");
        met.if_(gone == 0 && !expected.findings.is_empty(), "all stay");
        let kept = expected.findings.iter().any(|found| !found.1.is_empty());
        met.if_(kept, "of rows that hold");
        met.if_(kept && next.changes() == 0, "anew");
        expected.assert_of(&next, &event);
        before.assert_of(&version, &"the version before");
        expected.assert_of(&version.apply_by_rebuild(plan).unwrap().0, &("rebuilt", &event));
        follow(&mut live, plan);
        version = match events.choices.below(5) {
            0 => next.laid_out_anew().unwrap(),
            1 => reopened(&next),
            2 => {
                live = LiveAudit::new(next.clone(), days[0], live.profile().clone());
                next
            }
            _ => next,
        };
        expected.assert_of(&version, &("kept", &event));
    }
}

#[test]
fn what_was_found_stays_known_until_its_row_changes() {
    let default = Config::default();
    let rng_seed = match default.rng_seed {
        RngSeed::Random => RngSeed::Fixed(20_241_201),
        given @ RngSeed::Fixed(_) => given,
    };
    let cases = if std::env::var_os("PROPTEST_CASES").is_some() { default.cases } else { 60 };
    let config = Config { failure_persistence: None, max_shrink_iters: 0, rng_seed, cases, ..default };
    let met = Met::default();
    let sequence = (worlds(), any_input::rows(), proptest::collection::vec(any::<u16>(), 100..900));
    let run = TestRunner::new(config).run(&sequence, |(world, rows, numbers)| {
        let days: Vec<Day> = world.some_days(2).into_iter().map(day).collect();
        let mut draft = draft(&world);
        any_input::add(&mut draft, &rows);
        law(&draft.quarantine().0, &days, numbers, &met);
        Ok(())
    });
    run.unwrap_or_else(|error| panic!("{error}"));
    met.assert(&["quarantined", "gone", "gone in place", "all stay", "of rows that hold", "anew"]);
}

fn read(files: &[(Table, &str)]) -> Draft {
    let mut draft = Draft::new();
    for (table, text) in files {
        import::read(&mut draft, *table, &format!("{table}.csv"), text.as_bytes(), &Options::default());
    }
    draft
}

fn names(hierarchy: &Hierarchy) -> Vec<&str> {
    hierarchy.findings().iter().map(|finding| finding.rule.name).collect()
}

/// A street twice, an organization of an unknown kind, one whose seat is nowhere, and two that are above each other.
fn faulty() -> Hierarchy {
    let draft = read(&[
        (
            Table::Units,
            "code,name,level,parent\n130205,开平区,district,1302\n130205001,老街街道,street,130205\n\
             130205001,新街街道,street,130205\n130205002,东里街道,street,130205\n130205009,甲,street,130299\n",
        ),
        (
            Table::Organizations,
            "code,name,kind,superior,seat\nA,甲,tea_house,,\nB,乙,party_branch,,130205077\n\
             C,丙,party_branch,D,\nD,丁,party_branch,C,\nE,戊,party_branch,,\n",
        ),
    ]);
    draft.quarantine().0
}

const FAULTS: [&str; 6] =
    ["unknown-word", "parent-outside", "duplicate-code", "superior-cycle", "unknown-parent", "unknown-reference"];

fn sorted(mut names: Vec<&str>) -> Vec<&str> {
    names.sort_unstable();
    names
}

fn rename(code: &str, name: &str) -> Event {
    Event::on("2024-07-01".parse().unwrap(), Change::Rename { code: code.to_owned(), name: name.to_owned() })
}

#[test]
fn a_renaming_mends_nothing_else() {
    let good = faulty();
    assert_eq!(sorted(names(&good)), sorted(FAULTS.to_vec()));
    assert_eq!(good.quarantined(), 5);
    let plan = [rename("130205002", "西里街道")];
    let (next, _) = good.apply(&plan).unwrap();
    assert!(next.changes() > 0);
    assert_eq!(names(&next), names(&good));
    assert_eq!(next.quarantined(), 5);
    let preview = good.preview(&plan, &Profile::national()).unwrap().findings;
    let of_import = |finding: &&Finding| FAULTS.contains(&finding.rule.name);
    assert_eq!((preview.appeared.len(), preview.vanished.len(), preview.changed.len()), (0, 0, 0), "{preview:?}");
    assert_eq!(preview.persisted.iter().filter(of_import).count(), 6);
    // One anew, and one from an image.
    for again in [next.laid_out_anew().unwrap(), reopened(&next), good.apply_by_rebuild(&plan).unwrap().0] {
        assert_eq!((names(&again), again.quarantined()), (names(&next), 5));
        let live = LiveAudit::new(again.clone(), "2024-07-01".parse().unwrap(), Profile::national());
        assert_eq!(live.report().findings().count("unknown-reference"), 1);
        assert!(live.report().findings().has_errors());
    }
}

/// A finding goes with its row, and no other does.
#[test]
fn a_finding_goes_when_its_row_changes() {
    let good = faulty();
    let gone = |event: Event| {
        let (next, _) = good.apply(&[event]).unwrap();
        let left = names(&next);
        FAULTS.into_iter().filter(|name| !left.contains(name)).map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(gone(rename("A", "庚")), ["unknown-word"]);
    assert_eq!(gone(rename("B", "庚")), ["unknown-reference"]);
    // Either of a circle.
    assert_eq!(gone(rename("C", "庚")), ["superior-cycle"]);
    assert_eq!(gone(rename("D", "庚")), ["superior-cycle"]);
    assert_eq!(gone(rename("E", "庚")), [""; 0]);
    // A row that was rejected stays so, whatever becomes of the one that holds in its place.
    assert_eq!(gone(rename("130205001", "庚")), [""; 0]);
    // The district still has its parent outside: once until the day, and once from it on.
    let (next, _) = good.apply(&[rename("130205", "庚")]).unwrap();
    assert_eq!(next.findings().count("parent-outside"), 2);
    let (all, _) = next.apply(&[rename("A", "庚"), rename("B", "庚"), rename("C", "庚")]).unwrap();
    assert_eq!(names(&all), ["duplicate-code", "unknown-parent", "parent-outside", "parent-outside"]);
}
