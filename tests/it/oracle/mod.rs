//! An oracle that shares nothing with the crate: worlds built of plain rows, and naive answers to every question.

pub(crate) mod calendar;
pub(crate) mod choices;
pub(crate) mod draft;
mod naive;
mod naive_coverage;
mod naive_relations;
pub(crate) mod world;
mod worlds;
mod worlds_around;

pub(crate) use naive::Naive;
pub(crate) use naive_coverage::{Asked, NaiveCovered, NaiveCovering};
pub(crate) use worlds::worlds;
