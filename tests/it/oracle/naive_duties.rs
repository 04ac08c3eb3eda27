//! The naive answers about who has to do what on a day.

use super::calendar::DayNumber;
use super::duties::{Duties, DutyRow, PersonRow};
use super::naive::Naive;
use super::world::{COMMUNITY, NodeId};

/// A link of the chain of responsibility: tier, zone, relation, who, and the number of the row within its table.
pub(crate) type NaiveLink = (String, String, &'static str, String, u32);

/// Who is paired with whom, and who of the one side and of the other with nobody.
pub(crate) type NaivePairs = (Vec<(String, String)>, Vec<String>, Vec<String>);

/// What an employer and a community say: both, how many are said and how many listed.
pub(crate) type NaiveRegister = (String, String, Option<u64>, u64);

/// A world with duties on a day.
pub(crate) struct NaiveDuties<'w> {
    pub(crate) tree: Naive<'w>,
    duties: &'w Duties,
}

impl<'w> NaiveDuties<'w> {
    pub(crate) fn on(duties: &'w Duties, day: DayNumber) -> Self {
        Self { tree: Naive::on(&duties.world, day), duties }
    }

    pub(crate) fn people(&self) -> Vec<&'w PersonRow> {
        self.duties.people.iter().filter(|row| row.days.holds(self.tree.day)).collect()
    }

    fn person(&self, node: NodeId) -> Option<&'w PersonRow> {
        self.people().into_iter().find(|row| row.node == node)
    }

    fn has(&self, node: NodeId) -> bool {
        self.tree.has(node) || self.person(node).is_some()
    }

    pub(crate) fn code(&self, node: NodeId) -> String {
        self.person(node).map_or_else(|| self.tree.code(node).to_owned(), |row| row.code.clone())
    }

    /// The rows of a table that hold on the day, with both ends there.
    pub(crate) fn rows(&self, table: &str) -> Vec<&'w DutyRow> {
        let there = |row: &&DutyRow| {
            let ends = [Some(&row.from), row.to.as_ref()];
            row.days.holds(self.tree.day) && ends.into_iter().flatten().all(|end| self.has(end.node))
        };
        self.duties.rows.iter().filter(|row| row.table == table).filter(there).collect()
    }

    fn is_to(row: &DutyRow, node: NodeId) -> bool {
        row.to.as_ref().is_some_and(|to| to.node == node)
    }

    /// What is said of a unit or a zone: relation, who, number of the row.
    fn said_of(&self, place: NodeId) -> Vec<(&'static str, String, u32)> {
        let mut all = Vec::new();
        for (at, row) in self.duties.world.coverage.iter().enumerate() {
            let organization = row.organization.node;
            if row.target.node == place && row.days.holds(self.tree.day) && self.has(organization) {
                all.push(("covers", self.code(organization), u32::try_from(at + 1).unwrap()));
            }
        }
        for (table, relation) in
            [("services", "serves"), ("responsibilities", "responsible_for"), ("contacts", "contacts")]
        {
            let rows = self.rows(table).into_iter().filter(|row| Self::is_to(row, place));
            all.extend(rows.map(|row| (relation, self.code(row.from.node), row.number)));
        }
        for row in self.rows("posts") {
            let adds_nobody = row.to.is_none() && row.of_which.is_some();
            if row.from.node == place && !adds_nobody {
                let holder = row.to.as_ref().map(|to| self.code(to.node)).unwrap_or_default();
                all.push(("holds", holder, row.number));
            }
        }
        all
    }

    /// Who answers for a unit: for each tier what is said of it, then of the zones that no tier below has.
    pub(crate) fn responsibility(&self, unit: NodeId) -> Vec<NaiveLink> {
        let (mut all, mut met) = (Vec::new(), Vec::new());
        for tier in self.tree.line(unit) {
            let zones: Vec<NodeId> = self.tree.zones_of(tier).into_iter().filter(|zone| !met.contains(zone)).collect();
            met.extend(zones.iter().copied());
            for place in [tier].into_iter().chain(zones) {
                let zone = if place == tier { String::new() } else { self.code(place) };
                let link = |(relation, who, number)| (self.code(tier), zone.clone(), relation, who, number);
                all.extend(self.said_of(place).into_iter().map(link));
            }
        }
        all
    }

    /// The pairs of a kind between two sides. Two that stand on both sides are one pair.
    pub(crate) fn pairs(&self, kind: &str, one: &[NodeId], other: &[NodeId]) -> NaivePairs {
        let rows: Vec<&DutyRow> = self.rows("pairings").into_iter().filter(|row| row.word == Some(kind)).collect();
        let are_paired = |a: NodeId, b: NodeId| {
            let joins = |row: &&DutyRow| {
                (row.from.node == a && Self::is_to(row, b)) || (row.from.node == b && Self::is_to(row, a))
            };
            a != b && rows.iter().any(joins)
        };
        let mut pairs: Vec<(NodeId, NodeId)> = Vec::new();
        for a in one {
            for b in other {
                if are_paired(*a, *b) && !pairs.contains(&(*a, *b)) && !pairs.contains(&(*b, *a)) {
                    pairs.push((*a, *b));
                }
            }
        }
        let without = |side: &[NodeId], facing: &[NodeId]| {
            let mut left: Vec<String> = Vec::new();
            for node in side {
                if facing.iter().all(|b| !are_paired(*node, *b)) && !left.contains(&self.code(*node)) {
                    left.push(self.code(*node));
                }
            }
            left
        };
        let pairs = pairs.into_iter().map(|(a, b)| (self.code(a), self.code(b))).collect();
        (pairs, without(one, other), without(other, one))
    }

    /// The unit where somebody or something is, as far as anybody knows.
    fn ground(&self, node: NodeId) -> Option<NodeId> {
        if let Some(person) = self.person(node) {
            return person.residence.as_ref().map(|unit| unit.node).filter(|unit| self.tree.has_unit(*unit));
        }
        let place = if self.tree.organization(node).is_some() { self.tree.seat(node)? } else { node };
        if self.tree.zone(place).is_some() { self.tree.zone_within(place) } else { Some(place) }
    }

    pub(crate) fn community(&self, node: NodeId) -> Option<NodeId> {
        self.ground(node).and_then(|unit| self.tree.nearest(unit, COMMUNITY))
    }

    /// How an organization or a person reports.
    pub(crate) fn verdict(&self, reporter: NodeId) -> &'static str {
        let Some(due) = self.community(reporter) else { return "undecidable" };
        let rows = self.rows("reports").into_iter().filter(|row| row.from.node == reporter);
        let grounds: Vec<Option<NodeId>> = rows.map(|row| self.ground(row.to.as_ref().unwrap().node)).collect();
        if grounds.is_empty() {
            "not_at_all"
        } else if grounds.iter().flatten().any(|unit| self.tree.line(*unit).contains(&due)) {
            "reports"
        } else if grounds.contains(&None) {
            "undecidable"
        } else {
            "elsewhere"
        }
    }

    pub(crate) fn employer(&self, person: &PersonRow) -> Option<NodeId> {
        person.employer.as_ref().map(|employer| employer.node).filter(|node| self.has(*node))
    }

    pub(crate) fn is_to_report(person: &PersonRow) -> bool {
        matches!(person.standing, Some("full_member" | "probationary_member")) && person.category == Some("in_service")
    }

    /// The verdicts on the members whom an organization employs, or on those of whom no employer is known.
    pub(crate) fn member_verdicts(&self, employer: Option<NodeId>) -> Vec<&'static str> {
        let people = self.people().into_iter().filter(|row| Self::is_to_report(row) && self.employer(row) == employer);
        people.map(|row| self.verdict(row.node)).collect()
    }

    /// What every employer and every community say of each other.
    pub(crate) fn registers(&self) -> Vec<NaiveRegister> {
        let mut lines = Vec::new();
        for employer in self.tree.organizations() {
            for community in self.tree.units_of(COMMUNITY) {
                let leads_here = |row: &&DutyRow| self.community(row.to.as_ref().unwrap().node) == Some(community);
                let rows: Vec<&DutyRow> = self.rows("reports").into_iter().filter(leads_here).collect();
                let own: Vec<&&DutyRow> = rows.iter().filter(|row| row.from.node == employer).collect();
                let stated: Vec<u64> = own.iter().filter_map(|row| row.count).map(u64::from).collect();
                let employees = self.people().into_iter().filter(|person| self.employer(person) == Some(employer));
                let listed =
                    employees.filter(|person| rows.iter().any(|row| row.from.node == person.node)).count() as u64;
                let said = if own.is_empty() || !stated.is_empty() { Some(stated.iter().sum()) } else { None };
                if listed > 0 || !own.is_empty() {
                    lines.push((self.code(employer), self.code(community), said, listed));
                }
            }
        }
        lines
    }

    /// The numbers of the rows by which a unit or an organization seated in it may call in a matter, or in any.
    pub(crate) fn responders(&self, unit: NodeId, matter: Option<&str>) -> Vec<u32> {
        let mut callers = vec![unit];
        callers.extend(self.tree.seated(unit));
        let rows = self.rows("whistles").into_iter().filter(|row| callers.contains(&row.from.node));
        let fits = |row: &&DutyRow| matter.is_none() || row.word.is_none() || row.word == matter;
        rows.filter(fits).map(|row| row.number).collect()
    }

    /// The superior of an organization, and who else directs it.
    pub(crate) fn commanders(&self, node: NodeId) -> (Option<String>, Vec<String>) {
        let superior = self.tree.superior(node);
        let rows = self.rows("directions").into_iter().filter(|row| row.from.node == node);
        let directors = rows.map(|row| row.to.as_ref().unwrap().node);
        let mut others: Vec<String> = directors
            .filter(|other| *other != node && Some(*other) != superior)
            .map(|other| self.code(other))
            .collect();
        others.sort_unstable();
        others.dedup();
        (superior.map(|above| self.code(above)), others)
    }
}
