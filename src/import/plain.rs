//! Lines without quotation marks: each is a record as it stands.

use super::charset::Charset;
use super::lines::Lines;
use super::records::is_line_break;
use encoding_rs::UTF_8;
use memchr::{memchr2, memrchr2};
use std::borrow::Cow;
use std::ops::Range;

/// Whole lines of a file that have no quotation mark, one after the other.
#[derive(Clone, Debug)]
pub(super) struct PlainLines<'r> {
    bytes: &'r [u8],
    /// How many bytes are passed.
    passed: usize,
    delimiter: u8,
    lines: Lines,
    charset: Option<Charset>,
}

impl<'r> PlainLines<'r> {
    /// The lines in `bytes`, of which the last ends with a line break.
    pub(super) const fn new(bytes: &'r [u8], delimiter: u8, lines: Lines, charset: Option<Charset>) -> Self {
        Self { bytes, passed: 0, delimiter, lines, charset }
    }

    /// How many bytes are passed, and the line that comes next.
    pub(super) const fn passed(&self) -> (usize, Lines) {
        (self.passed, self.lines)
    }

    pub(super) const fn charset(&self) -> Option<Charset> {
        self.charset
    }

    pub(super) const fn delimiter(&self) -> u8 {
        self.delimiter
    }

    /// The lines as text, if all are text in UTF-8 in a file that may be.
    pub(super) fn text(&self) -> Option<Cow<'r, str>> {
        let is_utf8 = self.charset != Some(Charset::Gb18030);
        is_utf8.then(|| UTF_8.decode_without_bom_handling_and_without_replacement(self.bytes)).flatten()
    }

    pub(super) fn get(&self, line: Range<usize>) -> &'r [u8] {
        self.bytes.get(line).unwrap_or_default()
    }

    /// Passes over the next lines, as many as have `most` bytes together, and hands them out; `None` if the first has more
    /// or no more are there.
    pub(super) fn cut(&mut self, most: usize) -> Option<Self> {
        let rest = self.bytes.get(self.passed..).unwrap_or_default();
        let rest = rest.get(..most).unwrap_or(rest);
        let bytes = rest.get(..=memrchr2(b'\r', b'\n', rest)?)?;
        let lines = self.lines;
        self.passed += bytes.len();
        self.lines.pass(bytes);
        Some(Self { bytes, passed: 0, lines, ..*self })
    }

    /// Passes over the next line that is not empty: its number, and where it stands.
    pub(super) fn next(&mut self) -> Option<(u32, Range<usize>)> {
        let rest = self.bytes.get(self.passed..)?;
        let breaks = rest.iter().take_while(|byte| is_line_break(**byte)).count();
        let (breaks, rest) = rest.split_at_checked(breaks)?;
        if !breaks.is_empty() {
            self.lines.pass(breaks);
        }
        let (line, length) = (self.lines.line(), memchr2(b'\n', b'\r', rest)?);
        let start = self.passed + breaks.len();
        let is_pair = rest.get(length..length + 2) == Some(b"\r\n");
        let end = length + 1 + usize::from(is_pair);
        self.lines.pass_one(rest.get(..end)?);
        self.passed = start + end;
        Some((line, start..start + length))
    }
}

/// Says where each cell of a line ends.
pub(super) fn split(line: &[u8], delimiter: u8, mut ends: impl FnMut(usize)) {
    let (words, rest) = line.as_chunks();
    let mut at = 0;
    let mut split_word = |word: u64| {
        let mut found = places(word, delimiter);
        while found != 0 {
            ends(at + found.trailing_zeros() as usize / 8);
            found &= found - 1;
        }
        at += 8;
    };
    words.iter().for_each(|word| split_word(u64::from_le_bytes(*word)));
    // What is left over, as the first bytes of a word: no delimiter is a byte of zero.
    if let Some(last) = line.last_chunk().filter(|_| !rest.is_empty()) {
        split_word(u64::from_le_bytes(*last) >> (64 - 8 * rest.len()));
    } else {
        split_word(rest.iter().rev().fold(0, |word, byte| word << 8 | u64::from(*byte)));
    }
    ends(line.len());
}

/// Where a byte stands in a word: the highest bit of each byte of the word that is it.
const fn places(word: u64, byte: u8) -> u64 {
    const LOW: u64 = u64::from_le_bytes([0x7f; 8]);
    let other = word ^ u64::from_le_bytes([byte; 8]);
    !(((other & LOW) + LOW) | other | LOW)
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn lines_are_cut_and_split_as_a_naive_reader_has_them(text in "[ab,\r\n开]{0,60}", most in 1..30_usize) {
            let last = text.rfind(['\r', '\n']).map_or(0, |last| last + 1);
            let mut all = PlainLines::new(&text.as_bytes()[..last], b',', Lines::new(), None);
            let mut found = Vec::new();
            while let Some(mut piece) = all.cut(most) {
                proptest::prop_assert!(piece.bytes.len() <= most);
                while let Some((line, range)) = piece.next() {
                    let (whole, mut ends) = (&piece.text().unwrap()[range], Vec::new());
                    split(whole.as_bytes(), b',', |end| ends.push(end));
                    let starts = std::iter::once(0).chain(ends.iter().map(|end| end + 1));
                    let cells: Vec<String> = starts.zip(&ends).map(|(start, end)| whole[start..*end].to_owned()).collect();
                    found.push((line, cells));
                }
            }
            let cells = |line: &str| line.split(',').map(str::to_owned).collect::<Vec<_>>();
            let passed = &text[..all.passed().0];
            let lines = passed.replace("\r\n", "\n").replace('\r', "\n");
            let lines = lines.split('\n').zip(1..).filter(|(line, _)| !line.is_empty());
            let expected: Vec<_> = lines.map(|(line, number)| (number, cells(line))).collect();
            proptest::prop_assert_eq!(found, expected);
            let rest = &text[all.passed().0..last];
            proptest::prop_assert!(rest.find(['\r', '\n']).is_none_or(|first| first >= most));
        }
    }
}
