//! Rows as records of the crate.

use super::draft::{day, period};
use super::rows::Row;
use govgrid::{Draft, record};

/// Expands to a match that makes the record of a row: what each of its fields is read as, and whether it has a period.
macro_rules! records {
    ($row:ident, $draft:ident: $($table:literal => $record:ident $dated:ident { $($field:ident: $how:ident),+ };)+) => {
        match $row.table {
            $( $table => $draft.add(&records!(@record $row $record $dated { $($field: $how),+ })).unwrap(), )+
            other => panic!("no table {other}"),
        }
    };
    (@record $row:ident $record:ident dated { $($field:ident: $how:ident),+ }) => {
        record::$record { $( $field: records!(@read $row $field $how), )+ period: period($row.days) }
    };
    (@record $row:ident $record:ident undated { $($field:ident: $how:ident),+ }) => {
        record::$record { $( $field: records!(@read $row $field $how) ),+ }
    };
    (@read $row:ident $field:ident own) => { $row.own.as_ref().unwrap().code.clone() };
    (@read $row:ident $field:ident text) => { $row.text(stringify!($field)).unwrap() };
    (@read $row:ident $field:ident maybe) => { $row.text(stringify!($field)) };
    (@read $row:ident $field:ident word) => { $row.text(stringify!($field)).unwrap().parse().unwrap() };
    (@read $row:ident $field:ident maybe_word) => { $row.text(stringify!($field)).map(|word| word.parse().unwrap()) };
    (@read $row:ident $field:ident words) => {{
        let words = $row.text(stringify!($field)).unwrap_or_default();
        words.split(';').filter(|word| !word.is_empty()).map(|word| word.parse().unwrap()).collect()
    }};
    (@read $row:ident $field:ident count) => { $row.count(stringify!($field)) };
    (@read $row:ident $field:ident day) => { day($row.day().unwrap()) };
    (@read $row:ident $field:ident maybe_day) => { $row.day().map(day) };
}

/// Adds the record of a row.
pub(super) fn add(row: &Row, draft: &mut Draft) {
    records! { row, draft:
        "people" => Person dated { code: own, standing: maybe_word, category: maybe_word, employer: maybe, residence: maybe };
        "alliances" => Alliance dated {
            code: own, name: maybe, kind: word, lead: maybe, scope: maybe, within: maybe, template: maybe
        };
        "projects" => Project dated { code: own, name: maybe, kind: word, within: maybe };
        "directions" => Direction dated { organization: text, director: text };
        "services" => Service dated { organization: text, target: text, kind: word };
        "memberships" => Membership dated { person: text, organization: text, role: maybe_word };
        "attachments" => Attachment dated { member: text, organization: text, kind: maybe_word };
        "posts" => Post dated {
            place: text, role: word, holder: maybe, count: count, of_which: maybe_word, recruiter: maybe, manager: maybe
        };
        "pairings" => Pairing dated { a: text, b: text, kind: word };
        "reports" => Report dated { reporter: text, target: text, kind: maybe_word, members: count };
        "responsibilities" => Responsibility dated { holder: text, target: text, form: maybe_word, purpose: words };
        "contacts" => Contact dated { contact: text, household: maybe, count: count };
        "whistles" => Whistle dated { caller: text, responder: text, matter: maybe };
        "alliance_members" => AllianceMember dated { alliance: text, member: maybe, count: count, role: maybe_word };
        "measures" => Measure undated { subject: text, about: maybe, measure: word, day: day, value: text };
        "claims" => Claim undated {
            id: text, subject: text, figure: text, qualifier: maybe_word, value: text, unit: maybe_word, base: maybe,
            reading: maybe, day: maybe_day, source: maybe
        };
        "mappings" => Mapping dated { scheme: word, code: text, other_scheme: word, other_code: text };
    }
}
