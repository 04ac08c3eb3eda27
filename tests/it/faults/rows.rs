//! Several faults in one row, or on one node: every one is found in one run.

use super::tables::{draft, told};
use govgrid::record::Table::{self, Coverage, Lineage, Organizations, Units, ZoneUnits, Zones};

const UNITS: &str = "code,name,level,parent,kind,households,valid_from,valid_until\n990199,,district,,,,,\n\
                     990199001,,street,990199,,,,\n990199001001,,community,990199001,,,,\n";
const ORGANIZATIONS: &str = "code,kind,form,superior,seat,full_members,valid_from,valid_until\n\
                             O-1,party_committee,,,,,,\n";

/// Asserts that the draft has these findings and no others: rule, table, row, column.
pub(super) fn assert_told(tables: &[(Table, &str)], expected: &[(&str, &str, u32, &str)]) {
    let told = told(&draft(tables).check());
    let told: Vec<(&str, &str, u32, &str)> =
        told.iter().map(|(rule, table, row, column)| (*rule, *table, *row, column.as_str())).collect();
    let mut expected = expected.to_vec();
    expected.sort_unstable();
    assert_eq!(told, expected, "{tables:?}");
}

fn units(rows: &str, expected: &[(&str, u32, &str)]) {
    let expected: Vec<_> = expected.iter().map(|(rule, row, column)| (*rule, "units", *row, *column)).collect();
    assert_told(&[(Units, &[UNITS, rows].concat())], &expected);
}

fn organizations(rows: &str, expected: &[(&str, u32, &str)]) {
    let expected: Vec<_> = expected.iter().map(|(rule, row, column)| (*rule, "organizations", *row, *column)).collect();
    assert_told(&[(Units, UNITS), (Organizations, &[ORGANIZATIONS, rows].concat())], &expected);
}

#[test]
fn every_cell_of_a_unit_is_looked_at() {
    units(
        "990199001002,,community,990199009,玫瑰,many,2024-02-30,\n",
        &[
            ("bad-date", 5, "valid_from"),
            ("bad-value", 5, "households"),
            ("unknown-parent", 5, "parent"),
            ("unknown-word", 5, "kind"),
        ],
    );
    units(
        "990199001002,,hamlet,990199009,urban,3.5,2024-01-01,2023-01-01\n",
        &[
            ("bad-value", 5, "level"),
            ("bad-value", 5, "households"),
            ("reversed-period", 5, "valid_until"),
            ("unknown-parent", 5, "parent"),
        ],
    );
    units(
        "99 01,,grid,990199001,urban,-3,,soon\n",
        &[
            ("bad-value", 5, "code"),
            ("bad-value", 5, "households"),
            ("bad-date", 5, "valid_until"),
            ("illegal-skip", 5, "parent"),
            ("unknown-word", 5, "kind"),
        ],
    );
    units(
        "13800000000,,household,990199009,basic,3.5,2024-13-01,\n",
        &[
            ("personal-data", 5, "code"),
            ("bad-value", 5, "households"),
            ("bad-date", 5, "valid_from"),
            ("unknown-parent", 5, "parent"),
            ("unknown-word", 5, "kind"),
        ],
    );
    units(
        ",,,990199009,,,,\n",
        &[("missing-value", 5, "code"), ("missing-value", 5, "level"), ("unknown-parent", 5, "parent")],
    );
}

#[test]
fn a_duplicate_may_have_faults_of_its_own() {
    // The least row by its cells stays: here the one whose parent is there.
    units(
        "990199001002,,community,990199001,,,,\n990199001002,,community,990199009,,,,\n",
        &[("two-parents", 6, "parent"), ("unknown-parent", 6, "parent")],
    );
    units(
        "990199001002,a,community,990199009,,,,\n990199001002,b,community,990199001,,,,\n",
        &[("duplicate-code", 6, "code"), ("unknown-parent", 5, "parent")],
    );
    units(
        "990199001002,a,grid,990199001,,,,\n990199001002,b,community,990199001,玫瑰,,,\n",
        &[("duplicate-code", 6, "code"), ("illegal-skip", 5, "parent"), ("unknown-word", 6, "kind")],
    );
    // Of two rows the one with a fault that its cells show goes.
    units(
        "990199001002,a,community,990199001,,many,,\n990199001002,b,community,990199001,,,,\n",
        &[("bad-value", 5, "households"), ("duplicate-code", 5, "code")],
    );
    // A row whose period cannot be read shares its days with no other.
    units(
        "990199001002,a,community,990199001,,,soon,\n990199001002,b,community,990199001,,,,\n",
        &[("bad-date", 5, "valid_from")],
    );
}

#[test]
fn a_member_of_a_circle_may_have_faults_of_its_own() {
    units(
        "990199001002,,community,990199001003,玫瑰,many,,\n990199001003,,community,990199001002,,,,\n",
        &[("bad-value", 5, "households"), ("containment-cycle", 5, "parent"), ("unknown-word", 5, "kind")],
    );
    // A second row of a member that shares its days is no member.
    units(
        "990199001002,,community,990199001003,,,,\n990199001003,,community,990199001002,,,,\n\
         990199001003,,community,990199001009,,,,\n",
        &[("containment-cycle", 5, "parent"), ("two-parents", 7, "parent"), ("unknown-parent", 7, "parent")],
    );
    organizations(
        "O-2,party_branch,,O-3,,many,,\nO-3,party_branch,red,O-2,990199009,,,\n",
        &[
            ("bad-value", 3, "full_members"),
            ("superior-cycle", 3, "superior"),
            ("unknown-reference", 4, "seat"),
            ("unknown-word", 4, "form"),
        ],
    );
    organizations(
        "O-2,,,O-2,,many,,\nO-4,party_branch,,O-2,,,,\n",
        &[
            ("bad-value", 3, "full_members"),
            ("depends-on-rejected", 3, "code"),
            ("missing-value", 3, "kind"),
            ("superior-cycle", 3, "superior"),
        ],
    );
}

#[test]
fn a_parent_that_is_rejected_may_be_the_wrong_one_too() {
    units(
        "990199001002,,community,990199009,,,,\n990199001003,,community,990199001002,,,,\n\
         990199001003-G001,,grid,990199001003,,,,\n990199001-G002,,grid,990199001,,,,\n\
         990199001-G002-M1,,micro_grid,990199001-G002,,x,,\n",
        &[
            ("bad-value", 9, "households"),
            ("depends-on-rejected", 6, "code"),
            ("illegal-skip", 8, "parent"),
            ("parent-not-above", 6, "parent"),
            ("unknown-parent", 5, "parent"),
        ],
    );
}

#[test]
fn every_cell_of_an_organization_is_looked_at() {
    organizations(
        "O-2,party_branch,red,990199001,O-1,many,2024-01-01,2024-01-01\n",
        &[
            ("bad-value", 3, "full_members"),
            ("reversed-period", 3, "valid_until"),
            ("unknown-word", 3, "form"),
            ("wrong-kind", 3, "seat"),
            ("wrong-kind", 3, "superior"),
        ],
    );
    organizations(
        "O-2,,joint,O-9,990199009,,x,y\nO-3,party_branch,,O-2,9 9,,,\n",
        &[
            ("bad-date", 3, "valid_from"),
            ("bad-date", 3, "valid_until"),
            ("bad-value", 4, "seat"),
            ("depends-on-rejected", 3, "code"),
            ("missing-value", 3, "kind"),
            ("unknown-reference", 3, "seat"),
            ("unknown-reference", 3, "superior"),
        ],
    );
    organizations(
        "O-2,party_branch,,O-1,,,,\nO-2,party_branch,,O-9,,,,\n",
        &[("two-superiors", 4, "superior"), ("unknown-reference", 4, "superior")],
    );
}

#[test]
fn every_cell_of_a_relation_is_looked_at() {
    let coverage = "organization,target,mode,valid_from,valid_until\nO-9,990199009,magic,2024-02-30,\n\
                    990199001,O-8,,2024-02-02,2024-02-01\n";
    let zones = "code,kind,within\nZ-1,nebula,990199009\n990199001,,O-1\n";
    let zone_units = "zone,unit,valid_from,valid_until\nZ-9,Z-1,2024-02-02,2024-02-01\n990199001,990199009,x,\n";
    let lineage = "predecessor,successor,kind,day\n990199009,990199008,moved,x\n,Z-9,,2024-02-30\n";
    assert_told(
        &[
            (Units, UNITS),
            (Organizations, ORGANIZATIONS),
            (Coverage, coverage),
            (Zones, zones),
            (ZoneUnits, zone_units),
            (Lineage, lineage),
        ],
        &[
            ("unknown-reference", "coverage", 2, "organization"),
            ("unknown-reference", "coverage", 2, "target"),
            ("unknown-word", "coverage", 2, "mode"),
            ("bad-date", "coverage", 2, "valid_from"),
            ("wrong-kind", "coverage", 3, "organization"),
            ("unknown-reference", "coverage", 3, "target"),
            ("missing-value", "coverage", 3, "mode"),
            ("reversed-period", "coverage", 3, "valid_until"),
            ("unknown-word", "zones", 2, "kind"),
            ("unknown-reference", "zones", 2, "within"),
            ("duplicate-code", "zones", 3, "code"),
            ("missing-value", "zones", 3, "kind"),
            ("wrong-kind", "zones", 3, "within"),
            ("unknown-reference", "zone_units", 2, "zone"),
            ("wrong-kind", "zone_units", 2, "unit"),
            ("reversed-period", "zone_units", 2, "valid_until"),
            ("wrong-kind", "zone_units", 3, "zone"),
            ("unknown-reference", "zone_units", 3, "unit"),
            ("bad-date", "zone_units", 3, "valid_from"),
            ("unknown-reference", "lineage", 2, "predecessor"),
            ("unknown-reference", "lineage", 2, "successor"),
            ("bad-value", "lineage", 2, "kind"),
            ("bad-date", "lineage", 2, "day"),
            ("missing-value", "lineage", 3, "predecessor"),
            ("unknown-reference", "lineage", 3, "successor"),
            ("missing-value", "lineage", 3, "kind"),
            ("bad-date", "lineage", 3, "day"),
        ],
    );
}

/// A table of which a part could not be read: what names nothing may be in that part.
#[test]
fn what_may_be_in_an_unread_part_is_not_called_unknown() {
    let zones = "code,kind\nZ-1,estate\nZ-2,\"estate\n";
    let organizations = "code,kind,seat\nO-1,department,Z-2\nO-2,department,Z-1\n";
    let zone_units = "zone,unit\nZ-2,990199001\nZ-1,990199009\n";
    assert_told(
        &[(Units, UNITS), (Zones, zones), (Organizations, organizations), (ZoneUnits, zone_units)],
        &[
            ("unreadable-file", "zones", 3, ""),
            ("depends-on-rejected", "zones", 3, ""),
            ("unknown-reference", "zone_units", 3, "unit"),
        ],
    );
    let cut =
        [UNITS, "990199002001,,community,990199002,,,,\n990199001-G1,,grid,990199001,,x,,\n990199002,\""].concat();
    assert_told(
        &[(Units, &cut)],
        &[
            ("unreadable-file", "units", 7, ""),
            ("depends-on-rejected", "units", 7, ""),
            ("illegal-skip", "units", 6, "parent"),
            ("bad-value", "units", 6, "households"),
        ],
    );
}

#[test]
fn an_end_that_is_included_is_the_day_before() {
    let rows = "990199001002,,community,990199001,,,2024-01-01,2024-01-01\n\
                990199001003,,community,990199001,,,2024-01-02,2024-01-01\n";
    let mut draft = govgrid::Draft::new();
    draft.package.until = govgrid::UntilRule::Inclusive;
    let text = [UNITS, rows].concat();
    govgrid::import::read(&mut draft, Units, "units.csv", text.as_bytes(), &govgrid::import::Options::default());
    assert_eq!(told(&draft.check()), [("reversed-period", "units", 6, "valid_until".to_owned())]);
    units(rows, &[("reversed-period", 5, "valid_until"), ("reversed-period", 6, "valid_until")]);
}
