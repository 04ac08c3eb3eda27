//! Small data sets of everything that lies over the tree – alliances, posts, members, contacts – as rows of text, each
//! legal by construction. A node has one row: what nodes become of is the matter of other worlds.

use super::calendar::{Days, text};
use super::choices::Choices;
use proptest::prelude::{Strategy, any};
use std::collections::BTreeMap;

/// A row of a table: its cells by column, and the days on which it holds.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    pub(crate) table: &'static str,
    cells: Vec<(&'static str, String)>,
    pub(crate) days: Days,
}

impl Row {
    /// The cell of a column; empty if the row has none.
    pub(crate) fn cell(&self, column: &str) -> &str {
        self.cells.iter().find(|cell| cell.0 == column).map_or("", |cell| &cell.1)
    }

    /// The number in a column, if there is one.
    pub(crate) fn number(&self, column: &str) -> Option<u64> {
        self.cell(column).parse().ok()
    }
}

/// The rows of a data set.
#[derive(Clone, Debug, Default)]
pub(crate) struct Overlay {
    pub(crate) rows: Vec<Row>,
}

const MEMBER_ROLES: [&str; 6] = ["community_party", "property_company", "residents", "member_unit", "residents", ""];
const ORGANIZATION_KINDS: [&str; 10] = [
    "party_branch",
    "party_group",
    "party_branch",
    "party_committee",
    "residents_committee",
    "property_company",
    "centre_household",
    "department",
    "party_branch",
    "villagers_committee",
];
pub(crate) const POST_ROLES: [&str; 2] = ["homeowners_committee_member", "building_head"];

/// Data sets that are legal by construction.
pub(crate) fn overlays() -> impl Strategy<Value = Overlay> {
    let numbers = proptest::collection::vec(any::<u16>(), 900..2_800);
    numbers.prop_map(|numbers| Builder { choices: Choices::new(numbers), made: Overlay::default() }.overlay())
}

struct Builder {
    choices: Choices,
    made: Overlay,
}

impl Builder {
    fn overlay(mut self) -> Overlay {
        self.tree();
        for at in 0..self.choices.below(7) {
            self.zone(at);
        }
        for at in 0..2 + self.choices.below(9) {
            self.organization(at);
        }
        for at in 0..self.choices.below(8) {
            self.person(at);
        }
        for at in 0..self.choices.below(3) {
            let within = self.one_of("units", true);
            self.node("projects", format!("j{at}"), vec![("kind", "secretary_project".to_owned()), ("within", within)]);
        }
        for at in 0..3 + self.choices.below(9) {
            self.alliance(at);
        }
        for _ in 0..self.choices.below(30) {
            self.alliance_member();
        }
        for at in 0..self.choices.below(4) {
            self.apart(at);
        }
        for _ in 0..self.choices.below(40) {
            self.organization_relation();
        }
        for _ in 0..self.choices.below(30) {
            self.person_relation();
        }
        for _ in 0..self.choices.below(3) {
            self.crossing();
        }
        let mut rows = std::mem::take(&mut self.made.rows);
        self.choices.shuffle(&mut rows);
        Overlay { rows }
    }

    fn days(&mut self) -> Days {
        match self.choices.below(8) {
            0 => Days::new(Some(self.choices.day(1, 30)), None),
            1 => Days::new(None, Some(self.choices.day(10, 40))),
            2 => Days::new(Some(self.choices.day(1, 20)), Some(self.choices.day(20, 40))),
            _ => Days::ALWAYS,
        }
    }

    fn row(&mut self, table: &'static str, cells: Vec<(&'static str, String)>) {
        let days = self.days();
        self.made.rows.push(Row { table, cells, days });
    }

    fn node(&mut self, table: &'static str, code: String, mut cells: Vec<(&'static str, String)>) {
        cells.insert(0, ("code", code));
        self.row(table, cells);
    }

    fn codes(&self, table: &str) -> Vec<String> {
        self.made.rows.iter().filter(|row| row.table == table).map(|row| row.cell("code").to_owned()).collect()
    }

    /// The code of a node of a table, now and then none if that may be; none where there is none.
    fn one_of(&mut self, table: &str, may_be_none: bool) -> String {
        let codes = self.codes(table);
        self.one(&codes, may_be_none)
    }

    fn one(&mut self, codes: &[String], may_be_none: bool) -> String {
        if codes.is_empty() || (may_be_none && self.choices.once_in(4)) {
            return String::new();
        }
        codes[self.choices.below(codes.len())].clone()
    }

    fn units_of(&self, levels: &[&str]) -> Vec<String> {
        let units = self.made.rows.iter().filter(|row| row.table == "units" && levels.contains(&row.cell("level")));
        units.map(|row| row.cell("code").to_owned()).collect()
    }

    fn tree(&mut self) {
        let plan: [(&str, &str, &[&str], usize, bool); 6] = [
            ("s", "street", &[], 2, true),
            ("c", "community", &["street"], 4, true),
            ("g", "grid", &["community"], 5, false),
            ("b", "building", &["community", "grid"], 5, true),
            ("w", "stairwell", &["building", "grid"], 4, true),
            ("h", "household", &["building", "stairwell", "community"], 9, true),
        ];
        for (letter, level, above, most, may_be_root) in plan {
            for at in 0..=self.choices.below(most) {
                let parents = self.units_of(above);
                let may_be_root = may_be_root && self.choices.once_in(2);
                let parent = self.one(&parents, may_be_root);
                self.node("units", format!("{letter}{at}"), vec![("level", level.to_owned()), ("parent", parent)]);
            }
        }
    }

    fn zone(&mut self, at: usize) {
        let kind = self.choices.of(&["estate", "courtyard", "estate", "area"]);
        let communities = self.units_of(&["community", "community", "grid", "street"]);
        let within = self.one(&communities, true);
        let code = format!("z{at}");
        self.node("zones", code.clone(), vec![("kind", kind.to_owned()), ("within", within)]);
        for _ in 0..self.choices.below(4) {
            let levels = self.choices.of(&[["building", "grid"], ["community", "stairwell"]]);
            let units = self.units_of(&levels);
            let unit = self.one(&units, false);
            self.row("zone_units", vec![("zone", code.clone()), ("unit", unit)]);
        }
    }

    fn organization(&mut self, at: usize) {
        let kind = self.choices.of(&ORGANIZATION_KINDS).to_owned();
        let superior = self.one_of("organizations", true);
        let seats = [self.units_of(&["community", "grid", "street"]), self.codes("zones"), Vec::new()];
        let which = self.choices.of(&[0, 0, 1, 2, 2]);
        let seat = self.one(&seats[which], false);
        let rank = self.choices.of(&["", "", "community", "street"]).to_owned();
        let full = self.choices.of(&["", "0", "7"]).to_owned();
        let cells =
            vec![("kind", kind), ("superior", superior), ("seat", seat), ("rank", rank), ("full_members", full)];
        self.node("organizations", format!("o{at}"), cells);
    }

    /// An estate in one community that comprises nothing, and organizations of communities that have to do with it.
    fn apart(&mut self, at: usize) {
        let communities = self.units_of(&["community"]);
        let within = self.one(&communities, false);
        let zone = format!("e{at}");
        self.node("zones", zone.clone(), vec![("kind", "estate".to_owned()), ("within", within)]);
        let mut organization = String::new();
        for nth in 0..=self.choices.below(3) {
            let kind = self.choices.of(&["party_branch", "residents_committee", "party_committee"]).to_owned();
            let seat = if organization.is_empty() { self.one(&communities, false) } else { String::new() };
            let (superior, code) = (std::mem::take(&mut organization), format!("k{at}{nth}"));
            let cells = vec![
                ("kind", kind),
                ("superior", superior),
                ("seat", seat),
                ("rank", String::new()),
                ("full_members", String::new()),
            ];
            self.node("organizations", code.clone(), cells);
            self.relation(self.made.rows.len() % 3 + 2, code.clone(), zone.clone());
            if self.choices.once_in(2) {
                organization = code;
            }
        }
    }

    fn person(&mut self, at: usize) {
        let standing = self.choices.of(&["", "full_member", "probationary_member", "non_member", "league_member"]);
        let homes = self.units_of(&["grid", "community"]);
        let residence = self.one(&homes, true);
        self.node("people", format!("p{at}"), vec![("standing", standing.to_owned()), ("residence", residence)]);
    }

    fn alliance(&mut self, at: usize) {
        let kind = self.choices.of(&["linkage", "big_party_committee", "big_working_committee", "party_alliance"]);
        let lead = if self.choices.once_in(3) { self.one_of("organizations", false) } else { String::new() };
        let scopes = [self.units_of(&["community"]), self.codes("zones"), self.units_of(&["street", "grid"])];
        let which = self.choices.of(&[0, 0, 1, 1, 2]);
        let scope = self.one(&scopes[which], true);
        let within = self.one_of("alliances", true);
        let fitting = if which == 1 { ["named", "outside", "unnamed"] } else { ["inside", "open", "inside"] };
        let any = ["named", "outside", "inside", "open", "unnamed", ""];
        let template = if self.choices.once_in(3) { self.choices.of(&any) } else { self.choices.of(&fitting) };
        let template = template.to_owned();
        let has_lead = !lead.is_empty();
        let code = format!("a{at}");
        let cells = vec![
            ("kind", kind.to_owned()),
            ("lead", lead),
            ("scope", scope),
            ("within", within),
            ("template", template),
        ];
        self.node("alliances", code.clone(), cells);
        if self.choices.once_in(2) {
            for role in MEMBER_ROLES.iter().take(4) {
                let organizations = self.codes("organizations");
                let (member, count) = self.either(&organizations, &["1", "2", "3"]);
                let cells = vec![
                    ("alliance", code.clone()),
                    ("member", member),
                    ("count", count),
                    ("role", (*role).to_owned()),
                ];
                self.row("alliance_members", cells);
            }
        }
        // At most one lead.
        if !has_lead && self.choices.once_in(3) {
            let member = self.one_of("organizations", true);
            let count = if member.is_empty() { "1".to_owned() } else { String::new() };
            let role = "lead".to_owned();
            self.row(
                "alliance_members",
                vec![("alliance", code), ("member", member), ("count", count), ("role", role)],
            );
        }
    }

    /// Somebody by key, or how many.
    fn either(&mut self, keys: &[String], counts: &[&str]) -> (String, String) {
        let key = self.one(keys, true);
        let count = if key.is_empty() { self.choices.of(counts).to_owned() } else { String::new() };
        (key, count)
    }

    fn alliance_member(&mut self) {
        let alliance = self.one_of("alliances", false);
        if alliance.is_empty() {
            return;
        }
        let mut keys = self.codes("organizations");
        keys.extend(self.codes("people"));
        let (member, count) = self.either(&keys, &["0", "1", "2", "5"]);
        let role = self.choices.of(&MEMBER_ROLES).to_owned();
        self.row(
            "alliance_members",
            vec![("alliance", alliance), ("member", member), ("count", count), ("role", role)],
        );
    }

    fn organization_relation(&mut self) {
        let organization = self.one_of("organizations", false);
        let mut places = self.codes("zones");
        places.extend(self.codes("zones"));
        places.extend(self.codes("units"));
        let target = self.one(&places, false);
        let which = self.choices.below(6);
        self.relation(which, organization, target);
    }

    fn relation(&mut self, which: usize, organization: String, target: String) {
        match which {
            0..=2 => {
                let mode = self.choices.of(&["standalone", "joint", "work_only"]).to_owned();
                self.row("coverage", vec![("organization", organization), ("target", target), ("mode", mode)]);
            }
            3 => {
                let kind = "property".to_owned();
                self.row("services", vec![("organization", organization), ("target", target), ("kind", kind)]);
            }
            4 => self.row("responsibilities", vec![("holder", organization), ("target", target)]),
            _ => {
                let member = self.one_of("organizations", false);
                self.row("attachments", vec![("member", member), ("organization", organization)]);
            }
        }
    }

    /// A unit in two zones, of which one organization covers both and another one.
    fn crossing(&mut self) {
        let (units, zones) = (self.units_of(&["community", "grid", "building"]), self.codes("zones"));
        let branch = |row: &&Row| row.table == "organizations" && row.cell("kind") == "party_branch";
        let branches: Vec<String> =
            self.made.rows.iter().filter(branch).map(|row| row.cell("code").to_owned()).collect();
        let unit = self.one(&units, false);
        let [of_both, of_one] = [(); 2].map(|()| self.one(&branches, false));
        let [first, second] = [(); 2].map(|()| self.one(&zones, false));
        if unit.is_empty() || of_both.is_empty() || first == second {
            return;
        }
        for zone in [&first, &second] {
            self.row("zone_units", vec![("zone", zone.clone()), ("unit", unit.clone())]);
        }
        for (organization, zone) in [(&of_both, &first), (&of_both, &second), (&of_one, &second)] {
            self.relation(0, organization.clone(), zone.clone());
        }
    }

    fn person_relation(&mut self) {
        let (people, organizations) = (self.codes("people"), self.codes("organizations"));
        let person = self.one(&people, false);
        let organization = self.one(&organizations, false);
        match self.choices.below(5) {
            0 if !people.is_empty() => {
                self.row("memberships", vec![("person", person), ("organization", organization)]);
            }
            1 if !people.is_empty() => {
                self.row("attachments", vec![("member", person), ("organization", organization)]);
            }
            2 => {
                let contact = if person.is_empty() || self.choices.once_in(4) { organization } else { person };
                let households = self.units_of(&["household"]);
                let (household, count) = self.either(&households, &["0", "1", "4"]);
                self.row("contacts", vec![("contact", contact), ("household", household), ("count", count)]);
            }
            _ => {
                let tables = ["units", "zones", "organizations", "alliances", "projects", "organizations"];
                let table = self.choices.of(&tables);
                let codes = self.codes(table);
                // Few places, so that several posts meet at one.
                let place = self.one(&codes[..codes.len().min(2)], false);
                if place.is_empty() {
                    return;
                }
                let role = self.choices.of(&POST_ROLES).to_owned();
                let (holder, count) = self.either(&people, &["0", "1", "2", "6"]);
                let of_which = self.choices.of(&["", "", "party_member", "organ_member"]).to_owned();
                let cells = vec![
                    ("place", place),
                    ("role", role),
                    ("holder", holder),
                    ("count", count),
                    ("of_which", of_which),
                ];
                self.row("posts", cells);
            }
        }
    }
}

impl Overlay {
    /// The tables as CSV, by name.
    pub(crate) fn tables(&self) -> BTreeMap<&'static str, String> {
        let mut tables: BTreeMap<&'static str, String> = BTreeMap::new();
        for row in &self.rows {
            let columns: Vec<&str> = row.cells.iter().map(|cell| cell.0).collect();
            let header = || format!("{},valid_from,valid_until\n", columns.join(","));
            let table = tables.entry(row.table).or_insert_with(header);
            let cells: Vec<&str> = row.cells.iter().map(|cell| cell.1.as_str()).collect();
            let bound = |day: Option<i32>| day.map(text).unwrap_or_default();
            table.extend([cells.join(","), ",".to_owned(), bound(row.days.from)]);
            table.extend([",".to_owned(), bound(row.days.until), "\n".to_owned()]);
        }
        tables
    }
}
