//! What stands on the ground of Qihe: the real units; grids, buildings, stairwells and estates that are built.

use crate::Result;
use crate::divisions::Division;
use crate::tables::{Dice, Tables, shares};
use govgrid::{Level, UnitKind, ZoneKind, record};
use std::path::Path;

/// The county.
pub(super) const COUNTY: &str = "371425";

/// The zone of the 20 urban communities.
pub(super) const SCOPE: &str = "371425-SCOPE20";

/// Grids, buildings, stairwells, estates and households of the 20 urban communities.
pub(super) const GRIDS: u32 = 179;
pub(super) const BUILDINGS: u32 = 976;
pub(super) const STAIRWELLS: u32 = 2_557;
pub(super) const ESTATES: u32 = 299;
pub(super) const HOUSEHOLDS: u32 = 20 * 3_866;

/// A grid with its buildings, in the order of their codes.
pub(super) struct Grid {
    pub(super) code: String,
    pub(super) name: String,
    pub(super) buildings: Vec<Building>,
}

/// A building and its stairwells.
pub(super) struct Building {
    pub(super) code: String,
    pub(super) name: String,
    pub(super) stairwells: Vec<String>,
}

/// An urban community and its grids.
pub(super) struct Community {
    pub(super) code: String,
    pub(super) name: String,
    pub(super) street: String,
    pub(super) grids: Vec<Grid>,
}

/// An estate: its code, its name, and the places of its community and its grid.
#[derive(Clone)]
pub(super) struct Estate {
    pub(super) code: String,
    pub(super) name: String,
    pub(super) community: String,
    pub(super) grid: String,
}

/// The real units and all that is built.
pub(super) struct Ground {
    pub(super) rows: Vec<Division>,
    pub(super) communities: Vec<Community>,
    pub(super) estates: Vec<Estate>,
}

impl Ground {
    /// Reads the real units, and builds what lies below them and the zones.
    pub(super) fn build(divisions: &Path, dice: &mut Dice, out: &mut Tables) -> Result<Self> {
        let rows = Division::read(divisions, "dezhou-qihe.csv")?;
        out.units.extend(rows.iter().map(Division::unit));
        let urban: Vec<&Division> = rows.iter().filter(|row| row.is_urban()).collect();
        let grids = shares(GRIDS, u32::try_from(urban.len())?);
        let mut stock = Stock::new(dice)?;
        let mut communities = Vec::new();
        for (row, grids) in urban.iter().zip(grids) {
            let (code, name) = (row.code.clone(), row.short_name());
            let grids = (1..=grids).map(|number| stock.grid((&code, &name), number, out)).collect();
            communities.push(Community { code, name, street: row.parent.clone(), grids });
        }
        out.zone(SCOPE, "城市社区20个".to_owned(), ZoneKind::ClaimScope, COUNTY);
        out.zone_units.extend(communities.iter().map(|row| record::ZoneUnit::new(SCOPE, row.code.as_str())));
        let estates = estates(&communities, out);
        areas(&rows, &communities, out);
        Ok(Self { rows, communities, estates })
    }

    /// Every grid, with its community.
    pub(super) fn grids(&self) -> impl Iterator<Item = (&Community, &Grid)> {
        self.communities.iter().flat_map(|community| community.grids.iter().map(move |grid| (community, grid)))
    }
}

/// What is still to be built, in the order of the grids.
struct Stock {
    buildings: std::vec::IntoIter<u32>,
    /// Stairwells and households of each building.
    sizes: std::vec::IntoIter<(u32, u32)>,
}

impl Stock {
    /// Buildings have two or three stairwells and about 79 households: what one has more, the next has less.
    fn new(dice: &mut Dice) -> Result<Self> {
        let mut households: Vec<u32> = shares(HOUSEHOLDS, BUILDINGS).collect();
        for pair in households.chunks_exact_mut(2) {
            let more = dice.between(0, 15);
            if let [one, other] = pair {
                (*one, *other) = (*one + more, *other - more);
            }
        }
        let sizes: Vec<(u32, u32)> = shares(STAIRWELLS, BUILDINGS).zip(households).collect();
        let buildings: Vec<u32> = shares(BUILDINGS, GRIDS).collect();
        if buildings.iter().sum::<u32>() != BUILDINGS {
            return Err("the buildings do not go into the grids".into());
        }
        Ok(Self { buildings: buildings.into_iter(), sizes: sizes.into_iter() })
    }

    /// The next grid of a community.
    fn grid(&mut self, (community, name): (&str, &str), number: u32, out: &mut Tables) -> Grid {
        let (code, name) = (format!("{community}-G{number:03}"), format!("{name}第{number}网格"));
        out.units.push(record::Unit {
            name: Some(name.clone()),
            parent: Some(community.to_owned()),
            kind: Some(UnitKind::Basic),
            ..record::Unit::new(code.as_str(), Level::Grid)
        });
        let count = self.buildings.next().unwrap_or_default();
        let buildings = (1..=count).filter_map(|place| self.building(&code, place, out)).collect();
        Grid { code, name, buildings }
    }

    /// The next building of a grid.
    fn building(&mut self, grid: &str, place: u32, out: &mut Tables) -> Option<Building> {
        let (stairwells, households) = self.sizes.next()?;
        let (code, name) = (format!("{grid}-B{place:02}"), format!("{place}号楼"));
        out.units.push(record::Unit {
            name: Some(name.clone()),
            parent: Some(grid.to_owned()),
            kind: Some(UnitKind::Residential),
            households: Some(households),
            ..record::Unit::new(code.as_str(), Level::Building)
        });
        let stairwells = (1..=stairwells).map(|number| {
            let stairwell = format!("{code}-S{number}");
            out.units.push(record::Unit {
                name: Some(format!("{number}单元")),
                parent: Some(code.clone()),
                ..record::Unit::new(stairwell.as_str(), Level::Stairwell)
            });
            stairwell
        });
        let stairwells = stairwells.collect();
        Some(Building { code, name, stairwells })
    }
}

/// One or two estates (小区) in each grid, each of neighbouring buildings.
fn estates(communities: &[Community], out: &mut Tables) -> Vec<Estate> {
    let mut estates = Vec::new();
    let mut counts = shares(ESTATES, GRIDS);
    for community in communities {
        for grid in &community.grids {
            let count = counts.next().and_then(|count| usize::try_from(count).ok()).unwrap_or(1).max(1);
            let size = grid.buildings.len().div_ceil(count);
            for (n, buildings) in grid.buildings.chunks(size).enumerate() {
                let code = format!("E-{}-{}", grid.code, n + 1);
                let name = format!("{}{}区", grid.name.replace("社区第", "").replace("网格", "号院"), n + 1);
                out.zone(&code, name.clone(), ZoneKind::Estate, &community.code);
                let units = buildings.iter().map(|building| building.code.as_str());
                out.zone_units.extend(units.map(|unit| record::ZoneUnit::new(code.as_str(), unit)));
                estates.push(Estate { code, name, community: community.code.clone(), grid: grid.code.clone() });
            }
        }
    }
    estates
}

/// 26 areas (片区): 13 of one or two urban communities, and each town or township one.
fn areas(rows: &[Division], communities: &[Community], out: &mut Tables) {
    let mut units = communities.iter().map(|community| community.code.as_str());
    let urban = shares(20, 13).map(|count| units.by_ref().take(count as usize).collect::<Vec<_>>());
    let mut areas: Vec<Vec<&str>> = urban.collect();
    let is_town = |row: &&Division| matches!(row.kind(), Some(UnitKind::Town | UnitKind::Township));
    areas.extend(
        rows.iter().filter(|row| row.level == Level::Street).filter(is_town).map(|row| vec![row.code.as_str()]),
    );
    for (number, units) in (1..).zip(areas) {
        let code = area(number);
        out.zone(&code, format!("第{number}片区"), ZoneKind::Area, COUNTY);
        out.zone_units.extend(units.into_iter().map(|unit| record::ZoneUnit::new(code.as_str(), unit)));
    }
}

/// The code of an area by its number from 1.
pub(super) fn area(number: usize) -> String {
    format!("A-{number:02}")
}
