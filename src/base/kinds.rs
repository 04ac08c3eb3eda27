//! Kinds, forms and ranks of units, zones and organizations.

use super::words::words;

words! {
    /// The kind of a unit (类型), each of one level; `quasi` names two kinds, of streets and of communities.
    ///
    /// ```
    /// use govgrid::{Lang, UnitKind};
    /// assert_eq!(UnitKind::Village.label(Lang::Zh), "行政村");
    /// ```
    pub enum UnitKind in "units.kind" {
        Province = "province" "省" within "province";
        AutonomousRegion = "autonomous_region" "自治区" within "province";
        Municipality = "municipality" "直辖市" within "province";
        PrefectureCity = "prefecture_city" "地级市" within "city";
        Prefecture = "prefecture" "地区" within "city";
        AutonomousPrefecture = "autonomous_prefecture" "自治州" within "city";
        League = "league" "盟" within "city";
        District = "district" "市辖区" within "district";
        County = "county" "县" within "district";
        CountyCity = "county_city" "县级市" within "district";
        AutonomousCounty = "autonomous_county" "自治县" within "district";
        Banner = "banner" "旗" within "district";
        Street = "street" "街道" within "street";
        Town = "town" "镇" within "street";
        Township = "township" "乡" within "street";
        QuasiStreet = "quasi" "类乡级" within "street";
        Urban = "urban" "社区" within "community";
        UrbanVillage = "urban_village" "城中村" within "community";
        Village = "village" "行政村" within "community";
        QuasiCommunity = "quasi" "类社区" within "community";
        Basic = "basic" "基础网格" within "grid";
        Exclusive = "exclusive" "专属网格" within "grid";
        Special = "special" "特定空间网格" within "grid";
        SelfGoverning = "self_governing" "自治微网格" within "micro_grid";
        Residential = "residential" "住宅楼" within "building";
        Office = "office" "商务楼宇" within "building";
        BungalowRow = "bungalow_row" "平房片" within "building";
        Other = "other" "其他";
    }
}

words! {
    /// The kind of a zone (区域类型): a set of units that cuts across the tree.
    pub enum ZoneKind in "zones.kind" {
        Estate = "estate" "小区";
        Courtyard = "courtyard" "老旧楼院";
        Area = "area" "片区";
        PropertyScope = "property_scope" "物业服务范围";
        BusinessDistrict = "business_district" "商圈";
        Market = "market" "市场";
        TransportHub = "transport_hub" "枢纽区域";
        Park = "park" "开发区/度假区" | "开发区" | "度假区";
        UrbanArea = "urban_area" "城区/中心城区" | "城区" | "中心城区";
        ClaimScope = "claim_scope" "统计口径";
        Other = "other" "其他";
    }
}

words! {
    /// The kind of an organization (组织类型): a Party organisation by its form, or a body.
    ///
    /// Only five kinds count as organisation coverage, see [`OrganizationKind::is_party_organization`].
    pub enum OrganizationKind in "organizations.kind" {
        WorkingCommittee = "working_committee" "党工委";
        PartyCommittee = "party_committee" "党委";
        GeneralBranch = "general_branch" "党总支";
        PartyBranch = "party_branch" "党支部";
        PartyGroup = "party_group" "党小组";
        CentreHousehold = "centre_household" "中心户";
        Organ = "organ" "机关";
        Department = "department" "职能部门";
        StreetOffice = "street_office" "街道办事处";
        PublicInstitution = "public_institution" "事业单位";
        Enterprise = "enterprise" "企业";
        NewOrganization = "new_organization" "两新组织";
        SocialOrganization = "social_organization" "社会组织";
        NewEmploymentGroup = "new_employment_group" "新就业群体组织";
        ResidentsCommittee = "residents_committee" "居委会";
        VillagersCommittee = "villagers_committee" "村委会";
        HomeownersCommittee = "homeowners_committee" "业委会";
        PropertyManagementCommittee = "property_management_committee" "管理委员会" | "物管会";
        PropertyCompany = "property_company" "物业服务企业";
        PoliceStation = "police_station" "派出所";
        PolicePost = "police_post" "警务站";
        EnforcementPost = "enforcement_post" "执法派驻站" | "执法派驻点";
        ServiceCentre = "service_centre" "党群服务中心";
        ServiceStation = "service_station" "站点" | "驿站" | "站点/驿站";
        CivilizationStation = "civilization_station" "文明实践站";
        GridCentre = "grid_centre" "网格化服务管理中心";
        Hotline = "hotline" "12345热线";
        TaskForce = "task_force" "专班";
        VolunteerTeam = "volunteer_team" "志愿服务队";
        VanguardTeam = "vanguard_team" "党员先锋队";
        MediationBody = "mediation_body" "调解组织";
        ConsultationBody = "consultation_body" "协商组织";
        Other = "other" "其他";
    }
}

impl OrganizationKind {
    /// Whether the kind is a Party organisation that counts as organisation coverage (组织覆盖): working committee,
    /// committee, general branch, branch or group. A centre household never does.
    ///
    /// ```
    /// use govgrid::OrganizationKind;
    /// assert!(OrganizationKind::PartyGroup.is_party_organization());
    /// assert!(!OrganizationKind::CentreHousehold.is_party_organization());
    /// ```
    pub const fn is_party_organization(self) -> bool {
        matches!(
            self,
            Self::WorkingCommittee | Self::PartyCommittee | Self::GeneralBranch | Self::PartyBranch | Self::PartyGroup
        )
    }
}

words! {
    /// The form of an organization (组织形式), each under one or two kinds.
    pub enum OrganizationForm in "organizations.form" {
        Joint = "joint" "联合" within "party_branch";
        Temporary = "temporary" "临时" within "party_branch";
        Floating = "floating" "流动" within "party_branch";
        DoubleReporting = "double_reporting" "双报到" within "party_branch";
        Member = "member" "党员中心户" within "centre_household";
        PartyMasses = "party_masses" "党群中心户" within "centre_household";
        Red = "red" "红色" within "property_company" "homeowners_committee";
        Comprehensive = "comprehensive" "综合" within "service_centre";
        Functional = "functional" "功能型" within "service_centre";
        Guidance = "guidance" "党建指导" within "service_centre";
        CourierOutlet = "courier_outlet" "快递网点" within "new_employment_group";
        DeliveryStation = "delivery_station" "外卖站点" within "new_employment_group";
        DriverFleet = "driver_fleet" "司机车队" within "new_employment_group";
        Members = "members" "党员" within "volunteer_team";
        League = "league" "团员" within "volunteer_team";
        General = "general" "其他" within "volunteer_team";
        Helper = "helper" "帮办团" within "volunteer_team";
        Other = "other" "其他";
    }
}

words! {
    /// The rank of an organization (级别).
    pub enum OrganizationRank in "organizations.rank" {
        Central = "central" "中央";
        Province = "province" "省";
        City = "city" "市";
        District = "district" "区县";
        Street = "street" "街道";
        Community = "community" "社区";
        Other = "other" "其他";
    }
}
