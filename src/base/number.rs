//! Numbers as they are published: exact decimals, and what rounds to them.

use super::decimal::{Decimal, ONE};
use super::{Use, shown};
use std::cmp::Ordering;
use std::fmt;
use std::ops::RangeInclusive;
use std::str::FromStr;

/// A number as it is published (公布值): a decimal of at most twelve digits before the point and six after it. Its
/// decimals are its precision: `75.8` says less than `75.80`.
///
/// A value *rounds* to it half up (四舍五入), away from zero: 0.5 to 1, 75.75 to 75.8, −0.5 to −1.
///
/// ```
/// use govgrid::Number;
/// let share: Number = "92".parse()?;
/// assert_eq!(share.counts_on(44), None); // 40/44 = 90.9 %, 41/44 = 93.2 %
/// assert_eq!(share.counts_on(180), Some(165..=166));
/// # Ok::<(), govgrid::NumberError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Number {
    /// In millionths. Invariant: below 10^18 either way.
    millionths: i64,
    /// How many decimals are written. Invariant: at most six.
    decimals: u8,
}

/// A text that is no number.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a number such as 175, 1,620 or 75.8")]
pub struct NumberError(pub String);

/// How many millionths a number is below, either way: twelve digits before the point.
const MOST: u64 = 1_000_000_000_000_000_000;

/// A share or an average, exact: how much (分子) of how much (分母), times 100 if it is told in percent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Ratio {
    /// In millionths, as all amounts.
    pub(crate) over: i128,
    /// Invariant: above zero.
    under: i128,
    per: i128,
}

impl Number {
    /// The decimals that are written.
    pub const fn decimals(self) -> u8 {
        self.decimals
    }

    /// The number in millionths.
    pub(crate) const fn millionths(self) -> i128 {
        self.millionths as i128
    }

    /// The whole number, if it is one.
    pub(crate) const fn whole(self) -> Option<i64> {
        if self.millionths % 1_000_000 == 0 { Some(self.millionths / 1_000_000) } else { None }
    }

    /// The unit of the last decimal, in millionths.
    pub(crate) fn unit(self) -> i128 {
        10_i128.pow(6 - u32::from(self.decimals.min(6)))
    }

    /// The unit of the last digit that is not zero, in millionths: what "about" (约) is taken to leave open.
    pub(crate) fn rough_unit(self) -> i128 {
        let mut unit = self.unit();
        while self.millionths != 0 && self.millionths() % (unit * 10) == 0 {
            unit *= 10;
        }
        unit
    }

    /// The counts on a base whose share in percent rounds to this number, from none to all of the base; `None` if no
    /// count does: then the figure is impossible on that base (不可能).
    pub fn counts_on(self, base: u64) -> Option<RangeInclusive<u64>> {
        self.reached_on(base, 100).filter(|counts| *counts.start() <= base).map(|c| *c.start()..=(*c.end()).min(base))
    }

    /// The sums over a base whose average rounds to this number; `None` if no whole number does.
    pub fn sums_over(self, base: u64) -> Option<RangeInclusive<u64>> {
        self.reached_on(base, 1)
    }

    fn reached_on(self, base: u64, per: i128) -> Option<RangeInclusive<u64>> {
        if base == 0 {
            return None;
        }
        // Half a unit below to just under half a unit above; `x ≥ a` of whole x is `x ≥ ceil(a)`. Of sixty bits times
        // sixty-four, nothing is above 127.
        let (step, base) = (2 * ONE * per, i128::from(base));
        let bound = |halves: i128| (halves * base).div_euclid(step) + i128::from((halves * base).rem_euclid(step) != 0);
        let (twice, unit) = (2 * self.millionths(), self.unit());
        let (least, most) = (bound(twice - unit).max(0), bound(twice + unit) - 1);
        let least = u64::try_from(least).ok()?;
        let most = u64::try_from(most).ok()?;
        (least <= most).then_some(least..=most)
    }
}

impl Ratio {
    /// `None` if there is nothing to divide by.
    pub(crate) fn new(over: i128, under: i128, per: i128) -> Option<Self> {
        (under > 0).then_some(Self { over, under, per })
    }

    /// An amount by itself.
    pub(crate) const fn amount(millionths: i128) -> Self {
        Self { over: millionths, under: ONE, per: 1 }
    }

    /// How it compares to a number; `None` if it is too large to tell.
    pub(crate) fn compare(self, number: Number) -> Option<Ordering> {
        let own = self.over.checked_mul(self.per)?.checked_mul(ONE)?;
        Some(own.cmp(&number.millionths().checked_mul(self.under)?))
    }

    /// Whether it rounds, half away from zero, to a number told in a unit; `None` if it is too large to tell.
    pub(crate) fn rounds_to(self, number: Number, unit: i128) -> Option<bool> {
        let value = number.millionths();
        if self.over.signum() * value.signum() < 0 {
            return Some(false);
        }
        let twice = self.over.checked_abs()?.checked_mul(self.per)?.checked_mul(2 * ONE)?;
        let least = (2 * value.abs() - unit).checked_mul(self.under)?;
        let above = (2 * value.abs() + unit).checked_mul(self.under)?;
        Some(least <= twice && twice < above)
    }

    /// It with so many decimals, rounded.
    pub(crate) fn text(self, decimals: u8) -> String {
        let power = 10_i128.pow(u32::from(decimals.min(6)));
        let scaled = self.over.checked_abs().and_then(|over| over.checked_mul(self.per)?.checked_mul(2 * power));
        let halves = scaled.and_then(|scaled| Some((scaled.checked_add(self.under)?, self.under.checked_mul(2)?)));
        let Some((above, below)) = halves else { return "∞".to_owned() };
        let rounded = above / below;
        let sign = if self.over < 0 && rounded != 0 { "−" } else { "" };
        let (whole, part) = (rounded / power, rounded % power);
        let width = usize::from(decimals.min(6));
        if width == 0 { format!("{sign}{whole}") } else { format!("{sign}{whole}.{part:0width$}") }
    }
}

/// An amount in millionths as a reader writes it, without zeros at the end.
pub(crate) fn amount_text(millionths: i128) -> String {
    let text = Ratio::amount(millionths).text(6);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

impl FromStr for Number {
    type Err = NumberError;

    /// # Errors
    /// [`NumberError`] unless the text is digits, perhaps in groups of three, perhaps with a sign before and decimals
    /// after.
    fn from_str(text: &str) -> Result<Self, NumberError> {
        let parse = || {
            let unsigned = text.strip_prefix('−').unwrap_or(text);
            let sign = if unsigned.len() == text.len() { 1 } else { -1 };
            let decimal: Decimal = unsigned.parse().ok().filter(|_| sign > 0 || !unsigned.starts_with(['-', '+']))?;
            let decimals = text.split_once('.').map_or(0, |(_, part)| part.len());
            let millionths = i64::try_from(decimal.millionths()).ok().filter(|n| n.unsigned_abs() < MOST)?;
            Some(Self { millionths: sign * millionths, decimals: u8::try_from(decimals).ok()? })
        };
        parse().ok_or_else(|| NumberError(shown(text, Use::Text).into_owned()))
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&Ratio::amount(self.millionths()).text(self.decimals))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> Number {
        text.parse().unwrap()
    }

    #[test]
    fn numbers_are_written_as_they_were_read() {
        for (text, shown) in
            [("92", "92"), ("75.80", "75.80"), ("1,620", "1620"), ("-7", "−7"), ("0.000001", "0.000001")]
        {
            assert_eq!(number(text).to_string(), shown);
        }
        assert_eq!(number("−7"), number("-7"));
        for text in ["", "-", ".5", "5.", "1,62", "92%", "7400+", "1.2.3", "一", "1e3", "1234567890123", "0.1234567"] {
            assert_eq!(text.parse::<Number>(), Err(NumberError(text.to_owned())), "{text}");
        }
    }

    #[test]
    fn half_a_unit_is_rounded_up() {
        // 1/8 = 12.5 %: it rounds to 13, and to 12.5, not to 12.
        assert_eq!(number("13").counts_on(8), Some(1..=1));
        assert_eq!(number("12.5").counts_on(8), Some(1..=1));
        assert_eq!(number("12").counts_on(8), None);
        let ratio = Ratio::new(-ONE, 8 * ONE, 100).unwrap();
        assert_eq!(ratio.rounds_to(number("-13"), ONE), Some(true));
        assert_eq!(ratio.rounds_to(number("-12"), ONE), Some(false));
        assert_eq!(ratio.text(0), "−13");
    }

    #[test]
    fn nothing_overflows() {
        let most = number("999999999999.999999");
        assert_eq!(most.counts_on(u64::MAX), None);
        assert_eq!(most.sums_over(1), Some(1_000_000_000_000..=1_000_000_000_000).filter(|_| false));
        let huge = Ratio::new(i128::MAX, 1, 100).unwrap();
        assert_eq!((huge.compare(most), huge.rounds_to(most, 1), huge.text(1).as_str()), (None, None, "∞"));
        let near = Ratio::new(i128::MAX / 20, i128::MAX / 2, 1).unwrap();
        assert_eq!((near.text(1).as_str(), Ratio::new(1, i128::MAX, 1).unwrap().text(0).as_str()), ("∞", "∞"));
        assert_eq!(number("0").counts_on(0), None);
    }

    #[test]
    fn about_leaves_open_what_the_last_zeros_leave_open() {
        for (text, unit) in [("7400", 100 * ONE), ("432", ONE), ("2.93", 10_000), ("0", ONE), ("10.0", 10 * ONE)] {
            assert_eq!(number(text).rough_unit(), unit, "{text}");
        }
    }
}
