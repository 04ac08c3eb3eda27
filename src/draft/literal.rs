//! How spreadsheets write cells: what is around a text, whole numbers, and texts that must be of one form.

use super::rows::NONE;
use crate::base::{CodeError, Figure, FigureBase, Scheme};
use crate::findings::Text;
use crate::record::Cell;

/// What a published value must be.
pub(super) const NUMBER: Text = Text { en: "a number such as 175 or 75.8", zh: "175、75.8 等数字" };

/// What a code that cannot be read should have been.
pub(super) const fn wanted(error: &CodeError) -> Text {
    match error {
        CodeError::Rounded(_) => Text {
            en: "a code as text, not a rounded number",
            zh: "文本形式的编码，而不是被取整的数字",
        },
        CodeError::TooLong(_) => Text { en: "a code of at most 128 bytes", zh: "不超过 128 字节的编码" },
        CodeError::Empty | CodeError::Invisible(_) => Text {
            en: "a code without white space or invisible characters",
            zh: "不含空白和不可见字符的编码",
        },
    }
}

/// What a text that is not of its cell's form should have been.
pub(super) fn expected(cell: Cell, text: &str) -> Option<Text> {
    let (is_bad, expected) = match cell {
        Cell::Scheme => (
            text.parse::<Scheme>().is_err(),
            Text {
                en: "a scheme such as nbs-2023, mca-2025 or local", zh: "nbs-2023、mca-2025、local 等编码方案"
            },
        ),
        Cell::Figure => (
            text.parse::<Figure>().is_err(),
            Text {
                en: "a figure such as count:grid or share:grid:org_coverage",
                zh: "count:grid、share:grid:org_coverage 等统计口径",
            },
        ),
        Cell::Base => (
            text.parse::<FigureBase>().is_err(),
            Text {
                en: "a number, or a figure that counts or sums, such as count:grid",
                zh: "数字，或 count:grid 等计数、合计口径",
            },
        ),
        Cell::Code
        | Cell::Name
        | Cell::Note
        | Cell::Key
        | Cell::Value
        | Cell::Count
        | Cell::Word { .. }
        | Cell::Words(_)
        | Cell::Parent
        | Cell::Reference(_)
        | Cell::From
        | Cell::Until
        | Cell::Day => return None,
    };
    is_bad.then_some(expected)
}

/// The text without white space around it, and without the quotation mark or tab that makes a spreadsheet's cell text.
#[inline]
pub(crate) fn trim(text: &str) -> &str {
    if is_trimmed(text) { text } else { trim_odd(text) }
}

/// Whether the first and the last byte show that nothing is around the text.
#[inline]
pub(super) fn is_trimmed(text: &str) -> bool {
    // Digits, letters and most marks: one comparison tells them.
    let plain = |b: Option<&u8>| b.is_none_or(|b| matches!(b, b'('..=b'~'));
    plain(text.as_bytes().first()) && plain(text.as_bytes().last())
}

/// The text without white space and what else may be around it.
fn trim_odd(text: &str) -> &str {
    let text = text.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    text.strip_prefix('\'').unwrap_or(text)
}

/// A whole number, perhaps in groups of three digits (`12,000`) or with the `.0` that spreadsheets add.
pub(super) fn parse_count(text: &str) -> Option<u32> {
    // Most are plain digits, and few of them.
    let more = |count: u32, b: u8| b.is_ascii_digit().then(|| count * 10 + u32::from(b - b'0'));
    if (1..10).contains(&text.len())
        && let Some(count) = text.bytes().try_fold(0, more)
    {
        return Some(count);
    }
    let whole = text.strip_suffix(".0").unwrap_or(text);
    let (first, rest) = whole.split_once(',').unwrap_or((whole, ""));
    let grouped = !rest.is_empty();
    if grouped && (first.len() > 3 || rest.split(',').any(|group| group.len() != 3)) {
        return None;
    }
    let digits: String = whole.chars().filter(|c| *c != ',').collect();
    let plain = !first.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
    digits.parse().ok().filter(|count| plain && *count != NONE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_whole_numbers() {
        for (text, count) in [("0", 0), ("300", 300), ("300.0", 300), ("12,000", 12_000), ("1,234,567", 1_234_567)] {
            assert_eq!(parse_count(text), Some(count), "{text}");
        }
        for text in ["", "-1", "3.5", "1,23", "1234,567", ",100", "+3", "约300", "4294967295", "99999999999"] {
            assert_eq!(parse_count(text), None, "{text}");
        }
    }

    #[test]
    fn a_cell_is_read_without_what_spreadsheets_add() {
        for text in ["130205", " 130205\t", "'130205", "\u{3000}130205\u{feff}", "\t130205"] {
            assert_eq!(trim(text), "130205");
        }
    }
}
