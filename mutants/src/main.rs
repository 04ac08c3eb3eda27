//! Mutants of the crate: a seeded sample of small faults, of which the tests should find each.
//!
//! ```text
//! cargo run --release --manifest-path mutants/Cargo.toml -- --seed 13 --per-room 40
//! ```
//!
//! All mutants of a sample are built at once, in a copy of the crate: where one is, the copy asks a switch which of two
//! expressions it takes, and an environment variable sets the switch. So the crate is compiled a few times instead of once
//! for each. The switch writes down which mutants it was asked for: each test runs once by itself to learn which ones it
//! reaches, and then each mutant meets only the tests that reach it, the quick ones first, until one fails.
//!
//! ```text
//! src/graph/walk.rs:41   a < b   ──►   (if crate::mutant::is(7) { (a) <= (b) } else { a < b })
//! ```
//!
//! A mutant is *caught* if a test fails or does not end, *survived* if no test does, and *not reached* if none comes by. A
//! survivor is a hole in the tests, or it changes nothing that can be seen: that is for a reader to judge.

mod copy;
mod rooms;
mod run;
mod sites;

use run::Verdict;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

/// What is asked for.
struct Options {
    seed: u64,
    per_room: usize,
    rooms: Vec<String>,
    /// Only these mutants meet the tests.
    only: Vec<usize>,
    jobs: usize,
    /// Whether the sample is only listed.
    list: bool,
}

const USAGE: &str =
    "usage: mutants [--seed N] [--per-room N] [--rooms graph,query,check,change] [--only N,N] [--jobs N] [--list]";

fn options() -> Result<Options, lexopt::Error> {
    use lexopt::prelude::*;
    let rooms = ["graph", "query", "check", "change"].map(String::from).to_vec();
    let jobs = std::thread::available_parallelism().map_or(1, usize::from);
    let mut options = Options { seed: 13, per_room: 40, rooms, only: Vec::new(), jobs, list: false };
    let mut parser = lexopt::Parser::from_env();
    while let Some(argument) = parser.next()? {
        match argument {
            Long("seed") => options.seed = parser.value()?.parse()?,
            Long("per-room") => options.per_room = parser.value()?.parse()?,
            Long("rooms") => options.rooms = parser.value()?.string()?.split(',').map(String::from).collect(),
            Long("only") => {
                let numbers = parser.value()?.string()?;
                options.only = numbers.split(',').filter_map(|number| number.parse().ok()).collect();
            }
            Long("jobs") => options.jobs = parser.value()?.parse()?,
            Long("list") => options.list = true,
            _ => return Err(argument.unexpected()),
        }
    }
    Ok(options)
}

fn main() -> ExitCode {
    let options = match options() {
        Ok(options) => options,
        Err(error) => {
            eprintln!("{error}\n{USAGE}");
            return ExitCode::from(2);
        }
    };
    match mutants(&options) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn mutants(options: &Options) -> Result<(), Box<dyn std::error::Error>> {
    let start = Instant::now();
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).parent().map(PathBuf::from).unwrap_or_default();
    let mut rooms = rooms::Rooms::of(&root, &options.rooms, options.seed)?;
    let copy = copy::Copy::of(&root)?;
    let chosen = copy.settle(&mut rooms, options.per_room)?;
    eprintln!("{} mutants that compile, after {} s", chosen.len(), start.elapsed().as_secs());
    if options.list {
        for (number, site) in (1..).zip(&chosen) {
            println!("{number:4}  {site}");
        }
        return Ok(());
    }
    let binaries = copy.test_binaries()?;
    eprintln!("built, after {} s", start.elapsed().as_secs());
    let tests = run::Tests::measured(&copy, &binaries, options.jobs)?;
    eprintln!("{} tests measured, after {} s", tests.len(), start.elapsed().as_secs());
    let numbers: Vec<usize> =
        (1..=chosen.len()).filter(|number| options.only.is_empty() || options.only.contains(number)).collect();
    let verdicts = tests.meet(&copy, &numbers, options.jobs);
    print_table(&chosen, &verdicts);
    eprintln!("done, after {} s", start.elapsed().as_secs());
    Ok(())
}

/// Every mutant on a line, those first that no test caught, and the sums by room.
fn print_table(chosen: &[sites::Site], verdicts: &BTreeMap<usize, Verdict>) {
    let mut lines: Vec<(&Verdict, usize)> = verdicts.iter().map(|(number, verdict)| (verdict, *number)).collect();
    lines.sort();
    for (verdict, number) in lines {
        println!("{:11} {number:4}  {}{}", verdict.word(), chosen[number - 1], verdict.how());
    }
    println!();
    let mut rooms: BTreeMap<&str, BTreeMap<&str, usize>> = BTreeMap::new();
    for (number, verdict) in verdicts {
        for room in [chosen[number - 1].room(), "all"] {
            *rooms.entry(room).or_default().entry(verdict.word()).or_default() += 1;
        }
    }
    for (room, words) in rooms {
        let of = |word| words.get(word).copied().unwrap_or(0);
        let (caught, survived, apart) = (of("caught"), of("survived"), of("not reached"));
        let all = caught + survived + apart;
        println!("{room:8} {all:4} mutants: {caught} caught, {survived} survived, {apart} not reached");
    }
}
