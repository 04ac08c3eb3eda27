//! Words of the relations: how, of what kind, in which role.

use super::words::words;

words! {
    /// How an organization covers a unit, a zone or an organization (覆盖方式).
    pub enum CoverageMode in "coverage.mode" {
        Standalone = "standalone" "单独建";
        Joint = "joint" "联合建";
        ByProperty = "by_property" "统筹建";
        WorkOnly = "work_only" "工作覆盖" | "指导员" | "工作覆盖(指导员)";
        Other = "other" "其他";
    }
}

words! {
    /// What became of a code or a unit (沿革): two codes of one node, one code of two, a merger or a split.
    pub enum LineageKind in "lineage.kind" {
        Recode = "recode" "改码";
        Reuse = "reuse" "码重用";
        Merge = "merge" "合并";
        Split = "split" "拆分";
    }
}

words! {
    /// What happens to a node or a relation on a decision (变更事件).
    pub enum EventKind in "decisions.event" {
        Open = "open" "设立" | "恢复";
        Close = "close" "撤销";
        Rename = "rename" "更名";
        Recode = "recode" "改码";
        Transfer = "transfer" "划转";
        Reclassify = "reclassify" "类型层级变更" | "类型变更" | "层级变更";
        Revise = "revise" "其他变更";
        Merge = "merge" "合并";
        Split = "split" "拆分";
        Start = "start" "建立关系";
        Stop = "stop" "解除关系";
        Correct = "correct" "更正";
        Retract = "retract" "撤回";
    }
}

words! {
    /// What an organization does for a unit or a zone (服务类型).
    pub enum ServiceKind in "services.kind" {
        Property = "property" "物业服务";
        Represents = "represents" "代表业主";
        Hosts = "hosts" "阵地服务";
        Policing = "policing" "驻警";
        Enforcement = "enforcement" "执法";
        Patrol = "patrol" "巡逻";
        Other = "other" "其他";
    }
}

words! {
    /// The kind of a pairing (结对类型).
    pub enum PairingKind in "pairings.kind" {
        JointBuilding = "joint_building" "结对共建" | "共驻共建" | "结对共建(共驻共建)" | "结对共建（共驻共建）";
        DoubleRegistration = "double_registration" "双报到结对";
        MutualAid = "mutual_aid" "互助对子";
        DoorOpposite = "door_opposite" "对门儿";
        PartyBuildingLink = "party_building_link" "党建联建";
        Other = "other" "其他";
    }
}

words! {
    /// How a unit or a member reports to a community (报到类型).
    pub enum ReportKind in "reports.kind" {
        Unit = "unit" "单位报到";
        Member = "member" "党员报到";
        Duty = "duty" "上岗报到";
        SentDown = "sent_down" "下沉";
        NewEmployment = "new_employment" "新就业群体报到";
        Other = "other" "其他";
    }
}

words! {
    /// Why an organization or a person is attached to another organization (纳入方式).
    pub enum AttachmentKind in "attachments.kind" {
        DailyContact = "daily_contact" "就近纳入";
        Shadowing = "shadowing" "跟班学习";
        Other = "other" "其他";
    }
}

words! {
    /// What a responsibility is for (包联事项); one row may name several.
    pub enum Purpose in "responsibilities.purpose" {
        Governance = "governance" "治理";
        Epidemic = "epidemic" "防疫";
        CivilisedCity = "civilised_city" "创城";
        PartyBuilding = "party_building" "党建项目";
        Livelihood = "livelihood" "民生实事";
        Property = "property" "物业管理";
        Mentoring = "mentoring" "层带";
        Steward = "steward" "楼门管家承包";
        Other = "other" "其他";
    }
}

words! {
    /// The form of a responsibility (包联形式).
    pub enum ResponsibilityForm in "responsibilities.form" {
        LeaderContact = "leader_contact" "领导联系";
        DepartmentAllotted = "department_allotted" "部门分包";
        EnterpriseContact = "enterprise_contact" "企业联系";
        CadreStationed = "cadre_stationed" "干部驻点";
        Area = "area" "包片区";
        Community = "community" "包社区";
        EstateLink = "estate_link" "定点挂钩";
        Other = "other" "其他";
    }
}

words! {
    /// The kind of a project (项目类型).
    pub enum ProjectKind in "projects.kind" {
        SecretaryProject = "secretary_project" "书记项目";
        LivelihoodItem = "livelihood_item" "民生实事";
        Other = "other" "其他";
    }
}

words! {
    /// The kind of an alliance (联盟类型).
    pub enum AllianceKind in "alliances.kind" {
        BigWorkingCommittee = "big_working_committee" "大工委";
        BigPartyCommittee = "big_party_committee" "大党委";
        PartyAlliance = "party_alliance" "党建联盟";
        JointMeeting = "joint_meeting" "联席会议";
        Linkage = "linkage" "联动";
        MicroComplex = "micro_complex" "微综合体";
        Deliberation = "deliberation" "议事协调";
        Review = "review" "三方联评";
        Other = "other" "其他";
    }
}

words! {
    /// The role in which a member takes part in an alliance (联盟角色).
    pub enum AllianceRole in "alliance_members.role" {
        Lead = "lead" "牵头";
        MemberUnit = "member_unit" "成员单位";
        PartTimeUnit = "part_time_unit" "兼职委员单位";
        Uplink = "uplink" "上联";
        Downlink = "downlink" "下联";
        Executor = "executor" "执行";
        CommunityParty = "community_party" "社区党组织";
        Community = "community" "社区";
        ResidentsCommittee = "residents_committee" "居委会";
        EstateBranch = "estate_branch" "小区党支部";
        HomeownersCommittee = "homeowners_committee" "业委会";
        PropertyCompany = "property_company" "物业";
        ManagementCommittee = "management_committee" "管理委员会";
        BuildingHeads = "building_heads" "楼栋长";
        CentreHouseholds = "centre_households" "中心户";
        Residents = "residents" "居民";
        Estate = "estate" "小区";
        Unit = "unit" "单位";
        Department = "department" "主管部门";
        SocialOrganization = "social_organization" "社会组织";
        NewEmployment = "new_employment" "新就业群体";
        Other = "other" "其他";
    }
}
