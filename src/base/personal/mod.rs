//! What personal data looks like: the one place that decides it.
//!
//! A text is read as people write: digits of any script, with spaces, dashes, dots and brackets of any kind between them,
//! letters beside them and what cannot be seen left out ([`signs`]). What is then an identity number (身份证号) or a
//! telephone number (电话号码) is personal ([`numbers`]), and so is a name where a key of a person or a household belongs.
//! Most texts have too few digits for any of it, which one pass over their bytes shows ([`plain`]).
//!
//! ```text
//! text ── plain: can there be a number? ── signs: digits, gaps, letters ── numbers: is one of them a person's?
//!                                                                       └─ names: Chinese letters and no digit?
//! ```
//!
//! Not asked, by those who call, are codes of units, zones and organizations and codes of other schemes, of which one in five
//! would look like an old identity number, and what was read as a count, a day or a published value.

mod numbers;
mod plain;
mod shown;
mod signs;

pub(crate) use shown::{mask, shown, shown_file, shown_message, shown_path, shown_stem};
use signs::{Script, Sign, is_other_letter, sign};

/// What a text is used for, by which it is judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Use {
    /// Words that say something: a name of a unit, a note, a header, a word of a list. A name of a person cannot be told.
    Text,
    /// A key or a code that may be long: numbers are told by the parts in which they are written.
    Key,
    /// The key of a person or a household. One with letters that are not Latin and no digit is a name.
    PersonKey,
    /// What stands where a person or a household may be named, and names nothing: it is a name, unless it has a digit and
    /// no letter that is not Latin.
    Unfound,
}

/// Whether a text is personal data, used so.
#[inline]
pub(crate) fn is_personal(text: &str, usage: Use) -> bool {
    (plain::may_have_number(text) && numbers::has_number(text, usage)) || is_name(text, usage)
}

/// Whether a text is a name of a person, used so.
#[inline]
fn is_name(text: &str, usage: Use) -> bool {
    match usage {
        Use::Text | Use::Key => false,
        Use::PersonKey => !text.is_ascii() && text.chars().any(is_other_letter) && !has_digit(text),
        Use::Unfound => !text.is_empty() && (text.chars().any(is_other_letter) || !has_digit(text)),
    }
}

/// Whether a text has a digit that is no Chinese numeral, which may be a part of a name.
fn has_digit(text: &str) -> bool {
    text.chars().any(|c| matches!(sign(c), Sign::Digits(_, _, Script::Plain | Script::Other)))
}

/// Whether a text has a letter that is not Latin.
pub(crate) fn has_other_letter(text: &str) -> bool {
    text.chars().any(is_other_letter)
}

#[cfg(test)]
mod tests;
