//! Family C: coverage.

mod c101_grid_without_organization;
mod c102_grid_with_two_primary_organizations;
mod c103_building_without_party_group;
mod c104_coverage_by_ended_organization;
mod c105_community_without_committee;

use crate::check::rule::Check;
use crate::record::Table;

pub(super) static ALL: &[Check] = &[
    c101_grid_without_organization::CHECK,
    c102_grid_with_two_primary_organizations::CHECK,
    c103_building_without_party_group::CHECK,
    c104_coverage_by_ended_organization::CHECK,
    c105_community_without_committee::CHECK,
];

/// What every rule of the family needs.
const TABLES: &[Table] = &[Table::Coverage];
