//! Whether an alliance has two leads on one day.

use super::{About, Checked, NONE, RowId, Verdict};
use crate::base::AllianceRole;
use crate::findings::Text;
use crate::findings::rules::{import, structure};
use crate::record::{Table, alliance_column, alliance_member_column as column};
use std::collections::BTreeMap;

/// A row that names a lead: who leads, and the row.
#[derive(Clone, Copy, Debug)]
struct Lead {
    leader: RowId,
    row: RowId,
    from: i32,
    until: i32,
}

const ONE_LEAD: Text = Text { en: "one lead at most", zh: "至多一个牵头单位" };

/// The leads of one alliance that stay, asked for what clashes with another, which starts no earlier than those asked
/// before. No two of them that share a day name different leaders.
#[derive(Default)]
struct Kept {
    /// Those of `alliances`: they share no day.
    own: Vec<Lead>,
    /// For each of them the next that names another leader.
    other: Vec<usize>,
    /// Those of `alliance_members`, by start.
    members: Vec<Lead>,
    /// How many of these ended before those that are asked for now start.
    ended: usize,
}

impl Kept {
    fn note_leaders(&mut self) {
        self.other = vec![self.own.len(); self.own.len()];
        for (at, pair) in self.own.windows(2).enumerate().rev() {
            let differs = matches!(pair, [lead, next] if lead.leader != next.leader);
            let other = if differs { Some(at + 1) } else { self.other.get(at + 1).copied() };
            if let (Some(known), Some(other)) = (self.other.get_mut(at), other) {
                *known = other;
            }
        }
    }

    /// The first that names another leader on a day of a lead.
    fn clash(&mut self, lead: &Lead) -> Option<RowId> {
        let differs = |other: &&Lead| other.leader != lead.leader || lead.leader == NONE;
        let first = self.own.partition_point(|own| own.until <= lead.from);
        let next = self.other.get(first).and_then(|next| self.own.get(*next));
        let own = self.own.get(first).filter(differs).or(next).filter(|own| own.from < lead.until);
        if let Some(own) = own {
            return Some(own.row);
        }
        let ended = |member: &&Lead| member.until <= lead.from;
        self.ended += self.members.iter().skip(self.ended).take_while(ended).count();
        // All that did not end hold on the first day of the lead, and so name one leader.
        self.members.get(self.ended).filter(differs).map(|member| member.row)
    }
}

impl Checked {
    /// Of rows that name different leads of one alliance on one day those of `alliances` stay, then the least.
    pub(super) fn lead(&mut self) {
        let members = self.leads(Table::AllianceMembers);
        if members.is_empty() {
            return;
        }
        let mut kept: BTreeMap<RowId, Kept> = BTreeMap::new();
        for (alliance, lead) in self.leads(Table::Alliances) {
            kept.entry(alliance).or_default().own.push(lead);
        }
        kept.values_mut().for_each(Kept::note_leaders);
        for (alliance, lead) in members {
            let kept = kept.entry(alliance).or_default();
            let (rule, at, about) = match kept.clash(&lead) {
                Some(other) => (&structure::TWO_LEADS, column::MEMBER, About::Lead(other)),
                // Several who are not named are two leads by themselves.
                None if self.counts_several(lead.row) => (&import::BAD_VALUE, column::COUNT, About::Expected(ONE_LEAD)),
                None => {
                    kept.members.push(lead);
                    continue;
                }
            };
            self.fault(rule, lead.row, at, about);
            self.judge(lead.row, Verdict::Refused);
        }
    }

    fn counts_several(&self, id: RowId) -> bool {
        let (table, row) = self.tables.row(id);
        (2..NONE).contains(&self.draft.rows(table).cell(row, column::COUNT))
    }

    /// The rows of a table that hold and name a lead, with the alliance of each, the least first.
    fn leads(&self, table: Table) -> Vec<(RowId, Lead)> {
        let rows = self.draft.rows(table);
        let lead = |row: u32| {
            let (id, period) = (self.tables.id(table, row), rows.period(row));
            let (alliance, leader) = if table == Table::Alliances {
                (alliance_column::CODE, alliance_column::LEAD)
            } else {
                let role = AllianceRole::from_index(rows.cell(row, column::ROLE));
                // Of a role that nobody has nothing is said.
                role.filter(|role| *role == AllianceRole::Lead && rows.cell(row, column::COUNT) != 0)?;
                (column::ALLIANCE, column::MEMBER)
            };
            if self.verdict(id) != Verdict::Accepted || self.dropped.contains(&(id, leader)) {
                return None;
            }
            let alliance = self.nodes.find(rows.cell(row, alliance), period)?;
            let leader = match rows.cell(row, leader) {
                // Whoever leads without being named is nobody else.
                NONE if table == Table::AllianceMembers => NONE,
                symbol => self.nodes.find(symbol, period)?,
            };
            let (from, until) = rows.bounds(row);
            Some((alliance, Lead { leader, row: id, from, until }))
        };
        let mut leads: Vec<(RowId, Lead)> = (0..rows.len()).filter_map(lead).collect();
        leads.sort_by(|a, b| a.0.cmp(&b.0).then_with(|| self.canonical(a.1.row, b.1.row)).then(a.1.row.cmp(&b.1.row)));
        leads
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lead_clashes_with_the_first_that_names_another() {
        let (mut state, mut clashes) = (5_u32, [0, 0]);
        let mut dice = |below: u32| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 16) % below
        };
        for _ in 0..2_000 {
            let (mut kept, mut naive, mut day) = (Kept::default(), Vec::new(), 0);
            for row in 0..dice(6) {
                let from = day + dice(3).cast_signed();
                day = from + 1 + dice(4).cast_signed();
                kept.own.push(Lead { leader: dice(2), row, from, until: day });
            }
            kept.note_leaders();
            naive.extend(kept.own.iter().copied());
            let mut from = 0;
            for row in 10..20 {
                from += dice(4).cast_signed();
                let leader = if dice(4) == 0 { NONE } else { dice(3) };
                let lead = Lead { leader, row, from, until: from + 1 + dice(6).cast_signed() };
                let differs = |other: &&Lead| other.leader != lead.leader || lead.leader == NONE;
                let shares = |other: &&Lead| other.from < lead.until && lead.from < other.until;
                let first = naive.iter().filter(differs).find(shares).map(|other| other.row);
                assert_eq!(kept.clash(&lead), first, "{naive:?} {lead:?}");
                clashes[usize::from(first.is_some())] += 1;
                if first.is_none() {
                    kept.members.push(lead);
                    naive.push(lead);
                }
            }
        }
        assert!(clashes.iter().all(|count| *count > 2_000), "{clashes:?}");
    }
}
