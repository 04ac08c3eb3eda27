//! What an image says of the data set as a whole.

use super::told::{Calendar, Teller, Told};
use super::{HEAD, ImageError};
use crate::base::Day;
use crate::draft::{Package, UntilRule};
use crate::graph::Hierarchy;
use crate::record::{Cell, Table};
use siphasher::sip::SipHasher13;
use std::hash::Hasher;

/// A file, a sheet or a caller's name for records, and perhaps the sheet of a workbook.
pub(super) type Source = (String, Option<String>);

/// What is said of the data set as a whole.
#[derive(Debug)]
pub(super) struct Head {
    pub(super) package: Package,
    pub(super) present: [bool; Table::COUNT],
    pub(super) quarantined: u64,
    /// How many texts there are.
    pub(super) texts: u32,
    /// How many of the first texts are the codes of the units in the slots of the same numbers: those of all units, or none.
    pub(super) codes: u32,
    pub(super) sources: Vec<Source>,
}

/// A hash of all tables, columns and words: numbers in an image mean what they did when it was written as long as it is
/// the same.
fn words() -> u64 {
    let mut hasher = SipHasher13::new();
    let mut write = |text: &str| {
        hasher.write(text.as_bytes());
        hasher.write_u8(0xff);
    };
    for table in Table::ALL {
        write(table.as_str());
        for column in table.columns() {
            write(column.name);
            if let Cell::Word { list, .. } | Cell::Words(list) = column.cell {
                list.words.iter().for_each(|word| write(word.en));
            }
            write("");
        }
    }
    hasher.finish()
}

pub(super) fn told(hierarchy: &Hierarchy, (texts, codes): (usize, u32), sources: &[u32]) -> Vec<u8> {
    let mut told = Told::default();
    let package = &hierarchy.package;
    told.number(words());
    told.optional_text(package.scheme.as_ref().map(ToString::to_string).as_deref());
    told.optional_text(package.grid_suffix.as_ref().map(ToString::to_string).as_deref());
    told.byte(u8::from(package.day.is_some()));
    package.day.into_iter().for_each(|day| told.day(day.number()));
    told.byte(u8::from(package.until == UntilRule::Inclusive));
    hierarchy.present.iter().for_each(|is_present| told.byte(u8::from(*is_present)));
    told.number(hierarchy.quarantined);
    told.number(texts as u64);
    told.number(codes.into());
    told.number(sources.len() as u64);
    for source in sources.iter().filter_map(|source| hierarchy.sources.get(*source as usize)) {
        told.text(&source.0);
        told.optional_text(source.1.as_deref());
    }
    told.0
}

pub(super) fn read(bytes: &[u8]) -> Result<Head, ImageError> {
    let mut teller = Teller::new(bytes, HEAD);
    if teller.number()? != words() {
        return Err(ImageError::OtherWords);
    }
    let no_scheme = teller.broken("it names no scheme of codes");
    let scheme = teller.optional_text()?.map(|text| text.parse()).transpose().map_err(|_| no_scheme)?;
    let no_suffix = teller.broken("it has no suffix of grids");
    let grid_suffix = teller.optional_text()?.map(|text| text.parse()).transpose().map_err(|_| no_suffix)?;
    let day = if teller.is_so()? { Some(teller.day()?) } else { None };
    if day.is_some_and(|day| !Calendar::new().has(day)) {
        return Err(teller.broken("its day is none of the calendar"));
    }
    let until = if teller.is_so()? { UntilRule::Inclusive } else { UntilRule::Exclusive };
    let mut present = [false; Table::COUNT];
    for present in &mut present {
        *present = teller.is_so()?;
    }
    let quarantined = teller.number()?;
    let mut count = || u32::try_from(teller.number()?).map_err(|_| teller.broken("it has too many texts"));
    let (texts, codes) = (count()?, count()?);
    let mut sources = Vec::new();
    for _ in 0..teller.number()? {
        sources.push((teller.text()?.to_owned(), teller.optional_text()?));
    }
    teller.end()?;
    let package = Package { scheme, grid_suffix, day: day.map(Day::from_number), until };
    Ok(Head { package, present, quarantined, texts, codes, sources })
}
