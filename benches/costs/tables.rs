//! Tables that are read and checked.

use super::{Shape, measure};
use govgrid::Draft;
use govgrid::import::{self, Options};
use govgrid::record::Table;
use std::fmt::Write;

pub(crate) const SHAPES: &[Shape] =
    &[Shape { name: "units-under-one-street", size: 2_000, run: units_under_one_street }];

/// The plain case, beside which others stand: communities of one street.
fn units_under_one_street(count: u32) {
    let mut text = "code,level,parent\n990101001,street,\n".to_owned();
    for number in 0..count {
        writeln!(text, "9901010010{number:06},community,990101001").expect("memory can be written");
    }
    let mut draft = Draft::new();
    drop(measure(|| {
        import::read(&mut draft, Table::Units, "units.csv", text.as_bytes(), &Options::default());
        draft.build()
    }));
}
