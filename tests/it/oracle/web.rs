//! Webs: small worlds in which every relation there is ties nodes of every kind, and naive answers about what touches
//! what and where paths lead.

use super::calendar::Days;
use super::choices::Choices;
use super::draft::{day, period};
use govgrid::{Draft, record};
use proptest::prelude::{Strategy, any};

/// A node of a web: its place in the list.
pub(crate) type At = usize;

const LEVELS: [&str; 6] = ["district", "street", "community", "grid", "building", "household"];
const FIRST: i32 = 1;
const LAST: i32 = 30;

/// A node. A unit has a row for each of its parents; another has one.
#[derive(Clone, Debug)]
pub(crate) struct NodeRow {
    pub(crate) kind: &'static str,
    pub(crate) code: String,
    /// What the kind's own column says: of a unit the level.
    pub(crate) word: &'static str,
    pub(crate) days: Days,
    /// Of a unit: its parents, each from a day on.
    pub(crate) parents: Vec<(Days, Option<At>)>,
    /// Relations that the node's own row states: the name, and the other node.
    pub(crate) says: Vec<(&'static str, At)>,
}

/// A row of a table of relations: the node it is first of all about, and up to three others.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    pub(crate) table: &'static str,
    pub(crate) a: At,
    pub(crate) b: Option<At>,
    pub(crate) c: Option<At>,
    pub(crate) d: Option<At>,
    pub(crate) days: Days,
}

#[derive(Clone, Debug, Default)]
pub(crate) struct Web {
    pub(crate) nodes: Vec<NodeRow>,
    pub(crate) rows: Vec<Row>,
    /// Numbers for whoever chooses more.
    pub(crate) salt: Vec<u16>,
}

/// A relation between two nodes, the days on which it holds by its row, and which row of its table that is, from 1 on.
pub(crate) type WebTie = (&'static str, At, At, Days, usize);

pub(crate) fn webs() -> impl Strategy<Value = Web> {
    proptest::collection::vec(any::<u16>(), 200..600).prop_map(|numbers| {
        let salt = numbers.iter().rev().copied().collect();
        let mut builder = Builder { choices: Choices::new(numbers), web: Web { salt, ..Web::default() } };
        builder.nodes();
        builder.rows();
        builder.web
    })
}

struct Builder {
    choices: Choices,
    web: Web,
}

impl Builder {
    fn days(&mut self) -> Days {
        let from = self.choices.day(FIRST, LAST);
        let until = self.choices.day(from + 1, LAST + 10);
        let from = if self.choices.once_in(4) { Some(from) } else { None };
        Days::new(from, if self.choices.once_in(4) { Some(until) } else { None })
    }

    fn of(&self, kinds: &[&str]) -> Vec<At> {
        (0..self.web.nodes.len()).filter(|at| kinds.contains(&self.web.nodes[*at].kind)).collect()
    }

    fn one_of(&mut self, kinds: &[&str]) -> Option<At> {
        let all = self.of(kinds);
        if all.is_empty() { None } else { Some(self.choices.of(&all)) }
    }

    fn add(&mut self, kind: &'static str, words: &[&'static str]) -> At {
        let at = self.web.nodes.len();
        // Codes run against the order in which nodes come.
        let code = format!("{kind}-{:03}", 900 - at);
        let (word, days) = (self.choices.of(words), self.days());
        self.web.nodes.push(NodeRow { kind, code, word, days, parents: Vec::new(), says: Vec::new() });
        at
    }

    fn nodes(&mut self) {
        for _ in 0..5 + self.choices.below(8) {
            self.unit();
        }
        for _ in 0..=self.choices.below(3) {
            let zone = self.add("zone", &["estate", "area"]);
            self.say(zone, "lies_within", &["unit"]);
        }
        for _ in 0..2 + self.choices.below(4) {
            let organization = self.add("organization", &["party_branch", "department", "property_company"]);
            self.say(organization, "supervises", &["organization"]);
            self.say(organization, "seated_in", &["unit", "zone"]);
        }
        for _ in 0..=self.choices.below(3) {
            let person = self.add("person", &["full_member", "non_member"]);
            self.say(person, "employed_by", &["organization"]);
            self.say(person, "lives_in", &["unit"]);
            let is_too_fine = |web: &Web, at: At| ["building", "household"].contains(&web.nodes[at].word);
            let web = &self.web;
            let says: Vec<_> = web.nodes[person].says.iter().copied().filter(|s| !is_too_fine(web, s.1)).collect();
            self.web.nodes[person].says = says;
        }
        for _ in 0..=self.choices.below(3) {
            let alliance = self.add("alliance", &["party_alliance", "linkage"]);
            self.say(alliance, "leads", &["organization"]);
            self.say(alliance, "scoped_to", &["unit", "zone"]);
            self.say(alliance, "part_of", &["alliance"]);
        }
        let project = self.add("project", &["secretary_project", "livelihood_item"]);
        self.say(project, "carried_out_in", &["unit"]);
    }

    /// A relation to a node that comes before, so that superiors and alliances run in no circle.
    fn say(&mut self, at: At, relation: &'static str, kinds: &[&str]) {
        if let Some(other) = self.one_of(kinds).filter(|other| *other < at && self.choices.below(3) > 0) {
            self.web.nodes[at].says.push((relation, other));
        }
    }

    /// A unit under one of those before it, perhaps under another of the same level from a day on.
    fn unit(&mut self) {
        let all = self.of(&["unit"]);
        let above: Vec<At> = all.iter().copied().filter(|at| self.web.nodes[*at].word != "household").collect();
        if above.is_empty() || self.choices.once_in(8) {
            let root = self.add("unit", &["district"]);
            let days = self.web.nodes[root].days;
            self.web.nodes[root].parents.push((days, None));
            return;
        }
        // Half of them hang on the last one, so that some trees are deep.
        let parent = if self.choices.once_in(2) { above[above.len() - 1] } else { self.choices.of(&above) };
        let rank = LEVELS.iter().position(|level| *level == self.web.nodes[parent].word).unwrap();
        let unit = self.add("unit", &[LEVELS[rank + 1]]);
        let days = self.web.nodes[unit].days;
        let others: Vec<At> =
            above.into_iter().filter(|at| self.web.nodes[*at].word == LEVELS[rank] && *at != parent).collect();
        let (from, until) = (days.from.unwrap_or(FIRST), days.until.unwrap_or(LAST));
        if others.is_empty() || until - from < 2 {
            self.web.nodes[unit].parents.push((days, Some(parent)));
            return;
        }
        let (moves, other) = (self.choices.day(from + 1, until), self.choices.of(&others));
        let parts = [(Days::new(days.from, Some(moves)), parent), (Days::new(Some(moves), days.until), other)];
        self.web.nodes[unit].parents.extend(parts.map(|(days, parent)| (days, Some(parent))));
    }

    fn rows(&mut self) {
        const PLACES: [&str; 5] = ["unit", "zone", "organization", "alliance", "project"];
        const TABLES: [(&str, &[&str], &[&str]); 15] = [
            ("zone_units", &["zone"], &["unit"]),
            ("coverage", &["organization"], &["unit", "zone", "organization"]),
            ("directions", &["organization"], &["organization"]),
            ("services", &["organization"], &["unit", "zone"]),
            ("memberships", &["person"], &["organization"]),
            ("attachments", &["person", "organization"], &["organization"]),
            ("posts", &PLACES, &["person"]),
            ("pairings", &["organization", "unit", "zone"], &["unit", "zone", "organization"]),
            ("reports", &["organization", "person"], &["unit", "organization"]),
            ("responsibilities", &["person", "organization"], &["unit", "zone", "organization", "project"]),
            ("contacts", &["person", "organization"], &["unit"]),
            ("whistles", &["unit", "organization"], &["organization"]),
            ("alliance_members", &["alliance"], &["organization", "person"]),
            ("measures", &PLACES, &PLACES),
            ("claims", &PLACES, &PLACES),
        ];
        for _ in 0..18 + self.choices.below(20) {
            let (table, firsts, seconds) = self.choices.of(&TABLES);
            let (Some(a), Some(second)) = (self.one_of(firsts), self.one_of(seconds)) else { continue };
            let is_household = |web: &Web, at: At| web.nodes[at].word == "household";
            let counts = ["posts", "contacts", "alliance_members", "measures"].contains(&table);
            let mut b = if counts && self.choices.once_in(3) { None } else { Some(second) };
            let mut days = self.days();
            let (mut c, mut d) = (None, None);
            match table {
                "contacts" => {
                    let households = self.of(&["unit"]).into_iter().filter(|at| is_household(&self.web, *at));
                    let households: Vec<At> = households.collect();
                    let is_person = self.web.nodes[a].kind == "person" && !households.is_empty();
                    b = b.filter(|_| is_person).map(|_| self.choices.of(&households));
                }
                "posts" => {
                    c = self.one_of(&["organization", "unit"]).filter(|_| self.choices.once_in(3));
                    d = self.one_of(&["organization", "unit"]).filter(|_| self.choices.once_in(3));
                }
                "claims" if is_household(&self.web, a) => continue,
                "claims" => (b, days) = (None, Days::ALWAYS),
                "measures" => {
                    let on = self.choices.day(FIRST, FIRST + 3);
                    days = Days::new(Some(on), Some(on + 1));
                    b = b.filter(|at| !is_household(&self.web, *at));
                    if is_household(&self.web, a) {
                        continue;
                    }
                }
                _ => {}
            }
            self.web.rows.push(Row { table, a, b, c, d, days });
            if self.choices.once_in(6) {
                // A second row that says the same of other days.
                let days = if matches!(table, "measures" | "claims") { days } else { self.days() };
                self.web.rows.push(Row { table, a, b, c, d, days });
            }
        }
    }
}

impl Web {
    pub(crate) fn choices(&self) -> Choices {
        Choices::new(self.salt.clone())
    }

    /// The row of a unit that holds on a day, whether what is above it is there or not.
    pub(crate) fn placed(&self, at: At, day: i32) -> Option<&(Days, Option<At>)> {
        self.nodes[at].parents.iter().find(|(days, _)| days.holds(day))
    }

    pub(crate) fn is_there(&self, at: At, day: i32) -> bool {
        if self.nodes[at].kind != "unit" {
            return self.nodes[at].days.holds(day);
        }
        self.placed(at, day).is_some_and(|placed| placed.1.is_none_or(|parent| self.is_there(parent, day)))
    }

    /// Every relation that holds on a day, with both its ends there.
    pub(crate) fn ties(&self, day: i32) -> Vec<WebTie> {
        let mut ties: Vec<WebTie> = Vec::new();
        for (at, node) in self.nodes.iter().enumerate() {
            let before = self.nodes[..at].iter().filter(|other| other.kind == node.kind);
            let line = 1 + before.map(|other| other.parents.len().max(1)).sum::<usize>();
            for (part, (days, parent)) in node.parents.iter().enumerate() {
                ties.extend(parent.map(|parent| ("contains", parent, at, *days, line + part)));
            }
            for (relation, other) in &node.says {
                let comes_from_other = ["supervises", "leads"].contains(relation);
                let (from, to) = if comes_from_other { (*other, at) } else { (at, *other) };
                ties.push((*relation, from, to, node.days, line));
            }
        }
        for (at, row) in self.rows.iter().enumerate() {
            let line = 1 + self.rows[..at].iter().filter(|other| other.table == row.table).count();
            let mut tie = |relation, from: Option<At>, to: Option<At>| {
                ties.extend(from.zip(to).map(|(from, to)| (relation, from, to, row.days, line)));
            };
            let (a, b) = (Some(row.a), row.b);
            match row.table {
                "zone_units" => tie("comprises", a, b),
                "coverage" => tie("covers", a, b),
                "directions" => tie("directs", a, b),
                "services" => tie("serves", a, b),
                "memberships" => tie("member_of", a, b),
                "attachments" => tie("attached_to", a, b),
                "pairings" => tie("paired_with", a, b),
                "reports" => tie("reports_to", a, b),
                "responsibilities" => tie("responsible_for", a, b),
                "contacts" => tie("contacts", a, b),
                "whistles" => tie("whistles", a, b),
                "alliance_members" => tie("takes_part", b, a),
                "measures" => tie("measured_at", a, b),
                "posts" => {
                    tie("holds", b, a);
                    tie("recruits", row.c, a);
                    tie("manages", row.d, a);
                }
                _ => {}
            }
        }
        ties.retain(|(_, from, to, days, _)| days.holds(day) && self.is_there(*from, day) && self.is_there(*to, day));
        ties
    }

    /// What rows say of a node alone on a day: the table and the days of each.
    pub(crate) fn facts(&self, at: At, day: i32) -> Vec<(&'static str, Days)> {
        let says = |row: &&Row| {
            row.a == at
                && match row.table {
                    "posts" | "contacts" | "alliance_members" => row.b.is_none() && row.days.holds(day),
                    "claims" => true,
                    "measures" => row.b.is_none_or(|about| self.is_there(about, day)),
                    _ => false,
                }
        };
        self.rows.iter().filter(says).map(|row| (row.table, row.days)).collect()
    }

    /// The draft of the web; backwards, with all rows in the other order.
    pub(crate) fn draft(&self, backwards: bool) -> Draft {
        let mut draft = Draft::new();
        let mut rows: Vec<usize> = (0..self.nodes.len() + self.rows.len()).collect();
        if backwards {
            rows.reverse();
        }
        for at in rows {
            match at.checked_sub(self.nodes.len()) {
                None => self.add_node(&mut draft, at),
                Some(row) => self.add_row(&mut draft, &self.rows[row]),
            }
        }
        draft
    }

    fn add_node(&self, draft: &mut Draft, at: At) {
        let NodeRow { kind, code, word, days, parents, says } = &self.nodes[at];
        let period = period(*days);
        let code_of = |at: At| self.nodes[at].code.clone();
        let said = |relation| says.iter().find(|says| says.0 == relation).map(|says| code_of(says.1));
        let full = match *kind {
            "unit" => {
                for (days, parent) in parents {
                    let (parent, period) = (parent.map(code_of), super::draft::period(*days));
                    let unit = record::Unit { parent, period, ..record::Unit::new(code, word.parse().unwrap()) };
                    draft.add(&unit).unwrap();
                }
                Ok(())
            }
            "zone" => {
                let within = said("lies_within");
                draft.add(&record::Zone { within, period, ..record::Zone::new(code, word.parse().unwrap()) })
            }
            "organization" => {
                let (superior, seat) = (said("supervises"), said("seated_in"));
                let new = record::Organization::new(code, word.parse().unwrap());
                draft.add(&record::Organization { superior, seat, period, ..new })
            }
            "person" => {
                let (employer, residence) = (said("employed_by"), said("lives_in"));
                let standing = Some(word.parse().unwrap());
                draft.add(&record::Person { standing, employer, residence, period, ..record::Person::new(code) })
            }
            "alliance" => {
                let (lead, scope, within) = (said("leads"), said("scoped_to"), said("part_of"));
                let new = record::Alliance::new(code, word.parse().unwrap());
                draft.add(&record::Alliance { lead, scope, within, period, ..new })
            }
            _ => {
                let within = said("carried_out_in");
                draft.add(&record::Project { within, period, ..record::Project::new(code, word.parse().unwrap()) })
            }
        };
        full.unwrap();
    }

    fn add_row(&self, draft: &mut Draft, row: &Row) {
        use govgrid::{CoverageMode, MeasureKind, PairingKind, Role, ServiceKind};
        let code = |at: At| self.nodes[at].code.clone();
        let (a, b, period) = (code(row.a), row.b.map(code), period(row.days));
        let (second, count) = (b.clone().unwrap_or_default(), if b.is_none() { Some(3) } else { None });
        let full = match row.table {
            "zone_units" => draft.add(&record::ZoneUnit { period, ..record::ZoneUnit::new(a, second) }),
            "coverage" => {
                draft.add(&record::Coverage { period, ..record::Coverage::new(a, second, CoverageMode::Joint) })
            }
            "directions" => draft.add(&record::Direction { period, ..record::Direction::new(second, a) }),
            "services" => {
                draft.add(&record::Service { period, ..record::Service::new(a, second, ServiceKind::Policing) })
            }
            "memberships" => draft.add(&record::Membership { period, ..record::Membership::new(a, second) }),
            "attachments" => draft.add(&record::Attachment { period, ..record::Attachment::new(a, second) }),
            "pairings" => {
                draft.add(&record::Pairing { period, ..record::Pairing::new(a, second, PairingKind::MutualAid) })
            }
            "reports" => draft.add(&record::Report { period, ..record::Report::new(a, second) }),
            "responsibilities" => {
                draft.add(&record::Responsibility { period, ..record::Responsibility::new(a, second) })
            }
            "contacts" => draft.add(&record::Contact { household: b, count, period, ..record::Contact::new(a) }),
            "whistles" => draft.add(&record::Whistle { period, ..record::Whistle::new(a, second) }),
            "alliance_members" => {
                draft.add(&record::AllianceMember { member: b, count, period, ..record::AllianceMember::new(a) })
            }
            "posts" => {
                let (recruiter, manager) = (row.c.map(code), row.d.map(code));
                let new = record::Post::new(a, Role::GridWorker);
                draft.add(&record::Post { holder: b, count, recruiter, manager, period, ..new })
            }
            "measures" => {
                let on = day(row.days.from.unwrap());
                draft.add(&record::Measure { about: b, ..record::Measure::new(a, MeasureKind::Meetings, on, "4") })
            }
            _ => draft.add(&record::Claim::new("c1", a, "count:grid", "5")),
        };
        full.unwrap();
    }
}
