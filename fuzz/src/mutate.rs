//! Mutations that keep most of an input readable: words and lines of texts, and numbers of images.

use libfuzzer_sys::fuzzer_mutate;

/// A number that is always the same for the same bytes (FNV-1a).
pub fn hash(data: &[u8]) -> usize {
    let mixed = data
        .iter()
        .fold(0xcbf2_9ce4_8422_2325_u64, |sum, byte| (sum ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3));
    usize::try_from(mixed >> 16).unwrap_or(usize::MAX)
}

/// Numbers from a seed (xorshift).
struct Numbers(u64);

impl Numbers {
    fn new(seed: u32) -> Self {
        Self((u64::from(seed) << 1 | 1).wrapping_mul(0x9e37_79b9_7f4a_7c15))
    }

    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 11).unwrap_or(0) % end.max(1)
    }
}

/// Of every three mutations one is libFuzzer's own; the others put a word in the place of another, or double, drop or
/// swap lines.
pub fn words(data: &mut [u8], size: usize, max_size: usize, seed: u32) -> usize {
    let mut numbers = Numbers::new(seed);
    if size == 0 || numbers.below(3) == 0 {
        return fuzzer_mutate(data, size, max_size);
    }
    let mut text = data[..size].to_vec();
    for _ in 0..=numbers.below(3) {
        text = mutated(&text, &mut numbers);
    }
    text.truncate(max_size.min(data.len()));
    data[..text.len()].copy_from_slice(&text);
    text.len()
}

fn mutated(text: &[u8], numbers: &mut Numbers) -> Vec<u8> {
    let mut lines: Vec<&[u8]> = text.split_inclusive(|byte| *byte == b'\n').collect();
    let (one, other) = (numbers.below(lines.len()), numbers.below(lines.len()));
    match numbers.below(8) {
        0 => lines.insert(one, lines[other]),
        1 if lines.len() > 1 => drop(lines.remove(one)),
        2 => lines.swap(one, other),
        kind => {
            let words = words_of(text);
            let (Some(to), Some(from)) = (words.get(numbers.below(words.len())), words.get(numbers.below(words.len())))
            else {
                return text.to_vec();
            };
            // A word of the same column comes in its place, or any; or nothing does.
            let column = column(text, to.0);
            let alike: Vec<&(usize, usize)> =
                words.iter().filter(|word| self::column(text, word.0) == column).collect();
            let from =
                if kind < 6 { alike.get(numbers.below(alike.len())).map_or(*from, |word| **word) } else { *from };
            let new = if kind == 7 && numbers.below(2) == 0 { &[][..] } else { &text[from.0..from.1] };
            return [&text[..to.0], new, &text[to.1..]].concat();
        }
    }
    lines.concat()
}

/// Where words start and end; an empty cell is a word.
fn words_of(text: &[u8]) -> Vec<(usize, usize)> {
    let is_mark = |byte: &u8| matches!(byte, b',' | b'\n' | b'"' | b' ' | b':' | b'{' | b'}' | b'[' | b']' | b';');
    let mut words = Vec::new();
    let mut start = 0;
    for (at, byte) in text.iter().enumerate() {
        if is_mark(byte) {
            if start < at || *byte == b',' {
                words.push((start, at));
            }
            start = at + 1;
        }
    }
    words
}

fn column(text: &[u8], at: usize) -> usize {
    text[..at].iter().rev().take_while(|byte| **byte != b'\n').filter(|byte| matches!(byte, b',' | b'"')).count()
}

/// Of every three mutations one is libFuzzer's own; the others change numbers of four bytes.
pub fn numbers(data: &mut [u8], size: usize, max_size: usize, seed: u32) -> usize {
    let mut numbers = Numbers::new(seed);
    if size < 16 || numbers.below(3) == 0 {
        return fuzzer_mutate(data, size, max_size);
    }
    let place = |numbers: &mut Numbers| numbers.below(size - 3);
    for _ in 0..=numbers.below(3) {
        let (to, from) = (place(&mut numbers), place(&mut numbers));
        let old = u32::from_le_bytes([data[to], data[to + 1], data[to + 2], data[to + 3]]);
        let other = u32::from_le_bytes([data[from], data[from + 1], data[from + 2], data[from + 3]]);
        let new = match numbers.below(6) {
            0 => 0,
            1 => u32::MAX,
            2 => old.wrapping_add(1),
            3 => old.wrapping_sub(1),
            4 => u32::try_from(numbers.below(16)).unwrap_or(0),
            _ => other,
        };
        data[to..to + 4].copy_from_slice(&new.to_le_bytes());
    }
    size
}
