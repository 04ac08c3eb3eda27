//! What each character is where people write numbers: one reading of all scripts and marks.

use std::cmp::Ordering;

/// What a character is in a number as people write it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sign {
    /// One digit, or two as in ⑫.
    Digits(Option<u8>, u8, Script),
    /// What people put between the digits of a number.
    Gap(Gap),
    /// What cannot be seen or only adorns the character before it.
    Nothing,
    /// The X that an identity number may end in.
    X,
    /// Anything else, which ends a number.
    Letter,
}

/// What a digit is written in. A number is mostly written in one script, so that a change of it parts two numbers: `张三` and
/// a telephone number, `①` and what is listed under it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Script {
    /// As codes are written: half-width or full-width.
    Plain,
    /// Chinese numerals, one by one (一三八〇).
    Han,
    /// Any other: Arabic-Indic, Devanagari, circled, mathematical …
    Other,
}

/// What stands before a digit, from what joins most to what joins least.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Gap {
    /// Nothing.
    None,
    /// Nothing, and the script changes.
    Script,
    /// A space, a dash, a dot or a bracket: numbers are written with them.
    Joint,
    /// Any other mark: lists and addresses are written with them, and numbers sometimes.
    List,
}

/// The zeros of all scripts whose ten digits follow on each other, ascending.
const ZEROS: [u32; 76] = [
    0x30, 0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xde6, 0xe50, 0xed0,
    0xf20, 0x1040, 0x1090, 0x17e0, 0x1810, 0x1946, 0x19d0, 0x1a80, 0x1a90, 0x1b50, 0x1bb0, 0x1c40, 0x1c50, 0x2080,
    0xa620, 0xa8d0, 0xa900, 0xa9d0, 0xa9f0, 0xaa50, 0xabf0, 0xff10, 0x104a0, 0x10d30, 0x10d40, 0x11066, 0x110f0,
    0x11136, 0x111d0, 0x112f0, 0x11450, 0x114d0, 0x11650, 0x116c0, 0x116d0, 0x116da, 0x11730, 0x118e0, 0x11950,
    0x11bf0, 0x11c50, 0x11d50, 0x11da0, 0x11f50, 0x16a60, 0x16ac0, 0x16b50, 0x16d70, 0x1ccf0, 0x1d7ce, 0x1d7d8,
    0x1d7e2, 0x1d7ec, 0x1d7f6, 0x1e140, 0x1e2f0, 0x1e4f0, 0x1e5f1, 0x1e950, 0x1fbf0,
];

/// Numbers of other forms: the first character, the last, and the number that the first one is.
const FORMS: [(u32, u32, u32); 27] = [
    (0xb2, 0xb3, 2),
    (0xb9, 0xb9, 1),
    (0x1369, 0x1371, 1),
    (0x2070, 0x2070, 0),
    (0x2074, 0x2079, 4),
    (0x2160, 0x2168, 1),
    (0x2170, 0x2178, 1),
    (0x2460, 0x2473, 1),
    (0x2474, 0x2487, 1),
    (0x2488, 0x249b, 1),
    (0x24ea, 0x24ea, 0),
    (0x24eb, 0x24f4, 11),
    (0x24f5, 0x24fe, 1),
    (0x24ff, 0x24ff, 0),
    (0x2776, 0x277f, 1),
    (0x2780, 0x2789, 1),
    (0x278a, 0x2793, 1),
    (0x3021, 0x3029, 1),
    (0x3220, 0x3228, 1),
    (0x3251, 0x325f, 21),
    (0x3280, 0x3288, 1),
    (0x32b1, 0x32bf, 36),
    (0x1d360, 0x1d368, 1),
    (0x1d369, 0x1d371, 1),
    (0x1f100, 0x1f100, 0),
    (0x1f101, 0x1f10a, 0),
    (0x1f10b, 0x1f10c, 0),
];

/// What a character is.
pub(super) fn sign(c: char) -> Sign {
    match c {
        '0'..='9' => Sign::Digits(None, u8::try_from(u32::from(c) - 0x30).unwrap_or(0), Script::Plain),
        'x' | 'X' => Sign::X,
        'a'..='z' | 'A'..='Z' => Sign::Letter,
        ' ' | '\t' | '\n' | '\r' | '-' | '.' | '(' | ')' | '[' | ']' | '{' | '}' => Sign::Gap(Gap::Joint),
        _ if c.is_ascii_control() => Sign::Nothing,
        _ if c.is_ascii() => Sign::Gap(Gap::List),
        _ => wide_sign(c),
    }
}

/// What a character beyond ASCII is.
fn wide_sign(c: char) -> Sign {
    if let Some(digit) = han_digit(c) {
        return Sign::Digits(None, digit, Script::Han);
    }
    if let Some(digit) = digit_of(&ZEROS, c) {
        let script = if ('０'..='９').contains(&c) { Script::Plain } else { Script::Other };
        return Sign::Digits(None, digit, script);
    }
    if let Some(number) = form(c) {
        let digit = |number: u32| u8::try_from(number % 10).unwrap_or(0);
        return Sign::Digits((number > 9).then(|| digit(number / 10)), digit(number), Script::Other);
    }
    match c {
        'Ｘ' | 'ｘ' | '×' | 'Х' | 'х' | 'Χ' | 'χ' | 'Ⅹ' | 'ⅹ' | '✕' | '✖' | '╳' => Sign::X,
        // The full-width marks are as their half-width forms.
        '！'..='～' => narrow(c).map_or(Sign::Letter, sign),
        _ if is_nothing(c) => Sign::Nothing,
        _ if c.is_whitespace() || is_dash(c) || is_dot(c) || is_bracket(c) || is_blank(c) => Sign::Gap(Gap::Joint),
        // Words by which people part the digits of a number: 138转1234转5678.
        '转' | '轉' | '杠' | '槓' | '横' | '橫' | '拨' | '撥' | '电' | '電' | '话' | '話' => {
            Sign::Gap(Gap::List)
        }
        _ if is_other_letter(c) || c.is_alphanumeric() => Sign::Letter,
        _ => Sign::Gap(Gap::List),
    }
}

/// The half-width form of a full-width character.
fn narrow(c: char) -> Option<char> {
    u32::from(c).checked_sub(0xfee0).and_then(char::from_u32).filter(char::is_ascii_graphic)
}

/// The digit that a Chinese numeral stands for where numerals are written one by one, everyday, formal or spoken (幺).
fn han_digit(c: char) -> Option<u8> {
    Some(match c {
        '〇' | '零' | '○' | '◯' | '洞' => 0,
        '一' | '壹' | '弌' | '壱' | '幺' => 1,
        '二' | '贰' | '貳' | '弍' | '弐' | '两' | '兩' => 2,
        '三' | '叁' | '參' | '叄' | '弎' | '参' => 3,
        '四' | '肆' => 4,
        '五' | '伍' => 5,
        '六' | '陆' | '陸' => 6,
        '七' | '柒' | '拐' => 7,
        '八' | '捌' => 8,
        '九' | '玖' | '勾' => 9,
        _ => return None,
    })
}

fn digit_of(zeros: &[u32], c: char) -> Option<u8> {
    let code = u32::from(c);
    let zero = zeros.get(zeros.partition_point(|zero| *zero <= code).checked_sub(1)?)?;
    u8::try_from(code - zero).ok().filter(|digit| *digit < 10)
}

fn form(c: char) -> Option<u32> {
    let code = u32::from(c);
    let order = |form: &(u32, u32, u32)| match () {
        () if form.1 < code => Ordering::Less,
        () if form.0 > code => Ordering::Greater,
        () => Ordering::Equal,
    };
    let found = FORMS.get(FORMS.binary_search_by(order).ok()?)?;
    // Two forms of nought stand side by side.
    Some(if found.0 == 0x1f10b { 0 } else { code - found.0 + found.2 })
}

/// Whether a character cannot be seen, or adorns the one before it: control and format characters, marks above and below,
/// keycaps, variation selectors, tags.
fn is_nothing(c: char) -> bool {
    c.is_control()
        || matches!(
            u32::from(c),
            0xad | 0x300..=0x36f | 0x483..=0x489 | 0x61c | 0x115f..=0x1160 | 0x17b4..=0x17b5 | 0x180b..=0x180f
                | 0x1ab0..=0x1aff | 0x1dc0..=0x1dff | 0x200b..=0x200f | 0x202a..=0x202e | 0x2060..=0x206f
                | 0x20d0..=0x20ff | 0x302a..=0x302f | 0x3099..=0x309a | 0x3164 | 0xfe00..=0xfe0f | 0xfe20..=0xfe2f
                | 0xfeff | 0xffa0 | 0xfff0..=0xfffb | 0x1bca0..=0x1bca3 | 0x1d173..=0x1d17a | 0xe0000..=0xe0fff
        )
}

/// What is seen as a space, or stands for bytes that are no text.
fn is_blank(c: char) -> bool {
    matches!(c, '\u{2800}' | '\u{2422}' | '\u{2423}' | '\u{fffd}')
}

fn is_dash(c: char) -> bool {
    matches!(
        u32::from(c),
        0x58a | 0x5be | 0x1400 | 0x1806 | 0x2010..=0x2015 | 0x2043 | 0x207b | 0x208b | 0x2212 | 0x23af | 0x2500
            | 0x2501 | 0x2796 | 0x2e17 | 0x2e1a | 0x2e3a..=0x2e3b | 0x2e40 | 0x301c | 0x3030 | 0x30a0 | 0x30fc
            | 0x3161 | 0x4e28 | 0xfe31..=0xfe32 | 0xfe58 | 0xfe63 | 0xff0d | 0xff70 | 0x10ead
    )
}

fn is_dot(c: char) -> bool {
    matches!(
        u32::from(c),
        0xb7 | 0x387 | 0x589 | 0x5c3 | 0x701
            ..=0x702
                | 0x16eb
                | 0x2022
                | 0x2024
                | 0x2027
                | 0x2219
                | 0x22c5
                | 0x25cf
                | 0x25e6
                | 0x2981
                | 0x2e30
                | 0x2e31
                | 0x2e33
                | 0x3002
                | 0x30fb
                | 0xa78f
                | 0xfe52
                | 0xff0e
                | 0xff61
                | 0xff65
    )
}

fn is_bracket(c: char) -> bool {
    matches!(
        u32::from(c),
        0x2045..=0x2046 | 0x207d..=0x207e | 0x208d..=0x208e | 0x2768..=0x2775 | 0x27e6..=0x27ef | 0x2983..=0x2998
            | 0x3008..=0x3011 | 0x3014..=0x301b | 0xfe35..=0xfe44 | 0xfe59..=0xfe5e
    )
}

/// Whether a character is a letter that is not Latin, such as a Chinese one, or may have been one.
pub(super) fn is_other_letter(c: char) -> bool {
    let code = u32::from(c);
    if code < 0x250 || narrow(c).is_some() {
        return false;
    }
    matches!(
        code,
        // Ideographs, their radicals, and what stands for one that an encoding does not have.
        0x2e80..=0x2fdf | 0x3005..=0x3007 | 0x3400..=0x9fff | 0xe000..=0xfaff | 0x20000..=0x3ffff
            | 0xf0000..=0x0010_ffff
    ) || (c.is_alphabetic() && !is_nothing(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn digits(text: &str) -> Vec<u8> {
        let mut found = Vec::new();
        for c in text.chars() {
            if let Sign::Digits(ten, one, _) = sign(c) {
                found.extend(ten);
                found.push(one);
            }
        }
        found
    }

    #[test]
    fn the_digits_of_all_scripts_are_read() {
        for text in [
            "0123456789",
            "０１２３４５６７８９",
            "٠١٢٣٤٥٦٧٨٩",
            "۰۱۲۳۴۵۶۷۸۹",
            "०१२३४५६७८९",
            "༠༡༢༣༤༥༦༧༨༩",
            "᠐᠑᠒᠓᠔᠕᠖᠗᠘᠙",
            "𝟎𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖𝟗",
            "𝟶𝟷𝟸𝟹𝟺𝟻𝟼𝟽𝟾𝟿",
            "〇一二三四五六七八九",
            "零壹贰叁肆伍陆柒捌玖",
            "零壹貳參肆伍陸柒捌玖",
            "⁰¹²³⁴⁵⁶⁷⁸⁹",
            "₀₁₂₃₄₅₆₇₈₉",
            "⓪①②③④⑤⑥⑦⑧⑨",
            "⓿❶❷❸❹❺❻❼❽❾",
            "🄀⒈⒉⒊⒋⒌⒍⒎⒏⒐",
            "🄁🄂🄃🄄🄅🄆🄇🄈🄉🄊",
            "〇〡〢〣〤〥〦〧〨〩",
        ] {
            assert_eq!(digits(text), [0, 1, 2, 3, 4, 5, 6, 7, 8, 9], "{text}");
        }
        assert_eq!(digits("⑬⑧㊿"), [1, 3, 8, 5, 0]);
        assert_eq!(digits("🄋🄌"), [0, 0]);
    }

    #[test]
    fn tables_ascend() {
        assert!(ZEROS.windows(2).all(|pair| pair[0] + 10 <= pair[1]));
        assert!(FORMS.windows(2).all(|pair| pair[0].1 < pair[1].0) && FORMS.iter().all(|form| form.0 <= form.1));
    }

    #[test]
    fn what_stands_between_digits_is_told() {
        for c in " \u{3000}\u{a0}\u{2009}\u{202f}\u{2800}\n-–—―−－‐‑.．·・•（）［］【】〔〕".chars()
        {
            assert_eq!(sign(c), Sign::Gap(Gap::Joint), "{c:?}");
        }
        for c in "\u{200b}\u{200d}\u{2060}\u{feff}\u{ad}\u{0}\u{7f}\u{fe0f}\u{20e3}\u{301}\u{3164}\u{e0031}".chars() {
            assert_eq!(sign(c), Sign::Nothing, "{c:?}");
        }
        for c in "/／_,，、;；:：|*#+转电话".chars() {
            assert_eq!(sign(c), Sign::Gap(Gap::List), "{c:?}");
        }
        for c in "aＧ户层é".chars() {
            assert_eq!(sign(c), Sign::Letter, "{c:?}");
        }
    }

    #[test]
    fn letters_that_are_not_latin_are_told() {
        for c in "某㐀𠮷\u{f900}\u{e001}བ가Ж".chars() {
            assert!(is_other_letter(c), "{c:?}");
        }
        for c in "aＡé0０-—\u{200b}\u{3164}".chars() {
            assert!(!is_other_letter(c), "{c:?}");
        }
    }
}
