//! Profiles as JSON.

use super::files::Files;
use super::oracles::{is_audited_alive, nothing_is_lost};
use super::planted::NUMBERS;
use super::{mutate, outputs, tables, world};
use govgrid::{LiveAudit, Profile};
use serde_json::Value;

/// The input is a profile, or files of which one is `profile.json` and the others are tables to audit in place of a small
/// world.
///
/// # Panics
/// If an oracle fails.
pub fn profile(data: &[u8]) {
    let files = Files::of(data);
    let text = files.text("profile.json").unwrap_or_else(|| std::str::from_utf8(data).unwrap_or_default());
    let Ok(profile) = Profile::from_json(text) else { return };
    let draft = if files.tables().any(|file| file.1 != "units.csv" || files.all.len() > 1) {
        files.draft()
    } else {
        Files::of(world::WORLD.as_bytes()).draft()
    };
    let (hierarchy, _) = nothing_is_lost(&draft);
    let day = super::oracles::day(&hierarchy);
    let report = hierarchy.as_of(day).audit(&profile);
    for summary in report.summary() {
        let shown: usize = report.findings().iter().filter(|finding| finding.rule.code == summary.code).count();
        assert!(shown <= profile.max_findings && shown as u64 <= summary.total, "more is shown than the cap allows");
    }
    is_audited_alive(&LiveAudit::new(hierarchy.clone(), day, profile));
    // As the name of the profile.
    let Ok(Value::Object(mut said)) = serde_json::from_str::<Value>(text) else { return };
    let number = NUMBERS[mutate::hash(data) % NUMBERS.len()];
    said.insert("name".to_owned(), Value::String(number.to_owned()));
    let mut seen = String::new();
    match Profile::from_json(&Value::Object(said).to_string()) {
        Ok(profile) => outputs::report(&hierarchy.as_of(day).audit(&profile), &mut seen),
        Err(error) => seen = format!("{error}{error:?}"),
    }
    tables::shows_nothing_of(number, &seen);
}
