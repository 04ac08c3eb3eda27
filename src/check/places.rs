//! The profiles that the crate has: what holds everywhere, and what reports of five cities say of their own.

use super::profile::{Profile, ProfileError};
use crate::base::{AllianceKind, Level, OrganizationKind, Role, Use, ZoneKind, shown};
use crate::query::{Places, Template, Tier, TierKind};

/// What the report on a place says that a profile can hold.
struct Place {
    name: &'static str,
    templates: &'static [&'static str],
    tiers: fn() -> Vec<Tier>,
    /// Rules that must run.
    required: &'static [&'static str],
    /// Rules that are on here and off elsewhere.
    enabled: &'static [&'static str],
    /// Rule, parameter and value.
    values: &'static [(&'static str, &'static str, u64)],
}

/// The places, each with what its report states: see `Profile::named`.
const PLACES: [Place; 5] = [
    Place {
        name: "kaiping",
        templates: &["three_party_kaiping_a", "three_party_kaiping_b", "six_in_one_kaiping"],
        tiers: kaiping,
        required: &["grid-without-organization", "grid-with-two-primary-organizations"],
        enabled: &[],
        values: &[("households-per-community", "min", 1000), ("households-per-community", "max", 3000)],
    },
    Place {
        name: "qihe",
        templates: &["review_qihe", "four_plus_x_qihe"],
        tiers: qihe,
        required: &[],
        enabled: &["building-without-party-group"],
        values: &[],
    },
    Place { name: "tiexi", templates: &[], tiers: tiexi, required: &[], enabled: &[], values: &[] },
    Place {
        name: "xiangyang",
        templates: &["three_party_xiangyang"],
        tiers: xiangyang,
        required: &[],
        enabled: &["community-without-committee"],
        values: &[("households-per-community", "min", 3000), ("households-per-community", "max", 5000)],
    },
    Place {
        name: "xining",
        templates: &["four_party_xining", "five_party_xining", "micro_complex_xining"],
        tiers: xining,
        required: &[],
        enabled: &[],
        values: &[],
    },
];

/// A profile of the crate.
pub(super) fn named(name: &str) -> Result<Profile, ProfileError> {
    if name == "national" {
        return Ok(Profile::national());
    }
    let place = PLACES.iter().find(|place| place.name == name);
    let place = place.ok_or_else(|| ProfileError::UnknownName(shown(name, Use::PersonKey).into_owned()))?;
    let mut profile = Profile::national();
    (profile.name, profile.tiers) = (name.to_owned(), (place.tiers)());
    for template in place.templates {
        let unknown = || ProfileError::UnknownTemplate((*template).to_owned());
        profile.templates.push(Template::named(template).ok_or_else(unknown)?);
    }
    for rule in place.required {
        profile.require(rule)?;
    }
    for rule in place.enabled {
        profile.enable(rule, true)?;
    }
    for (rule, parameter, value) in place.values {
        profile.set(rule, parameter, *value)?;
    }
    Ok(profile)
}

/// Any Party organisation of a street, a community or a county, where a report names the tier and not the form.
const COMMITTEES: &[OrganizationKind] = &[
    OrganizationKind::WorkingCommittee,
    OrganizationKind::PartyCommittee,
    OrganizationKind::GeneralBranch,
    OrganizationKind::PartyBranch,
];

fn organizations(level: Level, kinds: &[OrganizationKind]) -> Tier {
    Tier { at: Some(Places::Level(level)), of: TierKind::Organizations(kinds.to_vec()) }
}

fn alliance(level: Level, kind: AllianceKind) -> Tier {
    Tier { at: Some(Places::Level(level)), of: TierKind::Alliance(kind) }
}

fn posts(level: Level, roles: &[Role]) -> Tier {
    Tier { at: Some(Places::Level(level)), of: TierKind::Posts(roles.to_vec()) }
}

fn centre_households() -> Tier {
    Tier { at: None, of: TierKind::Organizations(vec![OrganizationKind::CentreHousehold]) }
}

/// Street big working committee – community big Party committee – grid branch, or group – building group – centre
/// household.
fn kaiping() -> Vec<Tier> {
    vec![
        alliance(Level::Street, AllianceKind::BigWorkingCommittee),
        alliance(Level::Community, AllianceKind::BigPartyCommittee),
        organizations(Level::Grid, &[OrganizationKind::PartyBranch, OrganizationKind::PartyGroup]),
        organizations(Level::Building, &[OrganizationKind::PartyGroup]),
        centre_households(),
    ]
}

/// County – street – community – grid (branch) – building (group) – stairwell (liaison).
fn qihe() -> Vec<Tier> {
    vec![
        organizations(Level::District, COMMITTEES),
        organizations(Level::Street, COMMITTEES),
        organizations(Level::Community, COMMITTEES),
        organizations(Level::Grid, &[OrganizationKind::PartyBranch]),
        organizations(Level::Building, &[OrganizationKind::PartyGroup]),
        posts(Level::Stairwell, &[Role::StairwellLiaison]),
    ]
}

/// Joint meetings of streets and communities, grid workers, full-time or exclusive.
fn tiexi() -> Vec<Tier> {
    vec![
        alliance(Level::Street, AllianceKind::JointMeeting),
        alliance(Level::Community, AllianceKind::JointMeeting),
        posts(Level::Grid, &[Role::GridWorkerFullTime, Role::GridWorkerExclusive]),
    ]
}

/// Community committee – grid branch – building group – centre household.
fn xiangyang() -> Vec<Tier> {
    vec![
        organizations(Level::Community, &[OrganizationKind::PartyCommittee]),
        organizations(Level::Grid, &[OrganizationKind::PartyBranch]),
        organizations(Level::Building, &[OrganizationKind::PartyGroup]),
        centre_households(),
    ]
}

/// Street – community – estate (branch) or courtyard (group) – building (head) – centre household.
fn xining() -> Vec<Tier> {
    let zones = vec![ZoneKind::Estate, ZoneKind::Courtyard];
    let kinds = vec![OrganizationKind::PartyBranch, OrganizationKind::PartyGroup];
    vec![
        organizations(Level::Street, COMMITTEES),
        organizations(Level::Community, COMMITTEES),
        Tier { at: Some(Places::Zones(zones)), of: TierKind::Organizations(kinds) },
        posts(Level::Building, &[Role::BuildingHead]),
        centre_households(),
    ]
}
