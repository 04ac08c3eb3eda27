//! What import and structure found, in an image. Sentences, repairs and fingerprints are those of the rules when it is opened.

use super::told::{Calendar, Teller, Told};
use super::{FINDINGS, ImageError};
use crate::base::Level;
use crate::findings::rules::{import, structure};
use crate::findings::{Finding, Findings, Observed, Place, Rule, Subject, SubjectKind};
use crate::record::Table;

/// The parts that nodes have in findings of import and structure.
const ROLES: [&str; 4] = ["lead", "member", "other", "parent"];

/// More findings than any rule has: of so many of every rule the sum is a number too.
const MOST: u64 = 1 << 48;

const KINDS: [SubjectKind; 11] = [
    SubjectKind::Unit,
    SubjectKind::Zone,
    SubjectKind::Organization,
    SubjectKind::Person,
    SubjectKind::Alliance,
    SubjectKind::Project,
    SubjectKind::Lineage,
    SubjectKind::Claim,
    SubjectKind::Mapping,
    SubjectKind::Table,
    SubjectKind::Rule,
];

pub(super) fn told(findings: &Findings) -> Vec<u8> {
    let mut told = Told::default();
    told.number(findings.by_rule().count() as u64);
    for (rule, total, kept) in findings.by_rule() {
        told.text(rule.code);
        told.number(total);
        told.number(kept as u64);
        for finding in findings.iter().filter(|finding| finding.rule.code == rule.code) {
            tell(&mut told, finding);
        }
    }
    told.0
}

fn tell(told: &mut Told, finding: &Finding) {
    let subject = &finding.subject;
    told.text(finding.table);
    told.byte(KINDS.iter().zip(0..).find(|(kind, _)| **kind == subject.kind).map_or(u8::MAX, |kind| kind.1));
    told.byte(subject.level.map_or(u8::MAX, |level| level as u8));
    told.text(&subject.code);
    told.optional_text(subject.name.as_deref());
    let (from, until) = finding.period.raw();
    told.day(from);
    told.day(until);
    told.number(finding.related_total);
    for related in &finding.related {
        told.text(related.role);
        told.text(&related.code);
    }
    match &finding.observed {
        None => told.byte(0),
        Some(Observed::Number(number)) => {
            told.byte(1);
            told.number(*number);
        }
        Some(Observed::Text(text)) => {
            told.byte(2);
            told.text(text);
        }
    }
    told.optional_text(finding.expected.as_deref());
    finding.in_chinese.iter().for_each(|word| told.optional_text(word.as_deref()));
    told.number(finding.places_total);
    for place in &finding.places {
        told.text(&place.file);
        told.optional_text(place.sheet.as_deref());
        told.number(u64::from(place.row));
        told.optional_text(place.column.as_deref());
        told.optional_text(place.raw.as_deref());
    }
}

pub(super) fn read(bytes: &[u8]) -> Result<Findings, ImageError> {
    let mut teller = Teller::new(bytes, FINDINGS);
    let mut findings = Findings::new(Findings::MOST);
    for _ in 0..teller.number()? {
        let code = teller.text()?;
        let rule = import::ALL.iter().chain(&structure::ALL).find(|rule| rule.code == code);
        let rule: &'static Rule = rule.copied().ok_or_else(|| teller.broken("no rule has such a code"))?;
        let (total, kept) = (teller.number()?, teller.number()?);
        let is_known = findings.count(code) > 0;
        // Of some that were kept, events may have left none.
        if is_known || total == 0 || kept > total || kept > Findings::MOST as u64 || total > MOST {
            return Err(teller.broken("it counts findings twice, or other numbers than there can be"));
        }
        let found: Result<Vec<Finding>, ImageError> = (0..kept).map(|_| finding(&mut teller, rule)).collect();
        findings.count_in(rule, total, found?.into_iter());
    }
    teller.end()?;
    Ok(findings.finish())
}

fn finding(teller: &mut Teller<'_>, rule: &'static Rule) -> Result<Finding, ImageError> {
    let name = teller.text()?;
    let table = Table::ALL.iter().map(|table| table.as_str()).chain([""]).find(|table| *table == name);
    let table = table.ok_or_else(|| teller.broken("there is no such table"))?;
    let kind = KINDS.get(usize::from(teller.byte()?)).copied();
    let kind = kind.ok_or_else(|| teller.broken("a finding is about nothing"))?;
    let level = match teller.byte()? {
        u8::MAX => None,
        index => {
            let level = Level::from_index(u32::from(index));
            Some(level.ok_or_else(|| teller.broken("there is no such level"))?)
        }
    };
    let subject = Subject { kind, level, code: teller.text()?.to_owned(), name: teller.optional_text()? };
    let mut finding = Finding::new(rule, table, subject);
    let period = Calendar::new().period(teller.day()?, teller.day()?);
    finding.period = period.ok_or_else(|| teller.broken("a finding holds on no day"))?;
    let related = teller.number()?;
    for _ in 0..related.min(Finding::MOST as u64) {
        let said = teller.text()?;
        let part = ROLES.iter().find(|part| **part == said);
        let part = part.copied().ok_or_else(|| teller.broken("no node has such a part in a finding"))?;
        finding = finding.with(part, teller.text()?);
    }
    finding.related_total = related;
    finding.observed = match teller.byte()? {
        0 => None,
        1 => Some(Observed::Number(teller.number()?)),
        2 => Some(Observed::Text(teller.text()?.to_owned())),
        3.. => return Err(teller.broken("a finding saw neither a number nor a text")),
    };
    finding.expected = teller.optional_text()?;
    finding.in_chinese = [teller.optional_text()?, teller.optional_text()?];
    let places = teller.number()?;
    for _ in 0..places.min(Finding::MOST as u64) {
        finding = finding.at(place(teller)?);
    }
    finding.places_total = places;
    Ok(finding)
}

fn place(teller: &mut Teller<'_>) -> Result<Place, ImageError> {
    let (file, sheet) = (teller.text()?.to_owned(), teller.optional_text()?);
    let row = u32::try_from(teller.number()?).map_err(|_| teller.broken("a place is in no row"))?;
    Ok(Place { file, sheet, row, column: teller.optional_text()?, raw: teller.optional_text()? })
}
