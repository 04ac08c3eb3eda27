//! A made-up city (虚构城市) as tables in memory: the same bytes on every machine, in no order.
//!
//! Its codes start with `9901` and on, which no real district has. Buildings have 30 to 60 households, grids 6 to 10
//! buildings, communities 10 to 14 grids. Units come and go: grids were renamed, buildings cut from one grid to the next,
//! households have ended, and of the grids some are covered twice, some no longer and some not at all.

use govgrid::Draft;
use govgrid::import::{self, Options};
use govgrid::record::Table;

/// How many streets a district has, and how many communities a street.
const STREETS: u32 = 4;
const COMMUNITIES: u32 = 5;

/// The day on which some grids got their present name, and the day on which some buildings came to their grid.
const RENAMED: &str = "2021-01-01";
const RECUT: &str = "2022-07-01";

const UNITS: &str = "code,name,level,parent,kind,households,valid_from,valid_until";
const ORGANIZATIONS: &str = "code,name,kind,rank,superior,seat,valid_from,valid_until";
const COVERAGE: &str = "organization,target,mode,valid_from,valid_until";

/// The tables of a city.
pub(crate) struct City {
    tables: [(Table, String); 3],
    rows: u64,
}

impl City {
    /// A city of about so many units.
    pub(crate) fn of(units: usize) -> Self {
        let mut plan = Plan { units: Vec::new(), organizations: Vec::new(), coverage: Vec::new(), dice: Dice(9901) };
        plan.fill(units);
        let Plan { units, organizations, coverage, mut dice } = plan;
        let rows = (units.len() + organizations.len() + coverage.len()) as u64;
        let mut table = |table, header: &str, mut rows: Vec<String>| {
            dice.shuffle(&mut rows);
            (table, format!("{header}\n{}", rows.concat()))
        };
        let tables = [
            table(Table::Units, UNITS, units),
            table(Table::Organizations, ORGANIZATIONS, organizations),
            table(Table::Coverage, COVERAGE, coverage),
        ];
        Self { tables, rows }
    }

    /// The number of rows of all tables.
    pub(crate) const fn rows(&self) -> u64 {
        self.rows
    }

    /// The bytes of each table.
    pub(crate) fn tables(&self) -> impl Iterator<Item = (Table, &[u8])> {
        self.tables.iter().map(|(table, text)| (*table, text.as_bytes()))
    }

    /// What the tables say.
    pub(crate) fn draft(&self) -> Draft {
        let mut draft = Draft::new();
        for (table, text) in self.tables() {
            import::read(&mut draft, table, table.as_str(), text, &Options::default());
        }
        draft
    }
}

/// The lines of the tables while the city is built.
struct Plan {
    units: Vec<String>,
    organizations: Vec<String>,
    coverage: Vec<String>,
    dice: Dice,
}

impl Plan {
    /// Adds district after district until there are so many units.
    fn fill(&mut self, units: usize) {
        for (city, number) in (1..=99).flat_map(|city| (1..=99).map(move |number| (city, number))) {
            let district = format!("99{city:02}{number:02}");
            self.units.push(format!("{district},第{number}区,district,99{city:02}00,district,,,\n"));
            self.organizations.push(format!("PC-{district},第{number}区委,party_committee,district,,{district},,\n"));
            for number in 1..=STREETS {
                let street = self.street(&district, number);
                for number in 1..=COMMUNITIES {
                    self.community(&street, number);
                    if self.units.len() >= units {
                        return;
                    }
                }
            }
        }
    }

    fn street(&mut self, district: &str, number: u32) -> String {
        let code = format!("{district}{number:03}");
        self.units.push(format!("{code},第{number}街道,street,{district},street,,,\n"));
        let superior = format!("PC-{district}");
        self.organizations
            .push(format!("PW-{code},第{number}街道党工委,working_committee,street,{superior},{code},,\n"));
        code
    }

    fn community(&mut self, street: &str, number: u32) {
        let code = format!("{street}{number:03}");
        let name = format!("第{number}社区");
        self.units.push(format!("{code},{name},community,{street},urban,,,\n"));
        self.organizations.push(format!("PC-{code},{name}党委,party_committee,community,PW-{street},{code},,\n"));
        self.organizations.push(format!("RC-{code},{name}居委会,residents_committee,,,{code},,\n"));
        self.coverage.push(format!("RC-{code},{code},standalone,,\n"));
        for number in 1..=self.dice.between(10, 14) {
            self.grid(&code, number);
        }
    }

    fn grid(&mut self, community: &str, number: u32) {
        let code = format!("{community}-G{number:03}");
        let mut from = "";
        if self.dice.is_one_in(20) {
            self.units.push(format!("{code},旧{number}网格,grid,{community},basic,,,{RENAMED}\n"));
            from = RENAMED;
        }
        self.units.push(format!("{code},第{number}网格,grid,{community},basic,,{from},\n"));
        self.organize_grid(community, &code);
        for building in 1..=self.dice.between(6, 10) {
            let before = (number > 1 && self.dice.is_one_in(50)).then(|| format!("{community}-G{:03}", number - 1));
            self.building(&code, building, before);
        }
    }

    /// Of 20 grids one is not covered, one no longer, and two are covered twice.
    fn organize_grid(&mut self, community: &str, grid: &str) {
        let (branch, group) = (format!("PB-{grid}"), format!("PG-{grid}"));
        let roll = self.dice.between(1, 20);
        if roll == 1 {
            return;
        }
        let until = if roll == 2 { RECUT } else { "" };
        self.organizations.push(format!("{branch},网格党支部,party_branch,,PC-{community},{grid},,{until}\n"));
        self.coverage.push(format!("{branch},{grid},standalone,,{until}\n"));
        if roll >= 19 {
            self.organizations.push(format!("{group},网格党小组,party_group,,{branch},{grid},{RENAMED},\n"));
            self.coverage.push(format!("{group},{grid},joint,{RENAMED},\n"));
        }
    }

    /// A building with its households; `before` is the grid that it belonged to.
    fn building(&mut self, grid: &str, number: u32, before: Option<String>) {
        let code = format!("{grid}-B{number:02}");
        let mut declared = 0;
        for place in 0..self.dice.between(30, 60) {
            let (from, until) = match self.dice.between(1, 100) {
                1 => (String::new(), "2023-07-01"),
                2..=20 => (format!("2023-{:02}-01", self.dice.between(1, 12)), ""),
                _ => (String::new(), ""),
            };
            let (floor, door) = (place / 4 + 1, place % 4 + 1);
            self.units.push(format!("{code}-{floor:02}{door:02},,household,{code},,,{from},{until}\n"));
            declared += u32::from(until.is_empty());
        }
        let from = if before.is_some() { RECUT } else { "" };
        let line =
            |grid: &str, period: &str| format!("{code},{number}号楼,building,{grid},residential,{declared},{period}\n");
        self.units.push(line(grid, &format!("{from},")));
        self.units.extend(before.map(|before| line(&before, &format!(",{RECUT}"))));
        if self.dice.is_one_in(2) {
            self.organizations.push(format!("PG-{code},楼栋党小组,party_group,,,{code},,\n"));
            self.coverage.push(format!("PG-{code},{code},standalone,,\n"));
        }
    }
}

/// A generator of numbers that scrambles a counter.
struct Dice(u64);

impl Dice {
    /// A number from `low` to `high`, both included.
    fn between(&mut self, low: u32, high: u32) -> u32 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 31)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 29)).wrapping_mul(0x94d0_49bb_1331_11eb) >> 32;
        let scaled = (mixed * (u64::from(high - low) + 1)) >> 32;
        low + u32::try_from(scaled).unwrap_or(0)
    }

    fn is_one_in(&mut self, count: u32) -> bool {
        self.between(1, count) == 1
    }

    fn shuffle(&mut self, rows: &mut [String]) {
        for last in (1..u32::try_from(rows.len()).unwrap_or(u32::MAX)).rev() {
            rows.swap(last as usize, self.between(0, last) as usize);
        }
    }
}
