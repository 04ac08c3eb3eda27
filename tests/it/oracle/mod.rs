//! An oracle that shares nothing with the crate: worlds built of plain rows, and naive answers to every question.

pub(crate) mod calendar;
mod choices;
pub(crate) mod draft;
mod draft_rows;
mod naive;
mod naive_coverage;
mod naive_relations;
mod naive_rows;
pub(crate) mod rows;
pub(crate) mod world;
mod worlds;
mod worlds_around;
mod worlds_of_people;

pub(crate) use naive::Naive;
pub(crate) use naive_coverage::{Asked, NaiveCovered, NaiveCovering};
pub(crate) use naive_rows::bounds;
pub(crate) use worlds::worlds;
