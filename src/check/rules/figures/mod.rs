//! Family F: published figures.

mod f101_figure_does_not_hold;
mod f102_impossible_figure;

use crate::base::{Lang, Verdict};
use crate::check::rule::Check;
use crate::findings::{Finding, Place, Rule, Subject, SubjectKind};
use crate::query::Judged;
use crate::record::Table;
use std::collections::BTreeMap;

pub(super) static ALL: &[Check] = &[f101_figure_does_not_hold::CHECK, f102_impossible_figure::CHECK];

/// What every rule of the family needs.
const TABLES: &[Table] = &[Table::Claims];

/// The finding that a published figure has a verdict: at the value of each row that has it, with the arithmetic.
fn finding(rule: &'static Rule, judged: &Judged<'_>, verdict: Verdict) -> Finding {
    let code = judged.id.to_owned();
    let subject = Subject { kind: SubjectKind::Claim, level: None, code, name: None };
    let rows = judged.rows().filter(|part| part.verdict == verdict);
    let mut places: BTreeMap<Place, &str> = BTreeMap::new();
    for row in rows {
        let Some(claim) = row.claim else { continue };
        let (column, raw) = (Some("value".to_owned()), Some(claim.value.to_owned()));
        places.insert(Place { column, raw, ..row.place().clone() }, claim.subject.code());
    }
    let mut finding = Finding::new(rule, Table::Claims.as_str(), subject);
    let mut subjects: Vec<&str> = places.values().copied().collect();
    subjects.sort_unstable();
    subjects.dedup();
    for code in subjects {
        finding = finding.with("subject", code);
    }
    for place in places.into_keys() {
        finding = finding.at(place);
    }
    let expected = "what the data give";
    let finding = finding.saw(judged.arithmetic(Lang::En), expected);
    finding.in_chinese(Some(&judged.arithmetic(Lang::Zh)), Some("与数据一致"))
}
