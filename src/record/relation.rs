//! The relations: each is one line of one table.

use super::{
    Cell, NodeKind, Table, alliance_column, alliance_member_column, attachment_column, contact_column, coverage_column,
    direction_column, measure_column, membership_column, organization_column, pairing_column, person_column,
    post_column, project_column, report_column, responsibility_column, service_column, unit_column, whistle_column,
    zone_column, zone_unit_column,
};
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
        Directs = "directs" "双重指挥";
        Serves = "serves" "服务";
        CarriedOutIn = "carried_out_in" "实施地";
        EmployedBy = "employed_by" "单位";
        LivesIn = "lives_in" "居住地";
        MemberOf = "member_of" "党员";
        AttachedTo = "attached_to" "就近纳入";
        Holds = "holds" "任职";
        Recruits = "recruits" "招录";
        Manages = "manages" "管理";
        PairedWith = "paired_with" "结对";
        ReportsTo = "reports_to" "双报到";
        ResponsibleFor = "responsible_for" "包联";
        Contacts = "contacts" "联户";
        Whistles = "whistles" "吹哨";
        Leads = "leads" "牵头";
        ScopedTo = "scoped_to" "联盟范围";
        PartOf = "part_of" "所属联盟";
        TakesPart = "takes_part" "参加联盟";
        MeasuredAt = "measured_at" "指标涉及";
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
            Self::Directs => (Table::Directions, direction_column::DIRECTOR, direction_column::ORGANIZATION),
            Self::Serves => (Table::Services, service_column::ORGANIZATION, service_column::TARGET),
            Self::CarriedOutIn => (Table::Projects, project_column::CODE, project_column::WITHIN),
            Self::EmployedBy => (Table::People, person_column::CODE, person_column::EMPLOYER),
            Self::LivesIn => (Table::People, person_column::CODE, person_column::RESIDENCE),
            Self::MemberOf => (Table::Memberships, membership_column::PERSON, membership_column::ORGANIZATION),
            Self::AttachedTo => (Table::Attachments, attachment_column::MEMBER, attachment_column::ORGANIZATION),
            Self::Holds => (Table::Posts, post_column::HOLDER, post_column::PLACE),
            Self::Recruits => (Table::Posts, post_column::RECRUITER, post_column::PLACE),
            Self::Manages => (Table::Posts, post_column::MANAGER, post_column::PLACE),
            Self::PairedWith => (Table::Pairings, pairing_column::A, pairing_column::B),
            Self::ReportsTo => (Table::Reports, report_column::REPORTER, report_column::TARGET),
            Self::ResponsibleFor => {
                (Table::Responsibilities, responsibility_column::HOLDER, responsibility_column::TARGET)
            }
            Self::Contacts => (Table::Contacts, contact_column::CONTACT, contact_column::HOUSEHOLD),
            Self::Whistles => (Table::Whistles, whistle_column::CALLER, whistle_column::RESPONDER),
            Self::Leads => (Table::Alliances, alliance_column::LEAD, alliance_column::CODE),
            Self::ScopedTo => (Table::Alliances, alliance_column::CODE, alliance_column::SCOPE),
            Self::PartOf => (Table::Alliances, alliance_column::CODE, alliance_column::WITHIN),
            Self::TakesPart => {
                (Table::AllianceMembers, alliance_member_column::MEMBER, alliance_member_column::ALLIANCE)
            }
            Self::MeasuredAt => (Table::Measures, measure_column::SUBJECT, measure_column::ABOUT),
        }
    }
    /// Whether rows of the relation can start, or else end, at a node of a kind.
    pub(crate) fn can_meet(self, kind: NodeKind, is_from: bool) -> bool {
        let (table, from, to) = self.cells();
        match table.columns().get(if is_from { from } else { to }).map(|column| column.cell) {
            Some(Cell::Reference(kinds)) => kinds.contains(&kind),
            Some(Cell::Parent) => kind == NodeKind::Unit,
            _ => table.node() == Some(kind),
        }
    }
}
