//! Exact numbers with up to six decimal places.

use super::{Use, shown};
use std::fmt;
use std::str::FromStr;

/// A number as a table states it (数值), exact: up to 22 digits before the point and 6 after it.
///
/// Thousands may be parted by commas. Sums are exact; nothing is rounded.
///
/// ```
/// use govgrid::Decimal;
/// let a: Decimal = "12,000.5".parse()?;
/// let b: Decimal = "-0.25".parse()?;
/// assert_eq!(a.checked_add(b).map(|sum| sum.to_string()), Some("12000.25".to_owned()));
/// assert!("1,2000".parse::<Decimal>().is_err());
/// # Ok::<(), govgrid::DecimalError>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Decimal {
    /// In millionths. Invariant: of a number that was read, below 10^28; 2^32 of those have a sum below 2^127.
    millionths: i128,
}

/// A text that is no exact number (非数值).
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a number of at most 22 digits and 6 decimal places")]
pub struct DecimalError(pub String);

/// Decimal places.
const PLACES: usize = 6;
/// Digits before the point.
const DIGITS: usize = 22;
/// How many millionths one is.
pub(crate) const ONE: i128 = 1_000_000;

impl Decimal {
    /// Nothing.
    pub const ZERO: Self = Self { millionths: 0 };

    /// The sum; `None` if it is beyond all that can be told, some 1.7 × 10^32.
    #[must_use]
    pub const fn checked_add(self, other: Self) -> Option<Self> {
        match self.millionths.checked_add(other.millionths) {
            Some(millionths) => Some(Self { millionths }),
            None => None,
        }
    }

    pub(crate) const fn from_millionths(millionths: i128) -> Self {
        Self { millionths }
    }

    /// The number in millionths.
    pub(crate) const fn millionths(self) -> i128 {
        self.millionths
    }

    /// The whole number, if it is one that is not negative and fits.
    pub fn to_whole(self) -> Option<u64> {
        let is_whole = self.millionths % ONE == 0;
        u64::try_from(self.millionths / ONE).ok().filter(|_| is_whole)
    }
}

impl From<u64> for Decimal {
    fn from(number: u64) -> Self {
        Self { millionths: i128::from(number) * ONE }
    }
}

impl FromStr for Decimal {
    type Err = DecimalError;

    fn from_str(text: &str) -> Result<Self, DecimalError> {
        parse(text).ok_or_else(|| DecimalError(shown(text, Use::Text).into_owned()))
    }
}

/// A sign or none, digits, perhaps a point and more digits.
fn parse(text: &str) -> Option<Decimal> {
    let (sign, unsigned) = match text.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, text.strip_prefix('+').unwrap_or(text)),
    };
    let (whole, fraction) = match unsigned.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (unsigned, None),
    };
    let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if fraction.is_some_and(|fraction| !is_digits(fraction) || fraction.len() > PLACES) {
        return None;
    }
    let mut groups = whole.split(',');
    let first = groups.next().unwrap_or_default();
    let is_parted = whole.contains(',');
    let fits = |group: &str| is_digits(group) && group.len() == 3;
    if !is_digits(first) || (is_parted && (first.len() > 3 || !groups.all(fits))) {
        return None;
    }
    let digits = whole.bytes().filter(u8::is_ascii_digit).skip_while(|digit| *digit == b'0');
    if digits.clone().count() > DIGITS {
        return None;
    }
    let fraction = fraction.unwrap_or_default().bytes().chain(std::iter::repeat(b'0')).take(PLACES);
    let millionths = digits.chain(fraction).fold(0, |number, digit| number * 10 + i128::from(digit - b'0'));
    Some(Decimal { millionths: sign * millionths })
}

impl fmt::Display for Decimal {
    /// Without needless noughts, and without commas.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.millionths < 0 { "-" } else { "" };
        let (whole, fraction) = (self.millionths / ONE, self.millionths % ONE);
        write!(f, "{sign}{}", whole.unsigned_abs())?;
        if fraction == 0 {
            return Ok(());
        }
        let fraction = format!("{:06}", fraction.unsigned_abs());
        write!(f, ".{}", fraction.trim_end_matches('0'))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_exactly_or_not_at_all() {
        let read = [
            ("0", "0"),
            ("-0.5", "-0.5"),
            ("+7", "7"),
            ("007.10", "7.1"),
            ("1,234,567.000001", "1234567.000001"),
            ("12,000", "12000"),
            ("0.100000", "0.1"),
            ("9999999999999999999999.999999", "9999999999999999999999.999999"),
        ];
        for (text, shown) in read {
            assert_eq!(text.parse::<Decimal>().map(|number| number.to_string()), Ok(shown.to_owned()));
        }
        let refused = [
            "",
            "-",
            "+",
            ".",
            ".5",
            "5.",
            "1,2",
            "12,00",
            "1234,567",
            ",123",
            "1,,234",
            "1.2,345",
            "1e3",
            "１２",
            "12 ",
            "NaN",
            "inf",
            "0x10",
            "--1",
            "0.1234567",
            "10000000000000000000000",
            "95%",
            "1_000",
            "是",
        ];
        for text in refused {
            assert_eq!(text.parse::<Decimal>(), Err(DecimalError(shown(text, Use::Text).into_owned())));
        }
    }

    #[test]
    fn a_sum_is_exact_or_none() {
        let number = |text: &str| text.parse::<Decimal>().unwrap();
        assert_eq!(number("0.1").checked_add(number("0.2")), Some(number("0.3")));
        let most = Decimal { millionths: i128::MAX };
        assert_eq!(most.checked_add(number("0.000001")), None);
        assert_eq!((number("3").to_whole(), number("3.5").to_whole(), number("-3").to_whole()), (Some(3), None, None));
    }
}
