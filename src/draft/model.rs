//! The draft: the rows of all tables, what is wrong with their cells, and what the data set says of itself.

use super::cells::At;
use super::faults::Faults;
use super::packed::RawRows;
use super::rows::{NONE, Rows, SourceId};
use super::symbols::Symbols;
use crate::base::{Day, GridSuffix, Level, Scheme, shown_file};
use crate::findings::Place;
use crate::record::{Record, Table};
use std::collections::BTreeMap;
use std::fmt;

/// What a data set says of itself (数据包说明): the scheme of its codes, the day it speaks of, how it writes ends.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Package {
    /// The scheme and edition of the division codes (编码方案). Without one, only codes of 6, 9 and 12 digits are
    /// checked, for shape and prefix.
    pub scheme: Option<Scheme>,
    /// What the place appends to a community's code to make a grid's (网格编码后缀).
    pub grid_suffix: Option<GridSuffix>,
    /// The day that the data set speaks of (数据日期).
    pub day: Option<Day>,
    /// Whether `valid_until` is the first day after the period, or its last day.
    pub until: UntilRule,
}

/// What the column `valid_until` means in a data set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum UntilRule {
    /// The first day on which the row no longer holds.
    #[default]
    Exclusive,
    /// The last day on which the row holds.
    Inclusive,
}

/// What is known of a row from its own cells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RowState {
    /// Every cell can be used.
    Read,
    /// The mended copy of a row that stayed and lost a relation: it takes that row's place.
    Replacement,
    /// A cell leaves the row out; its code, its parent and its period may still be asked.
    Refused,
    /// A cell leaves the row out, and its period is not known.
    Undated,
}

/// What is known of rows that are not simply [`RowState::Read`]. Invariant: the rows ascend.
pub(crate) type RowStates = Vec<(u32, RowState)>;

/// A file, a sheet, or a caller's name for records made in code.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Source {
    pub(crate) file: String,
    pub(crate) sheet: Option<String>,
}

/// What was said (草稿): rows of tables, from files, streams or code. It may be wrong, and says everything that is
/// wrong with it when it is checked or built.
///
/// ```
/// use govgrid::{Day, Draft, Level, record};
/// let mut draft = Draft::new();
/// draft.add(&record::Unit::new("130205", Level::District))?;
/// draft.add(&record::Unit {
///     parent: Some("130205".to_owned()),
///     ..record::Unit::new("130205001", Level::Street)
/// })?;
/// let hierarchy = draft.build()?;
/// let snapshot = hierarchy.as_of("2024-06-01".parse::<Day>()?);
/// assert_eq!(snapshot.any_unit("130205")?.children().count(), 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct Draft {
    /// What the data set says of itself.
    pub package: Package,
    pub(crate) text: Symbols,
    /// One entry for each table.
    pub(crate) tables: Vec<Rows>,
    /// A key for each row of `units`, as far as rows were read from texts.
    pub(super) sibling_keys: Vec<u64>,
    pub(crate) sources: Vec<Source>,
    /// The numbers of the sources that there were when one was last looked for.
    source_numbers: BTreeMap<Source, SourceId>,
    /// The outermost level, where units that the draft does not have are further out than its own.
    pub(crate) outermost: Option<Level>,
    /// How many rows all tables have.
    pub(crate) row_total: u32,
    /// Which tables were there, with rows or without.
    pub(crate) present: [bool; Table::COUNT],
    /// Tables of which a part could not be read, and from where on.
    pub(crate) cut: [Option<(SourceId, u32)>; Table::COUNT],
    pub(crate) faults: Faults,
    /// Rows that are not simply [`RowState::Read`].
    pub(crate) states: [RowStates; Table::COUNT],
    /// Relations left out because their cell cannot be read.
    pub(crate) dropped: Vec<(Table, u32, usize)>,
    /// Rows whose key is personal data, by the hash of the key.
    pub(crate) refused_keys: BTreeMap<u64, Vec<(Table, u32)>>,
    /// References to people and households by what is personal data: table, row, column, hash.
    pub(crate) personal_references: Vec<(Table, u32, usize, u64)>,
    /// The texts of rows that are left out, or lose a relation, because of a cell.
    pub(crate) raw: [RawRows; Table::COUNT],
}

/// The draft can hold no more: it has 4,294,967,293 rows, or codes and names fill 4 GiB.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the draft can hold no more rows or text")]
#[non_exhaustive]
pub struct DraftFull;

impl fmt::Debug for Draft {
    /// The package, how many rows each table has, and the faults. The cells of rows that were refused may be personal
    /// data, and are not shown.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rows: Vec<(Table, u32)> = Table::ALL.iter().map(|table| (*table, self.row_count(*table))).collect();
        let mut out = f.debug_struct("Draft");
        out.field("package", &self.package).field("rows", &rows).field("faults", &self.faults).finish_non_exhaustive()
    }
}

impl Default for Draft {
    fn default() -> Self {
        Self::new()
    }
}

impl Draft {
    /// A draft that says nothing yet.
    pub fn new() -> Self {
        Self {
            package: Package::default(),
            text: Symbols::default(),
            tables: Table::ALL.iter().map(|table| Rows::new(*table)).collect(),
            sibling_keys: Vec::new(),
            sources: Vec::new(),
            source_numbers: BTreeMap::new(),
            outermost: None,
            row_total: 0,
            present: [false; Table::COUNT],
            cut: [None; Table::COUNT],
            faults: Faults::default(),
            states: Default::default(),
            dropped: Vec::new(),
            refused_keys: BTreeMap::new(),
            personal_references: Vec::new(),
            raw: Default::default(),
        }
    }

    /// Adds a record made in code. A fault in it is found when the draft is checked, with `records` as its file and the
    /// record's number within its table as its row.
    ///
    /// # Errors
    /// [`DraftFull`] if the draft can hold no more rows or text.
    pub fn add<R: Record>(&mut self, record: &R) -> Result<(), DraftFull> {
        let source = self.source("records", None);
        self.mark_present(R::TABLE);
        let line = self.rows(R::TABLE).len().saturating_add(1);
        let cells = record.cells();
        let texts: Vec<&str> = cells.iter().map(|cell| &**cell).collect();
        // Records say `until` as a period does, whatever the files of the data set do.
        let until = std::mem::take(&mut self.package.until);
        let pushed = self.push(R::TABLE, At { source, line }, &texts);
        self.package.until = until;
        pushed.map_err(|_| DraftFull)
    }

    /// Says that a table is there, even if it has no row: its rules then run on an empty table instead of being left
    /// out.
    pub fn mark_present(&mut self, table: Table) {
        if let Some(present) = self.present.get_mut(table.index()) {
            *present = true;
        }
    }

    /// Whether the table is there, with rows or without.
    pub fn has(&self, table: Table) -> bool {
        self.present.get(table.index()).copied().unwrap_or(false)
    }

    /// The number of rows that the table has, faulty ones included.
    pub fn row_count(&self, table: Table) -> u32 {
        self.rows(table).len()
    }

    #[expect(clippy::indexing_slicing, reason = "`tables` has one entry for each table, in the order of `Table::ALL`")]
    pub(crate) fn rows(&self, table: Table) -> &Rows {
        &self.tables[table.index()]
    }

    #[expect(clippy::indexing_slicing, reason = "`tables` has one entry for each table, in the order of `Table::ALL`")]
    pub(crate) fn rows_mut(&mut self, table: Table) -> &mut Rows {
        &mut self.tables[table.index()]
    }

    /// The number of a source, a new one if it has none. It is called as its name may be shown.
    pub(crate) fn source(&mut self, file: &str, sheet: Option<&str>) -> SourceId {
        let (file, sheet) = (&*shown_file(file), sheet.map(shown_file));
        let sheet = sheet.as_deref();
        let is_known = |source: &Source| source.file == file && source.sheet.as_deref() == sheet;
        let number = |at: usize| SourceId::try_from(at).unwrap_or(SourceId::MAX);
        // Most rows are of the source of the row before.
        if self.sources.last().is_some_and(is_known) {
            return number(self.sources.len() - 1);
        }
        let unnumbered = self.sources.iter().enumerate().skip(self.source_numbers.len());
        self.source_numbers.extend(unnumbered.map(|(at, source)| (source.clone(), number(at))));
        let source = Source { file: file.to_owned(), sheet: sheet.map(str::to_owned) };
        *self.source_numbers.entry(source).or_insert_with_key(|source| {
            self.sources.push(source.clone());
            number(self.sources.len() - 1)
        })
    }

    /// Says a row that was read before, cell by cell.
    pub(crate) fn push_cells(&mut self, table: Table, at: At, cells: &[u32]) {
        self.row_total += 1;
        self.rows_mut(table).push(at.source, at.line, cells);
    }

    /// Makes room for the codes that a file of so many bytes has, if it is a table of nodes: each row has a new one.
    pub(crate) fn expect(&mut self, table: Table, bytes: u64) {
        // Few rows are longer. A file with holes may say that it is longer than any memory.
        const ROW: u64 = 100;
        const MOST: u64 = 1 << 24;
        if table.node().is_some() {
            self.text.expect(usize::try_from(MOST.min(bytes / ROW)).unwrap_or(0));
        }
    }

    /// Says something else in a cell of a text. What it said stays among the texts, and where those of the row are kept.
    pub(crate) fn replace_text(&mut self, table: Table, row: u32, column: usize, text: &str) {
        let symbol = self.text.intern(text).unwrap_or(NONE);
        self.rows_mut(table).set(row, column, symbol);
    }

    /// Says that the rest of a table could not be read, from a line on.
    pub(crate) fn cut(&mut self, table: Table, source: SourceId, line: u32) {
        if let Some(cut) = self.cut.get_mut(table.index()) {
            *cut = cut.or(Some((source, line)));
        }
    }

    /// What is known of a row from its own cells.
    pub(crate) fn state(&self, table: Table, row: u32) -> RowState {
        let states = self.states.get(table.index()).map(Vec::as_slice).unwrap_or_default();
        let found = states.binary_search_by_key(&row, |state| state.0).ok();
        found.and_then(|at| states.get(at)).map_or(RowState::Read, |state| state.1)
    }

    pub(crate) fn is_cut(&self, table: Table) -> bool {
        self.cut.get(table.index()).is_some_and(Option::is_some)
    }

    pub(crate) fn place(&self, source: SourceId, line: u32) -> Place {
        let found = self.sources.get(source as usize);
        let (file, sheet) = found.map_or((String::new(), None), |s| (s.file.clone(), s.sheet.clone()));
        Place { file, sheet, row: line, column: None, raw: None }
    }
}
