//! The data sets with planted faults in `tests/fixtures/invalid`, a folder for each rule: `bad` with the faults, `good`
//! without, and `expected.json` with every finding that the report on `bad` has.

use govgrid::import::{self, Limits, Options};
use govgrid::{Day, Draft, Finding, Observed, Profile, Quarantine, Report};
use serde::Deserialize;
use std::collections::BTreeSet;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

/// A data set with planted faults.
pub(crate) struct Fixture {
    pub(crate) code: String,
    pub(crate) name: String,
    pub(crate) folder: PathBuf,
    pub(crate) expected: Expected,
}

/// What `expected.json` says.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Expected {
    /// Every finding of the report on `bad`.
    pub(crate) findings: Vec<Told>,
    /// Files whose fault is one of the whole file, its header or its bytes, so that rows cannot be added to them.
    #[serde(default)]
    pub(crate) apart: Vec<String>,
    /// Texts that must appear in no output.
    #[serde(default)]
    pub(crate) hidden: Vec<String>,
    /// The most bytes of a row, if not the usual.
    #[serde(default)]
    pub(crate) row_bytes: Option<usize>,
    /// The day of the report; `null` for the data set's own.
    #[serde(default = "usual_day")]
    as_of: Option<Day>,
}

/// The day on which fixtures are looked at.
pub(crate) fn usual_day() -> Option<Day> {
    "2026-06-01".parse().ok()
}

/// What a finding says, without its sentences.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Told {
    pub(crate) code: String,
    pub(crate) subject: String,
    pub(crate) related: Vec<String>,
    pub(crate) observed: Option<Seen>,
    /// File, row, column, raw text.
    pub(crate) places: Vec<(String, u32, Option<String>, Option<String>)>,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(untagged)]
pub(crate) enum Seen {
    Number(u64),
    Text(String),
}

impl Told {
    pub(crate) fn of(finding: &Finding) -> Self {
        let observed = finding.observed.as_ref().map(|observed| match observed {
            Observed::Number(number) => Seen::Number(*number),
            Observed::Text(text) => Seen::Text(text.clone()),
        });
        let places = finding.places.iter();
        Self {
            code: finding.rule.code.to_owned(),
            subject: finding.subject.code.clone(),
            related: finding.related.iter().map(|related| related.code.clone()).collect(),
            observed,
            places: places.map(|at| (at.file.clone(), at.row, at.column.clone(), at.raw.clone())).collect(),
        }
    }

    /// What every finding of a report says, sorted.
    pub(crate) fn all(report: &Report) -> Vec<Self> {
        let mut told: Vec<Self> = report.findings().iter().map(Self::of).collect();
        told.sort();
        told
    }
}

impl Fixture {
    /// Every fixture that is a data set, by code.
    pub(crate) fn all() -> Vec<Self> {
        let data_sets = names_in(&root()).into_iter().filter(|folder| root().join(folder).join("bad").is_dir());
        data_sets.map(|folder| Self::read(&folder)).collect()
    }

    pub(crate) fn read(folder: &str) -> Self {
        let (code, name) = folder.split_once('-').unwrap();
        let (code, name, folder) = (code.to_owned(), name.to_owned(), root().join(folder));
        let text = fs::read_to_string(folder.join("expected.json")).unwrap();
        let mut expected: Expected =
            serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
        expected.findings.sort();
        Self { code, name, folder, expected }
    }

    /// The draft of `bad` or `good`.
    pub(crate) fn draft(&self, side: &str) -> Draft {
        self.draft_of(&self.folder.join(side))
    }

    /// The draft of another folder, read as this one is.
    pub(crate) fn draft_of(&self, folder: &Path) -> Draft {
        import::folder_with(folder, &limited(self.expected.row_bytes)).unwrap()
    }

    pub(crate) fn profile(&self) -> Profile {
        let text = fs::read_to_string(self.folder.join("profile.json")).ok();
        text.map_or_else(Profile::national, |text| Profile::from_json(&text).unwrap())
    }

    /// The report on the good part of a draft, and what was left out of it.
    pub(crate) fn report(&self, draft: Draft) -> (Report, Quarantine) {
        report(draft, self.expected.as_of, &self.profile())
    }

    /// Whether a part of a table could not be read.
    pub(crate) fn is_cut(&self) -> bool {
        self.expected.findings.iter().any(|told| ["I001", "I002", "I003", "I004"].contains(&told.code.as_str()))
    }
}

/// The report on the good part of a draft, and what was left out of it.
pub(crate) fn report(draft: Draft, day: Option<Day>, profile: &Profile) -> (Report, Quarantine) {
    let (good, rejected) = draft.quarantine();
    let snapshot = day.map_or_else(|| good.snapshot(), |day| good.as_of(day));
    (snapshot.audit(profile), rejected)
}

pub(crate) fn limited(row_bytes: Option<usize>) -> Options<'static> {
    let limits = row_bytes.map_or_else(Limits::default, |row_bytes| Limits { row_bytes });
    Options { limits, ..Options::default() }
}

pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/invalid")
}

/// The names in a folder, sorted.
pub(crate) fn names_in(folder: &Path) -> BTreeSet<String> {
    let entries = fs::read_dir(folder).unwrap().map(Result::unwrap);
    entries.map(|entry| entry.file_name().into_string().unwrap()).collect()
}

/// What is in one list and not in the other, for a message that can be read.
pub(crate) fn difference(got: &[Told], expected: &[Told]) -> String {
    let lines = |some: &[Told], others: &[Told], mark: &str| -> String {
        let mut others = others.to_vec();
        let mut out = String::new();
        for told in some {
            match others.iter().position(|other| other == told) {
                Some(at) => drop(others.swap_remove(at)),
                None => write!(out, "\n  {mark} {told:?}").unwrap(),
            }
        }
        out
    };
    lines(got, expected, "got, not expected:") + &lines(expected, got, "expected, not got:")
}
