//! Which units that vanished are units that appeared, under another code.
//!
//! Level by level from the outermost on, so that what lies above is known. A unit that vanished is looked for
//!
//! 1. under the same unit: by its name, or by more than half of the children of both;
//! 2. below the lowest unit above it that stayed, and then below the next, up to the city: by its name.
//!
//! Whoever is not the only one on both sides is nobody: nobody can say which of several it is.

use super::Ground;
use super::edition::{Above, Both, Edition};
use crate::base::Level;
use std::collections::{BTreeMap, BTreeSet};

/// A unit that has another code.
pub(super) struct Recoded {
    pub(super) before: u32,
    pub(super) after: u32,
    pub(super) grounds: Vec<Ground>,
}

/// Those of one unit and level.
#[derive(Default)]
struct Group {
    vanished: Vec<u32>,
    appeared: Vec<u32>,
}

/// What may be one, and what has several that it may be.
#[derive(Default)]
struct Claims {
    pairs: BTreeSet<(u32, u32)>,
    /// Those that bear the name of several.
    ambiguous: [BTreeSet<u32>; 2],
}

impl Claims {
    /// Those of the pairs of which both are in no other.
    fn unique(&self) -> Vec<(u32, u32)> {
        let mut counts = [BTreeMap::<u32, usize>::new(), BTreeMap::new()];
        for (before, after) in &self.pairs {
            let [befores, afters] = &mut counts;
            *befores.entry(*before).or_default() += 1;
            *afters.entry(*after).or_default() += 1;
        }
        let [befores, afters] = &counts;
        let is_one = |(before, after): &&(u32, u32)| {
            let is_only = befores.get(before) == Some(&1) && afters.get(after) == Some(&1);
            is_only && !self.is_ambiguous(*before, *after)
        };
        self.pairs.iter().filter(is_one).copied().collect()
    }

    fn is_ambiguous(&self, before: u32, after: u32) -> bool {
        let [befores, afters] = &self.ambiguous;
        befores.contains(&before) || afters.contains(&after)
    }

    /// Those before that may be something, and those after.
    fn claimed(&self) -> [BTreeSet<u32>; 2] {
        let mut claimed = self.ambiguous.clone();
        for (before, after) in &self.pairs {
            let [befores, afters] = &mut claimed;
            befores.insert(*before);
            afters.insert(*after);
        }
        claimed
    }
}

/// Pairs units that vanished with those that appeared.
pub(super) fn recoded(both: &mut Both<'_>) -> Vec<Recoded> {
    let of_level = |edition: &Edition<'_>, nodes: Vec<u32>| {
        let mut levels: BTreeMap<Level, Vec<u32>> = BTreeMap::new();
        for node in nodes {
            if let Some(level) = edition.level(node) {
                levels.entry(level).or_default().push(node);
            }
        }
        levels
    };
    let mut appeared = of_level(&both.after, both.appeared().collect());
    let mut found = Vec::new();
    for (level, vanished) in of_level(&both.before, both.vanished().collect()) {
        let Some(appeared) = appeared.remove(&level) else { continue };
        let level = OfLevel { vanished, appeared };
        let start = found.len();
        let claims = level.under_the_same(both, &mut found);
        pair(both, &found, start);
        let start = found.len();
        level.below_the_same(both, &claims, &mut found);
        pair(both, &found, start);
    }
    found
}

/// Notes what was found from a place on.
fn pair(both: &mut Both<'_>, found: &[Recoded], start: usize) {
    for found in found.iter().skip(start) {
        both.pair(found.before, found.after);
    }
}

/// The units of a level that vanished and appeared.
struct OfLevel {
    vanished: Vec<u32>,
    appeared: Vec<u32>,
}

impl OfLevel {
    /// The one unit that appeared under the same unit with the same name, or with most of the same children.
    fn under_the_same(&self, both: &Both<'_>, found: &mut Vec<Recoded>) -> Claims {
        let mut groups: BTreeMap<Above<'_>, Group> = BTreeMap::new();
        for node in &self.vanished {
            let above = match both.before.place(*node) {
                Above::Node(above) => both.to(above).map(Above::Node),
                outside @ Above::Outside(_) => Some(outside),
            };
            if let Some(above) = above {
                groups.entry(above).or_default().vanished.push(*node);
            }
        }
        for node in &self.appeared {
            groups.entry(both.after.place(*node)).and_modify(|group| group.appeared.push(*node));
        }
        let mut claims = Claims::default();
        groups.retain(|_, group| !group.appeared.is_empty());
        for group in groups.values() {
            by_name(both, group, &mut claims);
            by_children(both, group, &mut claims);
        }
        for (before, after) in claims.unique() {
            let above = both.after.superior_text(after).to_owned();
            let mut grounds = vec![Ground::SameParent(above)];
            grounds.extend(same_name(both, before, after));
            grounds.extend(shared_children(both, before, after));
            found.push(Recoded { before, after, grounds });
        }
        claims
    }

    /// The one unit of the same name that appeared below the lowest unit that stayed and has any below it.
    fn below_the_same(&self, both: &Both<'_>, claims: &Claims, found: &mut Vec<Recoded>) {
        let [claimed, claimed_after] = claims.claimed();
        let is_left = |node: &&u32, edition: &Edition<'_>, claimed: &BTreeSet<u32>| {
            !claimed.contains(*node) && !edition.name(**node).is_empty()
        };
        let vanished: Vec<u32> =
            self.vanished.iter().filter(|node| is_left(node, &both.before, &claimed)).copied().collect();
        let appeared = self.appeared.iter().filter(|node| is_left(node, &both.after, &claimed_after));
        // By a unit after, or by none for all there are, and the name.
        let mut below: BTreeMap<(Option<u32>, &str), Group> = BTreeMap::new();
        for node in appeared {
            let name = both.after.name(*node);
            for above in both.after.above(*node).map(Some).chain([None]) {
                below.entry((above, name)).or_default().appeared.push(*node);
            }
        }
        for node in &vanished {
            let name = both.before.name(*node);
            let stayed = both.before.above(*node).filter_map(|above| both.to(above));
            for above in stayed.map(Some).chain([None]) {
                below.entry((above, name)).and_modify(|group| group.vanished.push(*node));
            }
        }
        for node in vanished {
            let name = both.before.name(node);
            let group = scopes(both, node).into_iter().find_map(|above| Some((above, below.get(&(above, name))?)));
            let Some((above, group)) = group else { continue };
            if let (&[before], &[after]) = (group.vanished.as_slice(), group.appeared.as_slice()) {
                let within = above.map(|above| both.after.code(above).to_owned());
                let mut grounds = vec![Ground::SameName(name.to_owned()), Ground::OnlyOneWithin(within)];
                grounds.extend(shared_children(both, before, after));
                found.push(Recoded { before, after, grounds });
            }
        }
    }
}

/// The units that stayed above a unit that vanished, from the lowest on: a city at most, if there is one lower; all there
/// are, if none stayed.
fn scopes(both: &Both<'_>, node: u32) -> Vec<Option<u32>> {
    let mut scopes: Vec<Option<u32>> = Vec::new();
    let under = both.before.superior(node);
    // The unit above the own one is looked at whatever its level: a transfer leads out of the own.
    let mut is_past_own = false;
    for above in both.before.above(node) {
        if is_past_own && both.before.level(above).is_none_or(|level| level < Level::City) {
            break;
        }
        scopes.extend(both.to(above).map(Some));
        is_past_own |= both.to(above).is_some() && Some(above) != under;
    }
    if scopes.is_empty() { vec![None] } else { scopes }
}

fn same_name(both: &Both<'_>, before: u32, after: u32) -> Option<Ground> {
    let name = both.before.name(before);
    (!name.is_empty() && name == both.after.name(after)).then(|| Ground::SameName(name.to_owned()))
}

fn shared_children(both: &Both<'_>, before: u32, after: u32) -> Option<Ground> {
    let (own, theirs) = (names_of_children(&both.before, before), names_of_children(&both.after, after));
    let shared = own.intersection(&theirs).count();
    (!own.is_empty()).then_some(Ground::SharedChildren { shared, of: own.len() })
}

fn names_of_children<'h>(edition: &Edition<'h>, unit: u32) -> BTreeSet<&'h str> {
    edition.children(unit).into_iter().map(|child| edition.name(child)).filter(|name| !name.is_empty()).collect()
}

/// Those of one name.
fn by_name(both: &Both<'_>, group: &Group, claims: &mut Claims) {
    let mut names: BTreeMap<&str, Group> = BTreeMap::new();
    for node in &group.vanished {
        names.entry(both.before.name(*node)).or_default().vanished.push(*node);
    }
    for node in &group.appeared {
        names.entry(both.after.name(*node)).and_modify(|named| named.appeared.push(*node));
    }
    for (name, named) in names {
        match (name.is_empty(), named.vanished.as_slice(), named.appeared.as_slice()) {
            (true, _, _) | (_, _, []) => {}
            (_, &[before], &[after]) => {
                claims.pairs.insert((before, after));
            }
            (_, vanished, appeared) => {
                let [befores, afters] = &mut claims.ambiguous;
                befores.extend(vanished);
                afters.extend(appeared);
            }
        }
    }
}

/// Those that share more than half of the children of both. Two such sets share one of the rarer half of each: only these
/// are looked up, so that children who bear the same names everywhere are not all compared with all.
fn by_children<'h>(both: &Both<'h>, group: &Group, claims: &mut Claims) {
    let theirs: BTreeMap<u32, BTreeSet<&'h str>> =
        group.appeared.iter().map(|node| (*node, names_of_children(&both.after, *node))).collect();
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for name in theirs.values().flatten() {
        *counts.entry(name).or_default() += 1;
    }
    let rarer_half = |names: &BTreeSet<&'h str>| {
        let count = |name| counts.get(name).copied().unwrap_or(0);
        let mut rarest: Vec<(usize, &'h str)> = names.iter().map(|name| (count(*name), *name)).collect();
        rarest.sort_unstable();
        rarest.truncate(names.len().div_ceil(2));
        rarest.into_iter().map(|(_, name)| name).collect::<Vec<_>>()
    };
    let mut with: BTreeMap<&str, Vec<u32>> = BTreeMap::new();
    for (node, names) in &theirs {
        for name in rarer_half(names) {
            with.entry(name).or_default().push(*node);
        }
    }
    for node in &group.vanished {
        let own = names_of_children(&both.before, *node);
        let mut met = BTreeSet::new();
        let mut shared = 0;
        for other in rarer_half(&own).iter().filter_map(|name| with.get(name)).flatten() {
            let Some(theirs) = theirs.get(other).filter(|_| met.insert(*other)) else { continue };
            let common = own.intersection(theirs).count();
            if common * 2 > own.len() && common * 2 > theirs.len() {
                claims.pairs.insert((*node, *other));
                shared += 1;
            }
            // It is one of several already.
            if shared > 1 {
                break;
            }
        }
    }
}
