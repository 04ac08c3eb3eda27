//! What the two cities have in common: their tiers from the city down to the community, each with a Party organisation.

use crate::Result;
use crate::divisions::Division;
use crate::tables::Tables;
use govgrid::{CoverageMode, Day, Level, OrganizationKind, OrganizationRank, Period, record};

/// The code of the Party organisation of a real unit: a working committee (党工委) of a street or a quasi-unit, a
/// committee (党委) of a city, a district, a town; of a community its own.
pub(crate) fn party_of(code: &str) -> String {
    let prefix = match (code.len(), code.get(6..)) {
        (6, _) => "PC",
        (9, Some(class)) if ("100".."400").contains(&class) => "PC",
        (9, _) => "PW",
        _ => "PO",
    };
    format!("{prefix}-{code}")
}

/// An organisation that sits somewhere; an empty superior is none.
pub(crate) fn organization(code: &str, kind: OrganizationKind, superior: &str, seat: &str) -> record::Organization {
    record::Organization {
        superior: Some(superior.to_owned()).filter(|code| !code.is_empty()),
        seat: Some(seat.to_owned()).filter(|code| !code.is_empty()),
        ..record::Organization::new(code, kind)
    }
}

/// Adds a Party organisation that covers the unit it sits in, set up for it alone.
pub(crate) fn add_party(organization: record::Organization, out: &mut Tables) {
    let seat = organization.seat.clone().unwrap_or_default();
    out.coverage.push(record::Coverage::new(organization.code.as_str(), seat, CoverageMode::Standalone));
    out.organizations.push(organization);
}

/// Adds a real unit above the community, with its Party organisation.
pub(crate) fn add_upper(row: &Division, out: &mut Tables) {
    let code = party_of(&row.code);
    let is_committee = code.starts_with("PC");
    let kind = if is_committee { OrganizationKind::PartyCommittee } else { OrganizationKind::WorkingCommittee };
    let (rank, end) = match row.code.len() {
        6 if row.level == Level::City => (OrganizationRank::City, "委"),
        6 => (OrganizationRank::District, "委"),
        _ if is_committee => (OrganizationRank::Street, "党委"),
        _ => (OrganizationRank::Street, "党工委"),
    };
    let superior = if row.level == Level::City { String::new() } else { party_of(&row.parent) };
    out.units.push(row.unit());
    add_party(
        record::Organization {
            name: Some(format!("{}{end}", row.name)),
            rank: Some(rank),
            ..organization(&code, kind, &superior, &row.code)
        },
        out,
    );
}

/// The periods before a day and from it on.
pub(crate) fn around(day: &str) -> Result<(Period, Period)> {
    let day: Day = day.parse()?;
    Ok((Period::new(None, Some(day))?, Period::new(Some(day), None)?))
}
