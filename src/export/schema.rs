//! Table Schemas: what the columns of a table hold, as Frictionless Data has it.

use crate::base::{Lang, WordList};
use crate::record::{Cell, Column, Table};
use serde::Serialize;
use std::collections::BTreeSet;

/// A Table Schema.
#[derive(Debug, Serialize)]
pub(super) struct Schema {
    fields: Vec<Field>,
    #[serde(rename = "missingValues")]
    missing_values: [&'static str; 1],
}

#[derive(Debug, Serialize)]
struct Field {
    name: &'static str,
    title: &'static str,
    description: &'static str,
    description_zh: &'static str,
    #[serde(rename = "type")]
    kind: &'static str,
    #[serde(skip_serializing_if = "Constraints::is_empty")]
    constraints: Constraints,
}

#[derive(Debug, Default, PartialEq, Eq, Serialize)]
struct Constraints {
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    required: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    minimum: Option<u32>,
    #[serde(rename = "enum", skip_serializing_if = "Vec::is_empty")]
    words: Vec<&'static str>,
}

impl Constraints {
    fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

impl Schema {
    /// The schema of the columns that a file has.
    pub(super) fn of(columns: impl IntoIterator<Item = &'static Column>) -> Self {
        Self { fields: columns.into_iter().map(Field::of).collect(), missing_values: [""] }
    }
}

impl Field {
    fn of(column: &'static Column) -> Self {
        let (kind, minimum) = match column.cell {
            Cell::Count => ("integer", Some(0)),
            Cell::From | Cell::Until | Cell::Day => ("date", None),
            Cell::Code
            | Cell::Name
            | Cell::Note
            | Cell::Key
            | Cell::Scheme
            | Cell::Value
            | Cell::Figure
            | Cell::Base
            | Cell::Word { .. }
            | Cell::Words(_)
            | Cell::Parent
            | Cell::Reference(_) => ("string", None),
        };
        let words = match column.cell {
            Cell::Word { list, .. } => each_once(list),
            Cell::Code
            | Cell::Name
            | Cell::Note
            | Cell::Key
            | Cell::Scheme
            | Cell::Value
            | Cell::Figure
            | Cell::Base
            | Cell::Words(_)
            | Cell::Count
            | Cell::Parent
            | Cell::Reference(_)
            | Cell::From
            | Cell::Until
            | Cell::Day => Vec::new(),
        };
        let chinese = column.aliases.iter().find(|alias| !alias.is_ascii()).copied();
        Self {
            name: column.name,
            title: chinese.unwrap_or(column.name),
            description: column.meaning(Lang::En),
            description_zh: column.meaning(Lang::Zh),
            kind,
            constraints: Constraints { required: column.required, minimum, words },
        }
    }
}

/// The English words of a list, in its order: one that stands under two levels is there once.
fn each_once(list: &WordList) -> Vec<&'static str> {
    let mut seen = BTreeSet::new();
    list.words.iter().map(|word| word.en).filter(|word| seen.insert(*word)).collect()
}

/// The Table Schema (表结构) of a table, after Frictionless Data, as JSON text with a final newline.
///
/// Each field has the column's name, its Chinese name as `title`, its meaning in both languages, its type, and the words
/// of a closed list. It says how tables are written; what is read may also use Chinese names and words, other orders,
/// and other ways to write days.
///
/// ```
/// use govgrid::export;
/// use govgrid::record::Table;
/// let schema = export::table_schema(Table::Units);
/// assert!(schema.contains(r#""name": "level""#) && schema.contains(r#""micro_grid""#));
/// ```
pub fn table_schema(table: Table) -> String {
    // A structure of texts and lists has no way to fail.
    serde_json::to_string_pretty(&Schema::of(table.columns())).unwrap_or_default() + "\n"
}
