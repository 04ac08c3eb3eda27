//! The Party organisations of Qihe: 2,002 with 91 committees and 35,000 members, and the groups of buildings.

use super::ground::{COUNTY, Ground};
use crate::Result;
use crate::divisions::Division;
use crate::tables::{Dice, Tables, shares};
use govgrid::{CoverageMode, Level, OrganizationForm, OrganizationKind, OrganizationRank, UnitKind, record};
use std::collections::BTreeMap;

/// Departments, and how many of them have a committee (党委) rather than a branch.
pub(super) const DEPARTMENTS: usize = 114;
pub(super) const WITH_COMMITTEE: usize = 57;

/// Members of a department that has a committee, and of one that has a branch.
const DEPARTMENT_MEMBERS: (u32, u32) = (110, 32);

/// Couriers' outlets, delivery stations and drivers' fleets.
pub(super) const NEW_GROUPS: usize = 12;

/// Branches of enterprises and of new economic and social organisations.
const OTHER_BRANCHES: u32 = 474;

const MEMBERS: u32 = 35_000;

/// The Party organisation that sits in a unit or an organization, by its code.
pub(super) fn party_of(seat: &str) -> String {
    format!("P-{seat}")
}

/// The department of this number from 0.
pub(super) fn department(number: usize) -> String {
    format!("D-{:03}", number % DEPARTMENTS + 1)
}

/// The new employment group of this number from 0.
pub(super) fn new_group(number: usize) -> String {
    format!("NE-{:02}", number % NEW_GROUPS + 1)
}

/// Builds the organisations, superiors first, each counting the members of those below it.
pub(super) fn build(ground: &Ground, dice: &mut Dice, out: &mut Tables) -> Result<()> {
    let mut tree = Tree { organizations: Vec::new(), coverage: Vec::new() };
    for row in ground.rows.iter().filter(|row| row.level < Level::Community) {
        tree.upper(row);
    }
    tree.communities(ground, dice);
    tree.villages(ground, dice);
    tree.departments(out);
    tree.new_groups(ground, out);
    tree.others(ground)?;
    tree.finish(out);
    groups(ground, out);
    Ok(())
}

/// Where an organisation sits, and what it is of: both codes, and whether that is a row that it covers.
#[derive(Clone, Copy)]
struct Place<'p> {
    seat: &'p str,
    of: &'p str,
    covers: bool,
}

impl<'p> Place<'p> {
    /// The organisation of a unit, which sits in it and covers it.
    fn unit(code: &'p str) -> Self {
        Self { seat: code, of: code, covers: true }
    }
}

/// Organisations, superiors first, each with the members that are its own.
struct Tree {
    organizations: Vec<record::Organization>,
    coverage: Vec<record::Coverage>,
}

impl Tree {
    fn add(&mut self, name: String, kind: OrganizationKind, superior: Option<String>, place: Place<'_>, members: u32) {
        let code = party_of(place.of);
        if place.covers {
            self.coverage.push(record::Coverage::new(code.as_str(), place.of, CoverageMode::Standalone));
        }
        self.organizations.push(record::Organization {
            name: Some(name),
            superior,
            seat: Some(place.seat.to_owned()),
            full_members: Some(members),
            ..record::Organization::new(code, kind)
        });
    }

    /// The county, a street, a town or township.
    fn upper(&mut self, row: &Division) {
        let (kind, end) = match row.kind() {
            Some(UnitKind::Street) => (OrganizationKind::WorkingCommittee, "党工委"),
            Some(UnitKind::County) => (OrganizationKind::PartyCommittee, "委"),
            _ => (OrganizationKind::PartyCommittee, "党委"),
        };
        let superior = (row.level == Level::Street).then(|| party_of(COUNTY));
        let name = format!("{}{end}", row.name);
        self.add(name, kind, superior, Place::unit(&row.code), 0);
    }

    /// A committee in each urban community and a branch in each of its grids.
    fn communities(&mut self, ground: &Ground, dice: &mut Dice) {
        let (committee, branch) = (OrganizationKind::PartyCommittee, OrganizationKind::PartyBranch);
        for community in &ground.communities {
            let (code, superior) = (community.code.as_str(), party_of(&community.street));
            self.add(format!("{}党委", community.name), committee, Some(superior), Place::unit(code), 0);
            for grid in &community.grids {
                let superior = Some(party_of(code));
                let name = format!("{}党支部", grid.name);
                self.add(name, branch, superior, Place::unit(&grid.code), dice.between(24, 36));
            }
        }
    }

    /// A branch in each village.
    fn villages(&mut self, ground: &Ground, dice: &mut Dice) {
        for row in ground.rows.iter().filter(|row| row.kind() == Some(UnitKind::Village)) {
            let (name, superior) = (format!("{}党支部", row.short_name()), Some(party_of(&row.parent)));
            let members = dice.between(8, 28);
            self.add(name, OrganizationKind::PartyBranch, superior, Place::unit(&row.code), members);
        }
    }

    /// Departments: every second one has a committee with three branches, the others a branch.
    fn departments(&mut self, out: &mut Tables) {
        let (committee, branch) = (OrganizationKind::PartyCommittee, OrganizationKind::PartyBranch);
        for n in 0..DEPARTMENTS {
            let code = department(n);
            let name = match n {
                0 => "综合行政执法局".to_owned(),
                1 => "公安局".to_owned(),
                2 => "住房和城乡建设局".to_owned(),
                3 => "民政局".to_owned(),
                4 => "卫生健康局".to_owned(),
                _ => format!("县直单位{:03}", n + 1),
            };
            let members = if n < WITH_COMMITTEE { DEPARTMENT_MEMBERS.0 } else { DEPARTMENT_MEMBERS.1 };
            out.organizations.push(record::Organization {
                name: Some(name.clone()),
                rank: Some(OrganizationRank::District),
                seat: Some(COUNTY.to_owned()),
                full_members: Some(members),
                ..record::Organization::new(code.as_str(), OrganizationKind::Department)
            });
            let county = Some(party_of(COUNTY));
            let place = Place { seat: COUNTY, of: &code, covers: true };
            if n >= WITH_COMMITTEE {
                self.add(format!("{name}党支部"), branch, county, place, members);
                continue;
            }
            self.add(format!("{name}党委"), committee, county, place, 0);
            for (number, members) in (1..).zip(shares(members, 3)) {
                let (of, superior) = (format!("{code}-{number}"), Some(party_of(&code)));
                let place = Place { seat: COUNTY, of: &of, covers: false };
                self.add(format!("{name}第{number}党支部"), branch, superior, place, members);
            }
        }
    }

    /// Outlets, stations and fleets, each with a branch of its own, in the communities in turn.
    fn new_groups(&mut self, ground: &Ground, out: &mut Tables) {
        let groups = ground.communities.iter().step_by(2).chain(&ground.communities).take(NEW_GROUPS);
        for (n, community) in groups.enumerate() {
            let (form, label) = match n % 3 {
                0 => (OrganizationForm::CourierOutlet, "快递网点"),
                1 => (OrganizationForm::DeliveryStation, "外卖站点"),
                _ => (OrganizationForm::DriverFleet, "司机车队"),
            };
            let (code, name, seat) = (new_group(n), format!("{label}{:02}", n + 1), community.code.as_str());
            out.organizations.push(record::Organization {
                name: Some(name.clone()),
                form: Some(form),
                seat: Some(seat.to_owned()),
                ..record::Organization::new(code.as_str(), OrganizationKind::NewEmploymentGroup)
            });
            let place = Place { seat, of: &code, covers: true };
            let superior = Some(party_of(seat));
            self.add(format!("{name}党支部"), OrganizationKind::PartyBranch, superior, place, 4);
        }
    }

    /// Branches of enterprises and other organisations in the streets and towns, with the members that are left.
    fn others(&mut self, ground: &Ground) -> Result<()> {
        let counted: u32 = self.organizations.iter().filter_map(|organization| organization.full_members).sum();
        let left = MEMBERS.checked_sub(counted).ok_or("there are more members than published")?;
        let streets: Vec<_> = ground.rows.iter().filter(|row| row.level == Level::Street).collect();
        let places = streets.iter().cycle().zip(1..=OTHER_BRANCHES);
        for ((street, number), members) in places.zip(shares(left, OTHER_BRANCHES)) {
            let (code, name) = (format!("N-{number:03}"), format!("企业{number:03}党支部"));
            let place = Place { seat: &street.code, of: &code, covers: false };
            self.add(name, OrganizationKind::PartyBranch, Some(party_of(&street.code)), place, members);
        }
        Ok(())
    }

    /// Adds the members of each to its superiors.
    fn finish(mut self, out: &mut Tables) {
        let mut below: BTreeMap<String, u32> = BTreeMap::new();
        // A superior stands before those below it, so that going backwards each has its sum when it is met.
        for organization in self.organizations.iter_mut().rev() {
            let own = organization.full_members.unwrap_or_default();
            let members = own + below.get(&organization.code).copied().unwrap_or_default();
            organization.full_members = Some(members);
            if let Some(superior) = &organization.superior {
                *below.entry(superior.clone()).or_default() += members;
            }
        }
        out.organizations.append(&mut self.organizations);
        out.coverage.append(&mut self.coverage);
    }
}

/// A group (党小组) for each building, below the branch of its grid.
fn groups(ground: &Ground, out: &mut Tables) {
    for (_, grid) in ground.grids() {
        for building in &grid.buildings {
            let group = party_of(&building.code);
            out.coverage.push(record::Coverage::new(group.as_str(), building.code.as_str(), CoverageMode::Standalone));
            out.organizations.push(record::Organization {
                name: Some(format!("{}{}党小组", grid.name, building.name)),
                superior: Some(party_of(&grid.code)),
                seat: Some(building.code.clone()),
                ..record::Organization::new(group, OrganizationKind::PartyGroup)
            });
        }
    }
}
