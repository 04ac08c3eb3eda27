//! The chain of tiers of a place as data, and who stands at each tier.

use super::lying::Lying;
use super::places::{Places, Several};
use super::{Alliance, Covering, Node, Organization, Post, Snapshot, Unit};
use crate::base::{AllianceKind, CoverageMode, Level, OrganizationKind, Role, UnitLevel, ZoneKind};
use serde::{Deserialize, Serialize};
use std::cell::RefCell;
use std::collections::BTreeSet;

/// One tier of the chain of a place (层级链条), such as “grid branch” in street big working committee – community big Party
/// committee – grid branch – building group – centre household (五级链条). A profile has them under `"tiers"`, outermost
/// first. As JSON:
///
/// ```json
/// [ { "level": "street", "alliance": "big_working_committee" },
///   { "level": "grid", "organization": ["party_branch", "party_group"] },
///   { "zone": ["estate", "courtyard"], "organization": "party_branch" },
///   { "level": "stairwell", "post": "stairwell_liaison" },
///   { "organization": "centre_household" } ]
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "SaidTier", into = "SaidTier")]
pub struct Tier {
    /// At which places; `None` where a tier belongs to no level, such as centre households.
    pub at: Option<Places>,
    /// What stands there.
    pub of: TierKind,
}

/// What stands at a tier.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TierKind {
    /// An organization of one of these kinds, that covers the place itself or a zone that comprises it, and not by work
    /// coverage only.
    Organizations(Vec<OrganizationKind>),
    /// An alliance of this kind that is about the place.
    Alliance(AllianceKind),
    /// A post of one of these roles at the place.
    Posts(Vec<Role>),
}

/// What is wrong with a tier (层级链条错误).
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TierError {
    /// It is at a level and at a zone.
    #[error("a tier is at a level or at a zone, not at both")]
    TwoPlaces,
    /// It does not say what stands there, or says it more than once.
    #[error("a tier has one of `organization`, `alliance` and `post`")]
    NotOneKind,
}

/// A tier as a file has it.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SaidTier {
    #[serde(skip_serializing_if = "Option::is_none")]
    level: Option<Level>,
    #[serde(skip_serializing_if = "Option::is_none")]
    zone: Option<Several<ZoneKind>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    organization: Option<Several<OrganizationKind>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    alliance: Option<AllianceKind>,
    #[serde(skip_serializing_if = "Option::is_none")]
    post: Option<Several<Role>>,
}

impl TryFrom<SaidTier> for Tier {
    type Error = TierError;

    fn try_from(said: SaidTier) -> Result<Self, TierError> {
        let of = match (said.organization, said.alliance, said.post) {
            (Some(kinds), None, None) => TierKind::Organizations(kinds.into_all()),
            (None, Some(kind), None) => TierKind::Alliance(kind),
            (None, None, Some(roles)) => TierKind::Posts(roles.into_all()),
            _ => return Err(TierError::NotOneKind),
        };
        let at = Places::said(said.level, said.zone).map_err(|()| TierError::TwoPlaces)?;
        Ok(Self { at, of })
    }
}

impl From<Tier> for SaidTier {
    fn from(tier: Tier) -> Self {
        let (level, zone) = tier.at.map_or((None, None), |places| places.cells());
        let said = Self { level, zone, organization: None, alliance: None, post: None };
        match tier.of {
            TierKind::Organizations(kinds) => Self { organization: Some(Several::of(&kinds)), ..said },
            TierKind::Alliance(kind) => Self { alliance: Some(kind), ..said },
            TierKind::Posts(roles) => Self { post: Some(Several::of(&roles)), ..said },
        }
    }
}

/// Who stands at a tier.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TierHolder<'h> {
    /// An organization that covers the place.
    Organization(Organization<'h>),
    /// An alliance that is about the place.
    Alliance(Alliance<'h>),
    /// A post at the place.
    Post(Post<'h>),
}

/// A tier over one unit: who stands there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnitTier<'h, 't> {
    /// The tier.
    pub tier: &'t Tier,
    /// The unit of the level that the unit lies in or is, or the zones that comprise it or a unit above it. Of a tier
    /// without places, the nearest unit in the line at which somebody stands.
    pub places: Vec<Node<'h>>,
    /// Who stands there: organizations and alliances by code, each once.
    pub holders: Vec<TierHolder<'h>>,
    /// Whether the tier is of a level below the unit, so that nobody can stand there for it.
    pub is_below: bool,
}

impl UnitTier<'_, '_> {
    /// Whether nobody stands at a tier that the unit should have (断层).
    pub fn is_missing(&self) -> bool {
        self.holders.is_empty() && !self.is_below
    }
}

/// A tier over the whole: where nobody stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TierSummary<'h, 't> {
    /// The tier.
    pub tier: &'t Tier,
    /// How many places there are; of a tier without places none.
    pub total: usize,
    /// The places at which nobody stands.
    pub vacant: Vec<Node<'h>>,
    /// How many different organizations, alliances or posts stand at one or more of the places; of a tier without
    /// places, how many there are.
    pub holders: usize,
}

impl<'h> Snapshot<'h> {
    /// Each tier over the whole: how many places it has, and at which of them nobody stands.
    pub fn tiers(self, tiers: &[Tier]) -> Vec<TierSummary<'h, '_>> {
        tiers.iter().map(|tier| self.tier(tier)).collect()
    }

    fn tier(self, tier: &Tier) -> TierSummary<'h, '_> {
        let Some(places) = &tier.at else {
            return TierSummary { tier, total: 0, vacant: Vec::new(), holders: self.all_of(&tier.of) };
        };
        let places = self.places(places);
        if let TierKind::Organizations(kinds) = &tier.of {
            let (vacant, holders) = self.vacant(&places, kinds);
            return TierSummary { tier, total: places.len(), vacant, holders };
        }
        let (mut met, mut posts, mut vacant) = (BTreeSet::new(), 0, Vec::new());
        for place in &places {
            let holders = holders(*place, &tier.of);
            for holder in &holders {
                match holder {
                    TierHolder::Organization(organization) => _ = met.insert(organization.index()),
                    TierHolder::Alliance(alliance) => _ = met.insert(alliance.index()),
                    TierHolder::Post(_) => posts += 1,
                }
            }
            vacant.extend(Some(*place).filter(|_| holders.is_empty()));
        }
        TierSummary { tier, total: places.len(), vacant, holders: met.len() + posts }
    }

    /// The places where no organization of some kinds stands, and how many different ones stand at all others.
    fn vacant(self, places: &[Node<'h>], kinds: &[OrganizationKind]) -> (Vec<Node<'h>>, usize) {
        let met = RefCell::new(BTreeSet::<u32>::new());
        let any_stands = |node: u32| {
            let standing = self.coverings(node, None).filter(|covering| stands_by(covering, kinds));
            let numbers: Vec<u32> = standing.map(|covering| covering.organization.number()).collect();
            met.borrow_mut().extend(&numbers);
            !numbers.is_empty()
        };
        let mut lying = Lying::new();
        let mut is_held = |place: &Node<'h>| match place {
            Node::Unit(unit) => {
                let through = lying.of(*unit, |zone| any_stands(zone.number()), |any, more| *any |= more);
                any_stands(unit.number()) || through
            }
            Node::Zone(zone) => any_stands(zone.number()),
            Node::Organization(_) | Node::Person(_) | Node::Alliance(_) | Node::Project(_) => false,
        };
        let vacant = places.iter().filter(|place| !is_held(place)).copied().collect();
        (vacant, met.into_inner().len())
    }

    fn all_of(self, kind: &TierKind) -> usize {
        match kind {
            TierKind::Organizations(kinds) => {
                self.organizations().filter(|organization| kinds.contains(&organization.kind())).count()
            }
            TierKind::Alliance(kind) => self.alliances().filter(|alliance| alliance.kind() == *kind).count(),
            TierKind::Posts(roles) => self.posts().filter(|post| stands(post, roles)).count(),
        }
    }
}

impl<'h, L: UnitLevel> Unit<'h, L> {
    /// The chain of tiers over this unit: who stands at each, or that nobody does.
    ///
    /// ```
    /// use govgrid::{CoverageMode, Draft, Level, OrganizationKind, Profile, TierHolder, record};
    /// let mut draft = Draft::new();
    /// let mut above: Option<String> = None;
    /// let line = [(Level::Street, "130205001"), (Level::Community, "130205001026"), (Level::Grid, "130205001026-G003")];
    /// for (level, code) in line {
    ///     draft.add(&record::Unit { parent: above.replace(code.to_owned()), ..record::Unit::new(code, level) })?;
    /// }
    /// draft.add(&record::Organization::new("PB-1", OrganizationKind::PartyBranch))?;
    /// draft.add(&record::Coverage::new("PB-1", "130205001026-G003", CoverageMode::Standalone))?;
    /// let hierarchy = draft.build()?;
    ///
    /// let profile = Profile::named("kaiping")?;
    /// let tiers = hierarchy.snapshot().any_unit("130205001026-G003")?.tiers(&profile.tiers);
    /// let missing: Vec<bool> = tiers.iter().map(|tier| tier.is_missing()).collect();
    /// assert_eq!(missing, [true, true, false, false, true]); // a grid lies in no building: that tier is below it
    /// assert!(matches!(tiers[2].holders[..], [TierHolder::Organization(branch)] if branch.code() == "PB-1"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn tiers(self, tiers: &[Tier]) -> Vec<UnitTier<'h, '_>> {
        tiers.iter().map(|tier| self.tier(tier)).collect()
    }

    fn tier(self, tier: &Tier) -> UnitTier<'h, '_> {
        let line = || std::iter::once(self.to_any()).chain(self.ancestors());
        let is_below = matches!(tier.at, Some(Places::Level(level)) if level > self.level());
        let places: Vec<Node<'h>> = match &tier.at {
            Some(Places::Level(level)) => self.nearest_of(*level).map(Node::Unit).into_iter().collect(),
            Some(Places::Zones(kinds)) => {
                let mut zones: Vec<_> =
                    line().flat_map(Unit::zones).filter(|zone| kinds.contains(&zone.kind())).collect();
                zones.sort_unstable_by_key(|zone| zone.number());
                zones.dedup();
                zones.into_iter().map(Node::Zone).collect()
            }
            None => {
                let mut held = line().map(Node::Unit).filter(|unit| !holders(*unit, &tier.of).is_empty());
                held.next().into_iter().collect()
            }
        };
        let mut holders: Vec<TierHolder<'h>> = places.iter().flat_map(|place| holders(*place, &tier.of)).collect();
        holders.sort_by_key(TierHolder::order);
        holders.dedup();
        UnitTier { tier, places, holders, is_below }
    }
}

impl TierHolder<'_> {
    /// Organizations and alliances by code; posts stay as they come.
    fn order(&self) -> usize {
        match self {
            Self::Organization(organization) => organization.index(),
            Self::Alliance(alliance) => alliance.index(),
            Self::Post(_) => 0,
        }
    }
}

/// Who stands at a unit or a zone, each once.
fn holders<'h>(place: Node<'h>, kind: &TierKind) -> Vec<TierHolder<'h>> {
    match kind {
        TierKind::Organizations(kinds) => {
            let coverings: Vec<_> = match place {
                Node::Unit(unit) => unit.covered_by().collect(),
                Node::Zone(zone) => zone.covered_by().collect(),
                Node::Organization(_) | Node::Person(_) | Node::Alliance(_) | Node::Project(_) => Vec::new(),
            };
            let standing = coverings.into_iter().filter(|covering| stands_by(covering, kinds));
            let mut found: Vec<_> = standing.map(|covering| covering.organization).collect();
            found.sort_unstable_by_key(|organization| organization.number());
            found.dedup();
            found.into_iter().map(TierHolder::Organization).collect()
        }
        TierKind::Alliance(kind) => {
            let alliances = place.alliances_about().into_iter().filter(|alliance| alliance.kind() == *kind);
            alliances.map(TierHolder::Alliance).collect()
        }
        TierKind::Posts(roles) => {
            place.posts_at().into_iter().filter(|post| stands(post, roles)).map(TierHolder::Post).collect()
        }
    }
}

/// Whether an organization of one of the kinds covers, not by its work alone.
fn stands_by(covering: &Covering<'_>, kinds: &[OrganizationKind]) -> bool {
    covering.mode != CoverageMode::WorkOnly && kinds.contains(&covering.organization.kind())
}

/// Whether a post is of one of the roles, and held. What counts a part of the holders adds none.
fn stands(post: &Post<'_>, roles: &[Role]) -> bool {
    roles.contains(&post.role) && post.of_which.is_none() && post.count != Some(0)
}
