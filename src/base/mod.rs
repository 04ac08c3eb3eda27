//! Values that know nothing of graphs: levels, closed words, codes, schemes, days and periods.

mod code;
mod decimal;
mod division;
mod eights;
mod figure;
mod figures;
#[cfg(any(feature = "image", feature = "import", feature = "export"))]
mod files;
mod kinds;
mod level;
mod number;
mod parts;
mod period;
mod personal;
mod relation_words;
mod roles;
mod trie;
mod what;
mod words;

pub use code::{Code, CodeError, node};
pub(crate) use code::{check_code, is_invisible};
pub(crate) use decimal::ONE;
pub use decimal::{Decimal, DecimalError};
pub use division::{CodeClass, DivisionCode, DivisionCodeError, GridSuffix, GridSuffixError, Scheme, SchemeError};
pub(crate) use eights::eights;
pub use figure::{Figure, FigureBase, FigureError, Verb};
pub use figures::{FigureUnit, MeasureKind, Qualifier, Verdict};
#[cfg(any(feature = "image", feature = "import", feature = "export"))]
pub(crate) use files::open_file;
pub use kinds::{OrganizationForm, OrganizationKind, OrganizationRank, UnitKind, ZoneKind};
pub use level::{
    Any, Building, City, Community, District, Grid, Household, Level, MicroGrid, Province, Stairwell, Street, UnitLevel,
};
pub use number::{Number, NumberError};
pub(crate) use number::{Ratio, amount_text};
#[cfg(any(feature = "image", feature = "import"))]
pub(crate) use parts::beside;
pub(crate) use parts::{FETCHED, PART, both, each, fetch, shares, within};
pub use period::{Day, DayError, Period, PeriodError};
pub(crate) use personal::{Use, is_personal, mask, shown, shown_file, shown_message, shown_path, shown_stem};
pub use relation_words::{
    AllianceKind, AllianceRole, AttachmentKind, CoverageMode, EventKind, LineageKind, PairingKind, ProjectKind,
    Purpose, ReportKind, ResponsibilityForm, ServiceKind,
};
pub use roles::{Category, OfWhich, Role, Standing};
pub(crate) use trie::Trie;
pub use what::{CoverageKind, Of, What};
pub(crate) use words::words;
pub use words::{Lang, UnknownWord, Word, WordList};
