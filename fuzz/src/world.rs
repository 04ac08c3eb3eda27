//! A small world with something in every table.

/// The files of the world, as an input has them.
pub const WORLD: &str = include_str!("world.txt");
