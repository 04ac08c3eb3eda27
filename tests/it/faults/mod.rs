//! Faults planted together, in any order, in any number.
