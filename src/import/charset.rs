//! In which encoding a file is, and the text of its cells.

use super::records::Record;
use encoding_rs::GB18030;
use std::str;

/// The encoding of a file (字符编码).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Charset {
    Utf8,
    /// Handed on as UTF-8.
    Utf16,
    Gb18030,
}

impl Charset {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Utf8 => "UTF-8",
            Self::Utf16 => "UTF-16",
            Self::Gb18030 => "GB18030",
        }
    }

    /// The encoding that most lines of a chunk speak for; `None` if the chunk is plain ASCII.
    ///
    /// One bad line does not turn the file's encoding, so that it is found as the bad line it is. A line without a
    /// character of three bytes does not speak for UTF-8, since no Chinese text lacks one, and words such as 联通 are
    /// UTF-8 of two bytes by chance.
    pub(super) fn detect(chunk: &[u8]) -> Option<Self> {
        if chunk.is_ascii() {
            return None;
        }
        let (mut utf8, mut others) = (0, 0);
        for line in chunk.split(|byte| matches!(byte, b'\n' | b'\r')).filter(|line| !line.is_ascii()) {
            // The last character of a chunk may be cut.
            let fits = str::from_utf8(line).map_or_else(|error| error.error_len().is_none(), |_| true);
            utf8 += u32::from(fits && line.iter().any(|byte| *byte >= 0xe0));
            others += u32::from(!fits);
        }
        Some(if others > utf8 { Self::Gb18030 } else { Self::Utf8 })
    }
}

/// The cells of a record as text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cells<'t> {
    text: &'t str,
    // Invariant: ascending, each between two characters of `text`.
    ends: &'t [usize],
    /// How many bytes are between two cells.
    gap: usize,
}

impl<'t> Cells<'t> {
    /// Cells that end where `ends` says, with so many bytes between two.
    pub(super) const fn new(text: &'t str, ends: &'t [usize], gap: usize) -> Self {
        Self { text, ends, gap }
    }

    pub(super) const fn len(self) -> usize {
        self.ends.len()
    }

    /// The text of a cell; empty where the record has none.
    pub(super) fn get(self, cell: usize) -> &'t str {
        bounds(self.ends, self.gap, cell).and_then(|(start, end)| self.text.get(start..end)).unwrap_or_default()
    }

    pub(super) fn iter(self) -> impl DoubleEndedIterator<Item = &'t str> + ExactSizeIterator {
        (0..self.len()).map(move |cell| self.get(cell))
    }

    /// The texts of the cells from the first on.
    pub(super) fn in_order(self) -> impl Iterator<Item = &'t str> {
        in_order(self.text, self.ends, self.gap)
    }
}

/// The texts of cells that end where `ends` says, with so many bytes between two.
pub(super) fn in_order<'t>(text: &'t str, ends: &[usize], gap: usize) -> impl Iterator<Item = &'t str> {
    let mut start = 0;
    ends.iter().map(move |end| {
        let cell = text.get(start..*end).unwrap_or_default();
        start = end + gap;
        cell
    })
}

/// Where a cell starts and ends; `gap` bytes are between two.
pub(super) fn bounds(ends: &[usize], gap: usize, cell: usize) -> Option<(usize, usize)> {
    let start = cell.checked_sub(1).map_or(Some(0), |before| ends.get(before).map(|end| end + gap))?;
    Some((start, *ends.get(cell)?))
}

/// Turns records to text. Text in UTF-8 is not copied.
#[derive(Debug, Default)]
pub(super) struct Decoder {
    text: String,
    ends: Vec<usize>,
}

/// The cell that is not text in the file's encoding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct BadText {
    pub(super) cell: usize,
}

impl Decoder {
    /// The text of a record; the first cell that is none, if there is one.
    pub(super) fn decode<'t>(&'t mut self, record: &Record<'t>) -> Result<Cells<'t>, BadText> {
        match record.charset {
            Some(Charset::Gb18030) => self.decode_gb18030(record),
            Some(Charset::Utf8 | Charset::Utf16) | None => decode_utf8(record),
        }
    }

    fn decode_gb18030<'t>(&'t mut self, record: &Record<'t>) -> Result<Cells<'t>, BadText> {
        if record.bytes.is_ascii() {
            return decode_utf8(record);
        }
        if is_rather_utf8(record.bytes) {
            let cell = record.cells().position(|cell| !cell.is_ascii());
            return Err(BadText { cell: cell.unwrap_or(0) });
        }
        self.text.clear();
        self.ends.clear();
        for (cell, bytes) in record.cells().enumerate() {
            let text = GB18030.decode_without_bom_handling_and_without_replacement(bytes).ok_or(BadText { cell })?;
            self.text.push_str(&text);
            self.ends.push(self.text.len());
        }
        Ok(Cells { text: &self.text, ends: &self.ends, gap: 0 })
    }
}

fn decode_utf8<'t>(record: &Record<'t>) -> Result<Cells<'t>, BadText> {
    // Two cells with nothing between may be halves of one character: then the record is text, and they are not.
    let whole = |text: &&str| record.gap > 0 || record.ends.iter().all(|end| text.is_char_boundary(*end));
    if let Some(text) = str::from_utf8(record.bytes).ok().filter(whole) {
        return Ok(Cells { text, ends: record.ends, gap: record.gap });
    }
    let cell = record.cells().position(|cell| str::from_utf8(cell).is_err());
    Err(BadText { cell: cell.unwrap_or(0) })
}

/// Whether a row of a GB18030 file is text in UTF-8, which GB18030 would often read as other words.
///
/// Common words are bytes from A1 on in GB18030, and most characters have a byte below in UTF-8: a row that is UTF-8 and
/// has such a byte is no row of common words.
fn is_rather_utf8(bytes: &[u8]) -> bool {
    bytes.iter().any(|byte| matches!(byte, 0x80..=0xa0)) && str::from_utf8(bytes).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gb(text: &str) -> Vec<u8> {
        GB18030.encode(text).0.into_owned()
    }

    #[test]
    fn most_lines_of_a_chunk_speak_for_its_encoding() {
        assert_eq!(Charset::detect(b"code,name\n1,a"), None);
        assert_eq!(Charset::detect("1,开平区".as_bytes()), Some(Charset::Utf8));
        assert_eq!(Charset::detect(&gb("1,开平区")), Some(Charset::Gb18030));
        assert_eq!(Charset::detect("1,caf\u{e9}".as_bytes()), Some(Charset::Utf8));

        let cut = "1,开平区".as_bytes();
        assert_eq!(Charset::detect(&cut[..cut.len() - 1]), Some(Charset::Utf8));

        let one_bad_line = ["1,开平区\n".as_bytes(), &gb("2,开平区")].concat();
        assert_eq!(Charset::detect(&one_bad_line), Some(Charset::Utf8));
        let one_good_line = [&gb("1,开平区\n2,铁西区\n"), "3,开平区".as_bytes()].concat();
        assert_eq!(Charset::detect(&one_good_line), Some(Charset::Gb18030));
    }

    fn decode(cells: &[&[u8]], charset: Charset) -> Result<Vec<String>, BadText> {
        let bytes = cells.concat();
        let ends: Vec<usize> = (1..=cells.len()).map(|n| cells[..n].concat().len()).collect();
        let record = Record { line: 1, bytes: &bytes, ends: &ends, gap: 0, charset: Some(charset) };
        let mut decoder = Decoder::default();
        decoder.decode(&record).map(|cells| cells.iter().map(str::to_owned).collect())
    }

    #[test]
    fn cells_are_decoded_one_by_one() {
        let expected = Ok(vec!["1".to_owned(), "开平区".to_owned(), String::new()]);
        assert_eq!(decode(&[b"1", "开平区".as_bytes(), b""], Charset::Utf8), expected);
        assert_eq!(decode(&[b"1", &gb("开平区"), b""], Charset::Gb18030), expected);

        let halves: [&[u8]; 3] = [b"1", &"开".as_bytes()[..1], &"开".as_bytes()[1..]];
        assert_eq!(decode(&halves, Charset::Utf8), Err(BadText { cell: 1 }));
    }

    #[test]
    fn text_of_another_encoding_is_told() {
        assert_eq!(decode(&[b"1", &gb("开平区")], Charset::Utf8), Err(BadText { cell: 1 }));
        assert_eq!(decode(&[b"1", &[0xff]], Charset::Gb18030), Err(BadText { cell: 1 }));
        for name in ["开平", "马家沟街道", "区"] {
            assert_eq!(decode(&[b"1", name.as_bytes()], Charset::Gb18030), Err(BadText { cell: 1 }), "{name}");
        }
    }
}
