//! Mergers and divisions to look at: where the children of a node that vanished are, and from where those of one that
//! appeared come.

use super::Ground;
use super::edition::{Both, Edition};
use crate::record::NodeKind;
use std::collections::BTreeMap;

/// How many children went from where to where.
type Moves = BTreeMap<u32, BTreeMap<u32, usize>>;

/// The children that came under another node.
pub(super) struct Moved {
    /// From nodes before that vanished, to nodes after.
    from: Moves,
    /// To nodes after that appeared, from nodes before.
    to: Moves,
    /// How many children those before had.
    children: BTreeMap<u32, usize>,
}

impl Moved {
    pub(super) fn of(both: &Both<'_>, changed: &[(u32, u32)]) -> Self {
        let (mut from, mut to) = (Moves::new(), Moves::new());
        for (before, after) in changed {
            let ends = both.before.superior(*before).zip(both.after.superior(*after));
            let Some((old, new)) = ends.filter(|(old, new)| both.to(*old) != Some(*new)) else { continue };
            if both.to(old).is_none() {
                *from.entry(old).or_default().entry(new).or_default() += 1;
            }
            if both.from(new).is_none() {
                *to.entry(new).or_default().entry(old).or_default() += 1;
            }
        }
        let mut children: BTreeMap<u32, usize> = BTreeMap::new();
        for old in from.keys().chain(to.values().flat_map(BTreeMap::keys)) {
            children.insert(*old, 0);
        }
        count(&both.before, &mut children);
        Self { from, to, children }
    }

    /// Where the children of a node are that closes.
    pub(super) fn from(&self, both: &Both<'_>, closes: u32) -> Option<Ground> {
        let to = self.from.get(&closes)?;
        let (children, of) = (to.values().sum(), self.children_of(closes));
        let code = |node: &u32| both.after.code(*node).to_owned();
        let mut among: Vec<String> = to.keys().map(code).collect();
        among.sort();
        Some(match (among.len(), among.pop()) {
            (1, Some(into)) => Ground::MayHaveMerged { into, children, of },
            (_, last) => Ground::MayBeDivided { among: among.into_iter().chain(last).collect(), children, of },
        })
    }

    /// From where the children of a node come that opens.
    pub(super) fn to(&self, both: &Both<'_>, opens: u32) -> Vec<Ground> {
        let Some(from) = self.to.get(&opens) else { return Vec::new() };
        let code = |node: &u32| both.before.code(*node).to_owned();
        let is_all = |(node, count): &(&u32, &usize)| both.to(**node).is_none() && self.children_of(**node) == **count;
        let mut merged: Vec<String> = from.iter().filter(is_all).map(|(node, _)| code(node)).collect();
        merged.sort();
        let parts = from.iter().filter(|from| !is_all(from) || merged.len() < 2);
        let mut grounds: Vec<Ground> = parts
            .map(|(node, children)| Ground::MayBePartOf {
                code: code(node),
                children: *children,
                of: self.children_of(*node),
            })
            .collect();
        if merged.len() > 1 {
            grounds.insert(0, Ground::MayBeMergerOf(merged));
        }
        grounds
    }

    fn children_of(&self, before: u32) -> usize {
        self.children.get(&before).copied().unwrap_or(0)
    }
}

/// Counts what comes under some nodes.
fn count(edition: &Edition<'_>, children: &mut BTreeMap<u32, usize>) {
    let is_unit = |node: u32| edition.kind(node) == NodeKind::Unit;
    for (unit, count) in children.iter_mut().filter(|(node, _)| is_unit(**node)) {
        *count = edition.children(*unit).len();
    }
    if children.keys().all(|node| is_unit(*node)) {
        return;
    }
    for superior in edition.nodes().filter(|(node, _)| !is_unit(*node)).filter_map(|(node, _)| edition.superior(node)) {
        if let Some(count) = children.get_mut(&superior).filter(|_| !is_unit(superior)) {
            *count += 1;
        }
    }
}
