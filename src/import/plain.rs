//! Lines without quotation marks: each is a record as it stands.

use super::charset::Charset;
use super::lines::Lines;
use super::records::is_line_break;
use crate::base::eights;
use encoding_rs::UTF_8;
use memchr::{memchr_iter, memchr2, memrchr2};
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

    /// Whether they have more bytes together.
    pub(super) const fn are_more_than(&self, bytes: usize) -> bool {
        self.bytes.len() > bytes
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
    /// or no more are there. How many lines they are is not counted: see [`Self::count`] and [`Self::resume`].
    pub(super) fn cut(&mut self, most: usize) -> Option<Self> {
        let rest = self.bytes.get(self.passed..).unwrap_or_default();
        let rest = rest.get(..most).unwrap_or(rest);
        let bytes = rest.get(..=memrchr2(b'\r', b'\n', rest)?)?;
        self.passed += bytes.len();
        Some(Self { bytes, passed: 0, ..*self })
    }

    /// Counts the lines that were cut off and are not read yet.
    pub(super) fn count(&mut self, cut: &Self) {
        self.lines.pass(cut.bytes);
    }

    /// Counts the lines that were cut off and are read to their end.
    pub(super) const fn resume(&mut self, read: &Self) {
        self.lines = read.lines;
    }

    /// Passes over the next line that is not empty: its number, and where it stands.
    pub(super) fn next(&mut self) -> Option<(u32, Range<usize>)> {
        let rest = self.bytes.get(self.passed..)?;
        let breaks = rest.iter().take_while(|byte| is_line_break(**byte)).count();
        let (breaks, rest) = rest.split_at_checked(breaks)?;
        if !breaks.is_empty() {
            self.lines.pass(breaks);
            self.passed += breaks.len();
        }
        let (line, start, length) = (self.lines.line(), self.passed, memchr2(b'\n', b'\r', rest)?);
        let is_pair = rest.get(length..length + 2) == Some(b"\r\n");
        let end = length + 1 + usize::from(is_pair);
        self.lines.pass_one(rest.get(..end)?);
        self.passed = start + end;
        Some((line, start..start + length))
    }
}

/// Where the cells of a line end. A line that has more cells has too many for any header.
#[derive(Debug)]
pub(super) struct Ends {
    ends: [usize; 64],
    count: usize,
}

impl Ends {
    pub(super) const fn new() -> Self {
        Self { ends: [0; 64], count: 0 }
    }

    /// Where each cell ends; `None` if there are too many.
    pub(super) fn get(&self) -> Option<&[usize]> {
        self.ends.get(..self.count)
    }

    /// Finds the ends of a line's cells.
    pub(super) fn find(&mut self, line: &[u8], delimiter: u8) {
        let (words, last) = eights(line);
        let mut at = 0;
        self.count = 0;
        // No delimiter is a byte of zero.
        for word in words {
            self.add(at, places(word, delimiter));
            at += 8;
        }
        self.add(at, places(last, delimiter));
        self.push(line.len());
    }

    /// Adds the ends that were found in a word.
    #[inline]
    fn add(&mut self, at: usize, mut found: u64) {
        while found != 0 {
            self.push(at + found.trailing_zeros() as usize / 8);
            found &= found - 1;
        }
    }

    #[inline]
    fn push(&mut self, at: usize) {
        self.ends.get_mut(self.count).into_iter().for_each(|end| *end = at);
        self.count += 1;
    }
}

/// Where all cells of a line end.
pub(super) fn all_ends(line: &[u8], delimiter: u8, ends: &mut Vec<usize>) {
    ends.clear();
    ends.extend(memchr_iter(delimiter, line).chain([line.len()]));
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
            let (mut found, mut few, mut ends) = (Vec::new(), Ends::new(), Vec::new());
            while let Some(mut piece) = all.cut(most) {
                proptest::prop_assert!(piece.bytes.len() <= most);
                let mut counted = all.clone();
                counted.count(&piece);
                while let Some((line, range)) = piece.next() {
                    let whole = &piece.bytes[range];
                    all_ends(whole, b',', &mut ends);
                    few.find(whole, b',');
                    proptest::prop_assert_eq!(few.get(), Some(&*ends));
                    let starts = std::iter::once(0).chain(ends.iter().map(|end| end + 1));
                    let cells: Vec<&[u8]> = starts.zip(&ends).map(|(start, end)| &whole[start..*end]).collect();
                    found.push((line, String::from_utf8(cells.join(&b'|')).unwrap()));
                }
                all.resume(&piece);
                proptest::prop_assert_eq!(all.lines.line(), counted.lines.line());
            }
            let (passed, rest) = text.split_at(all.passed().0);
            let lines = passed.replace("\r\n", "\n").replace('\r', "\n").replace(',', "|");
            let lines = lines.split('\n').zip(1..).filter(|(line, _)| !line.is_empty());
            let expected: Vec<_> = lines.map(|(line, number)| (number, line.to_owned())).collect();
            proptest::prop_assert_eq!(found, expected);
            proptest::prop_assert!(rest.find(['\r', '\n']).is_none_or(|first| first >= most));
        }
    }
}
