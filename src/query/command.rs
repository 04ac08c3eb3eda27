//! Who commands an organization, and who must answer a whistle.

use super::{Direction, Organization, Unit, Whistle};
use crate::base::UnitLevel;
use crate::findings::Place;
use crate::record::Relation;
use std::collections::BTreeSet;

/// One that commands an organization (指挥方): its superior, or one that directs it beside the superior.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Commander<'h> {
    /// Who commands.
    pub organization: Organization<'h>,
    /// The row by which it directs; `None` for the superior.
    pub direction: Option<Direction<'h>>,
    commanded: Organization<'h>,
}

impl Commander<'_> {
    /// Whether it is the superior (上级组织).
    pub const fn is_superior(&self) -> bool {
        self.direction.is_none()
    }

    /// The relation (关系).
    pub const fn relation(&self) -> Relation {
        if self.is_superior() { Relation::Supervises } else { Relation::Directs }
    }

    /// Where it was said: the row of the direction, or that of the organization which names its superior.
    pub fn place(&self) -> Place {
        self.direction.map_or_else(|| self.commanded.place(), |direction| direction.place())
    }
}

impl<'h> Organization<'h> {
    /// Who commands the organization: its superior, then those that direct it beside the superior, by code. Two or more
    /// are dual command (双重指挥), as of an enforcement team that is posted to a community.
    ///
    /// Each comes once, however many rows say it; a superior that also directs comes as the superior, and an organization
    /// does not direct itself.
    ///
    /// ```
    /// use govgrid::{Draft, OrganizationKind, record};
    /// let mut draft = Draft::new();
    /// draft.add(&record::Unit::new("130205001001", govgrid::Level::Community))?;
    /// draft.add(&record::Organization::new("URBAN", OrganizationKind::Department))?;
    /// draft.add(&record::Organization::new("JWH", OrganizationKind::ResidentsCommittee))?;
    /// let superior = Some("URBAN".to_owned());
    /// draft.add(&record::Organization { superior, ..record::Organization::new("TEAM", OrganizationKind::EnforcementPost) })?;
    /// draft.add(&record::Direction::new("TEAM", "JWH"))?;
    /// let hierarchy = draft.build()?;
    ///
    /// let team = hierarchy.snapshot().organization(&"TEAM".parse()?)?;
    /// let commanders = team.commanders().map(|found| (found.organization.code(), found.is_superior()));
    /// assert_eq!(commanders.collect::<Vec<_>>(), [("URBAN", true), ("JWH", false)]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn commanders(self) -> impl Iterator<Item = Commander<'h>> {
        let superior = self.superior();
        let mut met: BTreeSet<usize> = superior.into_iter().chain([self]).map(Organization::index).collect();
        let directors = self.directed_by().filter(move |direction| met.insert(direction.director.index()));
        let directors = directors.map(|direction| (direction.director, Some(direction)));
        let all = superior.map(|superior| (superior, None)).into_iter().chain(directors);
        all.map(move |(organization, direction)| Commander { organization, direction, commanded: self })
    }
}

impl<'h, L: UnitLevel> Unit<'h, L> {
    /// Who must respond when this unit whistles (吹哨报到): the rows whose caller is the unit itself, then those of the
    /// organizations that have their seat in the unit itself, by their order.
    ///
    /// ```
    /// use govgrid::{Draft, Level, OrganizationKind, Whistle, record};
    /// let mut draft = Draft::new();
    /// draft.add(&record::Unit::new("130205001001", Level::Community))?;
    /// let seat = Some("130205001001".to_owned());
    /// draft.add(&record::Organization { seat, ..record::Organization::new("JWH", OrganizationKind::ResidentsCommittee) })?;
    /// for code in ["FIRE", "HEALTH"] {
    ///     draft.add(&record::Organization::new(code, OrganizationKind::Department))?;
    /// }
    /// draft.add(&record::Whistle::new("130205001001", "HEALTH"))?;
    /// draft.add(&record::Whistle { matter: Some("消防".into()), ..record::Whistle::new("JWH", "FIRE") })?;
    /// let hierarchy = draft.build()?;
    ///
    /// let community = hierarchy.snapshot().any_unit("130205001001")?;
    /// let about = |matter: &str| {
    ///     let rows = community.responders().filter(|whistle| whistle.is_about(matter));
    ///     rows.map(|whistle| whistle.responder.code()).collect::<Vec<_>>()
    /// };
    /// assert_eq!(about("消防"), ["HEALTH", "FIRE"]); // a row without a matter is about any
    /// assert_eq!(about("噪声"), ["HEALTH"]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn responders(self) -> impl Iterator<Item = Whistle<'h>> {
        self.to_any().whistles().chain(self.seated().flat_map(Organization::whistles))
    }
}

impl Whistle<'_> {
    /// Whether the responder must answer in a matter (事项): it is that of the row, or the row states none.
    pub fn is_about(&self, matter: &str) -> bool {
        self.matter.is_none_or(|own| own == matter)
    }
}
