//! A row that would hold on no day is refused, of every table that has periods.

use crate::oracle::draft::{built, day};
use crate::oracle::events::Tables;
use govgrid::record::{NodeKind, Row, Table};
use govgrid::{Change, Event, Hierarchy, Reason};
use std::collections::BTreeSet;

/// A row with other bounds.
fn within(row: &Row, from: &str, until: &str) -> Row {
    let cell = |(column, cell): (&govgrid::record::Column, &str)| match column.name {
        "valid_from" => from.to_owned(),
        "valid_until" => until.to_owned(),
        _ => cell.to_owned(),
    };
    Row::new(row.table(), row.table().columns().iter().zip(row.cells()).map(cell))
}

/// That an event is refused for what it would break, on which the rule for reversed periods speaks.
fn is_refused(hierarchy: &Hierarchy, change: Change) -> bool {
    let refused = hierarchy.apply(&[Event::on(day(40), change)]).map(|_| ()).map_err(|error| error.reason);
    let Err(Reason::Structure(rejected)) = refused else { return false };
    rejected.findings().iter().any(|finding| finding.rule.name == "reversed-period")
}

#[test]
fn a_row_is_not_corrected_to_hold_on_no_day() {
    let hierarchy = built(Tables::crowd().draft());
    let mut tables = BTreeSet::new();
    for row in hierarchy.rows_as_text() {
        if !row.table().columns().iter().any(|column| column.name == "valid_from") {
            continue;
        }
        tables.insert(row.table());
        for (from, until) in [("2000-02-10", "2000-02-10"), ("2000-02-10", "2000-02-09"), ("2000-03-01", "1999-01-01")]
        {
            let change = Change::Correct { row: row.clone(), to: within(&row, from, until) };
            assert!(is_refused(&hierarchy, change), "{row:?} from {from} until {until}");
        }
        // On one day it may hold.
        let one_day = Change::Correct { row: row.clone(), to: within(&row, "2000-02-10", "2000-02-11") };
        assert!(!is_refused(&hierarchy, one_day), "{row:?}");
    }
    let dated = Table::ALL.iter().filter(|table| table.columns().iter().any(|column| column.name == "valid_from"));
    // No row of the crowd is a mapping.
    let expected: BTreeSet<Table> = dated.copied().filter(|table| *table != Table::Mappings).collect();
    assert_eq!(tables, expected);
}

#[test]
fn nothing_opens_or_starts_that_has_ended() {
    let hierarchy = built(Tables::crowd().draft());
    for row in hierarchy.rows_as_text() {
        let Some(code) = row.table().node().map(NodeKind::table).map(|_| format!("new-{}", row.cell("code"))) else {
            if row.table().columns().iter().any(|column| column.name == "valid_until") {
                // The event's day is the fortieth after 2000-01-01. What holds already does not start.
                let retract = Event::on("2000-02-10".parse().unwrap(), Change::Retract { row: row.clone() });
                let hierarchy = hierarchy.apply(&[retract]).unwrap().0;
                for until in ["2000-02-10", "2000-02-09"] {
                    let change = Change::Start { row: within(&row, "", until) };
                    assert!(is_refused(&hierarchy, change), "{row:?} until {until}");
                }
                let change = Change::Start { row: within(&row, "", "2000-02-11") };
                assert!(!is_refused(&hierarchy, change), "{row:?}");
            }
            continue;
        };
        let new = Row::new(row.table(), [code.as_str()].into_iter().chain(row.cells().skip(1)));
        let change = Change::Open { row: within(&new, "", "2000-02-10"), reuse: Some(false) };
        assert!(is_refused(&hierarchy, change), "{new:?}");
    }
}
