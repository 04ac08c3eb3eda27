//! By what units stand among those beside them.

use super::model::Draft;

impl Draft {
    /// For rows of units, as far as rows were read from texts, a number by which those with one parent code stand in the
    /// order of their codes, see [`sibling_key`]. They are asked for once.
    pub(crate) fn take_sibling_keys(&mut self) -> Vec<u64> {
        std::mem::take(&mut self.sibling_keys)
    }

    /// Keeps the keys of rows of `units` from one on. Rows that were not read from texts have none.
    pub(super) fn keep_sibling_keys(&mut self, first: u32, keys: &[u64]) {
        self.sibling_keys.resize(first as usize, NO_KEY);
        self.sibling_keys.extend_from_slice(keys);
    }
}

/// The key of a code that says too little.
pub(crate) const NO_KEY: u64 = 0;

/// What follows the parent's code, where a code goes on with one to eight bytes, as a number; else [`NO_KEY`].
///
/// It is made where both codes are at hand: once they are among all others, each is far away in memory.
pub(super) fn sibling_key(code: &str, parent: &str) -> u64 {
    let Some(rest) = code.as_bytes().strip_prefix(parent.as_bytes()) else { return NO_KEY };
    if rest.len() > 8 {
        return NO_KEY;
    }
    // No code has a byte of zero: a code stands before another that goes on.
    if let Some(last) = code.as_bytes().last_chunk() {
        let over = u32::try_from(8 * (8 - rest.len())).unwrap_or(u32::BITS);
        return u64::from_be_bytes(*last).checked_shl(over).unwrap_or(NO_KEY);
    }
    rest.iter().rev().fold(NO_KEY, |key, byte| key >> 8 | u64::from(*byte) << 56)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_stand_as_the_codes_do() {
        // Short codes and long ones are read in different ways, and get the same keys.
        let keys = ["A", "", "130205001026"].map(|parent| {
            let codes = ["1", "10", "100", "12345678", "19", "2", "西", "西1"].map(|rest| format!("{parent}{rest}"));
            codes.map(|code| sibling_key(&code, parent))
        });
        assert!(keys[0].is_sorted_by(|a, b| a < b) && !keys[0].contains(&NO_KEY), "{keys:?}");
        assert!(keys.iter().all(|others| *others == keys[0]), "{keys:?}");
        for (code, parent) in [("A", "A"), ("B1", "A"), ("A123456789", "A"), ("", "A"), ("13020500", "13020500")] {
            assert_eq!(sibling_key(code, parent), NO_KEY, "{code}");
        }
    }
}
