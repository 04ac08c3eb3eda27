//! Enclaves: estates that lie in one community's territory and are run by another.

use super::snapshot::AnyUnit;
use super::{Node, Organization, Snapshot, Unit, Zone};
use crate::base::{Community, OrganizationKind, OrganizationRank, UnitLevel, ZoneKind};

/// An estate (插花地) that lies in the territory of one community and is run by another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Enclave<'h> {
    /// The estate, or another zone.
    pub zone: Zone<'h>,
    /// The community in whose territory it lies (属地社区).
    pub territory: Unit<'h, Community>,
    /// The community that runs it (实际管理社区).
    pub run_by: Unit<'h, Community>,
    /// What says that this one does.
    pub says: Vec<RunBy<'h>>,
}

/// What says that a community runs a zone, the strongest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RunBy<'h> {
    /// The zone comprises a unit of it (组成).
    Comprises(AnyUnit<'h>),
    /// An organization of it covers the zone (覆盖).
    Covers(Organization<'h>),
    /// An organization of it serves the zone (服务).
    Serves(Organization<'h>),
    /// An organization of it answers for the zone (包联).
    AnswersFor(Organization<'h>),
}

/// The enclaves among the zones of a kind (插花地).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Enclaves<'h> {
    /// Those that another community runs, by code.
    pub enclaves: Vec<Enclave<'h>>,
    /// Zones in the territory of a community of which data do not say by one voice who runs them, although they say that
    /// another one has a part in it; by code.
    pub undecided: Vec<Zone<'h>>,
}

impl<'h> Snapshot<'h> {
    /// The zones of a kind, such as estates, that lie in the territory of one community and are run by another.
    ///
    /// A zone lies in the community of the unit that it lies within. Who runs it is decided by the first of these that
    /// says anything: the communities of the units that it comprises; of the organizations that cover it; that serve it;
    /// that answer for it. If that is one community, it runs the zone. An organization is a community's if it is a Party
    /// organisation, a residents' or a villagers' committee, of no rank above a community's, and has its seat in the
    /// community, or, without a seat, if its nearest superior that has one is such an organization.
    ///
    /// ```
    /// use govgrid::{Draft, Level, RunBy, ZoneKind, record};
    /// let mut draft = Draft::new();
    /// for community in ["420606001001", "420606001002"] {
    ///     draft.add(&record::Unit::new(community, Level::Community))?;
    /// }
    /// let parent = Some("420606001002".to_owned());
    /// draft.add(&record::Unit { parent, ..record::Unit::new("B-7", Level::Building) })?;
    /// let within = Some("420606001001".to_owned());
    /// draft.add(&record::Zone { within, ..record::Zone::new("E-1", ZoneKind::Estate) })?;
    /// draft.add(&record::ZoneUnit::new("E-1", "B-7"))?;
    /// let hierarchy = draft.build()?;
    ///
    /// let found = hierarchy.snapshot().enclaves(ZoneKind::Estate).enclaves;
    /// assert_eq!((found[0].territory.code(), found[0].run_by.code()), ("420606001001", "420606001002"));
    /// assert!(matches!(found[0].says[..], [RunBy::Comprises(building)] if building.code() == "B-7"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn enclaves(self, kind: ZoneKind) -> Enclaves<'h> {
        let mut found = Enclaves::default();
        for zone in self.zones().filter(|zone| zone.kind() == kind) {
            let Some(territory) = zone.within().and_then(Unit::nearest::<Community>) else { continue };
            let evidence = evidence(zone);
            match runs(&evidence) {
                Runs::One(community) if community == territory => {}
                Runs::One(run_by) => {
                    let of_it = evidence.into_iter().filter(|(community, _)| *community == run_by);
                    let says = of_it.map(|(_, says)| says).collect();
                    found.enclaves.push(Enclave { zone, territory, run_by, says });
                }
                Runs::Several => found.undecided.push(zone),
                Runs::Nobody => {}
            }
        }
        found
    }
}

impl<'h, L: UnitLevel> Unit<'h, L> {
    /// Like [`Snapshot::enclaves`], as far as they concern this unit: one of the two communities is it or lies in it, or,
    /// where that is undecided, the zone lies in its territory.
    pub fn enclaves(self, kind: ZoneKind) -> Enclaves<'h> {
        let Enclaves { mut enclaves, mut undecided } = self.snapshot().enclaves(kind);
        enclaves.retain(|found| found.territory.is_within(self) || found.run_by.is_within(self));
        undecided.retain(|zone| zone.within().is_some_and(|unit| unit.is_within(self)));
        Enclaves { enclaves, undecided }
    }
}

/// Which community runs a zone.
enum Runs<'h> {
    Nobody,
    One(Unit<'h, Community>),
    Several,
}

fn runs<'h>(evidence: &[(Unit<'h, Community>, RunBy<'h>)]) -> Runs<'h> {
    let Some((first, strongest)) = evidence.first() else { return Runs::Nobody };
    let kind = std::mem::discriminant(strongest);
    let mut same = evidence.iter().take_while(|(_, says)| std::mem::discriminant(says) == kind);
    if same.all(|(community, _)| community == first) { Runs::One(*first) } else { Runs::Several }
}

/// What says which communities run a zone, the strongest first, each once.
fn evidence<'h>(zone: Zone<'h>) -> Vec<(Unit<'h, Community>, RunBy<'h>)> {
    let mut found: Vec<(Unit<'h, Community>, RunBy<'h>)> = Vec::new();
    let comprised = zone.units().filter_map(|unit| Some((unit.nearest::<Community>()?, RunBy::Comprises(unit))));
    found.extend(comprised);
    let mut add = |mut organizations: Vec<Organization<'h>>, says: fn(Organization<'h>) -> RunBy<'h>| {
        organizations.sort_unstable_by_key(|organization| organization.number());
        organizations.dedup();
        let communities = organizations.into_iter();
        found.extend(communities.filter_map(|organization| Some((community_of(organization)?, says(organization)))));
    };
    add(zone.covered_by().map(|covering| covering.organization).collect(), RunBy::Covers);
    add(zone.served_by().map(|service| service.organization).collect(), RunBy::Serves);
    let holders = zone.answered_for_by().map(|responsibility| responsibility.holder);
    add(holders.filter_map(Node::as_organization).collect(), RunBy::AnswersFor);
    found
}

/// The community whose organization it is.
fn community_of(organization: Organization<'_>) -> Option<Unit<'_, Community>> {
    let mut line =
        std::iter::once(organization).chain(organization.superiors()).take_while(|found| is_communal(*found));
    line.find_map(Organization::seat)?.as_unit()?.nearest::<Community>()
}

/// Whether it may be an organization of a community, by its kind and rank.
fn is_communal(organization: Organization<'_>) -> bool {
    use OrganizationKind::{ResidentsCommittee, VillagersCommittee};
    let kind = organization.kind();
    let is_of_kind = kind.is_party_organization() || matches!(kind, ResidentsCommittee | VillagersCommittee);
    is_of_kind && organization.rank().is_none_or(|rank| rank == OrganizationRank::Community)
}
