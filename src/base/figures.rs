//! Words of measures and of published figures.

use super::words::words;

words! {
    /// What a measure is of (指标).
    pub enum MeasureKind in "measure" {
        Households = "households" "户数";
        Residents = "residents" "人口";
        AreaKm2 = "area_km2" "面积";
        FloorAreaM2 = "floor_area_m2" "阵地面积";
        CommunityClass = "community_class" "社区类别";
        ServiceFund = "service_fund" "服务群众专项经费";
        WorkingFund = "working_fund" "工作经费";
        OperatingFund = "operating_fund" "运转经费";
        PartyWorkFund = "party_work_fund" "党建经费";
        MemberQuota = "member_quota" "党员名额";
        PropertyScore = "property_score" "物业评分";
        PropertyColour = "property_colour" "红蓝黄黑";
        PropertyStars = "property_stars" "星级";
        PartyGrade = "party_grade" "创A等级";
        AppraisalLagging = "appraisal_lagging" "年度落后";
        FacilityAreaMet = "facility_area_met" "面积达标";
        DemandLists = "demand_lists" "需求清单";
        ResourceLists = "resource_lists" "资源清单";
        ServiceLists = "service_lists" "服务清单";
        ProjectLists = "project_lists" "项目清单";
        MattersRaised = "matters_raised" "受理";
        MattersSolved = "matters_solved" "办结";
        Meetings = "meetings" "会议";
        PropertyReports = "property_reports" "物业汇报";
        PatrolsPerDay = "patrols_per_day" "每日巡查";
        MinutesToAccept = "minutes_to_accept" "受理时限";
        HoursToSite = "hours_to_site" "到场时限";
        DaysToClose = "days_to_close" "办结时限";
        MembersIdentified = "members_identified" "亮身份";
        SentDownStaff = "sent_down_staff" "下沉人数";
        Volunteers = "volunteers" "志愿者";
        Incidents = "incidents" "发案";
        Complaints = "complaints" "投诉";
        SatisfactionPercent = "satisfaction_percent" "满意率";
        PairsDoorOpposite = "pairs_door_opposite" "对门儿对数";
        MicroServices = "micro_services" "微实事";
        Establishment = "establishment" "编制";
        Pay = "pay" "薪酬";
        Other = "other" "其他";
    }
}

impl MeasureKind {
    /// Whether values of different nodes add up to that of all of them (可加总), as when units merge: counts, areas, funds of
    /// a year. A score, a class, a rating, a share, a time limit or pay does not.
    ///
    /// ```
    /// use govgrid::MeasureKind;
    /// assert!(MeasureKind::Residents.adds_up() && MeasureKind::ServiceFund.adds_up());
    /// assert!(!MeasureKind::PropertyScore.adds_up() && !MeasureKind::Pay.adds_up());
    /// ```
    pub const fn adds_up(self) -> bool {
        self.rolls_up()
            || matches!(
                self,
                Self::AreaKm2
                    | Self::FloorAreaM2
                    | Self::ServiceFund
                    | Self::WorkingFund
                    | Self::OperatingFund
                    | Self::PartyWorkFund
                    | Self::MemberQuota
                    | Self::DemandLists
                    | Self::ResourceLists
                    | Self::ServiceLists
                    | Self::ProjectLists
                    | Self::Meetings
                    | Self::PropertyReports
                    | Self::Establishment
            )
    }

    /// Whether a unit's value is the sum of its children's besides: households, residents, matters, cases. A fund is not,
    /// which each level has of its own, nor an area, which tables state rounded.
    pub(crate) const fn rolls_up(self) -> bool {
        matches!(
            self,
            Self::Households
                | Self::Residents
                | Self::MattersRaised
                | Self::MattersSolved
                | Self::MembersIdentified
                | Self::SentDownStaff
                | Self::Volunteers
                | Self::Incidents
                | Self::Complaints
                | Self::PairsDoorOpposite
                | Self::MicroServices
        )
    }
}

words! {
    /// How exact a published value is (限定).
    pub enum Qualifier in "claims.qualifier" {
        Exact = "exact" "等于";
        AtLeast = "at_least" "不少于";
        Over = "over" "余/超过" | "余" | "超过";
        About = "about" "约";
        Planned = "planned" "计划";
        Other = "other" "其他";
    }
}

words! {
    /// What the data say of a published figure (判定).
    pub enum Verdict in "verdict" {
        Holds = "holds" "成立";
        DoesNotHold = "does_not_hold" "不成立";
        Impossible = "impossible" "不可能";
        Ambiguous = "ambiguous" "两解";
        Undecidable = "undecidable" "无从判定";
        Out = "out" "仅记录";
    }
}

words! {
    /// What a published value counts in (单位).
    pub enum FigureUnit in "claims.unit" {
        Count = "count" "个";
        Percent = "percent" "百分比" | "%";
        Yuan = "yuan" "元";
        SquareMetres = "m2" "平方米";
        Other = "other" "其他";
    }
}
