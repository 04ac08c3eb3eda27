//! Alliances of each kind, the templates of the five reports, and chains of tiers in profiles.

use govgrid::{
    AllianceKind, AllianceRole, Draft, Level, OrganizationKind, Places, Profile, Template, TemplateRole, ZoneKind,
    record,
};

/// An alliance with its scope, what it is part of, and its members in their roles.
fn add(draft: &mut Draft, alliance: &record::Alliance, members: &[(&str, AllianceRole)]) {
    draft.add(alliance).unwrap();
    for (member, role) in members {
        let (member, role) = (Some((*member).to_owned()), Some(*role));
        draft.add(&record::AllianceMember { member, role, ..record::AllianceMember::new(&alliance.code) }).unwrap();
    }
}

#[test]
fn a_part_time_unit_keeps_its_superior_and_counts_once() {
    let mut draft = Draft::new();
    draft.add(&record::Unit::new("S", Level::Street)).unwrap();
    let parent = Some("S".to_owned());
    draft.add(&record::Unit { parent, ..record::Unit::new("C", Level::Community) }).unwrap();
    for (code, kind, superior) in [
        ("street", OrganizationKind::WorkingCommittee, None),
        ("community", OrganizationKind::PartyCommittee, Some("street")),
        ("bureau", OrganizationKind::Department, None),
        ("school", OrganizationKind::PublicInstitution, Some("bureau")),
    ] {
        let superior = superior.map(str::to_owned);
        draft.add(&record::Organization { superior, ..record::Organization::new(code, kind) }).unwrap();
    }
    let part_time = AllianceRole::PartTimeUnit;
    for (code, kind, lead, scope, members) in [
        ("big-street", AllianceKind::BigWorkingCommittee, "street", "S", vec![("bureau", part_time)]),
        ("big-community", AllianceKind::BigPartyCommittee, "community", "C", vec![("school", part_time)]),
        ("meeting", AllianceKind::JointMeeting, "community", "C", vec![("school", AllianceRole::MemberUnit)]),
    ] {
        let (lead, scope) = (Some(lead.to_owned()), Some(scope.to_owned()));
        add(&mut draft, &record::Alliance { lead, scope, ..record::Alliance::new(code, kind) }, &members);
    }
    let hierarchy = draft.build().unwrap();
    let today = hierarchy.snapshot();
    let community = today.any_unit("C").unwrap();
    let kinds: Vec<AllianceKind> = community.alliances().map(govgrid::Alliance::kind).collect();
    assert_eq!(kinds, [AllianceKind::BigPartyCommittee, AllianceKind::JointMeeting]);
    let school = today.organization(&"school".parse().unwrap()).unwrap();
    assert_eq!(school.superior().unwrap().code(), "bureau");
    assert_eq!(school.takes_part().count(), 2);
    let members = today.distinct_members(community.alliances().map(Into::into));
    assert_eq!(members.organizations.iter().map(|found| found.code()).collect::<Vec<_>>(), ["community", "school"]);
    let tiers = community
        .tiers(&Profile::named("kaiping").unwrap().tiers)
        .iter()
        .map(govgrid::UnitTier::is_missing)
        .collect::<Vec<_>>();
    assert_eq!(tiers, [false, false, false, false, true]);
}

#[test]
fn alliances_nest_to_any_depth() {
    let mut draft = Draft::new();
    let depth = 50_000;
    draft.add(&record::Organization::new("o", OrganizationKind::Enterprise)).unwrap();
    for at in 0..depth {
        let within = (at > 0).then(|| format!("a{}", at - 1));
        let alliance =
            record::Alliance { within, ..record::Alliance::new(format!("a{at}"), AllianceKind::PartyAlliance) };
        let members: &[(&str, AllianceRole)] = if at % 10_000 == 9 { &[("o", AllianceRole::MemberUnit)] } else { &[] };
        add(&mut draft, &alliance, members);
    }
    let hierarchy = draft.build().unwrap();
    let outermost = hierarchy.snapshot().alliance(&"a0".parse().unwrap()).unwrap();
    assert_eq!(outermost.with_parts().count(), depth);
    assert_eq!(outermost.distinct_members().organizations.len(), 1);
}

/// The templates as the list of the domain has them: parties, unnamed ones, others, and the lead in brackets.
#[test]
fn the_templates_of_the_reports_are_there() {
    let said = |template: Template| {
        let named = |party: &TemplateRole| {
            if party.count == 1 { party.role.to_string() } else { format!("{}×{}", party.role, party.count) }
        };
        let mut parts: Vec<String> = template.parties.iter().map(named).collect();
        parts.extend((template.unnamed > 0).then(|| format!("{} unnamed", template.unnamed)));
        parts.extend(template.open.then(|| "X".to_owned()));
        let lead = template.lead.map_or(String::new(), |lead| format!(" ({lead})"));
        format!("{}: {}{lead}", template.name, parts.join("+"))
    };
    let expected = [
        "three_party_kaiping_a: community_party+homeowners_committee+property_company",
        "three_party_kaiping_b: community+property_company+residents",
        "three_party_xiangyang: residents_committee+homeowners_committee+property_company (community_party)",
        "four_party_xining: community_party+estate_branch+homeowners_committee+property_company",
        "five_party_xining: estate_branch+property_company+management_committee+building_heads+centre_households",
        "micro_complex_xining: uplink×2+downlink×2",
        "review_qihe: estate+community+unit",
        "six_in_one_kaiping: 6 unnamed",
        "four_plus_x_qihe: 4 unnamed+X",
    ];
    assert_eq!(Template::built_in().map(said), expected);
    // The one micro-complex of the report is about an area of seven courtyards.
    for name in ["five_party_xining", "micro_complex_xining"] {
        assert_eq!(Template::named(name).unwrap().per, Places::Zones(vec![ZoneKind::Area]));
    }
}

#[test]
fn each_place_has_its_chain() {
    let chains = [("national", 0), ("kaiping", 5), ("qihe", 6), ("tiexi", 3), ("xiangyang", 4), ("xining", 5)];
    assert_eq!(chains.map(|chain| chain.0), Profile::NAMES);
    for (name, tiers) in chains {
        let profile = Profile::named(name).unwrap();
        assert_eq!((profile.name.as_str(), profile.tiers.len()), (name, tiers));
    }
    let mut of_places: Vec<String> = Profile::NAMES
        .iter()
        .flat_map(|name| Profile::named(name).unwrap().templates)
        .map(|template| template.name)
        .collect();
    of_places.sort_unstable();
    let mut all = Template::built_in().map(|template| template.name);
    all.sort_unstable();
    assert_eq!(of_places, all);
}

/// Communities in Xiangyang have 3,000–5,000 households, and each has a committee.
#[test]
fn thresholds_of_a_place_reach_its_rules() {
    let mut draft = Draft::new();
    let households = Some(2_000);
    draft.add(&record::Unit { households, ..record::Unit::new("420606001001", Level::Community) }).unwrap();
    draft.mark_present(record::Table::Coverage);
    draft.package.day = Some("2026-06-01".parse().unwrap());
    let hierarchy = draft.build().unwrap();
    let count = |profile: &str, rule: &str| {
        hierarchy.snapshot().audit(&Profile::named(profile).unwrap()).findings().count(rule)
    };
    assert_eq!((count("national", "households-per-community"), count("xiangyang", "households-per-community")), (0, 1));
    assert_eq!(
        (count("qihe", "community-without-committee"), count("xiangyang", "community-without-committee")),
        (0, 1)
    );
}

#[cfg(any(feature = "import", feature = "export"))]
mod json {
    use super::*;
    use govgrid::{ProfileError, TemplateError, Tier, TierError, TierKind};

    fn read(templates: &str, tiers: &str) -> Result<Profile, ProfileError> {
        Profile::from_json(&format!(
            r#"{{ "name": "ours", "extends": "xiangyang", "templates": {templates}, "tiers": {tiers} }}"#
        ))
    }

    #[test]
    fn a_profile_adds_templates_and_replaces_tiers() {
        let own = r#"[ "review_qihe", { "name": "ours", "zone": ["estate", "courtyard"], "lead": "community_party",
            "parties": [ { "role": "residents" }, { "role": "uplink", "count": 2 } ], "unnamed": 1, "open": true } ]"#;
        let profile = read(own, r#"[ { "level": "grid", "organization": ["party_branch", "party_group"] } ]"#).unwrap();
        let names: Vec<&str> = profile.templates.iter().map(|template| template.name.as_str()).collect();
        assert_eq!(names, ["three_party_xiangyang", "review_qihe", "ours"]);
        let ours = profile.template("ours").unwrap();
        assert_eq!(ours.per, Places::Zones(vec![ZoneKind::Estate, ZoneKind::Courtyard]));
        assert_eq!((ours.unnamed, ours.open, ours.lead), (1, true, Some(AllianceRole::CommunityParty)));
        assert_eq!(ours.parties.iter().map(|party| party.count).collect::<Vec<_>>(), [1, 2]);
        assert_eq!(profile.template("four_party_xining"), Template::named("four_party_xining"));
        assert_eq!(profile.template("nobody's"), None);
        let kinds = vec![OrganizationKind::PartyBranch, OrganizationKind::PartyGroup];
        let grid = Tier { at: Some(Places::Level(Level::Grid)), of: TierKind::Organizations(kinds) };
        assert_eq!(profile.tiers, [grid]);

        let again = r#"[ { "name": "three_party_xiangyang", "level": "community", "unnamed": 3 } ]"#;
        let profile = read(again, "[]").unwrap();
        assert_eq!(profile.templates.iter().map(|template| template.unnamed).collect::<Vec<_>>(), [3]);
        assert_eq!(profile.template("three_party_xiangyang").unwrap().unnamed, 3);
        assert!(profile.tiers.is_empty());

        let plain = Profile::from_json(r#"{ "name": "ours", "extends": "xiangyang" }"#).unwrap();
        let mut xiangyang = Profile::named("xiangyang").unwrap();
        xiangyang.name = "ours".to_owned();
        assert_eq!(plain, xiangyang);
    }

    #[test]
    fn what_cannot_be_is_an_error_of_its_own() {
        let template = |error| Err(ProfileError::Template(error));
        let own = || "t".to_owned();
        let role = AllianceRole::Residents;
        for (templates, expected) in [
            (r#"["ours"]"#, Err(ProfileError::UnknownTemplate("ours".to_owned()))),
            (r#"[{ "name": "t", "unnamed": 1 }]"#, template(TemplateError::NoPlaces(own()))),
            (
                r#"[{ "name": "t", "unnamed": 1, "level": "grid", "zone": "estate" }]"#,
                template(TemplateError::TwoPlaces(own())),
            ),
            (r#"[{ "name": "t", "level": "grid" }]"#, template(TemplateError::NoParties(own()))),
            (
                r#"[{ "name": "t", "level": "grid", "parties": [{ "role": "residents", "count": 0 }] }]"#,
                template(TemplateError::BadRole { name: own(), role }),
            ),
            (
                r#"[{ "name": "t", "level": "grid", "parties": [{ "role": "residents" }, { "role": "residents" }] }]"#,
                template(TemplateError::BadRole { name: own(), role }),
            ),
        ] {
            assert_eq!(read(templates, "[]"), expected, "{templates}");
        }
        for (tiers, expected) in [
            (r#"[{ "level": "grid" }]"#, TierError::NotOneKind),
            (r#"[{ "organization": "party_branch", "post": "building_head" }]"#, TierError::NotOneKind),
            (r#"[{ "level": "grid", "zone": "estate", "post": "building_head" }]"#, TierError::TwoPlaces),
        ] {
            assert_eq!(read("[]", tiers), Err(ProfileError::Tier(expected)), "{tiers}");
        }
        for (templates, tiers) in [
            (r#"[{ "name": "t", "level": "grid", "unnamed": 1, "parts": [] }]"#, "[]"),
            (r#"[{ "name": "t", "level": "planet", "unnamed": 1 }]"#, "[]"),
            ("[]", r#"[{ "level": "grid", "organisation": "party_branch" }]"#),
            ("[]", r#"[{ "level": "grid", "organization": "branch" }]"#),
        ] {
            assert!(matches!(read(templates, tiers), Err(ProfileError::Syntax(_))), "{templates} {tiers}");
        }
        let unknown = Profile::from_json(r#"{ "name": "ours", "rules": { "no-such-rule": {} } }"#);
        assert_eq!(unknown, Err(ProfileError::UnknownRule("no-such-rule".to_owned())));
    }

    #[test]
    fn templates_and_tiers_are_written_as_they_are_read() {
        for template in Template::built_in() {
            let text = serde_json::to_string(&template).unwrap();
            assert_eq!(serde_json::from_str::<Template>(&text).unwrap(), template);
        }
        for tier in Profile::NAMES.iter().flat_map(|name| Profile::named(name).unwrap().tiers) {
            let text = serde_json::to_string(&tier).unwrap();
            assert_eq!(serde_json::from_str::<Tier>(&text).unwrap(), tier);
        }
        let one = r#"{"zone":"estate","organization":["party_branch","party_group"]}"#;
        assert_eq!(serde_json::to_string(&serde_json::from_str::<Tier>(one).unwrap()).unwrap(), one);
    }
}
