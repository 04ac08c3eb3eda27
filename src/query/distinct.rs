//! Members of several organizations and alliances, each counted once.

use super::{Alliance, Node, Organization, Person, Snapshot};
use std::collections::BTreeSet;

/// The different members of some organizations and alliances (去重成员), each once however many of them it is a member of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DistinctMembers<'h> {
    /// The people, by key.
    pub people: Vec<Person<'h>>,
    /// The organizations, by code.
    pub organizations: Vec<Organization<'h>>,
    /// How many more rows that state a number and no member count. Whether these are any of those above, nobody can say.
    pub counted: u64,
    /// How many full and probationary members the organizations asked about declare. Nor can it be said of these.
    pub declared: u64,
}

impl<'h> Snapshot<'h> {
    /// The different members of the organizations and alliances among `nodes`: of an organization those who are members
    /// of it or attached to it, of an alliance its lead and those who take part. Each node counts once. Other nodes
    /// have no members, and parts of an alliance are not asked unless they are given, see [`Alliance::with_parts`].
    ///
    /// ```
    /// use govgrid::{AllianceKind, Draft, OrganizationKind, record};
    /// let mut draft = Draft::new();
    /// draft.add(&record::Organization::new("O-1", OrganizationKind::Enterprise))?;
    /// for alliance in ["A-1", "A-2"] {
    ///     draft.add(&record::Alliance::new(alliance, AllianceKind::BigPartyCommittee))?;
    ///     let member = Some("O-1".to_owned());
    ///     draft.add(&record::AllianceMember { member, ..record::AllianceMember::new(alliance) })?;
    /// }
    /// draft.add(&record::AllianceMember { count: Some(3), ..record::AllianceMember::new("A-2") })?;
    /// let hierarchy = draft.build()?;
    /// let today = hierarchy.snapshot();
    /// let members = today.distinct_members(today.alliances().map(Into::into));
    /// assert_eq!((members.organizations.len(), members.counted), (1, 3));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn distinct_members(self, nodes: impl IntoIterator<Item = Node<'h>>) -> DistinctMembers<'h> {
        let mut gathered = Gathered::default();
        for node in nodes {
            match node {
                Node::Organization(organization) => gathered.add_organization(organization),
                Node::Alliance(alliance) => gathered.add_alliance(alliance),
                Node::Unit(_) | Node::Zone(_) | Node::Person(_) | Node::Project(_) => {}
            }
        }
        let members: Vec<Node<'h>> = gathered.members.iter().filter_map(|index| self.node_at(*index)).collect();
        DistinctMembers {
            people: members.iter().filter_map(|member| member.as_person()).collect(),
            organizations: members.iter().filter_map(|member| member.as_organization()).collect(),
            counted: gathered.counted,
            declared: gathered.declared,
        }
    }
}

impl<'h> Alliance<'h> {
    /// This alliance and all that it holds, directly or through others (含下级联盟), each once, however deep.
    ///
    /// ```
    /// use govgrid::{AllianceKind, Draft, record};
    /// let mut draft = Draft::new();
    /// for (code, within) in [("夏都城市", None), ("夏都枢纽", Some("夏都城市")), ("夏都菜篮", Some("夏都城市"))] {
    ///     let within = within.map(str::to_owned);
    ///     draft.add(&record::Alliance { within, ..record::Alliance::new(code, AllianceKind::PartyAlliance) })?;
    /// }
    /// let hierarchy = draft.build()?;
    /// let whole = hierarchy.snapshot().alliance(&"夏都城市".parse()?)?;
    /// assert_eq!(whole.with_parts().count(), 3);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn with_parts(self) -> impl Iterator<Item = Self> {
        // An alliance is part of one other at most, and none of itself: structure guarantees it.
        let mut open = vec![self];
        std::iter::from_fn(move || {
            let next = open.pop()?;
            open.extend(next.parts());
            Some(next)
        })
    }

    /// The different members of this alliance and of all that it holds: see [`Snapshot::distinct_members`].
    pub fn distinct_members(self) -> DistinctMembers<'h> {
        self.snapshot().distinct_members(self.with_parts().map(Into::into))
    }
}

/// What is found while nodes are looked at: which were, and the numbers of their members.
#[derive(Default)]
struct Gathered {
    asked: BTreeSet<usize>,
    members: BTreeSet<usize>,
    counted: u64,
    declared: u64,
}

impl Gathered {
    fn add_organization(&mut self, organization: Organization<'_>) {
        if !self.asked.insert(organization.index()) {
            return;
        }
        self.members.extend(organization.members().map(|membership| membership.person.index()));
        self.members.extend(organization.attached().map(|attachment| attachment.member.index()));
        let declared = [organization.full_members(), organization.probationary_members()];
        self.declared = declared.iter().flatten().fold(self.declared, |sum, count| sum.saturating_add((*count).into()));
    }

    fn add_alliance(&mut self, alliance: Alliance<'_>) {
        if !self.asked.insert(alliance.index()) {
            return;
        }
        self.members.extend(alliance.lead().map(Organization::index));
        for row in alliance.members() {
            match row.member {
                Some(member) => _ = self.members.insert(member.index()),
                None => self.counted = self.counted.saturating_add(row.count.unwrap_or(0).into()),
            }
        }
    }
}
