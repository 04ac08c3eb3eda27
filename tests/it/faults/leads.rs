//! Two leads of one alliance on one day, in every form, and what is none.

use super::tables::draft;
use govgrid::record::Table::{AllianceMembers, Alliances, Organizations, People, Units};

/// The rules that are broken, with table, row and column, and the codes related; the rows of alliances and of members.
fn found(alliances: &str, members: &str) -> Vec<(String, Vec<String>)> {
    let alliances = format!("code,kind,lead,valid_from,valid_until\n{alliances}");
    let members = format!("alliance,member,count,role,valid_from,valid_until\n{members}");
    let draft = draft(&[
        (Units, "code,level\nC,community\n"),
        (Organizations, "code,kind\nO,party_branch\nQ,department\n"),
        (People, "code\nP\nR\n"),
        (Alliances, &alliances),
        (AllianceMembers, &members),
    ]);
    let (findings, (hierarchy, _)) = (draft.clone().check().findings(), draft.quarantine());
    assert_eq!(hierarchy.verify(), Ok(()));
    let told = findings.iter().map(|finding| {
        let place = &finding.places[0];
        let at = format!("{} {} {} {}", finding.rule.name, finding.table, place.row, place.column.as_deref().unwrap());
        (at, finding.related.iter().map(|related| related.code.clone()).collect())
    });
    told.collect()
}

fn two(row: u32, other: &str) -> Vec<(String, Vec<String>)> {
    vec![(format!("two-leads alliance_members {row} member"), vec![other.to_owned()])]
}

#[test]
fn two_leads_are_told_in_every_form() {
    // By the alliance's own row and by a member's role.
    assert_eq!(found("A,linkage,O,,\n", "A,Q,,lead,,\n"), two(2, "O"));
    assert_eq!(
        found("A,linkage,O,2024-01-01,2025-01-01\nA,linkage,Q,2025-01-01,\n", "A,Q,,lead,2024-12-31,\n"),
        two(2, "O")
    );
    // By two members; the least row stays.
    assert_eq!(found("A,linkage,,,\n", "A,Q,,lead,,\nA,O,,牵头,,\n"), two(2, "O"));
    assert_eq!(found("A,linkage,,,\n", "A,O,,lead,2024-01-01,2025-01-01\nA,Q,,lead,2024-06-01,\n"), two(3, "O"));
    // By one who is named and one who is not, or two who are not.
    assert_eq!(found("A,linkage,O,,\n", "A,,1,lead,,\n"), two(2, "O"));
    assert_eq!(found("A,linkage,,,\n", "A,,1,lead,,\nA,,1,lead,2024-01-01,\n"), two(3, ""));
    let several = vec![("bad-value alliance_members 2 count".to_owned(), vec![])];
    assert_eq!(found("A,linkage,,,\n", "A,,2,lead,,\n"), several);
    // By rows of the alliance that differ in their lead alone.
    let rows = vec![("two-leads alliances 3 lead".to_owned(), vec!["O".to_owned()])];
    assert_eq!(found("A,linkage,O,,\nA,linkage,Q,,\n", ""), rows);
}

#[test]
fn one_lead_said_twice_or_one_after_another_is_one() {
    for (alliances, members) in [
        ("A,linkage,O,,\n", "A,O,,lead,,\nA,O,1,lead,,\n"),
        ("A,linkage,O,,2025-01-01\n", "A,Q,,lead,2025-01-01,\n"),
        ("A,linkage,,,\n", "A,O,,lead,,2025-01-01\nA,P,,lead,2025-01-01,\n"),
        ("A,linkage,O,,\n", "A,Q,,member_unit,,\nA,,9,residents,,\nA,,0,lead,,\n"),
        ("A,linkage,O,,\nB,linkage,Q,,\n", "A,O,,lead,,\nB,Q,,lead,,\n"),
    ] {
        assert_eq!(found(alliances, members), [], "{alliances}{members}");
    }
}

/// A person who leads is not named in the finding: the places say which rows.
#[test]
fn a_person_who_leads_is_not_named() {
    assert_eq!(found("A,linkage,,,\n", "A,P,,lead,,\nA,R,,lead,,\n"), two(3, ""));
    assert_eq!(found("A,linkage,O,,\n", "A,P,,lead,,\n"), two(2, "O"));
}
