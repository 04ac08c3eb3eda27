//! Kaiping district (开平区) of Tangshan.

mod ground;
mod party;

use crate::Result;
use crate::tables::{Dice, Tables, count, expect};
use govgrid::{Draft, Level, OrganizationKind, UnitKind};
use ground::Ground;
use std::collections::BTreeSet;
use std::path::Path;

/// The tables of the district.
pub(crate) fn draft(divisions: &Path) -> Result<Draft> {
    let (mut dice, mut out) = (Dice(130_205), Tables::default());
    let ground = Ground::build(divisions, &mut dice, &mut out)?;
    ground::check_sizes(&ground)?;
    check(&out)?;
    out.into_draft("2023-09-25")
}

/// Holds the finished tables to the published counts.
fn check(tables: &Tables) -> Result<()> {
    let units = |kind| count(&tables.units, |unit| unit.kind == Some(kind));
    let organizations = |kind| count(&tables.organizations, |organization| organization.kind == kind);
    let grids: Vec<_> = tables.units.iter().filter(|unit| unit.level == Level::Grid).collect();
    let governed: BTreeSet<_> = grids.iter().filter_map(|grid| grid.parent.as_deref()).collect();
    let covered: BTreeSet<_> = tables.coverage.iter().map(|row| row.target.as_str()).collect();
    expect(&[
        ("streets and towns", units(UnitKind::Street) + units(UnitKind::Town), 11),
        ("urban communities", units(UnitKind::Urban), 46),
        ("villages", units(UnitKind::Village), 134),
        ("communities with grids", governed.len(), 44),
        ("covered communities", governed.intersection(&covered).count(), 44),
        ("basic grids", units(UnitKind::Basic), 175),
        ("covered grids", count(&grids, |grid| covered.contains(grid.code.as_str())), 175),
        ("coverage rows", tables.coverage.len(), 1 + 11 + 44 + 175),
        ("grid branches", organizations(OrganizationKind::PartyBranch), 106),
        ("grid groups", organizations(OrganizationKind::PartyGroup), 69),
    ])
}
