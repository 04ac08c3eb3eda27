//! What a profile says of days: a rule with a first day runs from it on.

use govgrid::{Day, Draft, Level, Profile, record};

#[test]
fn a_rule_runs_from_its_first_day_on() {
    let mut draft = Draft::new();
    draft
        .add(&record::Unit { name: Some("甲\u{200b}".to_owned()), ..record::Unit::new("D", Level::District) })
        .unwrap();
    let hierarchy = draft.build().unwrap();
    let profile = |from: &str| {
        let text = format!(r#"{{"name": "of a place", "rules": {{"stray-characters": {{{from}}}}}}}"#);
        Profile::from_json(&text).unwrap()
    };
    let count = |profile: &Profile, day: Option<&str>| {
        let day = day.map(|day| day.parse::<Day>().unwrap());
        let snapshot = day.map_or_else(|| hierarchy.snapshot(), |day| hierarchy.as_of(day));
        let report = snapshot.audit(profile);
        report.findings().count("stray-characters")
    };
    let dated = profile(r#""from": "2024-07-01""#);
    for (day, found) in [("2023-07-01", 0), ("2024-06-30", 0), ("2024-07-01", 1), ("2024-07-02", 1), ("2025-01-01", 1)]
    {
        assert_eq!(count(&dated, Some(day)), found, "{day}");
        assert_eq!(count(&profile(""), Some(day)), 1, "{day}");
        assert_eq!(count(&profile(r#""enabled": false, "from": "2020-01-01""#), Some(day)), 0, "{day}");
    }
    // Without a day nothing says that it has not begun.
    assert_eq!(count(&dated, None), 1);
}
