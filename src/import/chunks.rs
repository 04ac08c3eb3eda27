//! The bytes of a file, chunk by chunk: without a byte-order mark, UTF-16 made UTF-8.

use super::charset::Charset;
use encoding_rs::{Decoder, DecoderResult, Encoding, UTF_8};
use std::io::{self, Read};
use std::ops::Range;

/// How many bytes are looked at together to tell the encoding.
pub(super) const LOOK: usize = 64 * 1024;

/// A byte that is in no text in UTF-8.
const NO_TEXT: u8 = 0xff;

/// A reader whose bytes can be looked at before they are consumed.
#[derive(Debug)]
pub(super) struct Chunks<R> {
    source: Source<R>,
    raw: Vec<u8>,
    /// The decoder of UTF-16, and what it made of `raw`.
    utf16: Option<Decoder>,
    utf8: Vec<u8>,
    /// The part that is not consumed: of `utf8` where there is a decoder, else of `raw`.
    rest: Range<usize>,
    charset: Option<Charset>,
    bytes_read: u64,
    ended: bool,
}

/// Where the bytes come from, and the chunk after the one at hand.
#[derive(Debug)]
pub(super) struct Source<R> {
    reader: R,
    next: Vec<u8>,
    /// How many bytes the next chunk has, if it was read ahead.
    ahead: Option<usize>,
    ended: bool,
    failed: Option<io::Error>,
}

impl<R: Read> Chunks<R> {
    /// A reader of so many bytes at a time.
    pub(super) fn new(reader: R, chunk: usize) -> Self {
        Self {
            source: Source { reader, next: Vec::new(), ahead: None, ended: false, failed: None },
            raw: vec![0; chunk],
            utf16: None,
            utf8: Vec::new(),
            rest: 0..0,
            charset: None,
            bytes_read: 0,
            ended: false,
        }
    }

    /// The bytes that are not consumed, the next chunk's if there are none; empty at the end.
    pub(super) fn fill(&mut self) -> io::Result<&[u8]> {
        while self.rest.is_empty() && !self.ended {
            self.load()?;
        }
        Ok(self.rest())
    }

    /// The bytes of this chunk that are not consumed.
    fn rest(&self) -> &[u8] {
        let bytes = if self.utf16.is_some() { &self.utf8 } else { &self.raw };
        bytes.get(self.rest.clone()).unwrap_or_default()
    }

    /// The same, and what reads the next chunk while they are looked at.
    pub(super) fn rest_and_source(&mut self) -> (&[u8], &mut Source<R>) {
        let bytes = if self.utf16.is_some() { &self.utf8 } else { &self.raw };
        (bytes.get(self.rest.clone()).unwrap_or_default(), &mut self.source)
    }

    pub(super) fn consume(&mut self, bytes: usize) {
        self.rest.start = self.rest.start.saturating_add(bytes).min(self.rest.end);
    }

    /// The encoding, as far as it can be told from what was read; `None` as long as that is plain ASCII.
    pub(super) const fn charset(&self) -> Option<Charset> {
        self.charset
    }

    /// How many bytes of the file were read.
    pub(super) const fn bytes_read(&self) -> u64 {
        self.bytes_read
    }

    fn load(&mut self) -> io::Result<()> {
        let is_first = self.bytes_read == 0;
        self.rest = 0..self.read_chunk()?;
        if is_first {
            self.take_mark();
        }
        let raw = self.raw.get(self.rest.clone()).unwrap_or_default();
        if let Some(decoder) = &mut self.utf16 {
            let is_text = to_utf8(decoder, raw, self.ended, &mut self.utf8);
            self.ended |= !is_text;
            self.rest = 0..self.utf8.len();
        } else if self.charset.is_none() {
            self.charset = raw.chunks(LOOK).find_map(Charset::detect);
        }
        Ok(())
    }

    /// Makes the next chunk the one at hand. What was read before the reader failed is handed out first.
    fn read_chunk(&mut self) -> io::Result<usize> {
        let filled = self.source.take_next(&mut self.raw);
        if filled == 0
            && let Some(error) = self.source.failed.take()
        {
            self.ended = true;
            return Err(error);
        }
        self.ended |= self.source.ended;
        self.bytes_read += filled as u64;
        Ok(filled)
    }

    fn take_mark(&mut self) {
        let Some((encoding, mark)) = Encoding::for_bom(self.raw.get(self.rest.clone()).unwrap_or_default()) else {
            return;
        };
        self.consume(mark);
        if encoding == UTF_8 {
            self.charset = Some(Charset::Utf8);
        } else {
            self.charset = Some(Charset::Utf16);
            self.utf16 = Some(encoding.new_decoder_without_bom_handling());
        }
    }
}

impl<R: Read> Source<R> {
    /// Reads the chunk that comes next, of so many bytes, before it is asked for.
    pub(super) fn read_ahead(&mut self, chunk: usize) {
        if self.ahead.is_none() && !self.ended {
            let mut next = std::mem::take(&mut self.next);
            next.resize(chunk, 0);
            self.ahead = Some(self.fill(&mut next));
            self.next = next;
        }
    }

    /// Puts the chunk that comes next in place of another: how many bytes it has.
    fn take_next(&mut self, raw: &mut Vec<u8>) -> usize {
        let Some(filled) = self.ahead.take() else { return self.fill(raw) };
        std::mem::swap(raw, &mut self.next);
        filled
    }

    /// Fills `raw` as far as the reader goes.
    fn fill(&mut self, raw: &mut [u8]) -> usize {
        let mut filled = 0;
        while let Some(room) = raw.get_mut(filled..).filter(|room| !room.is_empty()) {
            if self.failed.is_some() {
                break;
            }
            match self.reader.read(room) {
                Ok(0) => {
                    self.ended = true;
                    break;
                }
                Ok(bytes) => filled += bytes.min(room.len()),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => self.failed = Some(error),
            }
        }
        filled
    }
}

/// Decodes a chunk. What is no text ends it, as a byte that the check of its row finds: then the answer is no.
fn to_utf8(decoder: &mut Decoder, raw: &[u8], is_last: bool, utf8: &mut Vec<u8>) -> bool {
    let room = decoder.max_utf8_buffer_length_without_replacement(raw.len()).unwrap_or(raw.len());
    utf8.resize(room, 0);
    let (result, _, written) = decoder.decode_to_utf8_without_replacement(raw, utf8, is_last);
    utf8.truncate(written);
    let is_text = result == DecoderResult::InputEmpty;
    if !is_text {
        utf8.push(NO_TEXT);
    }
    is_text
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// Hands out one byte at a time.
    pub(in crate::import) struct Trickle<'b>(pub(in crate::import) &'b [u8]);

    impl Read for Trickle<'_> {
        fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
            self.0.read(&mut room[..1])
        }
    }

    fn all(reader: impl Read) -> (Vec<u8>, Option<Charset>) {
        let (mut chunks, mut bytes) = (Chunks::new(reader, LOOK), Vec::new());
        while let Some(first) = chunks.fill().unwrap().first() {
            bytes.push(*first);
            chunks.consume(1);
        }
        (bytes, chunks.charset())
    }

    fn utf16(text: &str, to_bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(to_bytes).collect()
    }

    #[test]
    fn marks_are_taken_off_and_utf16_is_made_utf8() {
        let text = "编码,code\r\n1,开𠀀\n".repeat(9000);
        let marked = format!("\u{feff}{text}");
        let expected = |charset| (text.clone().into_bytes(), Some(charset));
        assert_eq!(all(text.as_bytes()), expected(Charset::Utf8));
        assert_eq!(all(marked.as_bytes()), expected(Charset::Utf8));
        assert_eq!(all(&*utf16(&marked, u16::to_le_bytes)), expected(Charset::Utf16));
        assert_eq!(all(Trickle(&utf16(&marked, u16::to_be_bytes))), expected(Charset::Utf16));
    }

    #[test]
    fn what_is_no_utf16_ends_in_a_byte_that_is_no_text() {
        for bad in [&[0x00, 0xdc, 0x61, 0x00][..], &[0x61]] {
            let bytes = [&[0xff, 0xfe, 0x31, 0x00], bad].concat();
            assert_eq!(all(&*bytes).0, [b'1', NO_TEXT]);
        }
        assert_eq!(all(&[0xff, 0xfe][..]).0, b"");
        assert_eq!(all(&[0xef, 0xbb, 0xbf][..]).0, b"");
    }

    #[test]
    fn what_is_read_ahead_is_what_comes_next() {
        struct Failing<'b>(&'b [u8]);
        impl Read for Failing<'_> {
            fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
                if self.0.is_empty() { Err(io::Error::other("gone")) } else { self.0.read(room) }
            }
        }
        for (ahead, at_end) in [false, true].into_iter().flat_map(|ahead| [(ahead, true), (ahead, false)]) {
            for length in [8, 10_u8] {
                let bytes: Vec<u8> = (b'a'..).take(length.into()).collect();
                let reader: Box<dyn Read> = if at_end { Box::new(&*bytes) } else { Box::new(Failing(&bytes)) };
                let (mut chunks, mut found) = (Chunks::new(reader, 4), Vec::new());
                let failed = loop {
                    let chunk = match chunks.fill() {
                        Ok(chunk) => chunk.to_vec(),
                        Err(error) => break Some(error.to_string()),
                    };
                    if chunk.is_empty() {
                        break None;
                    }
                    found.extend_from_slice(&chunk);
                    assert_eq!(chunks.bytes_read(), found.len() as u64);
                    if ahead {
                        chunks.rest_and_source().1.read_ahead(4);
                    }
                    chunks.consume(chunk.len());
                };
                assert_eq!((&found, failed.as_deref()), (&bytes, Some("gone").filter(|_| !at_end)));
                assert!(chunks.fill().unwrap().is_empty());
            }
        }
    }

    #[test]
    fn the_encoding_is_told_by_the_first_chunk_that_is_not_ascii() {
        let late = format!("{}开平区\n", "a,b\n".repeat(LOOK));
        assert_eq!(all(late.as_bytes()), (late.clone().into_bytes(), Some(Charset::Utf8)));
        assert_eq!(all(&b"a,b"[..]).1, None);
    }
}
