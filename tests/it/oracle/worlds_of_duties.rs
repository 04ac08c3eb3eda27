//! Building legal worlds with duties: people near to communities, and rows between who is there.

use super::calendar::Days;
use super::choices::Choices;
use super::duties::{Duties, DutyRow, PEOPLE, PersonRow};
use super::world::{COMMUNITY, GRID, HOUSEHOLD, NodeId, Ref, UnitRow, World};
use super::worlds::{FIRST, LAST, worlds_without_people};
use proptest::prelude::{Strategy, any};

/// Worlds with duties that are legal by construction.
pub(crate) fn duties() -> impl Strategy<Value = Duties> {
    let numbers = proptest::collection::vec(any::<u16>(), 600..1_800);
    (worlds_without_people(), numbers).prop_map(|(world, numbers)| Builder::new(world, Choices::new(numbers)).duties())
}

struct Builder {
    choices: Choices,
    duties: Duties,
    units: Vec<Ref>,
    zones: Vec<Ref>,
    organizations: Vec<Ref>,
    people: Vec<Ref>,
    homes: Vec<Ref>,
    /// Units that are always communities or grids.
    near: Vec<Ref>,
    households: Vec<Ref>,
}

impl Builder {
    fn new(world: World, choices: Choices) -> Self {
        let units = plain(world.units.iter().map(|row| (row.node, row.code.as_str())));
        let zones = plain(world.zones.iter().map(|row| (row.node, row.code.as_str())));
        let organizations = plain(world.organizations.iter().map(|row| (row.node, row.code.as_str())));
        let ever = |fits: fn(usize) -> bool| {
            let fitting = |unit: &&Ref| world.units.iter().all(|row| row.node != unit.node || fits(row.level));
            units.iter().filter(fitting).cloned().collect()
        };
        let (homes, households) = (ever(|level| level <= GRID), ever(|level| level == HOUSEHOLD));
        let mut near: Vec<Ref> = ever(|level| level == COMMUNITY || level == GRID);
        // Those that neither come nor go weigh three times as much.
        let lasts = |unit: &&Ref| world.units.iter().all(|row| row.node != unit.node || row.days == Days::ALWAYS);
        let lasting: Vec<Ref> = near.iter().filter(lasts).cloned().collect();
        near.extend(lasting.iter().chain(&lasting).cloned());
        let duties = Duties { world, people: Vec::new(), rows: Vec::new() };
        Self { choices, duties, units, zones, organizations, people: Vec::new(), homes, near, households }
    }

    fn duties(mut self) -> Duties {
        self.settle();
        for _ in 0..self.choices.below(16) {
            self.person();
        }
        for _ in 0..self.choices.below(90) {
            self.row();
        }
        self.duties
    }

    fn days(&mut self) -> Days {
        let first = self.choices.day(FIRST, LAST - 1);
        match self.choices.below(6) {
            0..=3 => Days::ALWAYS,
            4 => Days::new(Some(first), None),
            _ => Days::new(None, Some(first + 1)),
        }
    }

    /// Most organizations have their seat, and most zones lie, where there is a community.
    fn settle(&mut self) {
        for at in 0..self.duties.world.zones.len() {
            if let (Some(unit), true) = (self.one(|all| &all.near), self.choices.once_in(2)) {
                self.duties.world.zones[at].within = Some(unit);
            }
        }
        for at in 0..self.duties.world.organizations.len() {
            self.duties.world.organizations[at].seat = match self.choices.below(4) {
                0 => None,
                1 => self.one(|all| &all.zones).or_else(|| self.one(|all| &all.near)),
                _ => self.one(|all| &all.near),
            };
        }
    }

    fn person(&mut self) {
        let node = PEOPLE + self.people.len();
        let code = format!("p{}", self.people.len() + 1);
        let split = self.choices.day(FIRST, LAST);
        let (before, after) = (Days::new(None, Some(split)), Days::new(Some(split), None));
        let life = match self.choices.below(4) {
            0 => vec![before, after],
            1 => vec![after],
            _ => vec![Days::ALWAYS],
        };
        self.people.push(Ref { node, code: code.clone() });
        for days in life {
            let at_home = self.choices.below(3) > 0;
            let residence = if at_home { self.one(|all| &all.near) } else { self.perhaps(|all| &all.homes, 6) };
            let row = PersonRow {
                node,
                code: code.clone(),
                standing: self.choices.of(&[
                    Some("full_member"),
                    Some("probationary_member"),
                    Some("non_member"),
                    None,
                ]),
                category: self.choices.of(&[Some("in_service"), Some("in_service"), Some("retired"), None]),
                employer: self.perhaps(|all| &all.organizations, 6),
                residence,
                days,
            };
            self.duties.people.push(row);
        }
    }

    fn one(&mut self, of: fn(&Self) -> &[Ref]) -> Option<Ref> {
        let at = self.choices.below(of(self).len());
        of(self).get(at).cloned()
    }

    /// One of some nodes, or once in so many times none.
    fn perhaps(&mut self, of: fn(&Self) -> &[Ref], none_in: usize) -> Option<Ref> {
        if self.choices.once_in(none_in) { None } else { self.one(of) }
    }

    fn place(&mut self) -> Option<Ref> {
        let zone = self.choices.once_in(3);
        self.one(if zone { |all| &all.zones } else { |all| &all.units })
    }

    fn anybody(&mut self) -> Option<Ref> {
        let person = self.choices.once_in(3);
        self.one(if person { |all| &all.people } else { |all| &all.organizations })
    }

    fn some_count(&mut self) -> Option<u32> {
        self.choices.of(&[None, Some(0), Some(1), Some(2), Some(20)])
    }

    fn row(&mut self) {
        match self.choices.below(14) {
            0 => self.service(),
            1 => self.responsibility(),
            2 => self.post(),
            3 => self.contact(),
            4 | 5 => self.pairing(),
            6..=10 => self.report(),
            11 | 12 => self.whistle(),
            _ => self.direction(),
        }
    }

    fn push(&mut self, table: &'static str, from: Option<Ref>, to: Option<Ref>, word: Option<&'static str>) {
        let Some(from) = from else { return };
        let number = 1 + self.duties.rows.iter().filter(|row| row.table == table).count();
        let days = self.days();
        let number = u32::try_from(number).unwrap();
        self.duties.rows.push(DutyRow { table, number, from, to, word, of_which: None, count: None, days });
    }

    fn service(&mut self) {
        let (from, to) = (self.one(|all| &all.organizations), self.place());
        let kind = self.choices.of(&["property", "policing"]);
        if to.is_some() {
            self.push("services", from, to, Some(kind));
        }
    }

    fn responsibility(&mut self) {
        let (from, to) = (self.anybody(), self.place());
        let form = self.choices.of(&[None, Some("area"), Some("leader_contact")]);
        if to.is_some() {
            self.push("responsibilities", from, to, form);
        }
    }

    /// A post from its place to its holder, or by a count.
    fn post(&mut self) {
        let (place, holder) = (self.place(), self.perhaps(|all| &all.people, 2));
        let (of_which, count) = (self.choices.of(&[None, Some("party_member")]), self.some_count().unwrap_or(3));
        let role = self.choices.of(&["grid_worker", "building_head"]);
        let before = self.duties.rows.len();
        self.push("posts", place, holder, Some(role));
        if let Some(row) = self.duties.rows.get_mut(before) {
            row.of_which = of_which;
            row.count = row.to.is_none().then_some(count);
        }
    }

    fn contact(&mut self) {
        let (from, household) = (self.anybody(), self.perhaps(|all| &all.households, 5));
        let before = self.duties.rows.len();
        self.push("contacts", from, household, None);
        if let Some(row) = self.duties.rows.get_mut(before).filter(|row| row.to.is_none()) {
            row.count = Some(5);
        }
    }

    fn pairing(&mut self) {
        let side = |all: &mut Self| match all.choices.below(2) {
            0 => all.one(|all| &all.organizations),
            _ => all.place(),
        };
        let (a, b) = (side(self), side(self));
        let b = if self.choices.once_in(8) { a.clone() } else { b };
        let kind = self.choices.of(&["joint_building", "joint_building", "door_opposite"]);
        if a.is_some() && b.is_some() {
            self.push("pairings", a.clone(), b.clone(), Some(kind));
            if self.choices.once_in(4) {
                self.push("pairings", b, a, Some(kind));
            }
        }
    }

    /// A report, mostly near to where the reporter has its seat or lives.
    fn report(&mut self) {
        let Some(reporter) = self.anybody() else { return };
        let is_person = reporter.node >= PEOPLE;
        let target = match self.choices.below(5) {
            0 | 1 => self.near(&reporter),
            2 | 3 => self.one(|all| &all.organizations),
            _ => self.one(|all| &all.units),
        };
        if target.is_none() {
            return;
        }
        let kind = self.choices.of(&[None, Some("unit"), Some("member"), Some("duty")]);
        let employed = self.duties.people.iter().filter(|row| row.employer.as_ref() == Some(&reporter));
        let employed: Vec<NodeId> = employed.map(|row| row.node).collect();
        let mut colleagues: Vec<Ref> = self.people.iter().filter(|one| employed.contains(&one.node)).cloned().collect();
        colleagues.retain(|_| self.choices.once_in(2));
        let members = match self.choices.below(3) {
            0 => u32::try_from(colleagues.len()).ok(),
            _ => self.some_count(),
        };
        // What the employer says, perhaps twice, and perhaps people of whom it says so.
        for _ in 0..=usize::from(self.choices.once_in(3)) {
            let before = self.duties.rows.len();
            self.push("reports", Some(reporter.clone()), target.clone(), kind);
            if let Some(row) = self.duties.rows.get_mut(before) {
                row.count = members.filter(|_| !is_person);
            }
        }
        for colleague in colleagues {
            self.push("reports", Some(colleague), target.clone(), Some("member"));
        }
    }

    /// The unit that some row says the reporter lives in or has its seat in, or a community or a grid next to it.
    fn near(&mut self, reporter: &Ref) -> Option<Ref> {
        let home =
            self.duties.people.iter().rfind(|row| row.node == reporter.node).and_then(|row| row.residence.clone());
        let seat = self.duties.world.organizations.iter().rfind(|row| row.node == reporter.node);
        let node = home.or(seat.and_then(|row| row.seat.clone()))?.node;
        let zone = self.duties.world.zones.iter().find(|row| row.node == node).and_then(|row| row.within.as_ref());
        let node = zone.map_or(node, |within| within.node);
        let parent = |row: &&UnitRow| row.parent.as_ref().map(|parent| parent.node);
        let rows = &self.duties.world.units;
        let above: Vec<NodeId> = rows.iter().filter(|row| row.node == node).filter_map(|row| parent(&row)).collect();
        let is_near = |row: &&UnitRow| {
            row.node == node
                || (above.contains(&row.node) && row.level == COMMUNITY)
                || (parent(row) == Some(node) && row.level >= COMMUNITY)
        };
        let beside: Vec<NodeId> = rows.iter().filter(is_near).map(|row| row.node).collect();
        let near: Vec<Ref> = self.units.iter().filter(|unit| beside.contains(&unit.node)).cloned().collect();
        near.get(self.choices.below(near.len())).cloned()
    }

    fn whistle(&mut self) {
        let caller = match self.choices.below(3) {
            0 => self.one(|all| &all.units),
            _ => self.one(|all| &all.organizations),
        };
        let responder = self.one(|all| &all.organizations);
        let matter = self.choices.of(&[None, Some("消防"), Some("噪声")]);
        if responder.is_some() {
            self.push("whistles", caller, responder, matter);
        }
    }

    /// A direction, from who takes orders to who gives them: sometimes the superior, sometimes itself.
    fn direction(&mut self) {
        let Some(organization) = self.one(|all| &all.organizations) else { return };
        let row = self.duties.world.organizations.iter().find(|row| row.node == organization.node);
        let superior = row.and_then(|row| row.superior.as_ref()).map(|superior| superior.node);
        let superior = self.organizations.iter().find(|known| Some(known.node) == superior).cloned();
        let director = match self.choices.below(4) {
            0 if superior.is_some() => superior,
            _ => self.one(|all| &all.organizations),
        };
        if self.choices.once_in(3) {
            self.push("directions", Some(organization.clone()), director.clone(), None);
        }
        self.push("directions", Some(organization), director, None);
    }
}

/// Nodes by codes that no other node ever has.
fn plain<'w>(rows: impl Iterator<Item = (NodeId, &'w str)>) -> Vec<Ref> {
    let rows: Vec<(NodeId, &str)> = rows.collect();
    let mut found: Vec<(NodeId, &str)> = Vec::new();
    for (node, code) in &rows {
        let has_other = rows.iter().any(|(other, same)| same == code && other != node);
        if !has_other && !found.contains(&(*node, *code)) {
            found.push((*node, *code));
        }
    }
    found.into_iter().map(|(node, code)| Ref { node, code: code.to_owned() }).collect()
}
