//! Tests of the whole crate, in one binary.
#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test that cannot go on fails")]

mod alliances;
#[cfg(feature = "journal")]
mod appended;
mod at_its_word;
#[cfg(all(feature = "import", feature = "export"))]
mod cases;
mod change;
mod change_decisions;
mod change_kinds;
mod change_names;
mod change_nodes;
mod change_periods;
#[cfg(feature = "import")]
mod cities;
mod code_prefix;
mod code_shape;
mod ended;
#[cfg(feature = "export")]
mod export;
#[cfg(feature = "import")]
mod extremes;
#[cfg(feature = "import")]
mod faults;
#[cfg(feature = "import")]
mod figures;
#[cfg(feature = "import")]
mod files;
#[cfg(feature = "import")]
mod fixtures;
mod identity;
#[cfg(feature = "image")]
mod image;
#[cfg(all(feature = "import", feature = "journal"))]
mod journal;
#[cfg(feature = "import")]
mod kaiping;
mod laws;
mod layers;
mod live;
mod long_histories;
mod oracle;
#[cfg(all(feature = "import", feature = "export"))]
mod order;
#[cfg(all(feature = "import", feature = "export"))]
mod parts;
#[cfg(feature = "import")]
mod places;
#[cfg(all(feature = "journal", feature = "image"))]
mod plans;
#[cfg(all(feature = "import", feature = "export"))]
mod privacy;
#[cfg(feature = "import")]
mod profiles;
mod proposals;
mod reasons;
#[cfg(feature = "import")]
mod replay;
#[cfg(feature = "import")]
mod rules;
#[cfg(feature = "import")]
mod sums;
mod tiers;
#[cfg(feature = "import")]
mod timeline;
