//! Questions and audits.

use super::{Shape, measure};
use govgrid::import::{self, Options};
use govgrid::record::{self, Table};
use govgrid::{Change, Day, Draft, Event, Exclusion, Hierarchy, Level, LiveAudit, Profile, Template, Tier};
use std::fmt::Write;

pub(crate) const SHAPES: &[Shape] = &[
    Shape { name: "audit-zones-of-one-community", size: 500, run: zones_of_one_community },
    Shape { name: "coverage-zones-of-one-community", size: 500, run: coverage_of_many_zones },
    Shape { name: "audit-organizations-of-one-zone", size: 500, run: organizations_of_one_zone },
    Shape { name: "coverage-organizations-of-one-zone", size: 500, run: coverage_of_one_zone },
    Shape { name: "audit-versions-of-one-organization", size: 1_000, run: versions_of_one_organization },
    Shape { name: "audit-leads-of-one-alliance", size: 1_000, run: leads_of_one_alliance },
    Shape { name: "audit-excluded-codes", size: 500, run: excluded_codes },
    Shape { name: "audit-excluded-subtrees", size: 500, run: excluded_subtrees },
    Shape { name: "coverage-excluded-codes", size: 500, run: coverage_without_excluded },
    Shape { name: "audit-claims-of-one-figure", size: 500, run: claims_of_one_figure },
    Shape { name: "audit-claims-of-many-subjects", size: 500, run: claims_of_many_subjects },
    Shape { name: "audit-rows-of-one-node", size: 500, run: rows_of_one_node },
    Shape { name: "audit-alliances-in-a-chain", size: 500, run: alliances_in_a_chain },
    Shape { name: "questions-of-one-node", size: 500, run: questions_of_one_node },
    Shape { name: "path-in-circles", size: 500, run: path_in_circles },
    Shape { name: "tiers-of-many-holders", size: 500, run: tiers_of_many_holders },
    Shape { name: "linkages-of-many-members", size: 500, run: linkages_of_many_members },
    Shape { name: "live-claims", size: 2_000, run: live_claims },
    Shape { name: "live-claims-of-many-subjects", size: 2_000, run: live_claims_of_many_subjects },
    Shape { name: "live-opens-of-one-street", size: 250, run: live_opens },
    Shape { name: "live-plan-of-opens", size: 250, run: live_plan_of_opens },
];

/// Tables while their rows are written down.
#[derive(Default)]
struct Tables(Vec<(Table, String)>);

impl Tables {
    /// A street, a community in it, and so many grids in that.
    fn of_grids(count: u32) -> Self {
        let mut tables = Self::default();
        let units = tables.table(Table::Units, "code,level,parent");
        units.push_str("990101001,street,\n990101001001,community,990101001\n");
        for number in 0..count {
            writeln!(units, "990101001001-G{number:06},grid,990101001001").expect("memory can be written");
        }
        tables
    }

    fn table(&mut self, table: Table, header: &str) -> &mut String {
        self.0.push((table, format!("{header}\n")));
        let (_, text) = self.0.last_mut().expect("one was just added");
        text
    }

    fn build(self) -> Hierarchy {
        let mut draft = Draft::new();
        for (table, text) in self.0 {
            import::read(&mut draft, table, table.as_str(), text.as_bytes(), &Options::default());
        }
        draft.build().expect("the tables have no fault of structure")
    }
}

fn add(text: &mut String, row: std::fmt::Arguments<'_>) {
    text.write_fmt(row).expect("memory can be written");
    text.push('\n');
}

fn day() -> Day {
    "2024-06-01".parse().expect("this is a day")
}

/// Every rule.
fn all_rules() -> Profile {
    let mut profile = Profile::national();
    for rule in ["building-without-party-group", "community-without-committee"] {
        profile.enable(rule, true).expect("there is such a rule");
    }
    profile
}

fn audit(hierarchy: &Hierarchy, profile: &Profile) {
    drop(measure(|| hierarchy.as_of(day()).audit(profile)));
}

fn coverage(hierarchy: &Hierarchy) {
    let ask = || hierarchy.as_of(day()).coverage(Level::Grid);
    drop(measure(|| (ask().by_organizations(), ask().by_work())));
}

/// As many zones of one community as it has grids.
fn many_zones(count: u32) -> Hierarchy {
    let mut tables = Tables::of_grids(count);
    let zones = tables.table(Table::Zones, "code,kind");
    (0..count).for_each(|number| add(zones, format_args!("Z{number},estate")));
    let units = tables.table(Table::ZoneUnits, "zone,unit");
    (0..count).for_each(|number| add(units, format_args!("Z{number},990101001001")));
    let organizations = tables.table(Table::Organizations, "code,kind");
    organizations.push_str("O1,party_branch\nO2,property_company\n");
    let coverage = tables.table(Table::Coverage, "organization,target,mode");
    (0..count).for_each(|number| add(coverage, format_args!("O2,Z{number},standalone")));
    tables.build()
}

fn zones_of_one_community(count: u32) {
    audit(&many_zones(count), &all_rules());
}

fn coverage_of_many_zones(count: u32) {
    coverage(&many_zones(count));
}

/// A zone of as many grids as organizations cover it.
fn one_zone(count: u32) -> Hierarchy {
    let mut tables = Tables::of_grids(count);
    tables.table(Table::Zones, "code,kind").push_str("Z,estate\n");
    let units = tables.table(Table::ZoneUnits, "zone,unit");
    (0..count).for_each(|number| add(units, format_args!("Z,990101001001-G{number:06}")));
    let organizations = tables.table(Table::Organizations, "code,kind");
    (0..count).for_each(|number| add(organizations, format_args!("O{number},property_company")));
    let coverage = tables.table(Table::Coverage, "organization,target,mode");
    (0..count).for_each(|number| add(coverage, format_args!("O{number},Z,standalone")));
    tables.build()
}

fn organizations_of_one_zone(count: u32) {
    audit(&one_zone(count), &all_rules());
}

fn coverage_of_one_zone(count: u32) {
    coverage(&one_zone(count));
}

/// A day of its own for each number.
fn dated(number: u32) -> String {
    format!("{}-{:02}-{:02}", 1900 + number / 336, number / 28 % 12 + 1, number % 28 + 1)
}

/// An organization of as many versions as it has superiors and seats, and as it covers grids.
fn versions_of_one_organization(count: u32) {
    let mut tables = Tables::of_grids(count);
    let organizations = tables.table(Table::Organizations, "code,kind,superior,seat,valid_from,valid_until");
    organizations.push_str("S,party_committee,,,,\n");
    for number in 0..count {
        let (from, until) = (dated(number), dated(number + 1));
        add(organizations, format_args!("O,party_branch,S,990101001,{from},{until}"));
    }
    let coverage = tables.table(Table::Coverage, "organization,target,mode,valid_from,valid_until");
    for number in 0..count {
        let (from, until) = (dated(number), dated(number + 1));
        add(coverage, format_args!("O,990101001001-G{number:06},standalone,{from},{until}"));
    }
    audit(&tables.build(), &all_rules());
}

/// An alliance that another organization leads on each day.
fn leads_of_one_alliance(count: u32) {
    let mut tables = Tables::of_grids(1);
    let organizations = tables.table(Table::Organizations, "code,kind");
    (0..count).for_each(|number| add(organizations, format_args!("O{number},party_branch")));
    let alliances = tables.table(Table::Alliances, "code,kind,lead,scope,valid_from,valid_until");
    for number in 0..count {
        let (from, until) = (dated(number), dated(number + 1));
        add(alliances, format_args!("A,joint_meeting,O{number},990101001,{from},{until}"));
    }
    audit(&tables.build(), &all_rules());
}

/// A profile that leaves out by what is given of each grid.
fn excluding(count: u32, exclusion: impl Fn(String) -> Exclusion) -> Profile {
    let mut profile = all_rules();
    profile.exclude = (0..count).map(|number| exclusion(format!("990101001001-G{:06}", number * 2))).collect();
    profile
}

fn excluded_codes(count: u32) {
    let hierarchy = one_zone(count);
    audit(&hierarchy, &excluding(count, |code| Exclusion { code: Some(code), ..Exclusion::default() }));
}

fn excluded_subtrees(count: u32) {
    let hierarchy = one_zone(count);
    audit(&hierarchy, &excluding(count, |code| Exclusion { within: Some(code), ..Exclusion::default() }));
}

fn coverage_without_excluded(count: u32) {
    let hierarchy = one_zone(count);
    let profile = excluding(count, |code| Exclusion { code: Some(code), ..Exclusion::default() });
    let ask = || {
        let exclusions = profile.exclusions();
        let query = hierarchy.as_of(day()).coverage(Level::Grid);
        query.excluding(|unit| exclusions.fit(unit)).by_organizations().covered()
    };
    _ = measure(ask);
}

const FIGURES: [&str; 10] = [
    "count:grid",
    "count:household",
    "share:grid:org_coverage",
    "share:grid:post:grid_worker",
    "count:post:grid_worker",
    "average:household:grid",
    "norm:grid:household",
    "partition:org:party_branch",
    "count:community:org:party_branch",
    "sum:measure:residents",
];

/// As many claims of one figure as there is to count.
fn claims_of_one_figure(count: u32) {
    let mut tables = Tables::of_grids(count);
    let claims = tables.table(Table::Claims, "id,subject,figure,value");
    (0..count).for_each(|number| add(claims, format_args!("c{number},990101001,count:grid,{number}")));
    audit(&tables.build(), &all_rules());
}

/// A claim of each grid about posts of the whole.
fn claims_of_many_subjects(count: u32) {
    let mut tables = Tables::of_grids(count);
    let posts = tables.table(Table::Posts, "place,role,count");
    (0..count).for_each(|number| add(posts, format_args!("990101001001-G{number:06},grid_worker,1")));
    let claims = tables.table(Table::Claims, "id,subject,figure,value");
    for number in 0..count {
        add(claims, format_args!("c{number},990101001001-G{number:06},count:post:grid_worker,1"));
    }
    audit(&tables.build(), &all_rules());
}

/// A community, an organization and a person of whom many rows say something.
fn one_node(count: u32) -> Hierarchy {
    let mut tables = Tables::of_grids(count);
    let organizations = tables.table(Table::Organizations, "code,kind,superior,seat");
    organizations.push_str("O,party_branch,,\n");
    for number in 0..count {
        add(organizations, format_args!("O{number},property_company,O,990101001001"));
    }
    tables.table(Table::People, "code,employer").push_str("P-1,O\n");
    let mut rows = |table, header, row: &dyn Fn(u32) -> String| {
        let text = tables.table(table, header);
        (0..count).for_each(|number| add(text, format_args!("{}", row(number))));
    };
    let dates = |number| format!("{},{}", dated(number), dated(number + 1));
    rows(Table::Coverage, "organization,target,mode", &|n| format!("O{n},990101001001,standalone"));
    rows(Table::Posts, "place,role,holder,valid_from,valid_until", &|n| {
        format!("990101001001,grid_worker,P-1,{}", dates(n))
    });
    rows(Table::Pairings, "a,b,kind", &|n| format!("990101001001,O{n},joint_building"));
    rows(Table::Memberships, "person,organization,valid_from,valid_until", &|n| format!("P-1,O,{}", dates(n)));
    rows(Table::Services, "organization,target,kind", &|n| format!("O,990101001001-G{n:06},property"));
    rows(Table::Responsibilities, "holder,target", &|n| format!("P-1,990101001001-G{n:06}"));
    rows(Table::Reports, "reporter,target,kind", &|n| format!("O{n},990101001001,unit"));
    rows(Table::Measures, "subject,measure,day,value", &|n| format!("990101001001,residents,{},{n}", dated(n)));
    rows(Table::Contacts, "contact,count,valid_from,valid_until", &|n| format!("P-1,{n},{}", dates(n)));
    rows(Table::Whistles, "caller,responder", &|n| format!("990101001001,O{n}"));
    tables.build()
}

fn rows_of_one_node(count: u32) {
    audit(&one_node(count), &all_rules());
}

/// Alliances each of which is part of the one before, with claims about the first.
fn alliances_in_a_chain(count: u32) {
    let mut tables = Tables::of_grids(1);
    let alliances = tables.table(Table::Alliances, "code,kind,within");
    alliances.push_str("A0,joint_meeting,\n");
    (1..count).for_each(|number| add(alliances, format_args!("A{number},joint_meeting,A{}", number - 1)));
    tables.table(Table::Claims, "id,subject,figure,value").push_str("c,A0,count:alliance:joint_meeting,1\n");
    let hierarchy = tables.build();
    let ask = || {
        let today = hierarchy.as_of(day());
        let members = today.alliance(&"A0".parse().expect("this is a code")).map(govgrid::Alliance::distinct_members);
        (members.is_ok(), today.audit(&all_rules()))
    };
    drop(measure(ask));
}

/// What is asked of one node, and of all beside it.
fn questions_of_one_node(count: u32) {
    let hierarchy = one_node(count);
    let ask = || {
        let today = hierarchy.as_of(day());
        let community = today.any_unit("990101001001").expect("there is such a unit");
        let mut answers = community.responsibility().count() + community.covered_by().count();
        answers += govgrid::Node::from(community).touches().count() + community.seated_within().count();
        for grid in community.children() {
            answers += usize::from(grid.households().counted.is_some());
        }
        answers += today.declared_totals(govgrid::MeasureKind::Residents).count();
        answers += today.organizations().map(|found| found.double_reporting().reports_to().count()).sum::<usize>();
        let kind = govgrid::PairingKind::JointBuilding;
        answers + today.pairs(kind, today.organizations(), today.units(Level::Community)).pairs().len()
    };
    _ = measure(ask);
}

/// Organizations that answer for each other in circles.
fn path_in_circles(count: u32) {
    let mut tables = Tables::of_grids(1);
    let organizations = tables.table(Table::Organizations, "code,kind");
    (0..count).for_each(|number| add(organizations, format_args!("O{number},property_company")));
    let pairings = tables.table(Table::Pairings, "a,b,kind");
    for number in 0..count {
        add(pairings, format_args!("O{number},O{},joint_building", (number + 1) % count));
        add(pairings, format_args!("O{number},O{},mutual_aid", number * 7 % count));
    }
    let hierarchy = tables.build();
    let path = "Organization <-> paired_with+ <-> Organization <-> paired_with* <-> Organization";
    let path = path.parse().expect("this is a path");
    let first = hierarchy.as_of(day()).organization(&"O0".parse().expect("this is a code")).expect("there is one");
    measure(|| first.to_node().follow(&path).len());
}

/// A tier at a community where many stand.
fn tiers_of_many_holders(count: u32) {
    let hierarchy = one_node(count);
    let tiers =
        r#"[{"level":"community","organization":"property_company"},{"level":"community","post":"grid_worker"}]"#;
    let tiers: Vec<Tier> = serde_json::from_str(tiers).expect("these are tiers");
    let ask = || {
        let today = hierarchy.as_of(day());
        let community = today.any_unit("990101001001").expect("there is such a unit");
        (today.tiers(&tiers).len(), community.tiers(&tiers).len())
    };
    _ = measure(ask);
}

/// Linkages of one template with many members.
fn linkages_of_many_members(count: u32) {
    let mut tables = Tables::of_grids(1);
    let organizations = tables.table(Table::Organizations, "code,kind");
    (0..count).for_each(|number| add(organizations, format_args!("O{number},property_company")));
    tables.table(Table::Zones, "code,kind").push_str("Z,estate\n");
    let alliances = tables.table(Table::Alliances, "code,kind,scope,template");
    (0..count).for_each(|number| add(alliances, format_args!("A{number},linkage,Z,three_party_kaiping_a")));
    let members = tables.table(Table::AllianceMembers, "alliance,member,role");
    for number in 0..count {
        add(members, format_args!("A0,O{number},property_company"));
        add(members, format_args!("A{number},O0,homeowners_committee"));
    }
    let hierarchy = tables.build();
    let template = Template::named("three_party_kaiping_a").expect("the crate has it");
    measure(|| hierarchy.as_of(day()).linkages(&template).complete());
}

/// Opens of grids in the one community, as many as asked for.
fn opens(hierarchy: &Hierarchy, count: u32) -> Vec<Event> {
    let day = day().previous();
    let parent = || hierarchy.as_of(day).units(Level::Community).next().map(|unit| unit.code().to_owned());
    let open = |number| {
        let name = Some(format!("第{number}网格"));
        let unit = record::Unit::new(format!("990101001001-N{number:06}"), Level::Grid);
        Event::on(day, Change::open(&record::Unit { parent: parent(), name, ..unit }))
    };
    (0..count).map(open).collect()
}

/// As many events as there are tenths of what figures are published of: each must cost the same whatever there is.
fn live_claims(count: u32) {
    let mut tables = Tables::of_grids(count);
    tables.table(Table::Organizations, "code,kind").push_str("O,party_branch\n");
    let coverage = tables.table(Table::Coverage, "organization,target,mode");
    (0..count / 2).for_each(|number| add(coverage, format_args!("O,990101001001-G{:06},standalone", number * 2)));
    let posts = tables.table(Table::Posts, "place,role,count");
    (0..count / 2).for_each(|number| add(posts, format_args!("990101001001-G{:06},grid_worker,1", number * 2)));
    tables.table(Table::Measures, "subject,measure,day,value").push_str("990101001,residents,2020-01-01,5\n");
    let claims = tables.table(Table::Claims, "id,subject,figure,value");
    for (number, figure) in FIGURES.iter().enumerate() {
        add(claims, format_args!("c{number},990101001,{figure},7"));
    }
    let hierarchy = tables.build();
    let events = opens(&hierarchy, count / 10);
    let mut live = LiveAudit::new(hierarchy, day(), all_rules());
    let all = || events.iter().filter(|event| live.apply(std::slice::from_ref(event)).is_ok()).count();
    assert_eq!(measure(all), events.len(), "a grid can be opened");
}

/// As many events as there are tenths of published figures, each of a grid of its own.
fn live_claims_of_many_subjects(count: u32) {
    let mut tables = Tables::of_grids(count);
    let posts = tables.table(Table::Posts, "place,role,count");
    (0..count).for_each(|number| add(posts, format_args!("990101001001-G{number:06},grid_worker,1")));
    let claims = tables.table(Table::Claims, "id,subject,figure,value");
    for number in 0..count {
        add(claims, format_args!("c{number},990101001001-G{number:06},count:post:grid_worker,1"));
        add(claims, format_args!("h{number},990101001001-G{number:06},count:household,1"));
    }
    let hierarchy = tables.build();
    let events = opens(&hierarchy, count / 10);
    let mut live = LiveAudit::new(hierarchy, day(), all_rules());
    let all = || events.iter().filter(|event| live.apply(std::slice::from_ref(event)).is_ok()).count();
    assert_eq!(measure(all), events.len(), "a grid can be opened");
}

fn live_opens(count: u32) {
    let hierarchy = Tables::of_grids(1).build();
    let events = opens(&hierarchy, count);
    let mut live = LiveAudit::new(hierarchy, day(), all_rules());
    let all = || events.iter().filter(|event| live.apply(std::slice::from_ref(event)).is_ok()).count();
    assert_eq!(measure(all), events.len(), "a grid can be opened");
}

fn live_plan_of_opens(count: u32) {
    let hierarchy = Tables::of_grids(1).build();
    let events = opens(&hierarchy, count);
    let mut live = LiveAudit::new(hierarchy, day(), all_rules());
    measure(|| live.apply(&events)).expect("grids can be opened");
}
