//! How cost grows with the city: what a unit costs in nanoseconds and in bytes, at 100 thousand, 1 million and 10 million
//! units. Prints the table of `docs/benchmarks.md`.
//!
//! ```sh
//! cargo bench --bench growth --features image                 # all three: five minutes on a quiet machine, 3 GB of memory, 2 GB of disk
//! cargo bench --bench growth --features image -- 100k 1M      # some of them
//! ```
//!
//! Each city is written to a temporary folder by a process of its own, loaded by another and opened from its image by a
//! third, so that memory is that of one thing at a time. Times are the least of several runs, on one thread. Memory is what
//! the process holds more than before (`VmRSS`, on Linux), and its peak (`VmHWM`) after the first run.
//!
//! Two yardsticks show how the machine itself grows: the `csv` crate reads the tables and keeps nothing; and one number is
//! read after another at random out of 64 bytes a unit, each telling where the next one is, which is what a look-up does
//! that finds nothing in the cache.
#![expect(clippy::expect_used, clippy::print_stdout, reason = "a bench prints, and ends without a city")]

#[expect(dead_code, reason = "the tables are read from files here")]
mod city;

use city::City;
use govgrid::{Code, Community, Hierarchy, Household, Level, Profile, Snapshot, Unit, import};
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::hint::black_box;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

const SIZES: [(&str, usize); 3] = [("100k", 100_000), ("1M", 1_000_000), ("10M", 10_000_000)];

/// What is measured: its name, what the table calls it, and one of what it is told.
const TIMES: [(&str, &str, &str); 13] = [
    ("csv", "yardstick: a pass of the `csv` crate", "row"),
    ("chase", "yardstick: a read at random, 64 bytes a unit", "read"),
    ("read", "tables read to a draft", "row"),
    ("build", "faults found, hierarchy laid out", "row"),
    ("graph", "graph made, when first asked for", "edge"),
    ("roll-up", "households of every unit", "unit"),
    ("coverage", "every grid: covered or not, by whom", "grid"),
    ("audit", "full audit", "unit"),
    ("look-up", "community of a household, by its code", "look-up"),
    ("handle", "community of a household, by its handle", "look-up"),
    ("subtree", "households of each community", "household"),
    ("write", "image written", "row"),
    ("open", "image opened", "row"),
];

/// The same of bytes, each a unit.
const BYTES: [(&str, &str); 8] = [
    ("tables", "tables on disk"),
    ("image", "image on disk"),
    ("loaded", "memory once loaded"),
    ("loaded-graph", "memory once the graph is made"),
    ("loading", "peak while loading"),
    ("opened", "memory once opened from the image"),
    ("opened-graph", "memory once its graph is made"),
    ("opening", "peak while opening"),
];

/// How many households are looked up.
const LOOK_UPS: usize = 200_000;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments.as_slice() {
        ["make", folder, units] => make(Path::new(folder), units.parse().expect("this is a number")),
        ["load", folder, runs] => load(Path::new(folder), runs.parse().expect("this is a number")),
        ["open", folder, runs] => open(Path::new(folder), runs.parse().expect("this is a number")),
        some => print(some),
    }
}

/// The table of some sizes, or of all.
fn print(some: &[&str]) {
    let sizes: Vec<_> = SIZES.iter().filter(|(name, _)| some.is_empty() || some.contains(name)).collect();
    let measured: Vec<BTreeMap<String, f64>> = sizes.iter().map(|(_, units)| measure(*units)).collect();
    let names: Vec<&str> = sizes.iter().map(|size| size.0).collect();
    let line = |label: &str, of: &str, key: &str| {
        let found: Vec<f64> = measured.iter().map(|found| found.get(key).copied().unwrap_or(f64::NAN)).collect();
        let cells: Vec<String> = found.iter().map(|number| rounded(*number)).collect();
        let growth = found.last().zip(found.first()).map_or(f64::NAN, |(last, first)| last / first);
        println!("| {label} | {of} | {} | {growth:.1} |", cells.join(" | "));
    };
    let head = |what: &str| {
        println!(
            "| {what} | of one | {} | last / first |\n|---|---|{}--:|",
            names.join(" | "),
            "--:|".repeat(names.len())
        );
    };
    head("nanoseconds");
    for (key, label, of) in TIMES {
        line(label, of, key);
    }
    println!();
    head("bytes");
    for (key, label) in BYTES {
        line(label, "unit", key);
    }
}

fn rounded(number: f64) -> String {
    if number < 10.0 {
        format!("{number:.2}")
    } else if number < 100.0 {
        format!("{number:.1}")
    } else {
        format!("{number:.0}")
    }
}

/// What three processes say of a city of so many units.
fn measure(units: usize) -> BTreeMap<String, f64> {
    let folder = tempfile::tempdir().expect("there is room for a city");
    let program = std::env::current_exe().expect("this program is a file");
    let runs = (20_000_000 / units).clamp(3, 20);
    let mut found = BTreeMap::new();
    for (part, number) in [("make", units), ("load", runs), ("open", runs)] {
        let output = Command::new(&program).arg(part).arg(folder.path()).arg(number.to_string()).output();
        let output = output.expect("this program can be run");
        assert!(output.status.success(), "{part}: {}", String::from_utf8_lossy(&output.stderr));
        let said = String::from_utf8_lossy(&output.stdout);
        let said = said.lines().filter_map(|line| line.split_once(' '));
        found.extend(said.filter_map(|(key, number)| Some((key.to_owned(), number.parse().ok()?))));
    }
    let [units, rows] = ["units", "rows"].map(|key| found.get(key).copied().unwrap_or(f64::NAN));
    for (key, of) in BYTES.map(|(key, _)| (key, units)).into_iter().chain([("open", rows)]) {
        found.entry(key.to_owned()).and_modify(|number| *number /= of);
    }
    found
}

#[expect(clippy::cast_precision_loss, reason = "so many bytes and pieces are not counted to the last")]
fn say(key: &str, number: u128, of: usize) {
    println!("{key} {}", number as f64 / of as f64);
}

/// Says what one of so many took.
fn say_time(key: &str, time: Duration, of: usize) {
    say(key, time.as_nanos(), of);
}

/// Says how much memory is held above what was held before.
fn say_memory(key: &str, field: &str, before: u64) {
    say(key, u128::from(memory(field).saturating_sub(before)), 1);
}

/// The bytes that the system says of this process; 0 where it says nothing.
fn memory(field: &str) -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix(field)).unwrap_or_default();
    let kib = line.split_whitespace().find_map(|word| word.parse::<u64>().ok());
    kib.unwrap_or(0) * 1024
}

fn timed<T>(run: impl FnOnce() -> T) -> (T, Duration) {
    let start = Instant::now();
    let done = black_box(run());
    (done, start.elapsed())
}

/// The least time of several runs; what they make is dropped outside the clock.
fn least<T>(runs: usize, mut run: impl FnMut() -> T) -> Duration {
    (0..runs).map(|_| timed(&mut run).1).min().unwrap_or_default()
}

/// Writes the tables of a city.
fn make(folder: &Path, units: usize) {
    for (table, text) in City::of(units).tables() {
        fs::write(folder.join(format!("{table}.csv")), text).expect("there is room for a table");
    }
}

/// Loads the tables, asks and writes an image.
fn load(folder: &Path, runs: usize) {
    let before = memory("VmRSS:");
    let (mut read, mut build, mut graph) = (Duration::MAX, Duration::MAX, Duration::MAX);
    let mut last: Option<Hierarchy> = None;
    for run in 0..runs {
        drop(last.take());
        let (draft, time) = timed(|| import::folder(folder).expect("the tables were written"));
        read = read.min(time);
        let (hierarchy, time) = timed(|| draft.build().expect("the city has no fault of structure"));
        build = build.min(time);
        if run == 0 {
            say_memory("loaded", "VmRSS:", before);
            say_memory("loading", "VmHWM:", before);
        }
        graph = graph.min(timed(|| hierarchy.graph().edge_count()).1);
        if run == 0 {
            say_memory("loaded-graph", "VmRSS:", before);
        }
        last = Some(hierarchy);
    }
    let hierarchy = last.expect("there is a run at least");
    let today = hierarchy.as_of("2024-06-01".parse().expect("this is a day"));
    let (units, rows) = (today.all_units().count(), pass_over_csv(folder, runs));
    say("units", units as u128, 1);
    say("rows", rows as u128, 1);
    say_time("read", read, rows);
    say_time("build", build, rows);
    say_time("graph", graph, hierarchy.graph().edge_count());
    ask(today, units, runs);
    let image = folder.join("image");
    let write = || hierarchy.write_image(File::create(&image).expect("there is room for an image"));
    say_time("write", least(runs, || write().expect("there is room for an image")), rows);
    let length = |path: &Path| u128::from(fs::metadata(path).expect("the file is there").len());
    say("image", length(&image), 1);
    let tables = ["units", "organizations", "coverage"].map(|table| length(&folder.join(format!("{table}.csv"))));
    say("tables", tables.iter().sum(), 1);
    say_time("chase", chase(units, runs), LOOK_UPS);
}

/// The rows of all tables, and what it takes merely to read them.
fn pass_over_csv(folder: &Path, runs: usize) -> usize {
    let paths = ["units", "organizations", "coverage"].map(|table| folder.join(format!("{table}.csv")));
    let mut rows = 0;
    let time = least(runs, || {
        rows = 0;
        let mut record = csv::ByteRecord::new();
        for path in &paths {
            let mut reader = csv::Reader::from_path(path).expect("the table was written");
            while reader.read_byte_record(&mut record).expect("every row has a cell for each column") {
                rows += 1;
            }
        }
    });
    say_time("csv", time, rows);
    rows
}

/// Reads one number after another out of 64 bytes a unit, each of which tells where the next one is.
fn chase(units: usize, runs: usize) -> Duration {
    let count = units.next_power_of_two();
    // Times this and more is a walk over every number below a power of two, in no order that the machine foresees.
    let next = |at: usize| at.wrapping_mul(0x5851_f42d_4c95_7f2d).wrapping_add(0x1405_7b7e_f767_814f) & (count - 1);
    let mut places = vec![[0_u64; 8]; count];
    places.iter_mut().enumerate().for_each(|(at, place)| place[0] = next(at) as u64);
    let mut at = 0;
    least(runs, || {
        for _ in 0..LOOK_UPS {
            at = places.get(at).and_then(|place| usize::try_from(place[0]).ok()).unwrap_or(0);
        }
        at
    })
}

/// What questions take.
fn ask(today: Snapshot<'_>, units: usize, runs: usize) {
    say_time("roll-up", least(runs, || today.household_counts()), units);
    let coverage = || today.coverage(Level::Grid).by_organizations();
    say_time("coverage", least(runs, coverage), coverage().total());
    let profile = Profile::national();
    say_time("audit", least(runs, || today.audit(&profile)), units);
    let all: Vec<Unit<'_, Household>> = today.units(Level::Household).filter_map(Unit::of_level).collect();
    // Steps of a prime are as good as chance: no household is asked near the one before.
    let some: Vec<_> = all.iter().cycle().step_by(7_919).take(LOOK_UPS).copied().collect();
    drop(all);
    let codes: Vec<Code<Household>> = some.iter().filter_map(|unit| unit.code().parse().ok()).collect();
    let found = |household: Unit<'_, Household>| household.nearest::<Community>().is_some();
    let by_code = || codes.iter().filter(|code| today.unit(code).is_ok_and(found)).count();
    say_time("look-up", least(runs, by_code), codes.len());
    let by_handle = || some.iter().filter(|household| found(**household)).count();
    say_time("handle", least(runs, by_handle), some.len());
    let communities: Vec<Unit<'_>> = today.units(Level::Community).collect();
    let households = || communities.iter().flat_map(|community| community.descendants_of(Level::Household));
    let subtree = || households().map(Unit::index).fold(0, usize::wrapping_add);
    say_time("subtree", least(runs, subtree), households().count());
}

/// Opens the image.
fn open(folder: &Path, runs: usize) {
    let before = memory("VmRSS:");
    let image = folder.join("image");
    let read = || Hierarchy::open_image(&image);
    let (hierarchy, first) = timed(|| read().expect("what was written can be opened"));
    say_memory("opened", "VmRSS:", before);
    say_memory("opening", "VmHWM:", before);
    black_box(hierarchy.graph().edge_count());
    say_memory("opened-graph", "VmRSS:", before);
    drop(hierarchy);
    say_time("open", first.min(least(runs - 1, || read().expect("what was written can be opened"))), 1);
}
