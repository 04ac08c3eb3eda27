//! What it costs to propose events between two editions of a table, beside building both.
//!
//! ```sh
//! cargo bench --bench proposals                       # made-up cities of 100 thousand and of a million units
//! cargo bench --bench proposals -- 100k               # one size
//! cargo bench --bench proposals -- table.csv          # a table of real units: code, name, parent_code, level
//! ```
//!
//! The later edition is made of the earlier one: of a national table 13,500 units have another name and 6,700 codes are gone,
//! of which a third is closed, a third has another code, and a third another code under another unit. A city changes in
//! the same proportion; of its units some also lie in another unit. Then the plan of all proposals is applied, and what it
//! leaves unexplained is counted, which must be nothing.
#![expect(clippy::expect_used, clippy::print_stdout, reason = "a bench prints, and ends without tables")]

#[expect(dead_code, reason = "how many rows a city has is said elsewhere")]
mod city;

use city::City;
use govgrid::import::{self, Options};
use govgrid::record::{Row, Table};
use govgrid::{Day, Draft, Hierarchy, Proposal, Proposals};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::time::{Duration, Instant};

/// How many of 665,273 units get another name, and how many codes are gone.
const RENAMED: usize = 13_500;
const GONE: usize = 6_700;
const OF: usize = 665_273;

fn main() {
    let asked: Vec<String> = std::env::args().skip(1).filter(|argument| !argument.starts_with('-')).collect();
    let sizes = [("100k", 100_000), ("1M", 1_000_000)];
    for (size, units) in sizes {
        if asked.is_empty() || asked.iter().any(|asked| asked == size) {
            run(size, || City::of(units).draft());
        }
    }
    for path in asked.iter().filter(|asked| sizes.iter().all(|size| size.0 != asked.as_str())) {
        run(path, || {
            let options = Options { scheme: "nbs-2023".parse().ok(), ..Options::default() };
            import::file_with(Path::new(path), &options).expect("a table of units")
        });
    }
}

fn run(what: &str, draft: impl Fn() -> Draft) {
    let day: Day = "2030-01-01".parse().expect("a day");
    let earlier = draft().build().expect("no fault of structure");
    let edition = next_edition(&earlier);
    let built = || {
        let (one, other) = (draft(), edition());
        let start = Instant::now();
        let both = (one.build().expect("no fault"), other.build().expect("no fault"));
        (start.elapsed(), both)
    };
    let (mut building, mut proposing) = (Vec::new(), Vec::new());
    let (earlier, later) = built().1;
    let mut proposals = Proposals::default();
    for _ in 0..3 {
        building.push(built().0);
        let start = Instant::now();
        proposals = earlier.changes_to(&later, day);
        proposing.push(start.elapsed());
    }
    let (building, proposing) = (least(&building), least(&proposing));
    let ratio = proposing.as_secs_f64() / building.as_secs_f64();
    println!("{what}: both built in {building:.2?}, events proposed in {proposing:.2?}: {ratio:.2} times as long");
    let mut words: BTreeMap<&str, usize> = BTreeMap::new();
    for Proposal { event, .. } in &proposals {
        *words.entry(event.change.word()).or_default() += 1;
    }
    println!("{} proposals: {words:?}", proposals.len());
    let plan = proposals.plan();
    let half = plan.get(..plan.len() / 2).unwrap_or_default();
    let start = Instant::now();
    drop(earlier.apply(half).expect("what is proposed can be applied"));
    let first = start.elapsed();
    let start = Instant::now();
    let (applied, _) = earlier.apply(&plan).expect("what is proposed can be applied");
    println!("half of them applied in {first:.2?}, all in {:.2?}", start.elapsed());
    let left = applied.differs(&later, day);
    let left = [&left.appeared, &left.vanished, &left.started, &left.stopped].map(Vec::len).iter().sum::<usize>()
        + left.changed.len();
    println!("left unexplained: {left}");
}

fn least(times: &[Duration]) -> Duration {
    times.iter().min().copied().unwrap_or_default()
}

/// The next edition of all tables.
fn next_edition(hierarchy: &Hierarchy) -> impl Fn() -> Draft {
    let mut rows = hierarchy.rows_as_text();
    let units = rows.iter().filter(|row| row.table() == Table::Units).count();
    let named: BTreeSet<String> = rows.iter().flat_map(named).collect();
    let others = others(&rows);
    let mut changed: Vec<Row> = Vec::with_capacity(rows.len());
    let (mut leaves, mut all) = (0, 0);
    for row in rows.drain(..) {
        if row.table() != Table::Units || !row.cell("valid_until").is_empty() {
            changed.push(row);
            continue;
        }
        all += 1;
        let is_leaf = !named.contains(row.cell("code"));
        leaves += usize::from(is_leaf);
        let mut cells: Vec<String> = row.cells().map(str::to_owned).collect();
        let every = |of: usize| units.max(1) * of / OF;
        if is_leaf && leaves.is_multiple_of((OF / GONE).max(1)) && leaves / (OF / GONE).max(1) <= every(GONE) {
            let which = leaves / (OF / GONE) % 3;
            if which == 0 {
                continue;
            }
            set(&mut cells, "code", &format!("{}-9", row.cell("code")));
            if let Some(other) = others.get(row.cell("parent")).filter(|_| which == 1) {
                set(&mut cells, "parent", other);
            }
        } else if !row.cell("name").is_empty() && all % (OF / RENAMED) == 7 {
            set(&mut cells, "name", &format!("{}新", row.cell("name")));
        } else if !is_leaf
            && row.cell("level") == "building"
            && all % 100 == 3
            && let Some(other) = others.get(row.cell("parent"))
        {
            set(&mut cells, "parent", other);
        }
        changed.push(Row::new(Table::Units, cells));
    }
    let tables: Vec<(Table, Vec<u8>)> = Table::ALL.iter().map(|table| (*table, written(*table, &changed))).collect();
    move || {
        let mut draft = Draft::new();
        for (table, text) in tables.iter().filter(|(_, text)| text.contains(&b'\n')) {
            import::read(&mut draft, *table, table.as_str(), text.as_slice(), &Options::default());
        }
        draft
    }
}

/// The codes that a row names.
fn named(row: &Row) -> Vec<String> {
    let columns = row.table().columns().iter().zip(row.cells()).filter(|(_, cell)| !cell.is_empty());
    let is_reference =
        |name: &str| !["code", "name", "level", "kind", "households", "valid_from", "valid_until"].contains(&name);
    columns.filter(|(column, _)| is_reference(column.name)).map(|(_, cell)| cell.to_owned()).collect()
}

/// Another unit of the same unit for each that has a sibling.
fn others(rows: &[Row]) -> BTreeMap<String, String> {
    let units = || rows.iter().filter(|row| row.table() == Table::Units && row.cell("valid_until").is_empty());
    let mut last: BTreeMap<(&str, &str), &str> = BTreeMap::new();
    let mut others = BTreeMap::new();
    for row in units() {
        if let Some(before) = last.insert((row.cell("parent"), row.cell("level")), row.cell("code")) {
            others.insert(row.cell("code").to_owned(), before.to_owned());
        }
    }
    others
}

fn set(cells: &mut [String], column: &str, text: &str) {
    let at = Table::Units.columns().iter().position(|known| known.name == column).expect("a column");
    text.clone_into(cells.get_mut(at).expect("a cell"));
}

fn written(table: Table, rows: &[Row]) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let of_table: Vec<&Row> = rows.iter().filter(|row| row.table() == table).collect();
    if !of_table.is_empty() {
        writer.write_record(table.columns().iter().map(|column| column.name)).expect("memory");
    }
    for row in of_table {
        writer.write_record(row.cells()).expect("memory");
    }
    writer.into_inner().expect("memory")
}
