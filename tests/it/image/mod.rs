//! What is opened from an image is what was written, or it is not opened.

mod crafted;
mod damaged;
mod names;
#[cfg(feature = "import")]
mod quarantined;
mod versions;

use crate::live::events::Events;
use crate::live::seen::seen;
use crate::oracle::choices::Choices;
use crate::oracle::draft::{built, day, hierarchy};
use crate::oracle::world::World;
use crate::oracle::worlds;
use govgrid::{Day, Hierarchy, ImageError};
use proptest::prelude::any;
use proptest::strategy::Strategy;
use proptest::test_runner::{Config, RngSeed, TestRunner};

fn image(hierarchy: &Hierarchy) -> Vec<u8> {
    let mut image = Vec::new();
    hierarchy.write_image(&mut image).unwrap();
    image
}

fn opened(image: &[u8]) -> Hierarchy {
    Hierarchy::read_image(image).unwrap()
}

fn days(world: &World) -> Vec<Day> {
    world.some_days(3).into_iter().map(day).collect()
}

/// Runs a law on what a strategy makes, with a fixed seed unless `PROPTEST_RNG_SEED` gives another.
fn for_some<S: Strategy>(strategy: &S, cases: u32, law: impl Fn(&S::Value)) {
    let default = Config::default();
    let rng_seed = match default.rng_seed {
        RngSeed::Random => RngSeed::Fixed(20_241_101),
        given @ RngSeed::Fixed(_) => given,
    };
    let cases = if std::env::var_os("PROPTEST_CASES").is_some() { default.cases } else { cases };
    let config = Config { cases, failure_persistence: None, max_shrink_iters: 100, rng_seed, ..default };
    let law = |value: S::Value| {
        law(&value);
        Ok(())
    };
    if let Err(error) = TestRunner::new(config).run(strategy, law) {
        panic!("{error}");
    }
}

/// What is seen of two is the same, line by line.
fn similar(expected: &str, found: &str) {
    if let Some((expected, found)) = expected.lines().zip(found.lines()).find(|(a, b)| a != b) {
        panic!("expected {expected}\n   found {found}");
    }
    assert_eq!(expected.len(), found.len(), "one has more lines than the other");
}

/// An image of a hierarchy opens as what was written, and is written again as it was.
fn assert_same(written: &Hierarchy, days: &[Day]) {
    let bytes = image(written);
    let opened = opened(&bytes);
    assert_eq!(opened.verify(), Ok(()));
    similar(&seen(written, days), &seen(&opened, days));
    assert!(image(&opened) == bytes, "an opened image is written as another");
}

#[test]
fn an_opened_image_answers_as_what_was_written() {
    for_some(&worlds(), 100, |world| assert_same(&hierarchy(world), &days(world)));
}

#[test]
fn what_is_read_in_another_order_has_the_same_image() {
    for_some(&worlds(), 100, |world| {
        let first = hierarchy(world);
        // Said again, rows come in the order of the hierarchy and not in that of the world, from where they were.
        assert!(image(&built(first.to_draft())) == image(&first), "the order of rows is seen in the image");
    });
}

#[test]
fn after_events_an_image_is_that_of_a_fresh_build() {
    let sequence = (worlds(), proptest::collection::vec(any::<u16>(), 100..800));
    let (in_place, continued) = (std::cell::Cell::new(0), std::cell::Cell::new(0));
    for_some(&sequence, 30, |(world, numbers)| {
        let mut events = Events::new(Choices::new(numbers.clone()));
        let mut version = hierarchy(world);
        let mut again = opened(&image(&version));
        while events.go_on() {
            let Some(event) = events.next(&version) else { continue };
            let plan = std::slice::from_ref(&event);
            let (next, next_again) = (version.apply(plan), again.apply(plan));
            assert_eq!(next.is_ok(), next_again.is_ok(), "{event:?}");
            if let (Ok((next, _)), Ok((next_again, _))) = (next, next_again) {
                (version, again) = (next, next_again);
                continued.set(continued.get() + 1);
            }
        }
        in_place.set(in_place.get() + usize::from(version.changes() > 0));
        let fresh = built(version.to_draft());
        assert!(image(&version) == image(&fresh), "events are seen in the image");
        assert_same(&version.laid_out_anew().unwrap(), &days(world));
        // What was opened goes on as what was written.
        similar(&seen(&version, &days(world)), &seen(&again, &days(world)));
        assert!(image(&again) == image(&version), "what was opened went on as another");
    });
    assert!(in_place.get() > 8 && continued.get() > 30, "{in_place:?} {continued:?}");
}

#[cfg(feature = "import")]
#[test]
fn what_was_found_is_in_the_image() {
    let mut rules = std::collections::BTreeSet::new();
    for fixture in crate::fixtures::Fixture::all() {
        let (good, rejected) = fixture.draft("bad").quarantine();
        assert_eq!(good.quarantined(), rejected.len() as u64);
        rules.extend(good.findings().by_rule().map(|(rule, ..)| rule.code));
        let days: Vec<Day> = crate::fixtures::usual_day().into_iter().collect();
        assert_same(&good, &days);
    }
    assert!(rules.len() > 20, "{rules:?}");
}

#[cfg(feature = "import")]
#[test]
fn places_have_images() {
    for place in ["kaiping", "tiexi", "qihe", "xiangyang", "xining"] {
        let draft = govgrid::import::folder(format!("examples/data/{place}")).unwrap();
        let hierarchy = draft.build().unwrap();
        let bytes = image(&hierarchy);
        let opened = opened(&bytes);
        let profile = govgrid::Profile::national();
        let report = |of: &Hierarchy| format!("{:?}", of.snapshot().audit(&profile));
        assert_eq!(report(&opened), report(&hierarchy));
        assert!(image(&opened) == bytes);
    }
}

/// The numbers of files are not those of the order in which they were read.
#[cfg(feature = "import")]
#[test]
fn files_read_in_another_order_have_the_same_image() {
    use govgrid::import::{self, Options};
    use govgrid::record::Table;
    let files = [
        ("a.csv", "code,level\n130205,district\n"),
        ("b.csv", "code,level,parent\n130205001,street,130205\n"),
        ("c.csv", "code,level,parent\n130205002,street,130205\n"),
    ];
    let read = |order: [usize; 3]| {
        let mut draft = govgrid::Draft::new();
        for (name, text) in order.map(|at| files[at]) {
            import::read(&mut draft, Table::Units, name, text.as_bytes(), &Options::default());
        }
        image(&built(draft))
    };
    assert!(read([0, 1, 2]) == read([2, 0, 1]));
    assert!(read([0, 1, 2]) == read([1, 2, 0]));
}

#[test]
fn nothing_has_an_image_too() {
    assert_same(&built(govgrid::Draft::new()), &[]);
    let error = Hierarchy::read_image([].as_slice()).unwrap_err();
    assert!(matches!(error, ImageError::Foreign));
}
