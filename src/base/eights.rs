//! Texts eight bytes at a time.

/// The bytes eight at a time as words, the first the lowest, and a last one of those that are left, with zeros after them,
/// of which there is one at least.
pub(crate) fn eights(bytes: &[u8]) -> (impl Iterator<Item = u64>, u64) {
    let (words, rest) = bytes.as_chunks();
    let last = match bytes.last_chunk() {
        Some(last) if !rest.is_empty() => u64::from_le_bytes(*last) >> (64 - 8 * rest.len()),
        Some(_) | None => rest.iter().rev().fold(0, |word, byte| word << 8 | u64::from(*byte)),
    };
    (words.iter().map(|word| u64::from_le_bytes(*word)), last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_have_every_byte_and_zeros_after_them() {
        for length in 0..40_u8 {
            let bytes: Vec<u8> = (1..=length).collect();
            let (words, last) = eights(&bytes);
            let words: Vec<u8> = words.chain([last]).flat_map(u64::to_le_bytes).collect();
            assert!(words.len() > bytes.len() && words.starts_with(&bytes), "{length}");
            assert!(words.len() <= bytes.len() + 8 && words.iter().skip(bytes.len()).all(|byte| *byte == 0));
        }
    }
}
