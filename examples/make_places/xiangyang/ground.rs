//! What stands on the ground of Xiangyang: the real units, and grids, estates and buildings that are built.

use super::{ADJUSTED_ON, FULL, MERGED_ON, organizations};
use crate::Result;
use crate::city;
use crate::divisions::Division;
use crate::tables::{Dice, Tables, shares};
use govgrid::{Level, LineageKind, Period, UnitKind, ZoneKind, record};
use std::path::Path;

/// Farms whose twelve communities have no big Party committee (大党委): 515 of 527 have one.
const FARMS: [&str; 2] = ["420683500", "420683501"];

/// The three districts whose streets are the central city (中心城区).
const CENTRAL: [&str; 3] = ["420602", "420606", "420607"];

/// How many grids an adjusted community has, and the one that is built to the last household.
const LARGE: u32 = 9;

/// An urban community of the 515, with all that is built below it.
pub(super) struct Community {
    row: Division,
    pub(super) code: String,
    /// The name as people say it.
    pub(super) name: String,
    pub(super) street: String,
    /// In a street of the central city.
    pub(super) is_central: bool,
    /// In one of the 28 streets with a big working committee (大工委).
    pub(super) is_urban: bool,
    /// Households before and after the adjustment, in the 38 adjusted communities.
    pub(super) households: Option<(u32, u32)>,
    pub(super) grids: Vec<String>,
    pub(super) estates: Vec<Estate>,
}

impl Community {
    pub(super) fn district(&self) -> &str {
        self.street.get(..6).unwrap_or_default()
    }
}

/// An estate (小区) of the central city.
pub(super) struct Estate {
    pub(super) code: String,
    /// The grid that its buildings lie in.
    pub(super) grid: String,
    /// What it was before it was handed over, if it was an enclave (插花地).
    pub(super) before: Option<Enclave>,
}

/// An estate that one community ran in the territory of another.
#[derive(Clone)]
pub(super) struct Enclave {
    /// The community that ran it, and its grid.
    pub(super) run_by: String,
    grid: String,
    /// The place of the community in whose territory it lies.
    within: usize,
    households: u32,
}

/// Whether a street has a big working committee: those of the high-tech zone (高新区) have none of their own.
pub(super) fn has_big_working_committee(row: &Division) -> bool {
    row.kind() == Some(UnitKind::Street) && !row.name.starts_with("高新区")
}

/// Reads the real units and builds the rest.
pub(super) fn build(divisions: &Path, out: &mut Tables) -> Result<Vec<Community>> {
    let mut communities = read(divisions, out)?;
    let enclaves = adjust(&mut communities, &mut Dice(420_600));
    add_grids(&mut communities, out)?;
    add_estates(&mut communities, &enclaves, out)?;
    add_communities(&communities, out)?;
    Ok(communities)
}

/// The 515 communities; all other units are done with at once.
fn read(divisions: &Path, out: &mut Tables) -> Result<Vec<Community>> {
    let rows = Division::read(divisions, "xiangyang.csv")?;
    let streets = |fits: fn(&Division) -> bool| -> Vec<String> {
        rows.iter().filter(|row| row.level == Level::Street && fits(row)).map(|row| row.code.clone()).collect()
    };
    let is_central = |row: &Division| row.kind() == Some(UnitKind::Street) && CENTRAL.contains(&row.parent.as_str());
    let (central, urban) = (streets(is_central), streets(has_big_working_committee));
    // The report does not say how far its two areas reach, so they comprise no unit here.
    for (code, name) in [("420600-CENTRAL", "中心城区"), ("420600-URBAN", "城区")] {
        let (name, within) = (Some(name.to_owned()), Some("420600".to_owned()));
        out.zones.push(record::Zone { name, within, ..record::Zone::new(code, ZoneKind::UrbanArea) });
    }
    let mut communities = Vec::new();
    for row in rows {
        if row.level != Level::Community {
            city::add_upper(&row, out);
        } else if row.is_urban() && !FARMS.contains(&row.parent.as_str()) {
            communities.push(Community {
                name: row.short_name(),
                is_central: central.contains(&row.parent),
                is_urban: urban.contains(&row.parent),
                households: None,
                grids: Vec::new(),
                estates: Vec::new(),
                code: row.code.clone(),
                street: row.parent.clone(),
                row,
            });
        } else {
            out.units.push(row.unit());
            if row.is_urban() {
                organizations::add_committee((&row.code, &row.short_name(), &row.parent), out);
            }
        }
    }
    Ok(communities)
}

/// Adjusts 19 pairs of neighbours, the first two communities of 19 streets: 56 estates that one ran in the territory of
/// the other change hands. Before, one has more than 5,000 households and the other fewer than 3,000; after, neither.
fn adjust(communities: &mut [Community], dice: &mut Dice) -> Vec<Enclave> {
    let mut pairs: Vec<(usize, usize)> = Vec::new();
    let mut last = "";
    for (place, community) in communities.iter().enumerate() {
        if community.is_central && community.is_urban && community.street != last && pairs.len() < 19 {
            pairs.push((place, place + 1));
            last = &community.street;
        }
    }
    let mut enclaves = Vec::new();
    for (number, (large, small)) in pairs.into_iter().enumerate() {
        let [first, second, back] = [dice.between(300, 420), dice.between(300, 420), dice.between(120, 150)];
        // 18 × 3 + 2 = 56.
        let given = if number == 0 { vec![first] } else { vec![first, second] };
        let net = given.iter().sum::<u32>() - back;
        let after = (dice.between(4_880, 4_980), dice.between(3_020, 3_100));
        let moved = given.into_iter().map(|households| (large, small, households)).chain([(small, large, back)]);
        for (from, within, households) in moved {
            let Some(run_by) = communities.get(from).map(|community| community.code.clone()) else { continue };
            enclaves.push(Enclave { run_by, grid: String::new(), within, households });
        }
        let sizes = [(large, (after.0 + net, after.0)), (small, (after.1 - net, after.1))];
        for (place, households) in sizes {
            if let Some(community) = communities.get_mut(place) {
                community.households = Some(households);
            }
        }
    }
    enclaves
}

/// Gives the communities their 2,486 grids.
fn add_grids(communities: &mut [Community], out: &mut Tables) -> Result<()> {
    let is_large = |community: &Community| community.households.is_some() || community.code == FULL;
    let large = u32::try_from(communities.iter().filter(|community| is_large(community)).count())?;
    let others = u32::try_from(communities.len())? - large;
    let mut sizes = shares(2_486 - LARGE * large, others);
    let (before, after) = city::around(MERGED_ON)?;
    for community in communities {
        let size = if is_large(community) { LARGE } else { sizes.next().unwrap_or_default() };
        for number in 1..=size {
            let code = format!("{}-G{number:03}", community.code);
            let grid = |code: &str, name: String| record::Unit {
                name: Some(name),
                parent: Some(community.code.clone()),
                kind: Some(UnitKind::Basic),
                ..record::Unit::new(code, Level::Grid)
            };
            let mut merged = grid(&code, format!("第{number}网格"));
            if community.code == FULL {
                merged.period = after;
                for (hundred, of) in [(1, "综治"), (2, "城管")] {
                    let former = format!("{}-G{}", community.code, 100 * hundred + number);
                    out.units.push(record::Unit { period: before, ..grid(&former, format!("{of}第{number}网格")) });
                    let day = MERGED_ON.parse()?;
                    let basis = Some("多网合一".to_owned());
                    let row = record::Lineage::new(former, code.as_str(), LineageKind::Merge, day);
                    out.lineage.push(record::Lineage { basis, ..row });
                }
            }
            out.units.push(merged);
            community.grids.push(code);
        }
    }
    Ok(())
}

/// Gives the communities of the central city their 2,260 estates, of two buildings each. The first ones of an adjusted
/// community are those that it was handed.
fn add_estates(communities: &mut [Community], enclaves: &[Enclave], out: &mut Tables) -> Result<()> {
    let (before, after) = city::around(ADJUSTED_ON)?;
    let central = u32::try_from(communities.iter().filter(|community| community.is_central).count())?;
    let mut sizes = shares(2_260, central);
    let grid_of = |community: &str| format!("{community}-G001");
    for (place, community) in communities.iter_mut().enumerate().filter(|(_, community)| community.is_central) {
        let mut handed = enclaves.iter().filter(|enclave| enclave.within == place);
        let grids = community.grids.iter().cycle();
        let count = sizes.next().unwrap_or_default();
        for (number, grid) in (1..=count).zip(grids) {
            let code = format!("{}-E{number:02}", community.code);
            let name = format!("第{number}小区");
            let enclave = handed.next().map(|e| Enclave { grid: grid_of(&e.run_by), ..e.clone() });
            out.zones.push(record::Zone {
                name: Some(format!("{}{name}", community.name)),
                within: Some(community.code.clone()),
                ..record::Zone::new(code.as_str(), ZoneKind::Estate)
            });
            let estate = Estate { code, grid: grid.clone(), before: enclave };
            if community.code == FULL {
                // Six buildings a grid, whether it has one estate or two.
                let is_alone = number <= LARGE && number + LARGE > count;
                add_whole_buildings(&estate, &name, if is_alone { 6 } else { 3 }, out);
            } else {
                add_buildings(&estate, &name, (before, after), out);
            }
            community.estates.push(estate);
        }
    }
    Ok(())
}

/// Adds a building and says that its estate comprises it.
fn add_building(code: &str, estate: &Estate, unit: record::Unit, out: &mut Tables) {
    out.zone_units.push(record::ZoneUnit::new(estate.code.as_str(), code));
    out.units.push(unit);
}

/// A building (楼栋) in a grid.
fn building(code: &str, name: String, grid: &str) -> record::Unit {
    record::Unit {
        name: Some(name),
        parent: Some(grid.to_owned()),
        kind: Some(UnitKind::Residential),
        ..record::Unit::new(code, Level::Building)
    }
}

/// The two buildings of an estate. Those of an enclave lay in a grid of the community that ran it, and lie in one of
/// the community that it was handed to.
fn add_buildings(estate: &Estate, name: &str, (before, after): (Period, Period), out: &mut Tables) {
    for number in 1..=2 {
        let code = format!("{}-B{number}", estate.code);
        let mut unit = building(&code, format!("{name}{number}号楼"), &estate.grid);
        if let Some(enclave) = &estate.before {
            unit.households = Some((enclave.households + number - 1) / 2);
            unit.period = after;
            let name = Some(format!("{}（插花地）", unit.name.clone().unwrap_or_default()));
            out.units.push(record::Unit { name, parent: Some(enclave.grid.clone()), period: before, ..unit.clone() });
        }
        add_building(&code, estate, unit, out);
    }
}

/// The buildings of an estate that is built to the last household: 18 storeys, two stairwells with two doors a storey.
fn add_whole_buildings(estate: &Estate, name: &str, count: u32, out: &mut Tables) {
    for number in 1..=count {
        let code = format!("{}-B{number}", estate.code);
        let unit = building(&code, format!("{name}{number}号楼"), &estate.grid);
        add_building(&code, estate, record::Unit { households: Some(72), ..unit }, out);
        for stairwell in 1..=2 {
            let parent = format!("{code}-S{stairwell}");
            out.units.push(record::Unit {
                name: Some(format!("{stairwell}单元")),
                parent: Some(code.clone()),
                ..record::Unit::new(parent.as_str(), Level::Stairwell)
            });
            for (storey, door) in (1..=18).flat_map(|storey| [(storey, 1), (storey, 2)]) {
                let code = format!("{parent}-{storey:02}{door:02}");
                let parent = Some(parent.clone());
                out.units.push(record::Unit { parent, ..record::Unit::new(code, Level::Household) });
            }
        }
    }
}

/// The rows of the 515 communities; an adjusted one has two, with its households before and after.
fn add_communities(communities: &[Community], out: &mut Tables) -> Result<()> {
    let (before, after) = city::around(ADJUSTED_ON)?;
    for community in communities {
        let row = &community.row;
        let Some((former, present)) = community.households else {
            out.units.push(row.unit());
            continue;
        };
        out.units.push(record::Unit { households: Some(former), period: before, ..row.unit() });
        out.units.push(record::Unit { households: Some(present), period: after, ..row.unit() });
    }
    Ok(())
}
