//! What personal data looks like. Nothing that these functions answer for is ever stored.
//!
//! Asked are keys of people and households, names and notes, references that name nothing, every cell that cannot be
//! read as what its column holds, and values of measures and claims that are no numbers of up to twelve digits. Not asked
//! are the codes of anything else, codes of other schemes and other keys, and shorter values, which are numbers of their
//! own.

use crate::base::eights;

/// Parts of a header that name personal data.
const PERSONAL_HEADERS: [&str; 27] = [
    "姓名",
    "身份证",
    "证件号",
    "公民身份",
    "电话",
    "手机",
    "联系方式",
    "户主",
    "出生",
    "家庭住址",
    "人脸",
    "银行卡",
    "护照",
    "微信",
    "idcard",
    "id_card",
    "identity",
    "passport",
    "phone",
    "mobile",
    "telephone",
    "householder",
    "fullname",
    "full_name",
    "birth",
    "contact_number",
    "wechat",
];

/// Whether a header says that its column holds names, identity or telephone numbers of people.
pub(crate) fn is_personal_column(header: &str) -> bool {
    let header: String = header.to_lowercase().split_whitespace().collect();
    PERSONAL_HEADERS.iter().any(|part| header.contains(part))
}

/// Whether a text looks like an identity number (身份证号) of 15 or 18 characters or a telephone number (电话号码), or has
/// one among other words.
///
/// Codes of what is no person and no household are not asked: one in five real community codes would look like an old
/// identity number.
pub(crate) fn looks_personal(key: &str) -> bool {
    let is_digit = |c: &char| c.is_ascii_digit() || ('０'..='９').contains(c);
    if key.len() < 10 || !may_look_personal(key) || key.chars().filter(is_digit).count() < 10 {
        return false;
    }
    if key.is_ascii() {
        return looks_personal_in_ascii(key);
    }
    let narrow: String = key.chars().map(narrow).collect();
    looks_personal_in_ascii(&narrow)
}

/// The half-width form of a full-width letter, digit or mark.
fn narrow(c: char) -> char {
    let ascii = u32::from(c).checked_sub(0xfee0).and_then(char::from_u32);
    ascii.filter(char::is_ascii_graphic).unwrap_or(c)
}

/// Whether a text is not of ASCII alone, or has as many letters and digits as a number of a person, as a whole, between
/// two marks, or in three parts: most codes of households have not, and are told so in one pass.
fn may_look_personal(key: &str) -> bool {
    let bytes = key.as_bytes();
    if bytes.len() > 63 {
        return true;
    }
    // A bit for each letter or digit.
    let (words, last) = eights(bytes);
    let (mut all, mut at, mut seen) = (0, 0, last);
    for word in words {
        all |= letters(word).wrapping_shl(at);
        (at, seen) = (at + 8, seen | word);
    }
    all |= letters(last).wrapping_shl(at);
    let is_ascii = seen & 0x8080_8080_8080_8080 == 0;
    if !is_ascii || matches!(all.count_ones(), 10..=13 | 15 | 18) {
        return true;
    }
    // Where two, four, eight of them follow on each other; where parts start; where parts of a length do.
    let two = all & all >> 1;
    let (four, starts) = (two & two >> 2, all & !(all << 1));
    let eight = four & four >> 4;
    let of_four = starts & four & !(all >> 4);
    let of = |long: u64, length: u32| starts & long & !(all >> length);
    let is_in_parts = of(two & all >> 2, 3) & of_four >> 4 & of_four >> 9
        | of(four & two >> 4, 6) & of(eight, 8) >> 7 & of_four >> 16;
    if is_in_parts != 0 {
        return true;
    }
    let mut long = starts & eight & eight >> 3;
    while long != 0 {
        let start = long.trailing_zeros() as usize;
        let length = (all >> start).trailing_ones() as usize;
        if has_personal_length(bytes.get(start..start + length).unwrap_or_default()) {
            return true;
        }
        long &= long - 1;
    }
    false
}

/// Whether as many letters and digits as a number of a person has stand in a part from its first digit on.
fn has_personal_length(part: &[u8]) -> bool {
    let first = part.iter().position(u8::is_ascii_digit);
    first.is_some_and(|first| matches!(part.len() - first, 11 | 13 | 15 | 18))
}

/// A bit for each byte of a word that is a letter or digit, all of them ASCII.
const fn letters(word: u64) -> u64 {
    const fn each(byte: u8) -> u64 {
        u64::from_le_bytes([byte; 8])
    }
    const fn are_within(word: u64, least: u8, most: u8) -> u64 {
        word.wrapping_add(each(0x80 - least)) & !word.wrapping_add(each(0x7f - most))
    }
    let words = are_within(word, b'0', b'9') | are_within(word | each(0x20), b'a', b'z');
    // Moves the highest bit of each byte to its place among the eight of the highest byte, and that down.
    ((words & each(0x80)) >> 7).wrapping_mul(0x0102_0408_1020_4080) >> 56
}

fn looks_personal_in_ascii(key: &str) -> bool {
    let whole = without_marks(key).is_some_and(|bare| is_identity(&bare) || is_telephone(&bare));
    let runs = || key.split(|c: char| !c.is_ascii_alphanumeric());
    // Letters may be glued to the front of a number; behind an identity number an X belongs to it.
    let bare = |run: &str| {
        let run = run.trim_start_matches(|c: char| c.is_ascii_alphabetic());
        is_identity(run) || is_mobile(run)
    };
    whole || runs().any(bare) || has_parted_number(key)
}

/// Whether a number in the parts in which people write it, such as `138-0000-0000`, stands among other words.
fn has_parted_number(text: &str) -> bool {
    let is_mark = |c: char| matches!(c, ' ' | '-' | '.');
    text.split(|c: char| !c.is_ascii_alphanumeric() && !is_mark(c)).any(|words| {
        let parts: Vec<&str> = words.split(is_mark).collect();
        parts.windows(3).any(|parts| match parts {
            [first, middle, last] => match (first.len(), middle.len(), last.len()) {
                (3, 4, 4) => is_mobile(&parts.concat()),
                (6, 8, 4) => is_identity(&parts.concat()),
                _ => false,
            },
            _ => false,
        })
    })
}

/// The key without the marks that numbers are written with; `None` if it is longer than any such number.
fn without_marks(key: &str) -> Option<String> {
    let bare = key.chars().filter(|c| !matches!(c, ' ' | '-' | '+' | '(' | ')' | '.' | '_' | '/' | '·' | '—'));
    if bare.clone().count() > 18 { None } else { Some(bare.collect()) }
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

fn is_identity(run: &str) -> bool {
    match run.len() {
        18 => {
            let Some((digits, check)) = run.split_at_checked(17) else { return false };
            let century = digits.get(6..8).is_some_and(|century| matches!(century, "18" | "19" | "20"));
            is_digits(digits)
                && (is_digits(check) || check.eq_ignore_ascii_case("x"))
                && century
                && has_date(digits, 10)
        }
        15 => is_digits(run) && has_date(run, 8),
        _ => false,
    }
}

/// Whether the four digits at `start` can be a month and a day.
fn has_date(digits: &str, start: usize) -> bool {
    let two = |at: usize| digits.get(at..at + 2).and_then(|text| text.parse::<u8>().ok()).unwrap_or(0);
    (1..=12).contains(&two(start)) && (1..=31).contains(&two(start + 2))
}

fn is_mobile(run: &str) -> bool {
    let run = run.strip_prefix("86").filter(|rest| rest.len() == 11).unwrap_or(run);
    run.len() == 11 && is_digits(run) && matches!(run.as_bytes(), [b'1', b'3'..=b'9', ..])
}

fn is_telephone(bare: &str) -> bool {
    is_mobile(bare) || (is_digits(bare) && bare.starts_with('0') && matches!(bare.len(), 10..=12))
}

/// The text with every character hidden, so that only its length is told.
pub(crate) fn mask(text: &str) -> String {
    "*".repeat(text.chars().count().min(64))
}

#[cfg(test)]
mod tests {
    use super::*;

    // Made up: no such numbers are issued (the check digits are wrong on purpose).
    #[test]
    fn keys_that_look_like_numbers_of_people_are_told() {
        for key in [
            "110101199001010010",
            "11010119900101001X",
            "110101900101001",
            "13800000000",
            "+86 138-0000-0000",
            "010-12345678",
            "H-13800000000",
            "G001/11010119900101001x",
            "１３８００００００００",
            "１１０１０１１９９００１０１００１０",
            "138.0000.0000",
            "138_0000_0000",
            "HH13800000000",
            "H11010119900101001X",
            "张三13800000000反映漏水",
            "电话：138-0000-0000（张三）",
            "身份证110101 19900101 0010。",
            "联系 １３８００００００００",
        ] {
            assert!(looks_personal(key), "{key}");
        }
        for key in [
            "130205001026-G003-B01-0302",
            "130205001026",
            "H001",
            "990101001001-G001-B01-0101",
            "12345678901",
            "1302050010260030302",
            "津政办发〔2024〕12号 2024-01-01",
            "130205001026-003-0302",
            "第1网格（130205001026）",
        ] {
            assert!(!looks_personal(key), "{key}");
        }
    }

    proptest::proptest! {
        #[test]
        fn what_is_told_in_one_pass_is_so(key in "(开|13800000000|138-0000-0000|11010119900101001[0X]|[0-9]{1,9}|[ -_.]|H){1,6}") {
            proptest::prop_assert!(may_look_personal(&key) || (key.is_ascii() && !looks_personal_in_ascii(&key)));
        }

        #[test]
        fn letters_and_digits_are_told(bytes: [u8; 8]) {
            let bytes = bytes.map(|byte| byte & 0x7f);
            let letters = letters(u64::from_le_bytes(bytes));
            for (at, byte) in bytes.iter().enumerate() {
                proptest::prop_assert_eq!(letters >> at & 1 == 1, byte.is_ascii_alphanumeric());
            }
            proptest::prop_assert_eq!(letters >> 8, 0);
        }
    }

    #[test]
    fn personal_columns_are_told_by_their_header() {
        for header in ["姓名", "户主姓名", "联系 电话", "ID_Card", "Mobile"] {
            assert!(is_personal_column(header), "{header}");
        }
        for header in ["名称", "name", "code", "户数", "households", "编码"] {
            assert!(!is_personal_column(header), "{header}");
        }
    }

    #[test]
    fn a_mask_tells_only_the_length() {
        assert_eq!(mask("13800000000"), "***********");
        assert_eq!(mask("西1"), "**");
    }
}
