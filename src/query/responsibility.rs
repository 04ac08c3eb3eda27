//! Who answers for a unit, tier by tier.

use super::snapshot::AnyUnit;
use super::{Contact, Covering, Node, Post, Responsibility, Service, Unit, Zone};
use crate::base::UnitLevel;
use crate::findings::Place;
use crate::record::Relation;
use std::collections::BTreeSet;

/// One link of the chain of responsibility (责任链): at which tier, and which row says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Answerable<'h> {
    /// The tier (层级): the unit itself, or one above it.
    pub tier: AnyUnit<'h>,
    /// The zone that comprises the tier, if the row is about the zone.
    pub zone: Option<Zone<'h>>,
    /// The row that says so.
    pub because: Because<'h>,
}

/// Why somebody answers for a unit or a zone: the relation, and its row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Because<'h> {
    /// An organization covers it (覆盖).
    Covers(Covering<'h>),
    /// An organization serves it (服务).
    Serves(Service<'h>),
    /// A person or an organization answers for it (包联).
    AnswersFor(Responsibility<'h>),
    /// A post at it (职务), such as a grid worker 网格员 or a building head 楼栋长.
    HoldsPost(Post<'h>),
    /// A person contacts the household (联户).
    Contacts(Contact<'h>),
}

impl<'h> Because<'h> {
    /// The relation (关系).
    pub const fn relation(&self) -> Relation {
        match self {
            Self::Covers(_) => Relation::Covers,
            Self::Serves(_) => Relation::Serves,
            Self::AnswersFor(_) => Relation::ResponsibleFor,
            Self::HoldsPost(_) => Relation::Holds,
            Self::Contacts(_) => Relation::Contacts,
        }
    }

    /// Who it is, an organization or a person; `None` for posts that are only counted.
    pub fn who(&self) -> Option<Node<'h>> {
        match self {
            Self::Covers(covering) => Some(covering.organization.into()),
            Self::Serves(service) => Some(service.organization.into()),
            Self::AnswersFor(responsibility) => Some(responsibility.holder),
            Self::HoldsPost(post) => post.holder.map(Node::from),
            Self::Contacts(contact) => Some(contact.contact),
        }
    }

    /// Where the row was said.
    pub fn place(&self) -> Place {
        match self {
            Self::Covers(covering) => covering.place(),
            Self::Serves(service) => service.place(),
            Self::AnswersFor(responsibility) => responsibility.place(),
            Self::HoldsPost(post) => post.place(),
            Self::Contacts(contact) => contact.place(),
        }
    }
}

impl<'h> Answerable<'h> {
    /// What the row is about: the zone, or else the unit of the tier.
    pub fn at(&self) -> Node<'h> {
        self.zone.map_or(Node::Unit(self.tier), Node::Zone)
    }
}

impl<'h, L: UnitLevel> Unit<'h, L> {
    /// Who answers for the unit (责任链), tier by tier from the unit to its root: who covers the tier, serves it, answers
    /// for it, holds a post at it and contacts the household; then the same of the zones that comprise the tier.
    ///
    /// A zone that comprises several of the tiers comes with the nearest, once. A count of some of the holders of a post
    /// ([`Post::of_which`]) adds nobody and is left out.
    ///
    /// ```
    /// use govgrid::{CoverageMode, Draft, Level, OrganizationKind, Role, ServiceKind, ZoneKind, record};
    /// let mut draft = Draft::new();
    /// let mut unit = |code: &str, level, parent: Option<&str>| {
    ///     draft.add(&record::Unit { parent: parent.map(Into::into), ..record::Unit::new(code, level) })
    /// };
    /// unit("G001", Level::Community, None)?;
    /// unit("G001-B1", Level::Building, Some("G001"))?;
    /// unit("G001-B1-101", Level::Household, Some("G001-B1"))?;
    /// draft.add(&record::Organization::new("PC", OrganizationKind::PartyCommittee))?;
    /// draft.add(&record::Coverage::new("PC", "G001", CoverageMode::Standalone))?;
    /// draft.add(&record::Post { count: Some(1), ..record::Post::new("G001-B1", Role::BuildingHead) })?;
    /// draft.add(&record::Zone::new("E1", ZoneKind::Estate))?;
    /// draft.add(&record::ZoneUnit::new("E1", "G001-B1"))?;
    /// draft.add(&record::Organization::new("WY", OrganizationKind::PropertyCompany))?;
    /// draft.add(&record::Service::new("WY", "E1", ServiceKind::Property))?;
    ///
    /// let hierarchy = draft.build()?;
    /// let household = hierarchy.snapshot().any_unit("G001-B1-101")?;
    /// let chain = household.responsibility().map(|link| {
    ///     let who = link.because.who().map_or("a count", |who| who.code());
    ///     format!("{} {} {}", link.at().code(), link.because.relation(), who)
    /// });
    /// assert_eq!(chain.collect::<Vec<_>>(), ["G001-B1 holds a count", "E1 serves WY", "G001 covers PC"]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn responsibility(self) -> impl Iterator<Item = Answerable<'h>> {
        let mut met = BTreeSet::new();
        let tiers = std::iter::once(self.to_any()).chain(self.ancestors());
        // Zones are few beside what is said of them: those of one tier are gathered, so that each is met once.
        let tiers = tiers.map(move |tier| {
            let zones: Vec<Zone<'h>> = tier.zones().filter(|zone| met.insert(zone.number())).collect();
            (tier, zones)
        });
        tiers.flat_map(|(tier, zones)| {
            let own = of_unit(tier).map(move |because| Answerable { tier, zone: None, because });
            let of_zones = zones
                .into_iter()
                .flat_map(move |zone| of_zone(zone).map(move |because| Answerable { tier, zone: Some(zone), because }));
            own.chain(of_zones)
        })
    }
}

fn of_unit(unit: AnyUnit<'_>) -> impl Iterator<Item = Because<'_>> {
    let covering = unit.snapshot().coverings(unit.number(), None).map(Because::Covers);
    let serving = unit.served_by().map(Because::Serves);
    let answering = unit.answered_for_by().map(Because::AnswersFor);
    let posts = unit.posts().filter(adds_somebody).map(Because::HoldsPost);
    let contacting = unit.contacted_by().map(Because::Contacts);
    covering.chain(serving).chain(answering).chain(posts).chain(contacting)
}

fn of_zone(zone: Zone<'_>) -> impl Iterator<Item = Because<'_>> {
    let covering = zone.snapshot().coverings(zone.number(), Some(zone)).map(Because::Covers);
    let serving = zone.served_by().map(Because::Serves);
    let answering = zone.answered_for_by().map(Because::AnswersFor);
    let posts = zone.posts().filter(adds_somebody).map(Because::HoldsPost);
    covering.chain(serving).chain(answering).chain(posts)
}

fn adds_somebody(post: &Post<'_>) -> bool {
    post.of_which.is_none() || post.holder.is_some()
}
