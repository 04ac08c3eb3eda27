//! What speaks for a proposed recode: the name, or more than half of the children on both sides.

use govgrid::{Change, Draft, Ground, Hierarchy, Level, Proposal, record};

/// A street of a district with a code, perhaps a name, and communities of some names.
fn street(code: &str, name: Option<&str>, communities: &[&str]) -> Hierarchy {
    let mut draft = Draft::new();
    draft.add(&record::Unit::new("D", Level::District)).unwrap();
    let unit = |code: &str, name: Option<&str>, level: Level, parent: &str| record::Unit {
        name: name.map(str::to_owned),
        parent: Some(parent.to_owned()),
        ..record::Unit::new(code, level)
    };
    draft.add(&unit(code, name, Level::Street, "D")).unwrap();
    for (number, community) in communities.iter().enumerate() {
        // The codes of the children say nothing: only their names are shared.
        let name = Some(*community).filter(|name| !name.is_empty());
        draft.add(&unit(&format!("{code}-{number}"), name, Level::Community, code)).unwrap();
    }
    draft.build().unwrap()
}

fn proposals(before: &Hierarchy, after: &Hierarchy) -> Vec<Proposal> {
    let day = "2024-07-01".parse().unwrap();
    let proposals = before.changes_to(after, day);
    let plan: Vec<_> = proposals.iter().map(|proposal| proposal.event.clone()).collect();
    assert!(before.replay(&plan, after, day).unwrap().is_empty(), "{plan:?}");
    proposals
}

/// What speaks for S1 having become S9, if that is proposed; else it closes and S9 opens.
fn grounds(before: &Hierarchy, after: &Hierarchy) -> Option<Vec<Ground>> {
    let proposals = proposals(before, after);
    let is = |word: &str, code: &str| {
        proposals.iter().any(|proposal| {
            let said = serde_json::to_value(&proposal.event).unwrap();
            let of = if word == "open" { &said["row"]["code"] } else { &said["code"] };
            said["event"] == word && of == code
        })
    };
    let recode = |proposal: &&Proposal| {
        let expected = Change::Recode { code: "S1".to_owned(), to: "S9".to_owned(), reuse: false };
        proposal.event.change == expected
    };
    let found = proposals.iter().find(recode).map(|proposal| proposal.grounds.clone());
    assert_eq!([is("open", "S9"), is("close", "S1")], [found.is_none(); 2], "{proposals:?}");
    found
}

fn shared(shared: usize, of: usize) -> Vec<Ground> {
    vec![Ground::SameParent("D".to_owned()), Ground::SharedChildren { shared, of }]
}

#[test]
fn a_street_with_the_same_communities_is_the_same_under_another_code() {
    let before = street("S1", None, &["甲", "乙", "丙"]);
    assert_eq!(grounds(&before, &street("S9", None, &["甲", "乙", "丙"])), Some(shared(3, 3)));
    assert_eq!(grounds(&before, &street("S9", None, &["丙", "丁", "甲"])), Some(shared(2, 3)));
    // In whatever order they come, and whatever the streets are named.
    assert_eq!(
        grounds(&street("S1", Some("东"), &["甲", "乙"]), &street("S9", Some("西"), &["乙", "甲"])),
        Some(shared(2, 2))
    );
}

#[test]
fn half_of_the_communities_is_not_enough() {
    let names = ["甲", "乙", "丙", "丁", "戊", "己"];
    // Of so many before and so many after, so many are shared: more than half of each must be.
    for before in 1..=names.len() {
        for after in 1..=names.len() {
            for common in 0..=before.min(after) {
                let other: Vec<String> = (common..after).map(|number| format!("新{number}")).collect();
                let theirs: Vec<&str> =
                    names[..common].iter().copied().chain(other.iter().map(String::as_str)).collect();
                let found = grounds(&street("S1", None, &names[..before]), &street("S9", None, &theirs));
                let is_enough = 2 * common > before && 2 * common > after;
                assert_eq!(found, is_enough.then(|| shared(common, before)), "{common} of {before} and {after}");
            }
        }
    }
}

#[test]
fn children_without_names_are_shared_with_none() {
    assert_eq!(grounds(&street("S1", None, &["", ""]), &street("S9", None, &["", ""])), None);
    assert_eq!(grounds(&street("S1", None, &[]), &street("S9", None, &[])), None);
    // Those without a name do not count on either side.
    assert_eq!(grounds(&street("S1", None, &["甲", "", ""]), &street("S9", None, &["甲"])), Some(shared(1, 1)));
}

#[test]
fn a_name_is_enough_without_children() {
    let found = grounds(&street("S1", Some("东里"), &["甲", "乙"]), &street("S9", Some("东里"), &["丙"]));
    let expected = [
        Ground::SameParent("D".to_owned()),
        Ground::SameName("东里".to_owned()),
        Ground::SharedChildren { shared: 0, of: 2 },
    ];
    assert_eq!(found.as_deref(), Some(expected.as_slice()));
}

#[test]
fn of_two_that_fit_none_is_proposed() {
    let with = |codes: &[&str]| {
        let mut draft = Draft::new();
        draft.add(&record::Unit::new("D", Level::District)).unwrap();
        for code in codes {
            let unit = record::Unit { parent: Some("D".to_owned()), ..record::Unit::new(*code, Level::Street) };
            draft.add(&record::Unit { name: Some("东里".to_owned()), ..unit }).unwrap();
        }
        draft.build().unwrap()
    };
    assert!(grounds(&with(&["S1"]), &with(&["S9"])).is_some());
    assert_eq!(grounds(&with(&["S1"]), &with(&["S8", "S9"])), None);
}

/// Organizations of a delivery, each with its superior.
fn organizations(all: &[(&str, &str)]) -> Hierarchy {
    let mut draft = Draft::new();
    draft.add(&record::Unit::new("D", Level::District)).unwrap();
    for (code, superior) in all {
        let superior = Some((*superior).to_owned()).filter(|superior| !superior.is_empty());
        let kind = govgrid::OrganizationKind::PartyBranch;
        draft.add(&record::Organization { superior, ..record::Organization::new(*code, kind) }).unwrap();
    }
    draft.build().unwrap()
}

#[test]
fn a_superior_opens_before_its_own_whatever_their_codes() {
    let before = organizations(&[("O", "")]);
    for after in [
        &[("O", ""), ("A", "B"), ("B", "")][..],
        &[("O", ""), ("A", "B"), ("B", "C"), ("C", "E"), ("E", "")],
        &[("O", ""), ("A", "O"), ("B", "A"), ("C", "B")],
        &[("O", ""), ("C", "B"), ("B", "Z"), ("A", "Z"), ("Z", "O")],
    ] {
        let proposals = proposals(&before, &organizations(after));
        let codes = proposals.iter().map(|proposal| {
            let Change::Open { row, .. } = &proposal.event.change else { panic!("{proposal:?}") };
            row.cell("code")
        });
        let codes: Vec<&str> = codes.collect();
        assert_eq!(codes.len(), after.len() - 1);
        for (code, superior) in after.iter().filter(|(code, _)| *code != "O") {
            let place = |of: &str| codes.iter().position(|code| *code == of);
            assert!(place(superior) < place(code), "{code} of {superior}: {codes:?}");
        }
    }
}

#[test]
fn a_relation_that_stops_or_starts_is_told_by_what_it_names_first() {
    let with = |targets: &[&str]| {
        let mut draft = Draft::new();
        draft.add(&record::Unit::new("D", Level::District)).unwrap();
        draft.add(&record::Unit::new("E", Level::District)).unwrap();
        draft.add(&record::Organization::new("O", govgrid::OrganizationKind::PartyBranch)).unwrap();
        draft.mark_present(record::Table::Coverage);
        for target in targets {
            draft.add(&record::Coverage::new("O", *target, govgrid::CoverageMode::Joint)).unwrap();
        }
        draft.build().unwrap()
    };
    let proposals = proposals(&with(&["D"]), &with(&["E"]));
    let told: Vec<(bool, &[Ground])> = proposals
        .iter()
        .map(|proposal| (matches!(proposal.event.change, Change::Start { .. }), proposal.grounds.as_slice()))
        .collect();
    let (appeared, vanished) = ([Ground::Appeared("O".to_owned())], [Ground::Vanished("O".to_owned())]);
    assert_eq!(told, [(true, appeared.as_slice()), (false, vanished.as_slice())]);
}
