//! One fast pass that says of most texts that no number of a person can be in them.

use super::numbers::LEAST;
use crate::base::eights;

/// Whether a text may have a number of a person in it; `false` is sure.
///
/// A number has ten digits at least. Half-width text is looked at as bits, one for each byte: its digits, and its letters,
/// which part numbers. Beyond that each character that is not of ASCII is taken for a digit.
pub(super) fn may_have_number(text: &str) -> bool {
    let bytes = text.as_bytes();
    if bytes.len() < LEAST {
        return false;
    }
    if bytes.len() > 63 {
        return true;
    }
    let (words, last) = eights(bytes);
    let (mut digits, mut seen, mut at) = (0_u64, last, 0);
    for word in words {
        digits |= bits(are_within(word, b'0', b'9')).wrapping_shl(at);
        (at, seen) = (at + 8, seen | word);
    }
    digits |= bits(are_within(last, b'0', b'9')).wrapping_shl(at);
    if seen & each(0x80) != 0 {
        return digits.count_ones() as usize + characters_beyond_ascii(bytes) >= LEAST;
    }
    digits.count_ones() as usize >= LEAST && has_long_stretch(bytes, digits, letters(bytes))
}

/// How many characters are not of ASCII: the first byte of each has its two highest bits set.
fn characters_beyond_ascii(bytes: &[u8]) -> usize {
    let (words, last) = eights(bytes);
    let count = |word: u64| (word & word << 1 & each(0x80)).count_ones() as usize;
    words.map(count).sum::<usize>() + count(last)
}

/// A bit for each byte that is a letter.
fn letters(bytes: &[u8]) -> u64 {
    let (words, last) = eights(bytes);
    let (mut letters, mut at) = (0_u64, 0);
    for word in words {
        letters |= bits(are_within(word | each(0x20), b'a', b'z')).wrapping_shl(at);
        at += 8;
    }
    letters | bits(are_within(last | each(0x20), b'a', b'z')).wrapping_shl(at)
}

/// Whether ten digits or more stand without a letter between them, but for twelve in one run, which are a code unless
/// something is dialled before it.
fn has_long_stretch(bytes: &[u8], digits: u64, letters: u64) -> bool {
    let mut rest = digits;
    while rest.count_ones() as usize >= LEAST {
        let start = rest.trailing_zeros();
        let length = (letters >> start).trailing_zeros().min(63 - start);
        let stretch = rest >> start & ((1 << length) - 1);
        let count = stretch.count_ones();
        let is_code = count == 12 && stretch == 0xfff && matches!(bytes.get(start as usize), Some(b'1'..=b'7' | b'9'));
        if count as usize >= LEAST && !is_code {
            return true;
        }
        rest &= !(stretch << start);
    }
    false
}

const fn each(byte: u8) -> u64 {
    u64::from_le_bytes([byte; 8])
}

/// The highest bit of each byte of a word that is within two, all of them ASCII.
const fn are_within(word: u64, least: u8, most: u8) -> u64 {
    // Without the highest bit, so that no byte is carried into the next.
    let low = word & each(0x7f);
    low.wrapping_add(each(0x80 - least)) & !low.wrapping_add(each(0x7f - most)) & !word & each(0x80)
}

/// The highest bit of each byte, as eight bits.
const fn bits(word: u64) -> u64 {
    (word >> 7).wrapping_mul(0x0102_0408_1020_4080) >> 56
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::personal::{Use, numbers};

    proptest::proptest! {
        #[test]
        fn what_is_told_in_one_pass_is_so(
            text in "(开|一|٣|１|13800000000|138-0000-0000|86|010|11010119900101001[0X]|[0-9]{1,12}|[ -_.]|H){1,7}"
        ) {
            for usage in [Use::Text, Use::Key] {
                proptest::prop_assert!(may_have_number(&text) || !numbers::has_number(&text, usage), "{}", text);
            }
        }

        #[test]
        fn letters_and_digits_are_told(bytes: [u8; 8]) {
            let word = u64::from_le_bytes(bytes);
            let (digits, letters) =
                (bits(are_within(word, b'0', b'9')), bits(are_within(word | each(0x20), b'a', b'z')));
            for (at, byte) in bytes.iter().enumerate() {
                proptest::prop_assert_eq!(digits >> at & 1 == 1, byte.is_ascii_digit());
                proptest::prop_assert_eq!(letters >> at & 1 == 1, byte.is_ascii_alphabetic());
            }
            proptest::prop_assert_eq!((digits | letters) >> 8, 0);
        }
    }
}
