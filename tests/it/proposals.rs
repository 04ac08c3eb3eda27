//! What speaks for a proposed recode: the name, or more than half of the children on both sides.

use govgrid::{Change, Draft, Ground, Hierarchy, Level, Proposals, record};

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

fn proposals(before: &Hierarchy, after: &Hierarchy) -> Proposals {
    let day = "2024-07-01".parse().unwrap();
    let proposals = before.changes_to(after, day);
    let plan = proposals.plan();
    assert!(before.replay(&plan, after, day).unwrap().is_empty(), "{plan:?}");
    assert!(proposals.left_out.is_empty() && proposals.unexplained.is_empty());
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
    let recode = |proposal: &&govgrid::Proposal| {
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

/// Units by code, name, level and parent.
fn units(rows: &[(&str, &str, Level, &str)]) -> Hierarchy {
    let mut draft = Draft::new();
    for (code, name, level, parent) in rows {
        let text = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        draft
            .add(&record::Unit { name: text(name), parent: text(parent), ..record::Unit::new(*code, *level) })
            .unwrap();
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
            let Change::Open { row, .. } = &proposal.event.change else { panic!("{:?}", proposal.event) };
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

const DISTRICTS: [(&str, &str, Level, &str); 3] =
    [("C", "市", Level::City, ""), ("D", "区", Level::District, "C"), ("E", "县", Level::District, "C")];

const STREETS: [(&str, &str, Level, &str); 3] =
    [("S1", "一", Level::Street, "D"), ("S2", "二", Level::Street, "D"), ("T1", "三", Level::Street, "E")];

/// Three streets of two districts, and communities by code, name and street.
fn communities(rows: &[(&'static str, &'static str, &'static str)]) -> Hierarchy {
    let rows = rows.iter().map(|(code, name, street)| (*code, *name, Level::Community, *street));
    units(&DISTRICTS.into_iter().chain(STREETS).chain(rows).collect::<Vec<_>>())
}

fn words(proposals: &Proposals) -> Vec<String> {
    let said = |proposal: &govgrid::Proposal| {
        let event = serde_json::to_value(&proposal.event).unwrap();
        let code = if event["row"].is_object() { &event["row"]["code"] } else { &event["code"] };
        let to = event["to"].as_str().map(|to| format!(" {to}")).unwrap_or_default();
        let reuse = if event["reuse"] == true { " again" } else { "" };
        format!("{} {}{to}{reuse}", event["event"].as_str().unwrap(), code.as_str().unwrap())
    };
    proposals.iter().map(said).collect()
}

#[test]
fn a_transfer_is_found_by_level_and_name_where_there_is_one_only() {
    let before = communities(&[("A", "东里", "S1"), ("B", "西里", "S1")]);
    // In the same district.
    let found = proposals(&before, &communities(&[("X", "东里", "S2"), ("B", "西里", "S1")]));
    assert_eq!(words(&found), ["recode A X", "transfer X S2"]);
    let grounds = [Ground::SameName("东里".to_owned()), Ground::OnlyOneWithin(Some("D".to_owned()))];
    assert_eq!([&found[0].grounds[..], &found[1].grounds[..]], [&grounds[..], &grounds[..]]);
    // In the same city.
    let found = proposals(&before, &communities(&[("X", "东里", "T1"), ("B", "西里", "S1")]));
    assert_eq!(words(&found), ["recode A X", "transfer X T1"]);
    // The nearest of two: the other opens.
    let after = communities(&[("X", "东里", "S2"), ("Y", "东里", "T1"), ("B", "西里", "S1")]);
    assert_eq!(words(&proposals(&before, &after)), ["recode A X", "open Y", "transfer X S2"]);
    // Of two at the same distance, on either side, nobody can say which.
    let street = |code, parent| (code, "", Level::Street, parent);
    let rows = [DISTRICTS.to_vec(), vec![street("S1", "D"), street("S2", "D"), street("S3", "D")]].concat();
    let with = |more: &[(&'static str, &'static str)]| {
        let more = more.iter().map(|(code, parent)| (*code, "东里", Level::Community, *parent));
        units(&rows.iter().copied().chain(more).collect::<Vec<_>>())
    };
    assert_eq!(
        words(&proposals(&with(&[("A", "S1")]), &with(&[("X", "S2"), ("Y", "S3")]))),
        ["open X", "open Y", "close A"]
    );
    assert_eq!(
        words(&proposals(&with(&[("A", "S1"), ("B", "S2")]), &with(&[("X", "S3")]))),
        ["open X", "close A", "close B"]
    );
    // Another level or name is another unit.
    assert_eq!(words(&proposals(&with(&[("A", "S1")]), &communities(&[("X", "东里2", "S2")])))[..1], ["open T1"]);
}

#[test]
fn units_move_with_the_unit_that_got_another_code() {
    let rows = |district: &'static str, street: &'static str, community: &'static str| {
        units(&[
            DISTRICTS[0],
            DISTRICTS[1],
            DISTRICTS[2],
            (street, "东街", Level::Street, district),
            (community, "东里", Level::Community, street),
        ])
    };
    let found = proposals(&rows("D", "S1", "A"), &rows("E", "T9", "X"));
    assert_eq!(words(&found), ["recode S1 T9", "recode A X", "transfer T9 E"]);
    // Its parent is the same one, whatever its code.
    assert!(found[1].grounds.contains(&Ground::SameParent("T9".to_owned())));
}

#[test]
fn a_code_that_was_anothers_is_said_to_be_used_again() {
    let day = "2020-01-01".parse().unwrap();
    let close = govgrid::Event::on(day, Change::Close { code: "A".to_owned() });
    let before = communities(&[("A", "东里", "S1"), ("B", "西里", "S1")]).apply(&[close]).unwrap().0;
    let found = proposals(&before, &communities(&[("A", "新里", "S1"), ("B", "西里", "S1")]));
    assert_eq!(words(&found), ["open A again"]);
    assert!(found[0].grounds.contains(&Ground::CodeUsedBefore("东里".to_owned())));
    // By its own name it is there again.
    assert_eq!(words(&proposals(&before, &communities(&[("A", "东里", "S2"), ("B", "西里", "S1")]))), ["open A"]);
    // Another gets it as its new code.
    let found = proposals(&before, &communities(&[("A", "西里", "S1")]));
    assert_eq!(words(&found), ["recode B A again"]);
    assert!(found[0].grounds.contains(&Ground::CodeUsedBefore("东里".to_owned())));
    // A unit gets back what was its own.
    let recode = Change::Recode { code: "A".to_owned(), to: "X".to_owned(), reuse: false };
    let before = communities(&[("A", "东里", "S1")]).apply(&[govgrid::Event::on(day, recode)]).unwrap().0;
    proposals(&before, &communities(&[("A", "东里", "S1")]));
}

#[test]
fn a_same_name_is_told_of_under_the_same_parent_only() {
    let before = communities(&[("A", "东里", "S1"), ("B", "西里", "S1")]);
    let after = |street| communities(&[("A", "新里", "S1"), ("B", "西里", "S1"), ("X", "东里", street)]);
    let elsewhere = |proposals: &Proposals| {
        let is_it = |ground: &&Ground| matches!(ground, Ground::NameElsewhere(_));
        proposals.iter().flat_map(|proposal| &proposal.grounds).find(is_it).cloned()
    };
    assert_eq!(elsewhere(&proposals(&before, &after("S1"))), Some(Ground::NameElsewhere("X".to_owned())));
    assert_eq!(elsewhere(&proposals(&before, &after("S2"))), None);
}

/// What is said of events beside codes.
fn looks(proposals: &Proposals) -> Vec<(String, Ground)> {
    let is_look = |ground: &Ground| {
        use Ground::{MayBeDivided, MayBeMergerOf, MayBePartOf, MayHaveMerged};
        matches!(ground, MayHaveMerged { .. } | MayBeDivided { .. } | MayBeMergerOf(_) | MayBePartOf { .. })
    };
    let each = words(proposals).into_iter().zip(proposals.iter());
    let grounds =
        each.flat_map(|(word, proposal)| proposal.grounds.iter().map(move |ground| (word.clone(), ground.clone())));
    grounds.filter(|(_, ground)| is_look(ground)).collect()
}

#[test]
fn mergers_and_divisions_are_grounds() {
    let with = |streets: &[&'static str], of: [&'static str; 3]| {
        let streets = streets.iter().map(|street| (*street, "", Level::Street, "D"));
        let communities =
            ["A", "B", "C1"].into_iter().zip(of).map(|(code, street)| (code, "", Level::Community, street));
        units(&DISTRICTS.into_iter().chain(streets).chain(communities).collect::<Vec<_>>())
    };
    let both = with(&["S1", "S2"], ["S1", "S1", "S2"]);
    let merged = looks(&proposals(&both, &with(&["S2"], ["S2", "S2", "S2"])));
    let into = |into: &str, children, of| Ground::MayHaveMerged { into: into.to_owned(), children, of };
    assert_eq!(merged, [("close S1".to_owned(), into("S2", 2, 2))]);
    let found = looks(&proposals(&both, &with(&["S9"], ["S9", "S9", "S9"])));
    let of_both = Ground::MayBeMergerOf(vec!["S1".to_owned(), "S2".to_owned()]);
    let closes = [("close S1".to_owned(), into("S9", 2, 2)), ("close S2".to_owned(), into("S9", 1, 1))];
    assert_eq!(found, [vec![("open S9".to_owned(), of_both)], closes.to_vec()].concat());
    let divided = looks(&proposals(&both, &with(&["S2", "S3"], ["S2", "S3", "S2"])));
    let part = |children, of| Ground::MayBePartOf { code: "S1".to_owned(), children, of };
    let among = Ground::MayBeDivided { among: vec!["S2".to_owned(), "S3".to_owned()], children: 2, of: 2 };
    assert_eq!(divided, [("open S3".to_owned(), part(1, 2)), ("close S1".to_owned(), among)]);
    let cut_off = looks(&proposals(&both, &with(&["S1", "S2", "S3"], ["S1", "S3", "S2"])));
    assert_eq!(cut_off, [("open S3".to_owned(), part(1, 2))]);
}

#[test]
fn what_cannot_be_is_left_out_and_said() {
    let day: govgrid::Day = "2024-07-01".parse().unwrap();
    let rename = |name: &str| Change::Rename { code: "A".to_owned(), name: name.to_owned() };
    let later = govgrid::Event::on(day.next(), rename("后里"));
    let before = communities(&[("A", "东里", "S1"), ("B", "西里", "S1")]).apply(&[later]).unwrap().0;
    let after = communities(&[("A", "新里", "S1"), ("B", "北里", "S1")]);
    let found = before.changes_to(&after, day);
    assert_eq!(words(&found), ["rename B"]);
    assert_eq!(found.left_out.len(), 1);
    assert!(found.left_out[0].proposal.event.change == rename("新里"));
    assert!(matches!(found.left_out[0].reason, Some(govgrid::Reason::LaterRecord { .. })));
    assert_eq!(found.unexplained.changed.len(), 1);
    assert_eq!(before.replay(&found.plan(), &after, day).unwrap(), found.unexplained);
}

#[test]
fn what_lay_in_a_unit_that_ended_is_there_again_elsewhere() {
    let close = govgrid::Event::on("2020-01-01".parse().unwrap(), Change::Close { code: "S1".to_owned() });
    let all = communities(&[("A", "东里", "S1")]);
    let before = all.apply(&[close]).unwrap().0;
    let after =
        units(&[DISTRICTS.to_vec(), STREETS[1..].to_vec(), vec![("A", "东里", Level::Community, "S2")]].concat());
    let found = proposals(&before, &after);
    assert!(found[0].grounds.contains(&Ground::InWhatEnded("S1".to_owned())));
    // The days before are what they were.
    let applied = before.apply(&found.plan()).unwrap().0;
    assert!(applied.differs(&all, "2019-12-31".parse().unwrap()).is_empty());
}

#[test]
fn a_unit_closes_after_what_lies_in_it_has_left() {
    // `A` can come under `B` only when that is a district, and `S1` closes at last.
    let before = units(
        &[
            DISTRICTS.to_vec(),
            vec![
                ("S1", "一", Level::Street, "D"),
                ("A", "甲", Level::Community, "S1"),
                ("B", "乙", Level::Community, "S1"),
            ],
        ]
        .concat(),
    );
    let after = units(
        &[DISTRICTS.to_vec(), vec![("A", "甲", Level::Community, "B"), ("B", "乙", Level::Street, "D")]].concat(),
    );
    let found = proposals(&before, &after);
    assert_eq!(words(&found).last().unwrap(), "close S1");
}
