//! Templates of linkages: which parties must take part, for each of which places, under whose lead.

use super::places::{Places, Several};
use crate::base::{AllianceRole, Level, Use, ZoneKind, shown};
use serde::{Deserialize, Serialize};

/// A template of a linkage (联动模板): which parties (方) must take part in the alliance of each estate or community, such
/// as the three-party linkage (三方联动) of residents' committee, homeowners' committee and property company.
///
/// Templates are data: the crate has those of the reports of five cities, see [`Template::built_in`], and a profile
/// adds its own under `"templates"`. As JSON:
///
/// ```json
/// { "name": "five_party", "zone": ["estate", "courtyard"], "lead": "community_party", "unnamed": 1,
///   "parties": [ { "role": "property_company" }, { "role": "building_heads", "count": 2 } ], "open": true }
/// ```
///
/// `level` in place of `zone` makes it a template of the units of a level.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "SaidTemplate", into = "SaidTemplate")]
pub struct Template {
    /// The name, as `alliances.template` states it.
    pub name: String,
    /// Of which places each must have an alliance of this template.
    pub per: Places,
    /// The parties that are named, each with the least number of members in its role.
    pub parties: Vec<TemplateRole>,
    /// The least number of members in other roles, whichever: parties that a text counts and does not name.
    pub unnamed: u32,
    /// Whether any number of others may join (“+X”).
    pub open: bool,
    /// The role that leads (牵头), which may be one of the parties or stand outside them.
    pub lead: Option<AllianceRole>,
}

/// A party of a template (联动方): a role, and how many members must have it at the least.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TemplateRole {
    /// The role.
    pub role: AllianceRole,
    /// The least number of members in that role.
    #[serde(default = "one")]
    pub count: u32,
}

const fn one() -> u32 {
    1
}

/// What is wrong with a template (模板错误).
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TemplateError {
    /// It says neither a level nor a kind of zone.
    #[error("the template `{0}` says neither a level nor a zone that it is of")]
    NoPlaces(String),
    /// It says both.
    #[error("the template `{0}` is of a level or of a zone, not of both")]
    TwoPlaces(String),
    /// It has neither named nor unnamed parties.
    #[error("the template `{0}` has no parties")]
    NoParties(String),
    /// It asks for none of a party, or names a party twice.
    #[error("the template `{name}` asks for the party `{role}` twice or for none of it")]
    BadRole {
        /// The template.
        name: String,
        /// The party.
        role: AllianceRole,
    },
}

/// A template as a file has it.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SaidTemplate {
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    level: Option<Level>,
    #[serde(skip_serializing_if = "Option::is_none")]
    zone: Option<Several<ZoneKind>>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    parties: Vec<TemplateRole>,
    #[serde(default)]
    unnamed: u32,
    #[serde(default)]
    open: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    lead: Option<AllianceRole>,
}

impl TryFrom<SaidTemplate> for Template {
    type Error = TemplateError;

    fn try_from(said: SaidTemplate) -> Result<Self, TemplateError> {
        let SaidTemplate { name, level, zone, parties, unnamed, open, lead } = said;
        let name = shown(&name, Use::Text).into_owned();
        let Ok(places) = Places::said(level, zone) else { return Err(TemplateError::TwoPlaces(name)) };
        let Some(per) = places else { return Err(TemplateError::NoPlaces(name)) };
        if parties.is_empty() && unnamed == 0 {
            return Err(TemplateError::NoParties(name));
        }
        for (at, TemplateRole { role, count }) in parties.iter().enumerate() {
            if *count == 0 || parties.iter().take(at).any(|before| before.role == *role) {
                return Err(TemplateError::BadRole { name, role: *role });
            }
        }
        Ok(Self { name, per, parties, unnamed, open, lead })
    }
}

impl From<Template> for SaidTemplate {
    fn from(template: Template) -> Self {
        let (level, zone) = template.per.cells();
        let Template { name, per: _, parties, unnamed, open, lead } = template;
        Self { name, level, zone, parties, unnamed, open, lead }
    }
}

impl Template {
    /// A template of named parties, one of each, that no others join and that says no lead.
    pub fn new(name: impl Into<String>, per: Places, roles: &[AllianceRole]) -> Self {
        let parties = roles.iter().map(|role| TemplateRole { role: *role, count: 1 }).collect();
        Self { name: name.into(), per, parties, unnamed: 0, open: false, lead: None }
    }

    /// The templates that reports of five cities describe. Where a report does not say of what each is – six-in-one and
    /// “4+X” – they are taken to be of each community.
    ///
    /// ```
    /// use govgrid::Template;
    /// let names: Vec<String> = Template::built_in().into_iter().map(|template| template.name).collect();
    /// assert_eq!(names[0], "three_party_kaiping_a");
    /// let three = Template::named("three_party_xiangyang").unwrap();
    /// assert_eq!(three.lead, Some(govgrid::AllianceRole::CommunityParty)); // and that is none of the three
    /// ```
    pub fn built_in() -> [Self; 9] {
        use AllianceRole as R;
        let estate = || Places::Zones(vec![ZoneKind::Estate]);
        // An area of courtyards, as the one micro-complex of the report.
        let area = || Places::Zones(vec![ZoneKind::Area]);
        let community = || Places::Level(Level::Community);
        let two = |role| TemplateRole { role, count: 2 };
        [
            Self::new(
                "three_party_kaiping_a",
                estate(),
                &[R::CommunityParty, R::HomeownersCommittee, R::PropertyCompany],
            ),
            Self::new("three_party_kaiping_b", estate(), &[R::Community, R::PropertyCompany, R::Residents]),
            Self {
                lead: Some(R::CommunityParty),
                ..Self::new(
                    "three_party_xiangyang",
                    estate(),
                    &[R::ResidentsCommittee, R::HomeownersCommittee, R::PropertyCompany],
                )
            },
            Self::new(
                "four_party_xining",
                estate(),
                &[R::CommunityParty, R::EstateBranch, R::HomeownersCommittee, R::PropertyCompany],
            ),
            Self::new(
                "five_party_xining",
                area(),
                &[R::EstateBranch, R::PropertyCompany, R::ManagementCommittee, R::BuildingHeads, R::CentreHouseholds],
            ),
            Self { parties: vec![two(R::Uplink), two(R::Downlink)], ..Self::new("micro_complex_xining", area(), &[]) },
            Self::new("review_qihe", estate(), &[R::Estate, R::Community, R::Unit]),
            Self { unnamed: 6, ..Self::new("six_in_one_kaiping", community(), &[]) },
            Self { unnamed: 4, open: true, ..Self::new("four_plus_x_qihe", community(), &[]) },
        ]
    }

    /// A template of the crate by its name.
    pub fn named(name: &str) -> Option<Self> {
        Self::built_in().into_iter().find(|template| template.name == name)
    }
}
