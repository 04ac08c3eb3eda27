//! Every two fixtures as one data set: what is found is what is found in each of them, no more and no less.
//!
//! What is *alone* is read with the tables, the package, the profile, the limits and the day of the pair, since these are
//! of a data set and not of its rows: a rule that needs a table runs on all rows once any of them brings it, and codes
//! are held against a scheme once it is declared. Of each fixture the rows of a table are appended, the columns that
//! only one of them has being empty for the other; a file in `apart` stays a file of its own, since a fault of its header
//! or its bytes would become one of the rows added to it.
//!
//! What is not compared, and why:
//! - rows, and the folder of a file that stays apart: they tell where, and that has changed;
//! - ids of findings: an ordinal among equals counts both;
//! - `required-rule-not-run` is about a data set and is found once in it: it must be the same alone and together;
//! - the outermost level present decides what may be a root: it is the district in every fixture, which the test holds
//!   them to.

use crate::fixtures::{Fixture, Told, difference, limited, names_in, report, usual_day};
use govgrid::record::Table;
use govgrid::{Dataset, Level, Profile, Report, import};
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// A table of plain text: a header, and rows of as many cells.
#[derive(Clone, Default)]
struct Grid {
    header: Vec<String>,
    rows: Vec<Vec<String>>,
}

/// The files of a fixture, as far as two of them are put together.
#[derive(Default)]
struct Files {
    tables: BTreeMap<Table, Grid>,
    /// Files that stay as they are, with their table.
    apart: Vec<(Table, String, Vec<u8>)>,
    /// Files that are no tables.
    others: Vec<(String, Vec<u8>)>,
    package: Map<String, Value>,
    profile: Value,
    row_bytes: Option<usize>,
}

/// What the two of a pair have in common.
struct Setting {
    tables: BTreeSet<Table>,
    package: Map<String, Value>,
    profile: Profile,
    row_bytes: Option<usize>,
}

/// What reading a data set gives, without what tells where.
struct Outcome {
    told: Vec<Told>,
    /// What is said of the data set as a whole.
    lacks: Vec<Told>,
    rejected: Vec<(Table, Vec<String>, String)>,
    counts: BTreeMap<String, u64>,
}

impl Grid {
    fn parse(text: &str) -> Self {
        assert!(!text.contains('"'), "a file with quotation marks stays apart");
        let cells = |line: &str| line.split(',').map(str::to_owned).collect::<Vec<String>>();
        let mut lines = text.lines().filter(|line| !line.is_empty()).map(cells);
        let header = lines.next().unwrap();
        let rows: Vec<_> = lines.collect();
        assert!(rows.iter().all(|row| row.len() == header.len()), "{text}");
        Self { header, rows }
    }

    /// A table that is there and has no row.
    fn empty(table: Table) -> Self {
        Self { header: table.columns().iter().map(|column| column.name.to_owned()).collect(), rows: Vec::new() }
    }

    fn append(&mut self, other: &Self) {
        let new: Vec<String> = other.header.iter().filter(|name| !self.header.contains(name)).cloned().collect();
        self.rows.iter_mut().for_each(|row| row.resize(row.len() + new.len(), String::new()));
        self.header.extend(new);
        for row in &other.rows {
            let cell = |name: &String| other.header.iter().position(|n| n == name).map(|at| row[at].clone());
            self.rows.push(self.header.iter().map(|name| cell(name).unwrap_or_default()).collect());
        }
    }

    fn text(&self) -> String {
        std::iter::once(&self.header).chain(&self.rows).map(|cells| cells.join(",") + "\n").collect()
    }
}

impl Files {
    fn of(fixture: &Fixture) -> Self {
        let mut files = Self { row_bytes: fixture.expected.row_bytes, ..Self::default() };
        let profile = fs::read_to_string(fixture.folder.join("profile.json")).ok();
        files.profile = profile.map_or_else(|| json!({}), |text| serde_json::from_str(&text).unwrap());
        let folder = fixture.folder.join("bad");
        for name in names_in(&folder) {
            let bytes = fs::read(folder.join(&name)).unwrap();
            let table = name.strip_suffix(".csv").and_then(|stem| stem.parse::<Table>().ok());
            match table {
                Some(table) if fixture.expected.apart.contains(&name) => files.apart.push((table, name, bytes)),
                Some(table) => {
                    let grid = Grid::parse(&String::from_utf8(bytes).unwrap());
                    files.tables.insert(table, grid);
                }
                None if name == "datapackage.json" => files.package = serde_json::from_slice(&bytes).unwrap(),
                None => files.others.push((name, bytes)),
            }
        }
        files
    }

    /// Writes the files of one fixture, or of two, as one data set.
    fn write(some: &[&Self], setting: &Setting, folder: &Path) {
        let mut paths: BTreeMap<Table, Vec<String>> = BTreeMap::new();
        for table in &setting.tables {
            let grids: Vec<&Grid> = some.iter().filter_map(|files| files.tables.get(table)).collect();
            let mut whole = grids.first().map_or_else(|| Grid::empty(*table), |grid| (*grid).clone());
            grids.iter().skip(1).for_each(|grid| whole.append(grid));
            fs::write(folder.join(format!("{table}.csv")), whole.text()).unwrap();
            paths.entry(*table).or_default().push(format!("{table}.csv"));
        }
        for (number, files) in some.iter().enumerate() {
            for (table, name, bytes) in &files.apart {
                let path = format!("{number}/{name}");
                fs::create_dir_all(folder.join(number.to_string())).unwrap();
                fs::write(folder.join(&path), bytes).unwrap();
                paths.entry(*table).or_default().push(path);
            }
            files.others.iter().for_each(|(name, bytes)| fs::write(folder.join(name), bytes).unwrap());
        }
        let mut package = setting.package.clone();
        let own = |files: &&Self| files.package.get("resources").and_then(Value::as_array).cloned();
        let mut resources: Vec<Value> = some.iter().filter_map(own).flatten().collect();
        resources.extend(paths.iter().map(|(table, paths)| json!({ "name": table.as_str(), "path": paths })));
        package.insert("resources".to_owned(), resources.into());
        // What cannot be understood of a package is the fault of the one that has it.
        for (key, value) in some.iter().flat_map(|files| &files.package).filter(|(key, _)| *key != "resources") {
            package.insert(key.clone(), value.clone());
        }
        fs::write(folder.join("datapackage.json"), Value::from(package).to_string()).unwrap();
    }
}

impl Setting {
    fn of(pair: [&Files; 2]) -> Self {
        let (mut tables, mut package, mut rules) = (BTreeSet::new(), Map::new(), Map::new());
        for files in pair {
            tables.extend(files.tables.keys().copied().chain(files.apart.iter().map(|apart| apart.0)));
            for (key, value) in
                files.package.iter().filter(|(key, _)| ["scheme", "grid_suffix"].contains(&key.as_str()))
            {
                let other = package.insert(key.clone(), value.clone());
                assert!(other.is_none_or(|other| other == *value), "two packages differ in {key}");
            }
            rules.extend(files.profile.get("rules").and_then(Value::as_object).cloned().unwrap_or_default());
        }
        let profile = Profile::from_json(&json!({ "name": "pair", "rules": rules }).to_string()).unwrap();
        let row_bytes = pair.iter().filter_map(|files| files.row_bytes).min();
        Self { tables, package, profile, row_bytes }
    }

    /// What is found in the data set of one fixture, or of two.
    fn outcome(&self, some: &[&Files]) -> Outcome {
        let folder = tempfile::tempdir().unwrap();
        Files::write(some, self, folder.path());
        let draft = import::folder_with(folder.path(), &limited(self.row_bytes)).unwrap();
        let (report, rejected) = report(draft, usual_day(), &self.profile);
        assert_eq!(report.dataset.units.first().map(|found| found.0), Some(Level::District));
        let rejected = rejected.rows();
        let mut rejected: Vec<_> = rejected.map(|row| (row.table, row.cells.clone(), row.reason())).collect();
        rejected.sort();
        let (lacks, told) = without_where(&report).into_iter().partition(|told| told.code == "I012");
        Outcome { told, lacks, rejected, counts: counts(&report) }
    }
}

/// What the findings say, without rows and without the folders of files.
fn without_where(report: &Report) -> Vec<Told> {
    let name = |path: &str| path.rsplit('/').next().unwrap_or_default().to_owned();
    let mut told = Told::all(report);
    for one in &mut told {
        for place in &mut one.places {
            (place.0, place.1) = (name(&place.0), 0);
        }
        if one.places.first().is_some_and(|place| one.subject.ends_with(&place.0)) {
            one.subject = name(&one.subject);
        }
    }
    told.sort();
    told
}

/// All that a report counts.
fn counts(report: &Report) -> BTreeMap<String, u64> {
    let Dataset { units, zones, organizations, people, alliances, relations, households, quarantined } =
        report.dataset.clone();
    let mut counts: BTreeMap<String, u64> =
        units.into_iter().map(|(level, count)| (level.as_str().to_owned(), count)).collect();
    let others = [
        ("zones", zones),
        ("organizations", organizations),
        ("people", people),
        ("alliances", alliances),
        ("relations", relations),
        ("households", households),
        ("quarantined", quarantined),
    ];
    counts.extend(others.map(|(name, count)| (name.to_owned(), count)));
    for line in &report.coverage {
        let numbers = [line.covered, line.direct, line.through_zone, line.inherited_only, line.doubly, line.total];
        for (at, number) in numbers.into_iter().enumerate() {
            counts.insert(format!("{:?} {} {at}", line.of, line.kind), number);
        }
    }
    for line in report.summary().into_iter().filter(|line| line.code != "I012") {
        assert!(!line.truncated);
        counts.insert(line.name.to_owned(), line.total);
    }
    counts.retain(|_, count| *count > 0);
    counts
}

/// Asserts that a pair has the findings, the rejected rows and the counts of both.
fn assert_sum(names: &str, setting: &Setting, pair: [&Files; 2]) {
    let together = setting.outcome(&pair);
    let [a, b] = pair.map(|files| setting.outcome(&[files]));
    let mut told = [a.told, b.told].concat();
    told.sort();
    assert!(together.told == told, "{names}: {}", difference(&together.told, &told));
    assert!(together.lacks == a.lacks && a.lacks == b.lacks, "{names}: {:?}", together.lacks);
    let mut rejected = [a.rejected, b.rejected].concat();
    rejected.sort();
    assert_eq!(together.rejected, rejected, "{names}");
    let mut counts = a.counts;
    for (name, count) in b.counts {
        *counts.entry(name).or_default() += count;
    }
    assert_eq!(together.counts, counts, "{names}");
}

#[test]
fn two_data_sets_together_have_the_faults_of_both() {
    let fixtures = Fixture::all();
    let files: Vec<Files> = fixtures.iter().map(Files::of).collect();
    let (mut pairs, all) = (0, fixtures.len());
    for (at, (fixture, one)) in fixtures.iter().zip(&files).enumerate() {
        for (other, two) in fixtures.iter().zip(&files).skip(at + 1) {
            let setting = Setting::of([one, two]);
            assert_sum(&format!("{} and {}", fixture.code, other.code), &setting, [one, two]);
            pairs += 1;
        }
    }
    assert_eq!(pairs, all * (all - 1) / 2);
}

/// All of them at once.
#[test]
fn all_data_sets_together_have_the_faults_of_all() {
    let files: Vec<Files> = Fixture::all().iter().map(Files::of).collect();
    let nothing = Files { profile: json!({}), ..Files::default() };
    let (first, rest) = files.split_first().unwrap();
    let mut setting = Setting::of([first, &nothing]);
    for files in rest {
        let more = Setting::of([files, &nothing]);
        setting.tables.extend(more.tables);
        setting.package.extend(more.package);
        setting.row_bytes = setting.row_bytes.or(more.row_bytes);
    }
    let together = setting.outcome(&files.iter().collect::<Vec<_>>());
    let mut told: Vec<Told> = files.iter().flat_map(|files| setting.outcome(&[files]).told).collect();
    told.sort();
    assert!(together.told == told, "{}", difference(&together.told, &told));
}
