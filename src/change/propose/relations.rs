//! Relations and statements that hold in one of two editions only.

use super::super::Change;
use super::Ground;
use super::edition::{Both, Edition, Reading};
use crate::graph::RowAt;
use crate::record::{Row, Table};
use foldhash::quality::FixedState;
use std::collections::BTreeMap;
use std::hash::{BuildHasher, Hash, Hasher};

/// What starts, and then what stops. Rows are compared by the hashes of what they say, then by what they say; the texts
/// of those are copied only that differ, or are there several times.
pub(super) fn changed(both: &Both<'_>) -> Vec<(Change, Ground)> {
    let (mut stopped, mut started) = (Vec::new(), Vec::new());
    for table in Table::ALL.iter().copied().filter(|table| table.node().is_none() && !table.is_of_changes()) {
        let own = hashed(&both.before, table, |at, column| both.said_before(at, column));
        let theirs = hashed(&both.after, table, |at, column| both.said_after(at, column));
        let groups = own.chunk_by(|a, b| a.0 == b.0);
        let mut rest = theirs.as_slice();
        for group in groups {
            let hash = group.first().map_or(0, |first| first.0);
            let (before, others) = rest.split_at(rest.partition_point(|row| row.0 < hash));
            started.extend(before.iter().map(|row| row.1));
            let (same, others) = others.split_at(others.partition_point(|row| row.0 == hash));
            rest = others;
            match (group, same) {
                ([(_, own)], [(_, theirs)]) if says_same(both, *own, *theirs) => {}
                (_, []) => stopped.extend(group.iter().map(|row| row.1)),
                _ => differing(both, group, same, &mut stopped, &mut started),
            }
        }
        started.extend(rest.iter().map(|row| row.1));
    }
    let text = |row: Row| (row.at(0).to_owned(), row);
    let mut stopped: Vec<Row> = stopped.into_iter().map(|at| both.row_before(at)).collect();
    let mut started: Vec<Row> =
        started.into_iter().map(|at| both.after.hierarchy.row_as_of(at, both.after.day)).collect();
    stopped.sort();
    started.sort();
    let stop = stopped.into_iter().map(text).map(|(first, row)| {
        let change = if row.table().has_period() { Change::Stop { row } } else { Change::Retract { row } };
        (change, Ground::Vanished(first))
    });
    let start = started.into_iter().map(text).map(|(first, row)| (Change::Start { row }, Ground::Appeared(first)));
    start.chain(stop).collect()
}

/// The rows of a table that hold, by the hashes of what they say.
fn hashed<'h>(edition: &Edition<'h>, table: Table, said: impl Fn(RowAt, usize) -> Reading<'h>) -> Vec<(u64, RowAt)> {
    let hierarchy = edition.hierarchy;
    let columns: Vec<usize> =
        (0..).zip(table.columns()).filter(|(_, spec)| !spec.is_bound()).map(|found| found.0).collect();
    let state = FixedState::default();
    let hash = |at: RowAt| {
        let mut hasher = state.build_hasher();
        for column in &columns {
            said(at, *column).hash(&mut hasher);
        }
        hasher.finish()
    };
    let holds = |at: &RowAt| {
        let is_then = !table.has_period() || hierarchy.row_period(*at).holds(edition.day);
        is_then && hierarchy.nodes_of_row(*at).into_iter().all(|node| edition.at(node).is_some())
    };
    let rows = hierarchy.rows(table).numbers().map(|row| (table, row)).filter(holds);
    let mut hashed: Vec<(u64, RowAt)> = rows.map(|at| (hash(at), at)).collect();
    hashed.sort_unstable();
    hashed
}

fn says_same(both: &Both<'_>, own: RowAt, theirs: RowAt) -> bool {
    let mut columns = (0..).zip(own.0.columns()).filter(|(_, spec)| !spec.is_bound());
    columns.all(|(column, _)| both.said_before(own, column) == both.said_after(theirs, column))
}

/// Of rows of one hash those of which one edition has more.
fn differing(
    both: &Both<'_>,
    own: &[(u64, RowAt)],
    theirs: &[(u64, RowAt)],
    stopped: &mut Vec<RowAt>,
    started: &mut Vec<RowAt>,
) {
    let mut by_said: BTreeMap<Vec<String>, [Vec<RowAt>; 2]> = BTreeMap::new();
    for (_, at) in own {
        let [own, _] = by_said.entry(both.row_before(*at).said()).or_default();
        own.push(*at);
    }
    for (_, at) in theirs {
        let row = both.after.hierarchy.row_as_of(*at, both.after.day);
        let [_, theirs] = by_said.entry(row.said()).or_default();
        theirs.push(*at);
    }
    for [own, theirs] in by_said.into_values() {
        stopped.extend(own.iter().skip(theirs.len()));
        started.extend(theirs.iter().skip(own.len()));
    }
}
