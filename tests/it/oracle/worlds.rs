//! Building legal worlds: the units, their versions and their codes. Nothing is tried and thrown away: each row is made
//! of what may stand there.

use super::calendar::Days;
use super::choices::Choices;
use super::world::{COMMUNITY, DISTRICT, GRID, HOUSEHOLD, LineageRow, MICRO_GRID, NodeId, Ref, STREET, UnitRow, World};
use proptest::prelude::{Strategy, any};

/// Bounds lie from the first of these days on and before the last.
pub(super) const FIRST: i32 = 1;
pub(super) const LAST: i32 = 40;

pub(super) const NAMES: [Option<&str>; 6] =
    [Some("东里"), Some("幸福"), None, Some("铁西"), Some("West"), Some("东里 ")];

/// Worlds that are legal by construction.
pub(crate) fn worlds() -> impl Strategy<Value = World> {
    proptest::collection::vec(any::<u16>(), 150..2_000)
        .prop_map(|numbers| Builder::new(Choices::new(numbers)).world(true))
}

/// Worlds without people, alliances, projects, and what ties them together.
pub(crate) fn worlds_without_people() -> impl Strategy<Value = World> {
    proptest::collection::vec(any::<u16>(), 150..2_000)
        .prop_map(|numbers| Builder::new(Choices::new(numbers)).world(false))
}

/// A code, the node that it names, and the days on which it does, where another node has it on others.
struct Naming {
    code: String,
    node: NodeId,
    days: Days,
}

/// The versions of a new node: the code and the days of each.
pub(super) type Versions = Vec<(String, Days)>;

pub(super) struct Builder {
    pub(super) choices: Choices,
    pub(super) world: World,
    namings: Vec<Naming>,
    /// Numbers for codes, in no order.
    numbers: Vec<usize>,
    nodes: usize,
}

impl Builder {
    fn new(mut choices: Choices) -> Self {
        let mut numbers: Vec<usize> = (100..400).collect();
        for at in 0..20 {
            numbers.swap(at, 299 - at - choices.below(200));
        }
        numbers.rotate_left(choices.below(300));
        Self { choices, world: World::default(), namings: Vec::new(), numbers, nodes: 0 }
    }

    fn world(mut self, with_people: bool) -> World {
        let count = 5 + self.choices.below(56);
        if self.choices.once_in(3) {
            self.exchange();
        }
        if self.choices.once_in(4) {
            self.circle();
        }
        while self.world.unit_nodes().len() < count {
            self.unit();
        }
        self.outside();
        self.around();
        if with_people {
            self.people();
        }
        self.world.salt = self.choices.below(1_000);
        self.world.day = self.choices.once_in(4).then(|| self.choices.day(FIRST, LAST));
        self.choices.shuffle(&mut self.world.units);
        self.choices.shuffle(&mut self.world.zones);
        self.choices.shuffle(&mut self.world.members);
        self.choices.shuffle(&mut self.world.organizations);
        self.choices.shuffle(&mut self.world.coverage);
        self.choices.shuffle(&mut self.world.lineage);
        self.choices.shuffle(&mut self.world.rows);
        self.world
    }

    fn code(&mut self, prefix: &str) -> String {
        format!("{prefix}{}", self.numbers.pop().unwrap())
    }

    pub(super) fn days(&mut self) -> Days {
        let first = self.choices.day(FIRST, LAST - 1);
        match self.choices.below(6) {
            0..=2 => Days::ALWAYS,
            3 => Days::new(Some(first), None),
            4 => Days::new(None, Some(first + 1)),
            _ => Days::new(Some(first), Some(self.choices.day(first + 1, LAST + 1))),
        }
    }

    /// The days of the versions of a node: mostly one that always holds; else up to three that share no day, perhaps
    /// with gaps, the first perhaps without a start and the last perhaps without an end.
    fn life(&mut self, start: Option<i32>) -> Vec<Days> {
        let bounded = start.is_some() || self.choices.below(10) >= 5;
        if !bounded {
            return vec![Days::ALWAYS];
        }
        let count = 1 + self.choices.below(3);
        let mut from = start.unwrap_or_else(|| self.choices.day(FIRST, LAST - 10));
        let mut life = Vec::new();
        for at in 0..count {
            let until = self.choices.day(from + 1, from + 15);
            let open_start = at == 0 && start.is_none() && self.choices.once_in(2);
            let open_end = at + 1 == count && self.choices.below(3) > 0;
            life.push(Days::new((!open_start).then_some(from), (!open_end).then_some(until)));
            from = until + if self.choices.once_in(3) { self.choices.day(1, 5) } else { 0 };
        }
        life
    }

    fn lineage(&mut self, before: &str, after: &str, kind: &'static str, day: i32) {
        self.world.lineage.push(LineageRow { before: before.to_owned(), after: after.to_owned(), kind, day });
    }

    /// A new node with its versions. It may get another code with one of them. With `heir` it takes the code of a node
    /// that has ended.
    fn christen(&mut self, prefix: &str, heir: Option<(&str, i32)>) -> (NodeId, Versions) {
        let node = self.nodes;
        self.nodes += 1;
        let life = self.life(heir.map(|(_, day)| day));
        let first = heir.map_or_else(|| self.code(prefix), |(code, _)| code.to_owned());
        let of_heir = heir.map_or(Days::ALWAYS, |(_, day)| Days::new(Some(day), None));
        self.namings.push(Naming { code: first.clone(), node, days: of_heir });
        let recoded =
            if life.len() > 1 && self.choices.once_in(2) { self.choices.below(life.len() - 1) + 1 } else { 0 };
        let mut versions: Versions = life.iter().map(|days| (first.clone(), *days)).collect();
        if recoded > 0 {
            let second = self.code(prefix);
            self.lineage(&first, &second, "recode", life[recoded].from.unwrap());
            self.namings.push(Naming { code: second.clone(), node, days: Days::ALWAYS });
            versions[recoded..].iter_mut().for_each(|version| version.0.clone_from(&second));
        }
        (node, versions)
    }

    /// A new node with its versions, which keeps its code.
    pub(super) fn constant(&mut self, prefix: &str) -> (NodeId, Versions) {
        let named = self.plain_node();
        let code = named.code.replacen('u', prefix, 1);
        self.namings
            .iter_mut()
            .filter(|naming| naming.node == named.node)
            .for_each(|naming| naming.code.clone_from(&code));
        (named.node, self.life(None).into_iter().map(|days| (code.clone(), days)).collect())
    }

    /// New nodes: one, and sometimes another that has its code after it.
    pub(super) fn nodes(&mut self, prefix: &str) -> Vec<(NodeId, Versions)> {
        let (node, versions) = self.christen(prefix, None);
        let mut nodes = vec![(node, versions.clone())];
        let code = versions[0].0.clone();
        let last = versions.iter().rfind(|version| version.0 == code).unwrap();
        if let (Some(ended), true) = (last.1.until, self.choices.below(3) > 0) {
            // A new code counts from the next version on: until then the old one may not be another node's.
            let first = versions.iter().find(|version| version.0 != code).map_or(ended, |next| next.1.from.unwrap());
            let day = self.choices.day(first, first + 4);
            self.lineage(&code, &code, "reuse", day);
            let naming = self.namings.iter_mut().find(|naming| naming.code == code).unwrap();
            naming.days.until = Some(day);
            nodes.push(self.christen(prefix, Some((&code, day))));
        }
        nodes
    }

    /// The node that a code names in a row of some days: where it was reused, the one that has it on the first day that
    /// the row states, else the last.
    fn named(&self, code: &str, days: Days) -> NodeId {
        let namings: Vec<&Naming> = self.namings.iter().filter(|naming| naming.code == code).collect();
        let by_day = days.first_stated().and_then(|day| namings.iter().find(|naming| naming.days.holds(day)));
        let last = namings.iter().max_by_key(|naming| naming.days.from.unwrap_or(i32::MIN)).unwrap();
        by_day.unwrap_or(last).node
    }

    /// A reference to a node in a row of some days; none if the row's days would make of its code another node's.
    pub(super) fn refer(&mut self, node: NodeId, days: Days) -> Option<Ref> {
        let own = self.namings.iter().filter(|naming| naming.node == node);
        let codes: Vec<String> =
            own.filter(|n| self.named(&n.code, days) == node).map(|naming| naming.code.clone()).collect();
        let at = if codes.len() > 1 { self.choices.below(codes.len()) } else { 0 };
        codes.get(at).map(|code| Ref { node, code: code.clone() })
    }

    fn unit(&mut self) {
        for (node, versions) in self.nodes("u") {
            let mut before: Option<UnitRow> = None;
            for (code, days) in versions {
                let stays = before.take().filter(|_| self.choices.below(5) < 2).and_then(|row| self.stay(&row, days));
                let (level, parent) = stays.unwrap_or_else(|| self.place(node, days));
                let row = self.unit_row(node, (code, days), (level, parent));
                self.world.units.push(row.clone());
                before = Some(row);
            }
        }
    }

    fn unit_row(&mut self, node: NodeId, (code, days): (String, Days), place: (usize, Option<Ref>)) -> UnitRow {
        let (level, parent) = place;
        let kinds: &[&str] = match level {
            STREET => &["quasi", "street", "town"],
            COMMUNITY => &["quasi", "urban", "village"],
            GRID => &["basic", "exclusive", "other"],
            _ => &["other"],
        };
        let kind = self.choices.once_in(3).then(|| self.choices.of(kinds));
        let households = match self.choices.below(4) {
            0 | 1 => None,
            2 => Some(u32::try_from(self.choices.below(4)).unwrap()),
            _ => Some(u32::try_from(self.choices.below(2_000)).unwrap()),
        };
        let name = self.choices.of(&NAMES);
        UnitRow { node, code, name, level, parent, outside: None, kind, households, days }
    }

    /// The place of the version before, if it may go on.
    fn stay(&mut self, before: &UnitRow, days: Days) -> Option<(usize, Option<Ref>)> {
        let Some(parent) = &before.parent else { return Some((before.level, None)) };
        let fits = may_hang(before.level, &self.levels_of(parent.node, days));
        let parent = if fits { self.refer(parent.node, days) } else { None };
        parent.map(|parent| (before.level, Some(parent)))
    }

    /// The levels that a unit has while a row of some days holds, or ever has if it is never there meanwhile.
    pub(super) fn levels_of(&self, node: NodeId, days: Days) -> Vec<usize> {
        let rows = || self.world.units.iter().filter(move |row| row.node == node);
        let meeting: Vec<usize> = rows().filter(|row| row.days.meets(days)).map(|row| row.level).collect();
        if meeting.is_empty() { rows().map(|row| row.level).collect() } else { meeting }
    }

    /// A level and a parent that a unit may have: one of the units before it, or none.
    fn place(&mut self, node: NodeId, days: Days) -> (usize, Option<Ref>) {
        let known: Vec<NodeId> = self.world.unit_nodes().into_iter().filter(|other| *other < node).collect();
        let tries = if known.is_empty() || self.choices.once_in(9) { 0 } else { 4 };
        for _ in 0..tries {
            let near = if self.choices.once_in(2) { known.len() } else { known.len().min(12) };
            let parent = known[known.len() - 1 - self.choices.below(near)];
            let levels = self.levels_of(parent, days);
            let fitting: Vec<usize> = (0..=HOUSEHOLD).filter(|level| may_hang(*level, &levels)).collect();
            if fitting.is_empty() {
                continue;
            }
            let level = if self.choices.once_in(4) { self.choices.of(&fitting) } else { fitting[0] };
            if let Some(parent) = self.refer(parent, days) {
                return (level, Some(parent));
            }
        }
        (self.choices.of(&[DISTRICT, STREET, COMMUNITY, STREET, 1, 0, 7, HOUSEHOLD]), None)
    }

    /// Two units, each under the other at another time.
    fn exchange(&mut self) {
        let day = self.choices.day(FIRST + 5, LAST - 5);
        let (before, after) = (Days::new(None, Some(day)), Days::new(Some(day), None));
        let (a, b) = (self.plain_node(), self.plain_node());
        for (days, upper, lower) in [(before, &a, &b), (after, &b, &a)] {
            self.push_placed(upper, days, (STREET, None));
            self.push_placed(lower, days, (COMMUNITY, Some(upper.clone())));
        }
    }

    /// Two units whose latest placements run in a circle, although they do not on any day.
    fn circle(&mut self) {
        let day = self.choices.day(FIRST + 5, LAST - 5);
        let (before, after) = (Days::new(None, Some(day)), Days::new(Some(day), None));
        let (a, b) = (self.plain_node(), self.plain_node());
        self.push_placed(&a, before, (DISTRICT, None));
        self.push_placed(&b, before, (STREET, Some(a.clone())));
        self.push_placed(&a, after, (COMMUNITY, Some(b)));
    }

    /// A node with one code, whose versions the caller makes.
    fn plain_node(&mut self) -> Ref {
        let (node, code) = (self.nodes, self.code("u"));
        self.nodes += 1;
        self.namings.push(Naming { code: code.clone(), node, days: Days::ALWAYS });
        Ref { node, code }
    }

    fn push_placed(&mut self, unit: &Ref, days: Days, place: (usize, Option<Ref>)) {
        let row = self.unit_row(unit.node, (unit.code.clone(), days), place);
        self.world.units.push(row);
    }

    /// Some roots of the outermost level hang on a unit that no row has.
    fn outside(&mut self) {
        let outermost = self.world.units.iter().map(|row| row.level).min();
        for at in 0..self.world.units.len() {
            let row = &self.world.units[at];
            if row.parent.is_none() && Some(row.level) == outermost && self.choices.once_in(3) {
                self.world.units[at].outside = Some(self.choices.of(&["zz1", "zz2"]).to_owned());
            }
        }
    }
}

/// Whether a unit of a level may hang on one of these levels.
fn may_hang(level: usize, parents: &[usize]) -> bool {
    parents.iter().all(|parent| match level {
        GRID => *parent == COMMUNITY,
        MICRO_GRID => *parent == GRID,
        _ => *parent < level,
    })
}
