//! What holds of every draft and every hierarchy.

use govgrid::record::{Row, Table};
use govgrid::{Day, Draft, Hierarchy, LiveAudit, Profile, Quarantine, Report, catalogue};

/// The day of an audit where the data say none.
pub(crate) fn day(hierarchy: &Hierarchy) -> Day {
    hierarchy.day().unwrap_or_else(|| "2024-06-01".parse().expect("a day"))
}

/// The national profile, with every rule.
pub(crate) fn every_rule(max_findings: usize) -> Profile {
    let mut profile = Profile::national();
    profile.max_findings = max_findings;
    for rule in catalogue() {
        profile.enable(rule.code, true).expect("a rule of the catalogue");
    }
    profile
}

/// A report as its bytes.
pub(crate) fn bytes(report: &Report) -> String {
    serde_json::to_string(report).expect("a report is JSON")
}

/// The rows that hold, in an order of their own.
pub(crate) fn rows(hierarchy: &Hierarchy) -> Vec<Row> {
    let mut rows = hierarchy.rows_as_text();
    rows.sort();
    rows
}

/// Every row of the draft is in the good part or in the quarantine, and the good part is a hierarchy that holds.
pub(crate) fn nothing_is_lost(draft: &Draft) -> (Hierarchy, Quarantine) {
    let (good, rejected) = draft.clone().quarantine();
    let held = good.to_draft();
    for table in Table::ALL {
        let of = |kept: bool| rejected.rows().filter(|row| row.table == *table && row.kept == kept).count();
        let count = |draft: &Draft| draft.row_count(*table) as usize;
        assert_eq!(count(&held) + of(false), count(draft), "a row of {table} is lost");
        assert!(of(true) <= count(&held), "more copies of {table} than rows");
    }
    assert_eq!(good.quarantined(), rejected.len() as u64, "the hierarchy knows how many rows it is without");
    assert!(rejected.rows().all(|row| !row.rules.is_empty()), "a row is rejected for no reason");
    let checked = draft.clone().check();
    assert_eq!(checked.is_whole(), checked.clone().build().is_ok(), "what is whole builds");
    checked.into_report(None, &Profile::national());
    holds(&good);
    let again = held.build().expect("what holds, holds again");
    assert_eq!(rows(&again), rows(&good), "built again it is the same");
    (good, rejected)
}

/// What holds of a hierarchy, however it came to be.
pub(crate) fn holds(hierarchy: &Hierarchy) {
    hierarchy.verify().expect("every invariant holds");
    opens_from_its_image(hierarchy);
    let day = day(hierarchy);
    for profile in [Profile::national(), every_rule(2), every_rule(0)] {
        let live = LiveAudit::new(hierarchy.clone(), day, profile);
        is_audited_alive(&live);
    }
    bytes(&hierarchy.snapshot().audit(&every_rule(1000)));
}

/// A hierarchy's image opens, and written again it has the same bytes.
pub(crate) fn opens_from_its_image(hierarchy: &Hierarchy) {
    let image = image(hierarchy);
    let opened = Hierarchy::read_image(image.as_slice()).expect("a hierarchy opens from its own image");
    opened.verify().expect("what was opened holds");
    assert!(image == self::image(&opened), "written, opened and written again, the image has other bytes");
    assert_eq!(rows(&opened), rows(hierarchy), "the image has other rows");
}

fn image(hierarchy: &Hierarchy) -> Vec<u8> {
    let mut image = Vec::new();
    hierarchy.write_image(&mut image).expect("memory can be written");
    image
}

/// A live audit reports what a fresh one does.
pub(crate) fn is_audited_alive(live: &LiveAudit) {
    let fresh = bytes(&live.snapshot().audit(live.profile()));
    assert_eq!(bytes(&live.report()), fresh, "the live audit differs from a fresh one");
}
