//! The published figures of five places: every verdict, and that it rests on the rows.

use govgrid::{FigureUnit, Hierarchy, Lang, Number, Profile, Verdict, export, import};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use Verdict::{Ambiguous, DoesNotHold, Holds, Impossible, Undecidable};

const PLACES: [&str; 5] = ["kaiping", "qihe", "tiexi", "xiangyang", "xining"];

/// What each claim of the five reports is judged as.
const VERDICTS: [(&str, Verdict); 25] = [
    ("kaiping-1", Holds),
    ("kaiping-2", Ambiguous),
    ("kaiping-3", Undecidable),
    ("kaiping-4", Holds),
    ("kaiping-5", Holds),
    ("kaiping-6", Holds),
    ("qihe-1", Holds),
    ("qihe-2", Holds),
    ("qihe-3", Holds),
    ("qihe-4", Ambiguous),
    ("qihe-5", Holds),
    ("qihe-6", DoesNotHold),
    ("qihe-7", Ambiguous),
    ("tiexi-1", Holds),
    ("tiexi-2", Holds),
    ("tiexi-3", Ambiguous),
    ("xiangyang-1", Holds),
    ("xiangyang-2", DoesNotHold),
    ("xiangyang-3", Undecidable),
    ("xiangyang-4", Undecidable),
    ("xiangyang-5", Ambiguous),
    ("xining-1", Holds),
    ("xining-2", Ambiguous),
    ("xining-3", Undecidable),
    ("xining-4", Holds),
];

fn folder(place: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/data").join(place)
}

static DATA: LazyLock<Vec<Hierarchy>> = LazyLock::new(|| {
    let load = |place: &&str| import::folder(folder(place)).unwrap().build().unwrap();
    PLACES.iter().map(load).collect()
});

/// What the tables say of the text of a claim.
fn arithmetic(id: &str, lang: Lang) -> String {
    let judged = DATA.iter().find_map(|hierarchy| hierarchy.snapshot().judge(id)).unwrap();
    judged.arithmetic(lang)
}

#[test]
fn every_claim_is_judged_as_the_cases_say() {
    let judged: Vec<(&str, Verdict)> = DATA
        .iter()
        .flat_map(|hierarchy| hierarchy.snapshot().judged_claims().map(|judged| (judged.id, judged.verdict)))
        .collect();
    assert_eq!(judged, VERDICTS);
}

#[test]
fn the_arithmetic_is_shown() {
    for (id, part) in [
        ("kaiping-1", "party branch 106 + party group 69 = 175/175"),
        ("kaiping-2", "40/44 = 90.9 %, 41/44 = 93.2 %: none rounds to 92 %"),
        ("kaiping-2", "42/46 = 91.3 %, 43/46 = 93.5 %: none rounds to 92 %"),
        ("kaiping-2", "165/180 = 91.7 % → 92 %; 165–166 of 180 round to 92 %"),
        ("kaiping-3", "20/44 = 45.5 %; the text states no figure"),
        ("kaiping-4", "182/240 = 75.8 %"),
        ("kaiping-5", "12/24 = 50.0 % → 50 %"),
        ("qihe-2", "11 + 2 = 13"),
        ("qihe-4", "77320/20 = 3866.0 → 3866"),
        ("qihe-4", "77320/179 = 432.0 ≈ 432"),
        ("qihe-5", "2474/3533 = 70.03 % > 70 %"),
        ("qihe-6", "5 × 7400 = 37000 < 77320"),
        ("tiexi-1", "joint meeting member with community 1411 + joint meeting member with street 209 = 1620 of 1620"),
        ("tiexi-2", "1247/1620 = 77.0 %"),
        ("tiexi-3", "3 (210106, 210303, 220302)"),
        ("xiangyang-1", "2387/2486 = 96.0 %"),
        ("xiangyang-2", "64 + secretary (treated as) 165 = 229 of 249: 20 in no part"),
        ("xiangyang-3", "(4750 − 3769)/3769 = 26.0 %; per community staff is another figure"),
        ("xiangyang-4", "which units 城区 420600-URBAN comprises is not stated"),
        ("xiangyang-5", "205/249 = 82.3 %, 206/249 = 82.7 %: none rounds to 82.6 %"),
        ("xiangyang-5", "425/515 = 82.5 %, 426/515 = 82.7 %: none rounds to 82.6 %"),
        ("xining-1", "1628/556 = 2.93"),
        ("xining-2", "estate with courtyard: 0 ≠ 744"),
        ("xining-3", "incidents not stated of 2014, 2016–2020; residents not stated of 2014–2021"),
        ("xining-4", "106 + 129 = 235"),
    ] {
        let shown = arithmetic(id, Lang::En);
        assert!(shown.contains(part), "{id}: {shown}");
    }
    assert!(arithmetic("kaiping-2", Lang::Zh).contains("40/44 = 90.9 %、41/44 = 93.2 %，均不舍入为 92 %"));
    assert!(arithmetic("xiangyang-2", Lang::Zh).contains("= 229，共 249：余 20"));
    for hierarchy in DATA.iter() {
        for judged in hierarchy.snapshot().judged_claims() {
            let [en, zh] = [Lang::En, Lang::Zh].map(|lang| judged.arithmetic(lang));
            assert!(!en.is_empty() && !zh.is_empty() && en != zh, "{}: {en}", judged.id);
        }
    }
}

/// A change of the lines of one table: of the first line that has the first text, the first becomes the second in it; the
/// whole line goes if the second is empty, and the second is a line of its own if the first is.
type Edit = (&'static str, &'static str, &'static str);

/// A claim, changes, and the verdict after them.
type Case<'e> = (&'e str, &'e [Edit], Verdict);

fn place_of(id: &str) -> &str {
    id.split('-').next().unwrap()
}

/// Makes the changes of neighbouring cases of one place together: each claim gets its own verdict, and every other claim
/// of the place keeps the one it has.
fn hold_after_changes(cases: &[Case<'_>]) {
    for cases in cases.chunk_by(|a, b| place_of(a.0) == place_of(b.0)) {
        let place = place_of(cases[0].0);
        let changed = tempfile::tempdir().unwrap();
        for entry in fs::read_dir(folder(place)).unwrap().map(Result::unwrap) {
            let mut text = fs::read_to_string(entry.path()).unwrap();
            let edits = cases.iter().flat_map(|case| case.1);
            for edit in edits.filter(|edit| entry.file_name() == *format!("{}.csv", edit.0)) {
                text = edited(&text, *edit);
            }
            fs::write(changed.path().join(entry.file_name()), text).unwrap();
        }
        let hierarchy = import::folder(changed.path()).unwrap().build().map_err(|error| error.to_string()).unwrap();
        for judged in hierarchy.snapshot().judged_claims() {
            let own = cases.iter().find(|case| case.0 == judged.id).map(|case| case.2);
            let before = VERDICTS.iter().find(|known| known.0 == judged.id).map(|known| known.1);
            let arithmetic = judged.arithmetic(Lang::En);
            assert_eq!(Some(judged.verdict), own.or(before), "{}: {arithmetic}", judged.id);
            assert!(own.is_none() || own != before, "{} is changed", judged.id);
        }
    }
}

fn edited(text: &str, (table, from, to): Edit) -> String {
    if from.is_empty() {
        return format!("{text}{to}\n");
    }
    let line = text.lines().find(|line| line.contains(from)).unwrap_or_else(|| panic!("{table}: no {from}"));
    let new = if to.is_empty() { String::new() } else { line.replacen(from, to, 1) + "\n" };
    text.replacen(&format!("{line}\n"), &new, 1)
}

#[test]
fn one_row_decides_each_claim_that_holds() {
    let cases: [Case<'_>; 13] = [
        ("kaiping-1", &[("coverage", "PB-130205001026-G002,", "")], DoesNotHold),
        (
            "kaiping-4",
            &[(
                "posts",
                ",homeowners_committee_member,,4,party_member",
                ",homeowners_committee_member,,3,party_member",
            )],
            DoesNotHold,
        ),
        ("kaiping-5", &[("coverage", "PB-PM-01,PM-01,standalone", "")], DoesNotHold),
        ("kaiping-6", &[("pairings", "U-01,", "")], DoesNotHold),
        ("qihe-1", &[("units", "371425001,village", "371425001,quasi")], DoesNotHold),
        ("qihe-2", &[("units", ",town,", ",quasi,")], DoesNotHold),
        ("qihe-3", &[("responsibilities", "Q2-001,371425001001,community", "")], DoesNotHold),
        ("qihe-5", &[("posts", ",group_leader,,1,organ_member", "")], DoesNotHold),
        ("tiexi-1", &[("posts", ",joint_meeting_member,,14", ",joint_meeting_member,,13")], DoesNotHold),
        ("tiexi-2", &[("measures", ",matters_solved,2023-06-30,1247", ",matters_solved,2023-06-30,1621")], DoesNotHold),
        ("xiangyang-1", &[("organizations", ",double_reporting,", ",joint,")], DoesNotHold),
        ("xining-1", &[("coverage", "-E01,", "")], DoesNotHold),
        ("xining-4", &[("organizations", ",service_station,", ",civilization_station,")], DoesNotHold),
    ];
    for case in &cases {
        assert!(VERDICTS.contains(&(case.0, Holds)) && case.1.len() == 1);
    }
    hold_after_changes(&cases);
}

#[test]
fn what_is_not_stated_decides_the_others_once_it_is() {
    let years = "\
        630104005005,incidents,2014-12-31,900\n630104005005,incidents,2016-12-31,600\n\
        630104005005,incidents,2017-12-31,500\n630104005005,incidents,2018-12-31,400\n\
        630104005005,incidents,2019-12-31,300\n630104005005,incidents,2020-12-31,200\n\
        630104005005,residents,2014-12-31,9000\n630104005005,residents,2015-12-31,9000\n\
        630104005005,residents,2016-12-31,9000\n630104005005,residents,2017-12-31,9000\n\
        630104005005,residents,2018-12-31,9000\n630104005005,residents,2019-12-31,9000\n\
        630104005005,residents,2020-12-31,9000\n630104005005,residents,2021-12-31,9000";
    let cases: [Case<'_>; 12] = [
        ("kaiping-2", &[("claims", "180个社区和村", "46个社区")], Impossible),
        (
            "kaiping-3",
            &[(
                "claims",
                "text:community:alliance:big_party_committee,,全面推行,,",
                "share:community:alliance:big_party_committee,,45.5,percent,",
            )],
            Holds,
        ),
        // As many residents as households, to the person.
        ("qihe-4", &[("measures", "", "371425-SCOPE20,,residents,2022-01-01,77320")], Holds),
        ("qihe-6", &[("reports", "D-001,371425001001-G001,member,35", "D-001,371425001001-G001,member,8099")], Holds),
        ("qihe-7", &[("claims", ",每个小区,", ",全县合计,")], Undecidable),
        ("tiexi-3", &[("units", "210303,", ""), ("units", "220302,", "")], Holds),
        (
            "xiangyang-2",
            &[
                ("posts", ",secretary,165,treated_as", ",secretary,185,treated_as"),
                ("claims", "treated_as,exact,165", "treated_as,exact,185"),
            ],
            Holds,
        ),
        // The base pay of one worker rose by 26.0 %.
        ("xiangyang-3", &[("posts", "", "420600-URBAN,community_staff,1,,,")], DoesNotHold),
        (
            "xiangyang-5",
            &[
                ("claims", "以249名书记所在社区为基数", "中心城区全部社区"),
                ("claims", "以515个大党委所在社区为基数", "中心城区全部社区"),
            ],
            Impossible,
        ),
        ("xining-2", &[("claims", ",包含,", ",并列,")], DoesNotHold),
        ("xining-3", &[("measures", "", years)], Holds),
        // Apart: it also gives a second extent to the secretaries.
        ("xiangyang-4", &[("zone_units", "", "420600-URBAN,420602")], DoesNotHold),
    ];
    hold_after_changes(&cases);
}

/// Forty committees of odd size, 5 to 11 each, have an even number of members from 200 to 440: on 36 of those 121 totals
/// some count rounds to 75.8 %, and 240 with 182 members is one of them.
#[test]
fn the_share_of_members_is_reachable_on_some_totals() {
    let share: Number = "75.8".parse().unwrap();
    let totals: Vec<u64> = (200..=440).step_by(2).collect();
    assert_eq!(totals.len(), 121);
    let reached: Vec<u64> = totals.into_iter().filter(|total| share.counts_on(*total).is_some()).collect();
    assert_eq!(reached.len(), 36);
    assert!(reached.contains(&240));
    assert_eq!(share.counts_on(240), Some(182..=182));
    let sizes = |hierarchy: &Hierarchy| -> Vec<u32> {
        let posts = hierarchy.snapshot().posts();
        let members =
            posts.filter(|post| post.role == govgrid::Role::HomeownersCommitteeMember && post.of_which.is_none());
        members.map(|post| post.count.unwrap()).collect()
    };
    let sizes = sizes(&DATA[0]);
    assert!(sizes.len() == 40 && sizes.iter().all(|size| size % 2 == 1 && (5..=11).contains(size)));
}

#[test]
fn a_claim_is_told_in_words() {
    let snapshot = DATA[0].snapshot();
    let judged = snapshot.judge("kaiping-2").unwrap();
    let reading = judged.readings.iter().find(|reading| reading.reading == Some("46个社区")).unwrap();
    let part = &reading.parts[0];
    assert_eq!(part.claim.unwrap().unit, Some(FigureUnit::Percent));
    assert_eq!(
        part.statement(Lang::En),
        "开平区: share of community (urban) with party branch (temporary): 92 % (base: community (urban), 2022-04-01)"
    );
    assert!(part.place().file.ends_with("claims.csv"));
    assert_eq!(snapshot.judge("kaiping-7"), None);
}

/// The report of a place by its own profile and its verdicts, but for where each was said: rows are written in an order
/// of their own, and a README is not written.
fn told(hierarchy: &Hierarchy, place: &str) -> (serde_json::Value, Vec<(String, Verdict, String)>) {
    let snapshot = hierarchy.snapshot();
    let mut written = Vec::new();
    export::json(&snapshot.audit(&Profile::named(place).unwrap()), &mut written).unwrap();
    let mut report: serde_json::Value = serde_json::from_slice(&written).unwrap();
    for list in ["findings", "summary"] {
        report[list].as_array_mut().unwrap().retain(|entry| entry["name"] != "ignored-file");
    }
    for finding in report["findings"].as_array_mut().unwrap() {
        finding.as_object_mut().unwrap().remove("places").unwrap();
    }
    let judged = snapshot.judged_claims();
    (report, judged.map(|judged| (judged.id.to_owned(), judged.verdict, judged.arithmetic(Lang::Zh))).collect())
}

#[test]
fn written_and_read_again_each_place_is_the_same() {
    let tables = |hierarchy: &Hierarchy| {
        let folder = tempfile::tempdir().unwrap();
        export::tables(&hierarchy.to_draft(), folder.path()).unwrap();
        let mut names: Vec<_> = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        names.sort();
        let text = |name| fs::read_to_string(folder.path().join(&name)).map(|text| (name, text)).unwrap();
        (import::folder(folder.path()).unwrap(), names.into_iter().map(text).collect::<Vec<_>>())
    };
    for (place, hierarchy) in PLACES.iter().zip(DATA.iter()) {
        let (draft, written) = tables(hierarchy);
        let again = draft.build().unwrap();
        assert!(tables(&again).1 == written, "{place}: other tables");
        assert_eq!(told(&again, place), told(hierarchy, place), "{place}");
    }
}
