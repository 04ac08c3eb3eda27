//! What stands on the ground of Kaiping: the real units, and grids and buildings that are built.

use super::party;
use crate::Result;
use crate::divisions::Division;
use crate::tables::{Dice, Tables};
use govgrid::{Level, UnitKind, record};
use std::collections::BTreeMap;
use std::path::Path;

/// The 44 communities with their 175 grids. Per street, in the order of the communities' codes: how many grids, and
/// what stands there: `b` bungalow rows (平房) and walk-ups, `w` walk-ups, `m` walk-ups and towers, `t` towers. Two streets
/// that are one community each are not in it: the README of the data says why.
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

/// One building (楼栋): its kind, its storeys and the doors on each.
struct Building(UnitKind, u32, u32);

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
            Self(UnitKind::BungalowRow, 1, dice.between(24, 40))
        } else if roll <= towers {
            Self(UnitKind::Residential, dice.between(18, 24), dice.between(2, 4))
        } else {
            Self(UnitKind::Residential, dice.between(5, 6), 2 * dice.between(3, 5))
        }
    }

    fn households(&self) -> u32 {
        self.1 * self.2
    }

    fn label(&self) -> &'static str {
        if self.0 == UnitKind::BungalowRow { "号平房片" } else { "号楼" }
    }
}

/// A finished grid, as its Party organisation needs it. Ordered by size.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Grid {
    pub(super) households: u32,
    pub(super) code: String,
    pub(super) name: String,
}

/// One of the 44 communities, with its grids.
pub(super) struct Community {
    pub(super) code: String,
    pub(super) name: String,
    pub(super) street: String,
    /// Whether rows of bungalows stand there, which no property company serves.
    pub(super) has_bungalows: bool,
    pub(super) grids: Vec<Grid>,
}

/// The real units, and the communities with all that is built below them.
pub(super) struct Ground {
    /// The district, then its streets and towns.
    pub(super) upper: Vec<Division>,
    pub(super) communities: Vec<Community>,
}

impl Ground {
    /// Reads the real units, builds the grids and buildings, and gives each its Party organisation.
    pub(super) fn build(divisions: &Path, dice: &mut Dice, out: &mut Tables) -> Result<Self> {
        let mut ground = Self { upper: Vec::new(), communities: Vec::new() };
        let items = |&(street, items): &(&'static str, &'static str)| items.split(' ').map(move |item| (street, item));
        let mut plan = PLAN.iter().flat_map(items).peekable();
        for row in Division::read(divisions, "tangshan-kaiping.csv")? {
            let mut unit = row.unit();
            if row.level != Level::Community {
                party::of_upper(&row, out);
                ground.upper.push(row);
            } else if let Some((_, plan)) = plan.next_if(|(street, _)| row.is_urban() && *street == row.parent) {
                let name = row.short_name();
                let grids = build_grids((&row.code, &name), plan, dice, out)?;
                unit.households = declared(&row.code, grids.iter().map(|grid| grid.households).sum());
                let has_bungalows = plan.ends_with('b');
                let community = Community { code: row.code, name, street: row.parent, has_bungalows, grids };
                party::of_community(&community, dice, out);
                ground.communities.push(community);
            }
            out.units.push(unit);
        }
        let left = plan.next().map(|(street, _)| format!("`{street}` has fewer communities than planned").into());
        left.map_or(Ok(ground), Err)
    }
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
        out.units.push(record::Unit {
            name: Some(name.clone()),
            parent: Some(community.to_owned()),
            kind: Some(UnitKind::Basic),
            households: declared(&code, households),
            ..record::Unit::new(code.as_str(), Level::Grid)
        });
        let micro_grid = format!("{code}-M1");
        out.units.push(record::Unit {
            name: Some(format!("{name}自治微网格")),
            parent: Some(code.clone()),
            kind: Some(UnitKind::SelfGoverning),
            ..record::Unit::new(micro_grid.as_str(), Level::MicroGrid)
        });
        for (place, building) in (1..).zip(&buildings) {
            let number = numbers.entry(building.label()).or_default();
            *number += 1;
            let name = format!("{number}{}", building.label());
            add_building((&code, &micro_grid), place, name, building, out);
        }
        grids.push(Grid { households, code, name });
    }
    Ok(grids)
}

/// Adds a building to a grid's micro-grid, and in the town that has them its stairwells and households, always without
/// the name of anybody.
fn add_building((grid, micro_grid): (&str, &str), place: u32, name: String, building: &Building, out: &mut Tables) {
    let code = format!("{grid}-B{place:02}");
    let &Building(kind, storeys, doors) = building;
    out.units.push(record::Unit {
        name: Some(name),
        parent: Some(micro_grid.to_owned()),
        kind: Some(kind),
        households: Some(building.households()),
        ..record::Unit::new(code.as_str(), Level::Building)
    });
    if !grid.starts_with(ROWS_IN) {
        return;
    }
    // A tower has one stairwell; in a walk-up two doors of a storey share one.
    let doors_of_one = if doors <= 4 { doors } else { 2 };
    for stairwell in 1..=doors / doors_of_one {
        out.units.push(record::Unit {
            name: Some(format!("{stairwell}单元")),
            parent: Some(code.clone()),
            ..record::Unit::new(format!("{code}-S{stairwell}"), Level::Stairwell)
        });
    }
    for (storey, door) in (1..=storeys).flat_map(|s| (1..=doors).map(move |d| (s, d))) {
        out.units.push(record::Unit {
            parent: Some(format!("{code}-S{}", (door - 1) / doors_of_one + 1)),
            ..record::Unit::new(format!("{code}-{storey:02}{door:02}"), Level::Household)
        });
    }
}

/// What a unit above the building declares: nothing, unless it is one of those that do.
fn declared(code: &str, households: u32) -> Option<u32> {
    DECLARED.contains(&code).then_some(households)
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

/// Every grid has a usual number of households but for those that are meant to differ.
pub(super) fn check_sizes(ground: &Ground) -> Result<()> {
    for grid in ground.communities.iter().flat_map(|community| &community.grids) {
        let unusual = UNUSUAL_GRIDS.iter().any(|(code, ..)| *code == grid.code);
        if unusual == (300..=500).contains(&grid.households) {
            return Err(format!("`{}` has {} households, which is not as planned", grid.code, grid.households).into());
        }
    }
    Ok(())
}
