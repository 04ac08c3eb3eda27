//! Division codes (区划代码) of 6, 9, 12 and 17 digits, the schemes that give them meaning, and grid codes.

use super::{Level, UnitKind, Use, is_personal, shown};
use std::fmt;
use std::str::FromStr;

/// A code scheme with its edition (编码方案与版本), such as `nbs-2023`. A code means nothing without one: 210106027 is
/// one street in the civil-affairs table of 2025 and another in the statistics table of 2023.
///
/// ```
/// use govgrid::Scheme;
/// let scheme: Scheme = "nbs-2023".parse()?;
/// assert_eq!((scheme.name(), scheme.edition()), ("nbs", Some(2023)));
/// assert!(scheme.is_national());
/// assert!(!"local".parse::<Scheme>()?.is_national());
/// # Ok::<(), govgrid::SchemeError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Scheme {
    name: Box<str>,
    edition: Option<u16>,
}

/// A text that names no scheme.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no scheme: expected nbs or mca with a year, such as nbs-2023 or mca-2025, or local")]
pub struct SchemeError(pub String);

impl Scheme {
    /// A place's own codes (本地编码), without an edition: their digits have no meaning that is known.
    pub fn local() -> Self {
        Self { name: "local".into(), edition: None }
    }

    /// The scheme without its edition: `nbs` (国家统计局), `mca` (民政部) or `local`.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The year of the edition.
    pub const fn edition(&self) -> Option<u16> {
        self.edition
    }

    /// Whether units from province to community follow the national shape of 6, 9 and 12 digits: `nbs` and `mca` do.
    pub fn is_national(&self) -> bool {
        matches!(&*self.name, "nbs" | "mca")
    }
}

impl FromStr for Scheme {
    type Err = SchemeError;

    /// # Errors
    /// [`SchemeError`] unless the text is `nbs` or `mca`, `-` and a year of four digits, or `local`, perhaps with a year.
    fn from_str(text: &str) -> Result<Self, SchemeError> {
        let error = || SchemeError(shown(text, Use::PersonKey).into_owned());
        let (name, edition) = match text.rsplit_once('-') {
            // A sign before it would be read as a part of the number.
            Some((name, year)) if year.len() == 4 && year.bytes().all(|byte| byte.is_ascii_digit()) => {
                (name, Some(year.parse().map_err(|_| error())?))
            }
            Some(_) => return Err(error()),
            None => (text, None),
        };
        let scheme = Self { name: name.into(), edition };
        let known = if scheme.is_national() { edition.is_some() } else { name == "local" };
        if known { Ok(scheme) } else { Err(error()) }
    }
}

impl fmt::Display for Scheme {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.edition {
            Some(edition) => write!(f, "{}-{edition:04}", self.name),
            None => f.write_str(&self.name),
        }
    }
}

impl serde::Serialize for Scheme {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> serde::Deserialize<'de> for Scheme {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// What the last three digits of a street's or a community's code say it is (类别码).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CodeClass {
    /// A street (街道): 001–099 of nine digits.
    Street,
    /// A town (镇): 100–199 of nine digits.
    Town,
    /// A township (乡): 200–399 of nine digits.
    Township,
    /// A unit like a township, such as a development zone or a farm (类乡级): 400–599 of nine digits.
    QuasiStreet,
    /// A residents' committee (居委会): 001–199 of twelve digits.
    Urban,
    /// A villagers' committee (村委会): 200–399 of twelve digits.
    Village,
    /// A unit like a community (类社区): 400–599 of twelve digits, of which 498 and 598 are virtual.
    QuasiCommunity,
}

impl CodeClass {
    /// The kind that the class stands for.
    pub const fn kind(self) -> UnitKind {
        match self {
            Self::Street => UnitKind::Street,
            Self::Town => UnitKind::Town,
            Self::Township => UnitKind::Township,
            Self::QuasiStreet => UnitKind::QuasiStreet,
            Self::Urban => UnitKind::Urban,
            Self::Village => UnitKind::Village,
            Self::QuasiCommunity => UnitKind::QuasiCommunity,
        }
    }
}

/// A division code of 6, 9, 12 or 17 digits, read under a scheme.
///
/// Six digits are 2 + 2 + 2 (GB/T 2260), nine add three for the street (GB/T 10114), twelve add three for the community
/// (statistical division code), seventeen add two digits and the urban–rural class.
///
/// ```
/// use govgrid::{CodeClass, DivisionCode, Level};
/// let scheme = "nbs-2023".parse()?;
/// let code = DivisionCode::new("130205001026", &scheme)?;
/// assert_eq!(code.level(), Level::Community);
/// assert_eq!(code.class(), Some(CodeClass::Urban));
/// assert_eq!(code.prefix(Level::Street), Some("130205001"));
/// assert_eq!(code.scheme().to_string(), "nbs-2023");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DivisionCode<'c> {
    // Invariant: 6, 9, 12 or 17 ASCII digits.
    digits: &'c str,
    scheme: &'c Scheme,
}

/// A text that is no division code.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DivisionCodeError {
    /// The text is not 6, 9, 12 or 17 digits.
    #[error("`{0}` is not a division code of 6, 9, 12 or 17 digits")]
    Shape(String),
    /// The last three of seventeen digits are no urban–rural class.
    #[error("`{0}` ends in no urban–rural class (111, 112, 121, 122, 123, 210 or 220)")]
    UrbanRuralClass(String),
}

/// The urban–rural classes (城乡分类代码).
const URBAN_RURAL: [&str; 7] = ["111", "112", "121", "122", "123", "210", "220"];

impl<'c> DivisionCode<'c> {
    /// Reads `digits` as a code of `scheme`.
    ///
    /// # Errors
    /// [`DivisionCodeError`] if the text is not 6, 9, 12 or 17 digits, or has 17 and ends in no urban–rural class.
    pub fn new(digits: &'c str, scheme: &'c Scheme) -> Result<Self, DivisionCodeError> {
        if !matches!(digits.len(), 6 | 9 | 12 | 17) || !digits.bytes().all(|b| b.is_ascii_digit()) {
            return Err(DivisionCodeError::Shape(shown(digits, Use::Key).into_owned()));
        }
        if digits.get(14..).is_some_and(|class| !URBAN_RURAL.contains(&class)) {
            return Err(DivisionCodeError::UrbanRuralClass(shown(digits, Use::Key).into_owned()));
        }
        Ok(Self { digits, scheme })
    }

    /// The digits.
    pub const fn as_str(&self) -> &'c str {
        self.digits
    }

    /// The scheme under which the digits have meaning.
    pub const fn scheme(&self) -> &'c Scheme {
        self.scheme
    }

    /// The level that the shape stands for: six digits ending in `0000` are a province, in `00` a city.
    ///
    /// This reads the shape; some real districts have a code that ends in `00`.
    pub fn level(&self) -> Level {
        match self.digits.len() {
            6 if self.digits.ends_with("0000") => Level::Province,
            6 if self.digits.ends_with("00") => Level::City,
            6 => Level::District,
            9 => Level::Street,
            _ => Level::Community,
        }
    }

    /// What the last three digits of a street's or a community's code say it is; `None` for six digits and for
    /// classes that the scheme does not use.
    pub fn class(&self) -> Option<CodeClass> {
        let class = match self.digits.len() {
            9 => self.digits.get(6..9)?,
            12 | 17 => self.digits.get(9..12)?,
            _ => return None,
        };
        let number: u16 = class.parse().ok()?;
        let classes = if self.digits.len() == 9 {
            [(1, 99, CodeClass::Street), (100, 199, CodeClass::Town), (200, 399, CodeClass::Township)]
        } else {
            [(1, 99, CodeClass::Urban), (100, 199, CodeClass::Urban), (200, 399, CodeClass::Village)]
        };
        let quasi = if self.digits.len() == 9 { CodeClass::QuasiStreet } else { CodeClass::QuasiCommunity };
        let named = classes.iter().find(|(least, most, _)| (*least..=*most).contains(&number)).map(|found| found.2);
        named.or((400..=599).contains(&number).then_some(quasi))
    }

    /// The digits that a code of `level` is known by: 2 of a province, 4 of a city, 6 of a district, 9 of a street, 12
    /// of a community; `None` if the code is shorter, or below the community.
    pub fn prefix(&self, level: Level) -> Option<&'c str> {
        self.digits.get(..Self::significant_digits(level)?)
    }

    /// The number of digits that tell a unit of `level` from its siblings; `None` below the community.
    pub const fn significant_digits(level: Level) -> Option<usize> {
        match level {
            Level::Province => Some(2),
            Level::City => Some(4),
            Level::District => Some(6),
            Level::Street => Some(9),
            Level::Community => Some(12),
            Level::Grid | Level::MicroGrid | Level::Building | Level::Stairwell | Level::Household => None,
        }
    }
}

impl fmt::Display for DivisionCode<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.digits)
    }
}

/// What a city appends to a community's twelve digits to make a grid code (网格编码后缀): a pattern in which `9` stands
/// for one digit and any other character for itself. Beijing's fifteen digits are `999`, `-G999` makes
/// `130205001026-G003`.
///
/// ```
/// use govgrid::GridSuffix;
/// let suffix: GridSuffix = "-G999".parse()?;
/// assert_eq!(suffix.base("130205001026-G003"), Some("130205001026"));
/// assert_eq!(suffix.base("130205001026-3"), None);
/// # Ok::<(), govgrid::GridSuffixError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct GridSuffix(Box<str>);

/// A pattern that cannot be a grid suffix.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no grid suffix: expected a pattern such as 999 or -G999, in which 9 stands for a digit")]
pub struct GridSuffixError(pub String);

impl GridSuffix {
    /// The twelve digits of the community in front of the suffix; `None` if `code` is not twelve digits and a suffix
    /// of this pattern.
    pub fn base<'c>(&self, code: &'c str) -> Option<&'c str> {
        let (base, suffix) = code.split_at_checked(12)?;
        let fits = |(mark, c): (char, char)| if mark == '9' { c.is_ascii_digit() } else { mark == c };
        let same_length = self.0.chars().count() == suffix.chars().count();
        let matches = same_length && self.0.chars().zip(suffix.chars()).all(fits);
        (matches && base.bytes().all(|b| b.is_ascii_digit())).then_some(base)
    }
}

impl FromStr for GridSuffix {
    type Err = GridSuffixError;

    /// # Errors
    /// [`GridSuffixError`] if the pattern has no `9`, more than 32 bytes, white space, or a number of a person.
    fn from_str(text: &str) -> Result<Self, GridSuffixError> {
        let is_pattern = text.len() <= 32 && text.contains('9') && !text.contains(char::is_whitespace);
        let good = is_pattern && !is_personal(text, Use::Text);
        if good { Ok(Self(text.into())) } else { Err(GridSuffixError(shown(text, Use::PersonKey).into_owned())) }
    }
}

impl fmt::Display for GridSuffix {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn schemes_have_a_name_and_an_edition() {
        for (text, parts) in [("nbs-2023", Some(("nbs", Some(2023)))), ("local", Some(("local", None))), ("nbs", None)]
        {
            let parsed = text.parse::<Scheme>();
            assert_eq!(parsed.as_ref().ok().map(|s| (s.name(), s.edition())), parts, "{text}");
        }
        for text in [
            "",
            "-2023",
            "NBS-2023",
            "nbs-23",
            "nbs-2023-1",
            "nbs2023",
            "统计",
            "nbs-+123",
            "mca--123",
            "local-+001",
            "nbs- 123",
            "nbs-20２3",
        ] {
            assert!(text.parse::<Scheme>().is_err(), "{text}");
        }
    }

    #[test]
    fn the_class_is_in_the_last_three_digits() {
        let scheme: Scheme = "nbs-2023".parse().unwrap();
        let class = |text: &str| DivisionCode::new(text, &scheme).unwrap().class();
        assert_eq!(class("130205001"), Some(CodeClass::Street));
        assert_eq!(class("130205199"), Some(CodeClass::Town));
        assert_eq!(class("130205399"), Some(CodeClass::Township));
        assert_eq!(class("130205400"), Some(CodeClass::QuasiStreet));
        assert_eq!(class("130205001199"), Some(CodeClass::Urban));
        assert_eq!(class("130205001200"), Some(CodeClass::Village));
        assert_eq!(class("130205001598"), Some(CodeClass::QuasiCommunity));
        assert_eq!(class("13020500102600111"), Some(CodeClass::Urban));
        assert_eq!((class("130205"), class("130205000"), class("130205600")), (None, None, None));
    }

    #[test]
    fn a_code_has_6_9_12_or_17_digits() {
        let scheme: Scheme = "nbs-2023".parse().unwrap();
        let new = |text| DivisionCode::new(text, &scheme);
        assert_eq!(new("13020500102600111").unwrap().level(), Level::Community);
        assert!(matches!(new("13020500102600999"), Err(DivisionCodeError::UrbanRuralClass(_))));
        for text in ["", "1302", "1302050010", "13020A", "１３０２０５"] {
            assert!(matches!(new(text), Err(DivisionCodeError::Shape(_))), "{text}");
        }
        assert_eq!(new("130000").unwrap().level(), Level::Province);
        assert_eq!(new("130200").unwrap().level(), Level::City);
        assert_eq!(new("130205").unwrap().prefix(Level::City), Some("1302"));
    }

    #[test]
    fn a_grid_suffix_is_a_pattern() {
        let fifteen: GridSuffix = "999".parse().unwrap();
        assert_eq!(fifteen.base("110101001001003"), Some("110101001001"));
        assert_eq!(fifteen.base("11010100100100X"), None);
        assert_eq!(fifteen.base("1101010010010034"), None);
        assert!("-G".parse::<GridSuffix>().is_err());
    }
}
