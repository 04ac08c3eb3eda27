//! What stands on the ground of Xining: the real units, and estates, courtyards and buildings that are built.

use super::{CITY, MICRO_COMPLEX};
use crate::Result;
use crate::city;
use crate::divisions::Division;
use crate::tables::{Tables, shares};
use govgrid::{CoverageMode, Level, UnitKind, ZoneKind, record};
use std::collections::BTreeSet;
use std::path::Path;

/// The ways in which estate branches are formed: how, how many estates each covers, how many there are. In all 556
/// branches over 1,628 estates.
pub(super) const WAYS: [(CoverageMode, u32, usize); 4] = [
    (CoverageMode::ByProperty, 4, 200),
    (CoverageMode::Joint, 4, 120),
    (CoverageMode::Standalone, 1, 180),
    (CoverageMode::Joint, 3, 56),
];

/// The first of the courtyards (院) of the micro-complex, 28 to 34.
const FIRST_COURTYARD: u32 = 28;

/// An urban community, with all that is built below it.
pub(super) struct Community {
    pub(super) code: String,
    /// The name as people say it.
    pub(super) name: String,
    pub(super) street: String,
    /// The estates, by the branch that covers them: those of one branch are neighbours.
    pub(super) branches: Vec<(CoverageMode, Vec<String>)>,
    /// The old courtyards, by the group that covers them.
    pub(super) groups: Vec<Vec<String>>,
}

impl Community {
    fn new(row: &Division) -> Self {
        let (code, street) = (row.code.clone(), row.parent.clone());
        Self { code, name: row.short_name(), street, branches: Vec::new(), groups: Vec::new() }
    }

    pub(super) fn estates(&self) -> impl Iterator<Item = &String> {
        self.branches.iter().flat_map(|(_, estates)| estates)
    }

    /// Whether it is the community of the micro-complex.
    pub(super) fn is_micro_complex(&self) -> bool {
        self.code == MICRO_COMPLEX
    }
}

/// The real units that the rest is built on.
pub(super) struct Ground {
    /// The 25 streets (街道).
    pub(super) streets: BTreeSet<String>,
    /// The 130 urban communities.
    pub(super) communities: Vec<Community>,
    /// The 31 villages in streets, which are urban villages (城中村).
    pub(super) urban_villages: Vec<String>,
}

/// Reads the real units and builds the rest.
pub(super) fn build(divisions: &Path, out: &mut Tables) -> Result<Ground> {
    let mut rows = Division::read(divisions, "ancestors.csv")?;
    rows.retain(|row| row.code == CITY);
    rows.extend(Division::read(divisions, "xining-4-districts.csv")?);
    let is_street = |row: &&Division| row.level == Level::Street && row.kind() == Some(UnitKind::Street);
    let streets: BTreeSet<String> = rows.iter().filter(is_street).map(|row| row.code.clone()).collect();
    let mut ground = Ground { streets, communities: Vec::new(), urban_villages: Vec::new() };
    for row in rows {
        if row.level != Level::Community {
            city::add_upper(&row, out);
            continue;
        }
        let mut unit = row.unit();
        if row.is_urban() {
            ground.communities.push(Community::new(&row));
        } else if unit.kind == Some(UnitKind::Village) && ground.streets.contains(&row.parent) {
            unit.kind = Some(UnitKind::UrbanVillage);
            ground.urban_villages.push(row.code.clone());
        }
        out.units.push(unit);
    }
    add_estates(&mut ground.communities, out);
    add_courtyards(&mut ground.communities, out);
    Ok(ground)
}

/// Deals out in turn, as cards: what the community at a place among so many gets.
fn dealt<T: Copy>(all: &[T], place: usize, places: usize) -> Vec<T> {
    all.iter().skip(place).step_by(places).copied().collect()
}

/// Deals the estates, in the shares of the branches, to the communities. The community of the micro-complex has one
/// estate, with a branch of its own.
fn add_estates(communities: &mut [Community], out: &mut Tables) {
    let own = (CoverageMode::Standalone, 1);
    let mut shares: Vec<(CoverageMode, u32)> =
        WAYS.into_iter().flat_map(|(mode, size, count)| std::iter::repeat_n((mode, size), count)).collect();
    if let Some(place) = shares.iter().position(|share| *share == own) {
        shares.remove(place);
    }
    let places = communities.len().saturating_sub(1);
    let mut place = 0;
    for community in communities {
        let branches = if community.is_micro_complex() {
            vec![own]
        } else {
            place += 1;
            dealt(&shares, place - 1, places)
        };
        let mut numbers = 1..;
        for (mode, size) in branches {
            let numbers = numbers.by_ref().take(size as usize);
            let estates = numbers.map(|number| add_estate(community, number, out)).collect();
            community.branches.push((mode, estates));
        }
    }
}

/// An estate (小区) of two buildings.
fn add_estate(community: &Community, number: u32, out: &mut Tables) -> String {
    let code = format!("{}-E{number:02}", community.code);
    let name = format!("第{number}小区");
    out.zone(&code, format!("{}{name}", community.name), ZoneKind::Estate, &community.code);
    for building in 1..=2 {
        add_building(&code, building, format!("{name}{building}号楼"), community, out);
    }
    code
}

/// The 744 old courtyards (老旧楼院), in the shares of 196 groups: four and three of them in the community of the
/// micro-complex, the others dealt to the other communities.
fn add_courtyards(communities: &mut [Community], out: &mut Tables) {
    let shares: Vec<u32> = shares(744 - 4 - 3, 196 - 2).collect();
    let places = communities.len().saturating_sub(1);
    let mut place = 0;
    for community in communities {
        let groups = if community.is_micro_complex() {
            vec![4, 3]
        } else {
            place += 1;
            dealt(&shares, place - 1, places)
        };
        let mut numbers = 1..;
        for size in groups {
            let numbers = numbers.by_ref().take(size as usize);
            let courtyards = numbers.map(|number| add_courtyard(community, number, out)).collect();
            community.groups.push(courtyards);
        }
    }
}

/// An old courtyard of one building.
fn add_courtyard(community: &Community, number: u32, out: &mut Tables) -> String {
    let code = format!("{}-Y{number:02}", community.code);
    let name = if community.is_micro_complex() {
        format!("{}号院", FIRST_COURTYARD + number - 1)
    } else {
        format!("第{number}楼院")
    };
    out.zone(&code, format!("{}{name}", community.name), ZoneKind::Courtyard, &community.code);
    add_building(&code, 1, format!("{name}住宅楼"), community, out);
    code
}

/// A building (楼栋) of an estate or a courtyard, which lies in the community itself: there are no grids. In the
/// community of the micro-complex there is a row for each household, five storeys of eight doors.
fn add_building(zone: &str, number: u32, name: String, community: &Community, out: &mut Tables) {
    let code = format!("{zone}-B{number}");
    out.zone_units.push(record::ZoneUnit::new(zone, code.as_str()));
    if community.is_micro_complex() {
        for (storey, door) in (1..=5).flat_map(|storey| (1..=8).map(move |door| (storey, door))) {
            let household = format!("{code}-{storey:02}{door:02}");
            let parent = Some(code.clone());
            out.units.push(record::Unit { parent, ..record::Unit::new(household, Level::Household) });
        }
    }
    out.units.push(record::Unit {
        name: Some(name),
        parent: Some(community.code.clone()),
        kind: Some(UnitKind::Residential),
        ..record::Unit::new(code, Level::Building)
    });
}
