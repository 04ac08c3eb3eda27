//! Holds the published figures of five places against the data: each claim with its verdict and the arithmetic behind
//! it.
//!
//! ```text
//! cargo run --release --example five_places -- [DATASET…] [--format text|json] [--lang en|zh]
//! ```
//!
//! Without DATASET these are the five of `examples/data`. `json` prints one object a line for each claim: `id`,
//! `verdict`, `arithmetic`, and `readings` where a text can be read in more than one way. Exit status: 0, or 2 for a bad
//! argument or a data set that cannot be used.

use govgrid::{Judged, Lang, import, import::Options};
use lexopt::prelude::*;
use serde_json::{Value as Json, json};
use std::error::Error;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

const USAGE: &str = "usage: five_places [DATASET…] [--format text|json] [--lang en|zh]";
const PLACES: [&str; 5] = ["kaiping", "qihe", "tiexi", "xiangyang", "xining"];

struct Arguments {
    datasets: Vec<PathBuf>,
    json: bool,
    lang: Lang,
}

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Nothing is left to say it with if standard error is closed.
            let _ = writeln!(io::stderr(), "five_places: {error}");
            ExitCode::from(2)
        }
    }
}

fn run() -> Result<(), Box<dyn Error>> {
    let Some(arguments) = arguments()? else {
        writeln!(io::stdout(), "{USAGE}")?;
        return Ok(());
    };
    let mut out = BufWriter::new(io::stdout().lock());
    for dataset in &arguments.datasets {
        let name = dataset.display();
        let draft = import::path(dataset, &Options::default()).map_err(|error| format!("{name}: {error}"))?;
        let hierarchy = draft.build().map_err(|error| format!("{name}: {error}"))?;
        for judged in hierarchy.snapshot().judged_claims() {
            let printed = if arguments.json {
                writeln!(out, "{}", object(&judged, arguments.lang))
            } else {
                write(&judged, arguments.lang, &mut out)
            };
            match printed {
                // Whoever reads the table has seen enough of it.
                Err(error) if error.kind() == io::ErrorKind::BrokenPipe => return Ok(()),
                printed => printed?,
            }
        }
    }
    Ok(out.flush()?)
}

fn arguments() -> Result<Option<Arguments>, Box<dyn Error>> {
    let mut found = Arguments { datasets: Vec::new(), json: false, lang: Lang::En };
    let mut parser = lexopt::Parser::from_env();
    while let Some(argument) = parser.next()? {
        match argument {
            Long("format") => {
                found.json = match parser.value()?.string()?.as_str() {
                    "text" => false,
                    "json" => true,
                    other => return Err(format!("no format is called `{other}`: there are text and json").into()),
                }
            }
            Long("lang") => {
                found.lang = match parser.value()?.string()?.as_str() {
                    "en" => Lang::En,
                    "zh" => Lang::Zh,
                    other => return Err(format!("no language is called `{other}`: there are en and zh").into()),
                }
            }
            Short('h') | Long("help") => return Ok(None),
            Value(path) => found.datasets.push(path.into()),
            Short(_) | Long(_) => return Err(format!("{}; {USAGE}", argument.unexpected()).into()),
        }
    }
    if found.datasets.is_empty() {
        let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/data");
        found.datasets = PLACES.iter().map(|place| data.join(place)).collect();
    }
    Ok(Some(found))
}

/// A claim as a JSON object.
fn object(judged: &Judged<'_>, lang: Lang) -> Json {
    let reading = |reading: &govgrid::Reading<'_>| {
        let arithmetic = judged.arithmetic_of(reading, lang);
        json!({ "reading": reading.reading, "verdict": reading.verdict, "arithmetic": arithmetic })
    };
    let mut object = json!({ "id": judged.id, "verdict": judged.verdict, "arithmetic": judged.arithmetic(lang) });
    if let Some(object) = object.as_object_mut().filter(|_| judged.readings.len() > 1) {
        object.insert("readings".to_owned(), judged.readings.iter().map(reading).collect());
    }
    object
}

/// A claim as lines: the verdict, then each reading, then what each part says and the arithmetic.
fn write(judged: &Judged<'_>, lang: Lang, out: &mut impl Write) -> io::Result<()> {
    let word = |verdict: govgrid::Verdict| verdict.label(lang).replace('_', " ");
    writeln!(out, "{:<12} {}", judged.id, word(judged.verdict))?;
    for reading in &judged.readings {
        if let Some(name) = reading.reading {
            writeln!(out, "  {name}: {}", word(reading.verdict))?;
        }
        for part in judged.parts_of(reading) {
            writeln!(out, "    {}", part.statement(lang))?;
            writeln!(out, "      {}  {}", word(part.verdict), part.arithmetic.get(lang))?;
        }
    }
    writeln!(out)
}
