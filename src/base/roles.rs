//! What people are, and what they do.

use super::words::words;

words! {
    /// What somebody is at a place (职务), and the role of a member in an organization.
    pub enum Role in "role" {
        Member = "member" "党员";
        Secretary = "secretary" "书记";
        DeputySecretary = "deputy_secretary" "副书记";
        OrganizationCommissioner = "organization_commissioner" "组织委员";
        PublicityCommissioner = "publicity_commissioner" "宣传委员";
        DisciplineCommissioner = "discipline_commissioner" "纪检委员";
        PartTimeCommissioner = "part_time_commissioner" "兼职委员";
        PartyOfficeDirector = "party_office_director" "党建办主任";
        GroupLeader = "group_leader" "党小组长";
        PartyBuildingInstructor = "party_building_instructor" "党建指导员";
        VanguardPost = "vanguard_post" "党员先锋岗";
        ResidentsCommitteeDirector = "residents_committee_director" "居委会主任";
        TwoCommitteesDeputy = "two_committees_deputy" "两委副职";
        TwoCommitteesMember = "two_committees_member" "两委委员";
        HomeownersCommitteeMember = "homeowners_committee_member" "业委会委员";
        ResidentsRepresentative = "residents_representative" "居民代表";
        CommunityWorker = "community_worker" "社区工作者";
        CommunityStaff = "community_staff" "专职工作人员";
        GeneralistWorker = "generalist_worker" "全科社工";
        SpecialistOrganization = "specialist_organization" "组织专员";
        SpecialistDiscipline = "specialist_discipline" "纪检专员";
        SpecialistPublicity = "specialist_publicity" "宣传专员";
        SpecialistPoliticalLegal = "specialist_political_legal" "政法专员";
        SpecialistUnitedFront = "specialist_united_front" "统战专员";
        ReserveSecretary = "reserve_secretary" "后备人员";
        GridLeader = "grid_leader" "网格长";
        GridWorker = "grid_worker" "网格员";
        GridWorkerFullTime = "grid_worker_full_time" "专职网格员";
        GridWorkerExclusive = "grid_worker_exclusive" "专属网格员";
        GridWorkerPartTime = "grid_worker_part_time" "兼职网格员";
        BuildingHead = "building_head" "楼栋长";
        StairwellHead = "stairwell_head" "楼门长" | "楼门管家" | "楼门长(楼门管家)" | "楼门长（楼门管家）";
        StairwellLiaison = "stairwell_liaison" "楼道党建联络员";
        JointMeetingMember = "joint_meeting_member" "联席会议成员";
        CountyLeader = "county_leader" "县级领导";
        StreetLeader = "street_leader" "街道班子成员";
        StationedCadre = "stationed_cadre" "驻点干部";
        SentDownCadre = "sent_down_cadre" "下沉干部";
        DutyOfficer = "duty_officer" "值班岗";
        PoliceOfficer = "police_officer" "民警";
        EnforcementOfficer = "enforcement_officer" "执法人员";
        Volunteer = "volunteer" "志愿者";
        Other = "other" "其他";
    }
}

words! {
    /// Which holders of a post a count is of (其中).
    pub enum OfWhich in "posts.of_which" {
        PartyMember = "party_member" "党员";
        OrganMember = "organ_member" "机关党员干部";
        OnEstablishment = "on_establishment" "事业编制";
        TreatedAs = "treated_as" "比照事业岗位";
        Certified = "certified" "持证";
        Other = "other" "其他";
    }
}

words! {
    /// The standing of a person (身份).
    pub enum Standing in "people.standing" {
        FullMember = "full_member" "正式党员";
        ProbationaryMember = "probationary_member" "预备党员";
        LeagueMember = "league_member" "团员";
        NonMember = "non_member" "群众";
        Other = "other" "其他";
    }
}

words! {
    /// The category of a person (类别).
    pub enum Category in "people.category" {
        InService = "in_service" "在职";
        Retired = "retired" "退休";
        Floating = "floating" "流动";
        NoPost = "no_post" "无职";
        Incoming = "incoming" "进城";
        NewEmployment = "new_employment" "新就业";
        Other = "other" "其他";
    }
}
