//! What a plan would do.

use super::difference::FindingsDifference;
use super::step::Door;
use super::{ChangeError, Event, Outcome};
use crate::check::{AuditNews, LiveAudit, Profile};
use crate::graph::Hierarchy;
use crate::record::{Cell, NodeKind, Table};
use std::collections::BTreeSet;

/// What a plan of events would do (预演). Nothing is changed.
#[derive(Clone, Debug)]
pub struct Preview {
    /// The rows that would move, be left unassigned, fall, be added, end, be corrected or retracted.
    pub outcome: Outcome,
    /// The codes of units that would come under another unit (划转单元); what lies below goes along.
    pub units: Vec<String>,
    /// How many relations and statements would name another node (转移关系).
    pub relations: u64,
    /// How many different people are concerned by what moves (涉及人员).
    pub people: u64,
    /// Findings on the last day of the plan that would appear, persist, change and vanish under the profile (问题变化).
    pub findings: FindingsDifference,
}

impl Hierarchy {
    /// What a plan of events would do, and what an audit would say on the last of its days (预演): this hierarchy stays as
    /// it is.
    ///
    /// ```
    /// use govgrid::{Change, Draft, Event, Level, Profile, record};
    /// let mut draft = Draft::new();
    /// draft.add(&record::Unit::new("130205", Level::District))?;
    /// let parent = Some("130205".to_owned());
    /// draft.add(&record::Unit { parent, ..record::Unit::new("130205001", Level::Street) })?;
    /// let hierarchy = draft.build()?;
    /// let close = Event::on("2024-07-01".parse()?, Change::Close { code: "130205".to_owned() });
    /// let preview = hierarchy.preview(&[close], &Profile::national())?;
    /// assert_eq!(preview.outcome.unassigned[0].row.cell("code"), "130205001");
    /// assert_eq!(preview.findings.appeared[0].rule.name, "ended-with-parent");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// It takes as long as two audits. Where an audit is kept, [`LiveAudit::preview`] takes what the plan touches.
    ///
    /// # Errors
    /// [`ChangeError`] if an event cannot be, or if the result would break structure.
    pub fn preview(&self, plan: &[Event], profile: &Profile) -> Result<Preview, ChangeError> {
        let (next, outcome) = self.apply(plan)?;
        let last = plan.iter().map(|event| event.day).max();
        let on = |hierarchy: &Self| last.map_or_else(|| hierarchy.snapshot().day(), Some);
        let findings = match (on(self), on(&next)) {
            (Some(before), Some(after)) => FindingsDifference::between(self.as_of(before), next.as_of(after), profile),
            _ => FindingsDifference::between(self.snapshot(), next.snapshot(), profile),
        };
        let moved = || outcome.moved.iter().map(|(_, after)| after);
        let units = moved().filter(|row| row.table() == Table::Units);
        let mut units: Vec<String> = units.map(|row| row.cell("code").to_owned()).collect();
        units.sort();
        units.dedup();
        let relations = moved().filter(|row| row.table().node().is_none()).count() as u64;
        let mut people = BTreeSet::new();
        for row in moved() {
            let named = row
                .table()
                .columns()
                .iter()
                .zip(row.cells())
                .filter(|(column, _)| column.may_name_person() || column.cell == Cell::Code);
            people.extend(named.flat_map(|(_, code)| next.people_named(code)));
        }
        Ok(Preview { people: people.len() as u64, outcome, units, relations, findings })
    }

    /// The people that a code ever names.
    fn people_named(&self, code: &str) -> impl Iterator<Item = u32> {
        self.named_by(code).filter(|node| self.kind(*node).0 == NodeKind::Person)
    }
}

impl LiveAudit {
    /// What [`LiveAudit::apply`] would answer to a plan (预演): the audit follows it and goes back, and is as it was. It takes
    /// what the plan touches, and as long as an audit only where [`LiveAudit::apply`] does.
    ///
    /// ```
    /// use govgrid::{Change, Draft, Event, Level, LiveAudit, Profile, record};
    /// let mut draft = Draft::new();
    /// draft.add(&record::Unit::new("130205", Level::District))?;
    /// let parent = Some("130205".to_owned());
    /// draft.add(&record::Unit { parent, ..record::Unit::new("130205001", Level::Street) })?;
    /// let day = "2024-07-01".parse()?;
    /// let mut live = LiveAudit::new(draft.build()?, day, Profile::national());
    /// let close = Event::on(day, Change::Close { code: "130205".to_owned() });
    /// let (news, outcome) = live.preview(&[close])?;
    /// assert_eq!(news.appeared[0].rule.name, "ended-with-parent");
    /// assert_eq!(outcome.unassigned[0].row.cell("code"), "130205001");
    /// assert_eq!(live.report().findings().total(), 0);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// [`ChangeError`] as [`Hierarchy::apply`].
    pub fn preview(&mut self, plan: &[Event]) -> Result<(AuditNews, Outcome), ChangeError> {
        let (next, touched, outcome) = self.hierarchy().after_all(plan, Door::New)?;
        let news = next.map(|next| self.try_out(next, &touched)).unwrap_or_default();
        Ok((news, outcome))
    }
}
