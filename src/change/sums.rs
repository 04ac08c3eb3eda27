//! Adding up: rows that come to say the same but for how many they count become one.

use super::Reason;
use super::moves::{Move, move_row};
use super::step::Step;
use crate::base::{Day, Decimal};
use crate::graph::{Meaning, RowAt};
use crate::record::{Cell, Row, Table, alliance_member_column, contact_column, measure_column, post_column};
use std::collections::{BTreeMap, BTreeSet};

/// The column in which a row counts, and for how many it does; `None` of a row that states something of a person or a
/// household, or that does not say how many it counts.
pub(super) fn counted(row: &Row) -> Option<(usize, Decimal)> {
    let table = row.table();
    let column = match table.columns().iter().position(|column| matches!(column.cell, Cell::Count)) {
        _ if table.node().is_some() => return None,
        None if table == Table::Measures && super::readings::is_sum(row) => measure_column::VALUE,
        column => column?,
    };
    // A post has a holder or a count, and so on.
    let others = [
        (Table::Posts, post_column::HOLDER),
        (Table::AllianceMembers, alliance_member_column::MEMBER),
        (Table::Contacts, contact_column::HOUSEHOLD),
    ];
    let states = others.iter().any(|(of, other)| *of == table && !row.at(*other).is_empty());
    if states { None } else { Some((column, row.at(column).parse().ok()?)) }
}

/// One of the rows that say the same but for how many they count.
struct Member {
    at: RowAt,
    /// The row as it is from the day on.
    row: Row,
    /// What it said before the day but for how many: rows of one node were different rows before.
    meant: Meaning,
    /// The days from the day on.
    days: (i32, i32),
    count: Decimal,
    moved: Option<Move>,
}

/// Moves rows that count: those that come to say the same as rows of another node become one with these on the days that
/// they share.
///
/// # Errors
/// [`Reason::LaterRecord`] as [`Step::must_name_the_same`].
pub(super) fn move_counted(step: &mut Step<'_>, moves: Vec<Move>, staying: &[(RowAt, Meaning)]) -> Result<(), Reason> {
    let mut alike: BTreeMap<(Table, Meaning), Vec<Member>> = BTreeMap::new();
    for row in moves {
        let Some((column, count)) = counted(&row.after) else { continue };
        let (meaning, meant) = (without(&row.meaning, column), without(&row.meant, column));
        let (at, days) = (row.at, row.rest.raw());
        let member = Member { at, row: row.after.clone(), meant, days, count, moved: Some(row) };
        alike.entry((at.0, meaning)).or_default().push(member);
    }
    for (at, meaning) in staying {
        let Some((column, count)) = counted(&step.hierarchy.row(*at)) else { continue };
        let meaning = without(meaning, column);
        let Some(known) = alike.get_mut(&(at.0, meaning.clone())) else { continue };
        let Some(rest) = step.rest(*at) else { continue };
        let row = step.hierarchy.row_as_of(*at, step.day);
        known.push(Member { at: *at, row, meant: meaning, days: rest.raw(), count, moved: None });
    }
    let mut together: Vec<Vec<Member>> = alike.into_values().flat_map(sharing_days).collect();
    together.sort_by(|a, b| a.iter().map(|member| &member.row).cmp(b.iter().map(|member| &member.row)));
    for members in together {
        let nodes: BTreeSet<&Meaning> = members.iter().map(|member| &member.meant).collect();
        match added_up(&members).filter(|_| nodes.len() > 1) {
            Some(sums) => become_one(step, members, &sums)?,
            None => {
                for row in members.iter().filter_map(|member| member.moved.as_ref()) {
                    move_row(step, row)?;
                }
            }
        }
    }
    Ok(())
}

/// What a row means but for how many it counts.
fn without(meaning: &Meaning, column: usize) -> Meaning {
    let mut meaning = meaning.clone();
    meaning.get_mut(column).into_iter().for_each(|told| told.1.clear());
    meaning
}

/// Parts rows into those that share days, directly or by others between them; each part in order.
fn sharing_days(mut members: Vec<Member>) -> Vec<Vec<Member>> {
    members.sort_by(|a, b| (a.days, &a.row).cmp(&(b.days, &b.row)));
    let (mut parts, mut last): (Vec<Vec<Member>>, i32) = (Vec::new(), i32::MIN);
    for member in members {
        let until = member.days.1;
        match parts.last_mut() {
            Some(part) if member.days.0 < last => part.push(member),
            _ => parts.push(vec![member]),
        }
        last = last.max(until);
    }
    parts
}

/// For how many the rows count together, by the days on which it is so; `None` if that is beyond what a cell can hold.
fn added_up(members: &[Member]) -> Option<Vec<((i32, i32), Decimal)>> {
    let days: BTreeSet<i32> = members.iter().flat_map(|member| [member.days.0, member.days.1]).collect();
    let mut sums: Vec<((i32, i32), Decimal)> = Vec::new();
    for (from, until) in days.iter().zip(days.iter().skip(1)) {
        let mut there = members.iter().filter(|member| member.days.0 <= *from && *until <= member.days.1);
        let sum = there.try_fold(Decimal::ZERO, |sum, member| sum.checked_add(member.count))?;
        let is_measure = members.first()?.at.0 == Table::Measures;
        if !is_measure && sum.to_whole().is_none_or(|sum| sum > u64::from(u32::MAX)) {
            return None;
        }
        match sums.last_mut().filter(|last| last.1 == sum) {
            Some(last) => last.0.1 = *until,
            None => sums.push(((*from, *until), sum)),
        }
    }
    Some(sums)
}

/// Rows end, and one comes for all of them; or several one after another, where they do not count the same on all days.
fn become_one(step: &mut Step<'_>, members: Vec<Member>, sums: &[((i32, i32), Decimal)]) -> Result<(), Reason> {
    // What is said in the same words by a row that stays is said in these.
    let Some(like) = members.iter().min_by_key(|member| (member.moved.is_some(), &member.row)) else { return Ok(()) };
    let Some((column, _)) = counted(&like.row) else { return Ok(()) };
    let mut rows = Vec::with_capacity(sums.len());
    for ((from, until), sum) in sums {
        let mut row = like.row.clone();
        row.set(column, &sum.to_string());
        let bound = |day: i32| Day::from_number(day).to_string();
        row.set_bound(Cell::From, &bound(*from));
        row.set_bound(Cell::Until, &Some(*until).filter(|until| *until != i32::MAX).map(bound).unwrap_or_default());
        if *from == step.day.number() {
            step.must_name_the_same(like.at, &row)?;
        }
        step.edits.added.push((row.clone(), Some(like.at)));
        rows.push((*until, row, false));
    }
    for Member { at, days, moved, .. } in members {
        let Some(row) = moved else {
            let before = step.hierarchy.row(at);
            step.end_row(at, &before);
            continue;
        };
        step.end_row(at, &row.before);
        if let Some((_, after, is_told)) = rows.iter_mut().find(|(until, ..)| days.0 < *until) {
            *is_told = true;
            step.outcome.moved.push((row.before, after.clone()));
        }
    }
    step.outcome.added.extend(rows.into_iter().filter(|(.., is_told)| !is_told).map(|(_, row, _)| row));
    Ok(())
}
