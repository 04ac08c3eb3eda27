//! Days and periods. Days are numbers inside and `chrono` dates at the edge; no clock is read.

use super::{Use, shown};
use chrono::{Datelike, NaiveDate};
use std::fmt;
use std::str::FromStr;

/// A day (日), from year −9999 to 9999.
///
/// ```
/// use govgrid::Day;
/// let day: Day = "2024-06-01".parse()?;
/// assert_eq!("2024年6月1日".parse(), Ok(day));
/// assert_eq!(day.to_string(), "2024-06-01");
/// # Ok::<(), govgrid::DayError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(i32);

/// A text that is no day.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a day such as 2024-06-01, 2024/6/1 or 2024年6月1日")]
pub struct DayError(pub String);

/// The first day that stands for "open" at the end of a period: 9999-12-31, by its number.
const OPEN_UNTIL: i32 = 3_652_059;

impl Day {
    /// The day of `year`, `month` (1–12) and `day` (1–31); `None` where the calendar has no such day.
    pub fn new(year: i32, month: u32, day: u32) -> Option<Self> {
        if !(-9999..=9999).contains(&year) {
            return None;
        }
        NaiveDate::from_ymd_opt(year, month, day).map(|date| Self(date.num_days_from_ce()))
    }

    /// The day as a date of `chrono`.
    pub fn to_date(self) -> NaiveDate {
        NaiveDate::from_num_days_from_ce_opt(self.0).unwrap_or(NaiveDate::MIN)
    }

    /// The year.
    pub fn year(self) -> i32 {
        self.to_date().year()
    }

    /// The day after; the last day of the year 9999 is its own.
    #[must_use]
    pub fn next(self) -> Self {
        if self.is_open() { self } else { Self(self.0 + 1) }
    }

    /// The day before; the first day of the year −9999 is its own.
    #[must_use]
    pub fn previous(self) -> Self {
        Self::new(-9999, 1, 1).filter(|first| *first >= self).unwrap_or(Self(self.0 - 1))
    }

    /// Whether the day is 9999-12-31, which tables write for "no end".
    pub(crate) fn is_open(self) -> bool {
        self.0 == OPEN_UNTIL
    }

    /// The day of a number that [`Day::number`] gave.
    pub(crate) const fn from_number(number: i32) -> Self {
        Self(number)
    }

    pub(crate) const fn number(self) -> i32 {
        self.0
    }
}

impl From<NaiveDate> for Day {
    /// Dates beyond the years −9999 to 9999 become the nearest day within.
    fn from(date: NaiveDate) -> Self {
        let year = date.year().clamp(-9999, 9999);
        let same = Self::new(year, date.month(), date.day());
        same.unwrap_or(Self(date.num_days_from_ce()))
    }
}

impl From<Day> for NaiveDate {
    fn from(day: Day) -> Self {
        day.to_date()
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let date = self.to_date();
        if date.year() < 0 {
            f.write_str("-")?;
        }
        // Tables are full of days: their digits are laid out without a formatter. No year has more than four.
        let (year, month, day) = (date.year().unsigned_abs(), date.month(), date.day());
        let digits = [year / 1000, year / 100, year / 10, year, month / 10, month, day / 10, day];
        let mut text = *b"0000-00-00";
        let places = text.iter_mut().filter(|place| **place == b'0');
        for (place, number) in places.zip(digits) {
            *place += u8::try_from(number % 10).unwrap_or(0);
        }
        f.write_str(str::from_utf8(&text).unwrap_or_default())
    }
}

/// Splits `2024-06-01`, `2024/6/1` or `2024年6月1日` into its three runs of digits.
fn split_date(text: &str) -> Option<(&str, &str, &str)> {
    if let Some((year, rest)) = text.split_once('年') {
        let (month, day) = rest.strip_suffix('日')?.split_once('月')?;
        return Some((year, month, day));
    }
    let mark = if text.contains('/') { '/' } else { '-' };
    let (year, rest) = text.split_once(mark)?;
    let (month, day) = rest.split_once(mark)?;
    Some((year, month, day))
}

/// The day of `YYYY-MM-DD`, as most tables write it.
fn plain_day(text: &[u8]) -> Option<Day> {
    let [century @ .., decade, year, b'-', month, month_end, b'-', day, day_end] = text else { return None };
    let [thousand, hundred] = century else { return None };
    let number = |digits: &[&u8]| {
        let more = |number: u32, digit: &&u8| digit.is_ascii_digit().then(|| number * 10 + u32::from(**digit - b'0'));
        digits.iter().try_fold(0, more)
    };
    let year = number(&[thousand, hundred, decade, year])?;
    Day::new(i32::try_from(year).ok()?, number(&[month, month_end])?, number(&[day, day_end])?)
}

fn digits(text: &str, lengths: std::ops::RangeInclusive<usize>) -> Option<u32> {
    if !lengths.contains(&text.len()) {
        return None;
    }
    text.bytes().try_fold(0, |n, b| b.is_ascii_digit().then(|| n * 10 + u32::from(b - b'0')))
}

impl FromStr for Day {
    type Err = DayError;

    /// # Errors
    /// [`DayError`] unless the text is `YYYY-MM-DD`, `YYYY/M/D` or `YYYY年M月D日` and the calendar has the day.
    fn from_str(text: &str) -> Result<Self, DayError> {
        let parse = || {
            if let Some(day) = plain_day(text.as_bytes()) {
                return Some(day);
            }
            let (year, month, day) = split_date(text)?;
            let year = i32::try_from(digits(year, 4..=4)?).ok()?;
            Self::new(year, digits(month, 1..=2)?, digits(day, 1..=2)?)
        };
        parse().ok_or_else(|| DayError(shown(text, Use::PersonKey).into_owned()))
    }
}

impl serde::Serialize for Day {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> serde::Deserialize<'de> for Day {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        // What quotes a text is shown without digits and Chinese letters, and the hint of the error has both.
        text.parse().map_err(|DayError(text)| serde::de::Error::custom(format!("`{text}` is not a day")))
    }
}

/// A period (期间): `from` is its first day, `until` the first day after it; either may be open.
///
/// ```
/// use govgrid::{Day, Period};
/// let day = |text: &str| text.parse::<Day>();
/// let period = Period::new(Some(day("2020-01-01")?), Some(day("2021-01-01")?))?;
/// assert!(period.holds(day("2020-12-31")?) && !period.holds(day("2021-01-01")?));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Period {
    // Invariant: from < until; i32::MIN and i32::MAX are open ends.
    from: i32,
    until: i32,
}

/// A period that would end before it starts, or on the day it starts, so that it holds on no day.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a period from {from} until {until} holds on no day")]
pub struct PeriodError {
    /// The first day given.
    pub from: Day,
    /// The first day after, as given.
    pub until: Day,
}

impl Period {
    /// All days: open at both ends.
    pub const ALWAYS: Self = Self { from: i32::MIN, until: i32::MAX };

    /// The period from the day `from` until the day before `until`.
    ///
    /// # Errors
    /// [`PeriodError`] if `from` is not before `until`.
    pub fn new(from: Option<Day>, until: Option<Day>) -> Result<Self, PeriodError> {
        if let (Some(from), Some(until)) = (from, until)
            && from >= until
        {
            return Err(PeriodError { from, until });
        }
        Ok(Self { from: from.map_or(i32::MIN, |day| day.0), until: until.map_or(i32::MAX, |day| day.0) })
    }

    /// The period of two raw bounds, if it holds on any day.
    pub(crate) fn from_raw(from: i32, until: i32) -> Option<Self> {
        (from < until).then_some(Self { from, until })
    }

    pub(crate) const fn raw(self) -> (i32, i32) {
        (self.from, self.until)
    }

    /// The first day, if it is stated.
    pub fn from(self) -> Option<Day> {
        (self.from != i32::MIN).then_some(Day(self.from))
    }

    /// The first day after the period, if it is stated.
    pub fn until(self) -> Option<Day> {
        (self.until != i32::MAX).then_some(Day(self.until))
    }

    /// Whether the period holds on `day`.
    pub const fn holds(self, day: Day) -> bool {
        self.from <= day.0 && day.0 < self.until
    }

    /// Whether the two periods share a day.
    pub const fn overlaps(self, other: Self) -> bool {
        self.from < other.until && other.from < self.until
    }

    /// The days that both periods hold on, if there are any.
    #[must_use]
    pub fn intersect(self, other: Self) -> Option<Self> {
        Self::from_raw(self.from.max(other.from), self.until.min(other.until))
    }

    /// Whether every day of `other` is a day of this period.
    pub const fn contains(self, other: Self) -> bool {
        self.from <= other.from && other.until <= self.until
    }
}

impl Default for Period {
    fn default() -> Self {
        Self::ALWAYS
    }
}

impl fmt::Display for Period {
    /// As `[2020-01-01, 2021-01-01)`, with `…` for an open end.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let end = |day: Option<Day>| day.map_or_else(|| "…".to_owned(), |day| day.to_string());
        write!(f, "[{}, {})", end(self.from()), end(self.until()))
    }
}

impl fmt::Debug for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Period{self}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    #[test]
    fn days_are_read_in_three_notations_and_nothing_else() {
        for text in ["2024-06-01", "2024/6/1", "2024/06/01", "2024年6月1日"] {
            assert_eq!(day(text).to_string(), "2024-06-01");
        }
        for text in ["", "2024", "2024-13-01", "2023-02-29", "24-06-01", "2024-06-01 00:00", "2024-06/01", "20240601"] {
            assert!(text.parse::<Day>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_period_ends_before_its_until() {
        let p = Period::new(Some(day("2020-01-01")), Some(day("2020-01-02"))).unwrap();
        assert!(p.holds(day("2020-01-01")));
        assert!(!p.holds(day("2020-01-02")) && !p.holds(day("2019-12-31")));
        assert!(Period::new(p.until(), p.until()).is_err());
        assert_eq!(p.to_string(), "[2020-01-01, 2020-01-02)");
        assert_eq!(Period::ALWAYS.to_string(), "[…, …)");
    }

    #[test]
    fn days_stop_at_the_ends_of_the_calendar() {
        let last = day("9999-12-31");
        assert_eq!(last.next(), last);
        assert!(last.is_open());
        assert_eq!(day("2023-12-31").next(), day("2024-01-01"));
        assert_eq!(day("2024-03-01").previous(), day("2024-02-29"));
        let first = Day::new(-9999, 1, 1).unwrap();
        assert_eq!(first.previous(), first);
        assert_eq!(Day::from(NaiveDate::MAX).to_date().year(), 9999);
    }
}
