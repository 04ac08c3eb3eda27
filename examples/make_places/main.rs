//! Writes the example data of five places: the tables in `examples/data/<place>`.
//!
//! Districts, streets, towns, communities and villages are real and come from `examples/data/divisions`. What no public
//! source gives, from the grids (网格) down, and who is paired with whom, is built here so that the published counts
//! are met exactly: each place checks its finished tables and refuses anything else. The same program always writes the
//! same bytes.
//!
//! ```text
//! cargo run --example make_places -- [OUT_DIR] [PLACE…]
//! ```

#[path = "../support/arguments.rs"]
mod arguments;
mod city;
mod divisions;
mod kaiping;
mod qihe;
mod tables;
mod tiexi;
mod xiangyang;
mod xining;

use govgrid::{Draft, Profile, Severity, export, record::Table};
use std::error::Error;
use std::ffi::OsString;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::{fs, io};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// A place whose tables are written.
struct Place {
    /// The name of its folder.
    name: &'static str,
    title: &'static str,
    /// Where its figures were published.
    report: &'static str,
    /// Makes its tables, from the folder of the real divisions.
    draft: fn(&Path) -> Result<Draft>,
}

const PLACES: &[Place] = &[
    Place {
        name: "kaiping",
        title: "Grassroots governance of Kaiping district, Tangshan (a built example)",
        report: "Public report on Kaiping district of 2023-09-25 (the published figures)",
        draft: kaiping::draft,
    },
    Place {
        name: "qihe",
        title: "Grassroots governance of Qihe county, Dezhou (a built example)",
        report: "Public report on Qihe county of 2022-09-26 (the published figures)",
        draft: qihe::draft,
    },
    Place {
        name: "tiexi",
        title: "Grassroots governance of Tiexi district, Shenyang (a built example)",
        report: "Public report on Tiexi district of June 2023 (the published figures)",
        draft: tiexi::draft,
    },
    Place {
        name: "xiangyang",
        title: "Grassroots governance of the city of Xiangyang (a built example)",
        report: "Public report on Xiangyang of 2021-07-27 (the published figures)",
        draft: xiangyang::draft,
    },
    Place {
        name: "xining",
        title: "Grassroots governance of four districts of Xining (a built example)",
        report: "Public report on Xining of 2022 (the published figures)",
        draft: xining::draft,
    },
];

fn main() -> ExitCode {
    match arguments::arguments("make_places [OUT_DIR] [PLACE…]", usize::MAX) {
        Ok(arguments) => arguments::status("make_places", run(arguments.into_iter())),
        Err(status) => status,
    }
}

fn run(mut arguments: impl Iterator<Item = OsString>) -> Result<()> {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/data");
    let out = arguments.next().map_or_else(|| data.clone(), PathBuf::from);
    let wanted: Vec<String> = arguments.map(|name| name.to_string_lossy().into_owned()).collect();
    if let Some(name) = wanted.iter().find(|name| PLACES.iter().all(|place| place.name != **name)) {
        let names: Vec<&str> = PLACES.iter().map(|place| place.name).collect();
        return Err(format!("no place is called `{name}`: there are {}", names.join(", ")).into());
    }
    for place in PLACES.iter().filter(|place| wanted.is_empty() || wanted.iter().any(|name| name == place.name)) {
        let draft = (place.draft)(&data.join("divisions")).map_err(|error| format!("{}: {error}", place.name))?;
        check(&draft).map_err(|error| format!("{}: {error}", place.name))?;
        let folder = out.join(place.name);
        export::tables(&draft, &folder)?;
        describe(place, &folder.join("datapackage.json"))?;
        writeln!(io::stdout(), "{}", place.name)?;
        for table in Table::ALL.iter().filter(|table| draft.has(**table)) {
            writeln!(io::stdout(), "  {table}: {} rows", draft.row_count(*table))?;
        }
    }
    Ok(())
}

/// Holds the tables to what every data set must be: without a structural fault, and without an error in its audit.
fn check(draft: &Draft) -> Result<()> {
    let checked = draft.clone().check();
    if let Some(finding) = checked.findings().iter().find(|finding| finding.rule.severity != Severity::Note) {
        return Err(finding.message(govgrid::Lang::En).into());
    }
    let hierarchy = draft.clone().build()?;
    if hierarchy.snapshot().audit(&Profile::national()).has_errors() {
        return Err("the audit finds an error".into());
    }
    Ok(())
}

/// Puts into the written descriptor what a draft does not know: title, licence and sources.
fn describe(place: &Place, path: &Path) -> Result<()> {
    let Place { name, title, report, .. } = place;
    let head = format!(
        r#""name": "{name}",
  "title": "{title}",
  "licenses": [
    {{ "name": "MIT", "path": "https://opensource.org/license/mit" }},
    {{ "name": "Apache-2.0", "path": "https://www.apache.org/licenses/LICENSE-2.0" }}
  ],
  "sources": [
    {{ "title": "china-division 2.7.0 (NBS 2023-06-30)", "path": "https://www.npmjs.com/package/china-division" }},
    {{ "title": "{report}" }}
  ],"#
    );
    let text = fs::read_to_string(path)?;
    let described = text.replacen(r#""name": "govgrid","#, &head, 1);
    if described == text {
        return Err(format!("{} has no name to put a title beside", path.display()).into());
    }
    Ok(fs::write(path, described)?)
}
