//! The oracle's own days: numbers from 2000-01-01 on, and how tables write them.

/// A day as a number: 0 is 2000-01-01.
pub(crate) type DayNumber = i32;

/// A day after every bound that a world states, for questions to which nobody gave a day.
pub(crate) const LATEST: DayNumber = 1_000_000;

/// The days from `from` until the day before `until`; `None` is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Days {
    pub(crate) from: Option<DayNumber>,
    pub(crate) until: Option<DayNumber>,
}

impl Days {
    pub(crate) const ALWAYS: Self = Self { from: None, until: None };

    pub(crate) fn new(from: Option<DayNumber>, until: Option<DayNumber>) -> Self {
        Self { from, until }
    }

    pub(crate) fn holds(self, day: DayNumber) -> bool {
        self.from.is_none_or(|from| from <= day) && self.until.is_none_or(|until| day < until)
    }

    /// Whether the two share a day.
    pub(crate) fn meets(self, other: Self) -> bool {
        let before = |a: Self, b: Self| a.until.zip(b.from).is_some_and(|(until, from)| until <= from);
        !before(self, other) && !before(other, self)
    }

    /// The first day that is stated: the first one, or else the last.
    pub(crate) fn first_stated(self) -> Option<DayNumber> {
        self.from.or(self.until.map(|until| until - 1))
    }

    pub(crate) fn bounds(self) -> impl Iterator<Item = DayNumber> {
        self.from.into_iter().chain(self.until)
    }
}

/// The day as `YYYY-MM-DD`.
pub(crate) fn text(day: DayNumber) -> String {
    let (mut year, mut left) = (2000, day);
    while left < 0 {
        year -= 1;
        left += length_of_year(year);
    }
    while left >= length_of_year(year) {
        left -= length_of_year(year);
        year += 1;
    }
    let mut month = 1;
    while left >= length_of_month(year, month) {
        left -= length_of_month(year, month);
        month += 1;
    }
    format!("{year:04}-{month:02}-{:02}", left + 1)
}

/// The number of a day of the calendar.
pub(crate) fn number(year: i32, month: i32, day: i32) -> DayNumber {
    let years: i32 = if year < 2000 {
        -(year..2000).map(length_of_year).sum::<i32>()
    } else {
        (2000..year).map(length_of_year).sum()
    };
    years + (1..month).map(|month| length_of_month(year, month)).sum::<i32>() + day - 1
}

fn is_leap(year: i32) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

fn length_of_year(year: i32) -> i32 {
    if is_leap(year) { 366 } else { 365 }
}

fn length_of_month(year: i32, month: i32) -> i32 {
    match month {
        2 => 28 + i32::from(is_leap(year)),
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

#[test]
fn days_are_written_as_the_calendar_has_them() {
    let days = [(-1, "1999-12-31"), (0, "2000-01-01"), (31, "2000-02-01"), (59, "2000-02-29"), (366, "2001-01-01")];
    for (day, written) in days {
        assert_eq!(text(day), written);
        let parts: Vec<i32> = written.split('-').map(|part| part.parse().unwrap()).collect();
        assert_eq!(number(parts[0], parts[1], parts[2]), day);
    }
}
