//! Journals: what is in them, and what is left of one that was damaged.

use super::files::Files;
use super::world::WORLD;
use govgrid::{Change, Event, Hierarchy, Journal, Plan, PlanError, Preparation, Recorded};
use std::fs;
use std::path::Path;

/// An input that starts with `write` has a plan as JSON on each line below: those that can be done are appended, and sent again
/// are known if they have an id; the file is cut at each
/// third of its bytes and changed at some, and what is opened then is a part of what was appended. Anything else is a
/// journal as it is.
///
/// # Panics
/// If an oracle fails.
pub fn journal(data: &[u8]) {
    let dir = tempfile::tempdir().expect("a folder");
    let path = dir.path().join("events.log");
    let Some(text) = data.strip_prefix(b"write") else {
        fs::write(&path, data).expect("a file");
        return opens(&path, data);
    };
    let plans = text.split(|byte| *byte == b'\n').filter_map(|line| serde_json::from_slice::<Plan>(line).ok());
    let mut kept = 0;
    {
        let mut version = world();
        let (mut journal, _) = Journal::open(&path).expect("a new journal");
        for plan in plans.take(6) {
            let Ok(Preparation::New(prepared)) = version.prepare(&plan) else { continue };
            let appended = journal.append(prepared).expect("what was prepared is appended");
            version = appended.hierarchy().clone();
            kept += 1;
            let again = version.prepare(&plan);
            let is_known = matches!(again, Ok(Preparation::Known(answer)) if answer == appended.recorded().answer());
            assert!(is_known || plan.id.is_none(), "{plan:?} is not known: {again:?}");
        }
    }
    let whole = fs::read(&path).expect("the journal");
    let first = Journal::open(&path).expect("an undamaged journal opens").1;
    assert!(first.torn.is_none(), "an undamaged journal has no torn record");
    assert_eq!(first.plans.len(), kept, "a plan that was acknowledged is lost");
    for at in (0..whole.len()).step_by((whole.len() / 24).max(1)) {
        fs::write(&path, &whole[..at]).expect("a file");
        is_a_part(&path, &first.plans);
        let mut changed = whole.clone();
        changed[at] ^= 1 << (at % 8);
        fs::write(&path, &changed).expect("a file");
        is_a_part(&path, &first.plans);
    }
}

/// A small world.
fn world() -> Hierarchy {
    Files::of(WORLD.as_bytes()).draft().quarantine().0
}

/// What is opened is the first of the plans, or it is refused.
fn is_a_part(path: &Path, plans: &[Recorded]) {
    if let Ok((_, replayed)) = Journal::open(path) {
        assert!(plans.starts_with(&replayed.plans), "a damaged journal has plans that nobody appended");
    }
}

/// A journal that opens is opened again with the same plans, and with one that is appended if a world can have them all. One that does not stays as
/// it is.
fn opens(path: &Path, data: &[u8]) {
    let Ok((mut journal, first)) = Journal::open(path) else {
        return assert_eq!(fs::read(path).expect("the journal"), data, "a journal that is refused was changed");
    };
    // What is not opened is kept beside the journal.
    let left: usize = fs::read_dir(path.parent().expect("a folder"))
        .expect("a folder")
        .map(|file| fs::metadata(file.expect("an entry").path()).expect("a file").len())
        .map(|length| usize::try_from(length).expect("a length"))
        .sum();
    assert!(left >= data.len(), "{} bytes of {} are nowhere", data.len() - left.min(data.len()), data.len());
    let mut expected = first.plans;
    let done = expected.iter().try_fold(world(), |version, recorded| Ok::<_, PlanError>(version.redo(recorded)?.0));
    if let Ok(version) = done {
        let close = Change::Close { code: "C1".to_owned() };
        let plan = Event::on("2024-07-01".parse().expect("a day"), close).into();
        if let Ok(Preparation::New(prepared)) = version.prepare(&plan) {
            let appended = journal.append(prepared).expect("a journal that is open is appended to");
            expected.push(appended.recorded().clone());
        }
    }
    drop(journal);
    let (_, again) = Journal::open(path).expect("a journal opens again");
    assert!(again.torn.is_none(), "what was cut off is torn again");
    assert_eq!(again.plans, expected, "opened again the journal has other plans");
}
