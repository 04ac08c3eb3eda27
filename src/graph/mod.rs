//! The hierarchy: a typed petgraph, and the columns that make it quick to read. Only this folder names petgraph.

mod build;
mod columns;
mod context;
mod counts;
mod day_graph;
mod edges;
mod edited;
mod edits;
mod hierarchy;
mod layout;
mod life;
mod links;
mod neighbourhood;
mod next;
mod nodes;
mod order;
mod redraft;
mod units;
mod verify;
mod verify_rows;
mod walk;

pub use build::Rejected;
pub use day_graph::DayGraph;
pub(crate) use edited::Touched;
pub(crate) use edits::{Edits, Fate, RowAt};
pub use hierarchy::{Hierarchy, Tie};
pub(crate) use links::{Link, Links, Stated};
pub(crate) use nodes::Nodes;
pub(crate) use redraft::Part;
pub(crate) use units::{Units, Version};
pub(crate) use walk::Met;
