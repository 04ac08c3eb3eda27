//! The hierarchy: a typed petgraph, and the columns that make it quick to read. Only this folder names petgraph.

mod build;
mod build_rows;
mod build_units;
mod column;
mod columns;
#[cfg(any(feature = "journal", feature = "image"))]
mod committed;
mod context;
mod counts;
mod day_graph;
mod edges;
mod edited;
mod edits;
mod hierarchy;
#[cfg(feature = "image")]
mod image;
mod layout;
mod life;
mod links;
mod neighbourhood;
mod next;
mod nodes;
mod noted;
mod order;
mod placements;
mod placing;
mod redraft;
mod same_texts;
mod sequence;
mod succession;
mod ties;
mod units;
mod verify;
mod verify_names;
mod verify_rows;
mod version;
mod walk;

pub use build::Rejected;
#[cfg(any(feature = "journal", feature = "image"))]
pub(crate) use committed::Committed;
#[cfg(any(feature = "journal", feature = "image"))]
pub use committed::{Answer, PlanSummary};
#[cfg(feature = "journal")]
pub(crate) use committed::{Done, Known, hash, is_id};
pub use day_graph::DayGraph;
pub(crate) use edited::Touched;
pub(crate) use edits::{Edits, Fate, Meaning, RowAt};
pub use hierarchy::{Hierarchy, Tie};
#[cfg(feature = "image")]
pub use image::ImageError;
pub(crate) use life::Lives;
pub(crate) use links::{Link, Links, Stated};
pub(crate) use nodes::Nodes;
pub(crate) use redraft::Part;
pub(crate) use units::Units;
pub(crate) use version::Version;
pub(crate) use walk::Met;
