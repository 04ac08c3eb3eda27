//! Numbers and texts one after another: what is said of a data set as a whole, and findings.

use super::ImageError;
use super::sections::Section;
use crate::base::{Day, Period};

/// Numbers and texts while they are written.
#[derive(Debug, Default)]
pub(super) struct Told(pub(super) Vec<u8>);

impl Told {
    pub(super) fn byte(&mut self, byte: u8) {
        self.0.push(byte);
    }

    pub(super) fn number(&mut self, number: u64) {
        self.0.extend_from_slice(&number.to_le_bytes());
    }

    pub(super) fn text(&mut self, text: &str) {
        self.number(text.len() as u64);
        self.0.extend_from_slice(text.as_bytes());
    }

    pub(super) fn optional_text(&mut self, text: Option<&str>) {
        self.byte(u8::from(text.is_some()));
        if let Some(text) = text {
            self.text(text);
        }
    }

    pub(super) fn day(&mut self, day: i32) {
        self.0.extend_from_slice(&day.to_le_bytes());
    }
}

/// Numbers and texts while they are read.
#[derive(Debug)]
pub(super) struct Teller<'b> {
    left: &'b [u8],
    section: &'static str,
}

impl<'b> Teller<'b> {
    pub(super) fn new(bytes: &'b [u8], section: Section) -> Self {
        Self { left: bytes, section: section.name }
    }

    pub(super) fn broken(&self, what: &'static str) -> ImageError {
        ImageError::Broken { section: self.section, what }
    }

    fn take(&mut self, bytes: u64) -> Result<&'b [u8], ImageError> {
        let split = usize::try_from(bytes).ok().and_then(|bytes| self.left.split_at_checked(bytes));
        let (taken, left) = split.ok_or_else(|| self.broken("it has less than it says"))?;
        self.left = left;
        Ok(taken)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], ImageError> {
        let taken = self.take(N as u64)?;
        taken.try_into().map_err(|_| self.broken("it has less than it says"))
    }

    pub(super) fn byte(&mut self) -> Result<u8, ImageError> {
        Ok(u8::from_le_bytes(self.array()?))
    }

    pub(super) fn number(&mut self) -> Result<u64, ImageError> {
        Ok(u64::from_le_bytes(self.array()?))
    }

    pub(super) fn is_so(&mut self) -> Result<bool, ImageError> {
        match self.byte()? {
            0 => Ok(false),
            1 => Ok(true),
            2.. => Err(self.broken("a byte is neither yes nor no")),
        }
    }

    pub(super) fn text(&mut self) -> Result<&'b str, ImageError> {
        let length = self.number()?;
        let taken = self.take(length)?;
        std::str::from_utf8(taken).map_err(|_| self.broken("a text is not UTF-8"))
    }

    pub(super) fn optional_text(&mut self) -> Result<Option<String>, ImageError> {
        if self.is_so()? { Ok(Some(self.text()?.to_owned())) } else { Ok(None) }
    }

    /// A bound of a period, or a day.
    pub(super) fn day(&mut self) -> Result<i32, ImageError> {
        Ok(i32::from_le_bytes(self.array()?))
    }

    /// Whether all has been read.
    pub(super) fn end(&self) -> Result<(), ImageError> {
        if self.left.is_empty() { Ok(()) } else { Err(self.broken("it has more than it says")) }
    }
}

/// The days that a table can state.
#[derive(Clone, Copy, Debug)]
pub(super) struct Calendar {
    first: i32,
    last: i32,
}

impl Calendar {
    pub(super) fn new() -> Self {
        let [first, last] = [(0, 1, 1), (9999, 12, 31)].map(|(year, month, day)| Day::new(year, month, day));
        Self { first: first.map_or(0, Day::number), last: last.map_or(0, Day::number) }
    }

    pub(super) const fn has(self, day: i32) -> bool {
        self.first <= day && day <= self.last
    }

    /// Whether two bounds, each stated or open, are those of a period that holds on a day. It may end with the
    /// last day of all.
    pub(super) const fn is_period(self, from: i32, until: i32) -> bool {
        let starts = from == i32::MIN || self.has(from);
        let ends = until == i32::MAX || (self.first <= until && until <= self.last + 1);
        starts && ends && from < until
    }

    /// The period of two bounds, each stated or open, if it holds on a day.
    pub(super) fn period(self, from: i32, until: i32) -> Option<Period> {
        if self.is_period(from, until) { Period::from_raw(from, until) } else { None }
    }
}
