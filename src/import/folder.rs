//! Folders and files, by what they are named and what their `datapackage.json` says.

use super::descriptor;
use super::error::ImportError;
use super::options::Options;
use super::table::{fits, read_sized};
use crate::base::{Lang, open_file, shown_path, shown_stem};
use crate::draft::{About, Draft, Fault, SourceId};
use crate::findings::rules::import as rules;
use crate::record::Table;
use std::collections::BTreeSet;
use std::fmt;
use std::fs::{self, Metadata};
use std::io;
use std::path::Path;

/// Reads the tables of a folder (文件夹): files named `units.csv`, `单元.csv` …, or as a `datapackage.json` has them.
///
/// A folder without a table `units` gives every CSV file whose header would do for one as `units`, so that lists of
/// divisions are read as they are. Other files are left alone and noted; folders within are not looked into. A table that
/// is a folder, a pipe, a device or a link to nothing is a finding like any that cannot be read, and is not opened.
///
/// ```
/// use govgrid::import;
/// use govgrid::record::Table;
/// let draft = import::folder("examples/data/divisions")?;
/// assert!(draft.row_count(Table::Units) > 100);
/// # Ok::<(), import::ImportError>(())
/// ```
///
/// # Errors
/// [`ImportError`] if nothing is at the path, something else than a folder is, or the folder cannot be listed.
pub fn folder(path: impl AsRef<Path>) -> Result<Draft, ImportError> {
    folder_with(path, &Options::default())
}

/// Reads the tables of a folder as [`folder()`] does.
///
/// # Errors
/// [`ImportError`] if nothing is at the path, something else than a folder is, or the folder cannot be listed.
pub fn folder_with(path: impl AsRef<Path>, options: &Options<'_>) -> Result<Draft, ImportError> {
    let path = path.as_ref();
    if !metadata(path)?.is_dir() {
        return Err(ImportError::NotAFolder { path: shown_path(path) });
    }
    let files = list(path).map_err(|error| ImportError::of_path(path, error))?;
    let mut draft = Draft::new();
    let mut parts = Vec::new();
    if files.contains(descriptor::FILE) {
        parts = descriptor::read(&mut draft, path);
    }
    add_named(&files, &mut parts);
    if parts.iter().all(|part| part.table != Table::Units) {
        add_fitting(path, &files, &mut parts, options);
    }
    parts.sort();
    parts.dedup();
    for part in &parts {
        read_file(&mut draft, &path.join(&part.file), part, options);
    }
    let read = names(&parts);
    for file in files.iter().filter(|file| *file != descriptor::FILE && !read.contains(&***file)) {
        let source = draft.source(&shown_stem(file), None);
        draft.faults.push(Fault::of_file(&rules::IGNORED_FILE, source, 0, None, About::Nothing));
    }
    Ok(draft)
}

/// Reads one file (文件): the table that it is named after, or else `units`.
///
/// ```
/// use govgrid::import;
/// use govgrid::record::Table;
/// let draft = import::file("examples/data/divisions/tangshan-kaiping.csv")?;
/// assert!(draft.has(Table::Units));
/// # Ok::<(), import::ImportError>(())
/// ```
///
/// # Errors
/// [`ImportError`] if nothing is at the path, or something else than a file is.
pub fn file(path: impl AsRef<Path>) -> Result<Draft, ImportError> {
    file_with(path, &Options::default())
}

/// Reads one file as [`file()`] does.
///
/// # Errors
/// [`ImportError`] if nothing is at the path, or something else than a file is.
pub fn file_with(path: impl AsRef<Path>, options: &Options<'_>) -> Result<Draft, ImportError> {
    let path = path.as_ref();
    if !metadata(path)?.is_file() {
        return Err(ImportError::NotAFile { path: shown_path(path) });
    }
    let file = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let table = Part::table_named(&stem).unwrap_or(Table::Units);
    let mut draft = Draft::new();
    read_file(&mut draft, path, &Part { file, table }, options);
    Ok(draft)
}

/// Reads what is at the path: a folder as [`folder_with`] does, else a file as [`file_with`] does.
///
/// # Errors
/// [`ImportError`] if nothing is at the path, or neither a file nor a folder is, or a folder that cannot be listed.
pub fn path(path: impl AsRef<Path>, options: &Options<'_>) -> Result<Draft, ImportError> {
    let path = path.as_ref();
    if metadata(path)?.is_dir() { folder_with(path, options) } else { file_with(path, options) }
}

/// A file of a data set that holds a table, or a part of one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Part {
    /// The file's name within the data set.
    pub(super) file: String,
    pub(super) table: Table,
}

impl Part {
    /// The table of that name, English in any case or Chinese.
    pub(super) fn table_named(name: &str) -> Option<Table> {
        let is_named = |table: &&Table| table.as_str().eq_ignore_ascii_case(name) || table.label(Lang::Zh) == name;
        Table::ALL.iter().find(is_named).copied()
    }
}

fn metadata(path: &Path) -> Result<Metadata, ImportError> {
    fs::metadata(path).map_err(|error| ImportError::of_path(path, error))
}

/// The names of what is in a folder, but for folders that are not named like a file of a data set. What a link leads to
/// need not be there, and need not be a file: where a table is expected that is a finding.
fn list(folder: &Path) -> io::Result<BTreeSet<String>> {
    let mut files = BTreeSet::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let is_folder = fs::metadata(entry.path()).is_ok_and(|found| found.is_dir());
        if !is_folder || name == descriptor::FILE || csv_stem(&name).is_some() {
            files.insert(name);
        }
    }
    Ok(files)
}

/// The stem of the name of a CSV file.
fn csv_stem(file: &str) -> Option<&str> {
    file.rsplit_once('.').filter(|(_, extension)| extension.eq_ignore_ascii_case("csv")).map(|(stem, _)| stem)
}

/// Adds files that are named after a table for which the package names none.
fn add_named(files: &BTreeSet<String>, parts: &mut Vec<Part>) {
    let (packaged, tables) = (names(parts), parts.iter().map(|part| part.table).collect::<BTreeSet<Table>>());
    let named = files.iter().filter_map(|file| {
        let table = csv_stem(file).and_then(Part::table_named)?;
        let is_free = !tables.contains(&table) && !packaged.contains(&**file);
        is_free.then(|| Part { file: file.clone(), table })
    });
    let named: Vec<Part> = named.collect();
    parts.extend(named);
}

/// The names of the files of parts.
fn names(parts: &[Part]) -> BTreeSet<&str> {
    parts.iter().map(|part| &*part.file).collect()
}

/// Adds CSV files that would do for a table `units`, and those of which that cannot be told.
fn add_fitting(folder: &Path, files: &BTreeSet<String>, parts: &mut Vec<Part>, options: &Options<'_>) {
    let taken = names(parts);
    let free = files.iter().filter(|file| csv_stem(file).is_some() && !taken.contains(&***file));
    let fits =
        |file: &&String| open_file(&folder.join(file)).map_or(true, |(open, _)| fits(Table::Units, open, options));
    let fitting: Vec<Part> = free.filter(fits).map(|file| Part { file: file.clone(), table: Table::Units }).collect();
    parts.extend(fitting);
}

/// Reads a file into its table. That it cannot be opened is a finding.
fn read_file(draft: &mut Draft, path: &Path, part: &Part, options: &Options<'_>) {
    let Part { file, table } = part;
    match open_file(path) {
        Ok((open, size)) => read_sized(draft, *table, file, open, Some(size), options),
        Err(error) => {
            let source = tell_unreadable(draft, file, Some(*table), &error);
            draft.cut(*table, source, 0);
        }
    }
}

/// Says why a file as a whole cannot be read.
pub(super) fn tell_unreadable(
    draft: &mut Draft,
    file: &str,
    table: Option<Table>,
    why: &impl fmt::Display,
) -> SourceId {
    let source = draft.source(file, None);
    let about = About::Seen(why.to_string());
    draft.faults.push(Fault::of_file(&rules::UNREADABLE_FILE, source, 0, table, about));
    source
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::Place;
    use tempfile::TempDir;

    const UNITS: &str = "code,name,level,parent\n130205,开平区,district,\n130205001,马家沟街道,street,130205\n";

    fn folder_of(files: &[(&str, &str)]) -> TempDir {
        let folder = tempfile::tempdir().unwrap();
        for (file, text) in files {
            let path = folder.path().join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        folder
    }

    fn read(files: &[(&str, &str)]) -> Draft {
        folder(folder_of(files).path()).unwrap()
    }

    /// The rule and the file of each finding.
    fn told(draft: &Draft) -> Vec<(&'static str, String)> {
        let findings = draft.clone().check().findings();
        findings.iter().map(|finding| (finding.rule.name, finding.places[0].file.clone())).collect()
    }

    fn ignored(file: &str) -> (&'static str, String) {
        ("ignored-file", file.to_owned())
    }

    #[test]
    fn files_are_read_by_their_name() {
        let zones = "code,name,kind,within\nZ1,开平小区,estate,130205001\n";
        let draft = read(&[("UNITS.CSV", UNITS), ("区域.csv", zones), ("notes.txt", ""), ("deep/units.csv", UNITS)]);
        assert_eq!((draft.row_count(Table::Units), draft.row_count(Table::Zones)), (2, 1));
        assert!(!draft.has(Table::Coverage));
        assert_eq!(told(&draft), [ignored("notes.txt")]);
    }

    #[test]
    fn a_package_goes_before_names() {
        let package = r#"{ "until": "inclusive", "scheme": "mca-2025",
            "resources": [{ "name": "units", "path": ["a/1.csv", "./2.csv"] }] }"#;
        let part = "code,level,parent,valid_until\n130205002,street,130205,2024-05-31\n";
        let files = [
            ("datapackage.json", package),
            ("a/1.csv", UNITS),
            ("2.csv", part),
            ("units.csv", "x"),
            ("zones.csv", "y"),
        ];
        let folder = folder_of(&files);
        let options = Options { scheme: "nbs-2023".parse().ok(), ..Options::default() };
        let draft = folder_with(folder.path(), &options).unwrap();
        assert_eq!(draft.row_count(Table::Units), 3);
        assert_eq!(draft.package.scheme, options.scheme);
        let until = draft.rows(Table::Units).period(0).until();
        assert_eq!(until, "2024-06-01".parse().ok());
        assert_eq!(draft.row_place(Table::Units, 1), Place { row: 2, file: "a/1.csv".to_owned(), ..Place::default() });
        let missing = |file: &str| ("missing-column", file.to_owned());
        let unknown = ("unknown-column", "zones.csv".to_owned());
        assert_eq!(told(&draft), [missing("zones.csv"), missing("zones.csv"), unknown, ignored("units.csv")]);
    }

    #[test]
    fn a_file_that_the_package_promises_and_is_not_there_is_told() {
        let package = r#"{ "resources": [{ "name": "units", "path": "units.csv" }] }"#;
        let draft = read(&[("datapackage.json", package)]);
        assert_eq!(told(&draft), [("unreadable-file", "units.csv".to_owned())]);
        assert!(!draft.has(Table::Units) && draft.is_cut(Table::Units));
    }

    #[test]
    fn a_package_that_is_no_json_is_told() {
        let draft = read(&[("datapackage.json", "\u{feff}{ \"until\": "), ("units.csv", UNITS)]);
        assert_eq!(told(&draft), [("unreadable-file", "datapackage.json".to_owned())]);
        assert_eq!(draft.row_count(Table::Units), 2);
        assert!(told(&read(&[("datapackage.json", "\u{feff}{}"), ("units.csv", UNITS)])).is_empty());
    }

    #[test]
    fn a_folder_of_division_files_is_read_as_units() {
        let other = "编码;名称;上级代码;层级\r\n210106;铁西区;;区县\r\n";
        let draft = read(&[("kaiping.csv", UNITS), ("tiexi.csv", other), ("prices.csv", "code,price\n1,2\n")]);
        assert_eq!(draft.row_count(Table::Units), 3);
        assert_eq!(told(&draft), [ignored("prices.csv")]);

        let named = read(&[("kaiping.csv", UNITS), ("units.csv", UNITS)]);
        assert_eq!((named.row_count(Table::Units), told(&named)), (2, vec![ignored("kaiping.csv")]));
    }

    #[test]
    fn a_single_file_is_the_table_of_its_name_or_units() {
        let folder = folder_of(&[("kaiping.csv", UNITS), ("zone_units.csv", "zone,unit\nZ1,1\n")]);
        let of = |name: &str| path(folder.path().join(name), &Options::default()).unwrap();
        assert_eq!(of("kaiping.csv").row_count(Table::Units), 2);
        assert_eq!(of("zone_units.csv").row_count(Table::ZoneUnits), 1);
        assert_eq!(of("").row_count(Table::Units), 2);
    }

    #[test]
    fn a_call_for_what_is_not_there_is_an_error() {
        let folder = folder_of(&[("units.csv", UNITS)]);
        let at = |name: &str| folder.path().join(name);
        assert!(matches!(super::folder(at("units.csv")), Err(ImportError::NotAFolder { .. })));
        assert!(matches!(super::folder(at("none")), Err(ImportError::NotFound { .. })));
        assert!(matches!(file(at("none.csv")), Err(ImportError::NotFound { .. })));
        assert!(matches!(file(folder.path()), Err(ImportError::NotAFile { .. })));
        let error = file(at("none.csv")).unwrap_err().to_string();
        assert_eq!(error, format!("`{}` does not exist", at("none.csv").display()));
    }
}
