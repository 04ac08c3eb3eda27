//! Shows what a plan of events would do to a data set before it is done: what moves, what is left open, what adds up to
//! what before and after, and which findings appear and vanish.
//!
//! ```text
//! cargo run --release --example reorganise -- DATASET PLAN.json [--profile NAME|FILE] [--as-of DAY] [--format text|json]
//!     [--export DIR] [--lang en|zh]
//! ```
//!
//! A plan is an event or a list of events as [`govgrid::Event`] is written; `--export` does what it says and writes the
//! tables with their history. Exit status: 0; 1 if findings of severity warning or error appear, or something is left open;
//! 2 if the plan is refused, or for a bad argument.

mod above;
#[cfg(test)]
mod tests;
mod told;

use govgrid::{Day, Event, Hierarchy, Lang, Preview, Profile, Severity, export, import};
use lexopt::prelude::*;
use std::error::Error;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

const USAGE: &str = "usage: reorganise DATASET PLAN.json [--profile NAME|FILE] [--as-of DAY] [--format text|json] \
                     [--export DIR] [--lang en|zh]";

/// The most bytes that a plan or a profile may have.
const MOST_BYTES: u64 = 256 << 20;

struct Arguments {
    dataset: PathBuf,
    plan: PathBuf,
    profile: Profile,
    as_of: Option<Day>,
    as_json: bool,
    export: Option<PathBuf>,
    lang: Lang,
}

/// What a plan would do, and the hierarchy on either side of it.
struct Reorganisation {
    before: (Hierarchy, Day),
    after: (Hierarchy, Day),
    preview: Preview,
}

fn main() -> ExitCode {
    match run() {
        Ok(clean) => ExitCode::from(u8::from(!clean)),
        Err(error) => {
            let causes = std::iter::successors(error.source(), |cause| (*cause).source());
            let line = causes.fold(error.to_string(), |line, cause| format!("{line}: {cause}"));
            // Nothing is left to say it with if standard error is closed.
            let _ = writeln!(io::stderr(), "reorganise: {}", line.replace(char::is_control, " "));
            ExitCode::from(2)
        }
    }
}

/// Answers whether nothing breaks and nothing is left open.
fn run() -> Result<bool, Box<dyn Error>> {
    let Some(arguments) = arguments()? else {
        writeln!(io::stdout(), "{USAGE}")?;
        return Ok(true);
    };
    let hierarchy = import::folder(&arguments.dataset)?.build()?;
    let plan: Vec<Event> = read_plan(&arguments.plan)?;
    let found = reorganise(hierarchy, &plan, &arguments.profile, arguments.as_of)?;
    let text = if arguments.as_json { told::json(&found)? } else { told::text(&found, arguments.lang) };
    match io::stdout().write_all(text.as_bytes()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {}
        written => written?,
    }
    if let Some(dir) = &arguments.export {
        export::tables(&found.after.0.to_draft(), dir)?;
    }
    Ok(found.is_clean())
}

impl Reorganisation {
    /// Whether nothing breaks and nothing is left open.
    fn is_clean(&self) -> bool {
        let outcome = &self.preview.outcome;
        let breaks = self.preview.findings.appeared.iter().any(|finding| finding.rule.severity >= Severity::Warning);
        !breaks && outcome.unassigned.is_empty() && outcome.undivided.is_empty()
    }
}

fn reorganise(
    before: Hierarchy,
    plan: &[Event],
    profile: &Profile,
    as_of: Option<Day>,
) -> Result<Reorganisation, Box<dyn Error>> {
    let preview = before.preview(plan, profile)?;
    let (after, _) = before.apply(plan)?;
    let days = || plan.iter().map(|event| event.day);
    let (Some(first), Some(last)) = (days().min(), days().max()) else { return Err("the plan has no event".into()) };
    let last = as_of.unwrap_or(last);
    Ok(Reorganisation { before: (before, first.previous()), after: (after, last), preview })
}

fn read_plan(path: &Path) -> Result<Vec<Event>, Box<dyn Error>> {
    let text = read(path)?;
    let value: serde_json::Value = serde_json::from_str(&text).map_err(|error| format!("the plan: {error}"))?;
    let plan = if value.is_array() {
        serde_json::from_str(&text)
    } else {
        serde_json::from_str(&text).map(|event: Event| vec![event])
    };
    Ok(plan.map_err(|error| format!("the plan: {error}"))?)
}

/// The text of a file.
fn read(path: &Path) -> Result<String, Box<dyn Error>> {
    let shown = path.display();
    let found = std::fs::metadata(path).map_err(|error| format!("{shown}: {error}"))?;
    // What is no file, such as a pipe, may have no end.
    if !found.is_file() || found.len() > MOST_BYTES {
        return Err(format!("{shown}: it is no file of {MOST_BYTES} bytes at most").into());
    }
    Ok(std::fs::read_to_string(path).map_err(|error| format!("{shown}: {error}"))?)
}

fn arguments() -> Result<Option<Arguments>, Box<dyn Error>> {
    let (mut profile, mut as_of, mut as_json, mut export, mut lang) =
        (Profile::national(), None, false, None, Lang::En);
    let mut paths = Vec::new();
    let mut parser = lexopt::Parser::from_env();
    while let Some(argument) = parser.next()? {
        match argument {
            Long("profile") => {
                let name = parser.value()?.string()?;
                profile = match Profile::named(&name) {
                    Ok(known) => known,
                    Err(unknown) if !Path::new(&name).exists() => return Err(unknown.into()),
                    Err(_) => {
                        Profile::from_json(&read(Path::new(&name))?).map_err(|error| format!("{name}: {error}"))?
                    }
                }
            }
            Long("as-of") => as_of = Some(parser.value()?.parse()?),
            Long("format") => {
                as_json = match parser.value()?.string()?.as_str() {
                    "text" => false,
                    "json" => true,
                    other => return Err(format!("no format is called `{other}`: there are text and json").into()),
                }
            }
            Long("export") => export = Some(PathBuf::from(parser.value()?)),
            Long("lang") => {
                lang = match parser.value()?.string()?.as_str() {
                    "en" => Lang::En,
                    "zh" => Lang::Zh,
                    other => return Err(format!("no language is called `{other}`: there are en and zh").into()),
                }
            }
            Short('h') | Long("help") => return Ok(None),
            Value(path) if paths.len() < 2 => paths.push(PathBuf::from(path)),
            Short(_) | Long(_) | Value(_) => return Err(format!("{}; {USAGE}", argument.unexpected()).into()),
        }
    }
    let mut paths = paths.into_iter();
    let (Some(dataset), Some(plan)) = (paths.next(), paths.next()) else {
        return Err(format!("a data set and a plan are needed; {USAGE}").into());
    };
    Ok(Some(Arguments { dataset, plan, profile, as_of, as_json, export, lang }))
}
