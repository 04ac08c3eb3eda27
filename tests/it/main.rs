//! Tests of the whole crate, in one binary.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

#[cfg(feature = "export")]
mod export;
#[cfg(feature = "import")]
mod kaiping;
mod layers;
#[cfg(feature = "import")]
mod places;
