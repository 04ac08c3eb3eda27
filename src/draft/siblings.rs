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
    rest.iter().rev().fold(NO_KEY, |key, byte| key >> 8 | u64::from(*byte) << 56)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_stand_as_the_codes_do() {
        let codes = ["1", "10", "100", "19", "2", "西", "西1"].map(|rest| format!("A{rest}"));
        let keys: Vec<u64> = codes.iter().map(|code| sibling_key(code, "A")).collect();
        assert!(keys.is_sorted_by(|a, b| a < b) && !keys.contains(&NO_KEY), "{keys:?}");
        for code in ["A", "B1", "A123456789", ""] {
            assert_eq!(sibling_key(code, "A"), NO_KEY, "{code}");
        }
    }
}
