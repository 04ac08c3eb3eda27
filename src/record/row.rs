//! A row of any table, as text.

use super::{Cell, MOST_COLUMNS, Record, Table, organization_column, shown_cell, unit_column};
use crate::base::{Day, Level, OrganizationKind, Use, shown, shown_message};
use serde::de::{Error, MapAccess, Visitor};
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::borrow::Cow;
use std::cmp::Ordering;
use std::fmt;
use std::mem::discriminant;
use std::ops::Range;
use std::sync::Arc;

/// A row of a table as files have it (数据行): the cells in the order of the columns, empty where there is none. The name of a
/// household or a centre household is not kept.
///
/// As JSON it is an object with the table and the cells that say something:
///
/// ```
/// use govgrid::record::{self, Row};
/// use govgrid::Level;
/// let row = Row::of(&record::Unit::new("130205", Level::District));
/// assert_eq!(serde_json::to_string(&row)?, r#"{"table":"units","code":"130205","level":"district"}"#);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Row {
    table: Table,
    // What changes do is told by rows, and most of them are told again.
    cells: Arc<Said>,
}

/// The cells of a row, one after another in one text.
#[derive(Clone, PartialEq, Eq, Hash)]
struct Said {
    text: String,
    /// Where each cell ends, and at last the text. Invariant: none before the one before it.
    ends: [usize; MOST_COLUMNS],
}

impl Said {
    /// The same with room for two days more, which is what changes mostly say.
    fn with_room(&self) -> Self {
        let mut text = String::with_capacity(self.text.len() + 24);
        text.push_str(&self.text);
        Self { text, ends: self.ends }
    }

    fn cell(&self, column: usize) -> &str {
        self.range(column).and_then(|range| self.text.get(range)).unwrap_or_default()
    }

    fn range(&self, column: usize) -> Option<Range<usize>> {
        let start = column.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or(0);
        Some(start..*self.ends.get(column)?)
    }
}

impl Row {
    /// The row of a record.
    pub fn of<R: Record>(record: &R) -> Self {
        Self::new(R::TABLE, record.cells())
    }

    /// The row of these cells; those that are missing are empty, and those beyond the last column are not kept.
    pub fn new(table: Table, cells: impl IntoIterator<Item = impl AsRef<str>>) -> Self {
        Self::kept(table, cells).without_personal_name()
    }

    /// The same of cells that were kept, among which no name is a person's.
    pub(crate) fn kept(table: Table, cells: impl IntoIterator<Item = impl AsRef<str>>) -> Self {
        let columns = table.columns().len();
        let (mut text, mut ends) = (String::with_capacity(8 * columns), [0; MOST_COLUMNS]);
        let mut cells = cells.into_iter().take(columns);
        for end in &mut ends {
            cells.next().into_iter().for_each(|cell| text.push_str(cell.as_ref()));
            *end = text.len();
        }
        Self { table, cells: Arc::new(Said { text, ends }) }
    }

    /// Whether the row is a household's or a centre household's: a name would be a person's.
    pub(crate) fn is_nameless(&self) -> bool {
        let kind = self.cell("kind").trim();
        if self.table == Table::Units {
            return self.cell("level").trim().parse() == Ok(Level::Household);
        }
        let is_centre = kind.contains("中心户") || kind.parse() == Ok(OrganizationKind::CentreHousehold);
        self.table == Table::Organizations && is_centre
    }

    /// The row without a name that would be a person's.
    pub(crate) fn without_personal_name(mut self) -> Self {
        if self.is_nameless() {
            self.set(if self.table == Table::Units { unit_column::NAME } else { organization_column::NAME }, "");
        }
        self
    }

    /// The table.
    pub const fn table(&self) -> Table {
        self.table
    }

    /// The cells, one for each column of the table.
    pub fn cells(&self) -> impl ExactSizeIterator<Item = &str> + Clone {
        (0..self.table.columns().len()).map(|column| self.at(column))
    }

    /// The cell of a column, by its place; empty if the table has no such column.
    pub(crate) fn at(&self, column: usize) -> &str {
        self.cells.cell(column)
    }

    /// The cell of a column; empty if the table has no such column.
    pub fn cell(&self, column: &str) -> &str {
        let at = self.table.columns().iter().position(|known| known.name == column);
        at.map_or("", |at| self.at(at))
    }

    /// Sets the cell of a column, by its place.
    pub(crate) fn set(&mut self, column: usize, text: &str) {
        if Arc::get_mut(&mut self.cells).is_none() {
            self.cells = Arc::new(self.cells.with_room());
        }
        let Some(said) = Arc::get_mut(&mut self.cells) else { return };
        let Some(range) = said.range(column) else { return };
        for end in said.ends.iter_mut().skip(column) {
            *end = *end - range.len() + text.len();
        }
        said.text.replace_range(range, text);
    }

    /// Sets the first day, if the table's rows have a period.
    pub(crate) fn set_from(&mut self, day: Day) {
        self.set_bound(Cell::From, &day.to_string());
    }

    /// Sets a bound, if the table's rows have it.
    pub(crate) fn set_bound(&mut self, bound: Cell, day: &str) {
        let at = self.table().columns().iter().position(|column| discriminant(&column.cell) == discriminant(&bound));
        if let Some(at) = at {
            self.set(at, day);
        }
    }

    /// The two bounds, as far as the table's rows have them; `None` if one is no day as files have it.
    pub(crate) fn days(&self) -> Option<(i32, i32)> {
        let day = |bound: Cell, open: i32| {
            let at = self.table.columns().iter().position(|column| column.cell == bound);
            match at.map(|at| self.at(at)).filter(|text| !text.is_empty()) {
                Some(text) => text.parse().ok().map(Day::number),
                None => Some(open),
            }
        };
        Some((day(Cell::From, i32::MIN)?, day(Cell::Until, i32::MAX)?))
    }

    /// What the row says, without its bounds.
    pub(crate) fn said(&self) -> Vec<String> {
        let columns = self.table.columns().iter().zip(self.cells());
        columns.filter(|(column, _)| !column.is_bound()).map(|(_, cell)| cell.to_owned()).collect()
    }

    /// Whether another row says the same, whatever its days.
    pub(crate) fn says_same(&self, other: &Self) -> bool {
        let is_day = |at: usize| self.table.columns().get(at).is_some_and(super::Column::is_bound);
        let mut cells = self.cells().zip(other.cells()).enumerate();
        self.table == other.table && cells.all(|(at, (own, theirs))| own == theirs || is_day(at))
    }
}

impl Row {
    /// The cells as they may be shown: numbers and names of people are masked.
    pub(crate) fn shown_cells(&self) -> impl Iterator<Item = Cow<'_, str>> {
        let is_household = self.is_nameless();
        let cells = self.table.columns().iter().zip(self.cells());
        cells.map(move |(column, cell)| shown_cell(self.table, column, cell, is_household))
    }

    /// Shows a record as a struct of this name.
    pub(super) fn fmt_record(&self, name: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = f.debug_struct(name);
        for (column, cell) in self.table.columns().iter().zip(self.shown_cells()).filter(|cell| !cell.1.is_empty()) {
            out.field(column.name, &cell);
        }
        out.finish()
    }
}

/// Numbers and names of people are masked.
impl fmt::Debug for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let cells: Vec<_> = self.shown_cells().collect();
        f.debug_struct("Row").field("table", &self.table).field("cells", &cells).finish()
    }
}

impl PartialOrd for Row {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Row {
    /// By table, then cell by cell.
    fn cmp(&self, other: &Self) -> Ordering {
        self.table.cmp(&other.table).then_with(|| self.cells().cmp(other.cells()))
    }
}

impl Serialize for Row {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("table", &self.table)?;
        for (column, cell) in self.table.columns().iter().zip(self.cells()).filter(|(_, cell)| !cell.is_empty()) {
            map.serialize_entry(column.name, cell)?;
        }
        map.end()
    }
}

impl<'de> Deserialize<'de> for Row {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Cells;
        impl<'de> Visitor<'de> for Cells {
            type Value = Row;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object with a table and its cells")
            }

            fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Row, M::Error> {
                let (mut table, mut said) = (None, Vec::new());
                while let Some(key) = map.next_key::<String>()? {
                    if key == "table" {
                        table = Some(map.next_value::<Table>()?);
                    } else {
                        said.push((key, map.next_value::<String>()?));
                    }
                }
                let table = table.ok_or_else(|| M::Error::missing_field("table"))?;
                let mut row = Row::new(table, [""]);
                for (key, text) in said {
                    let column = table.columns().iter().position(|column| column.name == key);
                    let key = shown(&key, Use::PersonKey).into_owned();
                    let unknown = || M::Error::custom(format!("the table `{table}` has no column `{key}`"));
                    row.set(column.ok_or_else(unknown)?, &text);
                }
                Ok(row.without_personal_name())
            }
        }
        deserializer.deserialize_map(Cells).map_err(|error| D::Error::custom(shown_message(&error)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::{CoverageMode, Period};
    use crate::record::Coverage;

    #[test]
    fn rows_that_differ_in_their_days_say_the_same() {
        let row = Coverage::new("O", "U", CoverageMode::Joint);
        let day = |text: &str| text.parse().ok();
        let dated = Coverage { period: Period::new(day("2020-01-01"), None).unwrap(), ..row.clone() };
        let other = Coverage { mode: CoverageMode::Standalone, ..row.clone() };
        assert!(Row::of(&row).says_same(&Row::of(&dated)));
        assert!(!Row::of(&row).says_same(&Row::of(&other)));
        assert_eq!(Row::of(&dated).cell("valid_from"), "2020-01-01");
    }

    #[test]
    fn what_would_be_a_persons_name_is_not_kept() {
        let read = |text: &str| serde_json::from_str::<Row>(text).unwrap();
        for told in [
            r#"{"name":"某某","table":"units","code":"1","level":"household"}"#,
            r#"{"table":"units","code":"1","level":"户","name":"某某"}"#,
            r#"{"table":"organizations","code":"1","name":"某某","kind":"党员中心户"}"#,
            r#"{"table":"organizations","code":"1","name":"某某","kind":"centre_household"}"#,
        ] {
            let row = read(told);
            assert_eq!(row.cell("name"), "", "{told}");
            assert_eq!(Row::new(row.table(), ["1", "某某"]).cell("name"), "某某");
            let named = row.cells().enumerate().map(|(at, cell)| if at == 1 { "某某" } else { cell });
            assert_eq!(Row::new(row.table(), named), row);
        }
        assert_eq!(read(r#"{"table":"units","code":"1","level":"building","name":"甲"}"#).cell("name"), "甲");
    }

    #[test]
    fn a_row_that_is_none_is_an_error() {
        let read = |text: &str| serde_json::from_str::<Row>(text).map_err(|error| error.to_string());
        assert!(read(r#"{"code":"1"}"#).unwrap_err().contains("missing field `table`"));
        assert!(read(r#"{"table":"units","colour":"red"}"#).unwrap_err().contains("no column `colour`"));
        assert!(read(r#"{"table":"roads"}"#).unwrap_err().contains("`roads` is not a word of table"));
    }
}
