//! Writes the example data of Kaiping district (开平区): the tables in `examples/data/kaiping`.
//!
//! Streets, towns, communities and villages are real and come from `examples/data/divisions`. What
//! no public source gives, from the grids (网格) down, is built here so that the published counts
//! are met exactly: a check of the finished tables refuses anything else. The same program always
//! writes the same bytes.
//!
//! ```text
//! cargo run --example make_kaiping -- [OUT_DIR]
//! ```

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// The 44 communities with their 175 grids. Per street, in the order of the communities' codes: how
/// many grids, and what stands there: `b` bungalow rows (平房) and walk-ups, `w` walk-ups, `m`
/// walk-ups and towers, `t` towers. Two streets that are one community each are not in it: the
/// README of the data says why.
const PLAN: [(&str, &str); 6] = [
    ("130205001", "3b 4b 4b 5b 3b 4w 5w 4w 2b"),
    ("130205002", "3b 4b 3w 4b 3b 2b 5w 5w 4w 4w 4w 6m 5m 6t 5t 6t 3w 4m 2w"),
    ("130205003", "5w 3b 5w 3w 6w 4w 3w 5m 3m 4w"),
    ("130205101", "2b 5m"),
    ("130205102", "4m 4m 3t"),
    ("130205104", "4w"),
];

/// Grids of unusual size (outside 300 to 500 households) with the fewest and most they may have.
const UNUSUAL_GRIDS: [(&str, u32, u32); 6] = [
    ("130205001037-G002", 280, 290),
    ("130205002020-G002", 288, 298),
    ("130205002036-G003", 505, 520),
    ("130205003029-G001", 502, 510),
    ("130205101001-G002", 270, 285),
    ("130205102010-G003", 508, 516),
];

/// The town whose buildings get a row per household; with three communities it stays small.
const ROWS_IN: &str = "130205102";

/// Units above the building that declare their households all the same.
const DECLARED: [&str; 4] = ["130205102008", "130205102008-G001", "130205102009-G001", "130205102010-G001"];

/// The descriptor after the Data Package standard, with the scheme of the codes and the day.
const PACKAGE: &str = r#"{
  "name": "kaiping",
  "title": "Grids and Party organisations of Kaiping district, Tangshan (a built example)",
  "scheme": "nbs-2023",
  "day": "2023-09-25",
  "grid_suffix": "-G999",
  "licenses": [
    { "name": "MIT", "path": "https://opensource.org/license/mit" },
    { "name": "Apache-2.0", "path": "https://www.apache.org/licenses/LICENSE-2.0" }
  ],
  "sources": [
    { "title": "china-division 2.7.0 (NBS 2023-06-30)", "path": "https://www.npmjs.com/package/china-division" },
    { "title": "Public report on Kaiping district of 2023-09-25 (the published figures)" }
  ],
  "resources": [
    { "name": "units", "path": "units.csv", "format": "csv", "encoding": "utf-8" },
    { "name": "organizations", "path": "organizations.csv", "format": "csv", "encoding": "utf-8" },
    { "name": "coverage", "path": "coverage.csv", "format": "csv", "encoding": "utf-8" }
  ]
}
"#;

/// A small xorshift generator: the same numbers on every machine.
struct Dice(u32);

impl Dice {
    /// A number from `low` to `high`, both included.
    fn between(&mut self, low: u32, high: u32) -> u32 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 17;
        self.0 ^= self.0 << 5;
        low + self.0 % (high - low + 1)
    }
}

/// One building (楼栋): its kind, its storeys and the doors on each.
struct Building(&'static str, u32, u32);

impl Building {
    /// A building as they stand in a community of this `housing`, a letter of [`PLAN`].
    fn draw(housing: &str, dice: &mut Dice) -> Self {
        let (bungalow_rows, towers) = match housing {
            "b" => (3, 0),
            "m" => (0, 4),
            "t" => (0, 10),
            _ => (0, 0),
        };
        let roll = dice.between(1, 10);
        if roll <= bungalow_rows {
            Self("bungalow_row", 1, dice.between(24, 40))
        } else if roll <= towers {
            Self("residential", dice.between(18, 24), dice.between(2, 4))
        } else {
            Self("residential", dice.between(5, 6), 2 * dice.between(3, 5))
        }
    }

    fn households(&self) -> u32 {
        self.1 * self.2
    }

    fn label(&self) -> &'static str {
        if self.0 == "bungalow_row" { "号平房片" } else { "号楼" }
    }
}

/// A finished grid, as its Party organisation needs it. Ordered by size.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Grid {
    households: u32,
    code: String,
    name: String,
}

/// What a Party organisation is for, superiors first: the order of their table.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Tier {
    District,
    Street,
    Town,
    Community,
    Branch,
    Group,
}

/// Full and probationary members (正式党员, 预备党员).
type Members = (u32, u32);

/// The lines of the three tables. In order, a unit's code comes before those it begins.
#[derive(Default)]
struct Tables {
    units: BTreeSet<String>,
    organizations: BTreeSet<(Tier, String)>,
    coverage: BTreeSet<String>,
}

fn main() -> Result<()> {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/data");
    let folder = env::args_os().nth(1).map_or_else(|| data.join("kaiping"), PathBuf::from);
    let tables = build(&data.join("divisions/tangshan-kaiping.csv"))?;
    let texts = tables.into_texts();
    check(&texts)?;
    fs::create_dir_all(&folder)?;
    for (name, text) in ["units", "organizations", "coverage"].iter().zip(&texts) {
        fs::write(folder.join(name).with_extension("csv"), text)?;
        writeln!(io::stdout(), "{name}: {} rows", text.lines().count() - 1)?;
    }
    fs::write(folder.join("datapackage.json"), PACKAGE)?;
    Ok(())
}

/// Reads the real units and adds all that is built.
fn build(divisions: &Path) -> Result<Tables> {
    let mut out = Tables::default();
    let mut dice = Dice(130_205);
    let items = |&(street, items): &(&'static str, &'static str)| items.split(' ').map(move |item| (street, item));
    let mut plan = PLAN.iter().flat_map(items).peekable();
    for row in rows(&fs::read_to_string(divisions)?)? {
        let [code, name, parent, level] = ["code", "name", "parent_code", "level"].map(|column| cell(&row, column));
        let (kind, tier) = kind_and_tier(code)?;
        let superior = if tier == Tier::District { String::new() } else { kind_and_tier(parent)?.1.code(parent) };
        let mut households = String::new();
        if tier != Tier::Community {
            out.add_party(tier, code, name, &superior, None);
        } else if let Some((_, plan)) = plan.next_if(|(street, _)| kind == "urban" && *street == parent) {
            let ends = ["居民委员会", "居委会", "社区"].iter();
            let name = ends.fold(name, |name, end| name.trim_end_matches(end));
            let name = format!("{name}社区");
            let grids = build_grids((code, &name), plan, &mut dice, &mut out)?;
            households = declared(code, grids.iter().map(|grid| grid.households).sum());
            organize((code, &name), &superior, grids, &mut dice, &mut out);
        }
        out.units.insert(format!("{code},{name},{level},{parent},{kind},{households}"));
    }
    plan.next().map_or(Ok(out), |(street, _)| Err(format!("`{street}` has fewer communities than planned").into()))
}

/// The kind of a real unit by its code, and the tier of its organisation.
fn kind_and_tier(code: &str) -> Result<(&'static str, Tier)> {
    let class: String = code.chars().skip(code.len().saturating_sub(3)).collect();
    Ok(match (code.len(), class.parse::<u32>()?) {
        (6, _) => ("district", Tier::District),
        (9, ..100) => ("street", Tier::Street),
        (9, _) => ("town", Tier::Town),
        (_, ..200) => ("urban", Tier::Community),
        _ => ("village", Tier::Community),
    })
}

/// Builds a community's grids, with buildings numbered through the community.
fn build_grids((community, name): (&str, &str), plan: &str, dice: &mut Dice, out: &mut Tables) -> Result<Vec<Grid>> {
    let housing = plan.trim_start_matches(|c: char| c.is_ascii_digit());
    let count: u32 = plan.trim_end_matches(housing).parse()?;
    let mut numbers: BTreeMap<&str, u32> = BTreeMap::new();
    let mut grids = Vec::new();
    for number in 1..=count {
        let code = format!("{community}-G{number:03}");
        let name = format!("{name}第{number}网格");
        let buildings = draw_buildings(&code, housing, dice)?;
        let households = buildings.iter().map(Building::households).sum();
        for (place, building) in (1..).zip(&buildings) {
            let number = numbers.entry(building.label()).or_default();
            *number += 1;
            out.add_building(&code, place, *number, building);
        }
        let stated = declared(&code, households);
        out.units.insert(format!("{code},{name},grid,{community},basic,{stated}"));
        grids.push(Grid { households, code, name });
    }
    Ok(grids)
}

/// The cell of a unit above the building: empty, unless the unit is to declare its households.
fn declared(code: &str, households: u32) -> String {
    if DECLARED.contains(&code) { households.to_string() } else { String::new() }
}

/// Draws a grid's buildings, again and again until they have the size wanted.
fn draw_buildings(grid: &str, housing: &str, dice: &mut Dice) -> Result<Vec<Building>> {
    let middle = u32::midpoint(dice.between(310, 490), dice.between(310, 490));
    let unusual = UNUSUAL_GRIDS.iter().find(|(code, ..)| *code == grid);
    let (low, high) = unusual.map_or((middle - 8, middle + 8), |&(_, low, high)| (low, high));
    for _ in 0..1_000 {
        let mut buildings = Vec::new();
        let mut households = 0;
        while households < low {
            let building = Building::draw(housing, dice);
            households += building.households();
            buildings.push(building);
        }
        if households <= high {
            return Ok(buildings);
        }
    }
    Err(format!("no draw of buildings gives `{grid}` {low} to {high} households").into())
}

/// Gives a community its organisation and each grid a branch (党支部) or a group (党小组) of its own:
/// groups to the two smallest grids, but branches to two grids at least. A branch counts its
/// group's members among its own, and the community organisation all of them.
fn organize((community, name): (&str, &str), street: &str, mut grids: Vec<Grid>, dice: &mut Dice, out: &mut Tables) {
    grids.sort();
    let mut small = grids.drain(..grids.len().saturating_sub(2).min(2)).collect::<Vec<_>>().into_iter();
    let mut total = (0, 0);
    for grid in grids {
        let mut members = (dice.between(25, 40), dice.between(0, 1));
        if let Some(small) = small.next() {
            let own = (dice.between(3, 7), dice.between(0, 1));
            let branch = Tier::Branch.code(&grid.code);
            out.add_party(Tier::Group, &small.code, &small.name, &branch, Some(own));
            members = (members.0 + own.0, members.1 + own.1);
        }
        let superior = Tier::Community.code(community);
        out.add_party(Tier::Branch, &grid.code, &grid.name, &superior, Some(members));
        total = (total.0 + members.0, total.1 + members.1);
    }
    out.add_party(Tier::Community, community, name, street, Some(total));
}

impl Tier {
    /// The code of the organisation of this tier that sits in a unit.
    fn code(self, seat: &str) -> String {
        let [prefix, ..] = self.words(0);
        format!("{prefix}-{seat}")
    }

    /// Prefix of the code, kind, rank and end of the name. A community with 100 full members has a
    /// committee (党委) under the same code that its general branch (党总支) would have.
    fn words(self, full_members: u32) -> [&'static str; 4] {
        match self {
            Self::District => ["PC", "party_committee", "district", "委"],
            Self::Street => ["PW", "working_committee", "street", "党工委"],
            Self::Town => ["PC", "party_committee", "street", "党委"],
            Self::Community if full_members >= 100 => ["PO", "party_committee", "community", "党委"],
            Self::Community => ["PO", "general_branch", "community", "党总支"],
            Self::Branch => ["PB", "party_branch", "", "党支部"],
            Self::Group => ["PG", "party_group", "", "党小组"],
        }
    }
}

impl Tables {
    /// Adds a building, and in the town that has them its households, always without a name.
    fn add_building(&mut self, grid: &str, place: u32, number: u32, building: &Building) {
        let code = format!("{grid}-B{place:02}");
        let &Building(kind, storeys, doors) = building;
        let (label, households) = (building.label(), building.households());
        self.units.insert(format!("{code},{number}{label},building,{grid},{kind},{households}"));
        if grid.starts_with(ROWS_IN) {
            for (storey, door) in (1..=storeys).flat_map(|s| (1..=doors).map(move |d| (s, d))) {
                self.units.insert(format!("{code}-{storey:02}{door:02},,household,{code},,"));
            }
        }
    }

    /// Adds a Party organisation, which covers the unit it sits in.
    fn add_party(&mut self, tier: Tier, seat: &str, place: &str, superior: &str, members: Option<Members>) {
        let [prefix, kind, rank, label] = tier.words(members.map_or(0, |(full, _)| full));
        let code = format!("{prefix}-{seat}");
        let mut counts = String::from(",");
        if let Some((full, probationary)) = members {
            counts = format!("{full},{probationary}");
        }
        self.coverage.insert(format!("{code},{seat},standalone"));
        let line = format!("{code},{place}{label},{kind},,{rank},{superior},{seat},{counts}");
        self.organizations.insert((tier, line));
    }

    /// The three tables with their headers.
    fn into_texts(self) -> [String; 3] {
        let text = |header: &str, lines: Vec<String>| format!("{header}\n{}\n", lines.join("\n"));
        let organizations = self.organizations.into_iter().map(|(_, line)| line).collect();
        [
            text("code,name,level,parent,kind,households", self.units.into_iter().collect()),
            text("code,name,kind,form,rank,superior,seat,full_members,probationary_members", organizations),
            text("organization,target,mode", self.coverage.into_iter().collect()),
        ]
    }
}

/// The cells of a line by their columns.
type Row<'a> = BTreeMap<&'a str, &'a str>;

/// Reads a table without quotes, which no cell here needs.
fn rows(text: &str) -> Result<Vec<Row<'_>>> {
    let (header, lines) = text.split_once('\n').unwrap_or_default();
    let row = |line| {
        let row: Row = header.split(',').zip(str::split(line, ',')).collect();
        let whole = line.split(',').count() == header.split(',').count();
        if whole { Ok(row) } else { Err(format!("`{line}` does not have the cells `{header}`").into()) }
    };
    lines.lines().map(row).collect()
}

fn cell<'a>(row: &Row<'a>, column: &str) -> &'a str {
    row.get(column).copied().unwrap_or_default()
}

/// Holds the finished tables to the published counts, and to what makes them whole.
fn check([units, organizations, coverage]: &[String; 3]) -> Result<()> {
    let (units, organizations, coverage) = (rows(units)?, rows(organizations)?, rows(coverage)?);
    let of_kind = |table: &[Row], kind| table.iter().filter(|row| cell(row, "kind") == kind).count();
    let grids: Vec<&Row> = units.iter().filter(|row| cell(row, "level") == "grid").collect();
    let governed: BTreeSet<&str> = grids.iter().map(|row| cell(row, "parent")).collect();
    let covered: BTreeSet<&str> = coverage.iter().map(|row| cell(row, "target")).collect();
    let nodes = || units.iter().chain(&organizations);
    let codes: BTreeSet<&str> = nodes().map(|row| cell(row, "code")).collect();
    let in_branch = |row: &Row| cell(row, "superior").starts_with(&format!("PB-{:.12}-", cell(row, "seat")));
    let loose = nodes()
        .flat_map(|row| [cell(row, "parent"), cell(row, "superior"), cell(row, "seat")])
        .filter(|code| !code.is_empty() && !codes.contains(code))
        .count();
    for (what, found, expected) in [
        ("streets and towns", of_kind(&units, "street") + of_kind(&units, "town"), 11),
        ("urban communities", of_kind(&units, "urban"), 46),
        ("villages", of_kind(&units, "village"), 134),
        ("communities with grids", governed.len(), 44),
        ("covered communities", governed.intersection(&covered).count(), 44),
        ("basic grids", of_kind(&units, "basic"), 175),
        ("covered grids", grids.iter().filter(|row| covered.contains(cell(row, "code"))).count(), 175),
        ("coverage rows", coverage.len(), 1 + 11 + 44 + 175),
        ("grid branches", of_kind(&organizations, "party_branch"), 106),
        ("grid groups", of_kind(&organizations, "party_group"), 69),
        ("groups of a branch of their community", organizations.iter().filter(|row| in_branch(row)).count(), 69),
        ("different codes", codes.len(), nodes().count()),
        // The city that the district belongs to is outside the data.
        ("references to unknown codes", loose, 1),
    ] {
        if found != expected {
            return Err(format!("{found} {what}, {expected} expected").into());
        }
    }
    check_sizes(&units)
}

/// Every grid has a usual number of households but for those that are meant to differ.
fn check_sizes(units: &[Row]) -> Result<()> {
    let mut sizes: BTreeMap<&str, u32> = BTreeMap::new();
    for row in units.iter().filter(|row| cell(row, "level") == "building") {
        *sizes.entry(cell(row, "parent")).or_default() += cell(row, "households").parse::<u32>()?;
    }
    for (grid, size) in sizes {
        let unusual = UNUSUAL_GRIDS.iter().any(|(code, ..)| *code == grid);
        if unusual == (300..=500).contains(&size) {
            return Err(format!("`{grid}` has {size} households, which is not as planned").into());
        }
    }
    Ok(())
}
