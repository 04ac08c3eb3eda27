//! A unit has ended when it is there no more: not when its end is still to come, nor when it comes back.

use govgrid::{Day, Draft, Level, Period, Profile, record};

fn report(periods: &[(&str, &str)], day: &str) -> u64 {
    let mut draft = Draft::new();
    draft.add(&record::Unit::new("990101001", Level::Street)).unwrap();
    for (from, until) in periods {
        let day = |text: &str| text.parse::<Day>().ok();
        let period = Period::new(day(from), day(until)).unwrap();
        let parent = Some("990101001".to_owned());
        draft.add(&record::Unit { parent, period, ..record::Unit::new("990101001001", Level::Community) }).unwrap();
    }
    let parent = Some("990101001001".to_owned());
    draft.add(&record::Unit { parent, ..record::Unit::new("990101001001-G001", Level::Grid) }).unwrap();
    let hierarchy = draft.build().unwrap();
    let report = hierarchy.as_of(day.parse().unwrap()).audit(&Profile::national());
    report.findings().count("ended-with-parent")
}

#[test]
fn only_what_is_there_no_more_has_ended() {
    assert_eq!(report(&[("", "2022-01-01")], "2024-06-01"), 1);
    assert_eq!(report(&[("", "2030-01-01")], "2024-06-01"), 0);
    assert_eq!(report(&[("", "2022-01-01"), ("2023-01-01", "")], "2024-06-01"), 0);
    assert_eq!(report(&[("", "2022-01-01"), ("2023-01-01", "2024-01-01")], "2024-06-01"), 1);
}

/// The communities and grids that claim days on which what they hang on is not there.
fn outliving(parents: &[(String, String)], child: (&str, &str)) -> u64 {
    let day = |text: &str| text.parse::<Day>().ok();
    let period = |(from, until): (&str, &str)| Period::new(day(from), day(until)).unwrap();
    let mut draft = Draft::new();
    draft.add(&record::Unit::new("990101001", Level::Street)).unwrap();
    for (from, until) in parents {
        let (parent, period) = (Some("990101001".to_owned()), period((from, until)));
        draft.add(&record::Unit { parent, period, ..record::Unit::new("990101001001", Level::Community) }).unwrap();
    }
    let parent = Some("990101001001".to_owned());
    let unit = record::Unit::new("990101001001-G001", Level::Grid);
    draft.add(&record::Unit { parent, period: period(child), ..unit }).unwrap();
    draft.build().unwrap().snapshot().audit(&Profile::national()).findings().count("outlives-end")
}

#[test]
fn a_life_of_many_versions_has_gaps_where_none_of_them_holds() {
    // One version a year, or all years but one in the midst.
    for count in [1, 2, 3, 8, 15, 16, 17, 18, 33, 60] {
        let year = |number: usize| format!("{}-01-01", 1950 + number);
        let all: Vec<_> = (0..count).map(|number| (year(number), year(number + 1))).collect();
        let whole = (year(0), year(count));
        assert_eq!(outliving(&all, (&whole.0, &whole.1)), 0, "{count}");
        assert_eq!(outliving(&all, (&whole.0, &year(count + 1))), 1, "{count}");
        for gap in 1..count.saturating_sub(1) {
            let mut some = all.clone();
            some.remove(gap);
            assert_eq!(outliving(&some, (&whole.0, &whole.1)), 1, "{count} without {gap}");
            // Before the gap, and after it.
            assert_eq!(outliving(&some, (&whole.0, &year(gap))), 0, "{count} before {gap}");
            assert_eq!(outliving(&some, (&year(gap + 1), &whole.1)), 0, "{count} after {gap}");
        }
    }
}
