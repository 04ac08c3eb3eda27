//! Times six operations on one data set, so that govgrid can stand beside SQL engines and dataframes on the same files.
//!
//! ```text
//! cargo run --release --example peer_ops -- DATASET [Q1,Q2,…]
//! ```
//!
//! | op | what is timed |
//! |---|---|
//! | Q1 | the tables of the folder to a hierarchy: every reference resolved, every fault found |
//! | Q2 | how many households lie below every unit |
//! | Q3 | grids of each community on 2024-06-01, those covered, and those that are not |
//! | Q4 | the community of each household in `q4.csv`, by its code, and from units that are at hand |
//! | Q5 | the households below each community in `q5.csv` |
//! | Q6 | faults of structure: what the draft found, and none in what holds |
//!
//! It prints a line of JSON for each sample, up to five an operation: `op`, `form`, `seconds`, `cpu` (seconds),
//! `checksum` and `rss_mb` (the most memory so far). Units are known in checksums by their row in `units.csv`, from 1;
//! a weight is a number modulo 1009. Codes are read, and checksums are made, outside the clock. Of data with faults
//! only Q1 and Q6 mean anything.

#![expect(
    clippy::indexing_slicing,
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    reason = "numbers in the graph are of 32 bits, and the table of rows has an entry for each"
)]

use govgrid::record::Table;
use govgrid::{
    Code, Community, Day, Hierarchy, Household, Level, Quarantine, QuarantinedRow, Snapshot, Unit, UnitLevel, import,
};
use std::collections::BTreeMap;
use std::error::Error;
use std::ffi::OsString;
use std::fs;
use std::io::{Write, stdout};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

#[path = "support/arguments.rs"]
mod arguments;

type Outcome<T> = Result<T, Box<dyn Error>>;

const USAGE: &str = "peer_ops DATASET [Q1,Q2,…]";

fn main() -> ExitCode {
    match arguments::arguments(USAGE, 2) {
        Ok(arguments) => arguments::status("peer_ops", run(arguments.into_iter())),
        Err(status) => status,
    }
}

fn run(mut arguments: impl Iterator<Item = OsString>) -> Outcome<()> {
    let folder = PathBuf::from(arguments.next().ok_or_else(|| format!("usage: {USAGE}"))?);
    let wanted = arguments.next().map(|wanted| wanted.to_string_lossy().into_owned());
    let clock = Clock { wanted };
    let (loaded, _) = clock.once("Q1", "", || load(&folder), Loaded::checksum)?;
    let today = loaded.today()?;
    let rows = Rows::of(today);
    let counts = || Ok(today.counts_of(Level::Household));
    clock.time("Q2", "", counts, |counts| {
        let weighed = today.all_units().map(|unit| u64::from(counts.below(unit)) * weight(rows.0[unit.index()]));
        Ok(format!("{}|{}", today.all_units().count(), weighed.sum::<u64>()))
    })?;
    clock.time("Q3", "", || Ok(communities(today)), |found| Ok(coverage_checksum(found, &rows)))?;
    ancestors(&clock, today, &rows, &folder)?;
    subtrees(&clock, today, &rows, &folder)?;
    clock.time("Q6", "", || loaded.faults(), |faults| Ok(faults.map(|count| count.to_string()).join("|")))
}

/// The remainder that a number is weighed by.
const fn weight(number: u64) -> u64 {
    number % 1009
}

/// A data set in memory: what holds, what was rejected, and how many rows it had.
struct Loaded {
    hierarchy: Hierarchy,
    rejected: Quarantine,
    rows: [u32; 4],
}

/// Q1.
fn load(folder: &Path) -> Outcome<Loaded> {
    let draft = import::folder(folder)?;
    let tables = [Table::Units, Table::Organizations, Table::Coverage, Table::Pairings];
    let rows = tables.map(|table| draft.row_count(table));
    let (hierarchy, rejected) = draft.quarantine();
    // The graph would be made when it is first asked for: it is part of what is loaded.
    hierarchy.graph();
    Ok(Loaded { hierarchy, rejected, rows })
}

impl Loaded {
    /// The day that all questions are about.
    fn today(&self) -> Outcome<Snapshot<'_>> {
        Ok(self.hierarchy.as_of("2024-06-01".parse::<Day>()?))
    }

    /// How many findings of a rule there are.
    fn found(&self, rule: &str) -> u64 {
        self.hierarchy.findings().count(rule)
    }

    /// The rows of units that were rejected, but for those that repeat another.
    fn rejected_units(&self) -> impl Iterator<Item = QuarantinedRow> {
        self.rejected.rows_of(Table::Units).filter(|row| !is_out_by(row, "duplicate-code"))
    }

    /// Units kept, roots, orphans, repeated rows, the parents' rows weighed by the children's, and the rows of the other
    /// tables.
    fn checksum(&self) -> Outcome<String> {
        let (today, [units, organizations, coverage, pairings]) = (self.today()?, self.rows);
        let repeated = self.found("duplicate-code");
        let row = |unit: Unit<'_>| u64::from(unit.place().row) - 1;
        let row_out = |out: &QuarantinedRow| u64::from(out.place.row) - 1;
        let out: BTreeMap<String, u64> =
            self.rejected_units().map(|out| (out.cell("code").to_owned(), row_out(&out))).collect();
        let named = |code: &str| today.any_unit(code).map_or_else(|_| out.get(code).copied(), |unit| Some(row(unit)));
        let held = today.all_units().filter_map(|unit| Some(row(unit.parent()?) * weight(row(unit))));
        let rejected = self.rejected_units().filter_map(|out| Some(named(out.cell("parent"))? * weight(row_out(&out))));
        let roots = today.roots().filter(|root| root.outside_parent().is_none()).count()
            + self.rejected_units().filter(|out| out.cell("parent").is_empty()).count();
        let orphans = self.found("unknown-parent") + self.found("parent-outside");
        let (kept, parents) = (u64::from(units) - repeated, held.sum::<u64>() + rejected.sum::<u64>());
        Ok(format!("{kept}|{roots}|{orphans}|{repeated}|{parents}|{organizations}|{coverage}|{pairings}"))
    }

    /// Q6: orphans, repeated rows, units on a circle, parents of no higher level, references to nothing, reversed periods.
    ///
    /// What holds can have none of them: that is looked at once more, and added to what the draft found.
    fn faults(&self) -> Outcome<[u64; 6]> {
        let (mut orphans, mut inverted) = (self.found("unknown-parent"), self.found("parent-not-above"));
        for unit in self.today()?.all_units() {
            orphans += u64::from(unit.outside_parent().is_some());
            inverted += u64::from(unit.parent().is_some_and(|parent| parent.level() >= unit.level()));
        }
        // Of a circle one finding tells: the links whose parent is not above are looked for among its members.
        let circling = self.circling();
        let is_inverted =
            |(level, parent): &(Level, String)| circling.get(parent).is_some_and(|above| above.0 >= *level);
        inverted += circling.values().filter(|unit| is_inverted(unit)).count() as u64;
        let [repeated, dangling, reversed] =
            ["duplicate-code", "unknown-reference", "reversed-period"].map(|rule| self.found(rule));
        Ok([orphans, repeated, circling.len() as u64, inverted, dangling, reversed])
    }

    /// The rejected units on circles by code: the level and the parent of each.
    fn circling(&self) -> BTreeMap<String, (Level, String)> {
        let units = self.rejected_units().filter(|out| is_out_by(out, "containment-cycle"));
        let cell = |out: &QuarantinedRow, column| out.cell(column).to_owned();
        units
            .filter_map(|out| Some((cell(&out, "code"), (out.cell("level").parse().ok()?, cell(&out, "parent")))))
            .collect()
    }
}

/// Whether a row was rejected by a rule.
fn is_out_by(out: &QuarantinedRow, rule: &str) -> bool {
    out.rules.iter().any(|broken| broken.name == rule)
}

/// The row in `units.csv` of each unit, from 1, by its number in the graph.
struct Rows(Vec<u64>);

impl Rows {
    fn of(today: Snapshot<'_>) -> Self {
        let mut rows = vec![0; today.hierarchy().graph().node_count()];
        for unit in today.all_units() {
            rows[unit.index()] = u64::from(unit.place().row) - 1;
        }
        Self(rows)
    }

    /// Numbers weighed by the order of the questions that they answer.
    fn weigh(answers: impl Iterator<Item = u64>) -> u64 {
        (1..).zip(answers).map(|(question, answer)| answer * weight(question)).sum()
    }
}

/// One community: its grids, those that are covered, and those that are not.
struct Grids<'h> {
    community: Unit<'h>,
    total: usize,
    covered: usize,
    uncovered: Vec<Unit<'h>>,
}

/// Q3.
fn communities(today: Snapshot<'_>) -> Vec<Grids<'_>> {
    let coverage = today.coverage(Level::Grid).by_organizations();
    // They come in the order of the tree: those of each community one after another.
    let mut items = coverage.items().iter().peekable();
    let mut found = Vec::new();
    today.units(Level::Community).for_each(|community| {
        let mut grids = Grids { community, total: 0, covered: 0, uncovered: Vec::new() };
        while let Some(grid) = items.next_if(|grid| grid.node.parent() == Some(community)) {
            grids.total += 1;
            grids.covered += usize::from(grid.is_covered());
            grids.uncovered.extend(Some(grid.node).filter(|_| !grid.is_covered()));
        }
        found.push(grids);
    });
    found
}

fn coverage_checksum(found: &[Grids<'_>], rows: &Rows) -> String {
    let row = |unit: Unit<'_>| rows.0[unit.index()];
    let weighed = |count: fn(&Grids<'_>) -> usize| {
        found.iter().map(|grids| count(grids) as u64 * weight(row(grids.community))).sum::<u64>()
    };
    let (total, covered) = (weighed(|grids| grids.total), weighed(|grids| grids.covered));
    let uncovered = || found.iter().flat_map(|grids| grids.uncovered.iter().copied());
    format!("{}|{total}|{covered}|{}|{}", found.len(), uncovered().count(), uncovered().map(row).sum::<u64>())
}

/// The codes in a file with one column.
fn codes<L: UnitLevel>(path: &Path) -> Outcome<Vec<Code<L>>> {
    let text = fs::read_to_string(path)?;
    text.lines().skip(1).map(|line| Ok(line.parse()?)).collect()
}

/// The number of the community that a household lies in; the greatest number if it lies in none.
fn community(household: Unit<'_, Household>) -> u32 {
    household.nearest::<Community>().map_or(u32::MAX, |community| community.index() as u32)
}

/// Q4.
fn ancestors(clock: &Clock, today: Snapshot<'_>, rows: &Rows, folder: &Path) -> Outcome<()> {
    if !clock.is_wanted("Q4") {
        return Ok(());
    }
    let codes = codes::<Household>(&folder.join("q4.csv"))?;
    let units: Vec<Unit<'_, Household>> = today.find_units(&codes).collect::<Result<_, _>>()?;
    let checksum = |found: &Vec<u32>| {
        let answers = found.iter().map(|community| rows.0[*community as usize]);
        Ok(format!("{}|{}", found.len(), Rows::weigh(answers)))
    };
    let by_code = || {
        let mut found = Vec::with_capacity(codes.len());
        for household in today.find_units(&codes) {
            found.push(community(household?));
        }
        Ok(found)
    };
    clock.time("Q4", "", by_code, checksum)?;
    clock.time("Q4", "by-handle", || Ok(units.iter().copied().map(community).collect()), checksum)
}

/// Q5.
fn subtrees(clock: &Clock, today: Snapshot<'_>, rows: &Rows, folder: &Path) -> Outcome<()> {
    if !clock.is_wanted("Q5") {
        return Ok(());
    }
    let codes = codes::<Community>(&folder.join("q5.csv"))?;
    let households = |code: &Code<Community>| -> Outcome<Vec<u32>> {
        let households = today.unit(code)?.descendants_of(Level::Household);
        let mut list = Vec::with_capacity(households.size_hint().1.unwrap_or(0));
        households.for_each(|unit| list.push(unit.index() as u32));
        Ok(list)
    };
    let lists = || codes.iter().map(households).collect::<Outcome<Vec<_>>>();
    clock.time("Q5", "", lists, |lists| {
        let answers = lists.iter().map(|list| list.iter().map(|unit| rows.0[*unit as usize]).sum());
        Ok(format!("{}|{}", lists.iter().map(Vec::len).sum::<usize>(), Rows::weigh(answers)))
    })
}

/// What runs operations and prints how long they take.
struct Clock {
    wanted: Option<String>,
}

impl Clock {
    /// The most samples of an operation, and the seconds after which no other is begun.
    const SAMPLES: usize = 5;
    const ENOUGH: f64 = 6.0;

    fn is_wanted(&self, op: &str) -> bool {
        self.wanted.as_ref().is_none_or(|list| list.split(',').any(|wanted| wanted == op))
    }

    /// Times one run, and prints it if the operation is wanted.
    fn once<T>(
        &self,
        op: &str,
        form: &str,
        run: impl FnOnce() -> Outcome<T>,
        checksum: impl FnOnce(&T) -> Outcome<String>,
    ) -> Outcome<(T, f64)> {
        // What the system is asked for takes longer than the smallest questions: it is asked before the clock runs.
        let cpu = cpu_seconds();
        let start = Instant::now();
        let answer = run()?;
        let (seconds, cpu) = (start.elapsed().as_secs_f64(), cpu_seconds() - cpu);
        if self.is_wanted(op) {
            let most = most_megabytes();
            let checksum = checksum(&answer)?;
            writeln!(
                stdout(),
                r#"{{"op":"{op}","form":"{form}","seconds":{seconds:.7},"cpu":{cpu:.6},"checksum":"{checksum}","rss_mb":{most:.1}}}"#
            )?;
        }
        Ok((answer, seconds))
    }

    /// Times several runs of an operation that is wanted.
    fn time<T>(
        &self,
        op: &str,
        form: &str,
        run: impl Fn() -> Outcome<T>,
        checksum: impl Fn(&T) -> Outcome<String>,
    ) -> Outcome<()> {
        let mut spent = 0.0;
        for _ in 0..if self.is_wanted(op) { Self::SAMPLES } else { 0 } {
            spent += self.once(op, form, &run, &checksum)?.1;
            if spent > Self::ENOUGH {
                break;
            }
        }
        Ok(())
    }
}

/// The seconds that the threads of this process have run, where the system tells; else 0.
fn cpu_seconds() -> f64 {
    let Ok(threads) = fs::read_dir("/proc/self/task") else { return 0.0 };
    let run = |thread: fs::DirEntry| -> Option<u64> {
        let told = fs::read_to_string(thread.path().join("schedstat")).ok()?;
        told.split(' ').next()?.parse().ok()
    };
    threads.flatten().filter_map(run).sum::<u64>() as f64 / 1e9
}

/// The most memory that this process has had, where the system tells; else 0.
fn most_megabytes() -> f64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes = line.and_then(|line| line.trim().strip_suffix(" kB")?.parse::<f64>().ok());
    kilobytes.unwrap_or(0.0) / 1024.0
}
