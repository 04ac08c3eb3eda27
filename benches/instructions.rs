//! How many instructions the hot paths take, counted by valgrind: the same on a busy machine as on a quiet one, so that a
//! change that makes one dearer shows.
//!
//! ```sh
//! cargo bench --bench instructions --features image              # counts, and fails where one grew by more than a tenth
//! cargo bench --bench instructions --features image -- --update  # writes the counts down
//! cargo bench --bench instructions --features image -- 200000    # counts for a city of so many units, and compares nothing
//! ```
//!
//! What was counted before is in `benches/instructions.csv`. Counts are of one compiler and one processor architecture;
//! with others they are to be written down anew.
#![expect(
    clippy::cast_precision_loss,
    clippy::expect_used,
    clippy::print_stdout,
    clippy::exit,
    reason = "a bench prints, and ends where it cannot go on"
)]

mod city;

use city::City;
use govgrid::{Change, Code, Community, Day, Draft, Event, Hierarchy, Household, Level, LiveAudit, Profile, Unit};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::hint::black_box;
use std::process::{Command, exit};
use std::{env, fs};

/// About how many units the city has.
const UNITS: usize = 20_000;

/// By how much a count may grow, in hundredths.
const MORE: u64 = 10;

const KNOWN: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/instructions.csv");

/// A name, and what is counted.
type Operation = (&'static str, fn(&City));

const OPERATIONS: [Operation; 9] = [
    ("load", load),
    ("build", build),
    ("roll-up", roll_up),
    ("coverage", coverage),
    ("look-up", look_up),
    ("subtree", subtree),
    ("audit", audit),
    ("event", event),
    ("open", open),
];

fn main() {
    let arguments: Vec<String> = env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let operation = |name: &String| OPERATIONS.iter().find(|operation| operation.0 == name);
    let asked: Option<usize> = arguments.iter().find_map(|argument| argument.parse().ok());
    let units = asked.unwrap_or(UNITS);
    if let Some((_, run)) = arguments.first().and_then(operation) {
        run(&City::of(units));
        return;
    }
    let known = fs::read_to_string(KNOWN).unwrap_or_default();
    let known: BTreeMap<&str, u64> =
        known.lines().filter_map(|line| line.split_once(',')).filter_map(|(n, c)| Some((n, c.parse().ok()?))).collect();
    let counts: Vec<(&str, u64)> =
        OPERATIONS.iter().map(|operation| (operation.0, counted(operation.0, units))).collect();
    let rows = City::of(units).rows();
    if asked.is_some() {
        println!("| {rows} rows | instructions | of one row |\n|---|--:|--:|");
        for (name, count) in counts {
            println!("| {name} | {count} | {:.1} |", count as f64 / rows as f64);
        }
        return;
    }
    println!("| {rows} rows | instructions | of what was counted before |\n|---|--:|--:|");
    let mut grown = 0;
    let mut text = "operation,instructions\n".to_owned();
    for (name, count) in &counts {
        let before = known.get(name).copied();
        let ratio = before.map_or_else(|| "–".to_owned(), |before| format!("{} %", count * 100 / before.max(1)));
        println!("| {name} | {count} | {ratio} |");
        writeln!(text, "{name},{count}").expect("memory can be written");
        grown += usize::from(before.is_none_or(|before| *count > before + before * MORE / 100));
    }
    if arguments.iter().any(|argument| argument == "--update") {
        fs::write(KNOWN, text).expect("the counts can be written down");
    } else if grown > 0 {
        println!("{grown} grew by more than {MORE} % or were not counted before");
        exit(1);
    }
}

/// The instructions of one operation, counted while it is `measured`.
fn counted(name: &str, units: usize) -> u64 {
    let program = env::current_exe().expect("this program is a file");
    let mut valgrind = Command::new("valgrind");
    valgrind.args(["--tool=callgrind", "--callgrind-out-file=/dev/null", "--collect-atstart=no"]);
    valgrind.arg("--toggle-collect=*instructions*measured*").arg(program).arg(name).arg(units.to_string());
    let output = valgrind.output().expect("valgrind is installed");
    let said = String::from_utf8_lossy(&output.stderr);
    let count = said.lines().find_map(|line| line.split_once("Collected : ")).and_then(|found| found.1.parse().ok());
    match count {
        Some(count) if output.status.success() => count,
        _ => {
            println!("{name} could not be counted:\n{said}");
            exit(2);
        }
    }
}

/// Counts what `run` does. What it makes is dropped afterwards.
#[inline(never)]
fn measured<T>(run: impl FnOnce() -> T) -> T {
    black_box(run())
}

fn hierarchy(city: &City) -> Hierarchy {
    city.draft().build().expect("the city has no fault of structure")
}

fn day() -> Day {
    "2024-06-01".parse().expect("this is a day")
}

fn load(city: &City) {
    drop(measured(|| city.draft().build()));
}

fn build(city: &City) {
    let draft = city.draft();
    drop(measured(|| Draft::build(draft)));
}

fn roll_up(city: &City) {
    let hierarchy = hierarchy(city);
    drop(measured(|| hierarchy.as_of(day()).household_counts()));
}

fn coverage(city: &City) {
    let hierarchy = hierarchy(city);
    drop(measured(|| hierarchy.as_of(day()).coverage(Level::Grid).by_organizations()));
}

fn look_up(city: &City) {
    let hierarchy = hierarchy(city);
    let today = hierarchy.as_of(day());
    let codes: Vec<Code<Household>> =
        today.units(Level::Household).step_by(7).filter_map(|unit| unit.code().parse().ok()).collect();
    let community = |code: &Code<Household>| today.unit(code).is_ok_and(|unit| unit.nearest::<Community>().is_some());
    measured(|| codes.iter().filter(|code| community(code)).count());
}

fn subtree(city: &City) {
    let hierarchy = hierarchy(city);
    let communities: Vec<Unit<'_>> = hierarchy.as_of(day()).units(Level::Community).collect();
    let households = || communities.iter().flat_map(|community| community.descendants_of(Level::Household));
    measured(|| households().map(Unit::index).fold(0, usize::wrapping_add));
}

fn audit(city: &City) {
    let (hierarchy, profile) = (hierarchy(city), Profile::national());
    drop(measured(|| hierarchy.as_of(day()).audit(&profile)));
}

/// A whole grid comes to another community, and the audit follows.
fn event(city: &City) {
    let day = "2030-01-01".parse().expect("this is a day");
    let mut live = LiveAudit::new(hierarchy(city), day, Profile::national());
    let event = {
        let today = live.snapshot();
        let grid = today.units(Level::Grid).last().expect("the city has grids");
        let other = today.units(Level::Community).next().expect("the city has communities");
        let transfer = Change::Transfer { code: grid.code().to_owned(), to: Some(other.code().to_owned()) };
        Event::on(day.previous(), transfer)
    };
    measured(|| live.apply(&[event])).expect("the grid can be moved");
}

fn open(city: &City) {
    let mut image = Vec::new();
    hierarchy(city).write_image(&mut image).expect("memory can be written");
    drop(measured(|| Hierarchy::read_image(image.as_slice())).expect("what was written can be opened"));
}
