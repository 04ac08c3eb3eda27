//! Building people, alliances, projects and the rows between nodes.

use super::calendar::Days;
use super::rows::{Cell, Row, TABLES};
use super::world::{GRID, HOUSEHOLD, NodeId, Ref};
use super::worlds::{Builder, FIRST, LAST, NAMES};

/// The words and texts of each column: what a cell may say, the first being none where it may say nothing.
const WORDS: [(&str, &str, &[&str]); 25] = [
    ("people", "standing", &["", "full_member", "probationary_member", "non_member", "other"]),
    ("people", "category", &["", "retired", "in_service"]),
    ("projects", "kind", &["secretary_project", "livelihood_item", "other"]),
    ("alliances", "kind", &["party_alliance", "big_party_committee", "linkage", "joint_meeting"]),
    ("alliances", "template", &["", "three_party_kaiping_a", "six_in_one_kaiping"]),
    ("services", "kind", &["property", "policing", "other"]),
    ("memberships", "role", &["", "secretary", "member"]),
    ("attachments", "kind", &["", "daily_contact", "shadowing"]),
    ("posts", "role", &["grid_worker", "secretary", "party_building_instructor", "other"]),
    ("posts", "of_which", &["", "", "party_member", "certified"]),
    ("pairings", "kind", &["joint_building", "mutual_aid", "door_opposite"]),
    ("reports", "kind", &["", "unit", "member"]),
    ("responsibilities", "form", &["", "area", "estate_link"]),
    ("responsibilities", "purpose", &["", "governance", "governance;mentoring", "epidemic;steward;other"]),
    ("whistles", "matter", &["", "噪声", " 油烟 "]),
    ("measures", "measure", &["property_score", "service_fund", "property_colour", "other"]),
    ("measures", "value", &["59.5", "200000", "红"]),
    ("claims", "figure", &["count:grid", "share:community:org_coverage", "sum:measure:service_fund"]),
    ("claims", "qualifier", &["", "at_least", "about"]),
    ("claims", "value", &["92", "175", "1,620.5"]),
    ("claims", "unit", &["", "percent", "count"]),
    ("claims", "base", &["", "44", "count:community"]),
    ("claims", "reading", &["", "all communities", "只计城市社区"]),
    ("claims", "source", &["", "a report of 2024"]),
    ("claims", "id", &["1", "2"]),
];

/// Kinds of nodes by what their codes start with, and the columns that name them: the levels that a unit may have there.
const NAMED: [(&str, &str, &str, (usize, usize)); 30] = [
    ("directions", "organization", "o", (0, 9)),
    ("directions", "director", "o", (0, 9)),
    ("services", "organization", "o", (0, 9)),
    ("services", "target", "uz", (0, 9)),
    ("memberships", "person", "p", (0, 9)),
    ("memberships", "organization", "o", (0, 9)),
    ("attachments", "member", "po", (0, 9)),
    ("attachments", "organization", "o", (0, 9)),
    ("posts", "place", "uzoaj", (0, 9)),
    ("posts", "holder", "p", (0, 9)),
    ("posts", "recruiter", "ou", (0, 9)),
    ("posts", "manager", "ou", (0, 9)),
    ("pairings", "a", "ouz", (0, 9)),
    ("pairings", "b", "uoz", (0, 9)),
    ("reports", "reporter", "po", (0, 9)),
    ("reports", "target", "uo", (0, 9)),
    ("responsibilities", "holder", "po", (0, 9)),
    ("responsibilities", "target", "uzoj", (0, 9)),
    ("contacts", "contact", "po", (0, 9)),
    ("contacts", "household", "u", (HOUSEHOLD, HOUSEHOLD)),
    ("whistles", "caller", "uo", (0, 9)),
    ("whistles", "responder", "o", (0, 9)),
    ("alliance_members", "alliance", "a", (0, 9)),
    ("alliance_members", "member", "op", (0, 9)),
    ("measures", "subject", "uzoaj", (0, HOUSEHOLD - 1)),
    ("measures", "about", "zuo", (0, HOUSEHOLD - 1)),
    ("claims", "subject", "uzoaj", (0, HOUSEHOLD - 1)),
    ("people", "employer", "o", (0, 9)),
    ("people", "residence", "u", (0, GRID)),
    ("projects", "within", "u", (0, 9)),
];

type Cells = Vec<(&'static str, Cell)>;

impl Builder {
    /// People, alliances, projects, and all that ties them to each other and to what is there.
    pub(super) fn people(&mut self) {
        for _ in 0..self.choices.below(8) {
            let (node, versions) = self.constant("p");
            for (code, days) in versions {
                let mut cells = self.words("people");
                for column in ["employer", "residence"] {
                    self.name("people", column, days, 3, &mut cells);
                }
                self.own("people", Ref { node, code }, cells, days);
            }
        }
        for _ in 0..self.choices.below(4) {
            let (node, versions) = self.constant("j");
            for (code, days) in versions {
                let mut cells = self.named_words("projects");
                self.name("projects", "within", days, 4, &mut cells);
                self.own("projects", Ref { node, code }, cells, days);
            }
        }
        for _ in 0..self.choices.below(6) {
            self.alliance();
        }
        self.nest();
        for _ in 0..self.choices.below(40) {
            self.row();
        }
    }

    fn own(&mut self, table: &'static str, own: Ref, cells: Cells, days: Days) {
        self.world.rows.push(Row { table, own: Some(own), cells, days });
    }

    fn alliance(&mut self) {
        for (node, versions) in self.nodes("a") {
            for (code, days) in versions {
                let days = self.ending(days);
                let mut cells = self.named_words("alliances");
                let organizations = self.world.organization_nodes();
                if let Some(lead) = self.some_of(&organizations, days) {
                    cells.push(("lead", Cell::Node(lead)));
                }
                let mut places = self.world.unit_nodes();
                places.extend(self.world.zone_nodes());
                if let Some(scope) = self.some_of(&places, days) {
                    cells.push(("scope", Cell::Node(scope)));
                }
                self.own("alliances", Ref { node, code }, cells, days);
            }
        }
    }

    fn some_of(&mut self, nodes: &[NodeId], days: Days) -> Option<Ref> {
        if self.choices.once_in(3) { None } else { self.refer_to_one(nodes, days) }
    }

    /// Alliances within others, of which none runs in a circle on any day.
    fn nest(&mut self) {
        let all = self.world.nodes_in("alliances");
        for at in 0..self.world.rows.len() {
            let row = &self.world.rows[at];
            let (Some(node), days) = (row.node("code").filter(|_| row.table == "alliances"), row.days) else {
                continue;
            };
            let fitting: Vec<NodeId> =
                all.iter().copied().filter(|above| !self.holds_ever(node, *above, days)).collect();
            if let Some(within) = self.some_of(&fitting, days) {
                self.world.rows[at].cells.push(("within", Cell::Node(within)));
            }
        }
    }

    /// Whether an alliance is `start`, or holds it on one of the days.
    fn holds_ever(&self, node: NodeId, start: NodeId, days: Days) -> bool {
        (FIRST - 1..LAST + 60).filter(|day| days.holds(*day)).any(|day| {
            let mut at = Some(start);
            while let Some(alliance) = at.filter(|at| *at != node) {
                let mut rows = self.world.rows.iter();
                let row = rows.find(|row| row.node("code") == Some(alliance) && row.days.holds(day));
                at = row.and_then(|row| row.node("within"));
            }
            at.is_some()
        })
    }

    /// The words of a row.
    fn words(&mut self, table: &str) -> Cells {
        let mut cells = Vec::new();
        for (_, column, words) in WORDS.iter().filter(|words| words.0 == table) {
            let word = self.choices.of(words);
            if !word.is_empty() {
                cells.push((*column, Cell::Text(word.to_owned())));
            }
        }
        cells
    }

    /// The words of a row, and a name.
    fn named_words(&mut self, table: &str) -> Cells {
        let mut cells = self.words(table);
        cells.extend(self.choices.of(&NAMES).map(|name| ("name", Cell::Text(name.to_owned()))));
        cells
    }

    /// Names a node in a cell, if one may stand there; once in `in_` times none.
    fn name(&mut self, table: &str, column: &'static str, days: Days, in_: usize, cells: &mut Cells) -> bool {
        let Some((.., kinds, levels)) = NAMED.iter().find(|named| (named.0, named.1) == (table, column)) else {
            return false;
        };
        if in_ > 0 && self.choices.once_in(in_) {
            return false;
        }
        let kinds: Vec<char> = kinds.chars().collect();
        let nodes = match self.choices.of(&kinds) {
            'u' => {
                let fits =
                    |unit: &NodeId| self.levels_of(*unit, days).iter().all(|l| (levels.0..=levels.1).contains(l));
                self.world.unit_nodes().into_iter().filter(fits).collect()
            }
            'z' => self.world.zone_nodes(),
            'o' => self.world.organization_nodes(),
            'p' => self.world.nodes_in("people"),
            'a' => self.world.nodes_in("alliances"),
            _ => self.world.nodes_in("projects"),
        };
        let named = self.refer_to_one(&nodes, days);
        let is_named = named.is_some();
        cells.extend(named.map(|named| (column, Cell::Node(named))));
        is_named
    }

    /// A row of one of the tables, if what it needs is there; sometimes one of the row before again.
    fn row(&mut self) {
        let (table, columns) = self.choices.of(&TABLES);
        let days = match table {
            "claims" if self.choices.once_in(2) => Days::ALWAYS,
            "measures" | "claims" => self.one_day(),
            _ => self.days(),
        };
        if table == "mappings" {
            return self.mapping(days);
        }
        let mut cells = self.words(table);
        let either = columns.iter().any(|column| column.0 == "count").then(|| self.choices.once_in(3));
        for (column, _) in columns.iter().filter(|column| NAMED.iter().any(|n| (n.0, n.1) == (table, column.0))) {
            let may_lack = ["recruiter", "manager", "about"].contains(column);
            let is_counted =
                ["household", "holder"].contains(column) || (table, *column) == ("alliance_members", "member");
            if is_counted && either == Some(true) && table != "responsibilities" {
                continue;
            }
            if !self.name(table, column, days, if may_lack { 2 } else { 0 }, &mut cells) && !may_lack {
                return;
            }
        }
        if either == Some(true) {
            cells.push(("count", Cell::Count(u32::try_from(self.choices.below(30)).unwrap())));
        } else if either == Some(false) && self.choices.once_in(5) {
            cells.push(("count", Cell::Count(1)));
        }
        if table == "reports" && self.choices.once_in(2) {
            cells.push(("members", Cell::Count(u32::try_from(self.choices.below(99)).unwrap())));
        }
        let mut row = Row { table, own: None, cells, days };
        if table == "alliance_members" {
            self.take_part(&mut row);
        }
        if self.choices.once_in(8) && row.text("role").as_deref() != Some("lead") {
            self.world.rows.push(row.clone());
        }
        self.world.rows.push(row);
    }

    fn one_day(&mut self) -> Days {
        let day = self.choices.day(FIRST, LAST + 10);
        Days::new(Some(day), Some(day + 1))
    }

    fn mapping(&mut self, days: Days) {
        let code = self.choices.of(&["130205001", "x-1"]);
        let mut cells = vec![("scheme", Cell::Text("nbs-2023".to_owned())), ("code", Cell::Text(code.to_owned()))];
        cells.push(("other_scheme", Cell::Text(self.choices.of(&["mca-2025", "local"]).to_owned())));
        cells.push(("other_code", Cell::Text(self.choices.of(&["130205002", "y-1"]).to_owned())));
        self.world.rows.push(Row { table: "mappings", own: None, cells, days });
    }

    /// A role in an alliance: the lead only where no other leads on one of the days.
    fn take_part(&mut self, row: &mut Row) {
        let role = self.choices.of(&["", "lead", "member_unit", "lead"]);
        let alliance = row.node("alliance").unwrap();
        let leader = row.node("member");
        let led_by_another = self.world.rows.iter().any(|other| {
            let lead = match other.table {
                "alliances" if other.node("code") == Some(alliance) => other.node("lead").map(Some),
                "alliance_members" if other.node("alliance") == Some(alliance) => {
                    (other.text("role").as_deref() == Some("lead")).then(|| other.node("member"))
                }
                _ => None,
            };
            lead.is_some_and(|lead| lead != leader || leader.is_none()) && other.days.meets(row.days)
        });
        let counts_several = row.count("count").is_some_and(|count| count != 1);
        let role = if role == "lead" && (led_by_another || counts_several) { "executor" } else { role };
        if !role.is_empty() {
            row.cells.push(("role", Cell::Text(role.to_owned())));
        }
    }
}
