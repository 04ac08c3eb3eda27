//! N102, that a code extends its parent's, at every length and place.

use govgrid::{Draft, Level, Profile, record};

/// The codes that the rule finds in a line of units, the outermost first.
fn found(scheme: &str, line: &[(Level, &str)]) -> Vec<String> {
    let mut draft = Draft::new();
    draft.package.scheme = scheme.parse().ok();
    let mut above: Option<String> = None;
    for (level, code) in line {
        let parent = above.replace((*code).to_owned());
        draft.add(&record::Unit { parent, ..record::Unit::new(*code, *level) }).unwrap();
    }
    let report = draft.build().unwrap().snapshot().audit(&Profile::national());
    let of_rule = report.findings().iter().filter(|finding| finding.rule.code == "N102");
    of_rule.map(|finding| finding.subject.code.clone()).collect()
}

/// A grid under the community 130205001026.
fn grid(scheme: &str, code: &str) -> bool {
    let community = "130205001026";
    if code == community {
        return false;
    }
    let found = found(scheme, &[(Level::Community, community), (Level::Grid, code)]);
    assert!(found.is_empty() || found == [code], "{found:?}");
    !found.is_empty()
}

#[test]
fn the_base_of_a_grid_is_its_communitys_code() {
    assert!(!grid("nbs-2023", "130205001026-G001"));
    assert!(!grid("nbs-2023", "130205001026G"));
    // One other digit, wherever it stands.
    for place in 0..12 {
        let mut base: Vec<char> = "130205001026".chars().collect();
        base[place] = if base[place] == '7' { '8' } else { '7' };
        let base: String = base.into_iter().collect();
        assert!(grid("nbs-2023", &format!("{base}-G001")), "{base}");
        assert!(grid("nbs-2023", &base), "{base}");
        // Where nothing says what codes mean, nothing is said of them.
        assert!(!grid("local", &format!("{base}-G001")) && !grid("", &format!("{base}-G001")), "{base}");
    }
}

#[test]
fn a_grid_without_a_base_of_twelve_digits_has_a_code_of_its_own() {
    assert!(!grid("nbs-2023", "13020500102X-G001"));
    for place in 0..12 {
        for other in ['X', '-', 'Z'] {
            let mut base: Vec<char> = "130205001026".chars().collect();
            base[place] = other;
            let code: String = base.into_iter().chain("-G001".chars()).collect();
            assert!(!grid("nbs-2023", &code), "{code}");
        }
    }
    // Too short to have a base, or with a letter of more than one byte across the twelfth.
    for length in 1..12 {
        assert!(!grid("nbs-2023", "990205001026".get(..length).unwrap()), "{length}");
    }
    assert!(!grid("nbs-2023", "99020500102网-1"));
}

#[test]
fn a_division_code_extends_its_parents() {
    let line = |street: &'static str, community: &'static str| {
        let units = [(Level::District, "130205"), (Level::Street, street), (Level::Community, community)];
        found("nbs-2023", &units)
    };
    assert!(line("130205001", "130205001026").is_empty());
    assert!(line("130205001000", "130205001026").is_empty(), "of twelve digits, of which nine count");
    assert_eq!(line("130206001", "130206001026"), ["130206001"]);
    assert_eq!(line("130205001", "130205002026"), ["130205002026"]);
    assert_eq!(line("130206001", "130205002026"), ["130205002026", "130206001"], "each has its own parent");
    // A code of another shape is the matter of another rule, and says nothing of those below it.
    assert!(line("13020600", "130205001026").is_empty());
    assert!(line("S", "990205001026").is_empty());
    assert!(line("130205001", "C").is_empty());
}

#[test]
fn a_street_under_a_city_has_its_four_digits() {
    let under = |street| found("nbs-2023", &[(Level::City, "441900"), (Level::Street, street)]);
    assert!(under("441900003").is_empty() && under("441999003").is_empty());
    assert_eq!(under("442000003"), ["442000003"]);
}
