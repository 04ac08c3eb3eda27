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
