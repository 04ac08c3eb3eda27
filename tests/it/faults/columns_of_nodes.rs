//! Every cell of people, projects, alliances with their members, and of what is said of nodes, is looked at.

use super::columns::found;
use govgrid::record::Table::{AllianceMembers, Alliances, Claims, Mappings, Measures, People, Projects};

#[test]
fn every_cell_of_a_person_is_looked_at() {
    found(
        People,
        "code,standing,category,employer,residence,valid_from,valid_until",
        &[
            "P1,saint,idle,C,B,,",
            "P2,,,X,Y,2024-01-01,2024-01-01",
            ",full_member,,,,soon,",
            "13800000000,,,P1,O,,x",
            "P3,,,,H,,",
            "O,,,,G,,",
            "P 4,,,a b,c d,,",
        ],
        &[
            ("unknown-word", 2, "standing"),
            ("unknown-word", 2, "category"),
            ("wrong-kind", 2, "employer"),
            ("wrong-kind", 2, "residence"),
            ("unknown-reference", 3, "employer"),
            ("unknown-reference", 3, "residence"),
            ("reversed-period", 3, "valid_until"),
            ("missing-value", 4, "code"),
            ("bad-date", 4, "valid_from"),
            ("personal-data", 5, "code"),
            ("wrong-kind", 5, "employer"),
            ("wrong-kind", 5, "residence"),
            ("bad-date", 5, "valid_until"),
            ("wrong-kind", 6, "residence"),
            ("duplicate-code", 7, "code"),
            ("bad-value", 8, "code"),
            ("bad-value", 8, "employer"),
            ("bad-value", 8, "residence"),
        ],
    );
}

#[test]
fn every_cell_of_a_project_is_looked_at() {
    found(
        Projects,
        "code,name,kind,within,valid_from,valid_until",
        &[
            "J1,,dam,O,,",
            "J2,,,X,2024-01-01,2024-01-01",
            ",,livelihood_item,a b,soon,",
            "J3,电话13800000000,民生实事,,,",
        ],
        &[
            ("unknown-word", 2, "kind"),
            ("wrong-kind", 2, "within"),
            ("missing-value", 3, "kind"),
            ("unknown-reference", 3, "within"),
            ("reversed-period", 3, "valid_until"),
            ("missing-value", 4, "code"),
            ("bad-value", 4, "within"),
            ("bad-date", 4, "valid_from"),
            ("personal-data", 5, "name"),
        ],
    );
}

#[test]
fn every_cell_of_an_alliance_is_looked_at() {
    found(
        Alliances,
        "code,name,kind,lead,scope,within,template,valid_from,valid_until",
        &[
            "A1,,pact,P,O,C,a b,,",
            "A2,,,X,Y,V,,2024-01-01,2024-01-01",
            ",,linkage,a b,c d,e f,,soon,",
            "A3,,linkage,,,A4,,,",
            "A4,,linkage,,,A5,,,",
            "A5,,linkage,,,A3,,,",
            "A6,,linkage,,,A6,,,x",
            "A7,,linkage,,,A7,,,",
        ],
        &[
            ("unknown-word", 2, "kind"),
            ("wrong-kind", 2, "lead"),
            ("wrong-kind", 2, "scope"),
            ("wrong-kind", 2, "within"),
            ("bad-value", 2, "template"),
            ("missing-value", 3, "kind"),
            ("unknown-reference", 3, "lead"),
            ("unknown-reference", 3, "scope"),
            ("unknown-reference", 3, "within"),
            ("reversed-period", 3, "valid_until"),
            ("missing-value", 4, "code"),
            ("bad-value", 4, "lead"),
            ("bad-value", 4, "scope"),
            ("bad-value", 4, "within"),
            ("bad-date", 4, "valid_from"),
            ("containment-cycle", 5, "within"),
            ("bad-date", 8, "valid_until"),
            ("containment-cycle", 9, "within"),
        ],
    );
}

#[test]
fn every_cell_of_an_alliance_member_is_looked_at() {
    found(
        AllianceMembers,
        "alliance,member,count,role,valid_from,valid_until",
        &[
            "O,C,,chair,,",
            "X,Y,,,2024-01-01,2024-01-01",
            ",,many,lead,soon,",
            "A,,,member_unit,,",
            "A,O,2,member_unit,,",
            "A,,2,lead,,",
            "A,P,,lead,,x",
        ],
        &[
            ("wrong-kind", 2, "alliance"),
            ("wrong-kind", 2, "member"),
            ("unknown-word", 2, "role"),
            ("unknown-reference", 3, "alliance"),
            ("unknown-reference", 3, "member"),
            ("reversed-period", 3, "valid_until"),
            ("missing-value", 4, "alliance"),
            ("bad-value", 4, "count"),
            ("bad-date", 4, "valid_from"),
            ("missing-value", 5, "count"),
            ("bad-value", 6, "count"),
            ("bad-value", 7, "count"),
            ("bad-date", 8, "valid_until"),
        ],
    );
}

#[test]
fn every_cell_of_a_measure_is_looked_at() {
    found(
        Measures,
        "subject,about,measure,day,value",
        &[
            "H,H,luck,x,",
            "P,P,,,1",
            ",Y,residents,2024-01-01,1",
            "X,C,residents,9999-12-31,1",
            "C C,a b,户数,2024-02-30,1",
        ],
        &[
            ("wrong-kind", 2, "subject"),
            ("wrong-kind", 2, "about"),
            ("unknown-word", 2, "measure"),
            ("bad-date", 2, "day"),
            ("missing-value", 2, "value"),
            ("wrong-kind", 3, "subject"),
            ("wrong-kind", 3, "about"),
            ("missing-value", 3, "measure"),
            ("missing-value", 3, "day"),
            ("missing-value", 4, "subject"),
            ("unknown-reference", 4, "about"),
            ("unknown-reference", 5, "subject"),
            ("bad-date", 5, "day"),
            ("bad-value", 6, "subject"),
            ("bad-value", 6, "about"),
            ("bad-date", 6, "day"),
        ],
    );
}

#[test]
fn every_cell_of_a_claim_is_looked_at() {
    found(
        Claims,
        "id,subject,figure,qualifier,value,unit,base,reading,day,source",
        &[
            ",P,,roughly,,apples,,,x,",
            "1,,count: grid,,1,,a b,,2024-02-30,",
            "1,X,count:grid,,1,,,张三13800000000,,電話 138-0000-0000",
            "a b,H,count:grid,,1,,,,,",
        ],
        &[
            ("missing-value", 2, "id"),
            ("wrong-kind", 2, "subject"),
            ("missing-value", 2, "figure"),
            ("unknown-word", 2, "qualifier"),
            ("missing-value", 2, "value"),
            ("unknown-word", 2, "unit"),
            ("bad-date", 2, "day"),
            ("missing-value", 3, "subject"),
            ("bad-value", 3, "figure"),
            ("bad-value", 3, "base"),
            ("bad-date", 3, "day"),
            ("unknown-reference", 4, "subject"),
            ("personal-data", 4, "reading"),
            ("personal-data", 4, "source"),
            ("bad-value", 5, "id"),
            ("wrong-kind", 5, "subject"),
        ],
    );
}

#[test]
fn every_cell_of_a_mapping_is_looked_at() {
    found(
        Mappings,
        "scheme,code,other_scheme,other_code,valid_from,valid_until",
        &["nbs,1 2,NBS-23,,2024-01-01,2024-01-01", ",,,1,x,", "local,1,mca-2025,1 2,,x"],
        &[
            ("bad-value", 2, "scheme"),
            ("bad-value", 2, "code"),
            ("bad-value", 2, "other_scheme"),
            ("missing-value", 2, "other_code"),
            ("reversed-period", 2, "valid_until"),
            ("missing-value", 3, "scheme"),
            ("missing-value", 3, "code"),
            ("missing-value", 3, "other_scheme"),
            ("bad-date", 3, "valid_from"),
            ("bad-value", 4, "other_code"),
            ("bad-date", 4, "valid_until"),
        ],
    );
}
