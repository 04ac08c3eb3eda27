//! Faults planted together, in any order, in any number, mended, and in data that is no data.

pub(crate) mod any_input;
mod columns;
mod columns_of_nodes;
mod content;
mod leads;
mod mending;
pub(crate) mod order;
mod pairs;
mod rows;
mod scale;
mod tables;
mod words;
