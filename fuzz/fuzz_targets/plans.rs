//! Fuzzes `govgrid_fuzz::plans`.
#![no_main]

use libfuzzer_sys::{fuzz_mutator, fuzz_target};

fuzz_target!(|data: &[u8]| govgrid_fuzz::plans(data));
fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    govgrid_fuzz::mutate::words(data, size, max_size, seed)
});
