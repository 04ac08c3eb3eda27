//! The fixture of a torn journal: what is found of it, and that nothing of the torn record is kept.

use crate::fixtures::{Fixture, Told};
use govgrid::Journal;
use std::fs;

#[test]
fn a_torn_record_is_found_and_not_kept() {
    let fixture = Fixture::read("I013-torn-record");
    let folder = tempfile::tempdir().unwrap();
    let opened = |name: &str| {
        let path = folder.path().join(name);
        fs::copy(fixture.folder.join(name), &path).unwrap();
        let replayed = Journal::open(&path).unwrap().1;
        (replayed, fs::read_to_string(path).unwrap())
    };
    let (replayed, left) = opened("bad.log");
    let finding = replayed.torn.as_ref().unwrap().finding();
    assert_eq!([Told::of(&finding)], *fixture.expected.findings);
    assert_eq!((replayed.plans.len(), left.lines().count()), (2, 2));
    assert_eq!(finding.suggestion.en, finding.rule.page.repair.en);
    for text in [&finding.message, &finding.message_zh] {
        assert!(text.contains("bad.log") && !text.contains(['{', '}']), "{text}");
    }
    let torn = fs::read_to_string(fixture.folder.join("bad.log")).unwrap();
    for hidden in &fixture.expected.hidden {
        assert!(torn.contains(hidden), "{hidden} is not planted");
        assert!(!format!("{replayed:?} {finding:?} {left}").contains(hidden));
    }
    // The repaired twin is whole.
    let (replayed, left) = opened("good.log");
    assert_eq!((replayed.plans.len(), replayed.torn), (2, None));
    assert_eq!(left, fs::read_to_string(fixture.folder.join("good.log")).unwrap());
}
