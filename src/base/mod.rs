//! Values that know nothing of graphs: levels, closed words, codes, schemes, days and periods.

mod code;
mod division;
mod figures;
mod kinds;
mod level;
mod period;
mod relation_words;
mod roles;
mod trie;
mod words;

pub use code::{Code, CodeError, node};
pub(crate) use code::{check_code, is_invisible};
pub use division::{CodeClass, DivisionCode, DivisionCodeError, GridSuffix, GridSuffixError, Scheme, SchemeError};
pub use figures::{FigureUnit, MeasureKind, Qualifier, Verdict};
pub use kinds::{OrganizationForm, OrganizationKind, OrganizationRank, UnitKind, ZoneKind};
pub use level::{
    Any, Building, City, Community, District, Grid, Household, Level, MicroGrid, Province, Stairwell, Street, UnitLevel,
};
pub use period::{Day, DayError, Period, PeriodError};
pub use relation_words::{
    AllianceKind, AllianceRole, AttachmentKind, CoverageMode, LineageKind, PairingKind, ProjectKind, Purpose,
    ReportKind, ResponsibilityForm, ServiceKind,
};
pub use roles::{Category, OfWhich, Role, Standing};
pub(crate) use trie::Trie;
pub(crate) use words::words;
pub use words::{Lang, UnknownWord, Word, WordList};
