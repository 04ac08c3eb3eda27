//! Codes of nodes, typed by what they name.

use super::{Use, shown};
use std::borrow::Borrow;
use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;
use std::str::FromStr;

/// Types that stand for the nodes that are no units, for [`Code`]: `Code<node::Organization>`.
pub mod node {
    /// A zone (区域).
    #[derive(Clone, Copy, Debug)]
    pub enum Zone {}
    /// An organization (组织).
    #[derive(Clone, Copy, Debug)]
    pub enum Organization {}
    /// A person (人员), known by an opaque key.
    #[derive(Clone, Copy, Debug)]
    pub enum Person {}
    /// An alliance (联盟).
    #[derive(Clone, Copy, Debug)]
    pub enum Alliance {}
    /// A project (项目).
    #[derive(Clone, Copy, Debug)]
    pub enum Project {}
}

/// The code (编码) of a node, typed by what it names: `Code<Grid>` is not `Code<Street>`.
///
/// A code is 1 to 128 bytes of text without white space, control characters or invisible characters; what its digits
/// mean depends on the [`Scheme`](crate::Scheme) of the data set.
///
/// ```
/// use govgrid::{Code, Grid};
/// let code: Code<Grid> = "130205001026-G003".parse()?;
/// assert_eq!(code.as_str(), "130205001026-G003");
/// # Ok::<(), govgrid::CodeError>(())
/// ```
///
/// A code of another level is another type:
///
/// ```compile_fail,E0308
/// use govgrid::{Code, Grid, Street};
/// fn street(_: &Code<Street>) {}
/// let grid: Code<Grid> = "130205001026-G003".parse().unwrap();
/// street(&grid);
/// ```
pub struct Code<K> {
    text: Box<str>,
    names: PhantomData<fn() -> K>,
}

/// A text that cannot be a code.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CodeError {
    /// The text is empty.
    #[error("a code is empty")]
    Empty,
    /// The text has more than 128 bytes.
    #[error("a code of {0} bytes is longer than 128")]
    TooLong(usize),
    /// The text has white space, a control character, an invisible character, or one without a meaning of its own, such as
    /// those for private use.
    #[error("`{0}` has white space or an invisible character")]
    Invisible(String),
    /// The text is a number that a spreadsheet has rounded, such as `1.30205E+11`.
    #[error("`{0}` is a number that a spreadsheet has rounded")]
    Rounded(String),
}

impl<K> Code<K> {
    /// The code as text.
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

/// Whether `c` is white space or cannot be seen: control, zero width, byte-order mark, soft hyphen, direction mark, filler,
/// variation selector, tag, blank.
pub(crate) fn is_invisible(c: char) -> bool {
    c.is_whitespace() || c.is_control() || (!c.is_ascii() && is_ignorable_or_blank(c))
}

/// The characters that Unicode calls default ignorable (`Default_Ignorable_Code_Point`), the marks around annotations, and
/// those that are blank by their name.
const fn is_ignorable_or_blank(c: char) -> bool {
    matches!(
        c,
        '\u{ad}'
            | '\u{34f}'
            | '\u{61c}'
            | '\u{115f}'..='\u{1160}'
            | '\u{17b4}'..='\u{17b5}'
            | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{2800}'
            | '\u{3164}'
            | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}'
            | '\u{ffa0}'
            | '\u{fff0}'..='\u{fffb}'
            | '\u{16fe4}'
            | '\u{1bca0}'..='\u{1bca3}'
            | '\u{1d159}'
            | '\u{1d173}'..='\u{1d17a}'
            | '\u{e0000}'..='\u{e0fff}'
    )
}

/// Whether `c` has no meaning of its own: for private use, no character, or of a plane without any. Names have some of
/// them for rare characters; in a code nobody could tell what they are.
const fn is_unassigned(c: char) -> bool {
    // The last two of each plane are no characters.
    matches!(c, '\u{e000}'..='\u{f8ff}' | '\u{fdd0}'..='\u{fdef}' | '\u{40000}'..) || c as u32 & 0xfffe == 0xfffe
}

/// Checks that `text` can be a code.
#[inline]
pub(crate) fn check_code(text: &str) -> Result<(), CodeError> {
    // A number that was rounded has a plus in it.
    let is_plain = (1..=128).contains(&text.len()) && is_graphic_without(text.as_bytes(), b'+');
    if is_plain { Ok(()) } else { check_odd_code(text) }
}

fn check_odd_code(text: &str) -> Result<(), CodeError> {
    if text.is_empty() {
        return Err(CodeError::Empty);
    }
    if text.len() > 128 {
        return Err(CodeError::TooLong(text.len()));
    }
    if is_graphic_without(text.as_bytes(), 0) {
        return if is_rounded(text) {
            Err(CodeError::Rounded(shown(text, Use::PersonKey).into_owned()))
        } else {
            Ok(())
        };
    }
    if text.chars().any(|c| is_invisible(c) || is_unassigned(c)) {
        Err(CodeError::Invisible(shown(text, Use::PersonKey).into_owned()))
    } else {
        Ok(())
    }
}

/// Whether all bytes are marks of ASCII that can be seen, and none is a certain one. Eight are looked at at a time.
#[inline]
fn is_graphic_without(bytes: &[u8], mark: u8) -> bool {
    // Whether a byte of a word is beyond ASCII, below 0x21, 0x7f, or the mark.
    let odd = |word: u64| {
        let each = |byte: u8| u64::from_le_bytes([byte; 8]);
        let (low, other) = (word.wrapping_sub(each(0x21)) & !word, word ^ each(mark));
        (word | low | word.wrapping_add(each(1)) | (other.wrapping_sub(each(1)) & !other)) & each(0x80)
    };
    // The last word has bytes of the one before, so that none is looked at by itself.
    let Some(last) = bytes.last_chunk() else {
        return bytes.iter().all(|byte| byte.is_ascii_graphic() && *byte != mark);
    };
    let (words, _) = bytes.as_chunks();
    words.iter().fold(odd(u64::from_le_bytes(*last)), |all, word| all | odd(u64::from_le_bytes(*word))) == 0
}

/// Whether `text` is a number in the notation that spreadsheets use for long ones.
fn is_rounded(text: &str) -> bool {
    let Some((digits, power)) = text.split_once('+') else { return false };
    let Some(digits) = digits.strip_suffix('E') else { return false };
    let (whole, part) = digits.split_once('.').unwrap_or((digits, "0"));
    [whole, part, power].iter().all(|run| !run.is_empty() && run.bytes().all(|b| b.is_ascii_digit()))
}

impl<K> FromStr for Code<K> {
    type Err = CodeError;

    fn from_str(text: &str) -> Result<Self, CodeError> {
        check_code(text)?;
        Ok(Self { text: text.into(), names: PhantomData })
    }
}

impl<K> fmt::Display for Code<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl<K> fmt::Debug for Code<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Code({})", self.text)
    }
}

impl<K> Clone for Code<K> {
    fn clone(&self) -> Self {
        Self { text: self.text.clone(), names: PhantomData }
    }
}

impl<K> PartialEq for Code<K> {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl<K> Eq for Code<K> {}

impl<K> PartialOrd for Code<K> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<K> Ord for Code<K> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.text.cmp(&other.text)
    }
}

impl<K> Hash for Code<K> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.text.hash(state);
    }
}

impl<K> AsRef<str> for Code<K> {
    fn as_ref(&self) -> &str {
        &self.text
    }
}

impl<K> Borrow<str> for Code<K> {
    fn borrow(&self) -> &str {
        &self.text
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Grid;

    #[test]
    fn a_text_that_cannot_be_a_code_is_refused() {
        let parse = |text: &str| text.parse::<Code<Grid>>().map(|c| c.to_string());
        assert_eq!(parse("G-1"), Ok("G-1".to_owned()));
        assert_eq!(parse("西-1"), Ok("西-1".to_owned()));
        assert_eq!(parse(""), Err(CodeError::Empty));
        assert_eq!(parse(&"9".repeat(129)), Err(CodeError::TooLong(129)));
        assert_eq!(parse("a b"), Err(CodeError::Invisible("a b".to_owned())));
        assert_eq!(parse("a\u{200b}"), Err(CodeError::Invisible("a\u{200b}".to_owned())));
        for class in [
            "\u{3164}\u{115f}\u{1160}\u{ffa0}",
            "\u{2800}\u{3000}\u{a0}\u{2007}\u{202f}\u{1d159}\u{16fe4}",
            "\u{fe00}\u{fe0e}\u{fe0f}\u{e0100}\u{e01ef}\u{180b}\u{180f}",
            "\u{e0001}\u{e0020}\u{e0041}\u{e007f}\u{e0fff}",
            "\u{61c}\u{200e}\u{200f}\u{202a}\u{202e}\u{2066}\u{2069}",
            "\u{ad}\u{34f}\u{17b4}\u{17b5}\u{180e}\u{200b}\u{200d}\u{2060}\u{2065}\u{feff}\u{fff0}\u{fff9}\u{1bca0}\u{1d173}",
            "\u{e000}\u{f8ff}\u{f0000}\u{10fffd}\u{fdd0}\u{fffe}\u{ffff}\u{1ffff}\u{50000}",
            "\u{0}\u{1f}\u{7f}\u{80}\u{85}\u{2028}",
        ] {
            for c in class.chars() {
                for text in [format!("G{c}1"), format!("{c}"), format!("西{c}"), format!("130205001026-G001{c}")] {
                    assert!(matches!(parse(&text), Err(CodeError::Invisible(_))), "{c:?}");
                }
            }
        }
        for seen in ["葛-1", "\u{20000}1", "é", "Ⅲ", "ㄅ", "한", "\u{2801}", "𠮷"] {
            assert_eq!(parse(seen), Ok(seen.to_owned()));
        }
        assert_eq!(parse("1.30205E+11"), Err(CodeError::Rounded("1.30205E+11".to_owned())));
        assert_eq!(parse("BE+1"), Ok("BE+1".to_owned()));
    }
}
