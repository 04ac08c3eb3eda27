//! Linkages: which places have an alliance of a template, and which of its parties take part.

use super::template::{Template, TemplateRole};
use super::{Alliance, Node, Snapshot, Unit};
use crate::base::{AllianceRole, UnitLevel};
use std::collections::{BTreeMap, BTreeSet};

/// The answer to “which alliance roles are missing for which estate or community” (联动缺员), by a template.
///
/// ```
/// use govgrid::{AllianceKind, AllianceRole, Draft, Level, LinkageRole, Template, ZoneKind, record};
/// let mut draft = Draft::new();
/// draft.add(&record::Unit::new("130205001026", Level::Community))?;
/// for (code, unit) in [("E-1", Some("130205001026")), ("E-2", Some("130205001026"))] {
///     let within = unit.map(str::to_owned);
///     draft.add(&record::Zone { within, ..record::Zone::new(code, ZoneKind::Estate) })?;
/// }
/// draft.add(&record::Alliance {
///     scope: Some("E-1".to_owned()),
///     template: Some("three_party_kaiping_a".to_owned()),
///     ..record::Alliance::new("L-1", AllianceKind::Linkage)
/// })?;
/// for role in [AllianceRole::CommunityParty, AllianceRole::PropertyCompany] {
///     let (count, role) = (Some(1), Some(role));
///     draft.add(&record::AllianceMember { count, role, ..record::AllianceMember::new("L-1") })?;
/// }
/// let hierarchy = draft.build()?;
///
/// let template = Template::named("three_party_kaiping_a").unwrap();
/// let linkages = hierarchy.snapshot().linkages(&template);
/// assert_eq!((linkages.complete(), linkages.scopes.len()), (0, 2));
/// let missing = |at: usize| linkages.scopes[at].missing.iter().map(|missing| missing.role).collect::<Vec<_>>();
/// assert_eq!(missing(0), [LinkageRole::Named(AllianceRole::HomeownersCommittee)]);
/// assert_eq!(missing(1).len(), 3); // no alliance is about this estate
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Linkages<'h> {
    /// Every place that the template is of, units in the order of the tree and zones by code.
    pub scopes: Vec<LinkedScope<'h>>,
    /// Alliances of the template that are about something else, or about nothing.
    pub elsewhere: Vec<Alliance<'h>>,
}

/// A place that a template is of, and the alliances of the template that are about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkedScope<'h> {
    /// The unit or zone.
    pub scope: Node<'h>,
    /// The alliances, by code.
    pub linkages: Vec<Linkage<'h>>,
    /// What is missing from the one that lacks least; where there is none, everything.
    pub missing: Vec<Missing>,
}

/// An alliance held against a template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Linkage<'h> {
    /// The alliance.
    pub alliance: Alliance<'h>,
    /// What is missing from it, in the order of the template.
    pub missing: Vec<Missing>,
    /// How many take part in roles that the template does not have, beyond its unnamed parties; of an open one none.
    pub beyond: u64,
}

/// What a template asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum LinkageRole {
    /// A party that the template names.
    Named(AllianceRole),
    /// The parties that it does not name.
    Unnamed,
    /// The lead (牵头), where it stands outside the parties.
    Lead(AllianceRole),
}

/// What is missing (缺员): fewer than the template asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Missing {
    /// In which role.
    pub role: LinkageRole,
    /// How many the template asks for.
    pub wanted: u32,
    /// How many there are.
    pub found: u64,
}

impl Linkages<'_> {
    /// How many places have an alliance from which nothing is missing.
    pub fn complete(&self) -> usize {
        self.scopes.iter().filter(|scope| scope.missing.is_empty()).count()
    }
}

impl<'h> Snapshot<'h> {
    /// Which alliances of a template there are for each place that it is of, and which parties are missing.
    ///
    /// An organization or a person counts once in a role, and a row with a count fills that many. An alliance is led by
    /// the organization of its own row, or by a member in the role `lead` or in the leading role of the template. Who
    /// leads also fills the party if the leading role is one of the parties, and is one of the unnamed parties if the
    /// template says no lead.
    pub fn linkages(self, template: &Template) -> Linkages<'h> {
        linkages(self.places(&template.per), self.alliances(), template)
    }
}

impl<'h, L: UnitLevel> Unit<'h, L> {
    /// Like [`Snapshot::linkages`], for the places that are of this unit's part of the whole, see [`Node::is_in`].
    pub fn linkages(self, template: &Template) -> Linkages<'h> {
        let alliances = self.snapshot().alliances().filter(|alliance| alliance.to_node().is_in(self));
        linkages(self.places(&template.per), alliances, template)
    }
}

fn linkages<'h>(
    places: Vec<Node<'h>>,
    alliances: impl Iterator<Item = Alliance<'h>>,
    template: &Template,
) -> Linkages<'h> {
    let is_of = |alliance: &Alliance<'h>| alliance.template() == Some(template.name.as_str());
    let of_place = |scope: Node<'h>| {
        let alliances = scope.alliances_about().into_iter().filter(is_of);
        let linkages: Vec<Linkage<'h>> = alliances.map(|alliance| linkage(alliance, template)).collect();
        let lacks = |missing: &[Missing]| -> u64 {
            missing.iter().map(|missing| u64::from(missing.wanted).saturating_sub(missing.found)).sum()
        };
        let least = linkages.iter().map(|linkage| &linkage.missing).min_by_key(|missing| lacks(missing));
        let missing = least.cloned().unwrap_or_else(|| Takers::default().missing(template));
        LinkedScope { scope, linkages, missing }
    };
    let scopes = places.into_iter().map(of_place).collect();
    let is_elsewhere = |alliance: &Alliance<'h>| !alliance.scope().is_some_and(|scope| template.per.has(scope));
    Linkages { scopes, elsewhere: alliances.filter(is_of).filter(is_elsewhere).collect() }
}

fn linkage<'h>(alliance: Alliance<'h>, template: &Template) -> Linkage<'h> {
    let mut takers = Takers::default();
    for row in alliance.members() {
        let role = row.role.map(|role| template.filled_by(role));
        match row.member {
            Some(member) => takers.add(role, member),
            None => takers.count(role, row.count.unwrap_or(0)),
        }
    }
    if let Some(lead) = alliance.lead() {
        takers.add(Some(template.lead.unwrap_or(AllianceRole::Lead)), lead.to_node());
    }
    let beyond = takers.unnamed(template).saturating_sub(u64::from(template.unnamed));
    Linkage { alliance, missing: takers.missing(template), beyond: if template.open { 0 } else { beyond } }
}

impl Template {
    fn names(&self, role: AllianceRole) -> bool {
        self.parties.iter().any(|party| party.role == role)
    }

    /// The role that a member in `role` fills: who leads fills the leading one.
    fn filled_by(&self, role: AllianceRole) -> AllianceRole {
        if role == AllianceRole::Lead && !self.names(role) { self.lead.unwrap_or(role) } else { role }
    }
}

/// Who takes part, by role: the different members, and how many more by number.
#[derive(Default)]
struct Takers {
    roles: BTreeMap<Option<AllianceRole>, (BTreeSet<usize>, u64)>,
}

impl Takers {
    fn add(&mut self, role: Option<AllianceRole>, member: Node<'_>) {
        self.roles.entry(role).or_default().0.insert(member.index());
    }

    fn count(&mut self, role: Option<AllianceRole>, count: u32) {
        let counted = &mut self.roles.entry(role).or_default().1;
        *counted = counted.saturating_add(count.into());
    }

    fn found(&self, role: AllianceRole) -> u64 {
        self.roles.get(&Some(role)).map_or(0, |(members, counted)| counted.saturating_add(members.len() as u64))
    }

    /// How many take part in roles that are neither named nor the leading one. Who has a named role too is no other.
    fn unnamed(&self, template: &Template) -> u64 {
        let is_known =
            |role: &Option<AllianceRole>| role.is_some_and(|role| template.names(role) || template.lead == Some(role));
        let (known, others): (Vec<_>, Vec<_>) = self.roles.iter().partition(|(role, _)| is_known(role));
        let known: BTreeSet<usize> = known.into_iter().flat_map(|(_, (members, _))| members.iter().copied()).collect();
        let counted = others.iter().fold(0_u64, |sum, (_, (_, counted))| sum.saturating_add(*counted));
        let members: BTreeSet<usize> = others.iter().flat_map(|(_, (members, _))| members.iter().copied()).collect();
        counted.saturating_add(members.difference(&known).count() as u64)
    }

    fn missing(&self, template: &Template) -> Vec<Missing> {
        let named = template
            .parties
            .iter()
            .map(|TemplateRole { role, count }| (LinkageRole::Named(*role), *count, self.found(*role)));
        let unnamed = (LinkageRole::Unnamed, template.unnamed, self.unnamed(template));
        let outside = template.lead.filter(|role| !template.names(*role));
        let lead = outside.map(|role| (LinkageRole::Lead(role), 1, self.found(role)));
        let slots = named.chain([unnamed]).chain(lead);
        let missing = slots.map(|(role, wanted, found)| Missing { role, wanted, found });
        missing.filter(|missing| missing.found < u64::from(missing.wanted)).collect()
    }
}
