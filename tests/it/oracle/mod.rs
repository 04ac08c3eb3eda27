//! An oracle that shares nothing with the crate: worlds built of plain rows, and naive answers to every question.

pub(crate) mod calendar;
pub(crate) mod choices;
pub(crate) mod descents;
pub(crate) mod draft;
mod draft_rows;
mod duties;
pub(crate) mod editions;
pub(crate) mod events;
mod naive;
mod naive_coverage;
mod naive_duties;
#[cfg(feature = "import")]
pub(crate) mod naive_overlay;
mod naive_relations;
mod naive_rows;
#[cfg(feature = "import")]
pub(crate) mod overlay;
pub(crate) mod plain_rows;
#[cfg(feature = "import")]
pub(crate) mod plain_templates;
pub(crate) mod readings;
pub(crate) mod rows;
pub(crate) mod web;
pub(crate) mod world;
mod worlds;
mod worlds_around;
mod worlds_of_duties;
mod worlds_of_people;

pub(crate) use duties::{Duties, DutyRow};
pub(crate) use naive::Naive;
pub(crate) use naive_coverage::{Asked, NaiveCovered, NaiveCovering};
pub(crate) use naive_duties::{NaiveDuties, NaiveLink};
pub(crate) use naive_rows::bounds;
pub(crate) use worlds::{worlds, worlds_without_people};
pub(crate) use worlds_of_duties::duties;
