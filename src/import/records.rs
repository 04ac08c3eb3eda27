//! Records of a file of separated values, each with the line that it starts on.

use super::charset::{Charset, bounds};
use super::chunks::{Chunks, Source};
use super::lines::Lines;
use super::plain::PlainLines;
use super::stop::{Stop, Why};
use csv_core::{ReadRecordResult, Reader, ReaderBuilder};
use memchr::{memchr, memchr_iter, memrchr2};
use std::io::{self, Read};

/// The cells of one row, as bytes one after the other.
#[derive(Clone, Copy, Debug)]
pub(super) struct Record<'r> {
    /// The line of the file that the record starts on; the first is 1.
    pub(super) line: u32,
    pub(super) bytes: &'r [u8],
    /// Where each cell ends in `bytes`, and how many bytes are between two.
    pub(super) ends: &'r [usize],
    pub(super) gap: usize,
    pub(super) charset: Option<Charset>,
}

impl<'r> Record<'r> {
    pub(super) fn cells(self) -> impl Iterator<Item = &'r [u8]> {
        (0..self.ends.len()).map(move |cell| self.cell(cell))
    }

    pub(super) fn cell(self, cell: usize) -> &'r [u8] {
        bounds(self.ends, self.gap, cell).and_then(|(start, end)| self.bytes.get(start..end)).unwrap_or_default()
    }
}

/// Splits a file into records. In every encoding that is read, the bytes that separate cells and rows occur in no other
/// character, so that rows are split before they are decoded.
#[derive(Debug)]
pub(super) struct Records<R> {
    chunks: Chunks<R>,
    parser: Reader,
    delimiter: u8,
    lines: Lines,
    row_bytes: usize,
    bytes: Vec<u8>,
    ends: Vec<usize>,
}

impl<R: Read> Records<R> {
    /// Looks at the start of a file, which is read `chunk` bytes at a time; a row may have at most `row_bytes`.
    pub(super) fn open(reader: R, chunk: usize, row_bytes: usize) -> Result<Self, Stop> {
        let mut chunks = Chunks::new(reader, chunk);
        let start = chunks.fill().map_err(|error| Stop { line: 0, why: Why::Unreadable(error) })?;
        let delimiter = delimiter(start);
        let parser = ReaderBuilder::new().delimiter(delimiter).build();
        let (bytes, ends) = (vec![0; 1024], vec![0; 32]);
        Ok(Self { chunks, parser, delimiter, lines: Lines::new(), row_bytes, bytes, ends })
    }

    /// How many bytes of the file were read.
    pub(super) const fn bytes_read(&self) -> u64 {
        self.chunks.bytes_read()
    }

    /// The next record that is not an empty line; `None` at the end.
    pub(super) fn next(&mut self) -> Result<Option<Record<'_>>, Stop> {
        let found = self.skip_line_breaks();
        let line = self.lines.line();
        let stop = |why| Stop { line, why };
        if !found.map_err(|error| stop(Why::Unreadable(error)))? {
            return Ok(None);
        }
        let (mut read, mut written, mut cells) = (0, 0, 0);
        loop {
            let chunk = self.chunks.fill().map_err(|error| stop(Why::Unreadable(error)))?;
            // A line break after the last line does no harm, and does not end a row whose quotation mark is open.
            let at_end = chunk.is_empty();
            let input = if at_end { b"\n" } else { chunk };
            let bytes = self.bytes.get_mut(written..).unwrap_or_default();
            let ends = self.ends.get_mut(cells..).unwrap_or_default();
            let (result, taken, more_bytes, more_ends) = self.parser.read_record(input, bytes, ends);
            (read, written, cells) = (read + taken, written + more_bytes, cells + more_ends);
            if read > self.row_bytes {
                return Err(stop(Why::RowTooLong(self.row_bytes)));
            }
            let piece = input.get(..taken).unwrap_or_default();
            // All bytes but a separator after each cell are text: no quotation mark, hence no line break within.
            let is_plain = result == ReadRecordResult::Record && read == taken && read == written + cells;
            if is_plain {
                self.lines.pass_one(piece);
            } else {
                self.lines.pass(piece);
            }
            if !at_end {
                self.chunks.consume(taken);
            }
            match result {
                ReadRecordResult::Record => break,
                ReadRecordResult::InputEmpty if at_end => return Err(stop(Why::OpenQuote)),
                ReadRecordResult::InputEmpty => {}
                ReadRecordResult::OutputFull => self.bytes.resize(2 * self.bytes.len(), 0),
                ReadRecordResult::OutputEndsFull => self.ends.resize(2 * self.ends.len(), 0),
                ReadRecordResult::End => return Ok(None),
            }
        }
        let bytes = self.bytes.get(..written).unwrap_or_default();
        let ends = self.ends.get(..cells).unwrap_or_default();
        Ok(Some(Record { line, bytes, ends, gap: 0, charset: self.chunks.charset() }))
    }

    /// The whole lines that come next without a quotation mark, as far as they are at hand: each is a record as it
    /// stands. There may be none. Beside them what reads on while they are read.
    pub(super) fn plain_lines(&mut self) -> (PlainLines<'_>, &mut Source<R>) {
        let charset = self.chunks.charset();
        let (rest, source) = self.chunks.rest_and_source();
        let plain = memchr(b'"', rest).and_then(|quote| rest.get(..quote)).unwrap_or(rest);
        let length = memrchr2(b'\r', b'\n', plain).map_or(0, |last| last + 1);
        let bytes = plain.get(..length).unwrap_or_default();
        (PlainLines::new(bytes, self.delimiter, self.lines, charset), source)
    }

    /// Passes over so many bytes, after which `lines` has counted the lines.
    pub(super) fn pass(&mut self, bytes: usize, lines: Lines) {
        self.chunks.consume(bytes);
        self.lines = lines;
    }

    /// Passes over line breaks; whether anything follows.
    fn skip_line_breaks(&mut self) -> io::Result<bool> {
        loop {
            let chunk = self.chunks.fill()?;
            let breaks = chunk.iter().take_while(|byte| is_line_break(**byte)).count();
            let found = breaks < chunk.len();
            if breaks > 0 {
                self.lines.pass(chunk.get(..breaks).unwrap_or_default());
                self.chunks.consume(breaks);
            }
            if found || breaks == 0 {
                return Ok(found);
            }
        }
    }
}

pub(super) const fn is_line_break(byte: u8) -> bool {
    matches!(byte, b'\r' | b'\n')
}

/// What separates the cells of the first line: a comma, unless it has none and has semicolons or tabs.
fn delimiter(start: &[u8]) -> u8 {
    let line = start.split(|byte| is_line_break(*byte)).find(|line| !line.is_empty()).unwrap_or_default();
    let count = |delimiter: u8| memchr_iter(delimiter, line).count();
    if count(b',') > 0 || count(b';') + count(b'\t') == 0 {
        return b',';
    }
    if count(b'\t') > count(b';') { b'\t' } else { b';' }
}

#[cfg(test)]
mod tests {
    use super::super::chunks::LOOK;
    use super::super::chunks::tests::Trickle;
    use super::*;

    fn rows(reader: impl Read, row_bytes: usize) -> (Vec<(u32, Vec<String>)>, Option<Stop>) {
        let mut rows = Vec::new();
        let mut records = Records::open(reader, LOOK, row_bytes).unwrap();
        loop {
            match records.next() {
                Ok(Some(record)) => {
                    let cells = record.cells().map(|cell| String::from_utf8_lossy(cell).into_owned()).collect();
                    rows.push((record.line, cells));
                }
                Ok(None) => return (rows, None),
                Err(stop) => return (rows, Some(stop)),
            }
        }
    }

    fn lines(text: &str) -> Vec<u32> {
        let found = rows(text.as_bytes(), 1000);
        let trickled = rows(Trickle(text.as_bytes()), 1000);
        assert_eq!(found.0, trickled.0);
        assert!(found.1.is_none() && trickled.1.is_none(), "{text:?}");
        found.0.iter().map(|row| row.0).collect()
    }

    #[test]
    fn a_record_has_the_line_that_it_starts_on() {
        for end in ["\n", "\r\n", "\r"] {
            let text = |text: &str| text.replace('\n', end);
            assert_eq!(lines(&text("h,i\na,b\nc,d\n")), [1, 2, 3]);
            assert_eq!(lines(&text("h,i\na,b\nc,d")), [1, 2, 3]);
            assert_eq!(lines(&text("\n\nh,i\n\n\na,b\n\n")), [3, 6]);
            assert_eq!(lines(&text("h,i\na,\"b\n\nb\"\nc,d\n\"e\n\",\ng,\"h\"\ni,j")), [1, 2, 5, 6, 8, 9]);
        }
        assert_eq!(lines("h,i\na,\"\r\n\n\r\"\r\nb,c\n\r\nd,\r"), [1, 2, 6, 8]);
        assert_eq!(lines(""), [0; 0]);
        assert_eq!(lines("\r\n\n"), [0; 0]);
    }

    /// The lines on which records start, byte by byte; `None` if a quotation mark stays open.
    fn naive_lines(text: &str) -> Option<Vec<u32>> {
        let (mut lines, mut line, mut before) = (Vec::new(), 1, ' ');
        let (mut in_record, mut in_cell, mut quoted, mut closed) = (false, false, false, false);
        for c in text.chars() {
            let breaks = matches!(c, '\r' | '\n');
            if !in_record && !breaks {
                lines.push(line);
                in_record = true;
            }
            line += u32::from(c == '\r' || (c == '\n' && before != '\r'));
            before = c;
            if quoted {
                (quoted, closed) = (c != '"', c == '"');
                continue;
            }
            // A quotation mark opens a cell, or follows the one that closed it and is doubled.
            quoted = c == '"' && (!in_cell || closed);
            closed = false;
            in_cell = !breaks && c != ',';
            in_record = !breaks;
        }
        (!quoted).then_some(lines)
    }

    proptest::proptest! {
        #[test]
        fn records_start_where_a_naive_reader_has_them(text in "[a,\"\r\n]{0,40}") {
            if let Some(expected) = naive_lines(&text) {
                proptest::prop_assert_eq!(lines(&text), expected);
            } else {
                let stop = rows(text.as_bytes(), 1000).1;
                let is_open = matches!(stop, Some(Stop { why: Why::OpenQuote, .. }));
                proptest::prop_assert!(is_open);
            }
        }
    }

    #[test]
    fn lines_are_right_across_chunks() {
        let text = "1,\"a\r\nb\",c\r\n".repeat(30_000);
        let (rows, stop) = rows(text.as_bytes(), 1000);
        assert!(stop.is_none());
        assert!(rows.iter().map(|row| row.0).eq((0..30_000).map(|n| 2 * n + 1)));
    }

    #[test]
    fn an_open_quotation_mark_is_told_at_its_row() {
        let (found, stop) = rows(&b"h,i\na,b\nc,\"d\ne,f\n"[..], 1000);
        assert_eq!(found.len(), 2);
        assert!(matches!(stop, Some(Stop { line: 3, why: Why::OpenQuote })));

        let endless = format!("h,i\na,b\nc,\"{}", "d\n".repeat(1_000_000));
        let (found, stop) = rows(endless.as_bytes(), 100_000);
        assert_eq!(found.len(), 2);
        assert!(matches!(stop, Some(Stop { line: 3, why: Why::RowTooLong(100_000) })));
    }

    #[test]
    fn rows_grow_up_to_the_limit() {
        let long = format!("{},{}\n", "a".repeat(5000), ",".repeat(5000));
        let (found, stop) = rows(long.as_bytes(), 20_000);
        assert!(stop.is_none());
        assert_eq!((found[0].1.len(), found[0].1[0].len()), (5002, 5000));
    }

    #[test]
    fn cells_are_separated_as_the_first_line_has_it() {
        for (text, expected) in [("a,b;c\n", b','), ("\n\na;b\n,", b';'), ("a\tb;\tc", b'\t'), ("a", b','), ("", b',')]
        {
            assert_eq!(delimiter(text.as_bytes()), expected, "{text:?}");
        }
    }
}
