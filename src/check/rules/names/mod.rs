//! Family N: codes and names.

mod n101_code_shape;
mod n102_code_prefix;
mod n103_code_class;
mod n104_repeated_name;
mod n105_stray_characters;

use crate::check::rule::Check;

pub(super) static ALL: &[Check] = &[
    n101_code_shape::CHECK,
    n102_code_prefix::CHECK,
    n103_code_class::CHECK,
    n104_repeated_name::CHECK,
    n105_stray_characters::CHECK,
];
