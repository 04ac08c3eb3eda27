//! What the fuzz targets do with their inputs. Each target reads its input in one way, and fails where an oracle does:
//!
//! - every row that is read is in the hierarchy or in the quarantine;
//! - a hierarchy's own image opens, verifies, and written again has the same bytes;
//! - a live audit's report is that of a fresh audit, after every event too;
//! - a plan gives what building all again gives, and what its exported tables give when they are read again;
//! - what a parser takes, written and parsed again, is the same;
//! - a number of a person that is planted in the input is in no output.
//!
//! An input is the text of the files themselves (see [`files`]), so that what broke once is kept as it was.

pub mod files;
mod image;
mod journal;
pub mod mutate;
mod oracles;
mod outputs;
mod parsers;
mod plans;
mod planted;
mod profile;
mod tables;
pub mod world;

pub use image::image;
pub use journal::journal;
pub use parsers::claims_and_paths;
pub use plans::plans;
pub use profile::profile;
pub use tables::{package, tables};
