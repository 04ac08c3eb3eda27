//! Tests: which mutants each reaches, and how long it takes; and what they make of a mutant.

use super::copy::Copy;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::error::Error;
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::time::{Duration, Instant};

/// What the tests make of a mutant.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Verdict {
    /// No test comes by.
    NotReached,
    /// So many tests come by and hold.
    Survived(usize),
    /// A test fails, or does not end.
    Caught(String),
}

impl Verdict {
    pub(crate) fn word(&self) -> &'static str {
        match self {
            Self::NotReached => "not reached",
            Self::Survived(_) => "survived",
            Self::Caught(_) => "caught",
        }
    }

    pub(crate) fn how(&self) -> String {
        match self {
            Self::NotReached => String::new(),
            Self::Survived(tests) => format!("  ({tests} tests)"),
            Self::Caught(by) => format!("  ({by})"),
        }
    }
}

/// A test, by its program and its name.
#[derive(Clone, Debug)]
struct Test {
    program: PathBuf,
    name: String,
    time: Duration,
    reached: BTreeSet<usize>,
}

/// All tests that hold without a mutant, the quick ones first.
pub(crate) struct Tests {
    tests: Vec<Test>,
}

/// Quick tests of one program run together, up to about so long.
const BATCH: Duration = Duration::from_secs(2);

/// How long a test may take without a mutant.
const LONGEST: Duration = Duration::from_secs(900);

/// How long a run may take.
fn limit(usual: Duration) -> Duration {
    Duration::from_secs(20) + 6 * usual
}

impl Tests {
    pub(crate) fn len(&self) -> usize {
        self.tests.len()
    }

    /// Runs each test by itself.
    pub(crate) fn measured(copy: &Copy, programs: &[PathBuf], jobs: usize) -> Result<Self, Box<dyn Error>> {
        let mut waiting = VecDeque::new();
        for program in programs {
            let out = Command::new(program).current_dir(&copy.dir).args(["--list", "--format", "terse"]).output()?;
            let text = String::from_utf8(out.stdout)?;
            let names = text.lines().filter_map(|line| line.strip_suffix(": test"));
            waiting.extend(names.map(|name| (program.clone(), name.to_owned())));
        }
        let (waiting, done) = (Mutex::new(waiting), Mutex::new(Vec::new()));
        std::thread::scope(|scope| {
            for job in 0..jobs {
                let (waiting, done) = (&waiting, &done);
                scope.spawn(move || {
                    let path = copy.dir.join(format!("reached-{job}"));
                    while let Some((program, name)) = next(waiting) {
                        let measured = measured(copy, program, name, &path);
                        done.lock().expect("no thread fails").push(measured);
                    }
                });
            }
        });
        let (mut tests, mut failing) = (Vec::new(), Vec::new());
        for measured in done.into_inner()? {
            match measured {
                Ok(test) => tests.push(test),
                Err(name) => failing.push(name),
            }
        }
        if !failing.is_empty() {
            eprintln!("left out, since they fail without a mutant: {}", failing.join(", "));
        }
        tests.sort_by(|a, b| (a.time, &a.name).cmp(&(b.time, &b.name)));
        Ok(Self { tests })
    }

    /// Runs the tests that reach each mutant.
    pub(crate) fn meet(&self, copy: &Copy, numbers: &[usize], jobs: usize) -> BTreeMap<usize, Verdict> {
        let (waiting, done) = (Mutex::new(VecDeque::from(numbers.to_vec())), Mutex::new(BTreeMap::new()));
        std::thread::scope(|scope| {
            for _ in 0..jobs {
                scope.spawn(|| {
                    while let Some(number) = next(&waiting) {
                        let start = Instant::now();
                        let verdict = self.verdict(copy, number);
                        let (word, how) = (verdict.word(), verdict.how());
                        eprintln!("{number}: {word}{how}, {:.1} s", start.elapsed().as_secs_f32());
                        done.lock().expect("no thread fails").insert(number, verdict);
                    }
                });
            }
        });
        done.into_inner().unwrap_or_default()
    }

    fn verdict(&self, copy: &Copy, number: usize) -> Verdict {
        let reaching: Vec<&Test> = self.tests.iter().filter(|test| test.reached.contains(&number)).collect();
        if reaching.is_empty() {
            return Verdict::NotReached;
        }
        for batch in batches(&reaching) {
            let usual = batch.iter().map(|test| test.time).sum();
            let names: Vec<&str> = batch.iter().map(|test| test.name.as_str()).collect();
            let Some(first) = batch.first() else { continue };
            let mut command = command(copy, &first.program, &names, limit(usual));
            match run(command.env("MUTANT", number.to_string()), 10 * limit(usual)) {
                Ran::Held => (),
                Ran::Failed(out) => {
                    let failed = out.lines().find_map(|line| line.strip_prefix("test ")?.strip_suffix(" ... FAILED"));
                    return Verdict::Caught(failed.unwrap_or_else(|| names[0]).to_owned());
                }
                Ran::TooLong => return Verdict::Caught(format!("no end of {}", names.join(", "))),
            }
        }
        Verdict::Survived(reaching.len())
    }
}

/// Tests of one program that follow on each other, up to a time.
fn batches<'t>(tests: &[&'t Test]) -> Vec<Vec<&'t Test>> {
    let mut batches: Vec<Vec<&Test>> = Vec::new();
    let mut open: BTreeMap<&Path, (usize, Duration)> = BTreeMap::new();
    for test in tests {
        match open.get_mut(test.program.as_path()) {
            Some((at, sum)) if *sum + test.time <= BATCH => {
                batches[*at].push(test);
                *sum += test.time;
            }
            _ => {
                open.insert(&test.program, (batches.len(), test.time));
                batches.push(vec![test]);
            }
        }
    }
    batches
}

fn next<T>(waiting: &Mutex<VecDeque<T>>) -> Option<T> {
    waiting.lock().expect("no thread fails").pop_front()
}

/// Tests by their names, with so much time of a processor: how busy the machine is with something else says nothing of a
/// mutant.
fn command(copy: &Copy, program: &Path, names: &[&str], limit: Duration) -> Command {
    let mut command = Command::new("sh");
    command.args(["-c", r#"ulimit -t "$0"; exec "$@""#, &limit.as_secs().to_string()]).arg(program);
    command.current_dir(&copy.dir).args(["--exact", "--test-threads=1"]).args(names);
    // Random tests have seeds of their own, and hold with those.
    command.env("RUST_BACKTRACE", "0").env("CARGO_MANIFEST_DIR", &copy.dir);
    command
}

/// What a test does without a mutant; or its name, if it fails.
fn measured(copy: &Copy, program: PathBuf, name: String, path: &Path) -> Result<Test, String> {
    drop(std::fs::remove_file(path));
    let start = Instant::now();
    let mut command = command(copy, &program, &[&name], LONGEST);
    let ran = run(command.env("MUTANT_REACHED", path), 10 * LONGEST);
    let time = start.elapsed();
    if !matches!(ran, Ran::Held) {
        return Err(name);
    }
    let text = std::fs::read_to_string(path).unwrap_or_default();
    let reached = text.lines().filter_map(|line| line.parse().ok()).collect();
    Ok(Test { program, name, time, reached })
}

/// What ends a program whose time is over.
const SIGKILL: i32 = 9;
const SIGXCPU: i32 = 24;

enum Ran {
    Held,
    Failed(String),
    TooLong,
}

/// Runs a program until it ends or its time is over.
fn run(command: &mut Command, limit: Duration) -> Ran {
    let start = Instant::now();
    let child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn();
    let Ok(mut child) = child else { return Ran::Failed(String::new()) };
    let out = child.stdout.take();
    // A full pipe would stop the child.
    let reader = std::thread::spawn(move || {
        let mut text = String::new();
        out.map(|mut out| std::io::Read::read_to_string(&mut out, &mut text));
        text
    });
    loop {
        match child.try_wait() {
            Ok(Some(status)) => {
                let out = reader.join().unwrap_or_default();
                return match status.signal() {
                    _ if status.success() => Ran::Held,
                    Some(SIGKILL | SIGXCPU) => Ran::TooLong,
                    Some(_) | None => Ran::Failed(out),
                };
            }
            Ok(None) if start.elapsed() < limit => std::thread::sleep(Duration::from_millis(4)),
            Ok(None) | Err(_) => {
                drop(child.kill());
                drop(child.wait());
                return Ran::TooLong;
            }
        }
    }
}
