//! What an event costs: each kind on a city of 100 thousand and of a million units, beside full builds and audits in the
//! same run.
//!
//! ```sh
//! cargo bench --bench live             # about three minutes
//! cargo bench --bench live -- 100k     # one size
//! cargo bench --bench live -- merge    # one kind of event
//! ```
//!
//! Each event makes the next version and updates the audit: findings that appeared and vanished, and coverage by the
//! numbers. Ten figures are published of the whole city, which events change. The versions follow on each other, so that what has changed grows. At last another thread lays out all anew
//! while events go on, and what they take meanwhile is said; and questions of time are asked.
#![expect(
    clippy::expect_used,
    clippy::print_stdout,
    clippy::indexing_slicing,
    reason = "a bench prints, and ends without a city"
)]

mod city;

use city::City;
use govgrid::record::{self, Row};
use govgrid::{
    Assigned, Assignment, Change, CoverageMode, Day, Draft, Event, Hierarchy, Level, LiveAudit, Organization,
    OrganizationKind, Period, Profile, Snapshot, Unit, UnitKind,
};
use std::collections::BTreeMap;
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

/// How many events of each kind are done, if there are so many units for it.
const EVENTS: usize = 300;

fn main() {
    let asked: Vec<String> = std::env::args().skip(1).filter(|argument| !argument.starts_with('-')).collect();
    let sizes = [("100k", 100_000), ("1M", 1_000_000)];
    let (some_sizes, kinds): (Vec<String>, Vec<String>) =
        asked.into_iter().partition(|asked| sizes.iter().any(|size| size.0 == asked));
    for (size, units) in sizes {
        if some_sizes.is_empty() || some_sizes.iter().any(|asked| asked == size) {
            run(size, units, &kinds);
        }
    }
}

/// The city as one unit, and figures that are published of all of it: of each kind one, so that any event changes some.
fn with_claims(mut draft: Draft) -> Draft {
    const FIGURES: [(&str, &str); 10] = [
        ("count:household", "1"),
        ("count:grid", "1"),
        ("share:grid:org_coverage", "92"),
        ("partition:grid:org_coverage", "1"),
        ("count:building:work_coverage", "1"),
        ("share:building:org:party_group", "50"),
        ("count:org:party_branch", "1"),
        ("average:household:community", "1000"),
        ("norm:grid:household", "300"),
        ("norm:community:grid", "12"),
    ];
    draft.add(&record::Unit::new(CITY, Level::City)).expect("the city has a code of its own");
    for (number, (figure, value)) in FIGURES.iter().enumerate() {
        let claim = record::Claim::new(format!("c{number}"), CITY, *figure, *value);
        draft.add(&claim).expect("these are figures");
    }
    draft
}

/// The unit that all districts name as their parent.
const CITY: &str = "990100";

fn median(times: &mut [Duration]) -> Duration {
    times.sort_unstable();
    times.get(times.len() / 2).copied().unwrap_or_default()
}

fn run(size: &str, units: usize, kinds: &[String]) {
    let city = City::of(units);
    let draft = with_claims(city.draft());
    let (profile, day) = (Profile::national(), "2030-01-01".parse::<Day>().expect("this is a day"));
    let mut full = build_and_audit(&draft, day, &profile);
    let hierarchy = draft.clone().build().expect("the city has no fault of structure");
    let start = Instant::now();
    let mut live = LiveAudit::new(hierarchy, day, profile.clone());
    println!("{size}, {} rows: live audit made in {:.2?}", city.rows(), start.elapsed());
    let mut times: BTreeMap<&'static str, Vec<Duration>> = BTreeMap::new();
    let mut plans = plans(live.hierarchy(), day);
    plans.retain(|(name, _)| kinds.is_empty() || kinds.iter().any(|kind| name.contains(kind.as_str())));
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
    // A machine is not as fast at all times: half of them are done before the events, and half after.
    full.extend(build_and_audit(&draft, day, &profile));
    let full = median(&mut full);
    println!("build and audit {full:.2?}");
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
    println!("refused: {refused}; rows changed since all was laid out: {}", live.hierarchy().changes());
    if kinds.is_empty() {
        lay_out_meanwhile(&mut live, day, full);
        ask(&mut live, full);
    }
}

/// What it takes to build all and to audit it, three times.
fn build_and_audit(draft: &Draft, day: Day, profile: &Profile) -> Vec<Duration> {
    let once = |_| {
        let draft = draft.clone();
        let start = Instant::now();
        let hierarchy = draft.build().expect("the city has no fault of structure");
        let report = hierarchy.as_of(day).audit(profile);
        let time = start.elapsed();
        drop(report);
        time
    };
    (0..3).map(once).collect()
}

/// Events go on while another thread lays out all anew, which then catches up and is gone on with.
fn lay_out_meanwhile(live: &mut LiveAudit, day: Day, full: Duration) {
    let buildings: Vec<String> =
        live.hierarchy().as_of(day).units(Level::Building).map(|unit| unit.code().to_owned()).collect();
    let mut names = buildings.iter().cycle().zip(0_u32..);
    let mut next = || {
        let (code, number) = names.next().expect("the city has buildings");
        vec![on("2028-01-01", Change::Rename { code: code.clone(), name: format!("第{number}号楼") })]
    };
    let (plans, since) = mpsc::channel::<Vec<Event>>();
    let (hierarchy, profile) = (live.hierarchy().clone(), live.profile().clone());
    let start = Instant::now();
    let thread = thread::spawn(move || {
        let mut fresh =
            LiveAudit::new(hierarchy.laid_out_anew().expect("what events made can be laid out"), day, profile);
        let laid_out = start.elapsed();
        while let Ok(plan) = since.try_recv() {
            fresh.apply(&plan).expect("what was done can be done again");
        }
        (fresh, since, laid_out)
    });
    let mut times = Vec::new();
    while !thread.is_finished() {
        let plan = next();
        let begun = Instant::now();
        if live.apply(&plan).is_ok() {
            times.push(begun.elapsed());
            plans.send(plan).expect("the thread listens until all is sent");
        }
        // A city has an event now and then, not one after another.
        thread::sleep(Duration::from_micros(500));
    }
    let (mut fresh, since, laid_out) = thread.join().expect("the thread ends");
    let begun = Instant::now();
    for plan in since.try_iter() {
        fresh.apply(&plan).expect("what was done can be done again");
    }
    let hand_over = begun.elapsed();
    assert_eq!(fresh.report().findings().total(), live.report().findings().total(), "both say the same");
    *live = fresh;
    let done = times.len();
    let middle = median(&mut times);
    let late = times.get(done * 99 / 100).copied().unwrap_or_default();
    let most = times.last().copied().unwrap_or_default();
    println!(
        "laid out anew in {laid_out:.2?} by another thread (build and audit: {full:.2?}) while {done} buildings got \
         names: median {middle:.1?}, 99th percentile {late:.1?}, most {most:.1?}; handed over in {hand_over:.1?}"
    );
}

/// What questions of time take, each asked several times.
fn ask(live: &mut LiveAudit, full: Duration) {
    let hierarchy = &live.hierarchy().clone();
    let day = |text: &str| text.parse::<Day>().expect("this is a day");
    let (before, after) = (day("2024-06-30"), day("2026-07-01"));
    let profile = Profile::national();
    let today = hierarchy.as_of(after);
    let codes = |level: Level| today.units(level).take(EVENTS).map(|unit| unit.code().to_owned()).collect::<Vec<_>>();
    let merge = today.units(Level::Community).zip(today.units(Level::Community).skip(1));
    let merge = merge.filter(|(a, b)| a.parent() == b.parent()).take(5).map(|(a, b)| {
        let (into, codes) = (a.code().to_owned(), vec![b.code().to_owned()]);
        on("2029-01-01", Change::Merge { codes, into })
    });
    let merges: Vec<Event> = merge.collect();
    println!("| question | asked | median | of build and audit |\n|---|--:|--:|--:|");
    let say = |name: &str, mut times: Vec<Duration>| {
        let middle = median(&mut times);
        let ratio = middle.as_secs_f64() / full.as_secs_f64();
        println!("| {name} | {} | {middle:.1?} | {ratio:.6} |", times.len());
    };
    let timed = |asked: &mut dyn FnMut()| {
        let start = Instant::now();
        asked();
        start.elapsed()
    };
    let preview = |event: &Event| {
        timed(&mut || {
            hierarchy.preview(std::slice::from_ref(event), &profile).expect("the merger can be");
        })
    };
    say("preview (merge of two communities)", merges.iter().map(preview).collect());
    let kept = |event: &Event| {
        timed(&mut || {
            live.preview(std::slice::from_ref(event)).expect("the merger can be");
        })
    };
    say("the same of an audit that is kept", merges.iter().map(kept).collect());
    for level in [Level::Community, Level::Building] {
        let timeline = |code: &String| {
            timed(&mut || {
                hierarchy.timeline(code).expect("the unit is known");
            })
        };
        say(&format!("timeline ({level})"), codes(level).iter().map(timeline).collect());
    }
    let five = |asked: &mut dyn FnMut()| (0..5).map(|_| timed(asked)).collect::<Vec<_>>();
    say("difference of two days", five(&mut || drop(hierarchy.difference(before, after))));
    let coverage = |level| move || drop(hierarchy.coverage_difference(level, before, after));
    say("difference of coverage (grids)", five(&mut coverage(Level::Grid)));
    say("difference of findings", five(&mut || drop(hierarchy.findings_difference(&profile, before, after))));
}

/// A kind of event, and the events.
type Plan = (&'static str, Vec<Event>);

/// The day on which most events are.
const MIDDLE: &str = "2024-07-01";

fn on(day: &str, change: Change) -> Event {
    Event::on(day.parse().expect("this is a day"), change)
}

/// Units of a level from all over the city, one in so many and no two plans the same.
fn spread(today: Snapshot<'_>, level: Level, from: usize) -> Vec<Unit<'_>> {
    some_of(today.units(level).collect(), from)
}

fn some_of<T>(all: Vec<T>, from: usize) -> Vec<T> {
    let step = (all.len() / (EVENTS * 8)).max(1);
    all.into_iter().skip(from).step_by(step * 8).take(EVENTS).collect()
}

fn open(parent: Unit<'_>, code: String, level: Level) -> Change {
    Change::open(&record::Unit { parent: Some(parent.code().to_owned()), ..record::Unit::new(code, level) })
}

/// The events of each kind, each about other units.
fn plans(hierarchy: &Hierarchy, day: Day) -> Vec<Plan> {
    let today = hierarchy.as_of(day);
    let mut plans = lives(today);
    plans.extend(moves(today));
    plans.extend(organizations(today));
    plans.extend(rows(today));
    plans
}

/// Units come, go and are called otherwise.
fn lives(today: Snapshot<'_>) -> Vec<Plan> {
    let code = |unit: Unit<'_>| unit.code().to_owned();
    let opens = spread(today, Level::Building, 0).into_iter();
    let opens = opens.map(|unit| on(MIDDLE, open(unit, format!("{}-9999", unit.code()), Level::Household)));
    let closes = spread(today, Level::Household, 1).into_iter();
    let closes = closes.map(|unit| on(MIDDLE, Change::Close { code: code(unit) }));
    let name = || "新网格".to_owned();
    let renames = spread(today, Level::Grid, 2).into_iter();
    let renames = renames.map(|unit| on(MIDDLE, Change::Rename { code: code(unit), name: name() }));
    let recodes = spread(today, Level::Building, 3)
        .into_iter()
        .map(|unit| on(MIDDLE, Change::Recode { code: code(unit), to: format!("{}-N", unit.code()), reuse: false }));
    let kind = || Some(UnitKind::Exclusive.as_str().to_owned());
    let kinds = spread(today, Level::Grid, 5).into_iter();
    let kinds = kinds.map(|unit| on(MIDDLE, Change::Reclassify { code: code(unit), kind: kind(), level: None }));
    let cells = || [("households".to_owned(), "7".to_owned())].into_iter().collect();
    let revises = spread(today, Level::Building, 1).into_iter();
    let revises = revises.map(|unit| on(MIDDLE, Change::Revise { code: code(unit), cells: cells() }));
    vec![
        ("open (household)", opens.collect()),
        ("revise (building)", revises.collect()),
        ("close (household)", closes.collect()),
        ("rename (grid)", renames.collect()),
        ("recode (building)", recodes.collect()),
        ("reclassify (grid)", kinds.collect()),
    ]
}

/// Units come under others, become one, or several.
fn moves(today: Snapshot<'_>) -> Vec<Plan> {
    let transfers = spread(today, Level::Grid, 4).into_iter().filter_map(|grid| {
        let community = grid.parent()?;
        let other = community.parent()?.children().find(|other| *other != community)?;
        Some(on(MIDDLE, Change::Transfer { code: grid.code().to_owned(), to: Some(other.code().to_owned()) }))
    });
    let grids = spread(today, Level::Grid, 6);
    let part = |grid: Unit<'_>| format!("{}-S", grid.code());
    let parts = grids.iter().filter_map(|grid| Some(on(MIDDLE, open(grid.parent()?, part(*grid), Level::Grid))));
    let splits = grids.iter().map(|grid| {
        let building = grid.children().next().map(|child| child.code().to_owned()).unwrap_or_default();
        let assign = vec![Assignment { what: Assigned::Code(building), to: part(*grid) }];
        let into = vec![grid.code().to_owned(), part(*grid)];
        on(MIDDLE, Change::Split { code: grid.code().to_owned(), into, assign })
    });
    let communities: Vec<Unit<'_>> = today.units(Level::Community).collect();
    let merges = communities.chunks_exact(2).filter(|pair| pair[0].parent() == pair[1].parent()).map(|pair| {
        let codes = vec![pair[1].code().to_owned()];
        on("2026-07-01", Change::Merge { codes, into: pair[0].code().to_owned() })
    });
    vec![
        ("transfer (whole grid)", transfers.collect()),
        ("open (grid)", parts.collect()),
        ("split (grid)", splits.collect()),
        ("merge (two communities)", merges.collect()),
    ]
}

/// Branches of grids come under another committee, become one, or close.
fn organizations(today: Snapshot<'_>) -> Vec<Plan> {
    let branches: Vec<Organization<'_>> =
        today.organizations().filter(|found| found.kind() == OrganizationKind::PartyBranch).collect();
    let code = |found: &Organization<'_>| found.code().to_owned();
    let pairs: Vec<(String, String)> = branches.windows(2).map(|pair| (code(&pair[0]), code(&pair[1]))).collect();
    let transfers = some_of(branches.clone(), 0).into_iter().filter_map(|branch| {
        let to = branch.superior()?.superior()?;
        Some(on(MIDDLE, Change::Transfer { code: code(&branch), to: Some(code(&to)) }))
    });
    let merges = some_of(pairs, 2).into_iter();
    let merges = merges.map(|(into, other)| on(MIDDLE, Change::Merge { codes: vec![other], into }));
    let closes = some_of(branches.clone(), 5).into_iter();
    let closes = closes.map(|branch| on(MIDDLE, Change::Close { code: code(&branch) }));
    vec![
        ("transfer (organization)", transfers.collect()),
        ("merge (two organizations)", merges.collect()),
        ("close (organization)", closes.collect()),
    ]
}

/// Rows start and stop, were wrong, or should not be there.
fn rows(today: Snapshot<'_>) -> Vec<Plan> {
    let buildings = spread(today, Level::Building, 7).into_iter().zip(today.organizations());
    let pairs: Vec<_> = buildings
        .map(|(building, organization)| {
            record::Coverage::new(organization.code(), building.code(), CoverageMode::Joint)
        })
        .collect();
    let corrects = spread(today, Level::Building, 5).into_iter().map(|building| {
        let to = record::Unit { households: Some(7), ..record_of(building) };
        on(MIDDLE, Change::Correct { row: Row::of(&record_of(building)), to: Row::of(&to) })
    });
    let retracts = spread(today, Level::Household, 3).into_iter();
    let retracts = retracts.map(|unit| on(MIDDLE, Change::Retract { row: Row::of(&record_of(unit)) }));
    vec![
        ("start (coverage)", pairs.iter().map(|row| on(MIDDLE, Change::start(row))).collect()),
        ("stop (coverage)", pairs.iter().map(|row| on("2025-07-01", Change::stop(row))).collect()),
        ("correct (building)", corrects.collect()),
        ("retract (household)", retracts.collect()),
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
