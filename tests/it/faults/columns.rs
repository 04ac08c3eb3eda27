//! Every cell of every table between nodes is looked at, and every fault of a row is found in one run.

use super::rows::assert_told;
use govgrid::record::Table::{
    self, AllianceMembers, Alliances, Attachments, Claims, Contacts, Directions, Mappings, Measures, Memberships,
    Organizations, Pairings, People, Posts, Projects, Reports, Responsibilities, Services, Units, Whistles, Zones,
};

/// A data set in which every kind of node has one that may be named.
const SOUND: [(Table, &str); 6] = [
    (Units, "code,level,parent\nC,community,\nG,grid,C\nB,building,G\nH,household,B\n"),
    (Zones, "code,kind\nZ,estate\n"),
    (Organizations, "code,kind\nO,party_branch\nQ,department\n"),
    (People, "code,standing\nP,full_member\n"),
    (Alliances, "code,kind\nA,party_alliance\n"),
    (Projects, "code,kind\nJ,secretary_project\n"),
];

/// Asserts what is found in some rows beside the sound ones, by row and column. Row 1 is the header.
pub(super) fn found(table: Table, header: &str, rows: &[&str], expected: &[(&str, u32, &str)]) {
    let text = format!("{header}\n{}\n", rows.join("\n"));
    let mut tables: Vec<(Table, &str)> = SOUND.iter().copied().filter(|sound| sound.0 != table).collect();
    let own = SOUND.iter().find(|sound| sound.0 == table);
    tables.push((table, &text));
    let expected: Vec<_> = expected.iter().map(|(rule, row, column)| (*rule, table.as_str(), *row, *column)).collect();
    assert!(own.is_none() || rows.is_empty() || !header.is_empty());
    assert_told(&tables, &expected);
}

#[test]
fn sound_rows_of_every_table_have_no_fault() {
    let sound: [(Table, &str); 14] = [
        (Directions, "organization,director\nO,Q\n"),
        (Services, "organization,target,kind\nO,C,property\nO,Z,驻警\n"),
        (Memberships, "person,organization,role\nP,O,\nP,O,书记\n"),
        (Attachments, "member,organization,kind\nP,O,\nO,Q,shadowing\n"),
        (
            Posts,
            "place,role,holder,count,of_which,recruiter,manager\nC,secretary,P,,,,\nZ,volunteer,,9,,,\n\
             O,secretary,P,1,,,\nA,other,,0,,,\nJ,grid_worker,,3,certified,Q,C\n",
        ),
        (Pairings, "a,b,kind\nO,C,joint_building\nC,Z,mutual_aid\nH,H,door_opposite\n"),
        (Reports, "reporter,target,kind,members\nO,C,unit,12\nP,G,,\nP,O,,\n"),
        (Responsibilities, "holder,target,form,purpose\nP,C,area,governance;创城\nO,Z,,\nO,J,,\nP,O,,防疫\n"),
        (Contacts, "contact,household,count\nP,H,\nP,,5\nO,,40\nP,H,1\n"),
        (Whistles, "caller,responder,matter\nC,Q,噪声\nO,Q,\n"),
        (AllianceMembers, "alliance,member,count,role\nA,O,,lead\nA,P,,\nA,,12,residents\nA,O,1,lead\n"),
        (Measures, "subject,about,measure,day,value\nO,Z,property_score,2024-01-01,59\nC,,residents,2024-01-01,9\n"),
        (
            Claims,
            "id,subject,figure,qualifier,value,unit,base,reading,day,source\n\
             1,C,count:grid,at_least,9,count,,,2024-01-01,\n1,A,share:grid,,92,percent,44,all,,r\n",
        ),
        (Mappings, "scheme,code,other_scheme,other_code\nnbs-2023,1,mca-2025,2\n"),
    ];
    let tables: Vec<(Table, &str)> = SOUND.iter().chain(&sound).copied().collect();
    assert_told(&tables, &[]);
}

#[test]
fn every_cell_of_a_direction_is_looked_at() {
    found(
        Directions,
        "organization,director,valid_from,valid_until",
        &["X,C,2024-02-30,", ",O O,2024-01-02,2024-01-01", "P,Y,,x"],
        &[
            ("unknown-reference", 2, "organization"),
            ("wrong-kind", 2, "director"),
            ("bad-date", 2, "valid_from"),
            ("missing-value", 3, "organization"),
            ("bad-value", 3, "director"),
            ("reversed-period", 3, "valid_until"),
            ("wrong-kind", 4, "organization"),
            ("unknown-reference", 4, "director"),
            ("bad-date", 4, "valid_until"),
        ],
    );
}

#[test]
fn every_cell_of_a_service_is_looked_at() {
    found(
        Services,
        "organization,target,kind,valid_from,valid_until",
        &["Z,O,sweeping,,", "O,,,2024-01-01,2024-01-01", "X,Y,property,soon,"],
        &[
            ("wrong-kind", 2, "organization"),
            ("wrong-kind", 2, "target"),
            ("unknown-word", 2, "kind"),
            ("missing-value", 3, "target"),
            ("missing-value", 3, "kind"),
            ("reversed-period", 3, "valid_until"),
            ("unknown-reference", 4, "organization"),
            ("unknown-reference", 4, "target"),
            ("bad-date", 4, "valid_from"),
        ],
    );
}

#[test]
fn every_cell_of_a_membership_is_looked_at() {
    found(
        Memberships,
        "person,organization,role,valid_from,valid_until",
        &["O,P,boss,,", "X,Y,member,x,y", ",,,,", "13800000000,O,,2024-01-02,2024-01-01", "a b,,,,"],
        &[
            ("wrong-kind", 2, "person"),
            ("wrong-kind", 2, "organization"),
            ("unknown-word", 2, "role"),
            ("unknown-reference", 3, "person"),
            ("unknown-reference", 3, "organization"),
            ("bad-date", 3, "valid_from"),
            ("bad-date", 3, "valid_until"),
            ("personal-data", 5, "person"),
            ("reversed-period", 5, "valid_until"),
            ("bad-value", 6, "person"),
            ("missing-value", 6, "organization"),
        ],
    );
}

#[test]
fn every_cell_of_an_attachment_is_looked_at() {
    found(
        Attachments,
        "member,organization,kind,valid_from,valid_until",
        &["C,Z,nearby,,", "X,Y,,2024-01-01,2024-01-01", ",P,,soon,later"],
        &[
            ("wrong-kind", 2, "member"),
            ("wrong-kind", 2, "organization"),
            ("unknown-word", 2, "kind"),
            ("unknown-reference", 3, "member"),
            ("unknown-reference", 3, "organization"),
            ("reversed-period", 3, "valid_until"),
            ("missing-value", 4, "member"),
            ("wrong-kind", 4, "organization"),
            ("bad-date", 4, "valid_from"),
            ("bad-date", 4, "valid_until"),
        ],
    );
}

#[test]
fn every_cell_of_a_pairing_is_looked_at() {
    found(
        Pairings,
        "a,b,kind,valid_from,valid_until",
        &["P,A,friends,,", "X,Y,,2024-01-01,2024-01-01", ",O O,mutual_aid,x,"],
        &[
            ("wrong-kind", 2, "a"),
            ("wrong-kind", 2, "b"),
            ("unknown-word", 2, "kind"),
            ("unknown-reference", 3, "a"),
            ("unknown-reference", 3, "b"),
            ("missing-value", 3, "kind"),
            ("reversed-period", 3, "valid_until"),
            ("missing-value", 4, "a"),
            ("bad-value", 4, "b"),
            ("bad-date", 4, "valid_from"),
        ],
    );
}

#[test]
fn every_cell_of_a_report_is_looked_at() {
    found(
        Reports,
        "reporter,target,kind,members,valid_from,valid_until",
        &["C,Z,visit,few,,", "X,Y,,-1,2024-01-01,2024-01-01", ",,unit,3,soon,"],
        &[
            ("wrong-kind", 2, "reporter"),
            ("wrong-kind", 2, "target"),
            ("unknown-word", 2, "kind"),
            ("bad-value", 2, "members"),
            ("unknown-reference", 3, "reporter"),
            ("unknown-reference", 3, "target"),
            ("bad-value", 3, "members"),
            ("reversed-period", 3, "valid_until"),
            ("missing-value", 4, "reporter"),
            ("missing-value", 4, "target"),
            ("bad-date", 4, "valid_from"),
        ],
    );
}

#[test]
fn every_cell_of_a_post_is_looked_at() {
    found(
        Posts,
        "place,role,holder,count,of_which,recruiter,manager,valid_from,valid_until",
        &[
            "P,king,O,,tall,P,Z,2024-02-30,",
            "X,,Y,,,V,W,2024-01-01,2024-01-01",
            ",member,,many,,,,,x",
            "C,member,,,,,,,",
            "C,member,P,2,,,,,",
            "C,member,13800000000,,,,,,",
            "C,member,P P,,,O O,,,",
        ],
        &[
            ("wrong-kind", 2, "place"),
            ("unknown-word", 2, "role"),
            ("wrong-kind", 2, "holder"),
            ("unknown-word", 2, "of_which"),
            ("wrong-kind", 2, "recruiter"),
            ("wrong-kind", 2, "manager"),
            ("bad-date", 2, "valid_from"),
            ("unknown-reference", 3, "place"),
            ("missing-value", 3, "role"),
            ("unknown-reference", 3, "holder"),
            ("unknown-reference", 3, "recruiter"),
            ("unknown-reference", 3, "manager"),
            ("reversed-period", 3, "valid_until"),
            ("missing-value", 4, "place"),
            ("bad-value", 4, "count"),
            ("bad-date", 4, "valid_until"),
            ("missing-value", 5, "count"),
            ("bad-value", 6, "count"),
            ("personal-data", 7, "holder"),
            ("bad-value", 8, "holder"),
            ("bad-value", 8, "recruiter"),
        ],
    );
}

#[test]
fn every_cell_of_a_responsibility_is_looked_at() {
    found(
        Responsibilities,
        "holder,target,form,purpose,valid_from,valid_until",
        &["C,P,hug,governance;magic,,", "X,Y,,;,2024-01-01,2024-01-01", ",A,,治理；防疫、nothing,soon,"],
        &[
            ("wrong-kind", 2, "holder"),
            ("wrong-kind", 2, "target"),
            ("unknown-word", 2, "form"),
            ("unknown-word", 2, "purpose"),
            ("unknown-reference", 3, "holder"),
            ("unknown-reference", 3, "target"),
            ("reversed-period", 3, "valid_until"),
            ("missing-value", 4, "holder"),
            ("wrong-kind", 4, "target"),
            ("unknown-word", 4, "purpose"),
            ("bad-date", 4, "valid_from"),
        ],
    );
}

#[test]
fn every_cell_of_a_contact_is_looked_at() {
    found(
        Contacts,
        "contact,household,count,valid_from,valid_until",
        &[
            "C,G,,,",
            "X,Y,,2024-01-01,2024-01-01",
            ",O,,soon,",
            "P,,,,",
            "P,H,2,,",
            "P,H,many,,",
            "P,13800000000,,,",
            "O,,-1,,x",
        ],
        &[
            ("wrong-kind", 2, "contact"),
            ("wrong-kind", 2, "household"),
            ("unknown-reference", 3, "contact"),
            ("unknown-reference", 3, "household"),
            ("reversed-period", 3, "valid_until"),
            ("missing-value", 4, "contact"),
            ("wrong-kind", 4, "household"),
            ("bad-date", 4, "valid_from"),
            ("missing-value", 5, "count"),
            ("bad-value", 6, "count"),
            ("bad-value", 7, "count"),
            ("personal-data", 8, "household"),
            ("bad-value", 9, "count"),
            ("bad-date", 9, "valid_until"),
        ],
    );
}

#[test]
fn every_cell_of_a_whistle_is_looked_at() {
    found(
        Whistles,
        "caller,responder,matter,valid_from,valid_until",
        &["P,C,,,", "X,Y,,2024-01-01,2024-01-01", ",,noise,soon,", "C,Q,王某 13800000000,,"],
        &[
            ("wrong-kind", 2, "caller"),
            ("wrong-kind", 2, "responder"),
            ("unknown-reference", 3, "caller"),
            ("unknown-reference", 3, "responder"),
            ("reversed-period", 3, "valid_until"),
            ("missing-value", 4, "caller"),
            ("missing-value", 4, "responder"),
            ("bad-date", 4, "valid_from"),
            ("personal-data", 5, "matter"),
        ],
    );
}
