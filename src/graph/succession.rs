//! The small draft of edits by which rows follow on rows: the last row of a node ends, another follows on it or opens a
//! node, and relations come and go. What was before stays as it is, however long it is, and is not looked at.
//!
//! ```text
//!   rows of a node  | 1990 | 1991 | … | 2023 … until ever |
//!   a renaming                        | 2023 … | 2024 …   |   two rows are looked at
//! ```
//!
//! Whether a row fits asks nothing of the past of its node: versions share no day if the last two share none; a node that
//! has one level all its life has no other after it ends; and in a circle is on some day a row that is new. What such a row
//! names is in the draft under the code by which it does, so that no lineage need be read to know it.

use super::context::{goes_up, references};
use super::neighbourhood::{Columns, Gathering, Neighbourhood, Parts, Told};
use super::{Edits, Fate, Hierarchy, RowAt};
use crate::base::{Day, LineageKind, Period};
use crate::draft::{NONE, reference_period};
use crate::record::{NodeKind, Table, lineage_column, unit_column};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What a code that events give names: the node of a row of the draft, always or since a day on which it was used again.
pub(super) struct Naming {
    pub(super) since: Option<(u32, Day)>,
    pub(super) row: (Table, u32),
}

impl Naming {
    /// What the code names: what it did until the day, and then a node.
    pub(super) fn named(&self, before: &Hierarchy, node: u32) -> Option<Arc<[(Period, u32)]>> {
        let Some((code, day)) = self.since else { return Some([(Period::ALWAYS, node)].into()) };
        let (reused, one) = before.named(code);
        let (period, last) = reused.last().copied().or(one.map(|one| (Period::ALWAYS, one)))?;
        let (from, until) = period.raw();
        let ended = (Period::from_raw(from, until.min(day.number()))?, last);
        let since = (Period::new(Some(day), None).ok()?, node);
        let earlier = reused.split_last().map_or(&[][..], |(_, earlier)| earlier);
        Some([earlier, &[ended, since]].concat().into())
    }
}

/// What is known of edits by which rows follow on rows.
#[derive(Default)]
struct Successions {
    /// The last rows that end, by their nodes, and whether another follows.
    ended: BTreeMap<u32, Ended>,
    /// The node of each row of the draft that comes to one that was there.
    own: BTreeMap<(Table, u32), u32>,
    names: Vec<Naming>,
    /// The last rows that had codes before which are used again.
    reused: Vec<(RowAt, u32)>,
}

struct Ended {
    at: RowAt,
    until: i32,
    is_followed: bool,
}

/// A row of lineage that says which node a code names.
struct Tied {
    kind: LineageKind,
    predecessor: u32,
    /// A text of the draft.
    successor: u32,
    day: i32,
}

impl Neighbourhood {
    /// What edits touch by which rows follow on rows; `None` if they do anything else, or if something is wrong with it.
    pub(super) fn of_successions(hierarchy: &Hierarchy, edits: &Edits, changes: u32) -> Option<Self> {
        // Alliances have leads, of whom each day knows one at most: all of them are looked at.
        let is_left = |table: Table| matches!(table, Table::Alliances | Table::AllianceMembers);
        let is_other = |(at, fate): (&RowAt, &Fate)| {
            is_left(at.0) || at.0 == Table::Lineage || (at.0.node().is_some() && *fate == Fate::Gone)
        };
        if edits.fates.iter().any(is_other) || edits.added.iter().any(|added| is_left(added.0.table())) {
            return None;
        }
        let mut gathering = Gathering::new(hierarchy, edits, false);
        gathering.say(changes)?;
        let found = Successions::of(&gathering)?;
        let wanted = Context::of(&gathering, &found)?.wanted;
        gathering.finish_successions(found, wanted)
    }
}

impl Successions {
    fn of(gathering: &Gathering<'_>) -> Option<Self> {
        let hierarchy = gathering.hierarchy;
        let mut found = Self::default();
        let of_nodes = || gathering.told.iter().copied().filter(|told| told.table.node().is_some());
        for told in of_nodes() {
            told.was.map_or(Some(()), |at| found.end(gathering, told, at))?;
        }
        let tied: Vec<Tied> = gathering.told.iter().filter_map(|told| tied(gathering, *told)).collect();
        let mut used = 0;
        for told in of_nodes().filter(|told| told.was.is_none()) {
            used += found.come(gathering, told, &tied)?;
        }
        let is_fine = |(node, ended): (&u32, &Ended)| ended.is_followed || hierarchy.has_one_level(*node, None);
        (used == tied.len() && found.ended.iter().all(is_fine)).then_some(found)
    }

    /// A row that is the last of its node and ends earlier.
    fn end(&mut self, gathering: &Gathering<'_>, told: Told, at: RowAt) -> Option<()> {
        let hierarchy = gathering.hierarchy;
        let node = hierarchy.node_of(at);
        let ((from, until), before) = (gathering.bounds(told), hierarchy.row_period(at).raw());
        let Fate::Says(row) = gathering.edits.fates.get(&at)? else { return None };
        let says_the_same = hierarchy.row(at).says_same(row) && from == before.0 && from < until && until < before.1;
        let names_the_same = || hierarchy.named_in(hierarchy.cell(at, 0), Period::from_raw(from, until)?);
        let is_last = || hierarchy.each_row_of(node).next_back() == Some(at);
        let ended = Ended { at, until, is_followed: false };
        let is_so = says_the_same && is_last() && names_the_same() == Some(node);
        (is_so && self.ended.insert(node, ended).is_none()).then_some(())
    }

    /// A row of a node that comes. Answers how many rows of lineage are used up by that.
    fn come(&mut self, gathering: &Gathering<'_>, told: Told, tied: &[Tied]) -> Option<usize> {
        let hierarchy = gathering.hierarchy;
        let code = gathering.symbol(told, 0);
        let own_code = gathering.draft.rows(told.table).cell(told.row, 0);
        let (from, until) = gathering.bounds(told);
        let period = Period::from_raw(from, until)?;
        let day = period.from()?;
        let tied: Vec<&Tied> = tied.iter().filter(|tied| tied.day == from && tied.successor == own_code).collect();
        let named = code.map(|code| hierarchy.named(code)).unwrap_or_default();
        let fresh = Naming { since: None, row: (told.table, told.row) };
        match (tied.as_slice(), named) {
            ([], ([], None)) => {
                self.names.push(fresh);
                Some(0)
            }
            ([recode], ([], None)) if recode.kind == LineageKind::Recode => {
                let before = Period::new(Some(day.previous()), None).ok()?;
                let node = hierarchy.named_in(recode.predecessor, before)?;
                let has_code = |ended: &Ended| hierarchy.cell(ended.at, 0) == recode.predecessor;
                self.ended.get(&node).filter(|ended| has_code(ended))?;
                self.follow(gathering, told, node)?;
                self.names.push(fresh);
                Some(1)
            }
            ([reuse], _) if reuse.kind == LineageKind::Reuse && Some(reuse.predecessor) == code => {
                self.use_again(hierarchy, told, (code?, day))?;
                Some(1)
            }
            ([], _) => {
                let node = hierarchy.named_in(code?, period)?;
                if self.ended.contains_key(&node) {
                    self.follow(gathering, told, node)?;
                    return Some(0);
                }
                // It is there again.
                let last = hierarchy.each_row_of(node).next_back()?;
                let is_after = hierarchy.row_period(last).raw().1 <= from && last.0 == told.table;
                let is_whole = !is_parted(hierarchy, last, from);
                let is_of_level = hierarchy.has_one_level(node, Some(gathering.level(told)));
                let is_new = self.own.insert((told.table, told.row), node).is_none();
                (is_after
                    && is_whole
                    && is_of_level
                    && is_new
                    && self.own.values().filter(|own| **own == node).count() == 1)
                    .then_some(0)
            }
            _ => None,
        }
    }

    /// A row follows on the last of its node that ends: of the same level, for as long.
    fn follow(&mut self, gathering: &Gathering<'_>, told: Told, node: u32) -> Option<()> {
        let hierarchy = gathering.hierarchy;
        let ended = self.ended.get_mut(&node)?;
        let level = if told.table == Table::Units { hierarchy.cell(ended.at, unit_column::LEVEL) } else { NONE };
        let days = (ended.until, hierarchy.row_period(ended.at).raw().1);
        let is_next = gathering.bounds(told) == days && told.table == ended.at.0 && gathering.level(told) == level;
        (is_next && !ended.is_followed && !is_parted(hierarchy, ended.at, ended.until)).then_some(())?;
        ended.is_followed = true;
        self.own.insert((told.table, told.row), node);
        Some(())
    }

    /// A code is used again from a day on, from which no row has it or names anything by it.
    fn use_again(&mut self, hierarchy: &Hierarchy, told: Told, (code, day): (u32, Day)) -> Option<()> {
        let (reused, one) = hierarchy.named(code);
        let last = reused.last().map(|found| found.1).or(one)?;
        (hierarchy.kind(last).0.table() == told.table && !self.ended.contains_key(&last)).then_some(())?;
        let has_code = |at: &RowAt| hierarchy.cell(*at, 0) == code;
        let row = hierarchy.each_row_of(last).rev().find(has_code)?;
        (hierarchy.row_period(row).raw().1 <= day.number()).then_some(())?;
        // What names a node by an earlier day on which the code was its own goes on naming it.
        let is_named_then = |period: Period| {
            let said = period.from().or_else(|| period.until().map(Day::previous)).filter(|said| *said < day);
            let holds = |said: Day| {
                let then = reused.get(reused.partition_point(|(period, _)| period.raw().1 <= said.number()));
                one.is_some() || then.is_some_and(|(period, _)| period.holds(said))
            };
            said.is_some_and(holds)
        };
        let names_another = |at: RowAt| {
            let mut columns = references(at.0).filter(|(column, _)| hierarchy.cell(at, *column) == code);
            columns.any(|(column, _)| !is_named_then(hierarchy.reference_period(at, column)))
        };
        let lineage = hierarchy.rows(Table::Lineage);
        let is_late = |row: u32| {
            let kind = LineageKind::from_index(lineage.cell(row, lineage_column::KIND));
            let is_on_or_after = lineage.cell(row, lineage_column::DAY).cast_signed() >= day.number();
            is_on_or_after && matches!(kind, Some(LineageKind::Recode | LineageKind::Reuse))
        };
        let is_told_later = || hierarchy.is_any_lineage_from(code, day) && hierarchy.lineage_with(code).any(is_late);
        let is_taken = is_told_later() || hierarchy.rows_naming(last).into_iter().any(names_another);
        (!is_taken).then_some(())?;
        self.reused.push((row, code));
        self.names.push(Naming { since: Some((code, day)), row: (told.table, told.row) });
        Some(())
    }
}

/// Whether the code of a row was used again after it began: then a row from a later day on is of another node.
fn is_parted(hierarchy: &Hierarchy, before: RowAt, from: i32) -> bool {
    hierarchy.is_reused_between(hierarchy.cell(before, 0), (hierarchy.row_period(before).raw().0, from))
}

/// Rows beside those that come: each under the code by which it is named, with some of its columns.
struct Context<'g, 'h> {
    gathering: &'g Gathering<'h>,
    /// The nodes of which rows end or come, and the codes of these.
    nodes: BTreeSet<u32>,
    codes: BTreeSet<u32>,
    /// The node that each code is wanted for.
    under: BTreeMap<u32, u32>,
    asked: BTreeSet<(u32, Columns, Period)>,
    wanted: BTreeMap<(RowAt, u32), Columns>,
    open: Vec<(RowAt, Columns)>,
}

impl<'g, 'h> Context<'g, 'h> {
    fn of(gathering: &'g Gathering<'h>, found: &Successions) -> Option<Self> {
        let hierarchy = gathering.hierarchy;
        let nodes: BTreeSet<u32> = found.ended.keys().chain(found.own.values()).copied().collect();
        let told = || gathering.told.iter().filter(|told| told.table.node().is_some());
        let codes = told().filter_map(|told| gathering.symbol(*told, 0)).collect();
        let (asked, wanted) = (BTreeSet::new(), found.reused.iter().map(|found| (*found, 0)).collect());
        let mut context = Self { gathering, nodes, codes, under: BTreeMap::new(), asked, wanted, open: Vec::new() };
        for told in &gathering.told {
            let rows = gathering.draft.rows(told.table);
            for (column, _) in references(told.table) {
                if let Some(code) = gathering.symbol(*told, column) {
                    let period = reference_period(told.table, rows, told.row, column);
                    context.want((told.table, column), code, period)?;
                }
            }
        }
        while let Some((at, columns)) = context.open.pop() {
            for (column, _) in references(at.0).filter(|(column, _)| columns & (1 << column) != 0) {
                let code = hierarchy.cell(at, column);
                if code != NONE {
                    context.want((at.0, column), code, hierarchy.row_period(at))?;
                }
            }
        }
        Some(context)
    }

    /// Wants the rows of what a code names in a period; of a superior also what it names itself.
    fn want(&mut self, (table, column): (Table, usize), code: u32, period: Period) -> Option<()> {
        let hierarchy = self.gathering.hierarchy;
        let columns = if goes_up(table, column) { 1 << column } else { 0 };
        if !self.asked.insert((code, columns, period)) {
            return Some(());
        }
        let node = hierarchy.named_in(code, period);
        if self.codes.contains(&code) {
            // It is in the draft with the rows that come.
            return node.is_none_or(|node| hierarchy.has_one_level(node, None)).then_some(());
        }
        let Some(node) = node else { return Some(()) };
        if self.nodes.contains(&node) || *self.under.entry(code).or_insert(node) != node {
            return None;
        }
        let mut rows = hierarchy.rows_within(node, period);
        if rows.is_empty() {
            rows = hierarchy.rows_of(node);
        }
        for at in rows {
            let known = self.wanted.entry((at, code)).or_insert(0);
            let new = columns & !*known;
            *known |= columns;
            self.open.extend(Some((at, new)).filter(|_| new != 0));
        }
        Some(())
    }
}

impl Gathering<'_> {
    /// Copies what is wanted into the draft, and checks it.
    fn finish_successions(
        mut self,
        found: Successions,
        wanted: BTreeMap<(RowAt, u32), Columns>,
    ) -> Option<Neighbourhood> {
        let hierarchy = self.hierarchy;
        let mut known = found.own.clone();
        for told in self.told.iter().filter(|told| told.table.node().is_some()) {
            if let Some(at) = told.was {
                known.insert((told.table, told.row), hierarchy.node_of(at));
            }
        }
        let code = |naming: &Naming| self.draft.rows(naming.row.0).cell(naming.row.1, 0);
        let codes = found.names.iter().map(code).collect();
        for ((at, code), columns) in wanted {
            let row = self.copy(at, columns, Some(code))?;
            known.insert((at.0, row), hierarchy.node_of(at));
        }
        let relations = self.edits.fates.keys().filter(|at| at.0.node().is_none());
        let gone = relations.copied().collect();
        let nodes = found.ended.keys().chain(found.own.values()).copied().collect();
        self.check(Parts { nodes, codes, gone, known, names: Some(found.names) })
    }
}

/// What a row of the draft says of which node a code names.
fn tied(gathering: &Gathering<'_>, told: Told) -> Option<Tied> {
    let rows = gathering.draft.rows(told.table);
    let cell = |column: usize| rows.cell(told.row, column);
    let kind = if told.table == Table::Lineage { LineageKind::from_index(cell(lineage_column::KIND)) } else { None };
    let kind = kind.filter(|kind| matches!(kind, LineageKind::Recode | LineageKind::Reuse))?;
    Some(Tied {
        kind,
        predecessor: gathering.symbol(told, lineage_column::PREDECESSOR).unwrap_or(NONE),
        successor: cell(lineage_column::SUCCESSOR),
        day: cell(lineage_column::DAY).cast_signed(),
    })
}

impl Gathering<'_> {
    /// The two bounds of a row of the draft.
    fn bounds(&self, told: Told) -> (i32, i32) {
        self.draft.rows(told.table).bounds(told.row)
    }

    /// The level of a row of the draft, if it is a unit's.
    fn level(&self, told: Told) -> u32 {
        if told.table == Table::Units { self.draft.rows(told.table).cell(told.row, unit_column::LEVEL) } else { NONE }
    }
}

impl Hierarchy {
    /// Whether a node has one level all its life, and which, if one is given.
    fn has_one_level(&self, node: u32, level: Option<u32>) -> bool {
        let (kind, slot) = self.kind(node);
        if kind != NodeKind::Unit {
            return true;
        }
        let mut levels = self.units.versions(slot).map(|version| self.units.level_of(version) as u32);
        let level = level.or_else(|| levels.clone().next());
        levels.all(|own| Some(own) == level)
    }

    /// The rows of a node that share a day with a period.
    fn rows_within(&self, node: u32, period: Period) -> Vec<RowAt> {
        let (from, until) = period.raw();
        let rows = self.each_row_of(node).rev().skip_while(|at| self.row_period(*at).raw().0 >= until);
        rows.take_while(|at| self.row_period(*at).raw().1 > from).collect()
    }

    /// The period by which what a cell names is looked up.
    fn reference_period(&self, at: RowAt, column: usize) -> Period {
        if at.0 == Table::Units {
            return self.row_period(at);
        }
        reference_period(at.0, self.rows(at.0), at.1, column)
    }
}
