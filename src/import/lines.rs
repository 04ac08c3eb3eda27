//! Lines of a file as a person counts them.

use memchr::{memchr, memchr_iter, memchr2_iter};

/// The number of the line that is read, counted over LF, CRLF and CR.
#[derive(Clone, Copy, Debug)]
pub(super) struct Lines {
    line: u32,
    /// Whether the last byte was a CR, so that an LF belongs to it.
    after_cr: bool,
}

impl Lines {
    pub(super) const fn new() -> Self {
        Self { line: 1, after_cr: false }
    }

    /// The line that the next byte stands on; the first is 1.
    pub(super) const fn line(self) -> u32 {
        self.line
    }

    /// Passes over bytes of any kind.
    pub(super) fn pass(&mut self, bytes: &[u8]) {
        if !self.after_cr && memchr(b'\r', bytes).is_none() {
            let lines = u32::try_from(memchr_iter(b'\n', bytes).count()).unwrap_or(u32::MAX);
            self.line = self.line.saturating_add(lines);
            return;
        }
        for at in memchr2_iter(b'\r', b'\n', bytes) {
            let before = at.checked_sub(1).and_then(|before| bytes.get(before));
            let after_cr = before.map_or(self.after_cr, |before| *before == b'\r');
            if bytes.get(at) == Some(&b'\r') || !after_cr {
                self.line = self.line.saturating_add(1);
            }
        }
        if let Some(last) = bytes.last() {
            self.after_cr = *last == b'\r';
        }
    }

    /// Passes over bytes of which the last is a line break, and no other.
    pub(super) fn pass_one(&mut self, bytes: &[u8]) {
        self.line = self.line.saturating_add(1);
        self.after_cr = bytes.last() == Some(&b'\r');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_ends_with_lf_crlf_or_cr() {
        for (text, line) in [("", 1), ("a", 1), ("a\n", 2), ("a\r\nb\r\n", 3), ("a\rb\r", 3), ("\n\r\n\r\r", 5)] {
            let mut whole = Lines::new();
            whole.pass(text.as_bytes());
            assert_eq!(whole.line(), line, "{text:?}");

            let mut by_byte = Lines::new();
            text.as_bytes().chunks(1).for_each(|byte| by_byte.pass(byte));
            assert_eq!(by_byte.line(), line, "{text:?}");
        }
    }
}
