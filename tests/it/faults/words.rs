//! The words of every closed column, in English and in Chinese, as tables may have them.

use super::tables::draft;
use govgrid::Lang;
use govgrid::import::{self, Options};
use govgrid::record::Table::{
    self, AllianceMembers, Alliances, Attachments, Claims, Coverage, Decisions, Lineage, Measures, Memberships,
    Organizations, Pairings, People, Posts, Projects, Reports, Responsibilities, Services, Units, Zones,
};
use govgrid::record::{Cell, Column};
use std::collections::BTreeSet;
use std::fs;

const ROLES: &str = "member=党员, secretary=书记, deputy_secretary=副书记, organization_commissioner=组织委员, \
         publicity_commissioner=宣传委员, discipline_commissioner=纪检委员, part_time_commissioner=兼职委员, \
         party_office_director=党建办主任, group_leader=党小组长, party_building_instructor=党建指导员, \
         vanguard_post=党员先锋岗, residents_committee_director=居委会主任, two_committees_deputy=两委副职, \
         two_committees_member=两委委员, homeowners_committee_member=业委会委员, residents_representative=居民代表, \
         community_worker=社区工作者, community_staff=专职工作人员, generalist_worker=全科社工, \
         specialist_organization=组织专员, specialist_discipline=纪检专员, specialist_publicity=宣传专员, \
         specialist_political_legal=政法专员, specialist_united_front=统战专员, reserve_secretary=后备人员, \
         grid_leader=网格长, grid_worker=网格员, grid_worker_full_time=专职网格员, grid_worker_exclusive=专属网格员, \
         grid_worker_part_time=兼职网格员, building_head=楼栋长, stairwell_head=楼门长|楼门管家, \
         stairwell_liaison=楼道党建联络员, joint_meeting_member=联席会议成员, county_leader=县级领导, street_leader=街道班子成员, \
         stationed_cadre=驻点干部, sent_down_cadre=下沉干部, duty_officer=值班岗, police_officer=民警, \
         enforcement_officer=执法人员, volunteer=志愿者";

/// Table, column, the other column with its word, and the words.
type Listed = (Table, &'static str, Option<(&'static str, &'static str)>, &'static str);

/// Table, column, the word that it goes with, and its words: `english=中文`, the first label shown, others accepted.
const WORDS: [Listed; 39] = [
    (
        Units,
        "level",
        None,
        "province=省, city=市, district=区县, street=街道|乡镇, community=社区|村, grid=网格, micro_grid=微网格, \
         building=楼栋|楼宇, stairwell=单元|楼道|楼门, household=户",
    ),
    (Units, "kind", Some(("level", "province")), "province=省, autonomous_region=自治区, municipality=直辖市"),
    (
        Units,
        "kind",
        Some(("level", "city")),
        "prefecture_city=地级市, prefecture=地区, autonomous_prefecture=自治州, league=盟",
    ),
    (
        Units,
        "kind",
        Some(("level", "district")),
        "district=市辖区, county=县, county_city=县级市, autonomous_county=自治县, banner=旗",
    ),
    (Units, "kind", Some(("level", "street")), "street=街道, town=镇, township=乡, quasi=类乡级"),
    (Units, "kind", Some(("level", "community")), "urban=社区, urban_village=城中村, village=行政村, quasi=类社区"),
    (Units, "kind", Some(("level", "grid")), "basic=基础网格, exclusive=专属网格, special=特定空间网格"),
    (Units, "kind", Some(("level", "micro_grid")), "self_governing=自治微网格"),
    (Units, "kind", Some(("level", "building")), "residential=住宅楼, office=商务楼宇, bungalow_row=平房片"),
    (
        Zones,
        "kind",
        None,
        "estate=小区, courtyard=老旧楼院, area=片区, property_scope=物业服务范围, business_district=商圈, market=市场, \
         transport_hub=枢纽区域, park=开发区|度假区, urban_area=城区|中心城区, claim_scope=统计口径",
    ),
    (
        Organizations,
        "kind",
        None,
        "working_committee=党工委, party_committee=党委, general_branch=党总支, party_branch=党支部, party_group=党小组, \
         centre_household=中心户, organ=机关, department=职能部门, street_office=街道办事处, public_institution=事业单位, \
         enterprise=企业, new_organization=两新组织, social_organization=社会组织, new_employment_group=新就业群体组织, \
         residents_committee=居委会, villagers_committee=村委会, homeowners_committee=业委会, \
         property_management_committee=管理委员会|物管会, property_company=物业服务企业, police_station=派出所, \
         police_post=警务站, enforcement_post=执法派驻站|执法派驻点, service_centre=党群服务中心, service_station=站点|驿站, \
         civilization_station=文明实践站, grid_centre=网格化服务管理中心, hotline=12345热线, task_force=专班, \
         volunteer_team=志愿服务队, vanguard_team=党员先锋队, mediation_body=调解组织, consultation_body=协商组织, other=其他",
    ),
    (
        Organizations,
        "form",
        Some(("kind", "party_branch")),
        "joint=联合, temporary=临时, floating=流动, double_reporting=双报到",
    ),
    (Organizations, "form", Some(("kind", "centre_household")), "member=党员中心户, party_masses=党群中心户"),
    (Organizations, "form", Some(("kind", "property_company")), "red=红色"),
    (Organizations, "form", Some(("kind", "homeowners_committee")), "red=红色"),
    (
        Organizations,
        "form",
        Some(("kind", "service_centre")),
        "comprehensive=综合, functional=功能型, guidance=党建指导",
    ),
    (
        Organizations,
        "form",
        Some(("kind", "new_employment_group")),
        "courier_outlet=快递网点, delivery_station=外卖站点, driver_fleet=司机车队",
    ),
    (Organizations, "form", Some(("kind", "volunteer_team")), "members=党员, league=团员, general=其他, helper=帮办团"),
    (Organizations, "rank", None, "central=中央, province=省, city=市, district=区县, street=街道, community=社区"),
    (Coverage, "mode", None, "standalone=单独建, joint=联合建, by_property=统筹建, work_only=工作覆盖|指导员"),
    (
        Services,
        "kind",
        None,
        "property=物业服务, represents=代表业主, hosts=阵地服务, policing=驻警, enforcement=执法, patrol=巡逻",
    ),
    (
        Pairings,
        "kind",
        None,
        "joint_building=结对共建|共驻共建, double_registration=双报到结对, mutual_aid=互助对子, door_opposite=对门儿, \
         party_building_link=党建联建",
    ),
    (
        Reports,
        "kind",
        None,
        "unit=单位报到, member=党员报到, duty=上岗报到, sent_down=下沉, new_employment=新就业群体报到",
    ),
    (Attachments, "kind", None, "daily_contact=就近纳入, shadowing=跟班学习"),
    (
        Responsibilities,
        "purpose",
        None,
        "governance=治理, epidemic=防疫, civilised_city=创城, party_building=党建项目, livelihood=民生实事, \
         property=物业管理, mentoring=层带, steward=楼门管家承包",
    ),
    (
        Responsibilities,
        "form",
        None,
        "leader_contact=领导联系, department_allotted=部门分包, enterprise_contact=企业联系, cadre_stationed=干部驻点, \
         area=包片区, community=包社区, estate_link=定点挂钩",
    ),
    (Projects, "kind", None, "secretary_project=书记项目, livelihood_item=民生实事"),
    (
        Alliances,
        "kind",
        None,
        "big_working_committee=大工委, big_party_committee=大党委, party_alliance=党建联盟, joint_meeting=联席会议, \
         linkage=联动, micro_complex=微综合体, deliberation=议事协调, review=三方联评",
    ),
    (
        AllianceMembers,
        "role",
        None,
        "lead=牵头, member_unit=成员单位, part_time_unit=兼职委员单位, uplink=上联, downlink=下联, executor=执行, \
         community_party=社区党组织, community=社区, residents_committee=居委会, estate_branch=小区党支部, \
         homeowners_committee=业委会, property_company=物业, management_committee=管理委员会, building_heads=楼栋长, \
         centre_households=中心户, residents=居民, estate=小区, unit=单位, department=主管部门, \
         social_organization=社会组织, new_employment=新就业群体",
    ),
    (Posts, "role", None, ROLES),
    (Memberships, "role", None, ROLES),
    (
        Posts,
        "of_which",
        None,
        "party_member=党员, organ_member=机关党员干部, on_establishment=事业编制, treated_as=比照事业岗位, certified=持证",
    ),
    (
        People,
        "standing",
        None,
        "full_member=正式党员, probationary_member=预备党员, league_member=团员, non_member=群众",
    ),
    (
        People,
        "category",
        None,
        "in_service=在职, retired=退休, floating=流动, no_post=无职, incoming=进城, new_employment=新就业",
    ),
    (
        Measures,
        "measure",
        None,
        "households=户数, residents=人口, area_km2=面积, floor_area_m2=阵地面积, community_class=社区类别, \
         service_fund=服务群众专项经费, working_fund=工作经费, operating_fund=运转经费, party_work_fund=党建经费, \
         member_quota=党员名额, property_score=物业评分, property_colour=红蓝黄黑, property_stars=星级, \
         party_grade=创A等级, appraisal_lagging=年度落后, facility_area_met=面积达标, demand_lists=需求清单, \
         resource_lists=资源清单, service_lists=服务清单, project_lists=项目清单, matters_raised=受理, \
         matters_solved=办结, meetings=会议, property_reports=物业汇报, patrols_per_day=每日巡查, \
         minutes_to_accept=受理时限, hours_to_site=到场时限, days_to_close=办结时限, members_identified=亮身份, \
         sent_down_staff=下沉人数, volunteers=志愿者, incidents=发案, complaints=投诉, satisfaction_percent=满意率, \
         pairs_door_opposite=对门儿对数, micro_services=微实事, establishment=编制, pay=薪酬",
    ),
    (Claims, "qualifier", None, "exact=等于, at_least=不少于, over=余|超过, about=约, planned=计划"),
    (Claims, "unit", None, "count=个, percent=百分比, yuan=元, m2=平方米"),
    (Lineage, "kind", None, "recode=改码, reuse=码重用, merge=合并, split=拆分"),
    (
        Decisions,
        "event",
        None,
        "open=设立|恢复, close=撤销, rename=更名, recode=改码, transfer=划转, \
         reclassify=类型层级变更|类型变更|层级变更, revise=其他变更, merge=合并, split=拆分, start=建立关系, \
         stop=解除关系, correct=更正, retract=撤回",
    ),
];

fn column(table: Table, name: &str) -> &'static Column {
    table.columns().iter().find(|column| column.name == name).unwrap()
}

/// The rules that a row breaks in a column.
fn broken(table: Table, column: &str, owner: Option<(&str, &str)>, word: &str) -> Vec<&'static str> {
    let header: Vec<&str> = table.columns().iter().map(|column| column.name).collect();
    let cell = |name: &&str| {
        let of_owner = owner.filter(|owner| owner.0 == *name).map(|owner| owner.1);
        if *name == column { word } else { of_owner.unwrap_or_default() }
    };
    let cells: Vec<&str> = header.iter().map(cell).collect();
    let text = format!("{}\n{}\n", header.join(","), cells.join(","));
    let findings = draft(&[(table, &text)]).check().findings();
    let here = findings.iter().filter(|finding| finding.places[0].column.as_deref() == Some(column));
    here.map(|finding| finding.rule.name).collect()
}

#[test]
fn each_word_is_accepted_in_both_languages() {
    for (table, name, owner, words) in WORDS {
        for word in words.split(", ") {
            let (english, chinese) = word.split_once('=').unwrap();
            for word in std::iter::once(english).chain(chinese.split('|')) {
                assert_eq!(broken(table, name, owner, word), [""; 0], "{table}.{name}: {word}");
            }
        }
        let unknown = broken(table, name, owner, "玫瑰");
        let is_open = !matches!((table, name), (Units, "level") | (Lineage, "kind") | (Decisions, "event"));
        assert_eq!(unknown, [if is_open { "unknown-word" } else { "bad-value" }], "{table}.{name}");
    }
}

/// The lists have these words and no others, but for `other`.
#[test]
fn each_closed_column_has_these_words() {
    let mut listed = BTreeSet::new();
    for (table, name, ..) in WORDS {
        let (Cell::Word { list, .. } | Cell::Words(list)) = column(table, name).cell else {
            panic!("{table}.{name} has no list")
        };
        let of_column = WORDS.iter().filter(|words| (words.0, words.1) == (table, name));
        let said: BTreeSet<&str> =
            of_column.flat_map(|words| words.3.split(", ").map(|w| w.split_once('=').unwrap().0)).collect();
        let known: BTreeSet<&str> =
            list.words.iter().map(|word| word.en).filter(|word| *word != "other" || said.contains("other")).collect();
        assert_eq!(known, said, "{table}.{name}");
        listed.insert((table, name));
    }
    for table in Table::ALL {
        for column in table.columns().iter().filter(|column| matches!(column.cell, Cell::Word { .. } | Cell::Words(_)))
        {
            assert!(listed.contains(&(*table, column.name)), "{table}.{}", column.name);
        }
    }
}

/// The names of tables in Chinese, each with a Chinese header and a row that needs nothing else.
const CHINESE: [(&str, &str); 23] = [
    ("单元", "编码,名称,层级,上级,类型,户数,生效日期,失效日期\nC,幸福社区,社区,,,9,,\nH,,户,C,,,,\n"),
    ("区域", "区域编码,名称,类型,属地,开始日期,结束日期\nZ,花园,小区,C,,\n"),
    ("区域组成", "区域,单元\nZ,C\n"),
    (
        "组织",
        "组织编码,组织名称,组织类型,组织形式,组织级别,上级组织,驻地,正式党员,预备党员\nO,,党支部,联合,社区,Q,C,9,1\nQ,,职能部门,,,,,,\n",
    ),
    ("双重指挥", "组织,指挥方\nO,Q\n"),
    ("服务", "组织编码,服务对象,服务类型\nO,C,物业服务\n"),
    ("项目", "项目编码,项目名称,项目类型,所在单元\nJ,修路,民生实事,C\n"),
    ("人员", "人员编码,政治面貌,人员类别,工作单位,居住地\nP,正式党员,在职,O,C\n"),
    ("党员", "人员,组织,职务\nP,O,书记\n"),
    ("就近纳入", "成员,组织,纳入方式\nP,O,就近纳入\n"),
    ("职务", "所在,职务,任职人,人数,其中,招录方,管理方\nC,网格员,,3,持证,Q,C\nC,书记,P,,,,\n"),
    ("覆盖", "组织,覆盖对象,覆盖方式\nO,C,单独建\n"),
    ("结对", "甲方,乙方,结对类型\nO,C,结对共建\n"),
    ("双报到", "报到方,报到地,报到类型,报到人数\nO,C,单位报到,3\n"),
    ("包联", "包联方,包联对象,包联形式,包联事项\nP,Z,定点挂钩,创城；防疫\n"),
    ("联户", "联户党员,户编码,联系户数\nP,H,\nO,,30\n"),
    ("吹哨报到", "吹哨方,响应部门,事项\nC,Q,油烟\n"),
    ("联盟", "联盟编码,联盟名称,联盟类型,牵头单位,范围,上级联盟,联动模板\nA,,大党委,O,C,,\n"),
    ("联盟成员", "联盟,成员,成员数,角色\nA,Q,,兼职委员单位\n"),
    ("指标", "对象,涉及对象,指标名称,日期,指标值\nO,Z,物业评分,2024年1月1日,59\n"),
    ("公布数字", "编号,主体,口径,限定,数值,单位,分母,读法,日期,出处\n1,C,count:grid,不少于,9,个,,,2024/1/1,\n"),
    ("沿革", "原编码,新编码,变更类型,变更日期,文号\nC,C,合并,2020-01-01,\n"),
    ("编码对照", "编码方案,编码,对照方案,对照编码\nnbs-2023,1,mca-2025,2\n"),
];

#[test]
fn tables_and_headers_may_be_chinese() {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in CHINESE.iter().filter(|table| table.0 != "沿革") {
        fs::write(folder.path().join(format!("{name}.csv")), text).unwrap();
    }
    let draft = import::folder(folder.path()).unwrap();
    let findings = draft.clone().check().findings();
    let messages: Vec<String> = findings.iter().map(|finding| finding.message(Lang::Zh)).collect();
    assert_eq!(messages, [""; 0]);
    let hierarchy = draft.build().unwrap();
    // Names that people write as well.
    let others = [
        ("双报到", "报到方,报到对象,类型,人数\nO,C,单位报到,3\n"),
        ("包联", "责任人,责任对象,形式,事项\nP,Z,定点挂钩,创城\n"),
        ("联盟成员", "联盟,成员,人数,角色\nA,Q,,兼职委员单位\n"),
        ("公布数字", "编号,对象,口径,公布值\n1,C,count:grid,9\n"),
    ];
    for (name, text) in CHINESE.into_iter().chain(others) {
        let table: Table = name.parse().unwrap();
        let mut draft = govgrid::Draft::new();
        import::read(&mut draft, table, name, text.as_bytes(), &Options::default());
        let header = draft.check().findings();
        assert!(header.iter().all(|finding| finding.places[0].row > 1), "{name}");
        if table != Lineage {
            assert_eq!(hierarchy.to_draft().row_count(table) as usize, text.lines().count() - 1, "{name}");
        }
    }
}
