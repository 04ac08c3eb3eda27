//! What is built and audited in parts is the same whatever the parts are: with the feature `parallel` or without, and with any
//! number of threads.

#[path = "../../benches/city/mod.rs"]
#[expect(dead_code, reason = "the benches ask for more of it")]
mod city;

use city::City;
use govgrid::import::{self, Options};
use govgrid::{Draft, Profile, export};
use std::fmt::Write;

/// What a city with faults comes to. It stands here, and not in a file, for builds with other features to meet it too.
const DIGEST: u64 = 12_502_031_733_907_179_996;

/// A city of several parts of rows, in no order, of which some rows are wrong: they hang on nothing, on what does not stand
/// above them or on each other, are said twice, end before they begin, or name nothing.
fn faulty_city() -> Draft {
    let mut draft = Draft::new();
    for (table, text) in City::of(12_000).tables() {
        let text = std::str::from_utf8(text).unwrap();
        let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
        for at in (30..lines.len()).step_by(30) {
            plant(&mut lines, at);
        }
        import::read(&mut draft, table, table.as_str(), lines.join("\n").as_bytes(), &Options::default());
    }
    draft
}

fn plant(lines: &mut Vec<String>, at: usize) {
    let mut cells: Vec<String> = lines[at].split(',').map(str::to_owned).collect();
    let find = |names: &[&str]| lines[0].split(',').position(|column| names.contains(&column)).unwrap();
    let (from, until) = (find(&["valid_from"]), find(&["valid_until"]));
    let named = find(&["parent", "superior", "target"]);
    let another = lines[at - 15].split(',').next().unwrap();
    match (at / 30) % 5 {
        0 => cells[named] = String::from("nowhere"),
        1 => cells[named] = String::from(cells[0].as_str()),
        2 => cells[named] = String::from(another),
        3 => (cells[from], cells[until]) = (String::from("2024-02-01"), String::from("2024-01-01")),
        _ => lines.push(lines[at].clone()),
    }
    lines[at] = cells.join(",");
}

/// Everything that a draft comes to, as text: what is rejected, what holds, the graph, and an audit.
fn everything_of(draft: Draft) -> String {
    let (hierarchy, rejected) = draft.quarantine();
    let mut text = format!("{rejected:?}\n{:?}\n", hierarchy.rows_as_text());
    for edge in hierarchy.graph().raw_edges() {
        writeln!(text, "{} {} {}", edge.source().index(), edge.weight, edge.target().index()).unwrap();
    }
    let report = hierarchy.as_of("2024-06-01".parse().unwrap()).audit(&Profile::national());
    let mut json = Vec::new();
    export::json(&report, &mut json).unwrap();
    text + std::str::from_utf8(&json).unwrap()
}

/// FNV-1a of 64 bits.
fn digest(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3))
}

#[test]
fn parallel_or_not_a_city_comes_to_the_same_bytes() {
    let draft = faulty_city();
    let found = draft.clone().check().findings();
    let planted = [
        "unknown-parent",
        "containment-cycle",
        "parent-not-above",
        "duplicate-code",
        "unknown-reference",
        "reversed-period",
        "superior-cycle",
        "depends-on-rejected",
    ];
    for rule in planted {
        assert!(found.count(rule) > 0, "no {rule} occurs");
    }
    let text = everything_of(draft);
    assert_eq!(digest(&text), DIGEST, "{} bytes", text.len());
}

#[cfg(feature = "parallel")]
#[test]
fn any_number_of_threads_gives_the_same_bytes() {
    let draft = faulty_city();
    for threads in [1, 3, 8] {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        let text = pool.install(|| everything_of(draft.clone()));
        assert_eq!(digest(&text), DIGEST, "{threads} threads");
    }
}
