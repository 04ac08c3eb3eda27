//! Published figures on small tables: what each verb counts, what a row that is no figure becomes, and how rows of one
//! claim go together.

use govgrid::import::{self, Options};
use govgrid::record::Table;
use govgrid::{Draft, Lang, Snapshot, Verdict};

use Verdict::{Ambiguous, DoesNotHold, Holds, Impossible, Out, Undecidable};

const TABLES: [(Table, &str); 11] = [
    (
        Table::Units,
        "code,name,level,parent,kind,households\n\
        D,某区,district,,district,\nS,某街,street,D,street,\nC1,甲,community,S,urban,\nC2,乙,community,S,village,\n\
        G1,,grid,C1,,300\nG2,,grid,C1,,400\nG3,,grid,C2,,500\n",
    ),
    (Table::Zones, "code,kind,within\nE1,estate,C1\nE2,estate,C2\nV,urban_area,D\n"),
    (Table::ZoneUnits, "zone,unit\nE1,G1\nE1,G2\nE2,G3\n"),
    (
        Table::Organizations,
        "code,kind,form,superior,seat\n\
        OD,working_committee,,,D\nB1,party_branch,,OD,C1\nB2,party_group,,B1,C1\nB3,party_branch,joint,OD,C2\n\
        P1,property_company,,,C1\nP2,property_company,,,\nU1,organ,,,D\nU2,organ,,,D\n",
    ),
    (Table::Services, "organization,target,kind\nP2,E2,property\n"),
    (
        Table::Coverage,
        "organization,target,mode\n\
        B1,G1,standalone\nB2,G2,standalone\nB3,G3,joint\nB1,P1,standalone\nOD,P2,work_only\n",
    ),
    (Table::People, "code\nL1\nL2\n"),
    (
        Table::Posts,
        "place,role,holder,count,of_which\n\
        S,street_leader,L1,,\nS,street_leader,L2,,\nJ,joint_meeting_member,,9,\nC1,secretary,,3,\nC1,secretary,,2,treated_as\n",
    ),
    (Table::Responsibilities, "holder,target,form\nL1,C1,community\nL1,C2,community\n"),
    (Table::Alliances, "code,kind,lead,scope\nJ,joint_meeting,OD,S\nA,party_alliance,U1,\n"),
    (Table::AllianceMembers, "alliance,member,count,role\nA,U2,,member_unit\nA,,5,member_unit\n"),
];

const MEASURES: &str = "subject,measure,day,value\nC1,incidents,2019-06-01,8\nC1,incidents,2020-06-01,6\n\
    C1,incidents,2021-06-01,5\nE1,member_quota,2021-01-01,30\nE2,member_quota,2021-01-01,31\n\
    C1,facility_area_met,2021-01-01,1\nC2,facility_area_met,2021-01-01,0\n\
    S,pay,2020-01-01,100\nC1,pay,2020-01-01,7\n";

/// The draft of the tables with some claims.
fn draft(claims: &str) -> Draft {
    let mut draft = Draft::new();
    let mut read = |table: Table, text: &str| {
        import::read(&mut draft, table, &format!("{table}.csv"), text.as_bytes(), &Options::default());
    };
    for (table, text) in &TABLES {
        read(*table, text);
    }
    read(Table::Measures, MEASURES);
    let reports = "reporter,target,kind,members\nU1,C1,member,40\nU2,C2,member,60\nU1,C1,unit,\n";
    read(Table::Reports, reports);
    read(Table::Pairings, "a,b,kind\nU1,C1,joint_building\nC1,U1,joint_building\nU2,C1,joint_building\n");
    read(Table::Claims, claims);
    draft.package.day = "2021-12-31".parse().ok();
    draft
}

/// The verdict on one row, and the arithmetic.
fn judged(row: &str) -> (Verdict, String) {
    let claims = format!(
        "subject,figure,qualifier,value,base,day,unit,id\n{row}{},1\n",
        ",".repeat(6 - row.matches(',').count())
    );
    let hierarchy = draft(&claims).build().map_err(|error| error.to_string()).unwrap();
    let judged = hierarchy.snapshot().judge("1").unwrap();
    (judged.verdict, judged.arithmetic(Lang::En))
}

/// Rows as `subject,figure,qualifier,value,base,day,unit`, and their verdicts.
const ROWS: [(&str, Verdict); 68] = [
    ("D,count:grid,,3", Holds),
    ("E1,count:grid,,2", Holds),
    ("D,count:household,,1200", Holds),
    ("C1,count:org:property_company,,1", Holds),
    // A company without a seat is where it serves.
    ("C2,count:org:property_company,,1", Holds),
    ("D,count:zone:estate,at_least,2", Holds),
    ("D,count:zone:estate,over,2", DoesNotHold),
    ("D,count:zone:estate,planned,9", Out),
    ("V,count:grid,,0", Undecidable),
    // An organization has those that answer to it, an alliance its lead and its members.
    ("OD,count:org:party_branch,,2", Holds),
    ("A,count:org:organ,,2", Holds),
    ("A,count:alliance_member:member_unit,,6", Holds),
    ("D,count:post:secretary,,3", Holds),
    ("D,count:post:secretary:treated_as,,2,3", Holds),
    ("D,count:post:joint_meeting_member:street,,9", Holds),
    ("D,count:post:joint_meeting_member:community,,9", DoesNotHold),
    ("D,count:report:member,,2", Holds),
    ("D,sum:report:member,,100", Holds),
    // One pair, told from both sides, and another.
    ("D,count:pairing:joint_building,,2", Holds),
    ("D,count:org:organ:pairing:joint_building,,2", Holds),
    ("D,count:community:pairing:joint_building,,1", Holds),
    ("D,count:post:street_leader:responsibility:community,,1", Holds),
    ("D,partition:community:responsibility:community,,2", Holds),
    ("D,partition:grid:org_coverage,,3", Holds),
    ("D,partition:community,,2", Holds),
    ("D,partition:post:secretary,,3", DoesNotHold),
    ("D,partition:org:party_branch,,2", DoesNotHold),
    ("D,share:org:property_company:org_coverage,,50", Holds),
    ("D,share:org:property_company:work_coverage,,100", Holds),
    ("D,share:community:measure:facility_area_met,,50", Holds),
    ("D,share:community:measure:facility_area_met,,51", Impossible),
    ("D,share:community:measure:property_score,,50", Undecidable),
    ("D,share:community:measure:facility_area_met,about,50,0", Undecidable),
    ("D,share:org:party_branch,,50", Undecidable),
    ("D,share:org:party_branch,,66.7,count:grid", Holds),
    ("D,share:community:grid,,100,,,yuan", Undecidable),
    ("D,average:household:grid,,400", Holds),
    ("D,average:zone:estate:community,,1.5", DoesNotHold),
    ("D,average:zone:estate:community,,1.2", Impossible),
    ("D,sum:measure:member_quota,,61", Holds),
    ("D,norm:zone:estate:measure:member_quota,at_least,30", Holds),
    ("D,norm:zone:estate:measure:member_quota,at_least,31", DoesNotHold),
    ("D,norm:grid:household,at_least,300", Holds),
    ("D,norm:grid:household,over,300", DoesNotHold),
    // Communities have two grids and one, estates likewise.
    ("D,norm:community:grid,at_least,1", Holds),
    ("D,norm:community:grid,at_least,2", DoesNotHold),
    ("D,norm:community:grid,over,0", Holds),
    ("D,norm:community:grid,over,1", DoesNotHold),
    ("D,norm:zone:estate:grid,at_least,1", Holds),
    ("D,norm:zone:estate:grid,at_least,2", DoesNotHold),
    ("C1,norm:community:grid,at_least,2", Holds),
    ("C1,norm:community:grid,at_least,3", DoesNotHold),
    ("D,norm:report:member:household,at_least,12,count:household", Holds),
    ("D,norm:report:member:household,at_least,11,count:household", DoesNotHold),
    // What is said of a whole is not added to what is said of a part.
    ("D,sum:measure:pay,,100", Holds),
    ("C1,growth:measure:incidents,,-16.7", Holds),
    ("C1,growth:measure:incidents,,-25,,2020-12-31", Holds),
    ("C1,growth:measure:incidents,,25,4", Holds),
    ("C1,growth:measure:pay,,5", Undecidable),
    ("C1,trend:measure:incidents,,-2", Holds),
    ("C1,trend:measure:incidents,,2", DoesNotHold),
    ("C1,trend:measure:incidents,,-3", Undecidable),
    ("C1,trend:measure:incidents,,-2147483648", Undecidable),
    ("C1,trend:measure:incidents:measure:residents,,-2", Undecidable),
    ("D,text:community,,甲", Holds),
    ("D,text:community,,丙", DoesNotHold),
    ("D,text:community:alliance:big_party_committee,,全面推行", Undecidable),
    ("D,count:project:secretary_project,,0", Undecidable),
];

#[test]
fn every_verb_counts_what_it_says() {
    for (row, verdict) in ROWS {
        let (found, arithmetic) = judged(row);
        assert_eq!(found, verdict, "{row}: {arithmetic}");
        assert!(!arithmetic.is_empty(), "{row}");
    }
}

/// What it takes to judge a figure is not stated: the parts of a whole, a base, what it is per, what a norm is of, an
/// earlier value. The reason is told.
#[test]
fn what_is_not_stated_decides_nothing() {
    for (row, reason) in [
        // Grids of no kind, branches without a form, estates, which have no narrower kind, and members of a role.
        ("D,partition:grid,,3", "is not stated"),
        ("D,partition:org:party_group,,1", "is not stated"),
        // Nor can what lies in a zone be divided of which no unit is stated, whatever kinds there are elsewhere.
        ("V,partition:community,,2", "is not stated"),
        ("V,partition:community,,0", "is not stated"),
        ("D,partition:zone:estate,,2", "is not stated"),
        ("D,partition:post:street_leader,,2", "is not stated"),
        ("D,partition:report:member,,2", "is not stated"),
        ("D,partition:pairing:joint_building,,2", "is not stated"),
        ("D,partition:responsibility:community,,2", "is not stated"),
        ("D,partition:measure:member_quota,,2", "is not stated"),
        ("D,share:grid,,100", "no base is stated"),
        ("D,share:post:secretary,,100", "no base is stated"),
        ("D,share:measure:member_quota,,100", "no base is stated"),
        ("D,average:grid,,3", "no base is stated"),
        ("D,average:grid:org_coverage,,1", "no base is stated"),
        ("D,average:grid,,3,0", "the base is not above 0"),
        ("D,norm:grid,,3", "what the norm is of is not stated"),
        ("D,norm:grid:org_coverage,,1", "what the norm is of is not stated"),
        ("D,growth:grid,,3", "no earlier value is stated"),
        ("D,growth:post:secretary,,3", "no earlier value is stated"),
        ("D,growth:grid,,3,0", "the earlier value is not above 0"),
        ("D,trend:grid,,1", "only measures have values of several years"),
        ("D,sum:measure:complaints,,1", "complaints is not stated"),
        ("D,count:grid:zone:estate,,3,count:project:secretary_project", "there is no table projects"),
    ] {
        let (verdict, arithmetic) = judged(row);
        assert_eq!(verdict, Undecidable, "{row}: {arithmetic}");
        assert!(arithmetic.contains(reason), "{row}: {arithmetic}");
    }
    // With the kinds or the parts stated it can be judged.
    assert_eq!(judged("D,partition:community,,2").0, Holds);
    assert_eq!(judged("D,average:grid,,1.5,2").0, Holds);
}

/// What is seated in a zone of which no unit is stated can be divided by the forms that there are, and by no others.
#[test]
fn parts_that_are_not_known_are_none() {
    let verdict = |value: u64| {
        let claims = format!("subject,figure,value,id\nV,partition:org:party_branch,{value},1\n");
        let mut draft = draft(&claims);
        let seated = "code,kind,form,seat\nB8,party_branch,joint,V\nB9,party_branch,joint,V\n";
        import::read(&mut draft, Table::Organizations, "seated.csv", seated.as_bytes(), &Options::default());
        let hierarchy = draft.build().map_err(|error| error.to_string()).unwrap();
        let judged = hierarchy.snapshot().judge("1").unwrap();
        (judged.verdict, judged.arithmetic(Lang::En))
    };
    assert_eq!(verdict(2).0, Holds, "{}", verdict(2).1);
    assert_eq!(verdict(3).0, DoesNotHold, "{}", verdict(3).1);
}

#[test]
fn a_row_is_judged_on_its_own_day() {
    let (verdict, arithmetic) = judged("C1,sum:measure:incidents,,8,,2019-12-31");
    assert_eq!((verdict, arithmetic.as_str()), (Holds, "incidents: 8 = 8"));
    assert_eq!(judged("C1,sum:measure:incidents,,8").0, DoesNotHold);
    assert_eq!(judged("C1,sum:measure:incidents,,8,,2018-12-31").0, Undecidable);
}

#[test]
fn parts_hold_together_and_readings_stand_beside_each_other() {
    let verdict = |rows: &str| {
        let hierarchy = draft(&format!("id,subject,figure,value,reading\n{rows}")).build().unwrap();
        let snapshot: Snapshot<'_> = hierarchy.snapshot();
        snapshot.judged_claims().map(|judged| (judged.readings.len(), judged.verdict)).collect::<Vec<_>>()
    };
    let [right, wrong, vague] = ["D,count:grid,3", "D,count:grid,4", "V,count:grid,3"];
    for (rows, readings, expected) in [
        (format!("1,{right},\n1,{right},\n"), 1, Holds),
        (format!("1,{right},\n1,{wrong},\n"), 1, DoesNotHold),
        (format!("1,{vague},\n1,{wrong},\n"), 1, DoesNotHold),
        (format!("1,{vague},\n1,{right},\n"), 1, Undecidable),
        (format!("1,{right},a\n1,{wrong},b\n"), 2, Ambiguous),
        (format!("1,{right},a\n1,{vague},b\n"), 2, Ambiguous),
        (format!("1,{right},a\n1,{right},b\n"), 2, Holds),
        // A row without a reading is a part of every reading.
        (format!("1,{wrong},\n1,{right},a\n1,{wrong},b\n"), 2, DoesNotHold),
    ] {
        assert_eq!(verdict(&rows), [(readings, expected)], "{rows}");
    }
}

#[test]
fn a_cell_that_is_no_figure_is_a_bad_value() {
    let claims = "id,subject,figure,value,base\n\
        1,D,count:grid,3,\n2,D,number:grid,3,\n3,D,count:gird,3,\n4,D,count:grid,about 3,\n5,D,count:grid,3,share:grid\n\
        6,D,text:district,any words,\n7,D,占比:网格:组织覆盖,100,count:grid\n8,D,count:post:secretary:org_coverage,3,\n";
    let checked = draft(claims).check();
    let findings = checked.findings();
    let found: Vec<(String, u32, &str, &str)> = findings
        .iter()
        .filter(|finding| finding.rule.name == "bad-value")
        .map(|finding| {
            let place = &finding.places[0];
            (finding.subject.code.clone(), place.row, place.column.as_deref().unwrap(), place.raw.as_deref().unwrap())
        })
        .collect();
    assert_eq!(
        found,
        [
            ("2".to_owned(), 3, "figure", "number:grid"),
            ("3".to_owned(), 4, "figure", "count:gird"),
            ("4".to_owned(), 5, "value", "about 3"),
            ("5".to_owned(), 6, "base", "share:grid"),
            ("8".to_owned(), 9, "figure", "count:post:secretary:org_coverage"),
        ]
    );
    let (hierarchy, _) = checked.quarantine();
    let ids: Vec<&str> = hierarchy.snapshot().judged_claims().map(|judged| judged.id).collect();
    // A base that cannot be read takes its row with it.
    assert_eq!(ids, ["1", "6", "7"]);
}

/// Two values of one day contradict each other: none of them is taken, whichever row comes first.
#[test]
fn of_values_that_contradict_each_other_none_is_taken() {
    let rows = ["C1,complaints,2021-06-01,3", "C1,complaints,2021-06-01,4"];
    let met = ["C2,facility_area_met,2021-02-01,1", "C2,facility_area_met,2021-02-01,0"];
    for [first, second] in [[0, 1], [1, 0]] {
        let mut draft = draft(
            "id,subject,figure,value\n1,D,sum:measure:complaints,4\n2,D,sum:measure:complaints,3\n\
            3,D,count:measure:facility_area_met,1\n4,C1,growth:measure:complaints,100\n",
        );
        let measures = format!(
            "subject,measure,day,value\nC1,complaints,2020-06-01,2\n{}\n{}\n{}\n{}\n",
            rows[first], rows[second], met[first], met[second]
        );
        import::read(&mut draft, Table::Measures, "more.csv", measures.as_bytes(), &Options::default());
        let hierarchy = draft.build().unwrap();
        let verdicts: Vec<Verdict> = hierarchy.snapshot().judged_claims().map(|judged| judged.verdict).collect();
        assert_eq!(verdicts, [Undecidable, Undecidable, Holds, Undecidable], "{first}");
    }
}
/// A part that readings share is one part of a whole, not one for each reading.
#[test]
fn parts_that_readings_share_count_once() {
    let claims = "id,subject,figure,value,reading\n\
        1,D,partition:community,2,\n1,D,count:community:urban,1,a\n1,D,count:community:urban,2,b\n\
        1,D,数:社区:行政村,1,\n1,D,count:community:village,1,\n";
    let hierarchy = draft(claims).build().map_err(|error| error.to_string()).unwrap();
    let judged = hierarchy.snapshot().judge("1").unwrap();
    let [a, b] = judged.readings.as_slice() else { panic!("two readings") };
    assert_eq!((a.verdict, b.verdict), (Holds, DoesNotHold));
    assert!(judged.arithmetic_of(a, Lang::En).contains("= 2 of 2: none left"), "{}", judged.arithmetic_of(a, Lang::En));
}

/// Rows without a reading are parts of every reading. They are kept once, and told of as many as one reads.
#[test]
fn what_every_reading_shares_is_kept_once() {
    let rows = |count: usize, reading: &dyn Fn(usize) -> String| -> String {
        let rows: Vec<String> =
            (0..count).map(|number| format!("1,D,count:community,9,{}\n", reading(number))).collect();
        rows.concat()
    };
    let claims = ["id,subject,figure,value,reading\n", &rows(300, &|_| String::new()), &rows(200, &|n| n.to_string())];
    let hierarchy = draft(&claims.concat()).build().map_err(|error| error.to_string()).unwrap();
    let judged = hierarchy.snapshot().judge("1").unwrap();
    assert_eq!((judged.common.len(), judged.readings.len(), judged.rows().count()), (300, 200, 500));
    assert!(judged.readings.iter().all(|reading| reading.parts.len() == 1 && reading.verdict == DoesNotHold));
    let reading = &judged.readings[0];
    assert_eq!(judged.parts_of(reading).count(), 301);
    let told = judged.arithmetic_of(reading, Lang::En);
    assert_eq!(told.matches("; ").count(), 100, "{told}");
    assert!(told.ends_with("; and 201 more"), "{told}");
    let told = judged.arithmetic(Lang::Zh);
    assert!(told.matches(" | ").count() == 100 && told.ends_with(" | 另有 100 项"), "{told}");
}

/// Many rows of one claim, and many posts at one place, are judged in the time that as many elsewhere take.
#[test]
fn what_is_crowded_is_judged_in_time() {
    const MANY: usize = 4_000;
    let mut claims = "subject,figure,value,id\n".to_owned();
    claims.extend((0..MANY).map(|_| "D,count:community,2,1\n"));
    claims.push_str("D,count:post:grid_worker:post:grid_leader,4000,2\n");
    let mut crowded = draft(&claims);
    let mut posts = "place,role,count\n".to_owned();
    posts.extend((0..MANY).map(|_| "C1,grid_worker,1\nC1,grid_leader,1\n"));
    import::read(&mut crowded, Table::Posts, "more.csv", posts.as_bytes(), &Options::default());
    let hierarchy = crowded.build().map_err(|error| error.to_string()).unwrap();
    let started = std::time::Instant::now();
    let judged: Vec<Verdict> = hierarchy.snapshot().judged_claims().map(|judged| judged.verdict).collect();
    assert_eq!(judged, [Holds, Holds]);
    assert!(started.elapsed().as_secs() < 5, "{:?}", started.elapsed());
}

/// Rows of one day that say different things give no value: neither is taken because it stands later.
#[test]
fn contradictory_values_decide_nothing() {
    let rows = [
        ("C1,sum:measure:residents,200", Undecidable),
        ("D,sum:measure:residents,200", Undecidable),
        ("C1,growth:measure:residents,300", Undecidable),
        ("C1,growth:measure:residents,0", Undecidable),
        ("C1,trend:measure:residents,1", Undecidable),
        ("C2,sum:measure:residents,200", Holds),
        ("C2,growth:measure:residents,300", Holds),
        ("D,share:community:measure:facility_area_met,50", Holds),
    ];
    let claims: Vec<String> = rows.iter().enumerate().map(|(id, row)| format!("{},{id}\n", row.0)).collect();
    let claims = claims.concat();
    let mut draft = draft(&format!("subject,figure,value,id\n{claims}"));
    let more = "subject,measure,day,value\nC1,residents,2021-01-01,100\nC1,residents,2021-01-01,200\n\
        C1,residents,2020-01-01,50\nC1,residents,2019-01-01,50\nC2,residents,2021-01-01,200\nC2,residents,2021-01-01,200.0\n\
        C2,residents,2020-01-01,50\n";
    import::read(&mut draft, Table::Measures, "more.csv", more.as_bytes(), &Options::default());
    let hierarchy = draft.build().map_err(|error| error.to_string()).unwrap();
    for (id, row) in rows.iter().enumerate() {
        let judged = hierarchy.snapshot().judge(&id.to_string()).unwrap();
        assert_eq!(judged.verdict, row.1, "{}: {}", row.0, judged.arithmetic(Lang::En));
    }
}

/// Of 4 yuan 1.5 are 37.5 %, though no count of 4 is.
#[test]
fn a_share_of_a_sum_of_measures_need_not_be_whole() {
    let claims = "id,subject,figure,value,base\n\
        1,S,share:measure:service_fund:measure:working_fund,37.5,sum:measure:operating_fund\n\
        2,S,share:community,37.5,4\n";
    let mut draft = draft(claims);
    let more = "subject,measure,day,value\nS,service_fund,2021-01-01,0.5\nS,working_fund,2021-01-01,1\n\
        S,operating_fund,2021-01-01,4\n";
    import::read(&mut draft, Table::Measures, "more.csv", more.as_bytes(), &Options::default());
    let hierarchy = draft.build().map_err(|error| error.to_string()).unwrap();
    let verdicts: Vec<Verdict> = hierarchy.snapshot().judged_claims().map(|judged| judged.verdict).collect();
    assert_eq!(verdicts, [Holds, Impossible]);
}
