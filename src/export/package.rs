//! What a folder of tables says of itself.

use super::ExportError;
use super::schema::Schema;
use crate::base::Day;
use crate::draft::{Draft, UntilRule};
use crate::record::{Column, Table};
use serde::Serialize;
use std::fs;
use std::path::Path;

/// A Tabular Data Package of Frictionless Data, with what the tables' contract adds.
#[derive(Debug, Serialize)]
struct Package {
    name: &'static str,
    profile: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    scheme: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    grid_suffix: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    day: Option<Day>,
    until: &'static str,
    resources: Vec<Resource>,
}

/// A table of the package.
#[derive(Debug, Serialize)]
pub(super) struct Resource {
    name: &'static str,
    path: String,
    profile: &'static str,
    format: &'static str,
    encoding: &'static str,
    schema: Schema,
}

impl Resource {
    /// The table in its file, with the columns that the file has.
    pub(super) fn new(table: Table, columns: impl IntoIterator<Item = &'static Column>) -> Self {
        Self {
            name: table.as_str(),
            path: super::tables::file_name(table),
            profile: "tabular-data-resource",
            format: "csv",
            encoding: "utf-8",
            schema: Schema::of(columns),
        }
    }
}

/// Writes `datapackage.json`.
pub(super) fn write(draft: &Draft, resources: Vec<Resource>, dir: &Path) -> Result<(), ExportError> {
    let said = &draft.package;
    let package = Package {
        name: "govgrid",
        profile: "tabular-data-package",
        scheme: said.scheme.as_ref().map(ToString::to_string),
        grid_suffix: said.grid_suffix.as_ref().map(ToString::to_string),
        day: said.day,
        until: match said.until {
            UntilRule::Exclusive => "exclusive",
            UntilRule::Inclusive => "inclusive",
        },
        resources,
    };
    let path = dir.join("datapackage.json");
    let text = serde_json::to_string_pretty(&package).map_err(|error| ExportError::file(&path, error))?;
    fs::write(&path, text + "\n").map_err(|error| ExportError::file(&path, error))
}
