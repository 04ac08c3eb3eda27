//! The Party organisations of Kaiping, each covering the unit it sits in.

use super::ground::Community;
use crate::divisions::Division;
use crate::tables::{Dice, Tables};
use govgrid::{CoverageMode, Level, OrganizationForm, OrganizationKind, OrganizationRank, UnitKind, record};

/// Full and probationary members (正式党员, 预备党员).
type Members = (u32, u32);

/// What a Party organisation is for.
#[derive(Clone, Copy)]
pub(super) enum Tier {
    District,
    Street,
    Town,
    Community,
    Branch,
    Group,
}

impl Tier {
    /// The code of the organisation of this tier that sits in a unit.
    pub(super) fn code(self, seat: &str) -> String {
        format!("{}-{seat}", self.words(0).0)
    }

    /// Prefix of the code, kind, rank and end of the name. A community with 100 full members has a committee (党委) under
    /// the same code that its general branch (党总支) would have.
    fn words(self, full_members: u32) -> (&'static str, OrganizationKind, Option<OrganizationRank>, &'static str) {
        use OrganizationKind::{GeneralBranch, PartyBranch, PartyCommittee, PartyGroup, WorkingCommittee};
        match self {
            Self::District => ("PC", PartyCommittee, Some(OrganizationRank::District), "委"),
            Self::Street => ("PW", WorkingCommittee, Some(OrganizationRank::Street), "党工委"),
            Self::Town => ("PC", PartyCommittee, Some(OrganizationRank::Street), "党委"),
            Self::Community if full_members >= 100 => ("PO", PartyCommittee, Some(OrganizationRank::Community), "党委"),
            Self::Community => ("PO", GeneralBranch, Some(OrganizationRank::Community), "党总支"),
            Self::Branch => ("PB", PartyBranch, None, "党支部"),
            Self::Group => ("PG", PartyGroup, None, "党小组"),
        }
    }
}

/// The code of the Party organisation of a street or town.
pub(super) fn of_street(street: &str) -> String {
    let is_town = street.get(6..).is_some_and(|class| class >= "100");
    if is_town { Tier::Town.code(street) } else { Tier::Street.code(street) }
}

/// Gives the district, a street or a town its organisation.
pub(super) fn of_upper(row: &Division, out: &mut Tables) {
    let (tier, superior) = match (row.level, row.kind()) {
        (Level::District, _) => (Tier::District, None),
        (_, Some(UnitKind::Town)) => (Tier::Town, Some(Tier::District.code(&row.parent))),
        _ => (Tier::Street, Some(Tier::District.code(&row.parent))),
    };
    add(tier, (&row.code, &row.name), superior, None, out);
}

/// Gives a community its organisation and each grid a branch (党支部) or a group (党小组) of its own: groups to the two
/// smallest grids, but branches to two grids at least. A branch counts its group's members among its own, and the
/// community organisation all of them.
pub(super) fn of_community(community: &Community, dice: &mut Dice, out: &mut Tables) {
    let mut grids = community.grids.clone();
    grids.sort();
    let mut small = grids.drain(..grids.len().saturating_sub(2).min(2)).collect::<Vec<_>>().into_iter();
    let (mut total, mut below) = ((0, 0), Tables::default());
    for grid in grids {
        let mut members = (dice.between(25, 40), dice.between(0, 1));
        let group = small.next().map(|small| (small, (dice.between(3, 7), dice.between(0, 1))));
        if let Some((_, own)) = &group {
            members = (members.0 + own.0, members.1 + own.1);
        }
        let superior = Tier::Community.code(&community.code);
        add(Tier::Branch, (&grid.code, &grid.name), Some(superior), Some(members), &mut below);
        if let Some((small, own)) = group {
            let branch = Tier::Branch.code(&grid.code);
            add(Tier::Group, (&small.code, &small.name), Some(branch), Some(own), &mut below);
        }
        total = (total.0 + members.0, total.1 + members.1);
    }
    let place = (community.code.as_str(), community.name.as_str());
    add(Tier::Community, place, Some(of_street(&community.street)), Some(total), out);
    out.organizations.append(&mut below.organizations);
    out.coverage.append(&mut below.coverage);
}

/// Adds a Party organisation, which covers the unit it sits in.
fn add(tier: Tier, (seat, place): (&str, &str), superior: Option<String>, members: Option<Members>, out: &mut Tables) {
    let (_, kind, rank, label) = tier.words(members.map_or(0, |(full, _)| full));
    let code = tier.code(seat);
    out.coverage.push(record::Coverage::new(code.as_str(), seat, CoverageMode::Standalone));
    out.organizations.push(record::Organization {
        name: Some(format!("{place}{label}")),
        rank,
        superior,
        seat: Some(seat.to_owned()),
        full_members: members.map(|(full, _)| full),
        probationary_members: members.map(|(_, probationary)| probationary),
        ..record::Organization::new(code, kind)
    });
}

/// In one grid a group for each building, and a household where its members meet (党员中心户): the tiers below the grid.
pub(super) fn below_grid(grid: &str, out: &mut Tables) {
    let in_grid = |unit: &&record::Unit| unit.level == Level::Building && unit.code.starts_with(grid);
    let buildings: Vec<_> = out.units.iter().filter(in_grid).cloned().collect();
    let branch = Tier::Branch.code(grid);
    for building in buildings {
        let name = building.name.unwrap_or_default();
        add(Tier::Group, (&building.code, &name), Some(branch.clone()), Some((4, 0)), out);
        out.organizations.push(record::Organization {
            form: Some(OrganizationForm::Member),
            superior: Some(Tier::Group.code(&building.code)),
            seat: Some(building.code.clone()),
            ..record::Organization::new(format!("CH-{}", building.code), OrganizationKind::CentreHousehold)
        });
    }
}
