//! What an event says is taken at its word: keys, codes that were used before, and what another event of a plan has to do
//! with one that is refused.

use govgrid::record::{self, Row};
use govgrid::{Change, ChangeError, Draft, Event, Hierarchy, Hint, Lang, Level, Period, Reason};

fn read(event: &str) -> Result<Event, String> {
    serde_json::from_str(event).map_err(|error| error.to_string())
}

#[test]
fn a_key_that_is_not_known_is_told_with_those_that_are() {
    let events = [
        (
            r#"{"day": "2024-07-01", "event": "rename", "code": "A", "nmae": "乙"}"#,
            "rename",
            "nmae",
            "code`, `name`, `day",
        ),
        (r#"{"day": "2024-07-01", "event": "close", "code": "A", "to": "B"}"#, "close", "to", "code`, `day"),
        (
            r#"{"reason": "", "day": "2024-07-01", "event": "merge", "codes": [], "into": "B"}"#,
            "merge",
            "reason",
            "codes`, `into",
        ),
        (
            r#"{"day": "2024-07-01", "event": "recode", "code": "A", "to": "B", "Reuse": true}"#,
            "recode",
            "Reuse",
            "to`, `reuse",
        ),
    ];
    for (event, word, key, known) in events {
        let error = read(event).unwrap_err();
        assert!(error.starts_with(&format!("the event `{word}` has no key `{key}`; it has `")), "{error}");
        assert!(error.contains(known), "{error}");
    }
    // Rows and assignments likewise, and an event that is none.
    let row = r#"{"day": "2024-07-01", "event": "open", "row": {"table": "units", "code": "A", "levle": "grid"}}"#;
    assert!(read(row).unwrap_err().contains("has no column `levle`"));
    assert!(read(r#"{"day": "2024-07-01", "event": "renam", "code": "A"}"#).unwrap_err().contains("unknown variant"));
    assert!(
        read(r#"{"day": "2024-07-01", "event": "rename", "code": "A", "13800000000": "x"}"#)
            .unwrap_err()
            .contains("***")
    );
}

#[test]
fn every_event_that_the_crate_writes_is_read() {
    let unit = record::Unit::new("A", Level::Street);
    let row = Row::of(&unit);
    let code = || "A".to_owned();
    let changes = [
        Change::Open { row: row.clone(), reuse: Some(true) },
        Change::open(&unit),
        Change::Close { code: code() },
        Change::Rename { code: code(), name: "乙".to_owned() },
        Change::Recode { code: code(), to: "B".to_owned(), reuse: true },
        Change::Transfer { code: code(), to: None },
        Change::Transfer { code: code(), to: Some("C".to_owned()) },
        Change::Reclassify { code: code(), kind: None, level: Some(Level::District) },
        Change::Revise { code: code(), cells: [("households".to_owned(), "3".to_owned())].into() },
        Change::Merge { codes: vec![code()], into: "B".to_owned() },
        Change::Split { code: code(), into: vec!["B".to_owned()], assign: Vec::new() },
        Change::Start { row: row.clone() },
        Change::Stop { row: row.clone() },
        Change::Correct { row: row.clone(), to: row.clone() },
        Change::Retract { row },
    ];
    for change in changes {
        let event =
            Event { basis: Some("甲〔2024〕1号".to_owned()), ..Event::on("2024-07-01".parse().unwrap(), change) };
        assert_eq!(read(&serde_json::to_string(&event).unwrap()), Ok(event));
    }
}

#[test]
fn a_transfer_says_where_to() {
    let transfer = |to: &str| read(&format!(r#"{{"day": "2024-07-01", "event": "transfer", "code": "A"{to}}}"#));
    assert!(transfer("").unwrap_err().contains("has no `to`"));
    assert_eq!(transfer(r#", "to": null"#).unwrap().change, Change::Transfer { code: "A".to_owned(), to: None });
}

/// A district with a street 甲 that closed in 2020, and another.
fn hierarchy() -> Hierarchy {
    let mut draft = Draft::new();
    draft.add(&record::Unit::new("130205", Level::District)).unwrap();
    for (code, name, valid_until) in [("130205001", "甲", Some("2020-01-01")), ("130205002", "乙", None)] {
        let until = valid_until.map(|day: &str| day.parse().unwrap());
        let (parent, period) = (Some("130205".to_owned()), Period::new(None, until).unwrap());
        let unit =
            record::Unit { parent, name: Some(name.to_owned()), period, ..record::Unit::new(code, Level::Street) };
        draft.add(&unit).unwrap();
    }
    draft.build().unwrap()
}

fn on(day: &str, change: Change) -> Event {
    Event::on(day.parse().unwrap(), change)
}

fn street(code: &str, name: &str) -> Row {
    let parent = Some("130205".to_owned());
    Row::of(&record::Unit { parent, name: Some(name.to_owned()), ..record::Unit::new(code, Level::Street) })
}

fn open(code: &str, name: &str, reuse: Option<bool>) -> Change {
    Change::Open { row: street(code, name), reuse }
}

#[test]
fn a_code_that_was_used_before_is_opened_as_what_it_is_said_to_be() {
    let hierarchy = hierarchy();
    let opened = |name: &str, reuse: Option<bool>| hierarchy.apply(&[on("2024-07-01", open("130205001", name, reuse))]);
    let nodes = |next: &Hierarchy| {
        let index = |day: &str| next.as_of(day.parse().unwrap()).any_unit("130205001").unwrap().index();
        usize::from(index("2019-12-31") != index("2024-07-01")) + 1
    };
    assert_eq!(nodes(&opened("丙", Some(true)).unwrap().0), 2);
    assert_eq!(nodes(&opened("丙", Some(false)).unwrap().0), 1);
    assert_eq!(nodes(&opened("甲", None).unwrap().0), 1, "by its name it is the same");
    assert_eq!(nodes(&opened("甲", Some(true)).unwrap().0), 2);
    let error = opened("丙", None).unwrap_err();
    assert!(matches!(error.reason, Reason::WhichIsMeant(_)));
    for lang in [Lang::En, Lang::Zh] {
        let message = error.message(lang);
        assert!(message.contains(r#""reuse": true"#) && message.contains(r#""reuse": false"#), "{message}");
    }
    // One that was never used is just opened.
    assert!(hierarchy.apply(&[on("2024-07-01", open("130205003", "丙", None))]).is_ok());
}

fn refused(plan: &[Event]) -> ChangeError {
    hierarchy().apply(plan).unwrap_err()
}

#[test]
fn an_error_names_the_event_that_would_make_it_possible_or_that_prevents_it() {
    let unit = |code: &str| {
        let parent = Some("130205003".to_owned());
        Change::open(&record::Unit { parent, ..record::Unit::new(code, Level::Community) })
    };
    let rename = || Change::Rename { code: "130205002".to_owned(), name: "丁".to_owned() };
    // Its street opens later in the plan.
    let plan = [
        on("2024-07-01", rename()),
        on("2024-07-01", unit("130205003001")),
        on("2024-07-01", open("130205003", "丙", None)),
    ];
    let error = refused(&plan);
    assert_eq!((error.number, error.hint), (2, Some(Hint::After(3))));
    assert!(error.message(Lang::En).ends_with("; it could be after event 3"), "{}", error.message(Lang::En));
    assert!(error.message(Lang::Zh).ends_with("若先执行第 3 个事件则可行"), "{}", error.message(Lang::Zh));
    // The street was closed before in the plan.
    let close = Change::Close { code: "130205002".to_owned() };
    let error = refused(&[
        on("2024-07-01", open("130205003", "丙", None)),
        on("2024-07-01", close),
        on("2024-07-01", rename()),
    ]);
    assert_eq!((error.number, error.hint), (3, Some(Hint::Without(2))));
    assert!(error.to_string().ends_with("; it could be without event 2 before it"), "{error}");
    // Nothing of the plan has to do with it.
    let error = refused(&[on("2024-07-01", rename()), on("2024-07-01", Change::Close { code: "130299".to_owned() })]);
    assert_eq!((error.number, error.hint), (2, None));
}
