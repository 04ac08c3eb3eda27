//! Audits a data set: reads its tables, builds the hierarchy, and reports what is covered, what is not, and what is
//! wrong.
//!
//! ```text
//! cargo run --release --example coverage_audit -- [DATASET] [--as-of DAY] [--scheme NAME] [--profile NAME|FILE]
//!     [--format text|json|csv] [--output FILE] [--quarantine DIR] [--lang en|zh]
//! ```
//!
//! Exit status: 0 no finding of severity error, 1 at least one, 2 a bad argument or no readable table of units.

use govgrid::import::{self, Options, Progress};
use govgrid::{Checked, Day, Draft, Lang, Profile, Report, Scheme, export, record::Table};
use indicatif::{ProgressBar, ProgressStyle};
use lexopt::prelude::*;
use std::error::Error;
use std::fs::File;
use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

const USAGE: &str = "usage: coverage_audit [DATASET] [--as-of DAY] [--scheme NAME] [--profile NAME|FILE] \
                     [--format text|json|csv] [--output FILE] [--quarantine DIR] [--lang en|zh]";

/// The most bytes that a profile may have.
const MOST_PROFILE_BYTES: u64 = 16 << 20;

/// The findings that say why a table is not read.
const UNREAD: [&str; 4] = ["unreadable-file", "missing-column", "bad-encoding", "too-large"];

#[derive(Clone, Copy)]
enum Format {
    Text,
    Json,
    Csv,
}

struct Arguments {
    dataset: PathBuf,
    as_of: Option<Day>,
    scheme: Option<Scheme>,
    profile: Profile,
    format: Format,
    output: Option<PathBuf>,
    quarantine: Option<PathBuf>,
    lang: Lang,
}

fn main() -> ExitCode {
    match run() {
        Ok(clean) => ExitCode::from(u8::from(!clean)),
        Err(error) => {
            let causes = std::iter::successors(error.source(), |cause| (*cause).source());
            let add = |line: String, cause: &dyn Error| {
                let cause = cause.to_string();
                if line.contains(&cause) { line } else { format!("{line}: {cause}") }
            };
            let line = causes.fold(error.to_string(), add).replace(char::is_control, " ");
            // Nothing is left to say it with if standard error is closed.
            let _ = writeln!(io::stderr(), "coverage_audit: {line}");
            ExitCode::from(2)
        }
    }
}

/// Answers whether no finding is an error.
fn run() -> Result<bool, Box<dyn Error>> {
    let Some(arguments) = arguments()? else {
        writeln!(io::stdout(), "{USAGE}")?;
        return Ok(true);
    };
    let draft = read(&arguments)?;
    if !draft.has(Table::Units) {
        let findings = draft.check().findings();
        let mut why = findings.iter().filter(|finding| UNREAD.contains(&finding.rule.name));
        let why = why.next().map_or_else(|| "there is none".to_owned(), |finding| finding.message(arguments.lang));
        return Err(format!("no table of units could be read: {why}").into());
    }
    let report = audit(draft.check(), &arguments)?;
    write(&report, &arguments)?;
    Ok(!report.has_errors())
}

fn arguments() -> Result<Option<Arguments>, Box<dyn Error>> {
    let mut found = Arguments {
        dataset: Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/data/kaiping"),
        as_of: None,
        scheme: None,
        profile: Profile::national(),
        format: Format::Text,
        output: None,
        quarantine: None,
        lang: Lang::En,
    };
    let mut dataset = None;
    let mut parser = lexopt::Parser::from_env();
    while let Some(argument) = parser.next()? {
        match argument {
            Long("as-of") => found.as_of = Some(parser.value()?.parse()?),
            Long("scheme") => found.scheme = Some(parser.value()?.parse()?),
            Long("profile") => found.profile = profile(&parser.value()?.string()?)?,
            Long("format") => {
                found.format = match parser.value()?.string()?.as_str() {
                    "text" => Format::Text,
                    "json" => Format::Json,
                    "csv" => Format::Csv,
                    other => return Err(format!("no format is called `{other}`: there are text, json and csv").into()),
                }
            }
            Long("output") => found.output = Some(parser.value()?.into()),
            Long("quarantine") => found.quarantine = Some(parser.value()?.into()),
            Long("lang") => {
                found.lang = match parser.value()?.string()?.as_str() {
                    "en" => Lang::En,
                    "zh" => Lang::Zh,
                    other => return Err(format!("no language is called `{other}`: there are en and zh").into()),
                }
            }
            Short('h') | Long("help") => return Ok(None),
            Value(path) if dataset.is_none() => dataset = Some(PathBuf::from(path)),
            Short(_) | Long(_) | Value(_) => return Err(format!("{}; {USAGE}", argument.unexpected()).into()),
        }
    }
    found.dataset = dataset.unwrap_or(found.dataset);
    Ok(Some(found))
}

/// A profile of the crate by its name, else one from a file.
fn profile(name: &str) -> Result<Profile, Box<dyn Error>> {
    if let Ok(profile) = Profile::named(name) {
        return Ok(profile);
    }
    let Ok(found) = std::fs::metadata(name) else { return Ok(Profile::named(name)?) };
    // What is no file, such as a pipe, may have no end.
    if !found.is_file() || found.len() > MOST_PROFILE_BYTES {
        return Err(format!("{name}: it is no file of {MOST_PROFILE_BYTES} bytes at most").into());
    }
    let text = std::fs::read_to_string(name).map_err(|error| format!("{name}: {error}"))?;
    Ok(Profile::from_json(&text).map_err(|error| format!("{name}: {error}"))?)
}

/// Reads the data set, with a progress bar on a terminal.
fn read(arguments: &Arguments) -> Result<Draft, Box<dyn Error>> {
    let bar = if io::stderr().is_terminal() { ProgressBar::no_length() } else { ProgressBar::hidden() };
    bar.set_style(ProgressStyle::with_template("{msg} {bar:30} {bytes}/{total_bytes}")?);
    let show = |progress: Progress| {
        bar.set_length(progress.total.unwrap_or(progress.bytes));
        bar.set_position(progress.bytes);
        bar.set_message(progress.table.label(arguments.lang));
    };
    let options = Options { scheme: arguments.scheme.clone(), progress: Some(&show), ..Options::default() };
    let draft = import::path(&arguments.dataset, &options);
    bar.finish_and_clear();
    Ok(draft?)
}

/// The report of the whole, or of the good part if the rest goes to quarantine.
fn audit(checked: Checked, arguments: &Arguments) -> Result<Report, Box<dyn Error>> {
    let Some(dir) = &arguments.quarantine else {
        return Ok(match checked.build() {
            Ok(hierarchy) => {
                let day = arguments.as_of;
                day.map_or_else(|| hierarchy.snapshot(), |day| hierarchy.as_of(day)).audit(&arguments.profile)
            }
            Err(rejected) => rejected.into_checked().into_report(arguments.as_of, &arguments.profile),
        });
    };
    let same = |a: &Path, b: &Path| a.canonicalize().is_ok_and(|a| b.canonicalize().is_ok_and(|b| a == b));
    if same(dir, &arguments.dataset) {
        // Tables of rejected rows would be read as the data set's own the next time.
        return Err(format!("--quarantine {} is the data set itself", dir.display()).into());
    }
    let (hierarchy, rejected) = checked.quarantine();
    export::quarantine(&rejected, dir)?;
    let snapshot = arguments.as_of.map_or_else(|| hierarchy.snapshot(), |day| hierarchy.as_of(day));
    Ok(snapshot.audit(&arguments.profile))
}

fn write(report: &Report, arguments: &Arguments) -> Result<(), Box<dyn Error>> {
    let mut out: Box<dyn Write> = match &arguments.output {
        Some(path) => Box::new(File::create(path).map_err(|error| format!("{}: {error}", path.display()))?),
        None => Box::new(io::stdout().lock()),
    };
    let mut text = Vec::new();
    match arguments.format {
        Format::Text => export::text(report, arguments.lang, &mut text)?,
        Format::Json => export::json(report, &mut text)?,
        Format::Csv => export::csv(report, arguments.lang, &mut text)?,
    }
    let mut buffered = BufWriter::new(&mut out);
    match buffered.write_all(&text).and_then(|()| buffered.flush()) {
        // Whoever reads the report has seen enough of it.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        written => Ok(written?),
    }
}
