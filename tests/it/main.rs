//! Tests of the whole crate, in one binary.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod layers;
mod places;
