//! Each difference as events, in an order in which they mostly can be applied: other codes, what opens, what says something
//! else, relations, what closes.

use super::super::columns::superior_name;
use super::super::{Change, Event};
use super::edition::{Above, Both};
use super::looks::Moved;
use super::pairs::Recoded;
use super::{Ground, Proposal, relations};
use crate::base::Day;
use crate::record::{Cell, NodeKind, Row, Table};
use foldhash::quality::RandomState;
use std::collections::{BTreeMap, HashMap};

/// A difference, and ways to explain it: the first that can be applied is proposed.
pub(super) struct Candidate {
    pub(super) ways: Vec<Vec<Proposal>>,
}

pub(super) struct Candidates<'b, 'h> {
    both: &'b Both<'h>,
    day: Day,
    found: Vec<Candidate>,
}

impl<'b, 'h> Candidates<'b, 'h> {
    /// Every difference of two editions. If some could not be explained before, what a node says otherwise is explained cell
    /// by cell as far as that can be.
    pub(super) fn of(both: &'b Both<'h>, recoded: &[Recoded], day: Day, is_again: bool) -> Vec<Candidate> {
        let mut candidates = Self { both, day, found: Vec::new() };
        for recoded in recoded {
            candidates.recode(recoded);
        }
        let changed: Vec<(u32, u32)> = both.changed();
        let moved = Moved::of(both, &changed);
        let depths = Depths::of(both);
        candidates.open(&moved, &depths);
        candidates.change(changed, recoded, &depths, is_again);
        for (change, ground) in relations::changed(both) {
            candidates.one(change, vec![ground]);
        }
        candidates.close(&moved);
        candidates.found
    }

    fn proposal(&self, change: Change, grounds: Vec<Ground>) -> Proposal {
        Proposal { event: Event::on(self.day, change), grounds }
    }

    fn one(&mut self, change: Change, grounds: Vec<Ground>) {
        let proposal = self.proposal(change, grounds);
        self.found.push(Candidate { ways: vec![vec![proposal]] });
    }

    /// A unit gets another code. It cannot get one again that was its own, but can close and open by it.
    fn recode(&mut self, found: &Recoded) {
        let (code, to) = (self.both.before.code(found.before).to_owned(), self.both.after.code(found.after).to_owned());
        let Some(row) = self.both.after.row(found.after) else { return };
        let used = self.last_name(&to);
        let mut grounds = found.grounds.clone();
        grounds.extend(used.clone().map(|(_, name)| Ground::CodeUsedBefore(name)));
        let recode = Change::Recode { code: code.clone(), to, reuse: used.is_some() };
        let mut ways = vec![vec![self.proposal(recode, grounds.clone())]];
        for reuse in [false, true].into_iter().filter(|_| used.is_some()) {
            let close = self.proposal(Change::Close { code: code.clone() }, grounds.clone());
            ways.push(vec![
                close,
                self.proposal(Change::Open { row: row.clone(), reuse: Some(reuse) }, grounds.clone()),
            ]);
        }
        self.found.push(Candidate { ways });
    }

    /// The last node before that had a code on another day, and its name.
    fn last_name(&self, code: &str) -> Option<((u32, Row), String)> {
        let hierarchy = self.both.before.hierarchy;
        let node = hierarchy.named_by(code).last()?;
        let at = hierarchy.each_row_of(node).rev().find(|at| hierarchy.code_of_row(*at) == code)?;
        let row = hierarchy.row(at);
        let name = row.cell("name").to_owned();
        Some(((node, row), name))
    }

    fn open(&mut self, moved: &Moved, depths: &Depths) {
        let both = self.both;
        let mut in_order: Vec<(u32, Row)> =
            both.appeared().filter_map(|node| Some((node, both.after.row(node)?))).collect();
        in_order.sort_by_cached_key(|(node, row)| (rank(row), depths.of_node(*node), row.at(0).to_owned()));
        for (node, row) in in_order {
            let code = row.at(0).to_owned();
            let used = self.last_name(&code);
            // What has the same name and level is there again; else the code is used for another.
            let is_again = used.as_ref().is_some_and(|((_, last), name)| {
                let is_like = last.table() == row.table() && last.cell("level") == row.cell("level");
                is_like && (name.is_empty() || row.cell("name").is_empty() || name == row.cell("name"))
            });
            let may_reuse = used.is_some() && both.after.kind(node).has_lineage();
            let reuses: &[bool] = match (may_reuse, is_again) {
                (false, _) => &[false],
                (true, true) => &[false, true],
                (true, false) => &[true, false],
            };
            let mut ways: Vec<Vec<Proposal>> = self.out_of_what_ended(&row).into_iter().collect();
            for reuse in reuses {
                let mut grounds = vec![Ground::Appeared(code.clone())];
                let name = used.as_ref().filter(|_| *reuse).map(|(_, name)| name.clone());
                grounds.extend(name.map(Ground::CodeUsedBefore));
                grounds.extend(moved.to(both, node));
                ways.push(vec![
                    self.proposal(Change::Open { row: row.clone(), reuse: used.as_ref().map(|_| *reuse) }, grounds),
                ]);
            }
            self.found.push(Candidate { ways });
        }
    }

    /// A unit that lies in one that ended is not there, though its own row goes on: no event can be about it. Its row ends
    /// on the day, which changes no day on which it was there, and it opens where it is after.
    fn out_of_what_ended(&self, row: &Row) -> Option<Vec<Proposal>> {
        let hierarchy = self.both.before.hierarchy;
        let mut named = hierarchy.named_by(row.at(0)).filter_map(|node| hierarchy.row_on(node, self.day));
        let at = named.find(|at| at.0 == Table::Units && hierarchy.code_of_row(*at) == row.at(0))?;
        let wrong = hierarchy.row(at);
        let grounds =
            vec![Ground::Appeared(row.at(0).to_owned()), Ground::InWhatEnded(wrong.cell("parent").to_owned())];
        let starts_before = hierarchy.row_period(at).from().is_none_or(|from| from < self.day);
        let ended = if starts_before {
            let mut to = wrong.clone();
            to.set_bound(Cell::Until, &self.day.to_string());
            Change::Correct { row: wrong, to }
        } else {
            Change::Retract { row: wrong }
        };
        let open = Change::Open { row: row.clone(), reuse: Some(false) };
        Some(vec![self.proposal(ended, grounds.clone()), self.proposal(open, grounds)])
    }

    /// What nodes say otherwise: units by their codes, and others from above, so that none comes to lie in itself on the way.
    fn change(&mut self, changed: Vec<(u32, u32)>, recoded: &[Recoded], depths: &Depths, is_again: bool) {
        let both = self.both;
        let others: HashMap<u32, &Recoded> = recoded.iter().map(|recoded| (recoded.after, recoded)).collect();
        let key = |(_, after): &(u32, u32)| {
            let kind = both.after.kind(*after);
            let depth = if kind == NodeKind::Unit { 0 } else { depths.of_node(*after) };
            (kind, depth, both.after.code(*after))
        };
        let mut changed: Vec<_> = changed.into_iter().map(|pair| (key(&pair), pair)).collect();
        changed.sort_unstable();
        let mut found: Vec<Differing> = Vec::with_capacity(changed.len());
        for (_, (before, after)) in changed {
            let rows = both.before.at(before).map(|at| both.row_before(at)).zip(both.after.row(after));
            let rows = rows.filter(|(old, new)| old.table() == new.table());
            found.extend(rows.map(|(old, new)| Differing {
                before,
                after,
                whole: if is_again { None } else { together(&old, &new) },
                changes: changes(&old, &new),
            }));
        }
        let elsewhere = self.elsewhere(&found);
        for Differing { before, after, whole, changes } in found {
            let code = both.after.code(after).to_owned();
            let grounds = |change: &Change| {
                let recoded = others.get(&after).map(|recoded| recoded.grounds.clone());
                let mut grounds = recoded.unwrap_or_else(|| vec![Ground::SameCode(code.clone())]);
                let is_name = matches!(change, Change::Rename { .. });
                let namesake = self.namesake(before, after).filter(|_| is_name);
                let other = namesake.and_then(|namesake| elsewhere.get(&namesake).copied().flatten());
                grounds.extend(other.map(|other| Ground::NameElsewhere(other.to_owned())));
                grounds
            };
            let mut each: Vec<Proposal> = Vec::with_capacity(changes.len());
            for change in changes {
                let grounds = grounds(&change);
                each.push(self.proposal(change, grounds));
            }
            let grounds = each.last().map(|last| last.grounds.clone()).unwrap_or_default();
            let whole = whole.map(|whole| self.proposal(whole, grounds));
            if is_again {
                self.found.extend(each.into_iter().map(|change| Candidate { ways: vec![vec![change]] }));
            } else {
                let ways = std::iter::once(each).chain(whole.map(|whole| vec![whole])).collect();
                self.found.push(Candidate { ways });
            }
        }
    }

    /// The least code of those that have the former name of a renamed node and come under the same.
    fn elsewhere(&self, changed: &[Differing]) -> Elsewhere<'h> {
        let both = self.both;
        let is_rename = |change: &Change| matches!(change, Change::Rename { .. });
        let renamed = changed.iter().filter(|found| found.changes.iter().any(is_rename));
        let wanted: Vec<Namesake<'h>> = renamed.filter_map(|found| self.namesake(found.before, found.after)).collect();
        // Most nodes come under something under which none is renamed.
        let mut is_above = vec![false; both.after.hierarchy.node_count() as usize];
        let mut is_outside = false;
        for (_, above, _) in &wanted {
            match above {
                Above::Outside(_) => is_outside = true,
                Above::Node(node) => {
                    if let Some(known) = is_above.get_mut(*node as usize) {
                        *known = true;
                    }
                }
            }
        }
        let is_any = !wanted.is_empty();
        let mut found: Elsewhere<'h> = wanted.into_iter().map(|key| (key, None)).collect();
        for (node, _) in both.after.nodes().filter(|_| is_any) {
            let superior = both.after.superior(node);
            if !superior.map_or(is_outside, |above| is_above.get(above as usize).copied().unwrap_or(false)) {
                continue;
            }
            let above = superior.map_or_else(|| both.after.place(node), Above::Node);
            let Some(name) = both.after.name_symbol(node) else { continue };
            if let Some(known) = found.get_mut(&(both.after.kind(node), above, name)) {
                let code = both.after.code(node);
                *known = Some(known.map_or(code, |known| known.min(code)));
            }
        }
        found
    }

    /// What would have the former name of a node and come under the same, if any node after has that name at all.
    fn namesake(&self, before: u32, after: u32) -> Option<Namesake<'h>> {
        let (name, edition) = (self.both.before.name(before), &self.both.after);
        let name = edition.hierarchy.text.find(name).filter(|_| !name.is_empty())?;
        Some((edition.kind(after), edition.place(after), name))
    }

    fn close(&mut self, moved: &Moved) {
        let both = self.both;
        let mut in_order: Vec<(Row, u32)> =
            both.vanished().filter_map(|node| Some((both.before.row(node)?, node))).collect();
        in_order.sort_by(|(a, _), (b, _)| rank(b).cmp(&rank(a)).then_with(|| a.at(0).cmp(b.at(0))));
        for (row, node) in in_order {
            let code = row.at(0).to_owned();
            let grounds = std::iter::once(Ground::Vanished(code.clone())).chain(moved.from(both, node)).collect();
            self.one(Change::Close { code }, grounds);
        }
    }
}

/// Nodes of a kind, under another, with a name.
type Namesake<'h> = (NodeKind, Above<'h>, u32);

/// The least code of each.
type Elsewhere<'h> = HashMap<Namesake<'h>, Option<&'h str>, RandomState>;

/// A node that says something else: one event after another, or all at once.
struct Differing {
    before: u32,
    after: u32,
    changes: Vec<Change>,
    whole: Option<Change>,
}

/// Parents come before their children.
fn rank(row: &Row) -> (Table, Option<crate::base::Level>) {
    (row.table(), row.cell("level").parse().ok())
}

/// How many nodes lie above those that are no units.
struct Depths(HashMap<u32, usize>);

impl Depths {
    fn of(both: &Both<'_>) -> Self {
        let mut depths: HashMap<u32, usize> = HashMap::new();
        let edition = &both.after;
        let first = edition.nodes().find(|(node, _)| edition.kind(*node) != NodeKind::Unit).map(|(node, _)| node);
        for (node, _) in edition.nodes().filter(|(node, _)| first.is_some_and(|first| *node >= first)) {
            let mut chain = vec![node];
            let mut depth = 0;
            while let Some(above) = chain.last().and_then(|node| edition.superior(*node)) {
                if edition.kind(above) == NodeKind::Unit || chain.len() > depths.len() + 1 {
                    break;
                }
                if let Some(known) = depths.get(&above) {
                    depth = known + 1;
                    break;
                }
                chain.push(above);
            }
            for node in chain.into_iter().rev() {
                depths.insert(node, depth);
                depth += 1;
            }
        }
        Self(depths)
    }

    fn of_node(&self, node: u32) -> usize {
        self.0.get(&node).copied().unwrap_or(0)
    }
}

/// What a node says otherwise, as events. The node has its code after already.
fn changes(old: &Row, new: &Row) -> Vec<Change> {
    let code = new.at(0).to_owned();
    let differs = |column: &str| old.cell(column) != new.cell(column);
    let above = superior_name(old.table().node().unwrap_or(NodeKind::Unit));
    let mut changes = Vec::new();
    // Some kinds keep no name: it goes before the kind comes, and comes after the kind went.
    let rename = Change::Rename { code: code.clone(), name: new.cell("name").to_owned() };
    let (first, last) = if new.cell("name").is_empty() { (Some(rename), None) } else { (None, Some(rename)) };
    changes.extend(first.filter(|_| differs("name")));
    if differs(above) {
        let to = Some(new.cell(above).to_owned()).filter(|to| !to.is_empty());
        changes.push(Change::Transfer { code: code.clone(), to });
    }
    if differs("kind") || differs("level") {
        let level = new.cell("level").parse().ok().filter(|_| differs("level"));
        changes.push(Change::Reclassify { code: code.clone(), kind: Some(new.cell("kind").to_owned()), level });
    }
    changes.extend(last.filter(|_| differs("name")));
    let told = ["code", "name", "kind", "level", above];
    let others = old.table().columns().iter().filter(|column| !column.is_bound() && !told.contains(&column.name));
    let cells: BTreeMap<String, String> = others
        .filter(|column| differs(column.name))
        .map(|column| (column.name.to_owned(), new.cell(column.name).to_owned()))
        .collect();
    if !cells.is_empty() {
        changes.push(Change::Revise { code, cells });
    }
    changes
}

/// Several changes of a node at once: of some neither can be without the other.
fn together(old: &Row, new: &Row) -> Option<Change> {
    let columns = old.table().columns().iter().skip(1).filter(|column| !column.is_bound());
    let differing = columns.filter(|column| old.cell(column.name) != new.cell(column.name));
    let cells: BTreeMap<String, String> =
        differing.map(|column| (column.name.to_owned(), new.cell(column.name).to_owned())).collect();
    (cells.len() > 1).then(|| Change::Revise { code: new.at(0).to_owned(), cells })
}
