//! Tests of the whole crate, in one binary.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

#[cfg(feature = "import")]
mod faults;
#[cfg(feature = "import")]
mod fixtures;
mod layers;
#[cfg(feature = "import")]
mod rules;
