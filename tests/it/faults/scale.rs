//! Long chains and rings: no check of structure, and no walk, goes deeper for a longer one.

use super::tables::draft;
use govgrid::record::Table::{Organizations, Units};
use govgrid::{Code, Draft, Finding, Findings, Lang, Level, Severity};
use std::fmt::Write;

/// Organizations of which each has the next as its superior; of the last one, `top` is.
fn organizations(count: u32, top: &str) -> Draft {
    let mut text = "code,kind,superior\n".to_owned();
    for number in 1..count {
        writeln!(text, "{number:07},organ,{:07}", number + 1).unwrap();
    }
    writeln!(text, "{count:07},organ,{top}").unwrap();
    draft(&[(Units, "code,level\n990199,district\n"), (Organizations, &text)])
}

/// Units of one level, each with the next as its parent; of the last one, `top` is.
fn units(count: u32, level: Level, top: &str) -> Draft {
    let mut text = "code,level,parent\n990199,district,\n".to_owned();
    for number in 1..count {
        writeln!(text, "{number:06},{level},{:06}", number + 1).unwrap();
    }
    writeln!(text, "{count:06},{level},{top}").unwrap();
    draft(&[(Units, &text)])
}

/// How many findings of severity error there are, by rule.
fn errors(findings: &Findings) -> Vec<(&'static str, u64)> {
    let errors = findings.by_rule().filter(|(rule, ..)| rule.severity == Severity::Error);
    errors.map(|(rule, total, _)| (rule.name, total)).collect()
}

#[test]
fn a_chain_of_a_million_superiors_is_walked() {
    let count = 1_000_000;
    let hierarchy = organizations(count, "").build().unwrap();
    let lowest = hierarchy.snapshot().organization(&"0000001".parse::<Code<_>>().unwrap()).unwrap();
    let (mut steps, mut last) = (0, lowest);
    for superior in lowest.superiors() {
        (steps, last) = (steps + 1, superior);
    }
    assert_eq!((steps, last.code()), (count - 1, "1000000"));
}

#[test]
fn a_ring_of_a_million_superiors_is_one_circle() {
    let count = 1_000_000;
    let findings = organizations(count, "0000001").check().findings();
    assert_eq!(errors(&findings), [("superior-cycle", 1)]);
    let circle = findings.iter().next().unwrap();
    assert_eq!((circle.subject.code.as_str(), circle.related_total), ("0000001", u64::from(count) - 1));
    // As many are kept as a finding keeps, and follow on the first.
    let last = circle.related.last().map(|last| last.code.as_str());
    assert_eq!((circle.related.len(), last), (Finding::MOST, Some("0001001")));
}

#[test]
fn rings_and_chains_of_units_on_one_level_are_told() {
    let count = 100_000;
    let ring = units(count, Level::Community, "000001").check();
    assert_eq!(errors(&ring.findings()), [("containment-cycle", 1)]);
    assert_eq!(ring.findings().iter().next().unwrap().related_total, u64::from(count) - 1);

    let (good, rejected) = ring.quarantine();
    assert_eq!((good.snapshot().all_units().count(), rejected.len()), (1, count as usize));

    let chain = units(count, Level::Community, "990199").check();
    assert_eq!(errors(&chain.findings()), [("parent-not-above", u64::from(count) - 1)]);
    let (good, rejected) = chain.quarantine();
    assert_eq!((good.snapshot().all_units().count(), rejected.len()), (2, count as usize - 1));
}

/// Grids on communities on grids: every second link goes down.
#[test]
fn a_ring_of_two_levels_is_one_circle() {
    let count = 100_000_u32;
    let mut text = "code,level,parent\n990199,district,\n".to_owned();
    for number in 0..count {
        let level = if number % 2 == 0 { "community" } else { "grid" };
        writeln!(text, "{number:06},{level},{:06}", (number + 1) % count).unwrap();
    }
    text.push_str("900000,building,000001\n");
    let checked = draft(&[(Units, &text)]).check();
    assert_eq!(errors(&checked.findings()), [("containment-cycle", 1)]);
    assert_eq!(checked.findings().count("depends-on-rejected"), 1);
}

/// A rejected row with all that hangs on it: one note, however many rows fall.
#[test]
fn what_falls_with_one_row_is_one_note() {
    let count = 100_000;
    let mut text = "code,level,parent,households\n990199,district,,\n990199001,street,990199,many\n".to_owned();
    for number in 0..count {
        writeln!(text, "{number:06},building,990199001,").unwrap();
    }
    let checked = draft(&[(Units, &text)]).check();
    let notes: Vec<String> = checked
        .findings()
        .iter()
        .filter(|f| f.rule.name == "depends-on-rejected")
        .map(|f| f.message(Lang::En))
        .collect();
    assert_eq!(notes, [format!("{count} rows hang on `990199001`, which was rejected")]);
}
