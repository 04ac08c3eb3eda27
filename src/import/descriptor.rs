//! What a folder says of itself in `datapackage.json`, a Frictionless Data Package (数据包说明).

use super::folder::{Part, tell_unreadable};
use crate::base::{Use, open_file, shown, shown_message};
use crate::draft::{Draft, UntilRule};
use crate::record::Table;
use serde_json::Value;
use std::fmt;
use std::io::{self, Read};
use std::path::{Component, Path};
use std::str::FromStr;

/// The name of the file.
pub(super) const FILE: &str = "datapackage.json";

/// The most bytes that the file may have.
const MOST_BYTES: u64 = 16 << 20;

/// Reads what the folder says of itself into the draft, and answers which files hold which tables. What cannot be
/// understood is a finding each.
pub(super) fn read(draft: &mut Draft, folder: &Path) -> Vec<Part> {
    let text = match read_text(&folder.join(FILE)) {
        Ok(text) => text,
        Err(error) => {
            tell_unreadable(draft, FILE, None, &error);
            return Vec::new();
        }
    };
    // Some editors write a byte-order mark, which is no JSON.
    match serde_json::from_str(text.trim_start_matches('\u{feff}')) {
        Ok(package) => understand(draft, &package),
        Err(error) => {
            tell_unreadable(draft, FILE, None, &shown_message(&error));
            Vec::new()
        }
    }
}

fn read_text(path: &Path) -> io::Result<String> {
    let mut text = String::new();
    let too_large = || io::Error::new(io::ErrorKind::FileTooLarge, format!("it has more than {MOST_BYTES} bytes"));
    let (file, length) = open_file(path)?;
    if length > MOST_BYTES {
        return Err(too_large());
    }
    // It may grow meanwhile.
    let read = file.take(MOST_BYTES + 1).read_to_string(&mut text)?;
    if read as u64 > MOST_BYTES { Err(too_large()) } else { Ok(text) }
}

fn understand(draft: &mut Draft, package: &Value) -> Vec<Part> {
    let mut faults = Faults::default();
    draft.package.scheme = faults.parsed(package, "scheme");
    draft.package.grid_suffix = faults.parsed(package, "grid_suffix");
    draft.package.day = faults.parsed(package, "day");
    draft.package.until = faults.until(package);
    let parts = faults.parts(package);
    for (table, fault) in faults.0 {
        tell_unreadable(draft, FILE, table, &fault);
        if let Some(table) = table {
            let source = draft.source(FILE, None);
            draft.cut(table, source, 0);
        }
    }
    parts
}

/// What cannot be understood, and the table that is lost with it.
#[derive(Default)]
struct Faults(Vec<(Option<Table>, String)>);

impl Faults {
    fn add(&mut self, table: Option<Table>, fault: impl Into<String>) {
        self.0.push((table, fault.into()));
    }

    /// The text of a property; `None` if the package does not have it.
    fn text<'v>(&mut self, package: &'v Value, property: &str) -> Option<&'v str> {
        let value = package.get(property).filter(|value| !value.is_null())?;
        if value.as_str().is_none() {
            self.add(None, format!("`{property}` is not a text"));
        }
        value.as_str()
    }

    fn parsed<T: FromStr<Err: fmt::Display>>(&mut self, package: &Value, property: &str) -> Option<T> {
        let parsed = self.text(package, property)?.parse();
        parsed.map_err(|error| self.add(None, format!("`{property}`: {error}"))).ok()
    }

    fn until(&mut self, package: &Value) -> UntilRule {
        match self.text(package, "until") {
            None | Some("exclusive") => UntilRule::Exclusive,
            Some("inclusive") => UntilRule::Inclusive,
            Some(other) => {
                let other = shown(other, Use::PersonKey);
                self.add(None, format!("`until`: `{other}` is neither inclusive nor exclusive"));
                UntilRule::Exclusive
            }
        }
    }

    /// The files that hold tables. A resource that is no table is left alone, like a file that is none.
    fn parts(&mut self, package: &Value) -> Vec<Part> {
        let resources = match package.get("resources") {
            None if package.is_object() => return Vec::new(),
            None => {
                self.add(None, "it is not an object");
                return Vec::new();
            }
            Some(Value::Array(resources)) => resources,
            Some(_) => {
                self.add(None, "`resources` is not an array");
                return Vec::new();
            }
        };
        let mut parts = Vec::new();
        for resource in resources {
            let name = resource.get("name").and_then(Value::as_str);
            if let Some(table) = name.and_then(Part::table_named) {
                self.add_paths(table, resource.get("path"), &mut parts);
            }
        }
        parts
    }

    /// One path, or several that follow one another.
    fn add_paths(&mut self, table: Table, path: Option<&Value>, parts: &mut Vec<Part>) {
        let paths = match path {
            Some(Value::Array(paths)) if !paths.is_empty() => paths.as_slice(),
            Some(path) => std::slice::from_ref(path),
            None => &[Value::Null],
        };
        for path in paths {
            let Some(text) = path.as_str() else {
                self.add(Some(table), format!("resource `{table}` has no path"));
                continue;
            };
            if let Some(file) = within_folder(text) {
                parts.push(Part { file, table });
                continue;
            }
            let text = shown(text, Use::PersonKey);
            self.add(Some(table), format!("resource `{table}` has the path `{text}`, which leaves the folder"));
        }
    }
}

/// The path with `/` between its names; `None` if it is absolute or climbs.
fn within_folder(path: &str) -> Option<String> {
    let mut names = Vec::new();
    for component in Path::new(path).components() {
        match component {
            Component::Normal(name) => names.push(name.to_str()?),
            Component::CurDir => {}
            Component::ParentDir | Component::RootDir | Component::Prefix(_) => return None,
        }
    }
    Some(names.join("/")).filter(|path| !path.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Day;
    use serde_json::json;

    fn understood(package: &Value) -> (Draft, Vec<(String, Table)>, Vec<String>) {
        let mut draft = Draft::new();
        let parts = understand(&mut draft, package).into_iter().map(|part| (part.file, part.table)).collect();
        let findings = draft.clone().check().findings();
        let told = findings.iter().map(|finding| finding.observed.as_ref().unwrap().to_string()).collect();
        (draft, parts, told)
    }

    #[test]
    fn a_package_says_what_its_files_are() {
        let package = json!({
            "scheme": "nbs-2023", "day": "2023-09-25", "grid_suffix": "-G999", "until": "inclusive",
            "resources": [
                { "name": "Units", "path": ["./data/a.csv", "data/b.csv"] },
                { "name": "组织", "path": "orgs.csv" },
                { "name": "minutes", "path": "/minutes.txt" },
            ],
        });
        let (draft, parts, told) = understood(&package);
        assert_eq!(told, [""; 0]);
        let part = |file: &str, table| (file.to_owned(), table);
        let units = [part("data/a.csv", Table::Units), part("data/b.csv", Table::Units)];
        assert_eq!(parts, [&units[..], &[part("orgs.csv", Table::Organizations)]].concat());
        assert_eq!(draft.package.day, "2023-09-25".parse::<Day>().ok());
        assert_eq!(draft.package.until, UntilRule::Inclusive);
        assert!(draft.package.scheme.is_some() && draft.package.grid_suffix.is_some());
    }

    #[test]
    fn what_cannot_be_understood_is_told_one_by_one() {
        let package = json!({
            "scheme": "nbs", "day": 2023, "grid_suffix": "-G", "until": "included",
            "resources": [
                { "name": "units", "path": "../units.csv" },
                { "name": "zones", "path": "/etc/zones.csv" },
                { "name": "coverage", "path": ["coverage.csv", 3] },
                { "name": "lineage" },
            ],
        });
        let (draft, parts, told) = understood(&package);
        assert_eq!(told.len(), 8, "{told:?}");
        assert_eq!(parts, [("coverage.csv".to_owned(), Table::Coverage)]);
        assert!(draft.is_cut(Table::Units) && draft.is_cut(Table::Coverage) && !draft.is_cut(Table::Organizations));
    }

    #[test]
    fn other_json_is_no_package() {
        assert_eq!(understood(&json!([1])).2, ["it is not an object"]);
        assert_eq!(understood(&json!({ "resources": "units.csv" })).2, ["`resources` is not an array"]);
        assert_eq!(understood(&json!({})).2, [""; 0]);
    }
}
