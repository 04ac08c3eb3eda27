//! Values that know nothing of graphs: levels, closed words, codes, schemes, days and periods.

mod code;
mod division;
mod level;
mod period;
mod words;

pub use code::{Code, CodeError, node};
pub(crate) use code::{check_code, is_invisible};
pub use division::{CodeClass, DivisionCode, DivisionCodeError, GridSuffix, GridSuffixError, Scheme, SchemeError};
pub use level::{
    Any, Building, City, Community, District, Grid, Household, Level, MicroGrid, Province, Stairwell, Street, UnitLevel,
};
pub use period::{Day, DayError, Period, PeriodError};
pub(crate) use words::words;
pub use words::{
    CoverageMode, Lang, LineageKind, OrganizationForm, OrganizationKind, OrganizationRank, UnitKind, UnknownWord, Word,
    WordList, ZoneKind,
};
