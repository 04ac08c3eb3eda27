//! Events that are applied to a hierarchy, and plans of them.

use super::Shape;

pub(crate) const SHAPES: &[Shape] = &[];
