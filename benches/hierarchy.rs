//! How long it takes to load, build, ask, audit and change a city of 100 thousand and of a million units.
//!
//! ```sh
//! cargo bench --bench hierarchy             # everything: about three minutes
//! cargo bench --bench hierarchy -- load     # one group
//! cargo bench --bench hierarchy -- 100k     # one size
//! cargo bench --bench hierarchy --features image -- open    # from an image, beside the tables
//! ```
//!
//! The city is made up in memory, see `city`: no disk is measured. `load/csv-pass` reads the same bytes with the `csv`
//! crate and keeps nothing: what the other groups of a run are to be held against. `docs/benchmarks.md` has one run.
#![expect(clippy::expect_used, reason = "a city that does not build cannot be measured")]

mod city;

use city::City;
use criterion::{BatchSize, BenchmarkId, Criterion, SamplingMode, Throughput};
use govgrid::{
    Change, Code, Community, Day, Draft, Event, Hierarchy, Household, Level, LiveAudit, Profile, Snapshot, Unit, record,
};
use std::hint::black_box;
use std::time::Duration;

fn main() {
    let mut criterion = Criterion::default()
        .sample_size(15)
        .warm_up_time(Duration::from_millis(300))
        .measurement_time(Duration::from_secs(2))
        .configure_from_args();
    for (size, units) in [("100k", 100_000), ("1M", 1_000_000)] {
        let city = City::of(units);
        load(&mut criterion, size, &city);
        let draft = city.draft();
        build(&mut criterion, size, &city, &draft);
        #[cfg(feature = "image")]
        open(&mut criterion, size, &city);
        let hierarchy = draft.build().expect("the city has no fault of structure");
        let today = hierarchy.as_of("2024-06-01".parse().expect("this is a day"));
        roll_up(&mut criterion, size, today);
        coverage(&mut criterion, size, today);
        look_up(&mut criterion, size, today);
        subtree(&mut criterion, size, today);
        audit(&mut criterion, size, today);
        event(&mut criterion, size, &hierarchy);
    }
    criterion.final_summary();
}

/// From bytes to a draft and to a hierarchy, in rows of all tables. What is made is dropped outside the clock.
fn load(criterion: &mut Criterion, size: &str, city: &City) {
    let mut group = criterion.benchmark_group("load");
    group.sampling_mode(SamplingMode::Flat).throughput(Throughput::Elements(city.rows()));
    group.bench_function(BenchmarkId::new("csv-pass", size), |b| b.iter(|| csv_pass(city)));
    group.bench_function(BenchmarkId::new("draft", size), |b| {
        b.iter_batched(|| (), |()| city.draft(), BatchSize::PerIteration);
    });
    group.bench_function(BenchmarkId::new("hierarchy", size), |b| {
        b.iter_batched(|| (), |()| city.draft().build(), BatchSize::PerIteration);
    });
    group.finish();
}

/// The number of cells of all tables.
fn csv_pass(city: &City) -> usize {
    let mut cells = 0;
    let mut record = csv::ByteRecord::new();
    for (_, text) in city.tables() {
        let mut reader = csv::Reader::from_reader(text);
        while reader.read_byte_record(&mut record).expect("every row has a cell for each column") {
            cells += record.len();
        }
    }
    cells
}

/// From a draft to what is known of it, and to a hierarchy. The draft is cloned outside the clock.
fn build(criterion: &mut Criterion, size: &str, city: &City, draft: &Draft) {
    let mut group = criterion.benchmark_group("build");
    group.sampling_mode(SamplingMode::Flat).throughput(Throughput::Elements(city.rows()));
    group.bench_function(BenchmarkId::new("check", size), |b| {
        b.iter_batched(|| draft.clone(), Draft::check, BatchSize::PerIteration);
    });
    group.bench_function(BenchmarkId::new("check-and-build", size), |b| {
        b.iter_batched(|| draft.clone(), Draft::build, BatchSize::PerIteration);
    });
    group.finish();
}

/// From bytes to a hierarchy: of tables, and of an image; the image written, and the graph made when it is first asked for.
#[cfg(feature = "image")]
fn open(criterion: &mut Criterion, size: &str, city: &City) {
    let hierarchy = city.draft().build().expect("the city has no fault of structure");
    let mut image = Vec::new();
    hierarchy.write_image(&mut image).expect("memory can be written");
    let open = || govgrid::Hierarchy::read_image(image.as_slice()).expect("what was written can be opened");
    let mut group = criterion.benchmark_group("open");
    group.sampling_mode(SamplingMode::Flat).throughput(Throughput::Elements(city.rows()));
    group.bench_function(BenchmarkId::new("tables", size), |b| {
        b.iter_batched(|| (), |()| city.draft().build(), BatchSize::PerIteration);
    });
    group.bench_function(BenchmarkId::new("image", size), |b| {
        b.iter_batched(|| (), |()| open(), BatchSize::PerIteration);
    });
    group.bench_function(BenchmarkId::new("write", size), |b| {
        b.iter(|| hierarchy.write_image(std::io::sink()).expect("nothing is kept"));
    });
    group.bench_function(BenchmarkId::new("first-graph", size), |b| {
        b.iter_batched(
            open,
            |hierarchy| {
                black_box(hierarchy.graph().edge_count());
                hierarchy
            },
            BatchSize::PerIteration,
        );
    });
    group.finish();
}

/// The households of every unit, and those of one district, in units that are summed up.
fn roll_up(criterion: &mut Criterion, size: &str, today: Snapshot<'_>) {
    let district = today.roots().next().expect("the city has a district");
    let mut group = criterion.benchmark_group("roll-up");
    group.throughput(Throughput::Elements(today.all_units().count() as u64));
    group.bench_function(BenchmarkId::new("every-unit", size), |b| b.iter(|| today.household_counts()));
    group.throughput(Throughput::Elements(district.descendants().count() as u64));
    group.bench_function(BenchmarkId::new("one-district", size), |b| b.iter(|| black_box(district).households()));
    group.finish();
}

/// Which grids are covered: all of them, and those of one community, in grids.
fn coverage(criterion: &mut Criterion, size: &str, today: Snapshot<'_>) {
    let community = today.units(Level::Community).next().expect("the city has a community");
    let everywhere = || today.coverage(Level::Grid).by_organizations();
    let within = || today.coverage(Level::Grid).within(black_box(community)).by_organizations();
    let mut group = criterion.benchmark_group("coverage");
    group.throughput(Throughput::Elements(everywhere().total() as u64));
    group.bench_function(BenchmarkId::new("every-grid", size), |b| b.iter(everywhere));
    group.throughput(Throughput::Elements(within().total() as u64));
    group.bench_function(BenchmarkId::new("one-community", size), |b| b.iter(within));
    group.finish();
}

/// The community of each of 10,000 households from all over the city: by code, and by a unit that is at hand.
fn look_up(criterion: &mut Criterion, size: &str, today: Snapshot<'_>) {
    let all: Vec<Unit<'_, Household>> = today.units(Level::Household).filter_map(Unit::of_level).collect();
    // Steps of a prime are as good as chance: no household is asked near the one before.
    let households: Vec<_> = all.iter().cycle().step_by(7_919).take(10_000).copied().collect();
    let codes: Vec<Code<Household>> = households.iter().filter_map(|unit| unit.code().parse().ok()).collect();
    let found = |household: Unit<'_, Household>| household.nearest::<Community>().is_some();
    let mut group = criterion.benchmark_group("look-up");
    group.throughput(Throughput::Elements(codes.len() as u64));
    group.bench_function(BenchmarkId::new("by-code", size), |b| {
        b.iter(|| codes.iter().filter(|code| today.unit(code).is_ok_and(found)).count());
    });
    group.bench_function(BenchmarkId::new("by-handle", size), |b| {
        b.iter(|| households.iter().filter(|household| found(**household)).count());
    });
    group.finish();
}

/// The households of each of 100 communities one by one, or of all where there are fewer, in households.
fn subtree(criterion: &mut Criterion, size: &str, today: Snapshot<'_>) {
    let communities: Vec<_> = today.units(Level::Community).take(100).collect();
    let list = || communities.iter().flat_map(|community| community.descendants_of(Level::Household));
    let mut group = criterion.benchmark_group("subtree");
    group.throughput(Throughput::Elements(list().count() as u64));
    group.bench_function(BenchmarkId::new("of-communities", size), |b| {
        b.iter(|| list().map(Unit::index).fold(0, usize::wrapping_add));
    });
    group.finish();
}

/// Every rule that is on by default, in units.
fn audit(criterion: &mut Criterion, size: &str, today: Snapshot<'_>) {
    let profile = Profile::national();
    let mut group = criterion.benchmark_group("audit");
    group.sampling_mode(SamplingMode::Flat).throughput(Throughput::Elements(today.all_units().count() as u64));
    group.bench_function(BenchmarkId::new("national", size), |b| b.iter(|| today.audit(&profile)));
    group.finish();
}

/// What one event takes: the next version of the hierarchy alone, each of the same one and dropped outside the clock; and
/// with the audit that goes on with it.
fn event(criterion: &mut Criterion, size: &str, hierarchy: &Hierarchy) {
    let day: Day = "2024-07-01".parse().expect("this is a day");
    let today = hierarchy.as_of(day);
    let grid = today.units(Level::Grid).last().expect("the city has grids");
    let building = today.units(Level::Building).last().expect("the city has buildings");
    let other = today.units(Level::Community).next().expect("the city has communities").code().to_owned();
    let code = grid.code().to_owned();
    let household = record::Unit {
        parent: Some(building.code().to_owned()),
        ..record::Unit::new(format!("{}-9999", building.code()), Level::Household)
    };
    let changes = [
        ("open-household", Change::open(&household)),
        ("rename-grid", Change::Rename { code: code.clone(), name: "新网格".to_owned() }),
        ("transfer-grid", Change::Transfer { code, to: Some(other) }),
    ];
    let mut group = criterion.benchmark_group("event");
    group.throughput(Throughput::Elements(1));
    for (name, change) in &changes {
        let plan = [Event::on(day, change.clone())];
        group.bench_function(BenchmarkId::new(*name, size), |b| {
            let apply = |()| hierarchy.apply(&plan).expect("the event can be");
            b.iter_batched(|| (), apply, BatchSize::PerIteration);
        });
    }
    // A copy of an audit shares its sums, which the next event would have to copy: the events follow on each other.
    let mut live = LiveAudit::new(hierarchy.clone(), "2030-01-01".parse().expect("this is a day"), Profile::national());
    let buildings: Vec<&str> = today.units(Level::Building).map(Unit::code).collect();
    let mut next = buildings.iter().cycle().zip(1_u32..);
    let mut rename = || {
        let (code, number) = next.next().expect("the city has buildings");
        [Event::on(day, Change::Rename { code: (*code).to_owned(), name: format!("第{number}号楼") })]
    };
    group.bench_function(BenchmarkId::new("rename-building-audited", size), |b| {
        let apply = |plan: [Event; 1]| live.apply(&plan).expect("the event can be");
        b.iter_batched(&mut rename, apply, BatchSize::PerIteration);
    });
    group.finish();
}
