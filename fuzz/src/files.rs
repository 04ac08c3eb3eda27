//! Several files in one input.
//!
//! ```text
//! === units.csv
//! code,level
//! 130205,district
//! === plan.json
//! [{"day": "2024-07-01", "event": "close", "code": "130205"}]
//! ```

use govgrid::Draft;
use govgrid::import::{self, Options};
use govgrid::record::Table;

const MARK: &[u8] = b"=== ";

/// Files by their names, in order.
#[derive(Clone, Debug, Default)]
pub struct Files {
    /// The files.
    pub all: Vec<(String, Vec<u8>)>,
}

impl Files {
    /// The files of an input; one that names none is `units.csv`.
    pub fn of(data: &[u8]) -> Self {
        let mut all: Vec<(String, Vec<u8>)> = Vec::new();
        for line in data.split_inclusive(|byte| *byte == b'\n') {
            if let Some(name) = line.strip_prefix(MARK) {
                all.push((String::from_utf8_lossy(name).trim().to_owned(), Vec::new()));
                continue;
            }
            if all.is_empty() {
                all.push(("units.csv".to_owned(), Vec::new()));
            }
            if let Some((_, bytes)) = all.last_mut() {
                bytes.extend_from_slice(line);
            }
        }
        Self { all }
    }

    /// The text of a file.
    pub fn text(&self, name: &str) -> Option<&str> {
        let file = self.all.iter().find(|file| file.0 == name)?;
        std::str::from_utf8(&file.1).ok()
    }

    /// The files that hold tables, in order.
    pub fn tables(&self) -> impl Iterator<Item = (Table, &str, &[u8])> {
        let table = |name: &str| name.split('.').next().unwrap_or_default().parse::<Table>().ok();
        self.all.iter().filter_map(move |(name, bytes)| Some((table(name)?, name.as_str(), bytes.as_slice())))
    }

    /// The draft of the tables.
    pub fn draft(&self) -> Draft {
        let mut draft = Draft::new();
        for (table, name, bytes) in self.tables() {
            import::read(&mut draft, table, name, bytes, &Options::default());
        }
        draft
    }
}

/// How many rows a file of a table has, at least and at most: told without the reader, where the text is so plain that it
/// can be. Such a file has a first line of the table's own columns, each once, and no quotation marks.
pub fn plain_rows(table: Table, bytes: &[u8]) -> Option<std::ops::RangeInclusive<u32>> {
    let text = std::str::from_utf8(bytes).ok().filter(|text| !text.contains(['"', '\0']))?;
    let mut lines = text.split(['\r', '\n']);
    let header: Vec<&str> = lines.next()?.split(',').collect();
    let is_column = |name: &&str| table.columns().iter().any(|column| column.name == *name);
    let has = |name: &str| header.iter().filter(|column| **column == name).count();
    let is_plain = header.len() > 1
        && header.iter().all(|name| is_column(name) && has(name) == 1)
        && table.columns().iter().all(|column| !column.required || has(column.name) == 1);
    if !is_plain {
        return None;
    }
    let (mut least, mut most) = (0, 0);
    for line in lines {
        least += u32::from(line.contains(|c: char| c.is_ascii_alphanumeric()));
        most += u32::from(line.contains(|c: char| !matches!(c, ',' | '\'') && !c.is_whitespace()));
    }
    Some(least..=most)
}
