//! Reports say the same whatever the order of rows, whatever is capped, and whoever audits.

use crate::faults::order::bytes_without_rows;
use govgrid::import::{self, Options};
use govgrid::record::Table;
use govgrid::{Change, Day, Draft, Event, Finding, Lang, LiveAudit, Profile, Report};

fn read(files: &[(Table, &str)]) -> Draft {
    let mut draft = Draft::new();
    for (table, text) in files {
        import::read(&mut draft, *table, &format!("{table}.csv"), text.as_bytes(), &Options::default());
    }
    draft
}

fn day() -> Day {
    "2024-06-01".parse().unwrap()
}

fn audit(draft: Draft, profile: &Profile) -> Report {
    draft.build().unwrap().as_of(day()).audit(profile)
}

fn fingerprints(report: &Report) -> Vec<&str> {
    report.findings().iter().map(|finding| finding.fingerprint.as_str()).collect()
}

const UNITS: &str = "code,level,parent\n130205,district,\nC1,community,130205\nC2,community,130205\n";

/// Every order of some rows.
fn orders(rows: &[&str]) -> Vec<String> {
    if rows.is_empty() {
        return vec![String::new()];
    }
    let without = |at: usize| [&rows[..at], &rows[at + 1..]].concat();
    let all = (0..rows.len()).flat_map(|at| orders(&without(at)).into_iter().map(move |rest| (at, rest)));
    all.map(|(at, rest)| format!("{}\n{rest}", rows[at])).collect()
}

/// The report is the same, byte for byte, but for the rows in places.
fn assert_any_order(table: Table, header: &str, rows: &[&str], rule: &str) {
    let report = |rows: &str| {
        let files = [(Table::Units, UNITS), (table, &*format!("{header}\n{rows}"))];
        let files = if table == Table::Units { &files[1..] } else { &files };
        let (good, _) = read(files).quarantine();
        good.as_of(day()).audit(&Profile::national())
    };
    let mut orders = orders(rows).into_iter();
    let expected = report(&orders.next().unwrap());
    assert!(expected.findings().count(rule) > 0, "{rule}");
    for order in orders {
        let found = report(&order);
        assert_eq!(fingerprints(&found), fingerprints(&expected), "{order}");
        assert_eq!(bytes_without_rows(&found), bytes_without_rows(&expected), "{order}");
    }
}

#[test]
fn rows_of_one_claim_are_in_any_order() {
    let header = "id,subject,figure,value";
    assert_any_order(Table::Claims, header, &["1,130205,count:community,5", "1,130205,count:district,7"], "F101");
    let rows = [
        "1,130205,count:community,5",
        "1,C1,count:community,5",
        "1,130205,count:community,7",
        "2,C1,count:community,9",
    ];
    assert_any_order(Table::Claims, header, &rows, "F101");
    let header = "id,subject,figure,value,base";
    let share = "share:community:org:homeowners_committee";
    let rows = ["33.4", "33.3", "34"].map(|value| format!("1,130205,{share},{value},4"));
    assert_any_order(Table::Claims, header, &rows.each_ref().map(String::as_str), "F102");
}

#[test]
fn rows_that_break_one_rule_are_in_any_order() {
    let header = "code,level,parent,name";
    let rows = ["A,district,,", "B,street,A,甲", "C,street,A,甲", "D,street,A,甲 "];
    assert_any_order(Table::Units, header, &rows, "N104");
    let rows = ["A,district,,x", "A,district,,x", "A,district,,y", "B,street,Z,", "B,street,Z,"];
    assert_any_order(Table::Units, header, &rows, "duplicate-code");
    let header = "code,level,parent,households";
    let rows = ["A,district,,", "B,street,A,x", "B,street,A,x", "C,street,A,y", "C,street,A,x"];
    assert_any_order(Table::Units, header, &rows, "bad-value");
}

/// However few findings are kept, all are counted, whoever audits.
#[test]
fn what_is_not_kept_is_counted() {
    let grids = (0..5).map(|grid| format!("G{grid},grid,C1,\n")).collect::<Vec<_>>().concat();
    let units = format!("code,level,parent,name\nC1,community,,\n{grids}");
    let files = [(Table::Units, units.as_str()), (Table::Coverage, "organization,target,mode\n")];
    for cap in [0, 1, 2, 4, 5, 6, 1_000, usize::MAX] {
        let mut profile = Profile::national();
        profile.max_findings = cap;
        let mut live = LiveAudit::new(read(&files).build().unwrap(), day(), profile.clone());
        for number in 0..3 {
            let report = live.report();
            let expected = live.snapshot().audit(&profile);
            assert_eq!(serde_json::to_string(&report).unwrap(), serde_json::to_string(&expected).unwrap(), "{cap}");
            assert_eq!(report.findings().count("C101"), 5, "{cap}");
            assert_eq!(report.findings().iter().filter(|finding| finding.rule.code == "C101").count(), cap.min(5));
            let change = Change::Rename { code: format!("G{number}"), name: "x".to_owned() };
            live.apply(&[Event::on(day(), change)]).unwrap();
        }
    }
}

fn texts(report: &Report) -> [String; 4] {
    let mut csv = Vec::new();
    govgrid::export::csv(report, Lang::En, &mut csv).unwrap();
    let text = |lang| {
        let mut text = Vec::new();
        govgrid::export::text(report, lang, &mut text).unwrap();
        String::from_utf8(text).unwrap()
    };
    [serde_json::to_string(report).unwrap(), String::from_utf8(csv).unwrap(), text(Lang::En), text(Lang::Zh)]
}

/// One finding of many units says how many there are, and shows some, whoever audits and wherever it is written.
#[test]
fn one_finding_with_very_many_parts_is_capped() {
    for count in [Finding::MOST, Finding::MOST + 1, 20_000] {
        let streets = (0..count).map(|street| format!("S{street:06},street,D,甲\n")).collect::<Vec<_>>().concat();
        let draft = read(&[(Table::Units, &format!("code,level,parent,name\nD,district,,\n{streets}"))]);
        let report = audit(draft.clone(), &Profile::national());
        let finding = report.findings().iter().find(|finding| finding.rule.code == "N104").unwrap();
        let kept = count.min(Finding::MOST);
        assert_eq!((finding.related.len(), finding.places.len()), (kept, kept));
        assert_eq!((finding.related_total, finding.places_total), (count as u64, count as u64));
        assert_eq!(finding.related[0].code, "S000000");
        let is_cut = count > Finding::MOST;
        let [json, csv, en, zh] = texts(&report);
        assert_eq!(json.contains(&format!("\"related_total\":{count},")), is_cut);
        assert_eq!(json.contains(&format!("\"places_total\":{count},")), is_cut);
        assert!(
            csv.contains(&format!(",{count},units.csv,,2,")) || csv.contains(&format!(",{count},units.csv,,3,")),
            "{csv}"
        );
        assert_eq!(csv.contains(&format!("; … ({count})")), is_cut);
        assert_eq!(en.contains(&format!("({count} in all)")), is_cut);
        assert_eq!(zh.contains(&format!("（共 {count} 个）")), is_cut);
        assert!(en.contains(&format!("… and {} more", count - 5)), "{en}");
        let hierarchy = draft.build().unwrap();
        let live = LiveAudit::new(hierarchy.clone(), day(), Profile::national());
        assert_eq!(serde_json::to_string(&live.report()).unwrap(), json);
    }
}

/// A circle of very many is one finding, of which an image keeps as much.
#[test]
fn a_circle_of_very_many_is_capped() {
    let count = 3 * Finding::MOST;
    let row = |at| format!("O{at:05},party_branch,O{:05}\n", (at + 1) % count);
    let ring = (0..count).map(row).collect::<Vec<_>>().concat();
    let draft = read(&[(Table::Units, UNITS), (Table::Organizations, &format!("code,kind,superior\n{ring}"))]);
    let (good, rejected) = draft.quarantine();
    assert_eq!(rejected.len(), count);
    let finding = good.findings().iter().find(|finding| finding.rule.name == "superior-cycle").unwrap();
    assert_eq!((finding.related.len(), finding.related_total), (Finding::MOST, count as u64 - 1));
    assert_eq!((finding.places.len(), finding.places_total), (Finding::MOST, count as u64));
    #[cfg(feature = "image")]
    {
        let mut image = Vec::new();
        good.write_image(&mut image).unwrap();
        let opened = govgrid::Hierarchy::read_image(image.as_slice()).unwrap();
        let found = opened.findings().iter().find(|finding| finding.rule.name == "superior-cycle").unwrap();
        assert_eq!(found, finding);
    }
}
