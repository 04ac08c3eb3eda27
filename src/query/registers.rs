//! Whose register of reporting members disagrees: the employer's or the community's.

use super::{Node, Organization, Snapshot, Unit};
use crate::base::Community;
use std::collections::{BTreeMap, BTreeSet};

/// What an employer and a community each say of how many of its members report there (报到台账比对).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RegisterLine<'h> {
    /// The employer (单位).
    pub employer: Organization<'h>,
    /// The community (社区).
    pub community: Unit<'h, Community>,
    /// How many the employer says report there: the sum of its rows of `reports`, 0 if it has none. `None` if it has
    /// some and they state no number.
    pub said: Option<u64>,
    /// How many people of the employer report there by rows of their own, each counted once.
    pub listed: u64,
}

impl RegisterLine<'_> {
    /// How many more the employer says than are listed, or how many fewer; `None` if it states no number.
    pub fn difference(&self) -> Option<i64> {
        let said = i64::try_from(self.said?).unwrap_or(i64::MAX);
        Some(said.saturating_sub(i64::try_from(self.listed).unwrap_or(i64::MAX)))
    }

    /// Whether both numbers are known and differ.
    pub fn disagrees(&self) -> bool {
        self.difference().is_some_and(|difference| difference != 0)
    }
}

/// The two registers while rows are met.
struct Line<'h> {
    employer: Organization<'h>,
    community: Unit<'h, Community>,
    /// Whether the employer has a row, and what its rows sum up to.
    has_row: bool,
    said: Option<u64>,
    listed: BTreeSet<usize>,
}

impl<'h> Snapshot<'h> {
    /// What employers say of how many of their members report to a community, beside how many people of theirs are
    /// listed there (报到台账比对): one line for each employer and community of which either says anything, by the order
    /// of nodes. Nobody's key is in it.
    ///
    /// A row counts for the community that its target is or lies below, or, if it is an organization, has its seat in;
    /// a row to a target above a community, or to one of which nobody knows where it lies, counts for none. Rows of
    /// every kind count.
    ///
    /// ```
    /// use govgrid::{Draft, Level, OrganizationKind, record};
    /// let mut draft = Draft::new();
    /// draft.add(&record::Unit::new("130205001001", Level::Community))?;
    /// draft.add(&record::Organization::new("HEALTH", OrganizationKind::Department))?;
    /// draft.add(&record::Report { members: Some(20), ..record::Report::new("HEALTH", "130205001001") })?;
    /// draft.add(&record::Person { employer: Some("HEALTH".to_owned()), ..record::Person::new("p1") })?;
    /// draft.add(&record::Report::new("p1", "130205001001"))?;
    /// let hierarchy = draft.build()?;
    ///
    /// let lines = hierarchy.snapshot().reporting_registers();
    /// let told = lines.iter().map(|line| (line.employer.code(), line.said, line.listed, line.difference()));
    /// assert_eq!(told.collect::<Vec<_>>(), [("HEALTH", Some(20), 1, Some(19))]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn reporting_registers(self) -> Vec<RegisterLine<'h>> {
        let mut lines: BTreeMap<(usize, usize), Line<'h>> = BTreeMap::new();
        for row in self.reports() {
            let Some(community) = row.target.community() else { continue };
            let (employer, person) = match row.reporter {
                Node::Organization(organization) => (Some(organization), None),
                Node::Person(person) => (person.employer(), Some(person)),
                Node::Unit(_) | Node::Zone(_) | Node::Alliance(_) | Node::Project(_) => (None, None),
            };
            let Some(employer) = employer else { continue };
            let new = || Line { employer, community, has_row: false, said: None, listed: BTreeSet::new() };
            let line = lines.entry((employer.index(), community.index())).or_insert_with(new);
            if let Some(person) = person {
                line.listed.insert(person.index());
            } else {
                line.has_row = true;
                let sum = |members: u32| line.said.unwrap_or(0).saturating_add(u64::from(members));
                line.said = row.members.map(sum).or(line.said);
            }
        }
        lines.into_values().map(Line::told).collect()
    }
}

impl<'h> Line<'h> {
    fn told(self) -> RegisterLine<'h> {
        let Self { employer, community, has_row, said, listed } = self;
        let said = if has_row { said } else { Some(0) };
        RegisterLine { employer, community, said, listed: u64::try_from(listed.len()).unwrap_or(u64::MAX) }
    }
}
