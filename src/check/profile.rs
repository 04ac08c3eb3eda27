//! Which rules run, with which thresholds, from which day.

use super::catalogue::{check, checks};
use super::exclusions::Exclusions;
use super::places;
use super::rule::Check;
use crate::base::{Day, Level, UnitKind, Use, shown, shown_message};
use crate::findings::Rule;
use crate::query::{SaidTemplate, SaidTier, Template, TemplateError, Tier, TierError, Unit};
use serde::de::Error;
use serde::{Deserialize, Deserializer};
use std::collections::BTreeMap;
use std::fmt;

/// A profile (审核方案): which rules an audit runs, with which thresholds, from which day on, and what coverage leaves
/// out.
///
/// As JSON:
///
/// ```json
/// { "name": "our-district", "extends": "national", "max_findings": 1000,
///   "rules": { "building-without-party-group": { "enabled": true, "from": "2025-01-01" },
///              "households-per-grid": { "min": 200, "max": [ { "value": 500 }, { "from": "2026-01-01", "value": 400 } ] },
///              "grid-without-organization": { "required": true } },
///   "exclude": [ { "level": "grid", "kind": "special" }, { "code": "130205001026-G009" } ],
///   "templates": [ "three_party_kaiping_a",
///                  { "name": "our_three", "zone": "estate", "parties": [ { "role": "community_party" }, { "role": "residents" } ],
///                    "unnamed": 1 } ],
///   "tiers": [ { "level": "street", "alliance": "big_working_committee" },
///              { "level": "grid", "organization": "party_branch" }, { "organization": "centre_household" } ] }
/// ```
///
/// Templates are added to those of the profile that it extends, or replace one of the same name; tiers replace all.
#[derive(Clone, PartialEq, Eq)]
pub struct Profile {
    /// The name, as reports state it; they mask a number of a person in it.
    pub name: String,
    /// The most findings of one rule that a report shows, the least first.
    pub max_findings: usize,
    /// What coverage leaves out (不计入覆盖).
    pub exclude: Vec<Exclusion>,
    /// The templates of linkages that the place has (联动模板).
    pub templates: Vec<Template>,
    /// The chain of tiers that the place has (层级链条), outermost first.
    pub tiers: Vec<Tier>,
    /// What is set of rules, by code.
    settings: BTreeMap<&'static str, Setting>,
}

/// Units that coverage leaves out: those that fit everything that is given.
#[derive(Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Exclusion {
    /// Of this level.
    pub level: Option<Level>,
    /// Of this kind.
    pub kind: Option<UnitKind>,
    /// With this code.
    pub code: Option<String>,
    /// This unit, or anything below it.
    pub within: Option<String>,
}

impl Exclusion {
    fn fits(&self, unit: Unit<'_>) -> bool {
        let within = |code: &String| unit.code() == code || unit.ancestors().any(|above| above.code() == code);
        let says_something = self != &Self::default();
        says_something
            && self.level.is_none_or(|level| level == unit.level())
            && self.kind.is_none_or(|kind| Some(kind) == unit.kind())
            && self.code.as_deref().is_none_or(|code| code == unit.code())
            && self.within.as_ref().is_none_or(within)
    }
}

/// What a profile sets of one rule.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Setting {
    enabled: Option<bool>,
    from: Option<Day>,
    required: bool,
    values: BTreeMap<&'static str, Vec<DatedValue>>,
}

/// A value from a day on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct DatedValue {
    from: Option<Day>,
    value: u64,
}

/// What a profile says that cannot be (方案错误).
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ProfileError {
    /// No profile has the name.
    #[error("no profile is called `{0}`; there are {names}", names = Profile::NAMES.join(", "))]
    UnknownName(String),
    /// No rule has the code or name.
    #[error("no rule is called `{0}`")]
    UnknownRule(String),
    /// The rule has no such parameter.
    #[error("the rule `{rule}` has no parameter `{parameter}`")]
    UnknownParameter {
        /// The rule's name.
        rule: &'static str,
        /// The parameter, as the profile calls it.
        parameter: String,
    },
    /// A rule that import or structure keeps cannot be switched off.
    #[error("the rule `{0}` is always on: no hierarchy can break it")]
    AlwaysOn(&'static str),
    /// No template of the crate has the name.
    #[error("no template is called `{0}`")]
    UnknownTemplate(String),
    /// A template says what cannot be.
    #[error(transparent)]
    Template(#[from] TemplateError),
    /// A tier says what cannot be.
    #[error(transparent)]
    Tier(#[from] TierError),
    /// The text is no profile.
    #[error("not a profile: {0}")]
    Syntax(String),
}

impl Profile {
    /// The profiles that the crate has.
    pub const NAMES: [&'static str; 6] = ["national", "kaiping", "qihe", "tiexi", "xiangyang", "xining"];

    /// The profile that holds everywhere: every rule that is on by default, with its default thresholds.
    pub fn national() -> Self {
        Self {
            name: "national".to_owned(),
            max_findings: 1000,
            exclude: Vec::new(),
            templates: Vec::new(),
            tiers: Vec::new(),
            settings: BTreeMap::new(),
        }
    }

    /// A profile of the crate: `national`, or one of a place, with what its report says: its chain of tiers and its
    /// templates of linkages, and
    ///
    /// - `kaiping`: the rules about organisations of grids must run, since the district's report of 2023 counts them, and
    ///   communities have the sizes of the law as revised, 1,000–3,000 households, on every day;
    /// - `qihe`: every building has a Party group (report of 2022);
    /// - `tiexi`: tiers only (report of 2023);
    /// - `xiangyang`: communities of 3,000–5,000 households, each with a committee (report of 2021);
    /// - `xining`: tiers and templates only (report of 2022).
    ///
    /// Where a report names a tier and not what stands there – Qihe's from county to community, Xining's streets and
    /// communities – it is any committee, general branch or branch.
    ///
    /// ```
    /// use govgrid::Profile;
    /// let chain = |name: &str| Profile::named(name).map(|profile| profile.tiers.len());
    /// assert_eq!((chain("xiangyang")?, chain("kaiping")?, chain("qihe")?), (4, 5, 6));
    /// # Ok::<(), govgrid::ProfileError>(())
    /// ```
    ///
    /// # Errors
    /// [`ProfileError::UnknownName`] if the crate has no profile of that name.
    pub fn named(name: &str) -> Result<Self, ProfileError> {
        places::named(name)
    }

    /// The template of a name (联动模板): one of the profile's own, or else one of the crate.
    pub fn template(&self, name: &str) -> Option<Template> {
        let own = self.templates.iter().find(|template| template.name == name);
        own.cloned().or_else(|| Template::named(name))
    }

    /// Reads a profile from JSON.
    ///
    /// # Errors
    /// [`ProfileError`] if the text is no JSON, names a rule, a parameter, a template or a profile that does not exist, or
    /// has a template or a tier that cannot be.
    #[cfg(any(feature = "import", feature = "export"))]
    pub fn from_json(text: &str) -> Result<Self, ProfileError> {
        let said: Said = serde_json::from_str(text).map_err(|error| ProfileError::Syntax(shown_message(&error)))?;
        said.try_into()
    }

    /// Switches a rule, by code or name, on or off.
    ///
    /// # Errors
    /// [`ProfileError`] if no rule is called so, or if it is to be switched off and cannot be.
    pub fn enable(&mut self, rule: &str, enabled: bool) -> Result<(), ProfileError> {
        let (check, setting) = self.setting(rule)?;
        if !enabled && matches!(check.run, super::rule::Run::Found) {
            return Err(ProfileError::AlwaysOn(check.rule.name));
        }
        setting.enabled = Some(enabled);
        Ok(())
    }

    /// Sets a parameter of a rule, on every day.
    ///
    /// # Errors
    /// [`ProfileError`] if no rule is called so, or if it has no such parameter.
    pub fn set(&mut self, rule: &str, parameter: &str, value: u64) -> Result<(), ProfileError> {
        self.set_steps(rule, parameter, vec![DatedValue { from: None, value }])
    }

    pub(super) fn require(&mut self, rule: &str) -> Result<(), ProfileError> {
        self.setting(rule)?.1.required = true;
        Ok(())
    }

    fn set_steps(&mut self, rule: &str, parameter: &str, mut steps: Vec<DatedValue>) -> Result<(), ProfileError> {
        let (check, setting) = self.setting(rule)?;
        let unknown = || ProfileError::UnknownParameter { rule: check.rule.name, parameter: quoted(parameter) };
        let known = check.parameters.iter().find(|known| known.name == parameter).ok_or_else(unknown)?;
        steps.sort_by_key(|step| step.from);
        setting.values.insert(known.name, steps);
        Ok(())
    }

    fn setting(&mut self, rule: &str) -> Result<(Check, &mut Setting), ProfileError> {
        let check = check(rule).ok_or_else(|| ProfileError::UnknownRule(quoted(rule)))?;
        Ok((check, self.settings.entry(check.rule.code).or_default()))
    }

    /// Whether coverage leaves the unit out. It looks at each exclusion; many units are asked about by
    /// [`Profile::exclusions`].
    pub fn excludes(&self, unit: Unit<'_>) -> bool {
        self.exclude.iter().any(|exclusion| exclusion.fits(unit))
    }

    /// What coverage leaves out, made ready to be asked about many units: each answer takes as long with many exclusions
    /// as with one.
    ///
    /// ```
    /// use govgrid::{Draft, Exclusion, Level, Profile, record};
    /// let mut draft = Draft::new();
    /// draft.add(&record::Unit::new("130205001026", Level::Community))?;
    /// for code in ["130205001026-G001", "130205001026-G002"] {
    ///     let parent = Some("130205001026".to_owned());
    ///     draft.add(&record::Unit { parent, ..record::Unit::new(code, Level::Grid) })?;
    /// }
    /// let hierarchy = draft.build()?;
    /// let mut profile = Profile::national();
    /// profile.exclude.push(Exclusion { code: Some("130205001026-G002".to_owned()), ..Exclusion::default() });
    /// let exclusions = profile.exclusions();
    /// let coverage = hierarchy.snapshot().coverage(Level::Grid).excluding(|unit| exclusions.fit(unit));
    /// assert_eq!(coverage.by_organizations().total(), 1);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn exclusions(&self) -> Exclusions {
        Exclusions::new(&self.exclude)
    }

    /// The checks that run on a day, each with its values.
    pub(super) fn active(&self, day: Option<Day>) -> Vec<Active> {
        let default = Setting::default();
        let active = |check: Check| {
            let setting = self.settings.get(check.rule.code).unwrap_or(&default);
            let started = setting.from.is_none_or(|from| day.is_none_or(|day| from <= day));
            let on = setting.enabled.unwrap_or(check.on) && started;
            let value = |parameter: &super::Parameter| {
                let steps = setting.values.get(parameter.name).map(Vec::as_slice).unwrap_or_default();
                let held = |step: &&DatedValue| step.from.is_none() || day.is_some_and(|day| step.from <= Some(day));
                let set = steps.iter().rfind(held).map(|step| step.value);
                (parameter.name, set.unwrap_or_else(|| parameter.default_on(day)))
            };
            let values = check.parameters.iter().map(value).collect();
            on.then_some(Active { check, values, required: setting.required })
        };
        checks().filter_map(active).collect()
    }
}

/// A check that runs, with the values of its parameters on the day.
#[derive(Clone, Debug)]
pub(super) struct Active {
    pub(super) check: Check,
    values: Vec<(&'static str, u64)>,
    pub(super) required: bool,
}

impl Active {
    pub(super) fn rule(&self) -> &'static Rule {
        self.check.rule
    }

    pub(super) fn value(&self, parameter: &str) -> u64 {
        let found = self.values.iter().find(|(name, _)| *name == parameter);
        debug_assert!(found.is_some(), "{} asks for {parameter}, which it does not declare", self.check.rule);
        found.map_or(0, |found| found.1)
    }
}

/// A profile as a file has it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Said {
    name: String,
    extends: Option<String>,
    max_findings: Option<usize>,
    #[serde(default)]
    rules: BTreeMap<String, SaidRule>,
    #[serde(default)]
    exclude: Vec<Exclusion>,
    #[serde(default)]
    templates: Vec<SaidTemplates>,
    tiers: Option<Vec<SaidTier>>,
}

/// A template of the crate, by its name, or one of the profile's own.
#[derive(Deserialize)]
#[serde(untagged, expecting = "a template is the name of one, or { \"name\", \"level\" or \"zone\", \"parties\" … }")]
enum SaidTemplates {
    Named(String),
    Own(SaidTemplate),
}

impl TryFrom<SaidTemplates> for Template {
    type Error = ProfileError;

    fn try_from(said: SaidTemplates) -> Result<Self, ProfileError> {
        match said {
            SaidTemplates::Named(name) => {
                Self::named(&name).ok_or_else(|| ProfileError::UnknownTemplate(quoted(&name)))
            }
            SaidTemplates::Own(said) => Ok(said.try_into()?),
        }
    }
}

/// What a file says of a rule.
#[derive(Deserialize)]
struct SaidRule {
    enabled: Option<bool>,
    from: Option<Day>,
    #[serde(default)]
    required: bool,
    #[serde(flatten)]
    values: BTreeMap<String, SaidValue>,
}

/// A value, or several with the days from which they hold.
#[derive(Deserialize)]
#[serde(
    untagged,
    expecting = "a parameter is a whole number from 0 on, or a list of { \"from\": day, \"value\": number }"
)]
enum SaidValue {
    Always(u64),
    Steps(Vec<DatedValue>),
}

impl TryFrom<Said> for Profile {
    type Error = ProfileError;

    fn try_from(said: Said) -> Result<Self, ProfileError> {
        let mut profile = Self::named(said.extends.as_deref().unwrap_or("national"))?;
        profile.name = shown(&said.name, Use::Text).into_owned();
        profile.max_findings = said.max_findings.unwrap_or(profile.max_findings);
        profile.exclude.extend(said.exclude);
        for template in said.templates {
            let template = Template::try_from(template)?;
            profile.templates.retain(|known| known.name != template.name);
            profile.templates.push(template);
        }
        if let Some(tiers) = said.tiers {
            profile.tiers = tiers.into_iter().map(Tier::try_from).collect::<Result<_, TierError>>()?;
        }
        for (rule, said) in said.rules {
            if let Some(enabled) = said.enabled {
                profile.enable(&rule, enabled)?;
            }
            let setting = profile.setting(&rule)?.1;
            setting.from = said.from.or(setting.from);
            setting.required |= said.required;
            for (parameter, value) in said.values {
                let steps = match value {
                    SaidValue::Always(value) => vec![DatedValue { from: None, value }],
                    SaidValue::Steps(steps) => steps,
                };
                profile.set_steps(&rule, &parameter, steps)?;
            }
        }
        Ok(profile)
    }
}

impl<'de> Deserialize<'de> for Profile {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let said = Said::deserialize(deserializer).map_err(|error| D::Error::custom(shown_message(&error)))?;
        said.try_into().map_err(D::Error::custom)
    }
}

/// What a profile says that cannot be, as errors quote it.
fn quoted(text: &str) -> String {
    shown(text, Use::PersonKey).into_owned()
}

impl fmt::Debug for Profile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { name, max_findings, exclude, templates, tiers, settings } = self;
        let mut out = f.debug_struct("Profile");
        out.field("name", &shown(name, Use::Text)).field("max_findings", max_findings).field("exclude", exclude);
        out.field("templates", templates).field("tiers", tiers).field("settings", settings).finish()
    }
}

impl fmt::Debug for Exclusion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [code, within] = [&self.code, &self.within].map(|code| code.as_deref().map(quoted));
        let mut out = f.debug_struct("Exclusion");
        out.field("level", &self.level).field("kind", &self.kind).field("code", &code).field("within", &within).finish()
    }
}

impl Default for Profile {
    fn default() -> Self {
        Self::national()
    }
}
