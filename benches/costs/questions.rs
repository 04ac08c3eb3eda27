//! Questions and audits.

use super::Shape;

pub(crate) const SHAPES: &[Shape] = &[];
