//! Editions of real divisions, replayed from the events that are proposed between them.

use crate::places::divisions;
use govgrid::import::{self, Options};
use govgrid::record::Table;
use govgrid::{Day, Draft, Ground, Hierarchy};
use std::path::{Path, PathBuf};

const PLACES: [&str; 5] =
    ["tangshan-kaiping", "dezhou-qihe", "shenyang-tiexi", "xiangyang-fancheng", "xining-4-districts"];

fn table(place: &str, year: u32) -> PathBuf {
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/data/divisions");
    match (place, year) {
        ("tangshan-kaiping", 2023) => examples.join("tangshan-kaiping.csv"),
        (_, 2023) => divisions().join(format!("{place}.csv")),
        _ => divisions().join(format!("history/{place}-{year}.csv")),
    }
}

fn edition(place: &str, year: u32) -> Hierarchy {
    let file = table(place, year);
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

const EDITIONS: [(u32, &str); 4] =
    [(2016, "2016-07-31"), (2021, "2021-10-31"), (2022, "2022-10-31"), (2023, "2023-06-30")];

/// All five places in one hierarchy.
fn five_places(year: u32) -> Hierarchy {
    let options = Options { scheme: format!("nbs-{year}").parse().ok(), ..Options::default() };
    let mut draft = Draft::new();
    for place in PLACES {
        let file = std::fs::File::open(table(place, year)).unwrap();
        import::read(&mut draft, Table::Units, place, file, &options);
    }
    draft.build().unwrap()
}

#[test]
fn proposed_events_lead_through_all_editions_in_one_hierarchy() {
    let editions: Vec<(Hierarchy, Day)> =
        EDITIONS.map(|(year, day)| (five_places(year), day.parse().unwrap())).into_iter().collect();
    let mut chained = editions[0].0.clone();
    let mut count = 0;
    // Through all years, and back to the first edition: its codes are used again.
    let back: Vec<(&Hierarchy, Day)> = vec![(&editions[0].0, "2024-06-30".parse().unwrap())];
    for (edition, day) in editions.iter().skip(1).map(|(edition, day)| (edition, *day)).chain(back) {
        let proposals = chained.changes_to(edition, day);
        assert!(proposals.left_out.is_empty(), "{day}: {:?}", proposals.left_out);
        count += proposals.len();
        chained = chained.apply(&proposals.plan()).unwrap().0;
        assert!(chained.differs(edition, day).is_empty(), "{day}");
    }
    // Every edition is what the hierarchy says of its day.
    for (edition, day) in &editions {
        assert!(chained.differs(edition, *day).is_empty(), "{day}");
    }
    assert!(count > 1_000, "{count}");
    chained.verify().unwrap();
}
