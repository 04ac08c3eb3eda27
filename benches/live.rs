//! What an event costs: each kind on a city of 100 thousand and of a million units, beside a full build and audit in the
//! same run.
//!
//! ```sh
//! cargo bench --bench live             # about three minutes
//! cargo bench --bench live -- 100k     # one size
//! ```
//!
//! Each event makes the next version and updates the audit: findings that appeared and vanished, and coverage by the
//! numbers. The versions follow on each other, so that what has changed grows, and all is laid out anew when it is much.
#![expect(clippy::expect_used, clippy::print_stdout, reason = "a bench prints, and cannot go on without a city")]

mod city;

use city::City;
use govgrid::record::{self, Row};
use govgrid::{
    Assigned, Assignment, Change, CoverageMode, Day, Event, Hierarchy, Level, LiveAudit, Period, Profile, Unit,
    UnitKind,
};
use std::collections::BTreeMap;
use std::time::{Duration, Instant};

/// How many events of each kind are done, if there are so many units for it.
const EVENTS: usize = 300;

fn main() {
    let asked: Vec<String> = std::env::args().skip(1).filter(|argument| !argument.starts_with('-')).collect();
    for (size, units) in [("100k", 100_000), ("1M", 1_000_000)] {
        if asked.is_empty() || asked.iter().any(|asked| asked == size) {
            run(size, units);
        }
    }
}

fn median(times: &mut [Duration]) -> Duration {
    times.sort_unstable();
    times.get(times.len() / 2).copied().unwrap_or_default()
}

fn run(size: &str, units: usize) {
    let draft = City::of(units).draft();
    let (profile, day) = (Profile::national(), "2030-01-01".parse::<Day>().expect("this is a day"));
    let mut full = Vec::new();
    for _ in 0..3 {
        let draft = draft.clone();
        let start = Instant::now();
        let hierarchy = draft.build().expect("the city has no fault of structure");
        let report = hierarchy.as_of(day).audit(&profile);
        full.push(start.elapsed());
        drop(report);
    }
    let full = median(&mut full);
    let hierarchy = draft.build().expect("the city has no fault of structure");
    let start = Instant::now();
    let mut live = LiveAudit::new(hierarchy, day, profile);
    println!("{size}: build and audit {full:.2?}; live audit made in {:.2?}", start.elapsed());
    let mut times: BTreeMap<&'static str, Vec<Duration>> = BTreeMap::new();
    let plans = plans(live.hierarchy(), day);
    let most = plans.iter().map(|(_, events)| events.len()).max().unwrap_or(0);
    let mut refused = 0;
    for at in 0..most {
        for (name, events) in &plans {
            let Some(event) = events.get(at) else { continue };
            let start = Instant::now();
            let done = live.apply(std::slice::from_ref(event));
            let time = start.elapsed();
            match done {
                Ok(_) => times.entry(*name).or_default().push(time),
                Err(error) => {
                    refused += 1;
                    if refused < 5 {
                        println!("{name}: {error}: {}", error.reason);
                    }
                }
            }
        }
    }
    println!("| event | done | median | of build and audit | 99th percentile | most |\n|---|--:|--:|--:|--:|--:|");
    let mut all: Vec<Duration> = times.values().flatten().copied().collect();
    times.insert("all", std::mem::take(&mut all));
    for (name, mut times) in times {
        let middle = median(&mut times);
        let late = times.get(times.len() * 99 / 100).copied().unwrap_or_default();
        let most = times.last().copied().unwrap_or_default();
        let ratio = full.as_secs_f64() / middle.as_secs_f64();
        println!("| {name} | {} | {middle:.1?} | 1 / {ratio:.0} | {late:.1?} | {most:.1?} |", times.len());
    }
    println!("refused: {refused}");
}

/// The events of each kind, each about other units.
fn plans(hierarchy: &Hierarchy, day: Day) -> Vec<(&'static str, Vec<Event>)> {
    let today = hierarchy.as_of(day);
    let of = |level: Level| today.units(level).collect::<Vec<_>>();
    let spread = |units: &[Unit<'_>], from: usize| -> Vec<String> {
        let step = (units.len() / (EVENTS * 8)).max(1);
        units.iter().skip(from).step_by(step * 8).take(EVENTS).map(|unit| unit.code().to_owned()).collect()
    };
    let (communities, grids, buildings) = (of(Level::Community), of(Level::Grid), of(Level::Building));
    let households = of(Level::Household);
    let on = |text: &str| text.parse::<Day>().expect("this is a day");
    let event = move |change: Change| Event::on(on("2024-07-01"), change);
    let row = |code: &str| Row::of(&record_of(today.any_unit(code).expect("the unit is there")));
    let open = |parent: &str, code: String, level| {
        Change::open(&record::Unit { parent: Some(parent.to_owned()), ..record::Unit::new(code, level) })
    };
    let opens =
        spread(&buildings, 0).into_iter().map(|code| event(open(&code, format!("{code}-9999"), Level::Household)));
    let closes = spread(&households, 1).into_iter().map(|code| event(Change::Close { code }));
    let renames =
        spread(&grids, 2).into_iter().map(|code| event(Change::Rename { code, name: "新网格".to_owned() }));
    let recodes = spread(&buildings, 3).into_iter().map(|code| {
        let to = format!("{code}-N");
        event(Change::Recode { code, to, reuse: false })
    });
    let sibling = |code: &str| {
        let unit = today.any_unit(code).expect("the unit is there");
        let parent = unit.parent().expect("it has a parent");
        let others = parent.parent().expect("it has one too").children().find(|other| *other != parent);
        others.map(|other| other.code().to_owned())
    };
    let transfers = spread(&grids, 4).into_iter().filter_map(|code| {
        let to = sibling(&code)?;
        Some(event(Change::Transfer { code, to: Some(to) }))
    });
    let kinds = spread(&grids, 5).into_iter().map(|code| {
        event(Change::Reclassify { code, kind: Some(UnitKind::Exclusive.as_str().to_owned()), level: None })
    });
    let merges = communities.chunks(2).filter_map(|pair| match pair {
        [a, b] if a.parent() == b.parent() => {
            let merge = Change::Merge { codes: vec![b.code().to_owned()], into: a.code().to_owned() };
            Some(Event::on(on("2026-07-01"), merge))
        }
        _ => None,
    });
    let split_ones = spread(&grids, 6);
    let into = |code: &str| format!("{code}-S");
    let parts = split_ones.iter().map(|code| {
        let parent = today.any_unit(code).ok().and_then(Unit::parent).expect("a grid has a community");
        event(open(parent.code(), into(code), Level::Grid))
    });
    let splits = split_ones.iter().map(|code| {
        let grid = today.any_unit(code).expect("the grid is there");
        let building = grid.children().next().map(|child| child.code().to_owned()).unwrap_or_default();
        let assign = vec![Assignment { what: Assigned::Code(building), to: into(code) }];
        event(Change::Split { code: code.clone(), into: vec![code.clone(), into(code)], assign })
    });
    let organizations: Vec<String> = today.organizations().take(EVENTS).map(|o| o.code().to_owned()).collect();
    let covers = |code: &String, organization: &String| record::Coverage::new(organization, code, CoverageMode::Joint);
    let pairs: Vec<_> = spread(&buildings, 7).iter().zip(&organizations).map(|(code, o)| covers(code, o)).collect();
    let starts = pairs.iter().map(|coverage| event(Change::start(coverage)));
    let stops = pairs.iter().map(|coverage| Event::on(on("2025-07-01"), Change::stop(coverage)));
    let corrects = spread(&buildings, 5).into_iter().map(|code| {
        let building = today.any_unit(&code).expect("the building is there");
        let to = record::Unit { households: Some(7), ..record_of(building) };
        event(Change::Correct { row: Row::of(&record_of(building)), to: Row::of(&to) })
    });
    let retracts = spread(&households, 3).into_iter().map(|code| event(Change::Retract { row: row(&code) }));
    vec![
        ("open (household)", opens.collect()),
        ("close (household)", closes.collect()),
        ("rename (grid)", renames.collect()),
        ("recode (building)", recodes.collect()),
        ("transfer (whole grid)", transfers.collect()),
        ("reclassify (grid)", kinds.collect()),
        ("open (grid)", parts.collect()),
        ("split (grid)", splits.collect()),
        ("start (coverage)", starts.collect()),
        ("stop (coverage)", stops.collect()),
        ("correct (building)", corrects.collect()),
        ("retract (household)", retracts.collect()),
        ("merge (two communities)", merges.collect()),
    ]
}

/// What the version of a unit says.
fn record_of(unit: Unit<'_>) -> record::Unit {
    record::Unit {
        name: unit.name().map(str::to_owned),
        parent: unit.parent().map(|parent| parent.code().to_owned()),
        kind: unit.kind().filter(|_| !unit.is_kind_inferred()),
        households: unit.declared_households(),
        period: Period::new(unit.period().from(), unit.period().until()).expect("the period is one"),
        ..record::Unit::new(unit.code(), unit.level())
    }
}
