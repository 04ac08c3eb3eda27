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
    /// The text has white space, a control character or an invisible character.
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

/// Whether `c` is white space or cannot be seen: control, zero width, byte-order mark, soft hyphen, direction mark.
pub(crate) fn is_invisible(c: char) -> bool {
    c.is_whitespace()
        || c.is_control()
        || matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
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
    if text.chars().any(is_invisible) {
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
        assert_eq!(parse("1.30205E+11"), Err(CodeError::Rounded("1.30205E+11".to_owned())));
        assert_eq!(parse("BE+1"), Ok("BE+1".to_owned()));
    }
}
