//! Laws: on worlds that are legal by construction, every query answers what the naive oracle answers.

mod claims;
mod coverage;
mod days;
mod descent;
mod difference;
pub(crate) mod dump;
mod duties;
mod editions;
mod graph;
mod households;
mod measures;
pub(crate) mod met;
#[cfg(feature = "import")]
mod overlays;
mod part;
mod paths;
mod preview;
#[cfg(feature = "import")]
mod questions;
mod relations;
mod round_trip;
pub(crate) mod rows;
mod sets;
#[cfg(all(feature = "import", feature = "export"))]
mod tables;
#[cfg(feature = "import")]
mod tiers;
mod touches;
mod tree;
mod typed;
mod variety;

use crate::oracle::draft::{day, hierarchy};
use crate::oracle::world::World;
use crate::oracle::{Naive, worlds};
use govgrid::{Hierarchy, Snapshot, Unit};
use proptest::strategy::Strategy;
use proptest::test_runner::{Config, RngSeed, TestRunner};

/// Runs a law on generated worlds. The seed is fixed, so that a run can be repeated; `PROPTEST_RNG_SEED` and
/// `PROPTEST_CASES` ask for others.
fn for_worlds(law: impl Fn(&World)) {
    for_all(&worlds(), 1, law);
}

/// Runs a law on what a strategy makes, as often as one in `in_` worlds.
fn for_all<S: Strategy>(strategy: &S, in_: u32, law: impl Fn(&S::Value)) {
    let default = Config::default();
    let rng_seed = match default.rng_seed {
        RngSeed::Random => RngSeed::Fixed(20_240_601),
        given @ RngSeed::Fixed(_) => given,
    };
    let cases = default.cases.div_ceil(in_);
    let config = Config { cases, failure_persistence: None, max_shrink_iters: 500, rng_seed, ..default };
    let law = |world: S::Value| {
        law(&world);
        Ok(())
    };
    if let Err(error) = TestRunner::new(config).run(strategy, law) {
        panic!("{error}");
    }
}

/// Runs a law on generated worlds, on some of the days around bounds and on the world's own day.
fn for_days(count: usize, law: impl Fn(Snapshot<'_>, &Naive<'_>)) {
    for_worlds(|world| {
        let hierarchy = hierarchy(world);
        for_days_of(world, &hierarchy, count, &law);
    });
}

/// Runs a law on some days of a world.
fn for_days_of(world: &World, hierarchy: &Hierarchy, count: usize, law: impl Fn(Snapshot<'_>, &Naive<'_>)) {
    for number in world.some_days(count) {
        law(hierarchy.as_of(day(number)), &Naive::on(world, number));
    }
    law(hierarchy.snapshot(), &Naive::undated(world));
}

/// The codes of units as they come.
fn codes_in_order<'h>(units: impl IntoIterator<Item = Unit<'h>>) -> Vec<&'h str> {
    units.into_iter().map(Unit::code).collect()
}

/// Codes, sorted; one that comes twice stays twice.
fn sorted<T: Ord>(items: impl IntoIterator<Item = T>) -> Vec<T> {
    let mut items: Vec<T> = items.into_iter().collect();
    items.sort_unstable();
    items
}

/// The codes of units, sorted; one that comes twice stays twice.
fn codes<'h>(units: impl IntoIterator<Item = Unit<'h>>) -> Vec<&'h str> {
    sorted(codes_in_order(units))
}
