//! Editions of real divisions, replayed from the events that are proposed between them.

use crate::places::divisions;
use govgrid::import::{self, Options};
use govgrid::{Day, Ground, Hierarchy};
use std::path::Path;

const PLACES: [&str; 5] =
    ["tangshan-kaiping", "dezhou-qihe", "shenyang-tiexi", "xiangyang-fancheng", "xining-4-districts"];

fn edition(place: &str, year: u32) -> Hierarchy {
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/data/divisions");
    let file = match (place, year) {
        ("tangshan-kaiping", 2023) => examples.join("tangshan-kaiping.csv"),
        (_, 2023) => divisions().join(format!("{place}.csv")),
        _ => divisions().join(format!("history/{place}-{year}.csv")),
    };
    let options = Options { scheme: format!("nbs-{year}").parse().ok(), ..Options::default() };
    import::file_with(file, &options).unwrap().quarantine().0
}

#[test]
fn proposed_events_explain_every_edition() {
    let mut seen = std::collections::BTreeMap::<&str, usize>::new();
    for place in PLACES {
        for (before, after, day) in [(2016, 2021, "2021-10-31"), (2021, 2022, "2022-10-31"), (2022, 2023, "2023-06-30")]
        {
            let (before, after) = (edition(place, before), edition(place, after));
            let day: Day = day.parse().unwrap();
            let proposals = before.changes_to(&after, day);
            let plan: Vec<_> = proposals.iter().map(|proposal| proposal.event.clone()).collect();
            for proposal in &proposals {
                assert!(!proposal.grounds.is_empty());
                *seen.entry(proposal.event.change.word()).or_default() += 1;
                let is_doubtful = proposal.grounds.iter().any(|ground| matches!(ground, Ground::NameElsewhere(_)));
                *seen.entry("doubtful").or_default() += usize::from(is_doubtful);
            }
            let difference =
                before.replay(&plan, &after, day).unwrap_or_else(|error| panic!("{place} {day}: {error:?}"));
            assert!(difference.is_empty(), "{place} {day}: {difference:?}");
            // Without the last event something is left.
            if let Some((_, fewer)) = plan.split_last() {
                assert!(!before.replay(fewer, &after, day).unwrap().is_empty(), "{place} {day}");
            }
        }
    }
    // Each way of explaining is used, and some renames may be codes that were used again.
    for word in ["open", "close", "rename", "recode", "transfer"] {
        assert!(seen.get(word).is_some_and(|count| *count > 10), "{word}: {seen:?}");
    }
    assert!(seen.get("doubtful").is_some_and(|count| *count > 0), "{seen:?}");
}
