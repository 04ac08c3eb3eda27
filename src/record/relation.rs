//! The relations: each is one line of one table.

use super::{Table, coverage_column, organization_column, unit_column, zone_column, zone_unit_column};
use crate::base::words;

words! {
    /// A relation between two nodes (关系), each dated. To add one: a line here, and one in `Relation::cells`.
    pub enum Relation in "relation" {
        Contains = "contains" "辖";
        Comprises = "comprises" "组成";
        LiesWithin = "lies_within" "位于";
        Supervises = "supervises" "隶属";
        SeatedIn = "seated_in" "驻地";
        Covers = "covers" "覆盖";
    }
}

impl Relation {
    /// The table whose rows state the relation, and the columns of its two ends: from, then to.
    ///
    /// A unit contains its children, a zone comprises units, an organization supervises those that name it as their
    /// superior.
    pub(crate) const fn cells(self) -> (Table, usize, usize) {
        match self {
            Self::Contains => (Table::Units, unit_column::PARENT, unit_column::CODE),
            Self::Comprises => (Table::ZoneUnits, zone_unit_column::ZONE, zone_unit_column::UNIT),
            Self::LiesWithin => (Table::Zones, zone_column::CODE, zone_column::WITHIN),
            Self::Supervises => (Table::Organizations, organization_column::SUPERIOR, organization_column::CODE),
            Self::SeatedIn => (Table::Organizations, organization_column::CODE, organization_column::SEAT),
            Self::Covers => (Table::Coverage, coverage_column::ORGANIZATION, coverage_column::TARGET),
        }
    }
}
