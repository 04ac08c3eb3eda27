//! Journals: what is in them, and what is left of one that was damaged.

use govgrid::{Change, Event, Journal};
use std::fs;
use std::path::Path;

/// An input that starts with `write` has a plan as JSON on each line below: they are appended, the file is cut at each
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
    let plans: Vec<Vec<Event>> =
        text.split(|byte| *byte == b'\n').filter_map(|line| serde_json::from_slice(line).ok()).take(6).collect();
    let mut kept = Vec::new();
    {
        let (mut journal, _) = Journal::open(&path).expect("a new journal");
        for plan in plans {
            if journal.append(&plan).is_ok() {
                kept.push(plan);
            }
        }
    }
    let whole = fs::read(&path).expect("the journal");
    let first = Journal::open(&path).expect("an undamaged journal opens").1;
    assert!(first.torn.is_none(), "an undamaged journal has no torn record");
    assert_eq!(first.plans.len(), kept.len(), "a plan that was acknowledged is lost");
    for at in (0..whole.len()).step_by((whole.len() / 24).max(1)) {
        fs::write(&path, &whole[..at]).expect("a file");
        is_a_part(&path, &first.plans);
        let mut changed = whole.clone();
        changed[at] ^= 1 << (at % 8);
        fs::write(&path, &changed).expect("a file");
        is_a_part(&path, &first.plans);
    }
}

/// What is opened is the first of the plans, or it is refused.
fn is_a_part(path: &Path, plans: &[Vec<Event>]) {
    if let Ok((_, replayed)) = Journal::open(path) {
        assert!(plans.starts_with(&replayed.plans), "a damaged journal has plans that nobody appended");
    }
}

/// A journal that opens is opened again with the same plans, and with one that is appended. One that does not stays as
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
    let day = "2024-07-01".parse().expect("a day");
    let event = Event::on(day, Change::Close { code: "C1".to_owned() });
    journal.append(std::slice::from_ref(&event)).expect("a journal that is open is appended to");
    drop(journal);
    let (_, again) = Journal::open(path).expect("a journal opens again");
    assert!(again.torn.is_none(), "what was cut off is torn again");
    let mut expected = first.plans;
    expected.push(vec![event]);
    assert_eq!(again.plans, expected, "opened again the journal has other plans");
}
